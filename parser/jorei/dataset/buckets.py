"""The part file (bucket) and the row group that a document lies in, both by a hash of its source path.

The number of buckets is chosen at the first build and kept, so one changed input rewrites one part of each dataset.
Inside a bucket the documents, in order of their paths, are cut into groups: the hash of a path says whether a new group
begins there, so a document that comes or goes moves no other border but those up to the next such path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

TARGET_BYTES: Final = 8 * 1024 * 1024
"""Raw bytes a bucket should hold; chosen: some hundred ordinances, so that one change rewrites little."""

MAX_BUCKETS: Final = 4_096
"""Chosen: a build of nine datasets then has 37,000 files at most."""

GROUP_DOCUMENTS: Final = 32
"""Documents of a group, on average. Where one in a hundred has changed, one group in four must be written anew."""
GROUP_BYTES: Final = 512 * 1024
"""Raw bytes of a group at most, but for a single document. Chosen, as is `MAX_GROUP_DOCUMENTS`: a worker holds one group."""
MAX_GROUP_DOCUMENTS: Final = 8 * GROUP_DOCUMENTS
"""Documents of a group at most: hashes may fail to begin a new one for long."""


def choose_count(total_bytes: int) -> int:
    """The number of buckets for a first build: the power of two next above one for each `TARGET_BYTES`.

    >>> choose_count(0), choose_count(50_000_000), choose_count(10**12)
    (1, 8, 4096)
    """
    wanted = -(-total_bytes // TARGET_BYTES)
    return min(MAX_BUCKETS, 1 << max(0, wanted - 1).bit_length())


def bucket_of(source_path: str, count: int) -> int:
    """The bucket of a source path, the same on every machine.

    >>> bucket_of("a.txt", 8) == bucket_of("a.txt", 8) < 8
    True
    """
    return int.from_bytes(_digest(source_path)[:8], "big") % count


def group_sizes(documents: Iterable[tuple[str, int]]) -> Iterator[int]:
    """The number of documents in each group of a bucket, for its (path, bytes) in the order of the paths.

    >>> list(group_sizes((f"{number:03}.txt", 9_000) for number in range(100)))
    [17, 17, 58, 2, 6]
    """
    count = size = 0
    for path, bytes_ in documents:
        begins = int.from_bytes(_digest(path)[8:12], "big") % GROUP_DOCUMENTS == 0
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


def _digest(source_path: str) -> bytes:
    return hashlib.sha256(source_path.encode("utf-8", "surrogatepass")).digest()
