"""What stands beside the provisions: captions, notes, omissions, quotations, pages, tables, remarks."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import APPENDICES, DIVISIONS
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_plain
from jorei.structure.body.state import BuilderState, by_start
from jorei.structure.draft import Draft
from jorei.structure.lines.rules import Typed

_RULER = re.compile(r"\|(?: ?:?-+:? ?\|)+$|(?:[ ]?:?-{2,}:?[ ]?\|)+(?:[ ]?:?-{2,}:?)?$")
_NOT_TEXT: Final = ("main_provision", "suppl_provision", *APPENDICES, *DIVISIONS)


def on_caption(state: BuilderState, typed: Typed) -> None:
    if state.in_appendix and state.container.children:
        state.aside("list", typed)
    elif state.in_appendix and state.container.caption is None:
        state.captions = [typed]
        state.take_caption(state.container)
        state.container.pieces.sort(key=by_start)
    else:
        state.captions.append(typed)


def on_amend_note(state: BuilderState, typed: Typed) -> None:
    state.flush_captions()
    state.aside("amend_note", typed)


def on_note(state: BuilderState, typed: Typed) -> None:
    state.flush_captions()
    state.aside("note", typed)


def on_omission(state: BuilderState, typed: Typed) -> None:
    for one in state.captions:  # (経過措置) 以下略: the caption's provision is what was left out
        state.aside("list", one)
    state.captions = []
    if state.upcoming in ("article", "division", "caption", "suppl"):
        state.close_to(RANK["article"])  # what was left out before the next article were articles
    state.aside("omission", typed)


def on_quoted(state: BuilderState, typed: Typed) -> None:
    if state.last.kind == "quoted_provision":
        state.add_text(state.last, typed, 0)
    elif state.top.kind in _NOT_TEXT or state.top is state.root:
        on_plain(state, typed)
    else:
        state.aside("quoted_provision", typed)


def on_page(state: BuilderState, typed: Typed) -> None:
    if _parts_a_table(state):
        _into_table(state, typed)
    elif state.captions:  # between a caption and its provision
        state.captions[-1].line.debris.append((typed.line.start, typed.line.end))
    elif state.top is state.last and state.top.pieces:
        state.top.pieces += typed.line.pieces("trivia", 0, len(typed.text))
    else:
        state.aside("navigation", typed)


def on_furniture(state: BuilderState, typed: Typed) -> None:
    if _parts_a_table(state):
        return _into_table(state, typed)
    state.flush_captions()
    state.aside("navigation", typed)


def _parts_a_table(state: BuilderState) -> bool:
    """Whether a line stands between two rows: a running head, or the head of a table again on its next page."""
    if state.last.kind != "table":
        return False
    at = state.at + 1
    while at < len(state.typed) and state.typed[at].kind in ("furniture", "page"):
        at += 1
    return at < len(state.typed) and state.typed[at].kind == "row"


def _into_table(state: BuilderState, typed: Typed) -> None:
    state.last.children[-1].pieces += typed.line.whole("trivia")


def on_row(state: BuilderState, typed: Typed) -> None:
    """A table row: cells between tabs, or between the pipes of Markdown."""
    state.flush_captions()
    if state.container is state.root:
        state.ensure_main()
    if state.last.kind != "table":
        state.last = state.top.add(Draft("table"))
    if _RULER.match(typed.text) and state.last.children:
        state.last.children[-1].pieces += typed.line.pieces("trivia", 0, len(typed.text))
        return
    row = state.last.add(Draft("table_row", pieces=typed.line.debris_pieces()))
    if typed.level == "cells":  # the layout has found its columns
        for start, end in typed.line.stretches:
            row.add(Draft("table_cell", pieces=[Piece("text", start, end)]))
        return
    begin, end = _whole_row(state.source, typed.line.start, typed.line.end)
    if typed.level == "pipes":
        _cells(row, state.source, typed.line.start, typed.line.end, "|")
    elif typed.text[0] == "|":
        row.pieces += [Piece("trivia", begin, begin + 1), Piece("trivia", end - 1, end)]
        _cells(row, state.source, begin + 1, end - 1, "|")
    else:
        _cells(row, state.source, begin, end, "\t")
    row.pieces.sort(key=by_start)


def _cells(row: Draft, source: str, begin: int, end: int, separator: str) -> None:
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


def _whole_row(source: str, start: int, end: int) -> tuple[int, int]:
    """The extent of a row with the empty cells at its ends, which lines are stripped of."""
    while start and source[start - 1] == "\t":
        start -= 1
    while end < len(source) and source[end] == "\t":
        end += 1
    return start, end


def on_list(state: BuilderState, typed: Typed) -> None:
    """What the markup itself calls a list: an A with an explanation below a formula is no 号."""
    state.flush_captions()
    if state.container is state.root:
        state.ensure_main()
    state.aside("list", typed)


def on_remarks(state: BuilderState, typed: Typed) -> None:
    """備考 of an appendix, or of a table inside a provision; its own list hangs below it."""
    if state.in_appendix:
        while state.top is not state.container:
            state.close()
    elif state.last.kind != "table":
        return on_plain(state, typed)
    state.flush_captions()
    draft = state.last = state.top.add(Draft("remarks"))
    state.stack.append(draft)
    state.set_label(draft, typed)
    if typed.body < len(typed.text):
        state.add_text(draft, typed, typed.body)
