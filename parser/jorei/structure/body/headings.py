"""Headings: 編章節款目, 附則, 別表 and 様式."""

from __future__ import annotations

from jorei.structure.body.annotations import on_note
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import on_plain
from jorei.structure.body.state import BuilderState, by_start
from jorei.structure.draft import Draft
from jorei.structure.lines.rules import Typed, skip_blanks
from jorei.text.lawnumbers import parse_law_number


def on_division(state: BuilderState, typed: Typed) -> None:
    if not typed.firm and not _expected(state, typed):
        return on_plain(state, typed)
    if state.in_appendix:
        return on_plain(state, typed)
    state.flush_captions()
    state.ensure_main()
    draft = state.open(Draft(typed.level, typed.num))  # type: ignore[arg-type]  # a level is a kind
    state.set_label(draft, typed)
    state.caption_run = None
    if typed.body < len(typed.text):
        draft.title = state.raw(typed, typed.body, len(typed.text))
        draft.pieces += typed.line.pieces("title", typed.body, len(typed.text))
    draft.pieces += typed.line.debris_pieces()
    draft.pieces.sort(key=by_start)


def _expected(state: BuilderState, typed: Typed) -> bool:
    """Whether an unspaced heading (第２章罰則) is the next of its kind."""
    if "," in typed.text or len(typed.text) > 40:
        return False
    holder = next((n for n in reversed(state.stack) if RANK[n.kind] < RANK[typed.level]), state.root)
    done = [child.num for child in holder.children if child.kind == typed.level]
    last = int((done[-1] or "0").partition("_")[0]) if done else 0
    number, _, branch = (typed.num or "").partition("_")
    return int(number) == last + 1 or (int(number) == last and bool(branch))


def on_suppl(state: BuilderState, typed: Typed) -> None:
    state.flush_captions()
    draft = state.open(Draft("suppl_provision"))
    state.caption_run = None
    state.set_label(draft, typed)
    end = typed.label
    if typed.caption:
        begin, end = typed.caption
        _suppl_number(state, draft, state.raw(typed, begin, end), typed.text[begin:end])
        end += 1
        draft.pieces += typed.line.pieces("caption", begin - 1, end)
    between = typed.text[end : typed.body]
    if between.strip():  # 抄: an extract; it is neither name nor wording
        at = end + len(between) - len(between.lstrip())
        draft.pieces += typed.line.pieces("trivia", at, at + len(between.strip()))
        draft.extract = True
    draft.pieces += typed.line.debris_pieces()
    draft.pieces.sort(key=by_start)
    if typed.body < len(typed.text):
        _rest_of_heading(state, typed)


def _rest_of_heading(state: BuilderState, typed: Typed) -> None:
    """附則 この条例は、公布の日から施行する。 on one line."""
    rest = typed.line.cut(typed.body)
    on_plain(state, Typed("plain", rest))


def _suppl_number(state: BuilderState, draft: Draft, raw: str, folded: str) -> None:
    draft.caption = raw
    number = parse_law_number(folded)
    draft.law_number = number.local if number else None
    draft.extract |= folded.rstrip().endswith("抄")


def on_suppl_number(state: BuilderState, typed: Typed) -> None:
    """(昭和48年条例第18号) alone: the number of the 附則 just opened, or a 附則 whose heading was lost."""
    begin, end = typed.caption or (0, len(typed.text))
    top = state.top
    fresh = top.kind == "suppl_provision" and not top.children and top.caption is None
    if state.in_appendix or state.container is state.root:
        return on_note(state, typed)
    if not fresh:
        state.flush_captions()
        top = state.open(Draft("suppl_provision", label_inferred=True, confidence=0.95))
        state.caption_run = None
    _suppl_number(state, top, state.raw(typed, begin, end), typed.text[begin:end])
    top.pieces += typed.line.debris_pieces() + typed.line.pieces("caption", 0, len(typed.text))


def on_appdx(state: BuilderState, typed: Typed) -> None:
    state.flush_captions()
    draft = state.open(Draft(typed.level, typed.num))  # type: ignore[arg-type]  # a level is a kind
    state.caption_run = None
    state.set_label(draft, typed)
    end = typed.label
    if typed.caption:
        begin, end = typed.caption
        draft.caption = state.raw(typed, begin, end)
        end += 1
        draft.pieces += typed.line.pieces("caption", begin - 1, end)
    begin = skip_blanks(typed.text, end)
    if begin < len(typed.text):
        draft.title = state.raw(typed, begin, len(typed.text))
        draft.pieces += typed.line.pieces("title", begin, len(typed.text))
    draft.pieces += typed.line.debris_pieces()
    draft.pieces.sort(key=by_start)
