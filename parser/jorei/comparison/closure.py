"""Alignments of three documents and more, closed: what answers one provision answers one another.

Each two documents are aligned by themselves, so A may have a counterpart in B, and that one in C, though A and C were too
unlike to be paired; and three alignments may contradict one another. The groups decide: two provisions of one group are
a pair (``method`` group when only the group says so), and a pair that two groups part is a conflict and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from jorei.comparison.align import Alignment
from jorei.comparison.groups import Position, ProvisionGroup
from jorei.comparison.provisions import LEVELS
from jorei.model.vocabulary import AlignmentLevel

DocumentPair = tuple[int, int]


def close(
    alignments: Mapping[DocumentPair, Sequence[Alignment]], groups: Mapping[AlignmentLevel, Iterable[ProvisionGroup]]
) -> dict[DocumentPair, list[Alignment]]:
    """The alignments with the pairs that their groups add, and those marked that their groups contradict."""
    group_of: dict[AlignmentLevel, dict[Position, int]] = {}
    added: dict[tuple[DocumentPair, AlignmentLevel], list[tuple[int, int]]] = defaultdict(list)
    for level in LEVELS:
        numbers = group_of[level] = {}
        for number, group in enumerate(groups[level]):
            numbers.update(dict.fromkeys(group.members, number))
            for at, (left_doc, left) in enumerate(group.members):
                for right_doc, right in group.members[at + 1 :]:
                    added[(left_doc, right_doc), level].append((left, right))
    return {
        pair: [
            row
            for level in LEVELS
            for row in _closed(
                pair, level, [row for row in rows if row.level == level], added[pair, level], group_of[level]
            )
        ]
        for pair, rows in alignments.items()
    }


def _closed(
    pair: DocumentPair,
    level: AlignmentLevel,
    rows: Sequence[Alignment],
    of_groups: Sequence[tuple[int, int]],
    group_of: Mapping[Position, int],
) -> list[Alignment]:
    """The rows of one level of two documents, in the order of the left one; what only the right one has at the end."""
    known = {(row.left, row.right) for row in rows}
    more = [Alignment(level, left, right, None, "group") for left, right in of_groups if (left, right) not in known]
    paired = {row.left for row in more}, {row.right for row in more}
    kept = [_judged(pair, row, group_of) for row in rows if not _is_alone(row, paired)]
    return sorted([*kept, *more], key=lambda row: (row.left is None, row.left or 0, row.right or 0))


def _is_alone(row: Alignment, paired: tuple[set[int | None], set[int | None]]) -> bool:
    """Whether a row says that a provision has no counterpart which has one now."""
    return (row.right is None and row.left in paired[0]) or (row.left is None and row.right in paired[1])


def _judged(pair: DocumentPair, row: Alignment, group_of: Mapping[Position, int]) -> Alignment:
    """A pair that its groups part is a conflict."""
    if row.method != "one_to_one" or row.left is None or row.right is None:
        return row
    if group_of[pair[0], row.left] == group_of[pair[1], row.right]:
        return row
    return msgspec.structs.replace(row, method="conflict")
