"""Which part file a document lies in: a bucket by a hash of its source path.

The number of buckets is chosen at the first build and kept, so one changed input rewrites one part of each dataset.
"""

from __future__ import annotations

import hashlib
from typing import Final

TARGET_BYTES: Final = 8 * 1024 * 1024
"""Raw bytes a bucket should hold: some hundred ordinances, tens of megabytes of rows while it is written."""

MAX_BUCKETS: Final = 4_096


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
    digest = hashlib.sha256(source_path.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % count


def part_name(bucket: int) -> str:
    """
    >>> part_name(3)
    'part-00003.parquet'
    """
    return f"part-{bucket:05}.parquet"
