"""The words of a Word paragraph: what is shown and in force, and apart from it what is struck out, hidden or
deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from jorei.read.formula import formula
from jorei.read.rendered import SUBSCRIPTS, SUPERSCRIPTS

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
VAL: Final = f"{W}val"
_OFF: Final = frozenset(("0", "false", "off", "none"))
_NOT_IN_FORCE: Final = tuple(f"{W}{tag}" for tag in ("strike", "dstrike", "vanish"))
# readings of ruby, codes of fields, the place that moved words left, and the second copy of a text box
_UNSEEN: Final = frozenset(
    (FALLBACK, *(f"{W}{tag}" for tag in ("moveFrom", "rt", "instrText", "pPr", "rPr", "txbxContent")))
)
_SIGNS: Final = {
    f"{W}tab": "\u3000", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\u3000",
}  # fmt: skip
_SCRIPTS: Final = {"superscript": SUPERSCRIPTS, "subscript": SUBSCRIPTS}
_NOTES: Final = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_SYMBOLS: Final = {
    "wingdings": {
        0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆",
        0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓",
        0xFD: "☒", 0xFE: "☑", **{0x80 + at: chr(ord("①") + at - 1) for at in range(1, 11)},
        **{0x8B + at: chr(ord("❶") + at - 1) for at in range(1, 11)},
    },
    "wingdings 2": {0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "symbol": {0xB7: "•", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≦", 0xB3: "≧", 0xA5: "∞", 0xAE: "→", 0xDE: "⇒", 0x6D: "μ"},
}  # fmt: skip
"""Signs of fonts that have letters of their own (ECMA-376 part 1, 17.3.3.30); others are 〓."""
UNKNOWN: Final = "〓"


@dataclass(slots=True)
class Words:
    """What a paragraph says. ``not_in_force`` is what it holds and does not say, ``notes`` the notes it refers to
    (which part of the file, and the note's id), ``unknown_signs`` how many signs no table knows."""

    text: str = ""
    not_in_force: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    unknown_signs: int = 0


def styles_not_in_force(styles: Any) -> frozenset[str]:
    """The styles whose text is struck out or hidden, by what they or those below them say; ``styles`` is their part."""
    if styles is None:
        return frozenset()
    elements = {element.get(f"{W}styleId"): element for element in styles.iter(f"{W}style")}
    found: set[str] = set()
    for name in elements:
        at, seen = name, set[str]()
        while at in elements and at not in seen:
            seen.add(at)
            said = _says_off(elements[at].find(f"{W}rPr"))
            if said is not None:
                found |= {name} if said else set()
                break
            below = elements[at].find(f"{W}basedOn")
            at = "" if below is None else below.get(VAL)
    return frozenset(found)


def read_words(paragraph: Any, off_styles: frozenset[str] = frozenset()) -> Words:
    """The words of a paragraph, without those of the text boxes that hang on it; ``off_styles`` are
    `styles_not_in_force`."""
    words = Words()
    in_force: list[str] = []
    not_in_force: list[str] = []
    stack: list[tuple[Any, bool]] = [(paragraph, False)]
    off_around = _style_of(paragraph.find(f"{W}pPr/{W}pStyle")) in off_styles
    while stack:
        element, is_off = stack.pop()
        tag = element.tag
        if tag in _UNSEEN or not isinstance(tag, str):
            continue
        text = _text(element, words)
        if text is not None:
            (not_in_force if is_off or tag == f"{W}delText" else in_force).append(text)
            continue
        is_off = is_off or tag == f"{W}del" or (tag == f"{W}r" and _is_off(element, off_styles, around=off_around))
        stack.extend((child, is_off) for child in reversed(element))
    words.text = "".join(in_force).replace("\t", "\u3000").strip(" \n")
    words.not_in_force = " ".join("".join(not_in_force).split())
    return words


def _text(element: Any, words: Words) -> str | None:
    """What one element shows; None when those inside it must be asked."""
    tag = element.tag
    if tag in (f"{W}t", f"{W}delText"):
        raised = element.getparent().find(f"{W}rPr/{W}vertAlign")
        return (element.text or "").translate({} if raised is None else _SCRIPTS.get(raised.get(VAL), {}))
    if tag in _SIGNS:
        return _SIGNS[tag]
    if tag == f"{W}sym":
        sign = symbol(element.get(f"{W}font") or "", element.get(f"{W}char") or "")
        words.unknown_signs += sign == UNKNOWN
        return sign
    if tag in _NOTES:
        words.notes.append((_NOTES[tag], element.get(f"{W}id") or ""))
        return ""
    return formula(element) if tag == f"{M}oMath" else None


def _is_off(run: Any, off_styles: frozenset[str], *, around: bool) -> bool:
    """Whether a run is struck out or hidden, by itself or by a style; ``around`` says that its paragraph's style is."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return around
    said = _says_off(properties)
    return said if said is not None else around or _style_of(properties.find(f"{W}rStyle")) in off_styles


def _says_off(properties: Any) -> bool | None:
    """Whether properties strike out or hide; None when they say nothing of it."""
    if properties is None:
        return None
    marks = [mark for mark in (properties.find(tag) for tag in _NOT_IN_FORCE) if mark is not None]
    return any(mark.get(VAL) not in _OFF for mark in marks) if marks else None


def _style_of(style: Any) -> str:
    return "" if style is None else style.get(VAL) or ""


def symbol(font: str, code: str) -> str:
    """The sign that a font of signs has at a place; 〓 when it is not known.

    >>> symbol("Wingdings", "F028"), symbol("Wingdings", "F081"), symbol("Unheard", "F001")
    ('☎', '①', '〓')
    """
    try:
        code_point = int(code, 16)
    except ValueError:
        return UNKNOWN
    table = _SYMBOLS.get(font.lower())
    if table is None:  # a font with letters at their usual places
        return chr(code_point) if 0x20 <= code_point < 0xD800 else UNKNOWN
    return table.get(code_point & 0xFF, UNKNOWN)
