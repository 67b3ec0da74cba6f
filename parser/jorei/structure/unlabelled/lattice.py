"""The best reading of a run of lines, and how sure each line of it is.

A state is what is open: which entry is the last at each level and what number it has. Lines lead from states to
states; states that open the same provisions with the same numbers are one, so that every line keeps a few, and the
work is linear in the lines.
"""

from __future__ import annotations

import math
from typing import Final

from jorei.model.record import Record
from jorei.structure.lines.habits import LabelTrace
from jorei.structure.unlabelled.features import DEEPEST, LIST, PARAGRAPH, Cited, LatticeState, LineEntry
from jorei.structure.unlabelled.scores import Scores

_CHOICES: Final = tuple((*range(PARAGRAPH, depth + 1), LIST) for depth in range(DEEPEST + 1))
# Bounds of the work, chosen
WIDE: Final = 12
"""Readings of a line that are followed where there is time for them."""
_LONG: Final = 80
"""Lines after which half as many readings are followed, then a third …: few lists have as many."""
_LEAST: Final = 2
"""Readings that are followed in any case."""
_FAR: Final = 8.0
"""Readings this much less likely than the best (as a natural logarithm) are not followed."""
_NARROWED: Final = 0.85
"""Confidence at most where fewer were followed: what was not may have been right. Chosen; measured, 258 of 336 such
labels were right in 120 laws that lost theirs."""


class LineReading(Record):
    """A line's level (0 項, 1 号, …; -1 列記), its numbers from the 項 down, and how sure they are."""

    level: int
    numbers: tuple[int, ...]
    confidence: float


class _LatticeCell:
    __slots__ = ("back", "best", "edges", "level", "total")

    def __init__(
        self,
        best: float,
        back: LatticeState | None,
        total: float,
        edges: list[tuple[LatticeState, float]],
        level: int = LIST,
    ) -> None:
        self.best = best
        self.back = back
        self.total = total
        self.edges = edges
        self.level = level


def _add(a: float, b: float) -> float:
    """The logarithm of a sum of two, given as logarithms."""
    high, low = (a, b) if a > b else (b, a)
    return high + math.log1p(math.exp(low - high))


def step(state: LatticeState, index: int, level: int, number: int = 0) -> LatticeState:
    """The state after the line ``index`` is read at ``level``; ``number`` is its own when a label gave it one."""
    levels = state.levels
    if level == LIST:
        return LatticeState(levels, state.before, True)
    if not number:
        number = levels[level][1] + 1 if level < len(levels) else 1
    before = state.before
    if level == PARAGRAPH:
        before = levels[1][1] if len(levels) > 1 else 0
    return LatticeState((*levels[:level], (index, number)), before, False)


class Lattice:
    """The readings of one run. ``entries[:given]`` are the provisions that are open before its first line."""

    def __init__(
        self,
        entries: list[LineEntry],
        start: LatticeState,
        given: int,
        cited: Cited,
        *,
        trace: LabelTrace,
        beam: int = WIDE,
    ) -> None:
        self.entries = entries
        self.start = start
        self.given = given
        self.beam = beam
        self.most = 1.0 if beam >= WIDE else _NARROWED
        self.scores = Scores(entries, given, cited, trace)
        self.followed = 0

    def read(self) -> list[LineReading]:
        """One reading a line."""
        return self._choose(self._forward())

    def choices(self, index: int, state: LatticeState) -> tuple[int, ...]:
        """The levels that a line can have after ``state``: the one its label says, else any that is open and one
        more."""
        known = self.entries[index].level
        if known is not None:
            return (min(known, len(state.levels)),)
        return _CHOICES[min(len(state.levels), DEEPEST)]

    def _forward(self) -> list[dict[LatticeState, _LatticeCell]]:
        layers: list[dict[LatticeState, _LatticeCell]] = [{self.start: _LatticeCell(0.0, None, 0.0, [])}]
        for index in range(self.given, len(self.entries)):
            self.followed += len(layers[-1])
            cells: dict[LatticeState, _LatticeCell] = {}
            number = self.entries[index].number
            for state, cell in layers[-1].items():
                levels = self.choices(index, state)
                for level, score in zip(levels, self.scores.of(state, index, levels), strict=True):
                    target = step(state, index, level, number)
                    known = cells.get(target)
                    if known is None:
                        cells[target] = _LatticeCell(
                            cell.best + score, state, cell.total + score, [(state, score)], level
                        )
                        continue
                    known.edges.append((state, score))
                    known.total = _add(known.total, cell.total + score)
                    if cell.best + score > known.best:
                        known.best, known.back = cell.best + score, state
            layers.append(_pruned(cells, max(self.beam // (1 + (index - self.given) // _LONG), _LEAST)))
        return layers

    def _choose(self, layers: list[dict[LatticeState, _LatticeCell]]) -> list[LineReading]:
        ends = {state: self.scores.at_end(state) for state in layers[-1]}
        state: LatticeState | None = max(layers[-1], key=lambda one: layers[-1][one].best + ends[one])
        behind = ends
        readings: list[LineReading] = []
        for layer in reversed(layers[1:]):
            assert state is not None  # every cell but the first has one before it
            readings.append(_reading(layer, behind, state, self.most))
            behind = _before(layer, behind)
            state = layer[state].back
        return readings[::-1]


def _pruned(cells: dict[LatticeState, _LatticeCell], beam: int) -> dict[LatticeState, _LatticeCell]:
    if len(cells) == 1:
        return cells
    best = max(cell.total for cell in cells.values())
    near = [(cell.total, order, state) for order, (state, cell) in enumerate(cells.items()) if cell.total > best - _FAR]
    near.sort(reverse=True)
    return {state: cells[state] for _, _, state in near[:beam]}


def _reading(
    layer: dict[LatticeState, _LatticeCell], behind: dict[LatticeState, float], chosen: LatticeState, most: float
) -> LineReading:
    """The chosen reading of a line, as sure as the share of all likely readings that agree with it."""
    level, numbers = layer[chosen].level, tuple(number for _, number in chosen.levels)
    weights = {state: cell.total + behind[state] for state, cell in layer.items() if state in behind}
    highest = max(weights.values())
    whole = agreed = 0.0
    for state, weight in weights.items():
        cell, share = layer[state], math.exp(weight - highest)
        whole += share
        if cell.level == level and (level == LIST or tuple(number for _, number in state.levels) == numbers):
            agreed += share
    return LineReading(level, numbers if level != LIST else (), min(most, agreed / whole))


def _before(layer: dict[LatticeState, _LatticeCell], behind: dict[LatticeState, float]) -> dict[LatticeState, float]:
    """The weight of all that follows, for the states of the line before."""
    weights: dict[LatticeState, float] = {}
    for state, cell in layer.items():
        if state not in behind:
            continue  # everything that followed it was too far off
        for previous, score in cell.edges:
            value = score + behind[state]
            weights[previous] = _add(weights[previous], value) if previous in weights else value
    return weights
