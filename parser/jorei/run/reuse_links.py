"""The links between the documents of a build; those of the previous build are reused where nothing has changed.

The file ``links.msgpack.z`` beside those of the buckets names the parts of `links` and the parts that they were
computed from: where all of these are unchanged, the links are too."""

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
from jorei.run.previous_build import FOLDER, read_sealed, write_sealed
from jorei.run.task import Workspace

_COMPUTED_FROM: Final = ("documents", "nodes", "references")
_FILE: Final = "links.msgpack.z"


class BuiltLinks(msgspec.Struct, frozen=True, array_like=True):
    """The parts of `links` as built, the key of the build, and a digest of the parts that they were computed from."""

    key: str
    computed_from: str
    parts: tuple[Part, ...]


def write_links(workspace: Workspace, parts: Sequence[Part], reused: Sequence[str]) -> list[Part]:
    """Write the parts of `links`; ``parts`` are those of the other tables, ``reused`` the ids of the documents that
    have the rows of the previous build."""
    root, built = Path(workspace.root), _previous_links(workspace)
    if built and workspace.previous and built.computed_from == _digest(parts):
        for part in built.parts:
            link_file(Path(workspace.previous, part.path), root / part.path)
        links = list(built.parts)
    else:
        links = _compute_links(root, _reusable_links(workspace, built, reused))
    record_links(workspace, parts, links)
    return links


def record_links(workspace: Workspace, parts: Sequence[Part], links: Sequence[Part]) -> None:
    """Write down for the next build what the links were computed from."""
    built = BuiltLinks(workspace.key, _digest(parts), tuple(sorted(links, key=lambda part: part.path)))
    write_sealed(Path(workspace.root, FOLDER, _FILE), built)


def _previous_links(workspace: Workspace) -> BuiltLinks | None:
    """The links of the previous build, if it was built with the same key and their files are as they were written."""
    if workspace.previous is None:
        return None
    root = Path(workspace.previous)
    built = read_sealed(root / FOLDER / _FILE, BuiltLinks)
    if built is None or built.key != workspace.key:
        return None
    try:
        intact = all(file_sha256(root / part.path) == part.sha256 for part in built.parts)
    except OSError:
        return None
    return built if intact else None


def _reusable_links(workspace: Workspace, built: BuiltLinks | None, reused: Sequence[str]) -> PreviousLinks | None:
    if built is None or workspace.previous is None:
        return None
    columns = ("doc_id", "ref_id", "ordinal", "target_doc_id", "target_node_id")
    tables = [read(Path(workspace.previous, part.path), columns) for part in built.parts]
    return PreviousLinks(pa.concat_tables(tables), pa.chunked_array([pa.array(reused, pa.string())]))


def _compute_links(root: Path, previous: PreviousLinks | None) -> list[Part]:
    tables = link_parts(root, previous)
    links = [write_part(root, "links", file, finish("links", table)) for file, table in tables if table.num_rows]
    return links or [empty_part(root, "links", part_name(0))]


def _digest(parts: Sequence[Part]) -> str:
    files = sorted((part.path, part.sha256) for part in parts if part.table in _COMPUTED_FROM)
    return hashlib.sha256(msgspec.msgpack.encode(files)).hexdigest()
