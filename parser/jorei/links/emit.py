"""Rows of the references table, made from what a mention was found to mean."""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.links.context import Antecedent, Mention
from jorei.links.grammar import Designator
from jorei.links.laws import NamedLaw
from jorei.links.relations import relation_at
from jorei.links.state import ResolverState
from jorei.links.targets import MANY, Found
from jorei.model import APPENDICES, RangeEnd, Reference, Target
from jorei.model.vocabulary import Form, Status, TargetPart

WHOLE: Final = "全体"
_FORM_OF_HEAD: Final[dict[str, Form]] = {
    "前": "relative", "次": "relative", "前各": "relative", "次の各": "relative", "次の": "relative", "この": "relative",
    "同": "anaphoric", "当該": "anaphoric", "当該各": "anaphoric", "各本": "anaphoric",
}  # fmt: skip


def emit(s: ResolverState, start: int, end: int, form: Form, status: Status, where: tuple[Target, ...], law: NamedLaw | None,
    part: TargetPart | None = None, candidates: tuple[str, ...] = (), confidence: float = 1.0, antecedent: int | None = None,
    ends: tuple[RangeEnd, ...] = (),
) -> int:  # fmt: skip
    """One row; its place among the rows so far."""
    first, last = s.reading.span(start, end)
    s.spots.append((start, end))
    key = title = as_of = None
    if law is not None:
        as_of, title = law.as_of, law.title
        key = law.number if law.own and as_of == "amending" and form != "self" else law.key
    s.out.append(
        Reference(
            s.node, first, last, s.source_text[first:last].replace("\n", ""), form, status,
            relation_at(s.text, end, s.relation_words), where, key, title, None, part, as_of, antecedent, candidates, confidence,
            ends=ends,
        )
    )  # fmt: skip
    return len(s.out) - 1


def range_ends(
    s: ResolverState, start: int, said: Designator, form: Form | None, places: tuple[Target, Target]
) -> tuple[RangeEnd, ...]:
    """The words at ``start`` that name the first and the last provision of a range, each with its own."""
    found = []
    for (low, high), end, place in zip(said.ends, (said, said.until), places, strict=True):
        first, last = s.reading.span(start + low, start + high)
        head = _FORM_OF_HEAD.get(end.head, "explicit") if end is not None else "explicit"
        found.append(RangeEnd(first, last, s.source_text[first:last].replace("\n", ""), form or head, place))
    return tuple(found)


def emit_found(s: ResolverState, m: Mention, found: Found, law: NamedLaw | None, antecedent: Antecedent | None) -> int:
    """The row of a mention of this document; its place among the rows so far."""
    said = m.said
    nodes = s.index.nodes
    form = _FORM_OF_HEAD.get(said.head, "explicit")
    if law is not None and (not law.own or law.as_of):
        form = "external"
    if len(found.nodes) > MANY:
        s.budget -= len(found.nodes)
    where = tuple(Target(node, nodes[node].citation or WHOLE) for node in found.nodes)
    status: Status = "resolved"
    candidates: tuple[str, ...] = ()
    if not where:
        if found.candidates:
            status, candidates = "ambiguous", tuple(nodes[node].citation or WHOLE for node in found.candidates[:MANY])
        elif found.claimed is not None:
            status, where = missing(s, said, law), (Target(None, found.claimed),)
        else:
            status = "unresolved"
    ends: tuple[RangeEnd, ...] = ()
    if said.until is not None and found.nodes:
        ends = range_ends(s, m.start, said, "external" if form == "external" else None, (where[0], where[-1]))
    return emit(s, m.start, m.end, form, status, where, law, said.part, candidates, found.confidence,
        antecedent.ref if antecedent is not None else None, ends,
    )  # fmt: skip


def missing(s: ResolverState, said: Designator, law: NamedLaw | None) -> Status:
    """What a provision that is not in the tree is: a version that is not this text is outside it; what a 附則
    deletes or a table of an appendix holds cannot be known to be wrong; all else is dangling."""
    if law is not None and law.as_of in ("old", "new"):
        return "external"
    index = s.index
    if said.head in ("別表", "様式", "別記", "別紙", "別図") and said.steps[0].level not in index.by_level:
        return "unresolved"  # a text without any of its forms was not given them
    appendix = index.nodes[s.unit].kind in APPENDICES
    inside = said.head in ("別表", "附則別表", "様式", "別記") and len(said.steps) > 1
    if s.index.nodes[s.node].kind == "table_cell":
        return "unresolved"
    return "unresolved" if s.amending or inside or appendix and said.unit != "条" else "dangling"


def ordered(references: list[Reference], spots: list[tuple[int, int]] | None = None) -> list[Reference]:
    """By place in the text, and ``spots`` (where each stands in the reading) with them; antecedents point to the new
    places."""
    spots = [(row.start, row.end) for row in references] if spots is None else spots
    order = sorted(range(len(references)), key=lambda i: spots[i])
    place = {old: new for new, old in enumerate(order)}
    rows = []
    for old in order:
        row = references[old]
        if row.antecedent is not None:
            antecedent = place.get(row.antecedent)
            if antecedent != row.antecedent:
                row = msgspec.structs.replace(row, antecedent=antecedent)
        rows.append(row)
    spots.sort()
    return rows
