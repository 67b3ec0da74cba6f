"""The files that describe a build to programs and to people: datapackage.json, croissant.json, README.md (the card of the
dataset, whose YAML says to `datasets.load_dataset` what its configurations are) and json/index.jsonl."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.dataset import datapackage
from jorei.dataset.json_trees import INDEX, TREE_FOLDER, json_path
from jorei.dataset.parts import Part
from jorei.dataset.rowgroups import read
from jorei.dataset.schema import SCHEMA_VERSION, TABLES
from jorei.dataset.seal import CARD, CROISSANT, PACKAGE, write_json

_DEFAULT: Final = "documents"
"""The table that ``load_dataset(build)`` gives when no configuration is named."""
_INDEXED: Final = ("doc_id", "title", "municipality", "kind", "law_number", "source_path", "status")


def describe(root: Path, parts: Sequence[Part]) -> None:
    """Write them into a build that has these parts; the same bytes for the same parts."""
    write_json(root / PACKAGE, datapackage.datapackage(parts))
    write_json(root / CROISSANT, datapackage.croissant(parts))
    (root / CARD).write_text(card(parts), encoding="utf-8", newline="\n")
    if (root / TREE_FOLDER).is_dir():
        _write_index(root, [part for part in parts if part.table == _DEFAULT])


def card(parts: Sequence[Part]) -> str:
    """README.md of a build.

    >>> print(card([Part("nodes", "nodes/part-00000.parquet", 7, 1, "")]).partition("---\\n\\n")[0])
    ---
    pretty_name: Japanese ordinances, read by jorei
    language: [ja]
    tags: [legal, legislation, ordinances]
    configs:
    - config_name: nodes
      data_files: "nodes/*.parquet"
    <BLANKLINE>
    """
    rows = {name: sum(part.rows for part in parts if part.table == name) for name in TABLES}
    present = [name for name in TABLES if any(part.table == name for part in parts)]
    configs = "".join(
        f'- config_name: {name}\n  data_files: "{name}/*.parquet"\n' + "  default: true\n" * (name == _DEFAULT)
        for name in present
    )
    table = "".join(f"| `{name}` | {rows[name]:,} | {TABLES[name].about} |\n" for name in present)
    return _CARD.format(configs=configs, table=table, version=SCHEMA_VERSION)


_CARD: Final = """---
pretty_name: Japanese ordinances, read by jorei
language: [ja]
tags: [legal, legislation, ordinances]
configs:
{configs}---

# 例規のビルド / a build of jorei

This folder was written by `jorei build` and is replaced by the next one; put nothing into it. Tables are Parquet files,
schema version {version}; `datapackage.json` describes every column, key and part. A row of `documents` has its source and
licence (`source_url`, `licence`), where raw/manifest.csv gave them.

| 表 / table | rows | |
|---|---|---|
{table}
```python
import datasets, jorei

datasets.load_dataset("FOLDER", "nodes", split="train")   # this folder; each table is a configuration
jorei.Corpus("FOLDER").articles.to_pandas()               # 条ごとの本文 / articles with their text
```
"""


def _write_index(root: Path, parts: list[Part]) -> None:
    """json/index.jsonl: a line for each tree, with what the document is and the path of the tree below the build."""
    with (root / INDEX).open("wb") as file:
        for line in _indexed(root, parts):
            file.write(msgspec.json.encode(line) + b"\n")


def _indexed(root: Path, parts: list[Part]) -> Iterator[dict[str, Any]]:
    for part in sorted(parts, key=lambda part: part.path):
        for row in read(root / part.path, _INDEXED).to_pylist():
            if row.pop("status") == "ok":
                yield {**row, "path": json_path(row["doc_id"])}
