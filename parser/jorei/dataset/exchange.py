"""A build folder changes as a whole: a new one is written beside it, and exchanged with it in one step.

``corpus/build`` is written as ``corpus/.build.new-…`` and exchanged by ``renameat2(RENAME_EXCHANGE)`` where the system
has it: a name leads to the old build or the new one, also after kill -9 (`jorei.dataset.pinned` keeps a reader, who
opens many files, in one of them). Elsewhere two renames do it, with
``corpus/.build.old`` in between; `existing` finds the build there when a crash fell between the two, and the next
build puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from jorei.dataset.lock import locked
from jorei.dataset.seal import MARKER, has_marker, read_marker
from jorei.errors import Refused, refusing

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


EXPORT_MARKER: Final = ".jorei-export"
"""The file by which a folder that ``jorei export`` wrote is known: no build takes it for raw texts."""


def sibling(target: Path, role: str) -> Path:
    """The folder or file that belongs to a build but lies beside it, in the folder above.

    >>> sibling(Path("corpus/build"), "old").as_posix()
    'corpus/.build.old'
    """
    return target.parent / f".{target.name}.{role}"


def is_build(folder: Path) -> bool:
    """Whether a folder carries the marker of a jorei build, be it damaged."""
    return has_marker(folder)


def is_export(folder: Path) -> bool:
    """Whether ``jorei export`` wrote a folder."""
    return os.path.exists(folder / EXPORT_MARKER)  # False where the folder cannot be opened


def existing(target: Path) -> Path | None:
    """The folder that holds a build: the target, or the one beside it when a crash fell between two renames.

    A build whose marker cannot be read is none: the next one begins afresh.
    """
    if read_marker(target) is not None:
        return target
    old = sibling(target, "old")
    return old if not target.exists() and read_marker(old) is not None else None


def refuse_foreign(target: Path) -> None:
    """Raise `Refused` unless the folder is absent, empty or a build."""
    if target.exists() and not target.is_dir():
        raise Refused(f"出力先 {target} はフォルダではありません", f"the output {target} is not a folder")
    if target.is_dir() and not is_build(target) and any(target.iterdir()):
        raise Refused(
            f"出力先 {target} は空でなく、joreiのビルドでもありません（{MARKER}がありません）。別のフォルダを指定してください",
            f"the output {target} is not empty and is no jorei build (no {MARKER}); choose another folder",
        )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A fresh folder to write a build into; it takes the place of ``target`` when the block ends without an error.

    Holds the lock of the folder all the while; leaves nothing behind when the block fails. `Refused` when the machine
    refuses to write (disk full, no permission …): what was there is as it was.
    """
    target = Path(os.path.realpath(target))  # exchange the folder, not a link to it
    refuse_foreign(target)
    _make_parent(target)
    message = f"{target} を書けません（元のままです）", f"cannot write {target} (left as it was)"
    with refusing(*message), locked(sibling(target, "lock")):
        _recover(target)
        refuse_foreign(target)
        # never the same name twice: a worker of a killed build, still at work, must not write into this one
        new = sibling(target, f"new-{uuid4().hex[:12]}")
        new.mkdir()
        try:
            yield new
            sync_tree(new)
            _exchange(new, target)
        finally:
            discard(new)


def _make_parent(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{target} を作れません: {error}", f"cannot make {target}: {error}") from error
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Refused(f"{target.parent} に書き込めません", f"cannot write to {target.parent}")


def _recover(target: Path) -> None:
    """Clear what a killed build left behind, and put back an old build that was already set aside."""
    old = sibling(target, "old")
    if not target.exists() and is_build(old):
        os.rename(old, target)
    for folder in (old, *unfinished(target)):
        discard(folder)


def unfinished(target: Path) -> list[Path]:
    """The folders of builds that never came to their end, or are still under way."""
    start = sibling(target, "new-").name
    return [path for path in target.parent.iterdir() if path.name.startswith(start)]


def _exchange(new: Path, target: Path) -> None:
    try:
        if not target.exists() or not any(target.iterdir()):
            os.replace(new, target)  # an empty folder may be replaced by a rename
        elif not _rename_exchange(new, target):
            _rename_twice(new, target)
    except OSError as error:
        raise Refused(f"出力先 {target} を置き換えられません: {error}", f"cannot replace {target}: {error}") from error
    _sync(target.parent)


def _rename_exchange(new: Path, target: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(target))


def _rename_twice(new: Path, target: Path) -> None:
    old = sibling(target, "old")
    os.rename(target, old)
    os.rename(new, target)
    discard(old)


def discard(folder: Path) -> None:
    """Remove a build; build.json goes first, so that no reader takes what is left for all of it."""
    with suppress(OSError):
        os.unlink(folder / MARKER)
    shutil.rmtree(folder, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Force a folder and all in it to the disk."""
    for path, _, files in os.walk(folder):
        for name in files:
            _sync(Path(path, name))
        _sync(Path(path))


def _sync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows cannot open a folder
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
