"""`build`: RAW -> a build folder, over the processors of one machine.

The inputs of each bucket are cut into chunks of about half a megabyte; workers analyse chunks and spill their rows;
when all texts have been seen, workers join the spills of each bucket into its parts; then the links between documents
are computed from the parts. What the coordinator holds is the list of inputs and a digest for each: memory does not
grow with the texts.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.model.corrections import WorkCorrections
from jorei.registry import Entry, entries
from jorei.run.chunk import SPILL
from jorei.run.corrected import counts, unmet
from jorei.run.duplicates import Doubles, find_doubles
from jorei.run.inputs import Input, Listing, Skipped, list_inputs
from jorei.run.pool import Pool
from jorei.run.progress import Progress, silent
from jorei.run.task import Analyse, Analysed, Begun, Finish, Finished, Options, Record
from jorei.run.versions import versions
from jorei.store.buckets import bucket_of, choose_count, part_name
from jorei.store.corrections import find_corrections, read_corrections
from jorei.store.exchange import GENERATOR, MARKER, existing, replacing
from jorei.store.links import link_parts
from jorei.store.refused import Refused
from jorei.store.schema import SCHEMA_VERSION, TABLES
from jorei.write import datapackage
from jorei.write.parts import Part, empty_part, finish, write_part
from jorei.write.tables import Columns

_CHUNK_BYTES: Final = 512 * 1024
_CHUNK_DOCUMENTS: Final = 256
_ONE_PROCESS_BYTES: Final = 2 * 1024 * 1024
"""Below this, starting workers takes longer than the work."""

Shown = Callable[[int], AbstractContextManager[Progress]]


class Unread(msgspec.Struct, frozen=True):
    """An input that could not be read, and why."""

    path: str
    reason: str


class Report(msgspec.Struct, frozen=True):
    """What a build did."""

    target: str
    rows: dict[str, int]
    unreadable: tuple[Unread, ...]
    duplicates: dict[str, tuple[str, ...]]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]
    buckets: int
    seconds: dict[str, float]

    @property
    def seconds_total(self) -> float:
        return sum(self.seconds.values())


def build(
    raw: Path, target: Path, *, jobs: int | None = None, options: Options | None = None, fresh: bool = False,
    progress: Shown = silent, corrections: Path | None = None,
) -> Report:  # fmt: skip
    """Build RAW into a folder and put it in place in one step.

    ``jobs`` None takes all processors, or one for little input. Raises `Refused` when RAW is not there, the folder
    is not jorei's, or another build holds it. ``fresh`` takes nothing over from the build that is there.
    ``corrections`` is what people said in review, corrections.toml of RAW unless another file is named.
    """
    clock, options = _Clock(), options or Options()
    _refuse_overlap(raw, target)
    said_in = corrections or find_corrections(raw)
    said = read_corrections(said_in) if said_in else ()
    with replacing(target) as root:
        listing = list_inputs(raw, target, root)
        clock.lap("list")
        job = _Job(root, listing, _bucket_count(listing, target, fresh), options, said)
        with Pool(jobs or _jobs(listing)) as pool:
            with progress(len(listing.inputs)) as bar:
                records = job.analyse(pool, bar)
            clock.lap("analyse")
            doubles = find_doubles(records, job.buckets)
            parts = job.finish(pool, doubles)
        clock.lap("write")
        parts += _link(root, parts, job.tables)
        clock.lap("link")
        report = job.report(target, records, doubles, parts, clock.laps, unmet(root, said))
        _describe(root, parts, report, options, said)
        shutil.rmtree(root / SPILL)
    return report


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self._last = now


class _Job:
    """One build under way."""

    def __init__(
        self, root: Path, listing: Listing, count: int, options: Options, said: tuple[WorkCorrections, ...]
    ) -> None:
        self.said = said
        self.root, self.listing, self.count, self.options = root, listing, count, options
        self.tables = Columns(options.tokens).tables
        self.buckets: dict[int, list[Input]] = defaultdict(list)
        for one in listing.inputs:
            self.buckets[bucket_of(one.path, count)].append(one)
        self.chunks: dict[int, int] = {}
        (root / SPILL).mkdir()

    def analyse(self, pool: Pool, bar: Progress) -> dict[int, list[Record]]:
        records: dict[int, list[Record]] = {bucket: [] for bucket in self.buckets}
        for reply in pool.run(tuple(self._analyses())):
            match reply:
                case Analysed():
                    records[reply.bucket].extend(reply.records)
                    bar.advance(len(reply.records))
                case Begun():
                    continue
        for found in records.values():
            found.sort(key=lambda record: record.place)
        return records

    def _analyses(self) -> Iterator[Analyse]:
        for bucket, inputs in sorted(self.buckets.items()):
            first = 0
            for chunk, size in enumerate(_chunk_sizes(inputs)):
                some = tuple(inputs[first : first + size])
                yield Analyse(str(self.root), bucket, chunk, first, some, self.options, corrections=self.said)
                first += size
                self.chunks[bucket] = chunk + 1

    def finish(self, pool: Pool, doubles: dict[int, Doubles]) -> list[Part]:
        tasks = [
            Finish(str(self.root), bucket, chunks, self.options, *msgspec.structs.astuple(doubles[bucket]))
            for bucket, chunks in self.chunks.items()
        ]
        parts = [part for reply in pool.run(tasks) if isinstance(reply, Finished) for part in reply.parts]
        written = {part.table for part in parts}
        return parts + [empty_part(self.root, name, part_name(0)) for name in self.tables if name not in written]

    def report(
        self, target: Path, records: dict[int, list[Record]], doubles: dict[int, Doubles], parts: list[Part],
        seconds: dict[str, float], warnings: tuple[str, ...] = (),
    ) -> Report:  # fmt: skip
        unread = sorted(
            (self.buckets[bucket][record.place].path, record.reason)
            for bucket, found in records.items()
            for record in found
            if record.reason
        )
        return Report(
            target=str(target),
            rows={name: sum(part.rows for part in parts if part.table == name) for name in TABLES
                  if any(part.table == name for part in parts)},
            unreadable=tuple(Unread(path, reason) for path, reason in unread),
            duplicates={self.buckets[bucket][place].path: paths
                        for bucket, double in sorted(doubles.items()) for place, paths in sorted(double.kept.items())},
            skipped=self.listing.skipped,
            warnings=self.listing.warnings + warnings,
            buckets=self.count,
            seconds=seconds,
        )  # fmt: skip


def _refuse_overlap(raw: Path, target: Path) -> None:
    inside, outside = Path(os.path.realpath(raw)), Path(os.path.realpath(target))
    if inside == outside or outside in inside.parents:
        raise Refused(
            f"入力 {raw} が出力先 {target} の中にあります", f"the input {raw} lies inside the output {target}"
        )


def _bucket_count(listing: Listing, target: Path, fresh: bool) -> int:
    """As in the build that is there, so that unchanged parts stay the same; else by the size of the input."""
    where = None if fresh else existing(target)
    if where is not None:
        count = msgspec.json.decode((where / MARKER).read_bytes()).get("buckets")
        if isinstance(count, int) and count > 0:
            return count
    return choose_count(sum(one.size for one in listing.inputs))


def _jobs(listing: Listing) -> int:
    if sum(one.size for one in listing.inputs) < _ONE_PROCESS_BYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunk_sizes(inputs: list[Input]) -> Iterator[int]:
    """How many inputs each chunk of a bucket takes; every chunk has at least one."""
    count = size = 0
    for one in inputs:
        if count and (size + one.size > _CHUNK_BYTES or count == _CHUNK_DOCUMENTS):
            yield count
            count = size = 0
        count += 1
        size += one.size
    if count:
        yield count


def _link(root: Path, parts: list[Part], tables: tuple[str, ...]) -> list[Part]:
    made = [
        write_part(root, "links", file, finish("links", table)) for file, table in link_parts(root) if table.num_rows
    ]
    return made or [empty_part(root, "links", part_name(0))]


def _describe(
    root: Path, parts: list[Part], report: Report, options: Options, said: tuple[WorkCorrections, ...]
) -> None:
    """datapackage.json, croissant.json, and build.json: the marker, and the only file that tells the time."""
    _write_json(root / datapackage.FILE, datapackage.datapackage(parts))
    _write_json(root / datapackage.CROISSANT, datapackage.croissant(parts))
    marker: dict[str, Any] = {
        "generator": GENERATOR,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "options": options,
        "buckets": report.buckets,
        "registries": _registries(options),
        "corrections": [counts(work) for work in said],
        "rows": report.rows,
        "unreadable": report.unreadable,
        "duplicates": report.duplicates,
        "skipped": report.skipped,
        "warnings": report.warnings,
        "seconds": report.seconds,
    }
    _write_json(root / MARKER, marker)


def _registries(options: Options) -> list[Entry]:
    """The registries used; of the file each came from only the name, so that a build tells nothing of the machine."""
    used = (entry for entry in entries() if entry.file in options.registries)
    return [msgspec.structs.replace(entry, source=Path(entry.source).name) for entry in used]


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
