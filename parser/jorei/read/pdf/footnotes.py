"""Footnotes: what stands at the foot of a page below the text that its marks stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jorei.read.pdf.lines import PrintLine

_MOST: Final = 30
_RAISED: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def part_notes(lines: Sequence[PrintLine]) -> tuple[list[PrintLine], list[PrintLine]]:
    """The lines of a page, and its footnotes: from the line that begins with the mark of the first note to the end.

    The marks are taken out of the words: they become asides of their lines.
    """
    marked = [(line, mark) for line in lines for mark in line.marks]
    if not marked:
        return list(lines), []
    first, begun = marked[0]
    last = lines.index(first)
    for at in range(len(lines) - 1, max(last, len(lines) - _MOST), -1):
        if _begins(lines[at], begun) and _is_apart(lines, at):
            notes = list(lines[at:])
            for line, mark in marked:
                if any(_begins(note, mark) for note in notes) and line not in notes:
                    _lift(line, mark)
            for note in notes:
                note.kind = note.kind or "note"
            return list(lines[:at]), notes
    return list(lines), []


def _begins(line: PrintLine, mark: str) -> bool:
    return not line.kind and line.text.lstrip().startswith((mark, mark.translate(_RAISED)))


def _is_apart(lines: Sequence[PrintLine], at: int) -> bool:
    """Whether a line is set off from the one above it: by a gap, or by smaller letters."""
    line, above = lines[at], lines[at - 1]
    return line.top - above.bottom > 0.8 * line.size or line.size < 0.95 * above.size


def _lift(line: PrintLine, mark: str) -> None:
    """Takes a mark out of the words of a line."""
    raised = mark.translate(_RAISED)
    if raised in line.text:
        line.text = line.text.replace(raised, "", 1)
        line.asides.append(PrintLine([], line.box, line.size, mark))
