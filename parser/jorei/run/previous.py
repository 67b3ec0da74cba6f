"""What a build leaves for the next: for each bucket its inputs with their keys, and where their rows are.

Kept in the folder ``.inputs`` of a build, a file for each bucket; the same for the same inputs, like the parts.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset import rowgroups
from jorei.dataset.files import file_digest, file_sha256
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, decode_group, without_ids
from jorei.dataset.rowgroups import LocatedRowGroup, RowGroup
from jorei.run.document import KeptDocument, LoadedInput
from jorei.run.finding_rows import remove_findings
from jorei.run.input_key import corrections_key
from jorei.run.task import Fate

FOLDER: Final = ".inputs"
_HEAD: Final = 32
"""Bytes of the SHA-256 that begins each file."""


class OldGroup(msgspec.Struct, frozen=True, array_like=True):
    """A group as built: its inputs, the fates that are not plain, and where its rows lie.

    ``findings`` are the ids of the findings that only the whole build could make; like the fates by place in the group.
    """

    entries: tuple[KeptDocument, ...]
    fates: dict[int, Fate]
    rows: dict[str, LocatedRowGroup]
    findings: dict[int, tuple[int, ...]] = {}

    def final_id(self, at: int) -> str:
        return self.fates.get(at, Fate()).renamed or self.entries[at].doc_id


class OldBucket(msgspec.Struct, frozen=True, array_like=True):
    """A bucket as built, by which key, the parts it was written to, and the SHA-256 of each JSON tree by document."""

    key: str
    groups: tuple[OldGroup, ...]
    parts: tuple[Part, ...]
    trees: dict[str, bytes] = {}


class Previous:
    """A bucket of the last build, opened."""

    def __init__(self, root: Path, bucket: OldBucket) -> None:
        self.root, self.bucket = root, bucket
        self.where = {
            entry.path: (number, at)
            for number, group in enumerate(bucket.groups)
            for at, entry in enumerate(group.entries)
            if entry.key
        }
        self._parts: dict[str, bytes] = {}

    def find(self, loaded: LoadedInput, corrections: Corrections) -> tuple[int, int] | None:
        """Group and place of a document that is as it was, and of which the same is said; None when it is not."""
        found = self.where.get(loaded.one.path)
        if found is None:
            return None
        entry = self.bucket.groups[found[0]].entries[found[1]]
        said = corrections.about(entry.work_id, entry.path, loaded.sha256) if entry.work_id else None
        return found if (entry.key, entry.said) == (loaded.key, corrections_key(said)) else None

    def is_kept(self, number: int, at: int) -> bool:
        """Whether a document has rows here, and under the id that its analysis alone gives it."""
        fate = self.bucket.groups[number].fates.get(at, Fate())
        return not fate.dropped and not fate.renamed

    def row_groups(self, number: int) -> dict[str, RowGroup]:
        """The rows of a group, as they are in the parts."""
        placed = self.bucket.groups[number].rows
        return {
            part.table: rowgroups.take(self._part(part), placed[part.table])
            for part in self.bucket.parts
            if part.table in placed
        }

    def _part(self, part: Part) -> bytes:
        if part.table not in self._parts:
            self._parts[part.table] = (self.root / part.path).read_bytes()
        return self._parts[part.table]

    def tables(self, number: int, places: dict[int, int]) -> dict[str, pa.Table]:
        """The rows of some documents of a group (place there -> place wanted), as their analysis alone gives them."""
        group = self.bucket.groups[number]
        ids = {group.final_id(at): place for at, place in places.items()}
        tables = {}
        for name, block in self.row_groups(number).items():
            table = without_ids(name, decode_group(name, block), ids)
            if name == "documents":
                own = pa.array([group.entries[at].doc_id for at in sorted(places)], pa.string())
                table = table.set_column(table.schema.get_field_index("doc_id"), "doc_id", own)
            if name == "diagnostics":
                later = {place: group.findings[at] for at, place in places.items() if at in group.findings}
                table = remove_findings(table, later)
            tables[name] = table
        return tables

    def json(self, number: int, at: int) -> Path:
        return self.root / json_path(self.bucket.groups[number].final_id(at))


@lru_cache(maxsize=2)
def previous(root: str | None, bucket: int, key: str) -> Previous | None:
    """The bucket of the last build, if it was made in the same way and its files are what it wrote."""
    if root is None:
        return None
    folder = Path(root)
    found = read_sealed(state_file(folder, bucket), OldBucket)
    return Previous(folder, found) if found and found.key == key and _is_whole(folder, found) else None


def _is_whole(root: Path, bucket: OldBucket) -> bool:
    try:
        return all(file_sha256(root / part.path) == part.sha256 for part in bucket.parts) and all(
            file_digest(root / json_path(document)) == digest for document, digest in bucket.trees.items()
        )
    except OSError:
        return False


def state_file(root: Path, bucket: int) -> Path:
    return root / FOLDER / f"{bucket:05}.msgpack.z"


def write_state(root: Path, number: int, bucket: OldBucket) -> None:
    write_sealed(state_file(root, number), bucket)


_State = TypeVar("_State", bound=msgspec.Struct)


def read_sealed(file: Path, kind: type[_State]) -> _State | None:
    """What `write_sealed` wrote; None unless it is there, and as it was written."""
    try:
        data = file.read_bytes()
        if hashlib.sha256(data[_HEAD:]).digest() != data[:_HEAD]:
            return None
        return msgspec.msgpack.decode(zlib.decompress(data[_HEAD:]), type=kind)
    except (OSError, zlib.error, msgspec.DecodeError):
        return None


def write_sealed(file: Path, state: msgspec.Struct) -> None:
    file.parent.mkdir(exist_ok=True)
    data = zlib.compress(msgspec.msgpack.encode(state))
    file.write_bytes(hashlib.sha256(data).digest() + data)
