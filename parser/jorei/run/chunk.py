"""The two pieces of work of a build: analyse some documents, and join a bucket's rows into its parts."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from jorei.model import Diagnostic
from jorei.read import Unreadable, read_bytes
from jorei.registry import Registry, named
from jorei.run.inputs import Input, read_input
from jorei.run.pipeline import analyse
from jorei.run.task import Analyse, Analysed, Begun, Finish, Finished, Options, Record, Reply
from jorei.store import identity
from jorei.store.buckets import part_name
from jorei.store.corrections import Corrections
from jorei.text.morphology import tokenize
from jorei.write import json_tree
from jorei.write.parts import DOC, Part, finish, read_spills, runs, to_batch, write_part, write_spill
from jorei.write.tables import Columns, diagnostic_values, unreadable_digest, unreadable_row

SPILL: Final = ".spill"
"""Folder of the build in progress that holds what is not yet in parts; gone before the exchange."""


def run_task(task: Analyse | Finish, say: Callable[[Begun], None]) -> Reply:
    """Do one task; ``say`` hears of each document before it is begun."""
    match task:
        case Analyse():
            return analyse_chunk(task, say)
        case Finish():
            return finish_bucket(task)


def spill_path(root: Path, bucket: int, chunk: int) -> Path:
    return root / SPILL / f"{bucket:05}-{chunk:06}.arrow"


def json_spill(root: Path, bucket: int, place: int) -> Path:
    return root / SPILL / f"{bucket:05}-{place:06}.json"


def analyse_chunk(task: Analyse, say: Callable[[Begun], None]) -> Analysed:
    """Analyse the documents of a chunk one after the other and spill their rows."""
    root = Path(task.root)
    columns = Columns(task.options.tokens)
    registry = _registry(task.options.registries)
    corrections = Corrections(task.corrections)
    records = []
    for place, one in enumerate(task.inputs, task.first):
        say(Begun(place))
        if place in task.lost:
            records.append(_enter_unreadable(columns, place, one, None, task.lost[place]))
        else:
            spill = json_spill(root, task.bucket, place)
            records.append(_enter(columns, place, one, task.options, registry, corrections, spill))
    write_spill(spill_path(root, task.bucket, task.chunk), columns, task.first)
    return Analysed(task.bucket, tuple(records))


@lru_cache(maxsize=1)
def _registry(files: tuple[str, ...]) -> Registry | None:
    """The registry of a build, opened once in each process."""
    return named(files)


def _enter(
    columns: Columns, place: int, one: Input, options: Options, registry: Registry | None, corrections: Corrections,
    json_path: Path,
) -> Record:  # fmt: skip
    digest: str | None = None
    try:
        data = read_input(one)
        digest = hashlib.sha256(data).hexdigest()
        source = read_bytes(data, one.path)
        analysis = analyse(source, one.given, registry, corrections=corrections)
        tokens = tokenize(source, analysis.tree) if options.tokens else ()
    except Unreadable as reason:
        return _enter_unreadable(columns, place, one, digest, str(reason))
    except Exception as error:  # noqa: BLE001  # a bug of ours must not cost the other documents: it is listed
        print(f"{one.path}:\n{traceback.format_exc()}", file=sys.stderr)
        bug = f"内部エラー / internal error: {type(error).__name__}: {error}"
        return _enter_unreadable(columns, place, one, digest, bug)
    text = identity.text_digest(source.text)
    row = columns.add(analysis, text, tokens)
    if options.json:
        json_path.write_bytes(json_tree.encode(json_tree.to_json(analysis, row)))
    return Record(place, row["doc_id"], text)


def _enter_unreadable(columns: Columns, place: int, one: Input, digest: str | None, reason: str) -> Record:
    row = unreadable_row(one.path, digest, reason)
    columns.add_unreadable(row)
    return Record(place, row["doc_id"], unreadable_digest(one.path), reason)


def finish_bucket(task: Finish) -> Finished:
    """Join the spills of a bucket, leave out texts that another document has, and write the parts."""
    root = Path(task.root)
    names = Columns(task.options.tokens).tables
    spills = [spill_path(root, task.bucket, chunk) for chunk in range(task.chunks)]
    tables = read_spills(spills, names)
    ids = _document_ids(tables["documents"], task.renamed)
    if task.options.json:
        _place_json(root, task, ids)
    tables["diagnostics"] = _with_duplicates(tables["diagnostics"], task.kept)
    parts = tuple(_write(root, name, tables.pop(name), task, ids) for name in names)
    for spill in spills:
        spill.unlink()
    return Finished(task.bucket, tuple(part for part in parts if part.rows))


def _document_ids(documents: pa.Table, renamed: dict[int, str]) -> list[str]:
    ids = [str(ident) for ident in documents.column("doc_id").to_pylist()]
    for place, longer in renamed.items():
        ids[place] = longer
    return ids


def _write(root: Path, name: str, table: pa.Table, task: Finish, ids: list[str]) -> Part:
    places = table.column(DOC).to_numpy()
    if task.dropped:
        keep = ~np.isin(places, np.fromiter(task.dropped, np.int32))
        table, places = table.filter(pa.array(keep)), places[keep]
    column = pa.array(ids).take(pa.array(places, pa.int32()))
    if name == "documents":
        table = table.set_column(table.schema.get_field_index("doc_id"), "doc_id", column)
    else:
        table = table.append_column("doc_id", column)
    if not table.num_rows:
        return Part(name, "", 0, 0, "")  # the dataset gets an empty part at the end, if it has no other
    return write_part(root, name, part_name(task.bucket), finish(name, table))


def duplicate(paths: tuple[str, ...]) -> Diagnostic:
    """The finding S25 on the document that is kept."""
    shown, more = "、".join(paths[:5]), len(paths) - 5
    return Diagnostic(
        code="S25",
        name="duplicate-document",
        severity="warning",
        message=f"同じ本文の文書が他に{len(paths)}件あります（{shown}{f'ほか{more}件' if more > 0 else ''}）",
        message_en=f"{len(paths)} more document(s) with the same text: {', '.join(paths[:5])}"
        + (f" and {more} more" if more > 0 else ""),
        start=0,
        end=0,
    )


def _with_duplicates(table: pa.Table, kept: dict[int, tuple[str, ...]]) -> pa.Table:
    """The findings of a bucket with an S25 after those of each document that has doubles."""
    if not kept:
        return table
    places = sorted(kept)
    last = {place: end - start for place, start, end in runs(table.column(DOC).combine_chunks())}
    values = diagnostic_values([duplicate(kept[p]) for p in places], [None] * len(places), [(1, 1)] * len(places))
    values["diag_id"] = [last.get(place, 0) + 1 for place in places]
    batch = to_batch("diagnostics", values, places)
    joined = pa.concat_tables([table, pa.Table.from_batches([batch])])
    return joined.take(np.argsort(joined.column(DOC).to_numpy(), kind="stable"))


def _place_json(root: Path, task: Finish, ids: list[str]) -> None:
    for place, document in enumerate(ids):
        spill = json_spill(root, task.bucket, place)
        if not spill.exists():
            continue
        if place not in task.dropped:
            to = root / json_tree.json_path(document)
            for folder in (to.parent.parent, to.parent):
                folder.mkdir(exist_ok=True)
            if place in task.kept or place in task.renamed:
                _amend_json(spill, document, task.kept.get(place))
            spill.rename(to)
        else:
            spill.unlink()


def _amend_json(path: Path, document: str, doubles: tuple[str, ...] | None) -> None:
    tree: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    tree["document"]["doc_id"] = document
    if doubles:
        number = len(tree["diagnostics"]) + 1
        values = diagnostic_values([duplicate(doubles)], [None], [(1, 1)])
        values["diag_id"] = [number]
        tree["diagnostics"].append(json_tree.rows_of("diagnostics", values)[0])
    path.write_bytes(json_tree.encode(tree))
