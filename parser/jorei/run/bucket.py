"""The groups of a bucket -> its parts, when all texts of the build have been seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from jorei.dataset.buckets import part_name
from jorei.dataset.json_trees import json_path
from jorei.dataset.parts import Part, decode_group, join_part, without_ids
from jorei.dataset.rowgroups import MAGIC, RowGroup, place
from jorei.dataset.tables import Columns
from jorei.run.document import KeptDocument
from jorei.run.finalise import amended, amended_json
from jorei.run.group import Spill, encoded, read_spill, spill_ids
from jorei.run.previous import Fate, OldBucket, OldGroup, Previous, link_file, previous, write_state
from jorei.run.task import DocumentGroup, Finish, Finished


def finish_bucket(task: Finish) -> Finished:
    """Join the groups of a bucket, leave out texts that another document has, and write the parts."""
    root = Path(task.place.root)
    before = previous(task.place.old, task.bucket, task.place.key)
    if before and _is_as_it_was(task, before):
        return Finished(task.bucket, _take_over(task, root, before))
    names = Columns(task.place.options.tokens).tables
    blocks: dict[str, list[RowGroup]] = {name: [] for name in names}
    groups = []
    ends = dict.fromkeys(names, len(MAGIC))
    trees: dict[str, bytes] = {}
    for group in task.groups:
        made = _group(task, group, before, trees)
        placed = {name: place(block, ends[name]) for name, block in made.blocks.items()}
        groups.append(OldGroup(made.entries, _fates(task, group, len(made.entries)), placed))
        for name, block in made.blocks.items():
            blocks[name].append(block)
            ends[name] += len(block.data)
    parts = tuple(join_part(root, name, part_name(task.bucket), found) for name, found in blocks.items() if found)
    write_state(root, task.bucket, OldBucket(task.place.key, tuple(groups), parts, trees))
    return Finished(task.bucket, parts)


def _is_as_it_was(task: Finish, before: Previous) -> bool:
    groups = before.bucket.groups
    return [group.old for group in task.groups] == list(range(len(groups))) and all(
        _fates(task, group, len(old.entries)) == old.fates for group, old in zip(task.groups, groups, strict=True)
    )


def _fates(task: Finish, group: DocumentGroup, size: int) -> dict[int, Fate]:
    """What becomes of the documents of a group, by their places in it, where anything does."""
    places = range(group.first, group.first + size)
    return {
        place - group.first: Fate(place in task.dropped, task.kept.get(place, ()), task.renamed.get(place, ""))
        for place in places
        if place in task.dropped or place in task.kept or place in task.renamed
    }


def _take_over(task: Finish, root: Path, before: Previous) -> tuple[Part, ...]:
    """Everything of an unchanged bucket: no byte of it is written again where files can have two names."""
    for part in before.bucket.parts:
        link_file(before.root / part.path, root / part.path)
    if task.place.options.json:
        for number, old in enumerate(before.bucket.groups):
            _old_json(root, before, number, old.fates, {})
    write_state(root, task.bucket, before.bucket)
    return before.bucket.parts


def _group(task: Finish, group: DocumentGroup, before: Previous | None, trees: dict[str, bytes]) -> Spill:
    """The rows of a group as they go into the parts, and its JSON put in place; the SHA-256 of each goes to ``trees``."""
    root = Path(task.place.root)
    if not group.spill:
        assert before is not None
        return _old_group(task, group, before, trees)
    spill = read_spill(task.place.work, group.spill)
    fates = _fates(task, group, len(spill.entries))
    for at, data in spill.json.items():
        fate, document = fates.get(at, Fate()), spill.entries[at].doc_id
        if not fate.dropped:
            data = amended_json(data, document, fate) if at in fates else data
            _write_json(root, fate.renamed or document, data, trees)
    if not any(at not in spill.ghosts for at in fates):
        return spill
    ids = spill_ids(spill.entries, spill.ghosts)
    there = {document: at for at, document in enumerate(ids) if at not in spill.ghosts}
    tables = {name: without_ids(name, decode_group(name, block), there) for name, block in spill.blocks.items()}
    return _amended(tables, spill.entries, fates)


def _old_group(task: Finish, group: DocumentGroup, before: Previous, trees: dict[str, bytes]) -> Spill:
    old = before.bucket.groups[group.old]
    fates = _fates(task, group, len(old.entries))
    if task.place.options.json:
        _old_json(Path(task.place.root), before, group.old, fates, trees)
    if fates == old.fates:
        return Spill(old.entries, before.row_groups(group.old), {}, frozenset())
    there = {at: at for at in range(len(old.entries)) if not (at in old.fates and old.fates[at].dropped)}
    return _amended(before.tables(group.old, there), old.entries, fates)


def _amended(tables: dict[str, pa.Table], entries: Sequence[KeptDocument], fates: dict[int, Fate]) -> Spill:
    tables = amended(tables, fates)
    ids = [fates[at].renamed or entry.doc_id if at in fates else entry.doc_id for at, entry in enumerate(entries)]
    blocks = encoded(tuple(tables), tuple(tables.values()), ids)
    return Spill(tuple(entries), blocks, {}, frozenset())


def _old_json(root: Path, before: Previous, number: int, fates: dict[int, Fate], trees: dict[str, bytes]) -> None:
    old = before.bucket.groups[number]
    for at, entry in enumerate(old.entries):
        fate, was = fates.get(at, Fate()), old.fates.get(at, Fate())
        if fate.dropped or was.dropped or entry.reason:
            continue
        document = fate.renamed or entry.doc_id
        if fate == was:
            to = root / json_path(document)
            _make_json_folder(to)
            link_file(before.json(number, at), to)
            trees[document] = before.bucket.trees[document]
        else:
            _write_json(root, document, amended_json(before.json(number, at).read_bytes(), entry.doc_id, fate), trees)


def _write_json(root: Path, document: str, data: bytes, trees: dict[str, bytes]) -> None:
    to = root / json_path(document)
    _make_json_folder(to)
    to.write_bytes(data)
    trees[document] = hashlib.sha256(data).digest()


def _make_json_folder(to: Path) -> None:
    for folder in (to.parent.parent, to.parent):
        folder.mkdir(exist_ok=True)
