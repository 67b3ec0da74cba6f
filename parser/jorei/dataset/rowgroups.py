"""The Parquet files of a build: how rows are cut into row groups, how columns are written, and reading them.

A row group holds so many rows that a reader spends its time on values and not on footers, and few enough to be held in
memory several times over. Statistics (all codes, ids, paths) and Bloom filters (ids) tell readers which row groups have
nothing for them.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jorei.dataset.arrow import compute, in_order_of_appearance

MAX_ROWS: Final = 100_000
MAX_BYTES: Final = 64 * 1024 * 1024
"""Rows of a row group at most, and about so many bytes of them in memory."""
_FEW_ROWS: Final = 200_000
"""Up to so many rows, handing columns to threads takes longer than reading them (measured: nodes, two processors)."""
_DICTIONARY_BYTES: Final = 16 * 1024 * 1024
"""Up to here the words of a row group stand in its dictionary. With Arrow's 1 MB the texts of `nodes` would not, and
looking for a word in them takes twice as long (measured: DuckDB, LIKE)."""
_BATCH_ROWS: Final = 8_192
"""Rows that are encoded at a time. With Arrow's 1,024 the words of a dictionary are looked at anew for the statistics every
time, which takes a tenth of writing `norms`; the bytes are the same."""
_FALSE_POSITIVES: Final = 0.01
"""Row groups that a Bloom filter lets pass for nothing; 10 bits a document then."""


class ParquetForm(NamedTuple):
    """How the columns of a table are written, by their paths, also those inside lists: ``words`` with dictionaries,
    ``integers`` as differences; with statistics what is ``sought``, with Bloom filters where it is ``looked_up``."""

    words: tuple[str, ...]
    integers: tuple[str, ...]
    sought: tuple[str, ...]
    looked_up: tuple[str, ...]


def write(path: Path, table: pa.Table, form: ParquetForm) -> None:
    """Write a table, the same bytes for the same rows.

    It is written under another name and renamed: on a cluster, two workers may write the same file.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    options: Any = {  # Arrow's stubs know no lists of columns
        "use_dictionary": list(form.words),
        "dictionary_pagesize_limit": _DICTIONARY_BYTES,
        "column_encoding": dict.fromkeys(form.integers, "DELTA_BINARY_PACKED"),
        "write_statistics": list(form.sought),
        "write_batch_size": _BATCH_ROWS,
    }
    with pq.ParquetWriter(temporary, table.schema, compression="zstd", write_page_index=False, **options,
                          **_bloom_filters(table, form)) as writer:  # fmt: skip
        for rows in _row_groups(table):
            writer.write_table(rows, row_group_size=rows.num_rows)
    temporary.replace(path)


def _row_groups(table: pa.Table) -> Iterator[pa.Table]:
    """The rows of each row group, with dictionaries of their own words alone."""
    if not table.num_rows:
        return
    size = min(MAX_ROWS, max(1, MAX_BYTES * table.num_rows // max(1, table.nbytes)))
    if table.num_rows <= size:
        yield table
        return
    for first in range(0, table.num_rows, size):
        rows = table.slice(first, size)
        columns = [
            in_order_of_appearance(column) if pa.types.is_dictionary(column.type) else column for column in rows.columns
        ]
        yield pa.Table.from_arrays(columns, schema=table.schema)


def _bloom_filters(table: pa.Table, form: ParquetForm) -> dict[str, Any]:
    """Options of the writer; none where this Arrow writes no Bloom filters."""
    if not _writes_bloom_filters() or not table.num_rows:
        return {}
    return {
        "bloom_filter_options": {
            name: {"ndv": max(1, _distinct(table.column(name))), "fpp": _FALSE_POSITIVES} for name in form.looked_up
        }
    }


def _distinct(column: Any) -> int:
    if pa.types.is_dictionary(column.type):
        return len(column.chunk(0).dictionary)
    return int(compute.count_distinct(column).as_py())


@lru_cache(maxsize=1)
def _writes_bloom_filters() -> bool:
    return "bloom_filter_options" in inspect.signature(pq.ParquetWriter.__init__).parameters


def read(file: Path | pa.BufferReader, columns: Sequence[str] | None = None) -> pa.Table:
    """A Parquet file as a table: what `pyarrow.parquet.read_table` gives, which takes longer to begin than to read."""
    with pq.ParquetFile(file) as opened:
        threads = opened.metadata.num_rows > _FEW_ROWS
        return opened.read(columns=None if columns is None else list(columns), use_threads=threads)


def rows_of(file: Path, doc_id: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one document; only the row groups that have rows of it are read."""
    tables = []
    with pq.ParquetFile(file) as opened:
        names = opened.schema_arrow.names if columns is None else list(columns)
        for group in range(opened.num_row_groups):
            wanted = opened.read_row_group(group, ["doc_id"], use_threads=False).column("doc_id")
            found = np.flatnonzero(np.asarray(compute.equal(wanted, doc_id)))
            if len(found):
                batches = opened.iter_batches(_BATCH_ROWS, [group], names, use_threads=False)
                until_it_ends = list(islice(batches, int(found[-1]) // _BATCH_ROWS + 1))  # the rest is not decoded
                tables.append(pa.Table.from_batches(until_it_ends).select(names).unify_dictionaries().take(found))
        return pa.concat_tables(tables) if tables else opened.schema_arrow.empty_table().select(names)
