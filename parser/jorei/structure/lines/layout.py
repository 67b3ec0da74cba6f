"""From the text of a source to its logical lines: the passes of layout, in their order.

Each pass reads what passes before it have settled and settles one thing itself; `LAYOUT_PASSES` says which. The passes
share nothing but the state, and each is a function of a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from jorei.model import Source
from jorei.model.record import Record
from jorei.model.source import Block
from jorei.structure.lines.appendix_tables import mark_appendix_tables
from jorei.structure.lines.bare_captions import mark_bare_captions
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.instruction_lines import AnothersText, mark_anothers, mark_instructions
from jorei.structure.lines.join_lines import join_lines
from jorei.structure.lines.joined_items import split_items
from jorei.structure.lines.ladders import mark_ladders
from jorei.structure.lines.line import Line, split_lines, strip_list_mark
from jorei.structure.lines.listed_lines import count_repeated, mark_points
from jorei.structure.lines.margin import cut_ends, margin_of
from jorei.structure.lines.marked_captions import mark_captions
from jorei.structure.lines.observe import observe_habits
from jorei.structure.lines.patterns import LIST_MARK_HEADS
from jorei.structure.lines.printed_indents import set_indents
from jorei.structure.lines.quotations import mark_quotations
from jorei.structure.lines.rows import LIST_TABLE_SIGN, join_list_tables, mark_piped_rows, mark_tabbed_rows
from jorei.structure.lines.rules import classify
from jorei.structure.lines.running_heads import mark_explanations, mark_running_heads
from jorei.structure.lines.runon_documents import cut_documents
from jorei.structure.lines.stray_signs import (
    leave_out_markup,
    leave_out_quoting,
    leave_out_spacing,
    leave_out_unseen,
)
from jorei.structure.lines.typed import TypedLine
from jorei.structure.lines.unspaced_articles import settle_unspaced_articles
from jorei.structure.lines.vertical import full_columns, join_columns
from jorei.structure.lines.zones import full_ends, has_seams

_PRINTED: Final = ("text", "pdf")
"""Formats that say nothing of tables: there columns must be seen."""

Settled = Literal[
    "physical lines", "indents", "line starts", "stray signs", "list marks", "kinds", "list tables", "margin", "blocks", "articles",
    "captions", "bare captions", "listed lines", "ladders", "running heads", "explanations", "instructions", "habits", "tabbed rows",
    "piped rows", "appendix tables", "logical lines", "items",
    "quotations",
]  # fmt: skip
"""The things that passes settle, in their order; each names its pass."""


class LayoutState:
    """The state that the passes share. ``physical`` are the lines of the text, ``lines`` the same with what they look
    like.

    ``wrap`` is the column of the margin, ``full`` the ends of lines that a reader saw to be full (then there is no
    margin to find), or that are full in print of several widths. ``others`` says where provisions of another text stand.
    """

    def __init__(self, source: Source, folded: str) -> None:
        self.source = source
        self.folded = folded
        self.physical: list[Line] = []
        self.lines: list[TypedLine] = []
        self.wrap: int | None = None
        self.full: frozenset[int] = frozenset()
        self.habits = Habits()
        self.others = AnothersText()


class LayoutPass(Record):
    """A pass: what it settles, what must be settled before, and the function that does it to the state."""

    settles: Settled
    run: Callable[[LayoutState], None]
    needs: tuple[Settled, ...]


def _split_lines(state: LayoutState) -> None:
    lines = split_lines(state.source.text, state.folded)
    state.physical = join_columns(lines, state.source.text)
    if state.physical is not lines:
        state.full = full_columns(state.physical)


def _set_indents(state: LayoutState) -> None:
    if state.source.places:
        set_indents(state.physical, state.source)


def _cut_documents(state: LayoutState) -> None:
    rows = [block for block in state.source.blocks if block.kind == "row"]
    state.physical = cut_documents(state.physical, state.source.text, rows)


def _leave_out_signs(state: LayoutState) -> None:
    lines = leave_out_quoting(leave_out_unseen(state.physical, state.source.text), state.folded)
    state.physical = leave_out_spacing(leave_out_markup(lines, state.folded), state.folded)


def _strip_list_marks(state: LayoutState) -> None:
    state.physical = [strip_list_mark(line) if line.text[0] in LIST_MARK_HEADS else line for line in state.physical]


def _classify(state: LayoutState) -> None:
    state.lines = [classify(line) for line in state.physical]


def _join_list_tables(state: LayoutState) -> None:
    if LIST_TABLE_SIGN in state.folded:
        state.lines = join_list_tables(state.lines, state.folded)


def _find_margin(state: LayoutState) -> None:
    if state.source.wrapped is not None:
        state.full = frozenset(state.source.wrapped)
        return
    if state.full:
        return
    # cells say nothing about the margin
    lines = [typed.line for typed in state.lines if typed.kind != "row"]
    state.wrap = margin_of(state.source.text, lines)
    if has_seams(state.lines):
        state.full = cut_ends(lines)
        if state.wrap is None:  # print of several widths has lines of the most letters as well
            state.full |= full_ends(state.lines)


def _mark_blocks(state: LayoutState) -> None:
    if state.source.blocks:
        mark_blocks(state.source.blocks, state.lines)


def _settle_articles(state: LayoutState) -> None:
    settle_unspaced_articles(state.lines)


def _mark_captions(state: LayoutState) -> None:
    mark_captions(state.lines, state.folded)


def _mark_lists(state: LayoutState) -> None:
    mark_points(state.lines, state.folded)
    count_repeated(state.lines)


def _mark_ladders(state: LayoutState) -> None:
    mark_ladders(state.lines)


def _mark_bare_captions(state: LayoutState) -> None:
    mark_bare_captions(state.lines)


def _mark_running_heads(state: LayoutState) -> None:
    mark_running_heads(state.lines)


def _mark_explanations(state: LayoutState) -> None:
    mark_explanations(state.lines, state.folded)


def _mark_instructions(state: LayoutState) -> None:
    state.lines, state.others = mark_instructions(state.lines, state.source.text, state.folded)


def _observe_habits(state: LayoutState) -> None:
    state.habits = observe_habits(state.source.text, state.lines, state.wrap)
    state.habits.is_print = bool(state.source.places)


def _mark_tabbed_rows(state: LayoutState) -> None:
    if state.habits.has_tabs:
        mark_tabbed_rows(state.source.text, state.lines, blocks=state.habits.has_blocks)


def _mark_piped_rows(state: LayoutState) -> None:
    if "|" in state.folded:
        mark_piped_rows(state.lines)


def _mark_appendix_tables(state: LayoutState) -> None:
    if state.source.format in _PRINTED:
        state.lines = mark_appendix_tables(state.lines, state.source.text)


def _join_lines(state: LayoutState) -> None:
    state.lines = join_lines(state.lines, state.habits, state.full)


def _split_items(state: LayoutState) -> None:
    state.lines = split_items(state.lines, state.folded)


def _mark_quotations(state: LayoutState) -> None:
    mark_anothers(state.lines, state.others)
    mark_quotations(state.lines)


LAYOUT_PASSES: Final = (
    LayoutPass("physical lines", _split_lines, needs=()),
    LayoutPass("indents", _set_indents, needs=("physical lines",)),
    LayoutPass("line starts", _cut_documents, needs=("physical lines",)),
    LayoutPass("stray signs", _leave_out_signs, needs=("line starts",)),
    LayoutPass("list marks", _strip_list_marks, needs=("line starts", "stray signs")),
    LayoutPass("kinds", _classify, needs=("list marks",)),
    LayoutPass("list tables", _join_list_tables, needs=("kinds", "list marks")),
    LayoutPass("margin", _find_margin, needs=("list tables",)),
    LayoutPass("blocks", _mark_blocks, needs=("list tables", "margin")),  # rows of blocks count for the margin
    LayoutPass("articles", _settle_articles, needs=("kinds", "blocks")),
    LayoutPass("captions", _mark_captions, needs=("list marks", "articles")),
    LayoutPass("bare captions", _mark_bare_captions, needs=("articles", "captions")),
    LayoutPass("listed lines", _mark_lists, needs=("kinds", "blocks")),
    LayoutPass("ladders", _mark_ladders, needs=("articles", "listed lines")),
    LayoutPass("running heads", _mark_running_heads, needs=("kinds", "articles", "ladders")),
    LayoutPass("explanations", _mark_explanations, needs=("articles", "running heads")),
    LayoutPass(
        "instructions", _mark_instructions, needs=("blocks", "articles", "ladders", "running heads", "explanations")
    ),
    LayoutPass(
        "habits",
        _observe_habits,
        needs=("margin", "blocks", "articles", "bare captions", "explanations", "instructions"),
    ),
    LayoutPass("tabbed rows", _mark_tabbed_rows, needs=("habits",)),
    LayoutPass("piped rows", _mark_piped_rows, needs=("blocks", "tabbed rows")),
    LayoutPass("appendix tables", _mark_appendix_tables, needs=("articles", "tabbed rows", "piped rows")),
    LayoutPass("logical lines", _join_lines, needs=("habits", "appendix tables")),
    LayoutPass("items", _split_items, needs=("logical lines",)),
    LayoutPass("quotations", _mark_quotations, needs=("items",)),
)
"""The passes in their order."""


def lay_out(source: Source, folded: str) -> tuple[list[TypedLine], Habits]:
    """Logical lines with what they look like, and the document's habits.

    ``folded`` is the folded text of the source, as far as it is read line by line.
    """
    state = LayoutState(source, folded)
    for layout_pass in LAYOUT_PASSES:
        layout_pass.run(state)
    return state.lines, state.habits


def mark_blocks(blocks: tuple[Block, ...], lines: list[TypedLine]) -> None:
    """Lines of menus, search fields, tables and quotations, as the reader marked them, are nothing else."""
    coming = iter(blocks)
    block = next(coming, None)
    for typed in lines:
        while block and block.end <= typed.line.start:
            block = next(coming, None)
        if block and block.start <= typed.line.start:
            if block.furniture:
                typed.kind = "furniture"
            elif block.kind:
                typed.kind = block.kind
