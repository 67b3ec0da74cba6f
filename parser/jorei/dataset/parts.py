"""Lists of values -> Arrow -> Parquet parts, with the same bytes for the same rows.

A group of documents is a row group of each dataset (`encode_group`), with dictionaries of its own in row order; the row
groups of a bucket are joined into its parts (`join_part`). Groups are cut by the paths and sizes of the inputs alone, so
the bytes do not depend on the number of workers, nor on what was taken over from an earlier build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from jorei.dataset import rowgroups
from jorei.dataset.arrow import Array, Column, compute, plain
from jorei.dataset.files import file_sha256
from jorei.dataset.rowgroups import Footer, RowGroup
from jorei.dataset.schema import STRUCTS, TABLES, arrow_schema, arrow_type
from jorei.dataset.tables import WORD, WORD_COLUMNS, Columns
from jorei.dataset.values import refuse_unlisted
from jorei.model import Word

DOC: Final = "doc"
"""Column of rows that have no doc_id yet: the index of the document in its group."""

_ROW_GROUP: Final = 65_536
"""Rows of a row group of a part that is written whole (links, alignments); chosen: some megabytes."""


class Part(msgspec.Struct, frozen=True):
    """One written part file."""

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str


@lru_cache
def schema_without_ids(name: str) -> pa.Schema:
    """The schema of rows that have no doc_id yet: plain strings, and the document's index instead of its id."""
    fields = [
        pa.field(c.name, arrow_type("string" if c.type == "code" else c.type))
        for c in TABLES[name].columns
        if c.name != "doc_id" or name == "documents"
    ]
    return pa.schema([pa.field(DOC, pa.int32()), *fields])


def to_array(values: Sequence[Any], kind: str) -> Array:
    """Values of one column as Arrow; lists of structs are flattened first, which is several times faster."""
    if kind not in STRUCTS:
        return pa.array(values, arrow_type("string" if kind == "code" else kind))
    listed: Any = arrow_type(kind)
    fields = listed.value_type
    columns = list(zip(*chain.from_iterable(values), strict=True)) or [()] * fields.num_fields
    arrays = [pa.array(column, fields.field(i).type) for i, column in enumerate(columns)]
    offsets = pa.array([0, *accumulate(len(value) for value in values)], pa.int32())
    structs = pa.StructArray.from_arrays(arrays, fields=list(fields))
    return pa.ListArray.from_arrays(offsets, structs, type=listed)


def to_batch(
    name: str, values: Mapping[str, Sequence[Any]], documents: Sequence[int] | np.ndarray[Any, np.dtype[np.int32]]
) -> pa.RecordBatch:
    """Rows without ids; ``documents`` gives for each row the index of its document."""
    kinds = {column.name: column.type for column in TABLES[name].columns}
    schema = schema_without_ids(name)
    words = _word_arrays(values[WORD]) if WORD in values else {}
    arrays = [
        words[field.name] if field.name in words else to_array(values[field.name], kinds[field.name])
        for field in schema
        if field.name != DOC
    ]
    return pa.RecordBatch.from_arrays([pa.array(documents, pa.int32()), *arrays], schema=schema)


def _word_arrays(words: Sequence[Word]) -> dict[str, Array]:
    """The entries of the dictionary, column by column: each word is looked at once, however often it occurs."""
    keys: Any = pa.array(np.fromiter(map(id, words), np.int64, len(words))).dictionary_encode()
    codes = np.asarray(keys.indices)
    occurrence = np.empty(len(keys.dictionary), np.int64)
    occurrence[codes] = np.arange(len(codes))
    distinct = [words[index] for index in occurrence.tolist()]
    schema = schema_without_ids("tokens")
    return {
        column: pa.array([getattr(word, name) for word in distinct], schema.field(column).type).take(keys.indices)
        for column, name in WORD_COLUMNS.items()
    }


def to_tables(columns: Columns, indices: Sequence[int]) -> dict[str, pa.Table]:
    """The rows of some documents, with the index of each document instead of its id."""
    tables = {}
    for name in columns.tables:
        documents = np.repeat(np.asarray(indices, np.int32), columns.counts[name])
        tables[name] = pa.Table.from_batches([to_batch(name, columns.values[name], documents)])
    return tables


def with_ids(name: str, table: pa.Table, ids: Sequence[str]) -> pa.Table:
    """The rows with ids instead of indices, and the columns as the contract has them."""
    column = pa.array(ids, pa.string()).take(table.column(DOC))
    if name == "documents":
        return finish(name, table.set_column(table.schema.get_field_index("doc_id"), "doc_id", column))
    return finish(name, table.append_column("doc_id", column))


def without_ids(name: str, table: pa.Table, indices: dict[str, int]) -> pa.Table:
    """The rows of the documents that ``indices`` names, with indices and plain strings again."""
    keys = pa.array(list(indices), pa.string())
    numbers = pa.array(list(indices.values()), pa.int32())
    documents = numbers.take(compute.index_in(plain(table.column("doc_id")), value_set=keys))
    rows = table.append_column(DOC, documents).take(np.flatnonzero(compute.is_valid(documents)))
    schema = schema_without_ids(name)
    columns = (rows.column(field.name) for field in schema)
    opened = [
        column if column.type == field.type else column.cast(field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(opened, schema=schema)


def finish(name: str, table: pa.Table) -> pa.Table:
    """A table with the contract's own schema: columns in order, codes as dictionaries in order of appearance.

    Raises `ValueError` when a closed column has a value that its vocabulary does not have: a bug, never bad input.
    """
    return finish_columns(name, [table.column(column) for column in TABLES[name].names])


def finish_columns(name: str, columns: Sequence[Column]) -> pa.Table:
    """Like `finish`, for the columns in the order of the contract."""
    schema = arrow_schema(name)
    arrays = [_finish_column(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return refuse_unlisted(name, pa.Table.from_arrays(arrays, schema=schema))


def _finish_column(column: Column, to: pa.DataType) -> Array:
    joined = column.combine_chunks()
    if pa.types.is_dictionary(to) and not pa.types.is_dictionary(joined.type):
        joined = joined.dictionary_encode()
    return joined


def _codes(name: str) -> list[str]:
    return [column.name for column in TABLES[name].columns if column.type == "code"]


def encode_group(name: str, table: pa.Table) -> RowGroup:
    """Rows of the contract's schema as one row group. Statistics only where readers leave row groups out by them."""
    return rowgroups.encode(table, _codes(name), ["doc_id", *_codes(name)])[1]


def decode_group(name: str, group: RowGroup) -> pa.Table:
    """The rows of a row group of a dataset."""
    return rowgroups.decode(footer(name), group)


@lru_cache
def footer(name: str) -> Footer:
    """The footer that all parts of a dataset have in common, whatever their rows."""
    return rowgroups.encode(arrow_schema(name).empty_table(), _codes(name), ["doc_id", *_codes(name)])[0]


def join_part(root: Path, name: str, file: str, groups: Sequence[RowGroup]) -> Part:
    """Write one part of a dataset below ``root`` from row groups; its facts for the data package."""
    path = root / name / file
    path.parent.mkdir(exist_ok=True)  # not its parents: a build that is gone is not begun again
    rows = rowgroups.join(path, footer(name), groups)
    return Part(name, f"{name}/{file}", rows, path.stat().st_size, file_sha256(path))


def write_part(root: Path, name: str, file: str, table: pa.Table) -> Part:
    """Write one part of a dataset below ``root`` from its rows."""
    cuts = range(0, table.num_rows, _ROW_GROUP)
    return join_part(
        root, name, file, [encode_group(name, _compact(name, table.slice(first, _ROW_GROUP))) for first in cuts]
    )


def _compact(name: str, table: pa.Table) -> pa.Table:
    """Dictionaries with the values of these rows alone."""
    strings = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.columns]
    return finish_columns(name, strings)


def empty_part(root: Path, name: str, file: str) -> Part:
    """A part without rows, so that every dataset has at least its schema."""
    return write_part(root, name, file, arrow_schema(name).empty_table())


def runs(documents: Column | Array) -> Iterator[tuple[int, int, int]]:
    """(document, first row, row after) of each run of rows of one document."""
    indices = np.asarray(documents)
    if not len(indices):
        return
    cuts = np.flatnonzero(np.diff(indices)) + 1
    for start, end in zip([0, *cuts], [*cuts, len(indices)], strict=True):
        yield int(indices[start]), int(start), int(end)
