"""Analyses -> the columns of every dataset, list by list: no dict for each row.

`Columns` takes documents one after the other and hands out plain lists; `jorei.dataset.schema` says what they mean. A
field of a struct of `jorei.model` that has the name of a column is that column (`shared_columns`); the functions here
say only what is not a field as it stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from jorei.dataset.schema import SCHEMA_VERSION, TABLES, shared_columns
from jorei.identity import documents as identity
from jorei.model import Amendment, Analysis, Definition, Diagnostic, Metadata, Node, Norm, Reference, Target, Tokens
from jorei.text.provision_text import full_texts

Values = Sequence[Any]
_NO_TARGET: Final = Target(None, None)
WORD: Final = "word"
"""In the values of `tokens`: what the dictionary says, for the columns `WORD_COLUMNS`; a few thousand words recur."""
WORD_COLUMNS: Final = {
    "pos": "tags", "dictionary_form": "dictionary_form", "normalized_form": "normalized_form", "reading": "reading",
    "is_oov": "is_oov",
}  # fmt: skip
"""Columns of `tokens`, and the fields of `Word` they come from."""
_DOCUMENT_COLUMNS: Final = TABLES["documents"].names
_STORED: Final = tuple(name for name in TABLES if name not in ("links", "alignments"))


def document_row(analysis: Analysis, digest: str | None = None) -> dict[str, Any]:
    """The row of `documents` for an analysed text; ``digest`` is `identity.text_digest` of it when already known."""
    source, metadata = analysis.source, analysis.metadata
    document = identity.doc_id(metadata, digest or identity.text_digest(source.text))
    values = {
        **{name: getattr(metadata, name) for name in shared_columns("documents", Metadata)},
        "doc_id": document,
        "work_id": identity.work_id(metadata, document),
        "source_path": source.path or "",
        "source_part": source.part or None,
        "source_start": source.offset if source.part else None,
        "source_end": source.offset + len(source.text) if source.part else None,
        "source_sha256": source.sha256,
        "status": "ok",
        "status_reason": "; ".join(source.notes) or None,
        "format": source.format,
        "encoding": source.encoding,
        "work_uri": identity.work_uri(metadata),
        "in_force_stages": list(metadata.in_force_stages),
        "taxonomy": list(metadata.taxonomy),
        "text": source.text,
        "char_count": len(source.text),
        "article_count": sum(node.kind == "article" and node.citation is not None for node in analysis.tree.nodes),
        "schema_version": SCHEMA_VERSION,
    }
    return {name: values[name] for name in _DOCUMENT_COLUMNS}


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
    """The digest that names a document without a text: of its path behind a NUL, with which no text begins."""
    return identity.text_digest(f"\0{path}")


def analysed_tables(tokens: bool) -> tuple[str, ...]:
    """The tables with rows of single documents, in the order of the contract."""
    return tuple(name for name in _STORED if tokens or name != "tokens")


class Columns:
    """The rows of many documents as lists. ``doc_id`` is left out but for `documents`: `counts` says whose rows
    are whose, and the writer puts it in (the same text twice, or two texts with one id, are only seen at the end)."""

    def __init__(self, tokens: bool = False) -> None:
        self.tables = analysed_tables(tokens)
        self.values: dict[str, dict[str, list[Any]]] = {
            name: {column: [] for column in _value_names(name)} for name in self.tables
        }
        self.counts: dict[str, list[int]] = {name: [] for name in self.tables}

    def add(self, analysis: Analysis, digest: str | None = None, tokens: Tokens | None = None) -> dict[str, Any]:
        """Append one document; returns its row of `documents`."""
        row = document_row(analysis, digest)
        columns = {name: build(analysis) for name, build in BUILDERS.items()}
        if "tokens" in self.tables:
            columns["tokens"] = token_columns(analysis, tokens or Tokens())
        self._append(row, columns)
        return row

    def add_unreadable(self, row: dict[str, Any]) -> None:
        """Append a document that could not be read, by its row of `documents`."""
        self._append(row, {})

    def _append(self, row: dict[str, Any], columns: dict[str, dict[str, Values]]) -> None:
        for column, documents in self.values["documents"].items():
            documents.append(row[column])
        self.counts["documents"].append(1)
        for name in self.tables[1:]:
            added = columns.get(name, {})
            for column, values in added.items():
                self.values[name][column].extend(values)
            self.counts[name].append(len(next(iter(added.values()), ())))


def _value_names(table: str) -> list[str]:
    names = [name for name in TABLES[table].names if name != "doc_id" or table == "documents"]
    return [*(name for name in names if name not in WORD_COLUMNS), WORD] if table == "tokens" else names


def _fields(rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> dict[str, Sequence[Any]]:
    """The fields of many structs, field by field; several times as fast as asking each struct for each field.

    >>> _fields([Target(3, "第1条"), Target(None, None)], Target)
    {'node': (3, None), 'citation': ('第1条', None)}
    """
    return _by_field(list(map(astuple, rows)), kind)


def _by_field(rows: Sequence[tuple[Any, ...]], kind: type[msgspec.Struct]) -> dict[str, Sequence[Any]]:
    """The same for what `astuple` gives of the structs."""
    names = kind.__struct_fields__
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _shared(table: str, rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> dict[str, Sequence[Any]]:
    """The columns of a table that are fields of these structs."""
    fields = _fields(rows, kind)
    return {name: fields[name] for name in shared_columns(table, kind)}


_NAMES: Final = {name: tuple(column for column in table.names if column != "doc_id") for name, table in TABLES.items()}


def _in_order(table: str, columns: dict[str, Values]) -> dict[str, Values]:
    """The columns in the order of the table, without doc_id."""
    return {name: columns[name] for name in _NAMES[table]}


def node_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `nodes`."""
    nodes = analysis.tree.nodes
    fields = _fields(nodes, Node)
    eids = fields["eid"]
    return _in_order("nodes", {
        **{name: fields[name] for name in shared_columns("nodes", Node)},
        "node_id": eids,
        "parent_id": [eids[parent] if parent >= 0 else None for parent in fields["parent"]],
        "seq": range(len(nodes)),
        "spans": fields["pieces"],
        "page": _pages(analysis, nodes),
        "full_text": full_texts(analysis.tree),
    })  # fmt: skip


def _pages(analysis: Analysis, nodes: Sequence[Node]) -> Values:
    """The page of each node: its own, else the one that its start lies on."""
    pages = analysis.source.pages
    if not pages:
        return [n.page for n in nodes]
    starts = [page.start for page in pages]
    last = (bisect_right(starts, n.start) - 1 for n in nodes)
    return [n.page or (pages[page].number if page >= 0 else None) for n, page in zip(nodes, last, strict=True)]


def reference_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `references`: a row for each target of a mention, one for a mention without a known target.

    The two ends of a range follow it as mentions within it.
    """
    eids = [n.eid for n in analysis.tree.nodes]
    mentions, ranges = _with_ends(analysis.references)
    places = [(mention.start, -mention.end) for mention in mentions]
    order = sorted(range(len(mentions)), key=places.__getitem__)
    ref_ids = {index: number for number, index in enumerate(order, 1)}
    rows: list[tuple[int, int, Target]] = [
        (index, ordinal, target)
        for index in order
        for ordinal, target in enumerate(mentions[index].targets or (_NO_TARGET,), 1)
    ]
    given = list(map(astuple, mentions))
    fields = _by_field([given[index] for index, _, _ in rows], Reference)
    return _in_order("references", {
        **{name: fields[name] for name in shared_columns("references", Reference)},
        "ref_id": [ref_ids[index] for index, _, _ in rows],
        "ordinal": [ordinal for _, ordinal, _ in rows],
        "node_id": [eids[node] for node in fields["node"]],
        "target_node_id": [None if target.node is None else eids[target.node] for _, _, target in rows],
        "target_citation": [target.citation for _, _, target in rows],
        "antecedent_ref_id": [None if index is None else ref_ids[index] for index in fields["antecedent"]],
        "within_ref_id": [ref_ids[ranges[index]] if index in ranges else None for index, _, _ in rows],
        "part_start": [span[0] if span else None for span in fields["part_span"]],
        "part_end": [span[1] if span else None for span in fields["part_span"]],
        "target_table_id": [None if table is None else eids[table] for table in fields["table"]],
        "reads_from": [[words for words, _ in reads] if reads else () for reads in fields["reads"]],
        "reads_as": [[words for _, words in reads] if reads else () for reads in fields["reads"]],
    })  # fmt: skip


def _with_ends(references: Sequence[Reference]) -> tuple[list[Reference], dict[int, int]]:
    """The mentions, with the ends of ranges as mentions after all others; and the range that each of those is within."""
    mentions, ranges = list(references), {}
    for index, reference in enumerate(references):
        for end in reference.ends:
            ranges[len(mentions)] = index
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
    return mentions, ranges


def definition_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `definitions`, in the order of the text."""
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.definitions, key=lambda d: (d.start, d.end))
    return _in_order("definitions", {
        **_shared("definitions", rows, Definition),
        "def_id": range(1, len(rows) + 1),
        "node_id": [eids[d.node] for d in rows],
        "scope_node_ids": [[eids[node] for node in d.scope_nodes] for d in rows],
    })  # fmt: skip


def amendment_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `amendments`, in the order of the text."""
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.amendments, key=lambda a: (a.start, a.end))
    return {
        "amend_id": range(1, len(rows) + 1),
        "node_id": [eids[a.node] if a.node is not None else None for a in rows],
        **_shared("amendments", rows, Amendment),
    }


def norm_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `norms`, in the order of the text."""
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.norms, key=lambda n: (n.start, n.end))
    return {
        "norm_id": range(1, len(rows) + 1),
        "node_id": [eids[norm.node] for norm in rows],
        **_shared("norms", rows, Norm),
    }


def diagnostic_columns(analysis: Analysis) -> dict[str, Values]:
    """The columns of `diagnostics`, in the order of the text."""
    eids = [n.eid for n in analysis.tree.nodes]
    rows = sorted(analysis.diagnostics, key=lambda d: (d.start, d.end, d.code))
    lines = positions(analysis.source.text, [d.start for d in rows])
    return diagnostic_values(rows, [eids[d.node] if d.node is not None else None for d in rows], lines)


def diagnostic_values(
    rows: Sequence[Diagnostic], node_ids: Sequence[str | None], lines: Sequence[tuple[int, int]]
) -> dict[str, Values]:
    """The columns of `diagnostics` for findings in order, with their nodes and their (line, column)."""
    return {
        "diag_id": range(1, len(rows) + 1),
        **_shared("diagnostics", rows, Diagnostic),
        "node_id": list(node_ids),
        "line": [line for line, _ in lines],
        "column": [column for _, column in lines],
        "related": [d.related for d in rows],
    }


def positions(text: str, offsets: Sequence[int]) -> list[tuple[int, int]]:
    """Line and column, both from 1, of each offset.

    >>> positions("第1条\\n本文", [0, 4, 6])
    [(1, 1), (2, 1), (2, 3)]
    """
    found = {}
    line, start = 1, 0
    for offset in sorted(set(offsets)):
        line += text.count("\n", start, offset)
        start = max(start, text.rfind("\n", start, offset) + 1)
        found[offset] = line, offset - start + 1
    return [found[offset] for offset in offsets]


def token_columns(analysis: Analysis, tokens: Tokens) -> dict[str, Values]:
    """The columns of `tokens`; those of `WORD_COLUMNS` stand together as `WORD`."""
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


BUILDERS: Final[dict[str, Callable[[Analysis], dict[str, Values]]]] = {
    "nodes": node_columns,
    "references": reference_columns,
    "definitions": definition_columns,
    "amendments": amendment_columns,
    "norms": norm_columns,
    "diagnostics": diagnostic_columns,
}
"""The function of each table whose columns come from one analysis, but for `documents` and `tokens`."""
