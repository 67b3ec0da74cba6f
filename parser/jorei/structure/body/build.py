"""The stack machine: typed lines in, a draft tree out.

One pass over the lines; what a line does depends on the open nodes (`BuilderState.stack`, law first) and on the
captions that wait for their provision. Each kind of line has one function, listed in `HANDLERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jorei.structure.body import headings
from jorei.structure.body.annotations import (
    on_amend_note,
    on_furniture,
    on_list,
    on_note,
    on_omission,
    on_page,
    on_quoted,
    on_remarks,
    on_row,
)
from jorei.structure.body.articles import on_article
from jorei.structure.body.clauses import fragment_habits, lines_of_cell, on_clause, open_above, without_frame
from jorei.structure.body.corrected_line import on_corrected
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_enumerated, on_plain, on_words
from jorei.structure.body.state import BuilderState
from jorei.structure.body.toc import bare_toc_end, build_toc, toc_end
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.typed import LineKind, TypedLine

HANDLERS: Final[dict[LineKind, Callable[[BuilderState, TypedLine], None]]] = {
    "division": headings.on_division,
    "article": on_article,
    "suppl": headings.on_suppl,
    "suppl_number": headings.on_suppl_number,
    "appdx": headings.on_appdx,
    "enumerated": on_enumerated,
    "caption": headings.on_caption_or_appdx,
    "amend_note": on_amend_note,
    "note": on_note,
    "omission": on_omission,
    "quoted": on_quoted,
    "page": on_page,
    "furniture": on_furniture,
    "row": on_row,
    "compared": on_row,
    "clause": on_clause,
    "list": on_list,
    "remarks": on_remarks,
    "toc": on_plain,
    "plain": on_plain,
    "corrected": on_corrected,
}


def build_body(root: Draft, lines: list[TypedLine], habits: Habits, source: str) -> None:
    """Adds 目次, 本則, 附則 and appendices to the law."""
    state = BuilderState(root, habits, source, lines)
    _run(state)


def _run(state: BuilderState) -> None:
    """Gives every line to its handler."""
    lines, resumes, words, stack = state.lines, state.outline.resumes, state.outline.words, state.stack
    index, count = 0, len(lines)
    while index < count:
        end = _toc_end(lines, index) if len(stack) == 1 else index
        if end > index:
            state.flush_captions()
            state.last = state.root.add(build_toc(lines, index, end, state.source))
            index = end
            continue
        if lines[index].set_off:
            index = _build_set_off(state, index)
            continue
        state.index = index
        state.upcoming = lines[index + 1].kind if index + 1 < count else None
        if resumes and index in resumes:
            state.flush_captions()
            state.resume()
        typed = lines[index]
        handle = on_words if words and index in words else HANDLERS[typed.kind]
        handle(state, typed)
        if typed.kind == "compared":
            _build_cells(state)
        index += 1
    state.flush_captions()
    state.close_to(RANK["main_provision"])


def _build_set_off(state: BuilderState, index: int) -> int:
    """Adds what a sentence sets off, as a tree of its own below the sentence; the index of the line behind it."""
    end = index
    while end < len(state.lines) and state.lines[end].set_off == state.lines[index].set_off:
        end += 1
    lines = state.lines[index:end]
    for typed in lines:
        typed.set_off = 0
    state.flush_captions()
    if state.container is state.root:
        state.ensure_main()
    quoted = Draft("quoted_provision")
    quoted.children = build_fragment(lines, state.habits, state.source)
    if quoted.children:
        state.last = state.top.add(quoted)
    return end


def build_fragment(lines: list[TypedLine], habits: Habits, source: str) -> list[Draft]:
    """The provisions of a fragment of another text, outermost ones in a row."""
    root = Draft("law")
    state = BuilderState(root, fragment_habits(habits), source, lines)
    open_above(state, next((typed for typed in lines if typed.kind not in ("page", "furniture")), lines[0]))
    _run(state)
    return without_frame(root)


def _build_cells(state: BuilderState) -> None:
    """Reads the cells of a row of a 新旧対照表 as the provisions that stand in them."""
    row = state.last.children[-1] if state.last.children else None
    for cell in row.children if row is not None else ():
        lines = lines_of_cell(cell, state.source)
        if any(line.kind not in ("plain", "caption") for line in lines):
            cell.children = build_fragment(lines, state.habits, state.source)
            cell.pieces = [piece for piece in cell.pieces if piece.role != "text"]


def _toc_end(lines: list[TypedLine], start: int) -> int:
    """The end of the 目次 that begins at ``start``; ``start`` when none does."""
    match lines[start].kind:
        case "toc":
            return toc_end(lines, start)
        case "division":
            return bare_toc_end(lines, start)
        case _:
            return start
