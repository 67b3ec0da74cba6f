"""Files that appear whole or not at all: written under another name, then put in the place of the old one in one step."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jorei.errors import refusing
from jorei.leftovers import held_file, sweep


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of ``path`` at the end; of a link, that of what it leads to.

    Where anything fails the old file stands and nothing is left beside it; what a kill has left, the next writing of this
    file removes. `Refused` when the machine refuses something (a full disk, no permission, no such folder). What is no
    file (a pipe, ``/dev/stdout``) is written to itself.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with whole_file(file) as new:
    ...     _ = new.write_text("甲", encoding="utf-8")
    >>> file.read_text(encoding="utf-8"), len(list(file.parent.iterdir()))
    ('甲', 1)
    """
    with refusing(f"{path} に書けません", f"cannot write {path}"):
        target = Path(os.path.realpath(path))  # a loop of links is told where it is opened
        mode = target.stat().st_mode if os.path.lexists(target) else None
        if mode is not None and stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if mode is not None and not stat.S_ISREG(mode):
            yield path
            return
        prefix = f".{target.name[:50]}.new-"
        sweep(target.parent, prefix, target.suffix)
        with held_file(target.parent, prefix, target.suffix) as new:
            new.chmod(_mode() if mode is None else mode & 0o777)
            yield new
            with new.open("rb+") as written:  # also what a full disk tells only now
                os.fsync(written.fileno())
            new.replace(target)


def _mode() -> int:
    """The permissions that a new file gets here."""
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask


def write_whole(path: Path, content: bytes) -> None:
    """Write the content of a file that appears whole or not at all."""
    with whole_file(path) as new:
        new.write_bytes(content)
