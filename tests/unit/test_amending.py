"""Checks that need more than one text: an amending ordinance and its base (A01), a registry of laws (R14)."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from jorei import registry
from jorei.amending.amended import amend
from jorei.amending.misquoted import misquotations
from jorei.check import BuildContext, check_in_build
from jorei.identity.base_ordinances import amended_title
from jorei.model import Analysis, Diagnostic
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text

BASE = """○青潮市広場条例

(許可)
第1条 広場を使用する者は、市長の許可を受ける。

(料金)
第2条 広場の使用料は、500円とする。ただし、市長が認めるときは、使用料を減らす。

附 則

この条例は、公布の日から施行する。
"""
AMENDING = """○青潮市広場条例の一部を改正する条例

青潮市広場条例(平成15年青潮市条例第1号)の一部を次のように改正する。

{}

附 則

この条例は、公布の日から施行する。
"""


def findings(instruction: str, base: str | None = BASE) -> list[tuple[str, str]]:
    """Severity and words of the A01 findings about one instruction."""
    analysis = analyse(read_text(AMENDING.format(instruction)))
    misquoted = misquotations(analyse(read_text(base)), analysis) if base else ()
    findings = check_in_build(analysis, BuildContext(misquoted=misquoted))
    return [(finding.severity, _words(analysis, finding)) for finding in findings]


def _words(analysis: Analysis, finding: Diagnostic) -> str:
    return analysis.source.text[finding.start : finding.end]


def test_words_that_the_base_does_not_have_are_an_error() -> None:
    assert findings("第1条中「館長」を「園長」に改める。") == [("error", "館長")]
    assert findings("第2条中「500円」を「600円」に改め、「園長」を削る。") == [("error", "園長")]


def test_words_of_another_article_do_not_count() -> None:
    assert findings("第1条中「500円」を「600円」に改める。") == [("error", "500円")]


def test_words_that_are_there_once_are_right() -> None:
    assert findings("第1条中「市長の許可」を「園長の許可」に改め、同条の次に次の1条を加える。") == []
    assert findings("第１条中「許可」を「承認」に改める。") == []  # the caption holds it too, but 第1条中 leaves it out


def test_words_that_occur_often_are_information() -> None:
    assert findings("第2条中「使用料」を「料金」に改める。") == [("info", "使用料")]


def test_a_base_with_the_amendment_in_it_is_not_compared() -> None:
    amending = AMENDING.replace("改正する条例\n", "改正する条例\n\n令和6年3月1日\n条例第7号\n", 1)
    consolidated = (
        BASE.replace("500円", "600円") + "\n附 則（令和6年3月1日条例第7号）\n\nこの条例は、公布の日から施行する。\n"
    )
    analysis = analyse(read_text(amending.format("第2条中「500円」を「600円」に改める。")))
    context = BuildContext(misquoted=misquotations(analyse(read_text(BASE.replace("500円", "600円"))), analysis))
    assert [finding.code for finding in check_in_build(analysis, context)] == ["A01"]
    assert misquotations(analyse(read_text(consolidated)), analysis) == ()


def test_words_of_sentences_before_and_of_other_amendments_are_there() -> None:
    moved = "第2条中「500円」を「600円」に改め、同条を第3条とする。\n第3条中「600円」を「700円」に改める。"
    assert findings(moved) == []
    first, second = (
        analyse(read_text(AMENDING.format(f"第2条中「{old}円」を「{new}円」に改める。")))
        for old, new in ((500, 600), (600, 700))
    )
    base = analyse(read_text(BASE))
    assert [one.words for one in misquotations(base, second)] == ["600円"]
    assert misquotations(base, second, [first]) == ()


def test_one_fact_is_one_finding() -> None:
    """`check` says it as A01 and A04, `amend` as M01 and M08: neither says it twice, and neither has the other's."""
    amending = AMENDING.format(
        "第1条中「館長」を「園長」に改める。\n第1条を第2条とし、第2条を第3条とする。\n第2条中「5」を「6」に改める。"
    )
    analysis = analyse(read_text(amending))
    context = BuildContext(misquoted=misquotations(analyse(read_text(BASE)), analysis))
    by_check = [one.code for one in (*analysis.diagnostics, *check_in_build(analysis, context)) if one.code[0] in "AM"]
    assert sorted(by_check) == ["A01", "A02", "A04"]
    by_amend = [
        one.code for one in amend(BASE, [amending]).diagnostics if one.code in ("M01", "M08") or one.code[0] == "A"
    ]
    assert sorted(by_amend) == ["M01", "M08"]


def test_nothing_is_said_without_the_base_or_about_what_is_not_followed() -> None:
    assert findings("第1条中「館長」を「園長」に改める。", base=None) == []
    assert findings("別表中「館長」を「園長」に改める。") == []
    assert findings("第9条中「館長」を「園長」に改める。") == []


@pytest.mark.parametrize(
    ("title", "base"),
    [
        ("青潮市広場条例の一部を改正する条例", "青潮市広場条例"),
        ("青潮市広場条例施行規則の一部を改正する 規則", "青潮市広場条例施行規則"),
        ("青潮市広場条例", None),
        (None, None),
    ],
)
def test_the_base_is_known_by_the_title(title: str | None, base: str | None) -> None:
    assert amended_title(title) == base


LAWS = {
    "laws": [
        {"id": "399AC0000000001", "lawNum": "平成九十九年法律第一号", "title": "甲乙の保護に関する法律"},
        {"id": "399AC0000000002", "lawNum": "平成九十九年法律第二号", "title": "丙丁の管理に関する法律"},
    ]
}


@pytest.fixture
def known_laws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of two laws."""
    monkeypatch.setenv("JOREI_DATA", str(tmp_path / "data"))
    (tmp_path / "laws.json").write_text(json.dumps(LAWS, ensure_ascii=False), encoding="utf-8")
    registry.import_registry("laws", tmp_path / "laws.json")


def findings_about(cited: str, code: str) -> list[Diagnostic]:
    """What a check finds, with the registry that was imported, in an ordinance that cites a law."""
    text = f"○青潮市広場条例\n\n第1条 この条例は、{cited}の規定に基づく。\n"
    diagnostics = analyse(read_text(text), registry=registry.current()).diagnostics
    return [finding for finding in diagnostics if finding.code == code]


@pytest.mark.parametrize(
    ("law", "severity"),
    [
        ("甲乙の保護に関する法律(平成99年法律第1号)", None),
        ("甲乙の保護に関する法律(平成99年法律第2号)", "error"),
        ("甲乙の保護に関する法律(平成98年法律第7号)", "warning"),
        ("戊己の保護に関する法律(平成99年法律第1号)", None),  # a law that the registry does not know
    ],
)
@pytest.mark.usefixtures("known_laws")
def test_the_title_and_the_number_of_a_law_belong_together(law: str, severity: str | None) -> None:
    findings = findings_about(f"{law}第2条", "R14")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert all("甲乙の保護に関する法律" in msgspec.json.encode(finding).decode() for finding in findings)


@pytest.mark.parametrize(
    ("law", "meant"),
    [
        ("甲乙の保護に関する法津第2条", "甲乙の保護に関する法律"),
        ("甲乙の呆護に関する法律第2条", "甲乙の保護に関する法律"),
        ("丙丁の官理に関する法律(平成99年法律第2号)第2条", "丙丁の管理に関する法律"),
        ("甲乙の保護に関する法律第2条", None),
        ("旧甲乙の保護に関する法律第2条", None),
        ("戊己の保護に関する法律第2条", None),
    ],
)
@pytest.mark.usefixtures("known_laws")
def test_the_name_of_a_law_is_nearly_one_that_the_registry_knows(law: str, meant: str | None) -> None:
    findings = findings_about(law, "R17")
    assert bool(findings) == (meant is not None)
    assert all((meant or "") in finding.message or finding.suggestion == "法律" for finding in findings)
