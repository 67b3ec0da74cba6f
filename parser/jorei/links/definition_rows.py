"""Rows of the definitions table, with the uses of each term counted inside its scope."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from jorei.links.definitions import Term, scope_range
from jorei.links.link_input import LinkInput
from jorei.links.term_uses import find_uses
from jorei.model import Definition

_MOST_COUNTED: Final = 400_000_000
"""Terms times characters. Chosen: so that counting stays linear, it is left out in a text that defines what no text does."""
_LONGEST_MEANING: Final = 400
"""Characters of a meaning that the table holds."""


def definition_rows(document: LinkInput, terms: Sequence[Term]) -> tuple[Definition, ...]:
    """A row for each term."""
    text = document.text
    words = {term.term: None for term in terms}  # however often one is defined, it is looked for once
    uses = find_uses(text, words) if len(words) * len(text) < _MOST_COUNTED else {}
    counts: dict[tuple[str, int, int], int] = {}  # a term may be defined in every chapter
    rows = []
    for term in terms:
        start, end = document.wording.source_span(term.start, term.end)
        low, high = scope_range(document.wording, document.index, term.scope)
        offsets = uses.get(term.term, [])
        key = (term.term, low, high)
        if key not in counts:
            counts[key] = bisect_left(offsets, high) - bisect_left(offsets, low)
        i = bisect_left(offsets, term.start)
        counts_itself = low <= term.start < high and i < len(offsets) and offsets[i] == term.start
        first, last = term.meaning
        rows.append(
            Definition(
                term.node,
                start,
                end,
                term.term,
                term.kind,
                text[first : min(last, first + _LONGEST_MEANING)].strip(),
                term.scope.name,
                term.scope.text,
                term.scope.nodes,
                target_law=term.law.number or term.law.title if term.law else None,
                narrowing=term.narrowing,
                uses=counts[key] - counts_itself,
            )
        )
    return tuple(rows)
