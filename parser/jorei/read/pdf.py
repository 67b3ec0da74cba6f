"""PDF -> `Source`, by pdfium (extra ``pdf``): text in reading order, page starts, running heads apart.

A line that comes again at the head or foot of most pages is page furniture; page numbers are lines of their own,
which the parser knows. Text set vertically is reported in `Source.notes`, and read as pdfium gives it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Final

from jorei.model import Block, PageStart, Source
from jorei.read.unreadable import Unreadable

_MAX_PAGES: Final = 3_000
_EDGE_LINES: Final = 2
_DIGITS: Final = re.compile(r"[0-9０-９]+")
# each form on a page of its own: 様式第1号(第5条関係) comes again, and is no running head
_HEADING: Final = re.compile(r"[様別]|第[ \u3000]?#+[ \u3000]?[条章節号]|[附付][ \u3000]*則")
_LINE: Final = re.compile(r"[^\n]+")
# pdfium gives U+FFFE for a hyphen at a line's end and U+0002 in its place in older versions
_BROKEN_HYPHENS: Final = str.maketrans({"\ufffe": "-", "\x02": "-"})


def read_pdf(data: bytes, path: str | None = None) -> Source:
    """A PDF as a `Source`; raises `Unreadable` when it cannot be opened or holds no text (scanned pages)."""
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise Unreadable(
            "PDFを読むには pip install 'jorei[pdf]' が要ります", "reading PDF needs: pip install 'jorei[pdf]'"
        ) from None
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise Unreadable(
            "PDFとして開けません（破損又はパスワード）", "not a PDF that can be opened (damaged or locked)"
        ) from None
    with document:
        if len(document) > _MAX_PAGES:
            raise Unreadable(f"ページが多すぎます（{len(document)}）", f"too many pages ({len(document)})")
        try:
            pages = [_page_text(document, number) for number in range(len(document))]
        except pdfium.PdfiumError as error:
            raise Unreadable(f"PDFの頁が壊れています: {error}", f"a page of the PDF is damaged: {error}") from None
    text, starts = _put_together(pages)
    if not text.strip():
        raise Unreadable("文字のないPDFです（画像のみ）", "a PDF without text (scanned images)")
    notes = ("縦書きのようです: 行の順序を確かめてください / the text seems to be set vertically: check its order",)
    return Source(
        text, path, "pdf", "utf-8", hashlib.sha256(data).hexdigest(), starts, _furniture(pages, starts),
        notes if _is_vertical(text) else (),
    )  # fmt: skip


def _page_text(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]  # pypdfium2 has no stubs
    textpage = page.get_textpage()
    text: str = textpage.get_text_bounded()
    textpage.close()
    page.close()
    return text.translate(_BROKEN_HYPHENS).replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _put_together(pages: list[str]) -> tuple[str, tuple[PageStart, ...]]:
    starts: list[PageStart] = []
    at = 0
    for number, page in enumerate(pages, 1):
        starts.append(PageStart(at, number))
        at += len(page) + 1
    return "\n".join(pages) + "\n", tuple(starts)


def _furniture(pages: list[str], starts: tuple[PageStart, ...]) -> tuple[Block, ...]:
    """Lines at the edges of pages that come again, numbers aside, on most of them."""
    edges = [_edges(page) for page in pages]
    counts = Counter(key for page in edges for key in {key for _, _, key in page})
    repeated = {
        key for key, count in counts.items() if count >= 3 and count > 0.5 * len(pages) and not _HEADING.match(key)
    }
    return tuple(
        Block(start.start + begin, start.start + end, "", furniture=True)
        for start, page in zip(starts, edges, strict=True)
        for begin, end, key in page
        if key in repeated
    )


def _edges(page: str) -> list[tuple[int, int, str]]:
    lines = [
        (m.start(), m.end(), _DIGITS.sub("#", m.group()).strip()) for m in _LINE.finditer(page) if m.group().strip()
    ]
    return lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]


def _is_vertical(text: str) -> bool:
    """Lines of one character, many of them: columns read across."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return len(lines) > 40 and sum(len(line) == 1 for line in lines) > 0.5 * len(lines)
