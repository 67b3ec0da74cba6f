"""The letters inside a ruled table -> its rows: what wraps inside a cell is put together, what is listed is parted.

A rule is drawn below each row, or below a head and nowhere else. Where the lines of several cells stand on the same
baselines and none of them goes on in the next, each baseline is a row (給料表, lists of fees).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from jorei.read.pdf.glyph import BLANKS, Box, Glyph, around, size_of
from jorei.read.pdf.lines import PrintLine, lines_of
from jorei.read.pdf.rules import RuledTable
from jorei.read.pdf.vertical import is_vertical, turned

FULL: Final = 1.7
"""A line of a cell is full when less than so many characters would fit behind it: the next goes on with it."""
_LEFT: Final = 2.6
_EDGE: Final = 0.35
_SHORT: Final = 0.6
_SAME: Final = 0.45
_FEW_RULES: Final = 3
"""A head and what stands below it have no more."""
_CLOSE: Final = 1.35
_SENTENCE: Final = 10
_STACK: Final = 4
"""So many letters below one another show that a cell is set downwards."""
_BLANKS: Final = str.maketrans("\t\r\n", "   ")
_FIGURE: Final = re.compile(
    r"[△▲\-－+(（]?[0-9０-９〇一二三四五六七八九十百千][0-9０-９,，.．〇一二三四五六七八九十百千万]*[ \u3000]*[円銭点人年月日号級％%割分時間]{0,3}[)）]?"
    r"|[-―—–−－・〃〇○×]+|無料|なし"
)
_OPENS: Final = re.compile(
    r"[（(]|第[0-9０-９一二三四五六七八九十]+[条項号]|[0-9０-９]{1,2}[ \u3000]|[①-⑳]|[(（][0-9０-９]{1,2}[)）]"
)
_STOP: Final = re.compile(r"。[）)]?$")
_ENDS: Final = re.compile(r"[。）)]$")


class PrintedRow(NamedTuple):
    """A row of a table: the words of its places, the box around them, and which cells go on below (cut by a page).

    ``spans`` gives (place, rows, columns) of cells that cover more than one place.
    """

    cells: list[str]
    box: Box
    open: list[bool]
    spans: list[tuple[int, int, int]]
    glyphs: list[Glyph]
    asides: list[PrintLine]


class _Cell(NamedTuple):
    left: float
    right: float
    lines: list[PrintLine]


def rows_of(table: RuledTable, glyphs: Sequence[Glyph]) -> list[PrintedRow]:
    """The rows of a table with these letters in it; rows without words are left out.

    >>> table = RuledTable([0.0, 50.0, 100.0], [0.0, 20.0, 40.0], [0, 1, 2, 3])
    >>> places = [("甲", 5, 5), ("乙", 60, 5), ("丙", 60, 25)]
    >>> [row.cells for row in rows_of(table, [Glyph(c, x, y, x + 10, y + 10) for c, x, y in places])]
    [['甲', '乙'], ['', '丙']]
    """
    held: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        place = table.cell((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2)
        held.setdefault(place, []).append(glyph)
    cells = {at: _Cell(*table.sides(at), _lines(found)) for at, found in held.items() if at >= 0}
    rows: list[PrintedRow] = []
    few = len(table.rows) <= _FEW_RULES
    for first in range(0, len(table.cells), table.width):
        places = range(first, first + table.width)
        row = {at - first: cells[at] for at in places if at in cells and cells[at].lines}
        if row:
            spans = [
                (at - first, *table.span(at)) for at in places if table.cells[at] == at and table.span(at) != (1, 1)
            ]
            rows += _baselines(row, table.width, spans, few=few)
    return rows


def _lines(glyphs: list[Glyph]) -> list[PrintLine]:
    """The lines of a cell. Heads that are set downwards in a narrow cell are one line, from the right column on."""
    if len(glyphs) < _STACK or not is_vertical(glyphs, _STACK - 1) or not _is_head(glyphs):
        return lines_of(glyphs)
    words = "".join(line.text.strip() for line in lines_of(turned(glyphs)))
    return [PrintLine(glyphs, around([glyph[1:] for glyph in glyphs]), size_of(glyphs), words)]


def _is_head(glyphs: list[Glyph]) -> bool:
    """Whether letters below one another are a word: close to each other, and no numbers of rows."""
    steps = [(after.middle - before.middle) / before.size for before, after in pairwise(glyphs)]
    digits = sum(glyph.letter.isnumeric() for glyph in glyphs)
    return median([step for step in steps if step > 0]) <= _CLOSE and 2 * digits < len(glyphs)


def _baselines(row: dict[int, _Cell], width: int, spans: list[tuple[int, int, int]], *, few: bool) -> list[PrintedRow]:
    """A ruled row as one row, or as one for each baseline at which its lists begin an entry."""
    starts = _paragraphs(row) if few and _are_texts(row) else _starts(row, few=few)
    if len(starts) < 2:
        return [_row(row, width, spans)]
    parts: list[dict[int, _Cell]] = [{} for _ in starts]
    for at, cell in row.items():
        for line in cell.lines:
            number = max(0, bisect_right(starts, (line.top + line.bottom) / 2 + _SAME * line.size) - 1)
            parts[number].setdefault(at, _Cell(cell.left, cell.right, [])).lines.append(line)
    return [_row(part, width, spans if number == 0 else []) for number, part in enumerate(parts) if part]


def _are_texts(row: dict[int, _Cell]) -> bool:
    """Whether cells hold whole texts beside each other, as 新旧対照表 do."""
    return sum(len(cell.lines) > 1 and any(_STOP.search(line.text) for line in cell.lines) for cell in row.values()) > 1


def _paragraphs(row: dict[int, _Cell]) -> list[float]:
    """The middles of the lines at which a paragraph begins in one cell and none goes on in another."""
    spans: list[tuple[float, float]] = []
    for cell in row.values():
        begin = None
        for at, line in enumerate(cell.lines):
            middle = (line.top + line.bottom) / 2
            begin = middle if begin is None else begin
            if at + 1 == len(cell.lines) or not _goes_on(cell, at):
                spans.append((begin, middle))
                begin = None
    size = median([line.size for cell in row.values() for line in cell.lines])
    starts: list[float] = []
    end = None
    for begin, stop in sorted(spans):
        if end is None or begin > max(end, starts[-1]) + _SAME * size:
            starts.append(begin)
        end = stop if end is None else max(end, stop)
    return starts


def _starts(row: dict[int, _Cell], *, few: bool) -> list[float]:
    """The middles of the lines at which entries begin that stand side by side; fewer than two when there are none.

    Words beside words are entries only where ``few`` rules part the rows: else a rule stands below each of them.
    """
    lists = {at: cell for at, cell in row.items() if len(cell.lines) > 1 and _is_list(cell)}
    figures = [at for at, cell in lists.items() if all(_FIGURE.fullmatch(line.text) for line in cell.lines)]
    lead = figures or list(lists)
    if not lead or len(row) < 2 or not (figures or few):
        return []
    starts = sorted(
        (line.top + line.bottom) / 2 for line in lists[max(lead, key=lambda at: len(lists[at].lines))].lines
    )
    size = median([line.size for at in lead for line in lists[at].lines])
    if all(at == lead[0] for at in lists) and not figures:
        return []
    for at, cell in row.items():
        middles = [(line.top + line.bottom) / 2 for line in cell.lines]
        level = [any(abs(middle - start) <= _SAME * size for start in starts) for middle in middles]
        if at in lists and not all(level):
            return []
        if at not in lists and middles[0] < starts[0] - _SAME * size:
            return []
    first = min(row)
    beside = [(line.top + line.bottom) / 2 for line in row[first].lines]
    if first not in lead and not all(any(abs(one - start) <= _SAME * size for one in beside) for start in starts):
        return []
    return starts


def _is_list(cell: _Cell) -> bool:
    """Whether no line of a cell goes on in the next: figures, or words that end before the side of the cell."""
    if all(_FIGURE.fullmatch(line.text) for line in cell.lines) or _is_set_right(cell):
        return True
    return not any(_goes_on(cell, at) for at in range(len(cell.lines) - 1))


def _is_set_right(cell: _Cell) -> bool:
    """Whether the lines of a cell are set to its right side: short ones end there too."""
    lefts, rights = [line.left for line in cell.lines], [line.right for line in cell.lines]
    size = cell.lines[0].size
    shortest = min(line.right - line.left for line in cell.lines)
    return (
        len(cell.lines) > 1
        and max(rights) - min(rights) <= _EDGE * size
        and max(lefts) - min(lefts) >= size
        and shortest <= _SHORT * (cell.right - cell.left)
    )


def _goes_on(cell: _Cell, at: int) -> bool:
    """Whether print broke a line of a cell: nothing more would fit behind it, and it begins at the left."""
    line, after = cell.lines[at], cell.lines[at + 1] if at + 1 < len(cell.lines) else None
    if _FIGURE.fullmatch(line.text) and (after is None or _FIGURE.fullmatch(after.text)):
        return False
    if _is_set_right(cell):
        return False
    if cell.right - line.right > FULL * line.size:
        return after is not None and _hangs(line, after)
    if after is None:
        return True
    # lines set to the right end at its side, however short they are
    return line.left - cell.left <= _LEFT * line.size or abs(line.left - after.left) <= 0.5 * line.size


def _hangs(line: PrintLine, after: PrintLine) -> bool:
    """Whether a line of a sentence goes on in the next, which is set farther in."""
    inward = after.left - line.left if line.glyphs[0].letter not in BLANKS else 0.0
    return (
        0.6 * line.size < inward < 2.5 * line.size
        and len(line.text) >= _SENTENCE
        and not _ENDS.search(line.text)
        and not _OPENS.match(after.text.strip())
    )


def _row(row: dict[int, _Cell], width: int, spans: list[tuple[int, int, int]]) -> PrintedRow:
    texts, unfinished = [""] * width, [False] * width
    for at, cell in row.items():
        texts[at] = _words(cell)
        unfinished[at] = _goes_on(cell, len(cell.lines) - 1) and not _ENDS.search(texts[at])
    lines = [line for cell in row.values() for line in cell.lines]
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    return PrintedRow(
        texts, around([line.box for line in lines]), unfinished, spans, glyphs,
        [aside for line in lines for aside in line.asides],
    )  # fmt: skip


def _words(cell: _Cell) -> str:
    parts: list[str] = []
    for at, line in enumerate(cell.lines):
        if at and not (_goes_on(cell, at - 1) or _is_stack(cell.lines)):
            parts.append(" ")
        parts.append(line.text.strip().translate(_BLANKS))
    return "".join(parts).strip()


def _is_stack(lines: Sequence[PrintLine]) -> bool:
    """A head set downwards in a narrow cell, one letter on each line."""
    signs = [line.text.strip() for line in lines]
    return len(signs) > 1 and all(len(sign) == 1 and not sign.isnumeric() for sign in signs)
