"""Print of more than one width in one document: which of its lines are full, block by block.

`margin_of` knows one margin. Where a document has two or three (an ordinance and its commentary, text put together from
two files), each block between headings shows its own, or goes on with that of the block before.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from jorei.structure.lines.margin import SLACK
from jorei.structure.lines.typed import TypedLine

_NARROWEST: Final = 40
"""Columns that a line of print has at least. Chosen, as in `margin`."""
_FULL_LINES: Final = 2
"""Full lines that show the margin of a block. Chosen: one line is as long as its words."""
_FULL_LINES_A_WIDTH: Final = 3
"""Full lines of all blocks of one width. Chosen."""
_FEWEST_SEAMS: Final = 4
"""Lines that go on in the next, of all widths. Chosen: two of each of two."""
_OPEN_ENDED: Final = 0.6
"""Share of full lines that end in the middle of a sentence, as in `margin`."""
_BEYOND: Final = 0.06
"""Share of long lines beyond the margin of their block, as in `margin`."""
_MOST_WIDTHS: Final = 3
"""Widths of one document. Chosen: more are no print but lines as long as their sentences."""
_BEGINS_BLOCK: Final = frozenset(("article", "division", "suppl", "appdx", "caption", "toc"))
_SENTENCE_ENDS: Final = ("。", "。)", ")")


def has_seams(lines: list[TypedLine]) -> bool:
    """The cheap question: whether several long lines without an end stand above ones without a label."""
    seams = [
        after
        for typed, after in pairwise(lines)
        if after.kind == "plain" and typed.line.columns >= _NARROWEST and typed.line.text[-1] not in "。)"
    ]
    return len(seams) >= _FEWEST_SEAMS


def full_ends(lines: list[TypedLine]) -> frozenset[int]:
    """The ends (offsets of the source) of full lines, where the blocks show two or three widths; else none."""
    blocks = _blocks(lines)
    margins = [_margin(block) for block in blocks]
    widths = _widths([margin for margin in margins if margin])
    if not 1 < len(widths) <= _MOST_WIDTHS:
        return frozenset()
    full: dict[int, list[TypedLine]] = {width: [] for width in widths}
    long = beyond = 0
    current: int | None = None
    for block, own in zip(blocks, margins, strict=True):
        current = own or current
        if current is None:
            continue
        width = min(widths, key=lambda known: abs(known - current))
        for typed in block:
            long += typed.line.columns >= _NARROWEST
            beyond += typed.line.columns > width + SLACK
            if width - SLACK <= typed.line.columns:
                full[width].append(typed)
    if beyond > _BEYOND * long or any(not _is_print(lines_of_width) for lines_of_width in full.values()):
        return frozenset()
    return frozenset(typed.line.end for group in full.values() for typed in group)


def _blocks(lines: list[TypedLine]) -> list[list[TypedLine]]:
    blocks: list[list[TypedLine]] = [[]]
    for typed in lines:
        if typed.kind in _BEGINS_BLOCK or typed.text[0] in "【[":
            blocks.append([])
        if typed.kind not in ("row", "page", "furniture"):
            blocks[-1].append(typed)
    return blocks


def _margin(block: list[TypedLine]) -> int | None:
    """The margin of a block; None when it shows none."""
    widest = max((typed.line.columns for typed in block), default=0)
    if widest < _NARROWEST:
        return None
    full = [typed for typed in block if typed.line.columns >= widest - SLACK]
    return widest if len(full) >= _FULL_LINES and _open_share(full) >= _OPEN_ENDED else None


def _open_share(lines: list[TypedLine]) -> float:
    return sum(not typed.text.endswith(_SENTENCE_ENDS) for typed in lines) / len(lines)


def _widths(margins: list[int]) -> list[int]:
    """The margins that differ by more than full lines of one width do, the widest of each."""
    widths: list[int] = []
    for margin in sorted(set(margins), reverse=True):
        if not widths or widths[-1] - margin > SLACK:
            widths.append(margin)
    return widths


def _is_print(full: list[TypedLine]) -> bool:
    return len(full) >= _FULL_LINES_A_WIDTH and _open_share(full) >= _OPEN_ENDED
