"""A group of documents -> its rows on the disk, whatever of them is new, and the rest from the last build."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset.parts import DOC, decode_group, encode_group, schema_without_ids, with_ids, without_ids
from jorei.dataset.rowgroups import RowGroup
from jorei.dataset.tables import Columns
from jorei.run.document import KeptDocument, LoadedInput, load
from jorei.run.finalise import pristine_json
from jorei.run.input_key import NEVER, group_key
from jorei.run.inputs import Input, read_input
from jorei.run.previous import Previous, previous
from jorei.run.task import Analyse, Analysed, Begun, DocumentGroup, InputRecord

if TYPE_CHECKING:
    from jorei.run.chunk import AnalysedRows


class Spill(msgspec.Struct, frozen=True, array_like=True):
    """A group that is done: what is kept of its documents, the row group of each table, JSON by place in the group.

    ``ghosts`` are the places of doubles that the last build left out: they have an entry and no rows.
    """

    entries: tuple[KeptDocument, ...]
    blocks: dict[str, RowGroup]
    json: dict[int, bytes]
    ghosts: frozenset[int]


def read_spill(work: str, name: str) -> Spill:
    return msgspec.msgpack.decode(Path(work, name).read_bytes(), type=Spill)


def _interrupted(work: str, name: str) -> Spill | None:
    """The spill of a build that was interrupted; None when there is none, or the machine went down as it was written."""
    try:
        return read_spill(work, name)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def settle(task: Analyse) -> Analysed | int:
    """What the last build has of a group, if that is all of it; else the bytes of the documents that are to be analysed."""
    before = previous(task.place.old, task.bucket, task.place.key)
    if before is None:
        return sum(one.size for one in task.inputs)
    loaded = [load(one, read_input) for one in task.inputs]
    found = _found(task, loaded, before)
    whole = _whole(found, before) if all(one.key for one in loaded) else None
    if whole is not None:
        return _taken(task, whole, before)
    return sum(one.one.size for one, place in zip(loaded, found, strict=True) if place is None)


def analyse_group(
    task: Analyse, say: Callable[[Begun], None], read: Callable[[Input], bytes | str] = read_input
) -> Analysed:
    """Have the rows of a group on the disk; ``say`` hears of each document before it is analysed."""
    if task.only is not None:
        return _analyse_alone(task, task.only, say, read)
    loaded = [_load(task, place, one, read) for place, one in enumerate(task.inputs, task.first)]
    keys = [(one.one.path, one.key) for one in loaded]
    name = f"{task.bucket:05}-{group_key(task.place, keys)}"
    sure = all(key for _, key in keys) and not task.live
    if sure and (done := _interrupted(task.place.work, name)):
        return _done(task, name, done)
    before = previous(task.place.old, task.bucket, task.place.key)
    found = _found(task, loaded, before)
    if before and sure and (whole := _whole(found, before)) is not None:
        return _taken(task, whole, before)
    spill = _Gathering(task, before, say).gather(loaded, found)
    kept = frozenset(at for at, one in enumerate(found) if before and one is not None and before.is_kept(*one))
    return _done(task, name, _write(task.place.work, name, spill), sum(one is not None for one in found), kept)


def _found(task: Analyse, loaded: Sequence[LoadedInput], before: Previous | None) -> list[tuple[int, int] | None]:
    """Where the last build has each document, None where it does not have it as it is now."""
    said = Corrections(task.place.corrections)
    return [
        before.find(one, said) if before and place not in task.live else None
        for place, one in enumerate(loaded, task.first)
    ]


def _load(task: Analyse, place: int, one: Input, read: Callable[[Input], bytes | str]) -> LoadedInput:
    if place in task.lost:
        return LoadedInput(one, None, None, NEVER, task.lost[place])
    return load(one, read)


def _whole(found: Sequence[tuple[int, int] | None], before: Previous) -> int | None:
    """The number of the group of the last build that has these documents and no others."""
    if not found or found[0] is None:
        return None
    number = found[0][0]
    same = len(found) == len(before.bucket.groups[number].entries)
    return number if same and all(one == (number, at) for at, one in enumerate(found)) else None


def _taken(task: Analyse, number: int, before: Previous) -> Analysed:
    group = before.bucket.groups[number]
    gone = frozenset(at for at, fate in group.fates.items() if fate.dropped)
    kept = frozenset(at for at in range(len(group.entries)) if before.is_kept(number, at))
    records = _records(task.first, group.entries, gone, kept)
    return Analysed(task.bucket, task.group, DocumentGroup(task.first, "", number), records, len(records))


def _done(
    task: Analyse, name: str, spill: Spill, taken: int = 0, kept: frozenset[int] = frozenset()
) -> Analysed:  # fmt: skip
    records = _records(task.first, spill.entries, spill.ghosts, kept)
    return Analysed(task.bucket, task.group, DocumentGroup(task.first, name), records, taken)


def _records(
    first: int, entries: Sequence[KeptDocument], ghosts: frozenset[int], kept: frozenset[int]
) -> tuple[InputRecord, ...]:  # fmt: skip
    return tuple(
        InputRecord(
            first + at, entry.doc_id, entry.digest, entry.reason, at in ghosts, at in kept, entry.title, entry.amends,
            entry.municipality, entry.version,
        )
        for at, entry in enumerate(entries)
    )  # fmt: skip


class _Gathering:
    """The rows of one group, from wherever they come."""

    def __init__(self, task: Analyse, before: Previous | None, say: Callable[[Begun], None]) -> None:
        self.task, self.before, self.say = task, before, say
        self.tables: list[dict[str, pa.Table]] = []
        self.json: dict[int, bytes] = {}
        self.ghosts: set[int] = set()
        self.old: dict[int, dict[int, int]] = defaultdict(dict)

    @cached_property
    def rows(self) -> AnalysedRows:
        """The rows of what is analysed here."""
        return _rows(self.task)

    def gather(self, loaded: Sequence[LoadedInput], found: Sequence[tuple[int, int] | None]) -> Spill:
        entries = [self._entry(place, *one) for place, one in enumerate(zip(loaded, found, strict=True))]
        analysed = "rows" in self.__dict__
        if analysed:
            self.tables.append(self.rows.tables())
        if self.before:
            self.tables += [self.before.tables(number, places) for number, places in self.old.items()]
        names = Columns(self.task.place.options.tokens).tables
        ids = spill_ids(entries, self.ghosts)
        blocks = encoded(names, [_sorted(name, self.tables) for name in names], ids)
        return Spill(
            tuple(entries), blocks, dict(sorted((self.json | (self.rows.json if analysed else {})).items())),
            frozenset(self.ghosts),
        )  # fmt: skip

    def _entry(self, at: int, loaded: LoadedInput, found: tuple[int, int] | None) -> KeptDocument:
        if self.before and found is not None:
            return self._old(at, self.before, *found)
        place = self.task.first + at
        if place in self.task.alone:
            return self._alone(at)
        self.say(Begun(place))
        return self.rows.enter(at, loaded)

    def _old(self, at: int, before: Previous, number: int, there: int) -> KeptDocument:
        group = before.bucket.groups[number]
        if there in group.fates and group.fates[there].dropped:
            self.ghosts.add(at)
            return group.entries[there]
        self.old[number][there] = at
        entry = group.entries[there]
        if self.task.place.options.json and not entry.reason:
            self.json[at] = pristine_json(before.json(number, there), entry.doc_id, group.findings.get(there, ()))
        return entry

    def _alone(self, at: int) -> KeptDocument:
        """A document that was analysed in a task of its own, because a worker had died of it."""
        spill = read_spill(self.task.place.work, _alone_name(self.task, self.task.first + at))
        (entry,) = spill.entries
        own = {name: decode_group(name, block) for name, block in spill.blocks.items()}
        self.tables.append({name: without_ids(name, table, {entry.doc_id: at}) for name, table in own.items()})
        self.json.update((at, data) for data in spill.json.values())
        return entry


def _sorted(name: str, tables: Sequence[dict[str, pa.Table]]) -> pa.Table:
    """The rows of several sources in order of their documents; within a document they are in order already."""
    found = [table[name] for table in tables if name in table and table[name].num_rows]
    if not found:
        return schema_without_ids(name).empty_table()
    joined = pa.concat_tables(found)
    return joined if len(found) == 1 else joined.take(np.argsort(joined.column(DOC).to_numpy(), kind="stable"))


def spill_ids(entries: Sequence[KeptDocument], ghosts: Container[int]) -> list[str]:
    """The ids of documents in a spill, made different where a group has two of one id: one of them will be dropped or
    renamed."""
    counts = Counter(entry.doc_id for at, entry in enumerate(entries) if at not in ghosts)
    return [f"{entry.doc_id}\0{at}" if counts[entry.doc_id] > 1 else entry.doc_id for at, entry in enumerate(entries)]


def encoded(names: Sequence[str], tables: Sequence[pa.Table], ids: Sequence[str]) -> dict[str, RowGroup]:
    """Row groups of the tables that have rows; ``ids`` are those of the documents by place."""
    return {
        name: encode_group(name, with_ids(name, table, ids))
        for name, table in zip(names, tables, strict=True)
        if table.num_rows
    }  # fmt: skip


def _analyse_alone(
    task: Analyse, place: int, say: Callable[[Begun], None], read: Callable[[Input], bytes | str]
) -> Analysed:
    loaded = load(task.inputs[place - task.first], read)
    say(Begun(place))
    rows = _rows(task)
    entry = rows.enter(0, loaded)
    tables = rows.tables()
    spill = Spill((entry,), encoded(tuple(tables), tuple(tables.values()), [entry.doc_id]), rows.json, frozenset())
    name = _alone_name(task, place)
    return _done(task, name, _write(task.place.work, name, spill))


def _rows(task: Analyse) -> AnalysedRows:
    from jorei.run.chunk import (
        AnalysedRows,  # all of the parser: half a second that a build of unchanged texts does without
    )

    return AnalysedRows(task.place.options, task.place.corrections)


def _alone_name(task: Analyse, place: int) -> str:
    return f"alone-{task.bucket:05}-{place:06}"


def _write(work: str, name: str, spill: Spill) -> Spill:
    """Written beside and renamed: another build may look for it, after this one was killed."""
    beside = Path(work, f"{name}.{os.getpid()}")
    beside.write_bytes(msgspec.msgpack.encode(spill))
    beside.replace(Path(work, name))
    return spill
