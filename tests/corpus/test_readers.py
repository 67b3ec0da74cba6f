"""Files as offices make them, one for each fault that a reader had: what must stand in each, and what must not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import jorei
from jorei.read import Unreadable, read_bytes


class Expected(NamedTuple):
    """What a file says: ``has`` are lines or beginnings of lines, ``rows`` rows of tables, ``apart`` what is set aside;
    ``articles`` are the labels of its articles, ``reason`` why it is not read, ``spans`` those of its rows that have
    any (see `Block`), ``program`` is one without which it is not read, ``others`` the titles of
    further instruments in it."""

    has: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    reason: str = ""
    title: str = ""
    program: str = ""
    others: tuple[str, ...] = ()
    spans: tuple[tuple[tuple[int, int, int], ...], ...] = ()


PARK = ("第１条", "第２条")
NUMBERED = ("第１条", "第２条", "第３条")
GAZETTE = ("第１条", "第２条", "第３条")
PROMENADE = Expected(("雲見市公園条例", "第一章　", "2　"), articles=("第一条", "第二条"))
TWO = Expected(("議案第１号", "雲見市公園条例"), articles=("第１条",), others=("雲見市広場条例",))
STAFF = Expected(("第1章　総則", "第2章　服務"), articles=("第1条", "第2条"))
CASES = {
    "A_letterspaced.pdf": Expected(("第１条　この条例は、公園の管理に関し", "(1)　公益を害する"), articles=PARK),
    "A2_charspace.pdf": Expected(("第１条　この条例は、公園の管理に関し",), articles=PARK),
    "B_clipped_corners.pdf": Expected(rows=("名称|位置", "浜辺公園|雲見市一丁目１番"), articles=("第２条", "第３条")),
    "C_paytable.pdf": Expected(rows=("号給|１級|２級", "1|195,800|242,000", "5|200,200|247,200")),
    "D_rotated.pdf": Expected(rows=("区分|午前|午後", "広場|５００円|７００円", "ホール|１，２００円|１，８００円"), articles=("第１条",)),
    "E_two_columns.pdf": Expected(articles=GAZETTE),
    "E2_two_columns_by_line.pdf": Expected(articles=GAZETTE),
    "F_vertical_wmode1.pdf": Expected(("雲見市公園条例", "（目的）"), articles=("第一条", "第二条")),
    "F2_vertical_glyphs.pdf": Expected(("雲見市公園条例", "（目的）"), articles=("第一条", "第二条")),
    "G_shinkyu.pdf": Expected(rows=(
        "改正後|改正前", "２　使用料は、前納とする。|", "第９条　市長は、使用料を減額することができる。|（新設）",
        "第８条　納められた使用料は、還付しない。ただし、市長が特別の理由があると認めるときは、この限りでない。|第８条　納められた使用料は、還付しない。",
    )),
    "H_wrap_number.pdf": Expected(("第 28 条　総会は、",)),
    "I_form_name_in_column.pdf": Expected(("第７条　この要項に定めのないものは、別に定める。",)),
    "J_fee_cells.pdf": Expected(rows=("広場|５００円", "ホール|１，２００円", "会議室|８００円")),
    "K_row_over_pages.pdf": Expected(
        rows=("第５条の２第１項第１号|特定減額前給料月額及び退職の日における年齢に応じた額の合計額", "第７条|前条"), articles=("第６条", "第７条"),
    ),
    "chrome_vertical.pdf": Expected(articles=("第一条", "第二条")),
    "chrome_ipa.pdf": Expected(articles=("第一条", "第二条")),
    "docx/lo/03_footnote.pdf": Expected(("第１条　公園に管理人を置く。", "1令和５年の見直し"), apart=("1",), articles=PARK),
    "docx/lo/04_ruby.pdf": Expected(("第１条　公園の堰の毀損を禁ずる。",), apart=("せき　き",), articles=("第１条",)),
    "docx/lo/06_shinkyu.pdf": Expected(rows=("改正後|改正前",)),
    "docx/lo/08_header_vertical.pdf": Expected(apart=("雲見市例規集", "1"), articles=("第一条", "第二条")),
    "docx/01_autonumber.docx": Expected(("(1)　公益を害する", "ア　火薬"), articles=NUMBERED),
    "docx/02_tracked.docx": Expected(
        ("第２条　市長は、必要があると認めるときは、許可を取り消すことができる。",), rows=("大人|１２０円",), apart=("１０", "第３条 削られた条である。"),
    ),
    "docx/03_footnote.docx": Expected(("1　令和５年の見直しで加えた。",), apart=("（案：係員は）",), articles=PARK),
    "docx/05_textbox.docx": Expected(("第１条　公園の開園時間は、午前８時から",), articles=PARK),
    "docx/06_shinkyu.docx": Expected(rows=("改正後|改正前",)),
    "docx/07_fields.docx": Expected(("第３条　電話☎で連絡する。", "第４条　額は、A×B÷12とする。")),
    "docx/10_stylenumber.docx": Expected(("(1)　花を折ること。",), articles=("第一条", "第二条", "第三条")),
    "docx/16_lvlrestart.docx": Expected(STAFF.has, articles=("第1条", "第2条", "第3条")),
    "docx/17_lvloverride.docx": Expected(articles=("第1条", "第2条")),
    "docx/18_sym.docx": Expected(("□広場　☑ホール", "①　使用目的")),
    "docx/19_basedon.docx": Expected(articles=("第1条", "第2条", "第3条")),
    "docx/20_numstylelink.docx": Expected(("(1)　花を折ること。", "(2)　魚を捕ること。")),
    "docx/21_headings.docx": STAFF,
    "docx/23_sdt_cells.docx": Expected(rows=("区分|額", "広場|５００円", "ホール|８００円"), articles=PARK),
    "docx/24_textbox_in_cell.docx": Expected(rows=("広場|５００円 税込み",)),
    "docx/26_ladder_table.docx": Expected(("２　市長は、管理を委託することができる。",), articles=PARK),
    "docx/other/macro.docm": Expected(articles=NUMBERED),
    "docx/other/strict.docx": Expected(articles=NUMBERED),
    "docx/other/01_autonumber.doc": Expected(articles=NUMBERED, program="soffice"),
    "docx/other/01_autonumber.odt": Expected(articles=NUMBERED, program="soffice"),
    "docx/other/renamed.doc": Expected(articles=NUMBERED),
    "docx/other/locked.docx": Expected(reason="locked with a password"),
    "N_two_widths.txt": Expected(articles=tuple(f"第{number}条" for number in range(1, 9))),
    "amend.txt": Expected(("２　市長は、前項の減額を受けた者が",), title="雲見市手数料条例の一部を改正する条例"),
    "title2.txt": Expected(("委員会規程", "（趣旨）"), articles=PARK, title="雲見大学先端ワイヤレス・コミュニケーション研究センター運営委員会規程"),
    "shinkyu.html": Expected(("雲見市公園条例　新旧対照表",), rows=("改正後|改正前",)),
    "chrome.html": PROMENADE,
    "chrome2.html": PROMENADE,
    "chrome3.html": PROMENADE,
    "chrome.pdf": Expected(PROMENADE.has[1:], articles=PROMENADE.articles),
    "chrome_noto.pdf": PROMENADE,
    "docx/04_ruby.docx": Expected(("第１条　公園の堰の毀損を禁ずる。",), articles=("第１条",)),
    "docx/08_header_vertical.docx": Expected(("一　浜辺公園",), apart=("雲見市例規集", "1"), articles=("第一条", "第二条")),
    "docx/09_beppyo.docx": Expected(
        ("備考　使用時間に",), rows=("施設|使用料|", "|午前|午後", "広場|５００円|７００円", "|市外　８００円|市外　１，０００円"), articles=("第１条",),
        spans=(((0, 2, 1), (1, 1, 2)), ((0, 2, 1),)),
    ),
    "docx/11_emptynumber.docx": Expected(articles=("第１条", "第３条")),
    "docx/12_breaks.docx": Expected(("(2)　丘の公園", "２　市長は、管理を委託"), articles=PARK),
    "docx/13_two.docx": TWO,
    "docx/14_sdt.docx": Expected(("第１条　公園を設置する。",), articles=PARK),
    "docx/15_nested.docx": Expected(rows=("区分|大 １，０００円 小 ５００円",)),
    "docx/22_tablenum.docx": Expected(rows=("項目|額", "1　閲覧|１００円 ２００円")),
    "docx/25_frame_table.docx": Expected(articles=PARK),
    "docx/lo/01_autonumber.pdf": Expected(("２　　市長は、次の各号の", "(1)　　公益を害する", "ア　　火薬"), articles=NUMBERED),
    "docx/lo/02_tracked.pdf": Expected(("第２条　市長は、必要があると",), articles=("第１条", "第２条", "第３条", "第３条", "第４条", "第４条")),
    "docx/lo/05_textbox.pdf": Expected(("第１条　公園の開園時間は、",), articles=PARK),
    "docx/lo/07_fields.pdf": Expected(("第３条　電話",), articles=("第１条", "第２条", "第３条", "第４条")),
    "docx/lo/09_beppyo.pdf": Expected(("広場　　　　　　　　５００円　　　　　　　　７００円",), articles=("第１条",)),
    "docx/lo/10_stylenumber.pdf": Expected(("(1) 花を折ること。",), articles=("第一条", "第二条", "第三条")),
    "docx/lo/11_emptynumber.pdf": Expected(articles=("第１条", "第2条", "第３条")),
    "docx/lo/12_breaks.pdf": Expected(("(2)　丘の公園",), articles=PARK),
    "docx/lo/13_two.pdf": TWO,
    "docx/lo/14_sdt.pdf": Expected(articles=PARK),
    "docx/lo/15_nested.pdf": Expected(("小　　　　　　　　５００円",), articles=("第１条",)),
    "docx/lo/16_lvlrestart.pdf": Expected(articles=("第1条", "第2条", "第1条")),
    "docx/lo/17_lvloverride.pdf": Expected(articles=("第1条", "第2条")),
    "docx/lo/18_sym.pdf": Expected(("雲見市公園使用許可申請書",)),
    "docx/lo/19_basedon.pdf": Expected(articles=("第1条", "第2条", "第3条")),
    "docx/lo/20_numstylelink.pdf": Expected(("(1) 花を折ること。",), articles=("第１条",)),
    "docx/lo/21_headings.pdf": Expected(articles=("第1条", "第1条")),
    "docx/lo/22_tablenum.pdf": Expected(("1 閲覧　　　　　　　　１００円",), articles=("第１条",)),
    "docx/other/01_autonumber.txt": Expected(articles=NUMBERED),
    **{f"docx/other/conv{kind}/01_autonumber.docx": Expected(articles=NUMBERED) for kind in ("_doc", "_odt")},
    "broken/empty.pdf": Expected(reason="empty"),
    "broken/garbage.pdf": Expected(reason="damaged"),
    "broken/truncated.pdf": Expected(reason="ends in the middle"),
    "broken/user_pw.pdf": Expected(reason="locked with a password"),
    "broken/html404.pdf": Expected(reason="a web page"),
    "broken/owner_pw.pdf": Expected(articles=GAZETTE),
    "broken/xref_broken.pdf": Expected(articles=GAZETTE),
    "broken/lead_bytes.pdf": Expected(articles=GAZETTE),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_file_says_what_it_says_on_paper(shared: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file, expected = shared / "cases" / "readers" / name, CASES[name]
    if not file.is_file():
        pytest.skip(f"needs {file}")
    if expected.program:
        monkeypatch.delenv("JOREI_OFFICE", raising=False)
        if not shutil.which(expected.program):
            pytest.skip(f"needs {expected.program}")
    if expected.reason:
        with pytest.raises(Unreadable, match=expected.reason):
            read_bytes(file.read_bytes(), file.as_posix())
        return
    document = jorei.parse(file.read_bytes(), file.as_posix())
    source = document.source
    blocks = {block.start: block for block in source.blocks}
    shown: list[str] = []
    rows: list[str] = []
    apart: list[str] = []
    start = 0
    for line in source.text.split("\n"):
        block = blocks.get(start)
        held = apart if block and block.furniture else rows if block and block.kind == "row" else shown
        held.append("|".join(line.split("\t")))
        start += len(line) + 1
    for one in expected.has:
        assert any(line.strip("\u3000").startswith(one) for line in shown), (one, shown)
    assert set(expected.rows) <= set(rows)
    assert set(expected.apart) <= set(apart)
    assert not expected.title or document.title == expected.title
    assert tuple(other.title for other in jorei.parse_all(file.read_bytes(), file.as_posix())[1:]) == expected.others
    if name == "N_two_widths.txt":  # eight provisions, and no line of them for itself
        assert sum(node.kind == "paragraph" for node in document.tree.nodes) == len(expected.articles)
    if name == "amend.txt":  # what it changes is not among its own provisions
        assert [finding.code for finding in document.diagnostics] == []
    assert not expected.spans or tuple(block.spans for block in source.blocks if block.spans) == expected.spans
    if expected.articles:
        found = [node.label for node in document.tree.nodes if node.kind == "article"]
        assert tuple(label for label in found if label) == expected.articles
