"""Whether a build may take the place of the one before: not when bugs have cost it much of what that one has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jorei.dataset.rowgroups import read
from jorei.errors import Refused
from jorei.run.document import INTERNAL_ERROR

LOST_SHARE: Final = 0.1
"""The share of documents that were read before and may be lost to internal errors. Chosen: a bug that meets one document
in a hundred is reported, and the rest is of use; one that meets every tenth is an accident of the machine or a release."""


def refuse_loss(target: Path, previous: str | None, internal_errors: Iterable[str]) -> None:
    """Raise `Refused` when more than `LOST_SHARE` of the documents that the previous build could read, by path, are lost
    to internal errors."""
    lost = set(internal_errors)
    if not lost or previous is None:
        return
    known = _read_before(Path(previous))
    lost &= known
    if len(lost) > LOST_SHARE * len(known):
        raise Refused(
            f"前のビルドで読めた{len(known)}件のうち{len(lost)}件が内部エラーになりました（{min(lost)} など）。"
            f"{target} は元のままです。それでも置き換えるには --force を付けてください",
            f"{len(lost)} of the {len(known)} documents that the last build could read met internal errors ({min(lost)} …). "
            f"{target} is left as it was; --force replaces it all the same",
        )


def is_internal(reason: str) -> bool:
    """Whether a document is unreadable for a bug.

    >>> is_internal("内部エラー / internal error: KeyError: 1"), is_internal("空のファイルです / the file is empty")
    (True, False)
    """
    return reason.startswith(INTERNAL_ERROR)


def _read_before(previous: Path) -> set[str]:
    """The paths of the documents that a build could read."""
    paths: set[str] = set()
    for file in sorted((previous / "documents").glob("*.parquet")):
        rows = read(file, ["source_path", "status"]).to_pylist()
        paths.update(row["source_path"] for row in rows if row["status"] == "ok")
    return paths
