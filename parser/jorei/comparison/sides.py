"""The documents that are compared, from an analysis or from a build."""

from __future__ import annotations

from typing import Any

import msgspec

from jorei.comparison.provisions import Outline, outline
from jorei.dataset.corpus import Corpus
from jorei.errors import Refused
from jorei.identity import documents as identity
from jorei.model import Analysis, Definition, Norm, Reference, Target, Tree


class Side(msgspec.Struct, frozen=True):
    """A document to be compared."""

    doc_id: str
    name: str
    """What its column is headed by: the municipality, or the title."""
    title: str
    kind: str
    tree: Tree
    definitions: tuple[Definition, ...]
    norms: tuple[Norm, ...]
    outline: Outline


def of_analysis(analysis: Analysis) -> Side:
    """The side of an analysed document."""
    metadata, tree = analysis.metadata, analysis.tree
    doc_id = identity.doc_id(metadata, identity.text_digest(analysis.source.text))
    return Side(
        doc_id, metadata.municipality or metadata.title or analysis.source.path or doc_id, metadata.title or doc_id,
        metadata.kind, tree, analysis.definitions, analysis.norms, outline(tree, analysis.norms, analysis.references),
    )  # fmt: skip


def of_corpus(corpus: Corpus, name: str) -> Side:
    """The side of a document of a build; `Refused` when none or several are meant by ``name``."""
    row = find(corpus, name)
    tree = corpus.tree(row["doc_id"])
    places = {node.eid: node.id for node in tree.nodes}
    norms = _norms(corpus, row["doc_id"], places)
    references = _references(corpus, row["doc_id"], places)
    definitions = tuple(
        Definition(places[d["node_id"]], d["start"], d["end"], d["term"], d["kind"], d["definition"], d["scope"])
        for d in corpus.rows("definitions", row["doc_id"]).to_pylist()
    )
    return Side(
        row["doc_id"], row["municipality"] or row["title"] or row["doc_id"], row["title"] or row["doc_id"],
        row["kind"] or "other", tree, definitions, norms, outline(tree, norms, references),
    )  # fmt: skip


def find(corpus: Corpus, name: str) -> dict[str, Any]:
    """The row of the document that is meant: by its id, else by its path, title, number, municipality, or the beginning
    of its id or path."""
    columns = ["doc_id", "source_path", "title", "law_number", "municipality", "kind", "status"]
    rows = [row for row in corpus.documents.to_arrow(columns).to_pylist() if row["status"] == "ok"]
    for fits in (
        lambda row: row["doc_id"] == name,
        lambda row: name in (row["source_path"], row["title"], row["law_number"]),
        lambda row: row["source_path"].rpartition("/")[2].rpartition(".")[0] == name,
        lambda row: row["municipality"] == name,
        lambda row: row["doc_id"].startswith(name) or row["source_path"].startswith(name),
    ):
        found = [row for row in rows if fits(row)]
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(row["doc_id"] for row in found[:5])
            raise Refused(
                f"{name} に当たる文書が{len(found)}件あります: {names}", f"{name} names {len(found)} documents: {names}"
            )
    raise Refused(f"{name} という文書はありません", f"no document is named {name}")


def _norms(corpus: Corpus, doc_id: str, places: dict[str, int]) -> tuple[Norm, ...]:
    return tuple(
        Norm(
            places[n["node_id"]], n["start"], n["end"], n["sentence"], n["part"], n["modality"], n["subject"],
            n["predicate"], n["value_kind"], n["value"], n["unit"], n["bound"], n["counted_from"], n["penalty_kind"],
        )
        for n in corpus.rows("norms", doc_id).sort_by("norm_id").to_pylist()
    )  # fmt: skip


def _references(corpus: Corpus, doc_id: str, places: dict[str, int]) -> tuple[Reference, ...]:
    """The references that lead inside the document; of their facts, those that comparison reads."""
    columns = ["node_id", "start", "end", "text", "form", "status", "relation", "target_node_id", "target_citation"]
    return tuple(
        Reference(
            places[r["node_id"]], r["start"], r["end"], r["text"], r["form"], r["status"], r["relation"],
            (Target(places[r["target_node_id"]], r["target_citation"]),),
        )
        for r in corpus.rows("references", doc_id, ["doc_id", "ref_id", *columns]).sort_by("ref_id").to_pylist()
        if r["target_node_id"]
    )  # fmt: skip
