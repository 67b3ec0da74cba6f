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
from jorei.comparison.groups import ProvisionGroup
from jorei.comparison.provisions import LEVELS
from jorei.model.vocabulary import AlignmentLevel

DocumentPair = tuple[int, int]


def close(
    alignments: Mapping[DocumentPair, Sequence[Alignment]], groups: Mapping[AlignmentLevel, Iterable[ProvisionGroup]]
) -> dict[DocumentPair, list[Alignment]]:
    """The alignments with the pairs that their groups add, and those marked that their groups contradict."""
    levels = {level: _members(groups[level]) for level in LEVELS}
    return {
        pair: [
            row
            for level in LEVELS
            for row in _closed(pair, level, [r for r in rows if r.level == level], levels[level])
        ]
        for pair, rows in alignments.items()
    }


def _members(groups: Iterable[ProvisionGroup]) -> dict[int, dict[int, dict[int, int]]]:
    """For each document its provisions, each with the members of its group by their documents."""
    members: dict[int, dict[int, dict[int, int]]] = defaultdict(dict)
    for group in groups:
        by_document = dict(group.members)
        for doc, index in group.members:
            members[doc][index] = by_document
    return members


def _closed(
    pair: DocumentPair,
    level: AlignmentLevel,
    rows: Sequence[Alignment],
    members: Mapping[int, Mapping[int, Mapping[int, int]]],
) -> list[Alignment]:
    """The rows of one level of two documents, in the order of the left one; what only the right one has at the end."""
    known = {(row.left, row.right) for row in rows}
    of_groups = {left: group[pair[1]] for left, group in members.get(pair[0], {}).items() if pair[1] in group}
    more = [
        Alignment(level, left, right, None, "group") for left, right in of_groups.items() if (left, right) not in known
    ]
    paired = {row.left for row in more}, {row.right for row in more}
    kept = [_judged(row, of_groups) for row in rows if not _is_alone(row, paired)]
    return sorted([*kept, *more], key=lambda row: (row.left is None, row.left or 0, row.right or 0))


def _is_alone(row: Alignment, paired: tuple[set[int | None], set[int | None]]) -> bool:
    """Whether a row says that a provision has no counterpart which has one now."""
    return (row.right is None and row.left in paired[0]) or (row.left is None and row.right in paired[1])


def _judged(row: Alignment, of_groups: Mapping[int, int]) -> Alignment:
    """A pair that its groups part is a conflict."""
    if row.method != "one_to_one" or row.left is None or row.right is None or of_groups.get(row.left) == row.right:
        return row
    return msgspec.structs.replace(row, method="conflict")
