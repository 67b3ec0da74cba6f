"""A build folder as it was when it was opened, whatever takes its name later.

A new build takes the name of the old one in one step, but a reader opens many files, one after the other, each by its
name. So the folder itself is held open, and its files are named below it: on Linux ``/proc/self/fd/7/nodes/…`` leads
into the folder that was opened, also when another has its name. When that folder is removed, its build.json goes first:
where build.json is still there after files were listed, all were. Elsewhere names are all there is, and whether build.json
is still the one that was opened is asked after each reading.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jorei.dataset.exchange import existing
from jorei.dataset.files import odd_files
from jorei.dataset.seal import MARKER
from jorei.errors import Refused

_HANDLES: Final = Path("/proc/self/fd")
_MOST_HANDLES: Final = 32
"""Folders held open at most: connections of DuckDB may outlive what opened them, so none is closed before its turn."""
_TRIES: Final = 5
"""How often a build is looked for that is exchanged at the very moment."""
_Identity = tuple[int, int, int]
_open: OrderedDict[_Identity, tuple[int, Path, Path]] = OrderedDict()
"""The handle, the folder to read from and the name of each."""
_lock = threading.Lock()


class PinnedBuild:
    """A build: ``path`` is its name, ``root`` the folder to read from. `Refused` when there is none."""

    def __init__(self, path: Path) -> None:
        for _ in range(_TRIES):
            folder = existing(path)
            opened = None if folder is None else _pin(folder)
            if folder is not None and opened is not None:
                self.path, self.root, self._identity = folder, *opened
                self._refuse_odd_files()
                return
        raise Refused(
            f"{path} はjoreiのビルドではありません（{MARKER}がありません）",
            f"{path} is no jorei build (no {MARKER})",
        )

    def _refuse_odd_files(self) -> None:
        odd = next(odd_files(self.root, trees=False), None)
        if odd is not None:
            name = odd.relative_to(self.root)
            raise Refused(
                f"{self.path} は壊れています（{name} は通常のファイルではありません）。jorei validate {self.path} で確かめられます",
                f"{self.path} is damaged ({name} is not a regular file); see jorei validate {self.path}",
            )

    def check(self) -> None:
        """Raise `Refused` when the build that was opened is gone: what was just listed or read may be of another."""
        if _identity(self.root) != self._identity:
            raise Refused(*gone_words(self.path))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read files of the build; `Refused` when they are gone, or may be those of another build."""
        try:
            yield
        except (
            Exception
        ):  # whatever it is called where files are gone, or the footer is of one and the pages of another
            self.check()
            raise
        if self.root == self.path:
            self.check()


def gone_words(path: Path) -> tuple[str, str]:
    """What is said of a build that is gone."""
    return (
        f"{path} は開いた後に作り直されています。開き直してください",
        f"{path} has been built anew since it was opened; open it again",
    )


def is_replaced(path: Path) -> bool:
    """Whether the build that was opened last by this name is gone since; False also where nobody can say."""
    with _lock:
        opened = [(identity, root) for identity, (_, root, name) in _open.items() if name == path]
        return any(_identity(root) != identity for identity, root in opened[-1:])


def _pin(folder: Path) -> tuple[Path, _Identity] | None:
    """The folder to read from and what it is known by; None when it is no build, or none any more."""
    if not _HANDLES.is_dir():
        identity = _identity(folder)
        return None if identity is None else (folder, identity)
    with _lock:
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return None
        root = _HANDLES / str(handle)
        identity = _identity(root)
        if identity is None:
            os.close(handle)
            return None
        known = _open.get(identity)
        if known is not None and _identity(known[1]) == identity:
            os.close(handle)
        else:  # the file system gives a copy that keeps times the number of one that was deleted
            if known is not None:
                os.close(known[0])
            _open[identity] = handle, root, folder
        _open.move_to_end(identity)
        while len(_open) > _MOST_HANDLES:
            _, (oldest, _, _) = _open.popitem(last=False)
            os.close(oldest)
        return _open[identity][1], identity


def _identity(folder: Path) -> _Identity | None:
    """What tells a build from any other: its build.json, the file and the time of it."""
    try:
        status = os.stat(folder / MARKER)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns
