"""新旧対照表 into files: .html, .xlsx, .docx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from jorei.amending import table_docx, table_html, table_xlsx
from jorei.amending.table import ComparisonTable, Segments, TableRow
from jorei.errors import Refused
from jorei.whole_file import write_whole

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that no XML and so no file of Office can hold: left out, as in the other workbooks."""


def write_table(tables: Sequence[ComparisonTable], path: Path, paper: str = "A4") -> None:
    """Write tables by the name of the file; raises `Refused` for other names."""
    write_whole(path, table_bytes(tables, path.suffix.removeprefix("."), paper))


def table_bytes(tables: Sequence[ComparisonTable], form: str, paper: str = "A4") -> bytes:
    """Tables as a file of a form (html, xlsx or docx) for paper (A4 or A3, across); raises `Refused` for other forms."""
    match form.lower():
        case "html" | "htm":
            return table_html.pages(tables, paper).encode()
        case "xlsx":
            return table_xlsx.workbook([_of_xml(table) for table in tables], paper)
        case "docx":
            return table_docx.document([_of_xml(table) for table in tables], paper)
        case _:
            raise Refused(
                f"{form or '拡張子なし'} では書けません（html xlsx docx）",
                f"cannot be written as {form or 'nothing'}: html xlsx docx",
            )


def _of_xml(table: ComparisonTable) -> ComparisonTable:
    """The table without what XML cannot hold."""
    rows = tuple(TableRow(_clean(row.new), _clean(row.old), row.first) for row in table.rows)
    return ComparisonTable(_NOT_XML.sub("", table.title), rows, table.new_left)


def _clean(segments: Segments | None) -> Segments | None:
    return None if segments is None else tuple((_NOT_XML.sub("", words), changed) for words, changed in segments)
