"""A build of an earlier jorei becomes one of this, or it is said why not; and columns do not change unnoticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jorei.cli import main
from jorei.dataset.migrate import FILLS, MigrationStep, migrate
from jorei.dataset.schema import SCHEMA_VERSION, TABLES, VERSION_KEY
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused

SNAPSHOT = Path(__file__).parents[1] / "schema" / "columns.json"
ADDED = ("within_ref_id", "part_start", "part_end", "target_table_id", "reads_from", "reads_as", "delegated", "basis")


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    shutil.copytree(built, folder)
    return folder


def rewrite(corpus: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    for file in (corpus / name).glob("*.parquet"):
        pq.write_table(change(pq.read_table(file)), file)


def aged(corpus: Path) -> None:
    """The build of a jorei that knew no ends of ranges, no 読替え and no delegations."""
    rewrite(corpus, "references", lambda rows: rows.drop_columns(list(ADDED)))
    rewrite(corpus, "definitions", lambda rows: rows.drop_columns(["narrowing"]))


def test_columns_added_since_are_filled(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = pq.read_table(corpus / "references").drop_columns(list(ADDED))
    aged(corpus)
    assert any("no column within_ref_id" in fault.en for fault in validate(corpus))
    assert main(["migrate", str(corpus)]) == 0
    assert "references.within_ref_id" in capsys.readouterr().out
    assert list(validate(corpus)) == []
    rows = pq.read_table(corpus / "references")
    assert rows.select(before.column_names).to_pylist() == before.to_pylist()
    assert rows.column("within_ref_id").null_count == rows.num_rows
    assert set(rows.column("basis").to_pylist()) == {False}
    assert json.loads((corpus / "build.json").read_bytes())["migrated_from"]


def test_a_build_of_this_version_is_left_alone(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (corpus / "build.json").stat().st_mtime_ns
    assert main(["migrate", str(corpus)]) == 0
    assert "up to date" in capsys.readouterr().out
    assert (corpus / "build.json").stat().st_mtime_ns == before


def test_steps_lead_from_version_to_version(corpus: Path) -> None:
    """From a version 0 that called titles names, over 0.5, which gave documents their licence."""

    def renamed(name: str, rows: pa.Table) -> pa.Table:
        return rows.rename_columns({"name": "title"}) if name == "documents" else rows

    def licensed(name: str, rows: pa.Table) -> pa.Table:
        if name != "documents":
            return rows
        return rows.append_column("licence", pa.array(["CC0"] * rows.num_rows, pa.string()))

    titles = pq.read_table(corpus / "documents").column("title").to_pylist()
    for name in TABLES:
        rewrite(corpus, name, lambda rows: rows.replace_schema_metadata({VERSION_KEY: "0"}))
    rewrite(corpus, "documents", lambda rows: rows.rename_columns({"title": "name"}).drop_columns(["licence"]))
    marker = json.loads((corpus / "build.json").read_bytes())
    (corpus / "build.json").write_text(json.dumps({**marker, "schema_version": "0"}), encoding="utf-8")
    with pytest.raises(Refused, match="no way from schema version 0"):
        migrate(corpus)
    done = migrate(corpus, (MigrationStep("0", "0.5", renamed), MigrationStep("0.5", SCHEMA_VERSION, licensed)))
    assert done is not None
    assert (done.before, done.filled) == ("0", ())
    assert list(validate(corpus)) == []
    documents = pq.read_table(corpus / "documents")
    assert documents.column("title").to_pylist() == titles
    assert set(documents.column("licence").to_pylist()) == {"CC0"}


def test_a_build_of_version_1_gets_the_columns_of_version_2(corpus: Path) -> None:
    for name in TABLES:
        if (corpus / name).exists():
            rewrite(corpus, name, lambda rows: rows.replace_schema_metadata({VERSION_KEY: "1"}))
    rewrite(corpus, "documents", lambda rows: rows.drop_columns(["prefecture", "in_force_stages"]))
    stretches = ["definition_text", "definition_start", "definition_end"]
    rewrite(corpus, "definitions", lambda rows: rows.drop_columns(stretches))
    rewrite(corpus, "norms", lambda rows: rows.drop_columns(["subject"]).rename_columns({"topic": "subject"}))
    marker = json.loads((corpus / "build.json").read_bytes())
    (corpus / "build.json").write_text(json.dumps({**marker, "schema_version": "1"}), encoding="utf-8")
    done = migrate(corpus)
    assert done is not None
    assert done.before == "1"
    assert {"documents.prefecture", "documents.in_force_stages"} <= set(done.filled)
    assert list(validate(corpus)) == []


@pytest.mark.parametrize("later", ["3", "nonsense"])
def test_a_build_of_a_later_version_is_refused(corpus: Path, later: str, capsys: pytest.CaptureFixture[str]) -> None:
    marker = json.loads((corpus / "build.json").read_bytes())
    (corpus / "build.json").write_text(json.dumps({**marker, "schema_version": later}), encoding="utf-8")
    assert main(["migrate", str(corpus)]) == 2
    assert "build it anew" in capsys.readouterr().err


def test_what_cannot_be_filled_must_be_built_anew(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(corpus, "nodes", lambda rows: rows.drop_columns(["citation"]))
    rewrite(corpus, "norms", lambda rows: rows.drop_columns(["modality"]))
    before = {path: path.stat().st_mtime_ns for path in corpus.rglob("*")}
    assert main(["migrate", str(corpus)]) == 2
    assert "column modality of norms cannot be filled" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in corpus.rglob("*")} == before
    assert [path.name for path in corpus.parent.iterdir()] == ["build"]


def test_no_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", str(tmp_path)]) == 2
    assert "no jorei build" in capsys.readouterr().err


def test_what_fills_a_column_is_of_a_column() -> None:
    assert {(table, column) for table, column in FILLS if column not in TABLES[table].names} == set()


def test_columns_change_with_a_version_only(regenerate: bool) -> None:
    """A column or a value that goes, or changes its type or its meaning, needs a new SCHEMA_VERSION and a step of migrate;
    a column that comes needs a default in migrate unless it may be null. Then: pytest tests/unit/test_migrate.py
    --regenerate"""
    now = {
        name: {column.name: [column.type, column.required, column.meaning, *column.values] for column in table.columns}
        for name, table in TABLES.items()
    }
    if regenerate:
        text = json.dumps({"version": SCHEMA_VERSION, "tables": now}, ensure_ascii=False, indent=1)
        SNAPSHOT.write_text(text + "\n", encoding="utf-8")
    snapshot = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    if snapshot["version"] == SCHEMA_VERSION:
        for name, columns in snapshot["tables"].items():
            same = {column: now[name].get(column, [])[:3] for column in columns}
            assert same == {column: facts[:3] for column, facts in columns.items()}, "needs a new SCHEMA_VERSION"
            gone = {column: set(facts[3:]) - set(now[name][column][3:]) for column, facts in columns.items()}
            assert not any(gone.values()), f"needs a new SCHEMA_VERSION: {gone}"
        added = [
            (name, column) for name in now for column in now[name] if column not in snapshot["tables"].get(name, {})
            and now[name][column][1] and (name, column) not in FILLS
        ]  # fmt: skip
        assert added == [], "a required column that migrate cannot fill"
    assert snapshot == {"version": SCHEMA_VERSION, "tables": now}, "regenerate the snapshot"
