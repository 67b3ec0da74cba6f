"""Articles without a blank behind their label: 第1条この条例は…, which look like references that begin a line.

Only where such headings outnumber set-off ones are they taken for articles, and only as long as they count on as
articles do.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.model.num import Ordinal, base_numbers, is_next, parse_num
from jorei.structure.lines.patterns import ARTICLE_RE
from jorei.structure.lines.rules import number_of
from jorei.structure.lines.typed import TypedLine
from jorei.text.numerals import NUMBER

_SECOND_LABEL: Final = re.compile(rf"第{NUMBER}[条章編]|附則")
"""第52条第14条第3項の…: the label of an article and its first words. No reference is written so."""

_Hidden = tuple[TypedLine, str, int]
"""A line that may be an article, its ``Num``, and where its label ends."""


def settle_unspaced_articles(lines: list[TypedLine]) -> None:
    """Makes headings certain where they count on; changes the lines in place."""
    headings = [index for index, typed in enumerate(lines) if typed.kind == "article"]
    unspaced = sum(not lines[index].certain for index in headings)
    if 2 * unspaced <= len(headings):
        return
    _reveal_articles(lines, headings)
    last: Ordinal = (0,)
    for typed in lines:
        if typed.kind == "suppl":
            last = (0,)
        elif typed.kind == "article":
            number = _number(typed)
            if typed.certain or number[0] == 1 or number > last:
                typed.certain = True
                last = (base_numbers(typed.num)[1], *number[1:])


def _number(typed: TypedLine) -> Ordinal:
    return parse_num(typed.num) or (0,)


def _reveal_articles(lines: list[TypedLine], headings: list[int]) -> None:
    """Makes articles of lines that look like references (第5条第3条第1項の…, 第5条中学校は) where some are missing.

    The article before has come, the one after comes next, and none has their numbers. A line with a caption above it
    or a second label behind its own needs no article after it.
    """
    settled: Ordinal = (0,)  # the number of the last article that is known
    last = settled  # the same, or that of the last line of the chain
    coming = 0  # which of the headings comes next
    chain: list[_Hidden] = []
    for index, typed in enumerate(lines):
        upcoming = _number(lines[headings[coming]]) if coming < len(headings) else (0,)
        if coming < len(headings) and headings[coming] == index:
            if is_next(last, upcoming):
                _make_articles(chain)
            settled = last = upcoming
            coming, chain = coming + 1, []
            continue
        if typed.kind == "suppl":
            settled, last, chain = (), (), []  # it counts from one, or has 項 alone
            continue
        hidden = _hidden_article(typed)
        if hidden is None:
            continue
        number = parse_num(hidden[1])
        captioned = index > 0 and lines[index - 1].kind == "caption"
        sure = (captioned or _SECOND_LABEL.match(typed.text, hidden[2]) is not None) and upcoming != number
        if not is_next(last, number):
            if not (sure and is_next(settled, number)):
                continue
            chain = []
        last = number
        chain.append(hidden)
        if sure:
            _make_articles(chain)
            settled, chain = number, []


def _hidden_article(typed: TypedLine) -> _Hidden | None:
    """A plain line that begins with the label of one article and has words behind it."""
    if typed.kind != "plain" or typed.text[0] != "第":
        return None
    match = ARTICLE_RE.match(typed.text)
    if not match or match["range"] or match.end() >= len(typed.text):
        return None
    num = number_of(match["base"], match["branch"])
    return (typed, num, match.end()) if num else None


def _make_articles(chain: list[_Hidden]) -> None:
    for typed, num, end in chain:
        typed.kind, typed.num, typed.label_end, typed.body, typed.certain = "article", num, end, end, False
