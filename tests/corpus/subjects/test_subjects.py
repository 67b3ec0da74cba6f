"""Whether documents on one subject are more alike than others, and more than their titles alone say."""

from __future__ import annotations

import csv
import hashlib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import jorei
from jorei.comparison.sparse import cosines, tfidf
from jorei.comparison.subjects import SubjectDocument, likeness
from jorei.comparison.subjects import subjects as group
from jorei.comparison.vocabulary import grams

HERE = Path(__file__).parent
FOLDERS = ("seeds", "data/wards", "data/solar", "data/sabae/text")


def area(scores: np.ndarray, right: np.ndarray) -> float:
    """The area under the ROC curve: how often a right pair has the greater score, ties counted half."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    hits = right.sum()
    return float((ranks[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits)))


@pytest.mark.slow
def test_subjects_are_told_better_than_by_titles(shared: Path) -> None:
    with (HERE / "subjects.tsv").open(encoding="utf-8", newline="") as file:
        subjects = {row["document"]: row["subject"] for row in csv.DictReader(file, delimiter="\t")}
    files = [file for folder in FOLDERS for file in sorted((shared / folder).glob("*.txt"))]
    held = {hashlib.sha256(file.read_bytes()).hexdigest()[:12]: file for file in files}
    if not subjects.keys() <= held.keys():
        pytest.skip("needs the documents that were read, and they are not there")
    documents = [_document(name, held[name]) for name in subjects]
    named = [subjects[document.doc_id] or document.doc_id for document in documents]
    pairs = list(combinations(range(len(documents)), 2))
    right = np.array([named[i] == named[j] for i, j in pairs])
    found = likeness(documents)
    titles = tfidf([grams(document.title or "") for document in documents])
    alike = cosines(titles, titles)
    ours = area(np.array([found.get(pair, 0.0) for pair in pairs]), right)
    assert ours >= 0.97
    assert ours > area(np.array([alike[pair] for pair in pairs]), right)
    groups = {doc_id: at for at, one in enumerate(group(documents)) for doc_id, _ in one.documents}
    places = [groups.get(document.doc_id, -1 - at) for at, document in enumerate(documents)]
    together = np.array([places[i] == places[j] for i, j in pairs])
    assert (together & right).sum() >= 0.95 * together.sum()
    assert (together & right).sum() >= 0.55 * right.sum()


def _document(name: str, file: Path) -> SubjectDocument:
    parsed = jorei.parse_file(file)
    words = [node.caption for node in parsed.tree.nodes if node.caption] + [d.term for d in parsed.definitions]
    return SubjectDocument(name, parsed.metadata.title, parsed.metadata.municipality, tuple(words))
