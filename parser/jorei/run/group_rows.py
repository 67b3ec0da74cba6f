"""A group of documents -> its rows in a spill: changed documents are analysed, others come from the previous build."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset.parts import DOC, decode_group, encode_group, schema_without_ids, with_ids, without_ids
from jorei.dataset.rowgroups import RowGroup
from jorei.dataset.tables import Columns
from jorei.run.document import BuiltDocument, LoadedInput, Read, load
from jorei.run.final_rows import json_of_analysis
from jorei.run.input_key import NO_KEY, group_key
from jorei.run.inputs import Input, read_input
from jorei.run.previous_build import GroupMember, PreviousBucket, open_previous_bucket
from jorei.run.task import AnalyseGroup, DocumentRecord, DocumentStarted, GroupAnalysed, GroupLocation

if TYPE_CHECKING:
    from jorei.run.analysed_rows import AnalysedRows

OnStart = Callable[[DocumentStarted], None]
"""Called before each document is analysed."""
Members = list[GroupMember | None]
"""For each document of a task that of the previous build; None where it has changed or is new."""


class Spill(msgspec.Struct, frozen=True, array_like=True):
    """An analysed group: the records of its documents, the row group of each table, JSON trees by index in the group.

    ``unanalysed_copies`` are the indexes of documents that the previous build left out as copies: they have no rows.
    """

    documents: tuple[BuiltDocument, ...]
    row_groups: dict[str, RowGroup]
    json: dict[int, bytes]
    unanalysed_copies: frozenset[int]


class ReusableGroup(msgspec.Struct, frozen=True):
    """The result for a group that the previous build has as it is; or else the bytes of its changed documents."""

    analysed: GroupAnalysed | None
    bytes_to_analyse: int


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
    previous = _previous_bucket(task)
    if previous is None:
        return ReusableGroup(None, sum(input_.size for input_ in task.inputs))
    loaded = [load(input_, read_input) for input_ in task.inputs]
    members = _members(task, loaded, previous)
    if all(document.key for document in loaded) and (number := _unchanged_group(members, previous)) is not None:
        return ReusableGroup(_reused_group(task, number, previous), 0)
    changed = (document for document, member in zip(loaded, members, strict=True) if member is None)
    return ReusableGroup(None, sum(document.input.size for document in changed))


def analyse_group(task: AnalyseGroup, on_start: OnStart, read: Read = read_input) -> GroupAnalysed:
    """Write the rows of a group into a spill, unless a spill or the previous build has them."""
    if task.only is not None:
        return _analyse_alone(task, task.only, on_start, read)
    loaded = [_load(task, index, input_, read) for index, input_ in enumerate(task.inputs, task.first)]
    keys = [(document.input.path, document.key) for document in loaded]
    name = f"{task.bucket:05}-{group_key(task.workspace, keys)}"
    has_keys = all(key for _, key in keys) and not task.copies_to_analyse
    if has_keys and (spill := _spill_of_interrupted_build(task.workspace.spills, name)):
        return _spilled_group(task, name, spill)
    previous = _previous_bucket(task)
    members = _members(task, loaded, previous)
    if previous and has_keys and (number := _unchanged_group(members, previous)) is not None:
        return _reused_group(task, number, previous)
    spill = _GroupBuilder(task, previous, on_start).build(loaded, members)
    _write_spill(task.workspace.spills, name, spill)
    return _spilled_group(task, name, spill, members, previous)


def _previous_bucket(task: AnalyseGroup) -> PreviousBucket | None:
    return open_previous_bucket(task.workspace.previous, task.bucket, task.workspace.key)


def _members(task: AnalyseGroup, loaded: Sequence[LoadedInput], previous: PreviousBucket | None) -> Members:
    """Find the unchanged documents in the previous build."""
    corrections = Corrections(task.workspace.corrections)
    return [
        previous.find(document, corrections) if previous and index not in task.copies_to_analyse else None
        for index, document in enumerate(loaded, task.first)
    ]


def _load(task: AnalyseGroup, index: int, input_: Input, read: Read) -> LoadedInput:
    if index in task.given_up:
        return LoadedInput(input_, None, None, NO_KEY, task.given_up[index])
    return load(input_, read)


def _unchanged_group(members: Members, previous: PreviousBucket) -> int | None:
    """The number of the group of the previous build that has these documents and no others."""
    if not members or members[0] is None:
        return None
    number, _ = members[0]
    same_size = len(members) == len(previous.bucket.groups[number].documents)
    in_order = all(member == (number, index) for index, member in enumerate(members))
    return number if same_size and in_order else None


def _reused_group(task: AnalyseGroup, number: int, previous: PreviousBucket) -> GroupAnalysed:
    """The result for a group that is as it was in the previous build."""
    group = previous.bucket.groups[number]
    copies = frozenset(index for index, fate in group.fates.items() if fate.dropped)
    reused = frozenset(index for index in range(len(group.documents)) if previous.is_reusable((number, index)))
    records = _records(task.first, group.documents, copies, reused)
    return GroupAnalysed(task.bucket, task.group, GroupLocation(task.first, "", number), records, len(records))


def _spilled_group(
    task: AnalyseGroup, name: str, spill: Spill, members: Sequence[GroupMember | None] = (),
    previous: PreviousBucket | None = None,
) -> GroupAnalysed:  # fmt: skip
    """The result for a group whose rows are in a spill."""
    found = {index: member for index, member in enumerate(members) if member is not None}
    reused = frozenset(index for index, member in found.items() if previous and previous.is_reusable(member))
    records = _records(task.first, spill.documents, spill.unanalysed_copies, reused)
    return GroupAnalysed(task.bucket, task.group, GroupLocation(task.first, name), records, len(found))


def _records(
    first: int, documents: Sequence[BuiltDocument], unanalysed_copies: frozenset[int], reused: frozenset[int]
) -> tuple[DocumentRecord, ...]:
    return tuple(
        DocumentRecord(
            index=first + index, doc_id=document.doc_id, digest=document.digest, reason=document.reason,
            unanalysed_copy=index in unanalysed_copies, reused=index in reused, title=document.title,
            amends=document.amends, municipality=document.municipality, version=document.version,
        )
        for index, document in enumerate(documents)
    )  # fmt: skip


class _GroupBuilder:
    """Collects the rows of one group: of analysed documents, of the previous build, of documents analysed alone."""

    def __init__(self, task: AnalyseGroup, previous: PreviousBucket | None, on_start: OnStart) -> None:
        self.task, self.previous, self.on_start = task, previous, on_start
        self._analysed: AnalysedRows | None = None
        self._tables: list[dict[str, pa.Table]] = []
        self._json: dict[int, bytes] = {}
        self._unanalysed_copies: set[int] = set()
        self._reused: dict[int, dict[int, int]] = defaultdict(dict)
        """By number of a group of the previous build: for the index of a document in it, its index in the new group."""

    def build(self, loaded: Sequence[LoadedInput], members: Members) -> Spill:
        """The spill of the group."""
        pairs = zip(loaded, members, strict=True)
        documents = [self._document(index, input_, member) for index, (input_, member) in enumerate(pairs)]
        if self._analysed is not None:
            self._tables.append(self._analysed.tables())
            self._json |= self._analysed.json
        if self.previous:
            self._tables += [self.previous.tables(number, indexes) for number, indexes in self._reused.items()]
        names = Columns(self.task.workspace.options.tokens).tables
        ids = spill_ids(documents, self._unanalysed_copies)
        row_groups = encode_tables(names, [_in_document_order(name, self._tables) for name in names], ids)
        return Spill(tuple(documents), row_groups, dict(sorted(self._json.items())), frozenset(self._unanalysed_copies))

    def _document(self, index: int, loaded: LoadedInput, member: GroupMember | None) -> BuiltDocument:
        if self.previous and member is not None:
            return self._reuse(index, self.previous, member)
        if self.task.first + index in self.task.analysed_alone:
            return self._take_analysed_alone(index)
        self.on_start(DocumentStarted(self.task.first + index))
        if self._analysed is None:
            self._analysed = _analysed_rows(self.task)
        return self._analysed.add(index, loaded)

    def _reuse(self, index: int, previous: PreviousBucket, member: GroupMember) -> BuiltDocument:
        """A document that has not changed: its rows are those of the previous build."""
        document = previous.document(member)
        if previous.fate(member).dropped:
            self._unanalysed_copies.add(index)
            return document
        number, previous_index = member
        self._reused[number][previous_index] = index
        if self.task.workspace.options.json and not document.reason:
            tree = previous.json_file(member).read_bytes()
            self._json[index] = json_of_analysis(tree, document.doc_id, previous.findings(member))
        return document

    def _take_analysed_alone(self, index: int) -> BuiltDocument:
        """A document that was analysed in a task of its own, because a worker had died of it."""
        spill = read_spill(self.task.workspace.spills, _alone_name(self.task, self.task.first + index))
        (document,) = spill.documents
        tables = {name: decode_group(name, row_group) for name, row_group in spill.row_groups.items()}
        numbers = {document.doc_id: index}
        self._tables.append({name: without_ids(name, table, numbers) for name, table in tables.items()})
        self._json.update((index, tree) for tree in spill.json.values())
        return document


def _in_document_order(name: str, sources: Sequence[dict[str, pa.Table]]) -> pa.Table:
    """The rows of a table from several sources in the order of their documents; within one they are ordered already."""
    tables = [source[name] for source in sources if name in source and source[name].num_rows]
    if not tables:
        return schema_without_ids(name).empty_table()
    joined = pa.concat_tables(tables)
    return joined if len(tables) == 1 else joined.take(np.argsort(joined.column(DOC).to_numpy(), kind="stable"))


def spill_ids(documents: Sequence[BuiltDocument], without_rows: Container[int]) -> list[str]:
    """The ids of documents in a spill; where two have one id, of which one will be dropped or renamed, each is made its
    own by its index."""
    counts = Counter(document.doc_id for index, document in enumerate(documents) if index not in without_rows)
    return [
        f"{document.doc_id}\0{index}" if counts[document.doc_id] > 1 else document.doc_id
        for index, document in enumerate(documents)
    ]


def encode_tables(names: Sequence[str], tables: Sequence[pa.Table], ids: Sequence[str]) -> dict[str, RowGroup]:
    """Row groups of the tables that have rows; ``ids`` are those of the documents by index in the group."""
    return {
        name: encode_group(name, with_ids(name, table, ids))
        for name, table in zip(names, tables, strict=True)
        if table.num_rows
    }


def _analyse_alone(task: AnalyseGroup, index: int, on_start: OnStart, read: Read) -> GroupAnalysed:
    """Analyse one document of the group into a spill of its own."""
    loaded = load(task.inputs[index - task.first], read)
    on_start(DocumentStarted(index))
    rows = _analysed_rows(task)
    document = rows.add(0, loaded)
    tables = rows.tables()
    row_groups = encode_tables(tuple(tables), tuple(tables.values()), [document.doc_id])
    spill = Spill((document,), row_groups, rows.json, frozenset())
    name = _alone_name(task, index)
    _write_spill(task.workspace.spills, name, spill)
    return _spilled_group(task, name, spill)


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
