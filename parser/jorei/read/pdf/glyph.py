"""What a page is made of: letters and strokes in their boxes, with y growing downwards, as a page is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final, NamedTuple

Box = tuple[float, float, float, float]
"""left, top, right, bottom in points of the page as it is read; y grows downwards from its upper edge."""

BLANKS: Final = frozenset(" \u3000\xa0\t")


class Glyph(NamedTuple):
    """A letter and the place that it takes on its line: as wide as its font advances, as high as its size."""

    letter: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """The height of the letter, in points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down the page the middle of the letter stands."""
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        """The place of the letter."""
        return self[1:]


class PageContent(NamedTuple):
    """The letters of a page in the order in which they are drawn, and its straight strokes.

    ``turns`` counts the quarter turns (clockwise) by which the page was turned so that its letters stand upright.
    """

    width: float
    height: float
    glyphs: list[Glyph]
    strokes: list[Box]
    turns: int = 0
    origins: Sequence[tuple[float, float]] = ()
    """Where the pen stood for each glyph; only for pages that are set vertically."""


def turn(box: Box, quarters: int, width: float, height: float) -> Box:
    """A box on a page of this width and height after so many quarter turns clockwise.

    >>> turn((10, 20, 30, 25), 1, 100, 200)
    (175, 10, 180, 30)
    """
    left, top, right, bottom = box
    for _ in range(quarters % 4):
        left, top, right, bottom = height - bottom, left, height - top, right
        width, height = height, width
    return left, top, right, bottom


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of these.

    >>> around([(0, 0, 5, 5), (3, -1, 9, 4)])
    (0, -1, 9, 5)
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def size_of(glyphs: Iterable[Glyph]) -> float:
    """The size that most letters have; 10 points when there are none."""
    sizes = [glyph.bottom - glyph.top for glyph in glyphs]
    return median(sizes) if sizes else 10.0
