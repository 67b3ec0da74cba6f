"""The same text twice is one document: found over the whole build, when every text has been seen.

Held in memory for each document: its place, id and 32 bytes of digest.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec

from jorei.run.inputs import Input
from jorei.run.task import InputRecord

_LONGER = 16


class Doubles(msgspec.Struct, frozen=True):
    """For one bucket: places to drop, what the kept ones stand for, and longer ids for colliding documents."""

    dropped: frozenset[int] = frozenset()
    kept: dict[int, tuple[str, ...]] = {}
    renamed: dict[int, str] = {}


def find_doubles(records: dict[int, list[InputRecord]], inputs: dict[int, list[Input]]) -> dict[int, Doubles]:
    """What to do in each bucket about texts that occur twice; the first by path is the one that stays.

    Two texts that share an id (8 hex digits of their hash, one chance in four thousand million for each pair of the
    same number) stay two documents: all but the one with the smallest digest get 16 digits.
    """
    paths = _shared(records, inputs)
    dropped: dict[int, set[int]] = defaultdict(set)
    kept: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for same in paths.values():
        if len(same) > 1:
            (_, bucket, place), *rest = sorted(same)
            kept[bucket][place] = tuple(path for path, _, _ in rest)
            for _, other, at in rest:
                dropped[other].add(at)
    renamed = _longer_ids(paths)
    return {
        bucket: Doubles(frozenset(dropped[bucket]), kept[bucket], renamed.get(bucket, {})) for bucket in records
    }  # fmt: skip


_Shared = dict[tuple[str, str], list[tuple[str, int, int]]]


def _shared(records: dict[int, list[InputRecord]], inputs: dict[int, list[Input]]) -> _Shared:
    """Where the texts are whose id occurs more than once, by id and digest: (path, bucket, place)."""
    seen: set[str] = set()
    again: set[str] = set()
    for found in records.values():
        for record in found:
            (again if record.doc_id in seen else seen).add(record.doc_id)
    paths: _Shared = defaultdict(list)
    for bucket, found in records.items():
        for record in found:
            if record.doc_id in again:
                path = inputs[bucket][record.place].path
                paths[record.doc_id, record.digest].append((path, bucket, record.place))
    return paths


def _longer_ids(paths: _Shared) -> dict[int, dict[int, str]]:
    digests: dict[str, list[str]] = defaultdict(list)
    for document, digest in paths:
        digests[document].append(digest)
    renamed: dict[int, dict[int, str]] = defaultdict(dict)
    for document, several in digests.items():
        for digest in sorted(several)[1:]:
            longer = f"{document.rpartition('-')[0]}-{digest[:_LONGER]}"
            for _, bucket, place in paths[document, digest]:
                renamed[bucket][place] = longer
    return renamed
