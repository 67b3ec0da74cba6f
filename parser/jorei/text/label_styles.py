"""The styles of labels, one row each (1, (1), ①, ア, (ア), 一, a …).

`LABEL_STYLES` is the only list. Whatever reads labels, finds them inside a line, recognises them on a page that is not
parsed yet, names them or compares how they look is composed from it: a new style is one row here, and a row of
`Numerals` when it counts with signs of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from jorei.model.num import is_range, parse_num
from jorei.model.record import Record
from jorei.text.numerals import AIUEO, IROHA, SINGLE, parse_number

KANJI_DIGITS: Final = "〇一二三四五六七八九十百"
BRANCHES: Final = rf"(?:の[0-9{KANJI_DIGITS}]+)*"
"""Branch numbers behind the number of a label: (1)の2, 2の3."""

_ENCLOSED_KANA: Final = {
    chr(ord("㋐") + index): kana
    for index, kana in enumerate(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲ"
    )
}
_ROMAN: Final = {
    sign: number for number, sign in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_FULL_WIDTH: Final = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalnum()}


class Numerals(Record):
    """A way of counting.

    ``signs`` is the body of a character class: what its numbers consist of in folded text; ``longest`` is the number
    of signs a label has at most. ``read`` gives the value of a number, enclosed characters included (None when it is
    none), ``cite`` how a value is written in a citation. ``capitals`` says that capital letters mean the same inside
    brackets. Behind one of the characters ``never_after`` the signs are a part of a word or of a quantity.
    """

    signs: str
    longest: int
    read: Callable[[str], int | None]
    cite: Callable[[int], str]
    capitals: bool = False
    never_after: str = ""

    def pattern(self, *, folded: bool = True, bracketed: bool = False) -> str:
        """A pattern of one number; with full-width letters and digits, too, for text that is not folded.

        >>> ARABIC_NUMERALS.pattern(), ARABIC_NUMERALS.pattern(folded=False)
        ('[0-9]{1,3}', '[0-9０-９]{1,3}')
        """
        signs = self.signs + (self.signs.upper() if self.capitals and bracketed else "")
        signs += "" if folded else signs.translate(_FULL_WIDTH) if signs[0].isascii() else ""
        return f"[{signs}]" + (f"{{1,{self.longest}}}" if self.longest > 1 else "")

    @property
    def first(self) -> str:
        """The number one."""
        return next(sign for sign in self.alphabet if self.read(sign) == 1)

    @property
    def second(self) -> str:
        """The number two.

        >>> [numerals.second for numerals in (ARABIC_NUMERALS, KANJI_NUMERALS, IROHA_LETTERS)]
        ['2', '二', 'ロ']
        """
        return next(sign for sign in self.alphabet if self.read(sign) == 2)

    @property
    def alphabet(self) -> str:
        """Every sign, ranges written out.

        >>> ROMAN_NUMERALS.alphabet
        'ivxⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ'
        """
        return re.sub("(.)-(.)", lambda ends: _row(ends[1], ord(ends[2]) - ord(ends[1]) + 1), self.signs)


def _row(first: str, count: int) -> str:
    return "".join([chr(ord(first) + index) for index in range(count)])


_ROMAN_SIGNS: Final = "".join([sign for sign in SINGLE if "Ⅰ" <= sign <= "ⅻ"])
_PARENTHESISED: Final = _row("⑴", 20)
_PARENTHESISED_KANJI: Final = _row("㈠", 10)
_CIRCLED: Final = "".join([sign for sign in SINGLE if sign not in _ROMAN_SIGNS + _PARENTHESISED + _PARENTHESISED_KANJI])


def _arabic(sign: str) -> int | None:
    return parse_number(sign) if sign in _CIRCLED + _PARENTHESISED or sign.isdecimal() else None


def _kanji(sign: str) -> int | None:
    return parse_number(sign) if sign in _PARENTHESISED_KANJI or sign[0] in KANJI_DIGITS else None


def _roman(sign: str) -> int | None:
    return SINGLE[sign] if sign in _ROMAN_SIGNS else _ROMAN.get(sign)


def _latin(sign: str) -> int | None:
    return ord(sign) - ord("a") + 1 if len(sign) == 1 and "a" <= sign <= "z" else None


def _kana(order: str) -> Callable[[str], int | None]:
    return lambda sign: order.find(_ENCLOSED_KANA.get(sign, sign)) + 1 or None


def _sign_of(order: str) -> Callable[[int], str]:
    return lambda number: order[number - 1] if number <= len(order) else str(number)


ARABIC_NUMERALS: Final = Numerals("0-9", 3, _arabic, str)
KANJI_NUMERALS: Final = Numerals(KANJI_DIGITS, 5, _kanji, str, never_after="一-九十百千第")
AIUEO_LETTERS: Final = Numerals(AIUEO, 1, _kana(AIUEO), _sign_of(AIUEO), never_after="ァ-ヶー")
IROHA_LETTERS: Final = Numerals(IROHA, 1, _kana(IROHA), _sign_of(IROHA), never_after="ァ-ヶー")
LATIN_LETTERS: Final = Numerals("a-z", 1, _latin, _sign_of("abcdefghijklmnopqrstuvwxyz"), capitals=True)
ROMAN_NUMERALS: Final = Numerals("ivxⅰ-ⅻ", 5, _roman, str)

ARABIC: Final = "1"
KANJI: Final = "一"
CIRCLED: Final = "①"
KANA: Final = "ア"
PAREN_ARABIC: Final = "(1)"
PAREN_KANJI: Final = "(一)"
PAREN_KANA: Final = "(ア)"
IROHA_STYLE: Final = "イ"
PAREN_IROHA: Final = "(イ)"
LATIN: Final = "a"
PAREN_LATIN: Final = "(a)"
ROMAN: Final = "i"
PAREN_ROMAN: Final = "(i)"

NUMBERED_ALONE: Final = "第"
NUMBERED_IN_DIVISION: Final = "章第"
ROMAN_ALONE: Final = "Ⅰ"
"""Styles of the uppermost units of instruments that are not counted in 条: 第1, the same begun anew in each 章, Ⅰ."""
DOTTED: Final = ("1.1", "1.1.1", "1.1.1.1")
"""Styles of labels that name all units above them, by the parts that they have."""


class LabelStyle(Record):
    """A way of writing labels.

    ``name`` is the first label in this style (the second, イ, where イロハ begins as アイウ goes on), ``look`` what an
    editor calls it: styles that cannot be told apart by one label look the same. A style is written bare (a blank
    follows), in brackets, or (``bare`` and ``bracketed`` False) only by its ``enclosed`` characters, which any style
    may have besides. ``in_lines`` says whether it is looked for in the middle of a line, where lists were joined.
    """

    name: str
    look: str
    numerals: Numerals
    bare: bool = False
    bracketed: bool = False
    enclosed: str = ""
    in_lines: bool = True

    def cite(self, number: int, branches: Iterable[int] = ()) -> str:
        """The label in a citation.

        >>> STYLES_BY_NAME["(ア)"].cite(2), STYLES_BY_NAME["一"].cite(3, (2,))
        ('（イ）', '3の2')
        """
        sign = self.numerals.cite(number) + "".join([f"の{branch}" for branch in branches])
        return f"（{sign}）" if self.bracketed else sign


def _enclosed(order: str) -> str:
    return "".join([sign for sign, kana in _ENCLOSED_KANA.items() if kana in order])


LABEL_STYLES: Final = (
    LabelStyle(ARABIC, "1", ARABIC_NUMERALS, bare=True, in_lines=False),
    LabelStyle(KANJI, "一", KANJI_NUMERALS, bare=True),
    LabelStyle(CIRCLED, "①", ARABIC_NUMERALS, enclosed=_CIRCLED),
    LabelStyle(KANA, "アイウ", AIUEO_LETTERS, bare=True),
    LabelStyle(IROHA_STYLE, "アイウ", IROHA_LETTERS, bare=True),
    LabelStyle(LATIN, "a", LATIN_LETTERS, bare=True, in_lines=False),
    LabelStyle(ROMAN, "a", ROMAN_NUMERALS, bare=True, enclosed=_ROMAN_SIGNS, in_lines=False),
    LabelStyle(PAREN_ARABIC, "(1)", ARABIC_NUMERALS, bracketed=True, enclosed=_PARENTHESISED),
    LabelStyle(PAREN_KANJI, "(一)", KANJI_NUMERALS, bracketed=True, enclosed=_PARENTHESISED_KANJI),
    LabelStyle(PAREN_KANA, "(ア)", AIUEO_LETTERS, bracketed=True, enclosed=_enclosed(AIUEO)),
    LabelStyle(PAREN_IROHA, "(ア)", IROHA_LETTERS, bracketed=True, enclosed=_enclosed(IROHA)),
    LabelStyle(PAREN_LATIN, "(a)", LATIN_LETTERS, bracketed=True, in_lines=False),
    LabelStyle(PAREN_ROMAN, "(a)", ROMAN_NUMERALS, bracketed=True, in_lines=False),
)
"""In the order in which the readings of a label are tried: イ is the second of アイウ before it is the first of イロハ."""

STYLES_BY_NAME: Final = {style.name: style for style in LABEL_STYLES}
BARE: Final = tuple(style for style in LABEL_STYLES if style.bare)
BRACKETED: Final = tuple(style for style in LABEL_STYLES if style.bracketed)
BY_ENCLOSED: Final = {
    sign: tuple(style for style in LABEL_STYLES if sign in style.enclosed)
    for sign in "".join([style.enclosed for style in LABEL_STYLES])
}  # fmt: skip
"""The styles of each character that is a whole label."""


def signs(styles: Iterable[LabelStyle], *, folded: bool = True, bracketed: bool = False) -> str:
    """A pattern for a number of any of these styles.

    >>> signs((STYLES_BY_NAME["1"], STYLES_BY_NAME["(1)"], STYLES_BY_NAME["a"]))
    '(?:[0-9]{1,3}|[a-z])'
    """
    patterns = [style.numerals.pattern(folded=folded, bracketed=bracketed) for style in styles]
    return "(?:" + "|".join(dict.fromkeys(patterns)) + ")"


_UNFOLDED_LETTERS: Final = signs((style for style in BARE if style.name != ARABIC), folded=False) + "[ \u3000]"
_ENCLOSED_SIGNS: Final = "[" + "".join(BY_ENCLOSED) + "]"
UNFOLDED_LABEL_HEAD: Final = rf"(?:[(（〔]|{_ENCLOSED_SIGNS}|[0-9０-９]|{_UNFOLDED_LETTERS})"
"""A pattern for how a line begins that has a label, in text that is not folded yet. A number may be a quantity."""
UNFOLDED_LABEL: Final = rf"(?:[(（〔]{signs(BRACKETED, folded=False, bracketed=True)}[)）〕]|{_ENCLOSED_SIGNS}|{_UNFOLDED_LETTERS}|[0-9０-９]+\u3000)"
"""A pattern for a whole label in text that is not folded yet; a number is one before an ideographic space alone."""
UNFOLDED_SIGN: Final = signs(LABEL_STYLES, folded=False, bracketed=True)
"""A pattern for what stands in a label, in text that is not folded yet."""

UNFOLDED_FIRST_LABEL: Final = (
    rf"[(（](?:{'|'.join(dict.fromkeys(style.numerals.first for style in BRACKETED if style.in_lines))}|１)[)）]"
    rf"|[{''.join(sign for sign, styles in BY_ENCLOSED.items() if any(style.numerals.read(sign) == 1 for style in styles))}]"
)
"""A pattern for the first label of a list that runs on in a line, in text that is not folded yet."""

USUAL_LADDER: Final = (KANA, PAREN_KANA, LATIN, PAREN_KANA)
"""The styles of subdivisions by their depth below 号, where a text does not show its own. Deeper ones count アイウ."""


@lru_cache(maxsize=4096)
def cite_label(num: str, style: str, depth: int) -> str:
    """The label of a subdivision in a citation: by the name of its style, else by its depth (1 is right below 号).

    >>> cite_label("2", "", 1), cite_label("2", "", 2), cite_label("1_2", "a", 1), cite_label("1:3", "イ", 1)
    ('イ', '（イ）', 'aの2', 'イからハまで')
    """
    if is_range(num):
        return "から".join([cite_label(part, style, depth) for part in num.split(":", 1)]) + "まで"
    usual = USUAL_LADDER[depth - 1] if not style and depth <= len(USUAL_LADDER) else KANA
    number, *branches = parse_num(num)
    return (STYLES_BY_NAME.get(style) or STYLES_BY_NAME[usual]).cite(number, branches)


@lru_cache(maxsize=4096)
def look_of(label: str) -> str | None:
    """The look of a folded label, by the name that editors give it; None for what is no label of any style.

    >>> look_of("イ"), look_of("(イ)"), look_of("12"), look_of("⑴"), look_of("目的")
    ('アイウ', '(ア)', '1', '(1)', None)
    """
    if label in BY_ENCLOSED:
        return BY_ENCLOSED[label][0].look
    return next((look for look, pattern in _LOOKS if pattern.fullmatch(label)), None)


_LOOKS: Final = tuple(
    (style.look, re.compile(rf"\({sign}{BRANCHES}\){BRANCHES}" if style.bracketed else rf"{sign}{BRANCHES}[.)]?"))
    for style in LABEL_STYLES
    if style.bare or style.bracketed
    for sign in [style.numerals.pattern()]
)
