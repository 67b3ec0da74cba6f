"""Which nodes of this document a mention means: one row of `LOOKUPS` for each head of a designator."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

from jorei.links import targets
from jorei.links.antecedents import antecedent_of, find_all_same, find_same
from jorei.links.context import Antecedent, Mention
from jorei.links.designators import (
    APPENDIX_LEVELS,
    ARTICLE_RANK,
    DIVISION_LEVELS,
    RANK,
    Designator,
    Level,
    ranks_below_article,
)
from jorei.links.heads import HEADS, HeadName
from jorei.links.index import TreeIndex
from jorei.links.state import ResolverState
from jorei.links.targets import TargetSearch
from jorei.model import APPENDICES

_CHANGED: Final = re.compile("[^。「]{0,60}改正規定|中「")
_FIRST_SUPPL: Final = 0.8
"""Confidence of 附則第2項 in an amending 附則 without such a paragraph, which is then of the first 附則. Chosen: the writer
may as well have miscounted."""
_HOLDER_OF_TABLE: Final = 0.7
"""Confidence of 次の表 where no table was recognised, which is then the provision itself. Chosen: the table may be lost."""
_HOLDING_PARAGRAPH: Final = 0.9
"""Confidence of 第2条ただし書 where only one of several paragraphs has a ただし書. Chosen: the text is a word short."""


def find(state: ResolverState, mention: Mention, antecedent: Antecedent | None) -> TargetSearch:
    """The nodes that a mention of this document means, its range and part included; ``antecedent`` is that of 同 or 当該."""
    designator = mention.designator
    result = _find_first(state, mention, antecedent)
    if designator.until is not None:
        result = _find_range(state, mention, result)
    result = _check_part(state, designator, result)
    if not designator.head and (mention.neighbour is None or designator.steps[0].level == "条"):
        result = _doubt(state, designator, result)
    return result


def _find_first(state: ResolverState, mention: Mention, antecedent: Antecedent | None) -> TargetSearch:
    """What the words before the other end of a range mean."""
    head = mention.designator.head
    if state.target_budget < 0 and HEADS[head].collective:
        return targets.NOTHING
    return LOOKUPS[head](state, mention, antecedent)


# -- one function for each kind of head -----------------------------------------------------------------------------


def _plain(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """第N条, 第N項, ア: after its left neighbour, else in the provision it stands in."""
    index, origin, neighbour = state.document.index, state.stretch.node, mention.neighbour
    designator = mention.designator
    level = designator.steps[0].level
    if level == "細" and (neighbour is None or not neighbour.nodes):
        start = targets.start_of_sub_item(index, origin, designator.steps[0])
        return targets.descend(index, (start,), designator.steps)
    if neighbour is not None and neighbour.nodes and level in RANK:
        start = _start_after(index, neighbour.nodes[-1], designator)
        found = targets.explicit(index, _place_of(level, origin, neighbour), designator, start)
        if not found.nodes and index.nodes[start].kind in APPENDICES:
            row = targets.row_numbered(index, start, designator.steps)  # 別表第1項及び第2項
            return row if row.nodes else found
        return found
    if neighbour is not None and ranks_below_article(level):  # after one that is not there
        if not neighbour.steps:
            return targets.NOTHING
        steps = (*neighbour.steps_above(level), *designator.steps)
        appendices = index.appendix("", steps[0]) if steps[0].level in APPENDIX_LEVELS else []
        return TargetSearch(claimed=targets.wording_of(steps), base=appendices[0] if appendices else -1)
    base = index.main if RANK.get(level) == ARTICLE_RANK else targets.start_of(index, origin, level)
    return targets.explicit(index, origin, designator, base)


def _place_of(level: Level, origin: int, neighbour: Antecedent) -> int:
    """Where a division is looked for: 第3節 behind 第2章 in that chapter."""
    return neighbour.nodes[-1] if level in DIVISION_LEVELS else origin


def _start_after(index: TreeIndex, node: int, designator: Designator) -> int:
    """Where the first step of a designator begins behind the provision ``node``."""
    step = designator.steps[0]
    if step.level == "細":
        return targets.start_after_sub_item(index, node, step)
    return targets.start_after(index, node, step.level)


def _appendix(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """別表第1, 様式第2号."""
    index = state.document.index
    return targets.explicit(index, state.stretch.node, mention.designator, index.main)


def _relative(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """前条, 次項, 前2号; 前表 and 次表."""
    if mention.designator.unit == "表":
        return _table(state, mention, None)
    return targets.preceding_or_following(state.document.index, state.stretch.node, mention.designator)


def _all_before(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """前各号."""
    return targets.all_before(state.document.index, state.stretch.node, mention.designator.unit)


def _all_below(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """次の各号."""
    return targets.all_below(state.document.index, state.stretch.node, mention.designator.unit)


def _table(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """次の表: the provision that holds it (表 have no citation of their own: 第3条第1項の表); 次の2号: all below."""
    if mention.designator.unit in ("項", "号"):
        below = targets.all_below(state.document.index, state.stretch.node, mention.designator.unit)
        return below if len(below.nodes) == mention.designator.count else targets.NOTHING
    index, node = state.document.index, state.stretch.node
    while node >= 0:
        if node in index.tables:
            return targets.single(node)
        if index.nodes[node].kind in ("article", "paragraph", "suppl_provision"):
            break
        node = index.nodes[node].parent
    if node < 0 or mention.designator.head == "前":
        return targets.NOTHING
    return targets.single(node, _HOLDER_OF_TABLE)


def _own(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """この条, この章, 本則."""
    designator, index = mention.designator, state.document.index
    node = targets.holder(index, state.stretch.node, designator.unit)
    if node < 0 and designator.unit == "表":
        table = _table(state, mention, None)
        return targets.descend(index, table.nodes, designator.steps) if designator.steps else table
    if node < 0 and designator.unit == "附則":
        return targets.NOTHING
    if node < 0:
        return TargetSearch(claimed=designator.text)
    return targets.descend(index, (node,), designator.steps)


def _same(state: ResolverState, mention: Mention, antecedent: Antecedent | None) -> TargetSearch:
    """同条, 当該項."""
    return find_same(state, mention.designator, antecedent)


def _all_same(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """当該各号, 各号."""
    return find_all_same(state, mention.designator)


def _each_article(state: ResolverState, _mention: Mention, _: Antecedent | None) -> TargetSearch:
    """各本条: all articles spoken of so far."""
    nodes = state.context.articles
    return TargetSearch(nodes, base=nodes[-1]) if nodes else targets.NOTHING


def _in_suppl(state: ResolverState, mention: Mention, _: Antecedent | None) -> TargetSearch:
    """附則第N項: of the first 附則; in an amending one its own, unless a version or the change of another is meant."""
    index, designator, law = state.document.index, mention.designator, mention.law
    if not index.suppls:
        return TargetSearch(claimed=designator.text)
    of_first = targets.descend(index, (index.suppls[0],), designator.steps)
    version = law is not None and law.as_of in ("old", "new")
    if not state.stretch.amending or version or _CHANGED.match(state.document.text, mention.end):
        return of_first
    of_own = targets.descend(index, (state.stretch.component,), designator.steps)
    if of_own.claimed is not None and of_first.nodes:
        return msgspec.structs.replace(of_first, confidence=_FIRST_SUPPL)
    return of_own


LOOKUPS: Final[dict[HeadName, Callable[[ResolverState, Mention, Antecedent | None], TargetSearch]]] = {
    "": _plain,
    "前": _relative,
    "次": _relative,
    "前各": _all_before,
    "次の各": _all_below,
    "次の": _table,
    "この": _own,
    "同": _same,
    "当該": _same,
    "当該各": _all_same,
    "各": _all_same,
    "各本": _each_article,
    "附則": _in_suppl,
    "附則別表": _appendix,
    "別表": _appendix,
    "様式": _appendix,
    "別記": _appendix,
    "別紙": _appendix,
    "別図": _appendix,
    "付表": _appendix,
}
"""How the nodes of each head of `jorei.links.heads.HEADS` are found."""


# -- ranges, parts, doubts ------------------------------------------------------------------------------------------


def _find_range(state: ResolverState, mention: Mention, first: TargetSearch) -> TargetSearch:
    """Every node from the first end to the last; what the last lacks it takes from the first."""
    until = mention.designator.until
    if until is None or not first.nodes:
        return first
    last = _find_last(state, mention, until, first.nodes[-1])
    if state.target_budget < 0 and last.nodes:
        return TargetSearch(candidates=(first.nodes[0], last.nodes[-1]))
    return targets.spread(state.document.index, first, last)


def _find_last(state: ResolverState, mention: Mention, until: Designator, first: int) -> TargetSearch:
    """The last end of a range, whose first end is ``first``."""
    index = state.document.index
    if until.head in ("同", "当該"):
        holders = {"条": index.article, "項": index.paragraph, "号": index.item}.get(until.unit)
        base = holders[first] if holders else -1
        return targets.descend(index, (base,), until.steps) if base >= 0 else targets.NOTHING
    if not until.head and until.steps:
        level = until.steps[0].level
        base = index.component[first] if level == "条" else _start_after(index, first, until)
        return targets.explicit(index, state.stretch.node, until, base)
    return _find_first(state, Mention(until, mention.start, mention.end), antecedent_of(state.context, until.unit))


def _check_part(state: ResolverState, designator: Designator, result: TargetSearch) -> TargetSearch:
    """前項ただし書 where the paragraph has none is a provision that is not there; 第2条ただし書 of an article with
    several paragraphs means the one that has it."""
    part, index = designator.part, state.document.index
    if part is None or len(result.nodes) != 1:
        return result
    node = index.nodes[result.nodes[0]]
    if not index.has_part(node.id, part):
        return TargetSearch(claimed=node.citation or designator.text, base=node.id)
    paragraphs = index.paragraphs(node.id) if node.kind == "article" else []
    holding = [paragraph for paragraph in paragraphs if index.has_part(paragraph, part)] if len(paragraphs) > 1 else []
    return targets.single(holding[0], _HOLDING_PARAGRAPH) if len(holding) == 1 else result


def _doubt(state: ResolverState, designator: Designator, result: TargetSearch) -> TargetSearch:
    """What a mention that stands by itself may mean besides."""
    level = designator.steps[0].level
    if level == "条":
        return _doubt_article(state, result)
    if level not in ("項", "号", "細"):
        return result
    if state.document.index.nodes[state.stretch.node].kind == "table_cell":  # the heading of the table says of what
        return TargetSearch(candidates=result.nodes) if result.nodes else targets.NOTHING
    return _doubt_step(state, designator, level, result)


def _doubt_article(state: ResolverState, result: TargetSearch) -> TargetSearch:
    """An article that is not here after one of another law: it may be of that law."""
    article, nodes = state.context.article, state.document.index.nodes
    if result.claimed is None or article is None:
        return result
    known = result.base >= 0 and nodes[result.base].kind in ("article", "paragraph", "item")
    doubtful = article.outside or not article.nodes and not article.steps
    return targets.NOTHING if doubtful and not known else result


def _doubt_step(state: ResolverState, designator: Designator, level: Level, result: TargetSearch) -> TargetSearch:
    """A bare 第4号 that is not here, though it is where the sentence just was: 第2条第1号に掲げる事項及び第4号."""
    last = state.context.item or state.context.paragraph or state.context.article
    if result.claimed is None or last is None or not last.nodes:
        return result
    index = state.document.index
    start = targets.start_after(index, last.nodes[-1], level)
    elsewhere = targets.explicit(index, state.stretch.node, designator, start)
    return TargetSearch(candidates=elsewhere.nodes, base=result.base) if elsewhere.nodes else result
