"""The server of the review page, on 127.0.0.1 alone."""

from __future__ import annotations

import socket
from typing import Final

import uvicorn

from jorei.review.app import make_app
from jorei.review.session import ReviewSession
from jorei.run.tuning import tune

HOST: Final = "127.0.0.1"


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


def serve(session: ReviewSession, listening: socket.socket) -> None:
    """Serve the page until interrupted."""
    tune()
    make_server(session, listening).run(sockets=[listening])


def make_server(session: ReviewSession, listening: socket.socket, token: str | None = None) -> uvicorn.Server:
    """The server, not yet running; its responses do not name it, and it logs nothing but errors."""
    config = uvicorn.Config(
        make_app(session, listening.getsockname()[1], token),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        http="h11",
        ws="none",
        loop="asyncio",
    )
    return uvicorn.Server(config)
