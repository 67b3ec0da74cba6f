"""What an amending ordinance says, taken apart: places, operations, sentences and the acts they belong to."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

OperationKind = Literal[
    "replace", "insert_after", "insert_before", "delete_words", "replace_whole", "add", "delete", "renumber", "shift",
    "set_caption", "add_caption", "delete_caption", "set_title", "repeal",
]  # fmt: skip
Position = Literal["", "end", "start", "after", "before"]

RANKS: Final = {
    "amending": 0, "title": 0, "toc": 0, "enact_statement": 0, "preamble": 0, "main": 0, "suppl": 0, "table": 0,
    "style": 0, "part": 1, "chapter": 2, "section": 3, "subsection": 4, "division": 5, "revision": 6, "heading": 6,
    "article": 6, "remarks": 6, "shared_caption": 7, "caption": 7, "paragraph": 7, "item": 8, "subitem1": 9,
    "subitem2": 10, "subitem3": 11, "subitem4": 12, "items": 13, "intable": 13, "row": 14, "part_of": 15, "stem": 15,
    "label": 15,
}  # fmt: skip
"""Which step of a place stands below which: a bare 第2項 takes over what stands above it in the place before."""

Number = tuple[int, ...]


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step of a place: 第3条 is ("article", (3,)), イ is ("subitem1", (), "イ"), 第2条の表 ends in ("intable",)."""

    kind: str
    number: Number = ()
    word: str = ""


class AmendedPlace(msgspec.Struct, frozen=True, gc=False):
    """A place in the base, by the numbers at the start of the sentence; ``last`` closes a range (第7条から第9条まで)."""

    steps: tuple[Step, ...] = ()
    last: tuple[Step, ...] = ()
    with_caption: bool = False
    without: tuple[AmendedPlace, ...] = ()

    def upto(self, rank: int) -> tuple[Step, ...]:
        """The steps that stand above a rank."""
        return tuple(step for step in self.steps if RANKS[step.kind] < rank)


class SetOff(msgspec.Struct, frozen=True, gc=False):
    """Lines that a sentence sets off below itself, without their line ends; ``start..end`` is their span."""

    lines: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


class Operation(msgspec.Struct, frozen=True, gc=False):
    """One change. ``old`` and ``new`` are words of the amendment, ``place`` and ``to`` where it happens, ``span`` where
    it is said; ``count`` and ``unit`` are what 次の2条を加える promises, ``given`` what a sentence sets off."""

    kind: OperationKind
    place: AmendedPlace
    old: str = ""
    new: str = ""
    unit: str = ""
    count: int | None = None
    position: Position = ""
    to: AmendedPlace | None = None
    by: int = 0
    start: int = 0
    end: int = 0
    whole: int = 0
    """The number of the clause in its sentence; operations of a place list share it."""
    words: str = ""
    """The clause as it is written, for 改正規定 that are named by it."""


class AmendingSentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence with what it sets off; ``readings`` are other ways to cut its quotations."""

    text: str
    start: int
    end: int
    operations: tuple[Operation, ...]
    given: SetOff = SetOff()
    unread: tuple[str, ...] = ()
    demands: bool = False
    """Whether something should be set off below it."""


class AmendmentTable(msgspec.Struct, frozen=True, gc=False):
    """A table of 改正前 and 改正後: pairs (old, new) of lines, None where a side is empty."""

    rows: tuple[tuple[str | None, str | None], ...]
    start: int
    end: int


class Act(msgspec.Struct, frozen=True, gc=False):
    """What one ordinance does to one base: 第1条 of an omnibus, or the whole of it."""

    title: str
    number: str | None
    sentences: tuple[AmendingSentence, ...] = ()
    kind: Literal["partial", "whole", "repeal"] = "partial"
    article: Number = ()
    comparison: AmendmentTable | None = None
    body: SetOff = SetOff()
    start: int = 0
    end: int = 0
    suppl_paragraph: Number = ()
    """Where a 附則 repeals: the paragraph that says so."""


class Stage(msgspec.Struct, frozen=True, gc=False):
    """When some provisions come into force: ``of`` names them (empty: all others), ``on`` is None when not known."""

    on: date | None
    of: str = ""
    at_promulgation: bool = False


class Amending(msgspec.Struct, frozen=True, gc=False):
    """An amending ordinance that was read."""

    path: str
    text: str
    title: str | None
    number: str | None
    promulgated_on: date | None
    acts: tuple[Act, ...]
    stages: tuple[Stage, ...]
    suppl: SetOff = SetOff()

    @property
    def main_acts(self) -> tuple[Act, ...]:
        """What it does outside of its 附則; a new ordinance, which amends others in its 附則 alone, does nothing."""
        return tuple(act for act in self.acts if not act.suppl_paragraph)
