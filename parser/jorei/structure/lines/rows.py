"""Rows that their own signs show: tabs, pipes, and the lists of lists of Lawtext and reStructuredText."""

from __future__ import annotations

import re
from collections import Counter
from operator import eq
from typing import Final

from jorei.structure.lines.line import Line
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import ARABIC

_RULER: Final = re.compile(r"\|?(?: ?:?-{2,}:? ?\|)+(?: ?:?-{2,}:? ?)?$")
_FIGURE: Final = re.compile(r"[△▲+-]?[0-9][0-9,.]{0,12}[^ 0-9。、,.()条項号章節]{0,6}$")
"""A cell that holds a number, and perhaps its unit."""
_NUMBER: Final = re.compile("[0-9]{1,2}$")
"""What can be a label as well."""
_MOST_FIGURES: Final = 8
"""Lines of figures alone in a row, at most. Chosen."""
_TABBED_LABELS: Final = 0.5
"""Labels with a tab behind them, above which tabs only part labels from words. Chosen: the majority."""


# ---- tabs


def mark_tabbed_rows(text: str, lines: list[TypedLine], *, blocks: bool) -> None:
    """Lines with tabs are rows, and so are their neighbours where blank lines set blocks off; changed in place."""
    labelled = [typed for typed in lines if typed.label_end]
    # where tabs separate labels from words, a tab behind a label says nothing
    behind = [typed for typed in labelled if _is_tab(text, _behind_label(typed))]
    tabbed = len(behind) > _TABBED_LABELS * len(labelled)
    styles = _tabbed_styles(behind, labelled) if behind and not tabbed else frozenset()
    in_table = False
    last = len(lines) - 1
    for index, typed in enumerate(lines):
        line = typed.line
        of_label = tabbed or typed.caption_first or (not in_table and bool(styles) and _style(typed) in styles)
        tab = text.find("\t", _behind_label(typed) + 1 if of_label and typed.label_end else line.start, line.end)
        # a row whose last cells are empty has its tabs behind its words
        goes_on = in_table and not line.gap and (blocks or _is_tab(text, line.end))
        if goes_on and typed.kind == "caption" and index < last and lines[index + 1].kind == "article":
            goes_on = False  # (目的) above 第1条, below a table of the head
        in_table = goes_on or tab >= 0
        if in_table and typed.kind != "furniture":
            typed.kind = "row"


def _is_tab(text: str, at: int) -> bool:
    return text[at : at + 1] == "\t"


def _behind_label(typed: TypedLine) -> int:
    """The offset in the source of the letter behind a label; marks of Markdown may stand between."""
    line = typed.line
    if len(line.stretches) == 1 or typed.label_end >= len(line.text):
        return line.start + typed.label_end
    return line.pieces("text", typed.label_end, typed.label_end + 1)[0].start


def _style(typed: TypedLine) -> str:
    return typed.label.readings[0][0] if typed.label is not None else typed.kind


def _tabbed_styles(behind: list[TypedLine], labelled: list[TypedLine]) -> frozenset[str]:
    """The styles of labels most of which have a tab behind them; of bare numbers, which rows begin with as well, only
    where they stand before sentences."""
    tabbed = Counter(map(_style, behind))
    sentences = sum(typed.text[-1] == "。" for typed in behind if _style(typed) == ARABIC)
    if sentences <= _TABBED_LABELS * tabbed[ARABIC]:
        del tabbed[ARABIC]
    if not tabbed:
        return frozenset()
    all_of = Counter(map(_style, labelled))
    return frozenset(style for style, count in tabbed.items() if count > _TABBED_LABELS * all_of[style])


# ---- pipes


def mark_piped_rows(lines: list[TypedLine]) -> None:
    """Lines between pipes (|a|b|) are rows, and so are lines with pipes inside (a|b|c, what a converter leaves of a
    table) where a ruler or a second such line shows a table; changed in place."""
    for typed in lines:
        if _between_pipes(typed):
            typed.kind = "row"
    index = 0
    while index < len(lines):
        end = index
        is_ruled = False
        while end < len(lines) and _is_piped(lines, end, is_ruled=is_ruled):
            is_ruled = is_ruled or _RULER.match(lines[end].line.text) is not None
            end += 1
        run = lines[index:end]
        counts = [typed.line.text.count("|") for typed in run]
        if is_ruled or any(map(eq, counts, counts[1:])):
            for typed in run:
                typed.kind, typed.cells = "row", "delimited" if _between_pipes(typed) else "pipes"
        index = end + 1


def _is_piped(lines: list[TypedLine], index: int, *, is_ruled: bool) -> bool:
    """Whether a line goes on with a table between pipes: with a pipe, or, below its ruler, as the figure that stands alone
    where a converter broke a row; below the table such a figure is a label, and blank lines or its words tell so."""
    typed = lines[index]
    if typed.kind == "furniture":
        return False
    if "|" in typed.line.text:
        return True
    if not is_ruled or typed.line.gap or not _FIGURE.match(typed.line.text):
        return False
    is_last = index + 1 == len(lines) or lines[index + 1].line.gap > 0
    return is_last and not _NUMBER.match(typed.line.text) or _goes_on(lines, index + 1)


def _goes_on(lines: list[TypedLine], index: int) -> bool:
    """Whether a line with pipes comes before any that is no figure."""
    end = min(len(lines), index + _MOST_FIGURES)
    for typed in lines[index:end]:
        if "|" in typed.line.text:
            return typed.line.gap == 0
        if typed.line.gap or not _FIGURE.match(typed.line.text):
            return False
    return False


def _between_pipes(typed: TypedLine) -> bool:
    text = typed.line.text
    return text[0] == "|" and text[-1] == "|" and len(text) > 2


# ---- lists of lists

LIST_TABLE_SIGN: Final = "* -"
"""The sign before the first cell of a row."""
_FIRST_CELL: Final = re.compile(r"\* -(?: +|$)")
_NEXT_CELL: Final = re.compile(r"-(?: +|$)")
_CELL_INDENT: Final = 2
"""Columns by which the other cells of a row stand further in than its first."""

_ListedCell = tuple[int, int, int]
"""Offsets of the source at which the sign of a cell and its words begin, and at which its line ends."""


def join_list_tables(lines: list[TypedLine], folded: str) -> list[TypedLine]:
    """The lines with a row made of ``* - a`` and the lines ``- b`` below it, two columns further in."""
    joined: list[TypedLine] = []
    index = 0
    while index < len(lines):
        cells = _listed_cells(lines, index, folded)
        # a sign without any words is no row: every line has words
        if any(words < end for _, words, end in cells):
            joined.append(_listed_row(lines[index].line, cells, folded))
            index += len(cells)
        else:
            joined.append(lines[index])
            index += 1
    return joined


def _listed_cells(lines: list[TypedLine], index: int, folded: str) -> list[_ListedCell]:
    """The cells of a row that begins at a line: those of the lines below it, too; none where no row begins."""
    head = lines[index].line
    first = _listed_cell(head, folded, _FIRST_CELL) if head.indent else None
    if first is None:
        return []
    cells, end = [first], index + 1
    while end < len(lines) and _is_below(lines[end].line, head):
        cell = _listed_cell(lines[end].line, folded, _NEXT_CELL)
        if cell is None:
            break
        cells.append(cell)
        end += 1
    return cells


def _is_below(line: Line, head: Line) -> bool:
    return line.indent == head.indent + _CELL_INDENT and not line.gap


def _listed_cell(line: Line, folded: str, sign: re.Pattern[str]) -> _ListedCell | None:
    """The cell that a line is; None when it has no such sign."""
    if len(line.stretches) != 1 or len(line.debris) > 1:
        return None
    begin = line.debris[0][0] if line.debris else line.start
    match = sign.match(folded[begin : line.end])
    return (begin, begin + match.end(), line.end) if match else None


def _listed_row(first: Line, cells: list[_ListedCell], folded: str) -> TypedLine:
    line = Line(
        "".join([folded[words:end] for _, words, end in cells]),
        [(words, end) for _, words, end in cells], first.indent, first.gap, first.columns,
        [(begin, begin + len(folded[begin:words].rstrip())) for begin, words, _ in cells],
    )  # fmt: skip
    return TypedLine("row", line, cells="stretches")
