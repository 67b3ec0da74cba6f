"""The one module that speaks to pdfium (extra ``pdf``): bytes -> the letters and strokes of each page.

pdfium says where each letter stands; its own order of the text, its line ends and the blanks that it makes up in gaps
are not used. Strokes are cut to their clip path, as they are on paper: 一太郎 draws each side of a table too long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_double, c_float, c_int, c_uint
from itertools import pairwise
from math import isfinite
from typing import Any, Final

from jorei.errors import Unreadable, install_command
from jorei.read.pdf.glyph import Box, Glyph, PageContent, turn
from jorei.read.pdf.rules import THIN
from jorei.read.pdf.trust import why_unopened
from jorei.read.pdf.vertical import is_vertical

try:
    import pypdfium2
    import pypdfium2.raw as pdfium
except ImportError:  # `read_pages` says so
    pypdfium2 = pdfium = None

_MAX_PAGES: Final = 3_000
_MOST_LETTERS: Final = 20_000_000
_MOST_STROKES: Final = 200_000
"""So many are looked at in a document; pages may share what they draw, so a small file may draw for ever."""
_LONGEST_PATH: Final = 400
_LONGEST_CLIP: Final = 50
_PASSWORD: Final = 4
_SAMPLES: Final = 64
_SMALLEST: Final = 0.1
_FARTHEST: Final = 100_000.0
"""Letters are no smaller, and no farther from the corner of their page (points)."""
_FLAT: Final = 0.01
_SHAPELESS: Final = 0.2
_IDEOGRAPHIC: Final = 0x3040
_QUARTER: Final = 1.5708
# pdfium gives U+FFFE for a hyphen at a line's end and U+0002 in its place in older versions
_HYPHENS: Final = {"\ufffe": "-", "\x02": "-", "\0": "\ufffd"}


def read_pages(data: bytes) -> Iterator[PageContent]:
    """The pages of a PDF, one after the other; raises `Unreadable` where it cannot be opened or holds too much."""
    if pypdfium2 is None:
        raise Unreadable(
            f"PDFを読むには {install_command('pdf')} が要ります", f"reading PDF needs: {install_command('pdf')}"
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise why_unopened(data, locked=error.err_code == _PASSWORD) from None
    letters, strokes = _MOST_LETTERS, _MOST_STROKES
    with document:
        count = len(document)
        if count > _MAX_PAGES:
            raise Unreadable(f"ページが多すぎます（{count}）", f"too many pages ({count})")
        for number in range(count):
            try:
                with _opened(document, number) as page:
                    content = _content(page, letters, strokes)
            except pypdfium2.PdfiumError as error:
                raise Unreadable(f"PDFの頁が壊れています: {error}", f"a page of the PDF is damaged: {error}") from None
            letters -= len(content.glyphs)
            strokes -= len(content.strokes)
            yield content


def render(data: bytes, number: int, dpi: int) -> tuple[bytes, float, float]:
    """A page (from 0) as an image in PGM, and its width and height in points."""
    with pypdfium2.PdfDocument(data) as document, _opened(document, number) as page:
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        try:
            pixels, stride = memoryview(bytes(bitmap.buffer)), bitmap.stride
            rows = (pixels[at * stride : at * stride + bitmap.width] for at in range(bitmap.height))
            head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
            return head + b"".join(rows), *page.get_size()
        finally:
            bitmap.close()


@contextmanager
def _opened(document: Any, number: int) -> Iterator[Any]:
    page = document[number]
    try:
        yield page
    finally:
        page.close()


def _content(page: Any, letters: int, strokes: int) -> PageContent:
    width, height = page.get_size()
    quarters = page.get_rotation() // 90
    if quarters % 2:
        width, height = height, width
    left, bottom, _, _ = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > letters:
            raise Unreadable("PDFの文字が多すぎます", "a PDF with too much text")
        glyphs = _glyphs(textpage, left, bottom + height)
        more_words = pdfium.FPDFPage_CountObjects(page) > len(glyphs)
        if (more_words or _has_flat_letters(textpage)) and _thicken_words(page):
            textpage.close()
            textpage = page.get_textpage()
            glyphs = _glyphs(textpage, left, bottom + height)
        turns = (quarters + _letters_turned(textpage, quarters)) % 4
        if turns:
            glyphs = [Glyph(one.letter, *turn(one[1:], turns, width, height)) for one in glyphs]
        origins = _origins(textpage, left, bottom + height) if is_vertical(glyphs) else []
    finally:
        textpage.close()
    drawn = _strokes(page, strokes, left, bottom + height)
    if turns:
        drawn = [turn(one, turns, width, height) for one in drawn]
        origins = [turn((x, y, x, y), turns, width, height)[:2] for x, y in origins]
        if turns % 2:
            width, height = height, width
    return PageContent(width, height, glyphs, drawn, turns, origins)


def _drawn(textpage: Any) -> Iterator[tuple[int, str]]:
    """The number and the letter of all that is drawn: not the line ends and the blanks that pdfium makes up."""
    raw, count = textpage.raw, textpage.count_chars()
    letters = textpage.get_text_range() if count else ""
    if len(letters) != count:  # letters outside the basic plane: numbers are not places in the text
        letters = "".join(map(_letter, (pdfium.FPDFText_GetUnicode(raw, at) for at in range(count))))
    made_up = pdfium.FPDFText_IsGenerated
    for at, letter in enumerate(letters):
        if letter not in "\r\n" and not (letter == " " and made_up(raw, at)):
            yield at, _HYPHENS.get(letter, letter)


def _letter(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\ufffd"


def _glyphs(textpage: Any, left: float, upper: float) -> list[Glyph]:
    """The letters that are drawn on a page in its own order."""
    raw, box_of, box = textpage.raw, pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    for at, letter in _drawn(textpage):
        if not box_of(raw, at, box):
            box.left = box.right = left
            box.top = box.bottom = upper
        begin, top, end, foot = box.left - left, upper - box.top, box.right - left, upper - box.bottom
        if not (-_FARTHEST < begin <= end - _SMALLEST < _FARTHEST and -_FARTHEST < top < foot - _SMALLEST < _FARTHEST):
            begin, top, end, foot = _sound(begin, top, end, foot)
        glyphs.append(Glyph(letter, begin, top, end, foot))
    return glyphs


def _origins(textpage: Any, left: float, upper: float) -> list[tuple[float, float]]:
    """Where the pen stood for each of them."""
    raw, x, y = textpage.raw, c_double(), c_double()
    origins = []
    for at, _ in _drawn(textpage):
        pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
        origins.append((_near(x.value - left), _near(upper - y.value)))
    return origins


def _sound(*box: float) -> Box:
    """A box that any page could hold, for one that a broken file gives: without extent, mirrored, or no number."""
    left, top, right, bottom = map(_near, box)
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    return left, top, max(right, left + _SMALLEST), max(bottom, top + _SMALLEST)  # a page may be turned


def _near(place: float) -> float:
    return min(max(place, -_FARTHEST), _FARTHEST) if isfinite(place) else 0.0


def _has_flat_letters(textpage: Any) -> bool:
    """Whether letters of a page have no shape: their font is neither in the file nor on this machine."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    count = textpage.count_chars()
    for at in range(0, count, max(1, count // _SAMPLES)):
        if pdfium.FPDFText_GetUnicode(textpage.raw, at) > _IDEOGRAPHIC:
            pdfium.FPDFText_GetCharBox(textpage.raw, at, left, right, bottom, top)
            if min(top.value - bottom.value, right.value - left.value) < _SHAPELESS:
                return True
    return False


def _thicken_words(page: Any) -> bool:
    """Gives an outline to words without extent, which pdfium takes for nothing: whether there are any.

    One letter, or a column of letters, in a font that it does not find.
    """
    found = False
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_STROKES)):
        drawn = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_TEXT:
            bounds = _bounds(drawn)
            if bounds and bounds[2] - bounds[0] < _FLAT:
                pdfium.FPDFTextObj_SetTextRenderMode(drawn, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
                pdfium.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, 0, 0)  # its extent is measured again
                found = True
    return found


def _letters_turned(textpage: Any, quarters: int) -> int:
    """By how many quarter turns more than the page itself most of its letters are turned: a table drawn sideways."""
    count = textpage.count_chars()
    votes = [0, 0, 0, 0]
    for at in range(0, count, max(1, count // _SAMPLES)):
        if pdfium.FPDFText_GetUnicode(textpage.raw, at) > 0x20 and not pdfium.FPDFText_IsGenerated(textpage.raw, at):
            angle = pdfium.FPDFText_GetCharAngle(textpage.raw, at)
            votes[round(angle / _QUARTER) % 4] += 1
    most = max(votes)
    # letters that stand at 90 degrees (counted clockwise from upright) are upright after three turns more
    return (-votes.index(most) - quarters) % 4 if most else 0


# ---- strokes


def _strokes(page: Any, most: int, left: float, upper: float) -> list[Box]:
    """The thin boxes and the sides of the frames that are drawn on a page, as far as their clip paths show them."""
    found: list[Box] = []
    for at in range(min(pdfium.FPDFPage_CountObjects(page), most)):
        drawn = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH or len(found) > most:
            continue
        bounds = _bounds(drawn)
        if bounds is None or not all(map(isfinite, bounds)):
            continue
        if min(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= THIN:
            boxes: list[Box] = [bounds]
        elif pdfium.FPDFPath_CountSegments(drawn) <= _LONGEST_PATH:
            boxes = list(_sides(drawn))
        else:
            continue
        clip = _clip(drawn)
        shown = boxes if clip is None else [_cut(box, clip) for box in boxes]
        found += [
            (box[0] - left, upper - box[3], box[2] - left, upper - box[1])
            for box in shown
            if box[2] >= box[0] and box[3] >= box[1] and all(map(isfinite, box))
        ]
    return found


def _bounds(drawn: Any) -> Box | None:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _clip(drawn: Any) -> Box | None:
    """The box that a clip path leaves of what is drawn; None when there is none, or one too long to look at."""
    clip = pdfium.FPDFPageObj_GetClipPath(drawn)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    found: Box | None = None
    x, y = c_float(), c_float()
    for at in range(count if 0 < count <= _LONGEST_CLIP else 0):
        segments = pdfium.FPDFClipPath_CountPathSegments(clip, at)
        if not 0 < segments <= _LONGEST_CLIP:
            continue
        points: list[tuple[float, float]] = []
        for number in range(segments):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, at, number)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            found = _box(points) if found is None else _cut(found, _box(points))
    return found


def _cut(box: Box, clip: Box) -> Box:
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


def _sides(drawn: Any) -> Iterator[Box]:
    """The straight lines of a stroked path, and the thin parts of a filled one."""
    filled, stroked = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, filled, stroked)
    if stroked.value and not _visible(drawn):
        return
    for points in _parts(drawn):
        if stroked.value:
            yield from (_box(pair) for pair in pairwise(points))
        else:
            yield _box(points)


def _visible(drawn: Any) -> bool:
    """Whether a stroke has a colour that shows on paper."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not pdfium.FPDFPageObj_GetStrokeColor(drawn, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250


def _parts(drawn: Any) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, on the page; one that is closed ends where it began."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    points: list[tuple[float, float]] = []
    x, y = c_float(), c_float()
    for at in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if points and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        points.append(
            (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _box(points: Sequence[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)
