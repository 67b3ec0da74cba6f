"""The heads of designators: the words before 条, 項, 号 … when a designator is no plain 第N….

`HEADS` says for each how it is written and how the passes treat it; which nodes it means is the row of that head in
`jorei.links.lookup.LOOKUPS`.
"""

from __future__ import annotations

from typing import Final, Literal

from jorei.model.record import Record
from jorei.model.vocabulary import Form

HeadName = Literal[
    "", "前", "次", "前各", "次の各", "次の", "この", "同", "当該", "当該各", "各", "各本",
    "附則", "附則別表", "別表", "様式", "別記", "別紙", "別図", "付表",
]  # fmt: skip
"""A head by its usual writing; empty for a designator that begins with 第N… or a sub-item."""


class Head(Record):
    """How one head is written and treated."""

    form: Form = "explicit"
    """The ``form`` of its references in this document."""
    spellings: tuple[str, ...] = ()
    """How it is written before its unit; empty when `jorei.links.designators` has a pattern of its own for it."""
    before: str = ""
    """Pattern of what must follow its spellings."""
    other_law: bool = False
    """Whether it speaks of a law that is named before it: 法附則第2項. (法前項 is no writing: 前項 is of this document.)"""
    speaks_of_unit: bool = False
    """Whether 同… may go on from its unit alone: 同項 from 前項."""
    collective: bool = False
    """Whether it stands for all provisions of its unit."""
    antecedent: bool = True
    """Whether 同… may go on from it at all."""


HEADS: Final[dict[HeadName, Head]] = {
    "": Head(other_law=True),
    "前": Head("relative", ("前",), speaks_of_unit=True),
    "次": Head("relative", ("次",), speaks_of_unit=True),
    "前各": Head("relative", ("前各",), collective=True),
    "次の各": Head("relative", ("次の各", "つぎの各", "次各"), collective=True),
    "次の": Head("relative", ("次の", "つぎの"), "(?=表|[0-9〇一二三四五六七八九十]+[号項])", speaks_of_unit=True),
    "この": Head("relative", ("この", "本"), antecedent=False),
    "同": Head("anaphoric", ("同",), other_law=True, speaks_of_unit=True),
    "当該": Head("anaphoric", ("当該",), other_law=True, speaks_of_unit=True),
    "当該各": Head("anaphoric", ("当該各",), collective=True),
    "各": Head("explicit", ("各",), "(?=[号条項])", other_law=True, collective=True),
    "各本": Head("anaphoric", ("各本",), speaks_of_unit=True),
    "附則": Head(other_law=True),
    "附則別表": Head(other_law=True),
    "別表": Head(other_law=True),
    "様式": Head(other_law=True),
    "別記": Head(other_law=True),
    "別紙": Head(other_law=True),
    "別図": Head(other_law=True),
    "付表": Head(other_law=True),
}

HEAD_OF_SPELLING: Final[dict[str, HeadName]] = {
    spelling: name for name, head in HEADS.items() for spelling in head.spellings
}


def _pattern() -> str:
    rows = [(spelling, head.before) for head in HEADS.values() for spelling in head.spellings]
    longest_first = sorted(rows, key=lambda row: -len(row[0]))
    return "|".join(spelling + before for spelling, before in longest_first)


HEAD_PATTERN: Final = _pattern()
"""Alternatives for the heads that are written before a unit, longer ones first."""
