"""The table as a workbook: 対照表 with a row for each group of provisions and differences in colour, and 定めの一覧."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from jorei.comparison.table import ComparisonCell, table_columns, table_sections

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison

Worksheet: TypeAlias = Any
SheetCell: TypeAlias = Any
"""Objects of openpyxl, which has no type information."""

_COLOURS: Final = {
    "insert": "C00000", "replace": "C00000", "number": "B45F06", "term": "38761D", "variant": "7F7F7F",
    "citation": "5B4B9A",
}  # fmt: skip
_UNDERLINED: Final = frozenset(("insert", "replace", "number"))
_FONT: Final = "Yu Gothic"
_FONT_SIZE: Final = 10
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""
_MAX_CELL: Final = 32_000
"""Characters of a cell; the format allows 32,767."""
_MAX_COLUMNS: Final = 16_000
"""Columns of a sheet; the format allows 16,384."""
_WORDS_WIDTH: Final = 46
_MATRIX_WIDTH: Final = 38
_NAME_WIDTH: Final = 18
"""Widths of columns, in the format's unit: half-width characters."""
_LINE_HEIGHT: Final = 15.0
_MAX_HEIGHT: Final = 400.0
"""Heights in points; Excel allows rows of 409."""


def workbook_bytes(comparison: Comparison) -> bytes:
    """The workbook as the bytes of its file."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "対照表"
    _fill_table(sheet, comparison)
    _fill_matrix(book.create_sheet("定めの一覧"), comparison)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill_table(sheet: Worksheet, comparison: Comparison) -> None:
    columns = table_columns(comparison)
    headings = ["見出し", "違い", "ない文書"]
    for document in (comparison.documents[doc] for doc in columns):
        headings += ["条項", f"{document.name}\n{document.title}"]
    _set_headings(sheet, headings[:_MAX_COLUMNS])
    sheet_row = 2
    for section in table_sections(comparison):
        for row in section.rows:
            _set_text(sheet, sheet_row, 1, section.name, bold=True)
            _set_text(sheet, sheet_row, 2, row.difference)
            _set_text(sheet, sheet_row, 3, str(row.lacking))
            for number, cell in enumerate(row.cells[: _MAX_COLUMNS // 2 - 1], 2):
                citation = cell.citation + ("\n（一部）" if cell.part else "")
                _set_text(sheet, sheet_row, 2 * number, citation, grey=True)
                _set_words(sheet, sheet_row, 2 * number + 1, cell)
            sheet.row_dimensions[sheet_row].height = _height([cell.text for cell in row.cells], section.name)
            sheet_row += 1
    _set_widths(sheet, [_NAME_WIDTH, 8, 10] + [13, _WORDS_WIDTH] * len(columns))
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    _set_page(sheet)


def _fill_matrix(sheet: Worksheet, comparison: Comparison) -> None:
    frame = comparison.features()
    _set_headings(sheet, ["定め", *(document.name for document in comparison.documents)][:_MAX_COLUMNS])
    for row, column in enumerate(frame.columns, 2):
        _set_text(sheet, row, 1, column, bold=True)
        for number, value in enumerate(frame[column], 2):
            _set_text(sheet, row, number, value)
        sheet.row_dimensions[row].height = _height(list(frame[column]), column, _MATRIX_WIDTH - 2)
    _set_widths(sheet, [30] + [_MATRIX_WIDTH] * len(comparison.documents))
    sheet.freeze_panes = "B2"
    _set_page(sheet)


def _set_headings(sheet: Worksheet, names: list[str]) -> None:
    from openpyxl.styles import PatternFill

    for column, name in enumerate(names, 1):
        _set_text(sheet, 1, column, name, bold=True).fill = PatternFill("solid", fgColor="DCE6F1")
    sheet.row_dimensions[1].height = 34


def _set_text(sheet: Worksheet, row: int, column: int, text: str, bold: bool = False, grey: bool = False) -> SheetCell:
    """Set a cell to a text; it stays a text when it begins with =."""
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = sheet.cell(row, column)
    cell.value = _allowed(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value).startswith(("=", "+", "-", "@"))
    line = Side(style="thin", color="BFBFBF")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name=_FONT, size=_FONT_SIZE, bold=bold, color="7F7F7F" if grey else None)
    return cell


def _set_words(sheet: Worksheet, row: int, column: int, cell: ComparisonCell) -> None:
    """Set a cell to the words of a document; those that differ from the first column are coloured."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    sheet_cell = _set_text(sheet, row, column, cell.text)
    if not any(piece.mark for piece in cell.pieces) or len(cell.text) > _MAX_CELL:
        return
    blocks: list[Any] = []
    for piece in cell.pieces:
        text = _allowed(piece.text)
        if text and piece.mark in _COLOURS:
            underline = "single" if piece.mark in _UNDERLINED else None
            font = InlineFont(
                rFont=_FONT, sz=_FONT_SIZE, color=_COLOURS[piece.mark], b=piece.mark == "number", u=underline
            )
            blocks.append(TextBlock(font, text))
        elif text:
            blocks.append(TextBlock(InlineFont(rFont=_FONT, sz=_FONT_SIZE), text))
    if blocks:
        sheet_cell.value = CellRichText(*blocks)


def _allowed(text: str) -> str:
    return _CONTROL.sub("", text)[:_MAX_CELL]


def _height(texts: list[str], name: str, width: int = _WORDS_WIDTH) -> float:
    """High enough for the longest cell: a column of this width holds half as many Japanese characters."""
    lines = [sum(1 + len(line) * 2 // (width - 2) for line in text.split("\n")) for text in texts if text]
    return min(_MAX_HEIGHT, _LINE_HEIGHT * max([1 + len(name) // 8, *lines]) + 4)


def _set_widths(sheet: Worksheet, widths: list[int]) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths[:_MAX_COLUMNS], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _set_page(sheet: Worksheet) -> None:
    """Print on A3 landscape, as wide as a page, with the headings on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
