"""An analysis as one JSON tree: the document, its nodes nested, and the facts beside them.

The JSON Schema of it is published in the package (`jorei.write.json_schema`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
from msgspec.structs import asdict

from jorei.dataset.json_trees import FACTS, NOT_IN_TREE
from jorei.dataset.schema import STRUCTS, TABLES
from jorei.dataset.tables import BUILDERS, Values, document_row
from jorei.model import Analysis
from jorei.write.json_schema import SCHEMA


def to_json(analysis: Analysis, row: dict[str, Any] | None = None) -> dict[str, Any]:
    """The JSON tree as plain dicts and lists; ``row`` is the document's row when it is already made."""
    facts = {name: rows_of(name, BUILDERS[name](analysis)) for name in FACTS}
    return {
        "schema": SCHEMA,
        "document": row or document_row(analysis),
        "root": _nested(analysis, facts["references"]),
        **facts,
    }


def encode(tree: dict[str, Any]) -> bytes:
    """Compact UTF-8; dates as ISO 8601.

    >>> encode({"schema": "jorei/2"})
    b'{"schema":"jorei/2"}'
    """
    return msgspec.json.encode(tree)


def rows_of(table: str, columns: dict[str, Values]) -> list[dict[str, Any]]:
    """Columns of a table as rows; lists of structs as lists of objects."""
    of_structs = {column.name for column in TABLES[table].columns if column.type in STRUCTS}
    shaped = {name: _objects(values) if name in of_structs else values for name, values in columns.items()}
    names = tuple(shaped)
    return [dict(zip(names, values, strict=True)) for values in zip(*shaped.values(), strict=True)]


def _objects(values: Values) -> Values:
    return [list(map(asdict, structs)) for structs in values]


def _nested(analysis: Analysis, references: list[dict[str, Any]]) -> dict[str, Any]:
    """The root with its children nested, each with the references that lead to it; built over the arena, so depth
    costs no recursion here."""
    rows = rows_of("nodes", BUILDERS["nodes"](analysis))
    citing: dict[str, list[int]] = defaultdict(list)
    for reference in references:
        if reference["target_node_id"] is not None and reference["within_ref_id"] is None:
            citing[reference["target_node_id"]].append(reference["ref_id"])
    for node, row in zip(analysis.tree.nodes, rows, strict=True):
        for column in NOT_IN_TREE:
            row.pop(column, None)  # the columns of one document have no doc_id
        row["cited_by"] = citing.get(node.eid, [])
        row["children"] = []
        if node.parent >= 0:
            rows[node.parent]["children"].append(row)
    return rows[0]
