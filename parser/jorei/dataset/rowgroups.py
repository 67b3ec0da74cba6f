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

from jorei.dataset.arrow import compute

MAGIC: Final = b"PAR1"
_FEW_ROWS: Final = 100_000
"""Up to these, handing columns to threads takes longer than reading them."""
_STOP, _BOOLS, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, (1, 2), 3, 4, 5, 6, 7, 8, 9, 10, 12
_INTS = frozenset((_I16, _I32, _I64))
_SIZES = {1: 0, 2: 0, _BYTE: 1, _DOUBLE: 8}
# field numbers of parquet.thrift
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 3, 5, 7
_CHUNK_OFFSETS, _CHUNK_META = (2,), 3
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


class PlacedRowGroup(msgspec.Struct, frozen=True, array_like=True, gc=False):
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
    return _footer(bytes(file[end:-8]), memoryview(file), end)


def place(group: RowGroup, start: int) -> PlacedRowGroup:
    """A row group that begins at ``start`` of its file; the first one begins after `MAGIC`."""
    return PlacedRowGroup(group.rows, start, len(group.data), group.pieces, group.holes)


def take(file: bytes, placed: PlacedRowGroup) -> RowGroup:
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
        threads = opened.metadata.num_rows > _FEW_ROWS
        return opened.read(columns=None if columns is None else list(columns), use_threads=threads)


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


def _footer(data: bytes, file: memoryview, end: int) -> tuple[Footer, list[RowGroup]]:
    """The footer, read as far as the offsets: only the fields on the way to them are looked at."""
    at = field = 0
    while True:
        before = at
        at, kind, field = _read_field(data, at, field)
        if kind == _STOP:
            raise ValueError("no row groups in this footer")
        if field == _FILE_ROWS:
            head = data[:before]
        if field == _FILE_GROUPS:
            break
        at = _skip(data, at, kind)
    count, _, at = _read_list(data, at)
    entries = []
    for _ in range(count):
        at, entry = _read_row_group(data, at)
        entries.append(entry)
    starts = [start for start, _, _, _ in entries] + [end]
    groups = [
        RowGroup(rows, bytes(file[start:until]), pieces, tuple(hole if hole < 0 else hole - start for hole in holes))
        for (start, rows, pieces, holes), until in zip(entries, starts[1:], strict=True)
    ]
    return Footer(head, data[at:]), groups


_Cut = tuple[int, int, int]
"""From where to where of the footer a number stands that depends on the place in the file, and the number."""


def _read_row_group(data: bytes, at: int) -> tuple[int, tuple[int, int, tuple[bytes, ...], tuple[int, ...]]]:
    """Where the entry ends; its start in the file, its rows, pieces and holes."""
    first, field, rows, start = at, 0, 0, 0
    cuts: list[_Cut] = []
    while True:
        at, kind, field = _read_field(data, at, field)
        if kind == _STOP:
            break
        if field == _GROUP_COLUMNS:
            count, _, at = _read_list(data, at)
            for _ in range(count):
                at = _read_column(data, at, cuts)
        elif field == _GROUP_ROWS:
            rows, at = _read_int(data, at)
        elif field == _GROUP_OFFSET:
            begin = at
            start, at = _read_int(data, at)
            cuts.append((begin, at, start))
        elif field == _GROUP_ORDINAL:
            begin = at
            _, at = _read_int(data, at)
            cuts.append((begin, at, _ORDINAL))
        else:
            at = _skip(data, at, kind)
    edges = [first, *(edge for cut in cuts for edge in cut[:2]), at]
    pieces = tuple(data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return at, (start, rows, pieces, tuple(cut[2] for cut in cuts))


def _read_column(data: bytes, at: int, cuts: list[_Cut]) -> int:
    """Note the offsets in one column chunk and in its metadata; where it ends."""
    field, inside = 0, False
    offsets: tuple[int, ...] = _CHUNK_OFFSETS
    while True:
        at, kind, field = _read_field(data, at, field)
        if kind == _STOP:
            if not inside:
                return at
            field, offsets, inside = _CHUNK_META, _CHUNK_OFFSETS, False
        elif field == _CHUNK_META and not inside:
            field, offsets, inside = 0, _META_OFFSETS, True
        elif field in offsets and (inside or data[at]):  # an offset of the chunk is written as 0 where it is not used
            begin = at
            value, at = _read_int(data, at)
            cuts.append((begin, at, value))
        else:
            at = _skip(data, at, kind)


def _read_field(data: bytes, at: int, last: int) -> tuple[int, int, int]:
    """Where a field's value begins, its type and its number."""
    head = data[at]
    if head > 0x0F or not head:
        return at + 1, head & 0x0F, last + (head >> 4)
    field, at = _read_int(data, at + 1)
    return at, head, field


def _read_list(data: bytes, at: int) -> tuple[int, int, int]:
    """How many elements of which type, and where they begin."""
    head = data[at]
    if head < 0xF0:
        return head >> 4, head & 0x0F, at + 1
    size, at = _read_varint(data, at + 1)
    return size, head & 0x0F, at


def _read_int(data: bytes, at: int) -> tuple[int, int]:
    """A number that is not negative, as the ones in question are."""
    value, at = _read_varint(data, at)
    return value >> 1, at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    value, shift = byte & 0x7F, 7
    while byte & 0x80:
        at += 1
        byte = data[at]
        value |= (byte & 0x7F) << shift
        shift += 7
    return value, at + 1


def _skip(data: bytes, at: int, kind: int) -> int:
    """Where a value ends."""
    if kind == _BINARY:
        size, at = _read_varint(data, at)
        return at + size
    if kind in _INTS:
        while data[at] & 0x80:
            at += 1
        return at + 1
    if kind == _STRUCT:
        field = 0
        while True:
            at, inner, field = _read_field(data, at, field)
            if inner == _STOP:
                return at
            at = _skip(data, at, inner)
    if kind in (_LIST, _SET):
        size, inner, at = _read_list(data, at)
        for _ in range(size):
            at = _skip(data, at, _BYTE if inner in _BOOLS else inner)
        return at
    if kind in _SIZES:
        return at + _SIZES[kind]
    raise ValueError(f"a field of type {kind} in a Parquet footer")
