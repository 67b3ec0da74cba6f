"""A document of a build as an `Analysis` again, with what the build knows of its neighbours."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from jorei.model import Analysis, Definition, Diagnostic, Metadata, Reference, Related, Source, Target
from jorei.store.corpus import Corpus

_REFERENCE = (
    "start", "end", "text", "form", "status", "relation", "target_law", "target_law_title", "target_law_id",
    "target_part", "as_of", "confidence", "corrected",
)  # fmt: skip
_DEFINITION = (
    "start", "end", "term", "kind", "definition", "scope", "scope_text", "target_law", "narrowing", "uses",
)  # fmt: skip
_DIAGNOSTIC = (
    "code", "name", "severity", "message", "message_en", "start", "end", "confidence", "suggestion", "suppressed_by",
)  # fmt: skip


class Link(msgspec.Struct, frozen=True):
    """A reference that leads to, or comes from, another document of the build."""

    doc_id: str
    title: str
    node_id: str | None
    text: str = ""


class Loaded(msgspec.Struct, frozen=True):
    """A document: its row, its analysis, where its references lead (by place), and who cites it (by node id)."""

    row: dict[str, Any]
    analysis: Analysis
    out: dict[int, Link] = {}
    cited_by: dict[str, tuple[Link, ...]] = {}


def load(corpus: Corpus, doc_id: str) -> Loaded:
    """One document of a build; `KeyError` when there is none of this id, or when it could not be read."""
    row: dict[str, Any] = corpus.rows("documents", doc_id).to_pylist()[0]
    if row["status"] != "ok":
        raise KeyError(doc_id)
    tree = corpus.tree(doc_id)
    places = {node.eid: node.id for node in tree.nodes}
    facts = (corpus.rows(name, doc_id).to_pylist() for name in ("references", "definitions", "diagnostics"))
    references, definitions, diagnostics = facts
    known = {name: row[name] for name in Metadata.__struct_fields__ if name in row}
    metadata = msgspec.convert(known | {"taxonomy": row["taxonomy"] or ()}, Metadata)
    source = Source(row["text"], row["source_path"], row["format"], row["encoding"], row["source_sha256"] or "")
    analysis = Analysis(
        source, metadata, tree, _references(references, places),
        tuple(
            Definition(node=places[one["node_id"]], scope_nodes=tuple(places[eid] for eid in one["scope_node_ids"]),
                       **{name: one[name] for name in _DEFINITION})
            for one in definitions
        ),
        diagnostics=tuple(_diagnostic(one, places) for one in diagnostics),
    )  # fmt: skip
    return Loaded(row, analysis, *_links(corpus, doc_id))


def _references(rows: list[dict[str, Any]], places: dict[str, int]) -> tuple[Reference, ...]:
    """Mentions again from their rows, one for each ``ref_id``, in its order."""
    mentions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        mentions[row["ref_id"]].append(row)
    ids = {ref: at for at, ref in enumerate(sorted(mentions))}
    return tuple(
        Reference(
            node=places[(first := mentions[ref][0])["node_id"]],
            targets=tuple(
                Target(places.get(row["target_node_id"]), row["target_citation"])
                for row in sorted(mentions[ref], key=lambda row: int(row["ordinal"]))
                if row["target_node_id"] or row["target_citation"]
            ),
            antecedent=ids.get(first["antecedent_ref_id"]),
            candidates=tuple(first["candidates"] or ()),
            **{name: first[name] for name in _REFERENCE},
        )
        for ref in ids
    )


def _diagnostic(row: dict[str, Any], places: dict[str, int]) -> Diagnostic:
    related = tuple(Related(one["start"], one["end"], one["message"]) for one in row["related"] or ())
    node = places.get(row["node_id"])
    return Diagnostic(node=node, related=related, **{name: row[name] for name in _DIAGNOSTIC})


def _links(corpus: Corpus, doc_id: str) -> tuple[dict[int, Link], dict[str, tuple[Link, ...]]]:
    """Where references of a document lead in the build, by their place; and which lead to its nodes."""
    ours = corpus.links.to_arrow(filters=[("doc_id", "=", doc_id)]).to_pylist()
    theirs = corpus.links.to_arrow(filters=[("target_doc_id", "=", doc_id)]).to_pylist()
    if not ours and not theirs:
        return {}, {}
    documents = corpus.documents.to_arrow(["doc_id", "title", "source_path"]).to_pylist()
    titles = {one["doc_id"]: one["title"] or one["source_path"] for one in documents}
    out = {
        one["ref_id"] - 1: Link(one["target_doc_id"], titles.get(one["target_doc_id"], ""), one["target_node_id"])
        for one in reversed(ours)
    }
    cited_by: dict[str, dict[str, Link]] = defaultdict(dict)
    for one in theirs:
        link = Link(one["doc_id"], titles.get(one["doc_id"], ""), None)
        cited_by[one["target_node_id"] or ""][one["doc_id"]] = link
    return out, {node: tuple(found.values()) for node, found in cited_by.items()}
