"""Values of closed columns that their vocabulary does not have: none may be written, and `validate` reports each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

from jorei.dataset.arrow import Array, Column, compute
from jorei.dataset.schema import STRUCTS, TABLES


@lru_cache
def _closed(table: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The closed columns of a table: column, field of its structs or "", and the values that may stand there."""
    columns = TABLES[table].columns
    return (
        *((column.name, "", frozenset(column.values)) for column in columns if column.values),
        *((column.name, field.name, frozenset(field.values))
          for column in columns for field in STRUCTS.get(column.type, ()) if field.values),
    )  # fmt: skip


def unlisted_values(table: str, rows: pa.Table) -> Iterator[tuple[str, list[str]]]:
    """Each closed column that holds other values than those of its vocabulary, with these values in order.

    A field of structs is named as ``spans.role``. Every distinct value is looked at once, nulls are not.

    >>> rows = pa.table({"form": ["explicit", "implicit", None], "relation": ["cites"] * 3, "status": ["resolved"] * 3,
    ...     "target_part": [None] * 3, "as_of": [None] * 3})
    >>> list(unlisted_values("references", rows))
    [('form', ['implicit'])]
    """
    for name, field, listed in _closed(table):
        unlisted = _distinct(rows.column(name), field) - listed
        if unlisted:
            yield f"{name}.{field}" if field else name, sorted(unlisted)


def refuse_unlisted(table: str, rows: pa.Table) -> pa.Table:
    """The rows as they are; `ValueError` when a closed column holds a value that its vocabulary does not have."""
    for name, unlisted in unlisted_values(table, rows):
        raise ValueError(f"{table}.{name} has values that its vocabulary does not have: {', '.join(unlisted)}")
    return rows


def _distinct(column: Column, field: str) -> set[str]:
    return {value for chunk in column.chunks for value in _values(chunk, field).to_pylist() if value is not None}


def _values(chunk: Any, field: str) -> Array:
    """The distinct values of an array: of strings, of dictionaries, of lists of strings or of lists of structs."""
    if isinstance(chunk, pa.ListArray):
        chunk = chunk.flatten()
    if field:
        chunk = chunk.field(field)
    distinct: Array = chunk.dictionary if isinstance(chunk, pa.DictionaryArray) else compute.unique(chunk)
    return distinct
