"""PDFs of programs that people print with: Chromium, LibreOffice, reportlab. Left out where a program is not there."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

import jorei
from documents import ORDINANCE, make_docx, saved
from jorei.api import Document
from jorei.read import read_bytes
from printers import chromium_pdf, libreoffice_pdf

LONG = (
    "○雲見市公園条例", "（目的）", "第１条　この条例は、市の公園の設置及び管理に関し必要な事項を定め、もって市民の福祉の増進に資することを目的とする。",
    "（使用の許可）", "第２条　公園を使用しようとする者は、あらかじめ市長の許可を受けなければならない。許可を受けた事項を変更しようとするときも、同様とする。",
    "２　市長は、次の各号のいずれかに該当するときは、前項の許可をしないことができる。", "(1)　公益を害し、又は公の秩序を乱すおそれがあると認めるとき。",
    "(2)　公園又はその附属設備を汚損し、損傷し、又は滅失するおそれがあると認めるとき。", "附　則", "この条例は、令和６年４月１日から施行する。",
)  # fmt: skip
PAGE = "".join(f"<p>{line}</p>" for line in LONG)
PLAIN = "p { margin: 0.3em 0; font-size: 11pt; line-height: 1.6 }"
FEES = [["区分", "午前", "午後"], ["広場", "500円", "700円"], ["ホール", "1,200円", "1,800円"]]


def units(document: Document) -> list[tuple[str, str, str]]:
    """What a document says, blanks aside: the blanks of print are not those of the text."""
    kinds = ("article", "paragraph", "item", "suppl_provision", "table_cell")
    return [
        (node.kind, node.citation or "", "".join(node.text.split()))
        for node in document.tree.nodes
        if node.kind in kinds
    ]


WANTED = units(jorei.parse("\n".join(LONG)))


def cells(data: bytes) -> list[list[str]]:
    source = read_bytes(data)
    marked = (block for block in source.blocks if block.kind == "row" and not block.furniture)
    return [source.text[block.start : block.end].split("\t") for block in marked]


def html_table(rows: list[list[str]], style: str = "border: 1px solid; padding: 2px 6px") -> str:
    return "<table style='border-collapse: collapse'>" + "".join(
        "<tr>" + "".join(f"<td style='{style}'>{cell}</td>" for cell in row) + "</tr>" for row in rows
    ) + "</table>"  # fmt: skip


@pytest.mark.parametrize(
    "style",
    [
        "",
        "body { letter-spacing: 0.25em }",
        "body { text-align: justify; font-size: 10.5pt }",
        "html { writing-mode: vertical-rl }",
        "body { column-count: 2; column-gap: 2em; column-fill: auto; height: 70mm } p { font-size: 9pt }",
        "@page { page-orientation: rotate-left }",
    ],
    ids=["plain", "spread", "justified", "vertical", "columns", "turned"],
)
def test_chromium_prints_what_was_written(style: str) -> None:
    assert units(jorei.parse(chromium_pdf(PAGE, PLAIN + style))) == WANTED


def test_chromium_ruby_is_out_of_the_words() -> None:
    page = "<p>雲見市公園条例</p><p>第１条　公園の<ruby>堰<rt>せき</rt></ruby>の管理について、この条例を定める。</p>"
    assert units(jorei.parse(chromium_pdf(page, PLAIN)))[1][2] == "公園の堰の管理について、この条例を定める。"


def test_chromium_tables_are_rows() -> None:
    page = "<p>別表（第１条関係）</p>" + html_table(FEES)
    assert cells(chromium_pdf(page)) == FEES
    upright = html_table(FEES, "border-left: 1px solid; border-right: 1px solid; padding: 2px 6px; text-align: right")
    assert cells(chromium_pdf("<p>別表（第１条関係）</p>" + upright)) == FEES


def test_chromium_heads_on_each_page_are_one_head() -> None:
    rows = [[f"{number}", f"{190 + number},800", f"{240 + number},000"] for number in range(1, 120)]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<table><thead><tr><td>号給</td><td>１級</td><td>２級</td></tr></thead><tbody>{body}</tbody></table>"
    data = chromium_pdf(
        "<p>別表（第３条関係）</p>" + page,
        "table { border-collapse: collapse } td { border: 1px solid; padding: 2px 9px }",
    )
    assert cells(data) == [["号給", "１級", "２級"], *rows]
    assert sum(node.kind == "table" for node in jorei.parse(data).tree.nodes) == 1


# ---- LibreOffice


def word(*paragraphs: str, change: Any = None) -> bytes:
    document: Any = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    return saved(document)


def spread(document: Any) -> None:
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="50"/>'))


def vertical(document: Any) -> None:
    document.sections[0]._sectPr.append(parse_xml(f'<w:textDirection {nsdecls("w")} w:val="tbRl"/>'))
    document.sections[0].header.paragraphs[0].text = "雲見市例規集"


def columns(document: Any) -> None:
    section = document.sections[0]._sectPr
    for old in section.findall(qn("w:cols")):
        section.remove(old)
    section.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="400"/>'))
    document.sections[0].page_height = document.sections[0].page_height // 2


@pytest.mark.parametrize("change", [None, spread, vertical, columns])
def test_libreoffice_prints_what_was_written(change: Any) -> None:
    assert units(jorei.parse(libreoffice_pdf(word(*LONG, change=change)))) == WANTED


def test_libreoffice_tables_are_rows_over_pages() -> None:
    rows = [[f"第{number}会議室", f"{number * 100}円"] for number in range(1, 70)]

    def ruled(document: Any) -> None:
        grid = document.add_table(rows=0, cols=2, style="Table Grid")
        for texts in [["区分", "使用料"], *rows]:
            for cell, text in zip(grid.add_row().cells, texts, strict=True):
                cell.text = text
        head = grid.rows[0]._tr.get_or_add_trPr()
        head.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    data = libreoffice_pdf(word("雲見市公園条例", "別表（第１条関係）", change=ruled))
    assert cells(data) == [["区分", "使用料"], *rows]


def test_libreoffice_prints_a_comparison_as_two_columns() -> None:
    new = "第７条　使用者は、別表に定める使用料を、市長が指定する日までに納めなければならない。"
    old = "第７条　使用者は、使用料を納めなければならない。"
    data = libreoffice_pdf(
        make_docx(
            "雲見市公園条例　新旧対照表", table=[["改正後", "改正前"], [new, old], ["第８条　（略）", "第８条　（略）"]]
        )
    )
    assert cells(data) == [["改正後", "改正前"], [new, old], ["第８条　（略）", "第８条　（略）"]]


# ---- reportlab


def test_reportlab_prints_what_was_written() -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="needs reportlab")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    file = io.BytesIO()
    paper = canvas.Canvas(file)
    for charspace in (0, 2.5):
        text = paper.beginText(60, 780)
        text.setFont("HeiseiMin-W3", 10)
        text.setCharSpace(charspace)
        for line in ORDINANCE:
            text.textLine(line)
        paper.drawText(text)
        paper.showPage()
    paper.save()
    shown = read_bytes(file.getvalue()).text.split("\n")
    assert ["".join(line.split()) for line in shown if line] == ["".join(line.split()) for line in ORDINANCE * 2]
