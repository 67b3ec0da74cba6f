"""Which check speaks of a reference that leads nowhere: one mention, one finding."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
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


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text of a mention, folded and without blanks and line breaks.

    >>> plain("第　２６条\\n第５項")
    '第26条第5項'
    """
    return _BLANK.sub("", fold(text))


def sort_dangling(view: View) -> dict[str, list[Reference]]:
    """Every dangling reference of the wording under one code: P05, S17, S21, R05, R06, R11, D05 or R01."""
    sorted_: dict[str, list[Reference]] = defaultdict(list)
    for reference in view.analysis.references:
        if reference.status == "dangling" and _speaks_of_now(view, reference):
            sorted_[_code(view, reference)].append(reference)
    return sorted_


_SENTENCE_END: Final = re.compile("。(?![)）」]|以下)")
"""A full stop that ends a sentence, and no words in brackets: （…をいう。以下同じ。）"""


def after_a_law(view: View) -> frozenset[int]:
    """The starts of references that follow, in one sentence, a reference to another law: perhaps they mean that law."""
    starts: list[int] = []
    node, end, follows = -1, 0, False
    for reference in view.analysis.references:
        same = reference.node == node and _SENTENCE_END.search(view.text, end, reference.start) is None
        follows = reference.target_law is not None or (follows and same)
        if follows and reference.target_law is None:
            starts.append(reference.start)
        node, end = reference.node, reference.end
    return frozenset(starts)


_LAW_ENDS: Final = "法令例則程綱領準"
_NAMED: Final = re.compile(r"[(（][^()（）\n]*(?:という。|[0-9０-９〇一二三四五六七八九十百]号)[^()（）\n]*[)）]$")
_REACH: Final = 120
_PART_OF_NAME: Final = re.compile("等[一-龠]")
_BARE_ITEM: Final = re.compile("[0-9０-９]+$")
_AMENDING_WORDS: Final = ("改正規定", "改める", "改正する", "を加え", "を削", "読み替え")


def _speaks_of_now(view: View, reference: Reference) -> bool:
    """Whether a reference claims something about the text at hand: not in a table, not in an amending clause."""
    if view.regions[reference.node] not in ("main", "suppl"):
        return False
    if reference.start and view.text[reference.start - 1] in _LAW_ENDS:
        return False  # 地公法第28条: a law that nothing in the document explains
    if _PART_OF_NAME.match(view.text, reference.end) or view.text.startswith("の表の", reference.start - 3):
        return False  # 第20条等減額: a term; 第31条の表の第1号: a row
    if _NAMED.search(view.text, max(0, reference.start - _REACH), reference.start):
        return False  # 要綱（平成3年3港住第12号。以下「要綱」という。）第21条: a name that is no law's
    node = view.nodes[reference.node]
    if node.kind == "item" and _BARE_ITEM.match(node.label or "") and "項" in reference.text[:3]:
        return False  # 1 … 2 … without articles: the document itself calls them 項
    return reference.node not in view.once(past_wording)


def past_wording(view: View) -> frozenset[int]:
    """The nodes whose references say nothing about the text at hand: rows of tables, amending clauses."""
    nodes = {reference.node for reference in view.analysis.references if reference.status == "dangling"}
    return frozenset(
        at
        for at in nodes
        if "\t" in (words := view.nodes[at].text)
        or (view.is_amending(at) and any(word in words for word in _AMENDING_WORDS))
    )


def _code(view: View, reference: Reference) -> str:
    if reference.target_part and named_target(view, reference) is not None:
        return "P05"  # the provision is there, its ただし書 or 後段 is not
    text = plain(reference.text)
    if text.startswith(("次の各号", "つぎの各号")):
        return "S17"  # which looks at the words themselves
    if _APPENDIX.match(text) or "様式" in text:
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


def named_target(view: View, reference: Reference) -> Node | None:
    """The one provision that a reference names, also where its ただし書 or 後段 is missing."""
    if len(reference.targets) != 1:
        return None
    target = reference.targets[0]
    return view.nodes[target.node] if target.node is not None else view.by_citation.get(target.citation or "")


def _count(match: re.Match[str]) -> int:
    return (parse_number(match["count"]) or 1) if match["count"] else 1


def before(view: View, node: Node, unit: str) -> int | None:
    """How many provisions of a unit stand before the one that the node stands in; None when it stands in none."""
    here = view.enclosing(node, _LEVEL[unit])
    if here is None:
        return None
    # where the dump lost a paragraph, its number still tells how many there were
    return max(view.places[here.id], here.ordinal[0] - 1 if here.ordinal and unit in "項号" else 0)


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
