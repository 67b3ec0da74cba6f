"""Fetching the ordinance pages of a municipality's site, politely (extra ``collect``: httpx)."""

from jorei.collect.crawl import Report, collect

__all__ = ["Report", "collect"]
