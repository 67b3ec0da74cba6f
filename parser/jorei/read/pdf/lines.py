"""Letters -> lines of print: what stands on one baseline, with ruby and raised signs beside it, not in it."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, Literal

from jorei.read.pdf.glyph import BLANKS, Box, Glyph, around, size_of
from jorei.read.pdf.spelling import spell

_SAME_LINE: Final = 0.45
"""Middles that are no farther apart than this, in sizes, are on one line."""
_SMALL: Final = 0.75
"""Letters smaller than this beside those of their line are raised signs or ruby."""
_TWICE: Final = 0.3
_BESIDE: Final = 3
"""Lines above the last that a run may belong to: those of a cell cut slantwise stand at nearly one height."""
_MOST_BESIDE: Final = 200
_LONGEST: Final = 2_000
_KANA: Final = re.compile("[ぁ-ゖァ-ヺー・\u3000 ]+$")
_RAISED: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_MARK: Final = re.compile(r"[（(]?[*※†‡注]?[0-9０-９]{0,2}[)）]?$")
_FARTHEST_RUBY: Final = 1.75


PrintKind = Literal["", "row", "head", "note", "gone"]


@dataclass(slots=True)
class PrintLine:
    """Letters on one baseline from left to right, or a row of a table (``cells``).

    ``asides`` are the words that stand above or beside it and are not in it: ruby, and the marks of footnotes.
    ``spans`` gives (place, rows, columns) of the cells of a row that cover more than one place, ``marks`` the raised
    signs that may point to a footnote.
    ``kind`` is ``""``, ``row``, ``head`` (of the page) or ``note`` (at its foot), or ``gone`` when its words are in
    another; ``full`` says that print broke the
    line at its margin, ``zone`` numbers the column of the page that it belongs to.
    """

    glyphs: list[Glyph]
    box: Box
    size: float
    text: str = ""
    kind: PrintKind = ""
    full: bool = False
    zone: int = 0
    asides: list[PrintLine] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The left edge, in points."""
        return self.box[0]

    @property
    def top(self) -> float:
        """The upper edge, in points."""
        return self.box[1]

    @property
    def right(self) -> float:
        """The right edge, in points."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """The lower edge, in points."""
        return self.box[3]


def make_line(glyphs: Iterable[Glyph]) -> PrintLine:
    """A line of these letters, without the blanks at its ends."""
    ordered = sorted(glyphs, key=attrgetter("left"))
    while ordered and ordered[-1].letter in BLANKS:
        ordered.pop()
    shown = [glyph for glyph in ordered if glyph.letter not in BLANKS] or ordered
    return PrintLine(ordered, around(shown_box(shown)), size_of(shown), spell(ordered))


def shown_box(glyphs: Sequence[Glyph]) -> list[Box]:
    """The boxes of letters, or an empty one where there are none."""
    return [glyph[1:] for glyph in glyphs] or [(0.0, 0.0, 0.0, 0.0)]


def lines_of(glyphs: Sequence[Glyph]) -> list[PrintLine]:
    """The lines of a page or of a cell, from the top down; what overlaps in height stands on one line.

    >>> places = [("国", 0, 20), ("内", 10, 20), ("第", 0, 0), ("条", 10, 0)]
    >>> [line.text for line in lines_of([Glyph(c, x, y, x + 10, y + 10) for c, x, y in places])]
    ['第条', '国内']
    """
    runs = _runs(glyphs)
    usual = size_of([glyph for run in runs for glyph in run if glyph.letter not in BLANKS])
    large = [run for run in runs if not _is_small(run, usual)]
    lines = _together(large)
    loose = [run for run in runs if _is_small(run, usual) and not _sit(run, lines)]
    for line in lines:
        line.text = line.text or spell(line.glyphs)
    lines = sorted(lines + _together(loose), key=attrgetter("top"))
    lines = _ruby(lines, runs)
    return [line for line in lines if line.text.strip()]


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Letters that were drawn one behind the other on one baseline; what is drawn twice (to look bold) stands once."""
    runs: list[list[Glyph]] = []
    run: list[Glyph] = []
    before: Glyph | None = None
    for glyph in glyphs:
        _, left, top, right, bottom = glyph
        if before is not None:
            size = bottom - top
            if (
                abs(top + bottom - before[2] - before[4]) > 0.5 * max(size, before[4] - before[2])
                or left < before[1] - 0.3 * size
                or abs(size - before[4] + before[2]) > 0.2 * max(size, before[4] - before[2])
            ):
                runs.append(run)
                run = []
            elif glyph[0] == before[0] and left - before[1] < _TWICE * (right - left):
                continue
        run.append(glyph)
        before = glyph
    if run:
        runs.append(run)
    return runs


def _is_small(run: list[Glyph], usual: float) -> bool:
    return run[0].bottom - run[0].top < _SMALL * usual


def _together(runs: list[list[Glyph]]) -> list[PrintLine]:
    """Runs whose middles are at one height are one line."""
    lines: list[list[list[Glyph]]] = []
    for run in sorted(runs, key=lambda run: run[0].top + run[0].bottom):
        middle, size = run[0].middle, run[0].size
        for line in lines[: -_BESIDE - 1 : -1]:
            first = line[0][0]
            if middle - first.middle <= _SAME_LINE * min(size, first.size) and not _collides(run, line):
                line.append(run)
                break
        else:
            lines.append([run])
    return [make_line([glyph for run in line for glyph in run]) for line in lines]


def _collides(run: list[Glyph], line: list[list[Glyph]]) -> bool:
    """Whether letters would be set over others: words in the two halves of a cell that is cut slantwise."""
    room = 0.5 * run[0].size
    return any(
        run[0].left < other[-1].right - room
        and run[-1].right > other[0].left + room
        and any(one.left < two.right - room and one.right > two.left + room for one in run for two in other)
        for other in line[-_MOST_BESIDE:]
    )


def _sit(run: list[Glyph], lines: list[PrintLine]) -> bool:
    """Puts small letters into the line in whose height they stand: as raised or lowered signs, or as they are."""
    middle, _size = run[0].middle, run[0].size
    at = bisect_left(lines, middle, key=attrgetter("bottom"))
    if at == len(lines) or lines[at].top > middle:
        return False
    line = lines[at]
    words = "".join(glyph.letter for glyph in run)
    if run[0].left < line.left - line.size or run[-1].right > line.right + 2 * line.size:
        return False
    lift = (line.top + line.bottom) / 2 - middle
    if _KANA.match(words) and lift > 0.2 * line.size:
        return False
    signs = run
    if abs(lift) > 0.12 * line.size and words.strip():
        table = _RAISED if lift > 0 else _LOWERED
        if lift > 0 and _MARK.match(words.strip()):
            line.marks.append(words.strip())
        signs = [glyph._replace(letter=glyph.letter.translate(table)) for glyph in run]
    # as high as the line, so that they count as letters of it
    signs = [glyph._replace(top=line.top, bottom=line.top + line.size) for glyph in signs]
    for glyph in signs:
        insort(line.glyphs, glyph, key=attrgetter("left"))
    line.text = ""
    line.box = around([line.box, (run[0].left, line.top, run[-1].right, line.bottom)])
    return True


# ---- ruby


def _ruby(lines: list[PrintLine], runs: list[list[Glyph]]) -> list[PrintLine]:
    """Takes the lines that are nothing but readings above the letters of the next, and gives them to it."""
    found: list[PrintLine] = []
    interrupting = _interrupting(runs) if len(lines) > 1 else set()
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below is not None and _is_ruby(line, below, interrupting):
            below.asides.append(line)
            for reading in _words(line):
                _widen(below, reading)
        else:
            found.append(line)
    for line in found:
        if line.asides:
            line.text = spell(line.glyphs)
    return found


def _is_ruby(line: PrintLine, below: PrintLine, interrupting: set[tuple[float, float]]) -> bool:
    if not _KANA.match(line.text) or line.left < below.left - below.size or line.right > below.right + below.size:
        return False
    distance = (below.top + below.bottom - line.top - line.bottom) / 2
    if distance > _FARTHEST_RUBY * below.size:
        return False
    if line.size < _SMALL * below.size and distance <= 1.2 * below.size:
        return True
    words = _words(line)
    return all((word[0].left, word[0].top) in interrupting for word in words) and distance > 0


def _interrupting(runs: list[list[Glyph]]) -> set[tuple[float, float]]:
    """Where runs begin that were drawn in the middle of a line below them: readings of the same size as the words."""
    found = set()
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        level = abs(before[-1].middle - after[0].middle) < 0.2 * after[0].size
        if level and run[0].middle < after[0].middle and after[0].left >= before[-1].right - 0.5 * after[0].size:
            found.add((run[0].left, run[0].top))
    return found


def _words(line: PrintLine) -> list[list[Glyph]]:
    """The letters of a line of readings, word by word."""
    words: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if glyph.letter in BLANKS:
            continue
        if words and glyph.left - words[-1][-1].right < 0.8 * line.size:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return words


def _widen(line: PrintLine, reading: list[Glyph]) -> None:
    """Words below a reading that is longer than they are keep the room it takes: no blank stands around them."""
    if len(line.glyphs) > _LONGEST:
        return
    left, right = reading[0].left, reading[-1].right
    covered = [
        at for at, glyph in enumerate(line.glyphs) if left - 0.1 <= (glyph.left + glyph.right) / 2 <= right + 0.1
    ]
    for at in covered:
        glyph = line.glyphs[at]
        before = max(line.glyphs[at - 1].right, left) if at else glyph.left
        last = at + 1 == len(line.glyphs)
        after = glyph.right if last else min(line.glyphs[at + 1].left, right)
        line.glyphs[at] = glyph._replace(left=min(glyph.left, before), right=max(glyph.right, after))
