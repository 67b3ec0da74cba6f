"""Processes of jorei that serve this one: how they are started, and messages over the pipes to them, each its length
and so many bytes."""

from __future__ import annotations

import struct
import sys
from typing import IO, Final

_LENGTH: Final = struct.Struct("<I")


def command_of(module: str) -> list[str]:
    """What starts a Python that runs ``main`` of a module and finds all modules where this one does.

    Not by PYTHONPATH, which would put the folder of this package before the standard library: there may be a package of
    the same name as one of its modules beside it.
    """
    code = f"import sys; sys.path[:] = sys.argv[1:]; from {module} import main; main()"
    return [sys.executable, "-P", "-c", code, *filter(None, sys.path)]


def send_frame(pipe: IO[bytes], data: bytes) -> None:
    """Write a message; `OSError` when the other side is gone."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive_frame(pipe: IO[bytes]) -> bytes | None:
    """The next message; None when the other side is gone.

    >>> from io import BytesIO
    >>> pipe = BytesIO()
    >>> send_frame(pipe, b"ab")
    >>> receive_frame(BytesIO(pipe.getvalue())), receive_frame(BytesIO(pipe.getvalue()[:5])), receive_frame(BytesIO())
    (b'ab', None, None)
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    data = pipe.read(length)
    return data if len(data) == length else None
