"""PDF: lines in reading order, page starts, running heads apart; never a provision lost to furniture."""

from __future__ import annotations

import pytest

import jorei
from documents import ORDINANCE, make_pdf
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


def test_columns_of_single_characters_are_reported_as_vertical(monkeypatch: pytest.MonkeyPatch) -> None:
    column = "\n".join("第一条この条例は文書について必要な事項を定めることを目的とする第二条市長は文書を保存する")
    monkeypatch.setattr("jorei.read.pdf._page_text", lambda document, number: column)
    source = read_bytes(make_pdf([["一頁目"]]))
    assert any("vertically" in note for note in source.notes)


@pytest.mark.parametrize("data", [make_pdf([[]]), make_pdf([["　"], []])])
def test_pages_without_text_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="scanned"):
        read_bytes(data)


def test_a_locked_or_broken_file_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="damaged or locked"):
        read_bytes(b"%PDF-1.7\nnothing")
