"""Neighbours turned into others: deleted, moved from the back, added, each where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jorei.amending.align import Pair, align
from jorei.amending.operation import Number, Step
from jorei.amending.phrasing import Clause
from jorei.amending.saying import CannotSay, Saying
from jorei.amending.spelling import NAMES
from jorei.amending.unit import DIVISIONS, Unit, key_of
from jorei.amending.written import lines_of, stays, text_of

_NOUN: Final = {
    **{kind: NAMES[kind] for kind in ("article", "paragraph", "item")},
    "appdx_table": "表",
    "appdx_style": "様式",
}


class Sequences(Saying):
    """Says how the children of one unit become those of another; what is in them is for `content` to say."""

    def content(self, one: Unit, other: Unit, moving: bool = False) -> None:
        """Say what changes inside of a unit that stays, and its new number."""
        raise NotImplementedError  # each kind of sequence says it

    def sequence(self, parent: Unit, old: list[Unit], new: list[Unit]) -> None:
        """The children of a unit into those of the other: kept ones in order, then each stretch that moves."""
        pairs = align(old, new)
        self._headings(parent, pairs)
        region: list[Pair] = []
        for i, pair in enumerate(pairs):
            one, other = pair
            if one is not None and other is not None and stays(one, other):
                if one.kind in DIVISIONS and region:  # it parts no stretch of articles that move past one another
                    region.append(pair)
                    continue
                self._region(parent, region, pairs, i)
                region = []
                self.content(one, other)
            else:
                region.append(pair)
        self._region(parent, region, pairs, len(pairs))

    def _headings(self, parent: Unit, pairs: list[Pair]) -> None:
        """Headings first: their numbers go past articles that stay."""
        heads = [(one, other) for one, other in pairs if one is not None and one.kind in DIVISIONS]
        if not heads:
            return
        self._delete([one for one, other in heads if other is None])
        self._move(parent, [(one, other) for one, other in heads if other is not None and not stays(one, other)])
        self.flush()

    def _region(self, parent: Unit, region: list[Pair], pairs: list[Pair], end: int) -> None:
        if not region:
            return
        gone = [one for one, other in region if one is not None and other is None and not one.gone]
        if gone and parent.kind == "article" and len(gone) == len(parent.of("paragraph")):
            raise CannotSay("no paragraph stays")
        both = [(one, other) for one, other in region if one is not None and other is not None]
        self._move(parent, [(one, other) for one, other in both if not stays(one, other)], gone)
        for one, other in both:
            if stays(one, other):
                self.content(one, other)
        run: list[Unit] = []
        first = end - len(region)
        for i, (kept, fresh) in enumerate(region):
            if kept is None and fresh is not None:
                run.append(fresh)
            elif fresh is not None:
                self._add_run(parent, run, pairs, first + i)
                run = []
        self._add_run(parent, run, pairs, end)

    def _delete(self, gone: list[Unit]) -> None:
        """Neighbours of one kind in one clause."""
        groups: list[list[Unit]] = []
        for unit in gone:
            last = groups[-1][-1] if groups else None
            if last is not None and last.kind == unit.kind and last.parent is unit.parent and last.kind not in DIVISIONS \
                    and unit.parent is not None and unit.parent.children.index(last) + 1 == unit.index():  # fmt: skip
                groups[-1].append(unit)
            else:
                groups.append([unit])
        for group in groups:
            first = group[0]
            if first.kind in DIVISIONS:
                self.flush()
                self.say(Clause("delete", first, (Step("heading"),)))
                self.flush()
            elif len(group) > 2:
                self.say(Clause("delete", first, last=group[-1]))
            else:
                self.say(Clause("delete", first, others=group[1:]))

    def _move(self, parent: Unit, moves: list[tuple[Unit, Unit]], gone: Sequence[Unit] = ()) -> None:
        """Each to its new number, never onto one that is still taken; what goes, goes when the moves come past it."""
        waiting, going = list(moves), list(gone)
        while waiting:
            passed = self._passed(waiting, going)
            self._delete(passed)
            going = [unit for unit in going if unit not in passed]
            taken = {(one.kind, self._moved_key(one)) for one in parent.children if not self._going(one)}
            chosen = self._free(waiting, taken)
            group = self._shiftable(waiting, chosen)
            if len(group) > 2:
                self.flush()
                by = group[0][1].num[0] - group[0][0].num[0]
                self.say(Clause("shift", group[0][0], last=group[-1][0], by=by))
                self.flush()
                for pair in group:
                    waiting.remove(pair)
                continue
            waiting.remove(chosen)
            one, other = chosen
            self.content(one, other, moving=True)
        self._delete(going)

    def _passed(self, waiting: list[tuple[Unit, Unit]], gone: list[Unit]) -> list[Unit]:
        """What must go before the next move, in order: behind all that move to the back, else all of it."""
        down = [one for one, other in waiting if _down((one, other))]
        if len(down) < len(waiting) or any(
            one.parent is None or one.parent is not down[0].parent for one in (*down, *gone)
        ):
            return gone
        last = down[-1].index()
        return [unit for unit in gone if unit.index() > last]

    def _moved_key(self, unit: Unit) -> Number | str:
        """The number that a unit will have when what is waiting is said."""
        for clause in self.pending:
            if clause.kind == "move" and clause.unit is unit and clause.to is not None:
                return clause.to.word or clause.to.number
        return key_of(unit)

    def _going(self, unit: Unit) -> bool:
        for clause in self.pending:
            if clause.kind != "delete" or clause.tail:
                continue
            if unit is clause.unit or unit in clause.others:
                return True
            if clause.last is not None and unit.parent is clause.unit.parent and unit.kind == clause.unit.kind \
                    and clause.unit.index() <= unit.index() <= clause.last.index():  # fmt: skip
                return True
        return False

    def _free(self, waiting: list[tuple[Unit, Unit]], taken: set[tuple[str, Number | str]]) -> tuple[Unit, Unit]:
        for pair in [*reversed([p for p in waiting if _down(p)]), *[p for p in waiting if not _down(p)]]:
            if (pair[1].kind, key_of(pair[1])) not in taken:
                return pair
        return waiting[-1]

    def _shiftable(self, waiting: list[tuple[Unit, Unit]], chosen: tuple[Unit, Unit]) -> list[tuple[Unit, Unit]]:
        """The moves beside a chosen one that go by the same count and change nothing else."""
        if chosen[0].kind not in ("article", "paragraph", "item") or not _plain(chosen):
            return [chosen]
        by = chosen[1].num[0] - chosen[0].num[0]
        at = waiting.index(chosen)
        first = last = at
        while first and _plain(waiting[first - 1]) and _next(waiting[first - 1][0], waiting[first][0]) \
                and waiting[first - 1][1].num[0] - waiting[first - 1][0].num[0] == by:  # fmt: skip
            first -= 1
        while last + 1 < len(waiting) and _plain(waiting[last + 1]) and _next(waiting[last][0], waiting[last + 1][0]) \
                and waiting[last + 1][1].num[0] - waiting[last + 1][0].num[0] == by:  # fmt: skip
            last += 1
        return waiting[first : last + 1] if by else [chosen]

    def _add_run(self, parent: Unit, run: list[Unit], pairs: list[Pair], at: int) -> None:
        """New units behind the one that stands before them (or at the head of their kind)."""
        if not run:
            return
        for stretch in _stretches(run):
            self._add(parent, stretch, pairs, at)

    def _add(self, parent: Unit, run: list[Unit], pairs: list[Pair], at: int) -> None:
        before = self._before(parent, run[0], pairs)
        behind = next(
            (one for one, other in pairs[at:] if one is not None and not one.gone and not self._going(one)), None
        )
        text, unit = self._where(parent, run, before, behind)
        text = text.replace("次のようにを", "次のように")
        self.say(Clause("add", unit, text=text, lines=lines_of(run)))

    def _before(self, parent: Unit, first: Unit, pairs: list[Pair]) -> Unit | None:
        """The unit of the base that the new one stands behind; new ones that were put in before count."""
        at = next(i for i, (_, other) in enumerate(pairs) if other is first)
        for one, other in reversed(pairs[:at]):
            if one is not None and other is not None and not one.gone:
                return one
            if one is None and other is not None:
                made = next(
                    (u for u in parent.children if u.born and u.kind == other.kind and key_of(u) == key_of(other)), None
                )
                if made is not None:
                    return made
        return None

    def _where(self, parent: Unit, run: list[Unit], before: Unit | None, behind: Unit | None) -> tuple[str, Unit]:
        """What stands behind the place in a clause that adds, and the place."""
        kind = run[0].kind
        counted = self._counted(run)
        if kind in DIVISIONS or kind == "article":
            if before is not None and before.kind == "article":
                return f"の次に{counted}を", before
            if behind is not None and (behind.kind == "article" or before is None):
                return f"の前に{counted}を", behind
            return f"に{counted}を", before or parent
        last = self._last_of(parent, kind)
        if before is None and last is None:
            return f"に{counted}を", parent
        if before is None:
            if kind in ("paragraph", "item") and key_of(run[0]) == (1,):
                noun = _NOUN[kind]
                return f"に第{self.phrasing.number(1)}{noun}として{counted}を", parent
            assert last is not None
            first = parent.of(kind)[0]
            return f"の前に{counted}を", first
        if before is last:
            return f"に{counted}を", parent
        return f"の次に{counted}を", before

    def _last_of(self, parent: Unit, kind: str) -> Unit | None:
        return next((one for one in reversed(parent.children) if one.kind == kind and not self._going(one)), None)

    def _counted(self, run: list[Unit]) -> str:
        """次の2条, 次の章名, 次の章名及び1条, 次の各号, 次のように."""
        kind = run[0].kind
        if kind in DIVISIONS:
            name = NAMES[kind]
            rest = sum(1 for unit in run[1:] if unit.kind == "article")
            return f"次の{name}名及び{self.phrasing.number(rest)}条" if rest else f"次の{name}名"
        if kind in _NOUN:
            count = sum(1 for unit in run if unit.kind == kind)
            return f"次の{self.phrasing.number(count)}{_NOUN[kind]}"
        return "次のように"


def _down(pair: tuple[Unit, Unit]) -> bool:
    one, other = key_of(pair[0]), key_of(pair[1])
    return other > one if isinstance(one, type(other)) else False  # type: ignore[operator]  # isinstance has compared the types


def _plain(pair: tuple[Unit, Unit]) -> bool:
    one, other = pair
    return len(one.num) == len(other.num) == 1 and text_of(one) == text_of(other)


def _next(one: Unit, other: Unit) -> bool:
    """Whether two articles follow one another with nothing of their kind between."""
    return one.parent is other.parent and len(one.num) == len(other.num) == 1 and other.num[0] == one.num[0] + 1


def _stretches(run: list[Unit]) -> list[list[Unit]]:
    """Each heading begins a stretch of its own; articles before the first heading are one, too."""
    found: list[list[Unit]] = []
    for unit in run:
        if unit.kind in DIVISIONS or not found or found[-1][0].kind != unit.kind and found[-1][0].kind not in DIVISIONS:
            found.append([unit])
        else:
            found[-1].append(unit)
    return found
