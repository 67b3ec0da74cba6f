"""Units as the lines that they are written in, for drafting."""

from __future__ import annotations

from jorei.amending.align import Pair
from jorei.amending.operation import Step
from jorei.amending.unit import Unit, key_of


def reach(unit: Unit) -> Unit:
    """The only paragraph of an article is named as the article."""
    parent = unit.parent
    if (
        unit.kind == "paragraph"
        and parent is not None
        and parent.kind == "article"
        and len(parent.of("paragraph")) == 1
    ):
        return parent
    return unit


def stays(one: Unit, other: Unit) -> bool:
    """Whether two units have the same number or letter."""
    return key_of(one) == key_of(other)


def line_of(unit: Unit) -> str:
    """The line of a unit as it is printed, without its caption and what is below it."""
    return f"{unit.lead}{unit.label}{unit.gap}{unit.text}"


def same_line(pair: Pair) -> bool:
    """Whether both sides are there and printed alike."""
    one, other = pair
    return one is not None and other is not None and line_of(one) == line_of(other)


def lines_of(units: list[Unit], number_of: Unit | None = None) -> list[str]:
    """The lines of units as they are set off; ``number_of`` lends the label that the unit still has."""
    pieces: list[str] = []
    for unit in units:
        label = unit.label
        if number_of is not None:
            unit.label = number_of.label
        unit.write(pieces)
        unit.label = label
    return [line for line in "".join(pieces).split("\n") if line.strip()]


def text_of(unit: Unit, numbers: bool = False) -> str:
    """The text of a unit, without its own number unless wanted, and without what stands between lines."""
    pieces: list[str] = []
    unit.write(pieces)
    if not numbers:
        pieces[3] = ""
        pieces[4] = ""
        pieces[2] = ""
        pieces[0] = ""
    return "\n".join(line.rstrip() for line in "".join(pieces).split("\n") if line.strip())


def step_of(unit: Unit) -> Step:
    """The last step of the citation of a unit."""
    if unit.kind.startswith("subitem"):
        return Step("subitem2" if "(" in unit.label or "（" in unit.label else "subitem1", (), unit.letter)
    kind = {"appdx_table": "table", "appdx_style": "style"}.get(unit.kind, unit.kind)
    if unit.kind == "item" and unit.parent is not None and unit.parent.kind == "remarks":
        kind = "paragraph"
    return Step(kind, unit.num)
