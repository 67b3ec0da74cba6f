"""Mentions in reading order, each resolved against the tree, the definitions and the laws named so far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from jorei.links import targets
from jorei.links.amending import owner_of_article, version_before
from jorei.links.antecedents import antecedent_of, find_same, find_same_each, remember, same_kind
from jorei.links.context import Place
from jorei.links.grammar import RANK, Designator, Step, designator
from jorei.links.index import Index
from jorei.links.laws import GENERIC, Law, Laws
from jorei.links.lawwords import bare_number, law_word, numbered, quote, self_mention
from jorei.links.mentions import (
    adjacent_law,
    advance,
    close_stretch,
    flush,
    is_no_mention,
    left_neighbour,
    open_stretch,
    repeats_law,
)  # fmt: skip
from jorei.links.reading import Reading
from jorei.links.rows import emit, emit_found, ordered
from jorei.links.state import State
from jorei.links.targets import Found
from jorei.model import SUBITEMS, Reference, Target
from jorei.model.facts import Status

_CARRYING: Final = frozenset(("article", "paragraph", "item", "suppl_provision", *SUBITEMS))
_AMENDING: Final = re.compile(
    "(?:中|を)「|中[^。「]{0,40}(?:を「|を削)|の(?:次|前)に[^。]{0,40}加える|を削る|を[^。「]{0,20}とし|を次のように改め"
)
_CHANGED: Final = re.compile("[^。「]{0,60}改正規定|中「")


_HANDLERS: Final[dict[str | None, Callable[[State, re.Match[str]], None]]] = {}


def resolve(
    reading: Reading, index: Index, laws: Laws, source_text: str, events: Sequence[re.Match[str]]
) -> list[Reference]:
    """All references of a reading, ordered by place."""
    s = State(reading, index, laws, source_text)
    starts = reading.starts
    for match in events:
        start = match.start()
        if start >= s.limit:
            close_stretch(s)
            open_stretch(s, bisect_right(starts, start) - 1)
        if start >= s.cursor:
            advance(s, start)
            _HANDLERS[match.lastgroup](s, match)
    close_stretch(s)
    return ordered(s.out)


def read_designator(s: State, match: re.Match[str]) -> None:
    start, end = match.start(), match.end()
    said = designator(match[0])
    law = adjacent_law(s, start)
    if law is not None and not said.head and said.steps[0].level == "号" and said.until is None:
        s.pending, s.law_end, s.cursor = None, -1, end  # 条例第51号: the number of an instrument
        return
    carried = None if law is not None else left_neighbour(s, start, said)
    if law is None and carried is None and is_no_mention(s, said, start, end):
        s.cursor = end
        return
    flush(s)
    renamed = law is not None and repeats_law(s, start, law)
    if law is None and carried is not None and carried.law is not None and inherits_law(said):
        if returns_here(s, said, carried):
            carried = None
        else:
            law, renamed = carried.law, carried.renamed
    if law is None and s.index.nodes[s.unit].kind == "suppl_provision":
        law = law_in_suppl(s, said, start, end)
    place: Place | None
    if law is not None and (not law.own or law.as_of == "amending") and speaks_outside(said):
        place = outside(s, said, law, carried, start, end)
    else:
        place = inside(s, said, law, carried, start, end)
    if renamed:
        place = msgspec.structs.replace(place, renamed=True)
    s.cursor = end
    s.tail, s.tail_end = place, end
    s.law, s.law_end = None, -1


def returns_here(s: State, said: Designator, carried: Place) -> bool:
    """Whether an article after an external one is this document's: the law is named before all others, or the
    numbers fall (法第445条若しくは第78条), which no enumeration of one law does."""
    if not carried.outside or not said.steps or said.steps[0].level != "条":
        return False
    if targets.explicit(s.index, s.node, said, s.index.main).nodes == ():
        return False
    before = [step.ordinal for step in carried.steps if step.level == "条"]
    return carried.renamed or bool(before) and said.steps[0].ordinal < before[-1]


def law_in_suppl(s: State, said: Designator, start: int, end: int) -> Law | None:
    if s.amended is not None and s.amended[0] == s.unit and _AMENDING.match(s.text, end):
        return s.amended[1]
    version = version_before(s.text, start)
    own = s.laws.own
    if version is not None:
        return Law(own.title, own.number, version, own=True)
    if not s.amending or said.head or said.steps[0].level != "条":
        return None
    own_article = owner_of_article(s.text, start, end) == "instrument"
    return Law(None, s.amending, "amending", own=True) if own_article else None


def outside(s: State, said: Designator, law: Law, carried: Place | None, start: int, end: int) -> Place:
    steps = outside_steps(s, said, carried)
    citation = "".join(step.citation for step in steps)
    if said.until is not None:
        citation += "から" + "".join(step.citation for step in said.until.steps) + "まで"
    status: Status = "external" if law.number or law.title not in GENERIC else "unresolved"
    if not citation:
        citation, status = said.text, "unresolved"
    ref = emit(s, start, end, "external", status, (Target(None, citation),), law, said.part)
    place = Place(steps=steps, law=law, ref=ref)
    remember(s, said, place)
    return place


def outside_steps(s: State, said: Designator, carried: Place | None) -> tuple[Step, ...]:
    steps = said.steps
    if said.head == "当該各" and carried is not None:
        return carried.steps
    if said.head == "附則":
        return (Step("附則"), *steps)
    if said.head in ("同", "当該"):
        place = antecedent_of(s, said.unit)
        if place is not None and place.outside:
            return (*place.upto(RANK.get(said.unit, 0) + 1), *steps)
        return ()
    if said.head == "各":
        steps = (Step("各" + said.unit), *steps)
    if carried is not None and steps and steps[0].level in RANK:
        return (*carried.upto(RANK[steps[0].level]), *steps)
    return steps


def inside(s: State, said: Designator, law: Law | None, carried: Place | None, start: int, end: int) -> Place:
    antecedent = antecedent_of(s, said.unit) if said.head in ("同", "当該") else None
    if antecedent is not None and antecedent.outside and antecedent.law is not None:
        return outside(s, said, antecedent.law, None, start, end)
    each = s.context.each if said.head == "当該各" and said.unit == "号" else None
    if each is not None and each.outside and each.law is not None:
        return outside(s, said, each.law, each, start, end)
    found = find(s, said, carried, antecedent, law)
    if said.until is not None:
        found = find_range(s, said, found)
    found = checked_part(s, said, found)
    if not said.head and (carried is None or said.steps[0].level == "条"):
        found = doubted(s, said, found)
    if law is None and antecedent is not None:
        law = antecedent.law
    ref = emit_found(s, said, found, law, antecedent, start, end)
    known = found.base >= 0 and s.index.nodes[found.base].kind in _CARRYING
    nodes = found.nodes or ((found.base,) if known else ())
    group = found.nodes
    if carried is not None and s.tail is carried and not said.head and same_kind(s.index, carried.group, group):
        group = carried.group + group
    lost = not nodes and found.claimed is not None and carried is None or carried is not None and bool(carried.steps)
    steps = said.steps if lost and not nodes else ()
    if steps and carried is not None and steps[0].level in RANK:
        steps = (*carried.upto(RANK[steps[0].level]), *steps)
    place = Place(nodes, steps, law, ref, group)
    remember(s, said, place, found)
    return place


def find(s: State, said: Designator, carried: Place | None, antecedent: Place | None, law: Law | None = None) -> Found:
    index, here = s.index, s.node
    if s.budget < 0 and said.head in ("前各", "次の各", "当該各", "各"):
        return targets.NOTHING
    match said.head:
        case "":
            return find_explicit(s, said, carried)
        case "前" | "次" if said.unit == "表":
            return find_table(s, said)
        case "前" | "次":
            return targets.neighbour(index, here, said)
        case "前各":
            return targets.all_before(index, here, said.unit)
        case "次の各":
            return targets.all_below(index, here, said.unit)
        case "次の":
            return find_table(s, said)
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
            return find_in_suppl(s, said, law)
        case _:
            return targets.explicit(index, here, said, index.main)


def find_explicit(s: State, said: Designator, carried: Place | None) -> Found:
    level = said.steps[0].level
    index = s.index
    if level == "細" and (carried is None or not carried.nodes):
        return targets.descend(index, (targets.sub_base(index, s.node, said.steps[0]),), said.steps)
    if carried is not None and carried.nodes and level in RANK:
        return targets.explicit(index, s.node, said, targets.above(index, carried.nodes[-1], level))
    if carried is not None and RANK.get(level, 0) > 6:  # after one that is not there
        steps = (*carried.upto(RANK[level]), *said.steps)
        return Found(claimed="".join(step.citation for step in steps)) if carried.steps else targets.NOTHING
    return targets.explicit(index, s.node, said, base_of(s, level))


def doubted(s: State, said: Designator, found: Found) -> Found:
    """What a mention that stands by itself may mean besides.

    A bare 第4号 that is not here, though it is where the sentence just was (第2条第1号に掲げる事項及び第4号); one in
    the cell of a table, whose heading says of what; an article that is not here after one of another law.
    """
    level, index = said.steps[0].level, s.index
    if level == "条" and found.claimed is not None:
        article = s.context.article
        known = found.base >= 0 and index.nodes[found.base].kind in ("article", "paragraph", "item")
        doubted = article is not None and (article.outside or not article.nodes and not article.steps)
        return targets.NOTHING if doubted and not known else found
    if level not in ("項", "号", "細"):
        return found
    if index.nodes[s.node].kind == "table_cell":
        return Found(candidates=found.nodes) if found.nodes else targets.NOTHING
    last = s.context.item or s.context.paragraph or s.context.article
    if found.claimed is None or last is None or not last.nodes:
        return found
    there = targets.explicit(index, s.node, said, targets.above(index, last.nodes[-1], level))
    return Found(candidates=there.nodes, base=found.base) if there.nodes else found


def base_of(s: State, level: str) -> int:
    return s.index.main if RANK.get(level) == 6 else targets.start_of(s.index, s.node, level)


def find_in_suppl(s: State, said: Designator, law: Law | None) -> Found:
    """附則第N項: of the first 附則; in an amending one its own, unless a version or the change of another is meant."""
    index = s.index
    if not index.suppls:
        return Found(claimed=said.text)
    first = index.suppls[0]
    of_first = targets.descend(index, (first,), said.steps)
    version = law is not None and law.as_of in ("old", "new")
    if not s.amending or version or _CHANGED.match(s.text, s.cursor + len(said.text)):
        return of_first
    own = targets.descend(index, (s.unit,), said.steps)
    if own.claimed is not None and of_first.nodes:
        return msgspec.structs.replace(of_first, confidence=0.8)
    return own


def find_table(s: State, said: Designator) -> Found:
    """次の表: the provision that holds it (表 have no citation of their own: 第3条第1項の表)."""
    index, at = s.index, s.node
    while at >= 0:
        if at in index.tables:
            return Found((at,), base=at)
        if index.nodes[at].kind in ("article", "paragraph", "suppl_provision"):
            break
        at = index.nodes[at].parent
    return Found((at,), base=at, confidence=0.7) if at >= 0 and said.head != "前" else targets.NOTHING


def find_range(s: State, said: Designator, first: Found) -> Found:
    until = said.until
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
        last = find(s, until, None, antecedent_of(s, until.unit))
    if s.budget < 0 and first.nodes and last.nodes:
        return Found(candidates=(first.nodes[0], last.nodes[-1]))
    return targets.spread(index, first, last)


def checked_part(s: State, said: Designator, found: Found) -> Found:
    part = said.part
    if part is None or len(found.nodes) != 1 or s.index.has_part(found.nodes[0], part):
        return found
    node = s.index.nodes[found.nodes[0]]
    return Found(claimed=(node.citation or said.text), base=node.id)


def inherits_law(said: Designator) -> bool:
    return not said.head and bool(said.steps) and said.steps[0].level in RANK or said.head == "附則"


def speaks_outside(said: Designator) -> bool:
    """前項, この条, 次の各号 after a law's name speak of this document all the same."""
    return said.head in ("", "附則", "附則別表", "同", "当該", "各") or said.head in (
        "別表",
        "様式",
        "別記",
        "別紙",
        "別図",
    )


_HANDLERS.update(
    quote=quote, numbered=numbered, this=self_mention, our=self_mention, desig=read_designator, law=law_word,
    era=bare_number,
)  # fmt: skip
