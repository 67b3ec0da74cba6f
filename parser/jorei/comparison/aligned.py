"""Documents put side by side: their provisions aligned, grouped and told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from jorei.comparison.align import Alignment, align
from jorei.comparison.diff import Change, diff
from jorei.comparison.groups import Position, ProvisionGroup, doc_pairs, group
from jorei.comparison.provisions import LEVELS, Level, Provision
from jorei.comparison.sides import Side
from jorei.comparison.space import Space
from jorei.comparison.terms import paired_terms


class Aligned:
    """The documents compared, which provisions answer which, and what they say differently."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = tuple(sides)
        self.outlines = [side.outline for side in self.sides]

    @cached_property
    def alignments(self) -> dict[tuple[int, int], list[Alignment]]:
        """The alignments of each pair of documents that was compared (of many, only neighbours are)."""
        space = Space(self.outlines)
        return {(i, j): align(space, i, j) for i, j in doc_pairs(self.outlines)}

    def __len__(self) -> int:
        """How many rows the table of alignments has."""
        return sum(map(len, self.alignments.values()))

    def groups(self, level: Level) -> list[ProvisionGroup]:
        """The provisions that answer one another, in the order of the documents."""
        return self._groups[level]

    @cached_property
    def _groups(self) -> dict[Level, list[ProvisionGroup]]:
        return {level: group(level, self.outlines, self.alignments) for level in LEVELS}

    def provision(self, level: Level, place: Position) -> Provision:
        return self.outlines[place[0]].level(level)[place[1]]

    def terms(self, left: int, right: int) -> Mapping[str, str]:
        """The defined terms of two documents that mean the same."""
        found = self._terms.get((left, right))
        if found is None:
            nodes = [
                (one.node, other.node)
                for level in LEVELS
                for one, other in self._aligned(level, left, right)
            ]  # fmt: skip
            found = paired_terms(self.sides[left].definitions, self.sides[right].definitions, nodes)
            self._terms[left, right] = found
        return found

    @cached_property
    def _terms(self) -> dict[tuple[int, int], dict[str, str]]:
        return {}

    def _aligned(self, level: Level, left: int, right: int) -> list[tuple[Provision, Provision]]:
        one, other = self.outlines[left].level(level), self.outlines[right].level(level)
        if (left, right) in self.alignments:
            rows = self.alignments[left, right]
            pairs = [(r.left, r.right) for r in rows if r.level == level and r.left is not None and r.right is not None]
        else:
            members = [dict((*found.parts, *found.members)) for found in self.groups(level)]
            pairs = [(held[left], held[right]) for held in members if left in held and right in held]
        return [(one[i], other[j]) for i, j in pairs]

    def diff(self, level: Level, left: Position, right: Position) -> tuple[Change, ...]:
        """What two provisions say differently, in their own words (those of their items stand in rows of their own)."""
        one, other = self.provision(level, left), self.provision(level, right)
        return diff(_said(one), _said(other), self.terms(left[0], right[0]))


def _said(provision: Provision) -> str:
    """An article says what its paragraphs say; they stand below it."""
    return provision.caption if provision.level == "article" else provision.own
