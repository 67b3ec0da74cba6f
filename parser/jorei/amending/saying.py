"""Sentences said and carried out at once, and taken back where they do not give what they should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jorei.amending.apply import Applier
from jorei.amending.clauses import read_sentence
from jorei.amending.operation import AmendingSentence, SetOff
from jorei.amending.phrasing import Clause, Phrasing
from jorei.amending.unit import Unit


class CannotSay(Exception):
    """What was tried does not give the new version."""


class Saying:
    """Writes sentences and carries them out; ``said`` are their lines."""

    def __init__(self, applier: Applier, phrasing: Phrasing) -> None:
        self.applier, self.phrasing = applier, phrasing
        self.said: list[list[str]] = []
        self.pending: list[Clause] = []
        self.kept: list[AmendingSentence] = []
        self.failures: list[str] = []

    def flush(self) -> None:
        """Say and do what is waiting; raises `CannotSay` when it cannot be done as meant."""
        if not self.pending:
            return
        words, lines = self.phrasing.sentence(self.pending)
        self.pending = []
        self.perform(words, lines)

    def perform(self, words: str, lines: list[str]) -> None:
        """Carry out one sentence and keep it."""
        operations, unread = read_sentence(words, 0, 0)
        if unread or not operations:
            raise CannotSay(words)
        sentence = AmendingSentence(words, 0, 0, operations, SetOff(tuple(lines)), (), bool(lines))
        self.kept.append(sentence)
        before = len(self.applier.findings)
        self.applier.run(sentence)
        if any(one.severity == "error" for one in self.applier.findings[before:]):
            raise CannotSay(self.applier.findings[-1].message)
        self.said.append(["　" + words, *lines])

    def say(self, clause: Clause) -> None:
        """Put a clause behind the others of the sentence; lines that it sets off end the sentence."""
        self.pending.append(clause)
        if clause.lines:
            self.flush()

    def attempt(self, units: list[Unit], tries: tuple[Callable[[], None], ...]) -> None:
        """The first way that works; what a failing one did is undone."""
        self.flush()
        state, said = [_freeze(unit) for unit in units], len(self.said)
        around = [(unit.parent, list(unit.parent.children)) for unit in units if unit.parent is not None]
        failure: CannotSay | None = None
        for one in tries:
            try:
                one()
                self.flush()
                return
            except CannotSay as cannot:
                failure = cannot
                self.pending = []
                for frozen in state:
                    _restore(frozen)
                for parent, children in around:
                    parent.children = list(children)
                del self.said[said:]
                self.applier.editor.close()
                self.applier.structure.close()
        raise failure or CannotSay("")

    def perform_block(self, place: str, old: list[str], new: list[str]) -> None:
        """（place）中「…」を「…」に改める, each 「 and 」 on a line of its own."""
        words = f"{place}中「\n" + "\n".join(old) + "\n」を「\n" + "\n".join(new) + "\n」に改める。"
        operations, unread = read_sentence(words, 0, 0)
        if unread or len(operations) != 1:
            raise CannotSay(place)
        sentence = AmendingSentence(words, 0, 0, operations)
        self.kept.append(sentence)
        before = len(self.applier.findings)
        self.applier.run(sentence)
        if any(one.severity == "error" for one in self.applier.findings[before:]):
            raise CannotSay(self.applier.findings[-1].message)
        self.said.append([f"　{place}中", "「", *old, "」", "を", "「", *new, "」", "に改める。"])


_Frozen = list[tuple[Unit, tuple[object, ...], list[Unit]]]


def _freeze(unit: Unit) -> _Frozen:
    return [(one, tuple(getattr(one, name) for name in _FIELDS), list(one.children)) for one in unit.walk()]


def _restore(frozen: _Frozen) -> None:
    for one, values, children in frozen:
        for name, value in zip(_FIELDS, values, strict=True):
            setattr(one, name, value)
        one.children = children


_FIELDS: Final = tuple(name for name in Unit.__slots__ if name != "children")
