"""The stack machine: typed lines in, a draft tree out.

One pass over the lines; what a line does depends on the open nodes (`BuilderState.stack`, law first) and on the captions
that wait for their provision. Each kind of line has one function, listed in `HANDLERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jorei.structure.body import annotations as beside
from jorei.structure.body import headings
from jorei.structure.body.articles import on_article
from jorei.structure.body.corrected_line import on_said
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_enum, on_plain
from jorei.structure.body.state import BuilderState
from jorei.structure.body.toc import bare_toc_end, build_toc, toc_end
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.rules import Typed

HANDLERS: Final[dict[str, Callable[[BuilderState, Typed], None]]] = {
    "division": headings.on_division,
    "article": on_article,
    "suppl": headings.on_suppl,
    "suppl_number": headings.on_suppl_number,
    "appdx": headings.on_appdx,
    "enum": on_enum,
    "caption": beside.on_caption,
    "amend_note": beside.on_amend_note,
    "note": beside.on_note,
    "omission": beside.on_omission,
    "quoted": beside.on_quoted,
    "page": beside.on_page,
    "furniture": beside.on_furniture,
    "row": beside.on_row,
    "list": beside.on_list,
    "remarks": beside.on_remarks,
    "toc": on_plain,
    "plain": on_plain,
    "said": on_said,
}


def build_body(root: Draft, typed: list[Typed], profile: Habits, source: str) -> None:
    """Adds 目次, 本則, 附則 and appendices to the law."""
    state = BuilderState(root, profile, source, typed)
    at = 0
    while at < len(typed):
        one = typed[at]
        end = _toc_end(typed, at) if state.container is root else at
        if end > at:
            state.flush_captions()
            state.last = root.add(build_toc(typed, at, end, source))
            at = end
            continue
        state.at = at
        state.upcoming = typed[at + 1].kind if at + 1 < len(typed) else ""
        HANDLERS[one.kind](state, one)
        at += 1
    state.flush_captions()
    state.close_to(RANK["main_provision"])


def _toc_end(typed: list[Typed], at: int) -> int:
    """Where a 目次 that begins here ends; ``at`` when none does."""
    match typed[at].kind:
        case "toc":
            return toc_end(typed, at)
        case "division":
            return bare_toc_end(typed, at)
        case _:
            return at
