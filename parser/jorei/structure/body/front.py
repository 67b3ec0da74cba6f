"""Front matter: 題名, 公布文, date and number, 制定文, 前文; what stands before 目次 and 第1条."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import Kind
from jorei.model.vocabulary import Role
from jorei.structure.body.front_patterns import (
    BREADCRUMB,
    DATE_RE,
    DATED_TAIL,
    ENACT_RE,
    FRONT_MATTER,
    HISTORY_HEADING,
    NUMBER_RE,
    OFFICE,
    OPEN_END,
    PROMULGATES,
    REVISED_RE,
    REVISES,
    TITLE_END,
    TITLE_REST,
    YEAR_RE,
)
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.patterns import SENTENCE_END, SUPPL_NUMBER_RE
from jorei.structure.lines.rules import closing_bracket
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.fold import fold

_TITLE_INDENT: Final = 4
_TITLE_BREAK: Final = 48
"""Columns: of the blanks before a 題名, and the fewest after which it is broken in two. Chosen."""
FRONT: Final[tuple[Kind, ...]] = ("title", "promulgation", "enact_statement", "preamble", "history")
"""The kinds of front matter that a person can give a line."""

_KIND_OF_LINE: Final[dict[LineKind, Kind]] = {
    "note": "note", "amend_note": "history", "omission": "omission", "furniture": "navigation",
}  # fmt: skip
_CAPTIONED: Final[frozenset[LineKind]] = frozenset(("article", "enumerated", "division"))
_TITLE_MARKS: Final = "○◯●◎〇"
_LONGEST_TITLE: Final = 160
"""Characters. Chosen: names of amending laws are long."""
_OF_HISTORY: Final = re.compile(r"[\[〔(【]?(?:最終|一部|全部)?改正")
_REACH: Final = 60
"""Lines of front matter at most. Chosen: a 前文 of many sentences and a history that names every amendment."""


def front_end(lines: list[TypedLine], habits: Habits) -> int:
    """The index of the first line that is no front matter."""
    reach = min(len(lines), _REACH)
    body = next((index for index in range(reach) if _starts_body(lines, index)), None)
    if habits.main_articles:
        first_article = (index for index, typed in enumerate(lines) if typed.kind == "article")
        return next(first_article, 0) if body is None else body
    # no articles: the front ends at the first sentence, or with its last heading
    last = 0
    for index in range(reach if body is None else body):
        text = lines[index].text
        if SENTENCE_END.search(text) and not ENACT_RE.search(text) and not DATE_RE.match(text):
            return index
        if not index or text[0] in _TITLE_MARKS or _is_dated(text):
            last = index + 1
    return last if body is None else body


def _starts_body(lines: list[TypedLine], index: int) -> bool:
    typed = lines[index]
    match typed.kind:
        case "toc" | "suppl" | "appdx":
            return True
        case "article" | "division":
            return typed.certain
        case "enumerated":
            return bool(
                typed.label and typed.label.readings[0][1][0] == 1 and typed.certain
            ) and not NUMBER_RE.match(typed.text)  # fmt: skip
        case "caption":
            following = lines[index + 1].kind if index + 1 < len(lines) else None
            return following in _CAPTIONED and not DATE_RE.match(typed.text)
        case "corrected":
            return typed.node_kind not in FRONT
        case "row":
            return not DATE_RE.match(typed.text)  # a history set as a table: date, tab, number
        case _:
            return False


def _is_dated(text: str) -> bool:
    return bool(DATE_RE.match(text) or NUMBER_RE.match(text))


def split_front(lines: list[TypedLine], end: int) -> tuple[list[TypedLine], int]:
    """Puts 題名 or 公布文, date and number that share a line on lines of their own."""
    front: list[TypedLine] = []
    for typed in lines[:end]:
        match = DATED_TAIL.search(typed.text) if typed.kind in ("plain", "article") else None
        head = typed.text[: match.start()].rstrip() if match else ""
        if match and (TITLE_END.search(_bare(head)) or head.endswith("公布する。")):
            front.append(TypedLine("plain", typed.line.part(0, match.start())))
            front.append(TypedLine("plain", typed.line.part(match.start(), len(typed.text))))
            front[-2].line.debris = typed.line.debris
        else:
            front.append(typed)
    return front + lines[end:], len(front)


def _bare(text: str) -> str:
    """A heading without its mark and the brackets around all of it."""
    text = text.strip(_TITLE_MARKS + " ")
    while len(text) > 2 and text[0] in "([〔【" and closing_bracket(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _ends_as_title(typed: TypedLine) -> bool:
    text = typed.text
    return (
        typed.kind != "furniture"
        and len(text) <= _LONGEST_TITLE
        and "。" not in text
        and bool(TITLE_END.search(text) or TITLE_END.search(_bare(text)))
        and not NUMBER_RE.match(text)
        and not BREADCRUMB.search(text)
        and not FRONT_MATTER.match(text)
    )


def _is_marked_title(typed: TypedLine) -> bool:
    return typed.text[0] in "○◯●◎" and len(typed.text) > 1 and typed.kind != "furniture"


def title_index(lines: list[TypedLine], end: int) -> int | None:
    """The index of the 題名: of the line marked with ○, else the first that ends as titles end."""
    front = lines[:end]
    corrected = (i for i, typed in enumerate(front) if typed.kind == "corrected" and typed.node_kind == "title")
    marked = (i for i, typed in enumerate(front) if _is_marked_title(typed))
    titled = (i for i, typed in enumerate(front) if _ends_as_title(typed))
    keyed = (i for i, typed in enumerate(front) if typed.text.startswith("title:"))
    for candidates in (corrected, marked, titled, keyed):
        first = next(candidates, None)
        if first is not None:
            return first
    dated = next((i for i, typed in enumerate(front) if _is_dated(typed.text)), None)
    while dated and YEAR_RE.match(lines[dated - 1].text):  # 明治22年 above 閣令第12号
        dated -= 1
    if dated:
        return dated - 1 if "。" not in lines[dated - 1].text else None
    return 0 if end and dated is None and "。" not in lines[0].text else None


def title_start(lines: list[TypedLine], at: int) -> int:
    """The first line of a 題名 that ends on line ``at``: it may stand on two.

    Only a line that ends as no name does goes with the next one, or one before a word that is no name by itself.
    """
    if not at or lines[at].kind == "corrected":
        return at
    before, text = lines[at - 1], _bare(lines[at].text)
    if before.kind != "plain" or _is_dated(before.text) or "。" in before.text or len(before.text) > _LONGEST_TITLE:
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


def build_front(lines: list[TypedLine], end: int, root: Draft, source: str) -> str | None:
    """Adds the front matter to the law and returns the 題名."""
    front = _Front(lines[:end], title_index(lines, end), source)
    for index in range(end):
        draft = front.node_of(index)
        if draft.kind == "preamble":
            add_preamble(root, draft.pieces)
        else:
            root.add(draft)
    title = front.title
    if title is None:
        promulgated = (PROMULGATES.match(typed.text) for typed in lines[:end])
        title = next((match["title"] for match in promulgated if match), None)
    office = OFFICE.search(fold(title)) if title else None
    return title[: office.start()] or title if title and office else title


class _Front:
    """The front, read line by line: a number comes once, a title may come again."""

    def __init__(self, lines: list[TypedLine], title_at: int | None, source: str) -> None:
        self.lines = lines
        # a mark, and no title
        self.title_at = None if title_at is None or not _bare(lines[title_at].text) else title_at
        self.title_from = self.title_at if self.title_at is None else title_start(lines, self.title_at)
        self.in_history = False
        self.source = source
        self.title: str | None = None
        self.folded_title: str | None = None
        self.is_numbered = False
        self.sentences = sum(bool(SENTENCE_END.search(typed.text)) for typed in lines if typed.kind == "plain")

    def node_of(self, index: int) -> Draft:
        """The node of a line; lines are asked for in their order."""
        kind = self._kind_of(index)
        self.is_numbered |= kind == "promulgation"
        self.in_history = kind == "history" and (self.in_history or bool(HISTORY_HEADING.match(self.lines[index].text)))
        draft = _front_node(kind, self.lines[index], self.source)
        if draft.title and (not self.title or self._continues_title(index)):
            self.title = (self.title or "") + draft.title
            self.folded_title = fold(self.title)
        return draft

    def _continues_title(self, index: int) -> bool:
        return self.title_from is not None and self.title_at is not None and self.title_from < index <= self.title_at

    def _kind_of(self, index: int) -> Kind:
        typed = self.lines[index]
        text = typed.text
        if typed.kind == "corrected" and typed.node_kind:
            return typed.node_kind  # one of `FRONT`: others begin the body
        if self.title_at is not None and self.title_from is not None and self.title_from <= index <= self.title_at:
            return "title"
        if self.title and _bare(text) == self.folded_title:
            return "title"
        if typed.kind in _KIND_OF_LINE:
            return _KIND_OF_LINE[typed.kind]
        if PROMULGATES.match(text):
            return "enact_statement"
        dated = _is_dated(text)
        if self.title_at is not None and index < self.title_at and not dated:
            return "navigation"
        return self._kind_by_words(text, dated=dated)

    def _kind_by_words(self, text: str, *, dated: bool) -> Kind:
        if HISTORY_HEADING.match(text) or (self.in_history and dated):
            return "history"
        if SUPPL_NUMBER_RE.match(text) or (not self.is_numbered and dated and not _OF_HISTORY.match(text)):
            return "promulgation"
        if REVISED_RE.match(text):
            return "history"
        if dated:
            return "promulgation"
        # a 前文 may end as a 制定文 does (…この条例を制定する。); a 制定文 stands alone
        if REVISES.search(text) or (ENACT_RE.search(text) and self.sentences <= 1):
            return "enact_statement"
        if SENTENCE_END.search(text):
            return "preamble"
        return "promulgation" if self.is_numbered else "navigation"


def _front_node(kind: Kind, typed: TypedLine, source: str) -> Draft:
    draft = Draft(kind)
    text, line = typed.text, typed.line
    begin, end = 0, len(text)
    role: Role = "text"
    if kind == "title":
        role = "title"
        bare = _bare(text)
        begin = text.index(bare)
        end = begin + len(bare)
        draft.title = line.raw(source, begin, end)
    pieces = line.debris_pieces() + line.pieces("trivia", 0, begin) + line.pieces(role, begin, end)
    draft.pieces = sorted(pieces + line.pieces("trivia", end, len(text)), key=lambda piece: piece.start)
    return draft


def add_preamble(root: Draft, pieces: list[Piece]) -> None:
    """Adds a sentence to the 前文: one node, its sentences as lines without labels below it."""
    if not (root.children and root.children[-1].kind == "preamble"):
        root.add(Draft("preamble"))
    root.children[-1].add(Draft("list", pieces=pieces))
