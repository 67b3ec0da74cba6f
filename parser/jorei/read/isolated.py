"""Readers whose libraries a file can lead astray run in a process of their own, with limits on memory and time.

A process serves one document after the other; it is started with the first of them and ends with this one. One that
dies or takes too long costs the document that it was reading. `JOREI_ISOLATION=off` in the environment reads in this
process, for people who look for a fault.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, Final

import msgspec

from jorei.errors import PoolError, Unreadable
from jorei.model import Source
from jorei.read.frames import command_of, receive_frame, send_frame
from jorei.read.limits import TooCostly, memory_for, out_of_time, seconds_for

SWITCH: Final = "JOREI_ISOLATION"
OCR_SECONDS: Final = 3_600.0
"""For all scanned pages of a document; Tesseract has a limit for each of them, too."""
_MODULE: Final = "jorei.read.reader_process"
NO_MEMORY: Final = 77
"""What a reader ends with that has no memory left."""
_OUT_OF_MEMORY: Final = (NO_MEMORY, -6)
"""So and by SIGABRT, as C libraries do."""
_CPU_USED_UP: Final = -24
_LAST_SECONDS: Final = 2.0


class ReadRequest(msgspec.Struct, frozen=True, array_like=True):
    """A document to read in a format, with limits in seconds and bytes."""

    format: str
    data: bytes
    path: str | None
    ocr: bool
    seconds: float
    memory: int
    tables: bool = False
    """Not the document but its paragraphs and tables (`jorei.read.tables`)."""


class ReadReply(msgspec.Struct, frozen=True, array_like=True):
    """The source, or the reason why there is none in Japanese and English, or what went wrong inside."""

    source: Source | None
    ja: str = ""
    en: str = ""
    bug: str = ""
    blocks: list[str | Sequence[Sequence[str]]] | None = None


REQUESTS: Final = msgspec.msgpack.Decoder(ReadRequest)
_REPLIES: Final = msgspec.msgpack.Decoder(ReadReply)
_idle: list[_ReaderProcess] = []
"""The processes that wait for a document: one, unless several threads read at once."""


def is_isolated() -> bool:
    """Whether documents are read in another process."""
    return bool(sys.executable) and os.environ.get(SWITCH) != "off"


def read_isolated(format_: str, data: bytes, path: str | None, *, ocr: bool = False) -> Source:
    """The source of a document in a format of `jorei.read.READERS`, read elsewhere.

    Raises `Unreadable`, also when reading takes too much memory or time, and `PoolError` for a bug of ours.
    """
    seconds = max(seconds_for(len(data)), OCR_SECONDS if ocr else 0)
    reply = _asked(ReadRequest(format_, data, path, ocr, seconds, memory_for(len(data))))
    if reply.source is None:
        raise Unreadable(reply.ja, reply.en)
    return reply.source


def read_tables(kind: str, data: bytes) -> list[str | Sequence[Sequence[str]]]:
    """The paragraphs and tables of a file of a kind of `jorei.read.tables.TABLES`, read elsewhere; raises likewise."""
    reply = _asked(ReadRequest(kind, data, None, False, seconds_for(len(data)), memory_for(len(data)), tables=True))
    if reply.blocks is None:
        raise Unreadable(reply.ja, reply.en)
    return reply.blocks


def _asked(request: ReadRequest) -> ReadReply:
    """What a reader answers that waits, or a new one."""
    try:
        process = _idle.pop()
    except IndexError:
        process = _ReaderProcess()
    reply = process.read(request)
    _idle.append(process)
    if reply.bug:
        raise PoolError("読み取りの内部エラー", f"internal error of a reader:\n{reply.bug}")
    return reply


class _ReaderProcess:
    """One reader: its process, and the pipes to it."""

    def __init__(self) -> None:
        command = command_of(_MODULE)
        # a session of its own: what it starts ends with it
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def read(self, request: ReadRequest) -> ReadReply:
        """What comes of a document; raises `Unreadable` when the process does not live through it."""
        late = threading.Event()
        clock = threading.Timer(request.seconds, self._end_late, (late,))
        clock.daemon = True
        clock.start()
        try:
            reply = self._ask(request)
        except BaseException:  # interrupted: what it is at is of no use any more
            self._kill()
            self.close()
            raise
        finally:
            clock.cancel()
        if reply is not None:
            return reply
        self._wait_for_end()
        self.close()
        raise out_of_time(request.seconds) if late.is_set() else _why_ended(self._process.returncode, request)

    def _ask(self, request: ReadRequest) -> ReadReply | None:
        """The reply of the process; None when it is gone."""
        try:
            send_frame(_open_pipe(self._process.stdin), msgspec.msgpack.encode(request))
            data = receive_frame(_open_pipe(self._process.stdout))
        except OSError:
            return None
        return None if data is None else _REPLIES.decode(data)

    def _end_late(self, late: threading.Event) -> None:
        late.set()
        self._kill()

    def _wait_for_end(self) -> None:
        """Its pipe is closed: it ends by itself, and says how."""
        try:
            self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        if self._process.poll() is not None:
            return
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def close(self) -> None:
        """End a process that waits for a document, or is dead."""
        self._close_pipes()
        self._process.wait()

    def forget(self) -> None:
        """Leave it alone: it belongs to the process that this one was forked from."""
        self._process.returncode = 0
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _open_pipe(pipe).close()


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _why_ended(code: int, request: ReadRequest) -> Unreadable:
    """The reason for a document at which the reader died."""
    if code == _CPU_USED_UP:
        return out_of_time(request.seconds)
    if code in _OUT_OF_MEMORY:
        megabytes = request.memory >> 20
        return TooCostly(
            f"読むのにメモリが要りすぎます（上限{megabytes:,}MB）",
            f"reading it takes too much memory (more than {megabytes:,} MB)",
        )
    return Unreadable(f"読み取りのプロセスが終了しました（終了コード {code}）", f"the reader died (exit code {code})")


def _end_all() -> None:
    while _idle:
        _idle.pop().close()


def _forget_all() -> None:
    while _idle:
        _idle.pop().forget()


atexit.register(_end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
