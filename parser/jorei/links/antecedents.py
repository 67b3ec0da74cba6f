"""同条, 同項, 当該各号: the antecedents of each level, remembered and found again."""

from __future__ import annotations

import re
from typing import Final, Literal

from jorei.links import targets
from jorei.links.context import Antecedent, Context
from jorei.links.designators import DIVISION_LEVELS, Designator, Level
from jorei.links.heads import HEADS
from jorei.links.index import TreeIndex
from jorei.links.state import ResolverState
from jorei.links.targets import TargetSearch
from jorei.model import APPENDICES

_TABLE_LEVELS: Final = frozenset(("別表", "別記", "別図", "別紙", "表"))
_MOST_GROUPED: Final = 64
"""Nodes of one enumeration that 当該各号 may stand for. Chosen: none has so many; a hostile text could list all."""


def antecedent_of(context: Context, unit: Level | Literal[""]) -> Antecedent | None:
    """The nearest antecedent of a level in reading order."""
    match unit:
        case "条":
            return context.article
        case "項":
            return context.paragraph
        case "号":
            return context.item
        case "表" | "別表":
            return context.table
        case "様式":
            return context.style
        case _:
            return _division(context, unit)


def _division(context: Context, unit: str) -> Antecedent | None:
    """The last 章 or 節 spoken of: 第3章第1節 … 第2章 … 同節."""
    for levels, antecedent in context.divisions:
        if unit in levels:
            return antecedent
    return context.divisions[0][1] if context.divisions else None


def remember(
    state: ResolverState, designator: Designator, antecedent: Antecedent, result: TargetSearch | None = None
) -> None:
    """Make a mention the nearest antecedent of every level it spoke of; ``result`` is what it means in this document,
    None for a provision of another law."""
    if not HEADS[designator.head].antecedent:
        return
    context, levels = state.context, designator.levels
    if antecedent.steps:
        levels = levels | {step.level for step in antecedent.steps}
    _remember_provisions(context, designator, levels, antecedent, result)
    if result is not None:
        _remember_group(state, levels, antecedent)
    if levels & DIVISION_LEVELS:
        context.add_division(levels, antecedent)
    if levels & _TABLE_LEVELS:
        context.table = antecedent
    if "様式" in levels:
        context.style = antecedent


def _remember_provisions(
    context: Context, designator: Designator, levels: frozenset[Level], antecedent: Antecedent,
    result: TargetSearch | None,
) -> None:  # fmt: skip
    """As article, paragraph and items."""
    unit = designator.unit
    if "条" in levels:
        context.article = antecedent
    if "項" in levels or "各項" in levels or unit == "項":
        context.paragraph = antecedent
    elif context.paragraph is None and result is not None and "条" in levels and "号" in levels:
        context.paragraph = antecedent  # 第2条第1号 speaks of the only 項 too
    if "号" in levels:
        context.item = antecedent
    if "各号" in levels or unit == "号" and HEADS[designator.head].collective:
        context.items = context.item = antecedent
        if antecedent.nodes and "条" in levels:
            context.paragraph = antecedent


def _remember_group(state: ResolverState, levels: frozenset[Level], antecedent: Antecedent) -> None:
    """The articles for 各本条, and several items or paragraphs for 当該各号 and 当該各項."""
    context, index = state.context, state.document.index
    if "条" in levels:
        for node in antecedent.nodes:
            if index.article[node] >= 0:
                context.add_article(index.article[node])
    if len(antecedent.group) > 1:
        kind = index.nodes[antecedent.group[0]].kind
        if kind == "item":
            context.items = antecedent
        elif kind == "paragraph":
            context.paragraphs = antecedent


_PENALTY: Final = re.compile("の(?:罰金|過料|科料|刑)")


def find_same(state: ResolverState, designator: Designator, antecedent: Antecedent | None) -> TargetSearch:
    """同条, 同項第2号: the provision of that level that the antecedent lies in; ambiguous when it lies in several."""
    if antecedent is None or not antecedent.nodes:
        return targets.NOTHING
    index, unit = state.document.index, designator.unit
    if unit == "条" and len(antecedent.group) > 1:
        behind = state.cursor + len(designator.text)
        if _PENALTY.match(state.document.text, behind):
            nodes = antecedent.group  # 第37条及び第38条の違反行為 … 同条の罰金刑: each its own, as 各本条 says
            return TargetSearch(nodes, base=nodes[-1])
    nodes = _holders(index, antecedent.nodes, unit)
    if len(nodes) > 1:
        return TargetSearch(candidates=nodes, base=nodes[0])
    return targets.descend(index, nodes, designator.steps) if nodes else targets.NOTHING


def _holders(index: TreeIndex, nodes: tuple[int, ...], unit: Level | Literal[""]) -> tuple[int, ...]:
    """The provisions of a unit that nodes lie in, each once; the nodes themselves for a 表 or 様式."""
    match unit:
        case "条":
            holders = [index.article[node] for node in nodes]
        case "項":
            holders = [node if index.nodes[node].kind == "table_row" else index.paragraph[node] for node in nodes]
        case "号":
            holders = [index.item[node] for node in nodes]
        case "編" | "章" | "節" | "款" | "目":
            holders = [index.division_around(node, unit) for node in nodes]
        case _:
            holders = [_table_of(index, node) for node in nodes]
    return tuple(dict.fromkeys(holder for holder in holders if holder >= 0))


def _table_of(index: TreeIndex, node: int) -> int:
    """What 同表 means after a node: what holds a 備考, the appendix around it, the table of a row, else the node itself."""
    if (remarks := index.remarks_around(node)) >= 0:
        return index.nodes[remarks].parent
    component = index.component[node]
    if index.nodes[component].kind in APPENDICES:
        return component
    return index.nodes[node].parent if index.nodes[node].kind == "table_row" else node


def find_all_same(state: ResolverState, designator: Designator) -> TargetSearch:
    """当該各号, 各号: the items just spoken of, else those of the paragraph it stands in."""
    context, unit = state.context, designator.unit
    several = context.items if unit == "号" else context.paragraphs if unit == "項" else None
    if several is not None and several.group:
        return TargetSearch(several.group, base=several.group[0])
    if unit == "条":
        nodes = context.articles
        return TargetSearch(nodes, base=nodes[0]) if nodes else targets.NOTHING
    below = targets.all_below(state.document.index, state.stretch.node, unit)
    return below if below.nodes else targets.NOTHING


def is_one_enumeration(index: TreeIndex, left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Whether two stretches of an enumeration go on with nodes of one kind."""
    return (
        bool(left and right) and len(left) < _MOST_GROUPED and index.nodes[left[-1]].kind == index.nodes[right[0]].kind
    )
