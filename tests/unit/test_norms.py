"""Norms: what holds for any text, and what a wrong text must not cost."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jorei
from jorei.model import Piece, Tree
from jorei.norms import norms
from jorei.norms.modality import ENDINGS, Ending, modality
from jorei.norms.quantities import number, quantities
from jorei.norms.sentences import split_lines
from jorei.text.fold import fold
from timing import growth, seconds

SOUP = st.text(alphabet="市長は、14日以内に。「」（）()〔〕ただし処する円万年月十百第一の条\n 起算して", max_size=120)


@given(SOUP)
def test_sentences_cover_their_lines(text: str) -> None:
    text += "\n"
    lines = list(split_lines(text))
    assert len(lines) == text.count("\n")
    assert "\n".join("".join(text[s.start : s.end] for s in line) for line in lines) + "\n" == text


@given(SOUP)
def test_norms_stand_in_their_nodes(text: str) -> None:
    document = jorei.parse("○甲市条例\n\n第1条 " + text)
    for norm in document.norms:
        node = document.tree.nodes[norm.node]
        assert node.start <= norm.start < norm.end <= max(piece.end for piece in node.pieces)
        assert (norm.value is None) == (norm.value_kind is None)


@given(st.integers(1, 99_999_999))
def test_amounts_come_back(value: int) -> None:
    assert number(f"{value:,}") == value
    assert number(f"{value // 10_000}万{value % 10_000:,}" if value >= 10_000 else str(value)) == value
    assert [q.value for q in quantities(f"甲は、{value:,}円を納める。")] == [value]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.suffixes[0])
def test_every_ending_decides_for_some_sentence(ending: Ending) -> None:
    """No row of the table is hidden by one above it."""
    name, suffixes, words = ending
    before = {
        "penalty": "過料を",
        "definition": "用語の意義は、別表の",
        "mutatis_mutandis": "何々「甲」とあるのは「乙」と職員の",
    }
    head = before.get(name, "") if words else "市長は、これを"
    assert any(modality(head + suffix) == name for suffix in suffixes)


@pytest.mark.parametrize(
    "text", ["(" * 40_000, "「（" * 20_000, "）」" * 20_000, "1" * 40_000, "千" * 40_000, "1,1万" * 10_000, "市長は、" * 10_000,
             "から起算して、" * 6_000, "以内" * 20_000, "10日以内に" * 8_000]
)  # fmt: skip
def test_time_is_linear(text: str) -> None:
    node = jorei.parse("○甲市条例\n\n第1条 甲は、乙とする。").tree.nodes[-1]

    def cost(size: int) -> float:
        words = (text * (size // len(text) + 1))[:size]
        pieces = (Piece("text", 0, size),)
        tree = Tree((msgspec.structs.replace(node, id=0, parent=-1, size=1, text=words, pieces=pieces),))
        return seconds(lambda: norms(tree, fold(words)))

    # what takes less for the longer text would take a second for a million letters, were it quadratic
    assert growth(cost, (40_000, 160_000), measurable=0.02, tolerated=8) <= 8
