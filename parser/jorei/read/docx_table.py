"""The cells of a Word table: which columns and rows each covers (ECMA-376 part 1, 17.4.14, 17.4.17 and 17.4.84)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from jorei.read.docx_words import VAL, W
from jorei.read.rendered import span

_MOST_FREE: Final = 200


class WordRow(NamedTuple):
    """A row and its cells, those in content controls too."""

    element: Any
    cells: Sequence[Any]


class MergedCell(NamedTuple):
    """A cell with the columns and rows that it covers; None for the places that a row leaves free at its head."""

    element: Any
    columns: int = 1
    rows: int = 1


def merged_cells(rows: Sequence[WordRow]) -> list[list[MergedCell]]:
    """The cells of each row, without those that go on from the row above, which Word does not show."""
    found: list[list[MergedCell]] = []
    above: dict[int, tuple[int, int]] = {}
    for row in rows:
        column = _number(row.element, "trPr", "gridBefore", 0)
        cells = [MergedCell(None)] * min(column, _MOST_FREE)
        beginnings: dict[int, tuple[int, int]] = {}
        for element in row.cells:
            columns = _number(element, "tcPr", "gridSpan", 1)
            begun = above.get(column) if _goes_on(element) else None
            if begun is not None and found[begun[0]][begun[1]].columns == columns:
                first, at = begun
                found[first][at] = found[first][at]._replace(rows=len(found) - first + 1)
                beginnings[column] = begun
            else:
                beginnings[column] = len(found), len(cells)
                cells.append(MergedCell(element, columns))
            column += columns
        found.append(cells)
        above = beginnings
    return found


def _goes_on(cell: Any) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(VAL) != "restart"


def _number(element: Any, properties: str, tag: str, default: int) -> int:
    found = element.find(f"{W}{properties}/{W}{tag}")
    return default if found is None else span(found.get(VAL))
