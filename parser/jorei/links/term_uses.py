"""Where defined terms are used, at the borders of words: 市 is not used in 市長, nor 訂正決定 in 訂正決定等."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jorei.text.morphology import tokens

_LETTER: Final = "一-龠々ァ-ヺーa-zA-Z0-9"
_LETTERS: Final = frozenset(
    chr(code) for first, last in ("一龠", "ァヺ", "az", "AZ", "09") for code in range(ord(first), ord(last) + 1)
) | {"々", "ー"}
"""The same letters one by one: asking a set is quicker than a pattern, and two thirds of all questions are answered so."""
_LEFT_RUN: Final = re.compile(f"[{_LETTER}]*$")
_RIGHT_RUN: Final = re.compile(f"[{_LETTER}]*")
_REACH: Final = 12
"""Characters on either side of a term that may belong to its word. Chosen: longer runs of letters have a border inside."""
_MOST_OCCURRENCES: Final = 500_000
_MOST_RUNS: Final = 4_000
"""Occurrences that are looked at, and runs of letters that are looked up. Chosen: more than any text has that somebody
wrote."""
# words of one or two letters that stand beside a term without changing it: 当該利用者, 利用者又は, 法第5条
_FREE_LEFT: Final = ("当該", "各", "同", "本", "全", "元", "新", "旧", "前", "後", "号", "条", "項", "他")
_FREE_RIGHT: Final = frozenset("及又若並中以上内外間前後等第附別各当同自毎")


def find_uses(text: str, terms: Iterable[str]) -> dict[str, list[int]]:
    """The offsets of each term in the text, at the borders of words and outside longer terms of the list.

    >>> text = "市長は、市の訂正決定等をし、訂正決定は、当該市が行う。"
    >>> find_uses(text, ["市", "訂正決定", "訂正決定等"])
    {'市': [4, 22], '訂正決定': [14], '訂正決定等': [6]}
    """
    distinct = [term for term in dict.fromkeys(terms) if term]
    uses: dict[str, list[int]] = {}
    looked_up: set[str] = set()
    covered = 0
    for start, minus_end, term in sorted(_occurrences(text, distinct)):  # at one offset the longest first
        if -minus_end > covered:
            covered = -minus_end
            if _is_word(text, start, covered, looked_up):
                uses.setdefault(term, []).append(start)
    return {term: uses[term] for term in distinct if term in uses}


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
    left = text[start] in _LETTERS and start > 0 and text[start - 1] in _LETTERS
    left = left and not text.endswith(_FREE_LEFT, 0, start)
    after = text[end : end + 1]
    right = after in _LETTERS and after not in _FREE_RIGHT and text[end - 1] in _LETTERS
    if not left and not right:
        return True
    if end - start == 1:  # 青潮市, 市立: a single letter in a longer run is hardly ever the term
        return False
    before = _LEFT_RUN.search(text, max(0, start - _REACH), start)
    behind = _RIGHT_RUN.match(text, end, end + _REACH)
    low = before.start() if before else start
    run = text[low : behind.end() if behind else end]
    if len(looked_up) >= _MOST_RUNS and run not in looked_up:
        return False
    looked_up.add(run)
    borders = _borders(run)
    return (not left or start - low in borders) and (not right or end - low in borders)


@lru_cache(maxsize=32_768)
def _borders(run: str) -> frozenset[int]:
    """Where words begin and end in a run of letters. The same runs come back in text after text."""
    return frozenset(offset for token in tokens(run) for offset in (token.start, token.end))
