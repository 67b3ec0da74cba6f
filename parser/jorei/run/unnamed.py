"""Which documents of a build have no title, no municipality or no kind: a row of manifest.csv can name them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jorei.dataset.arrow import compute, plain
from jorei.dataset.rowgroups import read

ASKED: Final = ("title", "municipality", "kind")
_COLUMNS: Final = ["source_path", "status", *ASKED]


def unnamed_documents(root: Path) -> dict[str, tuple[str, ...]]:
    """The paths of the documents that lack each of `ASKED`, in their order; columns that nothing lacks are left out.

    Pages about a law (kind ``guide``) are not asked for; a document of kind ``other`` has none.
    """
    found: dict[str, list[str]] = {name: [] for name in ASKED}
    for file in sorted((root / "documents").glob("*.parquet")):
        table = read(file, _COLUMNS)
        columns = {name: plain(table.column(name)) for name in _COLUMNS}
        kinds = compute.fill_null(columns["kind"], "other")
        asked = compute.and_(compute.equal(columns["status"], "ok"), compute.not_equal(kinds, "guide"))
        for name in ASKED:
            lacking = compute.equal(kinds, "other") if name == "kind" else compute.is_null(columns[name])
            found[name] += map(str, columns["source_path"].filter(compute.and_(asked, lacking)).to_pylist())
    return {name: tuple(sorted(paths)) for name, paths in found.items() if paths}
