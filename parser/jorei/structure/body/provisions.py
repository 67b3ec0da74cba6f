"""項, 号 and lines without a label: by the ladder, and by what a dump lost."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import ENUMERATED, Kind
from jorei.structure.body.front import add_preamble
from jorei.structure.body.ladder import ANY_STYLE, RANK, Rung, below, place
from jorei.structure.body.recover import (
    begins_suppl,
    child_confidence,
    is_continuation,
    paragraph_confidence,
    read_unlabelled,
)
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import SENTENCE_END
from jorei.structure.lines.labels import ARABIC, CIRCLED
from jorei.structure.lines.rules import Typed
from jorei.structure.unlabelled.features import LIST, PARAGRAPH
from jorei.structure.unlabelled.lattice import LineReading
from jorei.structure.unlabelled.runs import cites_label
from jorei.text.lawnumbers import LAW_NUMBER

# the term of an item and the words that explain it: a short word without punctuation, then a blank
_TITLED = re.compile(r"(?P<term>[^ 、。()「」『』〔〕第0-9一二三四五六七八九十]{1,40}) +(?=[^ ])")
_AMENDED = re.compile(rf"(?:一部)?改正 (?:{LAW_NUMBER})$")  # below the heading of a 附則: what amended it
_FIRST: Final = ((ARABIC, (1,)), (CIRCLED, (1,)))
_LONGEST_TERM: Final = 40
_AMENDING = re.compile(r"(?:改め|加え|削り|削る|読み替え|とし、|とする)[^。]{0,12}。?$|^「|」$")
_AMENDS = re.compile(r"(?:次のように|次のとおり)(?:改正|改め|加え|読み替え)[^。]{0,12}。?$|(?:改める|加える|削る)。$")


def on_enum(state: BuilderState, typed: Typed) -> None:
    if typed.enum is None:
        return on_plain(state, typed)
    if state.in_appendix:
        return _appendix_entry(state, typed)
    if cites_label(typed, state.profile):
        return on_plain(state, typed)
    _maybe_lost_suppl(state, typed, typed.body)
    state.ensure_main()
    if _numbers_first_paragraph(state, typed):
        return None
    rung = None if state.orphaned else place(typed.enum, typed.line.indent, state.stack, state.profile)
    if rung is not None:
        return _enumerate(state, typed, rung)
    if not typed.firm:
        return on_plain(state, typed)
    state.orphaned = True  # until the next heading nothing tells where these entries hang
    state.flush_captions()
    state.aside("list", typed)


def _numbers_first_paragraph(state: BuilderState, typed: Typed) -> bool:
    """第3条 alone on its line, then `1 市長は…`: the number of the article's first 項."""
    if typed.enum is None or typed.enum.readings[0] not in _FIRST:
        return False
    top = state.top
    if top.kind != "paragraph" or top.has_text or top is not state.last or top.label:
        return False
    style = typed.enum.readings[0][0]
    top.style = style
    state.set_label(top, typed)
    state.add_text(top, typed, typed.body)
    return True


def _enumerate(state: BuilderState, typed: Typed, rung: Rung) -> None:
    num = str(rung.ordinal[0]) if len(rung.ordinal) == 1 else "_".join(map(str, rung.ordinal))
    last = typed.enum.last_in(rung.style) if typed.enum else None
    if last:
        num += ":" + "_".join(str(n) for n in last)
    style = ANY_STYLE if last else rung.style  # 一から四まで 略 stands in lists of any style
    draft = Draft(rung.kind, num, style=style, ordinal=last or rung.ordinal)
    if rung.kind != "paragraph":
        state.flush_captions()
    state.settle_captions()
    state.open_below(rung.parent, draft)
    state.set_label(draft, typed)
    if rung.kind == "paragraph":
        state.take_caption(draft)
    add_words(state, draft, typed, typed.body)


def add_words(state: BuilderState, draft: Draft, typed: Typed, body: int) -> None:
    """The words of a 号: a term of its own, when a blank sets one off, and what explains it."""
    text = typed.line.text
    if draft.kind != "paragraph" and text.find(" ", body, body + _LONGEST_TERM + 1) > body:
        term = _TITLED.match(text, body) if draft.kind in ENUMERATED else None
    else:
        term = None
    if term:
        draft.title = state.raw(typed, body, term.end("term"))
        draft.pieces += typed.line.pieces("title", body, term.end("term"))
        body = term.end()
    state.add_text(draft, typed, body)


def on_plain(state: BuilderState, typed: Typed) -> None:
    _maybe_lost_suppl(state, typed, 0)
    if state.in_appendix:
        state.flush_captions()
        top = state.top
        if top.kind == "remarks" and top is state.last and not top.has_text:
            state.add_text(top, typed, 0)  # 備考 alone on its line
        elif top.kind in ENUMERATED and top is state.last and not top.words and not top.title:
            add_words(state, top, typed, 0)  # and so is the label of an entry
        else:
            state.aside("list", typed)
        return None
    if state.container is state.root:
        if state.profile.main_articles:
            return _before_body(state, typed)
        state.ensure_main()
    if RANK[state.top.kind] < RANK["paragraph"]:
        if state.top.kind == "suppl_provision" and _AMENDED.match(typed.text):
            state.aside("amend_note", typed)
            return None
        return _unlabelled_paragraph(state, typed)
    if state.captions:
        return _captioned_line(state, typed)
    _read_unlabelled(state, typed)


def _before_body(state: BuilderState, typed: Typed) -> None:
    """Between 目次 and 第1条: a 前文, or furniture."""
    state.flush_captions()
    if SENTENCE_END.search(typed.text):
        add_preamble(state.root, typed.line.debris_pieces() + typed.line.pieces("text", 0, len(typed.text)))
    else:
        state.aside("navigation", typed)


def _captioned_line(state: BuilderState, typed: Typed) -> None:
    """A caption above a line without label: in a 附則 it belongs to a 項 whose number was lost."""
    if state.container.kind == "suppl_provision" and _paragraph_holder(state).kind == "suppl_provision":
        return _infer_paragraph(state, typed, 0.95)
    if state.profile.articles == 0 and SENTENCE_END.search(typed.text):
        return _infer_paragraph(state, typed, 0.7)
    state.flush_captions()
    _read_unlabelled(state, typed)


def _read_unlabelled(state: BuilderState, typed: Typed) -> None:
    if state.top is state.last and _amends(state.top) and _AMENDING.search(typed.text):
        return state.add_text(state.top, typed, 0)  # 第28条中「…」を「…」に改める。 is the 項's own text
    if _read_in_run(state, typed):
        return None
    verdict = read_unlabelled(typed, state.stack, state.profile)
    match verdict.reading:
        case "text":
            _extend(state, typed)
        case "paragraph":
            _infer_paragraph(state, typed, verdict.confidence)
        case "child":
            _infer_child(state, typed, verdict.confidence)
        case "list":
            state.aside("list", typed)


def _read_in_run(state: BuilderState, typed: Typed) -> bool:
    """Reads a line of a document that lost its labels; False when the run does not settle it."""
    top = state.top
    if not state.profile.labels_lost or not (top.has_text or top.children):
        return False
    if is_continuation(typed.text) and not state.profile.marks_loss(typed):
        return False
    reading = state.reading()
    if reading is None:
        return False
    if reading.level == LIST:
        state.aside("list", typed)
    elif reading.level == PARAGRAPH:
        _infer_paragraph(state, typed, reading.confidence)
    else:
        _infer_entry(state, typed, reading)
    return True


def _next_number(parent: Draft, kind: Kind) -> int:
    """The number of the next entry: the last one says it, branches aside."""
    before = next((child for child in reversed(parent.children) if child.kind == kind), None)
    return before.ordinal[0] + 1 if before and before.ordinal else 1


def _infer_entry(state: BuilderState, typed: Typed, reading: LineReading) -> None:
    """A 号 or a subdivision below the provision that is open one level higher."""
    open_ = [node for node in state.stack if node.kind == "paragraph" or node.kind in ENUMERATED]
    parent = open_[min(reading.level, len(open_)) - 1]
    kind = below(parent)
    number = _next_number(parent, kind)
    style = "ア" if kind == "subitem1" else ""
    draft = Draft(kind, str(number), label_inferred=True, confidence=reading.confidence, ordinal=(number,), style=style)
    state.open_below(parent, draft)
    add_words(state, draft, typed, 0)


def _extend(state: BuilderState, typed: Typed) -> None:
    """Text on a line of its own: of a label alone, or a proviso; a proviso after 号 belongs to its 項."""
    top = state.top
    if top is state.last and not top.words and not top.title:
        add_words(state, top, typed, 0)  # a label alone on its line, and now its words
    elif top is state.last:
        state.add_text(top, typed, 0)
    else:
        state.aside("list", typed)


def _paragraph_holder(state: BuilderState) -> Draft:
    return next(node for node in reversed(state.stack) if RANK[node.kind] < RANK["paragraph"])


def _unlabelled_paragraph(state: BuilderState, typed: Typed) -> None:
    """The first words below a container that has no 項 yet."""
    holder = state.top
    done = sum(child.kind == "paragraph" for child in holder.children)
    marked = state.profile.marks_loss(typed) and state.profile.paragraphs_unlabelled and state.profile.articles > 0
    state.settle_captions()
    draft = state.open(Draft("paragraph", str(done + 1), ordinal=(done + 1,), indent=typed.line.indent))
    draft.label_inferred, draft.confidence = marked, 0.9 if marked else 1.0
    state.take_caption(draft)
    state.add_text(draft, typed, 0)


def _infer_paragraph(state: BuilderState, typed: Typed, confidence: float) -> None:
    holder = _paragraph_holder(state)
    before = next((c for c in reversed(holder.children) if c.kind == "paragraph"), None)
    number = (before.ordinal[0] if before and before.ordinal else 0) + 1
    confidence = paragraph_confidence(confidence, holder, before)
    draft = Draft("paragraph", str(number), label_inferred=True, confidence=confidence, ordinal=(number,))
    draft.style, draft.indent = before.style if before else "", typed.line.indent
    state.settle_captions()
    state.open_below(holder, draft)
    state.take_caption(draft)
    state.add_text(draft, typed, 0)
    if number == 2 and before and holder.kind == "suppl_provision" and not before.label:
        before.label_inferred, before.confidence = True, confidence  # its number was lost with the second's


def _infer_child(state: BuilderState, typed: Typed, confidence: float) -> None:
    parent = next(n for n in reversed(state.stack) if not (n.kind in ENUMERATED and n.label_inferred))
    kind = below(parent)
    before = next((child for child in reversed(parent.children) if child.kind == kind), None)
    confidence = child_confidence(confidence, before, state.profile)
    number = _next_number(parent, kind)
    style = "ア" if kind == "subitem1" else ""
    draft = Draft(kind, str(number), label_inferred=True, confidence=confidence, ordinal=(number,), style=style)
    state.open_below(parent, draft)
    state.add_text(draft, typed, 0)


def _maybe_lost_suppl(state: BuilderState, typed: Typed, body: int) -> None:
    """Opens a 附則 whose heading was lost at its 施行期日."""
    text = typed.line.text
    if not (state.captions or text.startswith("この", body)):
        return
    if state.container.kind != "main_provision" or not state.profile.articles:
        return
    if begins_suppl([c.text for c in state.captions], text[body:]):
        state.open(Draft("suppl_provision", label_inferred=True, confidence=0.9))
        state.caption_run = None


def _appendix_entry(state: BuilderState, typed: Typed) -> None:
    """A numbered line of an appendix is an item; in a form, or without words, it is an entry of a list."""
    state.flush_captions()
    worded = typed.body < len(typed.text) or state.profile.labels_alone
    provision = state.container.kind != "appdx_style" and worded
    rung = place(typed.enum, typed.line.indent, state.stack, state.profile) if provision and typed.enum else None
    if rung is None:
        state.aside("list", typed)
        return
    kind: Kind = "item" if rung.kind == "paragraph" else rung.kind
    _enumerate(state, typed, Rung(rung.parent, kind, rung.style, rung.ordinal))


def _amends(node: Draft) -> bool:
    """Whether a paragraph announces the wording of an amendment."""
    return bool(_AMENDS.search(node.words[-60:]))
