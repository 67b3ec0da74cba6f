"""The 新旧対照表 that ``jorei amend`` and ``jorei draft`` write beside their texts."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence


def write_tables(versions: Sequence[tuple[str, str]], arguments: Namespace) -> None:
    """A table for each pair of an old and a new text, as the arguments of the command want it."""
    from jorei.amending.table import comparison_of
    from jorei.amending.table_write import write_table

    tables = [
        comparison_of(old, new, new_left=not arguments.old_left, context=max(0, arguments.context))
        for old, new in versions
    ]
    write_table(tables, arguments.table, arguments.paper)
