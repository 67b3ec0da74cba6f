"""条: labels, captions, deletion, and the first 項 that stands on the same line."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import DIVISIONS, ENUMERATED
from jorei.model.num import base_numbers, parse_num
from jorei.structure.body.provisions import FIRST_LABELS, on_plain
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import Draft, is_deleted
from jorei.structure.lines.labels import parse_label
from jorei.structure.lines.rules import skip_blanks
from jorei.structure.lines.typed import TypedLine

_CAPTIONED: Final = 0.6
"""Articles with a caption of their own, above which those without one share the last. Chosen: most, but not all.
Measured on 266 ordinances: 0.83 of their articles have one at least in 95 of 100."""
_DELETED_TWICE: Final = re.compile(r"(?P<once>削除) +(?P<again>第[^。]{1,40}条[^。]{0,40}削除。?)$")
"""A heading that a converter put before its own line: 第4条 及び第5条 削除 第4条及び第5条 削除."""


def on_article(state: BuilderState, typed: TypedLine) -> None:
    """Opens an article and its first 項; a line that only looks like an article is a line of text."""
    doubtful = not typed.certain or _awaits_words(state)
    if state.in_appendix or (doubtful and not _is_next_article(state, typed)):
        return on_plain(state, typed)
    state.ensure_main()
    draft = Draft("article", typed.num, style=typed.label.readings[0][0] if typed.label else "")
    if typed.caption:
        state.flush_captions()
    state.settle_captions()
    state.open(draft)
    text = typed.line.text
    twice = _DELETED_TWICE.match(text, typed.body) if text.startswith("削除 ", typed.body) else None
    draft.deleted = twice is not None or is_deleted(text, typed.body)
    _head_article(state, draft, typed)
    first = state.open(Draft("paragraph", "1", ordinal=(1,), indent=typed.line.indent))
    if twice:
        first.pieces += typed.line.pieces("text", typed.body, twice.end("once"))
        first.pieces += typed.line.pieces("trivia", twice.start("again"), len(typed.text))
    elif typed.body < len(typed.text):
        _add_first_paragraph(state, first, typed)


def _add_first_paragraph(state: BuilderState, first: Draft, typed: TypedLine) -> None:
    """第3条　1　市長は… carries the number of its first 項 on the same line."""
    label = parse_label(typed.text[typed.body :])
    if label and label.certain and label.readings[0] in FIRST_LABELS:
        begin, end = typed.body, typed.body + label.length
        first.label = state.raw(typed, begin, end)
        first.style = label.readings[0][0]
        first.pieces += typed.line.pieces("label", begin, end)
        return state.add_text(first, typed, skip_blanks(typed.text, end))
    state.add_text(first, typed, typed.body)


def _head_article(state: BuilderState, draft: Draft, typed: TypedLine) -> None:
    """Label and caption: (目的) 第1条, 第1条 (目的), or the caption that waits from the line above."""
    line, label_start = typed.line, 0
    draft.indent = line.indent
    lead = line.take_lead()
    if typed.caption_first and typed.caption:
        label_start = skip_blanks(typed.text, typed.caption[1] + 1)
        draft.pieces += lead
        _set_caption(state, draft, typed)
    else:
        state.take_caption(draft)
        draft.pieces += lead
    draft.label = state.raw(typed, label_start, typed.label_end)
    draft.pieces += line.pieces("label", label_start, typed.label_end)
    if typed.caption and not typed.caption_first:
        _set_caption(state, draft, typed)
    _share_caption(state, draft)


def _set_caption(state: BuilderState, draft: Draft, typed: TypedLine) -> None:
    if typed.caption:
        begin, end = typed.caption
        draft.caption = state.raw(typed, begin, end)
        outside = end < len(typed.text)  # brackets; a heading of 第1 趣旨 has none
        draft.pieces += typed.line.pieces("caption", begin - outside, end + outside)


def _share_caption(state: BuilderState, draft: Draft) -> None:
    """共通見出し: one caption above several articles, where articles otherwise have their own."""
    habits = state.habits
    if draft.caption is not None:
        state.shared_caption = draft.caption
    elif (
        state.shared_caption and habits.captioned_articles > _CAPTIONED * habits.articles and not draft.deleted
    ):  # fmt: skip
        draft.caption, draft.caption_shared = state.shared_caption, True


def _is_next_article(state: BuilderState, typed: TypedLine) -> bool:
    """Whether 第3条この条例は… (no blank behind the label) is the next article, or a branch of the last."""
    last = _last_article(state.container)
    base, *branches = parse_num(typed.num) or (0,)
    return base == last + 1 or (base == last and bool(branches))


def _awaits_words(state: BuilderState) -> bool:
    """Whether a label stands alone above (一): 第78条 3億円以下の罰金刑 below it are the words of that 号."""
    top = state.top
    return top is state.last and top.kind in ENUMERATED and not top.words and not top.title and not top.deleted


def _last_article(holder: Draft) -> int:
    """The number of the last article below ``holder``, branches aside; 0 when there is none."""
    while holder.children:
        last = next((c for c in reversed(holder.children) if c.kind == "article" or c.kind in DIVISIONS), None)
        if last is None:
            return 0
        if last.kind == "article":
            return base_numbers(last.num)[0]
        holder = last
    return 0
