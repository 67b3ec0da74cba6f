"""`validate` finds what is broken: each test breaks one promise of a sound build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from builds import put, rewrite_part
from jorei.dataset.validate.validate import validate


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    shutil.copytree(built, folder)
    return folder


def faults(corpus: Path) -> str:
    return "\n".join(map(str, validate(corpus)))


def where(table: pa.Table, column: str, value: str) -> int:
    return table.column(column).to_pylist().index(value)


def test_a_fresh_build_is_sound(corpus: Path) -> None:
    assert faults(corpus) == ""


def test_no_build(tmp_path: Path) -> None:
    assert "no jorei build" in faults(tmp_path)


def test_a_flipped_byte(corpus: Path) -> None:
    part = next((corpus / "nodes").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert "the content has changed" in faults(corpus)


def test_a_truncated_part(corpus: Path) -> None:
    part = next((corpus / "references").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-10])
    assert "cannot be read" in faults(corpus)


def test_a_missing_part_and_one_too_many(corpus: Path) -> None:
    part = next((corpus / "definitions").glob("*.parquet"))
    part.rename(part.with_name("part-00099.parquet"))
    messages = faults(corpus)
    assert "the file is missing" in messages
    assert "does not name" in messages


def test_no_data_package(corpus: Path) -> None:
    (corpus / "datapackage.json").unlink()
    assert "datapackage.json" in faults(corpus)


def test_a_column_of_another_type(corpus: Path) -> None:
    rewrite_part(corpus, "nodes", lambda t: t.set_column(3, "seq", t.column("seq").cast(pa.int64())))
    assert "column seq is int64" in faults(corpus)


def test_a_missing_column(corpus: Path) -> None:
    rewrite_part(corpus, "nodes", lambda t: t.drop_columns(["citation"]))
    assert "no column citation" in faults(corpus)


def test_another_schema_version(corpus: Path) -> None:
    rewrite_part(corpus, "links", lambda t: t.replace_schema_metadata({"jorei.schema_version": "0"}))
    assert "schema version 0" in faults(corpus)


def test_a_null_where_none_may_be(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        table = table.replace_schema_metadata(table.schema.metadata)
        index = table.schema.get_field_index("kind")
        values = [None, *table.column("kind").to_pylist()[1:]]
        field = table.schema.field("kind").with_nullable(True)
        return table.set_column(index, field, pa.array(values, field.type))

    rewrite_part(corpus, "nodes", change)
    assert "column kind has nulls" in faults(corpus)


@pytest.mark.parametrize(
    ("name", "column", "value", "message"),
    [
        ("documents", "kind", "byelaw", "column kind has values that its list has not: byelaw"),
        ("references", "target_part", "末段", "column target_part has values that its list has not: 末段"),
        ("amendments", "actions", ["全改", "新設"], "column actions has values that its list has not: 新設"),
        ("nodes", "spans", [{"role": "heading", "start": 0, "end": 1}], "column spans.role has values"),
    ],
)
def test_a_value_that_is_not_on_its_list(corpus: Path, name: str, column: str, value: object, message: str) -> None:
    rewrite_part(corpus, name, lambda t: put(t, column, 0, value))
    assert message in faults(corpus)


def test_a_key_twice(corpus: Path) -> None:
    rewrite_part(corpus, "definitions", lambda t: pa.concat_tables([t, t.slice(0, 1)]))
    assert "key doc_id, def_id repeats" in faults(corpus)


def test_a_reference_to_a_node_that_is_not_there(corpus: Path) -> None:
    rewrite_part(corpus, "references", lambda t: put(t, "target_node_id", 0, "main__art_999"))
    assert "main__art_999" in faults(corpus)


def test_a_row_of_a_document_that_is_not_there(corpus: Path) -> None:
    rewrite_part(corpus, "amendments", lambda t: put(t, "doc_id", 0, "x-x-x-00000000"))
    assert "x-x-x-00000000" in faults(corpus)


def test_a_link_to_a_document_that_is_not_there(corpus: Path) -> None:
    rewrite_part(corpus, "links", lambda t: put(t, "target_doc_id", 0, "x-x-x-00000000"))
    assert "target_doc_id not in documents" in faults(corpus)


def test_a_link_to_a_node_that_is_not_there(corpus: Path) -> None:
    rewrite_part(corpus, "links", lambda t: put(t, "target_node_id", 0, "main__art_999"))
    assert "not in nodes" in faults(corpus)


def test_a_lost_character(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        row = where(table, "kind", "paragraph")
        spans = table.column("spans").to_pylist()[row]
        spans[-1]["end"] -= 1
        return put(table, "spans", row, spans)

    rewrite_part(corpus, "nodes", change)
    assert "lies in no span (1 characters lost)" in faults(corpus)


def test_all_of_a_document_lost(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        last = table.column("doc_id")[-1]
        return table.filter(pc.not_equal(table.column("doc_id").cast(pa.string()), last.cast(pa.string())))

    rewrite_part(corpus, "nodes", change)
    assert "lies in no span" in faults(corpus)


def test_a_character_in_two_spans(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        row = where(table, "kind", "paragraph")
        spans = table.column("spans").to_pylist()[row]
        return put(table, "spans", row, [*spans, spans[-1]])

    rewrite_part(corpus, "nodes", change)
    assert "lies in two spans" in faults(corpus)


def test_a_span_outside_the_text(corpus: Path) -> None:
    rewrite_part(corpus, "nodes", lambda t: put(t, "spans", 0, [{"role": "text", "start": -5, "end": -1}]))
    assert "spans outside the text" in faults(corpus)
    rewrite_part(corpus, "references", lambda t: put(t, "end", 0, 10**9))
    assert "lie outside their text" in faults(corpus)


def test_a_child_outside_its_parent(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        row = where(table, "kind", "paragraph")
        return put(table, "start", row, table.column("start")[row].as_py() - 40)

    rewrite_part(corpus, "nodes", change)
    assert "lies outside its parent" in faults(corpus)


def test_brothers_that_overlap(corpus: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        row = where(table, "label", "(2)")
        return put(table, "start", row, table.column("start")[row].as_py() - 6)

    rewrite_part(corpus, "nodes", change)
    assert "overlaps its elder sibling" in faults(corpus)


def test_a_wrong_length(corpus: Path) -> None:
    rewrite_part(corpus, "documents", lambda t: put(t, "char_count", 0, 1))
    assert "char_count is 1" in faults(corpus)


def test_an_id_that_leads_elsewhere(corpus: Path) -> None:
    rewrite_part(corpus, "documents", lambda t: put(t, "doc_id", 0, "../../outside"))
    assert "no id of a document: '../../outside'" in faults(corpus)


def test_a_build_json_that_was_changed(corpus: Path) -> None:
    marker = json.loads((corpus / "build.json").read_bytes())
    (corpus / "build.json").write_text(json.dumps({**marker, "buckets": 7}), encoding="utf-8")
    assert "build.json: 内容が書き込み後に変わっています" in faults(corpus)
