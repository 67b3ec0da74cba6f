"""Cells of a CSV: what a spreadsheet would take for a formula has an apostrophe before it."""

from __future__ import annotations

from typing import Any, Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Characters at which a spreadsheet takes a cell for a formula."""


def without_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> without_formula("=1+1"), without_formula("第1条")
    ("'=1+1", '第1条')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def cell(value: Any) -> Any:
    """A value of a table as a cell: words are `without_formula`, numbers are as they are.

    >>> cell(-1), cell("-1")
    (-1, "'-1")
    """
    return without_formula(value) if isinstance(value, str) else value
