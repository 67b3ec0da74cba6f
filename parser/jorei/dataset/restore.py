"""A document of a build as an `Analysis` again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from jorei.dataset.schema import shared_columns
from jorei.dataset.table import Table
from jorei.errors import Refused
from jorei.model import (
    Analysis,
    Definition,
    Diagnostic,
    Metadata,
    Node,
    Piece,
    RangeEnd,
    Reference,
    Related,
    Source,
    Target,
    Tree,
)  # fmt: skip

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS: Final = 2_000
"""Rows of a table that are turned into dicts at a time; chosen: a few megabytes."""
FACTS: Final = ("references", "definitions", "diagnostics")
"""The tables whose rows become facts of an `Analysis` again."""

RowDicts = list[dict[str, Any]]


class BuildTables(Protocol):
    """What is asked of a build here; `Corpus` has it."""

    @property
    def documents(self) -> Table:
        """The table of documents."""

    def table(self, name: str) -> Table:
        """A table by name."""

    def rows(self, name: str, doc_id: str, columns: list[str] | None = None) -> pa.Table:
        """The rows of one document."""


def restore(corpus: BuildTables, doc_id: str) -> Analysis:
    """One document of a build; `KeyError` when there is none of this id, or when it could not be read."""
    row = corpus.rows("documents", doc_id).to_pylist()[0]
    if row["status"] != "ok":
        raise KeyError(doc_id)
    nodes = corpus.rows("nodes", doc_id).sort_by("seq").to_pylist()
    return analysis_of(row, nodes, {name: corpus.rows(name, doc_id).to_pylist() for name in FACTS})


def restore_all(corpus: BuildTables, facts: Sequence[str] = FACTS) -> Iterator[tuple[str, Analysis]]:
    """Every document that could be read with its id; some thousand rows of each table are in memory at a time.

    Raises `Refused` where the tables do not name their documents in one order, as those of a build do.
    """
    for file in corpus.documents.files:
        tables = {name: _DocumentRows(corpus, name, file.name) for name in ("nodes", *facts)}
        for doc_id, (document,) in _rows_by_document(file):
            rows = {name: table.take(doc_id) for name, table in tables.items()}
            if document["status"] == "ok":
                if not rows["nodes"]:
                    raise _disorder("nodes", file)
                yield doc_id, analysis_of(document, rows["nodes"], rows)
        for name, table in tables.items():
            if table.next:
                raise _disorder(name, file)


def _disorder(name: str, file: Path) -> Refused:
    return Refused(
        f"{name} の行が文書の順に並んでいません: {file.name}。jorei validate で確かめてください",
        f"the rows of {name} are not in the order of the documents: {file.name}; see jorei validate",
    )


class _DocumentRows:
    """The rows of one part of a table, taken document by document; ``next`` are those of the document that is next."""

    def __init__(self, corpus: BuildTables, name: str, part: str) -> None:
        file = corpus.table(name).part(part)
        self._rest = iter(()) if file is None else _rows_by_document(file)
        self.next = next(self._rest, None)

    def take(self, doc_id: str) -> RowDicts:
        """The rows of a document, if it is the next one; none otherwise."""
        if self.next is None or self.next[0] != doc_id:
            return []
        rows = self.next[1]
        self.next = next(self._rest, None)
        return rows


def _rows_by_document(file: Path) -> Iterator[tuple[str, RowDicts]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as part:
        rows = chain.from_iterable(map(_rows, part.iter_batches(_BATCH_ROWS, use_threads=False)))
        for doc_id, group in groupby(rows, key=_doc_id):
            yield doc_id, list(group)


def _rows(batch: Any) -> RowDicts:
    """The rows as ``to_pylist`` gives them, made column by column: four times as fast with dictionary-encoded strings."""
    columns = [column.dictionary_decode() if hasattr(column, "dictionary") else column for column in batch.columns]
    names = batch.schema.names
    return [dict(zip(names, row, strict=True)) for row in zip(*(c.to_pylist() for c in columns), strict=True)]


def _doc_id(row: dict[str, Any]) -> str:
    return str(row["doc_id"])


def analysis_of(document: dict[str, Any], nodes: RowDicts, facts: Mapping[str, RowDicts]) -> Analysis:
    """The analysis from the rows of one document, those of ``nodes`` in the order of ``seq``."""
    tree = tree_of(nodes)
    ids = {node.eid: node.id for node in tree.nodes}
    lists = {name: document[name] or () for name in ("taxonomy", "in_force_stages")}
    metadata = _shared("documents", Metadata, document) | lists
    return Analysis(
        Source(
            document["text"], document["source_path"], document["format"], document["encoding"],
            document["source_sha256"] or "",
            part=document.get("source_part") or 0,
            offset=document.get("source_start") or 0,
        ),
        msgspec.convert(metadata, Metadata),
        tree,
        _references(facts.get("references", []), ids),
        tuple(_definition(row, ids) for row in facts.get("definitions", [])),
        diagnostics=tuple(_diagnostic(row, ids) for row in facts.get("diagnostics", [])),
    )  # fmt: skip


def _shared(table: str, struct: type, row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a struct that are columns of its table."""
    return {name: row[name] for name in shared_columns(table, struct)}


def _definition(row: dict[str, Any], ids: dict[str, int]) -> Definition:
    scope = tuple(ids[eid] for eid in row["scope_node_ids"])
    return Definition(node=ids[row["node_id"]], scope_nodes=scope, **_shared("definitions", Definition, row))


def _references(rows: RowDicts, ids: dict[str, int]) -> tuple[Reference, ...]:
    """Mentions again from their rows, in the order of the text; the ends of a range go back to their range."""
    mentions: dict[int, RowDicts] = defaultdict(list)
    ends: dict[int, list[RangeEnd]] = defaultdict(list)
    for row in rows:
        if row["within_ref_id"] is None:
            mentions[row["ref_id"]].append(row)
        else:
            end = RangeEnd(row["start"], row["end"], row["text"], row["form"], _target(row, ids))
            ends[row["within_ref_id"]].append(end)
    indices = {ref_id: index for index, ref_id in enumerate(sorted(mentions))}
    return tuple(_reference(mentions[ref_id], tuple(ends[ref_id]), indices, ids) for ref_id in indices)


def _reference(rows: RowDicts, ends: tuple[RangeEnd, ...], indices: dict[int, int], ids: dict[str, int]) -> Reference:
    """One mention from its rows; ``indices`` are those of mentions by ref_id, ``ids`` those of nodes by node_id."""
    first = rows[0]
    made = {
        "node": ids[first["node_id"]],
        "targets": tuple(
            _target(row, ids) for row in sorted(rows, key=_ordinal) if row["target_node_id"] or row["target_citation"]
        ),
        "antecedent": indices.get(first["antecedent_ref_id"]),
        "candidates": tuple(first["candidates"] or ()),
        "ends": ends,
        "reads": tuple(zip(first["reads_from"] or (), first["reads_as"] or (), strict=True)),
        "part_span": None if first["part_start"] is None else (first["part_start"], first["part_end"]),
        "table": ids.get(first["target_table_id"]),
    }
    return Reference(**_shared("references", Reference, first) | made)


def _target(row: dict[str, Any], ids: dict[str, int]) -> Target:
    return Target(ids.get(row["target_node_id"]), row["target_citation"])


def _ordinal(row: dict[str, Any]) -> int:
    return int(row["ordinal"])


def _diagnostic(row: dict[str, Any], ids: dict[str, int]) -> Diagnostic:
    related = tuple(Related(span["start"], span["end"], span["message"]) for span in row["related"] or ())
    return Diagnostic(node=ids.get(row["node_id"]), related=related, **_shared("diagnostics", Diagnostic, row))


def tree_of(rows: list[dict[str, Any]]) -> Tree:
    """The tree from the rows of its nodes, in the order of ``seq``."""
    ids = {row["node_id"]: node_id for node_id, row in enumerate(rows)}
    parents = [ids.get(row["parent_id"], -1) for row in rows]
    sizes = [1] * len(rows)
    for node_id in range(len(rows) - 1, 0, -1):  # children come after their parents
        sizes[parents[node_id]] += sizes[node_id]
    fields = shared_columns("nodes", Node)
    return Tree(
        tuple(
            Node(
                id=node_id,
                parent=parents[node_id],
                size=sizes[node_id],
                eid=row["node_id"],
                pieces=tuple(Piece(span["role"], span["start"], span["end"]) for span in row["spans"]),
                **{name: row[name] for name in fields},
            )
            for node_id, row in enumerate(rows)
        )
    )
