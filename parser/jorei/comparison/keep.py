"""A comparison kept in the build that its documents come from, as the dataset `alignments`.

The build is copied (its files are linked where the file system can, so nothing is written twice) and exchanged as a
whole, under the lock of the folder, like every build: a reader sees it with the new alignments or without. They are
those of one comparison; the next one that is kept takes their place, and the next build, which may have other
provisions, has none.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.datapackage import croissant, datapackage
from jorei.dataset.exchange import replacing
from jorei.dataset.parts import Part, finish, write_part
from jorei.dataset.seal import CROISSANT, MARKER, PACKAGE, write_json, write_marker
from jorei.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa


_NAME: Final = "alignments"
_PART: Final = "part-00000.parquet"
_WRITTEN: Final = (PACKAGE, CROISSANT, MARKER)
_SIDES: Final = ("left", "right")


def keep(alignments: pa.Table, corpus: Corpus) -> Part:
    """Keep the alignments in the folder of ``corpus``; `Refused` when a provision is not there (any more)."""
    rows = finish(_NAME, alignments)
    target = Path(os.path.realpath(corpus.path))
    with replacing(target) as root:
        held = Corpus(target)  # as it is now, under the lock
        _refuse_strangers(held, rows)
        shutil.copytree(held.path, root, copy_function=_link, ignore=_left_out, dirs_exist_ok=True)
        part = write_part(root, _NAME, _PART, rows)
        parts = [*_parts(held.path), part]
        write_json(root / PACKAGE, datapackage(parts))
        write_json(root / CROISSANT, croissant(parts))
        write_marker(root, {**held.info, "rows": {**held.info["rows"], _NAME: part.rows}})
    return part


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What is written anew: the old alignments and the files that name them. A link to those would be written through."""
    return {name for name in names if name == _NAME or name in _WRITTEN}


def _link(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, to)


def _parts(folder: Path) -> list[Part]:
    """The parts of the other datasets, as the data package names them."""
    package: dict[str, Any] = msgspec.json.decode((folder / PACKAGE).read_bytes())
    return [
        Part(resource["name"], part["path"], part["rows"], part["bytes"], part["hash"].removeprefix("sha256:"))
        for resource in package["resources"]
        for part in resource["jorei:parts"]
        if resource["name"] != _NAME
    ]


def _refuse_strangers(corpus: Corpus, rows: pa.Table) -> None:
    """The build may have changed since it was read, or be another one."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for side in _SIDES:
        ids, nodes = rows.column(f"{side}_doc_id").to_pylist(), rows.column(f"{side}_node_id").to_pylist()
        for doc_id, node_id in zip(ids, nodes, strict=True):
            if doc_id and node_id:
                wanted[doc_id].add(node_id)
    for doc_id, named in wanted.items():
        try:
            there = corpus.rows("nodes", doc_id, ["doc_id", "node_id"]).column("node_id").to_pylist()
        except KeyError:
            there = []
        if named - set(there):
            raise Refused(
                f"{doc_id} は {corpus.path} にないか、ビルドし直されています。もう一度比較してください",
                f"{doc_id} is not in {corpus.path}, or was built anew; compare again",
            )
