"""新旧対照表 into files: .html, .xlsx, .docx."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jorei.amending import table_docx, table_html, table_xlsx
from jorei.amending.table import ComparisonTable
from jorei.errors import Refused
from jorei.whole_file import write_whole


def write_table(tables: Sequence[ComparisonTable], path: Path, paper: str = "A4") -> None:
    """Write tables by the name of the file; raises `Refused` for other names."""
    write_whole(path, table_bytes(tables, path.suffix.removeprefix("."), paper))


def table_bytes(tables: Sequence[ComparisonTable], form: str, paper: str = "A4") -> bytes:
    """Tables as a file of a form (html, xlsx or docx) for paper (A4 or A3, across); raises `Refused` for other forms."""
    match form.lower():
        case "html" | "htm":
            return table_html.pages(tables, paper).encode()
        case "xlsx":
            return table_xlsx.workbook(tables, paper)
        case "docx":
            return table_docx.document(tables, paper)
        case _:
            raise Refused(
                f"{form or '拡張子なし'} では書けません（html xlsx docx）",
                f"cannot be written as {form or 'nothing'}: html xlsx docx",
            )
