"""Characters that take no place on the page: nobody sees them, and a pattern that meets one fails."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

UNSEEN: Final = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
"""Soft hyphen, zero-width blanks and joiners, marks of direction, selectors of how a sign is drawn, byte order marks.
Variation selectors of kanji are none of them: they are a part of a name."""

UNSEEN_RE: Final = re.compile(f"[{UNSEEN}]+")


@lru_cache(maxsize=2)  # asked when a document is laid out and when it is checked
def holds_unseen(text: str) -> bool:
    """Whether a text holds such a character; a walk for each is quicker than one for all of them.

    >>> holds_unseen("第1条"), holds_unseen("第1\\u200b条")
    (False, True)
    """
    return not text.isascii() and any(sign in text for sign in UNSEEN)
