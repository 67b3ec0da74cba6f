"""How far a build is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TextIO

_EVERY_SECONDS: Final = 10.0


class Progress(Protocol):
    """Counts documents done."""

    def advance(self, count: int) -> None: ...


class Silent:
    """No output: for the library."""

    def advance(self, count: int) -> None:
        return


class _Lines:
    """A line every few seconds, for logs: none at all for a build that is over before."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._done, self._stream = total, 0, stream
        self._start = self._last = time.monotonic()

    def advance(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._last >= _EVERY_SECONDS:
            self._last = now
            rate = self._done / max(now - self._start, 1e-3)
            left = (self._total - self._done) / rate
            told = f"{rate:.1f} 件/秒 / a second, 残り / left {left / 60:.0f} min"
            print(f"{self._done}/{self._total} 件 / documents, {told}", file=self._stream, flush=True)


class _Bar:
    def __init__(self, total: int, stream: TextIO) -> None:
        from tqdm import tqdm  # here, because it takes a tenth of a second to load

        self.bar = tqdm(total=total, unit="件", file=stream, dynamic_ncols=True, leave=False)

    def advance(self, count: int) -> None:
        self.bar.update(count)


@contextmanager
def shown(total: int, stream: TextIO | None = None) -> Iterator[Progress]:
    """Progress on stderr (or ``stream``), as suits it."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield _Lines(total, stream)
        return
    bar = _Bar(total, stream)
    try:
        yield bar
    finally:
        bar.bar.close()


@contextmanager
def silent(total: int) -> Iterator[Progress]:
    """No progress shown."""
    yield Silent()
