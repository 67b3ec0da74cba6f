"""Dangling references, sorted by the check that reports them: each reference is one finding of one check."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.appendices import APPENDIX_NOUN
from jorei.check.carried import SENTENCE_END, carries_on
from jorei.check.passages import squeezed
from jorei.model.kinds import KIND_OF_UNIT, UNIT_LETTERS
from jorei.text.numerals import NUMBER, parse_number, parse_ordinal

if TYPE_CHECKING:
    from jorei.check.view import View
    from jorei.model import Node, Reference

_BEFORE: Final = re.compile(rf"前(?P<count>{NUMBER})?(?P<unit>[{UNIT_LETTERS}])")
_APPENDIX: Final = re.compile(APPENDIX_NOUN)
_SCOPE_OF_DEFINITION: Final = re.compile(r"において(?:、)?(?:準用する場合を含む。)?(?:同じ|単に|「)")


def sort_dangling(view: View) -> dict[str, list[Reference]]:
    """Every dangling reference of the wording under one code: P05, S17, S21, R05, R06, R11, D05 or R01."""
    by_code: dict[str, list[Reference]] = defaultdict(list)
    for reference in view.analysis.references:
        if reference.status == "dangling" and _is_to_this_text(view, reference):
            by_code[_code(view, reference)].append(reference)
    return by_code


def after_a_law(view: View) -> frozenset[int]:
    """The starts of references that follow a reference to another law in one sentence: they may mean that law."""
    starts: list[int] = []
    node, end, follows = -1, 0, False
    """Where the reference before stands and ends, and whether one to another law stands in its sentence."""
    for reference in view.analysis.references:
        if reference.target_law is not None:
            follows = True
        elif follows:
            start = reference.start
            follows = reference.node == node and SENTENCE_END.search(view.text, end, start) is None
            if follows:
                starts.append(start)
        if follows:
            node, end = reference.node, reference.end
    return frozenset(starts)


_LAST_OF_LAW_NAME: Final = "法令例則程綱領準"
_NAMED_BEFORE: Final = re.compile(
    r"[(（][^()（）\n]*(?:という。|[0-9０-９〇一二三四五六七八九十百]号)[^()（）\n]*[)）]$"
)
_LONGEST_BRACKETS: Final = 120
"""Code points before a reference in which brackets with the name of an instrument are looked for. Chosen: a number of a
law and a short name take about 40."""
_PART_OF_NAME: Final = re.compile("等[一-龠]")
_BARE_ITEM: Final = re.compile("[0-9０-９]+$")
_TO_BE_AMENDED: Final = ("の改正規定", "に係る改正規定")
_AMENDING_WORDS: Final = ("改正規定", "改める", "改正する", "を加え", "を削", "読み替え")


def _is_to_this_text(view: View, reference: Reference) -> bool:
    """Whether a reference is to the text as it stands: not one in a table or in an amending clause."""
    if view.regions[reference.node] not in ("main", "suppl") or _is_left_out(view, reference):
        return False
    if reference.start and view.text[reference.start - 1] in _LAST_OF_LAW_NAME:
        return False  # 地公法第28条: a law that nothing in the document explains
    if _PART_OF_NAME.match(view.text, reference.end) or view.text.startswith("の表の", reference.start - 3):
        return False  # 第20条等減額: a term; 第31条の表の第1号: a row
    if view.text.startswith("表", reference.start - 1) and view.text.startswith("の項", reference.end):
        return False  # 第12条の表第13条第4項の項: a row that is named by an article of another law
    if follows_name(view, reference):
        return False  # 要綱（平成3年3港住第12号。以下「要綱」という。）第21条: a name that is no law's
    if view.text.startswith(_TO_BE_AMENDED, reference.end):
        return False  # 第13条第1項第4号に係る改正規定: of the amending instrument
    node = view.nodes[reference.node]
    if node.kind == "item" and _BARE_ITEM.match(node.label or "") and "項" in reference.text[:3]:
        return False  # 1 … 2 … without articles: the document itself calls them 項
    if _leads_into_extract(view, reference) or _is_of_suppl(view, reference) or carries_on(view, reference):
        return False
    return reference.node not in view.once(tables_and_amendments)


def _is_left_out(view: View, reference: Reference) -> bool:
    """Whether what a reference means was left out of the text: what stood before a line that lost its holder ((3) 前2号に
    掲げるもののほか), and the 附則 of a text without any."""
    if reference.form == "relative" and view.nodes[reference.node].kind == "list":
        return True
    return reference.text.startswith("附則") and not view.by_kind["suppl_provision"]


def follows_name(view: View, reference: Reference) -> bool:
    """Whether brackets with the number or the short name of an instrument stand right before a reference."""
    start = reference.start
    if view.text[start - 1 : start] not in (")", "）"):
        return False
    return _NAMED_BEFORE.search(view.text, max(0, start - _LONGEST_BRACKETS), start) is not None


def _leads_into_extract(view: View, reference: Reference) -> bool:
    """Whether a reference is to a 附則 that is an extract (抄): what it cites was left out."""
    citation = next((target.citation for target in reference.targets if target.citation), None) or ""
    match = _SUPPL.match(citation)
    node = view.by_citation.get(match.group()) if match else None
    return node is not None and node.id in view.extracts


def _is_of_suppl(view: View, reference: Reference) -> bool:
    """Whether the 附則 has the article that a reference names: old laws count their articles on in the 附則."""
    citation = next((target.citation for target in reference.targets if target.citation), None) or ""
    return f"附則{citation}" in view.by_citation


_SUPPL: Final = re.compile("附則(?:（[^（）]*）)?")


def tables_and_amendments(view: View) -> frozenset[int]:
    """Nodes with dangling references that are rows of tables or amending clauses."""
    node_ids = {reference.node for reference in view.analysis.references if reference.status == "dangling"}
    return frozenset(
        node_id
        for node_id in node_ids
        if "\t" in (words := view.nodes[node_id].text)
        or (view.is_amending(node_id) and any(word in words for word in _AMENDING_WORDS))
    )


def _code(view: View, reference: Reference) -> str:
    if reference.target_part and named_target(view, reference) is not None:
        return "P05"  # the provision is there, its ただし書 or 後段 is not
    text = squeezed(reference.text)
    if text.startswith(("次の各号", "つぎの各号")):
        return "S17"  # which looks at the words themselves
    if _APPENDIX.match(text) or "様式" in text:
        return "S21"
    if reversed_range(text):
        return "R11"
    match = _BEFORE.match(text)
    if match:
        available, wanted = count_before(view, view.nodes[reference.node], match["unit"]), _count(match)
        if available is not None and available < wanted:
            return "R06" if available else "R05"
    if _SCOPE_OF_DEFINITION.match(view.text, reference.end):
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


def count_before(view: View, node: Node, unit: str) -> int | None:
    """How many provisions of a unit stand before the one that the node stands in; None when it stands in none."""
    holder = view.enclosing(node, KIND_OF_UNIT[unit])
    if holder is None:
        return None
    # where the source lost a paragraph, the number of the next one still shows how many there were
    return max(view.sibling_index[holder.id], holder.ordinal[0] - 1 if holder.ordinal and unit in "項号" else 0)


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
    low, high = (parse_ordinal(match[end], match[f"{end}_branch"]) for end in ("from", "to"))
    if low is None or high is None or low <= high:
        return None
    unit = match["unit"]
    return f"第{match['from']}{unit}{match['from_branch']}", f"第{match['to']}{unit}{match['to_branch']}"
