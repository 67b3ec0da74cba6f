"""Titles of orders that quote the provision they rest on: 環境影響評価法施行令別表第三の十の項に規定する値を定める省令.

The law and the provision in such a title are words of a name, no mentions: what the scan found in them is left out before
anything is resolved. Titles that quote an article (第5条) are left alone: as often as not the words before them are a clause
of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from jorei.links.scanning import Event

_QUOTES: Final = re.compile(
    r"(?:[^、。「」()は]{0,20}[項欄]|前段|等)?(?:の規定に(?:よる|より|基づく|基づき)|に(?:規定する|基づく)|の)"
    r"[^。「」()はて]{1,70}(?:を定める|を指定する|に関する)(?:[^、。の]{0,8}[省府庁房]令|政令|命令|規則|法律)"
)
"""What stands between the provision that a title quotes and its end."""
_ORDERS: Final = ("令", "規則", "法律")
_LONGEST_GAP: Final = 12
"""Characters between two provisions of one title: 別表第二及び別表第七, 三の項の下欄及び七の項."""
_LONGEST_REST: Final = 110
"""Characters behind the last provision of a title that are looked at."""
_NAMED: Final = re.compile("[一-龠々ァ-ヶー]法|る法律|[一-龠]令|規則")
"""The name of a law; 法 alone is one defined before."""


def without_quoted(text: str, events: Sequence[Event]) -> Sequence[Event]:
    """The events of a folded text without those that are words of a title.

    >>> from jorei.links.scanning import scan
    >>> text = "架空保全法別表第二の項に規定する値を定める省令(平成3年農林水産省令第5号)第2条"
    >>> [event.kind for event in without_quoted(text, scan(text))]
    ['numbered_law', 'designator']
    """
    quoted: set[int] = set()
    for i, event in enumerate(events):
        end = event.start if event.kind == "numbered_law" else event.end if event.kind == "law_noun" else -1
        if i > 1 and end > 0 and text.endswith(_ORDERS, 0, end):
            quoted.update(_quoted_before(text, events, i, end))
    return [event for i, event in enumerate(events) if i not in quoted] if quoted else events


def _quoted_before(text: str, events: Sequence[Event], i: int, end: int) -> range:
    """The indices of the events before ``i`` that are words of the title that ends at ``end``; none as a rule."""
    last = i - 1
    while last > 0 and events[last].kind == "law_noun" and end - events[last].start < _LONGEST_REST:
        last -= 1  # the noun of the title itself, or 省令 in 省令で定める
    rest = events[last]
    if rest.kind != "designator" or end - rest.end > _LONGEST_REST or not _QUOTES.fullmatch(text, rest.end, end):
        return range(0)
    first = last
    while first > 0 and events[first].kind == "designator":
        if "条" in text[events[first].start : events[first].end]:
            return range(0)
        before = events[first - 1]
        if before.kind == "law_noun" and before.end == events[first].start:
            named = _NAMED.search(text, max(0, before.start - 1), before.end)
            return range(first - 1, i) if named else range(0)
        if events[first].start - before.end > _LONGEST_GAP or "。" in text[before.end : events[first].start]:
            return range(0)
        first -= 1
    return range(0)
