"""The weights of the elements of a page: how much is shown in each, and how much of that reads as provisions.

Elements are numbered in document order; the weights decide what a name cannot: whether a ``form`` is a search field
or the whole page, whether a table is data or layout, and which column holds the document.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from jorei.read.rendered import is_comparison, span
from jorei.text.label_styles import UNFOLDED_LABEL
from jorei.text.numerals import NUMBER

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
    rf"[ \t\r\n\u3000]*(?:第[ \u3000]?{NUMBER}[ \u3000]?[条章節]|[附付][ \u3000]*則|別表|別記|様式|{UNFOLDED_LABEL})"
)
_ARTICLE: Final = re.compile(rf"[ \t\r\n\u3000]*第[ \u3000]?{NUMBER}[ \u3000]?[条章節]")
_BLOCKS_OF_LAYOUT: Final = 3
_STRAY_SENTENCES: Final = 0.05
_LONGEST_HEAD: Final = 30
"""Characters of a cell that are looked at to tell the heads of a table."""


@dataclass(slots=True)
class Weights:
    """By element number: characters shown, provision labels and sentence ends outside links, sentence ends before it, the
    number behind it.

    ``has_articles`` says whether any label is that of a 条, 章 or 節. ``layout`` are tables that only place things; ``column`` is the element that holds the document.
    """

    chars: array[int] = field(default_factory=lambda: array("Q"))
    labels: array[int] = field(default_factory=lambda: array("Q"))
    sentences: array[int] = field(default_factory=lambda: array("Q"))
    before: array[int] = field(default_factory=lambda: array("Q"))
    end: array[int] = field(default_factory=lambda: array("Q"))
    has_articles: bool = False
    layout: set[int] = field(default_factory=set)
    column: int = 0

    def is_most(self, number: int) -> bool:
        """Whether an element holds most of the page, or of its provisions."""
        return 2 * self.chars[number] > self.chars[0] or (
            self.labels[0] > 1 and 2 * self.labels[number] > self.labels[0]
        )


@dataclass(slots=True)
class _MeasuredTable:
    number: int
    widest: int = 0
    columns: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """How the cells of the first row begin that has more than one."""
    heads_open: bool = False


def measure(walk: Any) -> Weights:
    """The weights of all elements; ``walk`` yields (event, element) for starts and ends."""
    scale = _Scale()
    for event, element in walk:
        if event == "end":
            scale.leave(element)
        elif element.tag in UNSEEN:
            scale.open(element.tag)
            walk.skip_subtree()
        else:
            scale.enter(element)
    weights = scale.weights
    weights.layout = {table.number for table in scale.closed if _is_layout(table, weights)}
    for table in scale.closed:
        if is_comparison(table.heads):  # both of its texts are the document, and their heads too
            inside = range(table.number, weights.end[table.number])
            scale.tags[inside.start : inside.stop] = [""] * len(inside)
    if weights.chars:
        weights.column = _column(weights, scale.tags, scale.parents)
    return weights


class _Scale:
    """Adds up what is in each element while they open and close."""

    def __init__(self) -> None:
        self.weights = w = Weights()
        self.breaks = array("Q")
        self.columns = (w.chars, w.labels, w.sentences, w.end, self.breaks)
        self.tags: list[str] = []
        self.parents = array("q")
        self.above: list[int] = []
        self.tables: list[_MeasuredTable] = []
        self.closed: list[_MeasuredTable] = []
        self.links = self.sentences = 0

    def open(self, tag: str) -> int:
        number = len(self.parents)
        self.parents.append(self.above[-1] if self.above else -1)
        self.above.append(number)
        self.tags.append(tag if tag in _COLUMN_TAGS else "")
        for column in self.columns:
            column.append(0)
        self.weights.before.append(self.sentences)
        return number

    def enter(self, element: Any) -> None:
        tag = element.tag
        number = self.open(tag)
        self.links += tag == "a"
        if tag == "table":
            self.tables.append(_MeasuredTable(number))
        elif tag in _CELLS and self.tables:
            self.tables[-1].columns += span(element.get("colspan"))
            if self.tables[-1].heads_open:
                self.tables[-1].heads.append("")
        elif tag == "tr" and self.tables:
            table = self.tables[-1]
            table.heads_open = len(table.heads) < 2
            if table.heads_open:
                table.heads.clear()
        self.weigh(element.text, number)

    def leave(self, element: Any) -> None:
        tag = element.tag
        number = self.above.pop()
        self.weights.end[number] = len(self.parents)
        if tag not in UNSEEN:
            self.links -= tag == "a"
            self.leave_table(tag, number)
        if not self.above:
            return
        holder = self.above[-1]
        self.breaks[holder] += self.breaks[number] + (tag in _BREAKS)
        for column in self.columns[:3]:
            column[holder] += column[number]
        self.weigh(element.tail, holder)

    def leave_table(self, tag: str, number: int) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in _CELLS:
            table.cells.append((number, self.breaks[number]))
        elif tag == "tr":
            table.widest, table.columns = max(table.widest, table.columns), 0
        elif tag == "table":
            self.closed.append(self.tables.pop())

    def weigh(self, text: str | None, holder: int) -> None:
        if not text or text.isspace():
            return
        self.weights.chars[holder] += len(text.strip())
        if self.tables and self.tables[-1].heads_open and self.tables[-1].heads:
            heads = self.tables[-1].heads
            heads[-1] += text.strip()[: _LONGEST_HEAD - len(heads[-1])]
        if not self.links:
            is_label = _LABEL.match(text) is not None
            ends = text.count("。")
            self.weights.labels[holder] += is_label
            self.weights.has_articles |= is_label and _ARTICLE.match(text) is not None
            self.weights.sentences[holder] += ends
            self.sentences += ends


def _is_layout(table: _MeasuredTable, w: Weights) -> bool:
    """A frame around one text, or a grid with most of the page in one cell; never a 新旧対照表."""
    if table.widest <= 1:
        return True
    if is_comparison(table.heads):
        return False
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
    if not w.has_articles and w.before[number]:
        return False  # a sentence above the 附則 of a text without 条 is its main part
    stray = w.sentences[0] - w.sentences[number]
    allowed = max(1, _STRAY_SENTENCES * w.sentences[0]) if w.labels[0] else 0.1 * w.sentences[0]
    return w.labels[number] == w.labels[0] and stray <= allowed and bool(w.sentences[number])
