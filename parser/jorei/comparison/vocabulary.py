"""The words of a provision, normalised by Sudachi, without citations and numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from jorei.model.kinds import UNIT_LETTERS, UNITS
from jorei.text.fold import fold
from jorei.text.morphology import tokens

_KANJI_DIGITS: Final = "〇一二三四五六七八九十"
_NUMBER: Final = f"[0-9{_KANJI_DIGITS}百]+"
_BRANCH: Final = f"(?:の[0-9{_KANJI_DIGITS}]+)*"
_RELATIVE_UNITS: Final = "".join(UNITS[kind] for kind in ("article", "paragraph", "item"))
_CITATION: Final = re.compile(
    rf"第{_NUMBER}[{UNIT_LETTERS}]{_BRANCH}"
    rf"|[前次同各](?:[0-9{_KANJI_DIGITS[1:]}]*|々)[{_RELATIVE_UNITS}]"
    "|本文|ただし書"
)
_CONTENT_CLASSES: Final = frozenset(("名詞", "動詞", "形容詞", "形状詞", "接尾辞", "副詞"))
"""Parts of speech (Sudachi's first level) that carry content."""
_EMPTY_CLASSES: Final = frozenset(("数詞", "非自立可能"))
"""Of these, the classes of the second level that carry none: numerals, and dependent verbs such as する."""
_CACHED_SENTENCES: Final = 1 << 16
"""Analysed sentences held in memory: ordinances on one topic share many of them."""
_UP_TO_FULL_STOP: Final = re.compile("[^。]*。|[^。]+")
_PUNCTUATION: Final = re.compile(r"[、。()「」『』\s]")


def content_words(text: str) -> tuple[str, ...]:
    """The content words in order, in the dictionary's normalised form: き損 and 毀損 are one word.

    >>> content_words("第12条第2項の規定により、個人情報のき損にかんがみ、15日以内に措置を講ずる。")
    ('規定', 'よる', '個人情報', '毀損', '鑑みる', '日', '以内', '措置', '講じる')
    """
    words: list[str] = []
    for sentence in cut_at_full_stops(_without_citations(text)):
        words += _content_words(sentence)
    return tuple(words)


@lru_cache(maxsize=_CACHED_SENTENCES)
def _content_words(sentence: str) -> tuple[str, ...]:
    return tuple(
        morph.word.normalized_form
        for morph in tokens(sentence)
        if morph.word.pos[0] in _CONTENT_CLASSES and morph.word.pos[1] not in _EMPTY_CLASSES
    )


def character_pairs(text: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters; they show that 審議会 and 審査会 are nearly one word.

    >>> character_pairs("第3条の審査会は、")
    ('の審', '審査', '査会', '会は')
    """
    return tuple(map("".join, pairwise(_PUNCTUATION.sub("", _without_citations(text)))))


def cut_at_full_stops(text: str) -> list[str]:
    """The text cut after every 。, also one in brackets: short pieces to be analysed or compared, nothing is lost.

    >>> cut_at_full_stops("甲とする。（乙を除く。）丙")
    ['甲とする。', '（乙を除く。', '）丙']
    """
    return _UP_TO_FULL_STOP.findall(text)


def _without_citations(text: str) -> str:
    return _CITATION.sub("", fold(text))
