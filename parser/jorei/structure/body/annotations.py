"""Lines that are no provisions: captions, notes, omissions, quotations, pages, tables, remarks."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, Kind
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_enumerated, on_plain
from jorei.structure.body.state import BuilderState, by_start
from jorei.structure.draft import Draft
from jorei.structure.lines.patterns import REMARKS_RE
from jorei.structure.lines.rules import match_label, match_remarks
from jorei.structure.lines.typed import LineKind, TypedLine

_RULER: Final = re.compile(r"\|(?: ?:?-+:? ?\|)+$|(?:[ ]?:?-{2,}:?[ ]?\|)+(?:[ ]?:?-{2,}:?)?$")
_WORDLESS: Final = ("main_provision", "suppl_provision", *APPENDICES, *DIVISIONS)
"""Kinds that have no words of their own, so nothing is quoted in them."""
_OF_APPENDICES: Final = re.compile(r"様式|別表|別記|別紙|図")
_BEHIND_BODY: Final[tuple[LineKind | None, ...]] = (
    None,
    "appdx",
    "omission",
    "note",
    "amend_note",
    "furniture",
    "page",
)
_MOST_BETWEEN_ROWS: Final = 40
"""The head of a table and the running heads of its page have no more lines."""


def on_caption(state: BuilderState, typed: TypedLine) -> None:
    """(目的) on a line of its own: it waits for its provision; in an appendix it is the appendix's or a line of it."""
    if state.in_appendix and state.container.children:
        state.append("list", typed)
    elif state.in_appendix and state.container.caption is None:
        state.captions = [typed]
        state.take_caption(state.container)
        state.container.pieces.sort(key=by_start)
    else:
        state.captions.append(typed)


def on_amend_note(state: BuilderState, typed: TypedLine) -> None:
    """(平17条例3・一部改正) below what it speaks of."""
    state.flush_captions()
    state.append("amend_note", typed)


def on_note(state: BuilderState, typed: TypedLine) -> None:
    """(…から施行), 注 …, ※ …; 注 of an appendix is the same as its 備考, unless it stands among the entries of a list."""
    if state.in_appendix and typed.text[0] == "注" and not any(node.kind in ENUMERATED for node in state.stack):
        remarks = match_remarks(typed.line)
        if remarks:
            return on_remarks(state, remarks)
    state.flush_captions()
    state.append("note", typed)


def on_omission(state: BuilderState, typed: TypedLine) -> None:
    """以下略: it stands for provisions that were left out, so a caption above it is a line."""
    state.flush_captions()
    is_of_all = _OF_APPENDICES.search(typed.text) and (not state.in_appendix or "以下" in typed.text)
    if is_of_all and _upcoming(state) in _BEHIND_BODY:
        state.close_to(RANK["main_provision"])  # (以下様式省略): none of the last 附則's
    elif state.upcoming in ("article", "division", "caption", "suppl"):
        state.close_to(RANK["article"])  # what was left out before the next article were articles
    state.append("omission", typed)


def _upcoming(state: BuilderState) -> LineKind | None:
    """The kind of the next line that is no rule of a page."""
    following = state.lines[state.index + 1 : state.index + 1 + _MOST_BETWEEN_ROWS]
    return next((typed.kind for typed in following if typed.text.strip("-*_")), None)


def on_quoted(state: BuilderState, typed: TypedLine) -> None:
    """A line of provisions that an amending clause sets off."""
    if state.last.kind == "quoted_provision" and not state.captions:
        state.add_text(state.last, typed, 0)
    elif state.top.kind in _WORDLESS or state.top is state.root:
        on_plain(state, typed)
    else:
        state.append("quoted_provision", typed)


def on_page(state: BuilderState, typed: TypedLine) -> None:
    """The number of a page, or a running head: no part of the text it interrupts."""
    if _parts_a_table(state):
        _add_to_table(state, typed)
    elif state.top is state.last and state.top.pieces and not state.captions:
        state.top.pieces += typed.line.pieces("trivia", 0, len(typed.text))
    else:
        state.append_aside(typed)


def on_furniture(state: BuilderState, typed: TypedLine) -> None:
    """A menu, a search field: what a web page has around a document."""
    if _parts_a_table(state):
        return _add_to_table(state, typed)
    state.flush_captions()
    state.append("navigation", typed)


def _parts_a_table(state: BuilderState) -> bool:
    """Whether a line stands between two rows: a running head, or the head of a table again on its next page."""
    if state.last.kind not in ("table", "comparison_table"):
        return False
    following = state.lines[state.index + 1 : state.index + 1 + _MOST_BETWEEN_ROWS]
    return next((line.kind for line in following if line.kind not in ("furniture", "page")), "") in ("row", "compared")


def _add_to_table(state: BuilderState, typed: TypedLine) -> None:
    row = state.last.children[-1]
    # to its last cell: what has no pieces before its children begins where they do
    (row.children[-1] if row.children else row).pieces += typed.line.whole("trivia")


def on_row(state: BuilderState, typed: TypedLine) -> None:
    """A row of a table; a ruler (---|---) belongs to the row above it."""
    state.flush_captions()
    if state.container is state.root:
        state.ensure_main()
    kind: Kind = "comparison_table" if typed.kind == "compared" else "table"
    if state.last.kind != kind:
        state.last = state.top.add(Draft(kind))
    table, line = state.last, typed.line
    if _RULER.match(typed.text) and table.children:
        return _add_to_table(state, typed)
    row = table.add(Draft("table_row", pieces=line.debris_pieces()))
    if typed.cells == "stretches":  # the layout has found its columns
        for start, end in line.stretches:
            row.add(Draft("table_cell", pieces=[Piece("text", start, end)]))
        return None
    begin, end = _with_empty_cells(state.source, line.start, line.end)
    if typed.cells == "pipes":
        _add_cells(row, state.source, line.start, line.end, "|")
    elif typed.text[0] == "|" and end - begin > 1:
        row.pieces += [Piece("trivia", begin, begin + 1), Piece("trivia", end - 1, end)]
        _add_cells(row, state.source, begin + 1, end - 1, "|")
    else:
        _add_cells(row, state.source, begin, end, "\t")
    row.pieces.sort(key=by_start)


def _add_cells(row: Draft, source: str, begin: int, end: int, separator: str) -> None:
    for cell in source[begin:end].split(separator):
        lead = len(cell) - len(cell.lstrip())
        words = cell.strip()
        # an empty cell has a place too: columns stay columns
        piece = Piece("text", begin + lead, begin + lead + len(words)) if words else Piece("text", begin, begin)
        row.add(Draft("table_cell", pieces=[piece]))
        begin += len(cell) + 1
        if separator == "|" and begin <= end:
            # a row begins with its first cell when no pipe stands before it: its pipes belong to the cells they close
            (row if row.pieces else row.children[-1]).pieces.append(Piece("trivia", begin - 1, begin))


def _with_empty_cells(source: str, start: int, end: int) -> tuple[int, int]:
    """The extent of a row with the empty cells at its ends, which lines are stripped of."""
    while start and source[start - 1] == "\t":
        start -= 1
    while end < len(source) and source[end] == "\t":
        end += 1
    return start, end


def on_list(state: BuilderState, typed: TypedLine) -> None:
    """A line that the markup itself calls a list: an A with an explanation below a formula is no 号."""
    state.flush_captions()
    if state.container is state.root:
        state.ensure_main()
    state.append("list", typed)


def on_remarks(state: BuilderState, typed: TypedLine) -> None:
    """備考 of an appendix, or of a table inside a provision; its own list hangs below it."""
    if state.in_appendix:
        while state.top is not state.container:
            state.close()
    elif not _follows_table(state):
        return on_caption(state, typed) if typed.caption else on_plain(state, typed)
    state.flush_captions()
    remarks = state.last = state.top.add(Draft("remarks"))
    state.stack.append(remarks)
    entry = _first_entry(state, typed)
    if entry:
        typed = TypedLine("remarks", typed.line, len(typed.text) - len(entry.text), 0)
        typed.label_end = len(typed.text[: typed.label_end].rstrip())
        state.set_label(remarks, typed)
        return on_enumerated(state, entry)
    state.set_label(remarks, typed)
    if typed.body < len(typed.text):
        state.add_text(remarks, typed, typed.body)


def _follows_table(state: BuilderState) -> bool:
    """Whether a table stands right above, or the notes and 備考 of one; those are closed."""
    remarks = next((depth for depth, node in enumerate(state.stack) if node.kind == "remarks"), None)
    if remarks is not None:
        while len(state.stack) > remarks:
            state.close()
        return True
    last = next((child for child in reversed(state.top.children) if child.kind not in ("note", "amend_note")), None)
    return last is not None and last.kind == "table"


def _first_entry(state: BuilderState, typed: TypedLine) -> TypedLine | None:
    """備考 1 この表において…: the first entry of a list whose others stand below."""
    head = REMARKS_RE.match(typed.text)
    if not head or head.end("head") == len(typed.text):
        return None
    entry = match_label(typed.line.cut(head.end("head")))
    if not entry or not entry.label or not entry.certain or entry.label.readings[0][1] != (1,):
        return None
    is_list = state.upcoming == "enumerated" or (head["number"] or "").startswith(" ")
    return entry if is_list and entry.body < len(entry.text) else None
