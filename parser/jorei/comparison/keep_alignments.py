"""Alignments kept in the build of the compared documents, as the dataset `alignments`.

The build is copied (its files are linked where the file system can, so nothing is written twice) and exchanged as a
whole, under the lock of the folder, like every build: a reader sees it with the new alignments or without. They are
those of one comparison; those of the next one that is kept replace them, and the next build has none, since its
provisions may be others.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.describe import describe
from jorei.dataset.exchange import replacing
from jorei.dataset.json_trees import INDEX
from jorei.dataset.parts import Part, finish, write_part
from jorei.dataset.seal import CARD, CROISSANT, MARKER, PACKAGE, write_marker
from jorei.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa


_TABLE: Final = "alignments"
_PART: Final = "part-00000.parquet"
_WRITTEN_ANEW: Final = (PACKAGE, CROISSANT, CARD, Path(INDEX).name, MARKER)


def keep_alignments(alignments: pa.Table, corpus: Corpus) -> Part:
    """Write the alignments into the folder of ``corpus``; `Refused` when it does not have one of their provisions."""
    rows = finish(_TABLE, alignments)
    target = Path(os.path.realpath(corpus.path))
    with replacing(target) as root:
        current = Corpus(target)  # as it is now, under the lock
        _refuse_missing_provisions(current, rows)
        shutil.copytree(current.root, root, copy_function=_link_or_copy, ignore=_not_copied, dirs_exist_ok=True)
        part = write_part(root, _TABLE, _PART, rows)
        parts = [*_other_parts(current.path), part]
        describe(root, parts)
        write_marker(root, {**current.info, "rows": {**current.info["rows"], _TABLE: part.rows}})
    return part


def _not_copied(_: str, names: list[str]) -> set[str]:
    """The old alignments and the files that name them: if they were links, writing would change the old build."""
    return {name for name in names if name == _TABLE or name in _WRITTEN_ANEW}


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target)


def _other_parts(folder: Path) -> list[Part]:
    """The parts of the other datasets, as the data package names them."""
    package: dict[str, Any] = msgspec.json.decode((folder / PACKAGE).read_bytes())
    return [
        Part(resource["name"], part["path"], part["rows"], part["bytes"], part["hash"].removeprefix("sha256:"))
        for resource in package["resources"]
        for part in resource["jorei:parts"]
        if resource["name"] != _TABLE
    ]


def _refuse_missing_provisions(corpus: Corpus, rows: pa.Table) -> None:
    """The build may have changed since it was read, or be another one."""
    compared: dict[str, set[str]] = defaultdict(set)
    for side in ("left", "right"):
        ids, nodes = rows.column(f"{side}_doc_id").to_pylist(), rows.column(f"{side}_node_id").to_pylist()
        for doc_id, node_id in zip(ids, nodes, strict=True):
            if doc_id and node_id:
                compared[doc_id].add(node_id)
    for doc_id, node_ids in compared.items():
        if not node_ids <= _node_ids(corpus, doc_id):
            raise Refused(
                f"{doc_id} は {corpus.path} にないか、ビルドし直されています。もう一度比較してください",
                f"{doc_id} is not in {corpus.path}, or was built anew; compare again",
            )


def _node_ids(corpus: Corpus, doc_id: str) -> set[str]:
    try:
        return {row["node_id"] for row in corpus.rows("nodes", doc_id, ["doc_id", "node_id"]).to_pylist()}
    except KeyError:
        return set()
