"""A rule that cites what its ordinance does not have (R18): `check`, a build and the review page have the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import jorei
from jorei.cli import main
from jorei.dataset.validate.validate import validate
from jorei.identity.parent_ordinance import parent_of, provisions_of
from jorei.review.session import ReviewSession
from jorei.run.local import build

ORDINANCE = """○青潮市広場条例

平成15年3月20日
条例第1号

(許可)
第1条 広場を使用する者は、市長の許可を受ける。

2 前項の許可は、次に掲げる者にする。
(1) 市の住民
(2) 市の団体

(使用料)
第2条 広場の使用料は、500円とする。

第3条 削除

(委任)
第3条の2 規則で定める。

附 則

この条例は、公布の日から施行する。
"""
RULE = """○青潮市広場条例施行規則

平成15年3月20日
規則第2号

(趣旨)
第1条 この規則は、青潮市広場条例(平成15年青潮市条例第1号。以下「条例」という。)の施行に関し必要な事項を定める。

(申請)
第2条 {words}書面でする。

附 則

この規則は、公布の日から施行する。
"""
WITHOUT_NAME = RULE.replace(
    "青潮市広場条例(平成15年青潮市条例第1号。以下「条例」という。)の施行に関し", "条例の施行に関し"
)


def put(raw: Path, **texts: str) -> Path:
    raw.mkdir(exist_ok=True)
    for name, text in texts.items():
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
    return raw


def by_check(raw: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["check", str(raw), "--format", "json"])
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return [row for row in rows if row["code"] == "R18"]


def by_build(raw: Path, out: Path) -> list[dict[str, Any]]:
    build(raw, out, jobs=1)
    assert list(validate(out)) == []
    rows = jorei.Corpus(out).diagnostics.to_arrow().to_pylist()
    return [row for row in rows if row["code"] == "R18"]


def missing(raw: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The messages of the findings, after it is seen that check, build and review agree."""
    checked, built = by_check(raw, capsys), by_build(raw, out)
    keys = ("message", "message_en", "severity", "start", "end", "line", "column", "node_id", "suppressed_by")
    assert [{key: row[key] for key in keys} for row in built] == [{key: row[key] for key in keys} for row in checked]
    listed = [row["message"] for row in ReviewSession(out).overview()[1] if row["code"] == "R18" and not row["verdict"]]
    assert listed == [row["message"] for row in built if not row["suppressed_by"]]
    return [row["message"].partition("は青潮市広場条例")[0] for row in built if not row["suppressed_by"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("条例第9条の申請は、", ["第9条"]),
        ("条例第3条の3の申請は、", ["第3条の3"]),
        ("条例第1条第3項の申請は、", ["第1条第3項"]),
        ("条例第1条第2項第3号の申請は、", ["第1条第2項第3号"]),
        ("条例第2条から第5条までの申請は、", ["第2条から第5条まで"]),
        ("条例第1条第2項第1号から第3号までの申請は、", ["第1条第2項第1号から第3号まで"]),
        ("条例第九条及び第十条の申請は、", ["第9条", "第10条"]),
        ("条例第1条第1項、第2項第2号、第2条及び第3条の2の申請は、", []),
        ("条例第1条から第3条の2までの申請は、", []),
        ("条例第1条第2項各号の申請は、", []),
        ("条例第1条第2項第2号アの申請は、", []),
        ("条例第3条の申請は、", []),  # 削除: another check speaks of it
        ("旧条例第9条の申請は、", []),
        ("青潮市公園条例(平成3年青潮市条例第8号)第9条の申請は、", []),
        ("第9条の申請は、", []),
        ("条例別表第3の申請は、", []),  # not followed
    ],
)
def test_what_the_ordinance_does_not_have(
    words: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=RULE.format(words=words))
    assert missing(raw, tmp_path / "out", capsys) == expected


WRONG = RULE.format(words="条例第9条の申請は、")


def test_the_place_is_that_of_the_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=WRONG)
    (row,) = by_check(raw, capsys)
    assert (row["line"], row["source_path"], WRONG[row["start"] : row["end"]]) == (10, "kisoku.txt", "第9条")
    assert (row["severity"], row["name"], row["message_en"]) == (
        "error", "rule-reference-dangling", "青潮市広場条例 has no 第9条",
    )  # fmt: skip


def test_the_ordinance_is_known_by_the_title_of_the_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=WITHOUT_NAME.format(words="条例第9条の申請は、"))
    assert missing(raw, tmp_path / "out", capsys) == ["第9条"]


@pytest.mark.parametrize(
    "ordinance",
    [
        ORDINANCE.replace("条例第1号", "条例第7号"),  # another number
        ORDINANCE.replace("青潮市広場条例", "青潮市公園条例"),
        ORDINANCE.replace("青潮市", "緑川市"),
        ORDINANCE.partition("附 則")[0],  # the end is not there
        ORDINANCE.replace("第3条 削除\n", ""),  # a gap
        ORDINANCE.replace("第3条 削除\n", "(略)\n"),
        ORDINANCE.replace("(委任)", "第9条 何々とする。\n\n(委任)"),
    ],
)
def test_nothing_is_said_without_the_whole_ordinance(
    ordinance: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = put(tmp_path / "raw", jorei=ordinance, kisoku=WRONG)
    assert missing(raw, tmp_path / "out", capsys) == []


def test_of_several_versions_none_may_have_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = ORDINANCE.replace("附 則", "第4条 甲とする。\n\n附 則")
    longest = older.replace("附 則", "".join(f"第{number}条 乙とする。\n\n" for number in range(5, 10)) + "附 則")
    raw = put(tmp_path / "raw", jorei=ORDINANCE, jorei_r2=older, kisoku=WRONG)
    assert missing(raw, tmp_path / "out", capsys) == ["第9条"]
    put(raw, jorei_h30=longest)
    assert missing(raw, tmp_path / "out", capsys) == []


def test_a_suppl_provision_speaks_of_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = RULE.format(words="甲の申請は、") + "\n2 条例第9条の規定による申請は、なお従前の例による。\n"
    raw = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=later)
    assert missing(raw, tmp_path / "out", capsys) == []


def test_an_amending_rule_is_not_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    amending = (
        "○青潮市広場条例施行規則の一部を改正する規則\n\n青潮市広場条例施行規則の一部を次のように改正する。\n\n"
        "第2条中「条例第8条」を「条例第9条」に改める。\n\n附 則\n\nこの規則は、公布の日から施行する。\n"
    )
    raw = put(tmp_path / "raw", jorei=ORDINANCE, kaisei=amending)
    assert missing(raw, tmp_path / "out", capsys) == []


def test_it_can_be_dismissed_ignored_and_weighed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, out = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=WRONG), tmp_path / "out"
    profile = raw / "jorei-profile.toml"
    profile.write_text('[severity]\nR18 = "info"\n', encoding="utf-8")
    assert [row["severity"] for row in by_check(raw, capsys)] == ["info"]
    assert missing(raw, out, capsys) == ["第9条"]
    profile.write_text(
        '[[suppressions]]\ncode = "R18"\nquote = "第9条"\npath = "kisoku.txt"\nreason = "承知"\n', encoding="utf-8"
    )
    assert missing(raw, out, capsys) == []
    profile.write_text('ignore = ["R18"]\n', encoding="utf-8")
    assert by_build(raw, out) == by_check(raw, capsys) == []


def test_a_verdict_of_review_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, out = put(tmp_path / "raw", jorei=ORDINANCE, kisoku=WRONG), tmp_path / "out"
    by_build(raw, out)
    session = ReviewSession(out, raw)
    (finding,) = [row for row in session.overview()[1] if row["code"] == "R18"]
    session.decide(finding["doc_id"], finding["index"], "dismissed", "承知")
    session.rebuild()
    assert [row["suppressed_by"] is not None for row in by_build(raw, out)] == [True]
    assert [row["suppressed_by"] is not None for row in by_check(raw, capsys)] == [True]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_over_the_last_one_is_the_fresh_build(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 2)
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 800)
    raw, out = tmp_path / "raw", tmp_path / "out"
    put(raw, kisoku=WRONG, **{f"d{number}": f"○青潮市第{number}公園条例\n\n第1条 置く。\n" for number in range(9)})

    def again() -> int:
        build(raw, out, jobs=jobs)
        fresh = tmp_path / "fresh"
        build(raw, fresh, jobs=1, fresh=True)
        ours, theirs = (
            {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*.parquet")}
            for folder in (out, fresh)
        )
        assert ours == theirs
        rows = jorei.Corpus(out).diagnostics.to_arrow(["code"]).column("code").to_pylist()
        return rows.count("R18")

    assert again() == 0
    put(raw, jorei=ORDINANCE)
    assert again() == again() == 1
    put(raw, d3="○青潮市第3公園条例\n\n第1条 別の所に置く。\n")
    assert again() == 1
    put(raw, kisoku=RULE.format(words="条例第2条の申請は、"))
    assert again() == 0
    put(raw, kisoku=WRONG, copy=ORDINANCE)
    assert again() == 1
    (raw / "jorei.txt").unlink()
    assert again() == 1
    (raw / "copy.txt").unlink()
    assert again() == 0


def test_what_is_kept_of_a_document() -> None:
    ordinance, rule = jorei.parse(ORDINANCE), jorei.parse(WRONG)
    assert provisions_of(ordinance) == "1 1/1 1/2 1/2/1 1/2/2 2 2/1 3 3/1 3_2 3_2/1"
    assert (provisions_of(rule), parent_of(ordinance)) == ("", None)
    parent = parent_of(rule)
    assert parent is not None
    assert (parent.title, parent.number, [one.citation for one in parent.cited]) == (
        "青潮市広場条例", "平成15年条例第1号", ["第9条"],
    )  # fmt: skip
