"""The base as a tree of units that own their stretch of the text: moved, renumbered and edited, then written again.

A unit is itself whatever its number is. Divisions (章, 節) are flat: a heading stands among the articles it governs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jorei.amending.operation import Number, Step
from jorei.amending.spelling import spell
from jorei.text.fold import fold, squeeze

DIVISIONS: Final = ("part", "chapter", "section", "subsection", "division")
APPENDICES: Final = ("appdx_table", "appdx_style", "appdx_fig", "appdx_note", "appdx")
_BRACKETS: Final = str.maketrans("", "", "()（）")


@dataclass(slots=True, eq=False)
class Unit:
    """One provision, heading, row or line with the text that is its own.

    It is written ``lead caption mid label gap text end`` and then its children; ``end`` holds the line ends behind it.
    ``born`` is the sentence that put it in (0: the base), ``place`` its citation in the base.
    """

    kind: str
    num: Number = ()
    letter: str = ""
    lead: str = ""
    caption: str = ""
    mid: str = ""
    label: str = ""
    gap: str = ""
    text: str = ""
    end: str = ""
    children: list[Unit] = field(default_factory=list)
    parent: Unit | None = None
    born: int = 0
    place: str = ""
    first: Number | str = ()
    """Its number (or letter) in the base."""
    shared: bool = False
    """An article below a 共通見出し that stands in front of another one."""
    gone: bool = False
    origin: list[int] | None = None
    """For each character of the text where it stood in the base's (-1: it is new); None: as it was."""
    rewritten: bool = False
    """Replaced as a whole: its words were written for the new numbers."""
    at: int = -1
    """Where its text begins in the base's source."""
    until: Number = ()
    """第7条及び第8条　削除: the last article that its line is for."""
    emptied: bool = False
    """第4条　削除: its number is kept, its words are gone."""

    def write(self, into: list[str]) -> None:
        """Append the text of the unit and of all below it."""
        into += (self.lead, self.caption, self.mid, self.label, self.gap, self.text, self.end)
        for child in self.children:
            child.write(into)

    def splice(self, span: tuple[int, int], new: str) -> None:
        """Other words at a place of its text."""
        if self.origin is None:
            self.origin = list(range(len(self.text)))
        self.origin[span[0] : span[1]] = [-1] * len(new)
        self.text = self.text[: span[0]] + new + self.text[span[1] :]

    def drop(self, characters: str) -> None:
        """Take single characters out of its text, wherever they stand."""
        if self.origin is not None:
            self.origin = [place for place, c in zip(self.origin, self.text, strict=True) if c not in characters]
        self.text = "".join(c for c in self.text if c not in characters)

    def walk(self) -> Iterator[Unit]:
        """The unit and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def put(self, at: int, child: Unit) -> None:
        """Insert a child."""
        child.parent = self
        self.children.insert(at, child)

    def index(self) -> int:
        """Its place among the children of its parent."""
        assert self.parent is not None
        return next(i for i, child in enumerate(self.parent.children) if child is self)

    def of(self, *kinds: str) -> list[Unit]:
        """Its children of some kinds."""
        return [child for child in self.children if child.kind in kinds]

    def last(self) -> Unit:
        """The last unit of its subtree, where its text ends."""
        unit = self
        while unit.children:
            unit = unit.children[-1]
        return unit


@dataclass(slots=True, eq=False)
class Sheet:
    """A document as units; ``eol`` is how a line ends in it (with the blank lines of its layout)."""

    root: Unit
    eol: str = "\n"
    nodes: dict[int, Unit] = field(default_factory=dict)
    """The unit of each node of the base's tree (a cell's is its row)."""
    joined: set[tuple[Unit, Unit]] = field(default_factory=set)
    tail: Unit | None = None
    """The unit that the base ends with: its line end is that of the file."""

    def text(self) -> str:
        """The text, each line ended."""
        pieces: list[str] = []
        self.root.write(pieces)
        return "".join(pieces)

    def first(self, *kinds: str) -> Unit | None:
        """The first child of the root of some kinds."""
        return next((child for child in self.root.children if child.kind in kinds), None)

    def main(self) -> Unit:
        """The 本則 (an empty one is made where there is none)."""
        found = self.first("main_provision")
        if found is None:
            found = Unit("main_provision")
            at = next((i for i, c in enumerate(self.root.children) if c.kind in ("suppl_provision", *APPENDICES)), None)
            self.root.put(len(self.root.children) if at is None else at, found)
        return found

    def _written(self) -> list[Unit]:
        return [unit for unit in self.root.walk() if unit.label or unit.text or unit.caption]

    def keep_joined(self) -> None:
        """Remember which neighbours stand on one line in the base: what is amended keeps them so."""
        self.joined = {
            (unit, after)
            for unit, after in itertools.pairwise(self._written())
            if not unit.end and not unit.text.endswith("\n") and not after.lead.startswith("\n")
        }

    def mend_ends(self) -> None:
        """Every unit that stands before another ends its line as lines end here; the last one as the base ended."""
        written = self._written()
        if not written:
            return
        file_end = self.tail.end if self.tail is not None else "\n"
        for unit, after in itertools.pairwise(written):
            inline = after.kind == "paragraph" and after.parent is unit and not after.caption and not after.label
            if (unit, after) in self.joined:
                continue
            if not inline and (not unit.end and not unit.text.endswith("\n") or unit is self.tail):
                unit.end = self.eol
        if written[-1] is not self.tail:
            written[-1].end = file_end


def key_of(unit: Unit) -> Number | str:
    """What a unit is called by among its siblings: its letter, else its number."""
    return unit.letter or unit.num


def letter_of(label: str) -> str:
    """ア of ア, （ア） and (ｱ)."""
    return squeeze(label).translate(_BRACKETS)


def first_cell(row: Unit) -> str:
    """The words of the first column of a row, folded and without blanks."""
    return squeeze(row.text.split("\t", 1)[0])


def steps_of(unit: Unit) -> tuple[Step, ...]:
    """Where a unit stands, as a place."""
    steps: list[Step] = []
    at: Unit | None = unit
    while at is not None and at.kind != "law":
        step = _step(at, at is unit)
        if step is not None:
            steps.append(step)
        at = at.parent
    return tuple(reversed(steps))


_STEPS: Final = {
    "title": "title", "toc": "toc", "preamble": "preamble", "enact_statement": "enact_statement", "remarks": "remarks",
    "suppl_provision": "suppl", "appdx_table": "table", "appdx_style": "style",
}  # fmt: skip


def _step(unit: Unit, itself: bool) -> Step | None:
    kind = unit.kind
    parent = unit.parent
    if kind == "paragraph" and not itself and parent is not None and len(parent.of("paragraph")) == 1:
        return None
    if kind in ("article", "paragraph", "item", *DIVISIONS):
        return Step("paragraph" if kind == "item" and parent and parent.kind == "remarks" else kind, unit.num or (1,))
    if kind in _STEPS:
        return Step(_STEPS[kind], unit.num if kind in APPENDICES else ())
    if kind.startswith("subitem"):
        return Step("subitem2" if "(" in fold(unit.label) else "subitem1", (), unit.letter)
    if kind == "table_row":
        return Step("row", (), unit.text.split("\t", 1)[0].strip()) if itself else None
    if kind == "table":
        in_appendix = parent is not None and parent.kind in APPENDICES
        return None if in_appendix else Step("intable")
    if kind == "main_provision":
        return Step("main") if itself else None
    return Step("part_of", (), unit.place) if kind == "revision" else None


def cite(unit: Unit) -> str:
    """The citation of a unit as it stands now."""
    return spell(steps_of(unit)) or "本則"


_WRAP: Final = re.compile(r"\n[ \t\u3000]*")


def readable(text: str) -> tuple[str, list[int]]:
    """A text folded with its wraps taken out, and where each of its characters stands in the text.

    >>> readable("甲と\\n　乙")
    ('甲と乙', [0, 1, 4])
    """
    if "\n" not in text:
        return letters(text), list(range(len(text)))
    places: list[int] = []
    at = 0
    for match in _WRAP.finditer(text):
        places += range(at, match.start())
        at = match.end()
    places += range(at, len(text))
    folded = letters(text)
    return "".join([folded[i] for i in places]), places


def letters(text: str) -> str:
    """A text as words are compared: folded, and with one comma, for ５，０００ is 5,000.

    >>> letters("５，０００円") == letters("5,000円")
    True
    """
    return fold(text).replace(",", "、")
