"""The numbers that a browser shows before the items of a list (HTML `ol`, CSS Counter Styles 3, 6)."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from jorei.read.numbering import write_number

_NO_MARKER: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_TYPES: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES: Final = {
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "katakana": "aiueo",
    "katakana-iroha": "iroha", "cjk-decimal": "ideographDigital", "cjk-ideographic": "japaneseCounting",
    "japanese-informal": "japaneseCounting",
}  # fmt: skip
"""The names of HTML and of CSS for what Word calls a way of counting (`jorei.read.numbering`)."""


class ListCounter(NamedTuple):
    """The counter of an ordered list: its form, and its next number."""

    next_number: int
    form: str = "decimal"

    def marker(self, number: int) -> str:
        """The words before the item with a number.

        >>> ListCounter(1).marker(3), ListCounter(1, "aiueo").marker(3)
        ('3. ', 'ウ\\u3000')
        """
        return f"{number}. " if self.form == "decimal" else f"{write_number(number, self.form)}\u3000"


def list_counter(element: Any) -> ListCounter | None:
    """The counter of an ordered list; None when it shows no numbers, or counts in a way that is not known."""
    style = element.get("style") or ""
    if _NO_MARKER.search(style):
        return None
    named = _LIST_STYLE.search(style)
    form = _STYLES.get(named[1].lower()) if named else _TYPES.get(element.get("type") or "1")
    return ListCounter(number_in(element.get("start"), 1), form) if form else None


def number_in(value: str | None, default: int) -> int:
    """The number that an attribute gives, else the default.

    >>> number_in("7", 1), number_in(None, 1), number_in("-1", 1)
    (7, 1, 1)
    """
    return int(value) if value and len(value) < 6 and value.isascii() and value.isdigit() else default
