"""The JSON trees of a build: their paths, and the rows and columns of the tables that they hold."""

from __future__ import annotations

import hashlib
from typing import Final

TREE_FOLDER: Final = "json"
"""The folder of the JSON trees."""
INDEX: Final = f"{TREE_FOLDER}/index.jsonl"
"""Lists the trees: a line for each document."""
FACTS: Final = ("references", "definitions", "norms", "amendments", "diagnostics")
"""The tables whose rows stand beside the nested nodes, in this order and without their doc_id."""
NOT_IN_TREE: Final = ("doc_id", "parent_id", "seq", "depth")
"""Columns of `nodes` that nesting says already."""
NESTED: Final = ("cited_by", "children")
"""The keys of a nested node besides its columns: the ref_id of each reference that leads to it, and its child nodes."""


def json_path(doc_id: str) -> str:
    """The path of a document's tree in a build: sharded by the hash of its id.

    >>> json_path("h15-jorei-1-3fa9c21b")
    'json/6c/h15-jorei-1-3fa9c21b.json'
    """
    return f"{TREE_FOLDER}/{hashlib.sha256(doc_id.encode()).hexdigest()[:2]}/{doc_id}.json"
