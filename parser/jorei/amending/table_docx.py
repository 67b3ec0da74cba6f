"""The 新旧対照表 as a Word document: landscape, underlined as Word underlines, the head repeated on every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from jorei.amending.table import ComparisonTable, Segments
from jorei.errors import Refused, install_command


def document(tables: Sequence[ComparisonTable], paper: str = "A4") -> bytes:
    """The document as a file, for A4 or A3; raises `Refused` where python-docx is not installed."""
    try:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm
    except ImportError as error:
        raise _needs_docx() from error
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(420), Mm(297)) if paper == "A3" else (Mm(297), Mm(210))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    _font(made)
    for table in tables:
        made.add_paragraph(f"{table.title} 新旧対照表").alignment = WD_ALIGN_PARAGRAPH.CENTER
        _table(made, table)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _needs_docx() -> Refused:
    install = install_command("docx")
    return Refused(f"python-docx が必要です: {install}", f"needs python-docx: {install}")


def _font(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.font.name = "ＭＳ 明朝"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")


def _table(document: Any, table: ComparisonTable) -> None:
    grid = document.add_table(rows=1, cols=2)
    grid.style = "Table Grid"
    for cell, words in zip(grid.rows[0].cells, table.heads, strict=True):
        cell.paragraphs[0].add_run(words)
        cell.paragraphs[0].alignment = 1  # WD_ALIGN_PARAGRAPH.CENTER
    _repeat(grid.rows[0])
    cells: Any = None
    for row in table.rows:
        if row.first or cells is None:
            cells = grid.add_row().cells
            fresh = True
        else:
            fresh = False
        for cell, side in zip(cells, table.sides(row), strict=True):
            paragraph = cell.paragraphs[0] if fresh else cell.add_paragraph()
            _runs(paragraph, side)


def _repeat(row: Any) -> None:
    """The row is printed at the top of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


_TAB_STOPS = (40, 75, 100)
"""Millimetres from the edge of a cell at which the columns of a table in it begin. Chosen."""


def _runs(paragraph: Any, segments: Segments | None) -> None:
    from docx.shared import Mm

    paragraph.paragraph_format.space_after = 0
    paragraph.paragraph_format.line_spacing = 1.25
    if any("\t" in words for words, _ in segments or ()):
        for place in _TAB_STOPS:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(place))
    for words, changed in segments or ():
        paragraph.add_run(words).underline = True if changed else None
