"""Whether documents on one topic are more similar than others, and more than their titles alone tell."""

from __future__ import annotations

import csv
import hashlib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import jorei
from jorei.comparison.sparse import cosines, tfidf
from jorei.comparison.topics import TopicDocument, document_similarity, topics
from jorei.comparison.vocabulary import character_pairs

HERE = Path(__file__).parent
FOLDERS = ("seeds", "data/wards", "data/solar", "data/sabae/text")


def area(scores: np.ndarray, right: np.ndarray) -> float:
    """The area under the ROC curve: how often a right pair has the greater score, ties counted half."""
    _, value_indexes, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[value_indexes]
    hits = right.sum()
    return float((ranks[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits)))


@pytest.mark.slow
def test_topics_are_found_better_than_by_titles(shared: Path) -> None:
    with (HERE / "subjects.tsv").open(encoding="utf-8", newline="") as file:
        labelled = {row["document"]: row["subject"] for row in csv.DictReader(file, delimiter="\t")}
    files = [file for folder in FOLDERS for file in sorted((shared / folder).glob("*.txt"))]
    by_hash = {hashlib.sha256(file.read_bytes()).hexdigest()[:12]: file for file in files}
    if not labelled.keys() <= by_hash.keys():
        pytest.skip("needs the documents that were read, and they are not there")
    documents = [_document(name, by_hash[name]) for name in labelled]
    labels = [labelled[document.doc_id] or document.doc_id for document in documents]
    pairs = list(combinations(range(len(documents)), 2))
    right = np.array([labels[i] == labels[j] for i, j in pairs])
    similarity = document_similarity(documents)
    titles = tfidf([character_pairs(document.title or "") for document in documents])
    by_title = cosines(titles, titles)
    ours = area(np.array([similarity.get(pair, 0.0) for pair in pairs]), right)
    assert ours >= 0.97
    assert ours > area(np.array([by_title[pair] for pair in pairs]), right)
    topic_of = {doc_id: number for number, topic in enumerate(topics(documents)) for doc_id, _ in topic.documents}
    numbers = [topic_of.get(document.doc_id, -1 - index) for index, document in enumerate(documents)]
    together = np.array([numbers[i] == numbers[j] for i, j in pairs])
    alike = right & np.array([documents[i].is_rule == documents[j].is_rule for i, j in pairs])  # rules are listed apart
    assert (together & right).sum() >= 0.95 * together.sum()
    assert (together & right).sum() >= 0.55 * alike.sum()


def _document(name: str, file: Path) -> TopicDocument:
    parsed = jorei.parse_file(file)
    words = [node.caption for node in parsed.tree.nodes if node.caption] + [d.term for d in parsed.definitions]
    return TopicDocument(name, parsed.metadata.title, parsed.metadata.municipality, tuple(words), parsed.metadata.kind)
