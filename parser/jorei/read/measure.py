"""What every element of a page weighs: how much is shown in it, and how much of that reads as provisions.

Elements are numbered in document order; the weights decide what a name cannot: whether a ``form`` is a search field
or the whole page, whether a table is data or layout, and which column holds the document.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from jorei.read.shown import span

UNSEEN: Final = frozenset(
    ("script", "style", "head", "template", "svg", "rt", "rp", "noframes", "iframe", "object", "option", "math")
)
BLOCKS: Final = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul""".split()
)
_BREAKS: Final = BLOCKS | {"br"}
_CELLS: Final = frozenset(("td", "th"))
_COLUMN_TAGS: Final = frozenset(
    ("body", "html", "main", "article", "section", "div", "center", "form", "table", "tbody", "tr", "td")
)
_LABEL: Final = re.compile(
    r"[ \t\r\n\u3000]*(?:第[ \u3000]?[0-9０-９〇一二三四五六七八九十百千]+[ \u3000]?[条章節]|[附付][ \u3000]*則|別表|別記|様式|"
    r"[(（][0-9０-９一二三四五六七八九十]+[)）]|[ア-ン][ \u3000]|[0-9０-９]+\u3000)"
)
_BLOCKS_OF_LAYOUT: Final = 3
_STRAY_SENTENCES: Final = 0.05


@dataclass(slots=True)
class Weights:
    """By element number: characters shown, provision labels and sentence ends outside links, the number behind it.

    ``layout`` are tables that only place things; ``column`` is the element that holds the document.
    """

    chars: array[int] = field(default_factory=lambda: array("Q"))
    labels: array[int] = field(default_factory=lambda: array("Q"))
    sentences: array[int] = field(default_factory=lambda: array("Q"))
    end: array[int] = field(default_factory=lambda: array("Q"))
    layout: set[int] = field(default_factory=set)
    column: int = 0

    def is_most(self, number: int) -> bool:
        """Whether an element holds most of the page, or of its provisions."""
        return 2 * self.chars[number] > self.chars[0] or (
            self.labels[0] > 1 and 2 * self.labels[number] > self.labels[0]
        )


@dataclass(slots=True)
class _Table:
    number: int
    widest: int = 0
    columns: int = 0
    nested: bool = False
    cells: list[tuple[int, int]] = field(default_factory=list)


def measure(walk: Any) -> Weights:
    """The weights of all elements; ``walk`` yields (event, element) for starts and ends."""
    weights = Weights()
    tags: list[str] = []
    parents = _weigh(walk, weights, tags)
    if weights.chars:
        weights.column = _column(weights, tags, parents)
    return weights


def _weigh(walk: Any, w: Weights, tags: list[str]) -> array[int]:
    chars, labels, sentences = w.chars, w.labels, w.sentences
    parents = array("q")
    open_elements: list[int] = []
    breaks = array("Q")
    tables: list[_Table] = []
    closed: list[_Table] = []
    links = 0
    for event, element in walk:
        tag = element.tag
        if event == "start":
            number = len(chars)
            parents.append(open_elements[-1] if open_elements else -1)
            open_elements.append(number)
            tags.append(tag if tag in _COLUMN_TAGS else "")
            for column in (chars, labels, sentences, w.end, breaks):
                column.append(0)
            if tag in UNSEEN:
                walk.skip_subtree()
                continue
            text, links = element.text, links + (tag == "a")
            if tag == "table":
                if tables:
                    tables[-1].nested = True
                tables.append(_Table(number))
            elif tag in _CELLS and tables:
                tables[-1].columns += span(element.get("colspan"))
            holder = number
        else:
            number = open_elements.pop()
            w.end[number] = len(chars)
            holder = open_elements[-1] if open_elements else -1
            if tag not in UNSEEN:
                links -= tag == "a"
                if tag in _CELLS and tables:
                    tables[-1].cells.append((number, breaks[number]))
                elif tag == "tr" and tables:
                    tables[-1].widest, tables[-1].columns = max(tables[-1].widest, tables[-1].columns), 0
                elif tag == "table" and tables:
                    closed.append(tables.pop())
            if holder < 0:
                break
            breaks[holder] += breaks[number] + (tag in _BREAKS)
            for column in (chars, labels, sentences):
                column[holder] += column[number]
            text = element.tail
        if text and not text.isspace():
            chars[holder] += len(text.strip())
            if not links:
                labels[holder] += _LABEL.match(text) is not None
                sentences[holder] += text.count("。")
    w.layout = {table.number for table in closed if _is_layout(table, w)}
    return parents


def _is_layout(table: _Table, w: Weights) -> bool:
    """A frame around one text, or a grid with most of the page in one cell."""
    if table.widest <= 1:
        return True
    return any(blocks >= _BLOCKS_OF_LAYOUT and w.is_most(cell) for cell, blocks in table.cells)


def _column(w: Weights, tags: list[str], parents: Iterable[int]) -> int:
    """The innermost element that holds every provision, and all but a stray sentence or two.

    0, the whole page, when too little reads as provisions to tell.
    """
    if w.labels[0] + w.sentences[0] < 4:
        return 0
    best = 0
    for number, parent in enumerate(parents):
        if parent == best and tags[number] and _holds(w, number):
            best = number
        elif number and number >= w.end[best]:
            break
    return best


def _holds(w: Weights, number: int) -> bool:
    stray = w.sentences[0] - w.sentences[number]
    allowed = max(1, _STRAY_SENTENCES * w.sentences[0]) if w.labels[0] else 0.1 * w.sentences[0]
    return w.labels[number] == w.labels[0] and stray <= allowed and bool(w.sentences[number])
