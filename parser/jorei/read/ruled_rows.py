"""The text of a page on which tables are drawn: each row on one line, its cells parted by tabs, the rest as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jorei.read.ruled import Box, RuledTable

Interval = tuple[int, int]

_FULL: Final = 1.7
"""A line of a cell is full when less than so many characters would fit behind it: the next goes on with it."""
_BLANKS: Final = str.maketrans("\t\r\n", "   ")


class _RowCell:
    """What a cell holds, its lines put together, and where its last line ends."""

    __slots__ = ("end", "letters", "size")

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.end = self.size = 0.0

    def add(self, letter: str, box: Box, right: float, *, new_line: bool) -> None:
        if new_line and self.letters and right - self.end > _FULL * self.size:
            self.letters.append(" ")
        self.letters.append(letter)
        self.end, self.size = box[2], max(box[2] - box[0], box[3] - box[1])

    @property
    def words(self) -> str:
        return "".join(self.letters).translate(_BLANKS).strip()


class _PageRows:
    """The page's text while it is put together; a table stands where its first character does."""

    def __init__(self, tables: Sequence[RuledTable]) -> None:
        self.tables = tables
        self.found: list[dict[int, _RowCell]] = [{} for _ in tables]
        self.parts: list[str | int] = []
        self.place = (-1, -1)
        self.blanks = ""
        """Line ends and blanks that the page's program does not write: they belong to what stands on both sides."""

    def locate(self, box: Box) -> tuple[int, int]:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for number, table in enumerate(self.tables):
            cell = table.cell(x, y)
            if cell >= 0:
                return number, cell
        return -1, -1

    def add(self, letter: str, box: Box) -> None:
        place = self.locate(box)
        number, cell = place
        inside = place == self.place
        if number < 0:
            self.parts += [self.blanks if inside else "\n", letter]
        else:
            if not self.found[number]:
                self.parts.append(number)
            held = self.found[number].setdefault(cell, _RowCell())
            right = self.tables[number].right(cell)
            new_line = not inside or "\n" in self.blanks
            if self.blanks and not new_line:
                held.letters.append(" ")
            held.add(letter, box, right, new_line=new_line)
        self.place, self.blanks = place, ""

    def finish(self) -> tuple[str, list[Interval]]:
        text, rows = [], []
        at = 0
        for part in self.parts:
            lines = [part] if isinstance(part, str) else self.rows(part)
            for line in lines:
                if not isinstance(part, str):
                    text.append("\n")
                    rows.append((at + 1, at + 1 + len(line)))
                    at += 1
                text.append(line)
                at += len(line)
        return "".join(text), rows

    def rows(self, number: int) -> list[str]:
        """The rows of a table; a cell that covers several places stands in the first of them."""
        table, cells = self.tables[number], self.found[number]
        lines = []
        for first in range(0, len(table.cells), table.width):
            texts = [cells[at].words if at in cells else "" for at in range(first, first + table.width)]
            if any(texts):
                lines.append("\t".join(texts))
        return lines


def lay(letters: str, boxes: Sequence[Box], tables: Sequence[RuledTable]) -> tuple[str, list[Interval]]:
    """The text of a page and which stretches of it are rows of its tables.

    ``boxes`` are where the letters are drawn; those that nobody drew (a line end, the blank in a gap) have no height.

    >>> table = RuledTable([0.0, 50.0, 100.0], [-40.0, -20.0, 0.0], [0, 1, 2, 3])
    >>> places = [(5, 50), (5, 30), (60, 30), (60, 10), (5, -10)]
    >>> lay("題甲乙丙後", [(x, y, x + 10, y + 9) for x, y in places], [table])
    ('題\\n甲\\t乙\\n\\t丙\\n後', [(2, 5), (6, 8)])
    """
    page = _PageRows(tables)
    for letter, box in zip(letters, boxes, strict=True):
        if letter.isspace() and box[3] - box[1] < 0.01:
            page.blanks += letter
        else:
            page.add(letter, box)
    return page.finish()
