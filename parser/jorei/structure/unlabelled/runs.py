"""Runs: the lines without labels below what is open, up to the next heading, read as a whole."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import ENUMERATED
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.labels import PAREN_ARABIC
from jorei.structure.lines.patterns import REFERENCE_TAIL
from jorei.structure.lines.rules import Typed
from jorei.structure.unlabelled.cited import cited_in
from jorei.structure.unlabelled.features import Cited, LatticeState, Levels, LineEntry
from jorei.structure.unlabelled.lattice import WIDE, Lattice, LineReading
from jorei.structure.unlabelled.shape import shape_of

_ENDS: Final = frozenset(("division", "suppl", "suppl_number", "appdx", "toc", "furniture"))
_WORDS: Final = frozenset(("plain", "article", "enum"))
_LONGEST: Final = 400
_HALF, _NARROW = 5, 2
_SHORT: Final = 10
"""Lines of fewer characters on average are cells, or nothing."""


def read_run(
    typed: list[Typed], at: int, stack: list[Draft], profile: Habits, cited: Cited | None, *, room: float = 1.0
) -> tuple[dict[int, LineReading], int]:
    """Readings of the lines from ``at`` to the end of what is open, by their place among ``typed``; and their cost.

    ``room`` is the share of the document's time that is left: the less, the fewer readings of a line are followed.
    """
    lines = _lines(typed, at)
    given, levels = _given(stack)
    suppl = any(node.kind == "suppl_provision" for node in stack)
    entries = given + [_entry(typed, place, profile, suppl=suppl) for place in lines]
    if cited is None:
        cited = cited_in([entry.shape.text for entry in entries])
    short = sum(len(typed[place].text) for place in lines) < _SHORT * len(lines)
    beam = _NARROW if short or room <= 0 else _HALF if room < 1 / 2 else WIDE
    lattice = Lattice(entries, LatticeState(levels), len(given), cited, habit=profile.habit, beam=beam)
    return dict(zip(lines, lattice.read(), strict=True)), lattice.followed


def cites_label(one: Typed, profile: Habits) -> bool:
    """Whether a line that begins with (1) cites it, in a document that lost every label: (1)の措置により…"""
    return profile.labels_lost and profile.habit == "bare" and REFERENCE_TAIL.match(one.text, one.label) is not None


def _lines(typed: list[Typed], at: int) -> list[int]:
    """The lines of a run: everything with words up to the next heading."""
    found: list[int] = []
    for place in range(at, min(len(typed), at + _LONGEST)):
        one = typed[place]
        if one.kind in _ENDS or (one.kind == "article" and one.firm):
            break
        if one.kind in _WORDS:
            found.append(place)
    return found


def _given(stack: list[Draft]) -> tuple[list[LineEntry], Levels]:
    """The open provisions as entries, and their numbers."""
    entries: list[LineEntry] = []
    levels: list[tuple[int, int]] = []
    for node in stack:
        if node.kind == "paragraph" or node.kind in ENUMERATED:
            levels.append((len(entries), node.ordinal[0] if node.ordinal else 1))
            entries.append(LineEntry(shape_of(node.words or "。")))
    return entries, tuple(levels)


def _entry(typed: list[Typed], place: int, profile: Habits, *, suppl: bool) -> LineEntry:
    one = typed[place]
    captioned = place > 0 and typed[place - 1].kind == "caption"
    marked = profile.marks_loss(one)
    if one.kind == "enum" and one.enum and one.firm and not cites_label(one, profile):
        style, ordinal = one.enum.readings[0]
        level = 1 if style == PAREN_ARABIC else None
        return LineEntry(shape_of(one.text[one.body :] or "。"), level, ordinal[0] if level else 0, captioned=captioned)
    return LineEntry(shape_of(one.text), 0 if captioned and suppl else None, marked=marked, captioned=captioned)
