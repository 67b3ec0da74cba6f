"""Rows of the references table, made from what a mention was found to mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from jorei.identity.citations import WHOLE
from jorei.links.certainty import confidence_of
from jorei.links.context import Antecedent, Mention, PendingLaw
from jorei.links.designators import APPENDIX_LEVELS, Designator
from jorei.links.heads import HEADS
from jorei.links.index import CLAUSE
from jorei.links.law_names import GENERIC_NAMES
from jorei.links.laws import NamedLaw
from jorei.links.relations import relation_at
from jorei.links.state import ResolverState
from jorei.links.targets import MOST_CANDIDATES, TargetSearch
from jorei.model import APPENDICES, RangeEnd, Reference, Target
from jorei.model.record import INTERPRETED, as_struct
from jorei.model.vocabulary import Form, Status

_DOCUMENT: Final = (Target(0, WHOLE),)


class ReferenceDraft:
    """What a row says besides where its words stand."""

    def __init__(
        self,
        form: Form,
        status: Status,
        targets: tuple[Target, ...] = (),
        law: NamedLaw | None = None,
        candidates: tuple[str, ...] = (),
        ends: tuple[RangeEnd, ...] = (),
        confidence: float = 1.0,
        antecedent: int | None = None,
    ) -> None:
        self.form = form
        self.status = status
        self.targets = targets
        self.law = law
        self.candidates = candidates
        self.ends = ends
        self.confidence = confidence
        self.antecedent = antecedent
        """The index of the row of its antecedent."""


if INTERPRETED and not TYPE_CHECKING:
    ReferenceDraft = as_struct(ReferenceDraft)


def emit(
    state: ResolverState, start: int, end: int, draft: ReferenceDraft, designator: Designator | None = None
) -> int:
    """Add a row for the words ``start..end``; the index of the row."""
    document = state.document
    source_start, source_end = document.wording.source_span(start, end)
    words = document.source_text[source_start:source_end].replace("\n", "")
    relation = relation_at(document.text, end, document.relation_words)
    law, target_law, title, as_of = draft.law, None, None, None
    if relation == "cites" and law is not None and document.index.of_amendment[state.stretch.node] == CLAUSE:
        relation = "amends"  # 第7条を第8条とする: whatever a sentence of an amendment names, it changes
    if law is not None:
        amending = law.own and law.as_of == "amending" and draft.form != "self"
        target_law, title, as_of = law.number if amending else law.target_law, law.title, law.as_of
        target_law = document.laws.as_written(target_law)
    rows = state.rows
    rows.spans.append((start, end))
    rows.references.append(
        Reference(
            state.stretch.node, source_start, source_end, words, draft.form, draft.status, relation, draft.targets,
            # in the order of its fields: keywords take longer
            target_law, title, None, designator.part if designator is not None else None, as_of, draft.antecedent,
            draft.candidates, draft.confidence, False, draft.ends,
        )
    )  # fmt: skip
    return len(rows.references) - 1


def emit_inside(
    state: ResolverState, mention: Mention, result: TargetSearch, law: NamedLaw | None, antecedent: Antecedent | None
) -> int:
    """The row of a provision of this document; its index."""
    designator, nodes = mention.designator, state.document.index.nodes
    form = HEADS[designator.head].form
    if law is not None and (not law.own or law.as_of):
        form = "external"
    if len(result.nodes) > MOST_CANDIDATES:
        state.target_budget -= len(result.nodes)
    found = tuple([Target(node, nodes[node].citation or WHOLE) for node in result.nodes])
    status: Status = "resolved"
    candidates: tuple[str, ...] = ()
    ends: tuple[RangeEnd, ...] = ()
    if found:
        if designator.until is not None:
            ends = range_ends(state, mention, "external" if form == "external" else None, (found[0], found[-1]))
    elif result.candidates:
        status = "ambiguous"
        candidates = tuple([nodes[node].citation or WHOLE for node in result.candidates[:MOST_CANDIDATES]])
    elif result.claimed is not None:
        status, found = status_of_missing(state, designator, law, result.base), (Target(None, result.claimed),)
    else:
        status = "unresolved"
    row = antecedent.row if antecedent is not None else None
    confidence = confidence_of(status, mention.evidence, result.confidence)
    draft = ReferenceDraft(form, status, found, law, candidates, ends, confidence, row)
    return emit(state, mention.start, mention.end, draft, designator)


def emit_law(state: ResolverState, pending: PendingLaw) -> None:
    """The row of a law named alone."""
    law = pending.law
    inside = law.own and (law.as_of != "amending" or pending.mark == "self")
    status = _status_of_law(pending)
    draft = ReferenceDraft(
        form="self" if pending.mark == "self" else "external",
        status=status,
        targets=_DOCUMENT if inside else (),
        law=law if not law.own or law.as_of else None,
        confidence=confidence_of(status, "direct" if law.own else "numbered" if law.number else "named"),
    )
    emit(state, pending.start, pending.end, draft)


def _status_of_law(pending: PendingLaw) -> Status:
    match pending.mark:
        case "self":
            return "resolved"
        case "lost":
            return "unresolved"
        case "" | "numbered":
            return "resolved" if pending.law.own else "external"


def emit_outside(
    state: ResolverState, mention: Mention, law: NamedLaw, citation: str, ends: tuple[RangeEnd, ...]
) -> int:
    """The row of a provision of another law, by its citation; its index."""
    known = law.number or law.title and law.title not in GENERIC_NAMES
    status: Status = "external" if known else "unresolved"
    if not citation:
        citation, status = mention.designator.text, "unresolved"
    confidence = confidence_of(status, mention.evidence)
    draft = ReferenceDraft("external", status, (Target(None, citation),), law, ends=ends, confidence=confidence)
    return emit(state, mention.start, mention.end, draft, mention.designator)


def range_ends(
    state: ResolverState, mention: Mention, form: Form | None, places: tuple[Target, Target]
) -> tuple[RangeEnd, ...]:
    """The words that name the first and the last provision of a range, each with its own; ``form`` None takes each
    end's own."""
    document, designator = state.document, mention.designator
    ends = []
    if not designator.ends:  # 第4条(第2項を除く。)から第6条まで: the first end is a mention of its own
        return ()
    for (low, high), end, target in zip(designator.ends, (designator, designator.until), places, strict=True):
        start, stop = document.wording.source_span(mention.start + low, mention.start + high)
        own_form = HEADS[end.head].form if end is not None else "explicit"
        words = document.source_text[start:stop].replace("\n", "")
        ends.append(RangeEnd(start, stop, words, form or own_form, target))
    return tuple(ends)


_OF_TABLES: Final = frozenset(("table_row", *APPENDICES))


def status_of_missing(state: ResolverState, designator: Designator, law: NamedLaw | None, base: int = -1) -> Status:
    """What a provision that is not in the tree is: a version that is not this text is outside it; what a 附則 deletes
    or a table holds cannot be known to be wrong; all else is dangling. ``base`` is the deepest node on the way."""
    if law is not None and law.as_of in ("old", "new"):
        return "external"
    index, stretch = state.document.index, state.stretch
    first = designator.steps[0].level if designator.steps else None
    of_appendix = first in APPENDIX_LEVELS
    if of_appendix and designator.head != "附則別表" and first not in index.appendices_of_level:
        return "unresolved"  # a text without any of its forms was not given them
    unknowable = (
        index.nodes[stretch.node].kind == "table_cell"
        or base >= 0
        and index.nodes[base].kind in _OF_TABLES
        or stretch.amending is not None
        or of_appendix
        and len(designator.steps) > 1
        or index.nodes[stretch.component].kind in APPENDICES
        and designator.unit != "条"
    )
    return "unresolved" if unknowable else "dangling"


def in_order(rows: list[Reference], spans: list[tuple[int, int]]) -> list[Reference]:
    """The rows in the order of their spans; antecedents point to the new indices. ``spans`` are sorted with them."""
    order = sorted([(start, end, old) for old, (start, end) in enumerate(spans)])
    new_index: list[int | None] = [None] * len(rows)
    for new, (_, _, old) in enumerate(order):
        new_index[old] = new
    ordered = []
    for _, _, old in order:
        row = rows[old]
        antecedent = row.antecedent
        if antecedent is not None:
            moved = new_index[antecedent] if 0 <= antecedent < len(rows) else None
            if moved != antecedent:
                row = msgspec.structs.replace(row, antecedent=moved)
        ordered.append(row)
    spans.sort()
    return ordered
