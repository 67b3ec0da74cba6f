"""Files that a command is given by name: one that is missing is wrong usage in every command, one that cannot be opened or
read is an input that could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jorei.errors import JoreiError, Refused, Unreadable


class NotRead(Exception):
    """A named file could not be read, and it has been said why: the command ends with `ExitCode.UNREADABLE`."""


@contextmanager
def named_files(*reasons: type[JoreiError]) -> Iterator[None]:
    """While files that somebody named are read; ``reasons`` are the errors that say why one cannot be.

    `Refused` for a file that is not there, else `NotRead`.

    >>> with named_files():
    ...     open("no-such-file")
    Traceback (most recent call last):
    jorei.errors.Refused: no-such-file がありません / no-such-file does not exist
    """
    try:
        yield
    except FileNotFoundError as error:
        raise Refused(f"{error.filename} がありません", f"{error.filename} does not exist") from None
    except reasons as reason:
        print(reason, file=sys.stderr)
        raise NotRead from reason
    except OSError as error:
        print(f"{error.filename}: 開けません / cannot open: {error.strerror}", file=sys.stderr)
        raise NotRead from error


@contextmanager
def named_file(path: Path) -> Iterator[None]:
    """While one document is read and analysed: it has the time that a document of its size has, and the reason why it
    cannot be read begins with its name.

    >>> from jorei.read import read_file
    >>> with named_file(Path("/dev/null")):
    ...     read_file(Path("/dev/null"))
    Traceback (most recent call last):
    jorei.errors.Unreadable: /dev/null: 通常のファイルではありません / not a regular file
    """
    from jorei.read.limits import time_limit  # here: `jorei --help` loads no reader

    try:
        with time_limit(path.stat().st_size if path.is_file() else 0):
            yield
    except Unreadable as reason:
        raise type(reason)(f"{path}: {reason.ja}", reason.en) from None
