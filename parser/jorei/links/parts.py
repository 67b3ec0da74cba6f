"""Parts of a provision as sentences of it: 本文, ただし書, 前段, 後段, and the words above its list."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.vocabulary import TargetPart
from jorei.text.sentences import Stretch, sentences

_PROVISO: Final = re.compile(" ?(?:ただし|但し)")


def part_of(text: str, low: int, high: int, part: TargetPart) -> Stretch | None:
    """Where a part of the provision between two offsets stands; None when it has no such part.

    >>> text = "甲とする。この場合において、乙とする。ただし、丙とする。"
    >>> [text[slice(*part_of(text, 0, len(text), part))] for part in ("本文", "ただし書", "後段")]
    ['甲とする。この場合において、乙とする。', 'ただし、丙とする。', 'この場合において、乙とする。']
    >>> part_of("甲とする。", 0, 5, "ただし書")
    """
    if part == "各号列記以外の部分":
        return low, high
    lines = sentences(text, low, high)
    proviso = next((i for i, (start, _) in enumerate(lines) if _PROVISO.match(text, start)), len(lines))
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
        case "後段":  # the last sentence before a proviso; what is called so may be the proviso itself
            chosen = lines[proviso - 1 : proviso] if proviso > 1 else lines[1:2]
    return (chosen[0][0], chosen[-1][1]) if chosen else None
