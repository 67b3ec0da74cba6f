"""One version turned into another by sentences that are carried out as soon as they are written: the proof is the way."""

from __future__ import annotations

from typing import Final

from jorei.amending.align import Pair, align
from jorei.amending.finder import Finder, Journal, OperationTarget
from jorei.amending.hunks import Edit, share
from jorei.amending.hunks import edits as word_edits
from jorei.amending.operation import AmendedPlace, Operation, Step
from jorei.amending.phrasing import Clause, place_of
from jorei.amending.saying import CannotSay
from jorei.amending.sequences import Sequences
from jorei.amending.unit import APPENDICES, DIVISIONS, Unit, first_cell
from jorei.amending.written import line_of, lines_of, reach, same_line, step_of, text_of

_NUMBERED: Final = ("item", "subitem1", "subitem2", "subitem3", "subitem4", "subitem5")


_FEW_ROWS: Final = 3
"""Rows that change, up to which each is named. Chosen."""
_LONGEST_ROW: Final = 30
"""Letters of a first column that a clerk calls a row by. Chosen."""


class Drafter(Sequences):
    """Says what changes in articles, paragraphs, items, tables and appendices."""

    def content(self, one: Unit, other: Unit, moving: bool = False) -> None:
        """What changes in a unit that stays, and its new number."""
        same = text_of(one) == text_of(other)
        if same and not moving:
            return
        step = step_of(other)
        if one.kind in DIVISIONS:
            self._heading(one, other)
            return
        if one.kind == "article" or one.kind in ("appdx_table", "appdx_style"):
            if same:
                self.say(Clause("move", one, to=step))
                return
            self.attempt([one], (lambda: self._article(one, other, moving), lambda: self._whole(one, other, moving)))
            return
        if not same:
            self._inner(one, other)
        if moving:
            self.say(Clause("move", one, to=step))

    def _heading(self, one: Unit, other: Unit) -> None:
        self.flush()
        if one.text != other.text:
            line = f"　　　{other.label}{other.gap}{other.text}"
            self.say(Clause("whole", one, (Step("heading"),), lines=[line]))
        else:
            self.say(Clause("move", one, to=Step(one.kind, other.num)))
            self.flush()

    def _article(self, one: Unit, other: Unit, moving: bool) -> None:
        """An article by its caption, its paragraphs and what is below them."""
        self._caption(one, other)
        if one.kind == "article":
            self._children(one, other)
        else:
            self._appendix(one, other)
        if moving:
            self.say(Clause("move", one, to=step_of(other)))
        self.flush()
        if text_of(one, numbers=moving) != text_of(other, numbers=moving):
            raise CannotSay(one.place)

    def _caption(self, one: Unit, other: Unit) -> None:
        if one.caption == other.caption:
            return
        if not other.caption:
            self.say(Clause("drop_caption", one))
        elif not one.caption:
            self.say(Clause("put_caption", one, text=other.caption))
        else:
            found = self.edits(one, one, "caption", one.caption, other.caption, (Step("caption"),))
            if found and sum(len(edit.old) + len(edit.new) for edit in found) < len(other.caption):
                self.say(Clause("words", one, (Step("caption"),), edits=found))
            else:
                self.say(Clause("set_caption", one, text=other.caption))

    def _children(self, one: Unit, other: Unit) -> None:
        """Paragraphs, items and subdivisions by number, tables by row, lines by their words."""
        kinds = list(dict.fromkeys(child.kind for child in (*one.children, *other.children)))
        for kind in kinds:
            old, new = one.of(kind), other.of(kind)
            if kind in ("paragraph", *_NUMBERED):
                self.sequence(one, old, new)
            elif kind == "table":
                self._tables(old, new)
            elif len(old) == len(new):
                for a, b in zip(old, new, strict=True):
                    self._line(one, a, b)
            else:
                raise CannotSay(kind)

    def _line(self, owner: Unit, one: Unit, other: Unit) -> None:
        if text_of(one) == text_of(other):
            return
        if one.children or other.children:
            raise CannotSay(one.kind)
        found = self.edits(owner, one, "text", one.text, other.text, ())
        if found is None:
            raise CannotSay(one.text)
        self.say(Clause("words", owner, edits=found))

    def _inner(self, one: Unit, other: Unit) -> None:
        """A paragraph, an item or a subdivision: its words, then what is below it."""
        if one.caption != other.caption:
            self._caption(one, other)
        below = bool(one.children or other.children)
        if one.text != other.text:
            if self._shorter_whole(one, other):
                self._whole_inner(one, other)
                return
            if not self._own_words(one, other):
                if share(one.text, other.text) * 3 < 1 and below:
                    raise CannotSay(one.text)
                self._whole_inner(one, other)
                return
        if below:
            self._children(one, other)

    def _own_words(self, one: Unit, other: Unit) -> bool:
        """The unit's own words by clauses; False when no words say it."""
        found = self.edits(one, one, "text", one.text, other.text, ())
        if found is not None:
            self.say(Clause("words", one, edits=found))
            return True
        if one.kind == "paragraph" and one.of("item"):
            stem = (Step("stem"),)
            found = self.edits(one, one, "text", one.text, other.text, stem)
            if found is not None:
                self.say(Clause("words", one, stem, edits=found))
                return True
        return False

    def _shorter_whole(self, one: Unit, other: Unit) -> bool:
        """Whether most of a unit changes, so that it is replaced as a whole."""
        if one.children and text_of(one).split("\n", 1)[1:] == text_of(other).split("\n", 1)[1:]:
            return False
        return share(one.text, other.text) > 0.6 and not (one.children or other.children)

    def _whole_inner(self, one: Unit, other: Unit) -> None:
        if one.parent is not None and one.kind == "paragraph" and len(one.parent.of("paragraph")) == 1:
            raise CannotSay("the article is replaced")
        self.say(Clause("whole", one, lines=lines_of([other], one)))

    def _whole(self, one: Unit, other: Unit, moving: bool) -> None:
        """The unit replaced as a whole, under the number that it still has."""
        self.say(Clause("whole", one, lines=lines_of([other], one)))
        if moving:
            self.say(Clause("move", one, to=step_of(other)))
        self.flush()
        if text_of(one, numbers=moving) != text_of(other, numbers=moving):
            raise CannotSay(one.place)

    # words

    def edits(
        self, owner: Unit, unit: Unit, name: str, old: str, new: str, tail: tuple[Step, ...]
    ) -> list[Edit] | None:
        """The edits of a unit's words where ``owner`` (with ``tail``) is the place that is named."""
        mode = tail[-1].kind if tail else ""
        target = OperationTarget((reach(owner),), mode)
        finder = Finder(self.applier.sheet, Journal(-2))
        editor = self.applier.editor
        fields = editor.fields(target, Operation("replace", AmendedPlace()), finder, [])

        def count(edit: Edit) -> list[tuple[int, int]]:
            operation = Operation(edit.kind, AmendedPlace(), edit.old, edit.new)
            places = editor.places(operation, fields, edit.new)
            return [span if where is unit and field == name else (-1, -1) for where, field, span in places]

        return word_edits(old, new, count)

    # tables and appendices

    def _tables(self, old: list[Unit], new: list[Unit]) -> None:
        if len(old) != len(new) or len(old) > 1:
            if [text_of(a) for a in old] == [text_of(b) for b in new]:
                return
            raise CannotSay("tables")
        for one, other in zip(old, new, strict=True):
            self._rows(one, one.children, other.children)

    def _appendix(self, one: Unit, other: Unit) -> None:
        if one.text != other.text:
            found = self.edits(one, one, "text", one.text, other.text, ())
            if found is None:
                raise CannotSay(one.text)
            self.say(Clause("words", one, edits=found))
        for kind in dict.fromkeys(child.kind for child in (*one.children, *other.children)):
            old, new = one.of(kind), other.of(kind)
            if kind == "table":
                self._tables(old, new)
            elif kind == "remarks" and len(old) == len(new) == 1:
                self._line_words(old[0], new[0])
                self._children(old[0], new[0])
            elif kind in _NUMBERED or kind == "paragraph":
                self.sequence(one, old, new)
            elif len(old) == len(new):
                for a, b in zip(old, new, strict=True):
                    self._line(one, a, b)
            else:
                raise CannotSay(kind)

    def _line_words(self, one: Unit, other: Unit) -> None:
        if one.text != other.text:
            raise CannotSay(one.text)

    def _rows(self, table: Unit, old: list[Unit], new: list[Unit]) -> None:
        """Rows by their words where all of them stay and the words are clear in the table; else by their lines."""
        if [line_of(one) for one in old] == [line_of(one) for one in new]:
            return
        pairs = align(old, new)
        if clauses := self._by_rows(old, pairs):
            self.attempt([table], (lambda: self._say_all(clauses), lambda: self._in_table(table, pairs, old, new)))
        else:
            self._in_table(table, pairs, old, new)

    def _say_all(self, clauses: list[Clause]) -> None:
        for clause in clauses:
            self.say(clause)

    def _by_rows(self, old: list[Unit], pairs: list[Pair]) -> list[Clause]:
        """A clause for each row, where few change and each is called by its first column: 甲の項中「A」を「B」に改め."""
        changed = [(one, other) for one, other in pairs if one is None or other is None or one.text != other.text]
        names = [first_cell(one) for one in old]
        if not changed or len(changed) > _FEW_ROWS:
            return []
        clauses = []
        for one, other in changed:
            if one is None or other is None:
                return []
            name = first_cell(one)
            if (
                not name
                or len(name) > _LONGEST_ROW
                or names.count(name) > 1
                or name != first_cell(other)
                or "、" in name
            ):
                return []
            said = self.edits(one, one, "text", one.text, other.text, ())
            if said is None or any("\t" in edit.old + edit.new for edit in said):
                return []
            if sum(len(edit.old) + len(edit.new) for edit in said) * 2 >= len(one.text) + len(other.text):
                return []
            clauses.append(Clause("words", one, edits=said))
        return clauses

    def _in_table(self, table: Unit, pairs: list[Pair], old: list[Unit], new: list[Unit]) -> None:
        """The words of a table, named as a whole; else its lines."""
        owner = table.parent if table.parent is not None and table.parent.kind in APPENDICES else table
        found = self._row_words(owner, pairs)
        if found:
            self.attempt(
                [owner],
                (lambda: self.say(Clause("words", owner, edits=found)), lambda: self.lines(table, old, new)),
            )  # fmt: skip
        else:
            self.lines(table, old, new)

    def _row_words(self, owner: Unit, pairs: list[Pair]) -> list[Edit]:
        """The edits of all rows; none where a row comes or goes, or words do not say it shortly."""
        found: list[Edit] = []
        letters = 0
        for one, other in pairs:
            if one is None or other is None:
                return []
            if one.text != other.text:
                said = self.edits(owner, one, "text", one.text, other.text, ())
                if said is None or any("\t" in edit.old + edit.new for edit in said):
                    return []
                found += said
                letters += len(one.text) + len(other.text)
        short = sum(len(edit.old) + len(edit.new) for edit in found) * 2 < letters
        return found if short else []

    def lines(self, owner: Unit, old: list[Unit], new: list[Unit]) -> None:
        """Lines of a table or a 目次 replaced by others."""
        pairs = align(old, new)
        i = 0
        while i < len(pairs):
            one, other = pairs[i]
            if one is not None and other is not None and line_of(one) == line_of(other):
                i += 1
                continue
            first = i
            while i < len(pairs) and not same_line(pairs[i]):
                i += 1
            self._block(owner, pairs, first, i)

    def _block(self, owner: Unit, pairs: list[Pair], first: int, end: int) -> None:
        """One stretch of lines; it grows upwards until its old lines stand there only once."""
        every = [line_of(one) for one, _ in pairs if one is not None]
        while True:
            old = [line_of(one) for one, _ in pairs[first:end] if one is not None]
            new = [line_of(other) for _, other in pairs[first:end] if other is not None]
            at = sum(1 for one, _ in pairs[:first] if one is not None)
            hits = [i for i in range(len(every) - len(old) + 1) if every[i : i + len(old)] == old] if old else []
            if hits and hits == [at] and new:
                break
            if first:
                first -= 1
            elif end < len(pairs):
                end += 1
            else:
                break
        if not old:
            raise CannotSay("no line to stand beside")
        self.flush()
        place = self.phrasing.spell(place_of(owner))
        self.perform_block(place, old, new)
