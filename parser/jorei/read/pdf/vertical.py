"""Pages set in columns from right to left: turned so that a column reads as a line, or said to be what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from jorei.read.pdf.glyph import BLANKS, Glyph, PageContent, size_of

_FEWEST: Final = 8
_STEP: Final = 0.35
"""A letter stands below or beside the one before when it is off the straight line by no more than so many sizes."""
_FARTHEST: Final = 3.0
_MANY: Final = 450
_HALF: Final = 0.5
_SIDE_BY_SIDE: Final = 1.6
"""Two digits side by side in a column are no wider than this, in sizes."""


def is_vertical(glyphs: Sequence[Glyph], fewest: int = _FEWEST) -> bool:
    """Whether most letters of a page stand below the one before, and at least so many.

    >>> is_vertical([Glyph("条", 50, at * 12, 60, at * 12 + 10) for at in range(20)])
    True
    """
    down = across = 0
    if len(glyphs) > _MANY:  # three stretches of a page tell how it is set
        third = len(glyphs) // 3
        glyphs = [glyph for first in (0, third, 2 * third) for glyph in glyphs[first : first + _MANY // 3]]
    for before, after in pairwise(glyphs):
        size = max(after.bottom - after.top, 0.1)
        fall = (after.top + after.bottom - before.top - before.bottom) / 2
        shift = after.left - before.left
        if abs(shift) < _STEP * size and 0.4 * size < fall < _FARTHEST * size:
            down += 1
        elif abs(fall) < _STEP * size and 0 < shift < _FARTHEST * size:
            across += 1
    return down >= fewest and down > across


def part(page: PageContent) -> tuple[PageContent, list[Glyph]]:
    """A vertical page with its columns as lines (its right side becomes the top), and the letters that are set across
    it all the same: running heads and page numbers."""
    size = size_of([glyph for glyph in page.glyphs if glyph.letter not in BLANKS])
    cells = [_cell(glyph, origin, size) for glyph, origin in zip(page.glyphs, page.origins, strict=True)]
    cells = _centred(page.glyphs, page.origins, cells, size)
    flat = _across(cells, size)
    upright = [cell for at, cell in enumerate(cells) if at not in flat]
    width = page.width
    lying = [Glyph(letter, top, width - right, bottom, width - left) for letter, left, top, right, bottom in upright]
    strokes = [(top, width - right, bottom, width - left) for left, top, right, bottom in page.strokes]
    return PageContent(page.height, page.width, lying, strokes, page.turns), [cells[at] for at in sorted(flat)]


def turned(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Letters of columns as letters of lines: the right becomes the top.

    >>> turned([Glyph("条", 50, 10, 60, 20)])
    [Glyph(letter='条', left=10, top=-60, right=20, bottom=-50)]
    """
    return [Glyph(letter, top, -right, bottom, -left) for letter, left, top, right, bottom in glyphs]


def _cell(glyph: Glyph, origin: tuple[float, float], size: float) -> Glyph:
    """The square that a letter takes in its column. Shapes for vertical setting have boxes of any height."""
    if glyph.size < 0.8 * size and not glyph.letter.isascii():
        bottom = origin[1] + 0.12 * size
        return Glyph(glyph.letter, origin[0], bottom - size, origin[0] + size, bottom)
    return glyph


def _centred(
    glyphs: Sequence[Glyph], origins: Sequence[tuple[float, float]], cells: list[Glyph], size: float
) -> list[Glyph]:
    """Fonts with metrics for vertical setting have their pen in the middle of the column: boxes are made from it."""
    middle = sum(
        abs(origin[0] - (glyph.left + glyph.right) / 2) < 0.1 * size
        for glyph, origin in zip(glyphs, origins, strict=True)
    )
    if middle <= _HALF * len(glyphs):
        return cells
    height = size_of(glyphs)
    return [
        Glyph(glyph.letter, x - height / 2, glyph.top, x + height / 2, glyph.bottom)
        for glyph, (x, _) in zip(glyphs, origins, strict=True)
    ]


def _across(cells: Sequence[Glyph], size: float) -> set[int]:
    """Which letters belong to runs that go across the page: for more than the width of a column, or in no column."""
    runs: list[list[int]] = []
    for at, cell in enumerate(cells):
        before = cells[runs[-1][-1]] if runs else None
        if before and abs(cell.middle - before.middle) < _STEP * size and 0 < cell.left - before.left < 2.5 * size:
            runs[-1].append(at)
        else:
            runs.append([at])
    runs = [run for run in runs if len(run) > 1]
    squares = _squares(cells, size) if runs else {}
    return {at for run in runs if _is_wide(run, cells, size) or _is_alone(run, cells, squares, size) for at in run}


def _is_wide(run: list[int], cells: Sequence[Glyph], size: float) -> bool:
    """Wider than two digits side by side in a column."""
    return cells[run[-1]].right - cells[run[0]].left > _SIDE_BY_SIDE * size


def _squares(cells: Sequence[Glyph], size: float) -> dict[tuple[int, int], list[int]]:
    """The letters by the square of the page that they stand in; a square is a few letters wide and high."""
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, cell in enumerate(cells):
        if cell.letter not in BLANKS:
            squares[_square(cell, size)].append(at)
    return squares


def _square(cell: Glyph, size: float) -> tuple[int, int]:
    return int((cell.left + cell.right) / 2 // (_FARTHEST * size)), int(cell.middle // (_FARTHEST * size))


def _is_alone(run: list[int], cells: Sequence[Glyph], squares: dict[tuple[int, int], list[int]], size: float) -> bool:
    """No column goes on above or below: a page number of two digits, not digits side by side in a column."""
    first, last = cells[run[0]], cells[run[-1]]
    column, row = _square(first, size)
    near = (at for x in (-1, 0, 1) for y in (-1, 0, 1) for at in squares.get((column + x, row + y), ())[:_MANY])
    return not any(
        cells[at].left < last.right
        and cells[at].right > first.left
        and abs(cells[at].middle - first.middle) < _FARTHEST * size
        for at in near
        if not run[0] <= at <= run[-1]
    )
