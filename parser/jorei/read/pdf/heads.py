"""Running heads and feet, and page numbers: what stands at one place on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from jorei.read.pdf.lines import PrintLine

_EDGE_LINES: Final = 2
_DIGITS: Final = re.compile(r"[0-9０-９]+")
# each form on a page of its own: 様式第1号(第5条関係) comes again, and is no running head
_HEADING: Final = re.compile(r"[様別]|第[ \u3000]?#+[ \u3000]?[条章節号]|[附付][ \u3000]*則")
_NUMBER: Final = re.compile(
    r"[-－―—–─‐ \u3000]*(?:(?:p|P|page)[. ]*)?[0-9０-９]{1,4}(?:[ \u3000]*[/／][ \u3000]*[0-9０-９]{1,4})?[ \u3000]?(?:ページ|頁)?[-－―—–─‐ \u3000]*"
)
_BAND: Final = 0.12
"""Page numbers stand in the outer eighth of a page."""
_APART: Final = 1.5
_FEWEST: Final = 3
_TWO: Final = 2
_SAME_PLACE: Final = 6.0


def mark_heads(
    pages: Sequence[Sequence[PrintLine]], sizes: Sequence[tuple[float, float]], verticals: Sequence[bool]
) -> None:
    """Makes ``head`` of lines that come again at the head or foot of most pages, numbers aside, and of page numbers."""
    edges = [_edges(page) for page in pages]
    counts = Counter(key for page in edges for key in {_key(line) for line in page})
    repeated = {
        key for key, count in counts.items() if count >= _FEWEST and 2 * count > len(pages) and not _HEADING.match(key)
    }
    by_place = _at_one_place(edges)
    if len(pages) == _TWO:
        by_place |= _on_both(edges, sizes)
    for edge in edges:
        for line in edge:
            if _key(line) in repeated or (_key(line), _place(line)) in by_place:
                line.kind = "head"
    for page, (width, height), vertical in zip(pages, sizes, verticals, strict=True):
        for line in _page_numbers(page, height):
            line.kind = "head"
        for line in page if vertical else ():  # the foot of such a page is the right side of the turned one
            if _is_number(line) and (line.left > (1 - _BAND) * width or line.right < _BAND * width):
                line.kind = "head"


def _at_one_place(edges: Sequence[Sequence[PrintLine]]) -> set[tuple[str, int]]:
    """Heads that stand at one place on every other page (left and right pages differ), or in one chapter."""
    counts = Counter((_key(line), _place(line)) for page in edges for line in page)
    return {
        (key, place)
        for (key, place), count in counts.items()
        if count >= _FEWEST and count >= 0.3 * len(edges) and not _HEADING.match(key) and not key.endswith("。")
    }


def _on_both(edges: Sequence[Sequence[PrintLine]], sizes: Sequence[tuple[float, float]]) -> set[tuple[str, int]]:
    """Heads of a document of two pages: the same words at the same place of both, in the outer band and set off."""
    found = []
    for page, (_, height) in zip(edges, sizes, strict=True):
        lines = [line for line in page if line.bottom < _BAND * height or line.top > (1 - _BAND) * height]
        apart = [
            line
            for line in lines
            if all(other is line or _gap(line, other) > _APART * line.size for other in page)
            and not _HEADING.match(_key(line))
        ]
        found.append({(_key(line), _place(line)) for line in apart})
    return found[0] & found[1]


def _key(line: PrintLine) -> str:
    return _DIGITS.sub("#", line.text).strip()


def _place(line: PrintLine) -> int:
    return round(line.top / _SAME_PLACE)


def _edges(page: Sequence[PrintLine]) -> list[PrintLine]:
    """The first and the last lines of a page that are no rows of tables, by height."""
    lines = sorted([line for line in page if line.kind != "row" and line.text.strip()], key=lambda line: line.top)
    return lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]


def _page_numbers(page: Sequence[PrintLine], height: float) -> list[PrintLine]:
    """Numbers alone in the outer band of a page, apart from its text."""
    lines = sorted([line for line in page if line.text.strip()], key=lambda line: line.top)
    found = []
    for line, beside in ((lines[0], lines[1:2]), (lines[-1], lines[-2:-1])) if lines else ():
        in_band = line.bottom < _BAND * height or line.top > (1 - _BAND) * height
        alone = all(_gap(line, other) > _APART * line.size for other in beside)
        if _is_number(line) and in_band and alone:
            found.append(line)
    return found


def _is_number(line: PrintLine) -> bool:
    return not line.kind and _NUMBER.fullmatch(line.text) is not None


def _gap(line: PrintLine, other: PrintLine) -> float:
    return max(line.top - other.bottom, other.top - line.bottom)
