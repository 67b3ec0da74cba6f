"""A document of a build as an `Analysis` again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.dataset.corpus import Corpus, tree_of
from jorei.errors import Refused
from jorei.model import Analysis, Definition, Diagnostic, Metadata, RangeEnd, Reference, Related, Source, Target

_BATCH: Final = 2_000
FACTS: Final = ("references", "definitions", "diagnostics")
_REFERENCE = (
    "start", "end", "text", "form", "status", "relation", "target_law", "target_law_title", "target_law_id",
    "target_part", "as_of", "confidence", "corrected", "delegated", "basis",
)  # fmt: skip
_DEFINITION = (
    "start", "end", "term", "kind", "definition", "scope", "scope_text", "target_law", "narrowing", "uses",
)  # fmt: skip
_DIAGNOSTIC = (
    "code", "name", "severity", "message", "message_en", "start", "end", "confidence", "suggestion", "suppressed_by",
)  # fmt: skip


RowDicts = list[dict[str, Any]]


def restore(corpus: Corpus, doc_id: str) -> Analysis:
    """One document of a build; `KeyError` when there is none of this id, or when it could not be read."""
    row = corpus.rows("documents", doc_id).to_pylist()[0]
    if row["status"] != "ok":
        raise KeyError(doc_id)
    nodes = corpus.rows("nodes", doc_id).sort_by("seq").to_pylist()
    return analysis_of(row, nodes, {name: corpus.rows(name, doc_id).to_pylist() for name in FACTS})


def restore_all(corpus: Corpus, facts: Sequence[str] = FACTS) -> Iterator[tuple[str, Analysis]]:
    """Every document that could be read with its id; the rows of one row group of each table are in memory at a time.

    Raises `Refused` where the tables do not name their documents in one order, as those of a build do.
    """
    for file in corpus.documents.files:
        tables = {name: _Runs(corpus, name, file.name) for name in ("nodes", *facts)}
        for doc_id, (row,) in _runs(file):
            found = {name: rows.of(doc_id) for name, rows in tables.items()}
            if row["status"] == "ok":
                if not found["nodes"]:
                    raise _disorder("nodes", file)
                yield doc_id, analysis_of(row, found["nodes"], found)
        for name, rows in tables.items():
            if rows.left:
                raise _disorder(name, file)


def _disorder(name: str, file: Path) -> Refused:
    return Refused(
        f"{name} の行が文書の順に並んでいません: {file.name}。jorei validate で確かめてください",
        f"the rows of {name} are not in the order of the documents: {file.name}; see jorei validate",
    )


class _Runs:
    """The rows of one part of a table, taken document by document."""

    def __init__(self, corpus: Corpus, name: str, part: str) -> None:
        file = Path(corpus.table(name).folder / part)
        self._rest = _runs(file) if file.exists() else iter(())
        self.left = next(self._rest, None)

    def of(self, doc_id: str) -> RowDicts:
        """The rows of the next document; none when it has none."""
        if self.left is None or self.left[0] != doc_id:
            return []
        rows = self.left[1]
        self.left = next(self._rest, None)
        return rows


def _runs(file: Path) -> Iterator[tuple[str, RowDicts]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as part:
        rows = chain.from_iterable(map(_rows, part.iter_batches(_BATCH, use_threads=False)))
        for doc_id, run in groupby(rows, key=_doc_id):
            yield doc_id, list(run)


def _rows(batch: Any) -> RowDicts:
    """As ``to_pylist`` gives them, column by column: four times as fast where strings are dictionary-encoded."""
    columns = [column.dictionary_decode() if hasattr(column, "dictionary") else column for column in batch.columns]
    names = batch.schema.names
    return [dict(zip(names, row, strict=True)) for row in zip(*(c.to_pylist() for c in columns), strict=True)]


def _doc_id(row: dict[str, Any]) -> str:
    return str(row["doc_id"])


def analysis_of(row: dict[str, Any], nodes: RowDicts, facts: Mapping[str, RowDicts]) -> Analysis:
    """The analysis from the rows of one document, those of ``nodes`` in the order of ``seq``."""
    tree = tree_of(nodes)
    places = {node.eid: node.id for node in tree.nodes}
    known = {name: row[name] for name in Metadata.__struct_fields__ if name in row}
    return Analysis(
        Source(row["text"], row["source_path"], row["format"], row["encoding"], row["source_sha256"] or ""),
        msgspec.convert(known | {"taxonomy": row["taxonomy"] or ()}, Metadata),
        tree,
        _references(facts.get("references", []), places),
        tuple(_definition(one, places) for one in facts.get("definitions", [])),
        diagnostics=tuple(_diagnostic(one, places) for one in facts.get("diagnostics", [])),
    )


def _definition(row: dict[str, Any], places: dict[str, int]) -> Definition:
    scope = tuple(places[eid] for eid in row["scope_node_ids"])
    return Definition(node=places[row["node_id"]], scope_nodes=scope, **{name: row[name] for name in _DEFINITION})


def _references(rows: RowDicts, places: dict[str, int]) -> tuple[Reference, ...]:
    """Mentions again from their rows, in the order of the text; the ends of a range go back to their range."""
    mentions: dict[int, RowDicts] = defaultdict(list)
    ends: dict[int, list[RangeEnd]] = defaultdict(list)
    for row in rows:
        if row["within_ref_id"] is None:
            mentions[row["ref_id"]].append(row)
        else:
            target = Target(places.get(row["target_node_id"]), row["target_citation"])
            ends[row["within_ref_id"]].append(RangeEnd(row["start"], row["end"], row["text"], row["form"], target))
    ids = {ref: at for at, ref in enumerate(sorted(mentions))}
    return tuple(_reference(mentions[ref], tuple(ends[ref]), ids, places) for ref in ids)


def _reference(rows: RowDicts, ends: tuple[RangeEnd, ...], ids: dict[int, int], places: dict[str, int]) -> Reference:
    first = rows[0]
    return Reference(
        node=places[first["node_id"]],
        targets=tuple(
            Target(places.get(row["target_node_id"]), row["target_citation"])
            for row in sorted(rows, key=_ordinal)
            if row["target_node_id"] or row["target_citation"]
        ),
        antecedent=ids.get(first["antecedent_ref_id"]),
        candidates=tuple(first["candidates"] or ()),
        ends=ends,
        reads=tuple(zip(first["reads_from"] or (), first["reads_as"] or (), strict=True)),
        part_place=None if first["part_start"] is None else (first["part_start"], first["part_end"]),
        table=places.get(first["target_table_id"]),
        **{name: first[name] for name in _REFERENCE},
    )


def _ordinal(row: dict[str, Any]) -> int:
    return int(row["ordinal"])


def _diagnostic(row: dict[str, Any], places: dict[str, int]) -> Diagnostic:
    related = tuple(Related(one["start"], one["end"], one["message"]) for one in row["related"] or ())
    node = places.get(row["node_id"])
    return Diagnostic(node=node, related=related, **{name: row[name] for name in _DIAGNOSTIC})
