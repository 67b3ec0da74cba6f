"""The groups of a bucket -> its parts, when all texts of the build have been seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from jorei.dataset.buckets import part_name
from jorei.dataset.files import link_file
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, decode_group, join_part, without_ids
from jorei.dataset.rowgroups import MAGIC, RowGroup, locate
from jorei.dataset.tables import Columns
from jorei.run.document import KeptDocument
from jorei.run.finalise import Findings, final_json, final_tables
from jorei.run.group import encoded, read_spill, spill_ids
from jorei.run.inputs import Input, read_input
from jorei.run.previous import OldBucket, OldGroup, Previous, previous, write_state
from jorei.run.task import DocumentGroup, Fate, Finish, Finished
from jorei.run.whole_build import WholeBuildFindings


def finish_bucket(task: Finish, read: Callable[[Input], bytes | str] = read_input) -> Finished:
    """Join the groups of a bucket, leave out texts that another document has, and write the parts.

    ``read`` gives the content of amending ordinances and their bases.
    """
    root = Path(task.place.root)
    before = previous(task.place.old, task.bucket, task.place.key)
    if before and _is_as_it_was(task, before):
        return Finished(task.bucket, _take_over(task, root, before))
    finisher = _GroupFinisher(task, before, read)
    names = Columns(task.place.options.tokens).tables
    blocks: dict[str, list[RowGroup]] = {name: [] for name in names}
    groups = []
    ends = dict.fromkeys(names, len(MAGIC))
    for group in task.groups:
        finished = finisher.finish(group)
        placed = {name: locate(block, ends[name]) for name, block in finished.blocks.items()}
        groups.append(OldGroup(finished.entries, finished.fates, placed, finished.findings))
        for name, block in finished.blocks.items():
            blocks[name].append(block)
            ends[name] += len(block.data)
    parts = tuple(join_part(root, name, part_name(task.bucket), some) for name, some in blocks.items() if some)
    write_state(root, task.bucket, OldBucket(task.place.key, tuple(groups), parts, finisher.trees))
    return Finished(task.bucket, parts)


def _is_as_it_was(task: Finish, before: Previous) -> bool:
    groups = before.bucket.groups
    return [group.old for group in task.groups] == list(range(len(groups))) and all(
        _fates(task, group, old.entries) == old.fates for group, old in zip(task.groups, groups, strict=True)
    )


def _fates(task: Finish, group: DocumentGroup, entries: Sequence[KeptDocument]) -> dict[int, Fate]:
    """The fates of the documents of a group that are not plain, by their places in it."""
    fates = {}
    for i, entry in enumerate(entries):
        fate = task.fates.get(group.first + i, Fate())
        if entry.verdicts is not None:
            fate = msgspec.structs.replace(fate, judged=True)
        if fate != Fate():
            fates[i] = fate
    return fates


def _take_over(task: Finish, root: Path, before: Previous) -> tuple[Part, ...]:
    """Everything of an unchanged bucket: no byte of it is written again where files can have two names."""
    for part in before.bucket.parts:
        link_file(before.root / part.path, root / part.path)
    for document in before.bucket.trees:
        to = root / json_path(document)
        _make_json_folder(to)
        link_file(before.root / json_path(document), to)
    write_state(root, task.bucket, before.bucket)
    return before.bucket.parts


class _FinishedGroup(msgspec.Struct, frozen=True):
    """A group as it goes into the parts; fates and ids of findings by place in the group."""

    entries: tuple[KeptDocument, ...]
    fates: dict[int, Fate]
    blocks: dict[str, RowGroup]
    findings: dict[int, tuple[int, ...]]


class _GroupFinisher:
    """Finishes the groups of one bucket, and puts their JSON in place; ``trees`` are the SHA-256 of each by document."""

    def __init__(self, task: Finish, before: Previous | None, read: Callable[[Input], bytes | str]) -> None:
        self.task, self.before = task, before
        self.root = Path(task.place.root)
        self.trees: dict[str, bytes] = {}
        self._whole_build = WholeBuildFindings(task.place, read)

    def finish(self, group: DocumentGroup) -> _FinishedGroup:
        if group.spill:
            return self._spilled(group)
        assert self.before is not None
        return self._old(group, self.before)

    def _spilled(self, group: DocumentGroup) -> _FinishedGroup:
        """A group of which something is new: its rows are in a spill."""
        spill = read_spill(self.task.place.work, group.spill)
        fates = _fates(self.task, group, spill.entries)
        findings = self._findings(group, spill.entries, fates)
        for i, data in spill.json.items():
            fate, document = fates.get(i, Fate()), spill.entries[i].doc_id
            if not fate.dropped:
                name = fate.renamed or document
                data = final_json(data, name, findings=findings.get(i)) if i in fates else data
                self._write_json(name, data)
        if all(i in spill.ghosts for i in fates):
            return _FinishedGroup(spill.entries, fates, spill.blocks, {})
        ids = spill_ids(spill.entries, spill.ghosts)
        places = {document: i for i, document in enumerate(ids) if i not in spill.ghosts}
        tables = {name: without_ids(name, decode_group(name, block), places) for name, block in spill.blocks.items()}
        return _finished(tables, spill.entries, fates, findings)

    def _old(self, group: DocumentGroup, before: Previous) -> _FinishedGroup:
        """A group as it was in the last build, unless the fates of its documents have changed."""
        old = before.bucket.groups[group.old]
        fates = _fates(self.task, group, old.entries)
        same = fates == old.fates
        findings = {} if same else self._findings(group, old.entries, fates)
        if self.task.place.options.json:
            self._old_json(before, group.old, fates, findings)
        if same:
            return _FinishedGroup(old.entries, fates, before.row_groups(group.old), old.findings)
        places = {i: i for i in range(len(old.entries)) if not old.fates.get(i, Fate()).dropped}
        return _finished(before.tables(group.old, places), old.entries, fates, findings)

    def _findings(self, group: DocumentGroup, entries: Sequence[KeptDocument], fates: dict[int, Fate]) -> Findings:
        findings: Findings = {}
        for i, fate in fates.items():
            columns = self._whole_build.columns(entries[i], fate, self.task.pairs.get(group.first + i))
            if columns:
                findings[i] = columns
        return findings

    def _old_json(self, before: Previous, number: int, fates: dict[int, Fate], findings: Findings) -> None:
        old = before.bucket.groups[number]
        for i, entry in enumerate(old.entries):
            fate, was = fates.get(i, Fate()), old.fates.get(i, Fate())
            if fate.dropped or was.dropped or entry.reason:
                continue
            document = fate.renamed or entry.doc_id
            if fate == was:
                to = self.root / json_path(document)
                _make_json_folder(to)
                link_file(before.json(number, i), to)
                self.trees[document] = before.bucket.trees[document]
            else:
                data, stale = before.json(number, i).read_bytes(), old.findings.get(i, ())
                self._write_json(document, final_json(data, document, remove=stale, findings=findings.get(i)))

    def _write_json(self, document: str, data: bytes) -> None:
        to = self.root / json_path(document)
        _make_json_folder(to)
        to.write_bytes(data)
        self.trees[document] = hashlib.sha256(data).digest()


def _finished(
    tables: dict[str, pa.Table], entries: Sequence[KeptDocument], fates: dict[int, Fate], findings: Findings
) -> _FinishedGroup:  # fmt: skip
    tables, numbers = final_tables(tables, fates, findings)
    ids = [fates.get(i, Fate()).renamed or entry.doc_id for i, entry in enumerate(entries)]
    return _FinishedGroup(tuple(entries), fates, encoded(tuple(tables), tuple(tables.values()), ids), numbers)


def _make_json_folder(to: Path) -> None:
    for folder in (to.parent.parent, to.parent):
        folder.mkdir(exist_ok=True)
