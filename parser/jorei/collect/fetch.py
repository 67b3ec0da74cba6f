"""One polite client: robots.txt, one request at a time with a pause between, conditional requests, patience.

Only addresses of the hosts that the user named are asked for, redirects included.
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
LARGEST: Final = 50 << 20  # bytes of one document
_TRIES: Final = 4
_REDIRECTS: Final = 5
_LONGEST_WAIT: Final = 300.0
_BUSY: Final = (429, 500, 502, 503, 504)


class Fetched(NamedTuple):
    """What came back: ``status`` 200, 304, or the error's; 0 when nothing did. ``reason`` says why there is no content."""

    status: int
    address: str
    content: bytes = b""
    kind: str = ""
    etag: str | None = None
    modified: str | None = None
    reason: str = ""


class Fetcher:
    """Asks for one thing after the other; ``delay`` seconds at least lie between two requests to a host."""

    def __init__(self, client: httpx.Client, hosts: Collection[str], delay: float,
                 sleep: Callable[[float], None] = time.sleep) -> None:  # fmt: skip
        self.client, self.hosts, self.delay, self.sleep = client, frozenset(hosts), delay, sleep
        self._robots: dict[str, RobotFileParser | None] = {}
        self._last: dict[str, float] = {}

    def get(self, address: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The document at an address, or 304 when it is as it was."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        for _ in range(_REDIRECTS):
            refusal = self._refusal(address)
            if refusal:
                return Fetched(0, address, reason=refusal)
            found, onward = self._ask(address, headers)
            if onward is None:
                return found
            address = onward
        return Fetched(0, address, reason="転送が多すぎます / too many redirects")

    def _refusal(self, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.netloc not in self.hosts:
            return "指定されたサイトの外です / outside the sites that were named"
        robots = self._robots_of(f"{parts.scheme}://{parts.netloc}")
        if robots is None:
            return "robots.txtを読めないので取得しません / robots.txt cannot be read, so nothing is fetched"
        if not robots.can_fetch(AGENT, address):
            return "robots.txtが禁じています / robots.txt forbids it"
        return ""

    def _robots_of(self, site: str) -> RobotFileParser | None:
        """The rules of a site: everything is allowed when it has none, nothing when it cannot say (RFC 9309)."""
        if site not in self._robots:
            found, _ = self._ask(f"{site}/robots.txt", {})
            rules: RobotFileParser | None = RobotFileParser()
            assert rules is not None
            if found.status == 200:
                rules.parse(found.content.decode("utf-8", "replace").splitlines())
            elif 300 <= found.status < 500 and found.status != 429:
                rules.parse([])
            else:
                rules = None
            self._robots[site] = rules
        return self._robots[site]

    def _ask(self, address: str, headers: dict[str, str]) -> tuple[Fetched, str | None]:
        """One request, tried again while the server is busy; and where it leads on, if it does."""
        import httpx

        found = Fetched(0, address, reason="")
        for attempt in range(_TRIES):
            self._pause(urlsplit(address).netloc)
            try:
                with self.client.stream("GET", address, headers=headers) as response:
                    if response.is_redirect and "location" in response.headers:
                        return found, urljoin(address, response.headers["location"])
                    found = self._read(response, address)
                    wait = response.headers.get("retry-after", "")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                found, wait = Fetched(0, address, reason=f"{type(error).__name__}: {error}"), ""
            if found.status and found.status not in _BUSY:
                break
            if attempt + 1 < _TRIES:
                self.sleep(min(_LONGEST_WAIT, float(wait) if wait.isdecimal() else max(self.delay, 0.5) * 2**attempt))
        return found, None

    def _read(self, response: httpx.Response, address: str) -> Fetched:
        if response.status_code == 304:
            return Fetched(304, address)
        if response.status_code != 200:
            return Fetched(response.status_code, address, reason=f"HTTP {response.status_code}")
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST:
                return Fetched(200, address, reason=f"大きすぎます / larger than {LARGEST} bytes")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(
            200, address, bytes(content), kind, response.headers.get("etag"), response.headers.get("last-modified")
        )

    def _pause(self, host: str) -> None:
        rules = next((rules for site, rules in self._robots.items() if rules and urlsplit(site).netloc == host), None)
        asked = rules.crawl_delay(AGENT) if rules and rules.mtime() else None
        due = self._last.get(host, -_LONGEST_WAIT) + max(self.delay, float(asked or 0))
        if due > (now := time.monotonic()):
            self.sleep(due - now)
        self._last[host] = time.monotonic()
