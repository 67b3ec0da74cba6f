"""How the rows of tables are cited: 別表第1の3の項, 別表第2甲の項, 第3条の表乙の項, else 別表第1第3行."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from jorei.model.kinds import APPENDICES, Kind
from jorei.text.row_keys import row_key

_FORMS: Final = frozenset(("appdx_style", "appdx_fig"))
"""Appendices whose tables are forms to fill in: nobody cites their rows."""
_HEAD: Final = re.compile("(?:区分|番号|項目?|号|名称?|種[別類]|級|欄|内容|事項|分類|等級|用途)$")
"""Ends of the words above a first column."""


def name_rows(kinds: list[Kind], parents: list[int], first_cell: Callable[[int], str]) -> dict[int, str]:
    """The words behind the citation of the appendix or provision, by the places of the rows in pre-order; ``first_cell`` gives
    the words of the first cell of the row at a place. A head, and a row without a first cell of its own, count as rows.

    >>> cells = {2: "室名", 3: "楽屋", 4: "3　会議室", 5: ""}
    >>> name_rows(["appdx_table", "table", *["table_row"] * 4], [-1, 0, 1, 1, 1, 1], cells.__getitem__)
    {2: '第1行', 3: '楽屋の項', 4: 'の3の項', 5: '第4行'}
    """
    rows_of: dict[int, list[int]] = {}
    for place, kind in enumerate(kinds):
        if kind == "table_row" and kinds[parents[place]] == "table":
            holder = _holder(kinds, parents, parents[place])
            if holder >= 0:
                rows_of.setdefault(holder, []).append(place)
    names: dict[int, str] = {}
    for holder, rows in rows_of.items():
        lead = "" if kinds[holder] in APPENDICES else "の表"
        for row, words in zip(rows, _names([first_cell(row) for row in rows]), strict=True):
            names[row] = lead + words
    return names


def _holder(kinds: list[Kind], parents: list[int], table: int) -> int:
    """The appendix that a table stands in, else the provision right above it; -1 in a form."""
    above = parents[table]
    place = above
    while place >= 0 and kinds[place] not in APPENDICES:
        place = parents[place]
    if place < 0:
        return above
    return place if kinds[place] not in _FORMS else -1


def _names(cells: list[str]) -> list[str]:
    """The names of the rows of one holder: by the first cell where no other row has its words, else by the place."""
    keys = [row_key(words).cited for words in cells]
    if cells and _HEAD.search(cells[0]):
        keys[0] = ""
    counts = Counter(keys)
    return [key if key and counts[key] == 1 else f"第{number}行" for number, key in enumerate(keys, 1)]
