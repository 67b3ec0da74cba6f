"""同条, 同項, 当該各号: the antecedents of each kind, remembered and found again."""

from __future__ import annotations

import re
from typing import Final

from jorei.links import targets
from jorei.links.context import Antecedent, Context
from jorei.links.grammar import Designator
from jorei.links.index import TreeIndex
from jorei.links.state import ResolverState
from jorei.links.targets import Found


def antecedent_of(s: ResolverState, unit: str) -> Antecedent | None:
    """The nearest antecedent of a level in reading order."""
    context = s.context
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
    for levels, place in context.division:
        if unit in levels:
            return place
    return context.division[0][1] if context.division else None


def remember(s: ResolverState, said: Designator, place: Antecedent, found: Found | None = None) -> None:
    """Make this mention the nearest antecedent of every level it spoke of.

    この条 and the like are none: nobody goes on from them with 同条.
    """
    if said.head == "この":
        return
    context, levels, nodes, unit = s.context, said.levels, place.nodes, said.unit
    if place.steps:
        levels = levels | {step.level for step in place.steps}
    if "条" in levels:
        context.article = place
        if nodes and found is not None:
            _add_articles(s, nodes)
    if "項" in levels or "各項" in levels or unit == "項":
        context.paragraph = place
    elif context.paragraph is None and found is not None and "条" in levels and "号" in levels:
        context.paragraph = place  # 第2条第1号 speaks of the only 項 too
    if "号" in levels:
        context.item = place
    if "各号" in levels or unit == "号" and said.head in _EACH_HEADS:
        context.each = context.item = place
        if nodes and "条" in levels:
            context.paragraph = place
    if len(place.group) > 1 and found is not None:
        kind = s.index.nodes[place.group[0]].kind
        if kind == "item":
            context.each = place
        elif kind == "paragraph":
            context.paragraphs = place
    if levels & _DIVISION_LEVELS:
        context.division = ((levels, place), *context.division[:3])
    if levels & _TABLE_LEVELS or said.head == "次の":
        context.table = place
    if "様式" in levels:
        context.style = place


_PENALTY: Final = re.compile("の(?:罰金|過料|科料|刑)")
_EACH_HEADS: Final = frozenset(("次の各", "前各", "当該各", "各"))
_DIVISION_LEVELS: Final = frozenset("編章節款目")
_TABLE_LEVELS: Final = frozenset(("別表", "別記", "別図", "別紙", "表"))


def _add_articles(s: ResolverState, nodes: tuple[int, ...]) -> None:
    """The articles spoken of so far, for 各本条."""
    article, articles = s.index.article, s.context.articles
    for node in nodes:
        if article[node] >= 0 and article[node] not in articles:
            articles = (*articles[-63:], article[node])
    s.context.articles = articles


def find_same(s: ResolverState, said: Designator, antecedent: Antecedent | None) -> Found:
    """同条, 同項第2号: the provision of that level that the antecedent lies in; ambiguous when it lies in several."""
    if antecedent is None or not antecedent.nodes:
        return targets.NOTHING
    index = s.index
    nodes = antecedent.nodes
    if said.unit == "条" and len(antecedent.group) > 1 and _PENALTY.match(s.text, s.cursor + len(said.text)):
        nodes = antecedent.group  # 第37条及び第38条の違反行為 … 同条の罰金刑: each its own, as 各本条 says
        return Found(nodes, base=nodes[-1])
    if said.unit == "条":
        nodes = tuple(dict.fromkeys(index.article[node] for node in nodes if index.article[node] >= 0))
    elif said.unit == "項":
        nodes = tuple(dict.fromkeys(index.paragraph[node] for node in nodes if index.paragraph[node] >= 0))
    elif said.unit == "号":
        nodes = tuple(dict.fromkeys(index.item[node] for node in nodes if index.item[node] >= 0))
    elif said.unit in _DIVISION_LEVELS:
        nodes = tuple(dict.fromkeys(at for node in nodes if (at := index.division_of(node, said.unit)) >= 0))
    if len(nodes) > 1:
        return Found(candidates=nodes, base=nodes[0])
    return targets.descend(index, nodes, said.steps) if nodes else targets.NOTHING


def find_same_each(s: ResolverState, said: Designator) -> Found:
    """当該各号, 各号: the items just spoken of, else those of the paragraph it stands in."""
    each = s.context.each if said.unit == "号" else s.context.paragraphs if said.unit == "項" else None
    if each is not None and each.group:
        return Found(each.group, base=each.group[0])
    if said.unit == "条":
        nodes = s.context.articles
        return Found(nodes, base=nodes[0]) if nodes else targets.NOTHING
    found = targets.all_below(s.index, s.node, said.unit)
    return found if found.nodes else targets.NOTHING


def same_kind(index: TreeIndex, left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Whether two stretches of an enumeration go on with nodes of one kind."""
    return bool(left and right) and len(left) < 64 and index.nodes[left[-1]].kind == index.nodes[right[0]].kind
