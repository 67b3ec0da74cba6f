"""新旧対照表方式 carried out: rows of 改正前 and 改正後, aligned with the provisions of the base by their labels."""

from __future__ import annotations

from typing import Final

from jorei.amending.apply import AppliedChange, Applier
from jorei.amending.cells import OMITTED, Cell
from jorei.amending.locating import LEVELS, LocatedRow, Locating
from jorei.amending.operation import AmendedPlace, AmendmentTable, Number, Operation, SetOff, Step
from jorei.amending.spelling import NAMES
from jorei.amending.unit import APPENDICES, DIVISIONS, Unit, cite, key_of
from jorei.amending.widths import rewrite
from jorei.text.fold import fold, squeeze
from jorei.text.numerals import AIUEO, IROHA

_WORDS: Final = {**{kind: NAMES[kind] for kind in ("article", "paragraph", "item")}, "row": "行"}


class _Table(Locating):
    """One pass locates what the old side names, the next one changes it."""

    def run(self) -> None:
        self.locate()
        for row in self.rows:
            if row.unit is not None and row.new is not None and row.new.kind not in ("row", "plain"):
                self.final[id(row.unit)] = row.new.letter or row.new.num
        for row in self.rows:
            if row.unit is not None:
                self._change(row)
        self._add_all()

    # changing

    def _change(self, row: LocatedRow) -> None:
        unit, old, new = row.unit, row.old, row.new
        assert unit is not None
        assert old is not None
        if new is None:
            self._remove(row, unit)
            return
        if not self._agrees(unit, old):
            return
        if row.captions is not None and unit.kind in ("article", "paragraph"):
            self._caption(unit, *row.captions)
        if old.last:
            self._range(unit, old, new)
            return
        self._words(unit, old, new)
        key = new.letter or new.num
        if unit.kind in ("toc_entry", "table_row", "toc", "suppl_provision", "remarks") or new.kind in ("plain", "row"):
            return
        if key != key_of(unit) or new.kind == "paragraph" and not unit.label and unit.kind == "paragraph":
            step = Step(new.division or new.kind, new.num, new.letter)
            self.applier.structure.renumber(unit, step, self.journal)
            self._did("renumber", unit)

    def _remove(self, row: LocatedRow, unit: Unit) -> None:
        assert row.old is not None
        if not row.old.omitted and not self._agrees(unit, row.old):
            return
        self.applier.structure.remove(unit)
        self._did("delete", unit)

    def _own(self, unit: Unit) -> Unit:
        """The unit that speaks the words of an article: its first paragraph."""
        return unit.of("paragraph")[0] if unit.kind == "article" and unit.of("paragraph") else unit

    def _agrees(self, unit: Unit, old: Cell) -> bool:
        """The old side must be what the base says."""
        if old.omitted or unit.kind in ("toc_entry", "table_row", "toc"):
            return True
        words = squeeze(self._own(unit).text)
        if words == squeeze(old.words):
            return True
        self.say(
            "words-not-found", cite(unit), f"{cite(unit)}の改正前の欄が基と違います", f"{cite(unit)}: the old side is not what the base says",
            old.words,
        )  # fmt: skip
        return False

    def _words(self, unit: Unit, old: Cell, new: Cell) -> None:
        change = self.applier.structure.change
        if new.omitted and old.omitted:
            return
        if unit.kind == "toc_entry":
            words = new.line.strip("　 ")
            if new.omitted:
                words = unit.text
            if squeeze(words) != squeeze(unit.text):
                unit.text = rewrite(words, change)
                self._did("replace", unit)
            return
        if unit.kind == "table_row":
            self._row_words(unit, new)
            return
        own = self._own(unit)
        if not new.omitted and squeeze(new.words) != squeeze(own.text):
            words = new.words.rstrip() if own.kind == "appdx_table" else new.words.strip("　 \n")
            own.text, own.rewritten, own.origin = rewrite(words, change), True, None
            self._did("replace", unit)

    def _row_words(self, unit: Unit, new: Cell) -> None:
        cells = unit.text.split("\t")
        fresh = new.line.split("\t")
        if len(fresh) == len(cells):
            fresh = [cell if OMITTED.match(fold(one).strip()) else rewrite(one, self.applier.structure.change)
                     for one, cell in zip(fresh, cells, strict=True)]  # fmt: skip
        words = "\t".join(fresh)
        if squeeze(words) != squeeze(unit.text):
            unit.text, unit.rewritten, unit.origin = words, True, None
            self._did("replace", unit)

    def _range(self, unit: Unit, old: Cell, new: Cell) -> None:
        by = (new.num or (0,))[0] - (old.num or (0,))[0]
        if not by or unit.parent is None:
            return
        low, high = old.num, old.last
        units = tuple(
            one for one in unit.parent.children
            if one.kind == unit.kind and low <= _place(self.journal.key(one)) <= high
        )  # fmt: skip
        self.applier.structure.shift(units, by, self.journal)
        self._did("shift", unit)

    def _caption(self, unit: Unit, old: str | None, new: str | None) -> None:
        if new is None and old is not None and unit.caption:
            unit.lead, unit.caption, unit.mid = unit.mid.rpartition("\n")[2], "", ""
        elif new is not None and squeeze(new) != squeeze(unit.caption):
            self.applier.structure.set_caption(unit, new)

    # adding

    def _add_all(self) -> None:
        """Rows without an old side: read together, put where their numbers belong."""
        at = 0
        while at < len(self.rows):
            if self.rows[at].old is not None:
                at += 1
                continue
            first = at
            while at < len(self.rows) and self.rows[at].old is None and self._belongs(first, at):
                at += 1
            self._add(self.rows[first:at])

    def _belongs(self, first: int, at: int) -> bool:
        """Whether a row is below the first one of its run, or beside it."""
        one, other = self.rows[first].new, self.rows[at].new
        assert one is not None
        assert other is not None
        if self.rows[at].region != self.rows[first].region:
            return False
        return LEVELS.get(other.kind, 9) >= LEVELS.get(one.kind, 9)

    def _add(self, rows: list[LocatedRow]) -> None:
        lines = [line for row in rows for line in _new_lines(row)]
        first = rows[0]
        assert first.new is not None
        units = self._units(first, lines)
        if not units:
            return
        if first.new.kind == "toc":
            self.applier.structure.after_title(units)
        else:
            parent, at = self._place(first, units[0])
            if parent is None:
                words = lines[0][:40]
                self.say(
                    "not-understood", "本則", f"「{words}」を加える場所が分かりません", f"no place for {words}"
                )  # fmt: skip
                return
            self.applier.structure.insert(parent, at, units)
        rows[-1].unit = units[-1]
        self._did("add", units[0])

    def _units(self, first: LocatedRow, lines: list[str]) -> list[Unit]:
        """The units of the new side of rows; an entry of the 目次 is a line like those beside it."""
        assert first.new is not None
        structure = self.applier.structure
        if first.region == "toc" and first.new.kind != "toc":
            beside = self._before(first)
            lead = beside.lead if beside is not None and beside.kind == "toc_entry" else "　"
            return [
                Unit("toc_entry", lead=lead, text=rewrite(line.strip("　 "), structure.change), end=structure.style.eol,
                     born=self.journal.born)
                for line in lines
            ]  # fmt: skip
        word = "目次" if first.new.kind == "toc" else _WORDS.get(first.new.kind, "")
        holder = first.holder.kind if first.holder else ""
        return structure.units(SetOff(tuple(lines)), word, holder, self.journal.born)

    def _before(self, row: LocatedRow) -> Unit | None:
        """What stands before the place of a new row: the unit of the nearest row above that is still there."""
        for earlier in reversed(self.rows[: self.rows.index(row)]):
            if earlier.unit is not None and not earlier.unit.gone:
                return earlier.unit
        return None

    def _place(self, row: LocatedRow, unit: Unit) -> tuple[Unit | None, int]:
        before = self._before(row) if unit.kind in ("table_row", "list", "toc_entry") else None
        if before is not None:
            if before.kind in ("toc", *APPENDICES):
                table = before.of("table")[:1] if unit.kind == "table_row" else []
                return (table[0] if table else before), 0
            if before.parent is not None:
                return before.parent, before.index() + 1
        parent = self._parent_of(row, unit)
        if parent is None:
            return None, 0
        if unit.kind in DIVISIONS:
            return parent, self._before_heading(row, parent)
        return parent, self._below_heading(row, parent, self._among(parent, unit))

    def _parent_of(self, row: LocatedRow, unit: Unit) -> Unit | None:
        """What holds a new unit, by its kind."""
        sheet = self.applier.sheet
        if unit.kind == "article" or unit.kind in DIVISIONS:
            return sheet.main() if row.region != "suppl" else sheet.first("suppl_provision")
        if unit.kind in ("appdx_table", "appdx_style"):
            return sheet.root
        if unit.kind == "paragraph":
            return row.holder if row.holder and row.holder.kind in ("article", "suppl_provision", "remarks") else None
        return row.holder

    def _among(self, parent: Unit, unit: Unit) -> int:
        """Behind the last of its kind with a lower number, else before the first of them."""
        at = 0
        for i, child in enumerate(parent.children):
            if child.kind != unit.kind or child.born == self.journal.born and key_of(child) > key_of(unit):  # type: ignore[operator]  # both keys are of one sequence
                continue
            if _less(self.final.get(id(child), key_of(child)), key_of(unit)):
                at = i + 1
        if not at:
            at = next((i for i, child in enumerate(parent.children) if child.kind == unit.kind), len(parent.children))
        return at

    def _before_heading(self, row: LocatedRow, parent: Unit) -> int:
        """A heading stands before the article or heading that the next row is."""
        at = self.rows.index(row)
        for later in self.rows[at + 1 :]:
            if later.unit is not None and later.unit.kind in ("article", *DIVISIONS) and later.unit.parent is parent:
                return later.unit.index()
        return len(parent.children)

    def _below_heading(self, row: LocatedRow, parent: Unit, at: int) -> int:
        """A place moved behind the headings that stand there, where the row stands below one of them."""
        above = self._before(row)
        if above is None and row.new is not None and row.new.kind == "article":
            following = self._before_heading(
                row, parent
            )  # below the heading that the next article of the table stands below
            return following if all(one.kind in DIVISIONS for one in parent.children[at:following]) else at
        if above is None or above.kind not in DIVISIONS or above.parent is not parent:
            return at
        behind = above.index() + 1
        return behind if at < behind and all(one.kind in DIVISIONS for one in parent.children[at:behind]) else at

    def _did(self, kind: str, unit: Unit) -> None:
        place = AmendedPlace()
        operation = Operation(kind, place, start=self.comparison.start, end=self.comparison.end)  # type: ignore[arg-type]  # a comparison has its place
        self.applier.changes.append(AppliedChange(operation, cite(unit)))


def _new_lines(row: LocatedRow) -> list[str]:
    """The lines of the new side of a row, with its caption."""
    assert row.new is not None
    caption = row.captions[1] if row.captions else None
    return [caption, row.new.line] if caption else [row.new.line]


def _less(one: Number | str, other: Number | str) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one < other
    return str(one) < str(other)


def apply_comparison(applier: Applier, comparison: AmendmentTable) -> None:
    """Carry a table out on the sheet of an applier."""
    _Table(applier, comparison).run()


def _place(key: Number | str) -> Number:
    """What a number or a letter is counted as: イ and ロ are 2."""
    if isinstance(key, str):
        return next(((letters.index(key) + 1,) for letters in (AIUEO, IROHA) if key in letters), ())
    return key
