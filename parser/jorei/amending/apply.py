"""Sentences carried out on a sheet: what fits is done, what does not is left and said."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import msgspec

from jorei.amending.editing import Ambiguous, Editor, NotFound, captioned
from jorei.amending.finder import Finder, Journal, Missing, OperationTarget
from jorei.amending.operation import AmendedPlace, AmendingSentence, Operation, SetOff, Step
from jorei.amending.replacing import Replacing
from jorei.amending.reporting import Reporter, short
from jorei.amending.spelling import NAMES, spell, spell_place
from jorei.amending.style import Style
from jorei.amending.trace import Trace
from jorei.amending.unit import DIVISIONS, Sheet, Unit, cite, key_of
from jorei.amending.widths import Widths
from jorei.model.kinds import KIND_OF_UNIT

_COUNTED: Final[dict[str, tuple[str, ...]]] = {
    **{unit: (kind,) for unit, kind in KIND_OF_UNIT.items()},
    "項": ("paragraph", "item"), "表": ("appdx_table", "table"), "様式": ("appdx_style",),
}  # fmt: skip


class AppliedChange(msgspec.Struct, frozen=True, gc=False):
    """One operation that was carried out, where, and how often."""

    operation: Operation
    citation: str
    count: int = 1


class Applier(Reporter):
    """Carries sentences out on one sheet, in order; what it did and what it could not do is kept."""

    def __init__(self, sheet: Sheet, style: Style, change: Widths, wrap: int = 0) -> None:
        super().__init__()
        self.sheet, self.style = sheet, style
        self.editor = Editor(style, change)
        self.structure = Replacing(sheet, style, change, wrap)
        self.changes: list[AppliedChange] = []
        self.journals: dict[int, Journal] = {}
        self.replaced: list[tuple[Unit, str, str]] = []
        """Units whose words were replaced: for terms that stay elsewhere."""
        self.trace: Trace | None = None

    def run(self, sentence: AmendingSentence, only: frozenset[int] | None = None, unread: bool = True) -> None:
        """Carry a sentence out, or (``only``) some of its operations by their place in it."""
        self.sentence = sentence
        journal = self.journals.setdefault(id(sentence), Journal(len(self.journals) + 1))
        finder = Finder(self.sheet, journal)
        if unread:
            for words in sentence.unread:
                self.say(
                    "not-understood",
                    "",
                    f"「{short(words)}」を読み取れません",
                    f"cannot read: {short(words)}",
                    words=words,
                )
        chosen = [one for i, one in enumerate(sentence.operations) if only is None or i in only]
        chosen.sort(key=lambda one: (one.whole, one.kind == "delete"))  # 第2項及び同項の見出しを削り
        last = max((i for i, one in enumerate(chosen) if _takes(one)), default=-1)
        wholes = [list(group) for _, group in groupby(enumerate(chosen), key=lambda one: (one[1].whole, one[1].kind))]
        for group in wholes:
            given = sentence.given if any(i == last for i, _ in group) else SetOff()
            self._group([one for _, one in group], given, finder, journal)
            if self.trace is not None:
                self.trace.note((sentence.start, group[0][1].whole))
        self.editor.close()
        self.structure.close()

    def _group(self, operations: list[Operation], given: SetOff, finder: Finder, journal: Journal) -> None:
        first = operations[0]
        self._check_order(operations, finder)
        if first.kind in ("replace_whole", "set_caption", "set_title", "add_caption") and not first.new:
            self._whole(operations, given, finder, journal)
            return
        for operation in operations:
            self._one(operation, given, finder, journal)

    def _one(self, operation: Operation, given: SetOff, finder: Finder, journal: Journal) -> None:
        try:
            target = self._target(operation.place, finder)
        except Missing as missing:
            self.say_missing(missing, operation)
            return
        where = cite(target.unit) if target.unit.kind != "law" else "本則"
        done = self._do(operation, target, given, finder, journal)
        if done:
            self.changes.append(AppliedChange(operation, where, done))

    def _target(self, place: AmendedPlace, finder: Finder) -> OperationTarget:
        """By the numbers of the moment; a place that is not there, by those of the base."""
        try:
            return finder.find(place)
        except Missing:
            original = Finder(self.sheet, finder.journal, original=True)
            found = original.find(place)
            if any(unit.born == finder.journal.born for unit in found.units):
                raise
            self.say_old(place, found)
            return found

    def _do(
        self, operation: Operation, target: OperationTarget, given: SetOff, finder: Finder, journal: Journal
    ) -> int:
        match operation.kind:
            case "replace" | "insert_after" | "insert_before" | "delete_words":
                return self._words(operation, target, finder, journal)
            case "add":
                return self._add(operation, target, given, finder, journal)
            case "delete":
                return self._delete(operation, target, finder)
            case "renumber":
                return self._renumber(operation, target, journal)
            case "shift":
                self.structure.shift(target.units, operation.by, journal)
            case "add_caption" | "set_caption" | "delete_caption":
                return self._caption(operation, target)
            case "set_title" | "replace_whole":
                target.unit.text = operation.new
            case _:
                return 0
        return 1

    def _caption(self, operation: Operation, target: OperationTarget) -> int:
        """A caption given, changed or taken away; one that is not there can only be given."""
        if operation.kind == "add_caption":
            self.structure.set_caption(_captioned(target.unit, target), operation.new)
            return 1
        if captioned(target.unit) is None:
            self.say_missing(Missing(operation.place.steps), operation)
            return 0
        if operation.kind == "delete_caption":
            return int(self.structure.delete_caption(target))
        self.structure.set_caption(target.unit, operation.new)
        return 1

    # words

    def _words(self, operation: Operation, target: OperationTarget, finder: Finder, journal: Journal) -> int:
        self._check_paragraph(operation, target)
        if target.unit.kind == "law":
            return self._anywhere(operation, finder, journal)
        if target.mode == "heading" and self.editor.heading(operation, target.unit) and operation.kind == "replace":
            return 1
        fields = self.editor.fields(target, operation, finder, self._without(operation, finder))
        if not fields and target.mode == "part_of":
            self.say(
                "no-such-provision", spell_place(operation.place), f"{spell_place(operation.place)}はありません",
                f"there is no {spell_place(operation.place)}", operation,
            )  # fmt: skip
            return 0
        try:
            count = self.editor.edit(operation, fields, journal)
        except NotFound as missing:
            return self._by_old_number(operation, finder, journal, missing)
        except Ambiguous as open_:
            self.say_ambiguous(operation, target, open_.count, "error")
            return 0
        if self.editor.other_numerals:
            self.say_numerals(operation, target, self.editor.other_numerals)
            self.editor.other_numerals = ""
        if self.editor.doubtful or count > 1 and operation.kind in ("replace", "delete_words") and _wide(target):
            self.say_ambiguous(operation, target, count, "warning")
        if operation.kind == "replace" and len(operation.old) > 1:
            self.replaced += [(unit, operation.old, operation.new) for unit in target.units]
        return count

    def _without(self, operation: Operation, finder: Finder) -> list[Unit]:
        found: list[Unit] = []
        for place in operation.place.without:
            try:
                found += self._target(place, finder).units
            except Missing as missing:
                self.say_missing(missing, operation)
        return found

    def _anywhere(self, operation: Operation, finder: Finder, journal: Journal) -> int:
        """Words without a place: the heading of a division that has them, else the 本則."""
        if operation.kind == "replace":
            for unit in self.sheet.main().children:
                if unit.kind in DIVISIONS and self.editor.heading(operation, unit):
                    self.structure.mark(unit.parent)
                    return 1
        target = OperationTarget((self.sheet.main(),))
        return self._words(
            msgspec.structs.replace(operation, place=AmendedPlace((Step("main"),))), target, finder, journal
        )

    def _by_old_number(self, operation: Operation, finder: Finder, journal: Journal, missing: NotFound) -> int:
        """The words are not where the number leads now: where it led in the base they may be."""
        original = Finder(self.sheet, finder.journal, original=True)
        target = now = None
        try:
            target = original.find(operation.place)
            now = finder.find(operation.place)
        except Missing:
            target = None
        if target is not None and now is not None and target.units != now.units and target.unit.born != journal.born:
            try:
                fields = self.editor.fields(target, operation, original, self._without(operation, finder))
                count = self.editor.edit(operation, fields, journal)
            except (NotFound, Ambiguous):
                count = 0
            if count:
                self.say_old(operation.place, target)
                return count
        self.say_not_found(operation, now, missing)
        return 0

    def _check_paragraph(self, operation: Operation, target: OperationTarget) -> None:
        """第8条第1項 of an article that has only one paragraph."""
        steps = operation.place.steps
        if len(steps) > 1 and steps[-1] == Step("paragraph", (1,)) and steps[-2].kind == "article":
            article = target.unit.parent
            if article is not None and article.kind == "article" and len(article.of("paragraph")) == 1:
                where = spell(steps[:-1])
                self.say(
                    "needless-paragraph", where, f"{where}は1項だけです。「第1項」は要りません",
                    f"{where} has one paragraph: 第1項 is not needed", operation,
                )  # fmt: skip

    # structure

    def _add(
        self, operation: Operation, target: OperationTarget, given: SetOff, finder: Finder, journal: Journal
    ) -> int:
        units = self.structure.units(given, operation.unit, target.unit.kind, journal.born)
        self._check_count(operation, units)
        if self.structure.add(operation, target, units, finder):
            return 1
        where = spell_place(operation.place)
        self.say(
            "not-understood",
            where,
            f"{where}に加えるものがない、又は加えられません",
            f"nothing can be added at {where}",
            operation,
        )
        return 0

    def _check_count(self, operation: Operation, units: list[Unit]) -> None:
        if operation.count is None or "及び" in operation.unit:
            return
        kinds = _COUNTED.get(operation.unit, ())
        count = sum(1 for unit in units if unit.kind in kinds)
        if kinds and count != operation.count:
            tail = {"after": "の次", "before": "の前"}.get(operation.position, "")
            self.say(
                "count-mismatch", spell_place(operation.place) + tail,
                f"「次の{operation.count}{operation.unit}」とありますが、{count}{operation.unit}です",
                f"{operation.count} are promised, {count} follow", operation,
                words=f"次の{operation.count}{operation.unit}", suggestion=f"{count}{operation.unit}",
            )  # fmt: skip

    def _delete(self, operation: Operation, target: OperationTarget, finder: Finder) -> int:
        if target.mode == "part_of" or target.mode == "items":
            before = self.sheet_size(target)
            self.structure.delete(target)
            if self.sheet_size(target) == before:
                self.say_missing(Missing(operation.place.steps), operation)
                return 0
            return 1
        if target.mode == "" and target.unit.kind in DIVISIONS:
            for unit in target.units:
                self.structure.remove_division(unit, finder)
            return 1
        article = target.unit.parent
        if target.unit.kind == "paragraph" and article is not None and article.kind == "article" \
                and len(article.of("paragraph")) == len(target.units):  # fmt: skip
            self.say(
                "not-understood", cite(article), f"{cite(article)}の項が全てなくなります。条を削るのかどうか分かりません",
                f"{cite(article)} would be left without a paragraph", operation,
            )  # fmt: skip
            return 0
        self.structure.delete(target)
        return 1

    def sheet_size(self, target: OperationTarget) -> int:
        """How much stands in a target."""
        return sum(len(below.text) + 1 for unit in target.units for below in unit.walk())

    def _renumber(self, operation: Operation, target: OperationTarget, journal: Journal) -> int:
        assert operation.to is not None
        if operation.place.last:
            self.structure.renumber_range(target.units, operation.to, journal)
            return 1
        unit, step = target.unit, operation.to.steps[-1]
        if unit.kind == "suppl_provision" and step.kind in ("paragraph", "article"):
            inner = unit.of("paragraph")
            if not inner:
                return 0
            unit = inner[0]
        elif unit.kind == "article" and operation.to.steps[:-1] == operation.place.steps and step.kind == "paragraph":
            paragraphs = unit.of("paragraph")  # 第6条を同条第2項とし: its only paragraph
            unit = paragraphs[0] if len(paragraphs) == 1 else unit
        if unit.kind == "paragraph" and step.kind == "article" and self.structure.to_article(unit, step, journal):
            return 1
        if not _same_kind(unit, step):
            words = f"{spell_place(operation.place)}を{spell(operation.to.steps)}とし"
            self.say(
                "not-understood",
                spell_place(operation.place),
                f"「{words}」はできません",
                f"cannot be: {words}",
                operation,
            )
            return 0
        self.structure.renumber(unit, step, journal)
        return 1

    def _check_order(self, operations: list[Operation], finder: Finder) -> None:
        """A move onto a number that another provision still has, though it will move later on."""
        for operation in operations:
            if operation.kind != "renumber" or operation.to is None or operation.place.last:
                continue
            try:
                source = finder.find(operation.place).unit
            except Missing:
                continue
            step = operation.to.steps[-1]
            wanted = step.word or step.number
            parent = source.parent
            if parent is None or source.kind not in ("article", "paragraph", "item"):
                continue
            others = [one for one in parent.children if one.kind == source.kind and one is not source]
            occupied = [one for one in others if key_of(one) == wanted and one.born != finder.journal.born]
            if occupied and self._will_move(occupied[0], finder):
                self.say(
                    "order", spell(operation.to.steps), f"{spell(operation.to.steps)}がまだあります。後ろから順に移します",
                    f"{spell(operation.to.steps)} is still there: move from the back", operation,
                )  # fmt: skip

    def _will_move(self, unit: Unit, finder: Finder) -> bool:
        assert self.sentence is not None
        for operation in self.sentence.operations:
            if operation.kind in ("renumber", "shift", "delete"):
                try:
                    if unit in finder.find(operation.place).units:
                        return True
                except Missing:
                    continue
        return False

    def _whole(self, operations: list[Operation], given: SetOff, finder: Finder, journal: Journal) -> None:
        """Operations of one clause that are served by one set-off: (places)を次のように改める."""
        targets: list[OperationTarget] = []
        for operation in operations:
            try:
                targets.append(self._target(operation.place, finder))
            except Missing as missing:
                self.say_missing(missing, operation)
        if not targets:
            return
        first = targets[0]
        unit = _promised(first.unit.kind)
        units = self.structure.units(given, unit, first.unit.kind, journal.born)
        if not units:
            done = False
        elif operations[0].kind == "add_caption":
            owner = _next(first.unit) if operations[0].position == "after" else _captioned(first.unit, first)
            self.structure.set_caption(owner, units[0].caption or units[0].text)
            done = True
        else:
            done = self.structure.replace(targets, units, finder)
        where = spell_place(operations[0].place)
        if done:
            self.changes += [
                AppliedChange(operation, cite(target.unit) if target.unit.parent else where)
                for operation, target in zip(operations, targets, strict=False)
            ]
        elif first.mode == "part_of":
            self.say_missing(Missing(operations[0].place.steps), operations[0])
        else:
            self.say(
                "not-understood",
                where,
                f"{where}を改める内容がありません",
                f"nothing follows to replace {where}",
                operations[0],
            )


def _same_kind(unit: Unit, step: Step) -> bool:
    """Whether a unit can get the number of a step: an article does not become 第2項."""
    kind = {"appdx_table": "table", "appdx_fig": "table", "appdx_style": "style", "table_row": "row"}.get(
        unit.kind, unit.kind
    )
    if unit.parent is not None and unit.parent.kind == "remarks":
        return step.kind in ("paragraph", "item")
    if kind.startswith("subitem"):
        return step.kind.startswith("subitem")
    return kind == step.kind or kind in ("list", "revision")


def _takes(operation: Operation) -> bool:
    """Whether an operation uses what its sentence sets off."""
    return operation.kind in ("add", "replace_whole", "set_caption", "set_title", "add_caption") and not operation.new


def _captioned(unit: Unit, target: OperationTarget) -> Unit:
    """The unit that a caption is given to."""
    if target.mode in ("caption", "shared_caption"):
        return captioned(unit) or unit
    return unit


def _next(unit: Unit) -> Unit:
    """The next unit of its kind: what a caption that is put behind a unit stands above."""
    following = unit.parent.children[unit.index() + 1 :] if unit.parent is not None else []
    return next((one for one in following if one.kind == unit.kind), unit)


def _promised(kind: str) -> str:
    """The word of a kind, for reading what replaces a unit of it."""
    return {"table_row": "行", "remarks": "備考"}.get(kind, "" if kind in DIVISIONS else NAMES.get(kind, ""))


def _wide(target: OperationTarget) -> bool:
    """Whether a place is so wide that a second occurrence may not be meant."""
    return len(target.units) == 1 and target.unit.kind in ("article", "paragraph") and not target.mode
