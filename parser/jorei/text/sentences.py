"""Sentences: where a 。 ends one, and where it stands in brackets or in a quotation and ends none."""

from __future__ import annotations

import re
from typing import Final

Stretch = tuple[int, int]

_MARKS: Final = re.compile("[。()「」]")


def sentences(text: str, low: int, high: int) -> list[Stretch]:
    """The sentences between two positions; a 。 in brackets or in a quotation ends none.

    >>> text = "甲(乙をいう。以下同じ。)とする。ただし、「丙。」は丁とする。"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['甲(乙をいう。以下同じ。)とする。', 'ただし、「丙。」は丁とする。']
    """
    found: list[Stretch] = []
    depth, start = 0, low
    for match in _MARKS.finditer(text, low, high):
        mark = match[0]
        if mark in "(「":
            depth += 1
        elif mark in ")」":
            depth = max(0, depth - 1)
        elif not depth:
            found.append((start, match.end()))
            start = match.end()
    if text[start:high].strip():
        found.append((start, high))
    return found
