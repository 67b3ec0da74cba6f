"""Findings that only all documents together show (S25, A01): `check`, a build and the review page have the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

import jorei
from builds import data_files
from jorei.cli import main
from jorei.dataset.validate.validate import validate
from jorei.review.session import ReviewSession
from jorei.run.job import BuildReport
from jorei.run.local import build
from jorei.run.task import Options

BASE = """○青潮市広場条例

第1条 広場を使用する者は、市長の許可を受ける。

第2条 広場の使用料は、500円とする。

附 則

この条例は、公布の日から施行する。
"""
AMENDING = """○青潮市広場条例の一部を改正する条例

青潮市広場条例(平成15年青潮市条例第1号)の一部を次のように改正する。

第2条中「600円」を「700円」に改める。

附 則

この条例は、公布の日から施行する。
"""
OTHER = "○青潮市公園条例\n\n第1条 公園を置く。\n"
ABSENT = ("amending.txt", "A01", "error", "「600円」は元の条例の第2条にありません（近い字句: 「500円」）")
DOUBLE = ("base.txt", "S25", "warning", "同じ本文の文書が他に1件あります（copy.txt）")
Summary = list[tuple[str, str, str, str]]


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "raw", amending=AMENDING, base=BASE)


def put(raw: Path, **texts: str) -> Path:
    raw.mkdir(exist_ok=True)
    for name, text in texts.items():
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
    return raw


def profile(raw: Path, text: str) -> None:
    (raw / "jorei-profile.toml").write_text(text, encoding="utf-8")


def dismiss(raw: Path, code: str, work: str, quote: str = "", reason: str = "承知") -> None:
    verdict = f'[[work.finding]]\ncode = "{code}"\nverdict = "dismissed"\nquote = "{quote}"\nreason = "{reason}"\n'
    (raw / "corrections.toml").write_text(f'[[work]]\nwork_id = "{work}"\n\n{verdict}', encoding="utf-8")


def by_check(raw: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["check", str(raw), "--format", "json"])
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def by_build(raw: Path, out: Path) -> list[dict[str, Any]]:
    """The rows of `diagnostics`, with the path of each document, in its order."""
    if out.exists():
        build(raw, out, jobs=1)
    else:
        jorei.build(raw, out, jobs=1)
    assert list(validate(out)) == []
    corpus = jorei.Corpus(out)
    paths = {row["doc_id"]: row["source_path"] for row in corpus.documents.to_arrow().to_pylist()}
    rows = corpus.diagnostics.to_arrow().to_pylist()
    return sorted((row | {"source_path": paths[row["doc_id"]]} for row in rows), key=lambda row: row["source_path"])


def by_review(out: Path) -> list[dict[str, Any]]:
    """What the review page lists: findings that nobody has dismissed."""
    documents, findings = ReviewSession(out).overview()
    paths = {row["doc_id"]: row["source_path"] for row in documents}
    return [row | {"source_path": paths[row["doc_id"]]} for row in findings]


def summary(rows: list[dict[str, Any]]) -> Summary:
    return [
        (row["source_path"], row["code"], row["severity"], row["message"])
        for row in rows
        if row["code"] in ("S25", "A01", "C01") and not row.get("suppressed_by")
    ]


def everywhere(raw: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> Summary:
    """The findings in short, after it is seen that all three have them."""
    checked, built = by_check(raw, capsys), by_build(raw, out)
    assert summary(built) == summary(checked)
    assert summary(by_review(out)) == summary(checked)
    rows = [
        {name: row[name] for name in ("source_path", "diag_id", "code", "start", "node_id", "line")} for row in built
    ]
    paths = {row["source_path"] for row in jorei.Corpus(out).documents.to_arrow(["source_path"]).to_pylist()}
    assert (
        rows == [{name: row[name] for name in rows[0]} for row in checked if row["source_path"] in paths]
        if rows
        else True
    )
    return summary(checked)


def test_an_amending_ordinance_is_compared_with_its_base(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert everywhere(raw, tmp_path / "out", capsys) == [ABSENT]


def test_the_same_text_twice(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(raw, copy=BASE)
    assert everywhere(raw, tmp_path / "out", capsys) == [ABSENT, DOUBLE]


@pytest.mark.parametrize("ignored", ['["S25", "A01"]', '["S", "A"]'])
def test_the_profile_can_ignore_them(
    ignored: str, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, copy=BASE)
    profile(raw, f"ignore = {ignored}\n")
    assert everywhere(raw, tmp_path / "out", capsys) == []


def test_the_profile_says_how_severe_they_are(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(raw, copy=BASE)
    profile(raw, '[severity]\nS25 = "info"\nA01 = "warning"\n')
    assert [severity for _, _, severity, _ in everywhere(raw, tmp_path / "out", capsys)] == ["warning", "info"]


def test_the_profile_can_dismiss_them(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(raw, copy=BASE)
    dismissals = (("S25", 'path = "base.txt"'), ("A01", 'quote = "600円"'))
    profile(
        raw, "".join(f'[[suppressions]]\ncode = "{code}"\n{which}\nreason = "承知"\n' for code, which in dismissals)
    )
    assert everywhere(raw, tmp_path / "out", capsys) == []
    labels = [row["suppressed_by"] for row in by_build(raw, tmp_path / "out") if row["code"] in ("S25", "A01")]
    assert labels == ["jorei-profile.toml: 承知"] * 2


@pytest.mark.parametrize("code", ["A01", "S25"])
def test_they_can_be_dismissed_in_review_until_they_are_gone(
    code: str, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, copy=BASE)
    out = tmp_path / "out"
    by_build(raw, out)
    session = ReviewSession(out, raw)
    (finding,) = [row for row in session.overview()[1] if row["code"] == code]
    session.decide(finding["doc_id"], finding["index"], "dismissed", "承知")
    assert [row["verdict"] for row in session.overview()[1] if row["code"] == code] == ["dismissed"]
    session.rebuild()
    left = [finding for finding in (ABSENT, DOUBLE) if finding[1] != code]
    assert everywhere(raw, out, capsys) == left
    put(raw, copy=OTHER, amending=AMENDING.replace("600円", "500円"))
    path, quote = ("amending.txt", "600円") if code == "A01" else ("base.txt", "")
    gone = f"「{quote}」の修正（{code} 承知）が合いません: 該当する指摘はもうありません"
    assert everywhere(raw, out, capsys) == [(path, "C01", "warning", gone)]


def test_a_dismissal_without_its_finding_is_silent_where_c01_is_ignored(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, amending=OTHER)
    dismiss(raw, "R01", "青潮市/青潮市広場条例", "第9条")
    gone = "「第9条」の修正（R01 承知）が合いません: 該当する指摘はもうありません"
    assert everywhere(raw, tmp_path / "out", capsys) == [("base.txt", "C01", "warning", gone)]
    profile(raw, 'ignore = ["C01"]\n')
    assert everywhere(raw, tmp_path / "out", capsys) == []


def test_a_base_of_another_municipality_does_not_count(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(raw, amending=AMENDING.replace("青潮市", ""), base=BASE.replace("青潮市", ""))
    manifest = raw / "manifest.csv"
    manifest.write_text("path,municipality\namending.txt,青潮市\nbase.txt,緑川市\n", encoding="utf-8")
    assert everywhere(raw, tmp_path / "out", capsys) == []
    manifest.write_text("path,municipality\namending.txt,青潮市\n", encoding="utf-8")
    assert everywhere(raw, tmp_path / "out", capsys) == [ABSENT]


class TestIncremental:
    """A build over the last one is the fresh build, byte for byte, whatever becomes of base and copies."""

    @pytest.fixture(autouse=True)
    def _small_groups(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 2)
        monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 800)

    def again(self, raw: Path, out: Path, jobs: int = 1) -> list[str]:
        options = Options(json=True)
        build(raw, out, jobs=jobs, options=options)
        fresh = out.parent / "fresh"
        build(raw, fresh, jobs=1, options=options, fresh=True)
        assert list(validate(out)) == []
        ours, theirs = data_files(out), data_files(fresh)
        assert [name for name in theirs if ours.get(name) != theirs[name]] == []
        assert ours.keys() == theirs.keys()
        trees = [msgspec.json.decode(data) for name, data in ours.items() if name.endswith(".json") and "/" in name]
        codes = sorted(row["code"] for tree in trees for row in tree["diagnostics"] if row["code"] in ("S25", "A01"))
        rows = jorei.Corpus(out).diagnostics.to_arrow(["code"]).column("code").to_pylist()
        assert codes == sorted(code for code in rows if code in ("S25", "A01"))
        return codes

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_the_base_comes_changes_and_goes(self, jobs: int, raw: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        put(raw, **{f"d{number}": OTHER.replace("公園", f"公園{number}") for number in range(9)})
        (raw / "base.txt").unlink()
        assert self.again(raw, out, jobs) == []
        put(raw, base=BASE)
        assert self.again(raw, out, jobs) == ["A01"]
        assert self.again(raw, out, jobs) == ["A01"]
        put(raw, base=BASE.replace("500円", "600円"))
        assert self.again(raw, out, jobs) == []
        put(raw, base=BASE, copy=BASE, amending2=AMENDING)
        assert self.again(raw, out, jobs) == ["A01", "S25", "S25"]
        (raw / "amending.txt").unlink()  # its copy stands for it from now on
        assert self.again(raw, out, jobs) == ["A01", "S25"]
        (raw / "base.txt").unlink()
        assert self.again(raw, out, jobs) == ["A01"]

    def test_what_has_not_changed_is_not_read_again(
        self, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(raw, copy=BASE)
        first: BuildReport = build(raw, tmp_path / "out", jobs=1)
        before = {path: path.stat().st_ino for path in (tmp_path / "out").glob("diagnostics/*.parquet")}
        monkeypatch.setattr("jorei.run.build_findings.WholeBuildFindings._columns", None)  # it would not be callable
        assert build(raw, tmp_path / "out", jobs=1).rows == first.rows
        assert {path: path.stat().st_ino for path in before} == before
