"""Where defined terms are used, at the borders of words: 市 is not used in 市長, nor 訂正決定 in 訂正決定等."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jorei.text.morphology import tokens

_LETTER: Final = "一-龠々〆ァ-ヺーa-zA-Z0-9"
_JOINED: Final = re.compile(f"[{_LETTER}]{{2}}")
_LEFT_RUN: Final = re.compile(f"[{_LETTER}]*$")
_RIGHT_RUN: Final = re.compile(f"[{_LETTER}]*")
_REACH: Final = 12
"""As far as a word goes on either side of a term."""
_MOST: Final = 500_000
_DOUBTS: Final = 4_000
"""As many places, and as many runs to look up, as no text has that somebody wrote."""
# words of one or two letters that stand beside a term without changing it: 当該利用者, 利用者又は, 法第5条
_FREE_LEFT: Final = ("当該", "各", "同", "本", "全", "元", "新", "旧", "前", "後", "号", "条", "項", "他")
_FREE_RIGHT: Final = frozenset("及又若並以中上内外間前後等第附別各当同自毎")


def find_uses(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    """The positions of each word in the text, at the borders of words and outside longer words of the list.

    >>> text = "市長は、市の訂正決定等をし、訂正決定は、当該市が行う。"
    >>> find_uses(text, ["市", "訂正決定", "訂正決定等"])
    {'市': [4, 22], '訂正決定': [14], '訂正決定等': [6]}
    """
    distinct = [word for word in dict.fromkeys(words) if word]
    places = sorted(_all(text, distinct))  # at one place the longest first
    uses: dict[str, list[int]] = {}
    asked: set[str] = set()
    covered = 0
    for start, before_end, word in places:
        if -before_end > covered:
            covered = -before_end
            if _is_word(text, start, covered, asked):
                uses.setdefault(word, []).append(start)
    return {word: uses[word] for word in distinct if word in uses}


def _all(text: str, words: list[str]) -> list[tuple[int, int, str]]:
    """Where each word begins, its end (negative) and the word."""
    found: list[tuple[int, int, str]] = []
    for word in words:
        size = len(word)
        at = text.find(word)
        while at >= 0 and len(found) < _MOST:
            found.append((at, -at - size, word))
            at = text.find(word, at + size)
    return found


def _is_word(text: str, start: int, end: int, asked: set[str]) -> bool:
    """Whether a word begins at ``start`` and ends at ``end``; only between two letters is the dictionary asked."""
    left = _joined(text, start) and not text.endswith(_FREE_LEFT, 0, start)
    right = _joined(text, end) and text[end] not in _FREE_RIGHT
    if not left and not right:
        return True
    if end - start == 1:  # 青潮市, 市立: a single letter in a longer run is hardly ever the term
        return False
    before = _LEFT_RUN.search(text, max(0, start - _REACH), start)
    after = _RIGHT_RUN.match(text, end, end + _REACH)
    low = before.start() if before else start
    run = text[low : after.end() if after else end]
    if len(asked) >= _DOUBTS and run not in asked:
        return False
    asked.add(run)
    borders = _borders(run)
    return (not left or start - low in borders) and (not right or end - low in borders)


def _joined(text: str, at: int) -> bool:
    return at > 0 and _JOINED.match(text, at - 1) is not None


@lru_cache(maxsize=32_768)
def _borders(run: str) -> frozenset[int]:
    """Where words begin and end in a run of letters. The same runs come back in text after text."""
    return frozenset(at for token in tokens(run) for at in (token.start, token.end))
