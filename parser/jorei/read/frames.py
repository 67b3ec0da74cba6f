"""Messages over the pipes between processes of jorei: each is its length and so many bytes."""

from __future__ import annotations

import struct
from typing import IO, Final

_LENGTH: Final = struct.Struct("<I")


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
