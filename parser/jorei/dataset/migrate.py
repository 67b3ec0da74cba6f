"""`migrate`: a build as this version of jorei writes it, without its texts being read again.

Steps lead from one version of the schema to the next, in order. Within a version columns are only ever added: a column
that a part lacks is filled with null or, where null is not allowed, with its value in `FILLS`. A build that neither can
fill must be built anew, and migrate says so before it has touched anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from jorei.dataset.arrow import Array
from jorei.dataset.describe import describe
from jorei.dataset.exchange import existing, replacing
from jorei.dataset.parts import Part, finish, write_part
from jorei.dataset.schema import SCHEMA_VERSION, TABLES, Column, arrow_type
from jorei.dataset.seal import read_marker, write_marker
from jorei.errors import Refused
from jorei.norms.actors import is_actor


class MigrationStep(NamedTuple):
    """From a version to the next: a table by name and its rows as they were -> its rows as they are then."""

    before: str
    after: str
    change: Callable[[str, pa.Table], pa.Table]


def _from_1(name: str, rows: pa.Table) -> pa.Table:
    """Version 2 has columns more, which `FILLS` and null fill; a change of meaning is a case here.

    A definition of version 1 was the stretch around it: it stays as ``definition`` too, as only a build reads it anew.
    A subject was what は marks, or an actor.
    """
    match name:
        case "definitions" if "definition_text" not in rows.column_names:
            return rows.append_column("definition_text", rows.column("definition"))
        case "norms" if "topic" not in rows.column_names:
            topics = rows.column("subject").to_pylist()
            actors = pa.array([topic if topic and is_actor(topic) else None for topic in topics], pa.string())
            index = rows.column_names.index("subject")
            rows = rows.append_column("topic", pa.array(topics, pa.string()))
            return rows.set_column(index, "subject", actors)
        case _:
            return rows


STEPS: Final = (MigrationStep("1", "2", _from_1),)
"""In order, each beginning where the one before it ends."""

FILLS: Final[dict[tuple[str, str], Any]] = {
    ("nodes", "caption_shared"): False,
    ("nodes", "deleted"): False,
    ("nodes", "corrected"): False,
    ("references", "basis"): False,
    ("references", "corrected"): False,
    ("references", "reads_from"): [],
    ("references", "reads_as"): [],
    ("definitions", "narrowing"): False,
    ("definitions", "confidence"): 0.0,
    ("documents", "repealed"): False,
}
"""The value of a column that was added later and is never null: that nothing was found, or nothing is sure."""


class Migrated(NamedTuple):
    """A migration that was done: the version the build had, and the columns that were filled."""

    before: str
    filled: tuple[str, ...]


def migrate(corpus: Path, steps: tuple[MigrationStep, ...] = STEPS) -> Migrated | None:
    """Bring a build to this version's schema and put it in place in one step; None when it is there already.

    Raises `Refused` when the folder is no build, comes from a later version, or must be built anew.
    """
    folder = existing(corpus)
    if folder is None:
        raise Refused(f"{corpus} はjoreiのビルドではありません", f"{corpus} is no jorei build")
    marker = read_marker(folder) or {}
    needed = _needed_steps(str(marker.get("schema_version")), steps)
    files = {name: sorted((folder / name).glob("*.parquet")) for name in TABLES}
    filled = tuple(sorted(set(_missing_columns(files, needed))))
    if not needed and not filled:
        return None
    with replacing(corpus) as root:
        parts = [
            write_part(root, name, file.name, _migrated(name, pq.read_table(file), needed))
            for name, parts_of_table in files.items()
            for file in parts_of_table
        ]
        _describe(root, parts, marker)
    return Migrated(str(marker.get("schema_version")), filled)


def _needed_steps(version: str, steps: tuple[MigrationStep, ...]) -> tuple[MigrationStep, ...]:
    """The steps from a version to this one."""
    needed: list[MigrationStep] = []
    for step in steps:
        if step.before == version:
            needed.append(step)
            version = step.after
    if version != SCHEMA_VERSION:
        raise Refused(
            f"スキーマの版{version}から{SCHEMA_VERSION}へは移せません。作り直してください（jorei build）",
            f"there is no way from schema version {version} to {SCHEMA_VERSION}; build it anew (jorei build)",
        )
    return tuple(needed)


def _missing_columns(files: dict[str, list[Path]], steps: tuple[MigrationStep, ...]) -> Iterator[str]:
    """The columns to be filled; `Refused` when a required one cannot be. Steps may make them, so they are taken first."""
    for name, parts in files.items():
        for file in parts:
            rows = pq.read_schema(file).empty_table()
            for step in steps:
                rows = step.change(name, rows)
            for column in TABLES[name].columns:
                if column.name not in rows.column_names:
                    _default(name, column)
                    yield f"{name}.{column.name}"
    if not files["documents"]:
        raise Refused("documents がありません。作り直してください", "there are no documents; build it anew")


def _migrated(name: str, rows: pa.Table, steps: tuple[MigrationStep, ...]) -> pa.Table:
    for step in steps:
        rows = step.change(name, rows)
    columns = [_column(name, column, rows) for column in TABLES[name].columns]
    return finish(name, pa.table(columns, names=list(TABLES[name].names)))


def _column(name: str, column: Column, rows: pa.Table) -> Array | pa.ChunkedArray[Any]:
    kind = arrow_type("string" if column.type == "code" else column.type)
    if (name, column.name) == ("documents", "schema_version"):
        return pa.array([SCHEMA_VERSION] * rows.num_rows, kind)
    if column.name in rows.column_names:
        return rows.column(column.name).cast(kind)
    return pa.array([_default(name, column)] * rows.num_rows, kind)


def _default(name: str, column: Column) -> Any:
    if (name, column.name) in FILLS:
        return FILLS[name, column.name]
    if column.required and column.name != "schema_version":
        raise Refused(
            f"{name} の列 {column.name} は前のビルドから埋められません。作り直してください（jorei build）",
            f"column {column.name} of {name} cannot be filled from the old build; build it anew (jorei build)",
        )
    return None


def _describe(root: Path, parts: list[Part], marker: dict[str, Any]) -> None:
    """Write the files that describe a build. JSON trees are left out: only a build writes them in today's form."""
    describe(root, parts)
    options = marker.get("options")
    if isinstance(options, dict) and options.get("json"):
        options["json"] = False
    marker["migrated_from"] = [*marker.get("migrated_from", []), marker.get("versions")]
    marker["rows"] = {name: sum(p.rows for p in parts if p.table == name) for name in TABLES
                      if any(p.table == name for p in parts)}  # fmt: skip
    write_marker(root, {**marker, "schema_version": SCHEMA_VERSION})
