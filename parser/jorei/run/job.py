"""The tasks of one build and their results: which groups are to be analysed, what came back, and the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Protocol

import msgspec

from jorei.dataset.buckets import (
    GROUP_BYTES,
    MAX_GROUP_DOCUMENTS,
    OrderKey,
    bucket_sizes,
    choose_target,
    group_sizes,
    part_name,
)
from jorei.dataset.parts import Part, empty_part
from jorei.dataset.schema import TABLES
from jorei.run.fates import Fates, find_fates, pair_amending
from jorei.run.group_rows import ReusableGroup, find_reusable
from jorei.run.inputs import Input, Listing, Skipped
from jorei.run.lost import is_internal
from jorei.run.previous_build import BuiltIndex, read_index, write_index
from jorei.run.progress import NoProgress, Progress
from jorei.run.rule_pairs import pair_rules
from jorei.run.task import (
    PLAIN,
    AmendingPair,
    AnalyseGroup,
    BucketFinished,
    DocumentLocation,
    DocumentRecord,
    Fate,
    FinishBucket,
    GroupAnalysed,
    GroupLocation,
    Reply,
    RulePair,
    Task,
    Workspace,
)


class UnreadableInput(msgspec.Struct, frozen=True):
    """An input that could not be read, and why."""

    path: str
    reason: str


class BuildReport(msgspec.Struct, frozen=True):
    """The result of a build.

    ``duplicates`` gives for the path of a document those of its copies, ``reused`` the number of documents whose
    analysis was taken from the previous build, ``seconds`` the time of each step. ``unnamed`` gives the paths of the
    documents that have no title, municipality or kind, by the name of that column (`jorei.run.unnamed`).
    """

    target: str
    rows: dict[str, int]
    unreadable: tuple[UnreadableInput, ...]
    duplicates: dict[str, tuple[str, ...]]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]
    buckets: int
    reused: int
    seconds: dict[str, float]
    unnamed: dict[str, tuple[str, ...]] = {}

    @property
    def seconds_total(self) -> float:
        """The time of the whole build."""
        return sum(self.seconds.values())


class Workers(Protocol):
    """Runs tasks: processes of this machine, or executors of a cluster."""

    def run(self, tasks: Iterable[Task], count: int, /) -> Iterator[Reply]:
        """The replies to ``count`` tasks, in any order."""


class BuildJob:
    """The state of one build: its inputs by bucket and group, and what is known of each document so far."""

    def __init__(self, workspace: Workspace, listing: Listing) -> None:
        self.workspace, self.listing = workspace, listing
        self._previous_index = read_index(workspace.previous)
        ordered = sorted(listing.inputs, key=order_key)
        target = self._previous_index.target_bytes if self._previous_index else choose_target(_bytes(ordered))
        cut = list(_cut(ordered, target))
        self.buckets = {bucket: sorted(inputs, key=_path) for bucket, inputs in enumerate(cut)}
        self.index = BuiltIndex(target, tuple(order_key(inputs[0]) for inputs in cut))
        self.group_sizes = {
            bucket: tuple(group_sizes((input_.path, input_.size) for input_ in inputs))
            for bucket, inputs in sorted(self.buckets.items())
        }
        self.groups: dict[int, dict[int, GroupLocation]] = {bucket: {} for bucket in self.buckets}
        self.records: dict[int, list[DocumentRecord]] = {}
        self.inputs: dict[int, list[Input]] = {}
        """The input of each document of a bucket, as in ``records``: an input may hold several."""
        self._group_records: dict[int, dict[int, tuple[DocumentRecord, ...]]] = {bucket: {} for bucket in self.buckets}
        self.fates: Fates = {}
        self.pairs: dict[int, dict[int, AmendingPair]] = {}
        self.rules: dict[int, dict[int, RulePair]] = {}
        self.reused_count = 0
        self.bytes_to_analyse = _bytes(listing.inputs)
        self._changed_groups: list[AnalyseGroup] | None = None

    def reuse_unchanged_groups(self, progress: Progress) -> None:
        """Take over the groups of the previous build in which nothing has changed, and join those between them.

        A group in which one document has changed costs as much to write and to read again as a full one."""
        self._changed_groups, self.bytes_to_analyse = [], 0
        tasks_of = groupby(list(self._group_tasks()), key=attrgetter("bucket"))
        for bucket, tasks in tasks_of:
            joined = list(_joined([(task, find_reusable(task)) for task in tasks]))
            self.group_sizes[bucket] = tuple(sum(len(task.inputs) for task, _ in group) for group in joined)
            for number, group in enumerate(joined):
                self.bytes_to_analyse += sum(reusable.bytes_to_analyse for _, reusable in group)
                analysed = group[0][1].analysed
                if analysed is not None:
                    self._record(msgspec.structs.replace(analysed, group=number), progress)
                else:
                    self._changed_groups.append(_as_one(number, group))

    def analyse(self, workers: Workers, progress: Progress) -> None:
        """Analyse all groups that are not reused, then decide the fate of each document."""
        if self._changed_groups is None:
            self._run(workers, self._group_tasks(), sum(map(len, self.group_sizes.values())), progress)
        else:
            self._run(workers, self._changed_groups, len(self._changed_groups), progress)
        self._number_documents()
        self.fates = find_fates(self.records, self.inputs)
        needed = list(self._tasks_of_needed_copies())
        self._run(workers, needed, len(needed), NoProgress())
        self._number_documents()
        self.pairs = pair_amending(self.records, self.inputs, self.fates)
        self.rules = pair_rules(self.records, self.inputs, self.fates, self._location)

    def _location(self, bucket: int, index: int) -> DocumentLocation:
        """Where the record of a document is."""
        for number in sorted(self._group_records[bucket]):
            size = len(self._group_records[bucket][number])
            if index < size:
                return DocumentLocation(self.groups[bucket][number], index)
            index -= size
        raise IndexError(index)

    def _number_documents(self) -> None:
        """Give each document its index in its bucket, when all inputs are analysed."""
        for bucket, groups in self._group_records.items():
            records = [record for number in sorted(groups) for record in groups[number]]
            self.records[bucket] = [
                msgspec.structs.replace(record, index=index) for index, record in enumerate(records)
            ]
            self.inputs[bucket] = [self.buckets[bucket][record.input] for record in records]

    def _run(self, workers: Workers, tasks: Iterable[Task], count: int, progress: Progress) -> None:
        for reply in workers.run(tasks, count):
            if isinstance(reply, GroupAnalysed):
                self._record(reply, progress)

    def _record(self, analysed: GroupAnalysed, progress: Progress) -> None:
        self.groups[analysed.bucket][analysed.group] = analysed.location
        self.reused_count += analysed.reused
        self._group_records[analysed.bucket][analysed.group] = analysed.records
        progress.advance(sum(record.part <= 1 for record in analysed.records))

    def _group_tasks(self) -> Iterator[AnalyseGroup]:
        """A task for each group."""
        for bucket, sizes in self.group_sizes.items():
            first = 0
            for number, size in enumerate(sizes):
                inputs = tuple(self.buckets[bucket][first : first + size])
                yield AnalyseGroup(self.workspace, bucket, number, first, inputs, self._previous_buckets(inputs))
                first += size

    def _previous_buckets(self, inputs: Iterable[Input]) -> tuple[int, ...]:
        """The buckets of the previous build that may have these inputs."""
        index = self._previous_index
        return tuple(sorted({index.bucket(order_key(input_)) for input_ in inputs})) if index else ()

    def _tasks_of_needed_copies(self) -> Iterator[AnalyseGroup]:
        """Tasks for the groups with documents that the previous build left out as copies and that are none any more."""
        for task in self._group_tasks():
            records, fates = self.records[task.bucket], self.fates[task.bucket]
            last = task.first + len(task.inputs)
            needed = frozenset(
                record.input
                for record in records
                if task.first <= record.input < last
                and record.unanalysed_copy
                and not fates.get(record.index, PLAIN).dropped
            )
            if needed:
                yield msgspec.structs.replace(task, copies_to_analyse=needed)

    def finish(self, workers: Workers) -> list[Part]:
        """Write the parts of all tables but `links`."""
        tasks = (
            FinishBucket(
                self.workspace,
                bucket,
                tuple(locations[number] for number in sorted(locations)),
                self.fates[bucket],
                self.pairs[bucket],
                self.rules[bucket],
            )
            for bucket, locations in sorted(self.groups.items())
        )
        write_index(Path(self.workspace.root), self.index)
        replies = workers.run(tasks, len(self.groups))
        parts = [part for reply in replies if isinstance(reply, BucketFinished) for part in reply.parts]
        written = {part.table for part in parts}
        root = Path(self.workspace.root)
        names = self.workspace.options.tables
        return parts + [empty_part(root, name, part_name(0)) for name in names if name not in written]

    def reused_documents(self) -> list[str]:
        """The ids of the documents with the rows of the previous build, but for findings of the whole build."""
        return [
            record.doc_id
            for bucket, records in self.records.items()
            for record in records
            if record.reused and not _changes_id(self.fates[bucket].get(record.index, PLAIN))
        ]

    def internal_errors(self) -> Iterator[str]:
        """The paths of the documents that were lost to bugs."""
        for bucket, records in self.records.items():
            for record in records:
                if is_internal(record.reason):
                    yield self.buckets[bucket][record.index].path

    def report(
        self, target: Path, parts: list[Part], seconds: dict[str, float], warnings: tuple[str, ...]
    ) -> BuildReport:
        """The result of the build, for people and build.json."""
        rows: dict[str, int] = defaultdict(int)
        for part in parts:
            rows[part.table] += part.rows
        unreadable = sorted(
            (self.inputs[bucket][record.index].path, record.reason)
            for bucket, records in self.records.items()
            for record in records
            if record.reason
        )
        duplicates = {
            self.inputs[bucket][index].path: fate.copies
            for bucket, fates in sorted(self.fates.items())
            for index, fate in sorted(fates.items())
            if fate.copies
        }
        return BuildReport(
            target=str(target),
            rows={name: rows[name] for name in TABLES if name in rows},
            unreadable=tuple(UnreadableInput(path, reason) for path, reason in unreadable),
            duplicates=duplicates,
            skipped=self.listing.skipped,
            warnings=self.listing.warnings + warnings,
            buckets=len(self.buckets),
            reused=self.reused_count,
            seconds=seconds,
        )


_Looked = tuple[AnalyseGroup, ReusableGroup]
"""A group, and what the previous build has of it."""


def _joined(groups: Sequence[_Looked]) -> Iterator[Sequence[_Looked]]:
    """The groups of a bucket: unchanged ones each alone, others with all up to the last in which no more has changed than
    a group may hold."""
    first = 0
    while first < len(groups):
        until, size, count = first + 1, 0, 0
        if groups[first][1].analysed is None:
            for place, (task, reusable) in enumerate(groups[first:], first):
                size += reusable.bytes_to_analyse
                count += len(task.inputs) - len(reusable.unchanged)
                if place > first and (size > GROUP_BYTES or count > MAX_GROUP_DOCUMENTS):
                    break
                if reusable.analysed is None:
                    until = place + 1
        yield groups[first:until]
        first = until


def _as_one(number: int, groups: Sequence[_Looked]) -> AnalyseGroup:
    """Neighbouring groups as one task."""
    return msgspec.structs.replace(
        groups[0][0],
        group=number,
        inputs=tuple(input_ for task, _ in groups for input_ in task.inputs),
        previous=tuple(sorted({bucket for task, _ in groups for bucket in task.previous})),
        unchanged={index: member for _, looked in groups for index, member in looked.unchanged.items()},
    )


def _changes_id(fate: Fate) -> bool:
    return fate.dropped or bool(fate.renamed)


def order_key(input_: Input) -> OrderKey:
    """The place of an input in the order of the build."""
    municipality = input_.given.municipality if input_.given else None
    return municipality or "", input_.path


def _bytes(inputs: Iterable[Input]) -> int:
    return sum(input_.size for input_ in inputs)


def _path(input_: Input) -> str:
    return input_.path


def _cut(ordered: Sequence[Input], target: int) -> Iterator[Sequence[Input]]:
    """The inputs of each bucket."""
    first = 0
    for size in bucket_sizes(((input_.path, input_.size) for input_ in ordered), target):
        yield ordered[first : first + size]
        first += size
