"""Which documents of a build have no title, no municipality or no kind: a row of manifest.csv can name them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

ASKED: Final = ("title", "municipality", "kind")
_COLUMNS: Final = ["source_path", "status", *ASKED]


def unnamed_documents(root: Path) -> dict[str, tuple[str, ...]]:
    """The paths of the documents that lack each of `ASKED`, in their order; columns that nothing lacks are left out.

    Pages about a law (kind ``guide``) are not asked for; a document of kind ``other`` has none.
    """
    found: dict[str, list[str]] = {name: [] for name in ASKED}
    for file in sorted((root / "documents").glob("*.parquet")):
        for row in pq.read_table(file, columns=_COLUMNS).to_pylist():
            if row["status"] == "ok" and row["kind"] != "guide":
                for name in ASKED:
                    if row[name] is None or (name == "kind" and row[name] == "other"):
                        found[name].append(row["source_path"])
    return {name: tuple(sorted(paths)) for name, paths in found.items() if paths}
