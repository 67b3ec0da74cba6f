"""A document of a build as an `Analysis` again, with the links to and from other documents of the build."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.restore import restore
from jorei.model import Analysis


class DocumentLink(msgspec.Struct, frozen=True):
    """Another document of the build at the other end of a reference, and its node if the reference leads there."""

    doc_id: str
    title: str
    node_id: str | None


class LoadedDocument(msgspec.Struct, frozen=True):
    """A document: its row, its analysis, the targets of its references (by their index in the analysis) in other
    documents, and the documents that cite it (by node id, ``""`` for the whole document). ``build`` is the stamp of the
    build that it is from."""

    row: dict[str, Any]
    analysis: Analysis
    targets: dict[int, DocumentLink] = {}
    citing: dict[str, tuple[DocumentLink, ...]] = {}
    build: str = ""


def load(corpus: Corpus, doc_id: str) -> LoadedDocument:
    """One document of a build; `KeyError` when there is none of this id, or when it could not be read."""
    row: dict[str, Any] = corpus.rows("documents", doc_id).to_pylist()[0]
    analysis = restore(corpus, doc_id)
    return LoadedDocument(row, analysis, *_links(corpus, doc_id), corpus.stamp)


def _links(corpus: Corpus, doc_id: str) -> tuple[dict[int, DocumentLink], dict[str, tuple[DocumentLink, ...]]]:
    """The links from and to a document."""
    outgoing = corpus.links.to_arrow(filters=[("doc_id", "=", doc_id)]).to_pylist()
    incoming = corpus.links.to_arrow(filters=[("target_doc_id", "=", doc_id)]).to_pylist()
    if not outgoing and not incoming:
        return {}, {}
    indexes = _reference_indexes(corpus, doc_id)
    documents = corpus.documents.to_arrow(["doc_id", "title", "source_path"]).to_pylist()
    titles = {row["doc_id"]: row["title"] or row["source_path"] for row in documents}
    targets = {
        indexes[row["ref_id"]]: DocumentLink(
            row["target_doc_id"], titles.get(row["target_doc_id"], ""), row["target_node_id"]
        )
        for row in reversed(outgoing)  # of several targets the first is taken
    }
    citing: dict[str, dict[str, DocumentLink]] = defaultdict(dict)
    for row in incoming:
        link = DocumentLink(row["doc_id"], titles.get(row["doc_id"], ""), None)
        citing[row["target_node_id"] or ""][row["doc_id"]] = link
    return targets, {node_id: tuple(links.values()) for node_id, links in citing.items()}


def _reference_indexes(corpus: Corpus, doc_id: str) -> dict[int, int]:
    """The index of each reference in the analysis by its ``ref_id``; the ends of a range have that of the range."""
    rows = corpus.rows("references", doc_id, ["ref_id", "within_ref_id"]).to_pylist()
    outermost = sorted({row["ref_id"] for row in rows if row["within_ref_id"] is None})
    indexes = {ref_id: index for index, ref_id in enumerate(outermost)}
    return indexes | {row["ref_id"]: indexes[row["within_ref_id"]] for row in rows if row["within_ref_id"] is not None}
