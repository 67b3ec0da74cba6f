"""Endings of words and sentences by their last letter: what ends in another letter is asked for none of them."""

from __future__ import annotations

from collections.abc import Iterable


def by_last(endings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The endings by their last letter.

    >>> by_last(("場合", "とき", "割合"))
    {'合': ('場合', '割合'), 'き': ('とき',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for ending in endings:
        found[ending[-1]] = (*found.get(ending[-1], ()), ending)
    return found
