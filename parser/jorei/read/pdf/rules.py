"""Tables by the lines that are drawn around their cells: thin strokes on a page -> grids.

Print has no rows and cells, only lines. Strokes that lie on one straight line and touch are one rule (word processors
draw one for each side of each cell); rules that cross or meet are one table; where no rule parts two places of its
grid, they are one cell. An underline meets nothing, and a frame around text has one column: neither is a table.
Upright rules of one height that nothing crosses part columns, too: 給料表 and 新旧対照表 have no others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from jorei.read.pdf.glyph import Box

THIN: Final = 3.0
"""Strokes are at most so thick (points)."""
_TOUCH: Final = 1.5
"""An underline keeps farther than this from the side of its cell."""
_SHORTEST: Final = 8.0
_MOST_CROSSINGS: Final = 40_000
_MOST_PLACES: Final = 6_000
_TALL: Final = 40.0
_FEWEST_UPRIGHT: Final = 3


class RuledLine(NamedTuple):
    """A straight line: its ``place`` across its direction, and its extent along it."""

    place: float
    start: float
    end: float


class RuledTable(NamedTuple):
    """Where the columns (left to right) and the rows (downwards) are parted; ``cells`` gives for each place the place
    whose cell it belongs to, row by row: the first of its places."""

    columns: list[float]
    rows: list[float]
    cells: list[int]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns) - 1

    @property
    def box(self) -> Box:
        """The place of the table on the page."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    def cell(self, x: float, y: float) -> int:
        """The cell at a point of the page; -1 outside the table."""
        column, row = bisect_right(self.columns, x) - 1, bisect_left(self.rows, y) - 1
        if 0 <= column < self.width and 0 <= row < len(self.rows) - 1:
            return self.cells[row * self.width + column]
        return -1

    def span(self, cell: int) -> tuple[int, int]:
        """How many rows and columns a cell covers."""
        last = cell
        while (last + 1) % self.width and self.cells[last + 1] == cell:
            last += 1
        below = cell
        while below + self.width < len(self.cells) and self.cells[below + self.width] == cell:
            below += self.width
        return (below - cell) // self.width + 1, last - cell + 1

    def sides(self, cell: int) -> tuple[float, float]:
        """The left and the right side of a cell, which may cover several columns."""
        first = cell % self.width
        return self.columns[first], self.columns[first + self.span(cell)[1]]


def find_tables(strokes: Iterable[Box]) -> list[RuledTable]:
    """The tables that thin strokes draw, from the top of the page down; those of two columns or more.

    >>> lines = [(0, y, 100, y + 0.5) for y in (0, 20, 40)] + [(x, 0, x + 0.5, 40) for x in (0, 50, 99.5)]
    >>> table, = find_tables(lines)
    >>> table.width, len(table.rows) - 1, table.cell(60, 10), table.cell(60, 30), table.cell(60, 50)
    (2, 2, 1, 3, -1)
    """
    flat: list[RuledLine] = []
    upright: list[RuledLine] = []
    for left, top, right, bottom in strokes:
        if bottom - top <= THIN:
            flat.append(RuledLine((bottom + top) / 2, left, right))
        if right - left <= THIN:
            upright.append(RuledLine((left + right) / 2, top, bottom))
    flat, upright = _join(flat), _join(upright)
    if len(flat) * len(upright) > _MOST_CROSSINGS:
        return []
    groups, alone = _groups(flat, upright)
    tables = [*(_grid(*group) for group in groups), *_columns_only(alone)]
    return sorted((table for table in tables if table), key=lambda table: table.rows[0])


def _join(rules: list[RuledLine]) -> list[RuledLine]:
    """Strokes on one line that touch are one rule; what stays short is a mark, a dot or a dash."""
    joined: list[RuledLine] = []
    for line in _on_one_line(rules):
        place, start, end = line[0]
        for _, begin, stop in line[1:]:
            if begin > end + _TOUCH:
                joined.append(RuledLine(place, start, end))
                start, end = begin, stop
            end = max(end, stop)
        joined.append(RuledLine(place, start, end))
    return [rule for rule in joined if rule.end - rule.start >= _SHORTEST]


def _on_one_line(rules: list[RuledLine]) -> Iterable[list[RuledLine]]:
    line: list[RuledLine] = []
    for rule in sorted(rules):
        if line and rule.place > line[0].place + _TOUCH:
            yield sorted(line, key=itemgetter(1))
            line = []
        line.append(rule)
    if line:
        yield sorted(line, key=itemgetter(1))


def _groups(
    flat: list[RuledLine], upright: list[RuledLine]
) -> tuple[list[tuple[list[RuledLine], list[RuledLine]]], list[RuledLine]]:
    """The rules that hang together, and the upright ones that no other meets."""
    meets: list[list[int]] = [[] for _ in (*flat, *upright)]
    for at, (y, left, right) in enumerate(flat):
        for to, (x, top, bottom) in enumerate(upright, len(flat)):
            if left - _TOUCH <= x <= right + _TOUCH and top - _TOUCH <= y <= bottom + _TOUCH:
                meets[at].append(to)
                meets[to].append(at)
    seen: set[int] = set()
    groups = []
    for first in range(len(flat)):
        group, stack = [], [first]
        while stack:
            at = stack.pop()
            if at not in seen:
                seen.add(at)
                group.append(at)
                stack += meets[at]
        if len(group) > 1:
            groups.append(
                (
                    [flat[at] for at in sorted(group) if at < len(flat)],
                    [upright[at - len(flat)] for at in sorted(group) if at >= len(flat)],
                )
            )
    return groups, [rule for at, rule in enumerate(upright, len(flat)) if not meets[at]]


def _columns_only(upright: list[RuledLine]) -> list[RuledTable]:
    """Tables of upright rules alone: three or more that begin and end at the same heights."""
    tables = []
    left = sorted(upright, key=itemgetter(1, 0))
    while left:
        _, top, bottom = left[0]
        same = [rule for rule in left if abs(rule.start - top) <= _TOUCH and abs(rule.end - bottom) <= _TOUCH]
        left = [rule for rule in left if rule not in same]
        columns = sorted(rule.place for rule in same)
        if len(same) >= _FEWEST_UPRIGHT and bottom - top >= _TALL:
            tables.append(RuledTable(columns, [top, bottom], list(range(len(columns) - 1))))
    return tables


def _grid(flat: list[RuledLine], upright: list[RuledLine]) -> RuledTable | None:
    columns = _parting(upright, flat)
    rows = _parting(flat, upright)
    width, height = len(columns) - 1, len(rows) - 1
    if width < 2 or height < 1 or width * height > _MOST_PLACES:
        return None
    below = _walls(flat, rows, columns)
    beside = _walls(upright, columns, rows)
    cells = list(range(width * height))
    for row in range(height):
        for column in range(width):
            at = row * width + column
            # a cell is a rectangle: its first place is the one its upper neighbour or its left one belongs to
            if row and (row, column) not in below:
                cells[at] = cells[at - width]
            elif column and (column, row) not in beside:
                cells[at] = cells[at - 1]
    return RuledTable(columns, rows, cells)


def _parting(rules: Sequence[RuledLine], across: Sequence[RuledLine]) -> list[float]:
    """Where a grid is parted: at its rules, and where those across them end (many tables have no outer sides)."""
    places: list[float] = []
    ends = [min(rule.start for rule in across), max(rule.end for rule in across)]
    for place in sorted([rule.place for rule in rules] + ends):
        if not places or place > places[-1] + 2 * _TOUCH:
            places.append(place)
    return places


def _walls(rules: list[RuledLine], places: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Which (place, stretch along it) a rule parts from the one before."""
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    found: set[tuple[int, int]] = set()
    for place, start, end in rules:
        at = bisect_right(places, place + _TOUCH) - 1
        found.update((at, stretch) for stretch in range(bisect_left(middles, start), bisect_right(middles, end)))
    return found
