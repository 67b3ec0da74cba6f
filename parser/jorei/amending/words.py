"""Words in units: found in whatever width they are written, as units of meaning, and changed in place.

What a sentence puts in is out of reach of its later clauses: it stands between two characters that no text has, and
what it takes out leaves them behind.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.amending.unit import Unit, letters, readable
from jorei.text.fold import fold

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_MASKED: Final = re.compile(f"{OPEN}[^{CLOSE}]*+(?:{CLOSE}|$)")
_DIGIT: Final = "0123456789"
_IDEOGRAPH: Final = re.compile("[一-鿿々]")
_KANJI: Final = "〇一二三四五六七八九十百千"

Span = tuple[int, int]


def unmask(unit: Unit) -> None:
    """The sentence is over: what it put in is text like any other."""
    if OPEN in unit.text:
        unit.drop(OPEN + CLOSE)
    unit.caption = visible(unit.caption)


def visible(text: str) -> str:
    """A text as it reads now, in the middle of a sentence."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def find(text: str, old: str, low: int = 0, high: int | None = None) -> list[Span]:
    """Where words stand in a text, between two places of it, without what the sentence itself put in.

    >>> find("第１項及び第11項", "第1項"), find("甲\\n　乙", "甲乙")
    ([(0, 3)], [(0, 4)])
    """
    wanted = letters(old).replace("\n", "")
    if not wanted:
        return []
    folded, places = readable(text)
    folded = _MASKED.sub(lambda m: OPEN * len(m[0]), folded)
    found = _search(folded, places, wanted)
    if not found:
        kept = [i for i, c in enumerate(folded) if c != " "]
        found = _search("".join([folded[i] for i in kept]), [places[i] for i in kept], wanted.replace(" ", ""))
    high = len(text) if high is None else high
    return [(start, end) for start, end in found if low <= start and end <= high]


def _search(folded: str, places: list[int], wanted: str) -> list[Span]:
    found: list[Span] = []
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        last = at + len(wanted)
        found.append((places[at], places[last - 1] + 1))
        at = folded.find(wanted, last)
    return found


def is_meant(text: str, span: Span, old: str, new: str) -> bool:
    """Whether words stand as a unit of meaning: not inside a number, 第5条の2 or the new words.

    >>> [is_meant("1日、11日", span, "1日", "2日") for span in ((0, 2), (4, 6))]
    [True, False]
    """
    return _whole(text, span, old) and not _already(text, span, old, new)


def _whole(text: str, span: Span, old: str) -> bool:
    before, after = fold(text[max(0, span[0] - 1) : span[0]]), fold(text[span[1] : span[1] + 2])
    first, last = fold(old[:1]), fold(old[-1:])
    if len(old) == 1 and _IDEOGRAPH.match(old) and (_IDEOGRAPH.match(before) or _IDEOGRAPH.match(after)):
        return False  # 市 is not in 市長, 長 not in 長期間
    for digits in (_DIGIT, _KANJI):
        if before and before in digits and first in digits or after[:1] and after[:1] in digits and last in digits:
            return False
    return not (last in "条号" and len(old) > 2 and after[:1] == "の" and after[1:] and after[1:] in _DIGIT + _KANJI)


def _already(text: str, span: Span, old: str, new: str) -> bool:
    """団員 inside of 消防団員, where 団員 becomes 消防団員."""
    at = new.find(old) if old and len(new) > len(old) else -1
    if at < 0 or not new:
        return False
    around = text[max(0, span[0] - at) : span[0] - at + len(new)]
    return fold(around) == fold(new) and at + len(old) == len(new)


def change(unit: Unit, name: str, span: Span, new: str) -> None:
    """Other words at a place of a unit's text or caption, marked as the sentence's own."""
    if name == "text":
        unit.splice(span, OPEN + new + CLOSE)
    else:
        unit.caption = unit.caption[: span[0]] + OPEN + new + CLOSE + unit.caption[span[1] :]


_BREAK: Final = re.compile("[。「」（）()]")


def sentences(text: str) -> list[Span]:
    """The sentences of a text: at each 。 outside of quotations and brackets.

    >>> sentences("甲（乙。丙）とする。ただし、丁。")
    [(0, 10), (10, 16)]
    """
    found: list[Span] = []
    depth = start = 0
    for match in _BREAK.finditer(text):
        c = match[0]
        if c in "「（(":
            depth += 1
        elif c in "」）)":
            depth = max(0, depth - 1)
        elif not depth:
            found.append((start, match.end()))
            start = match.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found or [(0, len(text))]


def part(text: str, word: str) -> Span | None:
    """Where ただし書, 本文, 前段 or 後段 of a text stands; None when it has none.

    >>> part("甲とする。ただし、乙。", "ただし書"), part("甲。この場合において、乙。", "後段"), part("甲。", "後段")
    ((5, 11), (2, 13), None)
    """
    spans = sentences(text)
    words = [visible(text[a:b]).lstrip("　 \n") for a, b in spans]
    proviso = next((i for i, one in enumerate(words) if one.startswith("ただし") and i), None)
    second = next((i for i, one in enumerate(words) if i and not one.startswith("ただし")), None)
    if word == "ただし書":
        if proviso is None:
            return None
        last = second - 1 if second is not None and second > proviso else len(spans) - 1
        return spans[proviso][0], spans[last][1]
    if word == "本文":
        return (spans[0][0], spans[proviso - 1][1]) if proviso else (spans[0][0], spans[-1][1])
    if second is None:
        return (spans[0][0], spans[-1][1]) if word == "前段" else None
    if word == "前段":
        return spans[0][0], spans[second - 1][1]
    return (spans[second][0], spans[-1][1]) if word in ("後段", "中段") else None
