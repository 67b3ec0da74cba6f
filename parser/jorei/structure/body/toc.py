"""目次: where it ends, and its entries."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import DIVISIONS
from jorei.structure.body.confidence import BARE_TOC
from jorei.structure.draft import Draft
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import LineKind, TypedLine

# characters, chosen: longer lines are sentences, and an article of the 目次 has at most its caption
_LONGEST_ENTRY: Final = 90
_LONGEST_ARTICLE: Final = 50
_MOST_ODD: Final = 200
"""Lines behind what looked like the end of a 目次 in which its first entry is looked for. Chosen."""
_PROVISIONS: Final[frozenset[LineKind]] = frozenset(("article", "enumerated", "plain", "suppl"))
_RANGE: Final = re.compile(r"\(第[^()]*\)$")
_NO_ENTRIES: Final[frozenset[LineKind]] = frozenset(
    ("enumerated", "toc", "omission", "amend_note", "note", "suppl_number", "corrected")
)
_ENTRIES_OF_TABLE: Final[frozenset[LineKind]] = frozenset(("division", "article", "suppl"))
"""What the first cell of a row is when the 目次 is set as a table."""

_EntryKey = tuple[str, str | None]
"""The subject of an entry: a kind, and a number or the words."""


def toc_end(lines: list[TypedLine], start: int) -> int:
    """The index after the last entry of the 目次 whose heading is at ``start``.

    The 目次 ends where its first entry comes again (the body begins), or at what no entry looks like.
    """
    seen: set[_EntryKey] = set()
    first: _EntryKey | None = None
    index = start + 1
    while index < len(lines):
        key = _entry_key(lines[index])
        if key is None or key == first or (key in seen and key[0] in ("suppl", "article")):
            break
        first = first or key
        seen.add(key)
        index += 1
    return _first_again(lines, first, index)


def _first_again(lines: list[TypedLine], first: _EntryKey | None, end: int) -> int:
    """Where the first division of the 目次 comes again, when only lines that are no provisions stand before it: among
    them were entries of an odd look. Else ``end``."""
    if first is None or first[0] not in DIVISIONS:
        return end
    for index in range(end, min(len(lines), end + _MOST_ODD)):
        typed = lines[index]
        if _entry_key(typed) == first:
            return index
        if typed.kind in _PROVISIONS and (ends_sentence(typed.text) or len(typed.text) > _LONGEST_ENTRY):
            break
    return end


def bare_toc_end(lines: list[TypedLine], start: int) -> int:
    """Like `toc_end` for a 目次 whose heading was lost: chapters one after the other, then the first again.

    ``start`` when the chapters there are the body's own.
    """
    end = toc_end(lines, start - 1)
    recurs = end < len(lines) and _entry_key(lines[end]) == _entry_key(lines[start])
    return end if recurs and end - start > 1 else start


def _entry_key(typed: TypedLine) -> _EntryKey | None:
    """The subject of an entry; None when the line cannot be an entry."""
    text = typed.text
    if typed.kind in _NO_ENTRIES or ends_sentence(text):
        return None
    match typed.kind:
        case "caption":
            return ("range", text) if _RANGE.match(text) else None
        case "article":
            return ("article", typed.num) if len(text) <= _LONGEST_ARTICLE else None
        case "row":
            words = typed.line.cut(1) if text[0] == "|" else typed.line
            if not words.text:
                return None
            entry = classify(words)
            return _entry_key(entry) if entry.kind in _ENTRIES_OF_TABLE else None
        case "division":
            return (typed.node_kind or "", typed.num)
        case "suppl":
            return ("suppl", text.replace(" ", ""))
        case "appdx" | "page":
            return (typed.kind, typed.num)
        case _:
            return ("plain", text) if len(text) <= _LONGEST_ENTRY else None


def build_toc(lines: list[TypedLine], start: int, end: int, source: str) -> Draft:
    """The 目次 with one entry a line; ``start`` is its heading, or its first entry when that was lost."""
    heading = lines[start]
    if heading.kind != "toc":
        return _with_entries(Draft("toc", label_inferred=True, confidence=BARE_TOC), lines[start:end])
    toc = Draft(
        "toc",
        label=heading.line.raw(source, 0, len(heading.text)),
        pieces=heading.line.debris_pieces() + heading.line.pieces("label", 0, len(heading.text)),
    )
    return _with_entries(toc, lines[start + 1 : end])


def _with_entries(toc: Draft, lines: list[TypedLine]) -> Draft:
    for typed in lines:
        entry = toc.add(Draft("navigation" if typed.kind == "page" else "toc_entry"))
        entry.pieces = typed.line.whole("text")
    return toc
