"""Amendments in the tree: their sentences, and fragments of another text that they set off or compare."""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import Kind
from jorei.structure.body.provisions import on_plain
from jorei.structure.body.state import BuilderState
from jorei.structure.draft import CLAUSE, Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.line import Line
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.fold import fold
from jorei.text.label_styles import ARABIC, CIRCLED, KANA, PAREN_KANA

_ABOVE: Final[dict[str, tuple[Kind, ...]]] = {
    ARABIC: (), CIRCLED: (), KANA: ("paragraph", "item"), PAREN_KANA: ("paragraph", "item", "subitem1"),
}  # fmt: skip
"""The kinds that stand above a label in a text of its own; below a 項 where nothing is said."""
_BELOW_PARAGRAPH: Final[tuple[Kind, ...]] = ("paragraph",)
_SEED: Final = "seed"
_OPENS: Final[frozenset[LineKind]] = frozenset(("article", "enumerated", "division", "suppl", "appdx"))
_ENDS: Final = "。）)"
_HEAD: Final = 120
"""Characters of a cell by which it is seen whether a provision begins. Chosen: captions and headings are shorter."""


def on_clause(state: BuilderState, typed: TypedLine) -> None:
    """A sentence of an amendment: in the main part a 項 without number, in a 附則 words of the 項 that begins it."""
    state.flush_captions()
    if state.in_appendix:
        return on_plain(state, typed)
    state.ensure_main()
    if not typed.certain:  # a sentence goes on behind a table
        state.append("list", typed)
        return None
    if state.container.kind == "suppl_provision" and len(state.stack) > 2:
        top = state.top
        if top is state.last and top.has_text:
            return state.add_text(top, typed, 0)
        state.append("list", typed)
        return None
    holder = next(
        node for node in reversed(state.stack) if node.kind in ("article", "main_provision", "suppl_provision")
    )
    before = sum(child.kind == "paragraph" for child in holder.children)
    draft = Draft("paragraph", str(before + 1), ordinal=(before + 1,), style=CLAUSE if before else "")
    draft.indent = typed.line.indent
    state.open(draft)
    state.add_text(draft, typed, 0)
    return None


def fragment_habits(habits: Habits) -> Habits:
    """The habits that a fragment is read by: nothing is taken for lost in it."""
    return Habits(wrap=habits.wrap, paragraph_labels=1, has_tabs=habits.has_tabs)


def open_above(state: BuilderState, first: TypedLine) -> None:
    """Opens what stands above the first label of a fragment: 号 alone hang below a 項, ア below a 号."""
    if first.kind != "enumerated" or first.label is None:
        return
    state.ensure_main()
    for kind in _ABOVE.get(first.label.readings[0][0], _BELOW_PARAGRAPH):
        state.open(Draft(kind, style=_SEED))


def without_frame(root: Draft) -> list[Draft]:
    """The children of a fragment's root without what only held them: the main provision, and seeds."""
    children: list[Draft] = []
    for child in root.children:
        if not child.pieces and (child.kind == "main_provision" or child.style == _SEED):
            children += without_frame(child)
        else:
            children.append(child)
    return children


def lines_of_cell(cell: Draft, source: str) -> list[TypedLine]:
    """The words of a cell as lines: HTML and Word put several lines of a cell into one, a blank between them."""
    lines: list[TypedLine] = []
    for piece in cell.pieces:
        if piece.role != "text":
            continue
        start = piece.start
        for cut in [*_cuts(source, piece.start, piece.end), piece.end]:
            words = source[start:cut]
            begin = start + len(words) - len(words.lstrip())
            if words.strip():
                lines.append(classify(Line(fold(words.strip()), [(begin, begin + len(words.strip()))])))
            start = cut
    return lines


def _cuts(source: str, start: int, end: int) -> list[int]:
    """Where in a cell another provision begins: behind a sentence and a blank."""
    cuts: list[int] = []
    at = source.find(" ", start, end)
    while at >= 0:
        head = fold(source[at + 1 : min(end, at + 1 + _HEAD)]).strip()
        typed = classify(Line(head, [(at + 1, at + 1 + len(head))])) if head and source[at - 1] in _ENDS else None
        if typed is not None and typed.certain and typed.kind in _OPENS:
            cuts.append(at)
        at = source.find(" ", at + 1, end)
    return cuts
