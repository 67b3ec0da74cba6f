"""Tables of appendices in plain text: columns parted by blanks, pipes inside the lines, or one cell on each line.

Blanks and short lines are everywhere in forms and lists, so only a pattern that holds row after row makes a table:

- pipes: two lines or more with the same number of them, or a ruler (---|---)
- wide blanks: a head of k columns, and two rows of k cells below it; a row with fewer must stand below the columns
- single blanks (what a PDF leaves): a head of k words, and three rows of k words of which the last is a figure
- a cell on each line: k lines as a head, and three rows whose figures stand at the same places; or the head comes again
- list tables (Lawtext, reStructuredText): ``* -`` before the first cell of a row, ``-`` before the others

What shows none of these stays as it is written (`list`).
"""

from __future__ import annotations

import re
from operator import eq
from typing import Final

from jorei.structure.lines.limits import joined_units
from jorei.structure.lines.line import Line
from jorei.structure.lines.rules import Typed

_CELL_KINDS: Final = frozenset(("plain", "enum", "caption", "page", "omission"))
_ENDS: Final = frozenset(("appdx", "suppl", "suppl_number", "division", "toc", "remarks", "furniture"))
_BLANKS: Final = re.compile(r"(?<![ \u3000])[ \u3000]+")
_FIGURE: Final = re.compile(r"[△▲+-]?[0-9][0-9,.]*[^ 0-9]{0,8}$|[-―—–−・〃〇○×]$|無料$|なし$")
_RULER: Final = re.compile(r"\|?(?: ?:?-{2,}:? ?\|)+(?: ?:?-{2,}:? ?)?$")
_LONGEST_CELL: Final = 60
_LONGEST_ROW: Final = 400
_WIDEST: Final = 12
_LONGEST_TABLE: Final = 1_000
_PATIENCE: Final = 20
"""Rows that may stand below a head before one of them is whole."""
_ROWS: Final = 3
_NEAR: Final = 1

Cells = list[tuple[int, int]]


def mark_tables(typed: list[Typed], text: str) -> list[Typed]:
    """The lines with those of tables in appendices made rows; each stretch of such a row is a cell."""
    if not any(one.kind == "appdx" for one in typed):
        return typed
    found: list[Typed] = []
    at = tried = 0
    room, inside = joined_units(len(text)), False
    while at < len(typed):
        one = typed[at]
        if one.kind in _ENDS or (one.kind == "article" and one.firm):
            inside = one.kind == "appdx" or (inside and one.kind == "remarks")
        rows: list[Typed] = []
        end = at
        if inside and one.kind in _CELL_KINDS and room > 0:
            rows, end = _parted(typed, at, text)
            if not rows and at >= tried:
                rows, end, tried = _cell_a_line(typed, at)
        found += rows or [one]
        room -= sum(len(row.line.stretches) for row in rows)
        at = end if rows else at + 1
    return found


# ---- columns parted by blanks


def _parted(typed: list[Typed], at: int, text: str) -> tuple[list[Typed], int]:
    """The rows of a table that begins with this line and where it ends."""
    if typed[at].kind == "plain" and " " in typed[at].text:
        for blank, least in ((2, 2), (1, _ROWS)):
            rows, end = _columns(typed, at, text, blank, least)
            if rows:
                return rows, end
    return [], at


def _columns(typed: list[Typed], at: int, text: str, blank: int, least: int) -> tuple[list[Typed], int]:
    """Columns parted by blanks of at least so many columns of print, with as many whole rows."""
    head = _split(typed[at].line, text, blank)
    if not 2 <= len(head) <= _WIDEST or not _are_heads(head, text):
        return [], at
    rows, whole, end = [head], 0, at + 1
    columns = [{_column(typed[at].line, text, start)} for start, _ in head]
    while (
        end < min(len(typed), at + _LONGEST_TABLE)
        and typed[end].kind in _CELL_KINDS
        and (whole >= least or end - at < _PATIENCE)
    ):
        line = typed[end].line
        cells = _split(line, text, blank)
        if not _is_row(cells, text, figures=blank == 1):
            break
        if len(cells) == len(head):
            whole += 1
        else:
            cells = _below(cells, line, text, columns) if blank > 1 else []
            if not cells:
                break
        for column, (start, stop) in zip(columns, cells, strict=True):
            if start < stop and len(column) < _PATIENCE:
                column.add(_column(line, text, start))
        rows.append(cells)
        end += 1
    if whole < least:
        return [], at
    return [_row([one], cells, one.line) for one, cells in zip(typed[at:end], rows, strict=True)], end


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
    return all(stop - start <= 20 and not set(text[start:stop]) & set("。、") for start, stop in cells) and not any(
        _is_figure(text[start:stop]) for start, stop in cells
    )


def _is_row(cells: Cells, text: str, *, figures: bool) -> bool:
    if not cells or any(stop - start > _LONGEST_CELL or text[stop - 1] == "。" for start, stop in cells):
        return False
    return not figures or (len(cells) > 1 and _is_figure(text[slice(*cells[-1])]))


def _is_figure(words: str) -> bool:
    return bool(_FIGURE.match(words.translate(_NARROW)))


_NARROW: Final = str.maketrans("０１２３４５６７８９，．％－", "0123456789,.%-")


def _column(line: Line, text: str, at: int) -> int:
    """The column a character stands at, two for each wide one before it."""
    before = text[line.start : at]
    return line.indent + (len(before) + len(before.encode("utf-8", "surrogatepass"))) // 2


def _below(cells: Cells, line: Line, text: str, columns: list[set[int]]) -> Cells:
    """Cells put below the columns they stand under, with empty ones between; [] when one stands under none."""
    placed: Cells = []
    for start, stop in cells:
        at = _column(line, text, start)
        while len(placed) < len(columns) and not any(abs(at - seen) <= _NEAR for seen in columns[len(placed)]):
            placed.append((start, start))
        if len(placed) == len(columns):
            return []
        placed.append((start, stop))
    return (
        placed + [(line.end, line.end)] * (len(columns) - len(placed))
        if len(cells) > 1 or placed[0] != cells[0]
        else []
    )


def _row(lines: list[Typed], cells: Cells, first: Line) -> Typed:
    """One row; its cells are the stretches of its line."""
    line = Line("", cells, first.indent, first.gap, first.columns)
    parts = []
    for one in lines:
        base = one.line.start
        parts += [
            one.line.text[max(0, s - base) : max(0, e - base)] for s, e in cells if base <= s and e <= one.line.end
        ]
    line.text = "".join(parts)
    return Typed("row", line, level="cells")


# ---- a cell on each line


def _cell_a_line(typed: list[Typed], at: int) -> tuple[list[Typed], int, int]:
    """The lines with rows made of them, where they end, and from where it is worth looking again.

    A line or two above the head are the table's name and unit.
    """
    tried = at + 1
    for start in range(at, min(at + 3, len(typed) - 1)):
        gap, end = typed[start + 1].line.gap, start
        while end < len(typed) and _is_cell(typed[end], gap, end - start):
            end += 1
        tried = max(tried, end)
        lines = typed[start:end]
        for width in range(2, min(_WIDEST, len(lines) // (1 + _ROWS)) + 1):
            count = _rows_of(lines, width)
            if count:
                table = [lines[i * width : (i + 1) * width] for i in range(count)]
                rows = [_row(row, [cell.line.stretches[0] for cell in row], row[0].line) for row in table]
                return typed[at:start] + rows, end, end
        if not _is_cell(typed[start], 0, 0):
            break
    return [], at, tried


def _is_cell(one: Typed, gap: int, place: int) -> bool:
    """Whether a line can be a cell: short, no sentence, as far from the line above as the others are."""
    line = one.line
    return (
        one.kind in _CELL_KINDS
        and len(line.stretches) == 1
        and not line.debris
        and len(line.text) <= 40
        and line.text[-1] not in "。、"
        and (not place or line.gap == gap)
    )


def _rows_of(lines: list[Typed], width: int) -> int:
    """How many rows of so many cells the lines make, the head with them; 0 when nothing shows it.

    A head of words, and below it a column of nothing but figures beside one that has hardly any: at another width
    they would not stand below each other.
    """
    figures = [_is_figure(one.text) for one in lines]
    count, rest = divmod(len(lines), width)
    if rest or any(figures[:width]):
        return 0
    shares = [sum(figures[column::width]) / (count - 1) for column in range(width)]
    return count if max(shares) == 1 and min(shares) < 0.5 else 0


# ---- pipes inside the lines


def mark_pipes(typed: list[Typed]) -> None:
    """Lines with pipes (a|b|c, what a converter leaves of a table) where a ruler or a second such line shows a table."""
    at = 0
    while at < len(typed):
        end = at
        while end < len(typed) and "|" in typed[end].line.text and typed[end].kind != "furniture":
            end += 1
        run = typed[at:end]
        counts = [one.line.text.count("|") for one in run]
        if any(map(eq, counts, counts[1:])) or any(_RULER.match(one.line.text) for one in run):
            for one in run:
                bounded = one.line.text[0] == "|" and one.line.text[-1] == "|" and len(one.line.text) > 2
                one.kind, one.level = "row", "" if bounded else "pipes"
        at = end + 1


# ---- lists of lists


def mark_listed(typed: list[Typed], folded: str) -> list[Typed]:
    """The lines with a row made of ``* - a`` and the lines ``- b`` below it, two columns further in."""
    found: list[Typed] = []
    at = 0
    while at < len(typed):
        head, end = typed[at].line, at + 1
        cells = [_listed(head, folded, _FIRST_CELL)]
        if cells[0] and head.indent:
            while end < len(typed) and typed[end].line.indent == head.indent + 2 and not typed[end].line.gap:
                cell = _listed(typed[end].line, folded, _NEXT_CELL)
                if not cell:
                    break
                cells.append(cell)
                end += 1
            found.append(_listed_row(typed[at:end], [cell for cell in cells if cell], folded))
        else:
            found.append(typed[at])
        at = end
    return found


_FIRST_CELL: Final = re.compile(r"\* -(?: +|$)")
_NEXT_CELL: Final = re.compile(r"-(?: +|$)")


def _listed(line: Line, folded: str, mark: re.Pattern[str]) -> tuple[int, int, int] | None:
    """Where the mark of a cell, its words and the line itself begin and end; None when it has no such mark."""
    if len(line.stretches) != 1 or len(line.debris) > 1:
        return None
    begin = line.debris[0][0] if line.debris else line.start
    match = mark.match(folded[begin : line.end])
    return (begin, begin + match.end(), line.end) if match else None


def _listed_row(lines: list[Typed], cells: list[tuple[int, int, int]], folded: str) -> Typed:
    row = _row([], [(words, end) for _, words, end in cells], lines[0].line)
    row.line.text = "".join(folded[words:end] for _, words, end in cells)
    row.line.debris = [(begin, begin + len(folded[begin:words].rstrip())) for begin, words, _ in cells]
    return row
