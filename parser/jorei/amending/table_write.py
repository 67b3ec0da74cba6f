"""新旧対照表 into files: .html, .xlsx, .docx."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jorei.amending import table_docx, table_html, table_xlsx
from jorei.amending.table import ComparisonTable
from jorei.errors import Refused


def write_table(tables: Sequence[ComparisonTable], path: Path) -> None:
    """Write tables by the name of the file; raises `Refused` for other names."""
    match path.suffix.lower():
        case ".html" | ".htm":
            path.write_text(table_html.pages(tables), encoding="utf-8", newline="\n")
        case ".xlsx":
            table_xlsx.write(tables, path)
        case ".docx":
            table_docx.write(tables, path)
        case suffix:
            raise Refused(
                f"{path}: {suffix or '拡張子なし'} では書けません（.html .xlsx .docx）",
                f"{path}: cannot be written as {suffix or 'nothing'}: .html .xlsx .docx",
            )
