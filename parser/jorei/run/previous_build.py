"""What a build leaves for the next: for each bucket its documents with their keys, and where their rows are.

It is written to the folder ``.inputs`` of a build, a file for each bucket; the same for the same inputs, like the
parts."""

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
from jorei.run.document import BuiltDocument, LoadedInput
from jorei.run.finding_rows import remove_findings
from jorei.run.input_key import corrections_key
from jorei.run.task import PLAIN, Fate

FOLDER: Final = ".inputs"
_SEAL_BYTES: Final = 32
"""Bytes of the SHA-256 at the beginning of each file."""
GroupMember = tuple[int, int]
"""A document of a bucket: the number of its group, and its index in it."""


class BuiltGroup(msgspec.Struct, frozen=True, array_like=True):
    """A group as built: its documents, the fates that are not plain, and where its rows are.

    ``findings`` are the ids of the findings that only the whole build could make; like the fates by index in the group.
    """

    documents: tuple[BuiltDocument, ...]
    fates: dict[int, Fate]
    rows: dict[str, LocatedRowGroup]
    findings: dict[int, tuple[int, ...]] = {}

    def final_id(self, index: int) -> str:
        """The id that a document has in the build."""
        return self.fates.get(index, PLAIN).renamed or self.documents[index].doc_id


class BuiltBucket(msgspec.Struct, frozen=True, array_like=True):
    """A bucket as built: the key of the build, the groups, the parts, and the SHA-256 of each JSON tree by document."""

    key: str
    groups: tuple[BuiltGroup, ...]
    parts: tuple[Part, ...]
    trees: dict[str, bytes] = {}


class PreviousBucket:
    """A bucket of the previous build, opened."""

    def __init__(self, root: Path, bucket: BuiltBucket) -> None:
        self.root, self.bucket = root, bucket
        self._members: dict[str, GroupMember] = {
            document.path: (number, index)
            for number, group in enumerate(bucket.groups)
            for index, document in enumerate(group.documents)
            if document.key
        }
        self._part_bytes: dict[str, bytes] = {}

    def find(self, loaded: LoadedInput, corrections: Corrections) -> GroupMember | None:
        """The document at the path of an input, if neither its content nor its corrections have changed."""
        member = self._members.get(loaded.input.path)
        if member is None:
            return None
        document = self.document(member)
        work = corrections.about(document.work_id, document.path, loaded.sha256) if document.work_id else None
        unchanged = (document.key, document.corrections) == (loaded.key, corrections_key(work))
        return member if unchanged else None

    def document(self, member: GroupMember) -> BuiltDocument:
        """The record of a document."""
        number, index = member
        return self.bucket.groups[number].documents[index]

    def fate(self, member: GroupMember) -> Fate:
        """What the previous build decided about a document."""
        number, index = member
        return self.bucket.groups[number].fates.get(index, PLAIN)

    def is_reusable(self, member: GroupMember) -> bool:
        """Whether a document has rows here, under the id that its analysis alone gives it."""
        fate = self.fate(member)
        return not fate.dropped and not fate.renamed

    def findings(self, member: GroupMember) -> tuple[int, ...]:
        """The ids of the findings on a document that only the whole build could make."""
        number, index = member
        return self.bucket.groups[number].findings.get(index, ())

    def row_groups(self, number: int) -> dict[str, RowGroup]:
        """The rows of a group, as they are in the parts."""
        located = self.bucket.groups[number].rows
        return {
            part.table: rowgroups.take(self._bytes_of(part), located[part.table])
            for part in self.bucket.parts
            if part.table in located
        }

    def _bytes_of(self, part: Part) -> bytes:
        if part.table not in self._part_bytes:
            self._part_bytes[part.table] = (self.root / part.path).read_bytes()
        return self._part_bytes[part.table]

    def tables(self, number: int, new_numbers: dict[int, int]) -> dict[str, pa.Table]:
        """The rows of some documents of a group as their analysis alone gives them; ``new_numbers`` has for the index
        of each in the group the number that takes the place of its id."""
        group = self.bucket.groups[number]
        numbers_by_id = {group.final_id(index): new for index, new in new_numbers.items()}
        tables = {}
        for name, row_group in self.row_groups(number).items():
            table = without_ids(name, decode_group(name, row_group), numbers_by_id)
            if name == "documents":
                own_ids = pa.array([group.documents[index].doc_id for index in sorted(new_numbers)], pa.string())
                table = table.set_column(table.schema.get_field_index("doc_id"), "doc_id", own_ids)
            if name == "diagnostics":
                of_build = {new: group.findings[index] for index, new in new_numbers.items() if index in group.findings}
                table = remove_findings(table, of_build)
            tables[name] = table
        return tables

    def json_file(self, member: GroupMember) -> Path:
        """The file of the JSON tree of a document."""
        number, index = member
        return self.root / json_path(self.bucket.groups[number].final_id(index))


@lru_cache(maxsize=2)
def open_previous_bucket(root: str | None, bucket: int, key: str) -> PreviousBucket | None:
    """A bucket of the previous build, if it was built with the same key and its files are as they were written."""
    if root is None:
        return None
    folder = Path(root)
    built = read_sealed(_bucket_file(folder, bucket), BuiltBucket)
    return PreviousBucket(folder, built) if built and built.key == key and _is_intact(folder, built) else None


def _is_intact(root: Path, bucket: BuiltBucket) -> bool:
    try:
        return all(file_sha256(root / part.path) == part.sha256 for part in bucket.parts) and all(
            file_digest(root / json_path(doc_id)) == digest for doc_id, digest in bucket.trees.items()
        )
    except OSError:
        return False


def write_bucket(root: Path, number: int, bucket: BuiltBucket) -> None:
    """Write down for the next build what a bucket is made of."""
    write_sealed(_bucket_file(root, number), bucket)


def _bucket_file(root: Path, number: int) -> Path:
    return root / FOLDER / f"{number:05}.msgpack.z"


_Sealed = TypeVar("_Sealed", bound=msgspec.Struct)


def read_sealed(file: Path, kind: type[_Sealed]) -> _Sealed | None:
    """What `write_sealed` wrote; None when the file is missing or damaged."""
    try:
        data = file.read_bytes()
        if hashlib.sha256(data[_SEAL_BYTES:]).digest() != data[:_SEAL_BYTES]:
            return None
        return msgspec.msgpack.decode(zlib.decompress(data[_SEAL_BYTES:]), type=kind)
    except (OSError, zlib.error, msgspec.DecodeError):
        return None


def write_sealed(file: Path, value: msgspec.Struct) -> None:
    """Write a struct, compressed, after its SHA-256."""
    file.parent.mkdir(exist_ok=True)
    data = zlib.compress(msgspec.msgpack.encode(value))
    file.write_bytes(hashlib.sha256(data).digest() + data)
