"""Merging findings of the whole build into the rows of `diagnostics` of the analysis alone, and removing them.

The rows of a document are in the order of its text and numbered in it (``diag_id``), before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.arrow import compute
from jorei.dataset.parts import to_table
from jorei.dataset.tables import Values

_ID: Final = "diag_id"
FindingIds = tuple[int, ...]
"""The ids of findings on one document."""


def merge_findings(table: pa.Table, findings: Mapping[str, Values] | None) -> tuple[pa.Table, FindingIds]:
    """The rows of one document with further findings, given as columns of `diagnostics`; and the ids that these get."""
    if not findings:
        return table, ()
    joined = pa.concat_tables([table, to_table("diagnostics", findings)])
    codes = np.array(joined.column("code").to_pylist(), np.str_)
    order = np.lexsort((codes, *(joined.column(name).to_numpy() for name in ("end", "start"))))
    further = np.flatnonzero(order >= table.num_rows) + 1
    return _numbered(joined.take(order)), tuple(further.tolist())


def remove_findings(table: pa.Table, ids: FindingIds) -> pa.Table:
    """The rows of one document without the findings that `merge_findings` added."""
    if not ids:
        return table
    added = compute.is_in(table.column(_ID), value_set=pa.array(ids, table.schema.field(_ID).type))
    return _numbered(table.filter(compute.invert(added)))


def merge_json(rows: list[dict[str, Any]], further: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Like `merge_findings`, for the findings of one document as objects."""
    return _numbered_json(sorted((*rows, *further), key=lambda row: (row["start"], row["end"], row["code"])))


def remove_json(rows: list[dict[str, Any]], ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Like `remove_findings`, for the findings of one document as objects."""
    return _numbered_json([row for row in rows if row[_ID] not in ids])


def _numbered(table: pa.Table) -> pa.Table:
    column = table.schema.get_field_index(_ID)
    field = table.schema.field(column)
    return table.set_column(column, field, pa.array(range(1, table.num_rows + 1), field.type))


def _numbered_json(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {_ID: number} for number, row in enumerate(rows, 1)]
