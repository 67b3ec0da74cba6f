"""目次 in 法令標準XML: entries that stand on lines, nested by what they are entries of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jorei.model.kinds import DIVISION_LETTERS, KIND_OF_UNIT
from jorei.text.numerals import NUMBER, parse_number

_DIVISION: Final = re.compile(rf"[ \u3000]*第 ?{NUMBER} ?(?P<unit>[{DIVISION_LETTERS}])")
_ARTICLE: Final = re.compile(rf"(?P<label>[ \u3000]*第 ?{NUMBER} ?条(?:の{NUMBER})*)(?P<rest>.*)", re.DOTALL)
_HEAD: Final = re.compile(rf"(?:第 ?{NUMBER} ?[{DIVISION_LETTERS}条](?:[のノ]{NUMBER})*)?")
_NUMBERS: Final = re.compile(NUMBER)
_RANGE: Final = re.compile(r"(?P<title>[^（(]*)(?P<range>[（(].*[）)])", re.DOTALL)
_BELOW: Final = {
    "": ("Part", "Chapter", "Section", "Article"), "Part": ("Chapter",), "Chapter": ("Section",),
    "Section": ("Subsection", "Division"), "Subsection": ("Division",),
}  # fmt: skip


@dataclass(slots=True)
class TocLine:
    """An entry with those below it; ``unit`` is the element without TOC."""

    unit: str
    text: str
    below: list[TocLine] = field(default_factory=list)


def plan_toc(lines: Sequence[str]) -> list[TocLine] | None:
    """The entries as the schema nests them; None when it has no place for one of them.

    >>> [(entry.unit, len(entry.below)) for entry in plan_toc(["第1章 総則", "第1節 通則", "附則"]) or ()]
    [('Chapter', 1), ('SupplProvision', 0)]
    >>> plan_toc(["様式集"]) is None
    True
    """
    root = TocLine("", "")
    stack = [root]
    for line in lines:
        unit = _unit(line)
        if (
            unit == "SupplProvision"
            and root.below
            and root.below[-1].unit not in ("SupplProvision", "AppdxTable")
            or unit == "AppdxTable"
            and root.below
        ):
            stack = [root]
        else:
            while stack and unit not in _BELOW.get(stack[-1].unit, ()):
                stack.pop()
            if not stack or (stack[-1] is root and root.below and root.below[-1].unit != unit):
                return None
        stack[-1].below.append(TocLine(unit, line))
        if unit not in ("SupplProvision", "AppdxTable", "Article"):
            stack.append(stack[-1].below[-1])
    return root.below or None


def _unit(line: str) -> str:
    match = _DIVISION.match(line)
    if match:
        return KIND_OF_UNIT[match["unit"]].capitalize()
    if _ARTICLE.match(line):
        return "Article"
    bare = line.replace(" ", "").replace("\u3000", "")
    return "SupplProvision" if bare.startswith("附則") else "AppdxTable" if bare.startswith("別表") else "?"


def _num(line: str) -> str:
    """The ``Num`` of an entry: 10_2 of 第10章の2 …"""
    numbers = [parse_number(number) for number in _NUMBERS.findall(_HEAD.match(line.strip(" \u3000"))[0])]  # type: ignore[index]  # matches anything
    return "_".join(str(number) for number in numbers if number is not None)


def write_toc(toc: Any, entries: Sequence[TocLine], add: Callable[[Any, str, str], Any]) -> None:
    """Adds the entries to a TOC element; ``add`` makes a child of a name with these words."""
    for entry in entries:
        if entry.unit == "AppdxTable":
            add(toc, "TOCAppdxTableLabel", entry.text)
            continue
        element = add(toc, f"TOC{entry.unit}", "")
        if entry.unit != "SupplProvision":
            element.set("Num", _num(entry.text))
        match = (_ARTICLE if entry.unit == "Article" else _RANGE).fullmatch(entry.text)
        first, second = match.groups() if match else (entry.text, "")
        add(element, "SupplProvisionLabel" if entry.unit == "SupplProvision" else f"{entry.unit}Title", first)
        if entry.unit == "Article" or second:
            add(element, "ArticleCaption" if entry.unit == "Article" else "ArticleRange", second)
        write_toc(element, entry.below, add)
