"""corrections.toml: found, read, applied by a build, reported when it does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

import jorei
from jorei.config.corrections_file import Corrections, find_corrections, nearest_corrections, parse_corrections
from jorei.errors import Refused
from jorei.model.corrections import WorkCorrections

TEXT = "○青潮市広場条例\n\n平成15年3月26日\n条例第1号\n\n第1条 市長は、広場を置く。\n広場は、無料とする。\n\n第2条 第9条の広場は、狭い。\n"
WORK = "青潮市/平成15年条例第1号"
CORRECTIONS = f"""
[[work]]
work_id = "{WORK}"
verified_by = "文書課"
verified_on = 2026-04-01

[[work.line]]
quote = "広場は、無料とする。"
kind = "paragraph"
label = "2"

[[work.reference]]
quote = "第9条"
targets = ["第1条第2項"]

[[work.finding]]
code = "S23"
verdict = "dismissed"
quote = "広場は、無料とする。"
reason = "原文どおり"
"""


def write(folder: Path, corrections: str, text: str = TEXT) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "hiroba.txt").write_text(text, encoding="utf-8")
    (folder / "corrections.toml").write_text(corrections, encoding="utf-8")
    return folder


def test_a_build_applies_them_and_marks_what_they_changed(tmp_path: Path) -> None:
    corpus = jorei.build(write(tmp_path / "raw", CORRECTIONS), tmp_path / "out")
    (document,) = corpus.documents.to_arrow().to_pylist()
    assert (document["work_id"], document["verified_by"], str(document["verified_on"])) == (
        WORK,
        "文書課",
        "2026-04-01",
    )
    corrected = {row["citation"]: row["corrected"] for row in corpus.nodes.to_arrow().to_pylist() if row["citation"]}
    assert corrected["第1条第2項"]
    assert not corrected["第1条第1項"]
    (reference,) = [row for row in corpus.references.to_arrow().to_pylist() if row["text"] == "第9条"]
    assert (reference["target_citation"], reference["status"], reference["corrected"]) == (
        "第1条第2項",
        "resolved",
        True,
    )
    assert corpus.info["corrections"][0]["lines"] == 1
    assert not corpus.info["skipped"]


def test_another_footer_loses_none_of_them(tmp_path: Path) -> None:
    before = jorei.build(write(tmp_path / "raw", CORRECTIONS), tmp_path / "one").nodes.to_arrow(
        ["node_id", "corrected"]
    )
    raw = write(tmp_path / "raw", CORRECTIONS, TEXT.replace("\n", "\r\n") + "\nページの先頭へ\n更新日 令和8年4月1日\n")
    corpus = jorei.build(raw, tmp_path / "two")
    after = [row for row in corpus.nodes.to_arrow(["node_id", "corrected"]).to_pylist() if row["corrected"]]
    assert after == [row for row in before.to_pylist() if row["corrected"]]
    assert "C01" not in corpus.diagnostics.to_arrow(["code"]).column("code").to_pylist()


def test_what_does_not_fit_is_reported(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", CORRECTIONS.replace("広場は、無料とする。", "広場は、有料とする。"))
    corpus = jorei.build(raw, tmp_path / "out")
    messages = [row["message"] for row in corpus.diagnostics.to_arrow().to_pylist() if row["code"] == "C01"]
    assert len(messages) == 2  # the line, and the dismissal without a finding
    other = write(tmp_path / "other", CORRECTIONS.replace(WORK, "緑川市/平成1年条例第1号"))
    jorei.build(other, tmp_path / "out2")
    assert any("緑川市" in warning for warning in jorei.Corpus(tmp_path / "out2").info["warnings"])


@pytest.mark.parametrize(
    ("corrections", "why"),
    [
        ("[[work]\n", "読めません"),
        ("[[work]]\nwork_id = 'a'\nverifed_by = 'b'\n", "verifed_by"),
        ("[[work]]\nwork_id = 'a'\n[[work.line]]\nquote = '甲'\nkind = '条'\n", "知らない種類"),
        ("[[work]]\nwork_id = 'a'\n[[work.finding]]\ncode = 'R01'\nverdict = 'maybe'\n", "verdict"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_build(tmp_path: Path, corrections: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        jorei.build(write(tmp_path / "raw", corrections), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_where_they_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write(tmp_path / "raw", CORRECTIONS)
    assert find_corrections(raw) == find_corrections(raw / "hiroba.txt") == raw / "corrections.toml"
    assert find_corrections(tmp_path) is None
    deep = raw / "a" / "b.txt"
    deep.parent.mkdir()
    monkeypatch.chdir(raw)
    assert nearest_corrections(deep) == raw / "corrections.toml"
    monkeypatch.chdir(deep.parent)
    assert nearest_corrections(deep) is None  # nothing above the working folder counts


def test_a_work_is_known_by_its_bytes_and_without_a_name_by_its_path() -> None:
    corrections = Corrections(
        [WorkCorrections("x-x-x-1", path="a.txt", sha256="ab"), WorkCorrections("市/条例", path="b.txt")]
    )
    assert corrections.about("市/新条例", "c.txt", "ab") == corrections.works[0]
    assert corrections.about("x-x-x-2", "a.txt", "cd") == corrections.works[0]
    assert corrections.about("市/別の条例", "b.txt", "cd") is None  # another work under the same path
    assert corrections.without_document([("市/別の条例", "b.txt", None)]) == (corrections.works[0],)


def test_the_example_of_the_readme_is_such_a_file(root: Path) -> None:
    blocks = (root / "raw" / "README.md").read_text(encoding="utf-8").split("```toml\n")
    example = next(block.partition("```")[0] for block in blocks if block.startswith("[[work]]"))
    (work,) = parse_corrections(example)
    assert (len(work.lines), len(work.references), len(work.findings)) == (1, 1, 1)


def test_what_fits_another_version_of_the_work_is_only_noted(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", CORRECTIONS.replace("verified_by", 'path = "hiroba.txt"\nverified_by'))
    (raw / "hiroba-old.txt").write_text(TEXT.replace("広場は、無料とする。", "広場は、有料とする。"), encoding="utf-8")
    corpus = jorei.build(raw, tmp_path / "out")
    severities = {row["severity"] for row in corpus.diagnostics.to_arrow().to_pylist() if row["code"] == "C01"}
    assert severities == {"info"}


def test_two_entries_of_a_work_are_one() -> None:
    twice = parse_corrections(CORRECTIONS + CORRECTIONS.replace("第9条", "第8条"))
    merged = Corrections(twice).about(WORK, None, None)
    assert merged is not None
    assert [reference.quote.text for reference in merged.references] == ["第9条", "第8条"]


def test_parse_file_takes_them_when_told(tmp_path: Path) -> None:
    raw = write(tmp_path / "raw", CORRECTIONS)
    assert jorei.parse_file(raw / "hiroba.txt").find("第1条第2項").node.corrected is False
    corrected = jorei.parse_file(raw / "hiroba.txt", corrections=raw / "corrections.toml")
    assert corrected.find("第1条第2項").node.corrected is True
    assert corrected.metadata.verified_by == "文書課"
