"""Fetching the ordinance pages of a municipality's site, with few requests and long pauses (extra ``collect``: httpx).

The only package that opens network connections; it writes files for `jorei build` and parses no document.
"""

from jorei.collect.crawl import CrawlReport, collect

__all__ = ["CrawlReport", "collect"]
