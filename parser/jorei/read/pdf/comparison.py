"""新旧対照表 without rules: two texts beside each other under 改正後 and 改正前, told by these heads alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jorei.read.pdf.lines import PrintLine
from jorei.read.pdf.rules import RuledTable
from jorei.read.pdf.zones import segments
from jorei.read.rendered import NEW_HEAD, OLD_HEAD

_FEWEST: Final = 3
_MOST_PARTS: Final = 1_000
_GAP: Final = 0.7
"""Full lines leave no more room between the two texts."""
_ASTRIDE: Final = 0.1


def find_comparison(lines: Sequence[PrintLine], height: float, before: RuledTable | None = None) -> RuledTable | None:
    """The two columns below such heads, as a grid; on a page without heads those of the page ``before``."""
    for at, line in enumerate(lines):
        parts = segments(line)
        if len(parts) == 2 and _are_heads(
            *["".join(glyph.letter for glyph in part).strip("\u3000 ") for part in parts]
        ):
            below = lines[at:]
            return _grid(below, parts[0][-1].right, parts[1][0].left, line.top - 1, line.bottom + 1, height)
    if before is None or not lines:
        return None
    _, gutter, _ = before.columns
    astride = [line for line in lines if any(part[0].left < gutter < part[-1].right for part in segments(line, _GAP))]
    if len(astride) > _ASTRIDE * len(lines):
        return None
    top = min(line.top for line in lines) - 1
    return RuledTable(before.columns, [top, height], [0, 1])


def _are_heads(left: str, right: str) -> bool:
    return bool(
        (NEW_HEAD.fullmatch(left) and OLD_HEAD.fullmatch(right))
        or (OLD_HEAD.fullmatch(left) and NEW_HEAD.fullmatch(right))
    )


def _grid(
    lines: Sequence[PrintLine], end: float, begin: float, top: float, below: float, height: float
) -> RuledTable | None:
    """Columns parted at the place that all lines below the heads leave free."""
    parts = [part for line in lines for part in segments(line, _GAP)]
    if len(parts) > _MOST_PARTS:
        return None
    starts = sorted(part[0].left for part in parts if part[0].left > end)
    # heads stand over the middle of their columns: the right column begins before its own
    free = [
        start - 1
        for start in starts
        if start <= begin and not any(part[0].left < start - 1 < part[-1].right for part in parts)
    ]
    if not free or len(lines) < _FEWEST:
        return None
    left, right = min(part[0].left for part in parts) - 1, max(part[-1].right for part in parts) + 1
    # the left text ends where its longest line does: what reaches that goes on in the next
    gutter = max(part[-1].right for part in parts if part[-1].right <= free[0] + 1) + 1
    return RuledTable([left, min(gutter, free[0]), right], [top, below, height], [0, 1, 2, 3])
