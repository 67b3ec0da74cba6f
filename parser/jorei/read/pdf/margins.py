"""Which lines print broke at its margin, told for each zone of each page: the next goes on with their sentence.

A margin shows where lines end again and again, and what ends there ends in the middle of a sentence. A text of
another width inside (a comment, a quotation) has a margin of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

from jorei.read.pdf.lines import PrintLine

_ROOM: Final = 1.6
"""A line reaches its margin when no more than so many letters would fit behind it."""
_NEAR: Final = 0.6
_HELD: Final = re.compile(r"[A-Za-z0-9.,/:@_%-]+|[、。，．）」』】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]+")
"""What is not parted, or may not begin a line: the line before it ends so much earlier."""
_CLOSED: Final = re.compile(r"[。：:）)]$")
_FEWEST: Final = 2
_STEP: Final = 6.0
_INDENT: Final = 15.0
"""Margins on the right, and sides on the left, that are no farther apart (points) are the same."""
_OPEN: Final = 0.3
_SHORTEST: Final = 10.0
_SPREAD: Final = "\u3000\u3000"
_LABEL: Final = 8
"""Blanks before this are those behind a label."""
_SHORTEST_BLOCK: Final = 3
_RAGGED: Final = 1.1
_KANA: Final = re.compile("[ぁ-ゖ]")
_WORDS: Final = 0.2

Zone = list[PrintLine]


def mark_full(pages: Sequence[Sequence[PrintLine]], widths: Sequence[float]) -> None:
    """Sets ``full`` of the lines of all pages (so wide each) that reach the margin of their zone."""
    zones: list[Zone] = []
    outer: list[float] = []
    for page, width in zip(pages, widths, strict=True):
        for _, lines in groupby(page, key=lambda line: line.zone):
            zones.append([line for line in lines if not line.kind])
            outer.append(width)
    margins = _settled([_margin(zone) for zone in zones], zones)
    margins = [
        _mirrored(zone, width) if margin is None else margin
        for margin, zone, width in zip(margins, zones, outer, strict=True)
    ]
    following = _following(pages)
    for zone, margin in zip(zones, margins, strict=True):
        for at, line in enumerate(zone):
            room = _ROOM * line.size + following.get(id(line), 0.0)
            if not _is_prose(line):
                continue
            line.full = (margin is not None and margin - line.right < room) or _in_block(zone, at)
            if line.full and line.text.endswith("。") and at + 1 < len(zone) and _SPREAD in zone[at + 1].text[_LABEL:]:
                line.full = False  # a sentence ends at the margin, and a table without rules begins


def _is_prose(line: PrintLine) -> bool:
    """Long lines; not those whose words stand apart, as they do in forms and tables."""
    return line.right - line.left >= _SHORTEST * line.size and _SPREAD not in line.text[_LABEL:]


def _following(pages: Sequence[Sequence[PrintLine]]) -> dict[int, float]:
    """The width of what stands together at the head of the line behind each line."""
    lines = [line for page in pages for line in page if not line.kind]
    return {id(line): _held(after) for line, after in pairwise(lines)}


def _held(line: PrintLine) -> float:
    match = _HELD.match(line.text)
    if not match:
        return 0.0
    last = min(match.end(), len(line.glyphs)) - 1
    return min(line.glyphs[last].right - line.glyphs[0].left, 8 * line.size)


def _margin(zone: Zone) -> float | None:
    """The place farthest to the right at which two or more lines of a zone end."""
    ends = sorted([line.right for line in zone if _is_prose(line)], reverse=True)
    size = zone[0].size if zone else 0.0
    for before, after in pairwise(ends):
        if before - after <= _NEAR * size:
            return before
    return None


def _mirrored(zone: Zone, width: float) -> float | None:
    """The margin of a text so short that a single line reaches it: as far from the side as the text begins."""
    if not zone:
        return None
    margin = width - min(line.left for line in zone)
    reached = [line for line in zone if abs(margin - line.right) <= _ROOM * line.size and _is_prose(line)]
    beyond = any(line.right > margin + line.size for line in zone)
    return margin if not beyond and any(not _CLOSED.search(line.text) for line in reached) else None


def _settled(margins: list[float | None], zones: list[Zone]) -> list[float | None]:
    """The margins of zones by those of others that begin at the same place: most pages of a document have one.

    A place where sentences end is no margin: the lines of such a text are as long as their sentences.
    """
    usual: dict[int, Counter[int]] = defaultdict(Counter)
    for margin, zone in zip(margins, zones, strict=True):
        if margin is not None:
            usual[_side(zone)][round(margin / _STEP)] += 1
    settled = [_usual(usual, margin, zone) for margin, zone in zip(margins, zones, strict=True)]
    near: Counter[int] = Counter()
    unfinished: Counter[int] = Counter()
    for margin, zone in zip(settled, zones, strict=True):
        for line in zone if margin is not None else ():
            if margin is not None and abs(line.right - margin) <= _ROOM * line.size:
                near[round(margin / _STEP)] += 1
                unfinished[round(margin / _STEP)] += not _CLOSED.search(line.text)
    return [
        margin if margin is not None and _is_margin(round(margin / _STEP), near, unfinished) else None
        for margin in settled
    ]


def _side(zone: Zone) -> int:
    return round(min(line.left for line in zone) / _INDENT)


def _usual(usual: dict[int, Counter[int]], margin: float | None, zone: Zone) -> float | None:
    """The margin that most zones have which begin where this one does; its own, where it goes beyond it."""
    if not zone:
        return None
    side = _side(zone)
    same: Counter[int] = Counter()
    for place in (side - 1, side, side + 1):
        same.update(usual.get(place, ()))
    if not same:
        return margin
    most = max(same, key=lambda place: (sum(same[place + step] for step in (-1, 0, 1)), place)) * _STEP
    return margin if margin is not None and margin > most - _STEP else most


def _is_margin(place: int, near: Counter[int], unfinished: Counter[int]) -> bool:
    lines = sum(near[place + step] for step in (-1, 0, 1))
    return lines >= _FEWEST and sum(unfinished[place + step] for step in (-1, 0, 1)) >= _OPEN * lines


def _in_block(zone: Zone, at: int) -> bool:
    """Whether a line ends where those beside it end, short of the margin of the page: a narrower text inside it."""
    line = zone[at]
    first = last = at
    while first and _ends_like(zone[first - 1], line):
        first -= 1
    while last + 1 < len(zone) and _ends_like(zone[last + 1], line):
        last += 1
    block = zone[first : last + 1]
    if len(block) < _SHORTEST_BLOCK or _CLOSED.search(line.text):
        return False
    # what is no more than a list of names of one length has no sentence
    end = zone[last + 1] if last + 1 < len(zone) else None
    letters = sum(len(one.text) for one in block)
    kana = sum(len(_KANA.findall(one.text)) for one in block)
    return end is not None and end.text.endswith("。") and kana >= _WORDS * letters


def _ends_like(other: PrintLine, line: PrintLine) -> bool:
    return (
        abs(other.right - line.right) <= _RAGGED * line.size
        and abs(other.left - line.left) <= 3 * line.size
        and not _CLOSED.search(other.text)
    )
