"""What the lines around an entry of a list show of it: the words that explain a term, a label that looks like another."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import ENUMERATED
from jorei.model.num import is_next
from jorei.structure.body.state import BuilderState
from jorei.structure.body.wording import announces, is_continuation
from jorei.structure.draft import Draft
from jorei.structure.lines.labels import Label
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import IROHA_STYLE, KANA, STYLES_BY_NAME

_LOOK_AHEAD: Final = 40
"""Lines behind a line without a label in which the next label stands. Chosen, as a bound."""
_PASSED_OVER: Final = frozenset(("plain", "row", "page", "furniture", "enumerated", "list"))
_LONGEST_TERM: Final = 40
"""Characters of a term. Chosen."""
LOOK_ALIKES: Final = {"二": "ニ", "八": "ハ", "口": "ロ", "卜": "ト", "力": "カ", "工": "エ", "夕": "タ", "千": "チ"}
"""Kanji that stand for a katakana in the labels of some texts."""


def next_labelled(state: BuilderState) -> TypedLine | None:
    """The next line with a label that is certain, before any heading."""
    for typed in state.lines[state.index + 1 : state.index + 1 + _LOOK_AHEAD]:
        if typed.kind == "enumerated" and typed.certain:
            return typed
        if typed.kind not in _PASSED_OVER:
            return None
    return None


def list_goes_on(state: BuilderState) -> bool:
    """Whether the next line with a label carries on a list of 号 that is open."""
    following = next_labelled(state)
    if following is None or following.label is None:
        return False
    return any(
        style == node.style and is_next(node.ordinal, ordinal)
        for node in state.stack
        if node.kind in ENUMERATED
        for style, ordinal in following.label.readings
    )


def explains_term(state: BuilderState, typed: TypedLine) -> bool:
    """Whether a sentence without a label explains the entry above it, a term alone on its line (一 区民).

    The list goes on behind it, or the entry before was explained so.
    """
    top = state.top
    if top is not state.last or top.kind not in ENUMERATED or top.title or top.label_inferred:
        return False
    if not typed.text.endswith("。") or is_continuation(typed.text):
        return False
    if not 0 < len(top.words) <= _LONGEST_TERM or not _is_term(top):
        return False
    habits = state.habits
    if habits.labels_lost and (habits.label_trace != "kept" or typed.line.indent <= top.indent):
        return False  # it may be an entry or a 項 itself
    return list_goes_on(state) or _sibling_is_explained(state, top)


def heads_sub_list(state: BuilderState, typed: TypedLine) -> Draft | None:
    """The 項 in which a line without a label is a 号 that lost it: ア stands right below, as the first of a list.

    The 項 announces a list and has no 号 with a label.
    """
    following = state.lines[state.index + 1] if state.index + 1 < len(state.lines) else None
    if following is None or following.label is None or following.label.readings[0] != (KANA, (1,)):
        return None
    holder = next((node for node in reversed(state.stack) if node.kind == "paragraph"), None)
    if holder is None or not announces(holder) or ends_sentence(typed.text) or len(typed.text) > _LONGEST_TERM:
        return None
    items = [child for child in holder.children if child.kind == "item"]
    return holder if all(item.label_inferred for item in items) and not state.in_appendix else None


def _is_term(entry: Draft) -> bool:
    words = entry.words
    return (
        "。" not in words
        and "、" not in words
        and not words.endswith(("とき", "こと", "もの"))
        and not announces(entry)
    )


def _sibling_is_explained(state: BuilderState, entry: Draft) -> bool:
    siblings = [child for child in state.stack[-2].children if child.kind == entry.kind and child is not entry]
    return bool(siblings) and any(child.kind == "list" for child in siblings[-1].children)


def read_look_alike(state: BuilderState, typed: TypedLine) -> Label | None:
    """The label of a line whose kanji stands for a katakana: 二 between ハ and ホ, or between ハ and a second 二, is ニ; None
    for any other line."""
    sign = LOOK_ALIKES.get(typed.text[0])
    if sign is None or typed.text[1:2] not in (" ", ""):
        return None
    following = next_labelled(state)
    if following is None or following.label is None:
        return None
    for node in reversed(state.stack):
        if node.style not in (IROHA_STYLE, KANA):
            continue
        number = STYLES_BY_NAME[node.style].numerals.read(sign)
        goes_on = _reads_as(following, node.style, number + 1) if number else False
        if number and is_next(node.ordinal, (number,)) and (goes_on or _is_again(state, typed, following)):
            return Label(1, ((node.style, (number,)),))
        return None
    return None


def _is_again(state: BuilderState, typed: TypedLine, following: TypedLine) -> bool:
    """Whether the same sign follows as the label of a list further out, so that both carry on a list."""
    if following.text[0] != typed.text[0] or following.label is None:
        return False
    outer = (node for node in state.stack if node.style == following.label.readings[0][0])
    return any(is_next(node.ordinal, following.label.readings[0][1]) for node in outer)


def _reads_as(typed: TypedLine, style: str, number: int) -> bool:
    """Whether a line has a label, or what looks like one, of this number."""
    if typed.label is not None and (style, (number,)) in typed.label.readings:
        return True
    return STYLES_BY_NAME[style].numerals.read(LOOK_ALIKES.get(typed.text[0], "")) == number
