"""The lines of a page, collected in one walk by the weights of its elements."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from jorei.read.formula import formula
from jorei.read.html_list import ListCounter, list_counter, number_in
from jorei.read.html_words import (
    BR,
    BREAK,
    NEWLINE,
    UNKNOWN_SIGN,
    begins_with_label,
    block_lines,
    collapse_blanks,
    drawn_words,
    image_words,
)
from jorei.read.measure import BLOCKS, UNSEEN, Weights
from jorei.read.rendered import SUBSCRIPTS, SUPERSCRIPTS, Rendered, RenderedCell, align, is_ladder, span
from jorei.text.instruments import MUNICIPAL, alternation

_FURNITURE_TAGS: Final = frozenset(
    ("nav", "footer", "aside", "form", "button", "select", "noscript", "textarea", "label")
)
_NEVER_FURNITURE: Final = frozenset(("body", "html", "td", "th", "p", "span"))
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:nav|navi|gnavi|lnavi|menu|sidebar|side|breadcrumbs?|pankuzu|topicpath|footer|foot|toolbar|tools?"
    r"|search|share|sns|skip|pagetop|page-top|btn|button|banner|ads?|tab-nav|copyright|language|print|fontsize)"
    r"(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK: Final = frozenset(("del", "s", "strike"))
_SCRIPTS: Final = {"sup": SUPERSCRIPTS, "sub": SUBSCRIPTS}
_HEADS: Final = frozenset(("h1", "h2", "h3"))
_NUMERAL: Final = "[0-9０-９〇一二三四五六七八九十]"
_TITLED: Final = alternation(*MUNICIPAL, "内規", "基準", "細則")
_FRONT: Final = re.compile(
    rf"^[○◯●◎]|{_TITLED}(?:[(（][^()（）]{{1,20}}[)）])?$|(?<!{_NUMERAL}){_NUMERAL}+[ \u3000]?[号日]$"
)
"""The end of a title, a date or a number."""

_DEEPEST: Final = 64
"""XPaths name no more steps than this: thousands of nested elements would cost their square."""


class HtmlPage:
    """Walks the elements of a page once, without recursion: hostile pages nest thousands deep.

    - ``line_class``: of the elements that hold a line, where the page's system is known
    - ``column_start``, ``column_end``: numbers of the elements between which the document stands
    - ``parts``: the words of the line that is open; ``line_…`` say where it began
    - ``steps``, ``counts``: the XPath of the element reached, and how many siblings of each tag came at each depth
    - ``…_open``: how many open elements (of ``furniture_open`` whether each) are of a sort
    - ``tables``: those open, None for one that only places things; ``counters``: of the open lists
    - ``marker``: what a browser shows before the words that come next
    - ``struck_words``: what is struck out of the open line; ``struck_stretches`` and ``unknown_signs`` count for notes
    """

    def __init__(self, weights: Weights, line_class: str | None = None) -> None:
        self.weights = weights
        self.line_class = line_class
        self.column_start, self.column_end = weights.column, weights.end[weights.column] if weights.end else 0
        self.lines: list[Rendered] = []
        self.parts: list[str] = []
        self.line_xpath = ""
        self.line_is_outside = self.line_is_above = self.line_is_heading = self.line_is_furniture = False
        self.steps: list[str] = []
        self.counts: list[dict[str, int]] = [{}]
        self.element_number = -1
        self.furniture_open: list[bool] = []
        self.lines_open = 0
        self.headings_open = 0
        self.preformatted_open = 0
        self.tables: list[_HtmlTable | None] = []
        self.counters: list[ListCounter | None] = []
        self.marker = ""
        self.struck_open = 0
        self.struck_words: list[str] = []
        self.scripts: list[dict[int, int]] = []
        self.struck_stretches = self.unknown_signs = 0

    def collect(self, walk: Any) -> list[Rendered]:
        """Every shown line, in order."""
        is_hidden = False  # whether the element just entered is not shown
        for event, element in walk:
            if event == "start":
                self.element_number += 1
                if element.tag in UNSEEN or self.is_hidden(element):
                    self.count(element.tag)
                    if element.tag == "math" and self.steps:
                        self.add_words(formula(element))
                    elif element.tag == "svg" and self.steps:
                        self.add_words(drawn_words(element))
                    self.element_number = self.weights.end[self.element_number] - 1
                    walk.skip_subtree()
                    is_hidden = True
                else:
                    self.enter(element)
                    self.add_words(element.text)
            else:
                if is_hidden:
                    is_hidden = False
                else:
                    self.leave(element)
                if self.steps:
                    self.add_words(element.tail)
        self.flush()
        return self.lines

    @property
    def table(self) -> _HtmlTable | None:
        """The table of data that is open; one inside a cell of another counts as part of the cell."""
        return self.tables[-1] if self.tables else None

    def is_hidden(self, element: Any) -> bool:
        """Whether a style or an attribute keeps an element from being shown, and it is not most of the page."""
        style = element.get("style")
        hidden = element.get("hidden") is not None or bool(style and _HIDDEN.search(style))
        return hidden and not self.weights.is_most(self.element_number)  # scripts show what is most of the page

    def count(self, tag: str) -> int:
        """The number of an element among its siblings of the same tag, from 1: a step of its XPath."""
        counts = self.counts[-1]
        counts[tag] = number = counts.get(tag, 0) + 1
        return number

    def enter(self, element: Any) -> None:
        """Begin an element: its place in the page, and the line, cell, table or list that it opens."""
        tag = element.tag
        self.steps.append(f"{tag}[{self.count(tag)}]")
        self.counts.append({})
        self.furniture_open.append(
            (bool(self.furniture_open) and self.furniture_open[-1]) or self.is_furniture(element)
        )
        self.lines_open += self.is_line(element)
        self.headings_open += tag in _HEADS
        self.struck_open += is_struck(element)
        if tag in _SCRIPTS:
            self.scripts.append(_SCRIPTS[tag])
        if tag == "br":
            self.open_parts().append(BR)
        elif tag == "img":
            self.image(element)
        elif tag == "table":
            self.open_table()
        elif tag in BLOCKS:
            self.open_block(element, tag)

    def leave(self, element: Any) -> None:
        """End an element: everything that `enter` did for it is undone."""
        tag = element.tag
        if tag == "table":
            self.close_table()
        elif tag in BLOCKS:
            self.close_block(tag)
        self.struck_open -= is_struck(element)
        if tag in _SCRIPTS:
            self.scripts.pop()
        self.furniture_open.pop()
        self.lines_open -= self.is_line(element)
        self.headings_open -= tag in _HEADS
        self.steps.pop()
        self.counts.pop()

    def open_block(self, element: Any, tag: str) -> None:
        """Begin a block: a row or a cell of the open table, else a line of its own."""
        table = self.table
        if table and tag == "tr" and not table.depth:
            table.rows.append(self.xpath())
            table.cells.append([])
        elif table and tag in ("td", "th") and not table.depth and table.cells:
            table.cells[-1].append(_HtmlCell(span(element.get("colspan")), span(element.get("rowspan"))))
        elif table:
            self.open_parts().append(BR)
        else:
            self.flush()
        if tag == "pre":
            self.preformatted_open += 1
        elif tag in ("ol", "ul"):
            self.counters.append(list_counter(element) if tag == "ol" else None)
        elif tag == "li":
            self.mark_item(element)

    def close_block(self, tag: str) -> None:
        """End a block, and the list or preformatted text that it was."""
        if self.table:
            self.open_parts().append(BR)
        else:
            self.flush()
        if tag == "pre":
            self.preformatted_open -= 1
        elif tag in ("ol", "ul") and self.counters:
            self.counters.pop()

    def open_table(self) -> None:
        """Begin a table of data or of layout; one inside a cell is part of that cell."""
        if self.table:
            self.table.depth += 1
            self.open_parts().append(BR)
        else:
            self.flush()
            layout = self.element_number in self.weights.layout
            self.tables.append(
                None if layout else _HtmlTable(self.xpath(), is_furniture=self.furniture_open[-1] or self.is_outside())
            )

    def close_table(self) -> None:
        """End a table; the lines of one of data are made now."""
        table = self.table
        if table and table.depth:
            table.depth -= 1
            self.open_parts().append(BR)
            return
        if table:
            self.end_table(table)
        else:
            self.flush()
        if self.tables:
            self.tables.pop()

    def end_table(self, table: _HtmlTable) -> None:
        """The rows of a table of data as lines, under its caption; labels beside provisions become lines of text."""
        caption = block_lines("".join(table.stray))
        if caption:
            self.lines.append(Rendered(((caption, table.xpath),), table.is_furniture))
        rows = ([cell.rendered() for cell in row] for row in table.cells)
        aligned = list(align(rows))
        ladder = self.line_class is None and is_ladder([row.texts for row in aligned])
        for (texts, spans), xpath in zip(aligned, table.rows, strict=True):
            if not any(texts):
                continue
            if ladder:
                words = "\u3000".join(filter(None, texts))
                self.lines.append(Rendered(((words, xpath),), table.is_furniture))
            else:
                self.lines.append(Rendered((("\t".join(texts), xpath),), table.is_furniture, "row", spans))
        self.add_struck()

    def is_furniture(self, element: Any) -> bool:
        """Whether an element is no part of the document (menus, forms, footers), by its tag or its class."""
        tag = element.tag
        if tag in _NEVER_FURNITURE:
            return False
        if tag not in _FURNITURE_TAGS:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if len(names) == 1 or not _is_furniture_name(names):
                return False
        return not self.weights.is_most(self.element_number)  # old systems put the whole page into a form

    def is_line(self, element: Any) -> bool:
        """Whether an element is a line of the document for the publishing system whose page it is."""
        return self.line_class is not None and element.get("class") == self.line_class

    def is_outside(self) -> bool:
        """Whether the place reached lies outside the document's column."""
        if self.line_class is not None:
            return not self.lines_open
        return not self.column_start <= self.element_number < self.column_end

    def mark_item(self, element: Any) -> None:
        """The marker that a browser shows before a list item; its text's own label makes it needless."""
        counter = self.counters[-1] if self.counters else None
        if counter is not None:
            number = number_in(element.get("value"), counter.next_number)
            self.marker = counter.marker(number)
            self.counters[-1] = counter._replace(next_number=number + 1)

    def image(self, element: Any) -> None:
        """The sign that stands for an image, where it is one that is known."""
        sign = image_words(element)
        self.unknown_signs += sign == UNKNOWN_SIGN
        self.add_words(sign)

    def open_parts(self) -> list[str]:
        """The parts that words are added to: those of the open cell, else of the line."""
        table = self.table
        if table is None:
            return self.parts
        return table.cells[-1][-1].parts if table.cells and table.cells[-1] else table.stray

    def add_words(self, value: str | None) -> None:
        """Words of the page, into the open line or cell; struck words are put aside."""
        if not value:
            return
        if self.preformatted_open:
            value = value.replace("\r\n", "\n").replace("\n", NEWLINE)
        if self.marker and not value.isspace():
            value = value if begins_with_label(value) else self.marker + value.lstrip()
            self.marker = ""
        if self.scripts:
            value = value.translate(self.scripts[-1])
        if self.struck_open:
            self.struck_words.append(value)
            return
        parts = self.open_parts()
        if parts is self.parts and not self.line_xpath:
            if value.isspace():
                return
            self.line_xpath = self.xpath()
            self.line_is_outside = self.is_outside()
            self.line_is_above = self.element_number < self.column_start and self.line_class is None
            self.line_is_heading = self.headings_open > 0
            self.line_is_furniture = self.furniture_open[-1]
        parts.append(value)

    def xpath(self) -> str:
        """The XPath of the element reached."""
        return "/" + "/".join(self.steps[:_DEEPEST])

    def flush(self) -> None:
        """End the line that is open."""
        self.marker = ""
        if self.line_xpath:
            words = block_lines("".join(self.parts))
            if words:
                # a line above the document's column may be its title or number
                front = self.line_is_above and (self.line_is_heading or _FRONT.search(words) is not None)
                furniture = self.line_is_furniture or (self.line_is_outside and not front)
                self.lines.append(Rendered(((words, self.line_xpath),), furniture))
        self.parts.clear()
        self.add_struck()
        self.line_xpath = ""

    def add_struck(self) -> None:
        """Adds what is struck out behind the line or the table that holds it."""
        words = block_lines("".join(self.struck_words))
        self.struck_words.clear()
        if words:
            self.struck_stretches += 1
            self.lines.append(Rendered(((words, self.line_xpath or self.xpath()),), furniture=True))


class _HtmlCell:
    """A cell while it is collected: the columns and rows that it covers, and its words."""

    __slots__ = ("columns", "parts", "rows")

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.parts: list[str] = []

    def rendered(self) -> RenderedCell:
        """The cell with its words on one line."""
        lines = (collapse_blanks(part) for part in BREAK.split("".join(self.parts)))
        return RenderedCell(" ".join(line for line in lines if line).replace("\t", " "), self.columns, self.rows)


class _HtmlTable:
    """A table of data while it is collected: the XPath of each row and its cells, and words outside them (``stray``).

    ``depth`` counts the tables open inside it.
    """

    __slots__ = ("cells", "depth", "is_furniture", "rows", "stray", "xpath")

    def __init__(self, xpath: str, *, is_furniture: bool) -> None:
        self.xpath, self.is_furniture = xpath, is_furniture
        self.cells: list[list[_HtmlCell]] = []
        self.rows: list[str] = []
        self.stray: list[str] = []
        self.depth = 0


@lru_cache(maxsize=4_096)
def _is_furniture_name(names: str) -> bool:
    return _FURNITURE_NAMES.search(names) is not None


def is_struck(element: Any) -> bool:
    """Whether what an element holds is shown struck out: no longer in force."""
    return element.tag in _STRUCK or "line-through" in (element.get("style") or "")
