"""The numbers that Word counts by itself (Office Open XML, ECMA-376 part 1, 17.9): 第%1条 and its counters.

They are shown but not in the text of a paragraph, and without them an ordinance has no labels at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from jorei.text.numerals import AIUEO, IROHA, write_kanji, write_kanji_digits, write_roman

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = f"{_W}val"
_PLACE: Final = re.compile(r"%([1-9])")
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_LEVELS: Final = 9
_HIGHEST: Final = 9_999
_DEEPEST: Final = 50
"""Styles rest on no more styles than that, one on the other; a ring of them has no end."""


class _Level(NamedTuple):
    start: int
    form: str
    text: str
    blank: str
    restart: int = _LEVELS
    """Counting begins anew behind a paragraph of a level up to this one (counted from 1) and above its own; 0:
    never."""
    style: str = ""


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


_CIRCLED: Final = _one_of("".join(chr(ord("①") + index) for index in range(20)))
_LOWER: Final = _one_of("abcdefghijklmnopqrstuvwxyz")
_FORMS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL),
    "japaneseCounting": write_kanji,
    "japaneseDigitalTenThousand": write_kanji_digits,
    "ideographDigital": write_kanji_digits,
    "aiueo": _one_of(AIUEO),
    "aiueoFullWidth": _one_of(AIUEO),
    "iroha": _one_of(IROHA),
    "irohaFullWidth": _one_of(IROHA),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _one_of("".join(chr(ord("⑴") + index) for index in range(20))),
    "lowerLetter": _LOWER,
    "upperLetter": lambda number: _LOWER(number).upper(),
    "lowerRoman": write_roman,
    "upperRoman": lambda number: write_roman(number).upper(),
    "none": lambda _: "",
}
"""The ways of counting, by Word's names; bullets and what is not listed here are not written out."""


def write_number(number: int, form: str) -> str:
    """A number in one of the forms, by Word's name for it.

    >>> write_number(3, "aiueo"), write_number(12, "japaneseCounting"), write_number(2, "lowerLetter")
    ('ウ', '十二', 'b')
    """
    return _FORMS[form](number) if 0 < number <= _HIGHEST else str(number)


class Numbering:
    """Counts the paragraphs of one document, in their order.

    A list (w:num) counts with every list of its definition (w:abstractNum); it may have levels of its own, and a
    definition may stand for a style that has the real one (w:numStyleLink).
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.lists: dict[str, str] = {}
        self.levels: dict[str, dict[int, _Level]] = {}
        self.own: dict[str, dict[int, _Level]] = {}
        self.restarts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, list[int | None]] = {}
        self.written = self.unknown_forms = 0
        links: dict[str, str] = {}
        if numbering is not None:
            links = self._read(numbering)
        self.styles = {} if styles is None else _numbered_styles(styles)
        self._follow(links)
        self._place_styles()

    def _read(self, numbering: Any) -> dict[str, str]:
        """Reads definitions and lists; the definitions that stand for a style, with its id, are the result."""
        links = {}
        named: dict[str, str] = {}
        for abstract in numbering.findall(f"{_W}abstractNum"):
            ident = abstract.get(f"{_W}abstractNumId")
            self.levels[ident] = _levels(abstract)
            link, name = abstract.find(f"{_W}numStyleLink"), abstract.find(f"{_W}styleLink")
            if link is not None:
                links[ident] = link.get(_VAL)
            if name is not None:
                named[name.get(_VAL)] = ident
        for number in numbering.findall(f"{_W}num"):
            ident, abstract = number.get(f"{_W}numId"), number.find(f"{_W}abstractNumId")
            if ident is None or abstract is None:
                continue
            self.lists[ident] = abstract.get(_VAL)
            for override in number.findall(f"{_W}lvlOverride"):
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    self.restarts[ident, _number(override.get(f"{_W}ilvl"), 0)] = _number(start.get(_VAL), 1)
                self.own.setdefault(ident, {}).update(_levels(override))
        self.named = named
        return links

    def _follow(self, links: dict[str, str]) -> None:
        """Puts the real definition in the place of one that stands for a style."""
        for abstract, style in links.items():
            if self.levels.get(abstract):
                continue
            number = self.styles.get(style, ("", 0))[0]
            real = self.named.get(style) or self.lists.get(number)
            if real and real != abstract:
                self.levels[abstract] = self.levels.get(real, {})
                for ident, definition in self.lists.items():
                    if definition == abstract:
                        self.lists[ident] = real

    def _place_styles(self) -> None:
        """A style that names its list alone stands at the level that names the style."""
        for style, (ident, depth) in self.styles.items():
            levels = self._levels_of(ident)
            own_depth = next((level for level, candidate in levels.items() if candidate.style == style), depth)
            self.styles[style] = (ident, own_depth)

    def _levels_of(self, ident: str) -> dict[int, _Level]:
        levels = self.levels.get(self.lists.get(ident, ""), {})
        own = self.own.get(ident)
        return {**levels, **own} if own else levels

    def label(self, paragraph: Any) -> str:
        """The label that Word shows before a paragraph, with the blank behind it; empty for none."""
        ident, depth = self._place(paragraph)
        abstract = self.lists.get(ident)
        levels = self._levels_of(ident)
        level = levels.get(depth)
        if abstract is None or level is None:
            return ""
        counts = self.counts.setdefault(abstract, [None] * _LEVELS)
        before = counts[depth]
        restart = self.restarts.pop((ident, depth), None)
        counts[depth] = restart if restart is not None else level.start if before is None else before + 1
        for below in range(depth + 1, _LEVELS):
            if depth < (levels[below].restart if below in levels else _LEVELS):
                counts[below] = None
        text = _written(level, levels, counts)
        self.written += bool(text)
        self.unknown_forms += not text and level.form != "none"
        return f"{text}{level.blank}" if text else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list of a paragraph and its level in it: its own, else its style's."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        ident, depth = self.styles.get(style.get(_VAL) if style is not None else "", ("", 0))
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            number, level = own.find(f"{_W}numId"), own.find(f"{_W}ilvl")
            ident = ident if number is None else number.get(_VAL)
            depth = depth if level is None else _number(level.get(_VAL), 0)
        return ident, min(depth, _LEVELS - 1)


def _written(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    """第%1条 with its numbers, each in the form of its own level; empty when a form is not known."""
    if level.form not in _FORMS:
        return ""
    text = level.text
    for counter in _PLACE.findall(level.text):
        other = levels.get(int(counter) - 1)
        count = counts[int(counter) - 1]
        form = _FORMS.get(other.form) if other else None
        if form is None or other is None:
            return ""
        number = other.start if count is None else count
        text = text.replace(f"%{counter}", form(number) if 0 < number <= _HIGHEST else str(number))
    return text.strip()


def _levels(holder: Any) -> dict[int, _Level]:
    return {_number(level.get(f"{_W}ilvl"), 0): _level(level) for level in holder.findall(f"{_W}lvl")}


def _level(level: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(f"{_W}{name}")
        return default if found is None else found.get(_VAL) or ""

    blank = "" if value("suff", "tab") == "nothing" else "\u3000"
    return _Level(
        _number(value("start", "1"), 1), value("numFmt", "decimal"), value("lvlText", "")[:40], blank,
        _number(value("lvlRestart", ""), _LEVELS), value("pStyle", ""),
    )  # fmt: skip


def _numbered_styles(styles: Any) -> dict[str, tuple[str, int]]:
    """Lists and levels by the id of the styles that number their paragraphs, by themselves or by the style they rest
    on."""
    own: dict[str, tuple[str | None, int | None]] = {}
    based: dict[str, str] = {}
    for style in styles.findall(f"{_W}style"):
        ident, parent = style.get(f"{_W}styleId"), style.find(f"{_W}basedOn")
        number = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        level = style.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        own[ident] = (
            None if number is None else number.get(_VAL), None if level is None else _number(level.get(_VAL), 0)
        )  # fmt: skip
        if parent is not None:
            based[ident] = parent.get(_VAL)
    styles_by_id = {}
    for style in own:
        number, level = _inherited(style, own, based)
        if number is not None:
            styles_by_id[style] = (number, level or 0)
    return styles_by_id


def _inherited(
    style: str, own: dict[str, tuple[str | None, int | None]], based: dict[str, str]
) -> tuple[str | None, int | None]:
    number = level = None
    for _ in range(_DEEPEST):
        mine = own.get(style, (None, None))
        number = mine[0] if number is None else number
        level = mine[1] if level is None else level
        if style not in based:
            break
        style = based[style]
    return number, level


def _number(value: str | None, default: int) -> int:
    return int(value) if value and len(value) < 6 and value.isascii() and value.isdigit() else default
