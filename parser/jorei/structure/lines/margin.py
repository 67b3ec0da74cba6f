"""The margin of print: the column at which its lines were broken."""

from __future__ import annotations

from collections import Counter
from typing import Final

from jorei.structure.lines.line import Line

SLACK: Final = 5
"""Columns by which a full line may be short: 禁則処理 keeps signs from its ends."""
_NARROWEST: Final = 40
"""Columns that a line of print has at least; shorter ones (headings, entries of forms) say nothing. Chosen."""
_FEWEST: Final = 4
"""Long lines a text must have before they show a margin. Chosen."""

# Measured on 30 national laws in 16 layouts and 24 PDFs, middle 90 %: print broken by lines has 0.35-0.82 of its long
# lines at the margin, up to 0.3 beyond it, and 0.6-0.99 of those at the margin end in the middle of a sentence. Texts
# whose lines are as long as their sentences have up to 0.5 at the fullest column, 0.1-0.9 beyond it, and up to 0.8
# open; all three hold together in none of them.
_SHORTEST_CUT: Final = 20
"""Letters of a line that was cut after a fixed count of them at least. Chosen."""
_AT_MARGIN: Final = 0.35
_BEYOND_MARGIN: Final = 0.06
_OPEN_ENDED: Final = 0.6
_TOLERANCE: Final = 2
"""Columns beyond the margin at which a line still ends at it: a hanging 。 or 、."""


def margin_of(text: str, lines: list[Line]) -> int | None:
    """The column at which the lines of print were broken, or None.

    Broken lines pile up at one width and end in the middle of a sentence; lines that are as long as their
    sentences do neither. Rows of tables (lines with tabs) are not counted.
    """
    tabs = "\t" in text
    long = [
        line
        for line in lines
        if line.columns >= _NARROWEST and not (tabs and text.find("\t", line.start, line.end) >= 0)
    ]
    if len(long) < _FEWEST:
        return None
    margin = _fullest_column(Counter([line.columns for line in long]))
    full = [line for line in long if margin - SLACK <= line.columns <= margin]
    beyond = sum(line.columns > margin + _TOLERANCE for line in long)
    open_ended = sum(not line.text.endswith(("。", "。)", ")")) for line in full)
    breaks = (
        len(full) >= max(_FEWEST, _AT_MARGIN * len(long))
        and beyond <= _BEYOND_MARGIN * len(long)
        and open_ended >= _OPEN_ENDED * len(full)
    )
    return margin if breaks else None


def _fullest_column(counts: Counter[int]) -> int:
    """The column at which, or up to some before it, most lines end; of two the wider."""
    widths = sorted(counts)
    first = ending = most = best = 0
    for column in widths:
        ending += counts[column]
        while widths[first] < column - SLACK:
            ending -= counts[widths[first]]
            first += 1
        if ending >= most:
            most, best = ending, column
    return best


def cut_ends(lines: list[Line]) -> frozenset[int]:
    """The ends (offsets of the source) of lines that were cut after a fixed count of letters; none when they were not.

    Half-width digits make such lines narrower than others, so their columns show no margin. Several lines of exactly the
    most letters that any line has, most of which end in the middle of a sentence, are no chance.
    """
    counts = [len(line.text) + (line.indent + 1) // 2 for line in lines]  # a wide blank has two columns
    most = max(counts, default=0)
    if most < _SHORTEST_CUT or counts.count(most) < _FEWEST:
        return frozenset()
    full = [line for line, count in zip(lines, counts, strict=True) if count == most]
    open_ended = sum(not line.text.endswith(("。", "。)", ")")) for line in full)
    return frozenset(line.end for line in full) if open_ended >= _OPEN_ENDED * len(full) else frozenset()
