"""Where the files of a build lie that are not tables."""

from __future__ import annotations

import hashlib
from typing import Final

FOLDER: Final = "json"
"""The folder of the JSON trees."""


def json_path(doc_id: str) -> str:
    """Where the tree of a document lies in a build: sharded by the hash of its id.

    >>> json_path("h15-jorei-1-3fa9c21b")
    'json/6c/h15-jorei-1-3fa9c21b.json'
    """
    return f"{FOLDER}/{hashlib.sha256(doc_id.encode()).hexdigest()[:2]}/{doc_id}.json"
