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
from jorei.comparison.sides import of_analysis

HERE = Path(__file__).parent
Pairs = set[tuple[str, str]]


def gold(level: str) -> dict[tuple[str, str], Pairs]:
    found: dict[tuple[str, str], Pairs] = defaultdict(set)
    with (HERE / f"{level}s.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["left_document"], row["right_document"]].add((row["left"], row["right"]))
    return found


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, jorei.Document]:
    wanted = {name for pair in gold("article") for name in pair}
    names = {hashlib.sha256(file.read_bytes()).hexdigest()[:12]: file for file in (shared / "seeds").glob("*.txt")}
    if not wanted <= names.keys():
        pytest.skip("needs the documents that were aligned, and they are not there")
    return {name: jorei.parse_file(names[name]) for name in sorted(wanted)}


@pytest.fixture(scope="module")
def found(documents: dict[str, jorei.Document]) -> dict[tuple[str, str], dict[str, Pairs]]:
    """The pairs of citations that are aligned, by level."""
    pairs = {}
    for names in gold("article"):
        comparison = Comparison([of_analysis(documents[name]) for name in names])
        held: dict[str, Pairs] = defaultdict(set)
        for row in comparison.alignments[0, 1]:
            if row.left is not None and row.right is not None:
                ends = ((0, row.left), (1, row.right))
                left, right = (comparison.provision(row.level, end).citation for end in ends)
                held[row.level].add((left, right))
        pairs[names] = held
    return pairs


def f1(found: list[Pairs], right: list[Pairs]) -> float:
    both = sum(len(f & r) for f, r in zip(found, right, strict=True))
    return 2 * both / (sum(map(len, found)) + sum(map(len, right)))


def test_articles(found: dict[tuple[str, str], dict[str, Pairs]]) -> None:
    right = gold("article")
    assert f1([found[names]["article"] for names in right], list(right.values())) >= 0.94


def test_paragraphs_within_aligned_articles(found: dict[tuple[str, str], dict[str, Pairs]]) -> None:
    articles = gold("article")
    have, want = [], []
    for names, pairs in gold("paragraph").items():
        aligned = found[names]["article"] & articles[names]
        have.append({pair for pair in found[names]["paragraph"] if _articles(pair) in aligned})
        want.append({pair for pair in pairs if _articles(pair) in aligned})
    assert f1(have, want) >= 0.9


def _articles(pair: tuple[str, str]) -> tuple[str, str]:
    left, right = (citation.rpartition("第")[0] for citation in pair)
    return left, right


def test_matrix(shared: Path) -> None:
    """Days for the decision, greatest penalties, bodies and terms; and the page that has no source article."""
    parsed = [jorei.parse_file(file) for file in sorted((shared / "seeds").glob("*.txt"))]
    documents = [document for document in parsed if document.kind == "ordinance"]
    pages = [document for document in parsed if document.kind == "guide"]
    assert len(documents) == 3 and pages
    matrix = jorei.compare([*documents, *pages]).features()
    assert _said(matrix, "委員の数") == {"6人以内", "5人以内", "10人以内"}
    assert _said(matrix, "任期") == {"2年"}
    assert _said(matrix, "罰金の上限") == {"100万円以下の罰金"}
    assert _said(matrix, "過料の上限") == {"5万円以下の過料"}
    assert _said(matrix, "拘禁刑・懲役の上限") == {"2年以下の懲役"}
    deadline, longer = "開示決定等の期限｜期限", "開示決定等の期限（2）｜期限（延長）"
    assert sorted(_days(matrix, deadline)) == [14, 14, 15, 15]
    assert sorted(_days(matrix, longer)) == [30, 30, 44, 60]
    assert sum("解説" in cell for column in (deadline, longer) for cell in matrix[column]) == 2
    assert all("［" in cell for column in matrix if "｜" in column for cell in matrix[column] if cell)


def _said(matrix: pd.DataFrame, column: str) -> set[str]:
    return {cell.partition("［")[0] for cell in matrix[column] if cell}


def _days(matrix: pd.DataFrame, column: str) -> list[int]:
    return [int(cell.partition("日")[0]) for cell in matrix[column] if cell]
