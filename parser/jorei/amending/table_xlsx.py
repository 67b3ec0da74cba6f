"""The 新旧対照表 as a workbook: a sheet for each base, changed words underlined, the head repeated on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from math import ceil
from typing import Any, Final
from unicodedata import east_asian_width

from jorei.amending.table import ComparisonTable, Segments
from jorei.errors import Refused, install_command

_FONT: Final = "ＭＳ 明朝"
_POINTS: Final = 10.5
"""What most municipalities print their tables in."""
_COLUMN: Final = 62
"""The width of a column, in digits of the default font; two of them fill an A4 page across."""
_LETTERS: Final = 29
"""Full letters on a line of a column, at most; a little less than fit, as programs measure differently."""
_LINE: Final = 14.5
"""The height of a line in points."""
_BAD = re.compile(r"[\[\]:*?/\\]")


def workbook(tables: Sequence[ComparisonTable], paper: str = "A4") -> bytes:
    """The workbook as a file, for A4 or A3; raises `Refused` where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise _needs_openpyxl() from error
    book = Workbook()
    book.remove(book.active)
    for i, table in enumerate(tables, 1):
        sheet = book.create_sheet(_BAD.sub("", f"{i} {table.title}")[:31] or f"{i}")
        _fill(sheet, table)
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if paper == "A3" else sheet.PAPERSIZE_A4
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _needs_openpyxl() -> Refused:
    install = install_command("compare")
    return Refused(f"openpyxl が必要です: {install}", f"needs openpyxl: {install}")


def _fill(sheet: Any, table: ComparisonTable) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thin, font = Side(style="thin"), Font(name=_FONT, size=_POINTS)
    sheet.append(list(table.heads))
    for cell in sheet[1]:
        cell.font = font
        cell.alignment = Alignment(horizontal="center")
        cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
    for at, row in enumerate(table.rows, 2):
        last = at - 1 == len(table.rows) or table.rows[at - 1].first
        for column, side in enumerate(table.sides(row), 1):
            cell = sheet.cell(at, column)
            cell.value = _rich(side)
            if cell.data_type == "f":  # no formula, whatever a provision begins with
                cell.data_type = "s"
            cell.font = font
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin if row.first else None, bottom=thin if last else None)
        sheet.row_dimensions[at].height = _height(table.sides(row))
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = _COLUMN
    sheet.oddHeader.center.text = f"{table.title}　新旧対照表".replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _height(sides: Sequence[Segments | None]) -> float:
    """The height of a row in points: programs that do not measure wrapped words themselves would cut them off."""
    texts = ["".join(words for words, _ in side or ()) for side in sides]
    lines = max(sum(max(1, ceil(_width(line) / _LETTERS)) for line in text.split("\n")) for text in texts)
    return lines * _LINE + 2


def _width(line: str) -> float:
    """Its width in full letters; a tab may take some."""
    return sum(2 if c == "\t" else 0.5 if east_asian_width(c) in ("Na", "H", "N") else 1 for c in line)


def _rich(segments: Segments | None) -> Any:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    if not segments:
        return None
    if not any(changed for _, changed in segments):
        return "".join(words for words, _ in segments)
    return CellRichText(
        *[
            TextBlock(InlineFont(rFont=_FONT, sz=_POINTS, u="single" if changed else None), words)
            for words, changed in segments
        ]
    )
