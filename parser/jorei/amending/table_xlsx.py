"""The 新旧対照表 as a workbook: a sheet for each base, changed words underlined, the head repeated on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from jorei.amending.table import ComparisonTable, Segments
from jorei.errors import Refused, install_command

_BAD = re.compile(r"[\[\]:*?/\\]")


def workbook(tables: Sequence[ComparisonTable]) -> bytes:
    """The workbook as a file; raises `Refused` where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise _needs_openpyxl() from error
    book = Workbook()
    book.remove(book.active)
    for i, table in enumerate(tables, 1):
        _fill(book.create_sheet(_BAD.sub("", f"{i} {table.title}")[:31] or f"{i}"), table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def blocks(data: bytes) -> list[str | Sequence[Sequence[str]]]:
    """The rows of each sheet of a workbook; raises `Refused` where openpyxl is not installed."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise _needs_openpyxl() from error
    book = load_workbook(io.BytesIO(data), data_only=True)
    return [
        [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    ]


def _needs_openpyxl() -> Refused:
    install = install_command("compare")
    return Refused(f"openpyxl が必要です: {install}", f"needs openpyxl: {install}")


def _fill(sheet: Any, table: ComparisonTable) -> None:
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin")
    sheet.append(list(table.heads))
    for cell in sheet[1]:
        cell.alignment = Alignment(horizontal="center")
        cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
    for at, row in enumerate(table.rows, 2):
        last = at - 1 == len(table.rows) or table.rows[at - 1].first
        for column, side in enumerate(table.sides(row), 1):
            cell = sheet.cell(at, column)
            cell.value = _rich(side)
            if cell.data_type == "f":  # no formula, whatever a provision begins with
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin if row.first else None, bottom=thin if last else None)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 62
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _rich(segments: Segments | None) -> Any:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    if not segments:
        return None
    if not any(changed for _, changed in segments):
        return "".join(words for words, _ in segments)
    return CellRichText(
        *[TextBlock(InlineFont(u="single"), words) if changed else words for words, changed in segments]
    )
