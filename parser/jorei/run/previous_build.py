"""What a build leaves for the next: for each bucket its documents with their keys and the numbers of their rows.

It is written to the folder ``.inputs`` of a build, a file for each bucket and one that says where each begins; the same
for the same inputs, like the parts."""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset.buckets import OrderKey
from jorei.dataset.files import file_digest, file_sha256, link_file
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, schema_without_ids
from jorei.dataset.rowgroups import read
from jorei.dataset.rows import Rows
from jorei.run.document import BuiltDocument, LoadedInput
from jorei.run.input_key import corrections_key
from jorei.run.task import PLAIN, Fate

FOLDER: Final = ".inputs"
_SEAL_BYTES: Final = 32
"""Bytes of the SHA-256 at the beginning of each file."""
_INDEX: Final = "buckets.msgpack.z"
_OPENED: Final = 16
"""Buckets of the previous build that stay opened: a third of a megabyte each. All files of a bucket are read when it is
opened, to see whether they are as they were, and it is looked at twice: for its groups, and to finish it."""


class BuiltIndex(msgspec.Struct, frozen=True, array_like=True):
    """The size that the buckets of a build should have, and the first document of each."""

    target_bytes: int
    starts: tuple[OrderKey, ...]

    def bucket(self, document: OrderKey) -> int:
        """The bucket in which a document lies if the build has it.

        >>> BuiltIndex(8, (("", "c"), ("", "g"))).bucket(("", "d"))
        0
        """
        return max(0, bisect_right(self.starts, document) - 1)


class BuiltBucket(msgspec.Struct, frozen=True, array_like=True):
    """A bucket as built; documents are named by their index in it.

    ``key`` is that of the build, ``counts`` has for each table the number of rows of each document, ``fates`` those that
    are not plain, ``findings`` the ids of the findings that only the whole build could make, ``trees`` the SHA-256 of
    each JSON tree by the id of its document.
    """

    key: str
    documents: tuple[BuiltDocument, ...]
    counts: dict[str, tuple[int, ...]]
    fates: dict[int, Fate]
    findings: dict[int, tuple[int, ...]]
    parts: tuple[Part, ...]
    trees: dict[str, bytes] = {}

    def fate(self, index: int) -> Fate:
        """What the build decided about a document."""
        return self.fates.get(index, PLAIN)

    def final_id(self, index: int) -> str:
        """The id that a document has in the build."""
        return self.fate(index).renamed or self.documents[index].doc_id


class PreviousBucket:
    """A bucket of the previous build, opened."""

    def __init__(self, root: Path, number: int, bucket: BuiltBucket) -> None:
        self.root, self.number, self.bucket = root, number, bucket
        self.rows = Rows(self._table, bucket.counts)
        self._indices: dict[str, list[int]] = defaultdict(list)
        for index, document in enumerate(bucket.documents):
            if document.key:
                self._indices[document.path].append(index)

    @property
    def digest(self) -> str:
        """What tells the rows of this bucket from any others."""
        return hashlib.sha256("".join(part.sha256 for part in self.bucket.parts).encode()).hexdigest()

    def find(self, loaded: LoadedInput, corrections: Corrections) -> tuple[int, ...]:
        """The documents at the path of an input, if neither its content nor their corrections have changed."""
        indices = self._indices.get(loaded.input.path, [])
        is_same = all(self._is_unchanged(self.bucket.documents[index], loaded, corrections) for index in indices)
        return tuple(indices) if is_same else ()

    def _is_unchanged(self, document: BuiltDocument, loaded: LoadedInput, corrections: Corrections) -> bool:
        work = corrections.about(document.work_id, document.path, loaded.sha256) if document.work_id else None
        return (document.key, document.corrections) == (loaded.key, corrections_key(work))

    def is_reusable(self, index: int) -> bool:
        """Whether a document has rows here, under the id that its analysis alone gives it."""
        fate = self.bucket.fate(index)
        return not fate.dropped and not fate.renamed

    def _table(self, name: str) -> pa.Table:
        part = next(part for part in self.bucket.parts if part.table == name)
        schema = schema_without_ids(name)
        return read(self.root / part.path, schema.names).cast(schema)

    def json_file(self, index: int) -> Path:
        """The file of the JSON tree of a document."""
        return self.root / json_path(self.bucket.final_id(index))


@lru_cache(maxsize=_OPENED)
def open_previous_bucket(root: str | None, bucket: int, key: str) -> PreviousBucket | None:
    """A bucket of the previous build, if it was built with the same key and its files are as they were written."""
    if root is None:
        return None
    folder = Path(root)
    built = read_sealed(_bucket_file(folder, bucket), BuiltBucket)
    return PreviousBucket(folder, bucket, built) if built and built.key == key and _is_intact(folder, built) else None


def _is_intact(root: Path, bucket: BuiltBucket) -> bool:
    try:
        return all(file_sha256(root / part.path) == part.sha256 for part in bucket.parts) and all(
            file_digest(root / json_path(doc_id)) == digest for doc_id, digest in bucket.trees.items()
        )
    except OSError:
        return False


def read_index(root: str | None) -> BuiltIndex | None:
    """Where the buckets of the previous build begin; None when there is none, or that cannot be known."""
    return None if root is None else read_sealed(Path(root, FOLDER, _INDEX), BuiltIndex)


def write_index(root: Path, index: BuiltIndex) -> None:
    """Write down for the next build where the buckets begin."""
    write_sealed(root / FOLDER / _INDEX, index)


def write_bucket(root: Path, number: int, bucket: BuiltBucket) -> None:
    """Write down for the next build what a bucket is made of."""
    write_sealed(_bucket_file(root, number), bucket)


def link_bucket(bucket: PreviousBucket, root: Path, number: int) -> None:
    """Leave for the next build what is written down of a bucket that has not changed."""
    link_file(_bucket_file(bucket.root, bucket.number), _bucket_file(root, number))


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
