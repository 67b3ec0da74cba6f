"""An HTTP client that spares the server: robots.txt, one request at a time with pauses, conditional requests, retries.

Only addresses on the hosts that the user named are requested, redirects included. Whatever a server answers comes to
an end: a request has a time limit, and so has all that a site costs beyond its pages.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from jorei.collect.addresses import sound_address
from jorei.collect.content import ENCODING, BadContent, read_content
from jorei.collect.deadline import Deadline
from jorei.collect.robots import LONGEST_PAUSE, SiteRules, read_robots

if TYPE_CHECKING:
    import httpx

OK: Final = 200
NOT_MODIFIED: Final = 304
TOO_MANY_REQUESTS: Final = 429
_BUSY: Final = (TOO_MANY_REQUESTS, 500, 502, 503, 504)
"""Statuses of HTTP; after those of a busy server the request is tried again."""
_TRIES: Final = 4
_MAX_REDIRECTS: Final = 5
_MIN_RETRY_DELAY: Final = 0.5
"""Seconds before the first retry; they double with each."""
REQUEST_SECONDS: Final = 120.0
"""For one request, from its first byte to its last."""
LOST_SECONDS: Final = 3_600.0
"""What a site may cost besides: waiting while it is busy, requests that fail, and slow ones."""
_USUAL_SECONDS: Final = 10.0
"""A request that takes no longer is not slow."""
_LONGEST_HEADER: Final = 500


class Fetched(NamedTuple):
    """A response: ``status`` is that of HTTP, 0 when there was no response; ``reason`` says why there is no content."""

    status: int
    address: str
    content: bytes = b""
    media_type: str = ""
    etag: str | None = None
    modified: str | None = None
    reason: str = ""


class _Answer(NamedTuple):
    """What one request gave: a response, the address of a redirect, and the seconds that a busy server asks for."""

    fetched: Fetched
    redirect: str | None = None
    retry_after: str = ""


class Fetcher:
    """Sends one request at a time, with at least ``delay`` seconds between two requests to a host.

    ``warnings`` say what of a site's wishes was not followed.
    """

    def __init__(
        self,
        client: httpx.Client,
        hosts: Collection[str],
        delay: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client, self.hosts, self.delay, self.sleep = client, frozenset(hosts), delay, sleep
        self.warnings: list[str] = []
        self._robots: dict[str, SiteRules | None] = {}
        self._last_request: dict[str, float] = {}
        self._lost: defaultdict[str, float] = defaultdict(float)
        self._deadline = Deadline(REQUEST_SECONDS)

    def get(self, address: str, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The page at an address; the status is 304 when it has not changed since it had this ``etag`` or date."""
        conditions = {"If-None-Match": header_value(etag), "If-Modified-Since": header_value(modified)}
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
        if not self._is_named(address):
            return "指定されたサイトの外です / outside the sites that were named"
        parts = urlsplit(address)
        rules = self._rules_of(f"{parts.scheme}://{parts.netloc}")
        if rules is None:
            return "robots.txtを読めないので取得しません / robots.txt cannot be read, so nothing is fetched"
        if not rules.allows(address):
            return "robots.txtが禁じています / robots.txt forbids it"
        return ""

    def _is_named(self, address: str) -> bool:
        """Whether an address is on one of the hosts that the user named."""
        sound = sound_address(address)
        parts = urlsplit(sound or "")
        return parts.scheme in ("http", "https") and parts.netloc in self.hosts

    def _rules_of(self, site: str) -> SiteRules | None:
        """The rules of a site: all is allowed without robots.txt, nothing when it cannot be read (RFC 9309)."""
        if site not in self._robots:
            address = f"{site}/robots.txt"
            for _ in range(_MAX_REDIRECTS + 1):
                response, redirect = self._request(address, {})
                if redirect is None or not self._is_named(redirect):
                    break
                address = redirect
            self._robots[site] = rules = None if redirect else _rules_in(response)
            if rules is not None and rules.asked > rules.pause:
                self.warnings.append(
                    f"{site}: robots.txtの間隔{rules.asked:.0f}秒を{LONGEST_PAUSE:.0f}秒にしました / "
                    f"the Crawl-delay of {rules.asked:.0f} seconds is cut to {LONGEST_PAUSE:.0f}"
                )
        return self._robots[site]

    def _request(self, address: str, headers: dict[str, str]) -> tuple[Fetched, str | None]:
        """One request, tried again while the server is busy; and the address of a redirect, if there is one."""
        host = urlsplit(address).netloc
        answer = _Answer(Fetched(0, address))
        for attempt in range(_TRIES):
            if self._lost[host] > LOST_SECONDS:
                reason = f"サイトが遅すぎます / the site is too slow ({LOST_SECONDS:.0f} seconds were lost)"
                return Fetched(0, address, reason=reason), None
            self._pause(host)
            answer = self._ask(address, headers)
            if answer.redirect is not None or (answer.fetched.status and answer.fetched.status not in _BUSY):
                break
            if attempt + 1 < _TRIES:
                self._wait_for(host, attempt, answer.retry_after)
        return answer.fetched, answer.redirect

    def _wait_for(self, host: str, attempt: int, retry_after: str) -> None:
        """Wait for a busy server, as long as it asks for."""
        backoff = max(self.delay, _MIN_RETRY_DELAY) * 2**attempt
        seconds = min(LONGEST_PAUSE, float(retry_after) if retry_after.isdecimal() else backoff)
        self._lost[host] += seconds
        self.sleep(seconds)

    def _ask(self, address: str, headers: dict[str, str]) -> _Answer:
        """What a server answers to one request, whatever it is."""
        import httpx

        begun = time.monotonic()
        answer = _Answer(Fetched(0, address))
        try:
            with self._deadline.running():
                answer = self._answer(address, headers)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"[:_LONGEST_HEADER]
            answer = _Answer(Fetched(0, address, reason=reason))
        if self._deadline.was_late:
            late = f"{REQUEST_SECONDS:.0f}秒で終わりません / it takes more than {REQUEST_SECONDS:.0f} seconds"
            answer = _Answer(Fetched(OK, address, reason=late))  # not tried again
        seconds = time.monotonic() - begun
        failed = not answer.fetched.status or bool(answer.fetched.reason)
        self._lost[urlsplit(address).netloc] += seconds if failed else max(0.0, seconds - _USUAL_SECONDS)
        return answer

    def _answer(self, address: str, headers: dict[str, str]) -> _Answer:
        extensions = {"trace": self._deadline.trace}
        headers = {**headers, "Accept-Encoding": ENCODING}
        with self.client.stream("GET", address, headers=headers, extensions=extensions) as response:
            retry_after = response.headers.get("retry-after", "")
            if response.is_redirect and "location" in response.headers:
                redirect = sound_address(response.headers["location"], address)
                if redirect is None:
                    reason = "転送先がアドレスではありません / redirected to what is no address"
                    return _Answer(Fetched(response.status_code, address, reason=reason))
                return _Answer(Fetched(response.status_code, address), redirect)
            return _Answer(_read(response, address), None, retry_after)

    def _pause(self, host: str) -> None:
        """Wait until the next request to a host is due; a longer delay in its robots.txt is respected."""
        asked = [rules.pause for site, rules in self._robots.items() if rules and urlsplit(site).netloc == host]
        due = self._last_request.get(host, -LONGEST_PAUSE) + max(self.delay, *asked, 0.0)
        if due > (now := time.monotonic()):
            self.sleep(due - now)
        self._last_request[host] = time.monotonic()


def header_value(value: str | None) -> str | None:
    """A value as it can be sent back in a header; None when it cannot.

    >>> header_value('"a1"'), header_value('"é"'), header_value("a\\nX: b")
    ('"a1"', None, None)
    """
    return value if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_HEADER else None


def _rules_in(response: Fetched) -> SiteRules | None:
    if response.status == OK and not response.reason:
        return read_robots(response.content.decode("utf-8", "replace"))
    if 300 <= response.status < 500 and response.status != TOO_MANY_REQUESTS:
        return read_robots("")
    return None


def _read(response: httpx.Response, address: str) -> Fetched:
    """The response with its content; a content that is too large is not read to its end."""
    if response.status_code != OK:
        reason = "" if response.status_code == NOT_MODIFIED else f"HTTP {response.status_code}"
        return Fetched(response.status_code, address, reason=reason)
    try:
        content = read_content(response.iter_raw(), response.headers.get("content-encoding", ""))
    except BadContent as reason:
        return Fetched(OK, address, reason=str(reason))
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    etag, modified = (header_value(response.headers.get(name)) for name in ("etag", "last-modified"))
    return Fetched(OK, address, content, media_type, etag, modified)
