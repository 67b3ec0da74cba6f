"""The letters of a line of print -> its text: which gaps are blanks, and which only spread the letters.

Japanese print spreads a line to its margin, a title over its column. So a gap counts by how much wider it is than the
others of its line: one that would hold another letter is a blank (U+3000), whatever the program wrote there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from jorei.read.pdf.glyph import BLANKS, Glyph

_WIDE: Final = 0.75
"""A full letter is at least so wide, in sizes."""
_BLANK: Final = 0.45
_LATIN_BLANK: Final = 0.18
_LETTER: Final = 0.7
"""A gap of so much of a letter and its pitch is U+3000, a smaller one a plain blank."""
_EVEN: Final = 0.16
_MOST_BLANKS: Final = 8
_SPREAD: Final = 0.3
_WIDEST_PITCH: Final = 3.0


def pitch_of(glyphs: Sequence[Glyph], size: float) -> float:
    """How much wider than their advance the letters of a line are set, in points; ``glyphs`` from left to right.

    >>> line = [Glyph("あ", at * 13, 0, at * 13 + 10, 10) for at in range(6)]
    >>> pitch_of(line, 10), pitch_of(line[:2], 10)
    (3, 0.0)
    """
    gaps = sorted(
        [
            after.left - before.right
            for before, after in pairwise(glyphs)
            if before.right - before.left >= _WIDE * size <= after.right - after.left
        ]
    )
    if len(gaps) < 2:
        return 0.0
    if len(gaps) < 4:  # so few are spread when they stand at even distances
        return gaps[0] if gaps[-1] - gaps[0] <= _EVEN * size and 0 < gaps[0] <= _WIDEST_PITCH * size else 0.0
    return min(max(0.0, gaps[int(_SPREAD * len(gaps))]), _WIDEST_PITCH * size)


def spell(glyphs: Sequence[Glyph]) -> str:
    """The text of a line; ``glyphs`` from left to right.

    >>> spaced = [Glyph(c, at, 0, at + 10, 10) for c, at in zip("第一条この条例は", (0, 12, 24, 48, 60, 72, 84, 96))]
    >>> spell(spaced)
    '第一条\\u3000この条例は'
    """
    if len(glyphs) < 2:
        return glyphs[0].letter if glyphs else ""
    size = median([glyph.bottom - glyph.top for glyph in glyphs])
    pitch = pitch_of(glyphs, size)
    parts = [glyphs[0].letter]
    least, latin = _BLANK * size, _LATIN_BLANK * size
    before = glyphs[0]
    for after in glyphs[1:]:
        gap = after[1] - before[3] - pitch
        if gap > latin and (gap >= least or _are_latin(before, after)):
            parts.append(_blank(gap, size, pitch, before, after))
        parts.append(after.letter)
        before = after
    return "".join(parts).rstrip()


def _are_latin(before: Glyph, after: Glyph) -> bool:
    """Two letters of a Latin word, which blanks part that are narrow."""
    return before.letter.isascii() and after.letter.isascii() and (before.letter.isalpha() or after.letter.isalpha())


def _blank(gap: float, size: float, pitch: float, before: Glyph, after: Glyph) -> str:
    if before.letter in BLANKS or after.letter in BLANKS:  # a tab is a blank that is wider than its letter
        return "\u3000" * min(round(gap / (size + pitch) - 0.2), _MOST_BLANKS)
    if gap < _LETTER * (size + pitch) or (before.letter.isascii() and after.letter.isascii() and gap < 2 * size):
        return " "
    return "\u3000" * min(max(1, round(gap / (size + pitch))), _MOST_BLANKS)
