"""Findings as a workbook: a row for each, with filters and a frozen heading."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jorei.report.finding_rows import HEADINGS, SEVERITY_NAMES, FindingRow
from jorei.whole_file import write_whole

_WIDTHS: Final = (30, 6, 20, 8, 7, 60, 30, 24, 40)
"""Widths of the columns, in the format's unit: half-width characters."""
_FILLS: Final = {"error": "F4CCCC", "warning": "FFF2CC", "info": "FFFFFF"}
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_findings(rows: Iterable[FindingRow], path: Path) -> None:
    """Write the workbook; it appears whole or not at all."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "指摘"
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row._replace(severity=SEVERITY_NAMES[row.severity]), 1):  # type: ignore[arg-type]  # its name
            cell = sheet.cell(number, column)
            cell.value = _NOT_XML.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", start_color=_FILLS[row.severity])
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    sheet.print_title_rows = "1:1"
    file = io.BytesIO()
    book.save(file)
    write_whole(path, file.getvalue())
