"""The two columns of a 新旧対照表 that print sets side by side with blanks."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.lines.typed import TypedLine

_WIDE_BLANK: Final = re.compile(" {2,}|\t")
_SLACK: Final = 6
"""Columns by which the second side may stand beside where its head stands. Chosen."""


def divide_columns(lines: list[TypedLine], text: str) -> None:
    """Divides each line where the head (the first line) has its second word; changed in place.

    Rows that have cells already, between tabs or pipes, are left as they are.
    """
    head = lines[0]
    blank = _WIDE_BLANK.search(head.text)
    if blank is None or blank[0] == "\t" or "\t" in text[head.line.start : head.line.end]:
        return
    column = _column(text, head.line.start + blank.end())
    for typed in lines:
        _divide(typed, text, column)


def _divide(typed: TypedLine, text: str, column: int) -> None:
    line = typed.line
    if len(line.stretches) != 1 or typed.kind == "row" or "\t" in text[line.start : line.end]:
        return
    start, end = line.start, line.end
    typed.cells = "stretches"
    if _column(text, start) >= column - _SLACK:
        line.stretches = [(start, start), (start, end)]
        return
    seams = [match.span() for match in _WIDE_BLANK.finditer(line.text)]
    near = [seam for seam in seams if abs(_column(text, start + seam[1]) - column) <= _SLACK]
    if near:
        low, high = near[-1]
        line.stretches = [(start, start + low), (start + high, end)]
        line.text = line.text[:low] + line.text[high:]


def _column(text: str, offset: int) -> int:
    """The column of print at which the character at an offset stands: wide characters take two."""
    words = text[text.rfind("\n", 0, offset) + 1 : offset]
    return (len(words) + len(words.encode("utf-8", "surrogatepass"))) // 2
