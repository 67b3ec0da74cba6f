"""Clauses and sentences as a clerk writes them: 同条第2項中「甲」を「乙」に改め、同項を同条第3項とし、…"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from jorei.amending.hunks import Edit
from jorei.amending.numerals import kanji
from jorei.amending.operation import Step
from jorei.amending.spelling import NAMES, spell
from jorei.amending.style import Style
from jorei.amending.unit import DIVISIONS, Unit, steps_of
from jorei.amending.widths import Widths, arabic
from jorei.amending.written import reach

ClauseKind = Literal["words", "delete", "whole", "move", "shift", "add", "put_caption", "set_caption", "drop_caption"]
_SAME: Final = {
    "article": "同条",
    "paragraph": "同項",
    "item": "同号",
    "table": "同表",
    "intable": "同表",
    "style": "同様式",
}
_NUMBERED: Final = ("move", "shift", "delete", "add")
"""Clauses that name a paragraph by its number, also where it is the only one of its article."""
_FINAL: Final = (
    ("改め", "改める"), ("加え", "加える"), ("削り", "削る"), ("とし", "とする"), ("付し", "付する"),
    ("繰り下げ", "繰り下げる"), ("繰り上げ", "繰り上げる"),
)  # fmt: skip
_NUMBER: Final = re.compile("[0-9]+")


@dataclass(slots=True)
class Clause:
    """One clause that is not yet said: places are named when its sentence is."""

    kind: ClauseKind
    unit: Unit
    tail: tuple[Step, ...] = ()
    edits: list[Edit] = field(default_factory=list)
    last: Unit | None = None
    text: str = ""
    """What stands behind the place: の次に次の2条を, に次の1項を …; of a caption its words."""
    to: Step | None = None
    by: int = 0
    lines: list[str] = field(default_factory=list)
    others: list[Unit] = field(default_factory=list)
    """More units of the same clause: 第2項及び第3項を削り."""


class Phrasing:
    """Writes clauses in the numerals of the base."""

    def __init__(self, style: Style) -> None:
        self.kanji = any(c in "一二三四五六七八九十" for c in style.number("article", 1))
        self.widths: Widths = style.widths
        self.style = style

    def number(self, n: int) -> str:
        """A number as the base writes it in its words."""
        return kanji(n) if self.kanji else arabic(n, self.widths)

    def digits(self, words: str) -> str:
        """Words with their Arabic numbers in the numerals of the base."""
        return _NUMBER.sub(lambda m: self.number(int(m[0])), words)

    def spell(self, steps: tuple[Step, ...]) -> str:
        """A place in words; what a row is called stays as it is."""
        words = ""
        for i, step in enumerate(steps):
            if step.kind == "row":
                words += f"{step.word}の項"
            elif step.kind == "heading":
                words += spell(steps[i - 1 : i + 1])[len(spell(steps[i - 1 : i])) :]
            elif step.kind in ("subitem2", "subitem4"):
                bracket = ("（", "）") if self.widths.brackets == "full" else ("(", ")")
                words += bracket[0] + step.word + bracket[1]
            else:
                words += self.digits(spell((step,)))
        return words

    def sentence(self, clauses: list[Clause]) -> tuple[str, list[str]]:
        """A sentence of clauses and what it sets off."""
        said: list[str] = []
        last: tuple[Step, ...] = ()
        lines: list[str] = []
        for clause in _joined(clauses):
            named = steps_of if clause.kind in _NUMBERED and clause.unit.kind == "paragraph" else place_of
            steps = named(clause.unit) + clause.tail
            place = self._place(steps, last)
            said.append(self._clause(clause, place, steps))
            last = place_of(clause.others[-1]) if clause.others else steps
            if clause.last is not None:
                last = place_of(clause.last)
            lines += clause.lines
        words = "、".join(said)
        for middle, final in _FINAL:
            if words.endswith(middle):
                words = words.removesuffix(middle) + final
                break
        return words + "。", lines

    def _place(self, steps: tuple[Step, ...], last: tuple[Step, ...]) -> str:
        """A place, by 同 as far as it was named just before."""
        same = 0
        while same < min(len(steps), len(last)) and steps[same] == last[same]:
            same += 1
        while same and steps[same - 1].kind not in _SAME:
            same -= 1
        if same and any(step.kind == "row" for step in last):
            same = next((i + 1 for i, step in enumerate(steps[:same]) if step.kind in ("table", "intable")), 0)
        if not same:
            return self.spell(steps)
        return _SAME[steps[same - 1].kind] + self.spell(steps[same:])

    def _clause(self, clause: Clause, place: str, steps: tuple[Step, ...]) -> str:
        match clause.kind:
            case "words":
                return self._words(clause, place + self._more(clause, steps))
            case "delete":
                return f"{place}{self._more(clause, steps)}を削り"
            case "whole":
                return f"{place}{self._more(clause, steps)}を次のように改め"
            case "move":
                assert clause.to is not None
                return f"{place}を{self._target(steps, clause.to)}とし"
            case "shift":
                unit = NAMES[steps[-1].kind]
                way = "下" if clause.by > 0 else "上"
                return f"{place}{self._more(clause, steps)}を{self.number(abs(clause.by))}{unit}ずつ繰り{way}げ"
            case "add":
                return f"{place}{clause.text}加え"
            case "put_caption":
                return f"{place}に見出しとして「{clause.text}」を付し"
            case "set_caption":
                return f"{place}の見出しを「{clause.text}」に改め"
            case "drop_caption":
                return f"{place}の見出しを削り"

    def _more(self, clause: Clause, steps: tuple[Step, ...]) -> str:
        """The rest of a list or of a range of units."""
        if clause.last is not None:
            return f"から{self.spell(place_of(clause.last)[-1:])}まで"
        words = ""
        for i, unit in enumerate(clause.others):
            other = place_of(unit)
            joint = "及び" if i == len(clause.others) - 1 else "、"
            words += joint + self.spell(other[-1:] if other[:-1] == steps[: len(other) - 1] else other)
        return words

    def _target(self, steps: tuple[Step, ...], to: Step) -> str:
        above = steps[:-1]
        if above and above[-1].kind in _SAME:
            return _SAME[above[-1].kind] + self.spell((to,))
        return self.spell((*above, to)) if above and above[0].kind == "suppl" else self.spell((to,))

    def _words(self, clause: Clause, place: str) -> str:
        groups: list[str] = []
        replaced = [f"「{one.old}」を「{one.new}」に" for one in clause.edits if one.kind == "replace"]
        put = [f"「{one.old}」の次に「{one.new}」を" for one in clause.edits if one.kind == "insert_after"]
        gone = [f"「{one.old}」" for one in clause.edits if one.kind == "delete_words"]
        if replaced:
            groups.append("、".join(replaced) + "改め")
        if put:
            groups.append("、".join(put) + "加え")
        if gone:
            groups.append(("、".join(gone[:-1]) + "及び" if gone[1:] else "") + gone[-1] + "を削り")
        return f"{place}中" + "、".join(groups)


def _joined(clauses: list[Clause]) -> list[Clause]:
    """The same words in provisions beside one another are one clause: 第1号及び第2号中「甲」を「乙」に改め."""
    joined: list[Clause] = []
    for clause in clauses:
        before = joined[-1] if joined else None
        if before is not None and _is_alike(before, clause):
            joined[-1] = replace(before, others=[*before.others, clause.unit])
        else:
            joined.append(clause)
    return joined


def _is_alike(one: Clause, other: Clause) -> bool:
    return (
        one.kind == other.kind == "words" and not one.tail and not other.tail and one.edits == other.edits
        and one.unit.kind == other.unit.kind and one.unit.kind in ("paragraph", "item")
        and one.unit.parent is other.unit.parent
    )  # fmt: skip


def place_of(unit: Unit) -> tuple[Step, ...]:
    """Where a unit stands, as an amendment names it: the only paragraph is its article, a 節 is named with its 章."""
    unit = reach(unit)
    steps, parent = steps_of(unit), unit.parent
    if unit.kind in DIVISIONS and parent is not None:
        rank = DIVISIONS.index(unit.kind)
        above: list[Step] = []
        for one in reversed(parent.children[: unit.index()]):
            if one.kind in DIVISIONS and DIVISIONS.index(one.kind) < rank:
                above.insert(0, Step(one.kind, one.num or (1,)))
                rank = DIVISIONS.index(one.kind)
        steps = (*above, *steps)
    return steps
