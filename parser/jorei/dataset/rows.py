"""The rows of some documents without their ids, table by table, and putting them together from several places.

A document is named by its index; how many rows it has in each table says which are its. So rows that were analysed now,
in a spill or in the previous build are the same thing, and no row has to be looked at to find its document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.parts import schema_without_ids

Counts = Mapping[str, Sequence[int]]
"""For each table the number of rows of each document."""
_CODEC: Final = "lz4"
"""How spilled rows are compressed: to about a third, for a small part of the time that Parquet takes."""


class Rows:
    """The rows of some documents; ``load`` gives a table, and is not called for one without rows."""

    def __init__(self, load: Callable[[str], pa.Table], counts: Counts) -> None:
        self._load = load
        self._ends = {name: np.cumsum([0, *of_table]) for name, of_table in counts.items()}

    def count(self, name: str, index: int) -> int:
        """The number of rows of a document in a table."""
        ends = self._ends.get(name)
        return 0 if ends is None else int(ends[index + 1] - ends[index])

    def slices(self, name: str, stretches: Sequence[tuple[int, int]]) -> list[pa.Table | None]:
        """The rows of stretches of documents, each from the first to before the last; None where there are none."""
        ends = self._ends.get(name)
        if ends is None:
            return [None] * len(stretches)
        bounds = [(int(ends[first]), int(ends[until] - ends[first])) for first, until in stretches]
        table = self._load(name) if any(size for _, size in bounds) else None
        return [table.slice(first, size) if table is not None and size else None for first, size in bounds]


Pick = tuple[Rows, int]
"""A document: where its rows are, and its index there."""
_Stretch = tuple[Rows, int, int]


def gather(name: str, picks: Sequence[Pick]) -> pa.Table:
    """The rows of documents from several places, in this order; each place is asked once."""
    by_place: dict[int, list[tuple[int, _Stretch]]] = {}
    for number, stretch in enumerate(_stretches(picks)):
        by_place.setdefault(id(stretch[0]), []).append((number, stretch))
    found: dict[int, pa.Table] = {}
    for stretches in by_place.values():
        rows = stretches[0][1][0]
        tables = rows.slices(name, [(first, until) for _, (_, first, until) in stretches])
        found.update((number, table) for (number, _), table in zip(stretches, tables, strict=True) if table is not None)
    return (
        pa.concat_tables([found[number] for number in sorted(found)])
        if found
        else schema_without_ids(name).empty_table()
    )


def _stretches(picks: Sequence[Pick]) -> Iterator[_Stretch]:
    """Neighbours that follow one another in the same place as one stretch."""
    for _, neighbours in groupby(enumerate(picks), key=lambda pick: (id(pick[1][0]), pick[1][1] - pick[0])):
        listed = [pick for _, pick in neighbours]
        yield listed[0][0], listed[0][1], listed[-1][1] + 1


def pack(table: pa.Table) -> bytes:
    """A table as the bytes of an Arrow stream."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=_CODEC, use_threads=False)  # small: threads take longer to begin
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def unpack(data: bytes) -> pa.Table:
    """The table that `pack` made these bytes of."""
    reader: Any = pa.ipc.open_stream(pa.py_buffer(data), options=pa.ipc.IpcReadOptions(use_threads=False))
    table: pa.Table = reader.read_all()
    return table


def packed_rows(tables: Mapping[str, bytes], counts: Counts) -> Rows:
    """Rows whose tables are packed; each is unpacked when it is asked for, and not kept."""
    return Rows(lambda name: unpack(tables[name]), counts)
