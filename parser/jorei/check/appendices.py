"""Appendices as the checks see them: their names however written, who names them, what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jorei.model import APPENDICES, Node
from jorei.text.numerals import NUMBER, parse_number

if TYPE_CHECKING:
    from jorei.check.view import View

_NOUNS: Final = ("別表", "様式", "別記", "別図", "別紙", "付録")
APPENDIX_NOUN: Final = f"(?:{'|'.join(_NOUNS)})"
"""The nouns that appendices are called by."""
_NUMBERED_AFTER: Final = rf"(?:様式)?(?:[第 ]*{NUMBER})?号?(?:の{NUMBER})*"
_NUMBERED_BEFORE: Final = rf"第 ?{NUMBER} ?号(?:の{NUMBER})?様式"
# each alternative begins with a letter: then the search passes over all others
_NAME: Final = re.compile(
    f"別[表記図紙]{_NUMBERED_AFTER}|様式{_NUMBERED_AFTER}|付録{_NUMBERED_AFTER}|{_NUMBERED_BEFORE}"
)
_NAME_PART: Final = re.compile(rf"(?P<noun>{APPENDIX_NOUN})|(?P<number>{NUMBER})")
RANGE: Final = "…"
"""Stands for the number in the mentions of a range of appendices (様式第1号から様式第5号まで)."""

_APPENDICES: Final = frozenset(APPENDICES)

AppendixKey = tuple[str, str]
"""Noun and number: ('様式', '1')."""


@lru_cache(maxsize=4096)
def appendix_key(name: str) -> AppendixKey:
    """Noun and number of 別表第1, 別記様式第2号の3, 第一号様式 …, however they are written.

    >>> appendix_key("第一号様式"), appendix_key("別記様式第1号"), appendix_key("別表")
    (('様式', '1'), ('様式', '1'), ('別表', ''))
    """
    parts = list(_NAME_PART.finditer(name))
    nouns = [match["noun"] for match in parts if match["noun"]]
    numbers = [str(parse_number(match["number"])) for match in parts if match["number"]]
    return "様式" if "様式" in nouns else nouns[0] if nouns else "", "_".join(numbers)


def appendix_mentions(view: View) -> Counter[AppendixKey]:
    """How often the text names each appendix, headings included; under the number `RANGE` how many ranges of a noun."""
    mentions: Counter[AppendixKey] = Counter()
    text = view.folded
    if not any(map(text.__contains__, _NOUNS)):
        return mentions
    for match in _NAME.finditer(text):
        noun, number = appendix_key(match.group())
        nouns = (noun, "様式") if noun == "別記" and number else (noun,)  # 別記第9号 heads 第9号様式
        for name in nouns:
            mentions[name, number] += 1
            if text.startswith("から", match.end()):
                mentions[name, RANGE] += 2  # its two ends
    return mentions


def appendix_of(view: View) -> list[int]:
    """The arena id of the 別表 or 様式 that each node stands in; -1 outside them."""
    owners: list[int] = []
    parents = view.parents
    for index, kind in enumerate(view.kinds):
        outer = owners[parents[index]] if owners else -1
        owners.append(index if outer < 0 and kind in _APPENDICES else outer)
    return owners


def appendices(view: View) -> list[Node]:
    """All appendices, by kind."""
    return [node for kind in APPENDICES for node in view.by_kind[kind]]
