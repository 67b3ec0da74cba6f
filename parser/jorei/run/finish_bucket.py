"""The groups of a bucket -> its parts, when all documents of the build have been analysed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from jorei.dataset.buckets import part_name
from jorei.dataset.files import link_file
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, finished, write_part
from jorei.dataset.rows import Pick, Rows, gather
from jorei.dataset.tables import Values
from jorei.errors import Refused
from jorei.run.build_findings import WholeBuildFindings
from jorei.run.document import BuiltDocument, Read
from jorei.run.final_json import final_json
from jorei.run.finding_rows import FindingIds, merge_findings, remove_findings
from jorei.run.group_rows import read_spill
from jorei.run.inputs import read_input
from jorei.run.previous_build import BuiltBucket, PreviousBucket, link_bucket, open_previous_bucket, write_bucket
from jorei.run.task import PLAIN, BucketFinished, Fate, FinishBucket, GroupLocation, Workspace

_FINDINGS = "diagnostics"


def finish_bucket(task: FinishBucket, read: Read = read_input) -> BucketFinished:
    """Join the groups of a bucket, leave out copies of other documents, and write the parts.

    ``read`` gives the content of amending ordinances and their bases.
    """
    members = list(_members(task))
    fates = _fates(task, members)
    unchanged = _unchanged_bucket(members, fates)
    if unchanged is not None:
        return BucketFinished(task.bucket, _reuse_bucket(task, unchanged))
    return BucketFinished(task.bucket, _BucketFinisher(task, members, fates, read).finish())


class _Member(NamedTuple):
    """A document of the bucket: where its rows are, and its place there.

    They are in the previous build, if there is ``previous``, else in a spill, as is the JSON ``tree``.
    """

    document: BuiltDocument
    rows: Rows
    place: int
    previous: PreviousBucket | None = None
    tree: bytes | None = None


def _members(task: FinishBucket) -> Iterator[_Member]:
    """The documents of a bucket, in their order."""
    for location in task.groups:
        if location.spill:
            yield from _spilled_members(task.workspace, location)
        else:
            for run in location.previous:
                bucket = _previous_bucket(task.workspace, run.bucket)
                for index in range(run.first, run.first + run.count):
                    yield _Member(bucket.bucket.documents[index], bucket.rows, index, bucket)


def _spilled_members(workspace: Workspace, location: GroupLocation) -> Iterator[_Member]:
    spill = read_spill(workspace.spills, location.spill)
    rows = spill.rows()
    places = {index: number for number, index in enumerate(spill.analysed)}
    for index, document in enumerate(spill.documents):
        if index in places:
            yield _Member(document, rows, places[index], tree=spill.json.get(index))
        else:
            number, previous_index = spill.previous[index]
            bucket = _previous_bucket(workspace, number)
            yield _Member(document, bucket.rows, previous_index, bucket)


def _previous_bucket(workspace: Workspace, number: int) -> PreviousBucket:
    bucket = open_previous_bucket(workspace.previous, number, workspace.key)
    if bucket is None:
        raise Refused(
            "ビルドしている間に前のビルドが変わりました。もう一度実行してください",
            "the previous build has changed while it was built upon; run it again",
        )
    return bucket


def _fates(task: FinishBucket, members: list[_Member]) -> dict[int, Fate]:
    """The fates of the documents that are not plain, by index in the bucket."""
    fates = {}
    for index, member in enumerate(members):
        fate = task.fates.get(index, PLAIN)
        if member.document.verdicts is not None:
            fate = msgspec.structs.replace(fate, judged=True)
        if fate != PLAIN:
            fates[index] = fate
    return fates


def _unchanged_bucket(members: list[_Member], fates: dict[int, Fate]) -> PreviousBucket | None:
    """The bucket of the previous build that has these documents, with these fates, and no others."""
    bucket = members[0].previous
    if bucket is None or len(members) != len(bucket.bucket.documents) or fates != bucket.bucket.fates:
        return None
    same = all(member.previous is bucket and member.place == index for index, member in enumerate(members))
    return bucket if same else None


def _reuse_bucket(task: FinishBucket, previous: PreviousBucket) -> tuple[Part, ...]:
    """All files of an unchanged bucket: where the file system has hard links, no byte is written again.

    It may have another number than before, when documents came or went before it."""
    root, file = Path(task.workspace.root), part_name(task.bucket)
    parts = []
    for part in previous.bucket.parts:
        parts.append(msgspec.structs.replace(part, path=f"{part.table}/{file}"))
        link_file(previous.root / part.path, root / parts[-1].path)
    for doc_id in previous.bucket.trees:
        _link_json(previous.root / json_path(doc_id), root / json_path(doc_id))
    if tuple(parts) == previous.bucket.parts:
        link_bucket(previous, root, task.bucket)
    else:
        write_bucket(root, task.bucket, msgspec.structs.replace(previous.bucket, parts=tuple(parts)))
    return tuple(parts)


class _BucketFinisher:
    """Writes the parts and JSON trees of one bucket; documents are named by their index in it."""

    def __init__(self, task: FinishBucket, members: list[_Member], fates: dict[int, Fate], read: Read) -> None:
        self.task, self.members, self.fates = task, members, fates
        self.root = Path(task.workspace.root)
        self._whole_build = WholeBuildFindings(task.workspace, read)
        self._ids = [self._fate(index).renamed or member.document.doc_id for index, member in enumerate(members)]
        self._trees: dict[str, bytes] = {}
        self._finding_ids: dict[int, FindingIds] = {}
        self._diagnostics: dict[int, Pick] = {}

    def finish(self) -> tuple[Part, ...]:
        """The parts that were written."""
        for index in range(len(self.members)):
            self._finish_document(index)
        counts: dict[str, tuple[int, ...]] = {}
        parts = []
        for name in self.task.workspace.options.tables:
            picks = {index: self._pick(name, index) for index in range(len(self.members)) if self._has_rows(index)}
            numbers = {index: rows.count(name, place) for index, (rows, place) in picks.items()}
            counts[name] = tuple(numbers.get(index, 0) for index in range(len(self.members)))
            if any(numbers.values()):
                parts.append(self._write(name, list(picks.values()), counts[name]))
        documents = tuple(member.document for member in self.members)
        bucket = BuiltBucket(
            self.task.workspace.key, documents, counts, self.fates, self._finding_ids, tuple(parts), self._trees
        )
        write_bucket(self.root, self.task.bucket, bucket)
        return tuple(parts)

    def _write(self, name: str, picks: list[Pick], counts: tuple[int, ...]) -> Part:
        columns = gather(name, picks).columns
        table = finished(name, columns, self._ids, counts)
        return write_part(self.root, name, part_name(self.task.bucket), table)

    def _fate(self, index: int) -> Fate:
        return self.fates.get(index, PLAIN)

    def _has_rows(self, index: int) -> bool:
        return not self._fate(index).dropped

    def _pick(self, name: str, index: int) -> Pick:
        member = self.members[index]
        here = self._diagnostics.get(index) if name == _FINDINGS else None
        return here or (member.rows, member.place)

    def _finish_document(self, index: int) -> None:
        """The findings of the whole build on a document, and its JSON tree."""
        member, fate = self.members[index], self._fate(index)
        if fate.dropped:
            return
        previous = member.previous.bucket if member.previous else None
        if previous and previous.fate(member.place) == fate:
            if member.place in previous.findings:
                self._finding_ids[index] = previous.findings[member.place]
            self._keep_json(index)
            return
        outdated = previous.findings.get(member.place, ()) if previous else ()
        pair, rule = self.task.pairs.get(index), self.task.rules.get(index)
        findings = self._whole_build.columns(member.document, fate, pair, rule)
        if outdated or findings:
            self._change_findings(index, outdated, findings)
        self._write_json(index, outdated, findings)

    def _change_findings(self, index: int, outdated: FindingIds, findings: Mapping[str, Values] | None) -> None:
        member = self.members[index]
        rows = remove_findings(gather(_FINDINGS, [(member.rows, member.place)]).combine_chunks(), outdated)
        rows, ids = merge_findings(rows, findings)
        if ids:
            self._finding_ids[index] = ids
        self._diagnostics[index] = Rows(lambda _: rows, {_FINDINGS: [rows.num_rows]}), 0

    def _keep_json(self, index: int) -> None:
        """The JSON tree of the previous build, where there is one."""
        member, doc_id = self.members[index], self._ids[index]
        if member.previous is not None and doc_id in member.previous.bucket.trees:
            _link_json(member.previous.json_file(member.place), self.root / json_path(doc_id))
            self._trees[doc_id] = member.previous.bucket.trees[doc_id]

    def _write_json(self, index: int, outdated: FindingIds, findings: Mapping[str, Values] | None) -> None:
        member, doc_id = self.members[index], self._ids[index]
        data = member.tree
        if (
            member.previous is not None
            and member.previous.bucket.final_id(member.place) in member.previous.bucket.trees
        ):
            data = member.previous.json_file(member.place).read_bytes()
        if data is None:
            return
        if index in self.fates or member.previous is not None:
            data = final_json(data, doc_id, remove=outdated, findings=findings)
        file = self.root / json_path(doc_id)
        _make_json_folder(file)
        file.write_bytes(data)
        self._trees[doc_id] = hashlib.sha256(data).digest()


def _link_json(file: Path, target: Path) -> None:
    _make_json_folder(target)
    link_file(file, target)


def _make_json_folder(file: Path) -> None:
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(exist_ok=True)
