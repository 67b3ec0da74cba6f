"""Plain text, Markdown and Lawtext: what is written is read back as the same tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jorei
from jorei.model import Analysis, Tree
from jorei.write.text_forms import to_lawtext, to_markdown, to_text

RAW = sorted(
    path for path in (Path(__file__).parents[2] / "raw").glob("*.*") if path.suffix not in (".md", ".csv", ".toml")
)
ORDINANCES = [path for path in RAW if "guide" not in path.name]
STATED = (
    "kind",
    "eid",
    "num",
    "caption",
    "caption_shared",
    "title",
    "text",
    "citation",
    "deleted",
    "law_number",
    "depth",
)


def stated(tree: Tree, recovered: set[int]) -> list[tuple[Any, ...]]:
    """All but the labels that were recovered: a text form writes them like any other."""
    return [
        (None if node.id in recovered else node.label, *(getattr(node, name) for name in STATED)) for node in tree.nodes
    ]


def assert_comes_back(analysis: Analysis, write: Callable[[Analysis], bytes]) -> None:
    recovered = {node.id for node in analysis.tree.nodes if node.label_inferred}
    assert stated(jorei.parse(write(analysis)).tree, recovered) == stated(analysis.tree, recovered)


@pytest.mark.parametrize("write", [to_text, to_markdown, to_lawtext])
@pytest.mark.parametrize("path", ORDINANCES, ids=lambda path: path.name)
def test_every_sample_comes_back(path: Path, write: Callable[[Analysis], bytes]) -> None:
    assert_comes_back(jorei.parse_file(path), write)


@pytest.mark.parametrize("write", [to_text, to_markdown, to_lawtext])
@pytest.mark.parametrize(
    "cells",
    ["区分\t金額\n大人\t200円\n小人\t\n", "| 区分 |\n| --- |\n| 大人 |\n", "\t金額\t備考\n大人\t\t200円\n"],
    ids=["two columns", "one column", "empty cells"],
)
def test_a_table_comes_back(cells: str, write: Callable[[Analysis], bytes]) -> None:
    document = jorei.parse(
        f"○甲市条例\n\n第1条 使用料は、次の表のとおりとする。\n\n{cells}\n第2条 乙とする。\n\n別表\n\n{cells}"
    )
    assert [node.kind for node in document.tree.nodes].count("table") == 2
    assert_comes_back(document, write)


@pytest.mark.parametrize("write", [to_text, to_markdown, to_lawtext])
@pytest.mark.parametrize(
    "text",
    [
        "○甲市ノ順序\n\n明治22年\n\n閣令第12号\n\n第1条　甲トス\n",
        "○甲市条例\n\n第1条　甲とする。\n\n別表第一〔第1条・第2条〕\n\n乙\n",
        "○甲市条例\n\n第1条　区域は、甲の地域及び乙の地域並びに丙の地域及び丁の地域内にあっては、次の数値とし、その他の地域内にあっては\n\nS＝7メートル＋（2／5）H\n",
    ],
    ids=["a title without its ending", "an appendix with square brackets", "a formula"],
)
def test_what_is_unusual_comes_back(text: str, write: Callable[[Analysis], bytes]) -> None:
    assert_comes_back(jorei.parse(text), write)


def test_markup_in_a_text_is_no_markup_in_markdown() -> None:
    written = to_markdown(jorei.parse("○甲市条例\n\n第1条 <script>alert(1)</script> &amp; 5 < 6 & とする。")).decode()
    assert "第1条　&lt;script>alert(1)&lt;/script> &amp;amp; 5 < 6 & とする。" in written


def test_a_recovered_label_is_written() -> None:
    document = jorei.parse("○甲市条例\n\n第1条 甲とする。\n\n 市長は、乙とする。\n\n第2条 前条第2項の規定による。\n")
    assert [node.label_inferred for node in document.tree.nodes if node.citation == "第1条第2項"] == [True]
    assert "2　市長は、乙とする。" in to_text(document).decode()
