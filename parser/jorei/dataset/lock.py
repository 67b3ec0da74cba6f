"""One build at a time for each folder: a lock that dies with its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jorei.errors import Refused


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file, and remove it at the end; `Refused` when another process holds it."""
    handle = _acquire(path)
    try:
        yield
    finally:
        if os.name == "posix":  # Windows removes no open file
            path.unlink(missing_ok=True)
        os.close(handle)  # the lock goes with the handle


def _acquire(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _try_lock(handle):
            os.close(handle)
            raise Refused(f"別のビルドが実行中です（{path}）", f"another build is running ({path})")
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
