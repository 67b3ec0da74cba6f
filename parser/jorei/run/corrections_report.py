"""The corrections of a build in build.json and in the warnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jorei.config.corrections_file import FILE_NAME, Corrections, digest
from jorei.dataset.rowgroups import read
from jorei.model.corrections import WorkCorrections

_COLUMNS: Final = ("work_id", "source_path", "source_sha256")


def corrections_summary(work: WorkCorrections) -> dict[str, Any]:
    """How many corrections a work has, for build.json."""
    return {
        "work_id": work.work_id,
        "lines": len(work.lines),
        "references": len(work.references),
        "findings": len(work.findings),
        "digest": digest(work),
        "verified_by": work.verified_by,
        "verified_on": work.verified_on,
    }


def missing_works(root: Path, works: tuple[WorkCorrections, ...]) -> tuple[str, ...]:
    """Warnings for the corrected works of which the build has no document."""
    if not works:
        return ()
    parts = (read(file, _COLUMNS) for file in sorted((root / "documents").glob("*.parquet")))
    documents = [row for part in parts for row in part.to_pylist()]
    built = ((row["work_id"] or "", row["source_path"], row["source_sha256"]) for row in documents)
    return tuple(
        f"{FILE_NAME}: {work.work_id}（{work.title or work.path or ''}）の文書がありません / no document of this work"
        for work in Corrections(works).without_document(built)
    )
