"""Titles of laws that a list knows, looked up where a text might name one: by their last letters, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_KEY: Final = 3
"""Letters at the end of a title by which it is looked up. Chosen: 民法 and the like are looked up by all of theirs."""
_JOINS_LEFT: Final = re.compile("[一-龠々ァ-ヶーA-Za-z0-9](?<!当該)(?<![旧新同])$")
_JOINS_RIGHT: Final = re.compile("[一-龠々ァ-ヶー](?<![第附付別様及又並若等中各本前後])")


class KnownTitles:
    """A set of folded titles without blanks.

    >>> titles = KnownTitles(["架空保全法", "甲及び架空保全法", "架空保全法施行令"])
    >>> titles.spans("届出及び架空保全法施行令第2条、甲及び架空保全法, 新規架空保全法")
    [(4, 12), (16, 24)]
    """

    def __init__(self, titles: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = {}
        self._titles = frozenset(title for title in titles if len(title) > 1)
        for title in self._titles:
            lengths.setdefault(title[-_KEY:], set()).add(len(title))
        self._lengths = {key: sorted(of_key, reverse=True) for key, of_key in lengths.items()}
        ends = "".join(sorted({title[-1] for title in self._titles}))
        self._ends = re.compile(f"[{re.escape(ends)}]") if ends else None

    def start_of(self, text: str, end: int, floor: int) -> int:
        """Where the longest title begins that ends at ``end`` and is no part of a longer word; -1 for none."""
        for key in (text[max(0, end - _KEY) : end], text[max(0, end - _KEY + 1) : end]):
            for length in self._lengths.get(key, ()):
                start = end - length
                if start >= floor and text[start:end] in self._titles and not _joins_left(text, start):
                    return start
        return -1

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where titles stand in a text, in order; of those that overlap the one that ends last."""
        found: list[tuple[int, int]] = []
        for match in self._ends.finditer(text) if self._ends is not None else ():
            end = match.end()
            if _JOINS_RIGHT.match(text, end):
                continue
            start = self.start_of(text, end, 0)
            if start < 0:
                continue
            while found and found[-1][1] > start:
                found.pop()
            found.append((start, end))
        return found


def _joins_left(text: str, start: int) -> bool:
    """Whether the letter before ``start`` is of the same word: 保金規則 in 甲市保管金規則."""
    return start > 0 and _JOINS_LEFT.search(text, max(0, start - 1), start) is not None
