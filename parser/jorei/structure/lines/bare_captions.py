"""Captions without brackets behind the number of their article: 第3条 地区の区分, and the words on the next line.

One such line may be a short sentence or a heading that print broke; a document most of whose articles begin so has its
captions there.
"""

from __future__ import annotations

from typing import Final

from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import LineKind, TypedLine

_LONGEST: Final = 36
"""Characters of such a caption. Chosen."""
_SHARE: Final = 0.8
"""Articles that begin so, above which all those lines are captions. Chosen: nearly all; deleted ones do not count."""
_FEWEST: Final = 3
_BELOW: Final[frozenset[LineKind]] = frozenset(("plain", "enumerated"))


def mark_bare_captions(lines: list[TypedLine]) -> None:
    """Makes captions of the words behind the numbers of articles where most have nothing else; changed in place."""
    articles = [
        index
        for index, typed in enumerate(lines)
        if typed.kind == "article"
        and typed.certain
        and typed.line.text[typed.body : typed.body + 1] not in ("削", "略")
    ]
    bare = [index for index in articles if _is_bare(lines, index)]
    if len(bare) < _FEWEST or len(bare) < _SHARE * len(articles):
        return
    for index in bare:
        typed = lines[index]
        typed.caption = (typed.body, len(typed.text))
        typed.body = len(typed.text)


def _is_bare(lines: list[TypedLine], index: int) -> bool:
    """Whether an article's line holds a few words that are no sentence, and a sentence or a label stands below."""
    typed = lines[index]
    if typed.caption or lines[index - 1].kind == "caption" or index + 1 == len(lines):
        return False
    words = typed.line.text[typed.body :]
    if not 0 < len(words) <= _LONGEST:
        return False
    if any(sign in words for sign in "。「」") or words[-1] in "、はがをにでと":
        return False
    below = lines[index + 1]
    return below.kind in _BELOW and (below.kind == "enumerated" or ends_sentence(below.text))
