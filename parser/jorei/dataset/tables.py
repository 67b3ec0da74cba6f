"""Analyses -> the columns of every dataset, list by list: no dict for each row.

`Columns` takes documents one after the other and hands out plain lists; `store.schema` says what they mean.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from jorei.dataset.schema import SCHEMA_VERSION, TABLES
from jorei.identity import documents as identity
from jorei.model import Analysis, Diagnostic, Node, Norm, Reference, Target, Tokens

Values = Sequence[Any]
_NO_TARGET: Final = Target(None, None)
WORD: Final = "word"
"""In the values of `tokens`: what the dictionary says, for the columns `WORD_COLUMNS`; a few thousand words recur."""
WORD_COLUMNS: Final = {
    "pos": "tags", "dictionary_form": "dictionary_form", "normalized_form": "normalized_form", "reading": "reading",
    "is_oov": "is_oov",
}  # fmt: skip
"""Columns of `tokens`, and the fields of `Word` they come from."""
_STORED: Final = tuple(name for name in TABLES if name not in ("links", "alignments"))


def document_row(analysis: Analysis, digest: str | None = None) -> dict[str, Any]:
    """The row of `documents` for an analysed text; ``digest`` is `identity.text_digest` of it when already known."""
    source, metadata = analysis.source, analysis.metadata
    document = identity.doc_id(metadata, digest or identity.text_digest(source.text))
    return {
        "doc_id": document,
        "work_id": identity.work_id(metadata, document),
        "expression_date": metadata.expression_date,
        "source_path": source.path or "",
        "source_sha256": source.sha256,
        "source_url": metadata.source_url,
        "fetched_at": metadata.fetched_at,
        "licence": metadata.licence,
        "status": "ok",
        "status_reason": "; ".join(source.notes) or None,
        "format": source.format,
        "encoding": source.encoding,
        "kind": metadata.kind,
        "title": metadata.title,
        "municipality": metadata.municipality,
        "municipality_code": metadata.municipality_code,
        "law_number": metadata.law_number,
        "issuer": metadata.issuer,
        "promulgated_on": metadata.promulgated_on,
        "in_force_on": metadata.in_force_on,
        "repealed": metadata.repealed,
        "work_uri": identity.work_uri(metadata),
        "taxonomy": list(metadata.taxonomy),
        "text": source.text,
        "char_count": len(source.text),
        "article_count": sum(node.kind == "article" for node in analysis.tree.nodes),
        "verified_by": metadata.verified_by,
        "verified_on": metadata.verified_on,
        "schema_version": SCHEMA_VERSION,
    }


def unreadable_row(path: str, sha256: str | None, reason: str) -> dict[str, Any]:
    """The row of `documents` for an input that could not be read. It has no text, so its path names it."""
    row: dict[str, Any] = dict.fromkeys(TABLES["documents"].names)
    digest = unreadable_digest(path)
    row.update(
        doc_id=f"x-x-x-{digest[:8]}", source_path=path, source_sha256=sha256, status="unreadable", status_reason=reason,
        repealed=False, schema_version=SCHEMA_VERSION,
    )  # fmt: skip
    row["work_id"] = row["doc_id"]
    return row


def unreadable_digest(path: str) -> str:
    """What stands for the hash of a text that is none; no text has it."""
    return identity.text_digest(f"\0{path}")


class Columns:
    """The rows of many documents as lists. ``doc_id`` is left out but for `documents`: `counts` says whose rows
    are whose, and the writer puts it in (the same text twice, or two texts with one id, are only seen at the end)."""

    def __init__(self, tokens: bool = False) -> None:
        self.tables = tuple(name for name in _STORED if tokens or name != "tokens")
        self.values: dict[str, dict[str, list[Any]]] = {
            name: {column: [] for column in _value_names(name)} for name in self.tables
        }
        self.counts: dict[str, list[int]] = {name: [] for name in self.tables}

    def add(self, analysis: Analysis, digest: str | None = None, tokens: Tokens | None = None) -> dict[str, Any]:
        """Append one document; returns its row of `documents`."""
        row = document_row(analysis, digest)
        columns = {name: build(analysis) for name, build in _BUILDERS.items()}
        if "tokens" in self.tables:
            columns["tokens"] = token_columns(analysis, tokens or Tokens())
        self._append(row, columns)
        return row

    def add_unreadable(self, row: dict[str, Any]) -> None:
        self._append(row, {})

    def _append(self, row: dict[str, Any], columns: dict[str, dict[str, Values]]) -> None:
        for column, documents in self.values["documents"].items():
            documents.append(row[column])
        self.counts["documents"].append(1)
        for name in self.tables[1:]:
            found = columns.get(name, {})
            for column, values in found.items():
                self.values[name][column].extend(values)
            self.counts[name].append(len(next(iter(found.values()), ())))


def _value_names(table: str) -> list[str]:
    names = [name for name in TABLES[table].names if name != "doc_id" or table == "documents"]
    return [*(name for name in names if name not in WORD_COLUMNS), WORD] if table == "tokens" else names


def _fields(rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> dict[str, Sequence[Any]]:
    """The fields of many structs, field by field; several times as fast as asking each struct for each field.

    >>> _fields([Target(3, "第1条"), Target(None, None)], Target)
    {'node': (3, None), 'citation': ('第1条', None)}
    """
    names = kind.__struct_fields__
    return dict(zip(names, zip(*map(astuple, rows), strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def node_columns(analysis: Analysis) -> dict[str, Values]:
    nodes = analysis.tree.nodes
    found = _fields(nodes, Node)
    eids = found["eid"]
    return {
        "node_id": eids,
        "parent_id": [eids[parent] if parent >= 0 else None for parent in found["parent"]],
        "seq": range(len(nodes)),
        **_same(found, "depth", "kind", "num", "label", "label_inferred", "confidence", "caption", "caption_shared",
                "title", "text", "citation", "start", "end"),
        "spans": [tuple(map(astuple, pieces)) for pieces in found["pieces"]],
        "page": _pages(analysis, nodes),
        **_same(found, "xpath", "deleted", "law_number", "corrected"),
    }  # fmt: skip


def _same(found: dict[str, Sequence[Any]], *names: str) -> dict[str, Sequence[Any]]:
    """The fields that are columns as they are."""
    return {name: found[name] for name in names}


def _pages(analysis: Analysis, nodes: Sequence[Node]) -> Values:
    pages = analysis.source.pages
    if not pages:
        return [n.page for n in nodes]
    starts = [page.start for page in pages]
    found = (bisect_right(starts, n.start) - 1 for n in nodes)
    return [n.page or (pages[at].number if at >= 0 else None) for n, at in zip(nodes, found, strict=True)]


def reference_columns(analysis: Analysis) -> dict[str, Values]:
    """A row for each target of a mention; a mention without a known target has one row.

    The two ends of a range follow it as mentions within it.
    """
    eids = [n.eid for n in analysis.tree.nodes]
    mentions, holders = _with_ends(analysis.references)
    order = sorted(range(len(mentions)), key=lambda at: (mentions[at].start, -mentions[at].end))
    ids = {at: number for number, at in enumerate(order, 1)}
    rows: list[tuple[int, int, Reference, Target]] = [
        (at, ordinal, mentions[at], target)
        for at in order
        for ordinal, target in enumerate(mentions[at].targets or (_NO_TARGET,), 1)
    ]
    found = _fields([reference for _, _, reference, _ in rows], Reference)
    return {
        "ref_id": [ids[at] for at, _, _, _ in rows],
        "ordinal": [ordinal for _, ordinal, _, _ in rows],
        "node_id": [eids[node] for node in found["node"]],
        **_same(found, "start", "end", "text", "form", "relation", "status", "target_law", "target_law_title",
                "target_law_id"),
        "target_node_id": [eids[target.node] if target.node is not None else None for _, _, _, target in rows],
        "target_citation": [target.citation for _, _, _, target in rows],
        **_same(found, "target_part", "as_of"),
        "antecedent_ref_id": [None if at is None else ids[at] for at in found["antecedent"]],
        "within_ref_id": [ids[holders[at]] if at in holders else None for at, _, _, _ in rows],
        "part_start": [place[0] if place else None for place in found["part_place"]],
        "part_end": [place[1] if place else None for place in found["part_place"]],
        "target_table_id": [None if table is None else eids[table] for table in found["table"]],
        "reads_from": [[words for words, _ in reads] for reads in found["reads"]],
        "reads_as": [[words for _, words in reads] for reads in found["reads"]],
        **_same(found, "delegated", "basis", "candidates", "confidence", "corrected"),
    }  # fmt: skip


def _with_ends(references: Sequence[Reference]) -> tuple[list[Reference], dict[int, int]]:
    """The mentions, with the ends of ranges as mentions after all others; and the range that each of those is within."""
    mentions, holders = list(references), {}
    for at, reference in enumerate(references):
        for end in reference.ends:
            holders[len(mentions)] = at
            mentions.append(
                msgspec.structs.replace(
                    reference,
                    start=end.start,
                    end=end.end,
                    text=end.text,
                    form=end.form,
                    targets=(end.target,),
                    ends=(),
                )
            )
    return mentions, holders


def definition_columns(analysis: Analysis) -> dict[str, Values]:
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.definitions, key=lambda d: (d.start, d.end))
    return {
        "def_id": list(range(1, len(rows) + 1)),
        "node_id": [eids[d.node] for d in rows],
        "term": [d.term for d in rows],
        "kind": [d.kind for d in rows],
        "definition": [d.definition for d in rows],
        "scope": [d.scope for d in rows],
        "scope_text": [d.scope_text for d in rows],
        "scope_node_ids": [[eids[at] for at in d.scope_nodes] for d in rows],
        "start": [d.start for d in rows],
        "end": [d.end for d in rows],
        "target_law": [d.target_law for d in rows],
        "narrowing": [d.narrowing for d in rows],
        "uses": [d.uses for d in rows],
    }


def amendment_columns(analysis: Analysis) -> dict[str, Values]:
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.amendments, key=lambda a: (a.start, a.end))
    return {
        "amend_id": list(range(1, len(rows) + 1)),
        "node_id": [eids[a.node] if a.node is not None else None for a in rows],
        "source": [a.source for a in rows],
        "law_number": [a.law_number for a in rows],
        "on": [a.on for a in rows],
        "actions": [list(a.actions) for a in rows],
        "former_label": [a.former_label for a in rows],
        "start": [a.start for a in rows],
        "end": [a.end for a in rows],
    }


def norm_columns(analysis: Analysis) -> dict[str, Values]:
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.norms, key=lambda n: (n.start, n.end))
    same = ("sentence", "start", "end", "part", "modality", "subject", "predicate", "value_kind", "value", "unit",
            "bound", "counted_from", "penalty_kind")  # fmt: skip
    found = _fields(rows, Norm)
    return {
        "norm_id": range(1, len(rows) + 1),
        "node_id": [eids[node] for node in found["node"]],
        **{name: found[name] for name in same},
    }


def diagnostic_columns(analysis: Analysis) -> dict[str, Values]:
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.diagnostics, key=lambda d: (d.start, d.end, d.code))
    places = positions(analysis.source.text, [d.start for d in rows])
    return diagnostic_values(rows, [eids[d.node] if d.node is not None else None for d in rows], places)


def diagnostic_values(
    rows: Sequence[Diagnostic], node_ids: Sequence[str | None], places: Sequence[tuple[int, int]]
) -> dict[str, Values]:
    """The columns of `diagnostics` for findings in order, with their nodes and their (line, column)."""
    same = ("code", "name", "severity", "confidence", "message", "message_en", "start", "end", "suggestion",
            "suppressed_by")  # fmt: skip
    found = _fields(rows, Diagnostic)
    return {
        "diag_id": range(1, len(rows) + 1),
        **{name: found[name] for name in same},
        "node_id": list(node_ids),
        "line": [line for line, _ in places],
        "column": [column for _, column in places],
        "related": [[(r.start, r.end, r.message) for r in d.related] for d in rows],
    }


def positions(text: str, offsets: Sequence[int]) -> list[tuple[int, int]]:
    """Line and column, both from 1, of each offset.

    >>> positions("第1条\\n本文", [0, 4, 6])
    [(1, 1), (2, 1), (2, 3)]
    """
    if not offsets:
        return []
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    lines = [bisect_right(starts, offset) for offset in offsets]
    return [(line, offset - starts[line - 1] + 1) for line, offset in zip(lines, offsets, strict=True)]


def token_columns(analysis: Analysis, tokens: Tokens) -> dict[str, Values]:
    eids = [n.eid for n in analysis.tree.nodes]
    words = tokens.words
    return {
        "node_id": [eids[node] for node in tokens.nodes],
        "seq": list(range(len(words))),
        "start": tokens.starts,
        "end": tokens.ends,
        "surface": tokens.surfaces,
        WORD: words,
    }


_BUILDERS: Final[dict[str, Callable[[Analysis], dict[str, Values]]]] = {
    "nodes": node_columns,
    "references": reference_columns,
    "definitions": definition_columns,
    "amendments": amendment_columns,
    "norms": norm_columns,
    "diagnostics": diagnostic_columns,
}
