"""The access control of the server: only the browser of this machine may ask, and of its pages only the server's own.

The server listens on 127.0.0.1 alone. A page of another site, open in the same browser, must neither read nor write
through it: a foreign Host (DNS rebinding), a foreign Origin and a request that the browser itself calls cross-site are
refused; a request that changes anything also needs the token of the page. No response loads anything from elsewhere.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

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
_MAX_BODY: Final = 64 * 1024
"""Bytes of a request's body; chosen: the longest correction is a sentence or two."""


class RequestGuard:
    """ASGI middleware that refuses requests of other sites and adds security headers to every response."""

    def __init__(self, app: AsgiApp, hosts: Iterable[str], token: str) -> None:
        self.app, self.token = app, token
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
        if refusal:
            await _refuse(send_with_headers, *refusal)
            return
        await self.app(scope, _limited(receive), send_with_headers)

    def refusal(self, scope: AsgiScope) -> tuple[int, str, str] | None:
        """Why a request is refused: status and reason in both languages; None when it is not."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "") not in self.hosts:
            return 421, "このホスト名では開けません", "not served under this host name"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "他のサイトからの要求は受け付けません", "requests from other sites are refused"
        if "origin" in headers and headers["origin"] not in self.origins:
            return 403, "他のサイトからの要求は受け付けません", "requests from other sites are refused"
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST" or headers.get("content-type", "").partition(";")[0] != "application/json":
            return 415, "JSONのPOSTだけを受け付けます", "only a POST of JSON is taken"
        if not secrets.compare_digest(headers.get("x-jorei-token", "").encode("latin-1"), self.token.encode()):
            return 403, "ページが古くなっています。開き直してください", "the page is out of date: open it again"
        if int(headers.get("content-length") or 0) > _MAX_BODY:
            return 413, "大きすぎます", "too large"
        return None


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
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
