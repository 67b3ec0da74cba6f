"""Small questions about words of a text that several checks ask."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.text.fold import squeeze
from jorei.text.label_styles import UNFOLDED_FIRST_LABEL

CONJUNCTION: Final = "(?:及び|および|又は|または|並びに|ならびに|若しくは|もしくは)"
"""A pattern for the words that join nouns."""
INLINE_ITEM: Final = re.compile(UNFOLDED_FIRST_LABEL)
"""The first label of items that run on in the text of their stem."""


@lru_cache(maxsize=8192)
def squeezed(words: str) -> str:
    """The words of a mention or a label folded and without blanks and line breaks; the same few hundred come again.

    >>> squeezed("第　２６条\\n第５項")
    '第26条第5項'
    """
    return squeeze(words)


def is_quoted(text: str, offset: int, start: int) -> bool:
    """Whether a 「 between ``start`` and an offset is still open there; those within others are counted.

    >>> is_quoted("「甲」は「乙」", 1, 0), is_quoted("「甲」は「乙」", 3, 0), is_quoted("「甲「乙」丙」", 5, 0)
    (True, False, True)
    """
    if text.rfind("「", start, offset) < 0:
        return False
    depth = 0
    for sign in text[start:offset]:
        if sign == "「":
            depth += 1
        elif sign == "」" and depth:
            depth -= 1
    return depth > 0
