"""What amendments speak of: the text that a sentence changes, and provisions of it that stand in this document.

In a sentence of an amendment, and in what it sets off, a provision without a name before it is one of the base: the
ordinance whose name stands in the head of the act (甲条例(平成…)の一部を次のように改正する。).
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.links.context import Antecedent
from jorei.links.designators import APPENDIX_LEVELS, DIVISION_LEVELS, LEVELS_BY_NAME, RANK, Designator, DesignatorStep
from jorei.links.heads import HEADS
from jorei.links.index import ANOTHERS, CLAUSE
from jorei.links.laws import NamedLaw
from jorei.links.state import ResolverState
from jorei.links.suppl_owner import owner_of_article, version_before
from jorei.model.kinds import UNITS, Kind

UNKNOWN_BASE: Final = NamedLaw()
"""The base of a 新旧対照表 that stands alone."""


def base_at(state: ResolverState) -> NamedLaw | None:
    """The law whose provisions the stretch speaks of when no other is named; None when it is this document."""
    index, node = state.document.index, state.stretch.node
    component = state.stretch.component
    in_suppl = index.nodes[component].kind == "suppl_provision"
    if state.amended_law is not None and state.amended_law[0] == component:
        _, law, paragraph = state.amended_law
        if paragraph == index.paragraph[node] >= 0 if in_suppl else index.of_amendment[node]:
            return law
    return UNKNOWN_BASE if index.of_amendment[node] and not in_suppl else None


def base_of_suppl(state: ResolverState, designator: Designator, start: int, end: int) -> NamedLaw | None:
    """The base that a 附則 of an amending ordinance speaks of: 第5条の改正規定, 改正後の第5条, 第2条中第5条の改正規定."""
    index = state.document.index
    if not state.bases or designator.head and designator.head not in APPENDIX_LEVELS:
        return None
    if not designator.head and designator.first_level != "条" and designator.first_level not in DIVISION_LEVELS:
        return None
    if index.nodes[state.stretch.component].kind != "suppl_provision":
        return None
    text, mention = state.document.text, state.last_mention
    if mention is not None and mention.nodes and text[state.last_mention_end : start] in ("中", "のうち", "のうち、"):
        return state.bases.get(index.article[mention.nodes[-1]])
    laws = tuple(dict.fromkeys(state.bases.values()))
    version = version_before(text, start)
    if (
        len(laws) > 1
        or not version
        and index.article_order[index.main]
        and owner_of_article(text, start, end) != "document"
    ):
        return None
    return NamedLaw(laws[0].title, laws[0].number, version) if version else laws[0]


def citation_in_base(state: ResolverState, designator: Designator) -> Designator:
    """A designator with the steps that the place it stands in lends it: a bare 第2項 is of the article before it.

    前項, この条 and the like keep their words: what stands before a provision of the base is not known here.
    """
    steps = designator.steps
    if designator.head or not steps or steps[0].level not in RANK:
        return designator
    place = state.place_in_base
    if state.document.index.of_amendment[state.stretch.node] == ANOTHERS:
        own = _place_of(state)
        place = own if own[:1] and own[0].level == "条" else (*(step for step in place if step.level == "条"), *own)
    if steps[0].level == "条":
        place = tuple(step for step in place if step.level not in DIVISION_LEVELS)  # counted through the whole text
    above = tuple(step for step in place if RANK.get(step.level, 0) < RANK[steps[0].level])
    return msgspec.structs.replace(designator, steps=(*above, *steps))


def keep_place(state: ResolverState, antecedent: Antecedent) -> None:
    """Remember the place in the base that a sentence has reached; what it sets off says nothing of that."""
    if state.document.index.of_amendment[state.stretch.node] != ANOTHERS:
        state.place_in_base = antecedent.steps


def is_relative(designator: Designator) -> bool:
    """Whether a designator goes by the place it stands in: 前条, この項, 次の各号."""
    return not HEADS[designator.head].other_law


def is_added(state: ResolverState, designator: Designator, end: int) -> bool:
    """Whether words name nothing of the base: what is added (次の1項を加える), or the table below (次の表, 同表)."""
    if designator.unit == "表" and state.document.index.of_amendment[state.stretch.node] == CLAUSE:
        return designator.head == "次の" or designator.head == "同" and state.context.table is None
    return designator.head in ("次の", "次の各") and _ADDED.match(state.document.text, end) is not None


_ADDED: Final = re.compile("(?:及び[^。「]{1,12})?を(?:加え|付し|附し|置)|の?ように")
_CITED: Final[tuple[Kind, ...]] = ("article", "paragraph", "item")
_LEVELS: Final = {kind: LEVELS_BY_NAME[UNITS[kind]] for kind in _CITED}


def _place_of(state: ResolverState) -> tuple[DesignatorStep, ...]:
    """The provision of the base that a stretch of what is set off stands in, as far as its labels say."""
    nodes = state.document.index.nodes
    steps: list[DesignatorStep] = []
    node = nodes[state.stretch.node]
    while node.parent >= 0 and node.kind not in ("quoted_provision", "comparison_table"):
        if node.kind in _LEVELS and node.ordinal and (node.label or node.kind != "paragraph"):
            steps.append(DesignatorStep(_LEVELS[node.kind], node.ordinal))
        node = nodes[node.parent]
    return tuple(reversed(steps))
