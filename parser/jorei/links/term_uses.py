"""Where defined terms are used, at the borders of words: 市 is not used in 市長, nor 訂正決定 in 訂正決定等."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jorei.text.morphology import word_borders

_REACH: Final = 12
"""Characters on either side of a term that may belong to its word. Chosen: longer runs of letters have a border inside."""
_MOST_OCCURRENCES: Final = 500_000
_MOST_RUNS: Final = 4_000
"""Occurrences that are looked at, and runs of letters that are looked up. Chosen: more than any text has that somebody
wrote."""
# words of one or two letters that stand beside a term without changing it: 当該利用者, 利用者又は, 法第5条
_FREE_LEFT: Final = ("当該", "各", "同", "本", "全", "元", "新", "旧", "前", "後", "号", "条", "項", "他")
_FREE_RIGHT: Final = frozenset("及又若並中以上内外間前後等第附別各当同自毎")
_NUMBERED_LEFT: Final = tuple("市町村区都道府県")
_NUMBERED: Final = re.compile("(?:条例|規則)第[0-9一二三四五六七八九十百]")
"""平成3年青潮市条例第2号: behind the name of a municipality the noun before a number is a word, without asking."""


def find_uses(text: str, terms: Iterable[str]) -> dict[str, list[int]]:
    """The offsets of each term in the text, at the borders of words and outside longer terms of the list.

    >>> text = "市長は、市の訂正決定等をし、訂正決定は、当該市が行う。"
    >>> find_uses(text, ["市", "訂正決定", "訂正決定等"])
    {'市': [4, 22], '訂正決定': [14], '訂正決定等': [6]}
    >>> find_uses("平成3年青潮市条例第2号、岩波村規則第十号、青潮市条例集", ["条例", "規則"])
    {'条例': [7, 25], '規則': [16]}
    """
    distinct = [term for term in dict.fromkeys(terms) if term]
    uses: dict[str, list[int]] = {term: [] for term in distinct}
    looked_up: set[str] = set()
    covered = 0
    for start, minus_end, term in sorted(_occurrences(text, distinct)):  # at one offset the longest first
        end = -minus_end
        if end > covered:
            covered = end
            if _is_word(text, start, end, looked_up):
                uses[term].append(start)
    return {term: offsets for term, offsets in uses.items() if offsets}


def _occurrences(text: str, terms: list[str]) -> list[tuple[int, int, str]]:
    """Where each term begins, its end (negative) and the term."""
    occurrences: list[tuple[int, int, str]] = []
    for term in terms:
        length = len(term)
        start = text.find(term)
        while start >= 0 and len(occurrences) < _MOST_OCCURRENCES:
            occurrences.append((start, -start - length, term))
            start = text.find(term, start + length)
    return occurrences


def _is_word(text: str, start: int, end: int, looked_up: set[str]) -> bool:
    """Whether a word begins at ``start`` and ends at ``end``; only between two letters is the dictionary asked."""
    left = start > 0 and _is_letter(ord(text[start])) and _is_letter(ord(text[start - 1]))
    left = left and not text.endswith(_FREE_LEFT, 0, start)
    right = end < len(text) and _is_letter(ord(text[end])) and _is_letter(ord(text[end - 1]))
    right = right and text[end] not in _FREE_RIGHT
    if not left and not right:
        return True
    if end - start == 1:  # 青潮市, 市立: a single letter in a longer run is hardly ever the term
        return False
    if left and not right and text.endswith(_NUMBERED_LEFT, 0, start) and _NUMBERED.match(text, start):
        return True
    low, lowest = start, max(0, start - _REACH)
    while low > lowest and _is_letter(ord(text[low - 1])):
        low -= 1
    high, highest = end, min(len(text), end + _REACH)
    while high < highest and _is_letter(ord(text[high])):
        high += 1
    run = text[low:high]
    if len(looked_up) >= _MOST_RUNS and run not in looked_up:
        return False
    looked_up.add(run)
    borders = _borders(run)
    return (not left or start - low in borders) and (not right or end - low in borders)


def _is_letter(code: int) -> bool:
    """Whether a code point is one of the letters of which words are that no hiragana parts: 一-龠々ァ-ヺー, a-z, 0-9.

    Compared as a number, which compiled costs next to nothing: a character of its own would be made, hashed and looked up.
    """
    if code >= 0x3005:
        return 0x4E00 <= code <= 0x9FA0 or 0x30A1 <= code <= 0x30FA or code == 0x30FC or code == 0x3005
    return 0x30 <= code <= 0x39 or 0x61 <= code <= 0x7A or 0x41 <= code <= 0x5A


@lru_cache(maxsize=32_768)
def _borders(run: str) -> frozenset[int]:
    """Where words begin and end in a run of letters. The same runs come back in text after text."""
    return word_borders(run)
