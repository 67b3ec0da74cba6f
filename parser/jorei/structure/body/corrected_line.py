"""Lines of a kind that a person gave them: what they are for the builder, and how the builder takes them.

Where a kind of line has a handler of its own the line is typed for that; the rest (項, 号, headings whose label was
lost, the kinds of front matter) is typed ``said``, with the kind as its level.
"""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, Kind
from jorei.structure.body.articles import on_article
from jorei.structure.body.front import FRONT
from jorei.structure.body.headings import on_appdx, on_division, on_suppl
from jorei.structure.body.ladder import RANK
from jorei.structure.body.provisions import add_words
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import Draft
from jorei.structure.lines.labels import Label, follows, parse_label
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import ARTICLE_RE, DIVISION_RE
from jorei.structure.lines.rules import (
    Typed,
    match_appdx,
    match_article,
    match_division,
    match_remarks,
    match_suppl,
    number_of,
    skip_blanks,
)
from jorei.text.fold import fold

_SIMPLE: Final = {
    "list": "list", "table_row": "row", "quoted_provision": "quoted", "amend_note": "amend_note", "note": "note",
    "omission": "omission", "navigation": "furniture",
}  # fmt: skip
_HEADINGS: Final = (
    {"article": "article", "suppl_provision": "suppl"}
    | dict.fromkeys(DIVISIONS, "division")
    | dict.fromkeys(APPENDICES, "appdx")
)
_MATCH: Final = {"article": match_article, "suppl": match_suppl, "division": match_division, "appdx": match_appdx}


def say(one: Typed, kind: str | None, label: str | None) -> Typed:
    """A line of the kind that a person gave it; without a kind, as it was, with another label.

    >>> from jorei.structure.lines.rules import classify
    >>> line = Line("2人以上の委員", [(0, 7)])
    >>> say(classify(line), "list", None).kind, say(classify(line), "paragraph", "2").label
    ('list', 1)
    """
    line = one.line
    kind = kind or _kind_of(one)
    if kind in _SIMPLE:
        return Typed(_SIMPLE[kind], line, said=True)
    if kind in FRONT:
        return Typed("said", line, level=kind, said=True)
    if kind == "caption":
        bracketed = line.text[0] in "(〔【[" and line.text[-1] in ")〕】]" and len(line.text) > 2
        return Typed("caption", line, caption=(1, len(line.text) - 1) if bracketed else (0, len(line.text)), said=True)
    if kind == "remarks":
        typed = match_remarks(line) or Typed("remarks", line)
        typed.said = True
        return typed
    return _heading(line, kind, label) if kind in _HEADINGS else _entry(line, kind, label)


def _kind_of(one: Typed) -> str:
    """The kind of a line that was given another label only: what it looks like."""
    match one.kind:
        case "article":
            return "article"
        case "division" | "appdx" | "said":
            return one.level
        case "suppl":
            return "suppl_provision"
        case _:
            return "paragraph" if one.enum and one.enum.readings[0][0] == "1" else "item"


def _heading(line: Line, kind: str, label: str | None) -> Typed:
    """条, 章, 附則, 別表: read as such when they can be; else with the label that was given."""
    name = _HEADINGS[kind]
    typed = _MATCH[name](line)
    length = None if label is None else _length(line.text, label)
    if typed is None or (length is not None and typed.label != length):
        length = _usual_length(line.text, name) if length is None else length
        typed = Typed(name, line, length, skip_blanks(line.text, length), _heading_num(label or line.text[:length]))
    if name in ("division", "appdx"):
        typed.level = kind
    typed.firm = typed.said = True
    if not typed.label:
        typed.kind, typed.level = "said", kind
    return typed


def _length(text: str, label: str) -> int:
    """How much of a line a label takes; nothing when it is not there."""
    folded = fold(label).strip()
    return len(folded) if text.startswith(folded) else 0


def _usual_length(text: str, name: str) -> int:
    pattern = {"article": ARTICLE_RE, "division": DIVISION_RE}.get(name)
    match = pattern.match(text) if pattern else None
    return 0 if match is None else match.end() if name == "article" else match.start("sep")


def _heading_num(label: str) -> str | None:
    for pattern in (ARTICLE_RE, DIVISION_RE):
        match = pattern.match(fold(label).strip())
        if match:
            return number_of(match["base"], match["branch"])
    return None


def _entry(line: Line, kind: str, label: str | None) -> Typed:
    """項, 号 and below: with the label given, with the one it has, or with none."""
    if label is None:
        read = parse_label(line.text)
        return Typed("said", line, read.length if read else 0, skip_blanks(line.text, read.length if read else 0),
                     level=kind, enum=read, said=True)  # fmt: skip
    length = _length(line.text, label)
    enum = parse_label(fold(label).strip() + " ") if label.strip() else None
    body = skip_blanks(line.text, length)
    # the number of a label that was lost is known all the same; without a label the number goes on
    return Typed("said", line, length, body, level=kind, enum=enum, said=True, firm=bool(label.strip()))


def on_said(state: BuilderState, typed: Typed) -> None:
    """Put a line where a person said it belongs."""
    kind = typed.level
    name = _HEADINGS.get(kind)
    if kind in FRONT:
        state.flush_captions()
        state.aside(kind, typed)  # type: ignore[arg-type]  # one of the kinds of front matter
    elif name is None:
        _open_entry(state, typed, kind)  # type: ignore[arg-type]  # 項, 号 or below
    else:
        read = Typed(name, typed.line, 0, typed.body, typed.num, kind if name != "suppl" else "", said=True)
        {"article": on_article, "suppl": on_suppl, "division": on_division, "appdx": on_appdx}[name](state, read)
        opened = next((node for node in reversed(state.stack) if node.kind == kind), None)
        if opened is not None:
            opened.label, opened.label_inferred = None, True


def _open_entry(state: BuilderState, typed: Typed, kind: Kind) -> None:
    if state.container is state.root:
        state.ensure_main()
    holder = next((node for node in reversed(state.stack) if RANK[node.kind] < RANK[kind]), state.container)
    siblings = [child for child in holder.children if child.kind == kind]
    style, ordinal = _reading(typed.enum, siblings)
    draft = Draft(kind, "_".join(map(str, ordinal)), style=style, ordinal=ordinal, indent=typed.line.indent)
    if kind in ENUMERATED:
        state.flush_captions()
    state.settle_captions()
    state.open_below(holder, draft)
    if typed.label:
        state.set_label(draft, typed)
    else:
        draft.label_inferred = typed.firm and (typed.enum is not None or kind != "paragraph" or bool(siblings))
    if kind == "paragraph":
        state.take_caption(draft)
    add_words(state, draft, typed, typed.body)


def _reading(label: Label | None, siblings: list[Draft]) -> tuple[str, tuple[int, ...]]:
    """The style and number of an entry: of the readings of its label the one that goes on, else the next number."""
    last = siblings[-1] if siblings else None
    if label is None:
        return (last.style, (last.ordinal[0] + 1,)) if last and last.ordinal else ("", (1,))
    going_on = (one for one in label.readings if last and last.ordinal and follows(last.ordinal, one[1]))
    return next(going_on, label.readings[0])
