"""The process of `jorei.read.isolated`: it reads one document after the other, each within its limits."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from typing import Final

import msgspec

from jorei.errors import Unreadable, is_exhausted
from jorei.read import read_here
from jorei.read.frames import receive_frame, send_frame
from jorei.read.isolated import NO_MEMORY, REQUESTS, ReadReply, ReadRequest
from jorei.read.tables import blocks_here

_SIZES: Final = "/proc/self/statm"
_SPARE_SECONDS: Final = 5
"""The processor has a little longer than the clock of the other side: this is for a reader that has lost it."""


def main() -> None:
    """Serve documents until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the protocol
    while (data := receive_frame(sys.stdin.buffer)) is not None:
        request = REQUESTS.decode(data)
        del data
        _limit(request)
        try:
            answer = msgspec.msgpack.encode(_reply(request))
        except MemoryError:
            os._exit(NO_MEMORY)
        try:
            send_frame(replies, answer)
        except BrokenPipeError:
            os._exit(1)


def _reply(request: ReadRequest) -> ReadReply:
    try:
        if request.tables:
            return ReadReply(None, blocks=blocks_here(request.format, request.data))
        return ReadReply(read_here(request.format, request.data, request.path, ocr=request.ocr))
    except Unreadable as reason:
        return ReadReply(None, reason.ja, reason.en)
    except MemoryError:
        raise
    except Exception as error:  # told on the other side
        if is_exhausted(error):
            raise MemoryError from error
        return ReadReply(None, bug=traceback.format_exc())


def _limit(request: ReadRequest) -> None:
    """Hold this process to the limits of a document; where the system knows none, the other side has its clock."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + request.seconds + _SPARE_SECONDS
    for name, amount in ((resource.RLIMIT_CPU, int(seconds)), (resource.RLIMIT_AS, _mapped() + request.memory)):
        _, most = resource.getrlimit(name)
        amount = amount if most == resource.RLIM_INFINITY else min(amount, most)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (amount, most))


def _mapped() -> int:
    """The bytes of address space that this process has already."""
    try:
        with open(_SIZES, encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
