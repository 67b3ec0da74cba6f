"""Texts that once raised, lost a document, or made a build that `validate` refused: each is read as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import jorei
from jorei.cli import main
from jorei.dataset.validate.validate import validate
from jorei.norms.quantities import number
from jorei.pipeline.pipeline import analyse
from jorei.read import read_bytes, read_text
from jorei.read.egov import read_egov
from jorei.run.local import build
from jorei.run.task import Options
from jorei.write.akn import to_akn
from jorei.write.egov import to_egov
from property.laws import LAWS

DEEP = "第1条 町長は、次に掲げる。\n(1) 次に掲げるもの\nア 次に掲げるもの\n(ア) 次に掲げるもの\na 次に掲げるもの\n(a) 次に掲げるもの\n 甲\n 乙\n"
PIPES = "○甲市額条例\n\n第1条 額は、次のとおりとする。\n\n区分 | 額\n--- | ---\n大人 | 100円\n"
HALF_WIDTH = "○甲市電子条例\n\n第2条 この条例において「ﾃﾞｰﾀ」とは、電磁的記録をいう。\n第3条 ﾃﾞｰﾀ管理者は、ﾊﾟｽﾜｰﾄﾞを定めなければならない。\n"
CUT_OFF = "第1条 甲市文書規則」(平成3年甲市規則第1号)による。\n"
ODD = {
    "kanji decimals": "第1条 三．五年以内、一．五か月、二．五倍以内、十．五円、三．五時間、五．五万円、三.5年とする。\n",
    "a deep ladder": DEEP,
    "pipes without outer pipes": PIPES,
    "a ruler behind tabs": "第1条 額は、次のとおり。\n区分|額\n\t\t---|---\n大人|100円\n",
    "a table alone": "区分 | 額\n--- | ---\n大人 | 100円\n",
    "rows of pipes alone": "1\n\nﾜ\n\n|\n|\t|\n|",
    "an empty cell and a sign without width": "号||\u200d\n…||",
    "half-width kana": HALF_WIDTH,
    "old forms and brackets in a term": "第1条 この条例において「文〔書」とは、甲をいう。\n2 この条例において「第一號様式」とは、乙をいう。\n",
    "debris alone on a line": "第1条 甲は、\n    * -\n| a | b |\n乙とする。\n",
    "empty brackets": "第1条\n（　　）\n1\n甲は…\n",
    "a caption above a note": "第1条 甲とする。\n附則\n（施行期日）\n改正 平成15年条例第1号\n",
    "a bracket that is quoted": "1\n（「）\n」\n",
    "a caption and a rule": "（目的）\n---\n第1条 甲とする。\n（定義）\n***\n",
    "a quotation whose beginning is lost": CUT_OFF,
    "no characters": "○甲市零条例\n\n第1条 甲\ufffe乙\uffffとする。\n",
    "a page in a joined line": "○甲市形条例\n\n第1条 甲は、平成二千號\x0c乙\n\x0c-　丙とする。\n",
    "a sign of a heading and one character": "。\n#、\n第1条 ",
    "a chapter above a row of pipes": "第1章\n|\x0c|",
    "signs without width": "第1条 様\u200b様式の番\ufeff号は、二\u202e三とする。\n",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_keep_the_laws_and_are_written(name: str) -> None:
    analysis = analyse(read_text(ODD[name]))
    for law in LAWS:
        law(analysis)
    to_akn(analysis)
    to_egov(analysis)


def test_a_build_of_odd_texts_is_sound_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    for at, text in enumerate(ODD.values()):
        (raw / f"{at}.txt").write_text(text, encoding="utf-8")
    report = build(raw, out, jobs=1, options=Options(tokens=True, json=True))
    assert report.unreadable == ()
    assert list(validate(out)) == []
    for form in ("egov", "akn", "lawtext", "markdown", "text", "jsonl", "csv"):
        assert main(["export", str(out), "--format", form, "-o", str(tmp_path / form)]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_decimal_in_kanji_is_a_number() -> None:
    assert [number(text) for text in ("三.五", "十.五", "五.五万", "三.5", "二.〇五", "三.", "三.十")] == [
        3.5, 10.5, 55_000, 3.5, 2.05, None, None,
    ]  # fmt: skip
    document = jorei.parse("第1条 町長は、三．五年以内に定めなければならない。")
    assert [(norm.value, norm.unit) for norm in document.norms] == [(3.5, "年")]


def test_a_separator_belongs_to_the_head_of_its_table() -> None:
    document = jorei.parse(PIPES)
    (table,) = (node for node in document.tree.nodes if node.kind == "table")
    head, row = document.tree.children(table)
    assert [[cell.text for cell in document.tree.children(one)] for one in (head, row)] == [
        ["区分", "額"],
        ["大人", "100円"],
    ]
    assert (table.start, head.start) == (PIPES.index("区分"),) * 2


def test_half_width_kana_come_out_whole() -> None:
    document = jorei.parse(HALF_WIDTH)
    assert [definition.term for definition in document.definitions] == ["データ"]
    assert "データ管理者" in [norm.subject for norm in document.norms]


def test_a_name_whose_quotation_mark_is_lost_begins_on_its_line() -> None:
    document = jorei.parse(CUT_OFF)
    assert [reference.text for reference in document.references] == ["甲市文書規則」(平成3年甲市規則第1号)"]


def test_captions_that_nothing_takes_stand_where_they_were() -> None:
    document = jorei.parse(ODD["a caption above a note"])
    assert [node.kind for node in document.tree.nodes if node.depth == 2 and node.start > 9] == ["list", "amend_note"]
    document = jorei.parse("第1条 甲とする。\n（定義）\n---\n第2条 乙とする。\n")
    assert [node.caption for node in document.tree.nodes if node.kind == "article"] == [None, "定義"]


def test_no_characters_come_back_from_xml() -> None:
    xml = to_egov(jorei.parse(ODD["no characters"]))
    assert "甲\ufffe乙\uffffとする。" in read_egov(xml, "a.xml").text


def test_the_heading_of_a_page_keeps_its_order() -> None:
    page = '<!DOCTYPE html>お問合せ<p>甲<div id="topicpath">></div>ん<p>検索<dt>検索'
    analysis = analyse(read_bytes(page.encode(), "a.html"))
    for law in LAWS:
        law(analysis)
