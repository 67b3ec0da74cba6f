"""法令標準XML: printed as the law is, and read back into the tree that the XML has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jorei
from documents import article_xml, item_xml, law_xml
from jorei.read import Unreadable, read_bytes
from jorei.read.egov import validate_egov

ITEMS = item_xml(
    "Item", "1", "一", "公文書", item_xml("Subitem1", "1", "イ", "紙のもの", item_xml("Subitem2", "1", "（１）", "大判のもの"))
    + item_xml("Subitem1", "2", "ロ", "その他"),
) + item_xml("Item", "2", "二", "前号に準ずるもの")  # fmt: skip
TABLE = (
    "<TableStruct><TableStructTitle>表の題</TableStructTitle><Table><TableRow><TableColumn rowspan='2'><Sentence>区分</Sentence>"
    "</TableColumn><TableColumn><Sentence>甲</Sentence></TableColumn></TableRow><TableRow><TableColumn><Item Num='1'><ItemTitle>一"
    "</ItemTitle><ItemSentence><Sentence>乙</Sentence></ItemSentence></Item></TableColumn></TableRow></Table></TableStruct>"
)
MAIN = (
    "<Chapter Num='1'><ChapterTitle>第一章　総則</ChapterTitle>"
    + article_xml("1", "第一条", "この条例は、<Ruby>楠<Rt>くすのき</Rt></Ruby>を守る。</Sentence><Sentence>ただし、松を除く。", "市長は、定める。", caption="目的")
    + article_xml("1_2", "第一条の二", "次に掲げるものをいう。", below=ITEMS)
    + "</Chapter><Chapter Num='2'><ChapterTitle>第二章　雑則</ChapterTitle>"
    + article_xml("2", "第二条", "次の表のとおりとする。", below=TABLE)
    + "</Chapter>"
)  # fmt: skip
REST = (
    "<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num='1'><ParagraphCaption>（施行期日）"
    "</ParagraphCaption><ParagraphNum>１</ParagraphNum><ParagraphSentence><Sentence>この条例は、公布の日から施行する。</Sentence>"
    "</ParagraphSentence></Paragraph><Paragraph Num='2'><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>旧条例は、廃止する。"
    "</Sentence></ParagraphSentence></Paragraph></SupplProvision>"
    "<SupplProvision Type='Amend' AmendLawNum='令和七年甲市条例第三号' Extract='true'><SupplProvisionLabel>附　則</SupplProvisionLabel>"
    + article_xml("1", "第一条", "この条例は、令和七年四月一日から施行する。", caption="施行期日")
    + "</SupplProvision><AppdxTable Num='1'><AppdxTableTitle>別表第一</AppdxTableTitle><RelatedArticleNum>（第二条関係）</RelatedArticleNum>"
    "<TableStruct><Table><TableRow><TableColumn><Sentence>第三条のような一列の行</Sentence></TableColumn></TableRow></Table></TableStruct>"
    "<Remarks><RemarksLabel>備考</RemarksLabel><Sentence>この表は、例とする。</Sentence></Remarks></AppdxTable>"
    "<AppdxStyle><AppdxStyleTitle>様式第一号</AppdxStyleTitle><StyleStruct><Style><Fig src='a.jpg'/></Style></StyleStruct></AppdxStyle>"
)


def test_the_rendering_is_the_law_as_printed() -> None:
    source = read_bytes(law_xml(MAIN, REST))
    assert source.format == "egov_xml"
    assert [line for line in source.text.split("\n") if line] == [
        "○甲市文書条例", "（平成三十年甲市条例第三号）", "第一章　総則", "（目的）", "第一条　この条例は、楠を守る。ただし、松を除く。",
        "２　市長は、定める。", "第一条の二　次に掲げるものをいう。", "一　公文書", "イ　紙のもの", "（１）　大判のもの", "ロ　その他",
        "二　前号に準ずるもの", "第二章　雑則", "第二条　次の表のとおりとする。", "表の題", "区分\t甲", "\t一　乙", "附　則", "（施行期日）",
        "１　この条例は、公布の日から施行する。", "２　旧条例は、廃止する。", "附　則　（令和七年甲市条例第三号）　抄", "（施行期日）",
        "第一条　この条例は、令和七年四月一日から施行する。", "別表第一（第二条関係）", "第三条のような一列の行", "備考　この表は、例とする。",
        "様式第一号",
    ]  # fmt: skip
    assert source.notes == ("図1点は文字にありません / 1 figures are not in the text",)


def test_the_tree_is_that_of_the_xml() -> None:
    document = jorei.parse(law_xml(MAIN, REST))
    kinds = ("chapter", "article", "paragraph", "item", "subitem1", "subitem2", "suppl_provision", "remarks")
    assert [(n.eid, n.caption, n.text) for n in document.tree.nodes if n.kind in kinds] == [
        ("main__chp_1", None, ""),
        ("main__art_1", "目的", ""),
        ("main__art_1__para_1", None, "この条例は、楠を守る。ただし、松を除く。"),
        ("main__art_1__para_2", None, "市長は、定める。"),
        ("main__art_1-2", None, ""),
        ("main__art_1-2__para_1", None, "次に掲げるものをいう。"),
        ("main__art_1-2__para_1__item_1", None, "公文書"),
        ("main__art_1-2__para_1__item_1__sub1_1", None, "紙のもの"),
        ("main__art_1-2__para_1__item_1__sub1_1__sub2_1", None, "大判のもの"),
        ("main__art_1-2__para_1__item_1__sub1_2", None, "その他"),
        ("main__art_1-2__para_1__item_2", None, "前号に準ずるもの"),
        ("main__chp_2", None, ""),
        ("main__art_2", None, ""),
        ("main__art_2__para_1", None, "次の表のとおりとする。"),
        ("suppl_1", None, ""),
        ("suppl_1__para_1", "施行期日", "この条例は、公布の日から施行する。"),
        ("suppl_1__para_2", None, "旧条例は、廃止する。"),
        ("suppl_2", "令和七年甲市条例第三号", ""),
        ("suppl_2__art_1", "施行期日", ""),
        ("suppl_2__art_1__para_1", None, "この条例は、令和七年四月一日から施行する。"),
        ("app_1__remarks_1", None, "この表は、例とする。"),
    ]
    assert (document.title, document.law_number) == ("甲市文書条例", "平成30年条例第3号")
    assert document.find("第1条の2第1項第1号イ（１）").text == "大判のもの"  # type: ignore[union-attr]  # it is there


def test_every_node_leads_to_its_element() -> None:
    document = jorei.parse(law_xml(MAIN, REST))
    paths = {node.citation: node.xpath for node in document.tree.nodes if node.citation}
    chapter = "/Law/LawBody[1]/MainProvision[1]/Chapter[1]"
    assert paths["第1条の2"] == f"{chapter}/Article[2]"
    assert paths["第1条第2項"] == f"{chapter}/Article[1]/Paragraph[2]"
    assert paths["第1条の2第2号"] == f"{chapter}/Article[2]/Paragraph[1]/Item[2]"


def test_new_wording_in_an_amending_clause_is_quoted_and_never_structure() -> None:
    new = f"<NewProvision>{article_xml('5', '第五条', '新しい規定とする。', '次項とする。')}</NewProvision>"
    amend = f"<AmendProvision><AmendProvisionSentence><Sentence>第五条を次のように改める。</Sentence></AmendProvisionSentence>{new}</AmendProvision>"
    document = jorei.parse(law_xml(article_xml("1", "第一条", "甲市条例の一部を次のように改正する。", below=amend)))
    assert [node.num for node in document.tree.nodes if node.kind == "article"] == ["1"]
    quoted = [node.text for node in document.tree.nodes if node.kind == "quoted_provision"]
    assert quoted == ["第五条　新しい規定とする。２　次項とする。"]


def test_a_list_of_symbols_below_a_formula_is_a_list() -> None:
    lists = "".join(
        f"<List><ListSentence><Sentence>{words}</Sentence></ListSentence></List>"
        for words in ("Ｃ＝Ａ×Ｂ", "Ａ　面積", "Ｂ　単価")
    )
    document = jorei.parse(law_xml(article_xml("1", "第一条", "次の式による。", below=lists)))
    assert [(n.kind, n.text) for n in document.tree.nodes][-3:] == [
        ("list", "Ｃ＝Ａ×Ｂ"), ("list", "Ａ　面積"), ("list", "Ｂ　単価"),
    ]  # fmt: skip


_WORDS = st.text(st.sampled_from("市長文書保存甲乙丙丁"), min_size=2, max_size=12)
_SENTENCES = _WORDS.map(lambda words: f"{words}は、{words}とする。")
_KANJI = ("一", "二", "三", "四", "五", "六", "七", "八", "九")


@st.composite
def laws(draw: st.DrawFn) -> tuple[bytes, list[tuple[str, str, str]]]:
    """A law and what its tree must be: kind, number and words of every provision."""
    parts, expected = [], []
    for article in range(1, draw(st.integers(1, 4)) + 1):
        sentences = draw(st.lists(_SENTENCES, min_size=1, max_size=3))
        items = draw(st.lists(_WORDS, max_size=3))
        expected.append(("article", str(article), ""))
        expected += [("paragraph", str(at), words) for at, words in enumerate(sentences, 1)]
        if items:
            sentences[-1] = "次に掲げる者とする。"
            expected[-1] = ("paragraph", str(len(sentences)), sentences[-1])
            expected += [("item", str(at), words) for at, words in enumerate(items, 1)]
        below = "".join(item_xml("Item", str(at), _KANJI[at - 1], words) for at, words in enumerate(items, 1))
        caption = draw(st.sampled_from(("", "定義", "雑則")))
        parts.append(article_xml(str(article), f"第{_KANJI[article - 1]}条", *sentences, caption=caption, below=below))
    return law_xml("".join(parts)), expected


@given(laws())
def test_any_law_is_read_back_as_it_was_written(law: tuple[bytes, list[tuple[str, str, str]]]) -> None:
    data, expected = law
    nodes = jorei.parse(data).tree.nodes
    assert [
        (n.kind, n.num, n.text) for n in nodes if n.kind in ("article", "paragraph", "item", "subitem1")
    ] == expected
    assert not any(node.label_inferred for node in nodes)


@pytest.mark.parametrize(
    "wrap", ["<DataRoot><ApplData><LawFullText>{}</LawFullText></ApplData></DataRoot>", "<!-- 写し -->{}"]
)
def test_a_law_is_found_inside_what_the_services_send(wrap: str) -> None:
    body = law_xml(MAIN).decode().partition("\n")[2]
    source = read_bytes(wrap.format(body).encode())
    assert source.format == "egov_xml"
    assert source.text.startswith("○甲市文書条例\n")


def test_a_declared_encoding_is_used() -> None:
    data = law_xml(MAIN).decode().replace("UTF-8", "Shift_JIS").encode("cp932")
    assert (read_bytes(data).encoding, read_bytes(data).text) == ("cp932", read_bytes(law_xml(MAIN)).text)


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = law_xml(MAIN, REST)
    source = read_bytes(whole[: len(whole) // 2])
    assert source.text.startswith("○甲市文書条例")
    assert any("damaged at line" in note for note in source.notes)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Law><LawBody><LawTitle>&b;</LawTitle></LawBody></Law>',
        b'<!DOCTYPE Law SYSTEM "http://127.0.0.1:1/law.dtd"><Law><LawBody><LawTitle>x</LawTitle></LawBody></Law>',
        b'<!DOCTYPE Law [<!ENTITY x SYSTEM "file:///etc/hostname">]><Law><LawBody><LawTitle>&x;</LawTitle></LawBody></Law>',
    ],
)
def test_files_with_a_dtd_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="DTD"):
        read_bytes(data)


def test_entities_that_nobody_declared_are_nothing() -> None:
    assert read_bytes("<Law><LawBody><LawTitle>甲&x;条例</LawTitle></LawBody></Law>".encode()).text == "○甲条例\n"


def test_other_xml_is_named_as_what_it_is() -> None:
    with pytest.raises(Unreadable):
        read_bytes(b'<?xml version="1.0"?><feed><title>x</title></feed>')
    with pytest.raises(Unreadable, match="no element Law"):
        read_bytes(b"<DataRoot><Result><Code>1</Code></Result></DataRoot>")


def test_a_schema_says_what_is_wrong(tmp_path: Path) -> None:
    schema = tmp_path / "law.xsd"
    schema.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Law"><xs:complexType><xs:sequence>'
        '<xs:element name="LawNum" type="xs:string"/></xs:sequence></xs:complexType></xs:element></xs:schema>',
        encoding="utf-8",
    )
    assert validate_egov(b"<Law><LawNum>1</LawNum></Law>", schema) == ()
    assert validate_egov(b"<Law>\n<LawBody/></Law>", schema)[0].startswith("2: ")
    assert validate_egov(b"<Law>", schema)[0].startswith("1: ")


def test_the_official_schema_accepts_what_these_tests_write(root: Path) -> None:
    schema = Path(os.environ.get("JOREI_SHARED") or root.parent / "shared") / "data" / "schemas" / "stdLaw.xsd"
    if not schema.exists():
        pytest.skip("the official schema is not beside the checkout")
    assert validate_egov(law_xml(MAIN, REST), schema) == ()


def test_an_article_has_a_paragraph_also_in_a_damaged_file() -> None:
    document = jorei.parse(law_xml("<Article Num='1'><ArticleTitle>第一条</ArticleTitle></Article>"))
    assert [(node.kind, node.num) for node in document.tree.nodes][-2:] == [("article", "1"), ("paragraph", "1")]
