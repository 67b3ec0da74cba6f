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
"""Up to so many rows, handing columns to threads takes longer than reading them (measured: nodes, two processors)."""
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
    """A row group apart from its file: its pages, and its footer entry as the ``fragments`` between its ``holes``.

    A hole is an offset from the beginning of the row group, or -1 for the row group's ordinal in the file.
    """

    rows: int
    data: bytes
    fragments: tuple[bytes, ...]
    holes: tuple[int, ...]


class LocatedRowGroup(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The position of a row group in its file, and its footer entry: enough to take it out without reading the footer."""

    rows: int
    start: int
    size: int
    fragments: tuple[bytes, ...]
    holes: tuple[int, ...]


class Footer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The bytes of a footer before the number of rows, and after the row groups: schema, metadata."""

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


def locate(group: RowGroup, start: int) -> LocatedRowGroup:
    """A row group that begins at ``start`` of its file; the first one begins after `MAGIC`."""
    return LocatedRowGroup(group.rows, start, len(group.data), group.fragments, group.holes)


def take(file: bytes, located: LocatedRowGroup) -> RowGroup:
    """The row group that lies there."""
    return RowGroup(located.rows, file[located.start : located.start + located.size], located.fragments, located.holes)


def join(path: Path, footer: Footer, groups: Iterable[RowGroup]) -> int:
    """Write a Parquet file of these row groups; returns the number of rows.

    It is written under another name and renamed: on a cluster, two workers may write the same file.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        rows = _join(file, footer, groups)
    temporary.replace(path)
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
    offset, rows, entries = len(MAGIC), 0, []
    for ordinal, group in enumerate(groups):
        file.write(group.data)
        entries.append(_entry(group, offset, ordinal))
        offset += len(group.data)
        rows += group.rows
    end = b"".join((
        footer.head, _field(_I64, 1), _varint(rows << 1), _field(_LIST, 1), _list_head(len(entries)), *entries,
        footer.tail,
    ))  # fmt: skip
    file.write(end + len(end).to_bytes(4, "little") + MAGIC)
    return rows


def _entry(group: RowGroup, offset: int, ordinal: int) -> bytes:
    parts = [group.fragments[0]]
    for hole, fragment in zip(group.holes, group.fragments[1:], strict=True):
        parts += (_varint((ordinal if hole == _ORDINAL else hole + offset) << 1), fragment)
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
    offset = field = 0
    while True:
        before = offset
        offset, kind, field = _read_field(data, offset, field)
        if kind == _STOP:
            raise ValueError("no row groups in this footer")
        if field == _FILE_ROWS:
            head = data[:before]
        if field == _FILE_GROUPS:
            break
        offset = _skip(data, offset, kind)
    count, _, offset = _read_list(data, offset)
    entries = []
    for _ in range(count):
        offset, entry = _read_row_group(data, offset)
        entries.append(entry)
    starts = [start for start, _, _, _ in entries] + [end]
    groups = [
        RowGroup(rows, bytes(file[start:until]), fragments, tuple(hole if hole < 0 else hole - start for hole in holes))
        for (start, rows, fragments, holes), until in zip(entries, starts[1:], strict=True)
    ]
    return Footer(head, data[offset:]), groups


_Cut = tuple[int, int, int]
"""First and last offset in the footer of a number that depends on where the row group lies, and the number."""


def _read_row_group(data: bytes, offset: int) -> tuple[int, tuple[int, int, tuple[bytes, ...], tuple[int, ...]]]:
    """The end of the entry; the start of the row group in the file, its rows, fragments and holes."""
    first, field, rows, start = offset, 0, 0, 0
    cuts: list[_Cut] = []
    while True:
        offset, kind, field = _read_field(data, offset, field)
        if kind == _STOP:
            break
        if field == _GROUP_COLUMNS:
            count, _, offset = _read_list(data, offset)
            for _ in range(count):
                offset = _read_column(data, offset, cuts)
        elif field == _GROUP_ROWS:
            rows, offset = _read_int(data, offset)
        elif field == _GROUP_OFFSET:
            begin = offset
            start, offset = _read_int(data, offset)
            cuts.append((begin, offset, start))
        elif field == _GROUP_ORDINAL:
            begin = offset
            _, offset = _read_int(data, offset)
            cuts.append((begin, offset, _ORDINAL))
        else:
            offset = _skip(data, offset, kind)
    edges = [first, *(edge for cut in cuts for edge in cut[:2]), offset]
    fragments = tuple(data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return offset, (start, rows, fragments, tuple(cut[2] for cut in cuts))


def _read_column(data: bytes, offset: int, cuts: list[_Cut]) -> int:
    """Note the offsets in one column chunk and in its metadata; returns its end."""
    field, inside = 0, False
    offsets: tuple[int, ...] = _CHUNK_OFFSETS
    while True:
        offset, kind, field = _read_field(data, offset, field)
        if kind == _STOP:
            if not inside:
                return offset
            field, offsets, inside = _CHUNK_META, _CHUNK_OFFSETS, False
        elif field == _CHUNK_META and not inside:
            field, offsets, inside = 0, _META_OFFSETS, True
        elif field in offsets and (
            inside or data[offset]
        ):  # an offset of the chunk is written as 0 where it is not used
            begin = offset
            value, offset = _read_int(data, offset)
            cuts.append((begin, offset, value))
        else:
            offset = _skip(data, offset, kind)


def _read_field(data: bytes, offset: int, last: int) -> tuple[int, int, int]:
    """The start of a field's value, its type and its number."""
    head = data[offset]
    if head > 0x0F or not head:
        return offset + 1, head & 0x0F, last + (head >> 4)
    field, offset = _read_int(data, offset + 1)
    return offset, head, field


def _read_list(data: bytes, offset: int) -> tuple[int, int, int]:
    """The number of elements, their type, and the start of the first."""
    head = data[offset]
    if head < 0xF0:
        return head >> 4, head & 0x0F, offset + 1
    size, offset = _read_varint(data, offset + 1)
    return size, head & 0x0F, offset


def _read_int(data: bytes, offset: int) -> tuple[int, int]:
    """A number that is not negative, as the ones in question are."""
    value, offset = _read_varint(data, offset)
    return value >> 1, offset


def _read_varint(data: bytes, offset: int) -> tuple[int, int]:
    byte = data[offset]
    value, shift = byte & 0x7F, 7
    while byte & 0x80:
        offset += 1
        byte = data[offset]
        value |= (byte & 0x7F) << shift
        shift += 7
    return value, offset + 1


def _skip(data: bytes, offset: int, kind: int) -> int:
    """The end of a value."""
    if kind == _BINARY:
        size, offset = _read_varint(data, offset)
        return offset + size
    if kind in _INTS:
        while data[offset] & 0x80:
            offset += 1
        return offset + 1
    if kind == _STRUCT:
        field = 0
        while True:
            offset, inner, field = _read_field(data, offset, field)
            if inner == _STOP:
                return offset
            offset = _skip(data, offset, inner)
    if kind in (_LIST, _SET):
        size, inner, offset = _read_list(data, offset)
        for _ in range(size):
            offset = _skip(data, offset, _BYTE if inner in _BOOLS else inner)
        return offset
    if kind in _SIZES:
        return offset + _SIZES[kind]
    raise ValueError(f"a field of type {kind} in a Parquet footer")
