"""Provisions that an amending clause sets off: 「第5条 … with its own 項 … 」."""

from __future__ import annotations

from typing import Final

from jorei.structure.lines.typed import TypedLine

_WHOLE: Final = ("row", "clause", "compared")
_REACH: Final = 120
"""Lines within which a quotation closes. Chosen: a quotation that never closes must not swallow the document."""


def mark_quotations(lines: list[TypedLine]) -> None:
    """Lines inside a quotation that runs over several lines are quoted, whatever they look like; changed in place."""
    index, count = 0, len(lines)
    while index < count:
        text = lines[index].line.text
        if "「" in text and text.count("「") > text.count("」") and lines[index].kind not in _WHOLE:
            end = _end_of_quotation(lines, index)
            first = index if text[0] == "「" else index + 1
            for typed in lines[first : end + 1]:
                typed.kind = "quoted"
            index = max(index, end)
        index += 1


def _end_of_quotation(lines: list[TypedLine], start: int) -> int:
    """The line at which an open quotation closes; ``start`` itself when it never does within reach."""
    depth = 0
    for index in range(start, min(len(lines), start + _REACH)):
        text = lines[index].line.text
        depth += text.count("「") - text.count("」")
        if depth <= 0 and index > start:
            return index
        if (lines[index].kind in ("suppl", "clause") or lines[index].set_off != lines[start].set_off) and index > start:
            return start
    return start
