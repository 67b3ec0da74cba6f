"""From what a designator says to the nodes it means: steps down, neighbours, ranges, and what is missing.

Everything here is asked of a `TreeIndex` and of the node that the mention stands in (``origin``); nothing depends on what
was mentioned before.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Literal

from jorei.links.designators import (
    APPENDIX_LEVELS,
    ARTICLE_RANK,
    DIVISION_LEVELS,
    RANK,
    Designator,
    DesignatorStep,
    Level,
)
from jorei.links.index import TreeIndex
from jorei.model import APPENDICES, SUBITEMS
from jorei.model.num import is_next, parse_last_num, parse_num
from jorei.model.record import Record

_OMITTED_PARAGRAPH: Final = 0.9
"""Confidence of 第2条第3号 where only one of several paragraphs has such an item. Chosen: the text is a word short."""
_ROW_AS_ITEM: Final = 0.9
"""Confidence of 別表第2第3号 where a row of its table is numbered so. Chosen: it is another word for a row."""
_REMARKS_NOT_SEEN: Final = 0.7
"""Confidence of 別表備考 where no 備考 was recognised, which is then the table. Chosen, as for a table that was not."""
MOST_CANDIDATES: Final = 16
"""Candidates of one reference. Chosen: a reader looks at no more."""


class TargetSearch(Record):
    """What a designator was found to mean: nodes; or the citation that it claims and nothing has; or candidates."""

    nodes: tuple[int, ...] = ()
    claimed: str | None = None
    """The citation of a provision that does not exist."""
    candidates: tuple[int, ...] = ()
    base: int = -1
    """The deepest node on the way (第26条 for a missing 第26条第5項); -1 for none."""
    confidence: float = 1.0


NOTHING: Final = TargetSearch()
_HOLD_SUB_ITEMS: Final = frozenset(("paragraph", "item", *SUBITEMS))


def single(node: int, confidence: float = 1.0) -> TargetSearch:
    """The result that one node is meant."""
    return TargetSearch((node,), base=node, confidence=confidence)


# -- steps down -----------------------------------------------------------------------------------------------------


def descend(index: TreeIndex, bases: tuple[int, ...], steps: tuple[DesignatorStep, ...]) -> TargetSearch:
    """Go down from ``bases`` by ``steps``; the first step that leads nowhere makes the whole dangling."""
    confidence = 1.0
    for i, step in enumerate(steps):
        level = step.level
        if level == "表":  # 第3条第1項の表 has no citation of its own: the provision that holds it
            continue
        if level in ("各号", "各項", "各条"):
            below = tuple([node for base in bases for node in _all_of_level(index, base, level)])
        else:
            below = _by_step(index, bases, step)
            if len(below) > len(bases):
                return TargetSearch(candidates=_after_remaining(index, below, steps[i + 1 :]), base=bases[0])
            if level == "号" and len(bases) == 1 and below and len(index.paragraphs(bases[0])) > 1:
                confidence = _OMITTED_PARAGRAPH
        if not below and level == "備考":  # none was recognised
            return TargetSearch(bases, base=bases[0], confidence=_REMARKS_NOT_SEEN) if bases else NOTHING
        if not below:
            return missing(index, bases[0], steps[i:]) if bases else NOTHING
        bases = below
    return TargetSearch(bases, base=bases[0] if bases else -1, confidence=confidence)


def _all_of_level(index: TreeIndex, base: int, level: Literal["各号", "各項", "各条"]) -> list[int]:
    match level:
        case "各号":
            return index.items(base)
        case "各項":
            return index.paragraphs(base)
        case "各条":
            return index.article_order.get(base, [])


def _by_step(index: TreeIndex, bases: tuple[int, ...], step: DesignatorStep) -> tuple[int, ...]:
    if len(bases) == 1:
        return tuple(index.step(bases[0], step)[:MOST_CANDIDATES])
    return tuple([node for base in bases for node in index.step(base, step)[:MOST_CANDIDATES]])


def _after_remaining(index: TreeIndex, nodes: tuple[int, ...], steps: tuple[DesignatorStep, ...]) -> tuple[int, ...]:
    """The nodes that the remaining steps lead to from any of ``nodes``; these themselves when from none."""
    reached = (descend(index, (node,), steps).nodes for node in nodes)
    return tuple([node for targets in reached for node in targets]) or nodes


def missing(index: TreeIndex, base: int, steps: tuple[DesignatorStep, ...]) -> TargetSearch:
    """A provision that does not exist, with the citation it claims."""
    node = index.nodes[base]
    citation = node.citation or ""
    cited_alone = bool(steps) and steps[0].level in RANK and RANK[steps[0].level] <= ARTICLE_RANK
    if node.kind in ("law", "main_provision", "paragraph") and cited_alone:
        citation = ""
    return TargetSearch(claimed=citation + wording_of(steps), base=base)


def wording_of(steps: tuple[DesignatorStep, ...]) -> str:
    """The citation of steps: 第5条第2項."""
    return "".join([step.citation for step in steps])


# -- where a designator begins --------------------------------------------------------------------------------------


def explicit(index: TreeIndex, origin: int, designator: Designator, base: int) -> TargetSearch:
    """A designator that begins with 第N…, ア or 別表; ``base`` is where its first step starts."""
    first = designator.steps[0]
    if first.level in APPENDIX_LEVELS:
        return _appendix(index, origin, designator)
    if first.level in DIVISION_LEVELS:
        divisions = index.division(origin, first.level, first.ordinal)
        if len(divisions) == 1:
            return descend(index, (divisions[0],), designator.steps[1:])
        return _several_or_none(divisions, wording_of(designator.steps))
    return descend(index, (base,), designator.steps)


def _several_or_none(nodes: list[int], claimed: str) -> TargetSearch:
    return TargetSearch(candidates=tuple(nodes[:MOST_CANDIDATES])) if nodes else TargetSearch(claimed=claimed)


def _appendix(index: TreeIndex, origin: int, designator: Designator) -> TargetSearch:
    owner = "附則" if designator.head == "附則別表" else ""
    appendices = index.appendix(owner, designator.steps[0])
    if owner and len(appendices) > 1:  # each 附則 may have its own
        appendices = index.within_suppl(origin, appendices) or appendices
    if len(appendices) != 1:
        return _several_or_none(appendices, designator.text)
    if len(designator.steps) == 1:
        return single(appendices[0])
    inside = descend(index, (appendices[0],), designator.steps[1:])
    if inside.nodes or designator.steps[1].level == "備考":
        return inside
    row = row_numbered(index, appendices[0], designator.steps[1:])
    return row if row.nodes else TargetSearch(claimed=designator.text, base=appendices[0])


def row_numbered(index: TreeIndex, appendix: int, steps: tuple[DesignatorStep, ...]) -> TargetSearch:
    """The row of a table that 別表第2第3号 and 別表第2第3項 mean where its rows are numbered."""
    if len(steps) != 1 or steps[0].level not in ("号", "項") or not steps[0].ordinal:
        return NOTHING
    rows = index.rows_of(appendix).labelled("の".join(map(str, steps[0].ordinal)))
    return single(rows[0], _ROW_AS_ITEM) if len(rows) == 1 else NOTHING


def start_of(index: TreeIndex, origin: int, level: Level) -> int:
    """Where a bare 第N項, 第N号, ア begins: the article, paragraph or item it stands in."""
    component = index.component[origin]
    match level:
        case "項" | "各項":
            return index.article[origin] if index.article[origin] >= 0 else component
        case "号" | "各号":
            return _innermost(index, origin)
        case "細":
            node = origin
            while node >= 0 and not index.children(node, "細"):
                node = index.nodes[node].parent
            return node if node >= 0 else origin
        case _:
            in_suppl = index.nodes[component].kind == "suppl_provision" and index.article_order.get(component)
            return component if in_suppl else index.main


def _innermost(index: TreeIndex, node: int) -> int:
    """The paragraph that a node stands in, else its article, else its component."""
    for holder in (index.paragraph[node], index.article[node]):
        if holder >= 0:
            return holder
    return index.component[node]


def start_of_sub_item(index: TreeIndex, origin: int, step: DesignatorStep) -> int:
    """Where a bare ア or (ア) begins: the nearest provision around with such a sub-item, brackets and all."""
    node = origin
    while node >= 0 and index.nodes[node].kind not in ("article", "suppl_provision", "main_provision"):
        if index.sub_item_labels(node).get(step.label):
            return node
        node = index.nodes[node].parent
    return start_of(index, origin, "細")


def start_after(index: TreeIndex, node: int, level: Level) -> int:
    """Where a step of ``level`` begins that takes its upper steps from the provision before it, ``node``."""
    if index.nodes[node].kind == "table_row" and (level in ("号", "細") or level == "項" and index.article[node] < 0):
        return node  # 別表第1甲の項第2号; but 第2項 behind 第1項の表2の項 is of that article
    if level in ("項", "号", "各号") and (remarks := index.remarks_around(node)) >= 0:
        return remarks  # 備考第1項及び第2項
    match level:
        case "条" | "各条":
            component = index.component[node]
            return component if index.nodes[component].kind == "suppl_provision" else index.main
        case "項" | "各項":
            return index.article[node] if index.article[node] >= 0 else index.component[node]
        case "号" | "各号":
            return _innermost(index, node)
        case "細":
            return index.nodes[node].parent if index.nodes[node].kind.startswith("subitem") else node
        case _:
            return index.main


def start_after_sub_item(index: TreeIndex, node: int, step: DesignatorStep) -> int:
    """Where a sub-item begins behind the provision ``node``: イ behind イ(1) is a neighbour of its parent, (2) behind it
    or in a bracket behind イ is not."""
    holder = node
    while holder >= 0 and index.nodes[holder].kind in _HOLD_SUB_ITEMS:
        if index.has_sub_item(holder, step.label):
            return holder
        holder = index.nodes[holder].parent
    return start_after(index, node, "細")


# -- relative designators -------------------------------------------------------------------------------------------


def holder(index: TreeIndex, origin: int, unit: Level | Literal[""]) -> int:
    """この条, この項, この号, この章, この附則: the provision that the mention stands in; -1 when there is none."""
    match unit:
        case "条":
            return index.article[origin]
        case "項":
            in_remarks = index.paragraph[origin] < 0 and index.item[origin] >= 0
            return index.item[origin] if in_remarks else index.paragraph[origin]
        case "号":
            return index.item[origin]
        case "附則" | "表":
            component = index.component[origin]
            kind = index.nodes[component].kind
            return (
                component if kind == "suppl_provision" and unit == "附則" or kind in APPENDICES and unit == "表" else -1
            )
        case "本則":
            return index.main
        case "編" | "章" | "節" | "款" | "目":
            return index.division_around(origin, unit)
        case _:
            return -1


def preceding_or_following(index: TreeIndex, origin: int, designator: Designator) -> TargetSearch:
    """前条, 次項, 前2号, 次章 …: by document order, then the steps below."""
    claimed = TargetSearch(claimed=designator.text)
    own = holder(index, origin, designator.unit)
    if own < 0:
        return claimed
    siblings, count = index.siblings(own), designator.count
    position = index.sibling_position(own)
    if position < 0:
        return claimed
    if designator.head == "前":
        nodes = siblings[position - count : position] if position >= count else []
        run = [*nodes, own]
    else:
        nodes = siblings[position + 1 : position + 1 + count]
        run = [own, *nodes]
    if len(nodes) < count or not _is_unbroken(index, run):
        return claimed  # 第4条 is lost: 前条 of 第5条 is not 第3条
    return descend(index, tuple(nodes), designator.steps) if nodes else claimed


def _is_unbroken(index: TreeIndex, nodes: list[int]) -> bool:
    """Whether each number follows the one before it; nodes without numbers never break a run."""
    nums = [index.nodes[node].num for node in nodes]
    return all(
        is_next(last, first)
        for before, num in pairwise(nums)
        if (last := parse_last_num(before)) and (first := parse_num(num))
    )


def all_before(index: TreeIndex, origin: int, unit: Level | Literal[""]) -> TargetSearch:
    """前各号, 前各項, 前各条: everything of that level before the one it stands in."""
    own = holder(index, origin, unit)
    nodes = tuple(index.siblings(own)[: max(0, index.sibling_position(own))]) if own >= 0 else ()
    return TargetSearch(nodes, base=nodes[0]) if nodes else TargetSearch(claimed=f"前各{unit}")


def all_below(index: TreeIndex, origin: int, unit: Level | Literal[""]) -> TargetSearch:
    """次の各号, 次の各項: everything of that level below the paragraph (or article) it stands in."""
    base = start_of(index, origin, unit or "条")
    nodes = tuple(index.items(base) if unit == "号" else index.paragraphs(base))
    return TargetSearch(nodes, base=nodes[0]) if nodes else TargetSearch(claimed=f"次の各{unit}", base=base)


# -- several --------------------------------------------------------------------------------------------------------


def spread(index: TreeIndex, first: TargetSearch, last: TargetSearch) -> TargetSearch:
    """Every node from the first to the last; ambiguous when they do not stand in one order."""
    if not first.nodes or not last.nodes:
        return first if not first.nodes else last
    nodes = index.between(first.nodes[0], last.nodes[-1])
    if nodes is None:
        return TargetSearch(candidates=(first.nodes[0], last.nodes[-1]))
    return TargetSearch(tuple(nodes), base=nodes[0], confidence=min(first.confidence, last.confidence))


def listed(index: TreeIndex, origin: int, designators: list[Designator]) -> tuple[int, ...]:
    """The nodes of a plain list (次項, 第8条及び第14条), each by itself or after its left neighbour."""
    nodes: list[int] = []
    base = -1
    for designator in designators:
        result = _one_of_list(index, origin, designator, base)
        nodes += result.nodes
        base = result.base
    return tuple(nodes)


def _one_of_list(index: TreeIndex, origin: int, designator: Designator, base: int) -> TargetSearch:
    match designator.head:
        case "前" | "次":
            return preceding_or_following(index, origin, designator)
        case "この":
            own = holder(index, origin, designator.unit)
            return single(own) if own >= 0 else NOTHING
        case "" if designator.steps:
            level = designator.steps[0].level
            start = start_after(index, base, level) if base >= 0 else start_of(index, origin, level)
            first, until = explicit(index, origin, designator, start), designator.until
            if until and first.nodes and until.steps:
                start = start_after(index, first.base, until.steps[0].level)
                return spread(index, first, explicit(index, origin, until, start))
            return first
        case _:
            return NOTHING
