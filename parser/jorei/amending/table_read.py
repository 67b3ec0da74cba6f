"""新旧対照表 read from files: .docx, .xlsx and .html as the text of an amending ordinance, a pair of lines on each line.

A cell that holds a whole provision is taken apart into its lines, and the lines of both sides are paired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from jorei.amending.cells import paired, read_cell
from jorei.amending.table_rows import PARTED
from jorei.read import file_bytes
from jorei.read.tables import Block, Row, table_blocks
from jorei.text.fold import fold

_SIDE: Final = re.compile(r"(?:改正)?(?:後|前|案)(?:の規定|条文)?|(?:新|旧|現行)(?:条文)?")
_NEW: Final = re.compile("後|案|新")
_BLANK: Final = re.compile(r"\s+")
_KINDS: Final = {".docx": "docx", ".xlsx": "xlsx", ".html": "html", ".htm": "html"}
_SIDES: Final = 2
_ABOVE: Final = 10
"""Rows in which the head of a table is looked for."""


def table_text(path: Path) -> str | None:
    """The text of a file that holds a 新旧対照表; None where it holds none, or is of another kind.

    Raises `Refused` where the library that reads it is not installed, `Unreadable` where it is none or costs too much, and
    `OSError` where it cannot be opened.
    """
    kind = _KINDS.get(path.suffix.lower())
    return None if kind is None else text_of(table_blocks(kind, file_bytes(path)))


def text_of(blocks: Iterable[Block]) -> str | None:
    """Paragraphs as lines, rows of a 新旧対照表 as pairs parted by `PARTED`; None where there is no such table.

    >>> found = text_of(["甲市条例", [["改正前", "改正後"], ["第1条　甲\\n2　丙", "第1条　乙\\n2　丙"]]])
    >>> [line.split(PARTED) for line in (found or "").strip().split("\\n")]
    [['甲市条例'], ['改正前', '改正後'], ['第1条　甲', '第1条　乙'], ['2　丙', '2　丙']]
    """
    lines: list[str] = []
    found = False
    for block in blocks:
        if isinstance(block, str):
            lines += [line for line in block.split("\n") if line.strip()]
            continue
        rows = list(_pairs(block))
        found = found or bool(rows)
        lines += rows
    return "\n".join(lines) + "\n" if found else None


def _pairs(rows: Sequence[Row]) -> Iterator[str]:
    """The rows of a table below its head, if it is one of two sides; what stands above the head are lines."""
    at = next((i for i, row in enumerate(rows[:_ABOVE]) if _head(row)), None)
    head = _head(rows[at]) if at is not None else None
    if at is None or head is None:
        return
    yield from filter(None, (_joined(row) for row in rows[:at]))
    yield f"{head.left}{PARTED}{head.right}"
    for row in rows[at + 1 :]:
        if _head(row):  # a head that every page repeats
            continue
        one, other = _joined(row[head.first : head.second]), _joined(row[head.second :])
        if head.left.endswith("後"):
            yield from (_swapped(line) for line in _lines(other, one))
        else:
            yield from _lines(one, other)


class _TableHead(msgspec.Struct, frozen=True):
    """The heads of both sides, 改正前 and 改正後, and the columns in which they stand."""

    left: str
    right: str
    first: int
    second: int


def _head(row: Row) -> _TableHead | None:
    words = [(column, _BLANK.sub("", fold(cell))) for column, cell in enumerate(row) if cell.strip()]
    if len(words) != _SIDES or not all(_SIDE.fullmatch(one) for _, one in words):
        return None
    left, right = ("改正後" if _NEW.search(one) else "改正前" for _, one in words)
    return _TableHead(left, right, words[0][0], words[1][0]) if left != right else None


def _joined(cells: Sequence[str]) -> str:
    """The columns of one side: a label and its words stand beside each other."""
    return "　".join(cell.strip("\n") for cell in cells if cell.strip())


def _swapped(line: str) -> str:
    old, _, new = line.partition(PARTED)
    return f"{new}{PARTED}{old}"


def _lines(old: str, new: str) -> Iterator[str]:
    """The lines of two cells, paired; old first."""
    before, after = [[read_cell(line) for line in cell.split("\n") if line.strip()] for cell in (old, new)]
    for one, other in paired(before, after):
        yield f"{one.line.rstrip() if one else ''}{PARTED}{other.line.rstrip() if other else ''}"
