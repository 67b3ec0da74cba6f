"""datapackage.json and croissant.json describe what lies beside them."""

from __future__ import annotations

import json
from pathlib import Path

from jorei.dataset.schema import TABLES


def test_the_data_package_names_every_column_key_and_part(built: Path) -> None:
    package = json.loads((built / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        table = TABLES[resource["name"]]
        assert [field["name"] for field in resource["schema"]["fields"]] == list(table.names)
        assert resource["schema"]["primaryKey"] == list(table.key)
        assert [key["fields"] for key in resource["schema"]["foreignKeys"]] == [
            list(k.columns) for k in table.foreign_keys
        ]
        assert resource["path"] == sorted(
            p.relative_to(built).as_posix() for p in (built / table.name).glob("*.parquet")
        )
    assert {r["name"] for r in package["resources"]} == {name for name, table in TABLES.items() if not table.optional}


def test_croissant_names_every_column_but_lists_of_structs(built: Path) -> None:
    croissant = json.loads((built / "croissant.json").read_bytes())
    sets = {record["name"]: [field["name"] for field in record["field"]] for record in croissant["recordSet"]}
    structs = ("pieces", "related", "diff")
    assert sets == {
        name: [column.name for column in table.columns if column.type not in structs]
        for name, table in TABLES.items() if not table.optional
    }  # fmt: skip
    files = {entry["@id"] for entry in croissant["distribution"]}
    sources = {f["source"]["fileSet"]["@id"] for record in croissant["recordSet"] for f in record["field"]}
    assert sources == files


def test_build_json_tells_versions_options_and_counts(built: Path) -> None:
    marker = json.loads((built / "build.json").read_bytes())
    assert marker["generator"] == "jorei"
    assert {"jorei", "schema", "sudachipy", "sudachidict_core", "python"} <= set(marker["versions"])
    assert marker["options"] == {"tokens": False, "json": False, "registries": [], "profile": None, "ocr": False}
    assert marker["rows"]["documents"] > 0
