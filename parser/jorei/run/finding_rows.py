"""Merging findings of the whole build into the rows of `diagnostics` of the analysis alone, and removing them.

The rows of a document are in the order of its text and numbered in it (``diag_id``), before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.parts import DOC, to_batch
from jorei.dataset.tables import Values

_ID: Final = "diag_id"
FindingColumns = dict[int, Mapping[str, Values]]
"""Findings as columns of `diagnostics`, by document."""
FindingIds = dict[int, tuple[int, ...]]
"""The ids of findings, by document."""


def merge_findings(table: pa.Table, findings: FindingColumns) -> tuple[pa.Table, FindingIds]:
    """The rows with further findings, and the ids that these get."""
    if not findings:
        return table, {}
    documents = [document for document, columns in findings.items() for _ in columns[_ID]]
    names = next(iter(findings.values()))
    values = {name: list(chain.from_iterable(columns[name] for columns in findings.values())) for name in names}
    joined = pa.concat_tables([table, pa.Table.from_batches([to_batch("diagnostics", values, documents)])])
    order = _reading_order(joined)
    rows = _numbered(joined.take(order))
    ids: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(order >= table.num_rows).tolist():
        ids[rows.column(DOC)[row].as_py()].append(rows.column(_ID)[row].as_py())
    return rows, {document: tuple(numbers) for document, numbers in ids.items()}


def remove_findings(table: pa.Table, ids: FindingIds) -> pa.Table:
    """The rows without the findings that `merge_findings` added."""
    if not ids:
        return table
    removed = {(document, number) for document, numbers in ids.items() for number in numbers}
    pairs = zip(table.column(DOC).to_pylist(), table.column(_ID).to_pylist(), strict=True)
    return _numbered(table.filter(pa.array([pair not in removed for pair in pairs], pa.bool_())))


def merge_json(rows: list[dict[str, Any]], further: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Like `merge_findings`, for the findings of one document as objects."""
    return _numbered_json(sorted((*rows, *further), key=lambda row: (row["start"], row["end"], row["code"])))


def remove_json(rows: list[dict[str, Any]], ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Like `remove_findings`, for the findings of one document as objects."""
    return _numbered_json([row for row in rows if row[_ID] not in ids])


def _reading_order(table: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    codes = np.array(table.column("code").to_pylist(), np.str_)
    return np.lexsort((codes, *(table.column(name).to_numpy() for name in ("end", "start", DOC))))


def _numbered(table: pa.Table) -> pa.Table:
    documents = table.column(DOC).to_numpy()
    numbers = np.arange(1, len(documents) + 1) - np.searchsorted(documents, documents)
    column = table.schema.get_field_index(_ID)
    field = table.schema.field(column)
    return table.set_column(column, field, pa.array(numbers, field.type))


def _numbered_json(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {_ID: number} for number, row in enumerate(rows, 1)]
