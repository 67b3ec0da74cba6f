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
from jorei.model import Source
from jorei.read import Unreadable, read_bytes


def with_body(*xml: str) -> bytes:
    """A document whose body begins with these elements."""
    document: Any = docx.Document()
    for at, one in enumerate(xml):
        head, _, rest = one.partition(">")
        document.element.body.insert(at, parse_xml(f"{head} {nsdecls('w')}>{rest}"))
    return saved(document)


def apart(source: Source) -> list[str]:
    """What a source holds and does not say."""
    return [source.text[block.start : block.end] for block in source.blocks if block.furniture]


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
    assert [block.spans for block in source.blocks] == [((0, 2, 1), (1, 1, 2)), (), ()]


def test_cells_merged_over_rows_keep_their_span_also_beside_columns_left_free() -> None:
    def cell(words: str, *marks: str) -> str:
        properties = f"<w:tcPr>{''.join(f'<w:{mark}/>' for mark in marks)}</w:tcPr>"
        return f"<w:tc>{properties}<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"

    begin, on, two = 'vMerge w:val="restart"', "vMerge", 'gridSpan w:val="2"'
    rows = (
        cell("甲", two, begin) + cell("一"),
        cell("見えない", two, on) + cell("二"),
        '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("三"),
        cell("乙", on) + cell("丙", on) + cell("四"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    source = read_bytes(with_body(table))
    assert source.text == "甲\t\t一\n\t\t二\n\t\t三\n乙\t丙\t四\n"
    assert [block.spans for block in source.blocks] == [((0, 2, 2),), (), (), ()]


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
    source = read_bytes(data)
    assert source.text == "第1条　新しい文書の楠\n次の行\n\n古い\n\n囲みの段落\n"
    assert apart(source) == ["古い"]


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


def with_numbers(definitions: str, styles: str, *paragraphs: str) -> str:
    """The text of a document with these lists (w:abstractNum and w:num), styles, and paragraphs (pPr|words)."""
    document: Any = docx.Document()
    part = document.part.numbering_part.element
    for child in list(part):
        part.remove(child)
    for one in parse_xml(f"<w:numbering {nsdecls('w')}>{definitions}</w:numbering>"):
        part.append(one)
    for one in parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"):
        document.styles.element.append(one)
    for at, paragraph in enumerate(paragraphs):
        properties, _, text = paragraph.rpartition("|")
        xml = f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        document.element.body.insert(at, parse_xml(xml))
    return read_bytes(saved(document)).text.replace("\n\n", "/").strip()


def level(at: int, text: str, more: str = "", form: str = "decimal") -> str:
    """A level of a list, with its elements in the order of the schema."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:suff w:val="space"/><w:lvlText w:val="{text}"/></w:lvl>'


def abstract(ident: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{ident}">{"".join(levels)}</w:abstractNum>'


def number(ident: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{ident}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def at(place: int, ident: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{ident}"/></w:numPr>|'


def of(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/>|'


def style(ident: str, inner: str, kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{ident}"><w:name w:val="{ident}"/>{inner}</w:style>'


NUM = "<w:pPr><w:numPr><w:numId w:val='{}'/></w:numPr></w:pPr>"
ONCE = '<w:lvlRestart w:val="0"/>'


def test_numbers_that_never_begin_again_go_on_in_the_next_chapter() -> None:
    """w:lvlRestart 0 (ECMA-376 part 1, 17.9.10): 条 count through all 章, 項 begin anew in each 条."""
    lists = abstract(
        1, level(0, "第%1章"), level(1, "第%2条", ONCE), level(2, "%3"), level(3, "(%4)", '<w:lvlRestart w:val="2"/>')
    )
    text = with_numbers(
        lists + number(1, 1), "", at(0, 1) + "総則", at(1, 1) + "甲", at(2, 1) + "乙", at(3, 1) + "丙", at(2, 1) + "丁", at(3, 1) + "戊",
        at(0, 1) + "雑則", at(1, 1) + "己", at(2, 1) + "庚", at(3, 1) + "辛",
    )  # fmt: skip
    assert text == "第1章　総則/第1条　甲/1　乙/(1)　丙/2　丁/(2)　戊/第2章　雑則/第2条　己/1　庚/(1)　辛"


def test_a_style_is_numbered_as_the_style_it_rests_on() -> None:
    styles = (
        style("A", NUM.format(1))
        + style("B", '<w:basedOn w:val="A"/>')
        + style("C", '<w:basedOn w:val="B"/>' + NUM.format(0))
    )
    text = with_numbers(
        abstract(1, level(0, "第%1条")) + number(1, 1),
        styles,
        of("A") + "甲",
        of("B") + "乙",
        of("C") + "丙",
        of("A") + "丁",
    )
    assert text == "第1条　甲/第2条　乙/丙/第3条　丁"


def test_a_level_says_which_style_stands_at_it() -> None:
    lists = abstract(1, level(0, "第%1章", '<w:pStyle w:val="H1"/>'), level(1, "第%2条", '<w:pStyle w:val="H2"/>'))
    text = with_numbers(
        lists + number(1, 1),
        style("H1", NUM.format(1)) + style("H2", NUM.format(1)),
        of("H1") + "総則",
        of("H2") + "甲",
    )
    assert text == "第1章　総則/第1条　甲"


def test_a_list_by_the_name_of_a_style_and_one_with_levels_of_its_own() -> None:
    lists = (
        abstract(1, '<w:numStyleLink w:val="NS"/>')
        + abstract(2, '<w:styleLink w:val="NS"/>', level(0, "(%1)"))
        + number(2, 1)
        + number(3, 2)
    )
    styles = style("NS", NUM.format(3), "numbering")
    assert with_numbers(lists, styles, at(0, 2) + "甲", at(0, 2) + "乙") == "(1)　甲/(2)　乙"
    own = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>{level(0, "第%1条")}</w:lvlOverride>'
    lists = abstract(1, level(0, "%1.")) + number(1, 1) + number(2, 1, own)
    assert with_numbers(lists, "", at(0, 2) + "甲", at(0, 2) + "乙", at(0, 1) + "丙") == "第3条　甲/第4条　乙/5.　丙"


def test_styles_that_rest_on_each_other_come_to_an_end() -> None:
    styles = style("A", '<w:basedOn w:val="B"/>') + style("B", '<w:basedOn w:val="A"/>')
    assert with_numbers(abstract(1, level(0, "第%1条")) + number(1, 1), styles, of("A") + "甲") == "甲"


def test_cells_and_rows_in_content_controls_are_read() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    table = f"<w:tbl><w:tr>{cell('広場')}{control(cell('五百円'))}</w:tr>{control('<w:tr>' + cell('ホール') + cell('八百円') + '</w:tr>')}</w:tbl>"
    assert read_bytes(with_body(table)).text == "広場\t五百円\nホール\t八百円\n"


def test_what_is_struck_out_or_hidden_is_kept_apart() -> None:
    def run(text: str, mark: str) -> str:
        return f"<w:r><w:rPr>{mark}</w:rPr><w:t>{text}</w:t></w:r>"

    source = read_bytes(with_body(
        f"<w:p>{run('第1条　', '')}{run('十日', '<w:strike/>')}{run('二十日', '<w:strike w:val=' + chr(34) + '0' + chr(34) + '/>')}"
        f"{run('以内', '')}{run('（案）', '<w:vanish/>')}</w:p>"
    ))  # fmt: skip
    assert (source.text, apart(source)) == ("第1条　二十日以内\n\n十日（案）\n", ["十日（案）"])
    assert source.notes[-1].endswith("1 stretches struck out, deleted or hidden are kept apart")


def test_what_a_style_strikes_out_or_hides_is_kept_apart() -> None:
    document: Any = docx.Document()
    document.styles.add_style("struck", 2).font.strike = True
    document.styles.add_style("hidden", 1).font.hidden = True
    document.styles.add_style("below", 1).base_style = document.styles["hidden"]
    first = document.add_paragraph("第1条　甲")
    first.add_run("乙", style="struck")
    first.add_run("丙")
    for style in ("hidden", "below"):
        document.add_paragraph(f"{style}の行", style=style)
    shown_again = document.add_paragraph("", style="hidden")
    shown_again.add_run("第2条　丁").font.hidden = False
    source = read_bytes(saved(document))
    assert [line for line in source.text.split("\n") if line] == [
        "第1条　甲丙",
        "乙",
        "hiddenの行",
        "belowの行",
        "第2条　丁",
    ]
    assert apart(source) == ["乙", "hiddenの行", "belowの行"]


def test_raised_and_lowered_digits_are_written_as_such() -> None:
    def run(text: str, place: str) -> str:
        return f'<w:r><w:rPr><w:vertAlign w:val="{place}"/></w:rPr><w:t>{text}</w:t></w:r>'

    words = run("面積m", "baseline") + run("2", "superscript") + run("、CO", "baseline") + run("2", "subscript")
    assert read_bytes(with_body(f"<w:p>{words}</w:p>")).text.strip() == "面積m²、CO₂"


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    gone = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    source = read_bytes(
        with_body(
            f"<w:p>{gone}<w:r><w:t>第2条　市長は、</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>許可を取り消す。</w:t></w:r></w:p>",
        )
    )
    assert source.text == "第2条　市長は、許可を取り消す。\n"


def test_formulas_and_signs_are_text() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    inner = "<m:f><m:num><m:r><m:t>A</m:t></m:r></m:num><m:den><m:r><m:t>B+1</m:t></m:r></m:den></m:f>"
    source = read_bytes(with_body(
        f"<w:p><w:r><w:t>額は、</w:t></w:r><m:oMath {math}>{inner}</m:oMath><w:r><w:t>とする。</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0C3"/></w:r></w:p>'
    ))  # fmt: skip
    assert source.text == "額は、A/(B+1)とする。☑〓\n"
    assert source.notes == ("記号1字が分かりません（〓） / 1 signs are not known (〓)",)


def test_a_text_box_in_a_cell_is_told_once() -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = "<w:txbxContent><w:p><w:r><w:t>税込み</w:t></w:r></w:p></w:txbxContent>"
    both = f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    cells = f"<w:tc><w:p><w:r><w:t>広場</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>五百円</w:t></w:r><w:r>{both}</w:r></w:p></w:tc>"
    assert read_bytes(with_body(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).text == "広場\t五百円 税込み\n"


def test_labels_beside_their_words_and_a_table_of_contents_are_no_tables() -> None:
    ladder = read_bytes(make_docx(table=[["第１条", "この条例は、公園のことを定める。"], ["２", "市長は、管理する。"]]))
    assert ladder.text == "第１条　この条例は、公園のことを定める。\n\n２　市長は、管理する。\n"
    contents = read_bytes(make_docx("目次", table=[["第１章　総則", "第１条―第３条"], ["附則", ""]]))
    assert contents.text == "目次\n\n第１章　総則　第１条―第３条\n\n附則\n"


def test_footnotes_stand_behind_their_paragraph_as_notes() -> None:
    import zipfile

    data = with_body(
        '<w:p><w:r><w:t>第1条　管理人</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>を置く。</w:t></w:r></w:p>'
    )
    file = io.BytesIO()
    space = nsdecls("w")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                part = part.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            new.writestr(info, part)
        new.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>見直しで加えた。</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )
    source = read_bytes(file.getvalue())
    assert source.text == "第1条　管理人を置く。\n\n1　見直しで加えた。\n"
    assert [block.kind for block in source.blocks] == ["", "note"]


def renamed(data: bytes, *pairs: tuple[bytes, bytes]) -> bytes:
    """A document with other words in its parts."""
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            for one, other in pairs:
                part = part.replace(one, other)
            new.writestr(info, part)
    return file.getvalue()


def test_files_with_macros_and_of_the_strict_form_are_read() -> None:
    plain = make_docx("第1条　甲とする。")
    usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = renamed(plain, (usual, b"application/vnd.ms-word.document.macroEnabled.main+xml"))
    strict = renamed(
        plain,
        (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert read_bytes(macros, "a.docm").text == read_bytes(strict, "a.docx").text == "第1条　甲とする。\n"


def test_a_long_row_of_provisions_stays_a_row() -> None:
    """新旧対照表: five articles in a cell are no five lines of the document."""
    new = " ".join(f"第{at}条　市長は、第{at}号の使用料を納めさせる。" for at in range(1, 12))
    document = jorei.parse(make_docx("公園条例　新旧対照表", table=[["改正後", "改正前"], [new, new]]))
    tree = document.tree
    assert [len(list(tree.children(node))) for node in tree.nodes if node.kind == "table_row"] == [2, 2]
    assert document.text.count("\n第") == 1
    parents = {
        tree.nodes[node.parent].kind for node in tree.nodes if node.kind == "article" and node.parent is not None
    }
    assert parents <= {"table_cell"}


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
    monkeypatch.setenv("JOREI_ISOLATION", "off")
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(Unreadable) as caught:
        read_bytes(data)
    assert "[docx]" in caught.value.ja
    assert "needs" in caught.value.en


def test_an_empty_document_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="without text"):
        read_bytes(make_docx())
    with pytest.raises(Unreadable):
        read_bytes(io.BytesIO(make_docx("甲")).getvalue()[:-200])
