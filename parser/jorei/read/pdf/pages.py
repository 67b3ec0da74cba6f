"""One page: its letters and strokes -> its lines and rows in the order of reading."""

from __future__ import annotations

from operator import attrgetter
from typing import Final, NamedTuple

from jorei.read.pdf.cells import rows_of
from jorei.read.pdf.comparison import find_comparison
from jorei.read.pdf.footnotes import part_notes
from jorei.read.pdf.glyph import Glyph, PageContent, size_of
from jorei.read.pdf.lines import PrintLine, lines_of
from jorei.read.pdf.rules import RuledTable, find_tables
from jorei.read.pdf.tables import PageTable, table_lines
from jorei.read.pdf.vertical import part
from jorei.read.pdf.zones import read_order

_BAND: Final = 40.0
ACROSS: Final = -1
"""The zone of lines that are set across a vertical page: they were not turned with it."""


class ReadPage(NamedTuple):
    """The lines of a page, its tables and its footnotes. A page set vertically is turned: its right side is its top."""

    lines: list[PrintLine]
    tables: list[PageTable]
    notes: list[PrintLine]
    width: float
    height: float
    vertical: bool = False
    comparison: RuledTable | None = None


def read_page(content: PageContent, before: RuledTable | None = None, gutters: set[float] | None = None) -> ReadPage:
    """What stands on a page; ``before`` is the 新旧対照表 without rules that ends the page before it, ``gutters`` are where
    columns were parted on the pages before (those of this page are added)."""
    vertical = bool(content.origins)
    across: list[Glyph] = []
    if vertical:
        content, across = part(content)
    grids = find_tables(content.strokes) if content.strokes else []
    free, tables = _tables(content.glyphs, grids)
    lines = lines_of(free)
    comparison = None if tables else find_comparison(lines, content.height, before)
    if comparison is not None:
        free, tables = _tables(free, [comparison])
        lines = lines_of(free)
    ordered = read_order([*lines, *(line for table in tables for line in table.lines)], gutters)
    ordered, notes = part_notes(ordered)
    heads = lines_of(across)
    for line in heads:
        line.kind, line.zone = "head", ACROSS
    return ReadPage([*heads, *ordered], tables, notes, content.width, content.height, vertical, comparison)


def _tables(glyphs: list[Glyph], grids: list[RuledTable]) -> tuple[list[Glyph], list[PageTable]]:
    """The letters outside of all tables, and the tables that have letters."""
    if not grids:
        return glyphs, []
    free: list[Glyph] = []
    inside: list[list[Glyph]] = [[] for _ in grids]
    bands: dict[int, list[int]] = {}
    for number, grid in enumerate(grids):
        for band in range(int(grid.rows[0] // _BAND), int(grid.rows[-1] // _BAND) + 1):
            bands.setdefault(band, []).append(number)
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        for number in bands.get(int(y // _BAND), ()):
            if grids[number].cell(x, y) >= 0:
                inside[number].append(glyph)
                break
        else:
            free.append(glyph)
    tables = []
    for grid, held in zip(grids, inside, strict=True):
        rows = rows_of(grid, held) if held else []
        if rows:
            tables.append(PageTable(grid, rows, table_lines(rows, size_of(held))))
    return free, sorted(tables, key=lambda table: attrgetter("rows")(table.grid)[0])
