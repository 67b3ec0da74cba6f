"""Vertical print as extractors leave it: one letter a line.

Where blank lines part its columns, each column is a line of print and is read as one. Where nothing parts them, the text
cannot be read: no line of it ends where one of the print did.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from jorei.structure.lines.line import Line, split_lines

_MOST: Final = 0.8
"""Share of lines of a letter or two above which a text is vertical. Chosen: tables and forms have fewer."""
_FEWEST: Final = 12
"""Such lines of a vertical text. Chosen."""
_LETTERS: Final = 2
"""Letters of a line: two digits stand side by side."""
_PROSE: Final = 0.1
"""Share of hiragana among such lines: lists of numbers have none. Chosen: below 0.2 in the most formal text."""
_HIRAGANA: Final = re.compile("[ぁ-ん]")
_SHORTEST_FULL: Final = 10
_HANGING: Final = 2
"""Letters of a column of print, and by how many a full one may be short: 禁則処理 keeps signs from its foot. Chosen."""
_EMPTY_LINE: Final = "\n\n"
_WIDE_BLANK: Final = "\u3000"
_COLUMNS: Final = 2
"""Columns of a text that can be read. Chosen: one alone is no structure."""


def join_columns(lines: list[Line], text: str) -> list[Line]:
    """The lines of a vertical text with a column each; other lines as they are.

    >>> text = "\\n".join("第一条 甲は、 乙とする。 第二条").replace("\\n \\n", "\\n\\n")
    >>> [line.text for line in join_columns(split_lines(text, text), text)]
    ['第一条', '甲は、', '乙とする。', '第二条']
    """
    if not _is_vertical(lines):
        return lines
    parted = any(_EMPTY_LINE in text[line.end : after.start] for line, after in pairwise(lines))
    columns: list[Line] = []
    reached = 0
    for line in lines:
        between = text[reached : line.start]
        reached = line.end
        ends = _EMPTY_LINE in between if parted else line.gap > 0
        if not columns or ends or len(line.text) > _LETTERS:
            columns.append(Line(line.text, list(line.stretches), line.indent, 0, line.columns))
            continue
        column = columns[-1]
        if _WIDE_BLANK in between:  # a blank of the column, where a line was none
            blank = line.start - len(between) + between.index(_WIDE_BLANK)
            column.text += " "
            column.stretches.append((blank, blank + 1))
        column.text += line.text
        column.stretches += line.stretches
        column.columns += line.columns - line.indent
    return columns if len(columns) >= _COLUMNS else lines


def full_columns(columns: list[Line]) -> frozenset[int]:
    """The ends (offsets of the source) of the columns that reach the foot of the page."""
    longest = max(len(column.text) for column in columns)
    if longest < _SHORTEST_FULL:
        return frozenset()
    return frozenset(column.end for column in columns if len(column.text) >= longest - _HANGING)


def cannot_be_read(text: str, folded: str) -> bool:
    """Whether a text is vertical and nothing parts its columns."""
    if 3 * folded.count("\n") < len(folded):  # the cheap question: every other character ends a line
        return False
    lines = split_lines(text, folded)
    return _is_vertical(lines) and join_columns(lines, text) is lines


def _is_vertical(lines: list[Line]) -> bool:
    short = [line.text for line in lines if len(line.text) <= _LETTERS]
    if len(short) < _FEWEST or len(short) < _MOST * len(lines):
        return False
    return sum(map(bool, map(_HIRAGANA.match, short))) >= _PROSE * len(short)
