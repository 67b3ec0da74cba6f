"""The rows of a 新旧対照表: pairs of old and new, whichever side stands left."""

from __future__ import annotations

from jorei.structure.instructions.clause_lines import TABLE_HEAD
from jorei.text.fold import fold

PARTED = "\x1f│\x1f"
"""What parts the two sides of a line that was read from the cells of a table: a side may be blank, or have tabs."""


def read_rows(lines: list[str]) -> tuple[tuple[str | None, str | None], ...]:
    """The pairs (改正前, 改正後) below the head of the table; a side that is empty is None.

    A table inside the table has its own columns on each side, parted by two tabs.

    >>> read_rows(["改正後\\t改正前", "区\\t円\\t区\\t円"])
    (('区\\t円', '区\\t円'),)
    >>> read_rows(["改正後\\t改正前", "第1条　甲\\t第1条　乙", "2　丙\\t", "区\\t円\\t\\t区\\t円"])
    (('第1条　乙', '第1条　甲'), (None, '2　丙'), ('区\\t円', '区\\t円'))
    """
    if not lines:
        return ()
    head = TABLE_HEAD.match(fold(lines[0].strip()))
    new_left = bool(head and head[1] == "後")
    rows: list[tuple[str | None, str | None]] = []
    columns = 0
    for line in lines[1:]:
        parts = line.split("\t") if PARTED not in line else line.split(PARTED)
        if PARTED not in line and len(parts) > 2 and _is_even(parts):
            half = len(parts) // 2
            left, right = "\t".join(parts[:half]), "\t".join(parts[half:])
        elif PARTED not in line and len(parts) > 2:
            columns = _columns(parts, columns)
            left, right = "\t".join(parts[:columns]), "\t".join(parts[columns + 1 :])
        else:
            left, right = parts[0], parts[1] if len(parts) > 1 else ""
        one, two = left if left.strip() else None, right if right.strip() else None
        if one or two:
            rows.append((two, one) if new_left else (one, two))
    return tuple(rows)


def _is_even(parts: list[str]) -> bool:
    """Whether both sides have as many cells, none of them blank, and the first column says the same."""
    return len(parts) % 2 == 0 and all(part.strip() for part in parts) and parts[0] == parts[len(parts) // 2]


def _columns(parts: list[str], before: int) -> int:
    """How many columns the left side has: a blank part stands between the sides."""
    half = (len(parts) - 1) // 2
    if len(parts) % 2 and not parts[half] and any(parts[:half]) and any(parts[half + 1 :]):
        return half
    if before and before < len(parts):
        return before
    return max(1, len(parts) - 2)
