"""Documents in binary formats, made by tests for tests."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from fonts import ASCENT, DESCENT, box_font
from sheets import file_of

_CHARACTERS = 30_000
"""More than the collection Adobe-Japan1 has."""


def _packed(data: bytes, entries: str = "") -> str:
    """A stream of a PDF, in ASCII."""
    words = zlib.compress(data).hex() + ">"
    filters = "/Filter [/ASCIIHexDecode /FlateDecode]"
    return f"<< /Length {len(words)} {filters} {entries}>>\nstream\n{words}\nendstream"


_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Boxes /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Boxes /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R /CIDToGIDMap 7 0 R >>",
    f"<< /Type /FontDescriptor /FontName /Boxes /Flags 4 /FontBBox [0 {DESCENT} 1000 {ASCENT}] /ItalicAngle 0 "
    f"/Ascent {ASCENT} /Descent {DESCENT} /CapHeight 830 /StemV 100 /FontFile2 6 0 R >>",
    _packed(box_font(), f"/Length1 {len(box_font())} "),
    _packed(b"\0\1" * _CHARACTERS),  # whatever the letter, the box
)


class Drawing(NamedTuple):
    """What a page has besides its lines of text: strokes and boxes, and words at places of their own."""

    strokes: str = ""
    words: tuple[tuple[float, float, str], ...] = ()


def make_pdf(pages: list[list[str]], drawn: Sequence[Drawing] = ()) -> bytes:
    """A PDF with one line of text below the other, in a font that it carries: what is read is the same everywhere."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_FONT]
    kids = []
    for lines, drawing in zip_longest(pages, drawn, fillvalue=Drawing()):
        rows = "".join(f"<{_hex(line)}> Tj 0 -16 Td\n" for line in lines)
        words = "".join(f"BT /F1 10 Tf {x} {y} Td <{_hex(word)}> Tj ET\n" for x, y, word in drawing.words)
        content = f"{drawing.strokes}\nBT /F1 10 Tf 50 780 Td\n{rows}ET\n{words}"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return file_of(objects)


def _hex(words: str) -> str:
    return words.encode("utf-16-be").hex()


def ruled_table(
    lines: list[list[str]], rows: Sequence[int], columns: Sequence[float], top: float, style: str = "boxes",
    open_sides: Sequence[tuple[int, int]] = (),
) -> Drawing:  # fmt: skip
    """A table with ruled lines. ``lines`` are lines of print, a word for each column; ``rows`` says before which of
    them a rule is drawn, but for those in ``open_sides`` (line, column), and ``columns`` where the others stand."""
    height = 16
    words = tuple(
        (columns[at] + 4, top - height * number - 12, word)
        for number, line in enumerate(lines)
        for at, word in enumerate(line)
        if word
    )
    bottom = top - height * rows[-1]
    sides = [
        (columns[at], top - height * row, columns[at + 1], top - height * row)
        for row in rows
        for at in range(len(columns) - 1)
        if (row, at) not in open_sides
    ]
    sides += [(x, bottom, x, top) for x in columns]
    if style == "frames":
        strokes = [
            f"{left} {top - height * below} {right - left} {height * (below - above)} re S"
            for above, below in pairwise(rows)
            for left, right in pairwise(columns)
        ]
    elif style == "boxes":
        strokes = [f"{a} {b} {c - a + 0.5} {d - b + 0.5} re f" for a, b, c, d in sides]
    else:
        strokes = [f"{a} {b} m {c} {d} l" + " S" * (style == "strokes") for a, b, c, d in sides]
        strokes += ["S"] * (style == "path")
    return Drawing("0.5 w " + " ".join(strokes), words)


def make_docx(*paragraphs: str, header: str = "", table: list[list[str]] | None = None) -> bytes:
    """A Word document."""
    import docx

    document: Any = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                grid.cell(row, column).text = text
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


ORDINANCE = (
    "○甲市文書条例", "平成30年3月26日", "条例第3号", "（目的）", "第１条　この条例は、市の文書について必要な事項を定めることを目的とする。",
    "（定義）", "第２条　この条例において「文書」とは、次に掲げるものをいう。", "(1)　公文書", "(2)　前号に準ずるもの",
    "２　市長は、前項の文書を保存しなければならない。", "附　則", "この条例は、平成30年4月1日から施行する。",
)  # fmt: skip


def law_xml(main: str = "", rest: str = "", title: str = "甲市文書条例") -> bytes:
    """A law in 法令標準XML around the elements of its 本則 and what stands behind it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Law Era="Heisei" Year="30" Num="3" LawType="Misc" Lang="ja">\n'
        f" <LawNum>平成三十年甲市条例第三号</LawNum>\n <LawBody>\n  <LawTitle>{title}</LawTitle>\n"
        f"  <MainProvision>{main}</MainProvision>\n{rest} </LawBody>\n</Law>\n"
    ).encode()


def article_xml(num: str, label: str, *sentences: str, caption: str = "", below: str = "") -> str:
    """An article with its paragraphs; ``below`` goes into the last one."""
    paragraphs = ""
    for at, sentence in enumerate(sentences, 1):
        number = "" if at == 1 else "０１２３４５６７８９"[at]
        inner = below if at == len(sentences) else ""
        paragraphs += (
            f'<Paragraph Num="{at}"><ParagraphNum>{number}</ParagraphNum><ParagraphSentence>'
            f'<Sentence Num="1">{sentence}</Sentence></ParagraphSentence>{inner}</Paragraph>'
        )
    head = f"<ArticleCaption>（{caption}）</ArticleCaption>" if caption else ""
    return f'<Article Num="{num}">{head}<ArticleTitle>{label}</ArticleTitle>{paragraphs}</Article>'


def item_xml(tag: str, num: str, label: str, words: str, below: str = "") -> str:
    return (
        f'<{tag} Num="{num}"><{tag}Title>{label}</{tag}Title><{tag}Sentence><Sentence>{words}</Sentence></{tag}Sentence>'
        f"{below}</{tag}>"
    )
