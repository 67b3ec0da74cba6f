"""Corrections of references: where a designator leads when a person has said so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

from jorei.links.emit import WHOLE, ordered
from jorei.model import Reference, Source, Target, Tree
from jorei.model.corrections import Misfit, ReferenceCorrection
from jorei.text.fold import squeeze
from jorei.text.quote import Quotable

_ABOUT: Final = "reference"


def correct_references(
    references: tuple[Reference, ...], source: Source, tree: Tree, corrections: Sequence[ReferenceCorrection]
) -> tuple[tuple[Reference, ...], list[Misfit]]:
    """The references with those pointed where a person says they lead, and the corrections that do not fit.

    A designator that was not seen as a reference becomes one.
    """
    here = Quotable(source.text)
    places = _places(tree)
    rows = list(references)
    at = {(row.start, row.end): number for number, row in enumerate(rows)}
    misfits: list[Misfit] = []
    for one in corrections:
        span = here.locate(one.quote)
        targets = None if isinstance(span, str) else _targets(one, places, tree)
        if isinstance(span, str):
            misfits.append(Misfit(one.quote, _ABOUT, span))
            continue
        if targets is None:
            misfits.append(Misfit(one.quote, _ABOUT, "target", span.start, span.end))
            continue
        number = at.get((span.start, span.end), len(rows))
        if number == len(rows):
            node = _owner(tree, span.start)
            rows.append(
                Reference(node, span.start, span.end, source.text[span.start : span.end], "explicit", "unresolved")
            )
            at[span.start, span.end] = number
        rows[number] = _pointed(rows[number], one, targets)
    return tuple(ordered(rows)), misfits


def _places(tree: Tree) -> dict[str, int]:
    """Nodes by their citation and by their id; of two nodes with one citation the first counts."""
    places = {WHOLE: 0}
    for node in tree.nodes:
        places.setdefault(node.eid, node.id)
        if node.citation:
            places.setdefault(squeeze(node.citation), node.id)
    return places


def _targets(one: ReferenceCorrection, places: dict[str, int], tree: Tree) -> tuple[Target, ...] | None:
    """The targets that were said; None when one of them is not in the document."""
    if one.law is not None:
        return tuple(Target(None, citation) for citation in one.targets)
    found = [places.get(squeeze(citation)) for citation in one.targets]
    if None in found:
        return None
    return tuple(Target(node, tree.nodes[node].citation or WHOLE) for node in found if node is not None)


def _pointed(row: Reference, one: ReferenceCorrection, targets: tuple[Target, ...]) -> Reference:
    form = row.form
    if one.law is not None:
        form = "external"
    elif form == "external":
        form = "explicit"
    return msgspec.structs.replace(
        row,
        form=form,
        status="external" if one.law is not None else "resolved" if targets else "unresolved",
        targets=targets,
        target_law=one.law,
        target_law_title=row.target_law_title if one.law == row.target_law else None,
        target_law_id=row.target_law_id if one.law == row.target_law else None,
        candidates=(),
        ends=(),
        part_span=None,
        table=None,
        confidence=1.0,
        corrected=True,
    )


def _owner(tree: Tree, offset: int) -> int:
    """The node in whose own stretch of the source an offset lies."""
    owners = sorted((piece.start, node.id) for node in tree.nodes for piece in node.pieces)
    place = bisect_right(owners, (offset, len(tree.nodes))) - 1
    return owners[place][1] if place >= 0 else 0
