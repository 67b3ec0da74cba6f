"""Tables in plain text, of appendices and where a provision announces one: columns parted by blanks, or one cell on each line.

Blanks and short lines are everywhere in forms and lists, so only a pattern that holds row after row makes a table:

- wide blanks: a head of k columns, and two rows of k cells below it; a row with fewer must stand below the columns
- single blanks (what a PDF leaves): a head of k words, and three rows of k words of which the last is a figure
- a cell on each line: k lines as a head, and three rows whose figures stand at the same places; or the head comes again

What shows none of these stays as it is written (`list`).
"""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.lines.limits import joined_units
from jorei.structure.lines.line import Line
from jorei.structure.lines.typed import TypedLine

_CELL_KINDS: Final = frozenset(("plain", "enumerated", "caption", "page", "omission"))
_ENDS: Final = frozenset(("appdx", "suppl", "suppl_number", "division", "toc", "remarks", "furniture"))
_PROVISIONS: Final = frozenset(("article", "enumerated", "plain"))
_ANNOUNCED: Final = re.compile(r"(?P<table>[次下]の?表)|次の(?:とおり|ように)|とおりとする。$")
_ANNOUNCING: Final = ("のとおり", "のように", "とおりとする", "の表", "下表")
"""Words without which nothing is announced: the cheap question that comes first."""
_ANNOUNCED_IN: Final = 40
"""Characters at the end of a sentence in which it announces a table. Chosen."""
_BLANK_OF_LIST: Final = 6
"""Columns of blanks between cells where only a list is announced. Chosen."""
_BLANKS: Final = re.compile(r"(?<![ \u3000])[ \u3000]+")
_FIGURE: Final = re.compile(r"[△▲+-]?[0-9][0-9,.]*[^ 0-9]{0,8}$|[-―—–−・〃〇○×]$|無料$|なし$")
_NARROW: Final = str.maketrans("０１２３４５６７８９，．％－", "0123456789,.%-")

# chosen on the fee tables of the ordinances that were seen; the bounds keep the work linear
_LONGEST_HEAD_CELL: Final = 20
_LONGEST_CELL: Final = 60
_LONGEST_LINE_CELL: Final = 40
"""Characters of a cell that stands on a line of its own."""
_LONGEST_ROW: Final = 400
_MOST_COLUMNS: Final = 12
_MOST_ROWS: Final = 1_000
_PATIENCE: Final = 20
"""Rows that may stand below a head before one of them is whole."""
_WIDE_BLANK: Final = 2
_SINGLE_BLANK: Final = 1
"""Columns of blanks between cells."""
_ROWS_OF_WIDE: Final = 2
_ROWS_OF_SINGLE: Final = 3
"""Whole rows that a head needs below it."""
_TOLERANCE: Final = 1
"""Columns by which a cell may stand beside the column it belongs to."""
_LINES_ABOVE_HEAD: Final = 2
"""A table's name and its unit."""
_FEW_FIGURES: Final = 0.5
"""Figures in the column of names beside one of nothing but figures, at most."""

Cells = list[tuple[int, int]]
"""Stretches of the source, one a cell."""


def mark_appendix_tables(lines: list[TypedLine], text: str) -> list[TypedLine]:
    """The lines with those of tables in appendices made rows, and of those that a provision announces (次の表のとおりとする。)
    where wide blanks part their columns; each stretch of such a row is a cell."""
    announced = any(words in text for words in _ANNOUNCING)
    if not announced and not any(typed.kind == "appdx" for typed in lines):
        return lines
    marked: list[TypedLine] = []
    index = tried = 0
    room, inside = joined_units(len(text)), False
    count = len(lines)
    while index < count:
        typed = lines[index]
        if typed.kind in _ENDS or (typed.kind == "article" and typed.certain):
            inside = typed.kind == "appdx" or (inside and typed.kind == "remarks")
        rows: list[TypedLine] = []
        end = index
        if inside and typed.kind in _CELL_KINDS and room > 0:
            rows, end = _rows_between_blanks(lines, index, text)
            if not rows and index >= tried:
                rows, end, tried = _rows_of_lines(lines, index)
        elif (
            announced and typed.kind == "plain" and " " in typed.line.text and index and room > 0
            and (blank := _announced_blank(lines[index - 1]))
        ):  # fmt: skip
            rows, end = _columns(lines, index, text, blank, _ROWS_OF_WIDE)
        if rows:
            marked += rows
            room -= sum(len(row.line.stretches) for row in rows)
            index = end
        else:
            marked.append(typed)
            index += 1
    return marked


def _announced_blank(typed: TypedLine) -> int:
    """The fewest columns of blanks between the cells below a provision that ends with the words that announce them; 0 when it
    announces nothing. It may be wrapped before these words. What is no table (次のとおりとする。) is rather a list, whose
    entries have a blank in them, too."""
    text = typed.text
    if text[-1] != "。" or typed.kind not in _PROVISIONS:
        return 0
    announced = _ANNOUNCED.search(text[-_ANNOUNCED_IN:])
    if not announced:
        return 0
    return _WIDE_BLANK if announced["table"] else _BLANK_OF_LIST


# ---- columns parted by blanks


def _rows_between_blanks(lines: list[TypedLine], index: int, text: str) -> tuple[list[TypedLine], int]:
    """The rows of a table that begins with this line and where it ends."""
    if lines[index].kind == "plain" and " " in lines[index].text:
        for blank, least in ((_WIDE_BLANK, _ROWS_OF_WIDE), (_SINGLE_BLANK, _ROWS_OF_SINGLE)):
            rows, end = _columns(lines, index, text, blank, least)
            if rows:
                return rows, end
    return [], index


def _columns(lines: list[TypedLine], index: int, text: str, blank: int, least: int) -> tuple[list[TypedLine], int]:
    """Columns parted by blanks of at least so many columns of print, with as many whole rows."""
    head = _split(lines[index].line, text, blank)
    if not 2 <= len(head) <= _MOST_COLUMNS or not _are_heads(head, text):
        return [], index
    rows, whole, end = [head], 0, index + 1
    columns = [{_column(lines[index].line, text, start)} for start, _ in head]
    while (
        end < min(len(lines), index + _MOST_ROWS)
        and lines[end].kind in _CELL_KINDS
        and (whole >= least or end - index < _PATIENCE)
    ):
        line = lines[end].line
        cells = _split(line, text, blank)
        if not _is_row(cells, text, figures=blank == _SINGLE_BLANK):
            break
        if len(cells) == len(head):
            whole += 1
        else:
            cells = _below_columns(cells, line, text, columns) if blank > _SINGLE_BLANK else []
            if not cells:
                break
        _widen(columns, cells, line, text)
        rows.append(cells)
        end += 1
    if whole < least:
        return [], index
    return [_row([typed], cells, typed.line) for typed, cells in zip(lines[index:end], rows, strict=True)], end


def _widen(columns: list[set[int]], cells: Cells, line: Line, text: str) -> None:
    """Adds where the cells of a row stand to what is known of their columns."""
    for column, (start, stop) in zip(columns, cells, strict=True):
        if start < stop and len(column) < _PATIENCE:
            column.add(_column(line, text, start))


def _split(line: Line, text: str, blank: int) -> Cells:
    """The stretches of a line between its blanks of at least so many columns (an ideographic one has two)."""
    if len(line.stretches) != 1 or line.debris or len(line.text) > _LONGEST_ROW:
        return []
    cells, start = [], line.start
    for match in _BLANKS.finditer(text, line.start, line.end):
        first, stop = match.span()
        if stop - first + text.count("\u3000", first, stop) >= blank:
            cells.append((start, first))
            start = stop
    return [*cells, (start, line.end)]


def _are_heads(cells: Cells, text: str) -> bool:
    words = [text[start:stop] for start, stop in cells]
    return all(len(word) <= _LONGEST_HEAD_CELL and not set(word) & set("。、") for word in words) and not any(
        _is_figure(word) for word in words
    )


def _is_row(cells: Cells, text: str, *, figures: bool) -> bool:
    if not cells or any(stop - start > _LONGEST_CELL or text[stop - 1] == "。" for start, stop in cells):
        return False
    return not figures or (len(cells) > 1 and _is_figure(text[slice(*cells[-1])]))


def _is_figure(words: str) -> bool:
    return bool(_FIGURE.match(words.translate(_NARROW)))


def _column(line: Line, text: str, offset: int) -> int:
    """The column of print a character stands at, two for each wide one before it."""
    before = text[line.start : offset]
    return line.indent + (len(before) + len(before.encode("utf-8", "surrogatepass"))) // 2


def _below_columns(cells: Cells, line: Line, text: str, columns: list[set[int]]) -> Cells:
    """Cells put below the columns they stand under, with empty ones between; [] when one stands under none."""
    placed: Cells = []
    for start, stop in cells:
        column = _column(line, text, start)
        while len(placed) < len(columns) and not any(
            abs(column - known) <= _TOLERANCE for known in columns[len(placed)]
        ):
            placed.append((start, start))
        if len(placed) == len(columns):
            return []
        placed.append((start, stop))
    if len(cells) == 1 and placed[0] == cells[0]:
        return []
    return placed + [(line.end, line.end)] * (len(columns) - len(placed))


def _row(lines: list[TypedLine], cells: Cells, first: Line) -> TypedLine:
    """One row; its cells are the stretches of its line."""
    line = Line("", cells, first.indent, first.gap, first.columns)
    parts = []
    for typed in lines:
        base = typed.line.start
        parts += [
            typed.line.text[max(0, start - base) : max(0, end - base)]
            for start, end in cells
            if base <= start and end <= typed.line.end
        ]
    line.text = "".join(parts)
    return TypedLine("row", line, cells="stretches")


# ---- a cell on each line


def _rows_of_lines(lines: list[TypedLine], index: int) -> tuple[list[TypedLine], int, int]:
    """The lines with rows made of them, where they end, and from where it is worth looking again.

    A line or two above the head are the table's name and unit.
    """
    tried = index + 1
    for start in range(index, min(index + 1 + _LINES_ABOVE_HEAD, len(lines) - 1)):
        gap, end = lines[start + 1].line.gap, start
        while end < len(lines) and _is_cell(lines[end], gap, first=end == start):
            end += 1
        tried = max(tried, end)
        run = lines[start:end]
        for width in range(2, min(_MOST_COLUMNS, len(run) // (1 + _ROWS_OF_SINGLE)) + 1):
            count = _count_rows(run, width)
            if count:
                table = [run[row * width : (row + 1) * width] for row in range(count)]
                rows = [_row(row, [cell.line.stretches[0] for cell in row], row[0].line) for row in table]
                return lines[index:start] + rows, end, end
        if not _is_cell(lines[start], 0, first=True):
            break
    return [], index, tried


def _is_cell(typed: TypedLine, gap: int, *, first: bool) -> bool:
    """Whether a line can be a cell: short, no sentence, as far from the line above as the others are."""
    line = typed.line
    return (
        typed.kind in _CELL_KINDS
        and len(line.stretches) == 1
        and not line.debris
        and len(line.text) <= _LONGEST_LINE_CELL
        and line.text[-1] not in "。、"
        and (first or line.gap == gap)
    )


def _count_rows(lines: list[TypedLine], width: int) -> int:
    """The number of rows of so many cells that the lines make, with the head; 0 when nothing shows it.

    A head of words, and below it a column of nothing but figures beside one that has hardly any: at another width
    they would not stand below each other.
    """
    figures = [_is_figure(typed.text) for typed in lines]
    count, rest = divmod(len(lines), width)
    if rest or any(figures[:width]):
        return 0
    shares = [sum(figures[column::width]) / (count - 1) for column in range(width)]
    return count if max(shares) == 1 and min(shares) < _FEW_FIGURES else 0
