"""項, 号 and lines without a label: by the ladder, and by what a dump lost."""

from __future__ import annotations

import re
from typing import Final, assert_never

from jorei.model.kinds import ENUMERATED, Kind
from jorei.model.num import format_num
from jorei.structure.body import confidence
from jorei.structure.body.entries import (
    LOOK_ALIKES,
    explains_term,
    heads_sub_list,
    list_goes_on,
    next_labelled,
    read_look_alike,
)
from jorei.structure.body.front import add_preamble
from jorei.structure.body.front_patterns import PREAMBLE_HEADING
from jorei.structure.body.ladder import ANY_STYLE, RANK, Rung, below, rung_of
from jorei.structure.body.notices import kind_above_list
from jorei.structure.body.recover import read_unlabelled
from jorei.structure.body.state import BuilderState
from jorei.structure.body.wording import announces_amendment, begins_suppl, is_amendment, is_continuation
from jorei.structure.draft import Draft
from jorei.structure.lines.labels import Label, Reading
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.rules import skip_blanks
from jorei.structure.lines.typed import TypedLine
from jorei.structure.unlabelled.features import LIST, PARAGRAPH
from jorei.structure.unlabelled.lattice import LineReading
from jorei.structure.unlabelled.runs import cites_label
from jorei.text.label_styles import ARABIC, CIRCLED, DOTTED, KANA
from jorei.text.lawnumbers import LAW_NUMBER

# the term of an item and the words that explain it: a short word without punctuation, then a blank
_TITLED: Final = re.compile(r"(?P<term>[^ 、。()「」『』〔〕第0-9一二三四五六七八九十]{1,40}) +(?=[^ ])")
_LONGEST_TERM: Final = 40
_ENTRIES: Final = frozenset(ENUMERATED)
_WITH_WORDS: Final = frozenset(("paragraph", *ENUMERATED))
_AMENDED: Final = re.compile(rf"(?:一部)?改正 (?:{LAW_NUMBER})$")  # below the heading of a 附則: what amended it
_RULE: Final = re.compile(r"(?:-{3,}|\*{3,}|_{3,})$")
"""A rule between two parts of a page in Markdown."""
FIRST_LABELS: Final[tuple[Reading, ...]] = ((ARABIC, (1,)), (CIRCLED, (1,)), (DOTTED[0], (1,)))
"""The labels of the first 項 of an article, where it has one."""


# ---- lines with a label


def on_enumerated(state: BuilderState, typed: TypedLine) -> None:
    """2, (1), ア …: opens the provision that the label stands for, where the ladder has a place for it."""
    if typed.label is None:
        return on_plain(state, typed)
    if not typed.certain and _awaits_words(state, typed.label):
        return add_words(state, state.top, typed, 0)  # 3輪以上の… below a (2) that stands alone on its line
    if state.in_appendix:
        return _add_appendix_entry(state, typed)
    if cites_label(typed, state.habits):
        return on_plain(state, typed)
    _open_lost_suppl(state, typed, typed.body)
    state.ensure_main()
    if _numbers_first_paragraph(state, typed):
        return None
    alike = read_look_alike(state, typed) if typed.line.text[0] in LOOK_ALIKES else None
    rung = (
        None
        if state.is_orphaned
        else rung_of(
            alike or typed.label,
            typed.line.indent,
            state.stack,
            state.habits,
            lambda: state.raw(typed, 0, typed.label_end),
        )
    )
    if rung is not None:
        _open_entry(state, typed, rung)
        if alike:
            state.top.confidence = confidence.LOOK_ALIKE
        return None
    if not typed.certain:
        return on_plain(state, typed)
    state.is_orphaned = True
    state.flush_captions()
    state.append("list", typed)


def _awaits_words(state: BuilderState, bare: Label) -> bool:
    """Whether the label above stands alone on its line, so that what begins with a bare number are its words; the labels
    below, which would go on behind that number, do not say that it is one."""
    top = state.top
    if top is not state.last or top.kind not in _WITH_WORDS or not top.label or state.captions:
        return False
    if top.words or top.title or top.label_inferred:
        return False
    following = next_labelled(state)
    if following is None or following.label is None:
        return True
    style, ordinal = bare.readings[0]
    return not any(reading == (style, (ordinal[0] + 1,)) for reading in following.label.readings)


def _numbers_first_paragraph(state: BuilderState, typed: TypedLine) -> bool:
    """第3条 alone on its line, then `1 市長は…`: the number of the article's first 項."""
    if typed.label is None or typed.label.readings[0] not in FIRST_LABELS:
        return False
    top = state.top
    if top.kind != "paragraph" or top.has_text or top is not state.last or top.label or len(state.captions) > 1:
        return False
    state.take_caption(top)
    top.style = typed.label.readings[0][0]
    state.set_label(top, typed)
    if typed.caption:
        _set_heading(state, top, typed)
    state.add_text(top, typed, typed.body)
    return True


def _set_heading(state: BuilderState, draft: Draft, typed: TypedLine) -> None:
    """Gives a provision the heading behind its label: 1 趣旨 above a sentence. It is the caption of a 項, the title of a 号."""
    if typed.caption is None:
        return
    begin, end = typed.caption
    if draft.kind == "paragraph":
        draft.caption = draft.caption or state.raw(typed, begin, end)
    else:
        draft.title = state.raw(typed, begin, end)
    draft.pieces += typed.line.pieces("caption" if draft.kind == "paragraph" else "title", begin, end)


def _open_entry(state: BuilderState, typed: TypedLine, rung: Rung) -> None:
    """Opens the 項 or 号 of a label, or the one node of a range (一から四まで 略)."""
    last = typed.label.last_in(rung.style) if typed.label else None
    style = ANY_STYLE if last else rung.style  # 一から四まで 略 stands in lists of any style
    draft = Draft(rung.kind, format_num(rung.ordinal, last or ()), style=style, ordinal=last or rung.ordinal)
    if rung.kind != "paragraph":
        state.flush_captions()
    state.settle_captions()
    state.open_below(rung.parent, draft)
    state.set_label(draft, typed)
    if rung.kind == "paragraph":
        state.take_caption(draft)
    if typed.caption:
        _set_heading(state, draft, typed)
    add_words(state, draft, typed, typed.body)


def _add_appendix_entry(state: BuilderState, typed: TypedLine) -> None:
    """A numbered line of an appendix is an item; in a form, or without words, it is an entry of a list."""
    state.flush_captions()
    has_words = typed.body < len(typed.text) or state.habits.labels_alone or state.upcoming == "enumerated"
    is_provision = state.container.kind != "appdx_style" and has_words
    rung = None
    if is_provision and typed.label:
        rung = rung_of(typed.label, typed.line.indent, state.stack, state.habits)
    if rung is None:
        state.append("list", typed)
        return
    kind: Kind = "item" if rung.kind == "paragraph" else rung.kind
    _open_entry(state, typed, Rung(rung.parent, kind, rung.style, rung.ordinal))


def add_words(state: BuilderState, draft: Draft, typed: TypedLine, begin: int) -> None:
    """The words of a 号 from ``begin`` on: a term of its own, when a blank sets one off, and what explains it."""
    text = typed.line.text
    if draft.kind in _ENTRIES and text.find(" ", begin, begin + _LONGEST_TERM + 1) > begin:
        term = _TITLED.match(text, begin)
        if term:
            draft.title = state.raw(typed, begin, term.end("term"))
            draft.pieces += typed.line.pieces("title", begin, term.end("term"))
            begin = term.end()
    state.add_text(draft, typed, begin)


# ---- lines without a label


def on_plain(state: BuilderState, typed: TypedLine) -> None:
    """A line without a label: by the container that is open, then by what is open in it."""
    if typed.text[0] in "-*_" and _RULE.match(typed.text):
        return state.append_aside(typed)
    _open_lost_suppl(state, typed, 0)
    if state.in_appendix:
        return _add_to_appendix(state, typed)
    if state.container is state.root:
        if state.habits.main_articles:
            return _add_before_body(state, typed)
        state.ensure_main()
    if RANK[state.top.kind] < RANK["paragraph"]:
        if state.top.kind == "suppl_provision" and _AMENDED.match(typed.text):
            state.append("amend_note", typed)
            return None
        return _open_first_paragraph(state, typed)
    if state.captions:
        return _add_captioned(state, typed)
    _add_unlabelled(state, typed)


def on_words(state: BuilderState, typed: TypedLine) -> None:
    """第3号様式 on a line of its own, which is no heading: it goes on with the provision above, unless that has ended."""
    top = state.top
    goes_on = top is state.last and top.kind in _WITH_WORDS and top.has_text and not state.captions
    if goes_on and not ends_sentence(top.words):
        state.add_text(top, typed, 0)
    else:
        on_plain(state, typed)


def _add_to_appendix(state: BuilderState, typed: TypedLine) -> None:
    """The words of 備考 or of a label that stood alone on its line; else a line of a list."""
    state.flush_captions()
    top = state.top
    if top.kind == "remarks" and top is state.last and not top.has_text:
        state.add_text(top, typed, 0)
    elif top.kind in ENUMERATED and top is state.last and not top.words and not top.title:
        add_words(state, top, typed, 0)
    else:
        state.append("list", typed)


def _add_before_body(state: BuilderState, typed: TypedLine) -> None:
    """Between 目次 and 第1条: a 前文, or furniture."""
    state.flush_captions()
    if ends_sentence(typed.text) or PREAMBLE_HEADING.match(typed.text):
        add_preamble(state.root, typed, state.source)
    else:
        state.append("navigation", typed)


def _add_captioned(state: BuilderState, typed: TypedLine) -> None:
    """A caption above a line without label: in a 附則 it belongs to a 項 whose number was lost."""
    if state.container.kind == "suppl_provision" and _paragraph_holder(state).kind == "suppl_provision":
        return _infer_paragraph(state, typed, confidence.CAPTIONED_IN_SUPPL)
    if state.habits.articles == 0 and ends_sentence(typed.text):
        return _infer_paragraph(state, typed, confidence.CAPTIONED_SENTENCE)
    state.flush_captions()
    _add_unlabelled(state, typed)


def _add_unlabelled(state: BuilderState, typed: TypedLine) -> None:
    """A line inside a provision: the wording of an amendment, what its run says it is, or what it says by itself."""
    if state.top is state.last and announces_amendment(state.top) and is_amendment(typed.text):
        return state.add_text(state.top, typed, 0)  # 第28条中「…」を「…」に改める。 is the 項's own text
    if _add_by_neighbours(state, typed) or _add_by_run(state, typed):
        return None
    verdict = read_unlabelled(typed, state.stack, state.habits)
    match verdict.reading:
        case "text":
            _extend(state, typed)
        case "paragraph" if _number_is_carried(state):
            state.append("list", typed)
        case "paragraph":
            _infer_paragraph(state, typed, verdict.confidence)
        case "entry":
            _infer_entry(state, typed, verdict.confidence)
        case "list":
            state.append("list", typed)
        case _:
            assert_never(verdict.reading)


def _add_by_neighbours(state: BuilderState, typed: TypedLine) -> bool:
    """Adds a line that the lines around it explain: the date above 記, 口 between イ and ハ, what a term means."""
    kind = kind_above_list(state, typed)
    if kind:
        state.append(kind, typed)
        return True
    alike = read_look_alike(state, typed)
    if alike:
        typed.label, typed.label_end, typed.body = alike, alike.length, skip_blanks(typed.text, alike.length)
        on_enumerated(state, typed)
        return True
    if (holder := heads_sub_list(state, typed)) is not None:
        state.open_below(holder, draft := _lost_entry(holder, confidence.ENTRY))
        state.add_text(draft, typed, 0)
        return True
    if not explains_term(state, typed):
        return False
    state.append("list", typed)  # as publishers' own trees have it: 列記 below the entry
    return True


def _add_by_run(state: BuilderState, typed: TypedLine) -> bool:
    """Adds a line of a document that lost its labels as its run says; False when the run does not settle it."""
    top = state.top
    if not state.habits.labels_lost or not (top.has_text or top.children):
        return False
    if is_continuation(typed.text):
        return False
    reading = state.reading()
    if reading is None:
        return False
    if reading.level == LIST:
        state.append("list", typed)
    elif reading.level == PARAGRAPH:
        _infer_paragraph(state, typed, reading.confidence)
    else:
        _infer_entry_of_run(state, typed, reading)
    return True


def _extend(state: BuilderState, typed: TypedLine) -> None:
    """Text on a line of its own: of a label alone, or a proviso; a proviso after 号 belongs to its 項."""
    top = state.top
    if top is state.last and not top.words and not top.title:
        add_words(state, top, typed, 0)  # a label alone on its line, and now its words
    elif top is state.last and not _ends_list(state, typed):
        state.add_text(top, typed, 0)
    else:
        if top.kind in ENUMERATED:
            state.close_to(RANK["item"])
        state.append("list", typed)


def _ends_list(state: BuilderState, typed: TypedLine) -> bool:
    """Whether a proviso behind the last 号 is that of the 柱書: the 号 is no sentence, the line stands no deeper than its
    label, and the list does not go on behind it."""
    top = state.top
    if top.kind not in ENUMERATED or not is_continuation(typed.text) or ends_sentence(top.words):
        return False
    return typed.line.indent <= top.indent and not list_goes_on(state)


def _open_first_paragraph(state: BuilderState, typed: TypedLine) -> None:
    """The first words below a container that has no 項 yet."""
    habits = state.habits
    number = 1 + sum(child.kind == "paragraph" for child in state.top.children)
    marked = habits.marks_loss(typed) and habits.paragraphs_unlabelled and habits.articles > 0
    state.settle_captions()
    draft = state.open(Draft("paragraph", str(number), ordinal=(number,), indent=typed.line.indent))
    if marked:
        draft.label_inferred, draft.confidence = True, confidence.FIRST_PARAGRAPH
    state.take_caption(draft)
    state.add_text(draft, typed, 0)


# ---- provisions whose label was lost


def _paragraph_holder(state: BuilderState) -> Draft:
    return next(node for node in reversed(state.stack) if RANK[node.kind] < RANK["paragraph"])


def _last_of(parent: Draft, kind: Kind) -> Draft | None:
    return next((child for child in reversed(parent.children) if child.kind == kind), None)


def _next_number(before: Draft | None) -> int:
    """The number behind that of ``before``, branches aside; 1 when there is none."""
    return before.ordinal[0] + 1 if before and before.ordinal else 1


def _infer_paragraph(state: BuilderState, typed: TypedLine, certainty: float) -> None:
    """Opens a 項 whose number was lost, as sure as ``certainty`` at most."""
    holder = _paragraph_holder(state)
    before = _last_of(holder, "paragraph")
    number = _next_number(before)
    certainty = confidence.paragraph_confidence(certainty, holder, before)
    draft = Draft("paragraph", str(number), label_inferred=True, confidence=certainty, ordinal=(number,))
    draft.style, draft.indent = before.style if before else "", typed.line.indent
    state.settle_captions()
    state.open_below(holder, draft)
    state.take_caption(draft)
    state.add_text(draft, typed, 0)
    if number == 2 and before and holder.kind == "suppl_provision" and not before.label:
        before.label_inferred, before.confidence = True, certainty  # its number was lost with the second's


def _number_is_carried(state: BuilderState) -> bool:
    """Whether the next 項 that has its number carries the one that a line without a label would get here."""
    following = next_labelled(state)
    if following is None or following.label is None:
        return False
    before = _last_of(_paragraph_holder(state), "paragraph")
    style, ordinal = following.label.readings[0]
    return style in (ARABIC, CIRCLED) and ordinal == (_next_number(before),) and ordinal > (1,)


def _infer_entry(state: BuilderState, typed: TypedLine, certainty: float) -> None:
    """Opens a 号 or a subdivision below the deepest provision that has a label of its own."""
    parent = next(n for n in reversed(state.stack) if not (n.kind in ENUMERATED and n.label_inferred))
    before = _last_of(parent, below(parent))
    draft = _lost_entry(parent, confidence.entry_confidence(certainty, before, state.habits))
    state.open_below(parent, draft)
    state.add_text(draft, typed, 0)


def _infer_entry_of_run(state: BuilderState, typed: TypedLine, reading: LineReading) -> None:
    """Opens a 号 or a subdivision below the provision that is open one level higher."""
    provisions = [node for node in state.stack if node.kind == "paragraph" or node.kind in ENUMERATED]
    parent = provisions[min(reading.level, len(provisions)) - 1]
    draft = _lost_entry(parent, reading.confidence)
    state.open_below(parent, draft)
    add_words(state, draft, typed, 0)


def _lost_entry(parent: Draft, certainty: float) -> Draft:
    """The next 号 or subdivision below ``parent``."""
    kind = below(parent)
    number = _next_number(_last_of(parent, kind))
    return Draft(
        kind, str(number), label_inferred=True, confidence=certainty, ordinal=(number,),
        style=KANA if kind == "subitem1" else "",
    )  # fmt: skip


def _open_lost_suppl(state: BuilderState, typed: TypedLine, begin: int) -> None:
    """Opens a 附則 whose heading was lost at its 施行期日; the words of the line begin at ``begin``."""
    text = typed.line.text
    if not (state.captions or text[begin : begin + 2] == "この"):
        return
    if state.container.kind != "main_provision" or not state.habits.articles:
        return
    if begins_suppl([caption.text for caption in state.captions], text[begin:]):
        state.open(Draft("suppl_provision", label_inferred=True, confidence=confidence.LOST_SUPPL))
        state.shared_caption = None
