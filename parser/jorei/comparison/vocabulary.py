"""The words of a provision, normalised by Sudachi; citations and numbers are no vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from jorei.text.fold import fold
from jorei.text.morphology import tokens

_CITATION: Final = re.compile(
    r"第[0-9〇一二三四五六七八九十百]+(?:条|項|号|編|章|節)(?:の[0-9〇一二三四五六七八九十]+)*|[前次同各](?:[0-9一二三四五六七八九十]*|々)[条項号]|本文|ただし書"
)
_CONTENT: Final = frozenset(("名詞", "動詞", "形容詞", "形状詞", "接尾辞", "副詞"))
_EMPTY: Final = frozenset(("数詞", "非自立可能"))
_SENTENCE: Final = re.compile("[^。]+。?")


def terms(text: str) -> tuple[str, ...]:
    """The content words in order, in the dictionary's normalised form: き損 and 毀損 are one word.

    >>> terms("第12条第2項の規定により、個人情報のき損にかんがみ、15日以内に措置を講ずる。")
    ('規定', 'よる', '個人情報', '毀損', '鑑みる', '日', '以内', '措置', '講じる')
    """
    found: list[str] = []
    for sentence in _SENTENCE.findall(_CITATION.sub("", fold(text))):
        found += _terms(sentence)
    return tuple(found)


@lru_cache(maxsize=1 << 16)  # ordinances of one subject share their sentences
def _terms(sentence: str) -> tuple[str, ...]:
    return tuple(
        morph.normalized_form
        for morph in tokens(sentence)
        if morph.pos[0] in _CONTENT and morph.pos[1] not in _EMPTY
    )  # fmt: skip


_SIGNS: Final = re.compile(r"[、。()「」『』\s]")


def grams(text: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters, which see that 審議会 and 審査会 are nearly one word.

    >>> grams("第3条の審査会は、")
    ('の審', '審査', '査会', '会は')
    """
    plain = _SIGNS.sub("", _CITATION.sub("", fold(text)))
    return tuple(map("".join, pairwise(plain)))
