"""The sentences of a provision, as 法令標準XML and Akoma Ntoso set them apart."""

from __future__ import annotations

import re
from typing import Final

_STOP: Final = re.compile(r"[「『（(]|[」』）)]|。")
_PROVISO: Final = ("ただし、", "但し、", "但、")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, which joined are the text again; a 。 in brackets or quotation marks ends none.

    >>> split_sentences("甲（乙をいう。）は、丙とする。ただし、丁を除く。")
    ['甲（乙をいう。）は、丙とする。', 'ただし、丁を除く。']
    >>> split_sentences("")
    ['']
    """
    sentences, begin, depth = [], 0, 0
    for match in _STOP.finditer(text):
        sign = match.group()
        if sign in "「『（(":
            depth += 1
        elif sign != "。":
            depth = max(0, depth - 1)
        elif not depth and match.end() < len(text):
            sentences.append(text[begin : match.end()])
            begin = match.end()
    return [*sentences, text[begin:]]


def is_proviso(sentence: str) -> bool:
    """Whether a sentence is a ただし書.

    >>> is_proviso("ただし、丁を除く。"), is_proviso("甲とする。")
    (True, False)
    """
    return sentence.lstrip("\u3000 ").startswith(_PROVISO)
