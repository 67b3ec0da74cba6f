"""Widths of digits and brackets: how a text writes them, and other words written the same way."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import msgspec

from jorei.amending.numerals import in_arabic, in_kanji
from jorei.model.kinds import UNIT_LETTERS

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
    """The widths of a text: of single digits, of longer numbers, of the marks inside numbers, of brackets, of letters; and
    whether its numerals are kanji or arabic."""

    single: Width = ""
    longer: Width = ""
    marks: Width = ""
    brackets: Width = ""
    letters: Width = ""
    numerals: str = ""
    label_digits: Width = ""
    label_brackets: Width = ""
    """Of a change: what becomes of labels of a kind that the base has none of; texts in full width often have (1)."""

    def like(self, base: Widths) -> Widths:
        """What must be changed in words written so, to stand in a text written as ``base``; blank where nothing."""
        pairs = ((getattr(self, name), getattr(base, name)) for name in self.__struct_fields__)
        return Widths(*("" if not theirs or theirs == mine else theirs for mine, theirs in pairs))

    def over(self, other: Widths) -> Widths:
        """These widths, and those of ``other`` where these say nothing."""
        return Widths(*(getattr(self, name) or getattr(other, name) for name in self.__struct_fields__))


def widths_of(text: str) -> Widths:
    """What most of a text does; labels at the head of a line do not count.

    >>> widths_of("第1条　10円(2人)")
    Widths(single='half', longer='half', marks='half', brackets='half', letters='', numerals='arabic', label_digits='', label_brackets='')
    """
    single, longer, marks, brackets, letters = _counted(text)
    first, other = _most(single), _most(longer)
    # a text without longer numbers writes them as it writes single ones
    return Widths(
        first or other, other or first, _most(marks) or other or first, _most(brackets), _most(letters), _numerals(text)
    )


def uniform_widths(text: str) -> Widths:
    """What a text does without exception; blank where it does both, or where it has none.

    >>> uniform_widths("第1条　10円(2人)（3人）")
    Widths(single='half', longer='half', marks='', brackets='', letters='', numerals='', label_digits='', label_brackets='')
    """
    return Widths(*(next(iter(counts)) if len(counts) == 1 else "" for counts in map(_used, _counted(text))))


def _used(counts: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _counted(text: str) -> tuple[Counter[str], Counter[str], Counter[str], Counter[str], Counter[str]]:
    """How often a text writes single digits, longer numbers, marks inside of numbers, brackets and letters in each width."""
    text = _LABEL.sub("", text)
    single, longer, marks = Counter[str](), Counter[str](), Counter[str]()
    for match in _RUN.finditer(text):
        counter = single if len(match[0]) == 1 else longer
        counter["half" if match[0].isascii() else "full"] += 1
    for match in _BETWEEN.finditer(text):
        marks["half" if match[0].isascii() else "full"] += 1
    brackets = Counter(half=text.count("("), full=text.count("（"))
    letters = Counter(half=len(re.findall("[A-Za-z]", text)), full=len(re.findall("[Ａ-Ｚａ-ｚ]", text)))
    return single, longer, marks, brackets, letters


_DESIGNATED: Final = re.compile(rf"第(?:(?P<kanji>[一二三四五六七八九十百]+)|[0-9０-９]+)[{UNIT_LETTERS}]")


def _numerals(text: str) -> str:
    """Whether the numbers of provisions are kanji or arabic; blank where a text does both, or has none."""
    found = {"kanji" if match["kanji"] else "arabic" for match in _DESIGNATED.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _most(counts: Counter[str]) -> Width:
    found = counts.most_common(1)
    return found[0][0] if found and found[0][1] else ""


def rewrite(text: str, change: Widths) -> str:
    """``text`` with what ``change`` names written in its widths.

    >>> rewrite("１２月（３日）", Widths("full", "half", "", "half"))
    '12月(３日)'
    """
    if change.numerals:
        text = in_kanji(text) if change.numerals == "kanji" else in_arabic(text)
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
