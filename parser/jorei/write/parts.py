"""Lists of values -> Arrow -> Parquet parts, with the same bytes for the same rows.

While a build runs, the rows of some documents at a time are spilled as Arrow streams (`write_spill`); at its end the
spills of a bucket are joined and written as one part of each dataset (`write_part`). Dictionaries are made there, in
row order, so the bytes do not depend on how the documents were cut up among workers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jorei.store.arrow import Array, Column
from jorei.store.schema import TABLES, arrow_schema, arrow_type
from jorei.write.tables import Columns

DOC: Final = "doc"
"""Column of spills: the place of the document in its bucket."""

_ROW_GROUP: Final = 65_536
_STRUCTS: Final = ("pieces", "related", "diff")


class Part(msgspec.Struct, frozen=True):
    """One written part file."""

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str


@lru_cache
def spill_schema(name: str) -> pa.Schema:
    """Plain strings, and the document's place instead of its id."""
    fields = [
        pa.field(c.name, arrow_type("string" if c.type == "code" else c.type))
        for c in TABLES[name].columns
        if c.name != "doc_id" or name == "documents"
    ]
    return pa.schema([pa.field(DOC, pa.int32()), *fields])


def to_array(values: Sequence[Any], kind: str) -> Array:
    """Values of one column as Arrow; lists of structs are flattened first, which is several times faster."""
    if kind not in _STRUCTS:
        return pa.array(values, arrow_type("string" if kind == "code" else kind))
    listed: Any = arrow_type(kind)
    fields = listed.value_type
    columns = list(zip(*chain.from_iterable(values), strict=True)) or [()] * fields.num_fields
    arrays = [pa.array(column, fields.field(i).type) for i, column in enumerate(columns)]
    offsets = pa.array([0, *accumulate(len(value) for value in values)], pa.int32())
    structs = pa.StructArray.from_arrays(arrays, fields=list(fields))
    return pa.ListArray.from_arrays(offsets, structs, type=listed)


def to_batch(
    name: str, values: dict[str, list[Any]], documents: Sequence[int] | np.ndarray[Any, np.dtype[np.int32]]
) -> pa.RecordBatch:
    """A spill batch; ``documents`` says for each row the place of its document."""
    kinds = {column.name: column.type for column in TABLES[name].columns}
    schema = spill_schema(name)
    arrays = [to_array(values[field.name], kinds[field.name]) for field in schema if field.name != DOC]
    return pa.RecordBatch.from_arrays([pa.array(documents, pa.int32()), *arrays], schema=schema)


def write_spill(path: Path, columns: Columns, first: int) -> None:
    """Write the rows of consecutive documents, the first at place ``first``, as one stream for each table."""
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(path), "wb") as file:
        for name in columns.tables:
            counts = columns.counts[name]
            documents = np.repeat(np.arange(first, first + len(counts), dtype=np.int32), counts)
            batch = to_batch(name, columns.values[name], documents)
            with pa.ipc.new_stream(file, batch.schema, options=options) as stream:
                stream.write_batch(batch)


def read_spills(paths: Sequence[Path], tables: Sequence[str]) -> dict[str, pa.Table]:
    """The rows of all spills of a bucket, in the order of the spills."""
    batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in tables}
    for path in paths:
        with pa.OSFile(str(path), "rb") as file:
            for name in tables:
                batches[name].extend(pa.ipc.open_stream(file))
    return {name: pa.Table.from_batches(found, spill_schema(name)) for name, found in batches.items()}


def finish(name: str, table: pa.Table) -> pa.Table:
    """A table with the contract's own schema: columns in order, codes as dictionaries in order of appearance."""
    schema = arrow_schema(name)
    columns = [_finish_column(table.column(field.name), field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _finish_column(column: Column, to: pa.DataType) -> Array:
    joined = column.combine_chunks()
    if pa.types.is_dictionary(to) and not pa.types.is_dictionary(joined.type):
        joined = joined.dictionary_encode()
    return joined


def write_part(root: Path, name: str, file: str, table: pa.Table) -> Part:
    """Write one part of a dataset below ``root``; its facts for the data package."""
    path = root / name / file
    path.parent.mkdir(exist_ok=True)  # not its parents: a build that is gone is not begun again
    codes: Any = [column.name for column in TABLES[name].columns if column.type == "code"]
    pq.write_table(
        table, path, compression="zstd", row_group_size=_ROW_GROUP, use_dictionary=codes, write_page_index=False
    )
    return Part(name, f"{name}/{file}", table.num_rows, path.stat().st_size, file_sha256(path))


def empty_part(root: Path, name: str, file: str) -> Part:
    """A part without rows, so that every dataset has at least its schema."""
    return write_part(root, name, file, arrow_schema(name).empty_table())


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def runs(documents: Column | Array) -> Iterator[tuple[int, int, int]]:
    """(document, first row, row after) of each run of rows of one document."""
    places = np.asarray(documents)
    if not len(places):
        return
    cuts = np.flatnonzero(np.diff(places)) + 1
    for start, end in zip([0, *cuts], [*cuts, len(places)], strict=True):
        yield int(places[start]), int(start), int(end)
