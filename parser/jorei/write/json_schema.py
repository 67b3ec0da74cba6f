"""The JSON Schema of the JSON tree, made from the tables' own description.

``schema.json`` beside this module is what `json_schema` returns; a test holds the two together, and
``python -m jorei.write.json_schema > schema.json`` writes it anew.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from jorei.dataset.schema import TABLES, Column

SCHEMA: Final = "jorei/1"
"""The version that every JSON tree carries."""

_FACTS: Final = ("references", "definitions", "norms", "amendments", "diagnostics")
_NOT_IN_TREE: Final = ("doc_id", "parent_id", "seq", "depth")
_INT: Final = {"type": "integer", "minimum": 0}
_STRING: Final = {"type": "string"}
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "string": _STRING,
    "code": _STRING,
    "int": _INT,
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "strings": {"type": "array", "items": _STRING},
    "pieces": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "role": {"enum": ["label", "caption", "title", "text", "trivia"]}, "start": _INT, "end": _INT,
            },
            "required": ["role", "start", "end"],
            "additionalProperties": False,
        },
    },
    "related": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"start": _INT, "end": _INT, "message": _STRING},
            "required": ["start", "end", "message"],
            "additionalProperties": False,
        },
    },
}  # fmt: skip


def published() -> dict[str, Any]:
    """The schema that is published in the package."""
    schema: dict[str, Any] = json.loads(files("jorei.write").joinpath("schema.json").read_text(encoding="utf-8"))
    return schema


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12): the document's row, its nodes nested, and the facts as rows without doc_id."""
    node = _row("nodes")
    about = "the references of this document that lead here, by ref_id"
    node["properties"]["cited_by"] = {"type": "array", "items": _INT, "description": about}
    node["properties"]["children"] = {"type": "array", "items": {"$ref": "#/$defs/node"}}
    node["required"] += ["cited_by", "children"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jorei document tree",
        "description": "One document as jorei reads it; offsets are code points of document.text, half-open.",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "document": {"$ref": "#/$defs/document"},
            "root": {"$ref": "#/$defs/node"},
            **{name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in _FACTS},
        },
        "required": ["schema", "document", "root", *_FACTS],
        "additionalProperties": False,
        "$defs": {"document": _row("documents"), "node": node, **{name: _row(name) for name in _FACTS}},
    }


def _row(table: str) -> dict[str, Any]:
    left_out = _NOT_IN_TREE if table == "nodes" else () if table == "documents" else ("doc_id",)
    columns = [column for column in TABLES[table].columns if column.name not in left_out]
    return {
        "description": TABLES[table].about,
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    kind = _TYPES[column.type]
    if column.required or kind["type"] == "array":
        return kind | {"description": column.about}
    return {**kind, "type": [kind["type"], "null"], "description": column.about}


if __name__ == "__main__":
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
