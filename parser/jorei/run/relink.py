"""The links of a build, from those of the last one as far as they are the same.

The file ``links`` beside the states of the buckets says which parts were written, and of which parts they were computed:
where all of these are as they were, the links are too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from jorei.dataset.buckets import part_name
from jorei.dataset.files import file_sha256, link_file
from jorei.dataset.links import PreviousLinks, link_parts
from jorei.dataset.parts import Part, empty_part, finish, write_part
from jorei.dataset.rowgroups import read
from jorei.run.previous import FOLDER, read_sealed, write_sealed
from jorei.run.task import Workspace

_MADE_OF: Final = ("documents", "nodes", "references")
_NAME: Final = "links.msgpack.z"


class OldLinks(msgspec.Struct, frozen=True, array_like=True):
    """The parts of `links` as built, by which key, and a digest of the parts that they were computed from."""

    key: str
    made_of: str
    parts: tuple[Part, ...]


def write_links(place: Workspace, parts: Sequence[Part], kept: Sequence[str]) -> list[Part]:
    """Have the parts of `links`; ``kept`` are the ids of the documents whose rows are those of the last build."""
    root, old = Path(place.root), _old(place)
    if old and place.old and old.made_of == _digest(parts):
        for part in old.parts:
            link_file(Path(place.old, part.path), root / part.path)
        made = list(old.parts)
    else:
        made = _made(root, _before(place, old, kept))
    remember_links(place, parts, made)
    return made


def remember_links(place: Workspace, parts: Sequence[Part], made: Sequence[Part]) -> None:
    """Write down for the next build what the links were computed from."""
    state = OldLinks(place.key, _digest(parts), tuple(sorted(made, key=lambda part: part.path)))
    write_sealed(Path(place.root, FOLDER, _NAME), state)


def _old(place: Workspace) -> OldLinks | None:
    """What the last build says of its links, if it was made in the same way and they are what it wrote."""
    if place.old is None:
        return None
    root = Path(place.old)
    found = read_sealed(root / FOLDER / _NAME, OldLinks)
    if found is None or found.key != place.key:
        return None
    try:
        whole = all(file_sha256(root / part.path) == part.sha256 for part in found.parts)
    except OSError:
        return None
    return found if whole else None


def _before(place: Workspace, old: OldLinks | None, kept: Sequence[str]) -> PreviousLinks | None:
    if old is None or place.old is None:
        return None
    columns = ("doc_id", "ref_id", "ordinal", "target_doc_id", "target_node_id")
    tables = [read(Path(place.old, part.path), columns) for part in old.parts]
    return PreviousLinks(pa.concat_tables(tables), pa.chunked_array([pa.array(kept, pa.string())]))


def _made(root: Path, before: PreviousLinks | None) -> list[Part]:
    parts = link_parts(root, before)
    made = [write_part(root, "links", file, finish("links", table)) for file, table in parts if table.num_rows]
    return made or [empty_part(root, "links", part_name(0))]


def _digest(parts: Sequence[Part]) -> str:
    made_of = sorted((part.path, part.sha256) for part in parts if part.table in _MADE_OF)
    return hashlib.sha256(msgspec.msgpack.encode(made_of)).hexdigest()
