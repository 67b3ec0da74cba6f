"""What one document may cost: a time for all of its analysis, and memory for reading it.

`JOREI_SECONDS` in the environment is the time that any document has; more is added by its size.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, Never

from jorei.errors import Unreadable

SWITCH: Final = "JOREI_SECONDS"
SECONDS: Final = 60.0
SECONDS_A_MEGABYTE: Final = 4.0
"""Twice what the dearest texts known take, on a machine that has other things to do."""
_MOST_SECONDS: Final = 1_000_000.0
BYTES: Final = 1 << 30
TIMES_ITS_SIZE: Final = 50
"""What reading a document may take in memory: so much, and so many times its size."""
_AGAIN: Final = 1.0
"""Seconds after which a document is ended again, when the first time fell into a place that takes any error."""


class TooCostly(Unreadable):
    """A document that took too much time or memory: on another day, or another machine, it may be read."""


def seconds_for(size: int) -> float:
    """The seconds that a document of ``size`` bytes may take.

    >>> seconds_for(1_000_000) - seconds_for(0)
    4.0
    """
    try:
        base = float(os.environ.get(SWITCH) or SECONDS)
    except ValueError:
        base = SECONDS
    return (min(base, _MOST_SECONDS) if base > 0 else SECONDS) + SECONDS_A_MEGABYTE * size / 1_000_000


def memory_for(size: int) -> int:
    """The bytes of memory that a document of ``size`` bytes may take while it is read."""
    return BYTES + TIMES_ITS_SIZE * size


def out_of_time(seconds: float) -> TooCostly:
    """The reason for a document that was given up."""
    return TooCostly(
        f"{seconds:.0f}秒で読み終わりません（{SWITCH}で延ばせます）",
        f"it takes more than {seconds:.0f} seconds ({SWITCH} gives it more)",
    )


@contextmanager
def time_limit(size: int) -> Iterator[None]:
    """Ends what is done with a document of ``size`` bytes by `TooCostly` when it takes too long.

    By the alarm clock of POSIX, which rings in the main thread alone: in other threads and on Windows only the readers
    that have a process of their own are ended.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getitimer(signal.ITIMER_REAL)[0]:  # somebody else's, or a limit around this one
        yield
        return
    seconds = seconds_for(size)

    def end(_signal: int, _frame: FrameType | None) -> Never:
        raise out_of_time(seconds)

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)
