"""What offices print: spread letters, cut strokes, turned and vertical pages, columns, ruby, notes, pay tables."""

from __future__ import annotations

from pathlib import Path

import pytest

import jorei
from jorei.dataset.validate.validate import validate
from jorei.model import Source
from jorei.read import Unreadable, read_bytes
from jorei.read.pdf.glyph import Glyph, PageContent
from jorei.read.pdf.vertical import part
from jorei.structure.lines.line import split_lines
from jorei.structure.lines.printed_indents import set_indents
from jorei.text.fold import fold
from sheets import Sheet, column, file_of, grid, lines, make_sheets, rules, spread, words

PARK = [
    "雲見市公園条例", "（目的）", "第１条　この条例は、公園の管理に関し必要な事項を定めるものと", "　する。", "（使用の許可）",
    "第２条　公園を使用しようとする者は、第４条の規定により、市長の", "　許可を受けなければならない。",
    "２　市長は、次の各号のいずれかに該当するときは、許可をしない。", "(1)　公益を害するおそれがあるとき。",
    "附　則", "この条例は、令和６年４月１日から施行する。",
]  # fmt: skip


def shown(source: Source) -> list[str]:
    """The lines of a source that are no furniture."""
    hidden = {block.start for block in source.blocks if block.furniture}
    found, at = [], 0
    for line in source.text.split("\n"):
        if line and at not in hidden:
            found.append(line)
        at += len(line) + 1
    return found


def hidden(source: Source) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks if block.furniture]


def rows(source: Source) -> list[list[str]]:
    return [
        source.text[one.start : one.end].split("\t") for one in source.blocks if one.kind == "row" and not one.furniture
    ]


@pytest.mark.parametrize("pitch", [10.0, 11.0, 12.2, 13.5])
def test_letters_spread_over_a_line_have_no_blanks_but_those_of_a_letter(pitch: float) -> None:
    """一太郎 spreads each line to the page: a gap is a blank only where another letter would stand."""
    content = "".join(spread(60, 780 - 22 * at, line, pitch) for at, line in enumerate(PARK))
    source = read_bytes(make_sheets(Sheet(content)))
    # two letters alone do not tell how far their line is spread: 附　則
    assert [line.strip("\u3000").replace("\u3000" * 2, "\u3000") for line in shown(source)] == [
        line.strip("\u3000") for line in PARK
    ]
    article = jorei.parse(source.text).find("第2条第1項")
    assert article is not None
    assert article.text == "公園を使用しようとする者は、第４条の規定により、市長の許可を受けなければならない。"


def test_latin_words_keep_their_narrow_blanks() -> None:
    content = words(60, 780, "第１条　ISO") + words(132.5, 780, "Final") + words(182.5, 780, "による。")
    assert shown(read_bytes(make_sheets(Sheet(content)))) == ["第１条　ISO Finalによる。"]


def test_strokes_are_cut_to_their_clip_path() -> None:
    """Each side of a table is drawn too long and cut: the lines above and below it are no rows."""
    box = (100, 690, 300, 722)
    cut = f"q {box[0]} {box[1]} {box[2] - box[0]} {box[3] - box[1]} re W n\n"
    sides = [(83, y, 317, y) for y in (690, 706, 722)] + [(x, 673, x, 739) for x in (100, 200, 300)]
    content = (
        lines(60, 750, ["第２条　公園の名称及び位置は、次のとおりとする。"])
        + cut + rules(*sides) + "Q\n"
        + words(104, 710, "名称") + words(204, 710, "位置") + words(104, 694, "浜辺公園") + words(204, 694, "一丁目")
        + lines(60, 676, ["２　市長は、公園の通称を定めることができる。"])
    )  # fmt: skip
    source = read_bytes(make_sheets(Sheet(content)))
    assert rows(source) == [["名称", "位置"], ["浜辺公園", "一丁目"]]
    assert [line[:4] for line in shown(source) if "\t" not in line] == ["第２条　", "２　市長"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_as_they_are_shown(turn: int) -> None:
    """The letters stand upright when the page is turned; so do those of a page drawn sideways and not turned."""
    table = grid((100, 200, 300), (700, 680, 660)) + words(104, 684, "区分") + words(204, 684, "額")
    table += words(104, 664, "広場") + words(204, 664, "５００円") + words(100, 720, "別表（第１条関係）")
    matrix = {90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 595"}[turn]
    width, height = (595, 842) if turn == 180 else (842, 595)
    for turned in (turn, 0):
        source = read_bytes(make_sheets(Sheet(f"q {matrix} cm\n{table}Q\n", width, height, turned)))
        assert rows(source) == [["区分", "額"], ["広場", "５００円"]]
        assert shown(source)[0] == "別表（第１条関係）"


VERTICAL = ["（目的）", "第一条　この条例は、公園の管理に関し必要な事", "　項を定める。", "２　市長は、次に掲げるときは、許可をしない。",
            "　一　公益を害するおそれがあるとき。", "　　　附　則", "　この条例は、令和六年四月一日から施行する。"]  # fmt: skip


@pytest.mark.parametrize("way", ["vertical font", "letter by letter", "right column last"])
def test_vertical_pages_are_read_from_the_right(way: str) -> None:
    columns = [(550 - 24 * at, text) for at, text in enumerate(VERTICAL)]
    if way == "vertical font":
        content = "".join(words(x, 400, text, 12, "V") for x, text in columns)
    else:
        drawn = columns[::-1] if way == "right column last" else columns
        content = "".join(column(x, 400, text) for x, text in drawn)
    head = words(250, 560, "雲見市例規集", 9) + words(290, 20, "17", 9)
    source = read_bytes(make_sheets(Sheet(content + head, 595, 580)))
    assert [line.strip("\u3000") for line in shown(source)] == [text.strip("\u3000") for text in VERTICAL]
    assert set(hidden(source)) == {"雲見市例規集", "17"}
    assert any("right to left" in note for note in source.notes)
    tree = jorei.parse(make_sheets(Sheet(content + head, 595, 580))).tree
    assert next(node.text for node in tree.nodes if node.kind == "paragraph").endswith("必要な事項を定める。")


def test_two_digits_stand_in_a_column_or_alone_across_the_page() -> None:
    """Whatever font is found for them: a page number far from every column is across, 12 in 第12条 is not."""
    column = [
        Glyph(letter, 50, 12 * at, 62, 12 * at + 12)
        for at, letter in enumerate("第xx条この条例は公園の")
        if letter != "x"
    ]
    inside = [Glyph("1", 50, 14, 56, 24), Glyph("2", 56, 14, 62, 24)]
    alone = [Glyph("1", 50, 400, 59, 409), Glyph("7", 59, 400, 68, 409)]
    glyphs = [column[0], *inside, *column[1:], *alone]
    _, across = part(PageContent(595, 580, glyphs, [], 0, [(glyph.left, glyph.bottom) for glyph in glyphs]))
    assert across == alone


def test_one_letter_in_a_font_that_nobody_has_is_not_lost() -> None:
    content = grid((50, 120, 200), (700, 680)) + words(54, 684, "額") + words(124, 684, "円")
    assert rows(read_bytes(make_sheets(Sheet(words(50, 720, "別表") + content)))) == [["額", "円"]]


TWO_COLUMNS = (
    ["雲見市公園条例をここに公布する。", "　令和６年３月２５日", "雲見市条例第１２号", "（目的）", "第１条　この条例は、公園の管理に", "　関し必要な事項を定める。",
     "（使用の許可）", "第２条　公園を使用しようとする者"],
    ["　は、市長の許可を受けなければな", "　らない。", "２　市長は、公益を害するおそれが", "　あるときは、許可をしない。", "（委任）", "第３条　この条例の施行に関し必要",
     "　な事項は、規則で定める。", "附　則"],
)  # fmt: skip


@pytest.mark.parametrize("by_line", [True, False])
def test_columns_are_read_one_after_the_other(by_line: bool) -> None:
    left, right = TWO_COLUMNS
    places = [(60, 770 - 18 * at, text) for at, text in enumerate(left)] + [
        (315, 770 - 18 * at, text) for at, text in enumerate(right)
    ]
    drawn = sorted(places, key=lambda place: -place[1]) if by_line else places
    content = (
        words(250, 800, "雲見市公報") + "".join(words(*place) for place in drawn) + words(60, 600, "発行　雲見市総務部")
    )
    source = read_bytes(make_sheets(Sheet(content)))
    assert [line.strip("\u3000") for line in shown(source)] == [
        "雲見市公報", *(line.strip("\u3000") for line in (*left, *right)), "発行　雲見市総務部",
    ]  # fmt: skip
    document = jorei.parse(make_sheets(Sheet(content)))
    paragraph = document.find("第2条第1項")
    assert paragraph is not None
    assert paragraph.text == "公園を使用しようとする者は、市長の許可を受けなければならない。"


def test_names_and_amounts_side_by_side_are_no_columns() -> None:
    content = "".join(
        words(60, 770 - 18 * at, f"第{at}会議室") + words(315, 770 - 18 * at, f"{at}00円") for at in range(1, 9)
    )
    assert shown(read_bytes(make_sheets(Sheet(content))))[0].startswith("第1会議室\u3000")


@pytest.mark.parametrize("size", [5, 10])
def test_ruby_stands_beside_the_words(size: float) -> None:
    """Readings of half the size, or (as some converters have them) drawn in the middle of the line below."""
    base = (
        words(60, 700, "第１条　公園の") + (words(130, 712, "せき", size) if size > 5 else "") + words(130, 700, "堰")
    )
    content = (
        base
        + words(130 + 2 * size if size > 5 else 140, 700, "の管理を定める。")
        + ("" if size > 5 else words(130, 711, "せき", 5))
    )
    source = read_bytes(make_sheets(Sheet(words(60, 720 + 2 * size, "雲見市公園条例") + content)))
    assert shown(source) == ["雲見市公園条例", "第１条　公園の堰の管理を定める。"]
    assert hidden(source) == ["せき"]


def test_footnotes_are_notes_and_their_marks_no_words() -> None:
    content = (
        lines(60, 780, ["雲見市公園条例", "第１条　公園に管理人"]) + words(160, 766, "1", 6) + words(166, 762, "を置く。")
        + words(60, 744, "第２条　管理人は、園内を巡回する。") + rules((60, 90, 200, 90)) + words(60, 78, "1 令和５年の見直しで加えた。", 9)
    )  # fmt: skip
    source = read_bytes(make_sheets(Sheet(content)))
    assert shown(source)[1] == "第１条　公園に管理人を置く。"
    assert [source.text[one.start : one.end] for one in source.blocks if one.kind == "note"] == [
        "1 令和５年の見直しで加えた。"
    ]
    assert hidden(source) == ["1"]
    kinds = {node.text: node.kind for node in jorei.parse(make_sheets(Sheet(content))).tree.nodes}
    assert kinds["1 令和５年の見直しで加えた。"] == "note"


def test_raised_digits_without_a_note_stay_in_their_word() -> None:
    content = (
        lines(60, 780, ["雲見市公園条例", "第１条　面積は、100m"])
        + words(180, 766, "2", 6)
        + words(186, 762, "とする。")
    )
    assert shown(read_bytes(make_sheets(Sheet(content))))[1] == "第１条　面積は、100m²とする。"


def test_a_footnote_waits_for_the_sentence_that_its_page_cuts() -> None:
    full = "第１条　公園の管理人は、園内を巡回し、草木を守り、来る者を案内し、及び"
    page = words(60, 150, full[:20]) + words(260, 154, "1", 6) + words(266, 150, full[20:])
    page += "".join(
        words(60, 300 - 18 * at, ("この条例は、公園のことを定める長い行であり" * 3)[: len(full) + 1]) for at in range(3)
    )
    pages = (
        Sheet(page + words(60, 78, "1 令和５年の見直しで加えた。", 9)),
        Sheet(lines(60, 780, ["記録を残すものとする。", "第２条　園内に花を植える。"])),
    )
    document = jorei.parse(make_sheets(*pages))
    article = document.find("第1条")
    assert article is not None
    assert any(node.text.endswith("及び記録を残すものとする。") for node in document.tree.nodes)
    note = next(node for node in document.tree.nodes if node.kind == "note")
    assert note.page == 1


# ---- tables


def test_amounts_on_one_baseline_are_rows() -> None:
    names, amounts = ["広場", "ホール", "会議室"], ["５００円", "１，２００円", "８００円"]
    content = (
        words(60, 760, "別表（第１条関係）")
        + grid((85, 285, 500), (744, 726, 670))
        + words(90, 730, "区分")
        + words(290, 730, "使用料")
    )
    for at, (name, amount) in enumerate(zip(names, amounts, strict=True)):
        content += words(90, 712 - 15 * at, name) + words(495 - 10 * len(amount), 712 - 15 * at, amount)
    assert rows(read_bytes(make_sheets(Sheet(content)))) == [
        ["区分", "使用料"],
        *map(list, zip(names, amounts, strict=True)),
    ]


def test_amounts_that_do_not_stand_beside_names_are_parted() -> None:
    content = (
        words(60, 760, "別表（第１条関係）")
        + grid((85, 285, 500), (744, 726, 670))
        + words(90, 730, "区分")
        + words(290, 730, "使用料")
    )
    content += words(90, 697, "広場") + "".join(
        words(495 - 50, 712 - 15 * at, amount) for at, amount in enumerate(["１００円", "２００円", "３００円"])
    )
    assert rows(read_bytes(make_sheets(Sheet(content))))[1:] == [["広場", "１００円 ２００円 ３００円"]]


def pay_page(first: int, *, head: bool) -> Sheet:
    """A page of a pay table: upright rules alone, the head on top of each page or of the first."""
    content = words(60, 800, "別表（第３条関係）") if first == 1 else ""
    columns = (85, 150, 300, 450)
    content += rules(*((x, 780, x, 500) for x in columns))
    if head:
        content += "".join(words(x + 20, 765, word) for x, word in zip(columns, ("号給", "１級", "２級"), strict=False))
    for at in range(10):
        y = 745 - 15 * at
        cells = (f"{first + at}", f"{195 + first + at},800", f"{242 + first + at},000")
        content += "".join(words(x - 5 - 10 * len(cell), y, cell) for x, cell in zip(columns[1:], cells, strict=True))
    return Sheet(content)


@pytest.mark.parametrize("head", [True, False])
def test_pay_tables_with_upright_rules_only_are_rows_on_every_page(head: bool) -> None:
    source = read_bytes(make_sheets(pay_page(1, head=True), pay_page(11, head=head), pay_page(21, head=head)))
    found = rows(source)
    assert found[0] == ["号給", "１級", "２級"]
    assert [row[0] for row in found[1:]] == [str(at) for at in range(1, 31)]
    assert found[12] == ["12", "207,800", "254,000"]
    assert hidden(source).count("号給\t１級\t２級") == (2 if head else 0)
    tree = jorei.parse(make_sheets(pay_page(1, head=True), pay_page(11, head=head))).tree
    assert sum(node.kind == "table" for node in tree.nodes) == 1


def test_a_row_that_a_page_cuts_is_one_row() -> None:
    first = lines(60, 780, ["第６条　次の表の左欄に掲げる字句は、右欄に掲げる字句に読み替える。"]) + grid(
        (85, 190, 395), (110, 92, 60)
    )
    first += (
        words(90, 96, "規定")
        + words(195, 96, "字句")
        + words(90, 76, "第５条の２第１項第１")
        + words(195, 76, "特定減額前の給料月額及び退職の日にお")
    )
    second = grid((85, 190, 395), (800, 780, 760)) + words(90, 785, "号") + words(195, 785, "ける年齢に応じた額")
    second += words(90, 765, "第７条") + words(195, 765, "前条") + words(60, 740, "第７条　この条例は、規則で定める。")
    source = read_bytes(make_sheets(Sheet(first), Sheet(second)))
    assert rows(source) == [
        ["規定", "字句"], ["第５条の２第１項第１号", "特定減額前の給料月額及び退職の日における年齢に応じた額"], ["第７条", "前条"],
    ]  # fmt: skip


NEW_AND_OLD = (
    (["（還付）", "第８条　使用料は、還付しない。ただし、市長が特別の", "　理由があると認めるときは、この限りでない。", "第９条　市長は、使用料を減額する。"],
     ["（還付）", "第８条　使用料は、還付しない。", "", "（新設）"]),
)  # fmt: skip
NEW_AND_OLD_ROWS = [
    ["（還付）", "（還付）"],
    ["第８条　使用料は、還付しない。ただし、市長が特別の理由があると認めるときは、この限りでない。", "第８条　使用料は、還付しない。"],
    ["第９条　市長は、使用料を減額する。", "（新設）"],
]  # fmt: skip


@pytest.mark.parametrize("ruled", ["upright", "all", "none"])
def test_new_and_old_text_stand_in_two_columns(ruled: str) -> None:
    ((new, old),) = NEW_AND_OLD
    content = lines(66, 480, new, leading=17) + lines(420, 480, old, leading=17)
    if ruled != "upright":
        content += words(220, 500, "改正後") + words(560, 500, "改正前")
    content += {
        "upright": rules(*((x, 495, x, 400) for x in (60, 410, 770))),
        "all": grid((60, 410, 770), (515, 495, 400)),
        "none": "",
    }[ruled]
    found = rows(read_bytes(make_sheets(Sheet(words(356, 540, "雲見市公園条例　新旧対照表") + content, 842, 595))))
    assert found == ([] if ruled == "upright" else [["改正後", "改正前"]]) + NEW_AND_OLD_ROWS


def test_a_head_set_downwards_in_a_narrow_cell_is_one_word() -> None:
    content = (
        words(60, 760, "別表")
        + grid((85, 110, 300), (744, 680, 620))
        + column(92, 730, "使用区分", 12)
        + words(120, 710, "額")
    )
    content += words(90, 640, "甲") + words(120, 640, "５００円")
    assert rows(read_bytes(make_sheets(Sheet(content)))) == [["使用区分", "額"], ["甲", "５００円"]]


def test_words_in_the_halves_of_a_slanted_cell_are_not_mixed() -> None:
    content = (
        words(60, 760, "別表")
        + grid((85, 200, 300), (744, 700, 680))
        + words(130, 727, "年数の区分")
        + words(88, 724, "職員の区分")
    )
    content += words(210, 720, "一年") + words(90, 685, "甲") + words(210, 685, "五日")
    assert rows(read_bytes(make_sheets(Sheet(content))))[0][0] in ("年数の区分 職員の区分", "職員の区分 年数の区分")


# ---- margins, heads


def test_two_widths_in_one_document_have_a_margin_each() -> None:
    wide = "第{}条　管理者は、この規約に定める業務を行うに当たり、必要があると認めるときは、"
    texts = []
    for number in (1, 2, 3):
        texts += [
            wide.format(number)[:38],
            "　組合員に対し、理由を示して資料の提出又は説明を求めることができるものと、"[:38],
            "　する。",
            "【コメント】",
        ]
        texts += [
            "①　管理者は、業務を行うに当たり、必要があると",
            "　認めるときは、組合員及び占有者に対し、その理",
            "　由を示し、資料の提出を求め、又は説明を求める",
            "　ことができると解される。",
        ]
    source = read_bytes(make_sheets(Sheet(lines(60, 800, texts))))
    assert source.wrapped is not None
    ends = {text for text in shown(source) if source.text.index(text) + len(text) in source.wrapped}
    assert {text for text in texts if text.endswith(("あると", "の理", "める"))} <= ends
    assert "【コメント】" not in ends


def test_heads_that_differ_on_left_and_right_pages_are_furniture() -> None:
    pages = [
        Sheet(words(60 if at % 2 else 400, 810, "雲見市例規集" if at % 2 else "公園条例") + lines(60, 760, [f"第{at}条　甲は、乙とする。"])
              + words(290, 30, str(at)))
        for at in range(1, 9)
    ]  # fmt: skip
    source = read_bytes(make_sheets(*pages))
    assert shown(source) == [f"第{at}条　甲は、乙とする。" for at in range(1, 9)]


# ---- what cannot be trusted


def test_pages_without_text_are_named() -> None:
    source = read_bytes(make_sheets(Sheet(words(60, 780, "第１条　甲とする。")), Sheet(""), Sheet("")))
    assert source.notes[0].endswith("2 of 3 pages hold no text: 2, 3")
    with pytest.raises(Unreadable, match=r"scanned images on all 2 pages"):
        read_bytes(make_sheets(Sheet(""), Sheet("")))


def test_a_table_of_codes_that_lies_about_its_name_is_mojibake() -> None:
    """A CMap in the file that bears a predefined name is not what the engine takes it for."""
    text = "この条例は、公園の管理について必要な事項を定めることを目的とする。" * 3
    mojibake = text.encode("cp932").decode("utf-16-be", "replace")
    with pytest.raises(Unreadable, match="garbled"):
        read_bytes(make_sheets(Sheet(words(20, 700, mojibake[:50]) + words(20, 680, mojibake[50:]))))


SOUND = make_sheets(Sheet(words(60, 780, "第１条　甲とする。")))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (SOUND[: len(SOUND) // 3], "ends in the middle"),
        (b"%PDF-1.7\nnothing\n%%EOF", "damaged"),
        ("<!DOCTYPE html><html><body><p>お探しのページが見つかりません".encode(), "web page"),
        (
            file_of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]),
            "damaged|without text",
        ),
    ],
)
def test_each_kind_of_broken_file_says_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_bytes(data, "a.pdf")


def test_every_node_knows_its_box_and_cells_their_spans() -> None:
    content = lines(60, 780, ["雲見市公園条例", "第１条　公園を設ける。", "別表（第１条関係）"]) + grid(
        (60, 160, 260), (700, 680, 660)
    )
    content += (
        rules((360, 700, 360, 640))
        + words(64, 684, "区分")
        + words(164, 684, "額")
        + words(64, 664, "甲")
        + words(164, 664, "五円")
    )
    tree = jorei.parse(make_sheets(Sheet(content))).tree
    article = next(node for node in tree.nodes if node.kind == "article")
    assert article.box is not None
    assert [round(side) for side in article.box][0::2] == [60, 170]
    assert 68 < article.box[1] < article.box[3] < 84
    law = tree.nodes[0]
    assert law.box is not None
    assert law.box[3] > 170
    merged = grid((60, 160, 260), (700, 680)) + rules((60, 660, 260, 660), (60, 680, 60, 660), (260, 680, 260, 660))
    merged += words(64, 684, "区分") + words(164, 684, "額") + words(64, 664, "全部で五円")
    tree = jorei.parse(make_sheets(Sheet(words(60, 720, "別表") + merged))).tree
    assert [(node.text, node.row_span, node.col_span) for node in tree.nodes if node.kind == "table_cell"] == [
        ("区分", None, None), ("額", None, None), ("全部で五円", None, 2), ("", None, None),
    ]  # fmt: skip


def test_boxes_of_a_vertical_page_are_those_of_its_columns() -> None:
    content = "".join(column(550 - 24 * at, 400, text) for at, text in enumerate(VERTICAL))
    tree = jorei.parse(make_sheets(Sheet(content, 595, 580))).tree
    article = next(node for node in tree.nodes if node.kind == "article")
    assert article.box is not None
    left, top, right, bottom = article.box
    assert bottom - top > 150
    assert 440 < left < 470 < 520 < right < 570


def test_a_build_of_print_is_sound(tmp_path: Path) -> None:
    """The boxes in the JSON trees are those of the tables."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.pdf").write_bytes(make_sheets(pay_page(1, head=True), pay_page(11, head=True)))
    (raw / "b.pdf").write_bytes(
        make_sheets(Sheet("".join(spread(60, 780 - 22 * at, line, 12.2) for at, line in enumerate(PARK))))
    )
    jorei.build(raw, tmp_path / "out", jobs=1, json=True)
    assert list(validate(tmp_path / "out")) == []


def test_indents_on_paper_are_those_of_the_lines() -> None:
    title = ("雲見市先端公園及び広場並びに港湾施設の設置及び管理運営", "委員会規程")
    body = ["第１条　この規程は、委員会に関し必要な事項を定める。", "附　則"]
    content = (
        lines(90, 780, title) + lines(60, 720, body) + lines(70, 684, ["この規程は、令和６年４月１日から施行する。"])
    )
    document = jorei.parse(make_sheets(Sheet(content)), "a.pdf")
    assert document.title == "".join(title)
    assert [finding.code for finding in document.diagnostics if finding.code == "S23"] == []
    # a page of indented lines alone has the margin of the others
    pages = [
        lines(60, 780, body[:1] * 3),
        lines(60, 780, body[:1] * 3),
        lines(80, 780, ["(1)　甲", "(2)　乙", "(3)　丙"]),
    ]
    source = read_bytes(make_sheets(*map(Sheet, (*pages, pages[0]))))
    physical = split_lines(source.text, fold(source.text))
    set_indents(physical, source)
    assert {line.indent for line in physical if line.text.startswith("(")} == {4}
