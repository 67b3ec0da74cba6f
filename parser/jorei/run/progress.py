"""The progress of a build: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol, TextIO

from jorei.report.terminal import unfiltered

_INTERVAL: Final = 10.0
"""Seconds between two lines."""


class Progress(Protocol):
    """Counts documents done."""

    def advance(self, count: int, /) -> None:
        """``count`` more documents are done."""


ShowProgress = Callable[[int], AbstractContextManager[Progress]]
"""Shows the progress of a number of documents while its context is open."""


class NoProgress:
    """Shows nothing: for the library."""

    def advance(self, _: int, /) -> None:
        """Do nothing."""


class _Lines:
    """A line every few seconds, for logs; a build that is over before prints none."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._done, self._stream = total, 0, stream
        self._start = self._last = time.monotonic()

    def advance(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._last >= _INTERVAL:
            self._last = now
            rate = self._done / max(now - self._start, 1e-3)
            left = (self._total - self._done) / rate
            speed = f"{rate:.1f} 件/秒 / a second, 残り / left {left / 60:.0f} min"
            print(f"{self._done}/{self._total} 件 / documents, {speed}", file=self._stream, flush=True)


class _Bar:
    """A bar that is drawn anew, for terminals."""

    def __init__(self, total: int, stream: TextIO) -> None:
        from tqdm import tqdm  # here, because it takes a tenth of a second to load

        self.bar = tqdm(total=total, unit="件", file=stream, dynamic_ncols=True, leave=False)

    def advance(self, count: int) -> None:
        self.bar.update(count)


@contextmanager
def show_progress(total: int, stream: TextIO | None = None) -> Iterator[Progress]:
    """Progress on stderr (or ``stream``): a bar if it is a terminal, else lines."""
    stream = unfiltered(stream or sys.stderr)
    if not stream.isatty():
        yield _Lines(total, stream)
        return
    bar = _Bar(total, stream)
    try:
        yield bar
    finally:
        bar.bar.close()


@contextmanager
def no_progress(_: int) -> Iterator[Progress]:
    """No progress shown."""
    yield NoProgress()
