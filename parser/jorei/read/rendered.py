"""The common part of readers of marked-up documents: shown lines -> text and blocks; tables -> aligned rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from jorei.model import Block
from jorei.model.kinds import DIVISION_LETTERS
from jorei.model.source import BlockKind
from jorei.text.label_styles import BY_ENCLOSED, UNFOLDED_SIGN
from jorei.text.numerals import NUMBER

_WIDEST: Final = 200
_LONGEST: Final = 2_000
_SPARE: Final = 1_000
_SPARE_BY_CELL: Final = 4

_LABEL_ONLY: Final = re.compile(
    rf"(?:第{NUMBER}条|[(（]?{UNFOLDED_SIGN}[)）]?|[{''.join(BY_ENCLOSED)}])(?:の{NUMBER})*$"
)
NEW_HEAD: Final = re.compile(r"[（(【]?(?:改正後|改正案|新|改正後の?[^\s。]{0,12}|新条文)[）)】]?")
OLD_HEAD: Final = re.compile(r"[（(【]?(?:改正前|現行|旧|改正前の?[^\s。]{0,12}|現行の?[^\s。]{0,12}|旧条文)[）)】]?")
"""What stands above the two texts of a 新旧対照表."""
_MOST_HEADS: Final = 4
_TOC_TITLE: Final = re.compile(r"[(（]?目[ \u3000]*次[)）]?$")
_TOC_ENTRY: Final = re.compile(
    rf"第[ \u3000]?[0-9０-９〇一二三四五六七八九十百]+[ \u3000]?[{DIVISION_LETTERS}条]|[附付][ \u3000]*則|別表|様式"
)
SUPERSCRIPTS: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPTS: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
"""The letters that stand for raised and lowered ones in plain text; others stay as they are."""


class Rendered(NamedTuple):
    """One line of the rendered text. ``parts`` are its stretches with the XPath of the element each came from."""

    parts: tuple[tuple[str, str], ...]
    furniture: bool = False
    kind: BlockKind = ""
    spans: tuple[tuple[int, int, int], ...] = ()


def put_together(lines: Iterable[Rendered]) -> tuple[str, tuple[Block, ...]]:
    """The text of a document, blocks set off by blank lines and rows of a table close together, and its blocks.

    >>> text, blocks = put_together([Rendered((("第1条　", "/a"), ("甲", "/a/p"))), Rendered((("乙\\t丙", "/t"),), kind="row")])
    >>> text, blocks[1]
    ('第1条\\u3000甲\\n\\n乙\\t丙\\n', Block(start=4, end=5, xpath='/a/p', furniture=False, kind='', spans=()))
    """
    texts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    before = None
    for line in lines:
        if before is not None and not (line.kind == before == "row"):
            texts.append("\n")
            offset += 1
        for text, xpath in line.parts:
            texts.append(text)
            blocks.append(Block(offset, offset + len(text), xpath, line.furniture, line.kind, line.spans))
            offset += len(text)
        texts.append("\n")
        offset += 1
        before = line.kind
    return "".join(texts), tuple(blocks)


class RenderedCell(NamedTuple):
    """A cell as marked up: its text, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def span(value: str | None) -> int:
    """The value of a rowspan or colspan; 1 when it is none.

    >>> span("3"), span(None), span("0"), span("x"), span("99999999999")
    (3, 1, 1, 1, 2000)
    """
    text = (value or "").strip()
    return min(max(1, int(text[:6])), _LONGEST) if text.isascii() and text.isdigit() else 1


class AlignedRow(NamedTuple):
    """A row with one text for each column, and (place, rows, columns) of the cells that cover more than one place."""

    texts: list[str]
    spans: tuple[tuple[int, int, int], ...] = ()


def align(rows: Iterable[Sequence[RenderedCell]]) -> Iterator[AlignedRow]:
    """The rows of a table with one text for each column.

    A cell that covers several columns or rows stands once, in its first place; the places it covers besides are
    empty, so that columns stay under one another and no word of the document is told twice. A table that covers far
    more places than it has cells is no table that anybody drew: its cells stand side by side.

    >>> first, second = align([[RenderedCell("区分", rows=2), RenderedCell("額", columns=2)], [RenderedCell("大人"), RenderedCell("子供")]])
    >>> first, second.texts
    (AlignedRow(texts=['区分', '額', ''], spans=((0, 2, 1), (1, 1, 2))), ['', '大人', '子供'])
    """
    covered: dict[int, int] = {}
    spare = _SPARE
    for row in rows:
        texts: list[str] = []
        spare += _SPARE_BY_CELL * len(row)
        if spare < 0:
            yield AlignedRow([cell.text for cell in row])
            continue
        spans = []
        for cell in row:
            while covered.get(len(texts)):
                texts.append("")
            if cell.rows > 1 or cell.columns > 1:
                spans.append((len(texts), cell.rows, cell.columns))
            for column in range(len(texts), min(len(texts) + cell.columns, _WIDEST)):
                # one row less each time a row ends, this one included
                covered[column] = cell.rows
            texts.append(cell.text)
            texts += [""] * (min(cell.columns, _WIDEST) - 1)
        while covered.get(len(texts)):
            texts.append("")
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        spare -= len(texts) - len(row)
        yield AlignedRow(texts, tuple(spans))


def is_ladder(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only puts labels beside their provisions: 第1条 | この条例は、…とする。

    >>> is_ladder([["第1条", "甲とする。"], ["2", "乙とする。"]]), is_ladder([["1", "甲"], ["2", "乙"]])
    (True, False)
    """
    if not all(len(row) == 2 and (not row[0] or _LABEL_ONLY.match(row[0])) for row in rows):
        return False
    sentences = sum(words.endswith("。") for _, words in rows)
    return any(label for label, _ in rows) and 2 * sentences >= len(rows)


def is_comparison(heads: Sequence[str]) -> bool:
    """Whether these are the heads of a 新旧対照表: two texts beside each other, the new and the old.

    >>> is_comparison(["改正後", "改正前"]), is_comparison(["現行", "改正案", "備考"]), is_comparison(["新", "番号"])
    (True, True, False)
    """
    heads = ["".join(head.split()) for head in heads if head.strip()]
    new, old = (any(pattern.fullmatch(head) for head in heads) for pattern in (NEW_HEAD, OLD_HEAD))
    return new and old and len(heads) <= _MOST_HEADS


def is_toc_title(words: str) -> bool:
    """Whether words are the heading of a table of contents."""
    return _TOC_TITLE.match(words.strip()) is not None


def is_toc(rows: Sequence[Sequence[str]], *, named: bool = False) -> bool:
    """Whether a table is a 目次: its first cell says so, or the line above it did (``named``), and its entries do.

    >>> is_toc([["目次", ""], ["第1章　総則", "第1条―第3条"], ["附則", ""]])
    True
    """
    first = next((cell for row in rows for cell in row if cell), "")
    titled = is_toc_title(first)
    entries = [next((cell for cell in row if cell), "") for row in rows[1 if titled else 0 :]]
    entries = [entry for entry in entries if entry]
    return (titled or named) and bool(entries) and all(_TOC_ENTRY.match(entry) for entry in entries)
