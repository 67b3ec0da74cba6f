"""Which nodes of this document a mention means."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.links import targets
from jorei.links.antecedents import antecedent_of, find_same, find_same_each
from jorei.links.context import Antecedent, Mention
from jorei.links.grammar import RANK, Designator
from jorei.links.state import ResolverState
from jorei.links.targets import Found

_CHANGED: Final = re.compile("[^。「]{0,60}改正規定|中「")


def find(s: ResolverState, m: Mention, antecedent: Antecedent | None) -> Found:
    """The nodes that a mention of this document means, its range and part included."""
    found = _find(s, m, antecedent)
    if m.said.until is not None:
        found = _range(s, m, found)
    found = _checked_part(s, m.said, found)
    if not m.said.head and (m.carried is None or m.said.steps[0].level == "条"):
        found = _doubted(s, m.said, found)
    return found


def _find(s: ResolverState, m: Mention, antecedent: Antecedent | None) -> Found:
    """By the head of the designator."""
    index, here, said = s.index, s.node, m.said
    if s.budget < 0 and said.head in ("前各", "次の各", "当該各", "各"):
        return targets.NOTHING
    match said.head:
        case "":
            return _explicit(s, m)
        case "前" | "次" if said.unit == "表":
            return _table(s, said)
        case "前" | "次":
            return targets.neighbour(index, here, said)
        case "前各":
            return targets.all_before(index, here, said.unit)
        case "次の各":
            return targets.all_below(index, here, said.unit)
        case "次の":
            return _table(s, said)
        case "この":
            at = targets.own(index, here, said.unit)
            return targets.descend(index, (at,), said.steps) if at >= 0 else Found(claimed=said.text)
        case "同" | "当該":
            return find_same(s, said, antecedent)
        case "当該各" | "各":
            return find_same_each(s, said)
        case "各本":
            nodes = s.context.articles
            return Found(nodes, base=nodes[-1]) if nodes else targets.NOTHING
        case "附則":
            return _in_suppl(s, m)
        case _:
            return targets.explicit(index, here, said, index.main)


def _explicit(s: ResolverState, m: Mention) -> Found:
    """第N条, 第N項, ア: after its left neighbour, else in the place it stands in."""
    index, said, carried = s.index, m.said, m.carried
    level = said.steps[0].level
    if level == "細" and (carried is None or not carried.nodes):
        return targets.descend(index, (targets.sub_base(index, s.node, said.steps[0]),), said.steps)
    if carried is not None and carried.nodes and level in RANK:
        return targets.explicit(index, s.node, said, targets.above(index, carried.nodes[-1], level))
    if carried is not None and RANK.get(level, 0) > 6:  # after one that is not there
        steps = (*carried.upto(RANK[level]), *said.steps)
        return Found(claimed="".join(step.citation for step in steps)) if carried.steps else targets.NOTHING
    base = index.main if RANK.get(level) == 6 else targets.start_of(index, s.node, level)
    return targets.explicit(index, s.node, said, base)


def _doubted(s: ResolverState, said: Designator, found: Found) -> Found:
    """What a mention that stands by itself may mean besides.

    A bare 第4号 that is not here, though it is where the sentence just was (第2条第1号に掲げる事項及び第4号); one in
    the cell of a table, whose heading says of what; an article that is not here after one of another law.
    """
    level, index = said.steps[0].level, s.index
    if level == "条" and found.claimed is not None:
        article = s.context.article
        known = found.base >= 0 and index.nodes[found.base].kind in ("article", "paragraph", "item")
        doubtful = article is not None and (article.outside or not article.nodes and not article.steps)
        return targets.NOTHING if doubtful and not known else found
    if level not in ("項", "号", "細"):
        return found
    if index.nodes[s.node].kind == "table_cell":
        return Found(candidates=found.nodes) if found.nodes else targets.NOTHING
    last = s.context.item or s.context.paragraph or s.context.article
    if found.claimed is None or last is None or not last.nodes:
        return found
    there = targets.explicit(index, s.node, said, targets.above(index, last.nodes[-1], level))
    return Found(candidates=there.nodes, base=found.base) if there.nodes else found


def _in_suppl(s: ResolverState, m: Mention) -> Found:
    """附則第N項: of the first 附則; in an amending one its own, unless a version or the change of another is meant."""
    index, said, law = s.index, m.said, m.law
    if not index.suppls:
        return Found(claimed=said.text)
    first = index.suppls[0]
    of_first = targets.descend(index, (first,), said.steps)
    version = law is not None and law.as_of in ("old", "new")
    if not s.amending or version or _CHANGED.match(s.text, m.end):
        return of_first
    own = targets.descend(index, (s.unit,), said.steps)
    if own.claimed is not None and of_first.nodes:
        return msgspec.structs.replace(of_first, confidence=0.8)
    return own


def _table(s: ResolverState, said: Designator) -> Found:
    """次の表: the provision that holds it (表 have no citation of their own: 第3条第1項の表)."""
    index, at = s.index, s.node
    while at >= 0:
        if at in index.tables:
            return Found((at,), base=at)
        if index.nodes[at].kind in ("article", "paragraph", "suppl_provision"):
            break
        at = index.nodes[at].parent
    return Found((at,), base=at, confidence=0.7) if at >= 0 and said.head != "前" else targets.NOTHING


def _range(s: ResolverState, m: Mention, first: Found) -> Found:
    """Every node from the first end to the last; what the last lacks it takes from the first."""
    until = m.said.until
    if until is None or not first.nodes:
        return first
    index, node = s.index, first.nodes[-1]
    if until.head in ("同", "当該"):
        base = {"条": index.article, "項": index.paragraph, "号": index.item}.get(until.unit)
        last = targets.descend(index, (base[node],), until.steps) if base and base[node] >= 0 else targets.NOTHING
    elif not until.head and until.steps:
        base_node = targets.above(index, node, until.steps[0].level)
        if until.steps[0].level == "条":
            base_node = index.unit[node]
        last = targets.explicit(index, s.node, until, base_node)
    else:
        last = _find(s, Mention(until, m.start, m.end), antecedent_of(s, until.unit))
    if s.budget < 0 and first.nodes and last.nodes:
        return Found(candidates=(first.nodes[0], last.nodes[-1]))
    return targets.spread(index, first, last)


def _checked_part(s: ResolverState, said: Designator, found: Found) -> Found:
    """前項ただし書 where the paragraph has none is a provision that is not there; 第2条ただし書 of an article with
    several paragraphs means the one that has it."""
    part = said.part
    if part is None or len(found.nodes) != 1:
        return found
    if s.index.has_part(found.nodes[0], part):
        paragraphs = s.index.paragraphs(found.nodes[0]) if s.index.nodes[found.nodes[0]].kind == "article" else ()
        holding = [at for at in paragraphs if s.index.has_part(at, part)] if len(paragraphs) > 1 else []
        return Found((holding[0],), base=holding[0], confidence=0.9) if len(holding) == 1 else found
    node = s.index.nodes[found.nodes[0]]
    return Found(claimed=(node.citation or said.text), base=node.id)
