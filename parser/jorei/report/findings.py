"""Findings as text, with the place they speak of::

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
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from jorei.model import Diagnostic, Related
from jorei.report.outline import clip, columns

_BEFORE: Final = 16
"""Code points shown before the place when its line is long."""

_LONG: Final = 60
_RELATED: Final = 5
"""Other places shown of one finding."""
COLOURS: Final = {"error": "31;1", "warning": "33;1", "info": "36;1"}
_BLUE, _FAINT = "34;1", "2"


class LineOffsets:
    """Lines and columns of a text: its line starts are counted once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; columns are code points.

        >>> LineOffsets("第1条\\n2 甲").at(6)
        (2, 3)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def row(self, line: int) -> str:
        """The text of a line, from 1."""
        return self.text[self._starts[line - 1] : self._starts[line] - 1]


def show_finding(
    code: str, name: str, message: str, path: str, text: str, start: int, end: int, width: int = 100, *,
    severity: str = "", related: Sequence[Related] = (), notes: Sequence[str] = (), colour: bool = False,
    places: LineOffsets | None = None,
) -> str:  # fmt: skip
    """One finding: what, where, the line itself and carets under the place, then the other places and the notes.

    What a document says is shown, never obeyed: its control characters appear as ``·``.

    >>> print(show_finding("R16", "jorei-misspelt", "条令は条例の誤りです", "a.txt", "第1条\\n2 この条令は", 8, 10))
    R16 jorei-misspelt: 条令は条例の誤りです
      --> a.txt:2:5
      2 | 2 この条令は
        |       ^^^^
    """
    places = places or LineOffsets(text)
    paint = _paint if colour else _plain
    line, column = places.at(start)
    row = places.row(line)
    head = " ".join(filter(None, (severity, code, name)))
    shown = [f"{paint(head, COLOURS.get(severity, _FAINT))}: {visible(message)}"]
    shown.append(f"  {paint('-->', _BLUE)} {visible(path)}:{line}:{column}")
    margin = " " * len(str(line))
    bar, equals = paint("|", _BLUE), paint("=", _BLUE)
    if row.strip():
        words, at = _window(row, column - 1)
        place = words[at : at + max(1, min(end, start + len(row) - column + 1) - start)]
        carets = (" " * columns(words[:at]) + "^" * max(1, columns(place)))[:width]
        lead = len(carets) - len(carets.lstrip())
        shown.append(f"  {paint(str(line), _BLUE)} {bar} {clip(words, width)}")
        shown.append(f"  {margin} {bar} {carets[:lead]}{paint(carets[lead:], COLOURS.get(severity, _BLUE))}")
    shown += [f"  {margin} {equals} {places.at(one.start)[0]} | {visible(one.message)}" for one in related[:_RELATED]]
    shown += [f"  {margin} {equals} {visible(note)}" for note in notes]
    return "\n".join(shown)


def show_diagnostic(
    found: Diagnostic, path: str, places: LineOffsets, width: int = 100, *, colour: bool = False
) -> str:
    """A finding with everything it says, in Japanese and English."""
    notes = [found.message_en]
    if found.suggestion is not None:
        notes.append(f"提案 suggestion: {found.suggestion}")
    return show_finding(
        found.code, found.name, found.message, path, places.text, found.start, found.end, width,
        severity=found.severity, related=found.related, notes=notes, colour=colour, places=places,
    )  # fmt: skip


def visible(text: str) -> str:
    """Text that moves no cursor and hides nothing: control and direction characters appear as ``·``.

    >>> visible("甲\\x1b[2J乙\\u202e丙\\n丁")
    '甲·[2J乙·丙·丁'
    """
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(one) in _UNSEEN else one for one in text)


_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def _window(row: str, at: int) -> tuple[str, int]:
    """A line cut before the place when it is long, and where the place is in it; tabs take one column."""
    row = visible(row.translate(_TABS))
    if at <= _BEFORE or len(row) <= _LONG:
        return row, at
    return "…" + row[at - _BEFORE :], _BEFORE + 1


_TABS: Final = dict.fromkeys((9, 11, 12, 13, 0x85, 0x2028, 0x2029), " ")


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _plain(text: str, colour: str) -> str:
    del colour
    return text
