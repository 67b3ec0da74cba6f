"""manifest.csv: rows for one file and for many, in builds and for one document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jorei
from jorei.cli import main
from jorei.config.manifest import given_near, read_manifest

TEXT = "○公園条例\n\n第1条 甲とする。\n"
ROWS = "path,municipality,licence\n*,岬町,CC0\nsub/*,浜根市,\nsub/own.txt,,CC BY\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three documents and a manifest of patterns."""
    raw = tmp_path / "raw"
    (raw / "sub").mkdir(parents=True)
    for path in ("a.txt", "sub/b.txt", "sub/own.txt"):
        (raw / path).write_text(f"{TEXT}第2条 {path}\n", encoding="utf-8")
    (raw / "manifest.csv").write_text(ROWS, encoding="utf-8")
    return raw


def test_closer_rows_win_field_by_field(folder: Path, tmp_path: Path) -> None:
    documents = jorei.build(folder, tmp_path / "out").documents.to_pandas()
    found = {row.source_path: (row.municipality, row.licence) for row in documents.itertuples()}
    assert found == {"a.txt": ("岬町", "CC0"), "sub/b.txt": ("浜根市", "CC0"), "sub/own.txt": ("浜根市", "CC BY")}


def test_a_pattern_without_a_file_is_a_warning(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "manifest.csv").write_text(ROWS + "none/*,甲町,\n", encoding="utf-8")
    assert main(["build", str(folder), "-o", str(tmp_path / "out")]) == 0
    assert "none/*" in capsys.readouterr().err


def test_one_document_has_its_rows_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert jorei.parse_file(folder / "sub" / "b.txt").metadata.municipality == "浜根市"
    assert jorei.parse_file(folder / "a.txt").metadata.licence == "CC0"


def test_parse_prints_what_the_manifest_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(folder.parent)
    assert main(["parse", str(folder / "a.txt"), "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["document"]["municipality"] == "岬町"


def test_a_damaged_manifest_says_nothing_of_one_document(folder: Path) -> None:
    (folder / "manifest.csv").write_text("file,municipality\na.txt,岬町\n", encoding="utf-8")
    assert given_near(folder / "a.txt") is None


def test_signs_of_patterns_are_taken_at_their_word() -> None:
    manifest = read_manifest("path,municipality\na[1]?.txt,甲市\n".encode())
    assert manifest.rows_for("a[1]2.txt") == ("a[1]?.txt",)
    assert manifest.rows_for("a1.txt") == ()


def test_a_build_says_which_documents_have_no_name(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "manifest.csv").unlink()
    (folder / "bare.txt").write_text("第1条 丙とする。\n", encoding="utf-8")
    assert main(["build", str(folder), "-o", str(tmp_path / "out")]) == 0
    marker = json.loads((tmp_path / "out" / "build.json").read_bytes())
    everything = ["a.txt", "bare.txt", "sub/b.txt", "sub/own.txt"]
    assert marker["unnamed"] == {"title": ["bare.txt"], "municipality": everything, "kind": ["bare.txt"]}
    shown = capsys.readouterr().out
    assert "documents without title: 1 (bare.txt)" in shown
    assert "documents without municipality: 4 (a.txt, bare.txt, sub/b.txt …)" in shown
