"""PDF -> `Source`, by pdfium (extra ``pdf``): text in reading order, page starts, running heads apart.

A line that comes again at the head or foot of most pages is page furniture; page numbers are lines of their own,
which the parser knows. Tables with ruled lines are found by them (`jorei.read.ruled`): a row is a line, its cells are
parted by tabs. Text set vertically is reported in `Source.notes`, and read as pdfium gives it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int
from itertools import islice, pairwise
from operator import attrgetter
from typing import Any, Final, NamedTuple

from jorei.errors import Unreadable
from jorei.model import Block, PageStart, Source
from jorei.read.ruled import THIN, Box, RuledTable, find_tables
from jorei.read.ruled_rows import lay

_MAX_PAGES: Final = 3_000
_MOST_LETTERS: Final = 20_000_000
_MOST_STROKES: Final = 200_000
"""So many are looked at in a document; pages may share what they draw, so a small file may draw for ever."""
_LONGEST_PATH: Final = 400
_EDGE_LINES: Final = 2
_DIGITS: Final = re.compile(r"[0-9０-９]+")
# each form on a page of its own: 様式第1号(第5条関係) comes again, and is no running head
_HEADING: Final = re.compile(r"[様別]|第[ \u3000]?#+[ \u3000]?[条章節号]|[附付][ \u3000]*則")
_LINE: Final = re.compile(r"[^\n]+")
# pdfium gives U+FFFE for a hyphen at a line's end and U+0002 in its place in older versions
_BROKEN_HYPHENS: Final = str.maketrans({"\ufffe": "-", "\x02": "-"})


class _PdfPage(NamedTuple):
    text: str
    rows: list[tuple[int, int]]
    """Which stretches of it are rows of tables."""


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
            pages = _pages(document)
        except pdfium.PdfiumError as error:
            raise Unreadable(f"PDFの頁が壊れています: {error}", f"a page of the PDF is damaged: {error}") from None
    text, starts = _put_together(pages)
    if not text.strip():
        raise Unreadable("文字のないPDFです（画像のみ）", "a PDF without text (scanned images)")
    notes = ("縦書きのようです: 行の順序を確かめてください / the text seems to be set vertically: check its order",)
    return Source(
        text, path, "pdf", "utf-8", hashlib.sha256(data).hexdigest(), starts, _blocks(pages, starts),
        notes if _is_vertical(text) else (),
    )  # fmt: skip


def _pages(document: Any) -> list[_PdfPage]:
    """The text of each page; raises `Unreadable` when they hold more than any document."""
    pages: list[_PdfPage] = []
    letters, strokes = _MOST_LETTERS, _MOST_STROKES
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        letters -= textpage.count_chars()
        if letters < 0:
            raise Unreadable("PDFの文字が多すぎます", "a PDF with too much text")
        drawn = _strokes(page, strokes)
        strokes -= len(drawn)
        tables = find_tables(drawn) if drawn else []
        pages.append(_page_with_tables(textpage, tables) if tables else _PdfPage(_page_text(textpage), []))
        textpage.close()
        page.close()
    return pages


def _page_text(textpage: Any) -> str:
    text: str = textpage.get_text_bounded()
    return text.translate(_BROKEN_HYPHENS).replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _page_with_tables(textpage: Any, tables: list[RuledTable]) -> _PdfPage:
    letters = textpage.get_text_range()
    count = textpage.count_chars()
    if len(letters) != count:  # letters outside the basic plane: their places are not those of the text
        return _PdfPage(_page_text(textpage), [])
    boxes = [textpage.get_charbox(at) for at in range(count)]
    text, rows = lay(letters.translate(_BROKEN_HYPHENS), boxes, tables)
    lead = len(text) - len(text.lstrip("\n"))
    return _PdfPage(text.strip("\n"), [(start - lead, end - lead) for start, end in rows])


def _strokes(page: Any, most: int) -> list[Box]:
    """The thin boxes and the sides of the frames that are drawn on a page; none of a page that is turned."""
    import pypdfium2.raw as pdfium

    if page.get_rotation():
        return []
    found: list[Box] = []
    for drawn in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1), most):
        left, bottom, right, top = box = drawn.get_bounds()
        if min(right - left, top - bottom) <= THIN:
            found.append(box)
        elif pdfium.FPDFPath_CountSegments(drawn) <= _LONGEST_PATH:
            found += _sides(drawn)
    return found


def _sides(drawn: Any) -> Iterator[Box]:
    """The straight lines of a stroked path, and the thin parts of a filled one."""
    import pypdfium2.raw as pdfium

    filled, stroked = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, filled, stroked)
    for points in _parts(drawn):
        if stroked.value:
            yield from (_box(pair) for pair in pairwise(points))
        else:
            yield _box(points)


def _parts(drawn: Any) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, on the page; one that is closed ends where it began."""
    import pypdfium2.raw as pdfium

    matrix = drawn.get_matrix()
    points: list[tuple[float, float]] = []
    x, y = c_float(), c_float()
    for at in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if points and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        points.append(matrix.on_point(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _box(points: Sequence[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _put_together(pages: list[_PdfPage]) -> tuple[str, tuple[PageStart, ...]]:
    starts: list[PageStart] = []
    at = 0
    for number, page in enumerate(pages, 1):
        starts.append(PageStart(at, number))
        at += len(page.text) + 1
    return "\n".join([page.text for page in pages]) + "\n", tuple(starts)


def _blocks(pages: list[_PdfPage], starts: tuple[PageStart, ...]) -> tuple[Block, ...]:
    rows = [
        Block(start.start + begin, start.start + end, "", kind="row")
        for start, page in zip(starts, pages, strict=True)
        for begin, end in page.rows
    ]
    return tuple(sorted([*rows, *_furniture([page.text for page in pages], starts)], key=attrgetter("start")))


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
        (m.start(), m.end(), _DIGITS.sub("#", m.group()).strip())
        for m in _LINE.finditer(page)
        if m.group().strip() and "\t" not in m.group()
    ]
    return lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]


def _is_vertical(text: str) -> bool:
    """Lines of one character, many of them: columns read across."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return len(lines) > 40 and sum(len(line) == 1 for line in lines) > 0.5 * len(lines)
