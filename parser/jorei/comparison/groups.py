"""Groups of corresponding provisions of any number of documents; no document is the standard for the others."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from jorei.comparison.align import Alignment
from jorei.comparison.provisions import Outline
from jorei.model.vocabulary import AlignmentLevel, AlignmentMethod

Position = tuple[int, int]
"""A provision of one level: the index of its document, and its index in the outline of that document."""
_MAX_ALL_PAIRS: Final = 8
"""Up to so many documents each is compared with each (28 pairs); more of them, each with its neighbours. Chosen."""
_ORDERS: Final = 2
_STEPS: Final = 2
"""Neighbours are the next ``_STEPS`` documents in each of ``_ORDERS`` orders. Chosen: four comparisons a document."""
_SEED_STEP: Final = 7919
"""The seeds of the hashes of two orders differ by this prime."""


class ProvisionGroup(msgspec.Struct, frozen=True, gc=False):
    """``members`` are corresponding provisions, at most one of each document. ``parts`` are provisions of other
    documents that correspond to the members with a part of themselves, and are members of a group of their own."""

    members: tuple[Position, ...]
    parts: tuple[Position, ...] = ()


ScoredPair = tuple[float, Position, Position, AlignmentMethod | None]
"""Two aligned provisions: the score, both positions, the method."""


def group_provisions(
    level: AlignmentLevel, outlines: list[Outline], alignments: Mapping[tuple[int, int], Iterable[Alignment]]
) -> list[ProvisionGroup]:
    """The groups of one level, in the order of the documents; ``alignments`` are those of pairs of documents.

    Items that define one term are joined first, whichever documents were compared; then the pairs with the highest
    scores. A group never takes a second provision of a document that it has: so three alignments that contradict one
    another give groups that do not.
    """
    pairs = _pairs(level, alignments)
    positions = ((doc, index) for doc, outline in enumerate(outlines) for index in range(len(outline.level(level))))
    sets = _DisjointSets(positions)
    for same_term in _by_term(level, outlines):
        for position in same_term[1:]:
            sets.join(same_term[0], position)
    for _, left, right, method in pairs:
        if method == "one_to_one":
            sets.join(left, right)
    parts: dict[Position, set[Position]] = defaultdict(set)
    for _, left, right, method in pairs:
        if method == "part":
            parts[sets.find(left)].add(right)
            parts[sets.find(right)].add(left)
    groups = [
        ProvisionGroup(tuple(sorted(members)), tuple(sorted(_of_other_documents(parts[root], members))))
        for root, members in sets.members.items()
    ]
    return _in_document_order(groups, outlines, level)


def _by_term(level: AlignmentLevel, outlines: Iterable[Outline]) -> Iterable[list[Position]]:
    """The positions of the provisions of one level that define each term."""
    by_term: dict[str, list[Position]] = defaultdict(list)
    for doc, outline in enumerate(outlines):
        for index, provision in enumerate(outline.level(level)):
            if provision.term:
                by_term[provision.term].append((doc, index))
    return by_term.values()


def _pairs(level: AlignmentLevel, alignments: Mapping[tuple[int, int], Iterable[Alignment]]) -> list[ScoredPair]:
    """The aligned provisions of one level, the highest score first."""
    pairs = [
        (row.score or 0.0, (left, row.left), (right, row.right), row.method)
        for (left, right), rows in alignments.items()
        for row in rows
        if row.level == level and row.left is not None and row.right is not None
    ]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _of_other_documents(parts: set[Position], members: set[Position]) -> set[Position]:
    """The parts from documents that have no member in the group."""
    member_documents = {doc for doc, _ in members}
    return {part for part in parts if part[0] not in member_documents}


class _DisjointSets:
    """Disjoint sets of positions (union-find), none with two positions of one document."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self.root: dict[Position, Position] = {position: position for position in positions}
        self.members: dict[Position, set[Position]] = {position: {position} for position in self.root}

    def find(self, position: Position) -> Position:
        """The root of the set that has a position."""
        while self.root[position] != position:
            self.root[position] = position = self.root[self.root[position]]
        return position

    def join(self, first: Position, second: Position) -> None:
        """Join the sets of two positions, unless both have a position of one document."""
        larger, smaller = self.find(first), self.find(second)
        if larger == smaller or {doc for doc, _ in self.members[larger]} & {doc for doc, _ in self.members[smaller]}:
            return
        if len(self.members[larger]) < len(self.members[smaller]):
            larger, smaller = smaller, larger
        self.root[smaller] = larger
        self.members[larger] |= self.members.pop(smaller)


def _in_document_order(
    groups: list[ProvisionGroup], outlines: list[Outline], level: AlignmentLevel
) -> list[ProvisionGroup]:
    """Groups in the order of the first document; what it lacks follows what precedes it in its own document."""
    group_of = {position: number for number, group in enumerate(groups) for position in group.members}
    key: dict[int, tuple[int, ...]] = {}
    for doc, outline in enumerate(outlines):
        preceding = -1
        for index in range(len(outline.level(level))):
            number = group_of[doc, index]
            key.setdefault(number, (index,) if doc == 0 else (preceding, doc, index))
            preceding = key[number][0]
    return [groups[number] for number in sorted(key, key=lambda number: key[number])]


def document_pairs(outlines: Sequence[Outline]) -> list[tuple[int, int]]:
    """The pairs of documents to compare: each with each when they are few, else each with its neighbours.

    Neighbours are found by sorting, not by comparing: documents that share captions and words tend to have the same
    smallest hashes of them, and so are sorted side by side. The order is a chain, so no document is left alone.
    """
    count = len(outlines)
    if count <= _MAX_ALL_PAIRS:
        return [(left, right) for left in range(count) for right in range(left + 1, count)]
    pairs: set[tuple[int, int]] = set()
    for seed in range(_ORDERS):
        keys = [_signature(outline, seed) for outline in outlines]
        order = sorted(range(count), key=lambda doc: (keys[doc], doc))
        for step in range(1, _STEPS + 1):
            pairs.update((min(i, j), max(i, j)) for i, j in zip(order, order[step:], strict=False))
    return sorted(pairs)


def _signature(outline: Outline, seed: int) -> tuple[int, ...]:
    """The smallest hashes of the captions of a document, then of its words (MinHash)."""
    captions = {provision.caption for provision in outline.articles if provision.caption} or {""}
    words = {word for provision in outline.articles for word in provision.words} or {""}
    return tuple(
        min(zlib.crc32(word.encode(), salt + seed * _SEED_STEP) for word in names)
        for names in (captions, words)
        for salt in (1, 2)
    )
