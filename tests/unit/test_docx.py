"""Word documents: paragraphs and tables in order, as they are shown."""

from __future__ import annotations

import io
import sys
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import jorei
from documents import ORDINANCE, make_docx, saved
from jorei.read import Unreadable, read_bytes


def with_body(*xml: str) -> bytes:
    """A document whose body begins with these elements."""
    document: Any = docx.Document()
    for at, one in enumerate(xml):
        head, _, rest = one.partition(">")
        document.element.body.insert(at, parse_xml(f"{head} {nsdecls('w')}>{rest}"))
    return saved(document)


def test_an_ordinance_has_the_same_tree_as_its_text() -> None:
    document = jorei.parse(make_docx(*ORDINANCE, header="甲市例規集"), "a.docx")
    plain = jorei.parse("\n\n".join(ORDINANCE))
    assert document.source.format == "docx"
    assert document.title == plain.title == "甲市文書条例"
    assert [(node.kind, node.citation, node.text) for node in document.tree.nodes if node.kind != "navigation"] == [
        (node.kind, node.citation, node.text) for node in plain.tree.nodes
    ]
    assert document.find("附則第1項").node.xpath == "/w:document/w:body/w:p[12]"  # type: ignore[union-attr]  # it is there
    assert [document.text[b.start : b.end] for b in document.source.blocks if b.furniture] == ["甲市例規集"]


def test_a_tab_behind_a_label_is_a_blank_and_not_a_table() -> None:
    assert (
        read_bytes(make_docx("第1条\tこの条例は、文書について定める。")).text
        == "第1条　この条例は、文書について定める。\n"
    )


def test_tables_are_rows_with_merged_cells_left_empty() -> None:
    document: Any = docx.Document()
    grid = document.add_table(rows=3, cols=3)
    for row, texts in enumerate((["区分", "額", ""], ["", "大人", "子供"], ["入場", "100円\n税込み", ""])):
        for column, text in enumerate(texts):
            grid.cell(row, column).text = text
    grid.cell(0, 1).merge(grid.cell(0, 2))
    grid.cell(0, 0).merge(grid.cell(1, 0))
    source = read_bytes(saved(document))
    assert source.text == "区分\t額\t\n\t大人\t子供\n入場\t100円 税込み\t\n"
    assert [block.kind for block in source.blocks] == ["row"] * 3


def test_a_table_of_one_column_is_a_frame_around_paragraphs() -> None:
    source = read_bytes(make_docx("様式第1号", table=[["申請書"], ["年　月　日"]]))
    assert source.text == "様式第1号\n\n申請書\n\n年　月　日\n"


def test_insertions_are_read_and_deletions_and_ruby_are_not() -> None:
    data = with_body(
        "<w:p><w:r><w:t>第1条　</w:t></w:r><w:ins><w:r><w:t>新しい</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>古い</w:delText></w:r></w:del><w:sdt><w:sdtContent><w:r><w:t>文書の</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:ruby><w:rt><w:r><w:t>くすのき</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>楠</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:br/><w:t>次の行</w:t></w:r></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>囲みの段落</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert read_bytes(data).text == "第1条　新しい文書の楠\n次の行\n\n囲みの段落\n"


LEVELS = (("decimalFullWidth", "第%1条"), ("decimal", "%2"), ("decimal", "(%3)"), ("aiueo", "%4"), ("bullet", "\uf0b7"))


def numbered(*paragraphs: tuple[int, str]) -> bytes:
    """A document whose paragraphs Word counts: each with its level, or -1 for none."""
    document: Any = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{2 if at == 1 else 1}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(LEVELS)
    )
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in paragraphs:
        paragraph = document.add_paragraph(text)
        if level >= 0:
            mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    return saved(document)


def test_what_word_counts_is_written_as_it_is_shown() -> None:
    source = read_bytes(numbered(
        (-1, "（目的）"), (0, "この条例は、文書について定める。"), (0, "第１条の文書とは、次に掲げるものをいう。"), (2, "公文書"), (3, "紙"), (3, "布"),
        (2, "私文書"), (1, "市長は、別に定める。"), (0, "委任する。"), (4, "印だけの項目"), (1, "前項のほか"),
    ))  # fmt: skip
    assert source.text.split("\n\n") == [
        "（目的）", "第１条　この条例は、文書について定める。", "第２条　第１条の文書とは、次に掲げるものをいう。", "(1)　公文書", "ア　紙", "イ　布",
        "(2)　私文書", "2　市長は、別に定める。", "第３条　委任する。", "印だけの項目", "2　前項のほか\n",
    ]  # fmt: skip
    assert source.notes == (
        "Wordの自動番号9件を文字にしました / 9 numbers counted by Word are written out",
        "自動番号1件は文字にありません / 1 automatic labels are not in the text",
    )


def test_numbers_of_a_style_are_counted_too() -> None:
    document: Any = docx.Document()
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    assert read_bytes(saved(document)).text == "1.　甲\n\n2.　乙\n"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_docx("第1条　甲とする。")
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(Unreadable) as caught:
        read_bytes(data)
    assert "jorei[docx]" in caught.value.ja
    assert "needs" in caught.value.en


def test_an_empty_document_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="without text"):
        read_bytes(make_docx())
    with pytest.raises(Unreadable):
        read_bytes(io.BytesIO(make_docx("甲")).getvalue()[:-200])
