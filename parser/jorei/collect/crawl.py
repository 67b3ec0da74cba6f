"""Crawling: from the address of a list page, or a list of addresses, to documents in a folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from jorei.collect.addresses import PageRole, content_address, role_of
from jorei.collect.fetch import AGENT, NOT_MODIFIED, OK, Fetched, Fetcher
from jorei.collect.record import FetchRecord
from jorei.read.html import links

_SAVE_EVERY: Final = 20
"""Documents after which the record is written: so many may be fetched again after a crash."""
_MAX_LISTS: Final = 20_000
"""List pages whose links are followed; a larger site is taken for one that makes pages without end."""
_TIMEOUT: Final = 60.0
"""Seconds to wait for a server."""
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")


class CrawlReport(NamedTuple):
    """The numbers of documents that are new or changed and unchanged, and the failed addresses with their reasons."""

    changed: int
    unchanged: int
    failed: tuple[tuple[str, str], ...]


def collect(
    starts: Iterable[str], folder: Path, *, delay: float = 1.0, limit: int | None = None, municipality: str = "",
    licence: str = "", follow: bool = True, on_document: Callable[[str], None] | None = None,
) -> CrawlReport:  # fmt: skip
    """Fetch the documents that the list pages at ``starts`` lead to; without ``follow`` the starts are the documents.

    Only pages on the hosts of the starts are requested, in the folder of a start or below. A document that is there
    already is fetched only if it has changed since. ``delay`` is in seconds between two requests to a host, ``limit`` a
    number of documents; ``on_document`` is called with the address of each. Needs httpx (extra ``collect``).
    """
    import httpx

    addresses = [urldefrag(start)[0] for start in starts]
    record = FetchRecord(folder, municipality, licence)
    with httpx.Client(headers={"User-Agent": AGENT}, timeout=_TIMEOUT, follow_redirects=False) as client:
        fetcher = Fetcher(client, {urlsplit(address).netloc for address in addresses}, delay)
        crawl = _Crawl(fetcher, record, limit, on_document or _ignore)
        try:
            crawl.run(addresses, follow=follow)
        finally:
            record.save()
    return CrawlReport(crawl.changed, crawl.unchanged, tuple(crawl.failed))


def _ignore(_: str) -> None:
    return


class _Crawl:
    """One run: the pages still to be fetched, and what came of those that were."""

    def __init__(
        self, fetcher: Fetcher, record: FetchRecord, limit: int | None, on_document: Callable[[str], None]
    ) -> None:
        self.fetcher, self.record, self.limit, self.on_document = fetcher, record, limit, on_document
        self.changed = self.unchanged = 0
        self.failed: list[tuple[str, str]] = []

    def run(self, starts: list[str], *, follow: bool) -> None:
        """Fetch breadth first, so that with a limit every list is represented."""
        folders = [_folder(start) for start in starts]
        queue: deque[tuple[str, PageRole]] = deque((start, "list" if follow else "document") for start in starts)
        queued = set(starts)
        list_count = 0
        while queue and not self._limit_reached():
            address, role = queue.popleft()
            if role == "document":
                self._fetch_document(address)
                continue
            list_count += 1
            page = self.fetcher.get(address)
            if page.status != OK or page.reason:
                self.failed.append((address, page.reason))
                continue
            for target, target_role in _targets(page) if list_count <= _MAX_LISTS else ():
                if target not in queued and any(target.startswith(folder) for folder in folders):
                    queued.add(target)
                    queue.append((target, target_role))
            if not _is_html(page):
                self._store(page)  # a start that is a document itself

    def _limit_reached(self) -> bool:
        return self.limit is not None and self.changed + self.unchanged >= self.limit

    def _fetch_document(self, address: str) -> None:
        stored = self.record.stored_page(address)
        response = self.fetcher.get(address, *((stored.etag, stored.modified) if stored else ()))
        if response.status == NOT_MODIFIED:
            self.unchanged += 1
        elif response.status != OK or response.reason:
            self.failed.append((address, response.reason))
        else:
            self._store(response._replace(address=address))

    def _store(self, document: Fetched) -> None:
        changed = self.record.store(document, datetime.now(UTC))
        self.changed += changed
        self.unchanged += not changed
        self.on_document(document.address)
        if (self.changed + self.unchanged) % _SAVE_EVERY == 0:
            self.record.save()


def _targets(page: Fetched) -> Iterator[tuple[str, PageRole]]:
    """The lists and documents that a page links to."""
    for reference, words in links(page.content) if _is_html(page) else ():
        target = urldefrag(urljoin(page.address, reference))[0]
        role = role_of(target, words)
        if role:
            yield (content_address(target) if role == "document" else target), role


def _is_html(page: Fetched) -> bool:
    return not page.media_type or page.media_type in _HTML_TYPES


def _folder(start: str) -> str:
    """The folder of an address: https://example.jp/reiki/ of https://example.jp/reiki/menu.html."""
    parts = urlsplit(start)
    return parts._replace(path=parts.path.rpartition("/")[0] + "/", query="").geturl()
