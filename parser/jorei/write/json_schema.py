"""The JSON Schema of the JSON tree, made from the tables' own description.

``schema.json`` beside this module is what `json_schema` returns; a test holds the two together, and
``python -m jorei.write.json_schema > schema.json`` writes it anew.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from jorei.dataset.json_trees import FACTS, NOT_IN_TREE
from jorei.dataset.schema import SCHEMA_VERSION, STRUCTS, TABLES, Column, StructField

SCHEMA: Final = f"jorei/{SCHEMA_VERSION}"
"""The version that every JSON tree carries."""

_INT: Final = {"type": "integer", "minimum": 0}
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "string": {"type": "string"},
    "code": {"type": "string"},
    "int": _INT,
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


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
            **{name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in FACTS},
        },
        "required": ["schema", "document", "root", *FACTS],
        "additionalProperties": False,
        "$defs": {"document": _row("documents"), "node": node, **{name: _row(name) for name in FACTS}},
    }


def _row(table: str) -> dict[str, Any]:
    left_out = NOT_IN_TREE if table == "nodes" else () if table == "documents" else ("doc_id",)
    columns = [column for column in TABLES[table].columns if column.name not in left_out]
    return {
        "description": TABLES[table].about,
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    """The schema of a column's values; null is one of them where the column is not required."""
    kind = _form(column)
    if column.required or (kind["type"] == "array" and column.type != "floats"):
        return kind | {"description": column.about}
    nullable = {**kind, "type": [kind["type"], "null"], "description": column.about}
    return nullable | {"enum": [*kind["enum"], None]} if "enum" in kind else nullable


def _form(column: Column) -> dict[str, Any]:
    if column.type == "strings":
        return {"type": "array", "items": _listed("string", column.values)}
    if column.type == "floats":
        return {"type": "array", "items": {"type": "number"}}
    if column.type in STRUCTS:
        return {"type": "array", "items": _object(STRUCTS[column.type])}
    return _listed(column.type, column.values)


def _object(fields: tuple[StructField, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _listed(field.type, field.values) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _listed(kind: str, values: tuple[str, ...]) -> dict[str, Any]:
    """A value of a simple type; one of some values, where they are given."""
    return _TYPES[kind] | {"enum": list(values)} if values else _TYPES[kind]


if __name__ == "__main__":
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
