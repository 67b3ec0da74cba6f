"""Every check has a page in two languages, a failing case and a clean case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jorei.check import RULES, Rule, explain, explain_all
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "checks"
JAPANESE = ("何を見るか: ", "なぜ大切か: ", "例: ", "確かさ: ")
ENGLISH = ("What it does: ", "Why it matters: ", "Example: ", "How sure: ")
ELSEWHERE = {
    "S25": "test_build_findings.py",
    "S28": "test_several.py",
    "R14": "test_amending.py",
    "A01": "test_build_findings.py",
    "R18": "test_rule_references.py",
}
"""Checks that one text alone does not show: they need a second document or a registry. Where their failing cases are."""
NEVER_FAILS = {"S24"}
"""Nothing written for the project is left unparsed."""


def test_codes_and_names_are_unique_and_well_formed() -> None:
    codes = [rule.code for rule in RULES]
    names = [rule.name for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[SPRDVALC]\d\d", code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)+", name) for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_says_everything_in_both_languages(rule: Rule) -> None:
    page = explain(rule.code)
    assert page.startswith(f"{rule.code} {rule.name}")
    assert [head for head in (*JAPANESE, *ENGLISH) if f"\n{head}" not in page] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_failing_case_and_a_clean_case(rule: Rule) -> None:
    text = next(CASES.glob(f"{rule.code}_*.md")).read_text(encoding="utf-8")
    expected = re.findall(rf"^```diagnostics {rule.code}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert "" in expected
    if rule.code in NEVER_FAILS:
        return
    assert any(expected) or f'"{rule.code}"' in (HERE / ELSEWHERE[rule.code]).read_text(encoding="utf-8")


def test_the_list_has_a_line_for_each_check() -> None:
    assert [line[:3] for line in explain_all().splitlines()] == [rule.code for rule in RULES]


def test_no_page_for_what_is_no_code() -> None:
    with pytest.raises(KeyError):
        explain("S99")


def test_diagnostics_come_in_the_order_of_the_text() -> None:
    text = "○例市条例\n\n第1条 甲は、第9条の規定により、次の各号に掲げる者とする。\n\n第3条 乙は、丙とする。\n"
    diagnostics = analyse(read_text(text)).diagnostics
    assert [d.code for d in diagnostics] == ["R01", "S17", "S01"]
    assert [d.start for d in diagnostics] == sorted(d.start for d in diagnostics)
    assert all(d.message and d.message_en for d in diagnostics)
