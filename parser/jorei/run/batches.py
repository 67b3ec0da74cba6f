"""Documents as Arrow record batches in, the tables as record batches out: for Ray Data, Dask, Spark and whatever else
speaks Arrow. A batch knows nothing of other batches: links between documents, and texts that occur twice, are for the
one who has them all (`jorei build` does both)."""

from __future__ import annotations

import pyarrow as pa

from jorei.config.manifest import to_metadata
from jorei.dataset.parts import with_ids
from jorei.model import Metadata
from jorei.registry import entries
from jorei.run.chunk import AnalysedRows
from jorei.run.document import load
from jorei.run.inputs import Input
from jorei.run.task import Options

COLUMNS = ("municipality", "municipality_code", "issuer", "date", "source_url", "fetched_at", "licence")
"""Columns of a batch that are read as those of manifest.csv, where they are there."""


def analyse_batch(batch: pa.RecordBatch, options: Options | None = None) -> dict[str, pa.RecordBatch]:
    """The rows of every table for the documents of a batch, with the schemas of a build.

    The batch has a column ``path`` and a column ``bytes`` (a file in any supported format) or ``text``; columns of the
    names of manifest.csv say what the texts do not. Whatever cannot be read has a row in ``documents`` that says why.

    >>> batch = pa.RecordBatch.from_pydict({"path": ["a.txt"], "text": ["○甲市条例\\n\\n第1条 甲とする。\\n第2条 前条の乙"]})
    >>> tables = analyse_batch(batch)
    >>> tables["nodes"].column("citation").to_pylist()[-4:]
    ['第1条', '第1条第1項', '第2条', '第2条第1項']
    >>> tables["references"].select(["text", "target_citation"]).to_pylist()
    [{'text': '前条', 'target_citation': '第1条'}]

    In Ray Data, for one of the tables: ``ds.map_batches(lambda table: pa.Table.from_batches([analyse_batch(batch)["nodes"]
    for batch in table.to_batches()]), batch_format="pyarrow")``.
    """
    rows = AnalysedRows(options or Options(registries=tuple(entry.file for entry in entries())))
    documents = documents_of(batch)
    contents = iter([content for _, content in documents])
    ids = [rows.enter(at, load(one, lambda _: next(contents))).doc_id for at, (one, _) in enumerate(documents)]
    return {name: _batch(with_ids(name, table, ids)) for name, table in rows.tables().items()}


def documents_of(batch: pa.RecordBatch) -> list[tuple[Input, bytes | str]]:
    """The documents of a batch, each with its content."""
    names = batch.schema.names
    contents = batch.column("bytes" if "bytes" in names else "text").to_pylist()
    given = [name for name in COLUMNS if name in names]
    rows = batch.select(["path", *given]).to_pylist()
    found = []
    for row, content in zip(rows, contents, strict=True):
        values = {name: _said(row.get(name)) for name in COLUMNS}
        metadata: Metadata | None = to_metadata(values) if any(values.values()) else None
        found.append((Input(row["path"], "", len(content or b""), given=metadata), content or b""))
    return found


def _said(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
