"""Headings: 編章節款目, 附則, 別表 and 様式."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.num import base_numbers, parse_num
from jorei.structure.body.annotations import on_caption, on_note
from jorei.structure.body.confidence import SUPPL_NUMBER_ALONE
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_plain
from jorei.structure.body.state import BuilderState, by_start
from jorei.structure.draft import Draft, is_deleted
from jorei.structure.lines.appendix_headings import kind_of_appendix
from jorei.structure.lines.rules import skip_blanks
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.lawnumbers import parse_law_number

_LONGEST_UNSPACED: Final = 40
"""Characters of a heading without a blank behind its label. Chosen: longer ones are sentences."""

_UNNUMBERED_APPENDIX: Final = re.compile(
    r"[(〔【\[](?:別[ ]?表|別[ ]?紙|別[ ]?記|別[ ]?記様式|別[ ]?図|様[ ]?式)[)〕】\]]$"
)
_PROVISIONS_BELOW: Final[tuple[LineKind, ...]] = ("article", "enumerated", "division")


def on_division(state: BuilderState, typed: TypedLine) -> None:
    """Opens 編, 章, 節, 款 or 目."""
    kind = typed.node_kind
    if kind is None or state.in_appendix or (not typed.certain and not _is_next_division(state, typed)):
        return on_plain(state, typed)
    state.flush_captions()
    state.ensure_main()
    draft = state.open(Draft(kind, typed.num))
    state.set_label(draft, typed)
    state.shared_caption = None
    draft.deleted = is_deleted(typed.text, typed.body)
    _set_title(state, draft, typed, typed.body)


def _is_next_division(state: BuilderState, typed: TypedLine) -> bool:
    """Whether an unspaced heading (第２章罰則) is the next of its kind."""
    kind = typed.node_kind
    if kind is None or "," in typed.text or len(typed.text) > _LONGEST_UNSPACED:
        return False
    holder = next((node for node in reversed(state.stack) if RANK[node.kind] < RANK[kind]), state.root)
    last = next((child.num for child in reversed(holder.children) if child.kind == kind), None)
    base, *branches = parse_num(typed.num) or (0,)
    return base == base_numbers(last)[0] + 1 or (base == base_numbers(last)[0] and bool(branches))


def on_suppl(state: BuilderState, typed: TypedLine) -> None:
    """Opens a 附則, with the number of its instrument and the words behind its heading."""
    state.flush_captions()
    draft = state.open(Draft("suppl_provision"))
    state.shared_caption = None
    state.set_label(draft, typed)
    end = typed.label_end
    if typed.caption:
        begin, end = typed.caption
        _set_instrument(draft, state.raw(typed, begin, end), typed.text[begin:end])
        end += 1
        draft.pieces += typed.line.pieces("caption", begin - 1, end)
    between = typed.text[end : typed.body]
    if between.strip():  # 抄: an extract; it is neither name nor wording
        begin = end + len(between) - len(between.lstrip())
        draft.pieces += typed.line.pieces("trivia", begin, begin + len(between.strip()))
        draft.extract = True
    draft.pieces += typed.line.debris_pieces()
    draft.pieces.sort(key=by_start)
    if typed.body < len(typed.text):  # 附則 この条例は、公布の日から施行する。 on one line
        on_plain(state, TypedLine("plain", typed.line.cut(typed.body)))


def _set_instrument(draft: Draft, raw: str, folded: str) -> None:
    """The number of the instrument that a 附則 came with."""
    draft.caption = raw
    number = parse_law_number(folded)
    draft.law_number = number.local if number else None
    draft.extract |= folded.rstrip().endswith("抄")


def on_suppl_number(state: BuilderState, typed: TypedLine) -> None:
    """(昭和48年条例第18号) alone: the number of the 附則 just opened, or a 附則 whose heading was lost."""
    begin, end = typed.caption or (0, len(typed.text))
    top = state.top
    is_just_opened = top.kind == "suppl_provision" and not top.children and top.caption is None
    if state.in_appendix or state.container is state.root:
        return on_note(state, typed)
    if not is_just_opened:
        state.flush_captions()
        top = state.open(Draft("suppl_provision", label_inferred=True, confidence=SUPPL_NUMBER_ALONE))
        state.shared_caption = None
    _set_instrument(top, state.raw(typed, begin, end), typed.text[begin:end])
    top.pieces += typed.line.debris_pieces() + typed.line.pieces("caption", 0, len(typed.text))


def on_appdx(state: BuilderState, typed: TypedLine) -> None:
    """Opens 別表, 様式 and the like, with related articles as caption and what it is called as title."""
    state.flush_captions()
    draft = Draft(typed.node_kind or "appdx", typed.num)
    if state.index in state.outline.inside:
        state.open_inside(draft)
    else:
        state.open(draft)
    state.shared_caption = None
    state.set_label(draft, typed)
    begin = skip_blanks(typed.text, typed.label_end)
    if typed.caption:
        opening, close = typed.caption
        draft.caption = state.raw(typed, opening, close)
        if begin < opening - 1:  # 別表第1 手数料(第3条関係)
            end = len(typed.text[: opening - 1].rstrip())
            draft.title = state.raw(typed, begin, end)
            draft.pieces += typed.line.pieces("title", begin, end)
        draft.pieces += typed.line.pieces("caption", opening - 1, close + 1)
        begin = skip_blanks(typed.text, close + 1)
    draft.deleted = is_deleted(typed.text, begin)
    _set_title(state, draft, typed, begin)


def on_caption_or_appdx(state: BuilderState, typed: TypedLine) -> None:
    """(目的), a caption; (別表) alone behind the articles, the heading of an appendix."""
    if not _is_heading(state, typed):
        return on_caption(state, typed)
    appendix = TypedLine("appdx", typed.line, len(typed.text), len(typed.text))
    appendix.node_kind = kind_of_appendix(typed.text)
    on_appdx(state, appendix)


def _is_heading(state: BuilderState, typed: TypedLine) -> bool:
    """Whether a bracket is the name of an appendix without a number: behind a 附則 or a 別表, or above a table."""
    if (
        typed.text[1:2] not in ("別", "様")
        or not _UNNUMBERED_APPENDIX.match(typed.text)
        or state.upcoming in _PROVISIONS_BELOW
    ):
        return False
    return state.upcoming == "row" or state.container.kind in ("suppl_provision", "appdx_table")


def _set_title(state: BuilderState, draft: Draft, typed: TypedLine, begin: int) -> None:
    """The rest of a heading's line as its title, and the debris of the line."""
    if begin < len(typed.text):
        draft.title = state.raw(typed, begin, len(typed.text))
        draft.pieces += typed.line.pieces("title", begin, len(typed.text))
    draft.pieces += typed.line.debris_pieces()
    draft.pieces.sort(key=by_start)
