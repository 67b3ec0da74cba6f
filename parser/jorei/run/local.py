"""`build`: RAW -> a build folder, over the processors of one machine.

The inputs are cut into buckets, and these into groups of some documents. Workers analyse the groups and spill their rows,
or find them in the previous build; when all documents are analysed, workers join the groups of each bucket into its parts;
then the links between documents are computed from the parts. The coordinator holds the list of inputs and a small
record for each: memory does not grow with the texts. The next build takes up the spills of one that was interrupted.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from jorei.dataset.parts import Part
from jorei.run.conduct import BuildRequest, Stopwatch, conduct
from jorei.run.inputs import Listing, list_inputs
from jorei.run.job import BuildJob, BuildReport
from jorei.run.pool import Pool
from jorei.run.progress import ShowProgress, no_progress
from jorei.run.reuse_links import write_links
from jorei.run.task import Options

_ONE_PROCESS_BYTES: Final = 2 * 1024 * 1024
"""Below this size of the changed inputs one process builds: starting workers takes longer than the work. Measured."""


def build(
    raw: Path, target: Path, *, jobs: int | None = None, options: Options | None = None, fresh: bool = False,
    progress: ShowProgress = no_progress, corrections: Path | None = None, force: bool = False,
) -> BuildReport:  # fmt: skip
    """Build RAW into a folder and put it in place in one step.

    ``jobs`` None takes all processors, or one for little input. ``fresh`` reuses nothing of the previous build.
    ``corrections`` names a file of corrections, else corrections.toml of RAW is read. The profile of the checks is that
    of the options, else jorei-profile.toml of RAW. ``force`` replaces a build also when more than a tenth of its documents
    is lost to internal errors. Raises `Refused` when that is so without it, RAW does not exist, the folder is not jorei's,
    or another build holds it.
    """
    request = BuildRequest(raw, target, options or Options(), fresh, corrections, force)
    return conduct(request, nullcontext(LocalEngine(jobs, progress)))


class LocalEngine:
    """Worker processes of this machine, or this process alone."""

    def __init__(self, jobs: int | None, progress: ShowProgress) -> None:
        self._jobs, self._progress = jobs, progress

    def list_inputs(self, raw: Path, excluded: tuple[Path, ...]) -> Listing:
        """The inputs of RAW."""
        return list_inputs(raw, *excluded)

    def write_parts(self, job: BuildJob, stopwatch: Stopwatch) -> list[Part]:
        """Analyse the documents and write the parts of all tables but `links`."""
        with Pool(self._jobs or 1) as pool:
            with self._progress(len(job.listing.inputs)) as progress:
                if job.workspace.previous:
                    job.reuse_unchanged_groups(progress)
                pool.jobs = self._jobs or _jobs(job.bytes_to_analyse)
                job.analyse(pool, progress)
            stopwatch.step_done("analyse")
            pool.start_no_more()
            pool.renew()
            parts = job.finish(pool)
        stopwatch.step_done("write")
        return parts

    def write_links(self, job: BuildJob, parts: list[Part]) -> list[Part]:
        """Compute the links, or take them over."""
        return write_links(job.workspace, parts, job.reused_documents())


def _jobs(size: int) -> int:
    if size < _ONE_PROCESS_BYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
