"""Runs: the lines without labels below what is open, up to the next heading, read as a whole."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import ENUMERATED
from jorei.structure.draft import Draft
from jorei.structure.labels import PAREN_ARABIC
from jorei.structure.profile import Profile
from jorei.structure.rules import Typed
from jorei.structure.unlabelled.cited import cited_in
from jorei.structure.unlabelled.features import LIST, Cited, Entry, Levels, State
from jorei.structure.unlabelled.lattice import Lattice, Reading
from jorei.structure.unlabelled.shape import shape_of

_ENDS: Final = frozenset(("division", "suppl", "suppl_number", "appdx", "toc", "furniture"))
_WORDS: Final = frozenset(("plain", "article", "enum"))
_SHORTEST: Final = 4
_LONGEST: Final = 400


def read_run(typed: list[Typed], at: int, stack: list[Draft], profile: Profile, cited: Cited | None) -> dict[int, Reading]:
    """Readings of the unlabelled lines from ``at`` to the end of what is open, by their place among ``typed``."""
    lines = _lines(typed, at)
    given, levels = _given(stack)
    suppl = any(node.kind == "suppl_provision" for node in stack)
    entries = given + [_entry(typed, place, profile, suppl=suppl) for place in lines]
    start = State(levels)
    if cited is None:
        cited = cited_in([entry.shape.text for entry in entries])
    lattice = Lattice(entries, start, len(given), cited, habit=profile.habit)
    readings = lattice.read()
    return dict(zip(lines, readings, strict=True))


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


def _given(stack: list[Draft]) -> tuple[list[Entry], Levels]:
    """The open provisions as entries, and their numbers."""
    entries: list[Entry] = []
    levels: list[tuple[int, int]] = []
    for node in stack:
        if node.kind == "paragraph" or node.kind in ENUMERATED:
            levels.append((len(entries), node.ordinal[0] if node.ordinal else 1))
            entries.append(Entry(shape_of(node.words or "。")))
    return entries, tuple(levels)


def _entry(typed: list[Typed], place: int, profile: Profile, *, suppl: bool) -> Entry:
    one = typed[place]
    captioned = place > 0 and typed[place - 1].kind == "caption"
    marked = profile.marks_loss(one)
    if one.kind == "enum" and one.enum and one.firm and profile.habit != "bare":
        style, ordinal = one.enum.readings[0]
        level = 1 if style == PAREN_ARABIC else None
        return Entry(shape_of(one.text[one.body :] or "。"), level, ordinal[0] if level else 0, captioned=captioned)
    return Entry(shape_of(one.text), 0 if captioned and suppl else None, marked=marked, captioned=captioned)


__all__ = ["LIST", "read_run"]
