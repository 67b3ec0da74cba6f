"""From what a designator says to the nodes it means: steps down, neighbours, ranges, and what is missing."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import msgspec

from jorei.links.grammar import RANK, Designator, DesignatorStep
from jorei.links.index import TreeIndex
from jorei.model.num import is_next, parse_last_num, parse_num

_EACH: Final = {"各号": "号", "各項": "項", "各条": "条"}
_APPENDIX_LEVELS: Final = frozenset(("別表", "様式", "別記", "別紙", "別図"))


class Found(msgspec.Struct, frozen=True, gc=False):
    """Nodes that are meant; or ``claimed``, the citation of what does not exist; or ``candidates``.

    ``base`` is the deepest node that was found on the way (第26条 for a missing 第26条第5項), -1 for none.
    """

    nodes: tuple[int, ...] = ()
    claimed: str | None = None
    candidates: tuple[int, ...] = ()
    base: int = -1
    confidence: float = 1.0


NOTHING: Final = Found()
MANY: Final = 16
"""As many candidates as say anything."""


def descend(index: TreeIndex, bases: tuple[int, ...], steps: tuple[DesignatorStep, ...]) -> Found:
    """Go down from ``bases`` by ``steps``; the first step that leads nowhere makes the whole dangling."""
    confidence = 1.0
    for place, step in enumerate(steps):
        level = step.level
        if level == "表":  # 第3条第1項の表 has no citation of its own: the provision that holds it
            continue
        if level in _EACH:
            below = tuple(node for base in bases for node in _all_below(index, base, level))
        else:
            below = (
                tuple(index.step(bases[0], step)[:MANY])
                if len(bases) == 1
                else tuple([node for base in bases for node in index.step(base, step)[:MANY]])
            )
            if len(below) > len(bases):
                return Found(candidates=_rest(index, below, steps[place + 1 :]), base=bases[0])
            if level == "号" and len(bases) == 1 and below and len(index.paragraphs(bases[0])) > 1:
                confidence = 0.9  # an omitted 項, and only one of several has such a 号
        if not below:
            return missing(index, bases[0], steps[place:]) if bases else NOTHING
        bases = below
    return Found(bases, base=bases[0] if bases else -1, confidence=confidence)


def _all_below(index: TreeIndex, base: int, level: str) -> list[int]:
    if level == "各号":
        return index.items(base)
    return index.paragraphs(base) if level == "各項" else index.article_order.get(base, [])


def _rest(index: TreeIndex, below: tuple[int, ...], steps: tuple[DesignatorStep, ...]) -> tuple[int, ...]:
    reached = (descend(index, (node,), steps).nodes for node in below)
    return tuple(node for nodes in reached for node in nodes) or below


def missing(index: TreeIndex, base: int, steps: tuple[DesignatorStep, ...]) -> Found:
    """A provision that does not exist, with the citation it claims."""
    node = index.nodes[base]
    head = node.citation or ""
    if node.kind in ("law", "main_provision", "paragraph") and steps and RANK.get(steps[0].level, 99) <= 6:
        head = ""
    return Found(claimed=head + "".join(step.citation for step in steps), base=base)


def explicit(index: TreeIndex, here: int, said: Designator, base: int) -> Found:
    """A designator that begins with 第N…, ア or 別表; ``base`` is where its first step starts."""
    first = said.steps[0]
    if first.level in _APPENDIX_LEVELS:
        return _appendix(index, here, said)
    if first.level in "編章節款目":
        found = index.division(here, first.level, first.ordinal)
        if len(found) != 1:
            return (
                Found(candidates=tuple(found[:MANY]))
                if found
                else Found(claimed="".join(s.citation for s in said.steps))
            )
        return descend(index, (found[0],), said.steps[1:])
    return descend(index, (base,), said.steps)


def _appendix(index: TreeIndex, here: int, said: Designator) -> Found:
    owner = "附則" if said.head == "附則別表" else ""
    step = said.steps[0]
    found = index.appendix(owner, step)
    if owner and len(found) > 1:  # each 附則 may have its own
        found = index.within_suppl(here, found) or found
    if len(found) != 1:
        return Found(candidates=tuple(found[:MANY])) if found else Found(claimed=said.text)
    if len(said.steps) == 1:
        return Found((found[0],), base=found[0])
    inside = descend(index, (found[0],), said.steps[1:])
    # rows of an appendix are often cells and not items: then only the appendix itself is known
    return inside if inside.nodes else Found(claimed=said.text, base=found[0])


def start_of(index: TreeIndex, here: int, level: str) -> int:
    """Where a bare 第N項, 第N号, ア begins: the article, paragraph or item it stands in."""
    unit = index.unit[here]
    if level in ("項", "各項"):
        return index.article[here] if index.article[here] >= 0 else unit
    if level in ("号", "各号"):
        for holder in (index.paragraph[here], index.article[here]):
            if holder >= 0:
                return holder
        return unit
    if level == "細":
        at = here
        while at >= 0 and not index.children(at, "細"):
            at = index.nodes[at].parent
        return at if at >= 0 else here
    return unit if index.nodes[unit].kind == "suppl_provision" and index.article_order.get(unit) else index.main


def sub_base(index: TreeIndex, here: int, step: DesignatorStep) -> int:
    """Where a bare ア or (ア) begins: the nearest unit around with such a sub-item, brackets and all."""
    at = here
    while at >= 0 and index.nodes[at].kind not in ("article", "suppl_provision", "main_provision"):
        if index.labels(at).get(step.label):
            return at
        at = index.nodes[at].parent
    return start_of(index, here, "細")


def own(index: TreeIndex, here: int, unit: str) -> int:
    """この条, この項, この号, この章, この附則: the unit the mention stands in; -1 when there is none."""
    match unit:
        case "条":
            return index.article[here]
        case "項":
            return index.paragraph[here]
        case "号":
            return index.item[here]
        case "附則" | "表":
            return index.unit[here]
        case "則" | "本則":
            return index.main
        case "" | "様式":
            return -1
        case _:
            return index.division_of(here, unit)


def neighbour(index: TreeIndex, here: int, said: Designator) -> Found:
    """前条, 次項, 前2号, 次章 …: by document order, then the steps below."""
    at = own(index, here, said.unit)
    claimed = Found(claimed=said.text)
    if at < 0:
        return claimed
    line = index.siblings(at)
    place = index.place(at)
    if place < 0:
        return claimed
    if said.head == "前":
        nodes = line[place - said.count : place] if place >= said.count else []
    else:
        nodes = line[place + 1 : place + 1 + said.count]
        if len(nodes) < said.count:
            nodes = []
    if not _unbroken(index, [*nodes, at] if said.head == "前" else [at, *nodes]):
        return claimed  # 第4条 is lost: 前条 of 第5条 is not 第3条
    return descend(index, tuple(nodes), said.steps) if nodes else claimed


def _unbroken(index: TreeIndex, line: list[int]) -> bool:
    """Whether each number follows the one before it; nodes without numbers never break a line."""
    numbers = [(parse_num(index.nodes[node].num), parse_last_num(index.nodes[node].num)) for node in line]
    return all(is_next(last, first) for (_, last), (first, _) in pairwise(numbers) if last and first)


def all_before(index: TreeIndex, here: int, unit: str) -> Found:
    """前各号, 前各項, 前各条: everything of that level before the one it stands in."""
    at = own(index, here, unit)
    if at < 0:
        return Found(claimed=f"前各{unit}")
    nodes = tuple(index.siblings(at)[: max(0, index.place(at))])
    return Found(nodes, base=nodes[0]) if nodes else Found(claimed=f"前各{unit}")


def all_below(index: TreeIndex, here: int, unit: str) -> Found:
    """次の各号, 次の各項: everything of that level below the paragraph (or article) it stands in."""
    holder = start_of(index, here, unit)
    nodes = tuple(index.items(holder) if unit == "号" else index.paragraphs(holder))
    return Found(nodes, base=nodes[0]) if nodes else Found(claimed=f"次の各{unit}", base=holder)


def spread(index: TreeIndex, first: Found, last: Found) -> Found:
    """Every node from the first to the last; ambiguous when they do not stand in one order."""
    if not first.nodes or not last.nodes:
        return first if not first.nodes else last
    nodes = index.between(first.nodes[0], last.nodes[-1])
    if nodes is None:
        return Found(candidates=(first.nodes[0], last.nodes[-1]))
    return Found(tuple(nodes), base=nodes[0], confidence=min(first.confidence, last.confidence))


def named(index: TreeIndex, here: int, texts: list[Designator]) -> tuple[int, ...]:
    """The nodes of a plain list (次項, 第8条及び第14条), each by itself or after its left neighbour."""
    nodes: list[int] = []
    base = -1
    for said in texts:
        match said.head:
            case "前" | "次":
                found = neighbour(index, here, said)
            case "この":
                at = own(index, here, said.unit)
                found = Found((at,), base=at) if at >= 0 else NOTHING
            case "" if said.steps:
                level = said.steps[0].level
                start = above(index, base, level) if base >= 0 else start_of(index, here, level)
                found = explicit(index, here, said, start)
                if said.until and found.nodes and said.until.steps:
                    start = above(index, found.base, said.until.steps[0].level)
                    found = spread(index, found, explicit(index, here, said.until, start))
            case _:
                found = NOTHING
        nodes += found.nodes
        base = found.base
    return tuple(nodes)


def above(index: TreeIndex, node: int, level: str) -> int:
    """The node that a carried-over step of ``level`` starts from, given its left neighbour ``node``."""
    rank = RANK.get(level, 0)
    if rank == 6:
        unit = index.unit[node]
        return unit if index.nodes[unit].kind == "suppl_provision" else index.main
    if rank == 7:
        return index.article[node] if index.article[node] >= 0 else index.unit[node]
    if rank == 8:
        for holder in (index.paragraph[node], index.article[node]):
            if holder >= 0:
                return holder
        return index.unit[node]
    if rank == 9:
        at = node
        if index.nodes[at].kind.startswith("subitem"):
            return index.nodes[at].parent
        return at
    return index.main
