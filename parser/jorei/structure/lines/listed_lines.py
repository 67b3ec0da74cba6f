"""Lines that a run of them shows to be a list: points (・甲), and entries that all carry one number (1 … 1 … 1 …).

One such line says nothing; the lines around it do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jorei.structure.lines.labels import Label
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import ARABIC, KANJI
from jorei.text.numerals import parse_number

_POINTS: Final = frozenset("・‣◦")
_POINT_FIRST: Final = re.compile(r"\n *[・‣◦]")
_FEWEST: Final = 2
"""Lines of a run. Chosen."""
# 一、わたくしたちは、…: not 一、二の
_COMMA: Final = re.compile(
    r"(?P<sign>[0-9]{1,2}|[一二三四五六七八九十]{1,2})、[ ]*(?=[^ 0-9〇一二三四五六七八九十ア-ン第])"
)
_BETWEEN: Final = frozenset(("plain", "page", "list"))
"""Kinds of lines that may stand between the lines of a run: wraps, points, numbers of pages."""

_Run = list[tuple[TypedLine, str]]
"""Lines and the numbers that they begin with."""


def mark_points(lines: list[TypedLine], folded: str) -> None:
    """Lines that begin with ・ are entries of a list where several stand together; changed in place."""
    # the lines first: few of them begin so, and the text is long
    first = [typed.line.text[0] for typed in lines if typed.kind == "plain"]
    if _POINTS.isdisjoint(first) or not _POINT_FIRST.search(folded):
        return
    run: list[TypedLine] = []
    for typed in [*lines, None]:
        if typed is not None and typed.kind == "plain" and typed.text[0] in _POINTS:
            run.append(typed)
            continue
        if len(run) >= _FEWEST:
            for point in run:
                point.kind = "list"
        run = []


def count_repeated(lines: list[TypedLine]) -> None:
    """Labels that are all the same (1 1 1 in a 憲章, 1. 1. 1. in Markdown) count on; 一、 is a label where several of
    them stand together. Changed in place."""
    if not _may_repeat(lines):
        return
    for run in _runs(lines):
        if len(run) >= _FEWEST and (_are_alike(run) or _count_on(run)):
            for number, (typed, sign) in enumerate(run, 1):
                _number(typed, sign, number)


def _may_repeat(lines: list[TypedLine]) -> bool:
    """The cheap question: whether a line that begins with a first number stands behind another, or 一、 begins one."""
    before = False
    for typed in lines:
        if typed.kind == "enumerated":
            first = typed.label is not None and typed.label.readings[0][1] == (1,)
            if before and first:
                return True
            before = first
        elif typed.kind not in _BETWEEN:
            before = False
        elif typed.line.text[1:2] == "、":
            return True
    return False


def _are_alike(run: _Run) -> bool:
    """Whether all lines carry the first number; two that begin with a bare 1 may be a slip."""
    first, sign = run[0]
    same = sign in ("1", "一") and all(other == sign for _, other in run)
    return same and (len(run) > _FEWEST or not first.text.startswith(sign + " "))


def _count_on(run: _Run) -> bool:
    """Whether lines that no rule took for labelled ones (一、) count 1, 2, 3."""
    return run[0][0].kind == "plain" and all(parse_number(sign) == at for at, (_, sign) in enumerate(run, 1))


def _runs(lines: list[TypedLine]) -> Iterator[_Run]:
    """Lines whose labels look alike up to their number, without headings and other labels between them."""
    run: _Run = []
    look = ""
    for typed in lines:
        sign, own = _sign(typed)
        if own and own == look and _goes_on(run[-1][1], sign):
            run.append((typed, sign))
        elif own or typed.kind not in _BETWEEN:
            yield run
            run, look = ([(typed, sign)], own) if own else ([], "")
    yield run


def _goes_on(before: str, sign: str) -> bool:
    first, second = parse_number(before) or 0, parse_number(sign) or 0
    return before == sign or second == first + 1


def _sign(typed: TypedLine) -> tuple[str, str]:
    """The number of a label in Arabic or kanji numerals, and what follows it; empty for other lines."""
    if typed.kind == "plain":
        match = _COMMA.match(typed.text)
        return (match["sign"], "、") if match else ("", "")
    if typed.kind != "enumerated" or not typed.certain or typed.label is None:
        return "", ""
    text = typed.text[: typed.label_end]
    sign = text.rstrip(".、)")
    if typed.label.readings[0][0] not in (ARABIC, KANJI) or not sign or sign[0] == "(":
        return "", ""
    return sign, text[len(sign) :] or " "


def _number(typed: TypedLine, sign: str, number: int) -> None:
    if typed.kind == "plain":
        match = _COMMA.match(typed.text)
        typed.label_end, typed.body = len(sign) + 1, match.end() if match else len(sign) + 1
        typed.kind = "enumerated"
    typed.certain = True
    typed.label = Label(typed.label_end, ((KANJI if sign == "一" or not sign.isdigit() else ARABIC, (number,)),))
