"""The Parquet files of a build: row groups, encodings, statistics, Bloom filters, and rows put together."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jorei.dataset import rowgroups
from jorei.dataset.parts import parquet_form, to_table
from jorei.dataset.rowgroups import ParquetForm
from jorei.dataset.rows import Rows, gather, pack, packed_rows, unpack

FORM = ParquetForm(("word",), ("number", "spans.list.element.start"), ("word", "path"), ("word",))


def table(rows: int, first: int = 0) -> pa.Table:
    numbers = range(first, first + rows)
    words = pa.array([f"語{number // 10}" for number in numbers], pa.string()).dictionary_encode()
    kind = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())]))
    spans = pa.array([[{"start": number, "end": None}] * (number % 3) for number in numbers], kind)
    columns = {"word": words, "number": pa.array(numbers, pa.int32()), "spans": spans,
               "path": pa.array([f"{number:05}" for number in numbers])}  # fmt: skip
    return pa.table(columns)


@pytest.mark.parametrize("rows", [0, 1, 100, 101, 350])
def test_rows_are_cut_into_groups(tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowgroups, "MAX_ROWS", 100)
    rowgroups.write(tmp_path / "one.parquet", table(rows), FORM)
    assert [file.name for file in tmp_path.iterdir()] == ["one.parquet"]
    metadata = pq.read_metadata(tmp_path / "one.parquet")
    sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert sizes == [100] * (rows // 100) + [rows % 100] * bool(rows % 100)
    assert rowgroups.read(tmp_path / "one.parquet").to_pylist() == table(rows).to_pylist()


def test_groups_are_cut_by_their_bytes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowgroups, "MAX_BYTES", table(400).nbytes // 4)
    rowgroups.write(tmp_path / "one.parquet", table(400), FORM)
    assert 4 <= pq.read_metadata(tmp_path / "one.parquet").num_row_groups <= 5


@pytest.mark.parametrize("doc_id", ["語0", "語9", "語19", "語34", "語35"])
def test_the_rows_of_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doc_id: str) -> None:
    monkeypatch.setattr(rowgroups, "MAX_ROWS", 195)
    rows = table(350).rename_columns(["doc_id", "number", "spans", "path"])
    rowgroups.write(tmp_path / "one.parquet", rows, FORM._replace(words=("doc_id",), sought=(), looked_up=()))
    monkeypatch.setattr(rowgroups, "_BATCH_ROWS", 7)
    found = rowgroups.rows_of(tmp_path / "one.parquet", doc_id, ["number", "doc_id"])
    assert found.column_names == ["number", "doc_id"]
    expected = [{"number": row["number"], "doc_id": doc_id} for row in rows.to_pylist() if row["doc_id"] == doc_id]
    assert found.to_pylist() == expected


def test_how_columns_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowgroups, "MAX_ROWS", 100)
    rowgroups.write(tmp_path / "one.parquet", table(200), FORM)
    second = pq.read_metadata(tmp_path / "one.parquet").row_group(1)
    columns = {second.column(index).path_in_schema: second.column(index) for index in range(second.num_columns)}
    assert "RLE_DICTIONARY" in columns["word"].encodings
    assert (columns["word"].statistics.min, columns["word"].statistics.max) == ("語10", "語19")
    assert columns["path"].statistics.min == "00100"
    for path in FORM.integers:
        assert "DELTA_BINARY_PACKED" in columns[path].encodings
    assert "DELTA_BINARY_PACKED" not in columns["spans.list.element.end"].encodings
    # a dictionary has the words of its row group alone
    with pq.ParquetFile(tmp_path / "one.parquet", read_dictionary=["word"]) as file:
        assert file.read_row_group(1).column("word").chunk(0).dictionary.to_pylist() == [
            f"語{n}" for n in range(10, 20)
        ]


def test_integers_inside_lists_are_differences_too() -> None:
    assert {"start", "spans.list.element.start", "spans.list.element.end"} <= set(parquet_form("nodes").integers)
    assert {"doc_id", "source_path", "municipality"} <= set(parquet_form("documents").sought)
    assert {"text", "node_id", "spans.list.element.role"} <= set(parquet_form("nodes").words)


def test_other_readers_agree(tmp_path: Path) -> None:
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    file = tmp_path / "one.parquet"
    rowgroups.write(file, table(1000), FORM)
    query = f"select count(*), count(distinct word), sum(len(spans)), sum(number) from '{file}' where path >= '00000'"
    assert duckdb.sql(query).fetchall() == [(1000, 100, sum(number % 3 for number in range(1000)), 499_500)]
    assert duckdb.sql(f"select number from '{file}' where word = '語7'").fetchall() == [(n,) for n in range(70, 80)]
    assert polars.read_parquet(file).height == 1000


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    rowgroups.write(tmp_path / "one.parquet", table(50), FORM)
    rowgroups.write(tmp_path / "two.parquet", table(50), FORM)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def definitions(*terms: str) -> pa.Table:
    columns: dict[str, list[object]] = {name: [None] * len(terms) for name in pq_names("definitions")}
    columns |= {"term": list(terms), "kind": ["iu"] * len(terms), "scope_node_ids": [[]] * len(terms)}
    return to_table("definitions", columns)


def pq_names(name: str) -> list[str]:
    from jorei.dataset.schema import TABLES

    return [column for column in TABLES[name].names if column != "doc_id"]


def test_rows_are_gathered_in_any_order() -> None:
    asked: list[str] = []

    def load(name: str) -> pa.Table:
        asked.append(name)
        return definitions("a1", "a2", "b1", "d1")

    first = Rows(load, {"definitions": [2, 1, 0, 1]})
    second = packed_rows({"definitions": pack(definitions("x1", "y1"))}, {"definitions": (1, 1)})
    picks = [(first, 0), (first, 1), (second, 1), (first, 3), (first, 2), (second, 0)]
    assert gather("definitions", picks).column("term").to_pylist() == ["a1", "a2", "b1", "y1", "d1", "x1"]
    assert asked == ["definitions"]
    assert gather("definitions", [(first, 2)]).num_rows == gather("nodes", picks).num_rows == 0
    assert asked == ["definitions"]


def test_packing_keeps_a_table() -> None:
    assert unpack(pack(definitions("甲", "乙"))).equals(definitions("甲", "乙"))
