"""PDF -> `Source` (extra ``pdf``): lines from the boxes of the letters, tables from the strokes around their cells.

A page is read as print is: letters on one baseline are a line, columns are read one after the other, pages set
vertically from right to left. A row of a table is a line, its cells are parted by tabs. Running heads, page numbers,
ruby and the marks of footnotes are furniture; footnotes are notes. `Source.wrapped` says which lines print broke at
its margin. What cannot be trusted is refused or said in `Source.notes`.

The passes: `engine` (the only module that speaks to pdfium) gives letters and strokes, `vertical` turns a page,
`rules` and `cells` find its tables, `lines` and `spelling` its lines, `zones` their order, `footnotes` what stands
below them; then over all pages `tables`, `heads` and `margins`, and `compose` puts the text together.
"""

from __future__ import annotations

import hashlib
from typing import Final

from jorei.model import Source
from jorei.read.pdf.compose import compose
from jorei.read.pdf.engine import read_pages, render
from jorei.read.pdf.heads import mark_heads
from jorei.read.pdf.margins import mark_full
from jorei.read.pdf.ocr import DPI, recognise
from jorei.read.pdf.pages import ReadPage, read_page
from jorei.read.pdf.tables import link_pages
from jorei.read.pdf.trust import garbled, pages_without_text, without_text

__all__ = ["read_pdf"]

_OCR: Final = "{}ページを文字認識（OCR）で読みました（確度{:.2f}） / {} pages were read by OCR (sureness {:.2f})"
_VERTICAL: Final = "縦書きの{}ページを右の列から読みました / {} pages set vertically were read from right to left"


def read_pdf(data: bytes, path: str | None = None, *, ocr: bool = False) -> Source:
    """A PDF as a `Source`; raises `Unreadable` when it cannot be opened, holds no text (scanned pages) or is garbled.

    With ``ocr`` pages without letters are recognised by Tesseract; its sureness is the source's ``confidence``.
    """
    pages: list[ReadPage] = []
    sure: list[float] = []
    gutters: set[float] = set()
    for number, content in enumerate(read_pages(data)):
        if ocr and not content.glyphs:
            content, confidence = recognise(*render(data, number, DPI))
            sure.append(confidence)
        pages.append(read_page(content, pages[-1].comparison if pages else None, gutters))
    letters = [sum(len(line.text.strip()) for line in (*page.lines, *page.notes)) for page in pages]
    if not any(letters):
        raise without_text(len(pages))
    mark_heads(
        [page.lines for page in pages], [(page.width, page.height) for page in pages], [page.vertical for page in pages]
    )
    link_pages([(page.lines, page.tables) for page in pages])
    mark_full([page.lines for page in pages], [page.width for page in pages])
    composed = compose(pages)
    wrong = garbled(composed.text)
    if wrong is not None:
        raise wrong
    return Source(
        composed.text, path, "pdf", "utf-8", hashlib.sha256(data).hexdigest(), composed.starts, composed.blocks,
        (*pages_without_text(letters), *_vertical(pages), *_recognised(sure)), wrapped=composed.wrapped, places=composed.places,
        confidence=min(sure, default=1.0),
    )  # fmt: skip


def _recognised(sure: list[float]) -> tuple[str, ...]:
    return (_OCR.format(len(sure), min(sure), len(sure), min(sure)),) if sure else ()


def _vertical(pages: list[ReadPage]) -> tuple[str, ...]:
    count = sum(page.vertical for page in pages)
    return (_VERTICAL.format(count, count),) if count else ()
