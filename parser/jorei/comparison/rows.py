"""A comparison as rows of the `alignments` table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from jorei.comparison.align import Alignment
from jorei.comparison.diff import Change, relation
from jorei.comparison.grade import grades_of
from jorei.comparison.groups import Position
from jorei.comparison.provisions import LEVELS
from jorei.dataset.schema import arrow_schema
from jorei.model.vocabulary import AlignmentLevel, AlignmentMethod, AlignmentRelation, DiffGrade, DiffOperation

if TYPE_CHECKING:
    import pyarrow as pa

    from jorei.comparison.aligned_documents import AlignedDocuments


class DiffRow(TypedDict):
    """An element of the column `diff`."""

    op: DiffOperation
    left: str
    right: str


class AlignmentRow(TypedDict):
    """A row of the `alignments` table."""

    pair_id: int
    group_id: int
    left_doc_id: str
    left_node_id: str | None
    right_doc_id: str
    right_node_id: str | None
    level: AlignmentLevel
    score: float | None
    method: AlignmentMethod
    relation: AlignmentRelation
    grade: DiffGrade | None
    diff: list[DiffRow]


def alignment_rows(comparison: AlignedDocuments, differences: bool = True) -> list[AlignmentRow]:
    """A row for each pair of corresponding provisions and one for each provision without counterpart.

    Without ``differences``, corresponding provisions are all called similar, `diff` is empty and `grade` null. The method
    is one_to_one, or part: a split (several provisions on the right) or a merger (several on the left); of three documents
    and more also group and conflict (`closure`). The grade of two
    articles is the gravest of their paragraphs and items.
    """
    rows: list[AlignmentRow] = []
    group_numbers = _group_numbers(comparison)
    for (left_doc, right_doc), alignments in comparison.alignments.items():
        paired = [row for row in alignments if row.method not in (None, "conflict")]
        per_left = Counter((row.level, row.left) for row in paired)
        per_right = Counter((row.level, row.right) for row in paired)
        changes = [_changes(comparison, left_doc, right_doc, row) if differences else () for row in alignments]
        outlines = comparison.outlines[left_doc], comparison.outlines[right_doc]
        grades = grades_of(alignments, changes, *outlines) if differences else [None] * len(alignments)
        for row, changed, grade in zip(alignments, changes, grades, strict=True):
            left = None if row.left is None else (left_doc, row.left)
            right = None if row.right is None else (right_doc, row.right)
            counterparts = per_left[row.level, row.left], per_right[row.level, row.right]
            rows.append(
                {
                    "pair_id": len(rows) + 1,
                    "group_id": _group_number(group_numbers[row.level], row, left, right),
                    "left_doc_id": comparison.documents[left_doc].doc_id,
                    "left_node_id": left and comparison.provision(row.level, left).node_id,
                    "right_doc_id": comparison.documents[right_doc].doc_id,
                    "right_node_id": right and comparison.provision(row.level, right).node_id,
                    "level": row.level,
                    "score": row.score,
                    "method": row.method or "none",
                    "relation": _relation(row, counterparts, changed if differences else None),
                    "grade": grade,
                    "diff": [{"op": c.op, "left": c.left, "right": c.right} for c in changed],
                }
            )
    return rows


def _changes(comparison: AlignedDocuments, left: int, right: int, row: Alignment) -> tuple[Change, ...]:
    """The differences of an aligned pair of two documents; none where a provision has no counterpart."""
    if row.left is None or row.right is None:
        return ()
    return comparison.diff(row.level, (left, row.left), (right, row.right))


def _relation(row: Alignment, counterparts: tuple[int, int], changes: Sequence[Change] | None) -> AlignmentRelation:
    """The relation of a pair; ``counterparts`` is how many provisions its left one has, and its right one."""
    if row.left is None:
        return "right_only"
    if row.right is None:
        return "left_only"
    of_left, of_right = counterparts
    if of_left > 1 and (row.method == "part" or of_right == 1):
        return "split"
    if of_right > 1 and (row.method == "part" or of_left == 1):
        return "merged"
    return "similar" if changes is None else relation(changes)


def _group_numbers(comparison: AlignedDocuments) -> dict[AlignmentLevel, dict[Position, int]]:
    """The number of the group of each position, from 1 and counted on from level to level."""
    numbers: dict[AlignmentLevel, dict[Position, int]] = {}
    first = 1
    for level in LEVELS:
        groups = comparison.groups(level)
        numbers[level] = {member: number for number, group in enumerate(groups, first) for member in group.members}
        first += len(groups)
    return numbers


def _group_number(numbers: dict[Position, int], row: Alignment, left: Position | None, right: Position | None) -> int:
    """The group of a pair; of a part, the group of the provision that it is a part of."""
    of_both = [numbers[position] for position in (left, right) if position is not None]
    return max(of_both) if row.method == "part" else of_both[0]


def to_arrow(rows: list[AlignmentRow]) -> pa.Table:
    """The rows with the schema of the dataset."""
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=arrow_schema("alignments"))
