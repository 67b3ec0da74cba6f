"""Provisions that an amending clause sets off: 「第5条 … with its own 項 … 」."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import DIVISION_LETTERS
from jorei.structure.lines.typed import TypedLine

_WHOLE: Final = ("row", "clause", "compared")
_QUOTES_LINES: Final = re.compile(
    rf"^「(?:$|第[0-9一二三四五六七八九十百]{{1,5}}[条{DIVISION_LETTERS}]|[(（]|[0-9]{{1,2}} |[附付] ?則|別表|目次)|「$"
)
"""A quotation of whole lines: it begins with a label or a caption, or on the next line."""
_REACH: Final = 120
"""Lines within which a quotation closes. Chosen: a quotation that never closes must not swallow the document."""


def mark_quotations(lines: list[TypedLine]) -> None:
    """Lines inside a quotation that runs over several lines are quoted, whatever they look like; changed in place."""
    index, count = 0, len(lines)
    while index < count:
        text = lines[index].line.text
        if "「" in text and text.count("「") > text.count("」") and lines[index].kind not in _WHOLE:
            end = _end_of_quotation(lines, index)
            if not _QUOTES_LINES.search(_opened(text)) and any(
                typed.kind == "article" for typed in lines[index + 1 : end]
            ):
                end = index  # a 「 too many in one article, a 」 in a later one: no quotation of those between
            first = index if text[0] == "「" else index + 1
            for typed in lines[first : end + 1]:
                typed.kind = "quoted"
            index = max(index, end)
        index += 1


def _opened(text: str) -> str:
    """A line from its first 「 that is not closed on."""
    open_at: list[int] = []
    for at, sign in enumerate(text):
        if sign == "「":
            open_at.append(at)
        elif sign == "」" and open_at:
            open_at.pop()
    return text[open_at[0] :] if open_at else ""


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
