"""条: labels, captions, deletion, and the first 項 that stands on the same line."""

from __future__ import annotations

from jorei.model.kinds import DIVISIONS, ENUMERATED
from jorei.structure.body.provisions import on_plain
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import DELETED, LONGEST_DELETED, Draft
from jorei.structure.lines.labels import parse_label
from jorei.structure.lines.rules import Typed, skip_blanks


def on_article(state: BuilderState, typed: Typed) -> None:
    if state.in_appendix or ((not typed.firm or _awaits_words(state)) and not _article_expected(state, typed)):
        return on_plain(state, typed)
    state.ensure_main()
    draft = Draft("article", typed.num)
    if typed.caption:
        state.flush_captions()
    state.settle_captions()
    state.open(draft)
    draft.deleted = _is_deleted(typed)
    _head_article(state, draft, typed)
    rest = Typed("plain", typed.line, body=typed.body)
    first = state.open(Draft("paragraph", "1", ordinal=(1,), indent=typed.line.indent))
    if typed.body < len(typed.text):
        _article_text(state, first, rest)


def _is_deleted(typed: Typed) -> bool:
    """Whether nothing stands behind the label but 削除."""
    text = typed.line.text
    return len(text) - typed.body <= LONGEST_DELETED and DELETED.match(text, typed.body) is not None


def _article_text(state: BuilderState, first: Draft, rest: Typed) -> None:
    """第3条　1　市長は… carries the number of its first 項 on the same line."""
    text = rest.text[rest.body :]
    label = parse_label(text)
    if label and label.firm and label.readings[0] in (("1", (1,)), ("①", (1,))):
        begin, end = rest.body, rest.body + label.length
        first.label = state.raw(rest, begin, end)
        first.style = label.readings[0][0]
        first.pieces += rest.line.pieces("label", begin, end)
        return state.add_text(first, rest, skip_blanks(rest.text, end))
    state.add_text(first, rest, rest.body)


def _head_article(state: BuilderState, draft: Draft, typed: Typed) -> None:
    line, label_from = typed.line, 0
    draft.indent = line.indent
    lead = line.take_lead()
    if typed.level == "captioned" and typed.caption:  # (目的) 第1条
        begin, end = typed.caption
        draft.caption = state.raw(typed, begin, end)
        label_from = skip_blanks(typed.text, end + 1)
        draft.pieces += lead + line.pieces("caption", begin - 1, end + 1)
    else:
        state.take_caption(draft)
        draft.pieces += lead
    draft.label = state.raw(typed, label_from, typed.label)
    draft.pieces += line.pieces("label", label_from, typed.label)
    if typed.caption and typed.level != "captioned":
        begin, end = typed.caption
        draft.caption = state.raw(typed, begin, end)
        draft.pieces += line.pieces("caption", begin - 1, end + 1)
    _share_caption(state, draft)


def _share_caption(state: BuilderState, draft: Draft) -> None:
    """共通見出し: one caption above several articles, where articles otherwise have their own."""
    if draft.caption is not None:
        state.caption_run = draft.caption
    elif state.caption_run and state.profile.captioned > 0.6 * state.profile.articles and not draft.deleted:
        draft.caption, draft.caption_shared = state.caption_run, True


def _article_expected(state: BuilderState, typed: Typed) -> bool:
    """Whether 第3条この条例は… (no blank behind the label) is the next article."""
    last = _last_article(state, state.container)
    number = (typed.num or "0").partition(":")[0].partition("_")
    return int(number[0]) == last + 1 or (int(number[0]) == last and bool(number[2]))


def _awaits_words(state: BuilderState) -> bool:
    """Whether a label stands alone above (一): 第78条 3億円以下の罰金刑 below it are the words of that 号."""
    top = state.top
    return top is state.last and top.kind in ENUMERATED and not top.words and not top.title and not top.deleted


def _last_article(state: BuilderState, holder: Draft) -> int:
    while holder.children:
        last = next((c for c in reversed(holder.children) if c.kind == "article" or c.kind in DIVISIONS), None)
        if last is None:
            return 0
        if last.kind == "article":
            return int((last.num or "0").partition(":")[0].partition("_")[0])
        holder = last
    return 0
