"""Web pages -> `Source`: the text as a browser shows it, blocks on lines of their own, tables with tabs.

Inline tags and links never break a sentence; ruby keeps its base; images of characters (外字) give their alternative
text or 〓. Nothing that is shown is dropped: menus, search fields and the like are blocks marked ``furniture``.
Every block keeps the XPath of its element.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from jorei.model import Block, Source
from jorei.read.plain import decode
from jorei.read.unreadable import Unreadable

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_CODECS: Final = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
}
_SKIPPED: Final = frozenset(
    ("script", "style", "head", "template", "svg", "rt", "rp", "noframes", "iframe", "object", "option", "math")
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody tfoot thead ul".split()
)
_FURNITURE_TAGS: Final = frozenset(
    ("nav", "footer", "aside", "form", "button", "select", "noscript", "textarea", "label")
)
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:nav|navi|gnavi|lnavi|menu|sidebar|side|breadcrumbs?|pankuzu|topicpath|footer|foot|toolbar|tools?|search|"
    r"share|sns|skip|pagetop|page-top|btn|button|banner|ads?|tab-nav|copyright|language|print|fontsize)(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_ASCII_SEAM: Final = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_LABEL_HEAD: Final = re.compile(
    r"[ 　]*(?:[(（]|[0-9０-９]|第[0-9０-９一二三四五六七八九十]|[ア-ン][ 　]|附|別表|[一二三四五六七八九十]+[ 　])"
)
_MAX_DEPTH: Final = 20_000


@dataclass(slots=True)
class _Line:
    """A line of the page while it is being collected."""

    parts: list[str] = field(default_factory=list)
    xpath: str = ""
    furniture: bool = False
    cells: bool = False
    outside: bool = False


def read_html(data: bytes, path: str | None = None) -> Source:
    """A page as a `Source`; raises `Unreadable` when it shows no text.

    >>> read_html("<p>第1条　<a>前項</a>の<br>規定</p>".encode()).text
    '第1条\\u3000前項の\\n規定\\n'
    """
    from lxml import etree  # loading costs time that text files need not pay

    text, encoding, notes = _decoded(data)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    lines = _Page(vendor=text.count('class="eline"') >= 3).collect(root) if root is not None else []
    rendered, blocks = _render(lines)
    if not rendered.strip():
        raise Unreadable("文字のないページです", "a page without text")
    return Source(rendered, path, "html", encoding, hashlib.sha256(data).hexdigest(), notes=notes, blocks=blocks)


def _decoded(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """By the page's own word when it holds, else by the cascade for plain text."""
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = match[1].decode("ascii").lower()
        try:
            return data.decode(_CODECS.get(name, name)), _CODECS.get(name, name), ()
        except (UnicodeDecodeError, LookupError):
            pass  # pages lie about their encoding: the bytes decide
    return decode(data)


class _Page:
    """Walks the elements of a page once, without recursion: hostile pages nest thousands deep."""

    def __init__(self, *, vendor: bool) -> None:
        self.vendor = vendor
        self.lines: list[_Line] = []
        self.line = _Line()
        self.path: list[str] = []
        self.counts: list[Counter[str]] = [Counter()]
        self.furniture = 0
        self.linked = 0
        self.in_line = 0
        self.row: list[list[str]] | None = None
        self.rows_open = 0
        self.cell = 0
        self.ordinals: list[int] = []

    def collect(self, root: Any) -> list[_Line]:
        """Every shown line, in order."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self.leave(element)
                self.text(element.tail)
                continue
            if not isinstance(element.tag, str) or self.is_hidden(element) or len(self.path) > _MAX_DEPTH:
                self.count(element)
                self.text(element.tail)
                continue
            self.enter(element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            self.text(element.text)
        self.flush()
        return self.lines

    def is_hidden(self, element: Any) -> bool:
        if element.tag in _SKIPPED or element.get("hidden") is not None:
            return True
        style = element.get("style")
        return bool(style and _HIDDEN.search(style))

    def count(self, element: Any) -> int:
        tag = element.tag if isinstance(element.tag, str) else "#"
        self.counts[-1][tag] += 1
        return self.counts[-1][tag]

    def enter(self, element: Any) -> None:
        tag = element.tag
        self.path.append(f"{tag}[{self.count(element)}]")
        self.counts.append(Counter())
        self.furniture += self.is_furniture(element)
        self.linked += tag == "a"
        self.in_line += self.is_eline(element)
        if tag == "br":
            self.soft_break()
        elif tag == "img":
            self.text(_image(element))
        elif tag == "tr" and not self.rows_open:
            self.flush()
            self.row = []
            self.rows_open = 1
        elif tag == "tr":
            self.rows_open += 1
        elif tag in ("td", "th") and self.rows_open == 1 and self.row is not None:
            self.row.append([])
        elif tag in _BLOCKS:
            self.flush()
            if tag == "ol":
                self.ordinals.append(int(element.get("start", "1")) if element.get("start", "1").isdecimal() else 1)
            elif tag == "li":
                self.mark_item(element)

    def leave(self, element: Any) -> None:
        tag = element.tag
        if tag == "tr":
            self.rows_open -= 1
            if not self.rows_open:
                self.end_row()
        elif tag in _BLOCKS:
            self.flush()
            if tag == "ol" and self.ordinals:
                self.ordinals.pop()
        self.furniture -= self.is_furniture(element)
        self.linked -= tag == "a"
        self.in_line -= self.is_eline(element)
        self.path.pop()
        self.counts.pop()

    def is_furniture(self, element: Any) -> bool:
        if element.tag in _FURNITURE_TAGS:
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return (
            len(names) > 1
            and bool(_FURNITURE_NAMES.search(names))
            and element.tag not in ("body", "html", "td", "p", "span")
        )

    def is_eline(self, element: Any) -> bool:
        return self.vendor and element.get("class") == "eline"

    def mark_item(self, element: Any) -> None:
        """The marker that a browser shows before a list item."""
        parent = element.getparent()
        if parent is not None and parent.tag == "ol" and self.ordinals:
            self.text(f"{self.ordinals[-1]}. ")
            self.ordinals[-1] += 1

    def text(self, value: str | None) -> None:
        if not value:
            return
        if self.row:
            self.row[-1].append(value)
            return
        if self.rows_open:
            return
        if not self.line.parts:
            if not value.strip():
                return
            self.line.xpath = "/" + "/".join(self.path)
            self.line.furniture = self.furniture > 0
            self.line.outside = self.vendor and not self.in_line
        self.line.parts.append(value)

    def soft_break(self) -> None:
        if self.row:
            self.row[-1].append("\n")
        elif self.line.parts:
            self.line.parts.append("\n\n")

    def flush(self) -> None:
        if self.row is not None:
            if self.row:
                self.row[-1].append("\n")
            return
        if self.line.parts:
            self.lines.append(self.line)
        self.line = _Line()

    def end_row(self) -> None:
        cells = [
            " ".join(_squeeze(part) for part in "".join(cell).split("\n") if part.strip()) for cell in self.row or ()
        ]
        self.row = None
        if any(cells):
            line = _Line(["\t".join(cells)], "/" + "/".join(self.path), self.furniture > 0, cells=len(cells) > 1)
            line.outside = self.vendor and not self.in_line
            self.lines.append(line)


def _image(element: Any) -> str:
    """What an image of a character stands for; pictures say nothing."""
    alternative = (element.get("alt") or "").strip()
    source = f"{element.get('src') or ''} {element.get('class') or ''}".lower()
    if "gaiji" in source:
        return alternative[:4] or "〓"
    return alternative if len(alternative) == 1 else ""


def _squeeze(text: str) -> str:
    """White space as a browser shows it; a line break of the file between Japanese characters is no blank."""
    return _ASCII_SEAM.sub("", _BLANKS.sub(" ", text)).strip(" ")


def _render(lines: list[_Line]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    previous: _Line | None = None
    for line in lines:
        shown = "".join(line.parts) if line.cells else _paragraph("".join(line.parts))
        if not shown:
            continue
        if previous and not (line.cells and previous.cells):
            parts.append("\n")
            at += 1
        parts.append(shown + "\n")
        blocks.append(Block(at, at + len(shown), line.xpath, line.furniture or line.outside))
        at += len(shown) + 1
        previous = line
    return "".join(parts), tuple(blocks)


def _paragraph(text: str) -> str:
    """Lines of one block: a ``br`` in the middle of a phrase does not break it."""
    rows = [row for row in map(_squeeze, text.split("\n\n")) if row]
    if not rows:
        return ""
    shown = [rows[0]]
    for row in rows[1:]:
        if shown[-1][-1] in "、，をはがにのとへ" and len(shown[-1]) > 20 and not _LABEL_HEAD.match(row):
            shown[-1] += row
        else:
            shown.append(row)
    return "\n".join(shown)
