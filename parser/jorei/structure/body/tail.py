"""The end of a published page, behind the last provision: 体系, 沿革, the heading once more, the reason of a bill."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import Kind
from jorei.model.num import base_numbers
from jorei.structure.body.bill import is_reason
from jorei.structure.body.front_patterns import IN_FORCE
from jorei.structure.draft import Draft
from jorei.structure.lines.typed import TypedLine
from jorei.text.eras import DATE

_HEADINGS: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = (
    (re.compile(r"体系情報$"), "taxonomy"),
    (re.compile(r"沿革情報$|改正履歴$|改正沿革$|制定改廃(?:経過|履歴)$"), "history"),
    (re.compile(r"未施行情報$"), "note"),
)
_LAST_LETTERS: Final = frozenset("報歴革過")
"""The letters that these headings end in: the cheap question that comes first."""
_LONGEST_HEADING: Final = 11
_DATE_NUMBER: Final = re.compile(rf"{DATE}[ ]*\S{{0,20}}第[ ]?\S{{1,8}}[ ]?号$")
_REPEATED_LINES: Final = 4
"""Lines above the tail that repeat the heading of the page at most. Chosen: title, number, date of force."""


def tail_start(lines: list[TypedLine], title: str | None, first: int = 0) -> int:
    """The index of the first line of the tail at or behind ``first``; ``len(lines)`` when there is none."""
    last_article, goes_on = 0, _NextArticles(lines)
    for index in range(first, len(lines)):
        typed = lines[index]
        text = typed.line.text
        if typed.kind == "article" and typed.certain:
            last_article = base_numbers(typed.num)[1]
        if (
            len(text) <= _LONGEST_HEADING
            and text[-1] in _LAST_LETTERS
            and not typed.by_person
            and any(heading.match(text) for heading, _ in _HEADINGS)
            and not goes_on(index, last_article)
        ):
            return _with_repeated_heading(lines, index, title)
    return len(lines)


class _NextArticles:
    """Answers whether the next 条 comes below what looks like a tail: then it stands above the body, or in it."""

    def __init__(self, lines: list[TypedLine]) -> None:
        self.lines = lines
        self.at = -1

    def __call__(self, tail: int, last_article: int) -> bool:
        """Whether the body goes on below ``tail`` (asked in order) behind the article of that number."""
        if self.at < tail:
            below = (
                i for i in range(tail, len(self.lines)) if self.lines[i].kind == "article" and self.lines[i].certain
            )
            self.at = next(below, len(self.lines))
        return self.at < len(self.lines) and base_numbers(self.lines[self.at].num)[0] == last_article + 1


def _with_repeated_heading(lines: list[TypedLine], tail: int, title: str | None) -> int:
    """Title, number and date of force often stand once more above 体系情報."""
    start = tail
    for index in range(tail - 1, max(-1, tail - 1 - _REPEATED_LINES), -1):
        text = lines[index].text
        if not (_DATE_NUMBER.match(text) or IN_FORCE.match(text) or (title and text.lstrip("○◯ ") == title)):
            break
        start = index
    return start


def build_tail(lines: list[TypedLine], start: int, root: Draft, source: str) -> None:
    """Adds the tail's blocks to the law."""
    kind: Kind = "navigation"
    block: Draft | None = None
    for typed in lines[start:]:
        line = typed.line
        heading = _heading_kind(typed.text)
        if heading:
            kind = heading
            block = root.add(Draft(heading, label=line.raw(source, 0, len(typed.text)), pieces=line.whole("label")))
            continue
        pieces = line.whole("text")
        if block is None:
            root.add(Draft(_repeated_kind(typed.text), pieces=pieces))
        elif kind == "note":
            root.add(Draft("note", pieces=pieces))
        else:
            block.add(Draft(kind, pieces=pieces))


def _heading_kind(text: str) -> Kind | None:
    heading = next((kind for pattern, kind in _HEADINGS if pattern.match(text)), None)
    return heading or ("note" if "由" in text and is_reason(text) else None)


def _repeated_kind(text: str) -> Kind:
    if IN_FORCE.match(text):
        return "note"
    return "promulgation" if _DATE_NUMBER.match(text) else "navigation"


def keep_unparsed(root: Draft, folded: str, begin: int) -> None:
    """Adds the text from ``begin`` on, which is not read line by line, as one node at the end of the law."""
    stretch = folded[begin:]
    start = begin + len(stretch) - len(stretch.lstrip())
    if start < len(folded):
        root.add(Draft("unparsed", pieces=[Piece("text", start, begin + len(stretch.rstrip()))]))
