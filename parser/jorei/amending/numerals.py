"""Numbers in words: 10日 as 十日 and back, where a text and what comes into it write them differently."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import UNIT_LETTERS
from jorei.text.numerals import parse_number

_KANJI: Final = "〇一二三四五六七八九"
_RUN: Final = r"[〇一二三四五六七八九十百千]+"
_DIGITS: Final = re.compile(r"[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:(?P<point>[.．])[0-9０-９]+)?")
_COUNTED: Final = (
    "年|月|日|箇月|か月|ヶ月|週|時間|円|人|名|回|件|台|本|枚|冊|歳|倍|割|万|億|級|号給|表|"
    "パーセント|メートル|平方|立方|キロ|センチ|ミリ|グラム|リットル|トン|ヘクタール|アール|以上|以下|以内|未満|を超え|分の"
)
_NUMBER: Final = re.compile(
    rf"(?<![〇一二三四五六七八九十百千])(?:(?<=第){_RUN}(?=$|[{UNIT_LETTERS}表回])|(?<=条の){_RUN}|(?<=分の){_RUN}"
    rf"|{_RUN}(?=(?:{_COUNTED}|[{UNIT_LETTERS}])))"
)
_NO_NUMBER: Final = re.compile("一(?:人一人|日も|号と|目|節|部|般|定|体|層|括|時|切)")
"""一 that counts nothing."""
_MYRIADS: Final = ((100_000_000, "億"), (10_000, "万"))


def kanji(number: int) -> str:
    """A number in kanji.

    >>> [kanji(n) for n in (3, 10, 21, 105, 110, 12_000, 2_350_000)]
    ['三', '十', '二十一', '百五', '百十', '一万二千', '二百三十五万']
    """
    words = ""
    for unit, name in _MYRIADS:
        count, number = divmod(number, unit)
        if count:
            words += _below_myriad(count) + name
    return words + (_below_myriad(number) if number or not words else "")


def _below_myriad(number: int) -> str:
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            words += ("" if count == 1 else _KANJI[count]) + name
    return words + (_KANJI[number] if number or not words else "")


def in_kanji(text: str) -> str:
    """A text with its numbers in kanji.

    >>> in_kanji("第10条第2項の10日以内、5,000円、1.5メートル")
    '第十条第二項の十日以内、五千円、一・五メートル'
    """
    return _DIGITS.sub(_kanji_of, text)


def _kanji_of(match: re.Match[str]) -> str:
    whole, _, part = match[0].replace("，", "").replace(",", "").replace("．", ".").partition(".")
    words = kanji(int(whole)) if len(whole) <= len("9999999999") else whole
    return words + ("・" + "".join(_KANJI[int(digit)] for digit in part) if part else "")


def in_arabic(text: str) -> str:
    """A text with the numbers that count something in Arabic digits; 一般 and 一部 stay.

    >>> in_arabic("第十条の二第二項の十日以内、五千円、三十万円、三分の一、一般の一部")
    '第10条の2第2項の10日以内、5,000円、30万円、3分の1、一般の一部'
    """
    return _NUMBER.sub(lambda match: _arabic_of(text, match), text)


def _arabic_of(text: str, match: re.Match[str]) -> str:
    if _NO_NUMBER.match(text, match.start()):
        return match[0]
    number = parse_number(match[0])
    if number is None:
        return match[0]
    return f"{number:,}" if text.startswith("円", match.end()) else str(number)
