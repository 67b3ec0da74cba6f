"""One build at a time for each folder: a lock that dies with its process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jorei.errors import Refused

_BUILDING: Final = "別のビルドが実行中です", "another build is running"
_PAUSE: Final = 0.02
"""Seconds between two looks at a lock that is waited for."""


@contextmanager
def locked(path: Path, busy: tuple[str, str] = _BUILDING, patience: float = 0.0) -> Iterator[None]:
    """Hold an exclusive lock on a file, and remove it at the end.

    `Refused`, with ``busy`` as the reason, when another holder does not let it go for ``patience`` seconds.
    """
    handle = _acquire(path, busy, time.monotonic() + patience)
    try:
        yield
    finally:
        if os.name == "posix":  # Windows removes no open file
            path.unlink(missing_ok=True)
        os.close(handle)  # the lock goes with the handle


def _acquire(path: Path, busy: tuple[str, str], deadline: float) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _try_lock(handle):
            os.close(handle)
            if time.monotonic() >= deadline:
                raise Refused(f"{busy[0]}（{path}）", f"{busy[1]} ({path})")
            time.sleep(_PAUSE)
            continue
        if _is_still(path, handle):
            return handle
        os.close(handle)  # its last holder has just removed it: a lock on a file without a name locks nothing


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _try_lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return _try_lock_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _try_lock_windows(handle: int) -> bool:
    import importlib

    msvcrt = importlib.import_module("msvcrt")  # by name: type checkers elsewhere do not know it
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
