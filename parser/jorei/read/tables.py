"""Paragraphs and tables as they stand in a file, cell by cell, for what reads no document in them but a table.

Read where the readers of documents are: in a process of its own with limits (`jorei.read.isolated`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import Any, Final

from jorei.errors import Refused, Unreadable, install_command
from jorei.read.docx_package import unpack
from jorei.read.isolated import is_isolated, read_tables

Row = Sequence[str]
"""The cells of a row of a table; paragraphs of a cell stand on lines of their own."""
Block = str | Sequence[Row]
"""A paragraph outside of tables, or a table."""


def _docx_blocks(data: bytes) -> list[Block]:
    """The paragraphs and tables of a Word document in order. A cell that spans several columns counts once."""
    from docx import Document
    from docx.table import Table

    found: list[Block] = []
    for one in Document(unpack(data)).iter_inner_content():
        if isinstance(one, Table):
            found.append([_cells(row) for row in one.rows])
        elif one.text.strip():
            found.append(one.text)
    return found


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    seen: set[int] = set()
    for cell in row.cells:
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            cells.append("\n".join(_paragraphs(cell)))
    return cells


def _paragraphs(cell: Any) -> list[str]:
    """The paragraphs of a cell; the rows of a table in it, their cells parted by tabs."""
    lines: list[str] = []
    for one in cell.iter_inner_content():
        lines += ["\t".join(_cells(row)) for row in one.rows] if hasattr(one, "rows") else [one.text]
    return lines


def _xlsx_blocks(data: bytes) -> list[Block]:
    """The rows of each sheet of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(unpack(data, ("ワークブック", "a workbook")), data_only=True)
    return [
        [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    ]


class _Blocks(HTMLParser):
    """The paragraphs and tables of a page, in order; a table in a cell is text of the cell."""

    _BREAKS: Final = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4")

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.rows: list[list[str]] = []
        self.depth = self.hidden = 0
        self.words, self.open = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base class's
        self.hidden += tag in ("script", "style", "title")
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self._close()
                self.rows = []
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self.open = True
        elif tag in self._BREAKS:
            self.words += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "title") and self.hidden > 0
        if tag == "table" and self.depth:
            self.depth -= 1
            if not self.depth:
                self._end_cell()
                self.blocks.append(self.rows)
                self.words = ""
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self.depth > 1 and tag in ("td", "th"):
            self.words += "\t"
        elif tag in self._BREAKS:
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data if self.depth else re.sub(r"[\r\n]+", "", data)

    def _end_cell(self) -> None:
        """Pages leave out the end of a cell."""
        if self.open:
            self.rows = self.rows or [[]]
            self.rows[-1].append(self.words.strip("\n "))
        self.words, self.open = "", False

    def _close(self) -> None:
        if self.words.strip():
            self.blocks.append(self.words.strip("\n "))
        self.words = ""

    def close(self) -> None:
        super().close()
        self._close()


def html_blocks(page: str) -> list[Block]:
    """The paragraphs and tables of a page.

    >>> html_blocks("<p>甲</p><table><tr><td>一<br>二<td>三</td></tr></table>")
    ['甲', [['一\\n二', '三']]]
    """
    reader = _Blocks()
    reader.feed(page)
    reader.close()
    return reader.blocks


def _page_blocks(data: bytes) -> list[Block]:
    return html_blocks(data.decode("utf-8", "replace"))


TABLES: Final[dict[str, Callable[[bytes], list[Block]]]] = {
    "docx": _docx_blocks, "xlsx": _xlsx_blocks, "html": _page_blocks,
}  # fmt: skip
_NEEDED: Final = {"docx": ("docx", "python-docx", "docx"), "xlsx": ("openpyxl", "openpyxl", "compare")}
"""The module that a kind needs, its package, and the extra that brings it."""


def table_blocks(kind: str, data: bytes) -> list[Block]:
    """The paragraphs and tables of a file of a kind of `TABLES`.

    Raises `Refused` where the library that reads it is not installed, `Unreadable` where the file is none or costs too much.
    """
    if kind in _NEEDED:
        module, package, extra = _NEEDED[kind]
        if find_spec(module) is None:
            install = install_command(extra)
            raise Refused(f"{package} が必要です: {install}", f"needs {package}: {install}")
    if is_isolated():
        return read_tables(kind, data)
    return blocks_here(kind, data)


def blocks_here(kind: str, data: bytes) -> list[Block]:
    """The same, read in this process."""
    try:
        return TABLES[kind](data)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # the libraries raise whatever a broken part makes them stumble on
        reason = f"{type(error).__name__}: {error}"[:200]
        raise Unreadable(
            f"表として開けません（{reason}）", f"no file of tables that can be opened ({reason})"
        ) from None
