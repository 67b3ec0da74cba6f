"""Widths of digits and brackets: how a text writes them, and other words written the same way."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import msgspec

_RUN: Final = re.compile(r"[0-9]+|[０-９]+")
_MIXED_RUN: Final = re.compile(r"[0-9０-９]+")
_BETWEEN: Final = re.compile(r"(?<=[0-9０-９])[,.，．](?=[0-9０-９])")
_TO_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_TO_HALF: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_LABEL: Final = re.compile(r"(?m)^[ \u3000]*[(（]?[0-9０-９]+[)）]?(?=[ \u3000])")
_LETTERS_FULL: Final = {ord("A") + i: ord("Ａ") + i for i in range(26)} | {
    ord("a") + i: ord("ａ") + i for i in range(26)
}
_LETTERS_HALF: Final = {full: half for half, full in _LETTERS_FULL.items()}

Width = str
"""half, full, or blank where the text does not say."""


class Widths(msgspec.Struct, frozen=True, gc=False):
    """The widths of a text: of single digits, of longer numbers, of the marks inside numbers, of brackets, of letters."""

    single: Width = ""
    longer: Width = ""
    marks: Width = ""
    brackets: Width = ""
    letters: Width = ""

    def like(self, base: Widths) -> Widths:
        """What must be changed in words written so, to stand in a text written as ``base``; blank where nothing."""
        pairs = ((getattr(self, name), getattr(base, name)) for name in self.__struct_fields__)
        return Widths(*("" if not theirs or theirs == mine else theirs for mine, theirs in pairs))


def widths_of(text: str) -> Widths:
    """What most of a text does; labels at the head of a line do not count.

    >>> widths_of("第1条　10円(2人)")
    Widths(single='half', longer='half', marks='half', brackets='half', letters='')
    """
    text = _LABEL.sub("", text)
    single, longer, marks = Counter[str](), Counter[str](), Counter[str]()
    for match in _RUN.finditer(text):
        counter = single if len(match[0]) == 1 else longer
        counter["half" if match[0].isascii() else "full"] += 1
    for match in _BETWEEN.finditer(text):
        marks["half" if match[0].isascii() else "full"] += 1
    brackets = Counter(half=text.count("("), full=text.count("（"))
    letters = Counter(half=len(re.findall("[A-Za-z]", text)), full=len(re.findall("[Ａ-Ｚａ-ｚ]", text)))
    first, other = _most(single), _most(longer)
    # a text without longer numbers writes them as it writes single ones
    return Widths(first or other, other or first, _most(marks) or other or first, _most(brackets), _most(letters))


def _most(counts: Counter[str]) -> Width:
    found = counts.most_common(1)
    return found[0][0] if found and found[0][1] else ""


def rewrite(text: str, change: Widths) -> str:
    """``text`` with what ``change`` names written in its widths.

    >>> rewrite("１２月（３日）", Widths("full", "half", "", "half"))
    '12月(３日)'
    """
    if change.single or change.longer:
        text = _MIXED_RUN.sub(lambda m: _digits(m[0], change.single if len(m[0]) == 1 else change.longer), text)
    if change.marks:
        table = str.maketrans(",.", "，．") if change.marks == "full" else str.maketrans("，．", ",.")
        text = _BETWEEN.sub(lambda m: m[0].translate(table), text)
    if change.brackets:
        table = str.maketrans("()", "（）") if change.brackets == "full" else str.maketrans("（）", "()")
        text = text.translate(table)
    if change.letters:
        text = text.translate(_LETTERS_FULL if change.letters == "full" else _LETTERS_HALF)
    return text


def _digits(run: str, width: Width) -> str:
    return run.translate(_TO_FULL) if width == "full" else run.translate(_TO_HALF) if width == "half" else run


def arabic(number: int, widths: Widths) -> str:
    """A number in Arabic digits of the text's widths."""
    digits = str(number)
    return _digits(digits, widths.single if len(digits) == 1 else widths.longer)


_KANJI: Final = "〇一二三四五六七八九"


def kanji(number: int) -> str:
    """A number in kanji with 十 and 百.

    >>> [kanji(n) for n in (3, 10, 21, 105, 110)]
    ['三', '十', '二十一', '百五', '百十']
    """
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            words += ("" if count == 1 else _KANJI[count] if count < 10 else str(count)) + name
    return words + (_KANJI[number] if number or not words else "")
