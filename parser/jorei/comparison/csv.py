"""The table as CSV that a spreadsheet opens: with BOM, and never with a formula in it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from jorei.comparison.views import sections, shown

if TYPE_CHECKING:
    from jorei.comparison.aligned import Aligned

BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("第1条")
    ("'=1+1", '第1条')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def to_csv(comparison: Aligned) -> str:
    """A row for each group of paragraphs or items, two columns for each document."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    names = [
        part
        for doc in shown(comparison)
        for side in [comparison.sides[doc]]
        for part in (f"{side.name} 条項", f"{side.name} 本文")
    ]
    writer.writerow([harmless(name) for name in ("見出し", "段階", "違い", *names)])
    for section in sections(comparison):
        for row in section.rows:
            cells = [part for cell in row.cells for part in (cell.citation, cell.text)]
            level = "項" if row.level == "paragraph" else "号"
            writer.writerow([harmless(part) for part in (section.name, level, "あり" if row.differs else "", *cells)])
    return BOM + file.getvalue()
