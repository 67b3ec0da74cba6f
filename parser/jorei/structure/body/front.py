"""Front matter: 題名, 公布文, date and number, 制定文, 前文; what stands before 目次 and 第1条."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import Kind
from jorei.model.vocabulary import Role
from jorei.structure.body.bill import frame_end
from jorei.structure.body.front_patterns import (
    CAPTION_TAIL,
    DATED_TAIL,
    DAY_ALONE,
    ENACT_RE,
    FRONT_MATTER,
    IN_FORCE,
    IN_YEAR,
    NUMBER_RE,
    OF_HISTORY,
    OF_YEAR,
    OFFICE,
    PREAMBLE_HEADING,
    PROMULGATES,
    REVISED_RE,
    REVISES,
    heading_of,
    is_number,
    is_titled,
    strip_key,
)
from jorei.structure.body.front_title import (
    bare,
    holds_date,
    is_bracketed_title,
    is_dated,
    is_history_entry,
    title_index,
    title_span,
    title_start,
)
from jorei.structure.body.gazette import contents_end, contents_title
from jorei.structure.draft import Draft
from jorei.structure.lines.line import share_debris
from jorei.structure.lines.patterns import SUPPL_NUMBER_RE, ends_sentence
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.fold import fold

_KIND_OF_LINE: Final[dict[LineKind, Kind]] = {
    "note": "note", "amend_note": "history", "omission": "omission", "furniture": "navigation",
}  # fmt: skip
_LONGEST_YAML: Final = 60
"""Lines between the --- of YAML above a page, at most. Chosen."""


def split_front(lines: list[TypedLine], end: int) -> tuple[list[TypedLine], int]:
    """Puts 題名 or 公布文, date and number that share a line on lines of their own."""
    front: list[TypedLine] = []
    for typed in lines[:end]:
        match = DATED_TAIL.search(typed.text) if typed.kind in ("plain", "article") else None
        head = typed.text[: match.start()].rstrip() if match else ""
        if match and (is_titled(bare(head)) or head.endswith("公布する。")):
            front.append(TypedLine("plain", typed.line.part(0, match.start())))
            front.append(TypedLine("plain", typed.line.part(match.start(), len(typed.text))))
            share_debris(typed.line, (front[-2].line, front[-1].line))
        else:
            front.append(typed)
    return _with_caption_of_title(front, lines[end:])


def _with_caption_of_title(front: list[TypedLine], rest: list[TypedLine]) -> tuple[list[TypedLine], int]:
    """The caption of 第1条 behind the 題名 (甲市条例施行規則 (趣旨)) or above day and number as the first line of the body."""
    at = len(front) - 1
    while at > 0 and front[at].kind != "caption" and _tells_making(front[at]):
        at -= 1
    if at < 0 or not rest or rest[0].kind != "article" or rest[0].caption or not _is_next_captioned(rest):
        return front + rest, len(front)
    typed, line = front[at], front[at].line
    if typed.kind == "caption" and at and not is_bracketed_title(front, at) and not is_dated(typed.text[1:]):
        front.pop(at)
        return [*front, typed, *rest], len(front)
    match = CAPTION_TAIL.search(typed.text) if typed.kind == "plain" else None
    if match:
        front[at] = TypedLine("plain", line.part(0, match.start()))
        rest = [classify(line.part(match.start("caption"), match.end())), *rest]
        share_debris(line, (front[at].line, rest[0].line))
    return front + rest, len(front)


def _tells_making(typed: TypedLine) -> bool:
    """Whether a line is a day or number, or of a history or a table."""
    return typed.kind == "row" or is_history_entry(typed.text) or heading_of(typed.text) is not None


def _is_next_captioned(lines: list[TypedLine]) -> bool:
    """Whether the second article has a caption, above it or behind its label."""
    second = next((index for index in range(1, len(lines)) if lines[index].kind == "article"), 0)
    return second > 0 and (bool(lines[second].caption) or lines[second - 1].kind == "caption")


def build_front(lines: list[TypedLine], end: int, root: Draft, source: str) -> str | None:
    """Adds the front matter to the law and returns the 題名."""
    front = _Front(lines[:end], _title_at(lines[:end]), source)
    for index in range(end):
        draft = front.node_of(index)
        if draft.kind == "preamble":
            add_preamble(root, lines[index], source)
        else:
            root.add(draft)
    title = front.title
    if title is None:
        promulgated = (PROMULGATES.match(typed.text) for typed in lines[:end])
        title = next((match["title"] for match in promulgated if match), None)
    office = OFFICE.search(fold(title)) if title else None
    return title[: office.start()] or title if title and office else title


def _title_at(front: list[TypedLine]) -> int | None:
    """The line of the 題名: that a person named, that a bill proposes, or that reads like one."""
    if any(typed.kind == "corrected" and typed.node_kind == "title" for typed in front):
        return title_index(front, len(front))
    return frame_end(front) or contents_title(front, len(front)) or title_index(front, len(front))


class _Front:
    """The front, read line by line: a number comes once, a title may come again."""

    def __init__(self, lines: list[TypedLine], title_at: int | None, source: str) -> None:
        self.lines = lines
        # a mark, and no title
        self.title_at = None if title_at is None or not bare(lines[title_at].text) else title_at
        self.title_from = self.title_at if self.title_at is None else title_start(lines, self.title_at)
        self.frame = _frame(lines, self.title_from or 0)
        self.yaml_end = _yaml_end(lines)
        self.list_of: Kind | None = None  # history or taxonomy, while the lines below its heading go on
        self.source = source
        self.title: str | None = None
        self.folded_title: str | None = None
        self.is_numbered = self.has_number = False
        self.sentences = sum(ends_sentence(typed.text) for typed in lines if typed.kind == "plain")

    def node_of(self, index: int) -> Draft:
        """The node of a line; lines are asked for in their order."""
        kind, text = self._kind_of(index), self.lines[index].text
        if kind == "promulgation":
            self.is_numbered = True
            self.has_number |= NUMBER_RE.search(strip_key(text)) is not None
        heading = heading_of(text) if kind in ("history", "taxonomy") else None
        if heading or kind != self.list_of:
            self.list_of = heading
        draft = _front_node(kind, self.lines[index], self.source)
        if kind == "taxonomy" and heading:
            draft.label = self.lines[index].line.raw(self.source, 0, len(text))
            draft.pieces = self.lines[index].line.whole("label")
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
        if index < self.frame:
            return "navigation"
        if self.title and bare(text) == self.folded_title:
            return "title"
        if typed.kind in _KIND_OF_LINE:
            return _KIND_OF_LINE[typed.kind]
        if PROMULGATES.match(text):
            return "enact_statement"
        if IN_FORCE.match(text):
            return "note"
        dated = holds_date(typed)
        if index <= self.yaml_end:
            return "promulgation" if dated and not OF_HISTORY.match(text) else "navigation"
        return self._kind_by_heading(index, text) or self._kind_by_words(index, text, dated=dated)

    def _kind_by_heading(self, index: int, text: str) -> Kind | None:
        """History and path of the collection: their headings, and what is listed below."""
        heading = heading_of(text)
        if heading == "taxonomy" or (heading and self.title_at is not None and index < self.title_at):
            return heading
        if not self.list_of or heading:
            return heading
        typed = self.lines[index]
        if self.list_of == "taxonomy":
            return "taxonomy" if typed.kind in ("division", "row", "plain") and not is_dated(text) else None
        if not self.is_numbered and OF_HISTORY.match(text) is None and ("制定" in text or "公布" in text):
            return "promulgation"  # the first entry tells the making: the number that stands nowhere else
        if not self.is_numbered and self._is_making(index):
            return "promulgation"
        return "history" if typed.kind == "row" or is_history_entry(text) else None

    def _is_making(self, index: int) -> bool:
        """Whether a day and below it a number stand apart from a history whose entries have both on one line."""
        if not 0 < index < len(self.lines) - 1:
            return False
        before, typed, behind = self.lines[index - 1 : index + 2]
        return (
            typed.line.gap > behind.line.gap
            and DAY_ALONE.match(typed.text) is not None
            and is_number(behind.text)
            and NUMBER_RE.search(before.text) is not None
            and is_history_entry(before.text)
            and IN_YEAR.match(before.text) is not None
        )

    def _kind_by_words(self, index: int, text: str, *, dated: bool) -> Kind:
        if text == "記":
            return "navigation"
        if self.title_at is not None and index < self.title_at and not dated:
            return "enact_statement" if ends_sentence(text) and ENACT_RE.search(text) else "navigation"
        if SUPPL_NUMBER_RE.match(text) or (not self.is_numbered and dated and not OF_HISTORY.match(text)):
            return "promulgation"
        if REVISED_RE.match(text.lstrip("|・■※*- ")):
            return "history"
        if dated:
            # behind the number of its making every other one of a year of its own is that of a change
            is_change = self.has_number and OF_YEAR.match(strip_key(text)) and NUMBER_RE.search(text)
            return "history" if is_change else "promulgation"
        # a 前文 may end as a 制定文 does (…この条例を制定する。); a 制定文 stands alone
        if REVISES.search(text) or (ENACT_RE.search(text) and self.sentences <= 1):
            return "enact_statement"
        if ends_sentence(text) or PREAMBLE_HEADING.match(text):
            return "preamble"
        return "promulgation" if self.is_numbered and self.lines[index].kind != "row" else "navigation"


def _frame(lines: list[TypedLine], title: int) -> int:
    """How many lines are of the bill or of the 公報 around the instrument whose 題名 stands at ``title``."""
    if frame_end(lines):
        return title
    return contents_end(lines, title) if title and contents_title(lines, len(lines)) else 0


def _yaml_end(lines: list[TypedLine]) -> int:
    """The index of the --- below the YAML above a page; -1 when there is none."""
    if not lines or not FRONT_MATTER.match(lines[0].text) or lines[0].text[0] != "-":
        return -1
    ends = (index for index in range(1, min(len(lines), _LONGEST_YAML)) if lines[index].text == lines[0].text)
    return next(ends, -1)


def _front_node(kind: Kind, typed: TypedLine, source: str) -> Draft:
    draft = Draft(kind)
    text, line = typed.text, typed.line
    begin, end = 0, len(text)
    role: Role = "text"
    if kind == "title":
        role = "title"
        begin, end = title_span(text)
        draft.title = line.raw(source, begin, end)
    pieces = line.debris_pieces() + line.pieces("trivia", 0, begin) + line.pieces(role, begin, end)
    draft.pieces = sorted(pieces + line.pieces("trivia", end, len(text)), key=lambda piece: piece.start)
    return draft


def add_preamble(root: Draft, typed: TypedLine, source: str) -> None:
    """Adds a line to the 前文: one node with its heading, its sentences as lines without labels below it."""
    is_heading = PREAMBLE_HEADING.match(typed.text) is not None
    if is_heading or not (root.children and root.children[-1].kind == "preamble"):
        root.add(Draft("preamble"))
    preamble = root.children[-1]
    if is_heading:
        preamble.label = typed.line.raw(source, 0, len(typed.text))
        preamble.pieces = typed.line.whole("label")
    else:
        preamble.add(Draft("list", pieces=typed.line.whole("text")))
