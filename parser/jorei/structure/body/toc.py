"""目次: where it ends, and its entries."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.draft import Draft
from jorei.structure.lines.habits import SENTENCE_END
from jorei.structure.lines.rules import Typed

_LONGEST_ENTRY: Final = 90
_RANGE = re.compile(r"\(第[^()]*\)$")


def toc_end(typed: list[Typed], start: int) -> int:
    """The index after the last entry of the 目次 whose heading is at ``start``.

    The 目次 ends where its first entry comes again (the body begins), or at what no entry looks like.
    """
    seen: set[tuple[str, str | None]] = set()
    first: tuple[str, str | None] | None = None
    at = start + 1
    while at < len(typed):
        one = typed[at]
        key = _entry_key(one)
        if key is None or key == first or (key in seen and key[0] in ("suppl", "article")):
            break
        first = first or key
        seen.add(key)
        at += 1
    return at


def bare_toc_end(typed: list[Typed], start: int) -> int:
    """Like `toc_end` for a 目次 whose heading was lost: chapters one after the other, then the first again.

    ``start`` when the chapters there are the body's own.
    """
    end = toc_end(typed, start - 1)
    recurs = end < len(typed) and _entry_key(typed[end]) == _entry_key(typed[start])
    return end if recurs and end - start > 1 else start


def _entry_key(one: Typed) -> tuple[str, str | None] | None:
    """What an entry is about; None when the line cannot be an entry."""
    text = one.text
    if SENTENCE_END.search(text) or one.kind in (
        "enum",
        "toc",
        "omission",
        "amend_note",
        "note",
        "row",
        "suppl_number",
        "said",
    ):
        return None
    if one.kind == "caption":
        return ("range", text) if _RANGE.match(text) else None
    if one.kind == "article":
        # an article with words is the body; in a 目次 an article has at most its caption
        return ("article", one.num) if len(text) <= 50 else None
    if one.kind == "division":
        return (one.level, one.num)
    if one.kind in ("suppl", "appdx", "page"):
        return (one.kind, one.num)
    return ("plain", text) if len(text) <= _LONGEST_ENTRY else None


def build_toc(typed: list[Typed], start: int, end: int, source: str) -> Draft:
    """The 目次 with one entry a line; ``start`` is its heading, or its first entry when that was lost."""
    heading = typed[start]
    if heading.kind != "toc":
        return _entries(Draft("toc", label_inferred=True, confidence=0.95), typed[start:end])
    toc = Draft(
        "toc",
        label=heading.line.raw(source, 0, len(heading.text)),
        pieces=heading.line.debris_pieces() + heading.line.pieces("label", 0, len(heading.text)),
    )
    return _entries(toc, typed[start + 1 : end])


def _entries(toc: Draft, typed: list[Typed]) -> Draft:
    for one in typed:
        entry = toc.add(Draft("navigation" if one.kind == "page" else "toc_entry"))
        entry.pieces = one.line.whole("text")
    return toc
