"""The documents to be compared, made from an analysis or from a build."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jorei.comparison.provisions import Outline, outline
from jorei.dataset.corpus import Corpus
from jorei.errors import Refused
from jorei.identity import documents as identity
from jorei.model import Analysis, Definition, Norm, Reference, Target, Tree
from jorei.model.vocabulary import InstrumentKind

_LISTED: Final = 5
"""So many documents are named in the message on an ambiguous name."""


class ComparedDocument(msgspec.Struct, frozen=True):
    """A document to be compared; ``name`` heads its column: the municipality, or the title."""

    doc_id: str
    name: str
    title: str
    kind: InstrumentKind
    tree: Tree
    definitions: tuple[Definition, ...]
    norms: tuple[Norm, ...]
    outline: Outline


def document_from_analysis(analysis: Analysis) -> ComparedDocument:
    """An analysed document, to be compared."""
    metadata, tree = analysis.metadata, analysis.tree
    doc_id = identity.doc_id(metadata, identity.text_digest(analysis.source.text))
    return ComparedDocument(
        doc_id=doc_id,
        name=metadata.municipality or metadata.title or analysis.source.path or doc_id,
        title=metadata.title or doc_id,
        kind=metadata.kind,
        tree=tree,
        definitions=analysis.definitions,
        norms=analysis.norms,
        outline=outline(tree, analysis.norms, analysis.references, analysis.definitions),
    )


def document_from_corpus(corpus: Corpus, name: str) -> ComparedDocument:
    """The document of a build that ``name`` names; `Refused` when it names none or several."""
    row = find_document(corpus, name)
    doc_id: str = row["doc_id"]
    tree = corpus.tree(doc_id)
    node_numbers = {node.eid: node.id for node in tree.nodes}
    norms = _norms(corpus, doc_id, node_numbers)
    definitions = _definitions(corpus, doc_id, node_numbers)
    return ComparedDocument(
        doc_id=doc_id,
        name=row["municipality"] or row["title"] or doc_id,
        title=row["title"] or doc_id,
        kind=row["kind"] or "other",
        tree=tree,
        definitions=definitions,
        norms=norms,
        outline=outline(tree, norms, _references(corpus, doc_id, node_numbers), definitions),
    )


_NAME_FITS: Final[tuple[Callable[[dict[str, Any], str], bool], ...]] = (
    lambda row, name: row["doc_id"] == name,
    lambda row, name: name in (row["source_path"], row["title"], row["law_number"]),
    lambda row, name: row["source_path"].rpartition("/")[2].rpartition(".")[0] == name,
    lambda row, name: row["municipality"] == name,
    lambda row, name: row["doc_id"].startswith(name) or row["source_path"].startswith(name),
)
"""How a name may name a document. Ordered: the first that fits any document decides."""


def find_document(corpus: Corpus, name: str) -> dict[str, Any]:
    """The row of the document that is named by its id, path, title, number, municipality, or the beginning of its id or
    path. Raises `Refused` when there is none, or more than one."""
    columns = ["doc_id", "source_path", "title", "law_number", "municipality", "kind", "status"]
    rows = [row for row in corpus.documents.to_arrow(columns).to_pylist() if row["status"] == "ok"]
    for fits in _NAME_FITS:
        named = [row for row in rows if fits(row, name)]
        if len(named) == 1:
            return named[0]
        if named:
            ids = "、".join(row["doc_id"] for row in named[:_LISTED])
            raise Refused(
                f"{name} に当たる文書が{len(named)}件あります: {ids}", f"{name} names {len(named)} documents: {ids}"
            )
    raise Refused(f"{name} という文書はありません", f"no document is named {name}")


def _definitions(corpus: Corpus, doc_id: str, node_numbers: dict[str, int]) -> tuple[Definition, ...]:
    return tuple(
        Definition(
            node_numbers[row["node_id"]], row["start"], row["end"], row["term"], row["kind"], row["definition"],
            row["scope"],
        )
        for row in corpus.rows("definitions", doc_id).to_pylist()
    )  # fmt: skip


def _norms(corpus: Corpus, doc_id: str, node_numbers: dict[str, int]) -> tuple[Norm, ...]:
    return tuple(
        Norm(
            node_numbers[row["node_id"]], row["start"], row["end"], row["sentence"], row["part"], row["modality"],
            row["subject"], row["predicate"], row["value_kind"], row["value"], row["unit"], row["bound"],
            row["counted_from"], row["penalty_kind"], row["topic"],
        )
        for row in corpus.rows("norms", doc_id).sort_by("norm_id").to_pylist()
    )  # fmt: skip


def _references(corpus: Corpus, doc_id: str, node_numbers: dict[str, int]) -> tuple[Reference, ...]:
    """The references that lead to a provision of the document itself, with the fields that the comparison reads."""
    columns = ["node_id", "start", "end", "text", "form", "status", "relation", "target_node_id", "target_citation"]
    return tuple(
        Reference(
            node_numbers[row["node_id"]], row["start"], row["end"], row["text"], row["form"], row["status"],
            row["relation"], (Target(node_numbers[row["target_node_id"]], row["target_citation"]),),
        )
        for row in corpus.rows("references", doc_id, ["doc_id", "ref_id", *columns]).sort_by("ref_id").to_pylist()
        if row["target_node_id"]
    )  # fmt: skip
