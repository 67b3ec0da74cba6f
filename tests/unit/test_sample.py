"""corpus/sample/ is what a build of raw/ gives today."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jorei.dataset.schema import TABLES

KEPT = tuple(name for name, table in TABLES.items() if not table.optional)


def rows(folder: Path, table: str) -> list[dict]:
    """The rows of a table in the order of its key, so that the number of parts makes no difference."""
    parts = sorted((folder / table).glob("*.parquet"))
    rows_of_parts = [row for part in parts for row in pq.read_table(part).to_pylist()]
    return sorted(rows_of_parts, key=lambda row: tuple(row[column] for column in TABLES[table].key))


@pytest.mark.parametrize("table", KEPT)
def test_the_sample_has_the_rows_of_a_fresh_build(sample: Path, built: Path, table: str) -> None:
    sampled, fresh = rows(sample, table), rows(built, table)
    for old, new in zip(sampled, fresh, strict=False):
        assert old == new
    assert len(sampled) == len(fresh)


def test_every_document_is_read_and_understood(sample: Path) -> None:
    documents = rows(sample, "documents")
    assert {document["status"] for document in documents} == {"ok"}
    titles = {document["doc_id"]: document["title"] for document in documents}
    assert [(titles[n["doc_id"]], n["text"]) for n in rows(sample, "nodes") if n["kind"] == "unparsed"] == []
