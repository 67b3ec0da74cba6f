"""Pages as a browser shows them: sentences whole, tables aligned, furniture apart, every node with its XPath."""

from __future__ import annotations

import pytest

import jorei
from documents import ORDINANCE
from jorei.read import Unreadable, read_bytes


def text_of(body: str, head: str = "") -> str:
    return read_bytes(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").text


def split(page: str) -> tuple[list[str], list[str]]:
    """The lines of the document and those of the furniture."""
    source = read_bytes(page.encode(), "a.html")
    shown = [(block.furniture, source.text[block.start : block.end]) for block in source.blocks]
    return [text for furniture, text in shown if not furniture], [text for furniture, text in shown if furniture]


PARAGRAPHS = "".join(f"<p>{line}</p>" for line in ORDINANCE)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>第1条　<a href='#a'>前項</a>の<b><i>規</i>定</b>は</p>", "第1条　前項の規定は\n"),
        ("<p>市長は、\n   次の者に</p>", "市長は、次の者に\n"),
        ("<p>第1条 この条例は</p>", "第1条 この条例は\n"),
        ("<p><span>第1条</span>\n<span>この条例は</span></p>", "第1条 この条例は\n"),
        ("<p><ruby>楠<rp>（</rp><rt>くすのき</rt><rp>）</rp></ruby>の木</p>", "楠の木\n"),
        ("<p>山<img src='/gaiji/01.png' alt='﨑'>氏と<img class='gaiji' src='x.gif'>氏</p>", "山﨑氏と〓氏\n"),
        ("<p>図<img src='map.png' alt='庁舎の地図'></p>", "図\n"),
        ("<p>甲<br>乙</p>", "甲\n乙\n"),
        ("<p>市長は、この条例の施行に関し必要な事項について別に定めるものとし、<br>これを公表する。</p>",
         "市長は、この条例の施行に関し必要な事項について別に定めるものとし、これを公表する。\n"),
        ("<pre>第1条　甲は、\n　　乙とする。\n\n2　丙</pre>", "第1条　甲は、\n　　乙とする。\n2　丙\n"),
        ("<ol><li>甲</li><li>乙</li></ol>", "1. 甲\n\n2. 乙\n"),
        ("<ol start='3'><li>甲</li><li value='9'>乙</li><li>丙</li></ol>", "3. 甲\n\n9. 乙\n\n10. 丙\n"),
        ("<ol><li>(1) 甲</li><li>第2条 乙</li></ol>", "(1) 甲\n\n第2条 乙\n"),
        ("<ol style='list-style: none'><li>甲</li></ol><ul><li>乙</li></ul>", "甲\n\n乙\n"),
        ("<p>面積は、10<sup>6</sup>m<sup>2</sup>、H<sub>2</sub>O</p>", "面積は、10⁶m²、H₂O\n"),
        ("<p>額は、<math><mfrac><mi>A</mi><mrow><mi>B</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>とする。</p>", "額は、A/(B+1)とする。\n"),
        ("<ol type=a><li>甲</li><li>乙<ol style='list-style-type: katakana'><li>丙</li></ol></li></ol>", "a　甲\n\nb　乙\n\nア　丙\n"),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲</li></ol><ol type=I><li>乙</li></ol>", "一　甲\n\nI　乙\n"),
        ("<ol style='list-style-type: hebrew'><li>甲</li></ol>", "甲\n"),
        ("<p hidden>隠</p><p style='display: none'>隠</p><script>x</script><p>見</p>", "見\n"),
        ("<p>甲<!-- 注 -->乙&nbsp;&amp;&#x4e19;</p>", "甲乙\xa0&丙\n"),
    ],
)  # fmt: skip
def test_a_page_reads_as_it_is_shown(body: str, text: str) -> None:
    assert text_of(body) == text


def test_what_is_struck_out_is_kept_apart() -> None:
    page = "<p>第1条　届出は、<del>10日</del><ins>20日</ins>以内に<s>口頭で</s>する。</p><table><tr><td>甲<td><strike>1円</strike>2円</table>"
    assert split(page) == (["第1条　届出は、20日以内にする。", "甲\t2円"], ["10日口頭で", "1円"])
    assert read_bytes(page.encode(), "a.html").notes == (
        "取消線2か所は本文に入れていません / 2 stretches struck out are kept apart",
    )


def test_images_of_characters_that_say_nothing_are_counted() -> None:
    assert read_bytes("<p>山<img class='gaiji' src='x.gif'>氏</p>".encode(), "a.html").notes[0].endswith("(〓)")


def test_a_page_of_frames_says_where_its_text_is() -> None:
    with pytest.raises(Unreadable, match=r"its text is in menu\.html, honbun\.html"):
        read_bytes(
            b"<html><frameset cols='1,2'><frame src='menu.html'><frame src=honbun.html></frameset></html>", "a.html"
        )


def test_cells_that_span_leave_empty_cells_behind() -> None:
    table = (
        "<table><caption>表の題</caption><tr><th rowspan=2>区分</th><th colspan=2>額</th></tr>"
        "<tr><td>大人</td><td><p>100円</p><p>税込み</p></td></tr><tr><td>計<td>1<td rowspan=0>2</table><p>備考</p>"
    )
    assert text_of(table) == "表の題\n\n区分\t額\t\n\t大人\t100円 税込み\n計\t1\t2\n\n備考\n"


def test_rows_become_cells_in_their_columns() -> None:
    document = jorei.parse(
        f"<html><body>{PARAGRAPHS}<p>別表（第2条関係）</p><table><tr><td rowspan=2>区分</td><td>甲</td></tr><tr><td>乙</td></tr></table></body></html>".encode()
    )
    rows = [
        [cell.text for cell in document.tree.children(node)] for node in document.tree.nodes if node.kind == "table_row"
    ]
    assert rows == [["区分", "甲"], ["", "乙"]]


def test_a_table_inside_a_cell_is_part_of_the_cell() -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    assert text_of(f"<table><tr><td>上</td><td>{inner}</td></tr><tr><td>下</td><td>丙</td></tr></table>") == (
        "上\t甲 乙\n下\t丙\n"
    )


def test_a_table_of_one_column_and_one_around_the_whole_page_only_place_things() -> None:
    page = f"<html><body><table><tr><td><a href=1>くらし</a></td><td><div>{PARAGRAPHS}</div></td></tr></table></body></html>"
    document, furniture = split(page)
    assert document == list(ORDINANCE)
    assert furniture == ["くらし"]
    assert text_of("<table><tr><td><p>申請書</p><p>年　月　日</p></td></tr></table>") == "申請書\n\n年　月　日\n"


def test_a_table_of_labels_beside_provisions_is_no_table() -> None:
    rows = (
        ("", "（目的）"),
        ("第1条", "この条例は、文書について定める。"),
        ("2", "次に掲げる者を除く。"),
        ("(1)", "市長。"),
    )
    table = "".join(f"<tr><td>{label}</td><td>{words}</td></tr>" for label, words in rows)
    assert text_of(f"<table>{table}</table>") == (
        "（目的）\n\n第1条　この条例は、文書について定める。\n\n2　次に掲げる者を除く。\n\n(1)　市長。\n"
    )
    fees = "<table><tr><td>1</td><td>100円</td></tr><tr><td>2</td><td>200円</td></tr></table>"
    assert text_of(fees) == "1\t100円\n2\t200円\n"


PAGE = """<!DOCTYPE html><html><head><title>甲市文書条例 - 甲市</title></head><body>{open}
<div class="c1"><a href="/">甲市公式サイト</a><p>文字の大きさ 大 中 小</p></div>
<ul class="c2"><li><a href="/">ホーム</a></li><li><a href="/r">例規集</a></li></ul>
<div class="c3"><div class="c4">{document}</div></div>
<div class="c5"><p>お問い合わせ</p><p>甲市役所総務課　電話 000-000-0000</p><p>このページは役に立ちましたか。</p></div>
<address>甲市一丁目1番1号</address>{close}</body></html>"""


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("", ""),
        ("<form id='aspnetForm'>", "</form>"),
        ("<div class='print'>", "</div>"),
        ("<div style='display:none'>", "</div>"),
    ],
)
def test_the_document_is_the_column_with_the_provisions(opening: str, closing: str) -> None:
    document, furniture = split(PAGE.format(open=opening, close=closing, document=PARAGRAPHS))
    assert document == list(ORDINANCE)
    assert furniture == [
        "甲市公式サイト", "文字の大きさ 大 中 小", "ホーム", "例規集", "お問い合わせ", "甲市役所総務課　電話 000-000-0000",
        "このページは役に立ちましたか。", "甲市一丁目1番1号",
    ]  # fmt: skip


def test_the_title_above_the_column_stays() -> None:
    page = f"<html><body><p>甲市</p><h1>{ORDINANCE[0]}</h1><p>{ORDINANCE[1]}</p><div>{PARAGRAPHS[60:]}</div><p>甲市役所</p></body></html>"
    document, furniture = split(page)
    assert document[:2] == list(ORDINANCE[:2])
    assert furniture == ["甲市", "甲市役所"]


def test_a_navigation_list_of_articles_is_furniture_and_a_contents_list_is_not() -> None:
    links = "".join(f"<li><a href='#{n}'>第{n}条</a></li>" for n in (1, 2))
    page = f"<html><body><nav><ul>{links}</ul></nav><div>{PARAGRAPHS}</div></body></html>"
    assert split(page)[1] == ["第1条", "第2条"]
    toc = "<p>目次</p><p><a href='#1'>第1章　総則（第1条・第2条）</a></p><p>第1章　総則</p>"
    assert split(f"<html><body><div>{toc}{PARAGRAPHS}</div></body></html>")[1] == []


def test_pages_of_the_common_system_keep_only_their_lines() -> None:
    lines = "".join(f'<div class="eline"><p><span class="cm">{line}</span></p></div>' for line in ORDINANCE)
    page = f"<html><body><div id=primary>{lines}</div><div id=secondary><h2>甲市文書条例</h2><p>第1条</p></div></body></html>"
    document, furniture = split(page)
    assert document == list(ORDINANCE)
    assert furniture == ["甲市文書条例", "第1条"]


def test_nodes_lead_back_to_their_elements() -> None:
    document = jorei.parse(f"<html><body><div>{PARAGRAPHS}</div></body></html>".encode())
    assert document.find("第2条").node.xpath == "/html[1]/body[1]/div[1]/p[7]"  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(
    ("charset", "codec"), [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("utf-8", "utf-8"), ("iso-8859-99", "cp932")]
)
def test_the_page_says_its_encoding_and_the_bytes_decide_when_it_lies(charset: str, codec: str) -> None:
    page = f"<html><head><meta charset='{charset}'></head><body><p>第1条　この条例は、髙島の文書について定める。</p></body></html>"
    codec = "euc_jis_2004" if codec == "euc_jp" else codec
    page = page.replace("髙", "高")
    assert read_bytes(page.encode(codec)).text == "第1条　この条例は、高島の文書について定める。\n"


def test_a_page_without_text_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="without text"):
        read_bytes(b"<html><body><script>1</script></body></html>")


def test_cells_keep_their_spans() -> None:
    table = "<table><tr><th rowspan=2>区分<th colspan=2>額<tr><td>大人<td>子供<tr><td>甲<td>1円<td>2円</table>"
    tree = jorei.parse(f"<p>第1条　甲とする。</p><p>別表</p>{table}".encode(), "a.html").tree
    spans = {
        node.text: (node.row_span, node.col_span) for node in tree.nodes if node.kind == "table_cell" and node.text
    }
    assert spans == {
        "区分": (2, None),
        "額": (None, 2),
        "大人": (None, None),
        "子供": (None, None),
        "甲": (None, None),
        "1円": (None, None),
        "2円": (None, None),
    }


def test_a_comparison_of_the_old_and_the_new_text_stays_a_table() -> None:
    page = "<html><body><h1>甲市公園条例　新旧対照表</h1><table><tr><th>改正後</th><th>現行</th></tr><tr><td><p>第7条　使用者は、使用料を納める。</p><p>2　使用料は、前納とする。</p><p>3　使用料は、別に定める。</p><p>4　乙とする。</p></td><td><p>第7条　使用者は、納める。</p></td></tr></table></body></html>"
    document = jorei.parse(page.encode(), "a.html")
    nodes = document.tree.nodes
    parents = {nodes[node.parent].kind for node in nodes if node.kind == "article" and node.parent is not None}
    assert parents <= {"table_cell"}
    assert "改正後\t現行\n第7条" in document.text
    assert not any(block.furniture for block in document.source.blocks)


def test_the_main_part_of_a_text_without_articles_is_no_furniture() -> None:
    suppl = "附則<br>この条例は、公布の日から施行する。<br><br>附則（昭和47年条例第23号）<br>この条例は、公布の日から施行する。"
    document, furniture = split(
        "<div>○岬町役場の位置を定める条例<br>昭和33年条例第8号</div>"
        f"<div>役場の位置を次のとおり定める。<br>岬町大字花648番地1</div><div>{suppl}</div>"
    )
    assert document[1] == "役場の位置を次のとおり定める。\n岬町大字花648番地1"
    assert furniture == []
