"""新旧対照表方式 carried out: rows of 改正前 and 改正後, aligned with the provisions of the base by their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from jorei.amending.apply import AppliedChange, Applier
from jorei.amending.cells import OMITTED, Cell, read_cell
from jorei.amending.finder import Finder, Journal, Missing, steps_before
from jorei.amending.findings import finding
from jorei.amending.operation import AmendedPlace, AmendmentTable, Number, Operation, SetOff, Step
from jorei.amending.spelling import NAMES, spell
from jorei.amending.unit import DIVISIONS, Unit, cite, key_of
from jorei.amending.widths import rewrite
from jorei.text.fold import fold, squeeze

_LEVEL: Final = {
    "toc": 0, "suppl": 0, "table": 0, "style": 0, "division": 1, "article": 2, "remarks": 2, "paragraph": 3, "item": 4,
    "subitem1": 5, "subitem2": 6, "subitem3": 7, "subitem4": 8,
}  # fmt: skip
_WORDS: Final = {**{kind: NAMES[kind] for kind in ("article", "paragraph", "item")}, "row": "行"}


@dataclass(slots=True)
class Row:
    """A row of the table on its way: the unit that its old side is."""

    old: Cell | None
    new: Cell | None
    unit: Unit | None = None
    region: str = ""
    holder: Unit | None = None
    captions: tuple[str | None, str | None] | None = None
    behind: list[str] = field(default_factory=list)


class _Table:
    """One pass locates what the old side names, the next one changes it."""

    def __init__(self, applier: Applier, comparison: AmendmentTable) -> None:
        self.applier, self.comparison = applier, comparison
        self.journal = Journal(len(applier.journals) + 1)
        applier.journals[id(comparison)] = self.journal
        self.finder = Finder(applier.sheet, self.journal)
        self.region = "main"
        self.path: dict[int, Unit] = {}
        self.rows: list[Row] = []
        self.final: dict[int, Number | str] = {}

    def run(self) -> None:
        self._locate()
        for row in self.rows:
            if row.unit is not None and row.new is not None and row.new.kind not in ("row", "plain"):
                self.final[id(row.unit)] = row.new.letter or row.new.num
        for row in self.rows:
            if row.unit is not None:
                self._change(row)
        self._add_all()

    def _cell(self, line: str | None) -> Cell | None:
        return read_cell(line) if line is not None else None

    def _locate(self) -> None:
        captions: tuple[str | None, str | None] | None = None
        for old_line, new_line in self.comparison.rows:
            old, new = self._cell(old_line), self._cell(new_line)
            head = old or new
            assert head is not None
            if head.kind == "caption":
                before = captions or (None, None)
                captions = (old.words if old else before[0], new.words if new else before[1])
                continue
            row = Row(old, new, region=self.region, captions=captions)
            self._enter(head)
            row.region = self.region
            if row.new is not None and row.old is None and row.captions and row.captions[0] and not row.captions[1]:
                row.captions = None
            else:
                captions = None
            row.holder = self._holder_of(head)
            if old is not None:
                row.unit = self._find(old)
                if row.unit is not None and old.kind in _LEVEL:
                    self._open(_LEVEL[old.kind], row.unit)
            self.rows.append(row)

    def _enter(self, head: Cell) -> None:
        if head.kind in ("toc", "table", "style") or head.kind == "suppl" and self.region != "toc":
            self.region = head.kind
        elif (
            self.region == "toc"
            and head.kind not in ("division", "plain", "suppl")
            or self.region in ("table", "style")
            and head.kind == "article"
        ):
            self.region = "main"

    def _open(self, level: int, unit: Unit) -> None:
        self.path = {at: one for at, one in self.path.items() if at < level}
        self.path[level] = unit
        if unit.kind == "article" and unit.of("paragraph"):
            self.path[3] = unit.of("paragraph")[0]

    def _holder_of(self, head: Cell) -> Unit | None:
        level = _LEVEL.get(head.kind, 9)
        above = [at for at in self.path if at < level]
        return self.path[max(above)] if above else None

    def _find(self, cell: Cell) -> Unit | None:
        if self.region == "toc":
            return self._toc_entry(cell)
        if cell.kind == "row":
            return self._row(cell)
        if cell.kind == "plain":
            return self._plain(cell)
        steps = self._steps(cell)
        try:
            return self.finder.find(AmendedPlace(steps)).unit
        except Missing as missing:
            self._say(
                "no-such-provision",
                spell(missing.steps),
                f"{spell(missing.steps)}はありません",
                f"there is no {spell(missing.steps)}",
            )
            return None

    def _steps(self, cell: Cell) -> tuple[Step, ...]:
        suppl = (Step("suppl"),) if self.region == "suppl" else ()
        if cell.kind in ("suppl", "table", "style"):
            return (Step(cell.kind, cell.num),)
        if cell.kind == "division":
            return (*suppl, Step(cell.division, cell.num))
        if cell.kind == "article":
            return (*suppl, Step("article", cell.num))
        holder = self._holder_of(cell)
        steps = steps_before(holder, self.journal) if holder is not None else suppl
        if cell.kind == "remarks":
            return (*steps, Step("remarks"))
        return (*steps, Step(cell.kind, cell.num, cell.letter))

    def _toc_entry(self, cell: Cell) -> Unit | None:
        toc = self.applier.sheet.first("toc")
        if toc is None or cell.kind == "toc":
            return toc
        wanted = squeeze(cell.line)
        for entry in toc.children:
            words = squeeze(entry.text)
            if words == wanted or cell.omitted and words.startswith(wanted[: -len(squeeze(cell.words))]):
                return entry
        self._say(
            "words-not-found",
            "目次",
            f"目次に「{cell.line.strip()}」はありません",
            f"the table of contents has no {cell.line.strip()}",
        )
        return None

    def _row(self, cell: Cell) -> Unit | None:
        holder = next((self.path[at] for at in sorted(self.path, reverse=True)), None)
        if holder is None:
            return None
        wanted = [squeeze(one) for one in cell.line.split("\t")]
        for row in (one for one in holder.walk() if one.kind == "table_row" and one.born != self.journal.born):
            cells = [squeeze(one) for one in row.text.split("\t")]
            if len(cells) == len(wanted) and all(_same_cell(a, b) for a, b in zip(wanted, cells, strict=True)):
                return row
        where = cite(holder)
        self._say(
            "no-such-row",
            where,
            f"{where}に「{cell.line.strip()}」の項はありません",
            f"{where} has no row {cell.line.strip()}",
        )
        return None

    def _plain(self, cell: Cell) -> Unit | None:
        if cell.omitted:
            return None
        root = self.applier.sheet.root
        holder = next((self.path[at] for at in sorted(self.path, reverse=True)), root)
        wanted = squeeze(cell.words)
        for unit in (*holder.walk(), *(one for one in root.children if one.kind in ("title", "preamble"))):
            for one in unit.walk() if unit.kind == "preamble" else (unit,):
                if squeeze(one.text) == wanted:
                    return one
        where = cite(holder) if holder is not root else "本則"
        self._say(
            "words-not-found", where, f"{where}に「{cell.words[:60]}」はありません", f"{where} has no {cell.words[:60]}"
        )
        return None

    # changing

    def _change(self, row: Row) -> None:
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
        if key != key_of(unit):
            step = Step(new.division or new.kind, new.num, new.letter)
            self.applier.structure.renumber(unit, step, self.journal)
            self._did("renumber", unit)

    def _remove(self, row: Row, unit: Unit) -> None:
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
        self._say(
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
            if one.kind == unit.kind and low <= tuple(self.journal.key(one) or ()) <= high
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
            self._add(self.rows[first:at], self.rows[first - 1] if first else None)

    def _belongs(self, first: int, at: int) -> bool:
        """Whether a row is below the first one of its run, or beside it."""
        one, other = self.rows[first].new, self.rows[at].new
        assert one is not None
        assert other is not None
        return _LEVEL.get(other.kind, 9) >= _LEVEL.get(one.kind, 9)

    def _add(self, rows: list[Row], before: Row | None) -> None:
        lines: list[str] = []
        for row in rows:
            assert row.new is not None
            if row.captions and row.captions[1]:
                lines.append(row.captions[1])
            lines.append(row.new.line)
        first = rows[0]
        assert first.new is not None
        unit_word = _WORDS.get(first.new.kind, "")
        holder = first.holder
        units = self.applier.structure.units(
            SetOff(tuple(lines)), unit_word, holder.kind if holder else "", self.journal.born
        )
        if not units:
            return
        parent, at = self._place(first, units[0], before)
        if parent is None:
            self._say(
                "not-understood",
                "本則",
                f"「{lines[0][:40]}」を加える場所が分かりません",
                f"no place for {lines[0][:40]}",
            )
            return
        self.applier.structure.insert(parent, at, units)
        self._did("add", units[0])

    def _place(self, row: Row, unit: Unit, before: Row | None) -> tuple[Unit | None, int]:
        if unit.kind in ("table_row", "list", "toc_entry") and before is not None and before.unit is not None:
            last = before.unit
            if last.kind == "toc":
                return last, 0
            if last.parent is not None and not last.gone:
                return last.parent, last.index() + 1
        parent = self._parent_of(row, unit)
        if parent is None:
            return None, 0
        if unit.kind in DIVISIONS:
            return parent, self._before_article(row, parent)
        return parent, self._among(parent, unit)

    def _parent_of(self, row: Row, unit: Unit) -> Unit | None:
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

    def _before_article(self, row: Row, parent: Unit) -> int:
        """A heading stands before the article that the next row is."""
        at = self.rows.index(row)
        for later in self.rows[at + 1 :]:
            if later.unit is not None and later.unit.kind == "article" and not later.unit.gone:
                return later.unit.index()
        return len(parent.children)

    def _did(self, kind: str, unit: Unit) -> None:
        place = AmendedPlace()
        operation = Operation(kind, place, start=self.comparison.start, end=self.comparison.end)  # type: ignore[arg-type]  # a comparison has its place
        self.applier.changes.append(AppliedChange(operation, cite(unit)))

    def _say(self, name: str, where: str, ja: str, en: str, words: str = "") -> None:
        self.applier.findings.append(
            finding(name, where, ja, en, start=self.comparison.start, end=self.comparison.end, words=words)
        )


def _less(one: Number | str, other: Number | str) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one < other
    return str(one) < str(other)


def _same_cell(wanted: str, cell: str) -> bool:
    return wanted == cell or bool(OMITTED.match(fold(wanted)))


def apply_comparison(applier: Applier, comparison: AmendmentTable) -> None:
    """Carry a table out on the sheet of an applier."""
    _Table(applier, comparison).run()
