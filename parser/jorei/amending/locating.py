"""新旧対照表方式 read against the base: the provision that each row of the table is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from jorei.amending.apply import Applier
from jorei.amending.cells import OMITTED, Cell, read_cell
from jorei.amending.finder import Finder, Journal, Missing, steps_before
from jorei.amending.findings import finding
from jorei.amending.operation import AmendedPlace, AmendmentTable, Number, Step
from jorei.amending.spelling import spell
from jorei.amending.unit import Unit, cite
from jorei.text.fold import fold, squeeze

LEVELS: Final = {
    "toc": 0, "suppl": 0, "table": 0, "style": 0, "division": 1, "article": 2, "remarks": 2, "paragraph": 3, "item": 4,
    "subitem1": 5, "subitem2": 6, "subitem3": 7, "subitem4": 8,
}  # fmt: skip
"""Which line stands below which."""


@dataclass(slots=True)
class LocatedRow:
    """A row of the table on its way: the unit that its old side is."""

    old: Cell | None
    new: Cell | None
    unit: Unit | None = None
    region: str = ""
    holder: Unit | None = None
    captions: tuple[str | None, str | None] | None = None
    behind: list[str] = field(default_factory=list)


class Locating:
    """Which units of a sheet the old side of each row is; nothing is changed here."""

    def __init__(self, applier: Applier, comparison: AmendmentTable) -> None:
        self.applier, self.comparison = applier, comparison
        self.journal = Journal(len(applier.journals) + 1)
        applier.journals[id(comparison)] = self.journal
        self.finder = Finder(applier.sheet, self.journal)
        self.region = "main"
        self.path: dict[int, Unit] = {}
        self.rows: list[LocatedRow] = []
        self.entries: set[tuple[str, Number]] = set()
        self.old_entries: set[tuple[str, Number]] = set()
        """The entries of the 目次 that were met: of the new side, and those that the old side has alone."""
        self.final: dict[int, Number | str] = {}

    def _cell(self, line: str | None) -> Cell | None:
        return read_cell(line) if line is not None else None

    def locate(self) -> None:
        """Find the units of all rows, in order; what the base does not have is said."""
        captions: tuple[str | None, str | None] | None = None
        for old_line, new_line in self.comparison.rows:
            old, new = self._cell(old_line), self._cell(new_line)
            head = old or new
            assert head is not None
            if head.kind == "caption":
                before = captions or (None, None)
                captions = (old.words if old else before[0], new.words if new else before[1])
                continue
            row = LocatedRow(old, new, region=self.region, captions=captions)
            if self.region == "toc" and self._leaves_toc(old, new):
                self.region = "main"
            self._enter(head)
            row.region = self.region
            if row.new is not None and row.old is None and row.captions and row.captions[0] and not row.captions[1]:
                row.captions = None
            else:
                captions = None
            row.holder = self._holder_of(head)
            if old is not None:
                row.unit = self._find(old)
                if row.unit is not None and old.kind in LEVELS:
                    self._open(LEVELS[old.kind], row.unit)
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

    def _leaves_toc(self, old: Cell | None, new: Cell | None) -> bool:
        """The headings of the body begin: behind 附則, the last entry, or where a chapter is named again."""
        seen = self.entries if new is not None else self.old_entries
        head = new or old
        assert head is not None
        key = (head.division or head.kind, head.num)
        ended = ("suppl", ()) in self.entries or head.kind == "division" and key in seen
        seen.add(key)
        return ended

    def _open(self, level: int, unit: Unit) -> None:
        self.path = {at: one for at, one in self.path.items() if at < level}
        self.path[level] = unit
        if unit.kind == "article" and unit.of("paragraph"):
            self.path[3] = unit.of("paragraph")[0]

    def _holder_of(self, head: Cell) -> Unit | None:
        level = LEVELS.get(head.kind, 9)
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
            self.say(
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
        if "・" in cell.line and cell.line.rstrip(")） 　").endswith("略"):
            return None  # 第1章・第2章　（略）: nothing changes there
        for entry in toc.children:
            words = squeeze(entry.text)
            if words == wanted or cell.omitted and words.startswith(wanted[: -len(squeeze(cell.words))]):
                return entry
        self.say(
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
        self.say(
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
        self.say(
            "words-not-found", where, f"{where}に「{cell.words[:60]}」はありません", f"{where} has no {cell.words[:60]}"
        )
        return None

    def say(self, name: str, where: str, ja: str, en: str, words: str = "") -> None:
        """Keep a finding about the table."""
        self.applier.findings.append(
            finding(name, where, ja, en, start=self.comparison.start, end=self.comparison.end, words=words)
        )


def _same_cell(wanted: str, cell: str) -> bool:
    return wanted == cell or bool(OMITTED.match(fold(wanted)))
