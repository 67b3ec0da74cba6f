"""A place of the amendment → units of the base, by the numbers at the start of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from jorei.amending.operation import AmendedPlace, Number, Step
from jorei.amending.spelling import spell
from jorei.amending.unit import APPENDICES, DIVISIONS, Sheet, Unit, first_cell, key_of
from jorei.text.fold import squeeze

_SINGLE: Final = {
    "title": ("title",), "toc": ("toc",), "preamble": ("preamble",), "enact_statement": ("enact_statement",),
}  # fmt: skip
_MODES: Final = ("label", "caption", "shared_caption", "heading", "items", "stem", "part_of")


class Missing(Exception):
    """The base has no such place; ``row`` says that a row of a table is missing."""

    def __init__(self, steps: tuple[Step, ...], row: bool = False) -> None:
        super().__init__(spell(steps))
        self.steps, self.row = steps, row


@dataclass(slots=True, frozen=True)
class OperationTarget:
    """Units and what of them is meant: all (``mode`` blank), 見出し, 章名, 各号, 柱書 or a part such as ただし書."""

    units: tuple[Unit, ...]
    mode: str = ""
    word: str = ""

    @property
    def unit(self) -> Unit:
        """The first of the units."""
        return self.units[0]


@dataclass(slots=True)
class Journal:
    """What a sentence has done so far: the numbers before, and which units are its own."""

    born: int
    keys: dict[int, Number | str] = field(default_factory=dict)

    def key(self, unit: Unit) -> Number | str:
        """What a unit was called when the sentence began."""
        return self.keys.get(id(unit), key_of(unit))

    def keep(self, unit: Unit) -> None:
        """Remember the number of a unit that is about to change."""
        self.keys.setdefault(id(unit), key_of(unit))


class Finder:
    """Looks places up in a sheet; ``original`` goes by the numbers of the base instead of those of the moment."""

    def __init__(self, sheet: Sheet, journal: Journal, original: bool = False) -> None:
        self.sheet, self.journal, self.original = sheet, journal, original

    def find(self, place: AmendedPlace) -> OperationTarget:
        """The target of a place; raises `Missing`."""
        target = self._walk(place.steps)
        if not place.last:
            return target
        return OperationTarget(tuple(self._between(target.unit, self._walk(place.last).unit)), target.mode, target.word)

    def _between(self, first: Unit, last: Unit) -> list[Unit]:
        """The siblings of one kind from the first to the last."""
        if first.parent is not last.parent or first.parent is None:
            return [first, last]
        siblings = first.parent.children
        a, b = first.index(), last.index()
        return [unit for unit in siblings[a : b + 1] if unit.kind == first.kind]

    def _walk(self, steps: tuple[Step, ...]) -> OperationTarget:
        revision = next((i for i, step in enumerate(steps) if step.kind == "revision"), None)
        if revision is not None:
            return self._revision(steps, revision)
        units: list[Unit] = [self.sheet.root]
        for i, step in enumerate(steps):
            if step.kind in _MODES:
                if step.kind == "heading" and step.word:
                    units = (
                        [one for one in self.scope(units[0]) if one.kind == step.word]
                        if units[0].kind in DIVISIONS
                        else []
                    )
                    if not units:
                        raise Missing(steps[: i + 1])
                mode = OperationTarget(tuple(units), step.kind, step.word)
                rest = steps[i + 1 :]
                if not rest or step.kind == "stem":
                    return mode
                continue
            units = self._step(units[0], step)
            if not units:
                raise Missing(steps[: i + 1], step.kind == "row")
        return OperationTarget(tuple(units))

    def _revision(self, steps: tuple[Step, ...], at: int) -> OperationTarget:
        """A sentence of a base that is itself an amending ordinance: 第3条の改正規定, 第5条に1項を加える改正規定."""
        act = next((step.number for step in steps[:at] if step.kind == "amending"), None)
        wanted = spell(tuple(step for step in steps[:at] if step.kind != "amending"))
        verb = re.search("加える|削る|改める|とする|付する", steps[at].word)
        for unit in self.sheet.main().children:
            if unit.kind != "revision" or unit.born == self.journal.born or act is not None and unit.num[:1] != act[:1]:
                continue
            if verb and verb[0][:-1] not in unit.text.split("\n")[0]:
                continue
            if any(
                place == wanted or place.startswith(wanted) and place[len(wanted)] != "の"
                for place in unit.letter.split(" ")
            ):
                return OperationTarget((unit,))
        raise Missing(steps[: at + 1])

    def _named(self, unit: Unit, key: Number | str) -> bool:
        if unit.born == self.journal.born:
            return False
        return (unit.first if self.original and not unit.born else self.journal.key(unit)) == key

    def _step(self, unit: Unit, step: Step) -> list[Unit]:
        kind = step.kind
        if kind in _SINGLE:
            return [one for one in self.sheet.root.children if one.kind in _SINGLE[kind]][:1]
        if kind == "main":
            return [self.sheet.main()]
        if kind == "suppl":
            return [one for one in self.sheet.root.children if one.kind == "suppl_provision"][:1]
        if kind in ("table", "style"):
            return self._appendix(step)
        if kind in DIVISIONS:
            return self._division(unit, step)
        if kind == "article":
            return self._article(unit, step)
        if kind == "row":
            return self._rows(unit, step.word)
        if kind == "intable":
            return [one for one in unit.walk() if one.kind == "table"][:1]
        if kind == "remarks":
            return [one for one in unit.walk() if one.kind == "remarks"][:1]
        return self._below(unit, step)

    def _appendix(self, step: Step) -> list[Unit]:
        kinds = ("appdx_style",) if step.kind == "style" else ("appdx_fig",) if step.word else ("appdx_table",)
        found = [one for one in self.sheet.root.children if one.kind in kinds and self._named(one, step.number)]
        if not found and step.kind == "style":
            found = [one for one in self.sheet.root.children if one.kind in APPENDICES and one.kind == "appdx_style"
                     and not step.number and one.born != self.journal.born]  # fmt: skip
            found = found if len(found) == 1 else []
        return found[:1]

    def _division(self, unit: Unit, step: Step) -> list[Unit]:
        scope = self.scope(unit) if unit.kind in DIVISIONS else self._body(unit).children
        return [one for one in scope if one.kind == step.kind and self._named(one, step.number)][:1]

    def _body(self, unit: Unit) -> Unit:
        return unit if unit.kind == "suppl_provision" else self.sheet.main()

    def scope(self, heading: Unit) -> list[Unit]:
        """The heading's own stretch: what follows up to the next heading that is as high."""
        assert heading.parent is not None
        rank = DIVISIONS.index(heading.kind)
        found: list[Unit] = []
        for one in heading.parent.children[heading.index() + 1 :]:
            if one.kind in DIVISIONS and DIVISIONS.index(one.kind) <= rank:
                break
            found.append(one)
        return found

    def _article(self, unit: Unit, step: Step) -> list[Unit]:
        scope = self.scope(unit) if unit.kind in DIVISIONS else self._body(unit).children
        found = next((one for one in scope if one.kind == "article" and self._named(one, step.number)), None)
        return [found] if found is not None else []

    def _rows(self, unit: Unit, word: str) -> list[Unit]:
        """The row whose first column is the words, with those that follow it without a first column of their own."""
        rows = [one for one in unit.walk() if one.kind == "table_row" and one.born != self.journal.born]
        for wanted in (squeeze(word), squeeze(word).removeprefix("中")):
            for i, row in enumerate(rows):
                if self._cell(row) == wanted:
                    last = i + 1
                    while last < len(rows) and not first_cell(rows[last]):
                        last += 1
                    return rows[i:last]
        return []

    def _cell(self, row: Unit) -> str:
        before = self.journal.keys.get(id(row))
        return before if isinstance(before, str) else first_cell(row)

    def _below(self, unit: Unit, step: Step) -> list[Unit]:
        kind, wanted = step.kind, step.word or step.number
        if unit.kind == "remarks":
            return [one for one in unit.children if one.kind in ("item", "paragraph") and self._named(one, wanted)][:1]
        if kind == "paragraph" and unit.kind in ("article", "suppl_provision"):
            found = [one for one in unit.children if one.kind == "paragraph" and self._named(one, wanted)]
            if not found and wanted == (1,) and unit.kind == "suppl_provision":
                found = [one for one in unit.children if one.kind == "paragraph" and one.born != self.journal.born]
                found = found if len(found) == 1 else []
            return found[:1]
        if kind == "item" and unit.kind in ("article", "suppl_provision"):
            paragraphs = [one for one in unit.of("paragraph") if self._named(one, (1,))] or unit.of("paragraph")[:1]
            return self._below(paragraphs[0], step) if paragraphs else []
        if kind == "item":
            return [one for one in self._near(unit) if one.kind == "item" and self._named(one, wanted)][:1]
        if kind == "paragraph":
            return [one for one in self._near(unit) if one.kind in ("paragraph", "item") and self._named(one, wanted)][
                :1
            ]
        return self._letters(unit, step)

    def _near(self, unit: Unit) -> list[Unit]:
        """Its children, else (in an appendix) all units below it."""
        direct = [one for one in unit.children if one.kind in ("item", "paragraph")]
        return direct or [one for one in unit.walk() if one is not unit]

    def _letters(self, unit: Unit, step: Step) -> list[Unit]:
        """ア, (ア) … nearest first: the ladder of the base may have other rungs than the citation."""
        if unit.kind in ("article", "suppl_provision") and unit.of("paragraph"):
            unit = unit.of("paragraph")[0]
        level = unit.children
        while level:
            found = [one for one in level if one.kind.startswith("subitem") and self._named(one, step.word)]
            if found:
                return found[:1]
            level = [below for one in level if one.kind == "list" for below in one.children]
        return []


def steps_before(unit: Unit, journal: Journal) -> tuple[Step, ...]:
    """Where a unit stood when the sentence began, as a place."""
    steps: list[Step] = []
    at: Unit | None = unit
    while at is not None and at.kind != "law":
        key = journal.key(at)
        if at.kind in ("article", "paragraph", "item"):
            steps.append(Step(at.kind, key if isinstance(key, tuple) and key else (1,)))
        elif at.kind.startswith("subitem"):
            steps.append(Step(at.kind, (), str(key)))
        elif at.kind == "suppl_provision":
            steps.append(Step("suppl"))
        elif at.kind == "appdx_table":
            steps.append(Step("table", key if isinstance(key, tuple) else ()))
        elif at.kind == "remarks":
            steps.append(Step("remarks"))
        at = at.parent
    return tuple(reversed(steps))
