"""The server of the review page, on 127.0.0.1 alone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from jorei.leftovers import temporary_file
from jorei.review.app import make_app
from jorei.review.session import ReviewSession
from jorei.run.tuning import tune

HOST: Final = "127.0.0.1"
REQUEST_SECONDS: Final = 30.0
"""How long a request may take to arrive whole; chosen: a browser of this machine needs a few milliseconds."""


class TimedProtocol(H11Protocol):
    """HTTP in which a request that does not arrive whole within `REQUEST_SECONDS` loses its connection.

    What is done for a request that has arrived may take as long as it does (a build takes minutes).
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A connection: its first request is awaited from now on."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of a connection: nothing is awaited any more."""
        super().connection_lost(exc)
        self._rest()

    def handle_events(self) -> None:
        """Take what has arrived; called by uvicorn for each piece, and when a response is done."""
        super().handle_events()
        if repr(self.conn.their_state) in ("IDLE", "SEND_BODY"):  # marks of h11, which uvicorn brings along
            self._watch()
        else:
            self._rest()

    def _watch(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.close)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def listen(port: int = 0) -> socket.socket:
    """A listening socket that only this machine can reach; port 0 takes a free one. `OSError` when it is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def address(listening: socket.socket, secret: str) -> str:
    """The address to open: it lets its reader in, so it is shown to nobody else."""
    return f"http://{HOST}:{listening.getsockname()[1]}/?key={secret}"


@contextmanager
def entrance(url: str) -> Iterator[str]:
    """A file of this user alone that leads a browser to an address; it is removed at the end.

    The address itself would stand among the arguments of the browser's process, which every user of the machine can read.
    """
    with temporary_file(".html") as file:  # mode 600
        file.write_text(
            f'<!doctype html><meta http-equiv="refresh" content="0;url={url}"><title>jorei</title>', "utf-8"
        )
        yield file.as_uri()


def serve(session: ReviewSession, listening: socket.socket, secret: str) -> None:
    """Serve the page until interrupted."""
    tune()
    make_server(session, listening, secret).run(sockets=[listening])


def make_server(
    session: ReviewSession, listening: socket.socket, secret: str, token: str | None = None
) -> uvicorn.Server:
    """The server, not yet running; its responses do not name it, and it logs nothing but errors."""
    config = uvicorn.Config(
        make_app(session, listening.getsockname()[1], secret, token),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        http=TimedProtocol,
        ws="none",
        loop="asyncio",
    )
    return uvicorn.Server(config)
