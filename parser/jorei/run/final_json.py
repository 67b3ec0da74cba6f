"""The JSON trees of documents as all documents of the build together decide: with longer ids and with the findings that
only the whole build can make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from jorei.dataset.tables import Values
from jorei.run.finding_rows import FindingIds, merge_json, remove_json
from jorei.write import json_tree


def final_json(
    data: bytes, doc_id: str, *, remove: FindingIds = (), findings: Mapping[str, Values] | None = None
) -> bytes:
    """A JSON tree with another id, without some findings of the whole build and with others."""
    tree: dict[str, Any] = msgspec.json.decode(data)
    tree["document"]["doc_id"] = doc_id
    rows = remove_json(tree["diagnostics"], remove)
    tree["diagnostics"] = merge_json(rows, json_tree.rows_of("diagnostics", dict(findings)) if findings else [])
    return json_tree.encode(tree)
