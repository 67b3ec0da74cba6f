"""`jorei check`: what it prints in each format, profiles, dismissals, exit codes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

import jorei
from jorei.check import BY_CODE, RULES, gather
from jorei.cli import check_session, main
from jorei.config.profile import read_profile
from jorei.errors import Refused
from jorei.model import Diagnostic, Source
from jorei.pipeline.pipeline import analyse
from jorei.pipeline.references import CorrectedAnalysis
from jorei.read import read_text

TEXT = """○青潮市広場条例

第1条 広場の使用は、第9条第3項の例による。

第2条 広場は、朝に開き　第8条の規定により夕に閉じる。

附 則

この条例は、公布の日から施行する。
"""
AMENDING = """○青潮市広場条例の一部を改正する条例

青潮市広場条例(平成15年青潮市条例第1号)の一部を次のように改正する。

第2条中「昼」を「夕」に改める。

附 則

この条例は、公布の日から施行する。
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "hiroba.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path / "raw"


def profile(raw: Path, text: str) -> None:
    (raw / "jorei-profile.toml").write_text(text, encoding="utf-8")


class TestText:
    def test_a_finding_shows_its_line_with_carets_of_the_right_width(
        self, raw: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", "raw", "--select", "R01"]) == 1
        captured = capsys.readouterr()
        assert captured.out.split("\n\n")[0].splitlines() == [
            "error R01 dangling-reference: 第9条第3項はこの条例にありません（最後の条は第2条）",
            "  --> raw/hiroba.txt:3:12",
            "  3 | 第1条 広場の使用は、第9条第3項の例による。",
            "    |                     ^^^^^^^^^^",
            "    = 5 | 第2条",
            "    = 第9条第3項 does not exist in this document (the last article is 第2条)",
        ]
        assert captured.err == "文書 1: 誤り 2、警告 0、情報 0 / 2 errors, 0 warnings, 0 infos\n"

    def test_a_clean_document_is_0_and_silent(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "raw", "--select", "S"]) == 0
        assert capsys.readouterr().out == ""

    def test_colours_on_a_terminal_alone(
        self, raw: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm")
        main(["check", "raw", "--select", "R01"])
        assert "\x1b[31;1merror R01" in capsys.readouterr().out
        monkeypatch.setenv("NO_COLOR", "1")
        main(["check", "raw", "--select", "R01"])
        assert "\x1b" not in capsys.readouterr().out

    def test_a_document_cannot_move_the_cursor(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        hostile = TEXT.replace("広場の使用は", "広場\x1b[2Jの\u202e使用は").replace("青潮市", "青\x9b潮市")
        (raw / "hiroba.txt").write_text(hostile, encoding="utf-8")
        main(["check", "raw"])
        out = capsys.readouterr().out
        assert "R01" in out
        assert not set(out) & {"\x1b", "\x9b", "\u202e"}

    def test_a_code_that_is_none_is_wrong_usage(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "raw", "--select", "Z1"]) == 2
        assert "Z1" in capsys.readouterr().err

    def test_a_check_that_is_off_runs_when_it_is_selected(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "hiroba.txt").write_text(TEXT.replace("朝に開き", "開く時は、"), encoding="utf-8")
        main(["check", "raw"])
        assert "V06" not in capsys.readouterr().out
        main(["check", "raw", "--select", "V06"])
        assert "warning V06 toki-kanji" in capsys.readouterr().out

    def test_an_unreadable_document_is_3(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "b.pdf").write_bytes(b"%PDF-1.7")
        assert main(["check", "raw", "--select", "S"]) == 3
        assert "raw/b.pdf: 読めません" in capsys.readouterr().err


def test_an_amending_ordinance_is_compared_with_its_base(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw / "amending.txt").write_text(AMENDING, encoding="utf-8")  # comes before its base
    main(["check", "raw"])
    out = capsys.readouterr().out
    assert "error A01 amend-old-text-absent: 「昼」は元の条例の第2条にありません" in out
    assert out.index("amending.txt") < out.index("hiroba.txt")


class TestMachines:
    def sarif(self, raw: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
        main(["check", "raw", "--format", "sarif", *more])
        log = json.loads(capsys.readouterr().out)
        SarifLog.model_validate(log)  # generated from sarif-schema-2.1.0.json; forbids what the schema does not know
        return dict(log)

    def test_sarif_has_every_check_and_where(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (run,) = self.sarif(raw, capsys)["runs"]
        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.code for rule in RULES]
        result = next(result for result in run["results"] if result["ruleId"] == "R01")
        assert result["level"] == "error"
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "R01"
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == "raw/hiroba.txt"
        assert location["region"] | {"charOffset": 0} == {
            "startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 18, "charOffset": 0, "charLength": 6,
        }  # fmt: skip

    def test_sarif_tells_of_dismissed_findings_and_unreadable_files(
        self, raw: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        profile(raw, '[[suppressions]]\ncode = "R01"\nquote = "第9条第3項"\nreason = "旧条例を指す"\n')
        (raw / "b.pdf").write_bytes(b"%PDF-1.7")
        (run,) = self.sarif(raw, capsys, "--select", "R01")["runs"]
        first, second = run["results"]
        assert first["suppressions"] == [{"kind": "external", "justification": "jorei-profile.toml: 旧条例を指す"}]
        assert "suppressions" not in second
        assert run["invocations"][0]["executionSuccessful"] is False

    def test_sarif_of_nothing_is_valid(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.sarif(raw, capsys, "--select", "S")["runs"][0]["results"] == []

    def test_sarif_with_odd_names(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "hiroba.txt").rename(raw / "a b%広場.txt")
        (run,) = self.sarif(raw, capsys)["runs"]
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "raw/a%20b%25%E5%BA%83%E5%A0%B4.txt"

    def test_annotations_for_github(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "raw", "--format", "github", "--select", "R01"]) == 1
        assert capsys.readouterr().out.splitlines()[0] == (
            "::error file=raw/hiroba.txt,line=3,endLine=3,col=12,endColumn=18,title=R01 dangling-reference::"
            "第9条第3項はこの条例にありません（最後の条は第2条）"
        )


class TestProfile:
    def test_the_profile_of_the_folder_counts(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        profile(raw, 'name = "青潮市"\n[severity]\nR01 = "info"\n')
        assert main(["check", "raw", "--select", "R01"]) == 0
        assert "info R01" in capsys.readouterr().out
        assert main(["check", "raw/hiroba.txt", "--select", "R01"]) == 0

    def test_another_profile_can_be_named(self, raw: Path, tmp_path: Path) -> None:
        profile(raw, '[severity]\nR01 = "info"\n')
        (tmp_path / "strict.toml").write_text("", encoding="utf-8")
        assert main(["check", "raw", "--profile", str(tmp_path / "strict.toml")]) == 1

    def test_ignored_codes_come_back_when_they_are_selected(
        self, raw: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        profile(raw, 'ignore = ["R"]\n')
        assert main(["check", "raw"]) == 0
        profile(raw, 'ignore = ["R01"]\n')
        assert main(["check", "raw", "--select", "R01"]) == 1
        assert "R01" in capsys.readouterr().out

    def test_a_dismissed_finding_is_silent_and_counted(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        profile(raw, '[[suppressions]]\ncode = "R01"\npath = "hiroba.txt"\nquote = "第9条第3項"\nreason = "旧条例"\n'
                     'by = "文書課"\non = 2026-04-01\n'
                     '[[suppressions]]\ncode = "R01"\nquote = "第8条"\nreason = "旧条例"\n')  # fmt: skip
        assert main(["check", "raw", "--select", "R01"]) == 0
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.endswith("0 errors, 0 warnings, 0 infos, 2 dismissed\n")
        main(["check", "raw", "--select", "R01", "--format", "json"])
        rows = json.loads(capsys.readouterr().out)
        assert [row["suppressed_by"] for row in rows] == [
            "jorei-profile.toml: 旧条例 (文書課 2026-04-01)", "jorei-profile.toml: 旧条例",
        ]  # fmt: skip

    def test_what_dismisses_nothing_is_told(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        profile(raw, '[[suppressions]]\ncode = "R01"\npath = "hiroba.txt"\nquote = "第7条"\nreason = "済み"\n'
                     '[[suppressions]]\ncode = "S01"\npath = "gone.txt"\nreason = "済み"\n')  # fmt: skip
        main(["check", "raw"])
        err = capsys.readouterr().err
        assert "unused suppression: R01 hiroba.txt 「第7条」 済み: 該当する指摘がありません / no such finding" in err
        assert "S01 gone.txt" in err
        main(["check", "raw/hiroba.txt"])
        assert "gone.txt" not in capsys.readouterr().err  # perhaps it is elsewhere

    @pytest.mark.parametrize(
        ("text", "ja", "en"),
        [
            ("ignore = [", "TOMLとして読めません", "no TOML"),
            ("sevirity = 1", "「sevirity」という項目はありません（severity のことですか）", "did you mean severity?"),
            ("[style]\ncoma = '、'", "「style.coma」", "did you mean comma?"),
            ("[style]\ncomma = ';'", "値が正しくありません（style.comma: ", "Invalid enum value ';'"),
            ("ignore = 'R01'", "値が正しくありません（ignore: ", "Expected `array`"),
            ("[severity]\nR01 = 'fatal'", "値が正しくありません", "'fatal'"),
            ("[severity]\nR99 = 'info'", "「R99」という点検項目はありません", "no check R99"),
            ("select = ['Z01']", "「Z01」という点検項目はありません", "no check Z01"),
            ("[[suppressions]]\ncode = 'R01'", "値が正しくありません", "`reason`"),
            ("[[suppressions]]\ncode = 'R01'\nreason = ' '", "理由", "gives no reason"),
            ("[[suppressions]]\ncode = 'R01'\nreason = 'x'\nwhen = 1", "「suppressions[0].when」", "unknown key"),
        ],
    )
    def test_a_bad_profile_is_refused_with_what_and_where(
        self, raw: Path, text: str, ja: str, en: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        profile(raw, text)
        assert main(["check", "raw"]) == 2
        err = capsys.readouterr().err
        assert "jorei-profile.toml" in err
        assert ja in err
        assert en in err

    def test_a_profile_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="No such file"):
            read_profile(tmp_path / "none.toml", BY_CODE)

    def test_an_era_presumes_a_style_that_the_profile_can_overrule(self, tmp_path: Path) -> None:
        (tmp_path / "p.toml").write_text('era = "showa"\n[style]\nwriting = "horizontal"\n', encoding="utf-8")
        style = read_profile(tmp_path / "p.toml", BY_CODE).style
        assert (style.small_tsu, style.writing, style.comma) == ("large", "horizontal", "majority")


def test_a_build_follows_the_profile_of_its_folder(raw: Path, tmp_path: Path) -> None:
    profile(raw, 'ignore = ["R01"]\n')
    assert "R01" not in {row["code"] for row in built(raw, tmp_path)}
    profile(raw, '[[suppressions]]\ncode = "R01"\nquote = "第8条"\nreason = "旧条例"\non = 2026-04-01\n')
    labels = [row["suppressed_by"] for row in built(raw, tmp_path) if row["code"] == "R01"]
    assert labels == [None, "jorei-profile.toml: 旧条例 (2026-04-01)"]
    profile(raw, "nonsense")
    assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 2


def built(raw: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """The findings of a build."""
    assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 0
    rows = jorei.Corpus(tmp_path / "out").diagnostics.to_arrow().to_pylist()
    return sorted(rows, key=lambda row: int(row["start"]))


class TestStyle:
    def words(self, text: str, style: str, code: str, tmp_path: Path) -> list[str]:
        """The words of the findings of one check under a profile with this style."""
        (tmp_path / "p.toml").write_text(style, encoding="utf-8")
        analysis = analyse(read_text(text), profile=read_profile(tmp_path / "p.toml", BY_CODE))
        return [analysis.source.text[row.start : row.end] for row in analysis.diagnostics if row.code == code]

    @pytest.mark.parametrize(
        ("code", "words", "style", "expected"),
        [
            ("V03", "市民または事業者は、届け出る", "", []),
            ("V03", "市民または事業者は、届け出る", 'conjunctions = "kanji"', ["または"]),
            ("V03", "市民または事業者又は国又は県は、届け出る", "", ["または"]),
            ("V03", "市民または事業者又は国又は県は、届け出る", 'conjunctions = "free"', []),
            ("V04", "広場は、閉じる。但し、朝に開く", 'function_words = "kana"', ["但し、"]),
            ("V08", "広場であつて、市が持つものは、開く", "", []),
            ("V08", "広場であつて、市が持つものは、開く", 'small_tsu = "small"', ["つ"]),
            ("V08", "広場であって、市が持つものは、開く", 'small_tsu = "large"', ["っ"]),
            ("V09", "広場は，朝に開く", "", []),
            ("V09", "広場は，朝に開く", 'comma = "、"', ["，"]),
            ("V09", "広場は、２人で開く", 'digits = "half"', ["２"]),
            ("V09", "広場は、市長(園長)が開く", 'brackets = "full"', ["("]),
            ("V10", "左の各号は、広場とする", 'writing = "vertical"', []),
        ],
    )
    def test_a_profile_decides_where_the_document_has_no_habit(
        self, code: str, words: str, style: str, expected: list[str], tmp_path: Path
    ) -> None:
        text = f"○青潮市広場条例\n\n第1条 {words}。\n"
        assert self.words(text, f"[style]\n{style}", code, tmp_path) == expected

    def test_the_readme_shows_a_profile_that_holds(self, root: Path, tmp_path: Path) -> None:
        readme = (root / "raw" / "README.md").read_text(encoding="utf-8")
        (tmp_path / "p.toml").write_text(readme.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
        example = read_profile(tmp_path / "p.toml", BY_CODE)
        assert example.suppressions[0].by == "文書課"
        assert all(getattr(example.style, name) != "majority" for name in example.style.__struct_fields__)


def test_an_interrupted_check_shows_what_it_has_found(
    raw: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "z.txt").write_text(TEXT.replace("広場", "公園"), encoding="utf-8")
    real = check_session.analyse_corrected

    def interrupted(source: Source, *rest: Any) -> CorrectedAnalysis:
        if source.path == "z.txt":
            raise KeyboardInterrupt
        return real(source, *rest)

    monkeypatch.setattr(check_session, "analyse_corrected", interrupted)
    assert main(["check", "raw"]) == 130
    assert "raw/hiroba.txt:3:12" in capsys.readouterr().out


WRONG = "○甲市公園条例\n\n（目的）\n第1条　この条例は、第9条の規定により、=甲とする。\n第2条　第8条のとおりとする。\n"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "<b>甲.txt").write_text(WRONG, "utf-8")
    (tmp_path / "raw" / "乙.txt").write_text(WRONG.replace("甲市", "乙市").replace("第9条", "第2条"), "utf-8")
    return tmp_path / "raw"


def test_a_baseline_leaves_what_is_new(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(two), "--format", "json"]) == 1
    (tmp_path / "known.json").write_text(capsys.readouterr().out, "utf-8")
    arguments = ["check", str(two), "--baseline", str(tmp_path / "known.json"), "--format", "json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == []
    text = (two / "乙.txt").read_text("utf-8")
    (two / "乙.txt").write_text(text.replace("○", "\n\n○") + "第3条　第7条のとおりとする。\n", "utf-8")
    assert main(arguments) == 1  # lines have moved, one finding is new
    assert [row["code"] for row in json.loads(capsys.readouterr().out) if row["severity"] == "error"] == ["R01"]
    assert main(["check", str(two), "--baseline", str(two / "乙.txt")]) == 2


def test_a_summary_is_a_line_a_document(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(two), "--summary"]) == 1
    heads, first, second = capsys.readouterr().out.splitlines()
    assert heads.split() == ["誤り", "警告", "情報"]
    assert first.split()[0] == "2"
    assert "R01×2" in first
    assert second.split()[0] == "1"


def test_findings_as_a_workbook_and_a_page(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    for form in ("xlsx", "html"):
        assert main(["check", str(two), "--format", form]) == 2
        assert main(["check", str(two), "--format", form, "-o", str(tmp_path / f"a.{form}")]) == 1
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "&lt;b&gt;甲.txt" in page
    assert "<b>甲" not in page
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("文書", "行", "条項")
    assert rows[1][3:5] == ("誤り", "R01")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    capsys.readouterr()


def test_findings_of_one_cause_are_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "○甲市公園条例\n\n" + "".join(
        f"第{n}条　市民{'または' if n < 4 else '又は'}使用者は、公園を使うことができる。\n\n" for n in range(1, 9)
    )
    path = tmp_path / "koen.txt"
    path.write_text(text, "utf-8")
    arguments = ["check", str(path), "--select", "V03"]
    main([*arguments, "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["places"], len(row["related"])) == (3, 2)
    assert row["message"].endswith("（ほか2か所）")
    main([*arguments, "--format", "json", "--all"])
    assert [each["places"] for each in json.loads(capsys.readouterr().out)] == [1, 1, 1]
    main(arguments)
    assert "ほか also: 5, 7 (--all)" in capsys.readouterr().out
    main([*arguments, "--statistics"])
    assert "1  V03" in capsys.readouterr().out


def test_a_baseline_knows_each_place_of_one_cause(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"第{n}条　市民{'または' if n < 4 else '又は'}使用者は、公園を使うことができる。\n" for n in range(1, 12)]
    path, known = tmp_path / "koen.txt", tmp_path / "known.json"
    path.write_text("○甲市公園条例\n\n" + "".join(lines), "utf-8")
    main(["check", str(path), "--format", "json"])
    known.write_text(capsys.readouterr().out, "utf-8")
    lines[3] = lines[3].replace("又は", "または")
    path.write_text("○甲市公園条例\n\n" + "".join(lines), "utf-8")
    main(["check", str(path), "--format", "json", "--baseline", str(known)])
    assert [(row["code"], row["places"]) for row in json.loads(capsys.readouterr().out)] == [("V03", 1)]


def test_a_document_has_a_screen_of_findings() -> None:
    found = [
        Diagnostic(code, "name", severity, f"{code} {n}", "", n, n + 1)  # type: ignore[arg-type]  # of the loop
        for code, severity, count in (("R01", "error", 20), ("R03", "warning", 9), ("D02", "info", 12))
        for n in range(count)
    ]
    gathered = gather(found)
    assert Counter(finding.code for finding in gathered) == {"R01": 20, "R03": 1, "D02": 1}
    assert sum(finding.places for finding in gathered) == len(found)
