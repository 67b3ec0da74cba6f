"""Corrections of references: where a designator leads when a person has said so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

from jorei.identity.citations import WHOLE
from jorei.links.emit import in_order
from jorei.model import Reference, Source, Target, Tree
from jorei.model.corrections import Misfit, ReferenceCorrection
from jorei.model.vocabulary import Form, Status
from jorei.text.fold import squeeze
from jorei.text.quote import Quotable

_ABOUT: Final = "reference"


def correct_references(
    references: tuple[Reference, ...], source: Source, tree: Tree, corrections: Sequence[ReferenceCorrection]
) -> tuple[tuple[Reference, ...], list[Misfit]]:
    """The references with those pointed where a person says they lead, and the corrections that do not fit.

    A designator that was not seen as a reference becomes one.
    """
    text = Quotable(source.text)
    nodes = _nodes_by_name(tree)
    rows = list(references)
    row_of_span = {(row.start, row.end): i for i, row in enumerate(rows)}
    misfits: list[Misfit] = []
    for correction in corrections:
        span = text.locate(correction.quote)
        if isinstance(span, str):
            misfits.append(Misfit(correction.quote, _ABOUT, span))
            continue
        targets = _targets(correction, nodes, tree)
        if targets is None:
            misfits.append(Misfit(correction.quote, _ABOUT, "target", span.start, span.end))
            continue
        i = row_of_span.setdefault((span.start, span.end), len(rows))
        if i == len(rows):
            words = source.text[span.start : span.end]
            rows.append(Reference(_node_at(tree, span.start), span.start, span.end, words, "explicit", "unresolved"))
        rows[i] = _pointed(rows[i], correction, targets)
    return tuple(in_order(rows, [(row.start, row.end) for row in rows])), misfits


def _nodes_by_name(tree: Tree) -> dict[str, int]:
    """Nodes by their citation and by their id; of two nodes with one citation the first counts."""
    nodes = {WHOLE: 0}
    for node in tree.nodes:
        nodes.setdefault(node.eid, node.id)
        if node.citation:
            nodes.setdefault(squeeze(node.citation), node.id)
    return nodes


def _targets(correction: ReferenceCorrection, nodes: dict[str, int], tree: Tree) -> tuple[Target, ...] | None:
    """The targets of a correction; None when one of them is not in the document."""
    if correction.law is not None:
        return tuple(Target(None, citation) for citation in correction.targets)
    named = [nodes.get(squeeze(citation)) for citation in correction.targets]
    if None in named:
        return None
    return tuple(Target(node, tree.nodes[node].citation or WHOLE) for node in named if node is not None)


def _pointed(row: Reference, correction: ReferenceCorrection, targets: tuple[Target, ...]) -> Reference:
    form: Form = row.form
    status: Status = "resolved" if targets else "unresolved"
    if correction.law is not None:
        form = status = "external"
    elif form == "external":
        form = "explicit"
    same_law = correction.law == row.target_law
    return msgspec.structs.replace(
        row,
        form=form,
        status=status,
        targets=targets,
        target_law=correction.law,
        target_law_title=row.target_law_title if same_law else None,
        target_law_id=row.target_law_id if same_law else None,
        candidates=(),
        ends=(),
        part_span=None,
        table=None,
        confidence=1.0,
        corrected=True,
    )


def _node_at(tree: Tree, offset: int) -> int:
    """The node in whose own stretch of the source an offset lies."""
    starts = sorted((piece.start, node.id) for node in tree.nodes for piece in node.pieces)
    i = bisect_right(starts, (offset, len(tree.nodes))) - 1
    return starts[i][1] if i >= 0 else 0
