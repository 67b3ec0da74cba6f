"""A group of documents -> a spill: the rows of changed documents, and where the previous build has those of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jorei.config.corrections_file import Corrections
from jorei.dataset.rows import Counts, Pick, Rows, gather, pack, packed_rows
from jorei.run.document import BuiltDocument, LoadedInput, Read, input_indices, load
from jorei.run.input_key import NO_KEY, group_key
from jorei.run.inputs import Input, read_input
from jorei.run.previous_build import PreviousBucket, open_previous_bucket
from jorei.run.task import (
    AnalyseGroup,
    DocumentRecord,
    DocumentStarted,
    GroupAnalysed,
    GroupLocation,
    PreviousIndex,
    PreviousRun,
)

if TYPE_CHECKING:
    from jorei.run.analysed_rows import AnalysedRows

OnStart = Callable[[DocumentStarted], None]
"""Called before each document is analysed."""
Members = list[tuple[PreviousIndex, ...]]
"""For each input of a task its documents in the previous build; none where it has changed or is new."""


class Spill(msgspec.Struct, frozen=True, array_like=True):
    """A group: the records of its documents, and the rows and JSON trees of those that were analysed.

    ``analysed`` are the indexes in the group of these, in the order of ``counts``, and ``tables`` their packed rows.
    ``previous`` says where the previous build has the others.
    """

    documents: tuple[BuiltDocument, ...]
    analysed: tuple[int, ...]
    tables: dict[str, bytes]
    counts: dict[str, tuple[int, ...]]
    json: dict[int, bytes]
    previous: dict[int, PreviousIndex]

    def rows(self) -> Rows:
        """The rows of the documents that were analysed."""
        return packed_rows(self.tables, self.counts)


class ReusableGroup(msgspec.Struct, frozen=True):
    """The result for a group that the previous build has as it is; or else the bytes of its changed documents. ``unchanged``
    are those that it has, by their index in the bucket."""

    analysed: GroupAnalysed | None
    bytes_to_analyse: int
    unchanged: dict[int, tuple[PreviousIndex, ...]] = {}


def read_spill(folder: str, name: str) -> Spill:
    """A spill that was written; `OSError` or `msgspec.DecodeError` when it cannot be read."""
    return msgspec.msgpack.decode(Path(folder, name).read_bytes(), type=Spill)


def _spill_of_interrupted_build(folder: str, name: str) -> Spill | None:
    """The spill that an interrupted build left; None when there is none, or it was cut short in a crash."""
    try:
        return read_spill(folder, name)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def find_reusable(task: AnalyseGroup) -> ReusableGroup:
    """Look whether nothing has changed in a group since the previous build."""
    if not task.previous:
        return ReusableGroup(None, sum(input_.size for input_ in task.inputs))
    loaded = [load(input_, read_input) for input_ in task.inputs]
    previous = _PreviousDocuments(task)
    members = previous.members(loaded)
    unchanged = {index: member for index, member in enumerate(members, task.first) if member}
    if (analysed := previous.unchanged_group(loaded, members)) is not None:
        return ReusableGroup(analysed, 0, unchanged)
    changed = (document for document, member in zip(loaded, members, strict=True) if not member)
    return ReusableGroup(None, sum(document.input.size for document in changed), unchanged)


def analyse_group(task: AnalyseGroup, on_start: OnStart, read: Read = read_input) -> GroupAnalysed:
    """Write the rows of a group into a spill, unless a spill or the previous build has them."""
    if task.only is not None:
        return _analyse_alone(task, task.only, on_start, read)
    previous = _PreviousDocuments(task)
    loaded = [_load(task, index, input_, previous, read) for index, input_ in enumerate(task.inputs, task.first)]
    members = previous.members(loaded)
    if (unchanged := previous.unchanged_group(loaded, members)) is not None:
        return unchanged
    keys = [(document.input.path, document.key) for document in loaded]
    name = f"{task.bucket:05}-{group_key(task.workspace, keys, previous.places(members))}"
    has_keys = all(key for _, key in keys) and not task.copies_to_analyse
    spill = _spill_of_interrupted_build(task.workspace.spills, name) if has_keys else None
    if spill is None:
        spill = _GroupBuilder(task, previous, on_start).build(loaded, members)
        _write_spill(task.workspace.spills, name, spill)
    records = previous.records(spill.documents, spill.previous)
    return GroupAnalysed(task.bucket, task.group, GroupLocation(name), records, len(spill.previous))


def _load(task: AnalyseGroup, index: int, input_: Input, previous: _PreviousDocuments, read: Read) -> LoadedInput:
    if index in task.given_up:
        return LoadedInput(input_, None, None, NO_KEY, task.given_up[index])
    if known := previous.known(index):
        return LoadedInput(input_, None, None, previous.document(known[0]).key)
    return load(input_, read)


class _PreviousDocuments:
    """The documents of a task in the buckets of the previous build that may have them."""

    def __init__(self, task: AnalyseGroup) -> None:
        self._task = task
        opened = (open_previous_bucket(task.workspace.previous, number, task.workspace.key) for number in task.previous)
        self._buckets = {bucket.number: bucket for bucket in opened if bucket is not None}
        self._corrections = Corrections(task.workspace.corrections)

    def bucket(self, member: PreviousIndex) -> PreviousBucket:
        """The bucket of a document."""
        return self._buckets[member[0]]

    def document(self, member: PreviousIndex) -> BuiltDocument:
        """The record of a document."""
        return self.bucket(member).bucket.documents[member[1]]

    def members(self, loaded: Sequence[LoadedInput]) -> Members:
        """Find the documents of the inputs that have not changed."""
        return [
            () if index in self._task.copies_to_analyse else self.known(index) or self._find(document)
            for index, document in enumerate(loaded, self._task.first)
        ]

    def known(self, index: int) -> tuple[PreviousIndex, ...]:
        """The documents of an input that the task says is unchanged; none where the build that had them is gone."""
        member = self._task.unchanged.get(index, ())
        return member if all(number in self._buckets for number, _ in member) else ()

    def _find(self, document: LoadedInput) -> tuple[PreviousIndex, ...]:
        for number, bucket in self._buckets.items():
            if indices := bucket.find(document, self._corrections):
                return tuple((number, index) for index in indices)
        return ()

    def places(self, members: Members) -> list[tuple[str, int] | None]:
        """Where the first document of each input is, by the content of its bucket: a spill that says so holds for no
        other build."""
        return [(self.bucket(member[0]).digest, member[0][1]) if member else None for member in members]

    def unchanged_group(self, loaded: Sequence[LoadedInput], members: Members) -> GroupAnalysed | None:
        """The result for a group in which nothing has changed; None where something has."""
        if not all(members) or not all(document.key for document in loaded):
            return None
        found = [one for member in members for one in member]
        records = self.records([self.document(one) for one in found], dict(enumerate(found)))
        location = GroupLocation(previous=tuple(_runs(found)))
        return GroupAnalysed(self._task.bucket, self._task.group, location, records, len(records))

    def records(
        self, documents: Sequence[BuiltDocument], previous: Mapping[int, PreviousIndex]
    ) -> tuple[DocumentRecord, ...]:
        """What the coordinator must know of the documents of the task; ``previous`` has them by their place."""
        inputs = input_indices(documents, self._task.first)
        return tuple(
            self._record(index, document, previous.get(place))
            for place, (index, document) in enumerate(zip(inputs, documents, strict=True))
        )

    def _record(self, index: int, document: BuiltDocument, member: PreviousIndex | None) -> DocumentRecord:
        dropped = member is not None and self.bucket(member).bucket.fate(member[1]).dropped
        return DocumentRecord(
            index=index, doc_id=document.doc_id, digest=document.digest, reason=document.reason,
            unanalysed_copy=dropped, reused=member is not None and self.bucket(member).is_reusable(member[1]),
            title=document.title, amends=document.amends, municipality=document.municipality, version=document.version,
            input=index, part=document.part, parents=document.parent.title_hashes if document.parent else (),
        )  # fmt: skip


def _runs(members: Sequence[PreviousIndex]) -> list[PreviousRun]:
    """Documents that follow one another as runs.

    >>> _runs([(0, 3), (0, 4), (1, 5)])
    [PreviousRun(bucket=0, first=3, count=2), PreviousRun(bucket=1, first=5, count=1)]
    """
    runs = []
    for (bucket, _), group in groupby(enumerate(members), key=lambda pair: (pair[1][0], pair[1][1] - pair[0])):
        indices = [index for _, (_, index) in group]
        runs.append(PreviousRun(bucket, indices[0], len(indices)))
    return runs


class _GroupBuilder:
    """Makes the spill of one group: of documents analysed here or alone, and of references to the previous build."""

    def __init__(self, task: AnalyseGroup, previous: _PreviousDocuments, on_start: OnStart) -> None:
        self.task, self.previous, self.on_start = task, previous, on_start
        self._analysed: AnalysedRows | None = None
        self._json: dict[int, bytes] = {}
        self._alone: dict[int, Pick] = {}

    def build(self, loaded: Sequence[LoadedInput], members: Members) -> Spill:
        """The spill of the group; a document is named by its place in it, as an input may hold several."""
        documents: list[BuiltDocument] = []
        found: dict[int, PreviousIndex] = {}
        for index, (input_, member) in enumerate(zip(loaded, members, strict=True)):
            found |= enumerate(member, len(documents))
            documents += [self.previous.document(one) for one in member] or self._analyse(index, len(documents), input_)
        analysed = tuple(place for place in range(len(documents)) if place not in found)
        tables, counts = self._rows(analysed)
        return Spill(tuple(documents), analysed, tables, counts, dict(sorted(self._json.items())), found)

    def _analyse(self, index: int, place: int, loaded: LoadedInput) -> list[BuiltDocument]:
        """The documents of an input; ``place`` is that of the first of them in the spill."""
        if self.task.first + index in self.task.analysed_alone:
            return self._take_analysed_alone(index, place)
        self.on_start(DocumentStarted(self.task.first + index))
        if self._analysed is None:
            self._analysed = _analysed_rows(self.task)
        return self._analysed.add(place, loaded)

    def _take_analysed_alone(self, index: int, place: int) -> list[BuiltDocument]:
        """An input that was analysed in a task of its own, because a worker had died of it."""
        spill = read_spill(self.task.workspace.spills, _alone_name(self.task, self.task.first + index))
        rows = spill.rows()
        self._alone |= {place + number: (rows, number) for number in range(len(spill.documents))}
        self._json |= {place + number: tree for number, tree in spill.json.items()}
        return list(spill.documents)

    def _rows(self, indices: Sequence[int]) -> tuple[dict[str, bytes], dict[str, tuple[int, ...]]]:
        """The rows of documents, packed, and the number of rows of each."""
        picks = dict(self._alone)
        counts: Counts = {}
        if self._analysed is not None:
            counts, tables = self._analysed.counts, self._analysed.tables()
            rows = Rows(tables.__getitem__, counts)
            picks |= {index: (rows, number) for number, index in enumerate(self._analysed.numbers)}
            self._json |= self._analysed.json
        picked = [picks[index] for index in indices]
        names = self.task.workspace.options.tables
        of_each = {name: tuple(rows.count(name, number) for rows, number in picked) for name in names}
        return {name: pack(gather(name, picked)) for name in names if any(of_each[name])}, of_each


def _analyse_alone(task: AnalyseGroup, index: int, on_start: OnStart, read: Read) -> GroupAnalysed:
    """Analyse one document of the group into a spill of its own."""
    alone = msgspec.structs.replace(
        task, first=index, inputs=(task.inputs[index - task.first],), previous=(), analysed_alone=frozenset(),
        unchanged={},
    )  # fmt: skip
    loaded = load(alone.inputs[0], read)
    previous = _PreviousDocuments(alone)
    spill = _GroupBuilder(alone, previous, on_start).build([loaded], [()])
    name = _alone_name(task, index)
    _write_spill(task.workspace.spills, name, spill)
    return GroupAnalysed(task.bucket, task.group, GroupLocation(name), previous.records(spill.documents, {}))


def _analysed_rows(task: AnalyseGroup) -> AnalysedRows:
    # loads all of the parser: half a second that a build without changes can do without
    from jorei.run.analysed_rows import AnalysedRows

    return AnalysedRows(task.workspace.options, task.workspace.corrections)


def _alone_name(task: AnalyseGroup, index: int) -> str:
    return f"alone-{task.bucket:05}-{index:06}"


def _write_spill(folder: str, name: str, spill: Spill) -> None:
    """Write under another name and rename: after a crash, the next build looks for whole spills."""
    unfinished = Path(folder, f"{name}.{os.getpid()}")
    unfinished.write_bytes(msgspec.msgpack.encode(spill))
    unfinished.replace(Path(folder, name))
