"""What a case shows of two documents side by side, one line a pair of provisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jorei
from jorei.comparison.provisions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from jorei.comparison.comparison import Comparison
    from jorei.model import Analysis


def alignment(comparison: Comparison) -> str:
    """``level: left ↔ right how``; — stands where nothing answers."""
    found = []
    for row in comparison.alignments[0, 1]:
        left, right = (_citation(comparison, row.level, doc, at) for doc, at in ((0, row.left), (1, row.right)))
        found.append(f"{row.level}: {left} ↔ {right}{' part' if row.method == 'part' else ''}\n")
    return "".join(found)


def _citation(comparison: Comparison, level: Level, doc: int, at: int | None) -> str:
    return "—" if at is None else comparison.provision(level, (doc, at)).citation


def differences(comparison: Comparison) -> str:
    """``left ↔ right: op 「left」→「right」; …`` of paragraphs and items that answer one another and differ."""
    found = []
    for row in comparison.alignments[0, 1]:
        if row.level == "article" or row.left is None or row.right is None:
            continue
        left, right = (0, row.left), (1, row.right)
        changes = [
            f"{c.op} 「{c.left}」→「{c.right}」" for c in comparison.diff(row.level, left, right) if c.op != "equal"
        ]
        if changes:
            names = (_citation(comparison, row.level, *place) for place in (left, right))
            found.append(f"{' ↔ '.join(names)}: {'; '.join(changes)}\n")
    return "".join(found)


COMPARED: dict[str, Callable[[Comparison], str]] = {"alignment": alignment, "diff": differences}


def compared(name: str, left: Analysis, right: Analysis) -> str:
    return COMPARED[name](jorei.compare([left, right]))
