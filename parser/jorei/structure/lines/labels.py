"""Enumerators: what stands at the head of 項, 号 and their subdivisions, in every style ordinances use.

A label can be read in more than one way (イ is the second of アイウ and the first of イロハ), so a reading is a list
of (style, ordinal) and the builder takes the one that continues a list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from jorei.text.numerals import AIUEO, IROHA, SINGLE, parse_number

ARABIC, KANJI, CIRCLED, KANA = "1", "一", "①", "ア"
PAREN_ARABIC, PAREN_KANJI, PAREN_KANA = "(1)", "(一)", "(ア)"
IROHA_STYLE, PAREN_IROHA = "イ", "(イ)"
LATIN, PAREN_LATIN, ROMAN, PAREN_ROMAN = "a", "(a)", "i", "(i)"

_K = "〇一二三四五六七八九十百"
_BRANCH = rf"(?:の[0-9{_K}]+)*"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


class Label(msgspec.Struct, frozen=True, gc=False):
    """An enumerator of ``length`` characters and its possible readings, best first.

    ``firm`` tells a label set off by a blank or a bracket from a bare number that may as well be a quantity;
    ``last`` are the readings of the last label of a range (一から四まで 略, イからリまで 削除).
    """

    length: int
    readings: tuple[tuple[str, tuple[int, ...]], ...]
    firm: bool = True
    last: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def last_in(self, style: str) -> tuple[int, ...] | None:
        """The last ordinal of a range, read in a style: リ is the 9th of イロハ and the 40th of アイウ."""
        return dict(self.last).get(style, self.last[0][1]) if self.last else None


# what may follow a label; a closing mark such as ． or ） belongs to the label
_END = r"(?P<mark>[.)、]?)(?P<after> |$)"
_ARABIC_RE = re.compile(rf"(?P<n>[0-9]{{1,3}})(?P<b>{_BRANCH})(?:{_END}|(?P<bare>))")
_KANJI_RE = re.compile(rf"(?P<n>[{_K}]{{1,5}})(?P<b>{_BRANCH}){_END}")
_KANA_RE = re.compile(rf"(?P<n>[ア-ヲン])(?P<b>{_BRANCH}){_END}")
_LATIN_RE = re.compile(rf"(?P<n>[a-z]|[ivx]{{1,5}}|[A-Z]){_END}")
_PAREN_RE = re.compile(
    rf"[(〔](?P<n>[0-9]{{1,3}}|[{_K}]{{1,5}}|[ア-ヲン]|[a-zA-Z]|[ivx]{{1,5}}|[ⅰ-ⅻ])(?P<b>{_BRANCH})[)〕](?P<c>{_BRANCH})"
)
_SINGLE_RE = re.compile(rf"(?P<n>[{''.join(SINGLE)}])(?P<b>{_BRANCH})")
_ENCLOSED_KANA = {
    chr(ord("㋐") + i): c
    for i, c in enumerate(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲ"
    )
}
# a number with one of these behind it is a quantity or a reference, not a label
_COUNTER = re.compile(
    r"[万億人名日月年時分秒回個件円歳級号条項節章編款種類次度期週割階番倍部通枚台頭戸棟区町丁字箇か%.,、・~〜／/:-]|[ヶカケ]月|以[上下内外]|メートル|キロ|ミリ|センチ|グラム|リットル|パーセント"
)


def follows(before: tuple[int, ...], ordinal: tuple[int, ...]) -> bool:
    """Whether a number is the next after another, branch numbers included.

    >>> follows((2,), (3,)), follows((2,), (2, 2)), follows((2, 2), (2, 3)), follows((2, 2), (3,)), follows((2,), (4,))
    (True, True, True, True, False)
    """
    if not before:
        return False
    depth = len(ordinal)
    if depth <= len(before):
        return ordinal == (*before[: depth - 1], before[depth - 1] + 1)
    return ordinal in ((*before, 2), (*before, 1))


def _ordinal(number: int | None, branches: str) -> tuple[int, ...] | None:
    if number is None:
        return None
    if not branches:
        return (number,)
    tail = [parse_number(part) for part in branches.split("の")[1:]]
    return None if None in tail else (number, *(n for n in tail if n is not None))


def _kana_readings(kana: str, branches: str, plain: str, iroha: str) -> list[tuple[str, tuple[int, ...]]]:
    readings = []
    for style, order in ((plain, AIUEO), (iroha, IROHA)):
        ordinal = _ordinal(order.find(kana) + 1 or None, branches)
        if ordinal:
            readings.append((style, ordinal))
    return readings


def _inner_readings(inner: str, branches: str) -> list[tuple[str, tuple[int, ...]]]:
    """Readings of what stands between brackets."""
    number = _ordinal(parse_number(inner), branches)
    if inner[0].isdigit() and number:
        return [(PAREN_ARABIC, number)]
    if inner in SINGLE and number:
        return [(PAREN_ROMAN, number)]
    if number:
        return [(PAREN_KANJI, number)]
    if "ァ" <= inner <= "ヶ":
        return _kana_readings(inner, branches, PAREN_KANA, PAREN_IROHA)
    return _latin_readings(inner, PAREN_LATIN, PAREN_ROMAN)


def _latin_readings(letters: str, style: str, roman: str) -> list[tuple[str, tuple[int, ...]]]:
    readings: list[tuple[str, tuple[int, ...]]] = []
    lower = letters.lower()
    if letters != lower and style == LATIN:
        return []  # A, B, C at a line's head are the signs of a formula
    if len(letters) == 1:
        readings.append((style, (ord(lower) - 96,)))
    if lower in _ROMAN:
        readings.append((roman, (_ROMAN[lower],)))
    return readings


_REACH: Final = 24
_RANGE_RE = re.compile(
    rf"(?P<first>[(]?(?:[0-9]{{1,3}}|[{_K}]{{1,5}}|[ア-ヲン])[)]?{_BRANCH})[ ]?(?:から|及び|・|、|~|〜|～|―|-)[ ]?"
    rf"(?P<last>[(]?(?:[0-9]{{1,3}}|[{_K}]{{1,5}}|[ア-ヲン])[)]?{_BRANCH})(?:まで)?(?=[ ]*(?:略|削除|[(]略[)]|〔略〕))"
)


def _range(text: str) -> Label | None:
    """一から四まで 略, (2)・(3) 削除: one line for several omitted or deleted entries."""
    match = _RANGE_RE.match(text)
    if not match:
        return None
    first, last = (parse_label(match[group] + " ") for group in ("first", "last"))
    if not first or not last or first.readings[0][0] != last.readings[0][0]:
        return None
    return Label(match.end(), first.readings, last=last.readings)


def parse_label(text: str) -> Label | None:
    """The enumerator at the head of a folded line, if there is one.

    >>> parse_label("(1)の2 略").readings, parse_label("イ 左").readings
    ((('(1)', (1, 2)),), (('ア', (2,)), ('イ', (1,))))
    >>> parse_label("2人以上の委員"), parse_label("2市長は").firm, parse_label("第2条")
    (None, False, None)
    """
    first = text[0]
    if text.find("略", 0, _REACH) >= 0 or text.find("削除", 0, _REACH) >= 0:
        ranged = _range(text)
        if ranged:
            return ranged
    if first in "(〔":
        return _bracketed(text)
    if first in SINGLE:
        match = _SINGLE_RE.match(text)
        assert match  # the pattern is the very set that was asked
        style = PAREN_ARABIC if "⑴" <= first <= "⒇" else ROMAN if "Ⅰ" <= first <= "ⅻ" else CIRCLED
        ordinal = _ordinal(SINGLE[first], match["b"])
        return Label(match.end(), ((style, ordinal),)) if ordinal else None
    if first in _ENCLOSED_KANA:
        return Label(1, tuple(_kana_readings(_ENCLOSED_KANA[first], "", PAREN_KANA, PAREN_IROHA)))
    if first.isascii():
        return _numbered(text) if first.isdigit() else _lettered(text)
    match = _KANJI_RE.match(text) if first in _K else _KANA_RE.match(text)
    if not match:
        return None
    return _bare_label(match["n"], match["b"], match.start("after"))


@lru_cache(maxsize=4096)
def _bare_label(mark: str, branches: str, length: int) -> Label | None:
    if mark[0] not in _K:
        return Label(length, tuple(_kana_readings(mark, branches, KANA, IROHA_STYLE)))
    ordinal = _ordinal(parse_number(mark), branches)
    return Label(length, ((KANJI, ordinal),)) if ordinal else None


def _bracketed(text: str) -> Label | None:
    match = _PAREN_RE.match(text)
    return _bracketed_label(*match.groups(), match.end()) if match else None


@lru_cache(maxsize=4096)
def _bracketed_label(inner: str, branches: str, more: str, length: int) -> Label | None:
    """(1), (2), (3) come again and again."""
    readings = _inner_readings(inner, branches + more)
    return Label(length, tuple(readings)) if readings else None


def _numbered(text: str) -> Label | None:
    match = _ARABIC_RE.match(text)
    if not match:
        return None
    digits, branches, _, after, _ = match.groups()
    if after is not None:
        return _arabic_label(digits, branches, match.start("after"))
    ordinal = _ordinal(int(digits), branches)
    if not ordinal or not ordinal[0]:
        return None
    rest = text[match.end() : match.end() + 6]
    if not rest or rest[0].isascii() or branches or _COUNTER.match(rest):
        return None
    return Label(match.end(), ((ARABIC, ordinal),), firm=False)


@lru_cache(maxsize=4096)
def _arabic_label(digits: str, branches: str, length: int) -> Label | None:
    ordinal = _ordinal(int(digits), branches)
    return Label(length, ((ARABIC, ordinal),)) if ordinal and ordinal[0] else None


def _lettered(text: str) -> Label | None:
    match = _LATIN_RE.match(text)
    if not match:
        return None
    readings = _latin_readings(match["n"], LATIN, ROMAN)
    return Label(match.start("after"), tuple(readings)) if readings else None
