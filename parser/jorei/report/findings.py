"""Findings as text, with the line that they are about::

error R01 dangling-reference: 第26条第5項はこの条例にありません（第26条は1項のみ）
  --> hiroba.txt:492:6
  492 | 第37条 第26条第5項（第27条第5項において準用する場合を含む。）の規定に
      |        ^^^^^^^^^^^
      = 299 | 第26条
      = 第26条第5項 does not exist in this document (第26条 has one paragraph)
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from jorei.model import Diagnostic
from jorei.model.vocabulary import Severity
from jorei.text.outline import clip, columns

_BEFORE: Final = 16
"""Code points shown before the words of the finding when their line is long. Chosen: a label and a few words."""

_LONG: Final = 60
"""Code points of a line that is long. Chosen: as full-width characters they take more than 100 columns."""

_RELATED: Final = 5
"""Related lines shown of one finding. Chosen."""
COLOURS: Final[dict[Severity, str]] = {"error": "31;1", "warning": "33;1", "info": "36;1"}
_BLUE: Final = "34;1"


class LineOffsets:
    """Lines and columns of a text; where its lines start is counted once. ``before`` are the lines of its file that
    stand above it."""

    def __init__(self, text: str, before: int = 0) -> None:
        self.text, self._before = text, before
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; columns are code points.

        >>> LineOffsets("第1条\\n2 甲").position(6)
        (2, 3)
        """
        line = bisect_right(self._starts, offset)
        return line + self._before, offset - self._starts[line - 1] + 1

    def row(self, line: int) -> str:
        """The text of a line, by the number that `position` gives."""
        line -= self._before
        return self.text[self._starts[line - 1] : self._starts[line] - 1]


def show_finding(
    finding: Diagnostic, path: str, offsets: LineOffsets, width: int = 100, *, colour: bool = False, brief: bool = False
) -> str:
    """One finding: its message, path and line, carets under its words, then the related lines and the notes.

    A ``brief`` one is without its severity and all that follows the carets. Control characters of the document appear
    as ``·``.

    >>> finding = Diagnostic("R16", "jorei-misspelt", "warning", "条令は条例の誤りです", "misspelt", 8, 10)
    >>> print(show_finding(finding, "a.txt", LineOffsets("第1条\\n2 この条令は")))
    warning R16 jorei-misspelt: 条令は条例の誤りです
      --> a.txt:2:5
      2 | 2 この条令は
        |       ^^^^
        = misspelt
    """
    paint = _paint if colour else _plain
    line, column = offsets.position(finding.start)
    margin = " " * len(str(line))
    bar, equals = paint("|", _BLUE), paint("=", _BLUE)
    heading = f"{'' if brief else finding.severity + ' '}{finding.code} {finding.name}"
    shade = COLOURS[finding.severity]
    lines = [
        f"{paint(heading, shade)}: {visible(finding.message)}",
        f"  {paint('-->', _BLUE)} {visible(path)}:{line}:{column}",
    ]
    row = offsets.row(line)
    if row.strip():
        words, carets = _underlined(row, column - 1, finding.end - finding.start, width)
        lead = len(carets) - len(carets.lstrip())
        lines.append(f"  {paint(str(line), _BLUE)} {bar} {words}")
        lines.append(f"  {margin} {bar} {carets[:lead]}{paint(carets[lead:], shade)}")
    if not brief:
        lines += [f"  {margin} {equals} {note}" for note in _notes(finding, offsets)]
    return "\n".join(lines)


def _underlined(row: str, start: int, length: int, width: int) -> tuple[str, str]:
    """The words of a line as they are shown, and carets under those of the finding."""
    words, first = _window(row, start)
    pointed = words[first : first + max(1, min(length, len(row) - start))]
    carets = " " * columns(words[:first]) + "^" * max(1, columns(pointed))
    return clip(words, width), carets[:width]


def _notes(finding: Diagnostic, offsets: LineOffsets) -> Iterator[str]:
    """The related lines, the message in English, and the suggestion."""
    if finding.places > 1:
        yield f"ほか also: {other_lines(finding, offsets)} (--all)"
    for other in () if finding.places > 1 else finding.related[:_RELATED]:
        yield f"{offsets.position(other.start)[0]} | {visible(other.message)}"
    yield visible(finding.message_en)
    if finding.suggestion is not None:
        yield visible(f"提案 suggestion: {finding.suggestion}")


_MOST_LINES: Final = 30
"""Lines that are named of a finding with many places. Chosen: two lines of a terminal."""


def other_lines(finding: Diagnostic, offsets: LineOffsets) -> str:
    """The lines of the other places of a finding that stands for several: 12, 15, 18 …"""
    lines = dict.fromkeys(offsets.position(other.start)[0] for other in finding.related)
    more = " …" if len(lines) > _MOST_LINES else ""
    return ", ".join(map(str, list(lines)[:_MOST_LINES])) + more


def visible(text: str) -> str:
    """The text with ``·`` for control and direction characters, which could move the cursor or hide words.

    >>> visible("甲\\x1b[2J乙\\u202e丙\\n丁")
    '甲·[2J乙·丙·丁'
    """
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(char) in _INVISIBLE else char for char in text)


_INVISIBLE: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories of Unicode: control, format, surrogate, line and paragraph separator."""


def _window(row: str, start: int) -> tuple[str, int]:
    """A line, cut at its beginning when it is long, and the offset in it that ``start`` becomes; a tab is one column."""
    row = visible(row.translate(_TABS))
    if start <= _BEFORE or len(row) <= _LONG:
        return row, start
    return "…" + row[start - _BEFORE :], _BEFORE + 1


_TABS: Final = dict.fromkeys((9, 11, 12, 13, 0x85, 0x2028, 0x2029), " ")


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _plain(text: str, _colour: str) -> str:
    return text
