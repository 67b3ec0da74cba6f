"""Parts of a provision as sentences of it: 本文, ただし書, 前段, 後段, and the words above its list."""

from __future__ import annotations

import re
from typing import Final

Stretch = tuple[int, int]

_MARKS: Final = re.compile("[。()「」]")
_PROVISO: Final = re.compile(" ?(?:ただし|但し)")


def sentences(text: str, low: int, high: int) -> list[Stretch]:
    """The sentences between two positions; a 。 in brackets or in a quotation ends none.

    >>> text = "甲(乙をいう。以下同じ。)とする。ただし、「丙。」は丁とする。"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['甲(乙をいう。以下同じ。)とする。', 'ただし、「丙。」は丁とする。']
    """
    found: list[Stretch] = []
    depth, start = 0, low
    for match in _MARKS.finditer(text, low, high):
        mark = match[0]
        if mark in "(「":
            depth += 1
        elif mark in ")」":
            depth = max(0, depth - 1)
        elif not depth:
            found.append((start, match.end()))
            start = match.end()
    if text[start:high].strip():
        found.append((start, high))
    return found


def part_of(text: str, low: int, high: int, part: str) -> Stretch | None:
    """Where a part of the provision between two positions stands; None when it has no such part.

    >>> text = "甲とする。この場合において、乙とする。ただし、丙とする。"
    >>> [text[slice(*part_of(text, 0, len(text), part))] for part in ("本文", "ただし書", "後段")]
    ['甲とする。この場合において、乙とする。', 'ただし、丙とする。', 'この場合において、乙とする。']
    >>> part_of("甲とする。", 0, 5, "ただし書")
    """
    if part == "各号列記以外の部分":
        return low, high
    lines = sentences(text, low, high)
    proviso = next((at for at, (start, _) in enumerate(lines) if _PROVISO.match(text, start)), len(lines))
    chosen: list[Stretch]
    match part:
        case "ただし書":
            chosen = lines[proviso:]
        case "本文":
            chosen = lines[:proviso]
        case "前段":
            chosen = lines[:1] if proviso > 1 or len(lines) > 1 else []
        case "中段":
            chosen = lines[1:2] if proviso > 2 else []
        case _:  # 後段: the last sentence before a proviso; what is called so may be the proviso itself
            chosen = lines[proviso - 1 : proviso] if proviso > 1 else lines[1:2]
    return (chosen[0][0], chosen[-1][1]) if chosen else None
