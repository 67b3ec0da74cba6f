"""References that carry on from a mention before them: 第36条の申請書（第1号及び第2号の書類を添えたもの）."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.passages import squeezed
from jorei.model import APPENDICES, ENUMERATED
from jorei.text.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node, Reference

SENTENCE_END: Final = re.compile("。(?![)）」]|以下)")
"""A full stop that ends a sentence, not one in brackets: （…をいう。以下同じ。）. It looks at one character on, as the text
between two references may begin inside of brackets."""
_BARE: Final = re.compile(rf"第{NUMBER}[項号]|[ア-ンあ-ん一-十]$|[ア-ン]から[ア-ン]まで")
"""A mention that leaves out the article: 第2号, ロ, イからハまで."""
_PROVISIONS: Final = frozenset({"article", "paragraph", *ENUMERATED})
_MOST_BEFORE: Final = 60
"""Mentions of one node before a reference that are looked at. Chosen: a sentence has few."""


def carries_on(view: View, reference: Reference) -> bool:
    """Whether a mention that leads nowhere by itself may be of a provision named before it in its node.

    Three ways: the same words stand in a mention before it (別表第1第5号から第8号まで … ただし、第8号); a provision named
    in its sentence has the unit (前項の帳簿中、第1号); it counts the rows of a table (別表第2項及び第3項).
    """
    text, unit = squeezed(reference.text), _last_step(reference)
    if _is_row(view, reference) or _reads_law(view, reference):
        return True
    for earlier in _before(view, reference):
        if earlier.status != "dangling" and text in squeezed(earlier.text):
            return True
        if unit and _BARE.match(text) and SENTENCE_END.search(view.text, earlier.end, reference.start) is None:
            holders = (
                holder for target in earlier.targets if target.node is not None for holder in _above(view, target.node)
            )
            if any(_has_unit(view, holder, unit) for holder in holders):
                return True
    return False


def _has_unit(view: View, holder: Node, unit: str) -> bool:
    """Whether a provision has a unit, an article also in its first paragraph."""
    steps = ("", "第1項") if holder.kind == "article" else ("",)
    return any(f"{holder.citation}{step}{unit}" in view.by_citation for step in steps)


_LAST_STEP: Final = re.compile(r"(?:第[0-9]+[項号]|[ア-ン]|（[^（）]*）)$")


def _last_step(reference: Reference) -> str:
    """The last step of the citation of a mention: 第2号 of 第1条第2項第2号."""
    citation = next((target.citation for target in reference.targets if target.citation), None) or ""
    match = _LAST_STEP.search(citation)
    return match.group() if match else ""


_READ_AS: Final = re.compile(rf"(?:(?:及び|並びに|又は|、)第{NUMBER}条(?:の{NUMBER})*)*中「")
_LONGEST_LIST: Final = 60
"""Code points behind a mention in which 中「 is looked for. Chosen: half a dozen articles."""


def _reads_law(view: View, reference: Reference) -> bool:
    """Whether a mention names words to be read otherwise (第16条中「) in a node that applies provisions of another law."""
    after = squeezed(view.text[reference.end : reference.end + _LONGEST_LIST])
    return _READ_AS.match(after) is not None and any(m.target_law is not None for m in _before(view, reference))


def _before(view: View, reference: Reference) -> Iterator[Reference]:
    """The mentions of the same node before a reference, the nearest first."""
    mentions = view.once(mentions_by_node)[reference.node]
    end = bisect_left(mentions, reference.start, key=_start)
    return reversed(mentions[max(0, end - _MOST_BEFORE) : end])


def _start(mention: Reference) -> int:
    return mention.start


def mentions_by_node(view: View) -> dict[int, list[Reference]]:
    """The references of each node, in order."""
    by_node: dict[int, list[Reference]] = defaultdict(list)
    for reference in view.analysis.references:
        by_node[reference.node].append(reference)
    return by_node


def first_of_another_law(view: View) -> dict[int, int]:
    """Where each node first names a provision of another law."""
    first: dict[int, int] = {}
    for mention in view.analysis.references:
        if mention.target_law is not None:
            first.setdefault(mention.node, mention.start)
    return first


def _above(view: View, node_id: int) -> Iterator[Node]:
    """A provision and those it stands in, up to its article."""
    while node_id >= 0:
        node = view.nodes[node_id]
        if node.kind not in _PROVISIONS:
            return
        yield node
        node_id = node.parent


_ROW: Final = re.compile(rf"(?P<table>(?:別表|様式)[^条項号]*?)第{NUMBER}[項号]")


def _is_row(view: View, reference: Reference) -> bool:
    """Whether a reference counts the rows of an appendix that has no items of its own."""
    citation = next((target.citation for target in reference.targets if target.citation), None) or ""
    match = _ROW.match(citation)
    table = view.by_citation.get(match["table"]) if match else None
    if table is None or table.kind not in APPENDICES:
        return False
    return not any(child.kind in ENUMERATED or child.kind == "paragraph" for child in view.children[table.id])
