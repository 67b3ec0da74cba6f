"""The table as a workbook: 対照表, a row a group of provisions, what differs in colour; 定めの一覧, the matrix."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jorei.comparison.views import Cell, sections, shown

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison

_COLOURS: Final = {
    "insert": "C00000", "replace": "C00000", "number": "B45F06", "term": "38761D", "variant": "7F7F7F", "citation": "5B4B9A",
}  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_000
"""A cell of a workbook holds 32,767 characters."""
_WIDTH: Final = 46
_SHEET: Final = 16_000
"""Columns that a sheet can hold, less a few."""


def write_xlsx(comparison: Comparison, path: Path) -> None:
    """Write the workbook."""
    from openpyxl import Workbook

    book = Workbook()
    articles = book.active
    articles.title = "対照表"
    _articles(articles, comparison)
    _matrix(book.create_sheet("定めの一覧"), comparison)
    book.save(path)


def _articles(sheet: Any, comparison: Comparison) -> None:
    head = ["見出し"]
    for side in (comparison.sides[doc] for doc in shown(comparison)):
        head += ["条項", f"{side.name}\n{side.title}"]
    _heading(sheet, head[:_SHEET])
    at = 2
    for section in sections(comparison):
        for row in section.rows:
            _put(sheet, at, 1, section.name, bold=True)
            for number, cell in enumerate(row.cells[: _SHEET // 2]):
                _put(sheet, at, 2 * number + 2, cell.citation + ("\n（一部）" if cell.part else ""), quiet=True)
                _put_words(sheet, at, 2 * number + 3, cell)
            sheet.row_dimensions[at].height = _height([cell.text for cell in row.cells], section.name)
            at += 1
    _widths(sheet, [18] + [13, _WIDTH] * len(shown(comparison)))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    _page(sheet)


def _matrix(sheet: Any, comparison: Comparison) -> None:
    frame = comparison.features()
    _heading(sheet, ["定め", *(side.name for side in comparison.sides)][:_SHEET])
    for at, column in enumerate(frame.columns, 2):
        _put(sheet, at, 1, column, bold=True)
        for number, value in enumerate(frame[column], 2):
            _put(sheet, at, number, value)
        sheet.row_dimensions[at].height = _height(list(frame[column]), column, 36)
    _widths(sheet, [30] + [38] * len(comparison.sides))
    sheet.freeze_panes = "B2"
    _page(sheet)


def _heading(sheet: Any, names: list[str]) -> None:
    from openpyxl.styles import PatternFill

    for at, name in enumerate(names, 1):
        _put(sheet, 1, at, name, bold=True).fill = PatternFill("solid", fgColor="DCE6F1")
    sheet.row_dimensions[1].height = 34


def _put(sheet: Any, row: int, column: int, text: str, bold: bool = False, quiet: bool = False) -> Any:
    """A cell with a text, which is a text also when it begins with =."""
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = sheet.cell(row, column)
    cell.value = _clean(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value).startswith(("=", "+", "-", "@"))
    line = Side(style="thin", color="BFBFBF")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name="Yu Gothic", size=10, bold=bold, color="7F7F7F" if quiet else None)
    return cell


def _put_words(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """The words of a cell, what differs from the first column in colour."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    placed = _put(sheet, row, column, cell.text)
    if not any(piece.mark for piece in cell.pieces) or len(cell.text) > _LONGEST:
        return
    parts: list[Any] = []
    for piece in cell.pieces:
        text = _clean(piece.text)
        if text and piece.mark in _COLOURS:
            underlined = "single" if piece.mark in ("insert", "replace", "number") else None
            font = InlineFont(
                rFont="Yu Gothic", sz=10, color=_COLOURS[piece.mark], b=piece.mark == "number", u=underlined
            )
            parts.append(TextBlock(font, text))
        elif text:
            parts.append(TextBlock(InlineFont(rFont="Yu Gothic", sz=10), text))
    if parts:
        placed.value = CellRichText(*parts)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST]


def _height(texts: list[str], name: str, width: int = _WIDTH) -> float:
    """High enough for the longest cell: a column of this width holds half as many Japanese characters."""
    lines = [sum(1 + len(line) * 2 // (width - 2) for line in text.split("\n")) for text in texts if text]
    return min(400.0, 15.0 * max([1 + len(name) // 8, *lines]) + 4)


def _widths(sheet: Any, widths: list[int]) -> None:
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(widths[:_SHEET], 1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def _page(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
