"""The contents of a 公報 or of a collection are the frame around its instruments.

They name each instrument once; the 題名 is the line that stands again above its provisions.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.body.bill import bare_words
from jorei.structure.body.front_patterns import PROMULGATES
from jorei.structure.body.front_title import bare, ends_as_title, is_dated
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import LineKind, TypedLine

_MASTHEAD: Final = re.compile(r"[^。、「」()]{0,16}公報(?:号外|\(.{1,12}\))?(?:第.{1,24})?$")
"""海霧市公報, 県公報号外第3号, of words without blanks."""
_CONTENTS: Final[frozenset[LineKind]] = frozenset(("plain", "toc", "enumerated", "caption", "row", "page", "note"))
"""What lines of contents and of the making of an instrument look like."""
_HEAD_LINES: Final = 6
"""Lines above and with the masthead at most. Chosen."""
_LONGEST: Final = 200
"""Lines of contents at most. Chosen."""
_SIGNED: Final = re.compile(r"(?:長|知事|管理者|委員会|議会|議長)(?: .{1,16})?$")
"""Who promulgates: 海霧市長 霧 太郎."""


def contents_title(lines: list[TypedLine], end: int) -> int:
    """The index of the 題名 below the contents of a 公報, of lines before the first unit ``end``; 0 when there are none."""
    head = [typed.line.text for typed in lines[: min(end, _HEAD_LINES)]]
    is_gazette = any("報" in text and _MASTHEAD.match(bare_words(text)) for text in head)
    if not is_gazette and not any(typed.kind == "toc" for typed in lines[:end]):
        return 0
    title = _last_title(lines, end)
    if title is None:
        return 0
    name = bare_words(bare(lines[title].text))
    above = range(max(0, title - _LONGEST), title)
    listed = next((n for n in above if name in bare_words(lines[n].text) and not _makes(lines[n])), None)
    return title if listed is not None and (is_gazette or _is_below_toc(lines, listed)) else 0


def _is_below_toc(lines: list[TypedLine], entry: int) -> bool:
    """Whether a 目次 stands above an entry, and no 題名 above that: then it is that of a collection."""
    toc = next((n for n in range(entry) if lines[n].kind == "toc"), None)
    return toc is not None and not any(map(ends_as_title, lines[:toc]))


def _last_title(lines: list[TypedLine], end: int) -> int | None:
    """The last line before ``end`` that ends as titles end, when nothing but its making stands around it."""
    for index in range(end - 1, max(-1, end - _LONGEST), -1):
        typed = lines[index]
        if typed.kind not in _CONTENTS:
            return None
        if typed.kind == "plain" and ends_as_title(typed):
            return index
    return None


def contents_end(lines: list[TypedLine], title: int) -> int:
    """The index of the first line that tells the making of the instrument whose 題名 stands at ``title``."""
    first = title
    while first and (_makes(lines[first - 1]) or _SIGNED.search(lines[first - 1].text)):
        first -= 1
    return first


def _makes(typed: TypedLine) -> bool:
    """Whether a line promulgates, or is a day or number."""
    text = typed.text
    return is_dated(text) or PROMULGATES.match(text) is not None or ends_sentence(text)
