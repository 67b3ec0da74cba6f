"""One build, whoever does the work: what there is to be done, what came back, and what is written of it at the end."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from jorei.config.profile import find_profile
from jorei.dataset import datapackage
from jorei.dataset.buckets import bucket_of, choose_count, group_sizes, part_name
from jorei.dataset.exchange import GENERATOR, existing, sibling
from jorei.dataset.parts import Part, empty_part
from jorei.dataset.schema import SCHEMA_VERSION, TABLES
from jorei.dataset.seal import CROISSANT, MARKER, PACKAGE, write_json, write_marker
from jorei.dataset.tables import Columns
from jorei.model.corrections import WorkCorrections
from jorei.registry import RegistryEntry, entries
from jorei.run.fates import Fates, find_fates, pair_amending
from jorei.run.group import settle
from jorei.run.input_key import build_key
from jorei.run.inputs import Input, Listing, Skipped
from jorei.run.previous import FOLDER, previous
from jorei.run.progress import Progress, Silent
from jorei.run.report_corrections import counts
from jorei.run.task import (
    AmendingPair,
    Analyse,
    Analysed,
    DocumentGroup,
    Fate,
    Finish,
    Finished,
    InputRecord,
    Options,
    Reply,
    Task,
    Workspace,
)
from jorei.run.versions import versions

_NOTHING: Final = InputRecord(-1, "", "")


class Unread(msgspec.Struct, frozen=True):
    """An input that could not be read, and why."""

    path: str
    reason: str


class BuildReport(msgspec.Struct, frozen=True):
    """What a build did."""

    target: str
    rows: dict[str, int]
    unreadable: tuple[Unread, ...]
    duplicates: dict[str, tuple[str, ...]]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]
    buckets: int
    taken: int
    seconds: dict[str, float]

    @property
    def seconds_total(self) -> float:
        return sum(self.seconds.values())


def with_profile(options: Options, raw: Path) -> Options:
    """The options with the profile of the checks that lies in RAW, unless they have one."""
    file = find_profile(raw) if options.profile is None else None
    if file is None:
        return options
    from jorei.check import BY_CODE  # all checks: a tenth of a second, and most folders have no profile
    from jorei.config.profile import read_profile

    return msgspec.structs.replace(options, profile=read_profile(file, BY_CODE))


def prepare(root: Path, target: Path, options: Options, said: tuple[WorkCorrections, ...], fresh: bool) -> Workspace:
    """The folders of a build. Groups of an interrupted build that are done lie in the folder of work."""
    work = sibling(target, "work")
    if fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(exist_ok=True)
    (root / FOLDER).mkdir()
    previous.cache_clear()  # it may be another than at the last build of this process
    old = None if fresh else existing(target)
    return Workspace(str(root), str(work), str(old) if old else None, build_key(options), options, said)


class Clock:
    """The seconds that each step of a build took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now


class Workers(Protocol):
    """Whoever does tasks: processes of this machine, or those of a cluster."""

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Reply]: ...


class BuildJob:
    """One build under way."""

    def __init__(self, place: Workspace, listing: Listing, count: int) -> None:
        self.place, self.listing, self.count = place, listing, count
        self.tables = Columns(place.options.tokens).tables
        self.buckets: dict[int, list[Input]] = defaultdict(list)
        for one in listing.inputs:
            self.buckets[bucket_of(one.path, count)].append(one)
        self.sizes = {
            bucket: tuple(group_sizes((one.path, one.size) for one in inputs))
            for bucket, inputs in sorted(self.buckets.items())
        }
        self.groups: dict[int, dict[int, DocumentGroup]] = {bucket: {} for bucket in self.buckets}
        self.records: dict[int, list[InputRecord]] = {
            bucket: [_NOTHING] * len(inputs) for bucket, inputs in self.buckets.items()
        }
        self.fates: Fates = {}
        self.pairs: dict[int, dict[int, AmendingPair]] = {}
        self.taken = 0
        self.to_analyse = sum(one.size for one in listing.inputs)
        self._open: list[Analyse] | None = None

    def settle(self, bar: Progress) -> None:
        """Take over the groups in which nothing has changed; ``to_analyse`` are the bytes of what has."""
        self._open, self.to_analyse = [], 0
        for task in self._analyses():
            found = settle(task)
            if isinstance(found, Analysed):
                self._enter(found, bar)
            else:
                self._open.append(task)
                self.to_analyse += found

    def analyse(self, pool: Workers, bar: Progress) -> None:
        """Have all groups on the disk, and know what becomes of each document."""
        if self._open is None:
            self._run(pool, self._analyses(), sum(map(len, self.sizes.values())), bar)
        else:
            self._run(pool, self._open, len(self._open), bar)
        self.fates = find_fates(self.records, self.buckets)
        wanted = list(self._analyses(self.fates))  # left out of the last build as doubles of what is gone
        self._run(pool, wanted, len(wanted), Silent())
        self.pairs = pair_amending(self.records, self.buckets, self.fates)

    def _run(self, pool: Workers, tasks: Iterable[Task], count: int, bar: Progress) -> None:
        for reply in pool.run(tasks, count):
            if isinstance(reply, Analysed):
                self._enter(reply, bar)

    def _enter(self, reply: Analysed, bar: Progress) -> None:
        self.groups[reply.bucket][reply.number] = reply.group
        self.taken += reply.taken
        for record in reply.records:
            self.records[reply.bucket][record.place] = record
        bar.advance(len(reply.records))

    def _analyses(self, fates: Fates | None = None) -> Iterator[Analyse]:
        """A task for each group; with ``fates``, for those with documents that have not been analysed but count."""
        for bucket, sizes in self.sizes.items():
            first = 0
            for number, size in enumerate(sizes):
                live = self._live(bucket, range(first, first + size), fates[bucket]) if fates else frozenset()
                if live or not fates:
                    inputs = tuple(self.buckets[bucket][first : first + size])
                    yield Analyse(self.place, bucket, number, first, inputs, live=live)
                first += size

    def _live(self, bucket: int, places: range, fates: dict[int, Fate]) -> frozenset[int]:
        records = self.records[bucket]
        return frozenset(place for place in places if records[place].ghost and not fates.get(place, Fate()).dropped)

    def finish(self, pool: Workers) -> list[Part]:
        """Have the parts of all tables but `links`."""
        tasks = (
            Finish(self.place, bucket, tuple(some[number] for number in sorted(some)), self.fates[bucket],
                   self.pairs[bucket])
            for bucket, some in sorted(self.groups.items())
        )  # fmt: skip
        replies = pool.run(tasks, len(self.groups))
        parts = [part for reply in replies if isinstance(reply, Finished) for part in reply.parts]
        written = {part.table for part in parts}
        root = Path(self.place.root)
        return parts + [empty_part(root, name, part_name(0)) for name in self.tables if name not in written]

    def kept(self) -> list[str]:
        """The ids of the documents whose rows are those of the last build, but for findings of the whole build."""
        return [
            record.doc_id
            for bucket, some in self.records.items()
            for record in some
            if record.kept and not ((fate := self.fates[bucket].get(record.place, Fate())).dropped or fate.renamed)
        ]

    def report(
        self, target: Path, parts: list[Part], seconds: dict[str, float], warnings: tuple[str, ...]
    ) -> BuildReport:  # fmt: skip
        """What the build did, for people and build.json."""
        unread = sorted(
            (self.buckets[bucket][record.place].path, record.reason)
            for bucket, found in self.records.items()
            for record in found
            if record.reason
        )
        return BuildReport(
            target=str(target),
            rows={name: sum(part.rows for part in parts if part.table == name) for name in TABLES
                  if any(part.table == name for part in parts)},
            unreadable=tuple(Unread(path, reason) for path, reason in unread),
            duplicates={self.buckets[bucket][place].path: fate.copies
                        for bucket, fates in sorted(self.fates.items()) for place, fate in sorted(fates.items())
                        if fate.copies},
            skipped=self.listing.skipped,
            warnings=self.listing.warnings + warnings,
            buckets=self.count,
            taken=self.taken,
            seconds=seconds,
        )  # fmt: skip


def bucket_count(listing: Listing, old: str | None) -> int:
    """As in the build that is there, so that unchanged parts stay the same; else by the size of the input."""
    if old is not None:
        count = msgspec.json.decode(Path(old, MARKER).read_bytes()).get("buckets")
        if isinstance(count, int) and count > 0:
            return count
    return choose_count(sum(one.size for one in listing.inputs))


def describe(
    root: Path, parts: list[Part], report: BuildReport, options: Options, said: tuple[WorkCorrections, ...]
) -> None:
    """datapackage.json, croissant.json, and build.json: the marker, and the only file that tells the time."""
    write_json(root / PACKAGE, datapackage.datapackage(parts))
    write_json(root / CROISSANT, datapackage.croissant(parts))
    marker: dict[str, Any] = {
        "generator": GENERATOR,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "options": options,
        "buckets": report.buckets,
        "registries": _registries(options),
        "corrections": [counts(work) for work in said],
        "rows": report.rows,
        "taken_over": report.taken,
        "unreadable": report.unreadable,
        "duplicates": report.duplicates,
        "skipped": report.skipped,
        "warnings": report.warnings,
        "seconds": report.seconds,
    }
    write_marker(root, marker)


def _registries(options: Options) -> list[RegistryEntry]:
    """The registries used; of the file each came from only the name, so that a build tells nothing of the machine."""
    used = (entry for entry in entries() if entry.file in options.registries)
    return [msgspec.structs.replace(entry, source=Path(entry.source).name) for entry in used]
