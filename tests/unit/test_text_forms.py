"""Plain text, Markdown and Lawtext: what is written is read back as the same tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jorei
from jorei.cli.arguments import _FORMS
from jorei.model import Analysis, Tree
from jorei.write.formats import FORMS
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


@pytest.mark.parametrize("write", [to_text, to_markdown])
@pytest.mark.parametrize("path", ORDINANCES, ids=lambda path: path.name)
def test_every_sample_comes_back(path: Path, write: Callable[[Analysis], bytes]) -> None:
    assert_comes_back(jorei.parse_file(path), write)


@pytest.mark.parametrize("path", ORDINANCES, ids=lambda path: path.name)
def test_lawtext_comes_back_where_there_is_no_table(path: Path) -> None:
    document = jorei.parse_file(path)
    if any(node.kind == "table" for node in document.tree.nodes):
        assert b"  * - " in to_lawtext(document)
    else:
        assert_comes_back(document, to_lawtext)


def test_markup_in_a_text_is_no_markup_in_markdown() -> None:
    written = to_markdown(jorei.parse("○甲市条例\n\n第1条 <script>alert(1)</script> & とする。")).decode()
    assert "第1条　&lt;script>alert(1)&lt;/script> &amp; とする。" in written


def test_a_recovered_label_is_written() -> None:
    document = jorei.parse("○甲市条例\n\n第1条 甲とする。\n\n 市長は、乙とする。\n\n第2条 前条第2項の規定による。\n")
    assert [node.label_inferred for node in document.tree.nodes if node.citation == "第1条第2項"] == [True]
    assert "2　市長は、乙とする。" in to_text(document).decode()


def test_the_command_line_offers_every_form() -> None:
    assert set(_FORMS) == set(FORMS)
