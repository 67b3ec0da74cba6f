"""Tables over pages: a row that a page cuts is one row, and the head that each page repeats is furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from jorei.read.pdf.cells import PrintedRow
from jorei.read.pdf.lines import PrintLine
from jorei.read.pdf.rules import RuledTable

_SAME: Final = 3.0
_CLOSED: Final = re.compile(r"[。）)]$")
_COUNTER: Final = re.compile(r"[条項号円年月日人％章節款]")
_NUMBER: Final = re.compile(r"[0-9０-９一二三四五六七八九十百千]$")
_REST: Final = re.compile(r"[ぁ-ん、。）」ーァィゥェォッャュョ々条項号円年月日人％章節款]")
_MOST_HEADS: Final = 4


class PageTable(NamedTuple):
    """A table on a page: its grid and the lines of its rows."""

    grid: RuledTable
    rows: list[PrintedRow]
    lines: list[PrintLine]


def table_lines(rows: Sequence[PrintedRow], size: float) -> list[PrintLine]:
    """The rows as lines, their cells parted by tabs."""
    lines = []
    for row in rows:
        line = PrintLine(row.glyphs, row.box, size, "\t".join(row.cells), "row", cells=row.cells)
        line.asides = row.asides
        line.spans = row.spans
        lines.append(line)
    return lines


def link_pages(pages: Sequence[tuple[list[PrintLine], list[PageTable]]]) -> None:
    """Joins rows that a page cuts, and makes ``head`` of head rows that come again on the next page."""
    first: PageTable | None = None
    before: PageTable | None = None
    for lines, tables in pages:
        if not tables:
            first = before = None
            continue
        table = tables[0]
        if (
            before is not None
            and first is not None
            and _same_columns(before.grid, table.grid)
            and _is_first(lines, table)
        ):
            heads = _repeated(first, table)
            for line in table.lines[:heads]:
                line.kind = "head"
            if heads < len(table.lines):
                _join(before, table, heads)
        else:
            first = table
        if tables[-1] is not table:
            first = tables[-1]
        before = tables[-1] if _is_last(lines, tables[-1]) else None


def _same_columns(one: RuledTable, other: RuledTable) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs((a - one.columns[0]) - (b - other.columns[0])) <= _SAME
        for a, b in zip(one.columns, other.columns, strict=True)
    )


def _is_first(lines: Sequence[PrintLine], table: PageTable) -> bool:
    """Whether nothing but running heads stands above a table on its page."""
    return not any(line.bottom < table.grid.rows[0] and not line.kind for line in lines)


def _is_last(lines: Sequence[PrintLine], table: PageTable) -> bool:
    return not any(line.top > table.grid.rows[-1] and not line.kind for line in lines)


def _repeated(first: PageTable, table: PageTable) -> int:
    """How many rows at the head of a table are those of its first page again."""
    count = 0
    for one, other in zip(first.rows[:_MOST_HEADS], table.rows, strict=False):
        if one.cells != other.cells:
            break
        count += 1
    return count if count < len(first.rows) or count == 1 else 0


def _is_cut(one: str, other: str) -> bool:
    """Whether the seam of two cells falls inside a phrase: nothing begins with what stands behind it."""
    if not one or _CLOSED.search(one):
        return False
    return _REST.match(other) is not None and (not _COUNTER.match(other) or _NUMBER.search(one) is not None)


def _join(before: PageTable, table: PageTable, at: int) -> None:
    """Puts the first row of a page to the last of the page before where its cells go on with those."""
    last, rest = before.rows[-1], table.rows[at]
    begun = [(one, other, full) for one, other, full in zip(last.cells, rest.cells, last.open, strict=True) if other]
    if not all(full for _, _, full in begun) and not all(_is_cut(one, other) for one, other, _ in begun):
        return
    cells = [one + other for one, other in zip(last.cells, rest.cells, strict=True)]
    line, cut = before.lines[-1], table.lines[at]
    line.cells[:] = cells
    line.text = "\t".join(cells)
    line.asides += cut.asides
    before.rows[-1] = last._replace(cells=cells, open=rest.open)
    cut.text, cut.kind = "", "gone"
    if len(table.rows) == at + 1:  # the row goes on over a whole page
        table.rows[at], table.lines[at] = before.rows[-1], line
