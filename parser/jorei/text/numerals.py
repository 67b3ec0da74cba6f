"""Numbers in every notation of ordinances: 12, １２, 十二, 一二, 百二十三, 元, ①, ⑴, Ⅳ, ㈠."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.num import Ordinal

NUMERALS: Final = "0-9〇零一二三四五六七八九十百千"
"""The characters of numbers in folded text, for the character classes of patterns."""
NUMBER: Final = rf"[０-９{NUMERALS}]+"
"""A number as it stands in 第…条; whether it makes sense is `parse_number`'s to say."""

_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1, "壱": 1, "弐": 2, "参": 3}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_ARABIC: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def _series(first: str, count: int, start: int = 1) -> dict[str, int]:
    return {chr(ord(first) + i): start + i for i in range(count)}


SINGLE: Final[dict[str, int]] = (
    _series("①", 20) | _series("㉑", 15, 21) | _series("㊱", 15, 36)
    | _series("⑴", 20) | _series("⒈", 20) | _series("㈠", 10) | _series("㊀", 10)
    | _series("Ⅰ", 12) | _series("ⅰ", 12) | _series("❶", 10) | _series("⓵", 10) | _series("➀", 10) | _series("➊", 10)
)  # fmt: skip
"""Single characters that are whole numbers."""


@lru_cache(maxsize=4096)
def parse_number(text: str) -> int | None:
    """A numeral in any notation as an int; None when it is not one.

    >>> [parse_number(s) for s in ("12", "１２", "十二", "一二", "百二十三", "一〇", "元", "⑫", "十十")]
    [12, 12, 12, 12, 123, 10, 1, 12, None]
    """
    if text in SINGLE:
        return SINGLE[text]
    arabic = text.translate(_ARABIC)
    if arabic.isascii():
        return int(arabic) if arabic.isdigit() and len(arabic) < 10 else None
    return _parse_kanji(arabic)


def _parse_kanji(text: str) -> int | None:
    if all(c in _DIGITS or c.isascii() and c.isdigit() for c in text):
        # positional: 二〇, 三七; also mixed 1〇
        return int("".join(c if c.isascii() else str(_DIGITS[c]) for c in text)) if len(text) < 10 else None
    total, pending, ceiling = 0, 0, 10_000
    for c in text:
        if c in _UNITS:
            if _UNITS[c] >= ceiling:
                return None  # 十十, 十百: not a number
            ceiling = _UNITS[c]
            total += (pending or 1) * ceiling
            pending = 0
        elif c in _DIGITS and not pending:
            pending = _DIGITS[c]
        else:
            return None
    return total + pending


_KANJI_DIGITS: Final = "〇一二三四五六七八九"
_LONGEST_ROMAN: Final = 20
"""Signs of a number in Roman numerals. Chosen, as a bound: no list counts so far."""


def write_kanji(number: int) -> str:
    """A number below ten thousand as ordinances write it.

    >>> write_kanji(1), write_kanji(10), write_kanji(123), write_kanji(2005)
    ('一', '十', '百二十三', '二千五')
    """
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            text += (_KANJI_DIGITS[count] if count > 1 else "") + sign
    return text + (_KANJI_DIGITS[number] if number else "")


def write_kanji_digits(number: int) -> str:
    """A number digit by digit.

    >>> write_kanji_digits(120)
    '一二〇'
    """
    return "".join([_KANJI_DIGITS[int(digit)] for digit in str(number)])


def write_roman(number: int) -> str:
    """A small number in Roman numerals.

    >>> write_roman(4), write_roman(19)
    ('iv', 'xix')
    """
    text = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value and len(text) < _LONGEST_ROMAN:
            text, number = text + sign, number - value
    return text


_BRANCH_JOINTS: Final = re.compile("[のノ之]")


@lru_cache(maxsize=4096)
def parse_ordinal(base: str, branches: str = "") -> Ordinal | None:
    """The number of 第〈base〉条〈branches〉 as a tuple; None when a part of it is no number.

    >>> parse_ordinal("十", "の二"), parse_ordinal("3の2"), parse_ordinal("十十")
    ((10, 2), (3, 2), None)
    """
    words = _BRANCH_JOINTS.split((base + branches).replace(" ", ""))
    numbers = [parse_number(word) for word in words if word]
    known = tuple(number for number in numbers if number is not None)
    return known if known and len(known) == len(numbers) else None


AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
IROHA: Final = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
