"""`build`: RAW -> a build folder, over the processors of one machine.

The inputs of each bucket are cut into groups of some documents; workers analyse the groups and spill their rows, or find
them in the last build; when all texts have been seen, workers join the groups of each bucket into its parts; then the
links between documents are computed from the parts. What the coordinator holds is the list of inputs and a digest for
each: memory does not grow with the texts. The spills of a build that was interrupted are taken up by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from jorei.config.corrections_file import find_corrections, read_corrections
from jorei.dataset.exchange import replacing
from jorei.errors import Refused
from jorei.run.inputs import list_inputs
from jorei.run.job import BuildJob, BuildReport, Clock, bucket_count, describe, prepare, with_profile
from jorei.run.pool import Pool
from jorei.run.progress import Progress, silent
from jorei.run.relink import write_links
from jorei.run.report_corrections import unmet
from jorei.run.task import Options

_ONE_PROCESS_BYTES: Final = 2 * 1024 * 1024
"""Below this, starting workers takes longer than the work."""

ProgressLines = Callable[[int], AbstractContextManager[Progress]]


def build(
    raw: Path, target: Path, *, jobs: int | None = None, options: Options | None = None, fresh: bool = False,
    progress: ProgressLines = silent, corrections: Path | None = None,
) -> BuildReport:  # fmt: skip
    """Build RAW into a folder and put it in place in one step.

    ``jobs`` None takes all processors, or one for little input. Raises `Refused` when RAW is not there, the folder
    is not jorei's, or another build holds it. ``fresh`` takes nothing over from the build that is there.
    ``corrections`` is what people said in review, corrections.toml of RAW unless another file is named. What is checked
    is as the options say, else as jorei-profile.toml of RAW does.
    """
    clock, options = Clock(), with_profile(options or Options(), raw)
    _refuse_overlap(raw, target)
    said_in = corrections or find_corrections(raw)
    said = read_corrections(said_in) if said_in else ()
    with replacing(target) as root:
        place = prepare(root, Path(os.path.realpath(target)), options, said, fresh)
        listing = list_inputs(raw, target, root, Path(place.work))
        job = BuildJob(place, listing, bucket_count(listing, place.old))
        clock.lap("list")
        with Pool(jobs or 1) as pool:
            with progress(len(listing.inputs)) as bar:
                if place.old:
                    job.settle(bar)
                pool.jobs = jobs or _jobs(job.to_analyse)
                job.analyse(pool, bar)
            clock.lap("analyse")
            pool.stay()
            parts = job.finish(pool)
        clock.lap("write")
        parts += write_links(place, parts, job.kept())
        clock.lap("link")
        report = job.report(target, parts, clock.laps, unmet(root, said))
        describe(root, parts, report, options, said)
        shutil.rmtree(place.work, ignore_errors=True)  # a worker of a killed build may still write there
    return report


def _refuse_overlap(raw: Path, target: Path) -> None:
    inside, outside = Path(os.path.realpath(raw)), Path(os.path.realpath(target))
    if inside == outside or outside in inside.parents:
        raise Refused(
            f"入力 {raw} が出力先 {target} の中にあります", f"the input {raw} lies inside the output {target}"
        )


def _jobs(size: int) -> int:
    if size < _ONE_PROCESS_BYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
