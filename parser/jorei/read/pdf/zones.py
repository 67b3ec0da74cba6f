"""The zones of a page: columns that stand side by side, each read from its top to its end before the next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from statistics import median
from typing import Final, NamedTuple

from jorei.read.pdf.glyph import BLANKS, Glyph
from jorei.read.pdf.lines import PrintLine, make_line

_WIDE_GAP: Final = 1.5
"""A gap of so many letters may part two columns."""
_NARROWEST: Final = 7.0
_INDENT: Final = 4.2
_FEWEST: Final = 4
_TRIES: Final = 3
_SET_OFF: Final = 1.8
_DEEPEST: Final = 3
_EVEN: Final = 0.6
_WORDS: Final = 0.15
_FULL: Final = 2.0
_TEXT: Final = 0.3
_LABEL: Final = re.compile(
    r"[(（]?第[0-9０-９〇一二三四五六七八九十百]+[条章節号]|[附付]則|別表|[(（][^()（）]{1,12}[)）]$|[(（][0-9０-９一二三四五六七八九十ア-ン]{1,3}[)）]"
)
_KANA: Final = frozenset(chr(code) for code in range(0x3041, 0x3097))


class _Gutter(NamedTuple):
    place: float
    first: int
    last: int


def read_order(lines: Sequence[PrintLine], gutters: set[float] | None = None) -> list[PrintLine]:
    """The lines of a page in the order of reading; those that go across a gutter are parted there.

    ``PrintLine.zone`` counts the zones. Lines of tables are not parted. ``gutters`` are the places of those of the pages
    before, where a line or two make a column; those of this page are added.
    """
    ordered: list[PrintLine] = []
    known = set() if gutters is None else gutters
    for zone in _zones(sorted(lines, key=attrgetter("top")), _DEEPEST, known):
        number = ordered[-1].zone + 1 if ordered else 0
        for line in zone:
            line.zone = number
        ordered += zone
    return ordered


def _zones(lines: list[PrintLine], depth: int, known: set[float]) -> list[list[PrintLine]]:
    if not lines:
        return []
    gutter = _gutter(lines, known) if depth else None
    if gutter is None:
        return [lines]
    known.add(gutter.place)
    above, beside, below = lines[: gutter.first], lines[gutter.first : gutter.last], lines[gutter.last :]
    left: list[PrintLine] = []
    right: list[PrintLine] = []
    for line in beside:
        for half in _split(line, gutter.place):
            (left if half.right <= gutter.place else right).append(half)
    return [
        *_zones(above, depth - 1, known), *_zones(left, depth - 1, known), *_zones(right, depth - 1, known),
        *_zones(below, depth - 1, known),
    ]  # fmt: skip


def segments(line: PrintLine, gap: float = _WIDE_GAP) -> list[list[Glyph]]:
    """The letters of a line parted where a gap is wide enough for so many more."""
    if line.kind:
        return [line.glyphs]
    parts: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if glyph.letter in BLANKS:
            continue
        if parts and glyph.left - parts[-1][-1].right < gap * line.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return parts


def _split(line: PrintLine, place: float) -> list[PrintLine]:
    if line.kind or line.right <= place or line.left >= place:
        return [line]
    halves = [
        make_line([glyph for glyph in line.glyphs if (glyph.left >= place) == behind and _is_side(glyph, place)])
        for behind in (False, True)
    ]
    halves = [half for half in halves if half.text.strip()]
    for half in halves:
        half.asides = [aside for aside in line.asides if half.left - 1 <= aside.left <= half.right]
        half.marks = line.marks
    return halves


def _is_side(glyph: Glyph, place: float) -> bool:
    return glyph.right <= place or glyph.left >= place


def _gutter(lines: list[PrintLine], known: set[float]) -> _Gutter | None:
    """The gutter with the most lines on both sides of it, where print stands in columns."""
    if len(lines) < 2 * _FEWEST - 2 and not known:
        return None
    parts = [segments(line) for line in lines]
    size = median([line.size for line in lines])
    starts: Counter[int] = Counter()
    for line in parts:
        for segment in line:
            starts[round(segment[0].left / (_EVEN * size))] += 1
    outer = min(line.left for line in lines)
    places = [
        key * _EVEN * size
        for key, _ in starts.most_common(2 * _TRIES)
        if key * _EVEN * size > outer + _NARROWEST * size
    ]
    tries = [place - 0.75 * size for place in places[:_TRIES]]
    found = [gutter for place in tries for gutter in _beside(lines, parts, place, size, _are_columns)]
    if not found:
        found = [gutter for place in sorted(known) for gutter in _beside(lines, parts, place, size, _stand_beside)]
    return max(found, key=lambda gutter: gutter.last - gutter.first, default=None)


_Parts = list[list[list[Glyph]]]
"""Lines, each as the stretches between its wide gaps."""


def _beside(
    lines: list[PrintLine], parts: _Parts, place: float, size: float, fit: Callable[[_Parts, float, float], bool]
) -> list[_Gutter]:
    """The stretches of lines that leave a place free and have columns on both sides of it that ``fit``."""
    found = []
    first = 0
    for at in range(len(lines) + 1):
        free = at < len(lines) and all(segment[-1].right <= place or segment[0].left >= place for segment in parts[at])
        free = free and not (at < len(lines) and lines[at].kind)
        if not free:
            stretch = _trim(lines, parts, first, at, place)
            if stretch and fit(parts[stretch[0] : stretch[1]], place, size):
                found.append(_Gutter(place, *stretch))
            first = at + 1
    return found


def _trim(lines: list[PrintLine], parts: _Parts, first: int, last: int, place: float) -> tuple[int, int] | None:
    """The stretch without what stands above the right column, and without what is set off below it."""
    begins = [at for at in range(first, last) if any(segment[0].left >= place for segment in parts[at])]
    if not begins:
        return None
    for at in range(begins[-1] + 1, last):
        if lines[at].top - lines[at - 1].bottom > _SET_OFF * lines[at].size:
            return begins[0], at
    return begins[0], last


def _stand_beside(parts: _Parts, place: float, size: float) -> bool:
    """Whether lines stand on both sides of a gutter that pages before have: on the right of it close to it."""
    left = [segment for line in parts for segment in _joined(line, place, behind=False)]
    right = [segment for line in parts for segment in _joined(line, place, behind=True)]
    return (
        bool(left and right)
        and all(line[0].left - place <= _INDENT * size for line in right)
        and median([line[-1].right - line[0].left for line in left]) >= _NARROWEST * size
    )


def _are_columns(parts: _Parts, place: float, size: float) -> bool:
    left = [segment for line in parts for segment in _joined(line, place, behind=False)]
    right = [segment for line in parts for segment in _joined(line, place, behind=True)]
    if min(len(left), len(right)) < _FEWEST:
        return False
    return all(_is_column(side, size) for side in (left, right))


def _joined(line: list[list[Glyph]], place: float, *, behind: bool) -> list[list[Glyph]]:
    side = [glyph for segment in line if (segment[0].left >= place) == behind for glyph in segment]
    return [side] if side else []


def _is_provision(line: list[Glyph]) -> bool:
    """Whether a line ends a sentence or begins with a label."""
    words = "".join([glyph.letter for glyph in line])
    return words.endswith("。") or _LABEL.match(words) is not None


def _is_column(side: list[list[Glyph]], size: float) -> bool:
    """Whether lines are those of a column: most begin near its left side, are long, and hold words."""
    begin = min(line[0].left for line in side)
    margin = max(line[-1].right for line in side)
    widths = [line[-1].right - line[0].left for line in side]
    near = sum(line[0].left - begin <= _INDENT * size for line in side)
    text = sum(margin - line[-1].right <= _FULL * size or _is_provision(line) for line in side)
    kana = sum(glyph.letter in _KANA for line in side for glyph in line)
    letters = sum(len(line) for line in side)
    return (
        near >= _EVEN * len(side)
        and text >= _TEXT * len(side)
        and median(widths) >= _NARROWEST * size
        and kana >= _WORDS * letters
    )
