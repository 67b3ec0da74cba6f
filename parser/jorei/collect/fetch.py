"""An HTTP client that spares the server: robots.txt, one request at a time with pauses, conditional requests, retries.

Only addresses on the hosts that the user named are requested, redirects included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

if TYPE_CHECKING:
    import httpx

AGENT: Final = "jorei-collect"
"""The name under which robots.txt addresses this client."""
MAX_BYTES: Final = 50 << 20
"""Of one document."""
OK: Final = 200
NOT_MODIFIED: Final = 304
TOO_MANY_REQUESTS: Final = 429
_BUSY: Final = (TOO_MANY_REQUESTS, 500, 502, 503, 504)
"""Statuses of HTTP; after those of a busy server the request is tried again."""
_TRIES: Final = 4
_MAX_REDIRECTS: Final = 5
_MAX_WAIT: Final = 300.0
"""Seconds to wait for a busy server, whatever it asks for."""
_MIN_RETRY_DELAY: Final = 0.5
"""Seconds before the first retry; they double with each."""


class Fetched(NamedTuple):
    """A response: ``status`` is that of HTTP, 0 when there was no response; ``reason`` says why there is no content."""

    status: int
    address: str
    content: bytes = b""
    media_type: str = ""
    etag: str | None = None
    modified: str | None = None
    reason: str = ""


class Fetcher:
    """Sends one request at a time, with at least ``delay`` seconds between two requests to a host."""

    def __init__(
        self,
        client: httpx.Client,
        hosts: Collection[str],
        delay: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client, self.hosts, self.delay, self.sleep = client, frozenset(hosts), delay, sleep
        self._robots: dict[str, RobotFileParser | None] = {}
        self._last_request: dict[str, float] = {}

    def get(self, address: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The page at an address; the status is 304 when it has not changed since it had this ``etag`` or date."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        for _ in range(_MAX_REDIRECTS):
            refusal = self._refusal(address)
            if refusal:
                return Fetched(0, address, reason=refusal)
            response, redirect = self._request(address, headers)
            if redirect is None:
                return response
            address = redirect
        return Fetched(0, address, reason="転送が多すぎます / too many redirects")

    def _refusal(self, address: str) -> str:
        """Why an address must not be requested; empty when it may."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.netloc not in self.hosts:
            return "指定されたサイトの外です / outside the sites that were named"
        rules = self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if rules is None:
            return "robots.txtを読めないので取得しません / robots.txt cannot be read, so nothing is fetched"
        if not rules.can_fetch(AGENT, address):
            return "robots.txtが禁じています / robots.txt forbids it"
        return ""

    def _rules_of(self, site: str) -> RobotFileParser | None:
        """The rules of a site: all is allowed without robots.txt, nothing when it cannot be read (RFC 9309)."""
        if site not in self._robots:
            response, _ = self._request(f"{site}/robots.txt", {})
            self._robots[site] = _parse_robots(response)
        return self._robots[site]

    def _request(self, address: str, headers: dict[str, str]) -> tuple[Fetched, str | None]:
        """One request, tried again while the server is busy; and the address of a redirect, if there is one."""
        import httpx

        result = Fetched(0, address, reason="")
        for attempt in range(_TRIES):
            self._pause(urlsplit(address).netloc)
            try:
                with self.client.stream("GET", address, headers=headers) as response:
                    if response.is_redirect and "location" in response.headers:
                        return result, urljoin(address, response.headers["location"])
                    result = _read(response, address)
                    retry_after = response.headers.get("retry-after", "")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                result, retry_after = Fetched(0, address, reason=f"{type(error).__name__}: {error}"), ""
            if result.status and result.status not in _BUSY:
                break
            if attempt + 1 < _TRIES:
                backoff = max(self.delay, _MIN_RETRY_DELAY) * 2**attempt
                self.sleep(min(_MAX_WAIT, float(retry_after) if retry_after.isdecimal() else backoff))
        return result, None

    def _pause(self, host: str) -> None:
        """Wait until the next request to a host is due; a longer delay in its robots.txt is respected."""
        rules = next((rules for site, rules in self._robots.items() if rules and urlsplit(site).netloc == host), None)
        crawl_delay = rules.crawl_delay(AGENT) if rules and rules.mtime() else None
        due = self._last_request.get(host, -_MAX_WAIT) + max(self.delay, float(crawl_delay or 0))
        if due > (now := time.monotonic()):
            self.sleep(due - now)
        self._last_request[host] = time.monotonic()


def _parse_robots(response: Fetched) -> RobotFileParser | None:
    rules = RobotFileParser()
    if response.status == OK:
        rules.parse(response.content.decode("utf-8", "replace").splitlines())
        return rules
    if 300 <= response.status < 500 and response.status != TOO_MANY_REQUESTS:
        rules.parse([])
        return rules
    return None


def _read(response: httpx.Response, address: str) -> Fetched:
    """The response with its content; a content that is too large is not read to its end."""
    if response.status_code != OK:
        reason = "" if response.status_code == NOT_MODIFIED else f"HTTP {response.status_code}"
        return Fetched(response.status_code, address, reason=reason)
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            return Fetched(OK, address, reason=f"大きすぎます / larger than {MAX_BYTES} bytes")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(
        OK, address, bytes(content), media_type, response.headers.get("etag"), response.headers.get("last-modified")
    )
