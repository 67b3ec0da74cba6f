"""The lines of a page, collected in one walk by the weights of its elements."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from jorei.model.source import BlockKind
from jorei.read.formula import formula
from jorei.read.measure import BLOCKS, UNSEEN, Weights
from jorei.read.numbering import write_number
from jorei.read.rendered import Rendered, RenderedCell, align, is_ladder, span

_FURNITURE_TAGS: Final = frozenset(
    ("nav", "footer", "aside", "form", "button", "select", "noscript", "textarea", "label")
)
_NEVER_FURNITURE: Final = frozenset(("body", "html", "td", "th", "p", "span"))
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:nav|navi|gnavi|lnavi|menu|sidebar|side|breadcrumbs?|pankuzu|topicpath|footer|foot|toolbar|tools?|search|"
    r"share|sns|skip|pagetop|page-top|btn|button|banner|ads?|tab-nav|copyright|language|print|fontsize)(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_MARKER: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_STRUCK: Final = frozenset(("del", "s", "strike"))
_SCRIPTS: Final = {
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"), "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}  # fmt: skip
_UNKNOWN: Final = "〓"
_HEADS: Final = frozenset(("h1", "h2", "h3"))
_FRONT: Final = re.compile(
    r"^[○◯●◎]|(?:条例|規則|規程|要綱|要領|訓令|告示|内規|基準|細則)(?:[(（][^()（）]{1,20}[)）])?$|(?<![0-9０-９〇一二三四五六七八九十])[0-9０-９〇一二三四五六七八九十]+[ 　]?[号日]$"
)

# breaks inside a block, while it is collected: of a br, and of preformatted text
_BR: Final = "\x1c"
_NEWLINE: Final = "\x1d"
_BREAK: Final = re.compile(f"[{_BR}{_NEWLINE}]")
_FILE_BREAK: Final = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n][ \t\r\n\f]*(?=[^\x00-\x7f])")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_LABEL_ALONE: Final = re.compile(
    r"\A[ \t\r\n]*(第[^\s。、]{1,10}[条章節款目](?:の[0-9０-９〇一二三四五六七八九十]{1,3})*)[ \t]*[\r\n]\s*(?=[^\s])"
)
_LABEL_HEAD: Final = re.compile(
    r"[ 　\r\n\t]*(?:[(（⑴-⒇①-⑳]|[0-9０-９]|第[0-9０-９一二三四五六七八九十]|[ア-ン][ 　]|附|別表|[一二三四五六七八九十]+[ 　])"
)
_GOES_ON: Final = "、，をはがにのとへ"
_FULL_LINE: Final = 20
_DEEPEST: Final = 64
"""XPaths name no more steps than this: thousands of nested elements would cost their square."""


class HtmlPage:
    """Walks the elements of a page once, without recursion: hostile pages nest thousands deep."""

    def __init__(self, weights: Weights, line_class: str | None = None) -> None:
        self.w = weights
        self.line_class = line_class  # of the elements that hold a line, where the page's system is known
        self.begin, self.end = weights.column, weights.end[weights.column] if weights.end else 0
        self.lines: list[Rendered] = []
        self.parts: list[str] = []
        self.where = ""
        self.away = self.above = self.head = self.menu = False
        self.path: list[str] = []
        self.counts: list[dict[str, int]] = [{}]
        self.number = -1
        self.furniture: list[bool] = []
        self.in_line = 0
        self.in_head = 0
        self.preformatted = 0
        self.tables: list[_HtmlTable | None] = []
        self.ordinals: list[_Ordinal | None] = []
        self.marker = ""
        self.struck = 0
        self.aside: list[str] = []
        self.script: list[dict[int, int]] = []
        self.asides = self.unknown = 0
        """How many stretches are not in force, and how many images of characters say nothing."""

    def collect(self, walk: Any) -> list[Rendered]:
        """Every shown line, in order."""
        shut = False  # the element just entered is not shown
        for event, element in walk:
            if event == "start":
                self.number += 1
                if element.tag in UNSEEN or self.is_hidden(element):
                    self.count(element.tag)
                    if element.tag == "math" and self.path:
                        self.text(formula(element))
                    self.number = self.w.end[self.number] - 1
                    walk.skip_subtree()
                    shut = True
                else:
                    self.enter(element)
                    self.text(element.text)
            else:
                if shut:
                    shut = False
                else:
                    self.leave(element)
                if self.path:
                    self.text(element.tail)
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
        return hidden and not self.w.is_most(self.number)  # scripts show what is most of the page

    def count(self, tag: str) -> int:
        """The number of an element among its siblings of the same tag, from 1: a step of its XPath."""
        counts = self.counts[-1]
        counts[tag] = number = counts.get(tag, 0) + 1
        return number

    def enter(self, element: Any) -> None:
        """Begin an element: its place in the page, and the line, cell, table or list that it opens."""
        tag = element.tag
        self.path.append(f"{tag}[{self.count(tag)}]")
        self.counts.append({})
        self.furniture.append((bool(self.furniture) and self.furniture[-1]) or self.is_furniture(element))
        self.in_line += self.is_line(element)
        self.in_head += tag in _HEADS
        self.struck += is_struck(element)
        if tag in _SCRIPTS:
            self.script.append(_SCRIPTS[tag])
        if tag == "br":
            self.parts_or_cell().append(_BR)
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
        self.struck -= is_struck(element)
        if tag in _SCRIPTS:
            self.script.pop()
        self.furniture.pop()
        self.in_line -= self.is_line(element)
        self.in_head -= tag in _HEADS
        self.path.pop()
        self.counts.pop()

    def open_block(self, element: Any, tag: str) -> None:
        """Begin a block: a row or a cell of the open table, else a line of its own."""
        table = self.table
        if table and tag == "tr" and table.own:
            table.rows.append(self.xpath())
            table.cells.append([])
        elif table and tag in ("td", "th") and table.own and table.cells:
            table.cells[-1].append(_Draft(span(element.get("colspan")), span(element.get("rowspan"))))
        elif table:
            self.parts_or_cell().append(_BR)
        else:
            self.flush()
        if tag == "pre":
            self.preformatted += 1
        elif tag in ("ol", "ul"):
            self.ordinals.append(_ordinal(element) if tag == "ol" else None)
        elif tag == "li":
            self.mark_item(element)

    def close_block(self, tag: str) -> None:
        """End a block, and the list or preformatted text that it was."""
        if self.table:
            self.parts_or_cell().append(_BR)
        else:
            self.flush()
        if tag == "pre":
            self.preformatted -= 1
        elif tag in ("ol", "ul") and self.ordinals:
            self.ordinals.pop()

    def open_table(self) -> None:
        """Begin a table of data or of layout; one inside a cell is part of that cell."""
        if self.table:
            self.table.depth += 1
            self.parts_or_cell().append(_BR)
        else:
            self.flush()
            layout = self.number in self.w.layout
            self.tables.append(None if layout else _HtmlTable(self.xpath(), self.furniture[-1] or self.is_outside()))

    def close_table(self) -> None:
        """End a table; the lines of one of data are made now."""
        table = self.table
        if table and not table.own:
            table.depth -= 1
            self.parts_or_cell().append(_BR)
            return
        if table:
            self.end_table(table)
        else:
            self.flush()
        if self.tables:
            self.tables.pop()

    def end_table(self, table: _HtmlTable) -> None:
        """The rows of a table of data as lines, under its caption; labels beside provisions become lines of text."""
        caption = _paragraph("".join(table.stray))
        if caption:
            self.lines.append(Rendered(((caption, table.where),), table.furniture))
        rows = ([cell.cell() for cell in row] for row in table.cells)
        aligned = list(align(rows))
        ladder = self.line_class is None and is_ladder([row.texts for row in aligned])
        for (texts, spans), where in zip(aligned, table.rows, strict=True):
            if any(texts):
                shown = "\u3000".join(filter(None, texts)) if ladder else "\t".join(texts)
                kind: BlockKind = "" if ladder else "row"
                self.lines.append(Rendered(((shown, where),), table.furniture, kind, () if ladder else spans))
        self.put_aside()

    def is_furniture(self, element: Any) -> bool:
        """Whether an element is no part of the document (menus, forms, footers), by its tag or its class."""
        tag = element.tag
        if tag in _NEVER_FURNITURE:
            return False
        if tag not in _FURNITURE_TAGS:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if len(names) == 1 or not _is_furniture_name(names):
                return False
        return not self.w.is_most(self.number)  # old systems put the whole page into a form

    def is_line(self, element: Any) -> bool:
        """Whether an element is a line of the document for the publishing system whose page it is."""
        return self.line_class is not None and element.get("class") == self.line_class

    def is_outside(self) -> bool:
        """Whether the place reached lies outside the document's column."""
        if self.line_class is not None:
            return not self.in_line
        return not self.begin <= self.number < self.end

    def mark_item(self, element: Any) -> None:
        """The marker that a browser shows before a list item; its text's own label makes it needless."""
        ordinal = self.ordinals[-1] if self.ordinals else None
        if ordinal is not None:
            value = _number(element.get("value"), ordinal.value)
            self.marker = ordinal.marker(value)
            self.ordinals[-1] = ordinal._replace(value=value + 1)

    def image(self, element: Any) -> None:
        """The sign that stands for an image, where it is one that is known."""
        sign = _image(element)
        self.unknown += sign == _UNKNOWN
        self.text(sign)

    def parts_or_cell(self) -> list[str]:
        """Where words go: into the open cell, else into the line."""
        table = self.table
        if table is None:
            return self.parts
        return table.cells[-1][-1].parts if table.cells and table.cells[-1] else table.stray

    def text(self, value: str | None) -> None:
        """Words of the page, into the open line or cell; struck words are put aside."""
        if not value:
            return
        if self.preformatted:
            value = value.replace("\r\n", "\n").replace("\n", _NEWLINE)
        if self.marker and not value.isspace():
            value = value if _LABEL_HEAD.match(value) else self.marker + value.lstrip()
            self.marker = ""
        if self.script:
            value = value.translate(self.script[-1])
        if self.struck:
            self.aside.append(value)
            return
        parts = self.parts_or_cell()
        if parts is self.parts and not self.where:
            if value.isspace():
                return
            self.where = self.xpath()
            self.away = self.is_outside()
            self.above = self.number < self.begin and self.line_class is None
            self.head = self.in_head > 0
            self.menu = self.furniture[-1]
        parts.append(value)

    def xpath(self) -> str:
        """Where the element reached stands in the page."""
        return "/" + "/".join(self.path[:_DEEPEST])

    def flush(self) -> None:
        """End the line that is open."""
        self.marker = ""
        if self.where:
            shown = _paragraph("".join(self.parts))
            if shown:
                # a line above the document's column may be its title or number
                front = self.above and (self.head or _FRONT.search(shown) is not None)
                self.lines.append(Rendered(((shown, self.where),), self.menu or (self.away and not front)))
        self.parts.clear()
        self.put_aside()
        self.where = ""

    def put_aside(self) -> None:
        """What is struck out, behind the line or the table that holds it."""
        words = _paragraph("".join(self.aside))
        self.aside.clear()
        if words:
            self.asides += 1
            self.lines.append(Rendered(((words, self.where or self.xpath()),), furniture=True))


class _Draft:
    """A cell while it is collected."""

    __slots__ = ("columns", "parts", "rows")

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.parts: list[str] = []

    def cell(self) -> RenderedCell:
        lines = (_squeeze(part) for part in _BREAK.split("".join(self.parts)))
        return RenderedCell(" ".join(line for line in lines if line).replace("\t", " "), self.columns, self.rows)


class _HtmlTable:
    """A table of data while it is collected; ``depth`` counts the tables open inside it."""

    __slots__ = ("cells", "depth", "furniture", "rows", "stray", "where")

    def __init__(self, where: str, furniture: bool) -> None:
        self.where, self.furniture = where, furniture
        self.cells: list[list[_Draft]] = []
        self.rows: list[str] = []
        self.stray: list[str] = []
        self.depth = 0

    @property
    def own(self) -> bool:
        return not self.depth


@lru_cache(maxsize=4_096)
def _is_furniture_name(names: str) -> bool:
    return _FURNITURE_NAMES.search(names) is not None


class _Ordinal(NamedTuple):
    """How an ordered list counts, and its next number."""

    value: int
    form: str = "decimal"

    def marker(self, value: int) -> str:
        return f"{value}. " if self.form == "decimal" else f"{write_number(value, self.form)}\u3000"


_TYPES: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES: Final = {
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "katakana": "aiueo",
    "katakana-iroha": "iroha", "cjk-decimal": "ideographDigital", "cjk-ideographic": "japaneseCounting",
    "japanese-informal": "japaneseCounting",
}  # fmt: skip
"""The names of CSS (Counter Styles 3, 6) and of HTML for what Word calls a way of counting (`jorei.read.numbering`)."""


def _ordinal(element: Any) -> _Ordinal | None:
    """How an ordered list counts; None when it shows no numbers, or counts in a way that is not known."""
    style = element.get("style") or ""
    if _NO_MARKER.search(style):
        return None
    named = _LIST_STYLE.search(style)
    form = _STYLES.get(named[1].lower()) if named else _TYPES.get(element.get("type") or "1")
    return _Ordinal(_number(element.get("start"), 1), form) if form else None


def is_struck(element: Any) -> bool:
    """Whether what an element holds is shown struck out: no longer in force."""
    return element.tag in _STRUCK or "line-through" in (element.get("style") or "")


def _number(value: str | None, default: int) -> int:
    return int(value) if value and len(value) < 6 and value.isascii() and value.isdigit() else default


def _image(element: Any) -> str:
    """What an image of a character stands for, 〓 when nothing says it; pictures say nothing."""
    alternative = (element.get("alt") or "").strip()
    source = f"{element.get('src') or ''} {element.get('class') or ''}".lower()
    if "gaiji" in source or "外字" in source:
        return alternative[:4] or _UNKNOWN
    return alternative if len(alternative) == 1 else ""


def _squeeze(text: str) -> str:
    """White space as a browser shows it; a line break of the file between Japanese characters is no blank.

    >>> _squeeze("市長は、\\n  次の 者"), _squeeze("第1条\\n市長は")
    ('市長は、次の 者', '第1条 市長は')
    """
    text = _LABEL_ALONE.sub(r"\1 ", text, count=1) if text.lstrip()[:1] == "第" else text
    return _BLANKS.sub(" ", _FILE_BREAK.sub("", text)).strip(" ")


def _paragraph(text: str) -> str:
    """The lines of one block: a ``br`` in the middle of a phrase does not break it."""
    if _BR not in text and _NEWLINE not in text:
        return _squeeze(text)
    if _BR not in text:
        return "\n".join(row.rstrip() for row in text.split(_NEWLINE) if row.strip())
    rows = [row for row in map(_squeeze, _BREAK.split(text)) if row]
    shown: list[str] = []
    length = 0
    for row in rows:
        goes_on = length > _FULL_LINE and shown[-1][-1] in _GOES_ON and not _LABEL_HEAD.match(row)
        if shown and not goes_on:
            shown.append("\n")
        shown.append(row)
        length = length + len(row) if goes_on else len(row)
    return "".join(shown)
