"""The groups of a bucket -> its parts, when all documents of the build have been analysed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from jorei.dataset.buckets import part_name
from jorei.dataset.files import link_file
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, decode_group, join_part, without_ids
from jorei.dataset.rowgroups import MAGIC, RowGroup, locate
from jorei.dataset.tables import Columns
from jorei.run.build_findings import WholeBuildFindings
from jorei.run.document import BuiltDocument, Read
from jorei.run.final_rows import final_json, final_tables
from jorei.run.finding_rows import FindingColumns, FindingIds
from jorei.run.group_rows import encode_tables, read_spill, spill_ids
from jorei.run.inputs import read_input
from jorei.run.previous_build import BuiltBucket, BuiltGroup, PreviousBucket, open_previous_bucket, write_bucket
from jorei.run.task import PLAIN, BucketFinished, Fate, FinishBucket, GroupLocation


def finish_bucket(task: FinishBucket, read: Read = read_input) -> BucketFinished:
    """Join the groups of a bucket, leave out copies of other documents, and write the parts.

    ``read`` gives the content of amending ordinances and their bases.
    """
    root = Path(task.workspace.root)
    previous = open_previous_bucket(task.workspace.previous, task.bucket, task.workspace.key)
    if previous and _is_unchanged(task, previous):
        return BucketFinished(task.bucket, _reuse_bucket(task, root, previous))
    finisher = _GroupFinisher(task, previous, read)
    names = Columns(task.workspace.options.tokens).tables
    row_groups: dict[str, list[RowGroup]] = {name: [] for name in names}
    ends = dict.fromkeys(names, len(MAGIC))
    groups = []
    for location in task.groups:
        group = finisher.finish(location)
        located = {name: locate(row_group, ends[name]) for name, row_group in group.row_groups.items()}
        groups.append(BuiltGroup(group.documents, group.fates, located, group.findings))
        for name, row_group in group.row_groups.items():
            row_groups[name].append(row_group)
            ends[name] += len(row_group.data)
    file_name = part_name(task.bucket)
    parts = tuple(join_part(root, name, file_name, of_table) for name, of_table in row_groups.items() if of_table)
    write_bucket(root, task.bucket, BuiltBucket(task.workspace.key, tuple(groups), parts, finisher.trees))
    return BucketFinished(task.bucket, parts)


def _is_unchanged(task: FinishBucket, previous: PreviousBucket) -> bool:
    groups = previous.bucket.groups
    return [location.previous_group for location in task.groups] == list(range(len(groups))) and all(
        _fates(task, location, group.documents) == group.fates
        for location, group in zip(task.groups, groups, strict=True)
    )


def _fates(task: FinishBucket, location: GroupLocation, documents: Sequence[BuiltDocument]) -> dict[int, Fate]:
    """The fates of the documents of a group that are not plain, by index in the group."""
    fates = {}
    for index, document in enumerate(documents):
        fate = task.fates.get(location.first + index, PLAIN)
        if document.verdicts is not None:
            fate = msgspec.structs.replace(fate, judged=True)
        if fate != PLAIN:
            fates[index] = fate
    return fates


def _reuse_bucket(task: FinishBucket, root: Path, previous: PreviousBucket) -> tuple[Part, ...]:
    """All files of an unchanged bucket: where the file system has hard links, no byte is written again."""
    for part in previous.bucket.parts:
        link_file(previous.root / part.path, root / part.path)
    for doc_id in previous.bucket.trees:
        _link_json(previous.root / json_path(doc_id), root / json_path(doc_id))
    write_bucket(root, task.bucket, previous.bucket)
    return previous.bucket.parts


class _FinishedGroup(msgspec.Struct, frozen=True):
    """A group as it goes into the parts; fates and ids of findings are by index in the group."""

    documents: tuple[BuiltDocument, ...]
    fates: dict[int, Fate]
    row_groups: dict[str, RowGroup]
    findings: FindingIds


class _GroupFinisher:
    """Finishes the groups of one bucket and writes their JSON trees; ``trees`` has the SHA-256 of each by document."""

    def __init__(self, task: FinishBucket, previous: PreviousBucket | None, read: Read) -> None:
        self.task, self.previous = task, previous
        self.root = Path(task.workspace.root)
        self.trees: dict[str, bytes] = {}
        self._whole_build = WholeBuildFindings(task.workspace, read)

    def finish(self, location: GroupLocation) -> _FinishedGroup:
        """The group at a location."""
        if location.spill:
            return self._finish_spill(location)
        assert self.previous is not None
        return self._finish_previous(location, self.previous)

    def _finish_spill(self, location: GroupLocation) -> _FinishedGroup:
        """A group with changed documents: its rows are in a spill."""
        spill = read_spill(self.task.workspace.spills, location.spill)
        fates = _fates(self.task, location, spill.documents)
        findings = self._findings(location, spill.documents, fates)
        for index, data in spill.json.items():
            fate = fates.get(index, PLAIN)
            if not fate.dropped:
                doc_id = fate.renamed or spill.documents[index].doc_id
                data = final_json(data, doc_id, findings=findings.get(index)) if index in fates else data
                self._write_json(doc_id, data)
        if all(index in spill.unanalysed_copies for index in fates):
            return _FinishedGroup(spill.documents, fates, spill.row_groups, {})
        ids = spill_ids(spill.documents, spill.unanalysed_copies)
        indexes = {doc_id: index for index, doc_id in enumerate(ids) if index not in spill.unanalysed_copies}
        tables = {
            name: without_ids(name, decode_group(name, row_group), indexes)
            for name, row_group in spill.row_groups.items()
        }
        return _with_final_rows(tables, spill.documents, fates, findings)

    def _finish_previous(self, location: GroupLocation, previous: PreviousBucket) -> _FinishedGroup:
        """A group of the previous build, in which at most the fates of documents have changed."""
        number = location.previous_group
        group = previous.bucket.groups[number]
        fates = _fates(self.task, location, group.documents)
        unchanged = fates == group.fates
        findings = {} if unchanged else self._findings(location, group.documents, fates)
        if self.task.workspace.options.json:
            self._finish_previous_json(previous, number, fates, findings)
        if unchanged:
            return _FinishedGroup(group.documents, fates, previous.row_groups(number), group.findings)
        with_rows = {
            index: index for index in range(len(group.documents)) if not previous.fate((number, index)).dropped
        }
        return _with_final_rows(previous.tables(number, with_rows), group.documents, fates, findings)

    def _findings(
        self, location: GroupLocation, documents: Sequence[BuiltDocument], fates: dict[int, Fate]
    ) -> FindingColumns:
        findings: FindingColumns = {}
        for index, fate in fates.items():
            columns = self._whole_build.columns(documents[index], fate, self.task.pairs.get(location.first + index))
            if columns:
                findings[index] = columns
        return findings

    def _finish_previous_json(
        self, previous: PreviousBucket, number: int, fates: dict[int, Fate], findings: FindingColumns
    ) -> None:
        """The JSON trees of a group of the previous build: linked, or written anew where the fate has changed."""
        for index, document in enumerate(previous.bucket.groups[number].documents):
            member = (number, index)
            fate, previous_fate = fates.get(index, PLAIN), previous.fate(member)
            if fate.dropped or previous_fate.dropped or document.reason:
                continue
            doc_id, file = fate.renamed or document.doc_id, previous.json_file(member)
            if fate == previous_fate:
                _link_json(file, self.root / json_path(doc_id))
                self.trees[doc_id] = previous.bucket.trees[doc_id]
            else:
                outdated = previous.findings(member)
                data = final_json(file.read_bytes(), doc_id, remove=outdated, findings=findings.get(index))
                self._write_json(doc_id, data)

    def _write_json(self, doc_id: str, data: bytes) -> None:
        file = self.root / json_path(doc_id)
        _make_json_folder(file)
        file.write_bytes(data)
        self.trees[doc_id] = hashlib.sha256(data).digest()


def _with_final_rows(
    tables: dict[str, pa.Table], documents: Sequence[BuiltDocument], fates: dict[int, Fate], findings: FindingColumns
) -> _FinishedGroup:
    tables, finding_ids = final_tables(tables, fates, findings)
    ids = [fates.get(index, PLAIN).renamed or document.doc_id for index, document in enumerate(documents)]
    row_groups = encode_tables(tuple(tables), tuple(tables.values()), ids)
    return _FinishedGroup(tuple(documents), fates, row_groups, finding_ids)


def _link_json(file: Path, target: Path) -> None:
    _make_json_folder(target)
    link_file(file, target)


def _make_json_folder(file: Path) -> None:
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(exist_ok=True)
