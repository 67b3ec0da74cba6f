"""The rows of the tables of one appendix or provision, found by what they are called."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from jorei.model import Node, Tree
from jorei.text.fold import squeeze
from jorei.text.row_keys import row_key

_MOST_NAMES = 2_000
"""Rows that are compared with the words before a second cell. Chosen: a longer table is none that anybody cites so."""


class TableRows:
    """Look-up tables over the rows, in the order of the text; arena ids.

    A row whose first cell is empty belongs to the one above it: a cell that covers both stands in the first. It may be
    called by its second cell when no first one is called so.
    """

    def __init__(self, tree: Tree, tables: Iterable[int]) -> None:
        self.rows: list[int] = []
        self._by_label: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._groups: dict[int, list[int]] = {}
        self._seconds: dict[int, str] = {}
        self._tables: dict[int, int] = {}
        self._below: dict[str, list[int]] = {}
        for table in tables:
            group: list[int] = []
            for row in tree.children(table):
                cells = [cell.text for cell in tree.children(row) if cell.kind == "table_cell"] or [row.text]
                if row.kind != "table_row":
                    continue
                if cells[0].strip():
                    group = self._groups[row.id] = []
                    self._add(row.id, cells[0])
                elif len(cells) > 1:
                    self._below.setdefault(squeeze(cells[1]), []).append(row.id)
                self.rows.append(row.id)
                self._tables[row.id] = table
                group.append(row.id)
                if len(cells) > 1:
                    self._seconds[row.id] = squeeze(cells[1])

    def _add(self, row: int, words: str) -> None:
        key = row_key(words)
        if key.label:
            self._by_label.setdefault(key.label, []).append(row)
        if key.name:
            for name in {key.name, key.short_name}:
                self._by_name.setdefault(name, []).append(row)

    def add_items(self, items: Iterable[Node]) -> None:
        """Take the entries of a list as rows, where no row of a table has a number: 別表第1項 is its 1."""
        if self._by_label:
            return
        for item in items:
            if item.label:
                self.rows.append(item.id)
                self._tables[item.id] = item.parent
                self._add(item.id, f"{item.label} {item.title or item.text}")
        self.rows.sort()

    @property
    def has_labels(self) -> bool:
        """Whether two rows or more begin with a number."""
        return len(self._by_label) > 1

    def labelled(self, label: str) -> list[int]:
        """The first rows that have a label: 3, (2), 1の2; 2 of a table that counts (2) as well, and the other way round."""
        inner = label.strip("()")
        return self._by_label.get(label) or self._by_label.get(f"({inner})" if inner == label else inner) or []

    def called(self, words: str) -> list[int]:
        """The first rows that words mean: a label, a first cell, or a first and a second one (甲の灯台)."""
        key = row_key(words)
        if key.label and not key.name and (found := self.labelled(key.label)):
            return found
        name = squeeze(words)
        return self._by_name.get(name) or self._by_two_cells(name) or self._below.get(name, [])

    def _by_two_cells(self, words: str) -> list[int]:
        if len(self._by_name) > _MOST_NAMES:
            return []
        for name, rows in self._by_name.items():
            if words.startswith(name) and len(words) > len(name):
                second = words[len(name) :].removeprefix("の")
                found = [row for first in rows for row in self.group(first) if self._seconds.get(row) == second]
                if found:
                    return found
        return []

    def one_a_table(self, rows: list[int]) -> bool:
        """Whether rows stand each in a table of its own: what is said of them is said of each table."""
        tables = [self._tables[row] for row in rows]
        return len(set(tables)) == len(tables)

    def group(self, first: int) -> list[int]:
        """A row and those below it that its first cell covers."""
        return self._groups.get(first, [first])

    def between(self, first: int, last: int) -> list[int]:
        """The rows from one to the other, and those that the last one covers; none when they stand the other way round."""
        end = self.group(last)[-1]
        return self.rows[bisect_left(self.rows, first) : bisect_left(self.rows, end) + 1] if first <= last else []
