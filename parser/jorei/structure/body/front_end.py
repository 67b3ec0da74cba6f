"""Where front matter ends: whatever stands between the 題名 and the first unit of the body is front matter.

Histories, tables of offices and numbers, notes and the crumbs of a path are of any form, so nothing is asked of them.
It is the body that shows itself: by its 目次, or by its first 編章節 or 条. Only a text without 条 is asked line by line.
"""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import Kind
from jorei.model.num import base_numbers
from jorei.structure.body.bill import frame_end
from jorei.structure.body.front_patterns import (
    DATE_RE,
    ENACT_RE,
    PATH_HEADING,
    heading_of,
    is_number,
    strip_key,
)
from jorei.structure.body.front_title import (
    TITLE_MARKS,
    ends_as_title,
    is_bracketed_title,
    is_dated,
    is_history_entry,
    is_marked_title,
)
from jorei.structure.body.gazette import contents_title
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import LineKind, TypedLine

FRONT: Final[tuple[Kind, ...]] = ("title", "promulgation", "enact_statement", "preamble", "history")
"""The kinds of front matter that a person can give a line."""

_CAPTIONED: Final[frozenset[LineKind]] = frozenset(("article", "enumerated", "division"))
_AMENDS: Final[frozenset[LineKind]] = frozenset(("clause", "compared"))
_SURE: Final[frozenset[LineKind]] = _AMENDS | {"toc"}
"""What begins a body also where no 条 of it follows."""
_NOTES: Final[frozenset[LineKind]] = frozenset(("note", "amend_note", "furniture", "page"))
_BELOW_DIVISION: Final[frozenset[LineKind]] = frozenset(("caption", "article"))
_REACH: Final = 60
"""Lines of front matter at most in a text without 条. Chosen: a 前文 of many sentences and a history that names every
amendment."""
_LINES_OF_HEAD: Final = 3
"""A row of heads, a ruler, and the first row."""
_SHEETS: Final = ("別記", "別紙", "別添")
"""What the instrument itself is called in the frame that publishes it: …を別紙のとおり定める。"""


def front_end(lines: list[TypedLine], habits: Habits) -> int:
    """The index of the first line that is no front matter."""
    unit = _first_unit(lines)
    if unit is not None and (habits.main_articles or lines[unit].kind in _SURE):
        return _caption_above(lines, unit)
    if habits.main_articles:
        begins = (index for index in range(min(len(lines), _REACH)) if _starts_body(lines, index))
        articles = (index for index, typed in enumerate(lines) if typed.kind == "article")
        return next(begins, next(articles, 0))
    return _end_without_articles(lines)


# ---- a text with 条


def _first_unit(lines: list[TypedLine]) -> int | None:
    """The index of the 目次, else of the first 編章節 or 条 below the 題名; None when a 附則 or a table comes first."""
    first = _first_article(lines)
    if first is None:
        return None
    toc = next((index for index in range(contents_title(lines, first), first) if lines[index].kind == "toc"), None)
    if toc is not None:
        return toc
    in_path = False
    for index in range(_title_end(lines, first), first):
        typed = lines[index]
        # below 体系情報 stands the path of the collection: 第3編 執行機関
        is_path = in_path and lines[index + 1].kind not in _BELOW_DIVISION
        if typed.kind == "division" and typed.certain and not is_path:
            return index
        in_path = typed.kind == "division" or PATH_HEADING.match(typed.text) is not None
        if typed.kind == "suppl" or (typed.kind == "appdx" and not typed.text.startswith(_SHEETS)):
            return None
        if typed.kind == "corrected" and typed.node_kind not in FRONT:
            return None
    return first


def _first_article(lines: list[TypedLine]) -> int | None:
    """The index of the first 条, or sentence of an amendment; 第1条, when another stands above it in the same part (a citation that was broken)."""
    first: int | None = None
    for index, typed in enumerate(lines):
        if first is None and typed.kind in _AMENDS:
            return index
        if typed.kind == "article" and typed.certain and not typed.set_off:
            if first is None:
                first = index
            if base_numbers(typed.num)[0] == 1:
                return index
        elif first is not None and typed.kind in ("suppl", "appdx"):
            break
    return first


def _title_end(lines: list[TypedLine], end: int) -> int:
    """Behind the 題名, where 編 and 章 stand above it: a path of the collection. 0 when the 題名 is not marked."""
    for index in range(min(end, _REACH)):
        if is_marked_title(lines[index]) and ends_as_title(lines[index]):
            return index + 1
    for index in range(1, min(end, _REACH)):
        if lines[index - 1].kind == "division" and ends_as_title(lines[index]):
            return index + 1
    return 0


def _caption_above(lines: list[TypedLine], unit: int) -> int:
    """The unit with the caption right above it."""
    above = unit - 1
    while above > 0 and lines[above].kind == "page":
        above -= 1
    if (
        unit
        and lines[unit].kind == "article"
        and not lines[unit].caption
        and lines[above].kind == "caption"
        and not DATE_RE.match(lines[above].text)
        and not is_bracketed_title(lines, above)
    ):
        return above
    return unit


# ---- a text without 条


def _end_without_articles(lines: list[TypedLine]) -> int:
    """The front ends at the first sentence or unit, or with its last heading; lists of history and path are passed."""
    last = max(frame_end(lines), _title_end(lines, len(lines)), _sheet_end(lines))
    listed: Kind | None = None
    for index in range(last, len(lines)):
        if index >= last + _REACH:
            break
        typed, text = lines[index], lines[index].text
        listed = heading_of(text) or (listed if listed and _is_listed(typed, listed) else None)
        if listed:
            last = index + 1
            continue
        if typed.kind in _NOTES:
            continue
        if _starts_body(lines, index):
            return index
        if ends_sentence(text) and not ENACT_RE.search(text) and not DATE_RE.match(text):
            return index
        if not index or text[0] in TITLE_MARKS or is_dated(text) or typed.kind == "row":
            last = index + 1
    return last


def _sheet_end(lines: list[TypedLine]) -> int:
    """Behind 別紙 above the title of what is published (…を別紙のとおり定める。); 0 when there is none."""
    for index, typed in enumerate(lines[:_REACH]):
        if typed.kind in ("suppl", "row"):
            break
        if _is_sheet(lines, index):
            return index + 1
    return 0


def _is_sheet(lines: list[TypedLine], index: int) -> bool:
    is_named = lines[index].kind == "appdx" and lines[index].text.startswith(_SHEETS)
    return is_named and any(map(ends_as_title, lines[index + 1 : index + 2]))


def _is_listed(typed: TypedLine, heading: Kind) -> bool:
    """Whether a line is an entry below the heading of a history or of the path of the collection."""
    text = typed.text
    if heading == "history":
        return typed.kind == "row" or is_history_entry(text)
    return typed.kind in ("division", "row") and not ends_as_title(typed)


def _starts_body(lines: list[TypedLine], index: int) -> bool:
    typed = lines[index]
    match typed.kind:
        case "toc" | "suppl" | "clause" | "compared":
            return True
        case "appdx":
            return not _is_sheet(lines, index)
        case "article" | "division":
            return typed.certain
        case "enumerated":
            return bool(
                typed.label and typed.label.readings[0][1][0] == 1 and typed.certain
            ) and not is_number(typed.text)  # fmt: skip
        case "caption":
            below = lines[index + 1].kind if index + 1 < len(lines) else None
            return (
                below in _CAPTIONED and not DATE_RE.match(typed.text) and not is_bracketed_title(lines, index)
            )  # fmt: skip
        case "corrected":
            return typed.node_kind not in FRONT
        case "row":
            return not _is_front_row(lines, index)
        case _:
            return False


def _is_front_row(lines: list[TypedLine], index: int) -> bool:
    """Whether a row tells the history or the office of an instrument: a date or a key stands in front, or it is the
    head above such rows."""
    for typed in lines[index : index + _LINES_OF_HEAD]:
        if typed.kind == "row" and (is_dated(typed.text) or strip_key(typed.text) != typed.text):
            return True
    return False
