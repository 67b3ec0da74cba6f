"""Lines of a kind that a person gave them: what they are for the builder, and how the builder takes them.

Where a kind of line has a handler of its own the line is typed for that; the rest (項, 号, headings whose label was
lost, the kinds of front matter) is typed ``corrected``, with the kind of its node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, KINDS, Kind
from jorei.model.num import Ordinal, format_num, is_next
from jorei.structure.body.articles import on_article
from jorei.structure.body.front_end import FRONT
from jorei.structure.body.headings import on_appdx, on_division, on_suppl
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import add_words
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import Draft
from jorei.structure.lines.appendix_headings import match_appdx
from jorei.structure.lines.labels import Label, parse_label
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import ARTICLE_RE, DIVISION_RE
from jorei.structure.lines.rules import (
    match_article,
    match_division,
    match_remarks,
    match_suppl,
    number_of,
    skip_blanks,
)
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.fold import fold
from jorei.text.label_styles import ARABIC

_SIMPLE: Final[dict[str, LineKind]] = {
    "list": "list", "table_row": "row", "quoted_provision": "quoted", "amend_note": "amend_note", "note": "note",
    "omission": "omission", "navigation": "furniture",
}  # fmt: skip
_HEADINGS: Final[dict[Kind, LineKind]] = {
    "article": "article", "suppl_provision": "suppl",
    **dict.fromkeys(DIVISIONS, "division"), **dict.fromkeys(APPENDICES, "appdx"),
}  # fmt: skip
_NODE_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in KINDS}
_MATCHERS: Final[dict[LineKind, Callable[[Line], TypedLine | None]]] = {
    "article": match_article, "suppl": match_suppl, "division": match_division, "appdx": match_appdx,
}  # fmt: skip
_HANDLERS: Final[dict[LineKind, Callable[[BuilderState, TypedLine], None]]] = {
    "article": on_article, "suppl": on_suppl, "division": on_division, "appdx": on_appdx,
}  # fmt: skip


def apply_kind(typed: TypedLine, kind: str | None, label: str | None) -> TypedLine:
    """A line of the kind that a person gave it (`LINE_KINDS`); without a kind, as it was, with another label.

    >>> from jorei.structure.lines.rules import classify
    >>> line = Line("2人以上の委員", [(0, 7)])
    >>> apply_kind(classify(line), "list", None).kind, apply_kind(classify(line), "paragraph", "2").label_end
    ('list', 1)
    """
    line = typed.line
    kind = kind or _kind_of(typed)
    if kind in _SIMPLE:
        return TypedLine(_SIMPLE[kind], line, by_person=True)
    if kind == "caption":
        return TypedLine("caption", line, caption=_inside_brackets(line.text), by_person=True)
    if kind == "remarks":
        remarks = match_remarks(line) or TypedLine("remarks", line)
        remarks.by_person = True
        return remarks
    node_kind = _NODE_KINDS[kind]
    if node_kind in FRONT:
        return TypedLine("corrected", line, node_kind=node_kind, by_person=True)
    return (_heading if node_kind in _HEADINGS else _entry)(line, node_kind, label)


def _inside_brackets(text: str) -> tuple[int, int]:
    bracketed = text[0] in "(〔【[" and text[-1] in ")〕】]" and len(text) > 2
    return (1, len(text) - 1) if bracketed else (0, len(text))


def _kind_of(typed: TypedLine) -> Kind:
    """The kind of a line that was given another label only: what it looks like."""
    match typed.kind:
        case "article":
            return "article"
        case "suppl":
            return "suppl_provision"
        case _ if typed.node_kind:
            return typed.node_kind
        case _:
            return "paragraph" if typed.label and typed.label.readings[0][0] == ARABIC else "item"


def _heading(line: Line, kind: Kind, label: str | None) -> TypedLine:
    """条, 章, 附則, 別表: read as such when they can be; else with the label that was given."""
    line_kind = _HEADINGS[kind]
    typed = _MATCHERS[line_kind](line)
    length = None if label is None else _length(line.text, label)
    if typed is None or (length is not None and typed.label_end != length):
        length = _usual_length(line.text, line_kind) if length is None else length
        num = _heading_num(label or line.text[:length])
        typed = TypedLine(line_kind, line, length, skip_blanks(line.text, length), num)
    typed.node_kind = kind
    typed.certain = typed.by_person = True
    if not typed.label_end:
        typed.kind = "corrected"
    return typed


def _length(text: str, label: str) -> int:
    """The length of a label at the head of a line; 0 when the line does not begin with it."""
    folded = fold(label).strip()
    return len(folded) if text.startswith(folded) else 0


def _usual_length(text: str, line_kind: LineKind) -> int:
    match line_kind:
        case "article":
            article = ARTICLE_RE.match(text)
            return article.end() if article else 0
        case "division":
            division = DIVISION_RE.match(text)
            return division.start("sep") if division else 0
        case _:
            return 0


def _heading_num(label: str) -> str | None:
    for pattern in (ARTICLE_RE, DIVISION_RE):
        match = pattern.match(fold(label).strip())
        if match:
            return number_of(match["base"], match["branch"])
    return None


def _entry(line: Line, kind: Kind, label: str | None) -> TypedLine:
    """項, 号 and below: with the label given, with the one it has, or with none.

    The number of a label that was lost is known all the same; with an empty label the number goes on.
    """
    if label is None:
        known = parse_label(line.text)
        length, certain = known.length if known else 0, True
    else:
        known = parse_label(fold(label).strip() + " ") if label.strip() else None
        length, certain = _length(line.text, label), bool(label.strip())
    return TypedLine(
        "corrected", line, length, skip_blanks(line.text, length), label=known, node_kind=kind, certain=certain,
        by_person=True,
    )  # fmt: skip


def on_corrected(state: BuilderState, typed: TypedLine) -> None:
    """Puts a line where a person said it belongs."""
    kind = typed.node_kind
    if kind is None:
        return
    line_kind = _HEADINGS.get(kind)
    if kind in FRONT:
        state.flush_captions()
        state.append(kind, typed)
    elif line_kind is None:
        _open_entry(state, typed, kind)
    else:
        heading = TypedLine(
            line_kind, typed.line, body=typed.body, num=typed.num, node_kind=kind, by_person=True
        )  # fmt: skip
        _HANDLERS[line_kind](state, heading)
        opened = next((node for node in reversed(state.stack) if node.kind == kind), None)
        if opened is not None:
            opened.label, opened.label_inferred = None, True


def _open_entry(state: BuilderState, typed: TypedLine, kind: Kind) -> None:
    if state.container is state.root:
        state.ensure_main()
    holder = next((node for node in reversed(state.stack) if RANK[node.kind] < RANK[kind]), state.container)
    siblings = [child for child in holder.children if child.kind == kind]
    style, ordinal = _reading(typed.label, siblings)
    draft = Draft(kind, format_num(ordinal), style=style, ordinal=ordinal, indent=typed.line.indent)
    if kind in ENUMERATED:
        state.flush_captions()
    state.settle_captions()
    state.open_below(holder, draft)
    if typed.label_end:
        state.set_label(draft, typed)
    else:
        draft.label_inferred = typed.certain and (typed.label is not None or kind != "paragraph" or bool(siblings))
    if kind == "paragraph":
        state.take_caption(draft)
    add_words(state, draft, typed, typed.body)


def _reading(label: Label | None, siblings: list[Draft]) -> tuple[str, Ordinal]:
    """The style and number of an entry: of the readings of its label the one that goes on, else the next number."""
    last = siblings[-1] if siblings else None
    if label is None:
        return (last.style, (last.ordinal[0] + 1,)) if last and last.ordinal else ("", (1,))
    going_on = (reading for reading in label.readings if last and last.ordinal and is_next(last.ordinal, reading[1]))
    return next(going_on, label.readings[0])
