"""The 題名 among the lines of front matter: which line it is, on how many lines it stands, and what of them is title."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.body.front_patterns import (
    BREADCRUMB,
    DATE_RE,
    ENTRY_LABEL,
    FRONT_MATTER,
    IN_YEAR,
    OF_HISTORY,
    OPEN_END,
    TITLE_KEY,
    TITLE_REST,
    YEAR_RE,
    is_number,
    is_titled,
    strip_key,
)
from jorei.structure.lines.rules import closing_bracket
from jorei.structure.lines.typed import TypedLine

TITLE_MARKS: Final = "○◯●◎〇"
_LONGEST_TITLE: Final = 160
"""Characters. Chosen: names of amending laws are long."""
_TITLE_INDENT: Final = 4
_TITLE_BREAK: Final = 48
"""Columns: of the blanks before a 題名, and the fewest after which it is broken in two. Chosen."""
_SET_APART: Final = re.compile(r"(?:[^ ] {1,3}){3,}[^ ]")
_SURELY_TITLE: Final = re.compile(r".{4,}(?:条例|規則|規程|要綱|要領|細則|規約)$")


def is_dated(text: str) -> bool:
    """Whether a line begins with a date or is a number: 平成15年3月26日, 公布日 平成15年3月26日, 条例第3号."""
    value = strip_key(text)
    return DATE_RE.match(value) is not None or is_number(value)


def is_history_entry(text: str) -> bool:
    """Whether a line below the heading of a history is one of its entries: it begins with a year, or is a number."""
    entry = ENTRY_LABEL.sub("", text)
    return is_dated(entry) or IN_YEAR.match(entry) is not None


def holds_date(typed: TypedLine) -> bool:
    """The same, and for a row whether any of its cells does."""
    if typed.kind != "row" or OF_HISTORY.match(typed.text):
        return is_dated(typed.text)
    return is_dated(typed.text) or any(map(is_dated, typed.text.replace("|", " ").split()))


def title_span(text: str) -> tuple[int, int]:
    """The stretch of a line that is title: without its mark, its key (題名: …) and the brackets around all of it.

    >>> [text[slice(*title_span(text))] for text in ("○甲市条例", "[甲市条例]", "title: 甲市条例", "| 件名 | 甲市条例 |")]
    ['甲市条例', '甲市条例', '甲市条例', '甲市条例']
    """
    key = TITLE_KEY.match(text)
    begin, end = key.end() if key else 0, len(text)
    begin, end = _strip(text, begin, end, TITLE_MARKS + " ")
    while end - begin > 2 and _closes(text, begin, end):
        begin, end = _strip(text, begin + 1, end - 1, " ")
    return _strip(text, begin, end, " |'\"") if key else (begin, end)


def _closes(text: str, begin: int, end: int) -> bool:
    """Whether brackets or angles stand around the stretch."""
    if text[begin] in "([〔【":
        return closing_bracket(text, begin) == end - 1
    return _ANGLES.get(text[begin]) == text[end - 1]


_ANGLES: Final = {"<": ">", "＜": "＞", "《": "》", "〈": "〉"}


def _strip(text: str, begin: int, end: int, marks: str) -> tuple[int, int]:
    while begin < end and text[begin] in marks:
        begin += 1
    while begin < end and text[end - 1] in marks:
        end -= 1
    return begin, end


def bare(text: str) -> str:
    """A heading without its mark, its key and the brackets around all of it."""
    return text[slice(*title_span(text))]


def _close(text: str) -> str:
    """A heading whose letters are all set apart, without the blanks between them."""
    return text.replace(" ", "") if _SET_APART.fullmatch(text) else text


def ends_as_title(typed: TypedLine) -> bool:
    """Whether a line ends as titles end: …条例, …規則(抄)."""
    text = typed.text
    return (
        typed.kind != "furniture"
        and len(text) <= _LONGEST_TITLE
        and "。" not in text
        and (is_titled(text) or is_titled(_close(bare(text))))
        and not is_number(text)
        and not BREADCRUMB.search(text)
        and not FRONT_MATTER.match(text)
        and (typed.kind != "row" or TITLE_KEY.match(text) is not None)
    )


def is_marked_title(typed: TypedLine) -> bool:
    """Whether a line begins with the mark of a 題名: ○."""
    return typed.text[0] in "○◯●◎" and len(typed.text) > 1 and typed.kind != "furniture"


def is_bracketed_title(lines: list[TypedLine], index: int) -> bool:
    """Whether a line in brackets is the 題名 and no caption: it ends as one, and no line above it does."""
    return _SURELY_TITLE.match(bare(lines[index].text)) is not None and not any(map(ends_as_title, lines[:index]))


def title_index(lines: list[TypedLine], end: int) -> int | None:
    """The index of the 題名: of the line marked with ○, else the first that ends as titles end."""
    front = lines[:end]
    corrected = (i for i, typed in enumerate(front) if typed.kind == "corrected" and typed.node_kind == "title")
    marked = (i for i, typed in enumerate(front) if is_marked_title(typed))
    titled = (i for i, typed in enumerate(front) if ends_as_title(typed))
    keyed = (i for i, typed in enumerate(front) if TITLE_KEY.match(typed.text))
    for candidates in (corrected, marked, titled, keyed):
        first = next(candidates, None)
        if first is not None:
            return first
    dated = next((i for i, typed in enumerate(front) if is_dated(typed.text)), None)
    while dated and YEAR_RE.match(lines[dated - 1].text):  # 明治22年 above 閣令第12号
        dated -= 1
    if dated:
        return dated - 1 if _can_be_title(lines[dated - 1]) else None
    return 0 if end and dated is None and _can_be_title(lines[0]) else None


def _can_be_title(typed: TypedLine) -> bool:
    return "。" not in typed.text and typed.kind != "row" and not FRONT_MATTER.match(typed.text)


def title_start(lines: list[TypedLine], at: int) -> int:
    """The first line of a 題名 that ends on line ``at``: it may stand on two.

    Only a line that ends as no name does goes with the next one, or one before a word that is no name by itself.
    """
    if not at or lines[at].kind == "corrected":
        return at
    before, text = lines[at - 1], bare(lines[at].text)
    if before.kind != "plain" or is_dated(before.text) or "。" in before.text or len(before.text) > _LONGEST_TITLE:
        return at
    if BREADCRUMB.search(before.text) or FRONT_MATTER.match(before.text):
        return at
    return at - 1 if OPEN_END.search(before.text) or TITLE_REST.fullmatch(text) or _is_title_block(lines, at) else at


def _is_title_block(lines: list[TypedLine], at: int) -> bool:
    """Whether a line and the one above it are set together at the head of the text, the upper one as long as a title
    gets before it is broken."""
    before, line = lines[at - 1].line, lines[at].line
    return (
        at == 1
        and before.columns - before.indent >= _TITLE_BREAK
        and before.indent == line.indent >= _TITLE_INDENT
        and not line.gap
    )
