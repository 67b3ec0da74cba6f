"""Cases of two documents side by side, one line for each pair of provisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jorei
from jorei.model.vocabulary import NAMES, AlignmentLevel, DiffGrade

if TYPE_CHECKING:
    from collections.abc import Callable

    from jorei.comparison.comparison import Comparison
    from jorei.model import Analysis


def alignment(comparison: Comparison) -> str:
    """``level: left ↔ right method``; — where a provision has no counterpart."""
    lines = []
    for row in comparison.alignments[0, 1]:
        left, right = (_citation(comparison, row.level, *position) for position in ((0, row.left), (1, row.right)))
        lines.append(f"{row.level}: {left} ↔ {right}{' part' if row.method == 'part' else ''}\n")
    return "".join(lines)


def _citation(comparison: Comparison, level: AlignmentLevel, doc: int, index: int | None) -> str:
    return "—" if index is None else comparison.provision(level, (doc, index)).citation


def differences(comparison: Comparison) -> str:
    """``left ↔ right: op 「left」→「right」; …`` of corresponding paragraphs and items that differ."""
    lines = []
    for row in comparison.alignments[0, 1]:
        if row.level == "article" or row.left is None or row.right is None:
            continue
        left, right = (0, row.left), (1, row.right)
        changes = [
            f"{c.op} 「{c.left}」→「{c.right}」" for c in comparison.diff(row.level, left, right) if c.op != "equal"
        ]
        if changes:
            names = (_citation(comparison, row.level, *position) for position in (left, right))
            lines.append(f"{' ↔ '.join(names)}: {'; '.join(changes)}\n")
    return "".join(lines)


def grades(comparison: Comparison) -> str:
    """``left ↔ right: grade`` of corresponding provisions, in Japanese."""
    citations = {
        provision.node_id: provision.citation
        for outline in comparison.outlines
        for level in ("article", "paragraph", "item")
        for provision in outline.level(level)
    }
    return "".join(
        f"{citations[row['left_node_id'] or '']} ↔ {citations[row['right_node_id'] or '']}: {NAMES[DiffGrade][row['grade']]}\n"
        for row in comparison.rows()
        if row["grade"]
    )


COMPARED: dict[str, Callable[[Comparison], str]] = {"alignment": alignment, "diff": differences, "grade": grades}


def compared(name: str, left: Analysis, right: Analysis) -> str:
    return COMPARED[name](jorei.compare([left, right]))
