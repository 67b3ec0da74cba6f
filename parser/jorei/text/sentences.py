"""Sentences: where a 。 ends one, and where it stands in brackets or in a quotation and ends none."""

from __future__ import annotations

import re
from typing import Final

Stretch = tuple[int, int]

_MARKS: Final = re.compile("[。()（）「」『』]")
_OPENING: Final = "(（「『"
_PROVISO: Final = ("ただし、", "但し、", "但、")


def sentences(text: str, low: int, high: int) -> list[Stretch]:
    """The sentences between two positions; a 。 in brackets or in a quotation ends none.

    >>> text = "甲(乙をいう。以下同じ。)とする。ただし、「丙。」は丁とする。"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['甲(乙をいう。以下同じ。)とする。', 'ただし、「丙。」は丁とする。']
    """
    stretches: list[Stretch] = []
    depth, start = 0, low
    for match in _MARKS.finditer(text, low, high):
        mark = match[0]
        if mark in _OPENING:
            depth += 1
        elif mark != "。":
            depth = max(0, depth - 1)
        elif not depth:
            stretches.append((start, match.end()))
            start = match.end()
    if text[start:high].strip():
        stretches.append((start, high))
    return stretches


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, which joined are the text again; blanks at its end belong to the last one.

    >>> split_sentences("甲（乙をいう。）は、丙とする。ただし、丁を除く。")
    ['甲（乙をいう。）は、丙とする。', 'ただし、丁を除く。']
    >>> split_sentences("")
    ['']
    """
    starts = [start for start, _ in sentences(text, 0, len(text))] or [0]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def is_proviso(sentence: str) -> bool:
    """Whether a sentence is a ただし書.

    >>> is_proviso("ただし、丁を除く。"), is_proviso("甲とする。")
    (True, False)
    """
    return sentence.lstrip("\u3000 ").startswith(_PROVISO)
