"""The course of a build, whichever engine works: prepare, list, analyse, write, link, describe, put in place."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import msgspec

from jorei.config.corrections_file import find_corrections, read_corrections
from jorei.config.profile import find_profile
from jorei.dataset.describe import describe
from jorei.dataset.exchange import existing, replacing, sibling
from jorei.dataset.files import odd_files
from jorei.dataset.parts import Part
from jorei.dataset.schema import SCHEMA_VERSION
from jorei.dataset.seal import GENERATOR, write_marker
from jorei.errors import Refused
from jorei.model.corrections import WorkCorrections
from jorei.registry import RegistryEntry, entries
from jorei.run.corrections_report import corrections_summary, missing_works
from jorei.run.input_key import build_key
from jorei.run.inputs import Listing
from jorei.run.job import BuildJob, BuildReport
from jorei.run.lost import refuse_loss
from jorei.run.previous_build import FOLDER, open_previous_bucket
from jorei.run.task import Options, Workspace
from jorei.run.unnamed import unnamed_documents
from jorei.run.versions import versions


class BuildRequest(msgspec.Struct, frozen=True):
    """What to build, and where to; ``fresh`` reuses nothing, ``corrections`` None takes the file of RAW, ``force`` replaces a
    build also when much of it is lost (`jorei.run.lost`)."""

    raw: Path
    target: Path
    options: Options
    fresh: bool = False
    corrections: Path | None = None
    force: bool = False


class Stopwatch:
    """The seconds that each step of a build took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def step_done(self, name: str) -> None:
        """Give the time since the step before to this step."""
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


class Engine(Protocol):
    """Does the work of a build: on this machine, or on a cluster."""

    def list_inputs(self, raw: Path, excluded: tuple[Path, ...]) -> Listing:
        """The inputs of RAW; the ``excluded`` folders are no part of it."""

    def write_parts(self, job: BuildJob, stopwatch: Stopwatch) -> list[Part]:
        """Analyse the documents and write the parts of all tables but `links`: the steps analyse and write."""

    def write_links(self, job: BuildJob, parts: list[Part]) -> list[Part]:
        """Compute the links from the parts of the other tables, and write their parts."""


def conduct(request: BuildRequest, engine: AbstractContextManager[Engine]) -> BuildReport:
    """Build and put the new build in place in one step.

    Raises `Refused` when RAW does not exist, the folder is not jorei's, or another build holds it.
    """
    stopwatch, raw, target = Stopwatch(), request.raw, request.target
    options = _with_profile(request.options, raw)
    _refuse_overlap(raw, target)
    _refuse_odd_name(target)
    corrections_file = request.corrections or find_corrections(raw)
    works = read_corrections(corrections_file) if corrections_file else ()
    with replacing(target) as root, engine as running:
        workspace = _prepare(root, Path(os.path.realpath(target)), options, works, request.fresh)
        listing = running.list_inputs(raw, (target, root, Path(workspace.spills)))
        if not listing.inputs:
            raise Refused(
                f"{raw} に文書がありません（{target} は元のままです）",
                f"there is no document in {raw} ({target} is left as it was)",
            )
        job = BuildJob(workspace, listing)
        stopwatch.step_done("list")
        parts = running.write_parts(job, stopwatch)
        if not request.force:
            before = _readable(Path(os.path.realpath(target)))
            refuse_loss(target, str(before) if before else None, job.internal_errors())
        parts += running.write_links(job, parts)
        stopwatch.step_done("link")
        report = job.report(target, parts, stopwatch.seconds, missing_works(root, works))
        report = msgspec.structs.replace(report, unnamed=unnamed_documents(root))
        _describe(root, parts, report, options, works)
        shutil.rmtree(workspace.spills, ignore_errors=True)  # a worker of a killed build may still write there
    return report


def _with_profile(options: Options, raw: Path) -> Options:
    """The options with the profile of the checks that belongs to RAW, unless they have one."""
    file = find_profile(raw) if options.profile is None else None
    if file is None:
        return options
    from jorei.check import BY_CODE  # all checks: a tenth of a second, and most folders have no profile
    from jorei.config.profile import read_profile

    return msgspec.structs.replace(options, profile=read_profile(file, BY_CODE))


def _readable(target: Path) -> Path | None:
    """The build that is there; none when a pipe or a device lies among its files, which would be read for ever."""
    folder = existing(target)
    return None if folder is None or next(odd_files(folder), None) is not None else folder


def _refuse_odd_name(target: Path) -> None:
    """`Refused` where the name of the build is no UTF-8, which Arrow takes every name for."""
    try:
        os.path.realpath(target).encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(target).decode("utf-8", "backslashreplace")
        raise Refused(
            f"出力先 {name} の名前が UTF-8 ではありません", f"the name of the output {name} is no UTF-8"
        ) from None


def _refuse_overlap(raw: Path, target: Path) -> None:
    inside, outside = Path(os.path.realpath(raw)), Path(os.path.realpath(target))
    if inside == outside or outside in inside.parents:
        raise Refused(
            f"入力 {raw} が出力先 {target} の中にあります", f"the input {raw} lies inside the output {target}"
        )


def _prepare(root: Path, target: Path, options: Options, works: tuple[WorkCorrections, ...], fresh: bool) -> Workspace:
    """The folders of a build. The folder of spills has the analysed groups of an interrupted build, if any."""
    spills = sibling(target, "work")
    if fresh:
        shutil.rmtree(spills, ignore_errors=True)
    spills.mkdir(exist_ok=True)
    (root / FOLDER).mkdir()
    open_previous_bucket.cache_clear()  # the previous build may have changed since the last one of this process
    previous = None if fresh else _readable(target)
    return Workspace(
        root=str(root),
        spills=str(spills),
        previous=str(previous) if previous else None,
        key=build_key(options),
        options=options,
        corrections=works,
    )


def _describe(
    root: Path, parts: list[Part], report: BuildReport, options: Options, works: tuple[WorkCorrections, ...]
) -> None:
    """What describes a build, and build.json: the marker, and the only file with times in it."""
    describe(root, parts)
    marker: dict[str, Any] = {
        "generator": GENERATOR,
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "options": options,
        "buckets": report.buckets,
        "registries": _registries(options),
        "corrections": [corrections_summary(work) for work in works],
        "rows": report.rows,
        "taken_over": report.reused,
        "unreadable": report.unreadable,
        "duplicates": report.duplicates,
        "skipped": report.skipped,
        "warnings": report.warnings,
        "unnamed": report.unnamed,
        "seconds": report.seconds,
    }
    write_marker(root, marker)


def _registries(options: Options) -> list[RegistryEntry]:
    """The registries used; of the file each came from only the name, so that a build reveals nothing of the machine."""
    used = (entry for entry in entries() if entry.file in options.registries)
    return [msgspec.structs.replace(entry, source=Path(entry.source).name) for entry in used]
