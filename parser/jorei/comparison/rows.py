"""A comparison as rows of the `alignments` table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jorei.comparison.align import Alignment
from jorei.comparison.diff import relation
from jorei.comparison.groups import Position
from jorei.comparison.provisions import LEVELS, Level
from jorei.dataset.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from jorei.comparison.aligned import Aligned


def rows(comparison: Aligned, differences: bool = True) -> list[dict[str, Any]]:
    """A row for each pair of provisions that answer one another and one for each that nothing answers; without
    ``differences`` the relation of a pair is told from the likeness alone and `diff` is empty.

    The method says how a pair was found: one_to_one, or part (a split: several on the right; merged: on the left).
    """
    found: list[dict[str, Any]] = []
    numbers = {level: _numbers(comparison, level) for level in LEVELS}
    offsets = _offsets(comparison)
    for (left, right), alignments in comparison.alignments.items():
        lefts = Counter((row.level, row.left) for row in alignments if row.right is not None)
        rights = Counter((row.level, row.right) for row in alignments if row.left is not None)
        for row in alignments:
            changes: tuple[Any, ...] = ()
            if row.left is not None and row.right is not None and differences:
                changes = comparison.diff(row.level, (left, row.left), (right, row.right))
            several = lefts[row.level, row.left], rights[row.level, row.right]
            group = _group(numbers[row.level], row, left, right) + offsets[row.level]
            found.append(
                {
                    "pair_id": len(found) + 1,
                    "group_id": group,
                    **_ids(comparison, "left", row.level, left, row.left),
                    **_ids(comparison, "right", row.level, right, row.right),
                    "level": row.level,
                    "score": row.score,
                    "method": row.method or "none",
                    "relation": _relation(row, several, changes, differences),
                    "diff": [{"op": c.op, "left": c.left, "right": c.right} for c in changes],
                }
            )
    return found


def _ids(comparison: Aligned, name: str, level: Level, doc: int, at: int | None) -> dict[str, str | None]:
    node = None if at is None else comparison.provision(level, (doc, at)).node_id
    return {f"{name}_doc_id": comparison.sides[doc].doc_id, f"{name}_node_id": node}


def _relation(row: Alignment, several: tuple[int, int], changes: tuple[Any, ...], differences: bool) -> str:
    if row.left is None:
        return "right_only"
    if row.right is None:
        return "left_only"
    if several[0] > 1 and (row.method == "part" or several[1] == 1):
        return "split"
    if several[1] > 1 and (row.method == "part" or several[0] == 1):
        return "merged"
    return relation(changes) if differences else "similar"


def _numbers(comparison: Aligned, level: Level) -> dict[Position, int]:
    """The group of each place, from 1."""
    return {place: at for at, found in enumerate(comparison.groups(level), 1) for place in found.members}


def _offsets(comparison: Aligned) -> dict[Level, int]:
    """Groups of all levels are numbered on."""
    found: dict[Level, int] = {}
    total = 0
    for level in LEVELS:
        found[level] = total
        total += len(comparison.groups(level))
    return found


def _group(numbers: dict[Position, int], row: Alignment, left: int, right: int) -> int:
    """The group of a pair; of a part, the group of the provision that it answers."""
    places = [(doc, at) for doc, at in ((left, row.left), (right, row.right)) if at is not None]
    return max(numbers[place] for place in places) if row.method == "part" else numbers[places[0]]


def to_arrow(found: list[dict[str, Any]]) -> pa.Table:
    """The rows with the schema of the dataset."""
    import pyarrow as pa

    return pa.Table.from_pylist(found, schema=arrow_schema("alignments"))
