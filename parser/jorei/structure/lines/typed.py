"""A line and what it looks like: the value that layout makes and the builder reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from jorei.model.kinds import Kind
from jorei.model.record import INTERPRETED, as_struct
from jorei.structure.lines.labels import Label
from jorei.structure.lines.line import Line

LineKind = Literal[
    "division", "article", "suppl", "suppl_number", "appdx", "toc", "enumerated", "caption", "amend_note", "note",
    "omission", "remarks", "page", "furniture", "row", "list", "quoted", "clause", "compared", "plain", "corrected",
]  # fmt: skip
"""The look of a line. ``corrected`` is a line whose kind of node a person gave and that no other kind stands for."""

CellForm = Literal["delimited", "pipes", "stretches"]
"""The division of a row: between tabs (between pipes when it begins with one), at every pipe, or by its stretches."""


class TypedLine:
    """A line and what it looks like.

    Offsets count characters of ``line.text``: the label is ``[:label_end]``, the caption (without brackets)
    ``[caption[0]:caption[1]]``, the words ``[body:]``. ``node_kind`` is the kind of node that a heading (編章節款目, an
    appendix) or a corrected line opens. ``label`` is what an enumerated line begins with, ``cells`` how a row is
    divided.
    ``caption_first`` says that a caption stands before the label: (目的) 第1条. ``certain`` is False when the look alone
    does not settle the kind; ``by_person`` is True when a person gave it (`jorei.structure.corrected_lines`).
    ``is_amending`` marks the head and the sentences of an amendment; ``set_off`` counts the stretches of lines that such
    sentences set off, from 1: they are provisions of another text.
    """

    def __init__(  # noqa: PLR0913  # the fields of a struct
        self,
        kind: LineKind,
        line: Line,
        label_end: int = 0,
        body: int = 0,
        num: str | None = None,
        caption: tuple[int, int] | None = None,
        label: Label | None = None,
        node_kind: Kind | None = None,
        certain: bool = True,
        by_person: bool = False,
        caption_first: bool = False,
        cells: CellForm = "delimited",
        is_amending: bool = False,
        set_off: int = 0,
    ) -> None:
        self.kind = kind
        self.line = line
        self.label_end = label_end
        self.body = body
        self.num = num
        self.caption = caption
        self.label = label
        self.node_kind = node_kind
        self.certain = certain
        self.by_person = by_person
        self.caption_first = caption_first
        self.cells = cells
        self.is_amending = is_amending
        self.set_off = set_off

    @property
    def text(self) -> str:
        """The folded words of the line."""
        return self.line.text


if INTERPRETED and not TYPE_CHECKING:
    TypedLine = as_struct(TypedLine)
