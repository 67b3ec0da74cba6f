"""Fetching the ordinance pages of a municipality's site, politely (extra ``collect``: httpx)."""

from jorei.collect.crawl import CrawlReport, collect

__all__ = ["CrawlReport", "collect"]
