"""The part file (bucket) that a document lies in, and the group in which it is analysed.

All documents stand in one order: by the municipality that manifest.csv gives, then by source path. Where files lie in
folders by municipality, or a manifest names it, its documents are neighbours, and a reader who wants one municipality
leaves out nearly all parts by their statistics. The order is cut into buckets of some megabytes, and a bucket into
groups. The hash of a path says whether it may begin a new one, so a document that comes or goes moves no other border
but those up to the next such path. A group is the unit of work and of resuming; readers see nothing of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

TARGET_BYTES: Final = 8 * 1024 * 1024
"""Raw bytes of a bucket, on average. Chosen: some hundred ordinances, 100,000 rows of `nodes`, so that one change rewrites
little and a reader opens few files."""
MAX_BUCKETS: Final = 4_096
"""Buckets that a build should have at most. Chosen: a build of nine datasets then has some 37,000 files."""

GROUP_DOCUMENTS: Final = 32
"""Documents of a group, on average."""
GROUP_BYTES: Final = 512 * 1024
"""Raw bytes of a group at most, but for a single document. Chosen, as is `MAX_GROUP_DOCUMENTS`: a worker holds one group."""
MAX_GROUP_DOCUMENTS: Final = 8 * GROUP_DOCUMENTS
"""Documents of a group at most: hashes may fail to begin a new one for long."""
_HASHES: Final = 1 << 64
OrderKey = tuple[str, str]
"""The place of a document in the order of all: the municipality that manifest.csv gives or "", and its path."""


class BucketBounds(NamedTuple):
    """The raw bytes of a bucket: ``target`` on average; a new one begins at ``least`` at the earliest, and at ``most``."""

    target: int
    least: int
    most: int


def bucket_bounds(target: int) -> BucketBounds:
    """Half the target to half as much again; else sizes would vary from next to nothing to six times the target, and a
    worker holds the largest table of a bucket.

    >>> bucket_bounds(8)
    BucketBounds(target=8, least=4, most=12)
    """
    return BucketBounds(target, target // 2, target + target // 2)


def choose_target(total_bytes: int) -> int:
    """The size of the buckets of a first build, in raw bytes: the smallest that keeps `MAX_BUCKETS`.

    >>> choose_target(0) == choose_target(10**10) == TARGET_BYTES, choose_target(10**11) // TARGET_BYTES
    (True, 4)
    """
    target = TARGET_BYTES
    while total_bytes > target * MAX_BUCKETS:
        target *= 2
    return target


def bucket_sizes(documents: Iterable[tuple[str, int]], target: int) -> Iterator[int]:
    """The number of documents in each bucket, for the (path, bytes) of all documents in their order.

    >>> list(bucket_sizes(((f"{number:03}.txt", 9_000) for number in range(100)), 200_000))
    [14, 16, 16, 13, 16, 12, 13]
    """
    bounds = bucket_bounds(target)
    count = size = 0
    for path, bytes_ in documents:
        # the more bytes, the likelier: so the mean size does not depend on how large the documents are
        begins = _hash(path, 0) * (bounds.target - bounds.least) < bytes_ * _HASHES
        if count and ((begins and size >= bounds.least) or size + bytes_ > bounds.most):
            yield count
            count = size = 0
        count += 1
        size += bytes_
    if count:
        yield count


def group_sizes(documents: Iterable[tuple[str, int]]) -> Iterator[int]:
    """The number of documents in each group of a bucket, for its (path, bytes) in the order of the paths.

    >>> list(group_sizes((f"{number:03}.txt", 9_000) for number in range(100)))
    [17, 17, 58, 2, 6]
    """
    count = size = 0
    for path, bytes_ in documents:
        begins = (_hash(path, 8) >> 32) % GROUP_DOCUMENTS == 0
        if count and (begins or size + bytes_ > GROUP_BYTES or count == MAX_GROUP_DOCUMENTS):
            yield count
            count = size = 0
        count += 1
        size += bytes_
    if count:
        yield count


def part_name(bucket: int) -> str:
    """
    >>> part_name(3)
    'part-00003.parquet'
    """
    return f"part-{bucket:05}.parquet"


def _hash(path: str, first: int) -> int:
    """64 bits of the hash of a path, from this byte on: the same on every machine."""
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[first : first + 8], "big")
