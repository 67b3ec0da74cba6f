"""How long things take, judged so that fast, slow and busy machines come to the same verdict.

All times are CPU seconds of this process. A verdict is a ratio: to the same work at a quarter of the size (`growth`), or
to a fixed piece of work on the same machine at the same moment (`slowness`).
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable

REPEATS = 4
"""Another process may have had the caches: the shortest of some times is the program's own."""
_REFERENCE = 0.03
"""What `_piece_of_work` takes on the machine on which the limits of the tests were last looked at, with CPython 3.11."""
_WORD = re.compile(r"第([0-9]+)条(?:の([0-9]+))?第([0-9]+)項")


def seconds(work: Callable[[], object]) -> float:
    """What some work takes, without what the collector of garbage still owes for the work before."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def growth(
    cost: Callable[[int], float], sizes: tuple[int, ...], *, measurable: float, tolerated: float, step: int = 4
) -> float:
    """How much longer ``step`` times the size takes: ``step`` when the time is linear, its square when it is quadratic.

    ``cost`` gives the time for a size. It is asked at the first of the ``sizes`` that takes ``measurable`` seconds, else
    at the last, which therefore has to be so long that even a quadratic cost below ``measurable`` does no harm. Measured
    again while it is above ``tolerated``.

    >>> growth(lambda size: 1e-6 * size, (1_000, 100_000), measurable=0.1, tolerated=8)
    4.0
    >>> growth(lambda size: 1e-9 * size**2, (1_000, 100_000), measurable=0.1, tolerated=8)
    16.0
    """
    for size in sizes:
        slow = cost(size)
        if slow >= measurable:
            break
    quick = cost(size // step)
    for _ in range(REPEATS):
        if slow <= tolerated * quick:
            break
        quick, slow = min(quick, cost(size // step)), min(slow, cost(size))
    return slow / max(quick, 1e-9)


def slowness() -> float:
    """How many times longer than on the reference machine Python takes here and now; 1.0 where it is faster."""
    return max(1.0, min(seconds(_piece_of_work) for _ in range(3)) / _REFERENCE)


def _piece_of_work() -> int:
    """Patterns, short texts, tuples and dictionaries, as in the parser."""
    counted: dict[tuple[str, ...], int] = {}
    for number in range(300):
        text = "".join(f"第{at % 97}条の{number % 7}第{at % 5}項の規定により、" for at in range(100))
        for match in _WORD.finditer(text):
            key = match.groups()
            counted[key] = counted.get(key, 0) + len(match.group().replace("第", ""))
    return len(counted)
