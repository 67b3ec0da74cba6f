"""The access control of the server: only the browser of this machine may ask, and of its pages only the server's own.

The server listens on 127.0.0.1 alone. A page of another site, open in the same browser, must neither read nor write
through it: a foreign Host (DNS rebinding), a foreign Origin and a request that the browser itself calls cross-site are
refused; a request that changes anything also needs the token of the page. No response loads anything from elsewhere.

Other users of the machine can reach 127.0.0.1 too. So a browser must show a cookie, which it gets from the address that
``jorei review`` printed: that has a secret in it, and answers with the cookie and the way to the same page without it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import quote

AsgiScope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
AsgiApp = Callable[[AsgiScope, Receive, Send], Awaitable[None]]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
_KEY: Final = re.compile(rb"(?:^|&)key=([\w-]{1,200})(?:&|$)", re.ASCII)
_MAX_BODY: Final = 64 * 1024
"""Bytes of a request's body; chosen: the longest correction is a sentence or two."""


class RequestGuard:
    """ASGI middleware that refuses requests of other sites and users, and adds security headers to every response.

    ``port`` is in the name of the cookie: cookies belong to a host, and several reviews may run on one.
    """

    def __init__(self, app: AsgiApp, port: int, token: str, secret: str) -> None:
        self.app, self.token, self.secret = app, token, secret
        self.cookie = f"jorei-{port}"
        hosts = [f"{host}:{port}" for host in ("127.0.0.1", "localhost")]
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # our pages open no websocket

        async def send_with_headers(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        refusal = self.refusal(scope)
        if self.is_entrance(scope):
            await self.let_in(scope, send_with_headers)
            return
        if refusal:
            await _refuse(send_with_headers, *refusal)
            return
        await self.app(scope, _limited(receive), send_with_headers)

    def is_entrance(self, scope: AsgiScope) -> bool:
        """Whether a page is asked for by the address with the secret: a file or a message may have led there."""
        given = _KEY.search(scope.get("query_string", b""))
        host = _headers(scope).get("host", "")
        return (
            scope["method"] == "GET"
            and host in self.hosts
            and given is not None
            and secrets.compare_digest(given[1], self.secret.encode())
        )

    async def let_in(self, scope: AsgiScope, send: Send) -> None:
        """Answer with the cookie, and go on to the same page without the secret in its address."""
        path = quote(scope["path"], safe="/")
        body = (
            '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>jorei</title>'
            f'<meta http-equiv="refresh" content="0;url={path}">'
        )
        cookie = f"{self.cookie}={self.secret}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"set-cookie", cookie.encode())]
        await _respond(send, 200, headers, body.encode())

    def refusal(self, scope: AsgiScope) -> tuple[int, str, str] | None:
        """Why a request is refused: status and reason in both languages; None when it is not."""
        headers = _headers(scope)
        if headers.get("host", "") not in self.hosts:
            return 421, "このホスト名では開けません", "not served under this host name"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "他のサイトからの要求は受け付けません", "requests from other sites are refused"
        if "origin" in headers and headers["origin"] not in self.origins:
            return 403, "他のサイトからの要求は受け付けません", "requests from other sites are refused"
        if not secrets.compare_digest(_cookie(headers, self.cookie).encode("latin-1"), self.secret.encode()):
            return (
                403, "jorei review が端末に表示したアドレスから開いてください",
                "open the address that jorei review printed in the terminal",
            )  # fmt: skip
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST" or headers.get("content-type", "").partition(";")[0] != "application/json":
            return 415, "JSONのPOSTだけを受け付けます", "only a POST of JSON is taken"
        if not secrets.compare_digest(headers.get("x-jorei-token", "").encode("latin-1"), self.token.encode()):
            return 403, "ページが古くなっています。開き直してください", "the page is out of date: open it again"
        if int(headers.get("content-length") or 0) > _MAX_BODY:
            return 413, "大きすぎます", "too large"
        return None


def _headers(scope: AsgiScope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _cookie(headers: dict[str, str], name: str) -> str:
    """The value of a cookie of a request; empty without it.

    >>> _cookie({"cookie": "a=1; jorei-80=x"}, "jorei-80"), _cookie({}, "a")
    ('x', '')
    """
    pairs = (pair.strip().partition("=") for pair in headers.get("cookie", "").split(";"))
    return next((value for found, _, value in pairs if found == name), "")


def _limited(receive: Receive) -> Receive:
    """The same, but a body that is longer than allowed ends as if the client had left."""
    received = 0

    async def receive_limited() -> AsgiMessage:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= _MAX_BODY else {"type": "http.disconnect"}

    return receive_limited


async def _refuse(send: Send, status: int, ja: str, en: str) -> None:
    body = json.dumps({"ja": ja, "en": en}, ensure_ascii=False).encode()
    await _respond(send, status, [(b"content-type", b"application/json")], body)


async def _respond(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
