"""datapackage.json (Frictionless) and croissant.json (MLCommons): what lies in a build, for tools that know nothing
of jorei. Both come from `jorei.dataset.schema`, and both are the same for the same parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from jorei.dataset.parts import Part
from jorei.dataset.schema import SCHEMA_VERSION, TABLES, Column, ForeignKey, TableSchema

_ABOUT: Final = "Japanese ordinances as article trees, references and tables, built by jorei"
_FRICTIONLESS: Final = {
    "string": "string", "code": "string", "int": "integer", "float": "number", "bool": "boolean", "date": "date",
    "strings": "array", "floats": "array", "pieces": "array", "related": "array", "diff": "array",
}  # fmt: skip
_CROISSANT: Final = {
    "string": "sc:Text", "code": "sc:Text", "int": "sc:Integer", "float": "sc:Float", "bool": "sc:Boolean",
    "date": "sc:Date", "strings": "sc:Text", "floats": "sc:Float",
}  # lists of structs have no type in Croissant that its readers understand: they are in datapackage.json alone  # fmt: skip
_LISTS: Final = ("strings", "floats")


def datapackage(parts: Iterable[Part]) -> dict[str, Any]:
    """The data package of a build: a resource for each dataset, with the SHA-256 of every part."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "jorei-build",
        "description": _ABOUT,
        "jorei:schema_version": SCHEMA_VERSION,
        "resources": [_resource(TABLES[name], of_table) for name, of_table in _by_table(parts)],
    }


def _by_table(parts: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    by_name: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        by_name[part.table].append(part)
    return [(name, sorted(by_name[name], key=lambda part: part.path)) for name in TABLES if name in by_name]


def _resource(table: TableSchema, parts: list[Part]) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.about,
        "path": [part.path for part in parts],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "jorei:parts": [
            {"path": part.path, "rows": part.rows, "bytes": part.bytes, "hash": f"sha256:{part.sha256}"}
            for part in parts
        ],
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [],  # an empty text is a text; what is missing is null
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign_key(key, table.name) for key in table.foreign_keys],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name, "type": _FRICTIONLESS[column.type], "description": column.about,
    }  # fmt: skip
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    enum = {"enum": list(column.values)} if column.values else {}
    if enum and column.type in _LISTS:
        # as frictionless-py has it: Data Package 2 says nothing of the items of an array
        field["arrayItem"] = {"type": "string", "constraints": enum}
    else:
        constraints |= enum
    return field | {"constraints": constraints} if constraints else field


def _foreign_key(key: ForeignKey, table: str) -> dict[str, Any]:
    # Frictionless writes a reference to the same table as ""
    resource = "" if key.table == table else key.table
    return {"fields": list(key.columns), "reference": {"resource": resource, "fields": list(key.to)}}


def croissant(parts: Iterable[Part]) -> dict[str, Any]:
    """The same in Croissant 1.0: a file set and a record set for each dataset."""
    names = [name for name, _ in _by_table(parts)]
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "field": "cr:field", "recordSet": "cr:recordSet", "source": "cr:source", "fileSet": "cr:fileSet",
            "extract": "cr:extract", "column": "cr:column", "includes": "cr:includes", "key": "cr:key",
            "repeated": "cr:repeated", "references": "cr:references", "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "jorei-build",
        "description": _ABOUT,
        "version": SCHEMA_VERSION,
        "distribution": [
            {"@type": "cr:FileSet", "@id": f"{name}-files", "name": f"{name}-files",
             "encodingFormat": "application/x-parquet", "includes": f"{name}/*.parquet"}
            for name in names
        ],
        "recordSet": [_record_set(TABLES[name]) for name in names],
    }  # fmt: skip


def _record_set(table: TableSchema) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.about,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [_croissant_field(table, column) for column in table.columns if column.type in _CROISSANT],
    }


def _croissant_field(table: TableSchema, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.about,
        "dataType": _CROISSANT[column.type],
        "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }
    return field | {"repeated": True} if column.type in _LISTS else field
