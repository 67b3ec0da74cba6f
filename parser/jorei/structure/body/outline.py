"""The headings of a body looked at together, before any of them is believed.

A line like 第3号様式 or 別表(第2条関係) opens an appendix, and what follows would be in it. Where the next expected 条
still follows, that was no end of the body: it is an appendix set in the middle of it when a table or the articles it is
related to show one, else a name at the head of a line. The same holds for a 附則 before the next expected 条.
"""

from __future__ import annotations

from typing import Final

from jorei.model.num import Ordinal, is_next, parse_last_num, parse_num
from jorei.model.record import Record
from jorei.structure.lines.typed import LineKind, TypedLine

_OF_APPENDIX: Final[frozenset[LineKind]] = frozenset(("row", "remarks"))
_ABOVE_ARTICLE: Final[frozenset[LineKind]] = frozenset(("caption", "page", "division"))


class BodyHeadings(Record):
    """By index of line: the appendices ``inside`` the body, where the body ``resumes`` behind them, and the headings
    that are ``words`` of a provision."""

    inside: frozenset[int] = frozenset()
    resumes: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()


_AS_IT_LOOKS: Final = BodyHeadings()


def read_outline(lines: list[TypedLine]) -> BodyHeadings:
    """What the headings of ``lines`` are, where the numbers of the articles say otherwise than their look.

    >>> from jorei.structure.lines.line import Line
    >>> from jorei.structure.lines.rules import classify
    >>> texts = ("第1条 甲とする。", "(1) 申請書", "様式第1号", "第2条 乙とする。")
    >>> read_outline([classify(Line(text, [(0, len(text))])) for text in texts]).words
    frozenset({2})
    """
    inside: set[int] = set()
    resumes: set[int] = set()
    words: set[int] = set()
    last: Ordinal = ()
    pending: list[int] = []  # the headings behind the last article of the body
    for index, typed in enumerate(lines):
        if typed.set_off:
            continue  # of another text
        if typed.kind == "appdx":
            pending.append(index)
        elif typed.kind == "suppl":
            last, pending = (), []
        elif typed.kind == "article" and (typed.certain or pending) and (not pending or last):
            number = parse_num(typed.num)
            if not typed.certain and not is_next(last, number):
                continue  # a citation at the head of a line
            if pending and is_next(last, number):
                _take_back(lines, pending, index, inside, resumes, words)
                pending = []
            # the articles of a form count by themselves
            last = () if pending else parse_last_num(typed.num)
    return BodyHeadings(frozenset(inside), frozenset(resumes), frozenset(words)) if inside or words else _AS_IT_LOOKS


def _take_back(
    lines: list[TypedLine], pending: list[int], article: int, inside: set[int], resumes: set[int], words: set[int]
) -> None:
    """Sorts the headings that stand before the next article of the body."""
    begin = article
    while begin > pending[-1] + 1 and lines[begin - 1].kind in _ABOVE_ARTICLE:
        begin -= 1
    is_inside = False
    for heading, end in zip(pending, [*pending[1:], begin], strict=True):
        is_inside |= bool(lines[heading].caption) or any(
            typed.kind in _OF_APPENDIX for typed in lines[heading + 1 : end]
        )
        (inside if is_inside else words).add(heading)
    if is_inside:
        resumes.add(begin)
