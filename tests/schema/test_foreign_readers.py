"""What other tools make of a build: Frictionless, Croissant, Hugging Face datasets, polars."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jorei.dataset.corpus import Corpus


@pytest.fixture(autouse=True)
def _quiet() -> Any:
    """Their warnings are about themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_frictionless_accepts_every_row(built: Path) -> None:
    from frictionless import Package

    descriptor = json.loads((built / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        # as Parquet has them: by way of pandas, whole numbers with gaps would be decimals
        rows = [row for part in resource.pop("path") for row in pq.read_table(built / part).to_pylist()]
        names = [field["name"] for field in resource["schema"]["fields"]]
        resource["data"] = [names, *([row[name] for name in names] for row in rows)]
        del resource["format"], resource["mediatype"]
    report = Package.from_descriptor(descriptor).validate()
    notes = [error.note for task in report.tasks for error in task.errors] + [error.note for error in report.errors]
    # a key with a null in it points nowhere (SQL), which Frictionless does not know of composite keys
    assert [note for note in notes if "None" not in note] == []


def test_croissant_reads_every_table(built: Path) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(built / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    corpus = Corpus(built)
    for name in ("documents", "nodes", "references"):
        first = next(iter(dataset.records(name)))
        assert first[f"{name}/doc_id"].decode() in corpus.documents.to_arrow(["doc_id"]).column("doc_id").to_pylist()


def test_hugging_face_loads_it_from_disk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    loaded = datasets.load_dataset("parquet", data_dir=str(built / "nodes"), cache_dir=str(tmp_path), split="train")
    corpus = Corpus(built)
    assert loaded.num_rows == len(corpus.nodes)
    assert loaded[0]["spans"] == corpus.nodes.to_arrow().slice(0, 1).to_pylist()[0]["spans"]


@pytest.mark.parametrize("name", [None, "nodes", "references", "links"])
def test_hugging_face_takes_a_build_for_a_dataset(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    """README.md of a build names its tables as configurations; documents is the default."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    loaded = datasets.load_dataset(str(built), name, cache_dir=str(tmp_path), split="train")
    assert loaded.num_rows == len(Corpus(built).table(name or "documents"))


def test_polars_joins_every_table_with_the_documents(built: Path) -> None:
    """The files as they are, without a cast: an id is a string in all of them."""
    import polars as pl

    documents = pl.scan_parquet(built / "documents" / "*.parquet").select("doc_id", "title")
    for name, table in Corpus(built).tables.items():
        joined = pl.scan_parquet(built / name / "*.parquet").join(documents, on="doc_id").collect()
        assert joined.height == len(table)
    links = pl.scan_parquet(built / "links" / "*.parquet")
    assert links.join(documents, left_on="target_doc_id", right_on="doc_id").collect().height == len(
        Corpus(built).links
    )


def test_polars_reads_what_pandas_reads(built: Path) -> None:
    corpus = Corpus(built)
    assert corpus.references.to_polars().height == len(corpus.references.to_pandas()) == len(corpus.references)
