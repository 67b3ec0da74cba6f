"""Passages of a text that an editor points at: from the numbers of lines and columns to offsets and quotes."""

from __future__ import annotations

from typing import Final

from jorei.errors import Refused
from jorei.model.corrections import Quote
from jorei.text.quote import Quotable

_MIN_BEGINNING: Final = 4
"""Characters that name a passage inside a line, or more if they occur before it. Chosen."""


def line_span(text: str, number: int) -> tuple[int, int]:
    """Start and end of a line (numbered from 1) without the blanks around it; `Refused` when it is blank."""
    lines = text.split("\n")
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        raise Refused("その行には何もありません", "there is nothing on that line")
    line_start = sum(len(line) + 1 for line in lines[: number - 1])
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip())
    return line_start + indent, line_start + len(line.rstrip())


def column_span(text: str, number: int, start: int, end: int) -> tuple[int, int]:
    """Start and end of the words of a line (numbered from 1) between two columns (from 0); `Refused` outside it."""
    lines = text.split("\n")
    if not 1 <= number <= len(lines) or not 0 <= start < end <= len(lines[number - 1]):
        raise Refused("その箇所はありません", "no such words")
    line_start = sum(len(line) + 1 for line in lines[: number - 1])
    return line_start + start, line_start + end


def beginning_at(line: str, column: int) -> str:
    """The words of a line from a column on, only as many as name that column alone.

    >>> beginning_at("第1条 甲とする。2 乙とする。", 9)
    '2 乙と'
    """
    rest = line[column:].strip()
    if not 0 < column < len(line) or not rest or not line[:column].strip():
        raise Refused("行を分ける位置が行の端にあります", "a line cannot be split at its end")
    start = line.index(rest, column)
    lengths = range(_MIN_BEGINNING, len(rest))
    shortest = next((length for length in lengths if line.find(rest[:length], 1) == start), len(rest))
    return rest[:shortest]


def quote_of(text: str, start: int, end: int) -> Quote:
    """The quote of a passage; `Refused` when the text has the same words in the same context elsewhere."""
    quote = Quotable(text).quote(start, end)
    if quote is None:
        raise Refused(
            "この箇所は前後も含めて同じものが他にもあり、区別できません",
            "this place cannot be told from others like it",
        )
    return quote
