"""The server: on 127.0.0.1, for the one who started it."""

from __future__ import annotations

import socket

import uvicorn

from jorei.review.app import make_app
from jorei.review.desk import Desk
from jorei.run.tuning import tune

HOST = "127.0.0.1"


def listen(port: int = 0) -> socket.socket:
    """A listening socket of this machine alone; port 0 takes a free one. `OSError` when the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen()
    except OSError:
        found.close()
        raise
    return found


def serve(desk: Desk, on: socket.socket) -> None:
    """Answer until interrupted."""
    tune()
    make_server(desk, on).run(sockets=[on])


def make_server(desk: Desk, on: socket.socket, token: str | None = None) -> uvicorn.Server:
    """The server, not yet running; it says nothing of the machine and logs nothing but errors."""
    app = make_app(desk, on.getsockname()[1], token)
    config = uvicorn.Config(
        app,
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
