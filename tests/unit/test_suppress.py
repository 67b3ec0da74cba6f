"""Dismissed findings stay dismissed: by the words they were about, not by numbers or positions."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from jorei.check import dismissal, suppress
from jorei.model import Analysis, Diagnostic
from jorei.model.profile import Suppression
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text

TEXT = """○広場条例

平成15年3月26日
条例第1号

第1条 広場の使用の許可は、第9条第3項の例による。

第2条 広場の利用の料金は、第9条第3項の例による。

附 則

この条例は、公布の日から施行する。
"""


def dangling(text: str, path: str = "hiroba.txt") -> tuple[Analysis, tuple[Diagnostic, ...]]:
    analysis = analyse(read_text(text, path))
    return analysis, tuple(finding for finding in analysis.diagnostics if finding.code == "R01")


def suppressed(text: str, suppression: Suppression, path: str = "hiroba.txt") -> list[bool]:
    analysis, findings = dangling(text, path)
    return [finding.suppressed_by is not None for finding in suppress(analysis, findings, [suppression])[0]]


@pytest.fixture
def second() -> Suppression:
    """The dismissal of the finding in 第2条, whose words differ from those in 第1条 only around the quote."""
    analysis, findings = dangling(TEXT)
    return dismissal(analysis, findings[1], "旧条例の条を指す", by="文書課", on=date(2026, 4, 1))


def test_a_dismissal_names_the_work_the_words_and_why(second: Suppression) -> None:
    assert second == Suppression(
        "R01", "旧条例の条を指す", "第9条第3項", "広場の利用の料金は、第9条第3項の例による。", None, "hiroba.txt",
        "文書課", date(2026, 4, 1),
    )  # fmt: skip


def test_the_work_is_named_where_the_text_tells_whose_it_is() -> None:
    text = TEXT.replace("○広場条例", "○青潮市広場条例")
    analysis, findings = dangling(text)
    dismissed = dismissal(analysis, findings[0], "理由")
    assert (dismissed.work_id, dismissed.path) == ("青潮市/平成15年条例第1号", None)
    assert suppressed(text, dismissed, "elsewhere/renamed.txt") == [True, False]


def test_the_context_decides_between_the_same_words(second: Suppression) -> None:
    assert suppressed(TEXT, second) == [False, True]
    assert suppressed(TEXT, msgspec.structs.replace(second, context="")) == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("第2条 広場の利用", "第2条 新しい条である。\n\n第3条 広場の利用"),
        ("第9条第3項", "第１０条第４項"),
        ("広場の利用の料金は、", "広場の利用の\n料金は、"),
        ("広場の利用の料金は、", "広場の利用の料金（消費税を含む。）は、"),
        ("平成15年3月26日", "平成15年3月27日"),
    ],
)
def test_it_survives_renumbering_widths_wraps_and_small_changes(second: Suppression, old: str, new: str) -> None:
    text = TEXT.replace(old, new)
    assert text != TEXT
    assert suppressed(text, second) == [False, True]


def test_it_does_not_follow_to_other_words_documents_or_checks(second: Suppression) -> None:
    assert suppressed(TEXT.replace("広場の利用の料金は", "雨天の日に催しを開く者が納める額は"), second) == [
        False,
        False,
    ]
    assert suppressed(TEXT, second, "other.txt") == [False, False]
    assert suppressed(TEXT, msgspec.structs.replace(second, code="R02")) == [False, False]


def test_what_dismissed_nothing_is_told(second: Suppression) -> None:
    analysis, findings = dangling(TEXT)
    stale = msgspec.structs.replace(second, quote="前条")
    assert suppress(analysis, findings, [stale, second])[1] == {1}


def test_a_finding_says_what_silenced_it_and_only_once(second: Suppression) -> None:
    analysis, findings = dangling(TEXT)
    again = msgspec.structs.replace(second, reason="別の理由")
    first, _ = suppress(analysis, findings, [second, again])
    assert first[1].suppressed_by == "旧条例の条を指す (文書課 2026-04-01)"
    assert suppress(analysis, first, [again])[0] == first
