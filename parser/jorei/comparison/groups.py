"""Provisions of any number of documents that answer one another, as groups; no document is the measure of the others."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from jorei.comparison.align import Alignment
from jorei.comparison.provisions import Level, Outline

Position = tuple[int, int]
"""A document and a place in its outline."""
_ALL: Final = 8
"""So many documents are compared each with each; more of them, each with its neighbours."""
_ORDERS: Final = 2
_STEPS: Final = 2
"""Neighbours are the next so many in so many orders."""


class ProvisionGroup(msgspec.Struct, frozen=True, gc=False):
    """``members`` are the provisions that stand for their documents, one of each; ``parts`` are those that answer the
    members with a part of themselves and stand in a group of their own."""

    members: tuple[Position, ...]
    parts: tuple[Position, ...] = ()


def group(
    level: Level, outlines: list[Outline], found: Mapping[tuple[int, int], Iterable[Alignment]]
) -> list[ProvisionGroup]:
    """The groups of one level, ``found`` being the alignments of pairs of documents; in the order of the documents.

    The surest pairs are joined first, and a group never takes in a second provision of a document that it has: so
    three alignments that contradict one another give groups that do not.
    """
    pairs = [
        (row.score or 0.0, (left, row.left), (right, row.right), row.method)
        for (left, right), rows in found.items()
        for row in rows
        if row.level == level and row.left is not None and row.right is not None
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    joined = _Union((doc, at) for doc, outline in enumerate(outlines) for at in range(len(outline.level(level))))
    for _, one, other, method in pairs:
        if method == "one_to_one":
            joined.join(one, other)
    parts = defaultdict(set)
    for _, one, other, method in pairs:
        if method == "part":
            for owner, answer in ((one, other), (other, one)):
                parts[joined.find(owner)].add(answer)
    return _ordered(
        [
            ProvisionGroup(tuple(sorted(members)), tuple(sorted(_wanted(parts[root], members))))
            for root, members in joined.members.items()
        ],
        outlines, level,
    )  # fmt: skip


def _wanted(parts: set[Position], members: set[Position]) -> set[Position]:
    """Parts from documents that have no member of their own in the group."""
    held = {doc for doc, _ in members}
    return {part for part in parts if part[0] not in held}


class _Union:
    """Disjoint sets of places, none with two of one document."""

    def __init__(self, places: Iterable[Position]) -> None:
        self.root: dict[Position, Position] = {place: place for place in places}
        self.members: dict[Position, set[Position]] = {place: {place} for place in self.root}

    def find(self, place: Position) -> Position:
        while self.root[place] != place:
            self.root[place] = place = self.root[self.root[place]]
        return place

    def join(self, one: Position, other: Position) -> None:
        one, other = self.find(one), self.find(other)
        if one == other or {doc for doc, _ in self.members[one]} & {doc for doc, _ in self.members[other]}:
            return
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        self.root[other] = one
        self.members[one] |= self.members.pop(other)


def _ordered(groups: list[ProvisionGroup], outlines: list[Outline], level: Level) -> list[ProvisionGroup]:
    """Groups in the order of the first document; what it lacks comes behind what stands before it in its own document."""
    home = {place: at for at, found in enumerate(groups) for place in found.members}
    key: dict[int, tuple[int, ...]] = {}
    for doc, outline in enumerate(outlines):
        behind = -1
        for at in range(len(outline.level(level))):
            key.setdefault(home[doc, at], (at,) if doc == 0 else (behind, doc, at))
            behind = key[home[doc, at]][0]
    return [groups[at] for at in sorted(key, key=lambda at: key[at])]


def doc_pairs(outlines: Sequence[Outline]) -> list[tuple[int, int]]:
    """Which documents are compared: each with each when they are few, else each with its neighbours.

    Neighbours are found by sorting, not by comparing: documents that share captions and words have the same smallest
    hashes of them more often than not, and so stand side by side. The order is a chain, so no document stays alone.
    """
    count = len(outlines)
    if count <= _ALL:
        return [(i, j) for i in range(count) for j in range(i + 1, count)]
    chosen: set[tuple[int, int]] = set()
    for seed in range(_ORDERS):
        keys = [_signature(outline, seed) for outline in outlines]
        order = sorted(range(count), key=lambda at: (keys[at], at))
        for step in range(1, _STEPS + 1):
            chosen.update((min(i, j), max(i, j)) for i, j in zip(order, order[step:], strict=False))
    return sorted(chosen)


def _signature(outline: Outline, seed: int) -> tuple[int, ...]:
    """The smallest hashes of what is in a document: of its captions, then of its words."""
    captions = {p.caption for p in outline.articles if p.caption} or {""}
    terms = {term for p in outline.articles for term in p.terms} or {""}
    return tuple(
        min(zlib.crc32(word.encode(), salt + seed * 7919) for word in names)
        for names in (captions, terms)
        for salt in (1, 2)
    )
