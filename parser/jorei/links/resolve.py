"""Mentions in reading order, each resolved against the tree, the definitions and the laws named so far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from jorei.links import targets
from jorei.links.antecedents import antecedent_of, remember, same_kind
from jorei.links.context import Antecedent, Mention
from jorei.links.emit import emit, emit_found, ordered, range_ends
from jorei.links.enrich import enriched
from jorei.links.grammar import RANK, Designator, DesignatorStep, Event, designator
from jorei.links.index import TreeIndex
from jorei.links.laws import GENERIC, Laws, NamedLaw
from jorei.links.lawwords import bare_number, law_word, numbered, quote, self_mention
from jorei.links.lookup import find
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
from jorei.links.reading import FoldedWording
from jorei.links.state import ResolverState
from jorei.links.suppl_owner import owner_of_article, version_before
from jorei.links.targets import Found
from jorei.model import SUBITEMS, RangeEnd, Reference, Target
from jorei.model.vocabulary import Status

_CARRYING: Final = frozenset(("article", "paragraph", "item", "suppl_provision", *SUBITEMS))
_AMENDING: Final = re.compile(
    "(?:中|を)「|中[^。「]{0,40}(?:を「|を削)|の(?:次|前)に[^。]{0,40}加える|を削る|を[^。「]{0,20}とし|を次のように改め"
)


_HANDLERS: Final[dict[str, Callable[[ResolverState, Event], None]]] = {}


def resolve(
    reading: FoldedWording, index: TreeIndex, laws: Laws, source_text: str, events: Sequence[Event]
) -> list[Reference]:
    """All references of a reading, ordered by place."""
    s = ResolverState(reading, index, laws, source_text)
    starts = reading.starts
    for event in events:
        kind, start, _, _ = event
        if start >= s.limit:
            close_stretch(s)
            open_stretch(s, bisect_right(starts, start) - 1)
        if start >= s.cursor:
            advance(s, start)
            _HANDLERS[kind](s, event)
    close_stretch(s)
    return enriched(reading, index, ordered(s.out, s.spots), s.spots)


def read_designator(s: ResolverState, event: Event) -> None:
    """A designator: whose it is, what it means, and what the next one may go on from."""
    _, start, end, _ = event
    said = designator(s.text[start:end])
    law = adjacent_law(s, start)
    if law is not None and not said.head and said.steps[0].level == "号" and said.until is None:
        s.pending, s.law_end, s.cursor = None, -1, end  # 条例第51号: the number of an instrument
        return
    if law is not None and law.as_of == "amending" and s.text.startswith("中", start - 1) and not said.head:
        law = law if owner_of_article(s.text, start, end) != "document" else None
    if law is None and not said.head and said.steps[0].level in ("条", "章") and s.tail_end != start:
        law = s.laws.paper(s.text, start, max(s.floor, s.tail_end))
    carried = None if law is not None else left_neighbour(s, start, said)
    if law is None and carried is None and is_no_mention(s, said, start, end):
        s.cursor = end
        return
    flush(s)
    renamed = law is not None and repeats_law(s, start, law)
    if law is None and carried is not None and carried.law is not None and _inherits_law(said, carried):
        if _returns_here(s, said, carried):
            carried = None
        else:
            law, renamed = carried.law, carried.renamed
    if law is None and s.index.nodes[s.unit].kind == "suppl_provision":
        law = _law_in_suppl(s, said, start, end)
    mention = Mention(said, start, end, law, carried)
    leaves = law is not None and (not law.own or law.as_of == "amending") and said.head in _OUTSIDE_HEADS
    place = _outside(s, mention, law) if leaves and law is not None else _inside(s, mention)
    s.cursor = s.tail_end = end
    s.tail = msgspec.structs.replace(place, renamed=True) if renamed else place
    s.law, s.law_end = None, -1


def _returns_here(s: ResolverState, said: Designator, carried: Antecedent) -> bool:
    """Whether an article after an external one is this document's: the law is named before all others, or the
    numbers fall (法第445条若しくは第78条), which no enumeration of one law does."""
    if not carried.outside or not said.steps or said.steps[0].level != "条":
        return False
    if not targets.explicit(s.index, s.node, said, s.index.main).nodes:
        return False
    before = [step.ordinal for step in carried.steps if step.level == "条"]
    return carried.renamed or bool(before) and said.steps[0].ordinal < before[-1]


def _law_in_suppl(s: ResolverState, said: Designator, start: int, end: int) -> NamedLaw | None:
    """In a 附則: the law that is being amended, a version of this one, or the amending instrument."""
    if s.amended is not None and s.amended[0] == s.unit and _AMENDING.match(s.text, end):
        return s.amended[1]
    version = version_before(s.text, start)
    own = s.laws.own
    if version is not None:
        return NamedLaw(own.title, own.number, version, own=True)
    if not s.amending or said.head or said.steps[0].level != "条":
        return None
    own_article = owner_of_article(s.text, start, end) == "instrument"
    return NamedLaw(None, s.amending, "amending", own=True) if own_article else None


def _outside(s: ResolverState, m: Mention, law: NamedLaw) -> Antecedent:
    """A provision of another law: its citation, canonical, as far as the words and their neighbour give it."""
    said = m.said
    steps = _outside_steps(s, said, m.carried)
    citation = _wording(steps)
    ends: tuple[RangeEnd, ...] = ()
    if said.until is not None:
        ends = _outside_ends(s, m, steps, said.until)
        citation += "から" + _wording(said.until.steps) + "まで"
    status: Status = "external" if law.number or law.title not in GENERIC else "unresolved"
    if not citation:
        citation, status = said.text, "unresolved"
    ref = emit(s, m.start, m.end, "external", status, (Target(None, citation),), law, said.part, ends=ends)
    place = Antecedent(steps=steps, law=law, ref=ref)
    remember(s, said, place)
    return place


def _wording(steps: Sequence[DesignatorStep]) -> str:
    return "".join(step.citation for step in steps)


def _outside_ends(
    s: ResolverState, m: Mention, steps: tuple[DesignatorStep, ...], until: Designator
) -> tuple[RangeEnd, ...]:
    """The two ends of a range of another law; what the last lacks it takes from the first."""
    if until.head or not until.steps or not steps:
        return ()
    rank = RANK.get(until.steps[0].level, 0)
    last = (*(step for step in steps if RANK.get(step.level, 0) < rank), *until.steps)
    return range_ends(s, m.start, m.said, "external", (Target(None, _wording(steps)), Target(None, _wording(last))))


def _outside_steps(s: ResolverState, said: Designator, carried: Antecedent | None) -> tuple[DesignatorStep, ...]:
    steps = said.steps
    if said.head == "当該各" and carried is not None:
        return carried.steps
    if said.head == "附則":
        return (DesignatorStep("附則"), *steps)
    if said.head in ("同", "当該"):
        place = antecedent_of(s, said.unit)
        if place is not None and place.outside:
            return (*place.upto(RANK.get(said.unit, 0) + 1), *steps)
        return ()
    if said.head == "各":
        steps = (DesignatorStep("各" + said.unit), *steps)
    if carried is not None and steps and steps[0].level in RANK:
        return (*carried.upto(RANK[steps[0].level]), *steps)
    return steps


def _inside(s: ResolverState, m: Mention) -> Antecedent:
    """A provision of this document, unless its antecedent lies in another law."""
    said = m.said
    antecedent = antecedent_of(s, said.unit) if said.head in ("同", "当該") else None
    if antecedent is not None and antecedent.outside and antecedent.law is not None:
        return _outside(s, Mention(said, m.start, m.end), antecedent.law)
    each = s.context.each if said.head == "当該各" and said.unit == "号" else None
    if each is not None and each.outside and each.law is not None:
        return _outside(s, Mention(said, m.start, m.end, None, each), each.law)
    found = find(s, m, antecedent)
    law = m.law if m.law is not None or antecedent is None else antecedent.law
    place = _place(s, m, found, law, emit_found(s, m, found, law, antecedent))
    remember(s, said, place, found)
    return place


def _place(s: ResolverState, m: Mention, found: Found, law: NamedLaw | None, ref: int) -> Antecedent:
    """What later mentions may go on from: the nodes, the deepest one on the way, or the steps that are claimed."""
    said, carried = m.said, m.carried
    known = found.base >= 0 and s.index.nodes[found.base].kind in _CARRYING
    nodes = found.nodes or ((found.base,) if known else ())
    group = found.nodes
    if carried is not None and s.tail is carried and not said.head and same_kind(s.index, carried.group, group):
        group = carried.group + group
    steps: tuple[DesignatorStep, ...] = ()
    if not nodes and (found.claimed is not None if carried is None else bool(carried.steps)):
        steps = said.steps
        if steps and carried is not None and steps[0].level in RANK:
            steps = (*carried.upto(RANK[steps[0].level]), *steps)
    return Antecedent(nodes, steps, law, ref, group)


_OUTSIDE_HEADS: Final = frozenset(("", "附則", "附則別表", "同", "当該", "各", "別表", "様式", "別記", "別紙", "別図"))
"""前項, この条, 次の各号 after a law's name speak of this document all the same."""


def _inherits_law(said: Designator, carried: Antecedent) -> bool:
    """A provision after one of another law; an appendix only after an appendix (規則第1号様式及び第2号様式)."""
    if not said.steps:
        return said.head == "附則"
    level = said.steps[0].level
    if said.head in ("別表", "様式", "別記", "別紙", "別図"):
        return bool(carried.steps) and carried.steps[0].level == level
    return not said.head and level in RANK or said.head == "附則"


_HANDLERS.update(
    quote=quote, numbered=numbered, this=self_mention, our=self_mention, desig=read_designator, law=law_word,
    era=bare_number,
)  # fmt: skip
