"""JSON trees of a build (``--json``) against its tables: each has the same content, and none is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa

from jorei.dataset.fault import Fault
from jorei.dataset.json_trees import FACTS, INDEX, NESTED, NOT_IN_TREE, TREE_FOLDER, json_path
from jorei.dataset.schema import SCHEMA_VERSION, TABLES
from jorei.identity.documents import is_doc_id

_ID: Final = TABLES["documents"].key[0]


def check_trees(root: Path, tables: dict[str, pa.Table]) -> Iterator[Fault]:
    """The trees of the documents of one bucket."""
    rows = {name: _by_document(tables[name]) for name in ("nodes", *FACTS) if name in tables}
    for document in _plain(tables["documents"]):
        if document["status"] != "ok" or not is_doc_id(document[_ID]):
            continue
        ident = document[_ID]
        path = json_path(ident)
        try:
            tree = msgspec.json.decode((root / path).read_bytes(), type=dict[str, Any])
        except OSError:
            yield Fault(path, "ファイルがありません", "the file is missing")
            continue
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            yield Fault(path, f"読めません: {error}", f"cannot be read: {error}")
            continue
        of_tables = {"document": document, **{name: rows.get(name, {}).get(ident, []) for name in ("nodes", *FACTS)}}
        of_tree = {"document": tree.get("document"), "nodes": _nodes(tree.get("root"))}
        of_tree |= {name: _ordered(tree.get(name)) for name in FACTS}
        if tree.get("schema") != f"jorei/{SCHEMA_VERSION}":
            yield Fault(path, "schema がありません", "schema is missing or another")
        for name, value in of_tables.items():
            if of_tree[name] != _ordered(value):
                yield Fault(path, f"{name} が表と違います", f"{name} is not what the tables say")


def stray_trees(root: Path, wanted: set[str]) -> Iterator[Fault]:
    """Files below json/ that belong to no document."""
    for file in sorted((root / TREE_FOLDER).rglob("*")):
        path = file.relative_to(root).as_posix()
        if file.is_file() and path not in wanted and path != INDEX:
            yield Fault(path, "どの文書のものでもありません", "is of no document")


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = msgspec.to_builtins(table.to_pylist())
    return rows


def _by_document(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _plain(table):
        rows[row[_ID]].append({name: value for name, value in row.items() if name not in NOT_IN_TREE})
    return rows


def _ordered(value: Any) -> Any:
    """Rows without regard to their order, which the tables of a bucket do not promise."""
    return sorted(map(_encoded, value)) if isinstance(value, list) else value


def _encoded(row: Any) -> bytes:
    if isinstance(row, dict):  # JSON has 30 for 30.0
        row = {name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in row.items()}
    return msgspec.json.encode(row, order="sorted")


def _nodes(root: Any) -> list[bytes]:
    """The nodes of a tree as rows."""
    rows, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            return []
        children = node.get("children")
        waiting += children if isinstance(children, list) else [None]
        rows.append(_encoded({name: value for name, value in node.items() if name not in NESTED}))
    return sorted(rows)
