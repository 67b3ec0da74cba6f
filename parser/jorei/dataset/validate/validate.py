"""`validate`: whether a build keeps its promises.

Files first (seal, checksums, schema); then, when the parts are whole, their rows, part by part and in columns: keys,
foreign keys, closed vocabularies; spans inside the text; the trees (children inside their parents, in order, without
overlap); that values which repeat the text agree with it; and that nothing is lost: every non-blank character of every text lies in exactly one span of
exactly one node. All rows of a document lie in the bucket of that document, so one bucket at a time is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from jorei.dataset.arrow import Array, compute, joined
from jorei.dataset.exchange import existing
from jorei.dataset.fault import Fault
from jorei.dataset.files import file_sha256, odd_files
from jorei.dataset.json_trees import json_path
from jorei.dataset.pinned import PinnedBuild
from jorei.dataset.schema import SCHEMA_VERSION, TABLES, VERSION_KEY, ForeignKey, TableSchema, arrow_schema
from jorei.dataset.seal import MARKER, PACKAGE, check_seal, read_marker
from jorei.dataset.validate.spans import Texts, check_coverage, check_lengths, check_nesting, check_offsets
from jorei.dataset.validate.trees import check_trees, stray_trees
from jorei.dataset.validate.words import check_words
from jorei.dataset.values import unlisted_values
from jorei.identity.laws import KEY_SEPARATOR

_SHOWN: Final = 5
"""Values that a message names at most."""
_PART: Final = re.compile(r"[a-z]+/part-\d{5}\.parquet")


class _Entry(msgspec.Struct, frozen=True):
    """A part in datapackage.json."""

    path: str
    hash: str
    rows: int
    bytes: int


class _Resource(msgspec.Struct, frozen=True):
    parts: tuple[_Entry, ...] = msgspec.field(name="jorei:parts")


class _Package(msgspec.Struct, frozen=True):
    resources: tuple[_Resource, ...]

    def entries(self) -> Iterator[_Entry]:
        for resource in self.resources:
            yield from resource.parts


def validate(corpus: Path) -> Iterator[Fault]:
    """Every fault of a build, as it is found; none when it is sound. `Refused` when it is built anew meanwhile."""
    folder = existing(corpus)
    if folder is None:
        yield Fault(
            str(corpus), f"joreiのビルドではありません（{MARKER}がありません）", f"no jorei build (no {MARKER})"
        )
        return
    odd = list(odd_files(folder))
    for file in odd:
        yield Fault(str(file.relative_to(folder)), "通常のファイルではありません", "not a regular file")
    if odd:  # a pipe would never end
        return
    build = PinnedBuild(folder)
    with build.reading():
        for fault in _faults(build.root):
            build.check()  # what is gone is no fault
            yield fault
    build.check()


def _faults(root: Path) -> Iterator[Fault]:
    marker = read_marker(root) or {}
    yield from check_seal(root, marker)
    package = _package(root)
    if package is None:
        yield Fault(PACKAGE, "読めません", "cannot be read")
        return
    files = {name: sorted((root / name).glob("*.parquet")) for name in TABLES}
    damaged = False
    for fault in chain(_check_files(root, package, files), _check_schemas(files)):
        damaged = True
        yield fault
    if not damaged:  # rows of a damaged file say nothing, and rows that point there neither
        yield from _check_counts(marker, package, files)
        yield from _check_rows(root, files, _has_trees(marker))


def _package(root: Path) -> _Package | None:
    try:
        return msgspec.json.decode((root / PACKAGE).read_bytes(), type=_Package)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _has_trees(marker: dict[str, Any]) -> bool:
    options = marker.get("options")
    return isinstance(options, dict) and options.get("json") is True


def _check_files(root: Path, package: _Package, files: dict[str, list[Path]]) -> Iterator[Fault]:
    """The parts that are there are those of the data package, byte for byte."""
    named: set[str] = set()
    for part in package.entries():
        named.add(part.path)
        if not _PART.fullmatch(part.path):  # nothing outside the build is opened
            yield Fault(PACKAGE, f"部分ファイルの名前ではありません: {part.path}", f"no name of a part: {part.path}")
            continue
        if not (root / part.path).is_file():
            yield Fault(part.path, "ファイルがありません", "the file is missing")
            continue
        digest = f"sha256:{file_sha256(root / part.path)}"
        if digest != part.hash:
            yield Fault(part.path, f"内容が変わっています（{digest}、記録は{part.hash}）",
                        f"the content has changed ({digest}, recorded {part.hash})")  # fmt: skip
    for name, parts in files.items():
        for file in parts:
            path = f"{name}/{file.name}"
            if path not in named:
                yield Fault(path, "datapackage.jsonにないファイルです", "a file that datapackage.json does not name")


def _check_counts(marker: dict[str, Any], package: _Package, files: dict[str, list[Path]]) -> Iterator[Fault]:
    """datapackage.json and build.json record how many rows there are."""
    counts = {f"{name}/{file.name}": pq.read_metadata(file).num_rows for name in files for file in files[name]}
    for part in package.entries():
        count = counts[part.path]
        if part.rows != count:
            yield Fault(part.path, f"行数は{count}、記録は{part.rows}", f"{count} rows, recorded {part.rows}")
    rows = {name: sum(counts[f"{name}/{file.name}"] for file in parts) for name, parts in files.items() if parts}
    recorded = marker.get("rows")
    if recorded != rows:
        yield Fault(MARKER, f"行数は{rows}、記録は{recorded}", f"rows are {rows}, recorded {recorded}")


def _check_schemas(files: dict[str, list[Path]]) -> Iterator[Fault]:
    for name, parts in files.items():
        if not parts and not TABLES[name].optional:
            yield Fault(name, "部分ファイルがありません", "no part file")
        for file in parts:
            yield from _check_schema(file, name)


def _check_schema(file: Path, name: str) -> Iterator[Fault]:
    path = f"{name}/{file.name}"
    try:
        schema = pq.read_schema(file)
    except (OSError, pa.ArrowException) as error:
        yield Fault(path, f"読めません: {error}", f"cannot be read: {error}")
        return
    version = (schema.metadata or {}).get(VERSION_KEY.encode(), b"").decode()
    if version != SCHEMA_VERSION:
        yield Fault(path, f"スキーマの版は{version or '不明'}、この版は{SCHEMA_VERSION}",
                    f"schema version {version or 'unknown'}, this is {SCHEMA_VERSION}")  # fmt: skip
    for field in arrow_schema(name):
        index = schema.get_field_index(field.name)
        if index < 0:
            yield Fault(path, f"列 {field.name} がありません", f"no column {field.name}")
        elif schema.field(index).type != field.type:
            kind = schema.field(index).type
            yield Fault(path, f"列 {field.name} の型は{kind}、正しくは{field.type}",
                        f"column {field.name} is {kind}, should be {field.type}")  # fmt: skip


def _check_rows(root: Path, files: dict[str, list[Path]], trees: bool) -> Iterator[Fault]:
    documents = _DocumentIds()
    for file in files["documents"]:
        yield from documents.add(f"documents/{file.name}", pq.read_table(file, columns=["doc_id"]))
    for bucket in sorted({file.name for parts in files.values() for file in parts}):
        tables = {
            name: pq.read_table(file)
            for name, parts in files.items()
            for file in parts
            if file.name == bucket and name != "alignments"
        }
        if "documents" in tables:
            yield from _check_texts(bucket, tables)
            if trees:
                yield from check_trees(root, tables)
        for name, rows in tables.items():
            yield from _check_table(f"{name}/{bucket}", TABLES[name], rows, tables)
    yield from stray_trees(root, {json_path(str(ident)) for ident in documents.ids.to_pylist()} if trees else set())
    yield from _check_across(files, documents)


def _check_texts(bucket: str, tables: dict[str, pa.Table]) -> Iterator[Fault]:
    """Rows against the texts they are about: offsets, trees, nothing lost."""
    texts = Texts(tables["documents"])
    yield from check_lengths(f"documents/{bucket}", tables["documents"], texts)
    nodes = tables.get("nodes", arrow_schema("nodes").empty_table())
    yield from check_coverage(f"nodes/{bucket}", nodes, texts)
    keys = joined(nodes, ("doc_id", "node_id"))
    parents = compute.index_in(joined(nodes, ("doc_id", "parent_id")), value_set=keys, skip_nulls=True)
    yield from check_nesting(f"nodes/{bucket}", nodes, parents)
    for name, rows in tables.items():
        if "start" in rows.column_names:
            yield from check_offsets(f"{name}/{bucket}", rows, texts)
    yield from check_words(bucket, tables, texts)


def _check_table(path: str, table: TableSchema, rows: pa.Table, bucket: dict[str, pa.Table]) -> Iterator[Fault]:
    for column in table.columns:
        if column.required and rows.column(column.name).null_count:
            yield Fault(path, f"列 {column.name} に空の値があります", f"column {column.name} has nulls")
    for name, unlisted in unlisted_values(table.name, rows):
        values = ", ".join(unlisted[:_SHOWN])
        yield Fault(path, f"列 {name} に一覧にない値があります: {values}",
                    f"column {name} has values that its list has not: {values}")  # fmt: skip
    keys = joined(rows, table.key)
    twice = len(keys) - len(keys.unique())
    if twice:
        yield Fault(path, f"主キー {', '.join(table.key)} が{twice}行で重複しています",
                    f"key {', '.join(table.key)} repeats in {twice} rows")  # fmt: skip
    for key in table.foreign_keys:
        if key.columns[0] == "doc_id":  # the others lead to other buckets
            yield from _check_foreign(path, key, rows, bucket.get(key.table))


def _check_foreign(path: str, key: ForeignKey, rows: pa.Table, target: pa.Table | None) -> Iterator[Fault]:
    wanted = joined(rows, key.columns).drop_null()
    keys = joined(target, key.to) if target is not None else pa.array([], pa.string())
    missing = wanted.filter(compute.invert(compute.is_in(wanted, value_set=keys)))
    if len(missing):
        names, first = ", ".join(key.columns), _first(missing.unique())
        yield Fault(path, f"{names} の{len(missing)}行が {key.table} にありません: {first}",
                    f"{len(missing)} rows of {names} are not in {key.table}: {first}")  # fmt: skip


def _check_across(files: dict[str, list[Path]], documents: _DocumentIds) -> Iterator[Fault]:
    """Foreign keys that lead to other buckets: those of links and alignments."""
    for name in ("links", "alignments"):
        for file in files[name]:
            rows = pq.read_table(file)
            for key in TABLES[name].foreign_keys:
                if key.columns[0] == "doc_id":
                    continue
                wanted = joined(rows, key.columns).drop_null().unique()
                missing = (
                    documents.missing(wanted) if key.table == "documents" else _missing_nodes(wanted, files["nodes"])
                )
                if len(missing):
                    names, first = ", ".join(key.columns), _first(missing)
                    yield Fault(f"{name}/{file.name}", f"{names} が {key.table} にありません: {first}",
                                f"{names} not in {key.table}: {first}")  # fmt: skip


def _missing_nodes(wanted: Array, files: list[Path]) -> Array:
    for file in files:
        keys = joined(pq.read_table(file, columns=["doc_id", "node_id"]), ("doc_id", "node_id"))
        wanted = wanted.filter(compute.invert(compute.is_in(wanted, value_set=keys)))
    return wanted


class _DocumentIds:
    """The ids of all documents, part by part."""

    def __init__(self) -> None:
        self.ids: Array = pa.array([], pa.string())

    def add(self, path: str, rows: pa.Table) -> Iterator[Fault]:
        """Take in the ids of one part; a fault when another part has one of them."""
        ids = joined(rows, ("doc_id",))
        again = ids.filter(compute.is_in(ids, value_set=self.ids))
        if len(again):
            yield Fault(path, f"doc_id が他の部分にもあります: {again[0]}", f"doc_id also in another part: {again[0]}")
        self.ids = pa.concat_arrays([self.ids, ids])

    def missing(self, wanted: Array) -> Array:
        """Those of some ids that no document has."""
        return wanted.filter(compute.invert(compute.is_in(wanted, value_set=self.ids)))


def _first(keys: Array) -> str:
    """The first of some keys, for a message."""
    return ", ".join(str(key).replace(KEY_SEPARATOR, " ") for key in keys[:_SHOWN].to_pylist())
