"""An analysis as one JSON tree: the document, its nodes nested, and the facts beside them.

The JSON Schema of it is published in the package (`jorei.write.json_schema`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import msgspec

from jorei.dataset.tables import (
    Values,
    amendment_columns,
    definition_columns,
    diagnostic_columns,
    document_row,
    node_columns,
    norm_columns,
    reference_columns,
)
from jorei.model import Analysis
from jorei.write.json_schema import SCHEMA

_FACTS: Final = {
    "references": reference_columns,
    "definitions": definition_columns,
    "norms": norm_columns,
    "amendments": amendment_columns,
    "diagnostics": diagnostic_columns,
}
_PIECES: Final = ("role", "start", "end")
_RELATED: Final = ("start", "end", "message")
_TREE_COLUMNS: Final = ("parent_id", "seq", "depth")


def to_json(analysis: Analysis, row: dict[str, Any] | None = None) -> dict[str, Any]:
    """The JSON tree as plain dicts and lists; ``row`` is the document's row when it is already made."""
    facts = {name: rows_of(name, columns(analysis)) for name, columns in _FACTS.items()}
    return {
        "schema": SCHEMA,
        "document": row or document_row(analysis),
        "root": _nested(analysis, facts["references"]),
        **facts,
    }


def encode(tree: dict[str, Any]) -> bytes:
    """Compact UTF-8; dates as ISO 8601.

    >>> encode({"schema": "jorei/1"})
    b'{"schema":"jorei/1"}'
    """
    return msgspec.json.encode(tree)


def rows_of(name: str, columns: dict[str, Values]) -> list[dict[str, Any]]:
    """Columns as rows; spans and related places as objects."""
    shaped = dict(columns)
    if name == "nodes":
        shaped["spans"] = [[dict(zip(_PIECES, p, strict=True)) for p in pieces] for pieces in columns["spans"]]
    if name == "diagnostics":
        shaped["related"] = [[dict(zip(_RELATED, r, strict=True)) for r in related] for related in columns["related"]]
    names = tuple(shaped)
    return [dict(zip(names, values, strict=True)) for values in zip(*shaped.values(), strict=True)]


def _nested(analysis: Analysis, references: list[dict[str, Any]]) -> dict[str, Any]:
    """The root with its children nested, each with the references that lead to it; built over the arena, so depth
    costs no recursion here."""
    rows = rows_of("nodes", node_columns(analysis))
    citing: dict[str, list[int]] = defaultdict(list)
    for reference in references:
        if reference["target_node_id"] is not None and reference["within_ref_id"] is None:
            citing[reference["target_node_id"]].append(reference["ref_id"])
    for node, row in zip(analysis.tree.nodes, rows, strict=True):
        for column in _TREE_COLUMNS:
            del row[column]
        row["cited_by"] = citing.get(node.eid, [])
        row["children"] = []
        if node.parent >= 0:
            rows[node.parent]["children"].append(row)
    return rows[0]
