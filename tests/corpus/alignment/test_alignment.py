"""How well provisions are aligned, against alignments made by hand, and what the matrix of three ordinances says."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

import jorei
from jorei.comparison.comparison import Comparison
from jorei.comparison.documents import document_from_analysis

HERE = Path(__file__).parent
Pairs = set[tuple[str, str]]


FOLDERS = ("seeds", "data/solar", "data/wards")


def aligned_by_hand(level: str, degree: str = "must") -> dict[tuple[str, str], Pairs]:
    pairs: dict[tuple[str, str], Pairs] = defaultdict(set)
    with (HERE / f"{level}s.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["degree"] == degree:
                pairs[row["left_document"], row["right_document"]].add((row["left"], row["right"]))
    return pairs


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, jorei.Document]:
    aligned = {name for pair in aligned_by_hand("article") for name in pair}
    texts = (file for folder in FOLDERS for file in (shared / folder).glob("*.txt"))
    files = {hashlib.sha256(file.read_bytes()).hexdigest()[:12]: file for file in texts}
    if not aligned <= files.keys():
        pytest.skip("needs the documents that were aligned, and they are not there")
    return {name: jorei.parse_file(files[name]) for name in sorted(aligned)}


@pytest.fixture(scope="module")
def aligned(documents: dict[str, jorei.Document]) -> dict[tuple[str, str], dict[str, Pairs]]:
    """The pairs of citations that are aligned, by level."""
    pairs = {}
    for names in aligned_by_hand("article"):
        comparison = Comparison([document_from_analysis(documents[name]) for name in names])
        by_level: dict[str, Pairs] = defaultdict(set)
        for row in comparison.alignments[0, 1]:
            if row.left is not None and row.right is not None:
                positions = ((0, row.left), (1, row.right))
                left, right = (comparison.provision(row.level, position).citation for position in positions)
                by_level[row.level].add((left, right))
        either = {level: aligned_by_hand(level, "may")[names] for level in ("article", "paragraph")}
        pairs[names] = {level: found - either.get(level, set()) for level, found in by_level.items()}
    return pairs


def f1(aligned: list[Pairs], by_hand: list[Pairs]) -> float:
    both = sum(len(ours & theirs) for ours, theirs in zip(aligned, by_hand, strict=True))
    return 2 * both / (sum(map(len, aligned)) + sum(map(len, by_hand)))


def test_articles(aligned: dict[tuple[str, str], dict[str, Pairs]]) -> None:
    by_hand = aligned_by_hand("article")
    assert f1([aligned[names]["article"] for names in by_hand], list(by_hand.values())) >= 0.94


def test_paragraphs_within_aligned_articles(aligned: dict[tuple[str, str], dict[str, Pairs]]) -> None:
    articles = aligned_by_hand("article")
    ours, by_hand = [], []
    for names, pairs in aligned_by_hand("paragraph").items():
        right_articles = aligned[names]["article"] & articles[names]
        ours.append({pair for pair in aligned[names]["paragraph"] if _articles(pair) in right_articles})
        by_hand.append({pair for pair in pairs if _articles(pair) in right_articles})
    assert f1(ours, by_hand) >= 0.9


def _articles(pair: tuple[str, str]) -> tuple[str, str]:
    left, right = (citation.rpartition("第")[0] for citation in pair)
    return left, right


def test_all_paragraphs(aligned: dict[tuple[str, str], dict[str, Pairs]]) -> None:
    """Also those whose articles are not aligned."""
    by_hand = aligned_by_hand("paragraph")
    assert f1([aligned[names]["paragraph"] for names in by_hand], list(by_hand.values())) >= 0.89


def test_matrix(shared: Path) -> None:
    """Days for the decision, greatest penalties, bodies and terms; and the page that has no source article."""
    parsed = [jorei.parse_file(file) for file in sorted((shared / "seeds").glob("*.txt"))]
    documents = [document for document in parsed if document.kind == "ordinance"]
    pages = [document for document in parsed if document.kind == "guide"]
    assert len(documents) == 3
    assert pages
    matrix = jorei.compare([*documents, *pages]).features()
    assert _values(matrix, "委員の数") == {"6人以内", "5人以内", "10人以内"}
    assert _values(matrix, "任期") == {"2年"}
    assert _values(matrix, "罰金の上限") == {"100万円以下の罰金"}
    assert _values(matrix, "過料の上限") == {"5万円以下の過料"}
    assert _values(matrix, "拘禁刑・懲役の上限") == {"2年以下の懲役"}
    deadline, extended = "開示決定等の期限｜期限", "開示決定等の期限｜期限（延長）"
    assert sorted(_days(matrix, deadline)) == [14, 14, 15, 15]
    assert sorted(_days(matrix, extended)) == [30, 30, 44, 60]
    assert sum("解説" in cell for column in (deadline, extended) for cell in matrix[column]) == 2
    assert all("［" in cell for column in matrix if "｜" in column for cell in matrix[column] if cell)


def _values(matrix: pd.DataFrame, column: str) -> set[str]:
    return {cell.partition("［")[0] for cell in matrix[column] if cell}


def _days(matrix: pd.DataFrame, column: str) -> list[int]:
    return [int(cell.partition("日")[0]) for cell in matrix[column] if cell]
