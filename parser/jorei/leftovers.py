"""Temporary files and folders that nobody keeps when their process is killed: the next run removes them.

What is temporary is held by a lock for as long as it is at work; a kill lets the lock go. So what can be locked belongs to
nobody any more. Where the system has no such locks (Windows), nothing is removed.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_CHANCE: Final = r"[a-z0-9_]{8}"
"""The part of a name that `tempfile` makes up."""
_TEMPORARY: Final = "jorei-held-"
"""What begins the names in the folder for temporary files: nobody else's begins so."""


@contextmanager
def temporary_file(suffix: str) -> Iterator[Path]:
    """A `held_file` in the folder for temporary files."""
    with held_file(_swept(), _TEMPORARY, suffix) as made:
        yield made


def make_temporary_folder() -> Path:
    """A folder in that for temporary files, which goes with this process."""
    made, _ = make_held_folder(_swept(), _TEMPORARY)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A `held_folder` in the folder for temporary files."""
    with held_folder(_swept(), _TEMPORARY) as made:
        yield made


def _swept() -> Path:
    """The folder for temporary files, without what killed processes left there."""
    folder = Path(tempfile.gettempdir())
    for suffix in ("", ".html"):
        sweep(folder, _TEMPORARY, suffix)
    return folder


@contextmanager
def held_file(folder: Path, prefix: str, suffix: str) -> Iterator[Path]:
    """An empty file of this user alone, with a name of its own; it is removed at the end, if it is still there."""
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
        if _hold(handle) and os.fstat(handle).st_nlink:
            break
        os.close(handle)  # a sweep was quicker
    try:
        if sys.platform == "win32":  # which renames no file that is open
            os.close(handle)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        if sys.platform != "win32":
            os.close(handle)


def make_held_folder(folder: Path, prefix: str) -> tuple[Path, int]:
    """A folder of this user alone, and the handle that holds it until it is closed, or this process ends."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        if sys.platform == "win32":
            return made, -1
        with suppress(FileNotFoundError):
            handle = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
            if _hold(handle) and made.exists():
                return made, handle
            os.close(handle)


@contextmanager
def held_folder(folder: Path, prefix: str) -> Iterator[Path]:
    """A folder of this user alone, with a name of its own; it is removed at the end, unless it has been renamed."""
    made, handle = make_held_folder(folder, prefix)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if handle >= 0:
            os.close(handle)


def sweep(folder: Path, prefix: str, suffix: str = "") -> None:
    """Remove from a folder what killed processes of this user left: files and folders of such names that nobody holds.

    >>> folder = Path(tempfile.mkdtemp())
    >>> with held_file(folder, ".a.", ".txt") as mine:
    ...     _ = (folder / ".a.12345678.txt").write_text("left by a kill"), (folder / "a.txt").write_text("kept")
    ...     sweep(folder, ".a.", ".txt")
    ...     sorted(path.name for path in folder.iterdir()) == sorted((mine.name, "a.txt"))
    True
    """
    if sys.platform == "win32":
        return
    pattern = re.compile(re.escape(prefix) + _CHANCE + re.escape(suffix))
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if pattern.fullmatch(entry.name):
                with suppress(OSError):  # gone meanwhile, or not ours
                    _remove_unheld(Path(folder, entry.name))


def _remove_unheld(path: Path) -> None:
    status = path.lstat()
    if status.st_uid != os.getuid() or not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        return
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not _hold(handle, wait=False):
            return
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(path, ignore_errors=True)
        elif os.path.samestat(os.fstat(handle), path.lstat()):
            path.unlink()
    finally:
        os.close(handle)


def _hold(handle: int, *, wait: bool = True) -> bool:
    """Lock an open file or folder; False when another holds it. Where locks are not known, all is held."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # held, or a file system without locks
        return wait
    return True
