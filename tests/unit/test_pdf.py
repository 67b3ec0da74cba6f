"""PDF: lines in reading order, page starts, running heads apart; never a provision lost to furniture."""

from __future__ import annotations

import pytest

import jorei
from documents import ORDINANCE, Drawing, make_pdf, ruled_table
from jorei.read import Unreadable, read_bytes

PAGES = [
    ["甲市例規集", *ORDINANCE[:5], "- 1 -"],
    ["甲市例規集", *ORDINANCE[5:9], "- 2 -"],
    ["甲市例規集", *ORDINANCE[9:], "- 3 -"],
]


def test_running_heads_and_page_numbers_are_furniture_and_every_node_has_its_page() -> None:
    document = jorei.parse(make_pdf(PAGES))
    source = document.source
    assert (source.format, [page.number for page in source.pages]) == ("pdf", [1, 2, 3])
    assert {source.text[block.start : block.end] for block in source.blocks if block.furniture} == {
        "甲市例規集", "- 1 -", "- 2 -", "- 3 -",
    }  # fmt: skip
    assert document.title == "甲市文書条例"
    pages = {node.eid: node.page for node in document.tree.nodes if node.kind in ("article", "item", "paragraph")}
    assert pages == {
        "main__art_1": 1, "main__art_1__para_1": 1, "main__art_2": 2, "main__art_2__para_1": 2,
        "main__art_2__para_1__item_1": 2, "main__art_2__para_1__item_2": 2, "main__art_2__para_2": 3, "suppl_1__para_1": 3,
    }  # fmt: skip
    assert document.find("第2条第1項第2号").text == "前号に準ずるもの"  # type: ignore[union-attr]  # it is there


def test_headings_of_forms_on_pages_of_their_own_are_no_running_heads() -> None:
    pages = [[f"様式第{number}号（第{number}条関係）", "年　月　日", f"申請書その{number}"] for number in range(1, 6)]
    source = read_bytes(make_pdf(pages))
    assert not any(source.text[block.start : block.end].startswith("様式") for block in source.blocks)


def test_a_single_page_has_no_running_heads() -> None:
    assert read_bytes(make_pdf([list(ORDINANCE)])).blocks == ()


@pytest.mark.parametrize("data", [make_pdf([[]]), make_pdf([["　"], []])])
def test_pages_without_text_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="scanned"):
        read_bytes(data)


def cells_of(drawn: list[Drawing], *pages: list[str]) -> list[list[str]]:
    tree = jorei.parse(make_pdf(list(pages), drawn)).tree
    return [[cell.text for cell in tree.children(row)] for row in tree.nodes if row.kind == "table_row"]


READING = [
    ["第5条第2項", "市長は、前項の文書を保", "市長は、前項の文書を廃"],
    ["", "存しなければならない", "棄することができる"],
    ["第7条", "市長", "教育委員会"],
]
"""A table of what reads as what, as it is printed: its first row takes two lines."""


def test_cells_that_wrap_are_rows_and_their_labels_no_articles() -> None:
    """The lines that are drawn say where a row ends; the words alone do not."""
    table = ruled_table(READING, rows=(0, 2, 3), columns=(50, 130, 250, 370), top=600)
    pages = [
        ["○甲市文書条例", "第1条　次の表のとおり読み替えるものとする。"],
        ["第2条　市長は、文書を公開するものとする。"],
    ]
    assert cells_of([table, Drawing()], *pages) == [
        ["第5条第2項", "市長は、前項の文書を保存しなければならない", "市長は、前項の文書を廃棄することができる"],
        ["第7条", "市長", "教育委員会"],
    ]
    document = jorei.parse(make_pdf(pages, [table, Drawing()]))
    assert [node.label for node in document.tree.nodes if node.kind == "article"] == ["第1条", "第2条"]
    assert {node.page for node in document.tree.nodes if node.kind == "table_cell"} == {1}
    cell = next(node for node in document.tree.nodes if node.kind == "table_cell" and "保存" in node.text)
    assert document.source.text[cell.start : cell.end] == cell.text


def test_a_cell_beside_several_rows_stands_in_the_first_of_them() -> None:
    words = [["窓口", "大人", "300円"], ["", "子供", "100円"], ["郵便", "大人", "400円"]]
    table = ruled_table(words, rows=(0, 1, 2, 3), columns=(50, 120, 200, 300), top=600, open_sides=((1, 0),))
    assert cells_of([table], ["別表第1（第3条関係）"]) == words


@pytest.mark.parametrize("style", ["boxes", "strokes", "frames", "path"])
def test_whatever_draws_the_lines(style: str) -> None:
    """Thin boxes (word processors), strokes, a frame for each cell, or the whole grid in one path."""
    words = [["区分", "額"], ["大人", "300円"]]
    table = ruled_table(words, rows=(0, 1, 2), columns=(50, 120, 200), top=600, style=style)
    assert cells_of([table], ["別表第1（第3条関係）"]) == words


def test_underlines_and_a_frame_around_words_make_no_table() -> None:
    underlined = ruled_table([["甲"], ["乙"], ["丙"]], rows=(0, 1, 2, 3), columns=(50, 200), top=600)
    assert cells_of([underlined], ["別表第1（第3条関係）"]) == []
    assert cells_of([Drawing("50 776 100 0.5 re f 50 760 100 0.5 re f")], ["別表第1（第3条関係）", "甲"]) == []


def test_lines_without_end_are_not_looked_at() -> None:
    """A page may draw more lines than anybody could look at: they make no table, and no hang."""
    grid = " ".join(f"{x} 0 0.5 800 re f 0 {x} 800 0.5 re f" for x in range(0, 4_000, 2))
    assert cells_of([Drawing(grid)], list(ORDINANCE)) == []
