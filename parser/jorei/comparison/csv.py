"""The table as CSV that a spreadsheet opens: with BOM, and without formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from jorei.comparison.table import table_columns, table_sections
from jorei.model.kinds import UNITS
from jorei.report.formulas import without_formula

if TYPE_CHECKING:
    from jorei.comparison.aligned_documents import AlignedDocuments

BOM: Final = "\ufeff"


def to_csv(comparison: AlignedDocuments) -> str:
    """A row for each group of paragraphs or items, two columns for each document.

    違い is how much those differ that have it, ない文書 how many documents have nothing there.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    names = [
        heading
        for doc in table_columns(comparison)
        for heading in (f"{comparison.documents[doc].name} 条項", f"{comparison.documents[doc].name} 本文")
    ]
    writer.writerow([without_formula(name) for name in ("見出し", "段階", "違い", "ない文書", *names)])
    for section in table_sections(comparison):
        for row in section.rows:
            texts = [text for cell in row.cells for text in (cell.citation, cell.text)]
            head = (section.name, UNITS[row.level], row.difference, str(row.lacking))
            writer.writerow([without_formula(text) for text in (*head, *texts)])
    return BOM + file.getvalue()
