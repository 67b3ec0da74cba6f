"""What each clause touches: a sheet is looked at before the first clause and after each one.

Only the desk asks for it: every look goes through the whole sheet.
"""

from __future__ import annotations

import msgspec

from jorei.amending import words as w
from jorei.amending.unit import Sheet, Unit, cite

ClauseKey = tuple[int, int]
"""Where the sentence of a clause begins in the amendment, and the number of the clause in it."""


class UnitWords(msgspec.Struct, frozen=True, gc=False):
    """What a unit says at a moment; ``depth`` is how deep it stands below the document."""

    number: int
    kind: str
    depth: int
    caption: str
    label: str
    text: str


class Trace:
    """Watches one sheet. Units are numbered in the order in which they are met; a number stays with its unit."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.touched: dict[ClauseKey, set[int]] = {}
        self._units: list[Unit] = []  # also keeps the ids of units from being used again
        self._numbers: dict[int, int] = {}
        self._now = self._look()
        self.before = tuple(self._now.values())

    def note(self, clause: ClauseKey) -> None:
        """The clause is done: what is not as it was has been touched by it."""
        now = self._look()
        different = {number for number, words in now.items() if self._now.get(number) != words}
        self.touched.setdefault(clause, set()).update(different, self._now.keys() - now.keys())
        self._now = now

    @property
    def after(self) -> tuple[UnitWords, ...]:
        """The units as they stand now, in order."""
        return tuple(self._look().values())

    def citations(self) -> dict[str, int]:
        """The number of each unit that stands now, by its citation."""
        return {cite(self._units[one.number]): one.number for one in reversed(self.after)}

    def _look(self) -> dict[int, UnitWords]:
        found: dict[int, UnitWords] = {}
        waiting = [(self.sheet.root, 0)]
        while waiting:
            unit, depth = waiting.pop()
            if unit.caption or unit.label or unit.text:
                words = self._words(unit, depth)
                found[words.number] = words
            waiting += [(child, depth + 1) for child in reversed(unit.children)]
        return found

    def _words(self, unit: Unit, depth: int) -> UnitWords:
        number = self._numbers.get(id(unit))
        if number is None:
            number = self._numbers[id(unit)] = len(self._units)
            self._units.append(unit)
        label = unit.label + ("" if "\n" in unit.gap else unit.gap)
        return UnitWords(number, unit.kind, depth, w.visible(unit.caption).strip(), label, w.visible(unit.text))
