"""Labels at the head of a line: what stands before 項, 号 and their subdivisions, in every style of `LABEL_STYLES`.

A label can be read in more than one way (イ is the second of アイウ and the first of イロハ), so a label has readings,
and the builder takes the one that continues a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jorei.model.num import Ordinal
from jorei.model.record import INTERPRETED, as_struct
from jorei.text.label_styles import (
    ARABIC,
    ARABIC_NUMERALS,
    BARE,
    BRACKETED,
    BRANCHES,
    BY_ENCLOSED,
    KANJI_NUMERALS,
    LabelStyle,
    signs,
)
from jorei.text.numerals import parse_ordinal

Reading = tuple[str, Ordinal]
"""The name of a style, and the number of a label in it."""


class Label:
    """A label of ``length`` characters and its possible readings, best first.

    ``certain`` tells a label set off by a blank or a bracket from a bare number that may as well be a quantity;
    ``last`` are the readings of the last label of a range (一から四まで 略, イからリまで 削除).
    """

    def __init__(
        self, length: int, readings: tuple[Reading, ...], certain: bool = True, last: tuple[Reading, ...] = ()
    ) -> None:
        self.length = length
        self.readings = readings
        self.certain = certain
        self.last = last

    def last_in(self, style: str) -> Ordinal | None:
        """The last number of a range, read in a style: リ is the 9th of イロハ and the 40th of アイウ."""
        return dict(self.last).get(style, self.last[0][1]) if self.last else None


if INTERPRETED and not TYPE_CHECKING:
    Label = as_struct(Label)


# what may follow a label; a closing mark such as ． or ） belongs to the label, and needs no blank behind it: 1.この
_END = r"(?:[.)、]?(?P<after> |$)|[.](?=[^\x00-\x7f]|[(])|[)](?=[^\x00-\x7fのにをはがともへで、・又及若並]))"
_ARABIC_RE: Final = re.compile(rf"(?P<sign>{ARABIC_NUMERALS.pattern()})(?P<branches>{BRANCHES})(?:{_END}|)")
_LETTERED: Final = tuple(style for style in BARE if style.name != ARABIC)
_LETTERED_RE: Final = re.compile(rf"(?P<sign>{signs(_LETTERED)})(?P<branches>{BRANCHES}){_END}")
_BRACKETED_RE: Final = re.compile(
    rf"[(〔] ?(?P<sign>{signs(BRACKETED, bracketed=True)})(?P<inner>{BRANCHES}) ?[)〕](?P<outer>{BRANCHES})"
)
_ENCLOSED_RE: Final = re.compile(rf"(?P<sign>[{''.join(BY_ENCLOSED)}])(?P<branches>{BRANCHES})")
# 4 項の規定, 139 号の, 900 円とし: behind a blank, too, these make a number a reference or a quantity. Words that begin
# alike (項目, 条例, 円滑, 人事, 日曜, 年度, 月額) are none.
_AFTER_COUNTER = (
    r"[のにをはがもへで、。)・」]|から|まで|及び|又は|並びに|若しくは|以|未|を超|各|中|第|ただし書|と[しすなみ]|$"
)
_COUNTED: Final = re.compile(
    rf"[条項号円](?:の[0-9一二三四五六七八九十]+)?(?:{_AFTER_COUNTER})|[%％]|[千百十]?[万億](?:円|人|[0-9])"
    r"|[かヵカヶケ箇][月年所]|パーセント|メートル|平方|立方"
    r"|[人日年月](?:以[上下内外前後]|未満|を超え|を経過|まで|から|間以|間を超|[0-9])"
)
_COUNTED_FIRSTS: Final = frozenset("条項号円%％千百十万億かヵカヶケ箇パメ平立人日年月")
# (2)に掲げる者は, at the head of a line: cited, and no entry begins so
_CITED: Final = re.compile(
    r"に(?:掲げ|規定|定め|該当|よ[りる])|の(?:規定|いずれ)|(?:から|又は|及び|若しくは|、)[(]|までに"
)
_CITED_FIRSTS: Final = frozenset("にのか又及若、ま")
# a number with one of these behind it is a quantity or a reference, not a label
_THINGS = r"本(?:目|以|当|につ|ごと|を|の|まで|未満| )|[匹羽冊隻艇泊]|世帯|単位|[基室口点筆](?:目|以|につ|当たり|ごと|まで|未満)"
_COUNTER: Final = re.compile(
    r"[万億人名日月年時分秒回個件円歳級号条項節章編款種類次度期週割階番倍部通枚台頭戸棟区町丁字箇か%.,、・~〜／/:-]"
    r"|[ヶカケ]月|以[上下内外]|メートル|キロ|ミリ|センチ|グラム|リットル|パーセント"
    rf"|{_THINGS}"
)
_LONGEST_COUNTER: Final = 6
_RANGE_REACH: Final = 24
"""Characters in which 略 or 削除 stands behind a range of labels. Chosen: (100)の2から(110)の3まで, and a blank."""
_RANGE_SIGN = rf"[(]?(?:{ARABIC_NUMERALS.pattern()}|{KANJI_NUMERALS.pattern()}|[ア-ヲン])[)]?{BRANCHES}"
_RANGE_RE: Final = re.compile(
    rf"(?P<first>{_RANGE_SIGN})[ ]?(?:から|及び|・|、|~|〜|～|―|-)[ ]?"
    rf"(?P<last>{_RANGE_SIGN})(?:まで)?(?=[ ]*(?:略|削除|[(]略[)]|〔略〕))"
)


def parse_label(text: str) -> Label | None:
    """The label at the head of a folded line, if there is one.

    >>> parse_label("(1)の2 略").readings, parse_label("イ 左").readings
    ((('(1)', (1, 2)),), (('ア', (2,)), ('イ', (1,))))
    >>> parse_label("2人以上の委員"), parse_label("2市長は").certain, parse_label("第2条")
    (None, False, None)
    """
    reader = _READERS.get(text[0])
    if reader is None:
        return None
    if text.find("略", 0, _RANGE_REACH) >= 0 or text.find("削除", 0, _RANGE_REACH) >= 0:
        ranged = _range(text)
        if ranged:
            return ranged
    return reader(text)


def _range(text: str) -> Label | None:
    """一から四まで 略, (2)・(3) 削除: one line for several omitted or deleted entries."""
    match = _RANGE_RE.match(text)
    if not match:
        return None
    first, last = (parse_label(match[group] + " ") for group in ("first", "last"))
    if not first or not last or first.readings[0][0] != last.readings[0][0]:
        return None
    return Label(match.end(), first.readings, last=last.readings)


def _bracketed(text: str) -> Label | None:
    match = _BRACKETED_RE.match(text)
    if not match or (text[match.end() : match.end() + 1] in _CITED_FIRSTS and _CITED.match(text, match.end())):
        return None
    return _bracketed_label(match[0])


def _enclosed(text: str) -> Label | None:
    match = _ENCLOSED_RE.match(text)
    return _enclosed_label(match["sign"], match["branches"], match.end()) if match else None


def _lettered(text: str) -> Label | None:
    match = _LETTERED_RE.match(text)
    if not match:
        return None
    sign, branches, after = match.group("sign", "branches", "after")
    return _lettered_label(sign, branches, match.end() if after is None else match.start("after"))


def _numbered(text: str) -> Label | None:
    """1 with a blank behind it, and a bare 2市長は, which is less certain: nothing that is counted follows it."""
    match = _ARABIC_RE.match(text)
    if not match:
        return None
    digits, branches, after = match.group("sign", "branches", "after")
    if after:
        counted = text[match.end() : match.end() + 1] in _COUNTED_FIRSTS and _COUNTED.match(text, match.end())
        return (
            None
            if counted and text[match.start("after") - 1].isdigit()
            else _arabic_label(digits, branches, match.start("after"))
        )
    if after == "" or text[match.end() - 1] in ".)":
        return _arabic_label(digits, branches, match.end())
    rest = text[match.end() : match.end() + _LONGEST_COUNTER]
    if not rest or rest[0].isascii() or branches or not int(digits) or _COUNTER.match(rest):
        return None
    return Label(match.end(), ((ARABIC, (int(digits),)),), certain=False)


# the same few labels come again and again


@lru_cache(maxsize=4096)
def _bracketed_label(label: str) -> Label | None:
    match = _BRACKETED_RE.match(label)
    if match is None:
        return None
    sign, branches = match["sign"].lower(), match["inner"] + match["outer"]
    return _label(BRACKETED, sign, branches, len(label))  # (A) is (a); a bare A is the sign of a formula


@lru_cache(maxsize=4096)
def _enclosed_label(sign: str, branches: str, length: int) -> Label | None:
    return _label(BY_ENCLOSED[sign], sign, branches, length)


@lru_cache(maxsize=4096)
def _lettered_label(sign: str, branches: str, length: int) -> Label | None:
    return _label(_LETTERED, sign, branches, length)


@lru_cache(maxsize=4096)
def _arabic_label(digits: str, branches: str, length: int) -> Label | None:
    ordinal = _ordinal(int(digits), branches)
    return Label(length, ((ARABIC, ordinal),)) if ordinal and ordinal[0] else None


def _label(styles: tuple[LabelStyle, ...], sign: str, branches: str, length: int) -> Label | None:
    """The label with its readings in every style that has this sign."""
    ordinals = ((style.name, _ordinal(style.numerals.read(sign), branches)) for style in styles)
    readings = tuple((name, ordinal) for name, ordinal in ordinals if ordinal)
    return Label(length, readings) if readings else None


def _ordinal(number: int | None, branches: str) -> Ordinal | None:
    if number is None:
        return None
    return parse_ordinal(str(number), branches) if branches else (number,)


_READERS: Final[Mapping[str, Callable[[str], Label | None]]] = (
    dict.fromkeys("".join(style.numerals.alphabet for style in _LETTERED), _lettered)
    | dict.fromkeys(ARABIC_NUMERALS.alphabet, _numbered)
    | dict.fromkeys(BY_ENCLOSED, _enclosed)
    | dict.fromkeys("(〔", _bracketed)
)
LABEL_HEADS: Final = "".join(_READERS)
"""The characters that a label can begin with."""
