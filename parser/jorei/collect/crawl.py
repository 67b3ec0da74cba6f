"""From the address of a list page, or a list of addresses, to documents in a folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from jorei.collect.addresses import PageRole, content_address, role_of
from jorei.collect.fetch import AGENT, Fetched, Fetcher
from jorei.collect.record import FetchRecord
from jorei.read.html import links

_SAVE_EVERY: Final = 20
_MOST_LISTS: Final = 20_000
_TIMEOUT: Final = 60.0
_PAGES: Final = ("text/html", "application/xhtml+xml")


class CrawlReport(NamedTuple):
    """How many documents are new or changed, as they were, and which could not be had and why."""

    changed: int
    unchanged: int
    failed: tuple[tuple[str, str], ...]


def collect(
    starts: Iterable[str], folder: Path, *, delay: float = 1.0, limit: int | None = None, municipality: str = "",
    licence: str = "", follow: bool = True, tell: Callable[[str], None] | None = None,
) -> CrawlReport:  # fmt: skip
    """Fetch the documents that the list pages at ``starts`` lead to; without ``follow`` the starts are the documents.

    Only the hosts of the starts are asked, and of each only what lies in the folder of its start or below. What is there
    already is asked for only if it has changed since. Needs httpx (extra ``collect``).
    """
    import httpx

    first = [urldefrag(start)[0] for start in starts]
    record = FetchRecord(folder, municipality, licence)
    with httpx.Client(headers={"User-Agent": AGENT}, timeout=_TIMEOUT, follow_redirects=False) as client:
        crawl = _Crawl(
            Fetcher(client, {urlsplit(start).netloc for start in first}, delay), record, limit, tell or _silent
        )
        try:
            crawl.run(first, follow=follow)
        finally:
            record.save()
    return CrawlReport(crawl.changed, crawl.unchanged, tuple(crawl.failed))


def _silent(_: str) -> None:
    return


class _Crawl:
    def __init__(self, fetcher: Fetcher, record: FetchRecord, limit: int | None, tell: Callable[[str], None]) -> None:
        self.fetcher, self.record, self.limit, self.tell = fetcher, record, limit, tell
        self.changed = self.unchanged = 0
        self.failed: list[tuple[str, str]] = []

    def run(self, starts: list[str], *, follow: bool) -> None:
        """Breadth first, so that a limit takes from every list a little."""
        roots = [_root(start) for start in starts]
        queue: deque[tuple[str, PageRole]] = deque((start, "list" if follow else "document") for start in starts)
        seen = set(starts)
        lists = 0
        while queue and not self._enough():
            address, role = queue.popleft()
            if role == "document":
                self._document(address)
                continue
            lists += 1
            found = self.fetcher.get(address)
            if found.status != 200 or found.reason:
                self.failed.append((address, found.reason))
                continue
            for target, kind in self._targets(found) if lists <= _MOST_LISTS else ():
                if target not in seen and any(target.startswith(root) for root in roots):
                    seen.add(target)
                    queue.append((target, kind))
            if found.kind and found.kind not in _PAGES:
                self._take(found)  # a start that is a document itself

    def _enough(self) -> bool:
        return self.limit is not None and self.changed + self.unchanged >= self.limit

    def _targets(self, found: Fetched) -> Iterator[tuple[str, PageRole]]:
        if found.kind and found.kind not in _PAGES:
            return
        for reference, words in links(found.content):
            target = urldefrag(urljoin(found.address, reference))[0]
            role = role_of(target, words)
            if role:
                yield (content_address(target) if role == "document" else target), role

    def _document(self, address: str) -> None:
        before = self.record.known(address)
        found = self.fetcher.get(address, *((before.etag, before.modified) if before else ()))
        if found.status == 304:
            self.unchanged += 1
        elif found.status != 200 or found.reason:
            self.failed.append((address, found.reason))
        else:
            self._take(found._replace(address=address))

    def _take(self, found: Fetched) -> None:
        new = self.record.keep(found.address, found.content, found.kind, datetime.now(UTC), found.etag, found.modified)
        self.changed += new
        self.unchanged += not new
        self.tell(found.address)
        if (self.changed + self.unchanged) % _SAVE_EVERY == 0:
            self.record.save()


def _root(start: str) -> str:
    """The folder of an address: https://example.jp/reiki/ of https://example.jp/reiki/menu.html."""
    parts = urlsplit(start)
    return parts._replace(path=parts.path.rpartition("/")[0] + "/", query="").geturl()
