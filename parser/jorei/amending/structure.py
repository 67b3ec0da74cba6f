"""Changes of structure: provisions added, deleted, replaced as a whole, renumbered and moved along."""

from __future__ import annotations

from typing import Final

from jorei.amending import words as w
from jorei.amending.editing import captioned
from jorei.amending.finder import Finder, Journal, OperationTarget
from jorei.amending.fragment import Reading, dress, read_units
from jorei.amending.operation import AmendedPlace, Operation, SetOff, Step
from jorei.amending.style import Style, ladder
from jorei.amending.unit import APPENDICES, DIVISIONS, Sheet, Unit, first_cell
from jorei.amending.widths import Widths, rewrite
from jorei.text.numerals import parse_number

_PARTS: Final = ("ただし書", "後段", "前段", "本文")


class Structure:
    """Changes the provisions of one sheet; ``changed`` are the parents whose children are no longer the same."""

    def __init__(self, sheet: Sheet, style: Style, change: Widths, wrap: int = 0) -> None:
        self.sheet, self.style, self.change, self.wrap = sheet, style, change, wrap
        self.changed: dict[int, Unit] = {}
        self.spoken: list[Unit] = []
        """Units to which the current sentence has added a ただし書 or the like."""

    def close(self) -> None:
        """The sentence is over."""
        for unit in self.spoken:
            w.unmask(unit)
        self.spoken.clear()

    def mark(self, parent: Unit | None) -> None:
        """The children of a unit have changed."""
        if parent is not None:
            self.changed[id(parent)] = parent

    def units(self, given: SetOff, unit: str, inside: str, born: int) -> list[Unit]:
        """The units of what is set off."""
        kanji = any(label[:1] in "一二三四五六七八九十" for label in self.style.labels.get(("item", ""), [])[:3])
        return read_units(given.lines, Reading(unit, kanji, self.wrap, inside), self.style, self.change, born)

    # deleting

    def delete(self, target: OperationTarget) -> None:
        """Take units or a part of their words away."""
        match target.mode:
            case "part_of":
                self._delete_part(target)
            case "label":
                for unit in target.units:
                    unit.label = unit.gap = ""
                    unit.lead = self.style.bare_lead()
            case "items":
                for item in self._speaking(target.units[:1])[0].of("item"):
                    self.remove(item)
            case _:
                for unit in target.units:
                    self.remove(unit)

    def _delete_part(self, target: OperationTarget) -> None:
        for unit in self._speaking(target.units):
            span = w.part(unit.text, target.word)
            if span is not None:
                unit.splice(span, "")

    def _speaking(self, units: tuple[Unit, ...]) -> list[Unit]:
        """The units whose own words are meant: the first paragraph of an article."""
        return [
            unit.of("paragraph")[0] if unit.kind in ("article", "suppl_provision") and unit.of("paragraph") else unit
            for unit in units
        ]

    def remove(self, unit: Unit) -> None:
        """Take a unit out; a 章 goes with its articles, a 共通見出し stays with the article that follows."""
        parent = unit.parent
        if parent is None or unit.gone:
            return
        self._hand_caption_on(unit)
        self.mark(parent)
        parent.children.pop(unit.index())
        self._mark_gone(unit)
        if parent.kind == "table" and not parent.children and parent.parent is not None:
            parent.parent.children.remove(parent)

    def remove_division(self, unit: Unit, finder: Finder) -> None:
        """A 章 with all that stands in it."""
        for one in [*finder.scope(unit), unit]:
            self.remove(one)

    def _mark_gone(self, unit: Unit) -> None:
        for below in unit.walk():
            below.gone = True

    def _hand_caption_on(self, unit: Unit) -> None:
        if not unit.caption or unit.kind != "article" or unit.parent is None:
            return
        rest = unit.parent.children[unit.index() + 1 :]
        if rest and rest[0].kind == "article" and rest[0].shared and not rest[0].caption:
            heir = rest[0]
            heir.caption, heir.mid, heir.lead = unit.caption, unit.mid, unit.lead
            heir.shared = False

    # captions

    def delete_caption(self, target: OperationTarget) -> bool:
        """Take a caption away; the lines below it move up."""
        owner = captioned(target.unit)
        if owner is None:
            return False
        owner.lead = owner.mid.rpartition("\n")[2]
        owner.caption = owner.mid = ""
        return True

    def set_caption(self, unit: Unit, words: str) -> None:
        """Give a unit a caption, above its label."""
        words = rewrite(words.strip(), self.change)
        if unit.caption:
            unit.caption = words
            return
        unit.mid = self.style.eol + unit.lead
        unit.lead, unit.caption, unit.shared = self.style.caption_lead(unit), words, False

    # numbers

    def renumber(self, unit: Unit, step: Step, journal: Journal) -> None:
        """Give a unit another number, printed as the base prints numbers."""
        journal.keep(unit)
        self.mark(unit.parent)
        had = unit.label
        if step.kind == "row":
            _first, tab, rest = unit.text.partition("\t")
            unit.text = rewrite(step.word, self.change) + tab + rest
            return
        if unit.kind.startswith("subitem"):
            unit.letter = step.word or unit.letter
        else:
            unit.num = step.number
        self._print(unit, had)

    def to_article(self, unit: Unit, step: Step, journal: Journal) -> bool:
        """Make a paragraph an article of its own, behind the one it stood in: 第4条第3項を第4条の2とし."""
        article = unit.parent
        if article is None or article.kind != "article" or article.parent is None or unit.caption:
            return False
        journal.keep(unit)
        holder, at = article.parent, article.index() + 1
        while (
            at < len(holder.children)
            and holder.children[at].kind == "article"
            and holder.children[at].num < step.number
        ):
            at += 1
        self.mark(holder)
        self.mark(article)
        article.children.pop(unit.index())
        made = Unit("article", step.number, end="")
        holder.put(at, made)
        made.label, made.lead = self.style.label(made, "", Widths()), self.style.lead(made)
        made.gap, unit.gap, unit.label, unit.lead, unit.num = self.style.gap(made), "", "", "", (1,)
        made.put(0, unit)
        return True

    def _print(self, unit: Unit, had: str) -> None:
        first = (
            unit.kind == "paragraph" and unit.num == (1,) and unit.parent is not None and unit.parent.kind == "article"
        )
        if first and not unit.caption:
            if had:
                unit.label, unit.gap, unit.lead = "", "", ""
            return
        given = had or str(unit.num[0] if unit.num else "")
        if unit.kind == "appdx_table":
            given = "別表" + (f"第{self.style.number('appdx_table', unit.num[0])}" if unit.num else "")
            given += "".join(f"の{self.style.number('appdx_table', n)}" for n in unit.num[1:])
            unit.label = given
            return
        if unit.kind == "paragraph" and not had:
            unit.label = self.style.label(unit, self.style.number("paragraph", unit.num[0]), Widths())
            unit.gap = self.style.gap(unit)
            lead = self.style.lead(unit)
            if unit.caption:
                unit.mid = unit.mid.rpartition("\n")[0] + "\n" + lead if "\n" in unit.mid else self.style.eol + lead
            else:
                unit.lead = lead
            return
        unit.label = self.style.label(unit, given, self.change)

    def shift(self, units: tuple[Unit, ...], by: int, journal: Journal) -> None:
        """Move the numbers of units along: up or down by so many."""
        letters = ladder([one.label for one in units])
        for unit in units:
            if unit.kind == "table_row":
                self._shift_row(unit, by, journal)
                continue
            journal.keep(unit)
            self.mark(unit.parent)
            if unit.letter:
                at = letters.find(unit.letter)
                if 0 <= at + by < len(letters):
                    unit.letter = letters[at + by]
            elif unit.num:
                branch = len(unit.num) > 1 and len({one.num[:-1] for one in units}) == 1
                unit.num = (*unit.num[:-1], unit.num[-1] + by) if branch else (unit.num[0] + by, *unit.num[1:])
            self._print(unit, unit.label)

    def _shift_row(self, row: Unit, by: int, journal: Journal) -> None:
        """3の項 becomes 2の項: the number in the first column."""
        journal.keys.setdefault(id(row), first_cell(row))
        first, tab, rest = row.text.partition("\t")
        number = parse_number(first.strip("　 "))
        if number is not None:
            written = (
                self.style.number("article", number + by)
                if not first.isdecimal()
                else rewrite(str(number + by), self.style.widths)
            )
            row.text = written + tab + rest

    def renumber_range(self, units: tuple[Unit, ...], to: AmendedPlace, journal: Journal) -> None:
        """イからエまでをウからオまでとし: one after the other from the first new number."""
        step = to.steps[-1]
        letters = ladder([one.label for one in units])
        for i, unit in enumerate(units):
            if step.word:
                at = letters.find(step.word) + i
                self.renumber(unit, Step(step.kind, (), letters[at] if at < len(letters) else step.word), journal)
            else:
                self.renumber(unit, Step(step.kind, (*step.number[:-1], step.number[-1] + i)), journal)

    # adding

    def add(self, operation: Operation, target: OperationTarget, given: list[Unit], finder: Finder) -> bool:
        """Put units where the operation says; False when there is no such place."""
        if operation.unit in _PARTS:
            return self._add_part(operation, target, given)
        if not given:
            return False
        if operation.position in ("after", "before"):
            return self._beside(operation, target, given, finder)
        return self._inside(operation, target.unit, given, finder)

    def _add_part(self, operation: Operation, target: OperationTarget, given: list[Unit]) -> bool:
        words = "".join(line.text for unit in given for line in unit.walk())
        unit = self._speaking(target.units[-1:])[0]
        several = unit is not target.units[-1] and len(target.units[-1].of("paragraph")) > 1  # which of them?
        labelled = any(line.label for one in given for line in one.walk())  # what another clause of the sentence wants
        if several or labelled or not words or operation.unit == "ただし書" and w.part(unit.text, "ただし書"):
            return False
        at = len(unit.text)
        if operation.unit == "前段":
            at = 0
        w.change(unit, "text", (at, at), words)
        self.spoken.append(unit)
        return True

    def _beside(self, operation: Operation, target: OperationTarget, given: list[Unit], finder: Finder) -> bool:
        unit = target.units[-1] if operation.position == "after" else target.units[0]
        root = self.sheet.root
        if unit.kind == "title":
            return self.after_title(given)
        if unit.kind == "toc" or unit.kind in ("preamble", "enact_statement") or unit.kind == "suppl_provision":
            at = unit.index() + 1
            if unit.kind == "suppl_provision" and given[0].kind in APPENDICES:
                while at < len(root.children) and root.children[at].kind == "suppl_provision":
                    at += 1
            self.insert(root, at, given)
            return True
        parent = unit.parent
        if parent is None:
            return False
        at = unit.index()
        if operation.position == "after":
            at += 1
            if unit.kind in DIVISIONS and given[0].kind in DIVISIONS:
                at += len(finder.scope(unit))
        if given[0].kind == "table_row" and parent.kind != "table":
            return False
        if target.mode == "part_of":
            return False
        self.insert(parent, at, given)
        return True

    def after_title(self, given: list[Unit]) -> bool:
        """題名の次に: behind date and number (and, for a 目次 or 前文, behind the 制定文), before all else."""
        root = self.sheet.root
        kinds = ["title", "promulgation", "enact_statement", "amend_note", "note", "history"]
        if given[0].kind == "list":
            kinds.append("toc")
            preamble = Unit("preamble", born=given[0].born)
            for i, line in enumerate(given):
                preamble.put(i, line)
            given = [preamble]
        if given[0].kind in ("preamble", "toc") and self.sheet.first(given[0].kind) is not None:
            return False
        at = 0
        for i, one in enumerate(root.children):
            if one.kind in kinds:
                at = i + 1
            elif one.kind in ("main_provision", "preamble", "toc"):
                break
        self.insert(root, at, given)
        return True

    def insert(self, parent: Unit, at: int, given: list[Unit]) -> None:
        """Hang new units below a parent from a place on, with the layout and labels of the base."""
        self.mark(parent)
        for unit in given:
            if parent.kind == "remarks" and unit.kind == "paragraph":
                unit.kind = "item"  # as the tree calls the numbers of a 備考
        before = parent.children[at - 1].last() if at else None
        for i, unit in enumerate(given):
            parent.put(at + i, unit)
        for unit in given:
            dress(unit, self.style, self.change)
        if before is not None and not before.end and not before.text.endswith("\n"):
            before.end = self.style.eol
        for unit in given:
            for below in unit.walk():
                self.mark(below)

    def _inside(self, operation: Operation, unit: Unit, given: list[Unit], finder: Finder) -> bool:
        kind = given[0].kind
        if operation.position == "start":
            return self._at_start(operation, unit, given, finder)
        if unit.kind in DIVISIONS:
            assert unit.parent is not None
            self.insert(unit.parent, unit.index() + 1 + len(finder.scope(unit)), given)
            return True
        if kind == "table_row":
            return self._add_rows(unit, given)
        if kind == "remarks":
            self.insert(unit, len(unit.children), given)
            return True
        for one in given:
            holder = self._holder(unit, one)
            if holder is None:
                return False
            self.insert(holder, self._end_of(holder, one), [one])
        return True

    def _at_start(self, operation: Operation, unit: Unit, given: list[Unit], finder: Finder) -> bool:
        """第1項として, 第1号として: before all of their kind, or in their place by number."""
        in_division = unit.kind in DIVISIONS
        holder = unit.parent if in_division else self._holder(unit, given[0])
        if holder is None:
            return False
        scope = finder.scope(unit) if in_division else holder.children
        wanted = operation.to.steps[-1].number if operation.to else (1,)
        kin = [one for one in scope if one.kind == given[0].kind and one.born != given[0].born]
        behind = next((one for one in kin if one.num > wanted), None)
        end = unit.index() + 1 + len(scope) if in_division else self._end_of(holder, given[0])
        self.insert(holder, behind.index() if behind is not None else end, given)
        return True

    def _holder(self, unit: Unit, one: Unit) -> Unit | None:
        """Which unit holds a new one that is added to ``unit``."""
        match one.kind:
            case "article" | "part" | "chapter" | "section" | "subsection" | "division":
                return unit if unit.kind in ("suppl_provision", "main_provision") else None
            case "paragraph":
                return unit if unit.kind in ("article", "suppl_provision", "remarks") else None
            case "item":
                if unit.kind in ("article", "suppl_provision"):
                    paragraphs = unit.of("paragraph")
                    return paragraphs[-1] if paragraphs else None
                return unit
            case kind if kind in APPENDICES:
                return self.sheet.root
            case _:
                if unit.kind == "article" and unit.of("paragraph"):
                    return unit.of("paragraph")[-1]
                return unit

    def _end_of(self, holder: Unit, one: Unit) -> int:
        """Behind the last of its kind; items stand before what follows them, rows of a table before its 備考."""
        last = max((i for i, child in enumerate(holder.children) if child.kind == one.kind), default=None)
        if last is not None:
            return last + 1
        if holder.kind == "remarks":
            return max((i + 1 for i, child in enumerate(holder.children) if child.kind == "item"), default=0)
        return len(holder.children)

    def _add_rows(self, unit: Unit, given: list[Unit]) -> bool:
        table = next((one for one in reversed(list(unit.walk())) if one.kind == "table"), None)
        if table is None:
            table = Unit("table", born=given[0].born)
            remarks = next((i for i, child in enumerate(unit.children) if child.kind == "remarks"), len(unit.children))
            holder = self._speaking((unit,))[0]
            holder.put(min(remarks, len(holder.children)) if holder is unit else 0, table)
        self.insert(table, len(table.children), given)
        return True
