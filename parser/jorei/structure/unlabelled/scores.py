"""Scores of readings: the weights of their features, summed.

What depends on the line alone is remembered from text to text, what depends on two lines for the run; a step of the
lattice adds a few numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from jorei.structure.lines.habits import LabelTrace
from jorei.structure.unlabelled import features
from jorei.structure.unlabelled.features import LIST, PARAGRAPH, Cited, LatticeState, LineEntry, Look, group
from jorei.structure.unlabelled.weights import WEIGHTS


def _sum(names: Iterable[str]) -> float:
    return sum([WEIGHTS.get(name, 0.0) for name in names])


@lru_cache(maxsize=4096)
def own_score(line: Look, level: int, trace: LabelTrace) -> float:
    """The score of a level by the line itself."""
    return _sum(features.own(line, level, trace))


class Scores:
    """The scores of one run's readings. ``given`` of its ``entries`` are open before its first line."""

    def __init__(self, entries: list[LineEntry], given: int, cited: Cited, trace: LabelTrace) -> None:
        self.entries = entries
        self.given = given
        self.cited = cited
        self.trace = trace
        self._cited = bool(cited.paragraphs or cited.sole or cited.items or cited.subitems)
        self._looks: dict[int, Look] = {}
        self._siblings: dict[tuple[int, int, str], float] = {}  # by the identity of two shapes
        self._openings: dict[tuple[int, int, int], float] = {}
        self._asides: dict[tuple[bool, int, int, bool], float] = {}
        self._unanswered: dict[tuple[bool, int, int], float] = {}
        self._closed: dict[tuple[int, int, int, int, bool], float] = {}

    def names(self, state: LatticeState, index: int, level: int) -> Iterator[str]:
        """The features of reading the line ``at`` at ``level`` after ``state``: what `of` sums."""
        entries, entry, levels = self.entries, self.entries[index], state.levels
        yield from features.own(features.look(entry), level, self.trace)
        if level == LIST:
            yield from features.aside(entries, state)
            return
        if level < len(levels):
            yield from features.sibling(entries[levels[level][0]].shape, entry.shape, level)
            yield from features.unanswered(entries, state)
            for deep in range(max(level + 1, 1), len(levels)):
                yield from features.closed(entries, levels, deep)
        elif level > PARAGRAPH:
            yield from self._opening(levels[-1][0], index, level)
        yield from features.counted(entry, state, level, self.cited)

    def of(self, state: LatticeState, index: int, choices: tuple[int, ...]) -> list[float]:
        """The scores of reading the line ``at`` at each of these levels after ``state``."""
        entry, levels = self.entries[index], state.levels
        depth = len(levels)
        ending = self._endings(state) if depth else [0.0]
        counts = entry.shape.cites or self._cited
        look = self._look(index)
        scores: list[float] = []
        for level in choices:
            score = own_score(look, level, self.trace)
            if level == LIST:
                scores.append(score + self._aside(state))
                continue
            if level < depth:
                score += self._sibling(levels[level][0], index, level) + ending[level]
            elif level > PARAGRAPH:
                score += self._first(levels[-1][0], index, level)
            if counts:
                score += _sum(features.counted(entry, state, level, self.cited))
            scores.append(score)
        return scores

    def _endings(self, state: LatticeState) -> list[float]:
        """The scores of ending the open lists below each level."""
        levels = state.levels
        deepest = len(levels) - 1
        key = (state.aside, levels[deepest][0], deepest)
        score = self._unanswered.get(key)
        if score is None:
            score = self._unanswered[key] = _sum(features.unanswered(self.entries, state))
        costs = [score]
        for level in range(deepest, 0, -1):
            closing = (level, *levels[level], levels[level - 1][0], level < deepest)  # all that `closed` asks of
            cost = self._closed.get(closing)
            if cost is None:
                cost = self._closed[closing] = _sum(features.closed(self.entries, levels, level))
            score += cost
            costs.append(score)
        return costs[::-1]

    def _aside(self, state: LatticeState) -> float:
        levels = state.levels
        last, count = levels[-1] if levels else (-1, 0)
        key = (state.aside, last, len(levels), count == 1)
        score = self._asides.get(key)
        if score is None:
            score = self._asides[key] = _sum(features.aside(self.entries, state))
        return score

    def at_end(self, state: LatticeState) -> float:
        """The score of a state at the end of the run."""
        return _sum(features.finishing(self.entries, state, self.cited))

    def _look(self, index: int) -> Look:
        look = self._looks.get(index)
        if look is None:
            look = self._looks[index] = features.look(self.entries[index])
        return look

    def _sibling(self, before: int, index: int, level: int) -> float:
        left, right = self.entries[before].shape, self.entries[index].shape
        key = (id(left), id(right), group(level))
        score = self._siblings.get(key)
        if score is None:
            score = self._siblings[key] = _sum(features.sibling(left, right, level))
        return score

    def _first(self, parent: int, index: int, level: int) -> float:
        key = (parent, index, level)
        score = self._openings.get(key)
        if score is None:
            score = self._openings[key] = _sum(self._opening(*key))
        return score

    def _opening(self, parent: int, index: int, level: int) -> Iterator[str]:
        adjacent = parent == index - 1 or parent < self.given
        return features.opening(self.entries[parent].shape, self.entries[index].shape, level, adjacent=adjacent)
