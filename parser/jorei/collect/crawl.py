"""Crawling: from the address of a list page, or a list of addresses, to documents in a folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from jorei.collect.addresses import PageRole, content_address, role_of, sound_address
from jorei.collect.fetch import NOT_MODIFIED, OK, Fetched, Fetcher
from jorei.collect.record import FetchRecord
from jorei.collect.robots import AGENT
from jorei.errors import Refused, refusing
from jorei.read.html import links

_SAVE_EVERY: Final = 20
"""Documents after which the record is written: so many may be fetched again after a crash."""
_MAX_LISTS: Final = 20_000
"""List pages whose links are followed; a larger site is taken for one that makes pages without end."""
_MAX_ADDRESSES: Final = 500_000
"""Addresses that are remembered; more are not looked at."""
_TIMEOUT: Final = 60.0
"""Seconds to wait for a server."""
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")


class CrawlReport(NamedTuple):
    """The numbers of documents that are new or changed and unchanged, and the failed addresses with their reasons.

    ``warnings`` say what of a site's wishes was not followed, and what of RAW could not be used.
    """

    changed: int
    unchanged: int
    failed: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()


def collect(
    starts: Iterable[str], folder: Path, *, delay: float = 1.0, limit: int | None = None, municipality: str = "",
    licence: str = "", follow: bool = True, on_document: Callable[[str], None] | None = None,
) -> CrawlReport:  # fmt: skip
    """Fetch the documents that the list pages at ``starts`` lead to; without ``follow`` the starts are the documents.

    Only pages on the hosts of the starts are requested, in the folder of a start or below. A document that is there
    already is fetched only if it has changed since. ``delay`` is in seconds between two requests to a host, ``limit`` a
    number of documents; ``on_document`` is called with the address of each. Needs httpx (extra ``collect``). Raises
    `Refused` when the machine refuses to write.
    """
    import httpx

    starts = list(starts)
    _make(folder)
    addresses = [address for address in map(sound_address, starts) if address]
    message = f"{folder} に保存できません", f"cannot save in {folder}"
    with refusing(*message), httpx.Client(
        headers={"User-Agent": AGENT}, timeout=_TIMEOUT, follow_redirects=False
    ) as client:  # fmt: skip
        record = FetchRecord(folder, municipality, licence)
        fetcher = Fetcher(client, {urlsplit(address).netloc for address in addresses}, delay)
        crawl = _Crawl(fetcher, record, limit, on_document or _ignore)
        crawl.failed += [(start, _NO_ADDRESS) for start in starts if not sound_address(start)]
        try:
            crawl.run(addresses, follow=follow)
        finally:
            record.save()
    warnings = (*fetcher.warnings, *record.warnings)
    return CrawlReport(crawl.changed, crawl.unchanged, tuple(crawl.failed), warnings)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} を作れません: {error.strerror}", f"cannot make {folder}: {error.strerror}") from error


_NO_ADDRESS: Final = "アドレスではありません / no address"


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
                if (
                    target not in queued
                    and len(queued) < _MAX_ADDRESSES
                    and any(target.startswith(folder) for folder in folders)
                ):
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
        try:
            changed = self.record.store(document, datetime.now(UTC))
        except Refused as refusal:
            self.failed.append((document.address, str(refusal)))
            return
        self.changed += changed
        self.unchanged += not changed
        self.on_document(document.address)
        if (self.changed + self.unchanged) % _SAVE_EVERY == 0:
            self.record.save()


def _targets(page: Fetched) -> Iterator[tuple[str, PageRole]]:
    """The lists and documents that a page links to."""
    for reference, words in links(page.content) if _is_html(page) else ():
        target = sound_address(reference, page.address)
        role = role_of(target, words) if target else None
        if target and role:
            yield (content_address(target) if role == "document" else target), role


def _is_html(page: Fetched) -> bool:
    return not page.media_type or page.media_type in _HTML_TYPES


def _folder(start: str) -> str:
    """The folder of an address: https://example.jp/reiki/ of https://example.jp/reiki/menu.html."""
    parts = urlsplit(start)
    return parts._replace(path=parts.path.rpartition("/")[0] + "/", query="").geturl()
