"""Pages of print in plain PDF bytes, made letter by letter where it matters: what word processors do to a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_FONTS = "\n".join(
    f"/F{name} << /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /{encoding} /DescendantFonts [<< "
    "/Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) "
    "/Ordering (Japan1) /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 "
    "/FontBBox [-92 -250 1010 922] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 737 /StemV 114 >> >>] >>"
    for name, encoding in (("H", "UniJIS-UCS2-H"), ("V", "UniJIS-UCS2-V"))
)
ASCII_CODES = range(0x20, 0x7F)


class Sheet(NamedTuple):
    """A page and what is drawn on it (operators of PDF); ``turn`` is its /Rotate."""

    content: str
    width: int = 595
    height: int = 842
    turn: int = 0


def make_sheets(*sheets: Sheet) -> bytes:
    """A PDF of these pages, in fonts that every reader knows and none embeds: /FH across, /FV downwards."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for sheet in sheets:
        objects.append(f"<< /Length {len(sheet.content)} >>\nstream\n{sheet.content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.turn} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << {_FONTS} >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return file_of(objects)


def file_of(objects: Sequence[str]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + tail.encode("ascii")


def words(x: float, y: float, text: str, size: float = 10, font: str = "H", matrix: str = "1 0 0 1") -> str:
    """A line of words from a point on; ``y`` counts upwards, as in PDF."""
    return f"BT /F{font} {size} Tf {matrix} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def lines(x: float, y: float, texts: Sequence[str], size: float = 10, leading: float = 18) -> str:
    """Lines of words below one another."""
    return "".join(words(x, y - leading * at, text, size) for at, text in enumerate(texts) if text)


def spread(x: float, y: float, text: str, pitch: float, size: float = 10) -> str:
    """A line with each letter on its own place; a blank moves on by one without being drawn."""
    return "".join(words(x + pitch * at, y, letter, size) for at, letter in enumerate(text) if letter not in " \u3000")


def column(x: float, y: float, text: str, pitch: float = 12, size: float = 10) -> str:
    """A column with each letter below the other; a blank moves on by one without being drawn."""
    return "".join(words(x, y - pitch * at, letter, size) for at, letter in enumerate(text) if letter not in " \u3000")


def rules(*boxes: tuple[float, float, float, float]) -> str:
    """Straight lines, each from a point to another."""
    return "0.5 w\n" + "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in boxes)


def grid(columns: Sequence[float], rows: Sequence[float]) -> str:
    """All lines of a table; ``rows`` from the top down."""
    flat = [(columns[0], y, columns[-1], y) for y in rows]
    upright = [(x, rows[0], x, rows[-1]) for x in columns]
    return rules(*flat, *upright)
