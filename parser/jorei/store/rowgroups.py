"""Parquet files put together from row groups that were written apart, without decoding a value.

A build writes the rows of some documents at a time as a row group, and joins the row groups of a bucket into its part;
the next build takes over the row groups in which nothing changed. The pages of a row group do not say where in the file
they lie; only the footer does (Thrift's compact protocol, parquet.thrift of the format's specification). So the footer
entry of a row group is kept as the bytes between its offsets, which are written anew wherever it lands.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from jorei.store.arrow import compute

MAGIC: Final = b"PAR1"
_STOP, _BOOLS, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, (1, 2), 3, 4, 5, 6, 7, 8, 9, 10, 12
# field numbers of parquet.thrift
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 3, 5, 7
_CHUNK_OFFSET, _CHUNK_META = 2, 3
_META_OFFSETS = (9, 10, 11, 14)  # data page, index page, dictionary page, bloom filter
_ORDINAL: Final = -1


class RowGroup(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row group apart from its file: its pages, and its footer entry as the ``pieces`` between its ``holes``.

    A hole is an offset from the beginning of the row group, or -1 for the row group's place in the file.
    """

    rows: int
    data: bytes
    pieces: tuple[bytes, ...]
    holes: tuple[int, ...]


class Placed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a row group lies in its file, and its footer entry: enough to take it out without reading the footer."""

    rows: int
    start: int
    size: int
    pieces: tuple[bytes, ...]
    holes: tuple[int, ...]


class Footer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What stands in a footer before the number of rows, and after the row groups: schema, metadata."""

    head: bytes
    tail: bytes


def encode(table: pa.Table, codes: list[str], statistics: list[str]) -> tuple[Footer, RowGroup]:
    """A table as one row group; ``codes`` are the columns with dictionaries."""
    sink = BytesIO()
    options: Any = {"use_dictionary": codes, "write_statistics": statistics}  # Arrow's stubs know no lists of columns
    with pq.ParquetWriter(sink, table.schema, compression="zstd", write_page_index=False, **options) as writer:
        writer.write_table(table, row_group_size=max(1, table.num_rows))
    footer, groups = split(sink.getbuffer())
    return footer, groups[0]


def split(file: memoryview | bytes) -> tuple[Footer, list[RowGroup]]:
    """The row groups of a Parquet file that this module or Arrow's writer made."""
    size = int.from_bytes(file[-8:-4], "little")
    end = len(file) - 8 - size
    return _Reader(bytes(file[end:-8])).footer(memoryview(file), end)


def place(group: RowGroup, start: int) -> Placed:
    """A row group that begins at ``start`` of its file; the first one begins after `MAGIC`."""
    return Placed(group.rows, start, len(group.data), group.pieces, group.holes)


def take(file: bytes, placed: Placed) -> RowGroup:
    """The row group that lies there."""
    return RowGroup(placed.rows, file[placed.start : placed.start + placed.size], placed.pieces, placed.holes)


def join(path: Path, footer: Footer, groups: Iterable[RowGroup]) -> int:
    """Write a Parquet file of these row groups; the number of rows. Written beside and renamed: on a cluster, two may
    write the same."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        rows = _join(file, footer, groups)
    beside.replace(path)
    return rows


def decode(footer: Footer, group: RowGroup) -> pa.Table:
    """The rows of a row group."""
    sink = BytesIO()
    _join(sink, footer, [group])
    return read(pa.BufferReader(sink.getbuffer()))


def read(file: Path | pa.BufferReader, columns: Sequence[str] | None = None) -> pa.Table:
    """A Parquet file as a table: what `pyarrow.parquet.read_table` gives, which takes longer to begin than to read."""
    with pq.ParquetFile(file) as opened:
        return opened.read(columns=None if columns is None else list(columns))


def rows_of(file: Path, doc_id: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one document; a build has them in one row group, and only that one is read."""
    tables = []
    with pq.ParquetFile(file) as opened:
        names = opened.schema_arrow.names if columns is None else list(columns)
        for group in range(opened.num_row_groups):
            wanted = compute.equal(opened.read_row_group(group, ["doc_id"]).column("doc_id"), doc_id)
            if compute.any(wanted).as_py():
                tables.append(opened.read_row_group(group, names).select(names).filter(wanted))
        return pa.concat_tables(tables) if tables else opened.schema_arrow.empty_table().select(names)


def _join(file: IO[bytes], footer: Footer, groups: Iterable[RowGroup]) -> int:
    file.write(MAGIC)
    at, rows, entries = len(MAGIC), 0, []
    for ordinal, group in enumerate(groups):
        file.write(group.data)
        entries.append(_entry(group, at, ordinal))
        at += len(group.data)
        rows += group.rows
    end = b"".join((
        footer.head, _field(_I64, 1), _varint(rows << 1), _field(_LIST, 1), _list_head(len(entries)), *entries,
        footer.tail,
    ))  # fmt: skip
    file.write(end + len(end).to_bytes(4, "little") + MAGIC)
    return rows


def _entry(group: RowGroup, at: int, ordinal: int) -> bytes:
    parts = [group.pieces[0]]
    for hole, piece in zip(group.holes, group.pieces[1:], strict=True):
        parts += (_varint((ordinal if hole == _ORDINAL else hole + at) << 1), piece)
    return b"".join(parts)


def _field(kind: int, step: int) -> bytes:
    return bytes((step << 4 | kind,))


def _list_head(size: int) -> bytes:
    return bytes((size << 4 | _STRUCT,)) if size < 15 else bytes((0xF0 | _STRUCT,)) + _varint(size)


def _varint(value: int) -> bytes:
    """
    >>> _varint(5), _varint(300)
    (b'\\x05', b'\\xac\\x02')
    """
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class _Reader:
    """Reads a footer; only the fields on the way to the offsets are looked at, the others are passed over."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.cuts: list[tuple[int, int, int]] = []  # from, to, offset or ordinal

    def footer(self, file: memoryview, end: int) -> tuple[Footer, list[RowGroup]]:
        field, head, entries = 0, b"", []
        while True:
            before, kind, field = self.field(field)
            if kind == _STOP:
                raise ValueError("no row groups in this footer")
            if field == _FILE_ROWS:
                head = self.data[:before]
            if field == _FILE_GROUPS:
                entries = [self.row_group() for _ in range(self.list_head()[0])]
                break
            self.skip(kind)
        starts = [start for start, _, _, _ in entries] + [end]
        groups = [
            RowGroup(
                rows, bytes(file[start:until]), pieces, tuple(hole if hole < 0 else hole - start for hole in holes)
            )
            for (start, rows, pieces, holes), until in zip(entries, starts[1:], strict=True)
        ]
        return Footer(head, self.data[self.at :]), groups

    def row_group(self) -> tuple[int, int, tuple[bytes, ...], tuple[int, ...]]:
        first, field, rows, start = self.at, 0, 0, 0
        self.cuts = []
        while True:
            _, kind, field = self.field(field)
            match field if kind != _STOP else _STOP:
                case 0:
                    break
                case 1:
                    for _ in range(self.list_head()[0]):
                        self.column_chunk()
                case 3:
                    rows = self.varint() >> 1
                case 5:
                    start = self.cut()
                case 7:
                    self.cut(_ORDINAL)
                case _:
                    self.skip(kind)
        edges = [first, *(edge for cut in self.cuts for edge in cut[:2]), self.at]
        pieces = tuple(self.data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        return start, rows, pieces, tuple(hole for _, _, hole in self.cuts)

    def column_chunk(self) -> None:
        field = 0
        while True:
            _, kind, field = self.field(field)
            if kind == _STOP:
                return
            if field == _CHUNK_OFFSET and self.data[self.at]:  # written as 0 where it is not used
                self.cut()
            elif field == _CHUNK_META:
                self.column_meta()
            else:
                self.skip(kind)

    def column_meta(self) -> None:
        field = 0
        while True:
            _, kind, field = self.field(field)
            if kind == _STOP:
                return
            if field in _META_OFFSETS:
                self.cut()
            else:
                self.skip(kind)

    def cut(self, value: int | None = None) -> int:
        first = self.at
        found = self.varint() >> 1
        self.cuts.append((first, self.at, found if value is None else value))
        return found

    def field(self, last: int) -> tuple[int, int, int]:
        """Where a field begins, its type and its number."""
        before = self.at
        head = self.data[before]
        self.at = before + 1
        kind, step = head & 0x0F, head >> 4
        return before, kind, last + step if step else (0 if kind == _STOP else self.varint() >> 1)

    def list_head(self) -> tuple[int, int]:
        head = self.data[self.at]
        self.at += 1
        return (head >> 4 if head >> 4 < 15 else self.varint()), head & 0x0F

    def varint(self) -> int:
        data, at = self.data, self.at
        value, shift = data[at] & 0x7F, 7
        while data[at] & 0x80:
            at += 1
            value |= (data[at] & 0x7F) << shift
            shift += 7
        self.at = at + 1
        return value

    def skip(self, kind: int) -> None:
        if kind == _BINARY:
            size = self.varint()
            self.at += size
        elif kind in (_I16, _I32, _I64):
            data, at = self.data, self.at
            while data[at] & 0x80:
                at += 1
            self.at = at + 1
        elif kind in _BOOLS:
            return
        elif kind == _STRUCT:
            field = 0
            while True:
                _, inner, field = self.field(field)
                if inner == _STOP:
                    return
                self.skip(inner)
        elif kind in (_LIST, _SET):
            size, inner = self.list_head()
            for _ in range(size):
                self.skip(_BYTE if inner in _BOOLS else inner)
        elif kind == _BYTE:
            self.at += 1
        elif kind == _DOUBLE:
            self.at += 8
        else:
            raise ValueError(f"a field of type {kind} in a Parquet footer")
