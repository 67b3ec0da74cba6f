"""Which check speaks of a reference that leads nowhere: one mention, one finding."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.text.fold import fold
from jorei.text.numerals import NUMBER, parse_number

if TYPE_CHECKING:
    from jorei.check.view import View
    from jorei.model import Node, Reference

_BLANK: Final = re.compile(r"\s+")
_BEFORE: Final = re.compile(rf"前(?P<count>{NUMBER})?(?P<unit>[編章節款目条項号])")
_EVERY_BEFORE: Final = re.compile(r"前各(?P<unit>[項号])")
_APPENDIX: Final = re.compile(r"別表|様式|別記|別図|別紙|付録")
_SHARED: Final = re.compile(r"において(?:、)?(?:準用する場合を含む。)?(?:同じ|単に|「)")
_LEVEL: Final = {"編": "part", "章": "chapter", "節": "section", "款": "subsection", "目": "division",
                 "条": "article", "項": "paragraph", "号": "item"}  # fmt: skip


def plain(text: str) -> str:
    """The text of a mention, folded and without blanks and line breaks.

    >>> plain("第　２６条\\n第５項")
    '第26条第5項'
    """
    return _BLANK.sub("", fold(text))


def sort_dangling(view: View) -> dict[str, list[Reference]]:
    """Every dangling reference of the wording under one code: P05, S21, R05, R06, R11, D05 or R01."""
    sorted_: dict[str, list[Reference]] = defaultdict(list)
    for reference in view.analysis.references:
        if reference.status == "dangling" and view.regions[reference.node] in ("main", "suppl"):
            sorted_[_code(view, reference)].append(reference)
    return sorted_


def _code(view: View, reference: Reference) -> str:
    if reference.target_part and any(target.node is not None for target in reference.targets):
        return "P05"  # the provision is there, its ただし書 or 後段 is not
    text = plain(reference.text)
    if _APPENDIX.match(text) or text.endswith("様式"):
        return "S21"
    if reversed_range(text):
        return "R11"
    match = _BEFORE.match(text)
    if match:
        had, wanted = before(view, view.nodes[reference.node], match["unit"]), _count(match)
        if had is not None and had < wanted:
            return "R06" if had else "R05"
    if _SHARED.match(view.text, reference.end):
        return "D05"
    return "R01"


def _count(match: re.Match[str]) -> int:
    return (parse_number(match["count"]) or 1) if match["count"] else 1


def before(view: View, node: Node, unit: str) -> int | None:
    """How many provisions of a unit stand before the one that the node stands in; None when it stands in none."""
    here = view.enclosing(node, _LEVEL[unit])
    return None if here is None else view.places[here.id]


_RANGE: Final = re.compile(
    rf"(?P<stem>.*?)第(?P<from>{NUMBER})(?P<unit>[条項号])(?P<from_branch>(?:の{NUMBER})*)から"
    rf"(?P<again>.*?)第(?P<to>{NUMBER})(?P=unit)(?P<to_branch>(?:の{NUMBER})*)まで"
)


def reversed_range(text: str) -> tuple[str, str] | None:
    """The two ends of a range that runs backwards, None when the text is none.

    >>> reversed_range("第9条から第5条まで"), reversed_range("第2条第1号から第3号まで")
    (('第9条', '第5条'), None)
    """
    match = _RANGE.fullmatch(text)
    if match is None or (match["again"] and match["again"] != match["stem"]):
        return None
    low, high = (_ordinal(match[end], match[f"{end}_branch"]) for end in ("from", "to"))
    if low <= high:
        return None
    unit = match["unit"]
    return f"第{match['from']}{unit}{match['from_branch']}", f"第{match['to']}{unit}{match['to_branch']}"


def _ordinal(base: str, branch: str) -> tuple[int, ...]:
    return tuple(parse_number(number) or 0 for number in (base, *branch.split("の")) if number)
