"""Changes of words: the operations that leave every provision where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

import msgspec

from jorei.amending import words as w
from jorei.amending.finder import Finder, Journal, OperationTarget
from jorei.amending.numerals import in_arabic, in_kanji
from jorei.amending.operation import Operation
from jorei.amending.places import number
from jorei.amending.style import Style
from jorei.amending.toc_words import entries_with, same_rank, spans_entries
from jorei.amending.unit import DIVISIONS, Unit, first_cell, letters, readable
from jorei.amending.widths import Widths, rewrite
from jorei.model.kinds import DIVISION_LETTERS
from jorei.text.fold import fold, squeeze
from jorei.text.numerals import NUMBER

Field = tuple[Unit, str, int, int | None]
"""A stretch of a unit's text or caption; None: to its end."""

_HEADING: Final = re.compile(rf"(第({NUMBER})[{DIVISION_LETTERS}]((?:の{NUMBER})*))(\s+)")


class NotFound(Exception):
    """The words do not stand in the place; ``near`` are the words most like them."""

    def __init__(self, near: str, overlap: bool = False) -> None:
        super().__init__(near)
        self.near, self.overlap = near, overlap


class Ambiguous(Exception):
    """The words stand ``count`` times where they may stand only once."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class Editor:
    """Edits the words of one sheet; ``touched`` are the units that the current sentence has changed."""

    def __init__(self, style: Style, change: Widths) -> None:
        self.style, self.change = style, change
        self.touched: dict[int, tuple[Unit, str]] = {}
        self.other_numerals = ""
        """The last words as they stand, where they stand in other numerals than the amendment's."""
        self.doubtful = False
        """Whether the last words stood nowhere as a unit of meaning: 市 only in 市長."""

    def close(self) -> None:
        """The sentence is over."""
        for unit, _ in self.touched.values():
            w.unmask(unit)
            if (
                unit.kind in ("toc_entry", "list")
                and not unit.text.strip()
                and unit.parent is not None
                and not unit.gone
            ):
                unit.parent.children.pop(unit.index())  # all its words were taken out
                unit.gone = True
        self.touched.clear()

    def fields(self, target: OperationTarget, operation: Operation, finder: Finder, without: list[Unit]) -> list[Field]:
        """Where the words of an operation may stand."""
        if target.mode == "part_of":
            return [
                (unit, "text", *span)
                for unit in self._own(target)
                if (span := w.part(unit.text, target.word)) is not None
            ]
        if target.mode == "stem":
            return [(unit, "text", 0, None) for unit in self._own(target)]
        if target.mode in ("caption", "shared_caption"):
            return [(unit, "caption", 0, None) for unit in map(captioned, target.units) if unit is not None]
        if target.mode == "heading":
            return [(unit, "text", 0, None) for unit in target.units]
        units = [below for unit in target.units for below in self._reach(unit, finder, target.mode)]
        skipped = {id(below) for unit in without for below in unit.walk()}
        found: list[Field] = []
        for unit in units:
            if id(unit) in skipped:
                continue
            if operation.place.with_caption and unit.caption:
                found.append((unit, "caption", 0, None))
            if unit.text:
                found.append((unit, "text", 0, None))
        return found

    def _own(self, target: OperationTarget) -> list[Unit]:
        """The units whose own words have the parts: the paragraph of an article, not the article."""
        found: list[Unit] = []
        for unit in target.units:
            if unit.kind in ("article", "suppl_provision"):
                found += unit.of("paragraph") if target.mode == "part_of" else unit.of("paragraph")[:1]
            else:
                found.append(unit)
        return found

    def _reach(self, unit: Unit, finder: Finder, mode: str) -> Iterator[Unit]:
        if mode == "items":
            owner = unit.of("paragraph")[0] if unit.kind == "article" and unit.of("paragraph") else unit
            for item in owner.of("item"):
                yield from item.walk()
        elif unit.kind in DIVISIONS:
            for one in finder.scope(unit):
                yield from (below for below in one.walk() if below.kind not in DIVISIONS)
        else:
            yield from (below for below in unit.walk() if below.kind not in DIVISIONS)

    def edit(self, operation: Operation, fields: list[Field], journal: Journal) -> int:
        """Do it in the fields; how many places were changed. Raises `NotFound` and `Ambiguous`."""
        if operation.old.startswith("\n") or "\n" in operation.old.strip("\n"):
            return self._edit_lines(operation, fields, journal)
        if any(unit.kind == "toc_entry" for unit, *_ in fields) and spans_entries(operation.old, operation.new):
            return self._edit_entries(operation, [unit for unit, *_ in fields if unit.kind == "toc_entry"], journal)
        new = rewrite(operation.new.strip("\n"), self.change)
        places = self.places(operation, fields, new)
        if not places:
            new, places = self._in_other_numerals(operation, fields)
        if not places:
            raise self._not_found(operation, fields)
        if operation.kind in ("insert_after", "insert_before") and len(places) > 1:
            raise Ambiguous(len(places))
        for unit, name, span in reversed(places):
            self._keep(unit, journal)
            if operation.kind == "insert_after":
                w.change(unit, name, (span[1], span[1]), new)
            elif operation.kind == "insert_before":
                w.change(unit, name, (span[0], span[0]), new)
            else:
                w.change(unit, name, span, new if operation.kind == "replace" else "")
        return len(places)

    def _in_other_numerals(
        self, operation: Operation, fields: list[Field]
    ) -> tuple[str, list[tuple[Unit, str, w.Span]]]:
        """The words with 10日 for 十日 or the other way round, and where they stand; the new words likewise."""
        for written in (in_kanji, in_arabic):
            old, new = written(operation.old), written(operation.new.strip("\n"))
            if old != operation.old:
                likewise = msgspec.structs.replace(operation, old=old, new=new)
                if places := self.places(likewise, fields, new):
                    self.other_numerals = old
                    return rewrite(new, self.change), places
        return "", []

    def _keep(self, unit: Unit, journal: Journal) -> None:
        self.touched.setdefault(id(unit), (unit, unit.text))
        if unit.kind == "table_row":
            journal.keys.setdefault(id(unit), first_cell(unit))

    def places(self, operation: Operation, fields: list[Field], new: str) -> list[tuple[Unit, str, w.Span]]:
        """Every place that is meant, in order: units of meaning first, over all fields."""
        every = [
            (unit, name, span) for unit, name, low, high in fields
            for span in w.find(getattr(unit, name), operation.old, low, high)
        ]  # fmt: skip
        given = new if operation.kind == "replace" else ""
        fitting = [
            (unit, name, span) for unit, name, span in every
            if w.is_meant(getattr(unit, name), span, operation.old, given)
        ]  # fmt: skip
        self.doubtful = bool(every) and not fitting
        return fitting or every

    def _not_found(self, operation: Operation, fields: list[Field]) -> NotFound:
        started = [self.touched[id(unit)][1] for unit, *_ in fields if id(unit) in self.touched]
        overlap = any(w.find(text, operation.old) for text in started) or any(
            w.find(w.visible(getattr(unit, name)), operation.old)
            for unit, name, *_ in fields
            if id(unit) in self.touched
        )
        return NotFound(nearest(operation.old, [getattr(unit, name) for unit, name, *_ in fields]), overlap)

    def _edit_entries(self, operation: Operation, units: list[Unit], journal: Journal) -> int:
        """Words that go over several entries of a 目次, or become several."""
        new = operation.old + operation.new if operation.kind == "insert_after" else operation.new
        made = entries_with([w.visible(unit.text) for unit in units], operation.old, rewrite(new, self.change))
        if made is None:
            raise NotFound(nearest(operation.old, [unit.text for unit in units]))
        first, last, lines = made
        leads = [(unit.text, unit.lead) for unit in units]
        parent = units[first].parent
        assert parent is not None
        at = units[first].index()
        for unit in units[first : last + 1]:
            parent.children.remove(unit)
            unit.gone = True
        for number_, line in enumerate(lines):
            lead = next((lead for text, lead in leads if same_rank(text, line)), units[first].lead)
            parent.put(at + number_, Unit("toc_entry", lead=lead, text=line, end=units[first].end, born=journal.born))
        return 1

    def _edit_lines(self, operation: Operation, fields: list[Field], journal: Journal) -> int:
        """Whole lines between 「 and 」: rows of a table, entries of a 目次."""
        old = [squeeze(line) for line in operation.old.split("\n") if line.strip()]
        new = [line for line in operation.new.split("\n") if line.strip()]
        units = [unit for unit, name, *_ in fields if name == "text" and unit.born != journal.born]
        texts = [squeeze(f"{unit.label}{unit.gap}{unit.text}") for unit in units]
        for at in range(len(units) - len(old) + 1):
            if texts[at : at + len(old)] == old:
                self._put_lines(units[at : at + len(old)], new, operation, journal)
                return 1
        raise NotFound(nearest(operation.old.strip(), [unit.text for unit in units]))

    def _put_lines(self, units: list[Unit], lines: list[str], operation: Operation, journal: Journal) -> None:
        first = units[0]
        parent = first.parent
        assert parent is not None
        at = units[-1].index() + 1 if operation.kind == "insert_after" else first.index()
        leads = _leads(units, operation.old)
        made = [
            Unit(first.kind, lead=leads.get(_lead(line), first.lead), end=first.end, born=journal.born,
                 text=rewrite(line.lstrip("　 "), self.change))
            for line in lines
        ]  # fmt: skip
        if operation.kind in ("replace", "delete_words"):
            for unit in units:
                parent.children.remove(unit)
                unit.gone = True
        for i, unit in enumerate(made):
            parent.put(at + i, unit)

    def heading(self, operation: Operation, unit: Unit) -> bool:
        """「第2章　甲」を「第2章　乙」に: the heading with its number; False when the words are not its own."""
        whole = unit.label + unit.gap + unit.text
        spans = w.find(whole, operation.old)
        if not spans:
            return False
        self.set_heading(unit, whole[: spans[0][0]] + rewrite(operation.new, self.change) + whole[spans[0][1] :])
        return True

    def set_heading(self, unit: Unit, words: str) -> None:
        """A heading given as 第3章　雑則."""
        match = _HEADING.match(fold(words))
        if not match:
            unit.text = words
            return
        unit.num = number(match[2], match[3])
        unit.text = words[match.end() :]
        unit.label = self.style.label(unit, words[: match.end(1)], Widths())


def _lead(line: str) -> str:
    return line[: len(line) - len(line.lstrip("　 "))]


def _leads(units: list[Unit], old: str) -> dict[str, str]:
    """How lines between 「 and 」 are indented, and what the base has there; deeper lines are deeper by as much."""
    quoted = [_lead(line) for line in old.split("\n") if line.strip()]
    known = {lead: unit.lead for lead, unit in zip(quoted, units, strict=False)}
    first, base = next(iter(known.items()), ("", ""))
    for deeper in range(8):
        for lead in ("　" * deeper, " " * deeper):
            known.setdefault(lead, "　" * max(0, len(base) + deeper - len(first)) if lead else base[len(first) :])
    return known


def captioned(unit: Unit) -> Unit | None:
    """The unit whose caption is meant: 第10条の見出し is that of 第10条, never a 共通見出し in front of another article."""
    return unit if unit.caption else None


def nearest(words: str, texts: list[str], limit: int = 40_000) -> str:
    """The words most like ``words`` in some texts; blank when nothing is.

    >>> nearest("写真又は動画", ["業として写真又は映像を撮影すること。"])
    '写真又は映像'
    """
    wanted = letters(words).strip()
    best, ratio = "", 0.5
    if not wanted or len(wanted) > 200:
        return ""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for text in texts:
        folded, places = readable(w.visible(text)[:limit])
        for at in _starts(folded, wanted):
            piece = folded[at : at + len(wanted)]
            matcher.set_seq1(piece)
            if matcher.quick_ratio() > ratio and (found := matcher.ratio()) > ratio:
                best, ratio = w.visible(text)[places[at] : places[at + len(piece) - 1] + 1], found
    return best


def _starts(text: str, wanted: str) -> list[int]:
    """Places worth a look: where two of its letters stand."""
    starts: set[int] = set()
    for i in range(0, max(1, len(wanted) - 1), 2):
        pair = wanted[i : i + 2]
        at = text.find(pair)
        while at >= 0 and len(starts) < 400:
            starts.add(max(0, min(at - i, len(text) - len(wanted))))
            at = text.find(pair, at + 1)
    return sorted(starts)
