"""A time limit for a request as a whole: a server that sends a byte now and then never lets a read time out."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

_CONNECTED: Final = ("connect_tcp.complete", "start_tls.complete")


class Deadline:
    """Cuts the connections of a client when a request takes too long; `was_late` says that it did."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.was_late = False
        self._sockets: list[socket.socket] = []

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Remember a new connection; the ``trace`` of a request of httpx."""
        stream = info.get("return_value")
        if name.endswith(_CONNECTED) and stream is not None:
            found = stream.get_extra_info("socket")
            if found is not None:
                self._sockets = [one for one in self._sockets if one.fileno() >= 0] + [found]

    @contextmanager
    def running(self) -> Iterator[None]:
        """The clock runs while the block does."""
        self.was_late = False
        clock = threading.Timer(self.seconds, self._cut)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _cut(self) -> None:
        self.was_late = True
        for one in self._sockets:
            with contextlib.suppress(OSError):  # it is closed already
                one.shutdown(socket.SHUT_RDWR)
