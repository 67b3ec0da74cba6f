"""One build at a time for each folder: a lock that dies with its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jorei.store.refused import Refused


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; `Refused` when another process holds it. The file stays (removing it would
    let two processes lock two files of one name)."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_lock(handle):
            raise Refused(f"別のビルドが実行中です（{path}）", f"another build is running ({path})")
        yield
    finally:
        os.close(handle)  # the lock goes with the handle


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
