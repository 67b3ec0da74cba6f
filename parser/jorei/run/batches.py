"""Analysis of Arrow record batches of documents, as record batches of the tables: for Ray Data, Dask, Spark and others.

A batch knows nothing of other batches: links between documents and copies of one text can only be found by a build,
which has them all."""

from __future__ import annotations

import pyarrow as pa

from jorei.config import manifest
from jorei.dataset.parts import finished
from jorei.model import Metadata
from jorei.registry import entries
from jorei.run.analysed_rows import AnalysedRows
from jorei.run.document import load
from jorei.run.inputs import Input
from jorei.run.task import Options

_, *METADATA_COLUMNS = manifest.COLUMNS
"""Columns that a batch may have, as in manifest.csv: all but the path."""


def analyse_batch(batch: pa.RecordBatch, options: Options | None = None) -> dict[str, pa.RecordBatch]:
    """The rows of every table for the documents of a batch, with the schemas of a build.

    The batch has a column ``path`` and a column ``bytes`` (a file in any supported format) or ``text``; columns of the
    names of manifest.csv give what the texts do not. A document that cannot be read has a row in ``documents`` with the
    reason.

    >>> batch = pa.RecordBatch.from_pydict({"path": ["a.txt"], "text": ["○甲市条例\\n\\n第1条 甲とする。\\n第2条 前条の乙"]})
    >>> tables = analyse_batch(batch)
    >>> tables["nodes"].column("citation").to_pylist()[-4:]
    ['第1条', '第1条第1項', '第2条', '第2条第1項']
    >>> tables["references"].select(["text", "target_citation"]).to_pylist()
    [{'text': '前条', 'target_citation': '第1条'}]

    In Ray Data, for one of the tables: ``ds.map_batches(lambda table:
    pa.Table.from_batches([analyse_batch(batch)["nodes"] for batch in table.to_batches()]), batch_format="pyarrow")``.
    """
    rows = AnalysedRows(options or Options(registries=tuple(entry.file for entry in entries())))
    documents = documents_of(batch)
    contents = iter([content for _, content in documents])
    ids: list[str] = []
    for input_, _ in documents:
        ids += [document.doc_id for document in rows.add(len(ids), load(input_, lambda _: next(contents)))]
    tables = rows.tables()
    return {name: _to_batch(finished(name, table.columns, ids, rows.counts[name])) for name, table in tables.items()}


def documents_of(batch: pa.RecordBatch) -> list[tuple[Input, bytes | str]]:
    """The documents of a batch, each with its content."""
    names = batch.schema.names
    contents = batch.column("bytes" if "bytes" in names else "text").to_pylist()
    given = [name for name in METADATA_COLUMNS if name in names]
    rows = batch.select(["path", *given]).to_pylist()
    documents = []
    for row, content in zip(rows, contents, strict=True):
        values = {name: _nonempty(row.get(name)) for name in METADATA_COLUMNS}
        metadata: Metadata | None = manifest.to_metadata(values) if any(values.values()) else None
        documents.append((Input(row["path"], b"", len(content or b""), given=metadata), content or b""))
    return documents


def _nonempty(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _to_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
