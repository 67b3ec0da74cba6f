"""Whether search finds what people look for, by queries with what was wanted written down first (README.md beside this)."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

import jorei
from jorei.dataset.corpus import Corpus
from jorei.search import SearchIndex, open_index

HERE = Path(__file__).parent
FOLDERS = ("data/wards", "data/solar", "seeds")
AT_MOST = 5
"""Hits that are looked at."""

Place = tuple[str, str | None]
"""A document by the hash of its bytes, and a citation."""


def wanted(name: str) -> dict[str, set[Place]]:
    """The places that satisfy each query."""
    places: dict[str, set[Place]] = defaultdict(set)
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            places[row["query"]].add((row["document"], row["place"]))
    return places


@pytest.fixture(scope="module")
def searched(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchIndex, dict[str, str]]:
    """An index of the documents that were read, and the hash of each document by its id."""
    folder = tmp_path_factory.mktemp("search")
    hashes = {}
    for place in FOLDERS:
        for file in sorted((shared / place).glob("*.txt")):
            name = f"{Path(place).name}/{file.name}"
            (folder / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / "raw" / name)
            hashes[name] = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    documents = {document for name in ("queries", "held_out") for query in wanted(name).values() for document, _ in query}
    if not documents <= set(hashes.values()):
        pytest.skip("needs the documents that the queries were written for, and they are not there")
    corpus = jorei.build(folder / "raw", folder / "build")
    rows = corpus.documents.to_arrow(["doc_id", "source_path"]).to_pylist()
    return open_index(corpus), {row["doc_id"]: hashes[row["source_path"]] for row in rows}


@pytest.fixture(scope="module")
def fictional(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchIndex, dict[str, str]]:
    """An index of raw/, and the file of each document by its id."""
    corpus = Corpus(shutil.copytree(built, tmp_path_factory.mktemp("fictional") / "build"))
    rows = corpus.documents.to_arrow(["doc_id", "source_path"]).to_pylist()
    return open_index(corpus), {row["doc_id"]: row["source_path"] for row in rows}


def share_satisfied(index: SearchIndex, names: dict[str, str], queries: dict[str, set[Place]]) -> float:
    """The share of the queries with a wanted place among the first hits; those without are printed."""
    failed = [
        query
        for query, places in queries.items()
        if not places & {(names[hit.doc_id], hit.citation) for hit in index.search(query)[:AT_MOST]}
    ]
    print("not satisfied:", *failed)
    return 1 - len(failed) / len(queries)


@pytest.mark.parametrize(("name", "least"), [("queries", 0.95), ("held_out", 0.85)])
def test_what_is_wanted_is_among_the_first(
    searched: tuple[SearchIndex, dict[str, str]], name: str, least: float
) -> None:
    assert len(wanted(name)) == 30
    assert share_satisfied(*searched, wanted(name)) >= least


def test_what_is_wanted_in_the_fictional_ordinances(fictional: tuple[SearchIndex, dict[str, str]]) -> None:
    assert len(wanted("fictional")) == 30
    assert share_satisfied(*fictional, wanted("fictional")) >= 0.85
