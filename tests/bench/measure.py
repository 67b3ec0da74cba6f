"""What a command takes: time, processor time, and the memory of all its processes together.

PYTHONPATH=tests python -m bench.measure COMMAND...
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE")
_SAMPLES = 0.1  # seconds between two looks at the memory


class Taken(NamedTuple):
    """Seconds by the clock and of the processors; the largest sum of resident memory, in bytes; the exit code."""

    seconds: float
    cpu: float
    peak: int
    code: int


def run(command: Sequence[str]) -> Taken:
    """Run a command and watch it, with all processes below it. Memory that processes share is counted for each."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_resident, _tree(process.pid))))
        time.sleep(_SAMPLES)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, cpu, peak, process.returncode)


def _tree(process: int) -> list[int]:
    """A process and all below it, where Linux lists them."""
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text(encoding="ascii").split())
            except OSError:
                continue  # it has just ended
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    taken = run(sys.argv[1:])
    print(f"{taken.seconds:.1f} s, {taken.cpu:.1f} s of processors, {taken.peak / 1e6:.0f} MB at most", flush=True)
    sys.exit(taken.code)
