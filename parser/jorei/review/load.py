"""A document of a build as an `Analysis` again, with what the build knows of its neighbours."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.restore import restore
from jorei.model import Analysis


class Link(msgspec.Struct, frozen=True):
    """A reference that leads to, or comes from, another document of the build."""

    doc_id: str
    title: str
    node_id: str | None
    text: str = ""


class LoadedDocument(msgspec.Struct, frozen=True):
    """A document: its row, its analysis, where its references lead (by place), and who cites it (by node id)."""

    row: dict[str, Any]
    analysis: Analysis
    out: dict[int, Link] = {}
    cited_by: dict[str, tuple[Link, ...]] = {}


def load(corpus: Corpus, doc_id: str) -> LoadedDocument:
    """One document of a build; `KeyError` when there is none of this id, or when it could not be read."""
    row: dict[str, Any] = corpus.rows("documents", doc_id).to_pylist()[0]
    analysis = restore(corpus, doc_id)
    return LoadedDocument(row, analysis, *_links(corpus, doc_id))


def _links(corpus: Corpus, doc_id: str) -> tuple[dict[int, Link], dict[str, tuple[Link, ...]]]:
    """Where references of a document lead in the build, by their place; and which lead to its nodes."""
    ours = corpus.links.to_arrow(filters=[("doc_id", "=", doc_id)]).to_pylist()
    theirs = corpus.links.to_arrow(filters=[("target_doc_id", "=", doc_id)]).to_pylist()
    if not ours and not theirs:
        return {}, {}
    places = _places(corpus, doc_id)
    documents = corpus.documents.to_arrow(["doc_id", "title", "source_path"]).to_pylist()
    titles = {one["doc_id"]: one["title"] or one["source_path"] for one in documents}
    out = {
        places[one["ref_id"]]: Link(one["target_doc_id"], titles.get(one["target_doc_id"], ""), one["target_node_id"])
        for one in reversed(ours)
    }
    cited_by: dict[str, dict[str, Link]] = defaultdict(dict)
    for one in theirs:
        link = Link(one["doc_id"], titles.get(one["doc_id"], ""), None)
        cited_by[one["target_node_id"] or ""][one["doc_id"]] = link
    return out, {node: tuple(found.values()) for node, found in cited_by.items()}


def _places(corpus: Corpus, doc_id: str) -> dict[int, int]:
    """The place of each mention in the analysis by its id; the ends of a range are their range's."""
    rows = corpus.rows("references", doc_id, ["ref_id", "within_ref_id"]).to_pylist()
    order = sorted({row["ref_id"] for row in rows if row["within_ref_id"] is None})
    places = {ref: at for at, ref in enumerate(order)}
    return places | {row["ref_id"]: places[row["within_ref_id"]] for row in rows if row["within_ref_id"] is not None}
