"""The documents of the set in other looks: the tree stays what the margin says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

from corpus.stress.margins import Document, Line

_KANJI: Final = "〇一二三四五六七八九"
_WIDE: Final = str.maketrans("0123456789()", "０１２３４５６７８９（）")
_NARROW: Final = str.maketrans("０１２３４５６７８９（）", "0123456789()")
_COUNTED: Final = re.compile(r"(?<=第)[0-9０-９]+(?=[編章節条])")


def kanji(number: int) -> str:
    """A number below 100 as it is written in words.

    >>> [kanji(n) for n in (3, 10, 14, 20, 44)]
    ['三', '十', '十四', '二十', '四十四']
    """
    tens, ones = divmod(number, 10)
    return (_KANJI[tens] if tens > 1 else "") + ("十" if tens else "") + (_KANJI[ones] if ones or not tens else "")


def wide(line: Line) -> str:
    """All digits and brackets full-width."""
    return line.words.translate(_WIDE)


def narrow(line: Line) -> str:
    """All digits and brackets half-width."""
    return line.words.translate(_NARROW)


def counted_in_kanji(line: Line) -> str:
    """第十条 for 第10条."""
    return _COUNTED.sub(lambda m: kanji(int(m[0])), line.words)


def indented(line: Line) -> str:
    """Captions a letter in, 号 a letter in, below them two, headings of chapters and 附則 three."""
    depth = {"c": 1, "i": 1, "s": 2, "ch": 3, "sp": 3}.get(line.names[0] if line.names else "", 0)
    return "\u3000" * depth + line.words.strip("\u3000 ") if depth and line.words.strip() else line.words


def paragraphs(document: Document) -> Document:
    """A page with an element for each line."""
    lines = tuple(
        line._replace(words=f"<p>{html.escape(line.words)}</p>" if line.words.strip() else "")
        for line in document.lines
    )
    return document._replace(format="html", lines=lines)


LINES: Final[dict[str, Callable[[Line], str]]] = {
    "wide": wide, "narrow": narrow, "kanji": counted_in_kanji, "indented": indented,
}  # fmt: skip


def variants(document: Document) -> dict[str, tuple[Document, bytes]]:
    """The document in each other look that it can have, with its bytes."""
    found = {name: document.varied(change) for name, change in LINES.items()}
    if document.format == "text" and not any(line.joined or "\t" in line.words for line in document.lines):
        found["html"] = paragraphs(document)
    files = {name: (varied, varied.text.encode()) for name, varied in found.items() if varied.lines != document.lines}
    spaced = document.text.replace("\n", "\n\n")
    if document.format == "text" and not _broken(document):
        files["blank lines"] = (document, spaced.encode())
    files["crlf"] = (document, b"\xef\xbb\xbf" + document.text.replace("\n", "\r\n").encode())
    return files


def _broken(document: Document) -> bool:
    """Whether units go on over line ends: blank lines between would part them."""
    return any(not line.names and line.words.strip() for line in document.lines)
