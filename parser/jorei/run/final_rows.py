"""The rows and JSON trees of a group as all documents of the build together decide: without copies, with longer ids
and with the findings that only the whole build can make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from jorei.dataset.parts import DOC, schema_without_ids
from jorei.dataset.tables import Values
from jorei.run.finding_rows import FindingColumns, FindingIds, merge_findings, merge_json, remove_json
from jorei.run.task import Fate
from jorei.write import json_tree


def final_tables(
    tables: dict[str, pa.Table], fates: dict[int, Fate], findings: FindingColumns
) -> tuple[dict[str, pa.Table], FindingIds]:
    """The tables of a group without dropped documents and with the findings of the whole build; and the ids of those.

    Documents are named by their index in the group.
    """
    dropped = np.fromiter((index for index, fate in fates.items() if fate.dropped), np.int32)
    diagnostics = tables.get("diagnostics", schema_without_ids("diagnostics").empty_table())
    diagnostics, ids = merge_findings(diagnostics, findings)
    final = {
        name: table.filter(pa.array(~np.isin(table.column(DOC).to_numpy(), dropped)))
        for name, table in {**tables, "diagnostics": diagnostics}.items()
    }
    return final, ids


def json_of_analysis(data: bytes, doc_id: str, findings: tuple[int, ...]) -> bytes:
    """The JSON tree of a document of the previous build as its analysis alone gives it, without these ``findings``."""
    return final_json(data, doc_id, remove=findings)


def final_json(
    data: bytes, doc_id: str, *, remove: tuple[int, ...] = (), findings: Mapping[str, Values] | None = None
) -> bytes:
    """A JSON tree with another id, without some findings of the whole build and with others."""
    tree: dict[str, Any] = msgspec.json.decode(data)
    tree["document"]["doc_id"] = doc_id
    rows = remove_json(tree["diagnostics"], remove)
    tree["diagnostics"] = merge_json(rows, json_tree.rows_of("diagnostics", dict(findings)) if findings else [])
    return json_tree.encode(tree)
