"""Builds as tests compare them, and change them behind the back of what reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jorei.dataset.files import file_sha256
from jorei.dataset.seal import MARKER


def data_files(folder: Path) -> dict[str, bytes]:
    """Everything in a build that must not depend on time or on the number of workers."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARKER)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def rewrite_part(corpus: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change the first part of a table and enter its new checksum, so that only the content is at fault."""
    part = min((corpus / name).glob("*.parquet"))
    pq.write_table(change(pq.read_table(part)), part)
    package = json.loads((corpus / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        for entry in resource["jorei:parts"]:
            if entry["path"] == f"{name}/{part.name}":
                entry["hash"] = f"sha256:{file_sha256(part)}"
    (corpus / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def put(table: pa.Table, column: str, row: int, value: object) -> pa.Table:
    """The table with another value in one row of a column."""
    index = table.schema.get_field_index(column)
    values = table.column(column).to_pylist()
    values[row] = value
    return table.set_column(index, table.schema.field(column), pa.array(values, table.schema.field(column).type))
