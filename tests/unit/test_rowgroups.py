"""Parquet files put together from row groups: read by anybody, and the same as if written so."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jorei.dataset import rowgroups


def table(first: int, rows: int) -> pa.Table:
    numbers = range(first, first + rows)
    words = pa.array([f"語{number % 7}" for number in numbers], pa.string()).dictionary_encode()
    kind = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())]))
    spans = pa.array([[{"start": number, "end": None}] * (number % 3) for number in numbers], kind)
    schema = pa.schema([pa.field("word", words.type), pa.field("spans", kind)], metadata={"version": "1"})
    return pa.table([words, spans], schema=schema)


@pytest.mark.parametrize("count", [0, 1, 14, 15, 40])
def test_row_groups_written_apart_are_one_file(tmp_path: Path, count: int) -> None:
    tables = [table(100 * number, 10 + number) for number in range(count)]
    footer = rowgroups.encode(table(0, 0), ["word"], ["word"])[0]
    groups = [rowgroups.encode(rows, ["word"], ["word"])[1] for rows in tables]
    file = tmp_path / "one.parquet"
    assert rowgroups.join(file, footer, groups) == sum(rows.num_rows for rows in tables)
    read = pq.read_table(file)
    assert read.to_pylist() == [row for rows in tables for row in rows.to_pylist()]
    pq.write_table(table(0, 1), tmp_path / "plain.parquet")
    assert read.schema.equals(pq.read_schema(tmp_path / "plain.parquet"), check_metadata=True)
    metadata = pq.read_metadata(file)
    assert metadata.num_row_groups == count
    assert [pq.ParquetFile(file).read_row_group(number).num_rows for number in range(count)] == [
        t.num_rows for t in tables
    ]
    assert rowgroups.split(file.read_bytes()) == (footer, groups)


def test_a_row_group_is_taken_out_by_its_place(tmp_path: Path) -> None:
    footer = rowgroups.encode(table(0, 0), ["word"], ["word"])[0]
    groups = [rowgroups.encode(table(number, 10 + number), ["word"], ["word"])[1] for number in range(3)]
    rowgroups.join(tmp_path / "one.parquet", footer, groups)
    file, start = (tmp_path / "one.parquet").read_bytes(), len(rowgroups.MAGIC)
    for group in groups:
        assert rowgroups.take(file, rowgroups.locate(group, start)) == group
        start += len(group.data)


def test_a_row_group_is_decoded_alone() -> None:
    footer, group = rowgroups.encode(table(5, 9), ["word"], [])
    assert rowgroups.decode(footer, group).to_pylist() == table(5, 9).to_pylist()


def test_other_readers_agree(tmp_path: Path) -> None:
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    footer = rowgroups.encode(table(0, 0), ["word"], ["word"])[0]
    file = tmp_path / "one.parquet"
    rowgroups.join(file, footer, [rowgroups.encode(table(number, 50), ["word"], ["word"])[1] for number in range(20)])
    query = f"select count(*), count(distinct word), sum(len(spans)) from '{file}'"
    assert duckdb.sql(query).fetchall() == [
        (1000, 7, sum(n % 3 for number in range(20) for n in range(number, number + 50)))
    ]
    assert polars.read_parquet(file).height == 1000
