"""Indents of printed lines: how far from the left margin of its page each begins, where a reader has seen it.

Print has no blanks before its lines, and its indents say what blanks say in a text file: what a 題名, a caption and a
list look like. They are no trace of lost labels, as single blanks are in what a program made of a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from jorei.model import Source
from jorei.model.source import Place
from jorei.structure.lines.line import Line

_STEP: Final = 3.0
"""Points within which margins are the same."""
_WIDEST: Final = 8
"""Letters by which a page may begin farther in than most of its side do, and have the same margin. Chosen."""


def set_indents(lines: list[Line], source: Source) -> None:
    """Give the lines the indents that they have on paper, in columns; lines of tables and running heads keep theirs."""
    marked = {block.start for block in source.blocks}
    pages: dict[int, list[Place]] = {}
    for place in source.places:
        if place.start not in marked:
            pages.setdefault(place.page, []).append(place)
    pages = {number: places for number, places in pages.items() if not any(map(_is_column, places))}
    margins = _margins(pages)
    columns = {
        place.start: 2 * round(max(0.0, place.left - margins[number]) / _size(place))
        for number, places in pages.items()
        for place in places
    }
    for line in lines:
        line.indent = columns.get(line.start, line.indent)


def _margins(pages: dict[int, list[Place]]) -> dict[int, float]:
    """The left margin of each page: odd and even ones have each their own, and a page of indented lines has it too."""
    own = {number: min(place.left for place in places) for number, places in pages.items()}
    usual: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for number, margin in own.items():
        usual[number % 2][round(margin / _STEP)] += 1
    margins = {}
    for number, margin in own.items():
        most = _STEP * max(usual[number % 2], key=lambda step: (usual[number % 2][step], -step))
        near = _STEP < margin - most < _WIDEST * _size(pages[number][0])
        margins[number] = most if near else margin
    return margins


def _is_column(place: Place) -> bool:
    """Whether a line is set vertically: its indent is no matter of the left margin."""
    return place.bottom - place.top > 2 * (place.right - place.left)


def _size(place: Place) -> float:
    return max(place.bottom - place.top, 1.0)
