"""What the whole build says of a document: the finding S25 on a text that occurs several times, and longer ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from jorei.dataset.parts import DOC, DUPLICATE, open_schema, runs, to_batch
from jorei.dataset.tables import diagnostic_values
from jorei.model import Diagnostic
from jorei.run.previous import Fate
from jorei.write import json_tree


def duplicate(paths: tuple[str, ...]) -> Diagnostic:
    """The finding S25 on the document that is kept."""
    shown, more = "、".join(paths[:5]), len(paths) - 5
    return Diagnostic(
        code=DUPLICATE,
        name="duplicate-document",
        severity="warning",
        message=f"同じ本文の文書が他に{len(paths)}件あります（{shown}{f'ほか{more}件' if more > 0 else ''}）",
        message_en=f"{len(paths)} more document(s) with the same text: {', '.join(paths[:5])}"
        + (f" and {more} more" if more > 0 else ""),
        start=0,
        end=0,
    )


def amended(tables: dict[str, pa.Table], fates: dict[int, Fate]) -> dict[str, pa.Table]:
    """The tables of a group without what is dropped, and with an S25 on what is kept for others."""
    dropped = np.fromiter((place for place, fate in fates.items() if fate.dropped), np.int32)
    found = {}
    nothing = open_schema("diagnostics").empty_table()
    for name, table in {**tables, "diagnostics": tables.get("diagnostics", nothing)}.items():
        if name == "diagnostics":
            table = _with_duplicates(table, {place: fate.kept for place, fate in fates.items() if fate.kept})
        found[name] = table.filter(pa.array(~np.isin(table.column(DOC).to_numpy(), dropped)))
    return found


def _with_duplicates(table: pa.Table, kept: dict[int, tuple[str, ...]]) -> pa.Table:
    """The findings of a group with an S25 after those of each document that has doubles."""
    if not kept:
        return table
    places = sorted(kept)
    last = {place: end - start for place, start, end in runs(table.column(DOC).combine_chunks())}
    values = diagnostic_values([duplicate(kept[p]) for p in places], [None] * len(places), [(1, 1)] * len(places))
    values["diag_id"] = [last.get(place, 0) + 1 for place in places]
    batch = to_batch("diagnostics", values, places)
    joined = pa.concat_tables([table, pa.Table.from_batches([batch])])
    return joined.take(np.argsort(joined.column(DOC).to_numpy(), kind="stable"))


def pristine_json(path: Path, document: str) -> bytes:
    """The JSON tree of a document of the last build as its analysis alone gives it."""
    return amended_json(path.read_bytes(), document, Fate())


def amended_json(data: bytes, document: str, fate: Fate) -> bytes:
    """A JSON tree with another id, and with or without the S25."""
    tree: dict[str, Any] = msgspec.json.decode(data)
    tree["document"]["doc_id"] = fate.renamed or document
    findings = [finding for finding in tree["diagnostics"] if finding["code"] != DUPLICATE]
    if fate.kept:
        values = diagnostic_values([duplicate(fate.kept)], [None], [(1, 1)])
        values["diag_id"] = [len(findings) + 1]
        findings.append(json_tree.rows_of("diagnostics", values)[0])
    tree["diagnostics"] = findings
    return json_tree.encode(tree)
