"""R17: citations, law numbers and names of laws that a piece is missing from or a letter of which is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jorei.check.finding import Finding
from jorei.check.near_misses import near_letters, near_titles
from jorei.text.instruments import COMMON, alternation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_DIGITS: Final = "[0-9０-９]"
_NUMBER: Final = f"(?:{_DIGITS}+|[一二三四五六七八九十百]+)"
_ERA: Final = "(?:明治|大正|昭和|平成|令和)"
_TYPE: Final = alternation("法律", "政令", "省令", "勅令", "告示", "訓令", *COMMON)
_ISSUER: Final = r"[^()（）「」〔〕、。・\n年月日号第]{0,24}?"
_NOTE: Final = re.compile("改正|追加|削除|繰[上下]|改称|全改")
"""Words of notes of amendments, which shorten numbers on purpose (平15規則3号)."""


class Damage(NamedTuple):
    """A piece that is missing: the pattern that shows it (its group ``at``, if it has one), the piece in both languages,
    and the citation made whole."""

    pattern: re.Pattern[str]
    missing: str
    missing_en: str
    whole: str | None


CITATIONS: Final = (
    # 条例第26第1項; 別表第1第9項 and 告示第1第2項 are whole
    Damage(
        re.compile(rf"第(?<=[法令例則程綱領、はびにのがをで。又(（\n]第)({_NUMBER})第({_NUMBER})([項号])"),
        "「条」", "条", r"第\1条第\2\3",
    ),
    # 森林法5条第1項
    *(
        Damage(re.compile(rf"{name}(?P<at>({_DIGITS}+)条)"), "「第」", "第", r"第\2条")
        for name in ("法(?<=[一-龠]法)", "条例", "規則", "施行令")
    ),
)  # fmt: skip
"""Looked for in the whole text; each begins with a letter, so that the scan is quick."""

NUMBERS: Final = (
    # 令和7年甲市条例17号
    Damage(re.compile(rf"({_ERA}{_NUMBER}年{_ISSUER}{_TYPE})({_NUMBER})号"), "「第」", "第", r"\1第\2号"),
    # 令和6甲市条例第8号
    Damage(re.compile(rf"({_ERA}{_NUMBER})((?!{_NUMBER}){_ISSUER}{_TYPE}第{_NUMBER}号)"), "「年」", "年", r"\1年\2"),
    # 令和6年甲市条例第号, 令和年条例第号
    Damage(re.compile(rf"{_ERA}{_NUMBER}?年{_ISSUER}{_TYPE}第[ 　]*号"), "番号", "the number", None),
    Damage(re.compile(rf"{_ERA}年{_ISSUER}{_TYPE}第{_NUMBER}号"), "年の数字", "the year", None),
)
"""Looked for where an era is named."""
_DATE: Final = re.compile(rf"..{_NUMBER}年{_NUMBER}月")
"""A day, which most eras begin."""
_ERAS: Final = ("明治", "大正", "昭和", "平成", "令和")


def _found(prose: str) -> Iterator[tuple[Damage, re.Match[str]]]:
    for damage in CITATIONS:
        for match in damage.pattern.finditer(prose):
            yield damage, match
    for era in _ERAS:
        at = prose.find(era)
        while at >= 0:
            for damage in () if _DATE.match(prose, at) else NUMBERS:
                if (found := damage.pattern.match(prose, at)) is not None:
                    yield damage, found
                    break
            at = prose.find(era, at + 2)


def damaged_citation(view: View) -> Iterator[Finding]:
    """壊れた引用・法令番号・法令名 · A citation, law number or name of a law with a piece missing or a wrong letter.

    何を見るか: 「第26第1項」（条がない）、「森林法5条」（第がない）、「令和7年…条例17号」（第がない）、「令和6…条例第8号」（年がない）、「令和7年…条例第号」（番号がない）、
    「第13粂」「第3頃」「条列第5号」（字の誤り）、この文書か法令一覧にある題名と一字だけ違う法令名（地方自冶法）を探します。
    なぜ大切か: 読む人にも機械にも、どの規定を指すかが定まりません。別の規定に結び付くことがあります。
    例: 条例第26第1項の規定により
    確かさ: 高い。改正の注記の略した番号（平15規則3号）は見ません。市町村や数字、新旧の一字だけが違う題名は別の法令とみなします。

    What it does: looks for 第26第1項 (no 条), 森林法5条 (no 第), 令和7年…条例17号 (no 第), 令和6…条例第8号 (no 年), 令和7年…条例第号 (no number),
    第13粂, 第3頃, 条列第5号 (wrong letters), and names that differ in one letter from a title that the document or the registry has (地方自冶法).
    Why it matters: neither a reader nor a program can tell the provision, and may be led to another.
    Example: 条例第26第1項の規定により
    How sure: high; notes of amendments, which shorten numbers (平15規則3号), are left out, and titles that differ in a place, a numeral, 新 or 旧.
    """
    yield from near_letters(view)
    yield from near_titles(view)
    prose = view.prose
    for damage, match in _found(prose):
        start, end = match.span("at" if "at" in damage.pattern.groupindex else 0)
        if _is_note(prose, start, end):
            continue
        words = prose[start:end]
        yield Finding(
            *view.locate(start, end - start),
            f"「{words}」に{damage.missing}が抜けています",
            f"{damage.missing_en} is missing in {words}",
            suggestion=match.expand(damage.whole) if damage.whole else None,
        )  # fmt: skip


_REACH: Final = 30
"""Characters around a number in which the words of a note stand. Chosen."""


def _is_note(prose: str, start: int, end: int) -> bool:
    """Whether a number stands in a note of amendments, which is one bracket."""
    line = prose.rfind("\n", 0, start) + 1
    opened = max(prose.rfind(sign, max(line, start - _REACH), start) for sign in "(（〔")
    inside = prose[opened:start] if opened >= 0 else ""
    return "〔" in inside or _NOTE.search(prose, start - len(inside), end + _REACH) is not None and bool(inside)
