"""Runs: the lines without labels below what is open, up to the next heading, read as a whole."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import ENUMERATED
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.patterns import REFERENCE_TAIL
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.structure.unlabelled.cited import cited_in
from jorei.structure.unlabelled.features import Cited, LatticeState, Levels, LineEntry
from jorei.structure.unlabelled.lattice import WIDE, Lattice, LineReading
from jorei.structure.unlabelled.shape import shape_of
from jorei.text.label_styles import PAREN_ARABIC

_ENDS: Final[frozenset[LineKind]] = frozenset(("division", "suppl", "suppl_number", "appdx", "toc", "furniture"))
_WORDED: Final[frozenset[LineKind]] = frozenset(("plain", "article", "enumerated"))
_LONGEST: Final = 400
"""Lines of a run at most. Chosen, as a bound."""
_HALF: Final = 5
_NARROW: Final = 2
"""Readings of a line that are followed when half of the room is used up, and when none is left. Chosen."""
_SHORT: Final = 10
"""Characters a line on average: shorter lines are cells, or nothing, and not worth much work. Chosen."""
_NOTHING: Final = "。"
"""The words of a provision that has none."""


def read_run(
    lines: list[TypedLine], start: int, stack: list[Draft], habits: Habits, cited: Cited | None, *, room: float = 1.0
) -> tuple[dict[int, LineReading], int]:
    """Readings of the lines from ``start`` to the end of what is open, by their index in ``lines``; and the readings
    that were followed.

    ``room`` is the share of the document's work that is left: the less, the fewer readings of a line are followed.
    """
    indices, lattice = run_at(lines, start, stack, habits, cited, room=room)
    return dict(zip(indices, lattice.read(), strict=True)), lattice.followed


def run_at(
    lines: list[TypedLine], start: int, stack: list[Draft], habits: Habits, cited: Cited | None, *, room: float = 1.0
) -> tuple[list[int], Lattice]:
    """The lines of the run that begins at ``start``, and the lattice of their readings."""
    indices = _indices(lines, start)
    given, levels = _given(stack)
    in_suppl = any(node.kind == "suppl_provision" for node in stack)
    entries = given + [_entry(lines, index, habits, in_suppl=in_suppl) for index in indices]
    if cited is None:
        cited = cited_in([entry.shape.text for entry in entries])
    short = sum(len(lines[index].text) for index in indices) < _SHORT * len(indices)
    beam = _NARROW if short or room <= 0 else _HALF if room < 1 / 2 else WIDE
    return indices, Lattice(entries, LatticeState(levels), len(given), cited, trace=habits.label_trace, beam=beam)


def cites_label(typed: TypedLine, habits: Habits) -> bool:
    """Whether a line that begins with (1) cites it, in a document that lost every label: (1)の措置により…"""
    return (
        habits.labels_lost
        and habits.label_trace == "bare"
        and REFERENCE_TAIL.match(typed.text, typed.label_end) is not None
    )


def _indices(lines: list[TypedLine], start: int) -> list[int]:
    """The lines of a run: everything with words up to the next heading."""
    indices: list[int] = []
    for index in range(start, min(len(lines), start + _LONGEST)):
        typed = lines[index]
        if typed.kind in _ENDS or (typed.kind == "article" and typed.certain):
            break
        if typed.kind in _WORDED:
            indices.append(index)
    return indices


def _given(stack: list[Draft]) -> tuple[list[LineEntry], Levels]:
    """The open provisions as entries, and their numbers."""
    entries: list[LineEntry] = []
    levels: list[tuple[int, int]] = []
    for node in stack:
        if node.kind == "paragraph" or node.kind in ENUMERATED:
            levels.append((len(entries), node.ordinal[0] if node.ordinal else 1))
            entries.append(LineEntry(shape_of(node.words or _NOTHING)))
    return entries, tuple(levels)


def _entry(lines: list[TypedLine], index: int, habits: Habits, *, in_suppl: bool) -> LineEntry:
    typed = lines[index]
    captioned = index > 0 and lines[index - 1].kind == "caption"
    if typed.kind == "enumerated" and typed.label and typed.certain and not cites_label(typed, habits):
        style, ordinal = typed.label.readings[0]
        level = 1 if style == PAREN_ARABIC else None
        words = typed.text[typed.body :] or _NOTHING
        return LineEntry(shape_of(words), level, ordinal[0] if level else 0, captioned=captioned)
    level = 0 if captioned and in_suppl else None
    return LineEntry(shape_of(typed.text), level, marked=habits.marks_loss(typed), captioned=captioned)
