"""Lists of values -> Arrow -> Parquet parts, with the same bytes for the same rows.

Rows are made without the ids of their documents (`schema_without_ids`), since two documents may turn out to share one.
`finished` puts the ids in, and numbers the words of each dictionary in the order in which they appear, so the bytes
depend neither on the number of workers nor on what was taken over from an earlier build.
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
from msgspec.structs import astuple

from jorei.dataset import rowgroups
from jorei.dataset.arrow import Array, Column, in_order_of_appearance
from jorei.dataset.files import file_sha256
from jorei.dataset.rowgroups import ParquetForm
from jorei.dataset.schema import STRUCTS, TABLES, arrow_schema, arrow_type
from jorei.dataset.tables import WORD, WORD_COLUMNS, Columns
from jorei.dataset.values import refuse_unlisted
from jorei.model import Word

_LOOKED_UP: Final = frozenset(("doc_id", "target_doc_id", "left_doc_id", "right_doc_id"))
"""Columns that readers look for a single value in, and join by: plain strings in every table, as polars joins no category
with a string."""
_SOUGHT: Final = _LOOKED_UP | {"source_path"}
"""Columns of plain strings that readers leave out row groups by; of dictionaries every column is one."""


class Part(msgspec.Struct, frozen=True):
    """One written part file."""

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str


@lru_cache
def schema_without_ids(name: str) -> pa.Schema:
    """The schema of rows that have no doc_id yet."""
    fields = [pa.field(c.name, arrow_type(c.type)) for c in TABLES[name].columns if c.name != "doc_id"]
    return pa.schema(fields)


def to_array(values: Sequence[Any], kind: str) -> Array:
    """Values of one column as Arrow; lists of structs, or of tuples of their fields, are flattened first, which is several
    times faster."""
    to: Any = arrow_type(kind)
    if values and values[0] is None and values.count(None) == len(values):
        nothing: Array = pa.nulls(len(values), to)
        return nothing
    if kind == "code":
        return pa.array(values, pa.string()).dictionary_encode()
    if kind == "int":
        return _integers(values)
    if kind not in STRUCTS:
        return pa.array(values, arrow_type(kind))
    fields = STRUCTS[kind]
    given = list(chain.from_iterable(values))
    rows = map(astuple, given) if given and isinstance(given[0], msgspec.Struct) else given
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [to_array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    offsets: Any = _integers([0, *accumulate(map(len, values))])
    structs = pa.StructArray.from_arrays(arrays, fields=list(to.value_type))
    return pa.ListArray.from_arrays(offsets, structs, type=to)


def _integers(values: Sequence[int | None]) -> Array:
    """Numbers as Arrow: NumPy, which knows no null, takes them out of a list in a third of the time that Arrow takes."""
    try:
        given: Any = np.fromiter(values, np.int32, len(values))
    except TypeError:
        given = values
    return pa.array(given, pa.int32())


def to_table(name: str, values: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Rows without ids."""
    kinds = {column.name: column.type for column in TABLES[name].columns}
    schema = schema_without_ids(name)
    words = _word_arrays(values[WORD]) if WORD in values else {}
    arrays = [
        words[field.name] if field.name in words else to_array(values[field.name], kinds[field.name])
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _word_arrays(words: Sequence[Word]) -> dict[str, Array]:
    """The entries of the dictionary, column by column: each word is looked at once, however often it occurs."""
    keys: Any = pa.array(np.fromiter(map(id, words), np.int64, len(words))).dictionary_encode()
    codes = np.asarray(keys.indices)
    occurrence = np.empty(len(keys.dictionary), np.int64)
    occurrence[codes] = np.arange(len(codes))
    distinct = [words[index] for index in occurrence.tolist()]
    kinds = {column.name: column.type for column in TABLES["tokens"].columns}
    return {
        column: _taken(to_array([getattr(word, name) for word in distinct], kinds[column]), keys.indices)
        for column, name in WORD_COLUMNS.items()
    }


def _taken(distinct: Any, codes: Any) -> Any:
    """The values at these places; of a dictionary only its codes are copied."""
    if not pa.types.is_dictionary(distinct.type):
        taken: Array = distinct.take(codes)
        return taken
    indices = distinct.indices.take(codes)
    return pa.DictionaryArray.from_arrays(indices, distinct.dictionary)


def to_tables(columns: Columns) -> dict[str, pa.Table]:
    """The rows of some documents, without ids."""
    return {name: to_table(name, columns.values[name]) for name in columns.tables}


def finished(name: str, columns: list[Column], ids: Sequence[str], counts: Sequence[int]) -> pa.Table:
    """Rows of documents with the ids of these, as the contract has them; ``counts`` are the rows of each document.

    ``columns`` are those of `schema_without_ids`. The list is emptied on the way, so that no more than one column is held
    twice.
    """
    present = [index for index, count in enumerate(counts) if count]
    own = pa.array([ids[index] for index in present], pa.string())
    codes: Any = pa.array(np.repeat(np.arange(len(present), dtype=np.int32), [counts[index] for index in present]))
    documents = own if name == "documents" else own.take(codes)
    schema = arrow_schema(name)
    arrays = [_finish_column(documents if field.name == "doc_id" else columns.pop(0), field.type) for field in schema]
    return refuse_unlisted(name, pa.Table.from_arrays(arrays, schema=schema))


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


def _finish_column(column: Column | Array, to: pa.DataType) -> Array:
    if pa.types.is_dictionary(to):
        return in_order_of_appearance(column)
    joined: Array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return joined


def write_part(root: Path, name: str, file: str, table: pa.Table) -> Part:
    """Write one part of a dataset below ``root`` from its rows; its facts for the data package.

    Raises `ValueError` as `finish` does: a table of somebody else's may come here.
    """
    path = root / name / file
    path.parent.mkdir(exist_ok=True)  # not its parents: a build that is gone is not begun again
    rowgroups.write(path, refuse_unlisted(name, table), parquet_form(name))
    return Part(name, f"{name}/{file}", table.num_rows, path.stat().st_size, file_sha256(path))


@lru_cache
def parquet_form(name: str) -> ParquetForm:
    """How the columns of a dataset are written. What a row of `documents` says is mostly said once; the words of all other
    tables recur: standard sentences, labels, ids such as ``main__art_1``."""
    columns = TABLES[name].columns
    codes = tuple(column.name for column in columns if column.type == "code")
    return ParquetForm(
        words=codes if name == "documents" else tuple(_paths(name, ("code", "string", "strings"))),
        integers=tuple(_paths(name, ("int",))),
        sought=(*codes, *(column.name for column in columns if column.name in _SOUGHT and column.type == "string")),
        looked_up=tuple(column.name for column in columns if column.name in _LOOKED_UP),
    )


def _paths(name: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """The columns of some types as Parquet names them, also those inside lists."""
    for column in TABLES[name].columns:
        if column.type in kinds:
            yield f"{column.name}.list.element" if column.type == "strings" else column.name
        for field in STRUCTS.get(column.type, ()):
            if field.type in kinds:
                yield f"{column.name}.list.element.{field.name}"


def empty_part(root: Path, name: str, file: str) -> Part:
    """A part without rows, so that every dataset has at least its schema."""
    return write_part(root, name, file, arrow_schema(name).empty_table())
