"""Words of a 目次 that go over its lines: 「第3章　雑則」を「第3章　審議会（第9条）／第4章　雑則」に."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import DIVISION_LETTERS
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER

_HEAD: Final = re.compile(rf"第{NUMBER}(?P<unit>[{DIVISION_LETTERS}])(?:の{NUMBER})*(?=[\s　])|附[\s　]*則$")
_BLANK: Final = re.compile(r"[\s　]+")


def _lines(words: str) -> list[str]:
    """Words as entries, whether their line ends are still there or were taken for wraps.

    >>> _lines("第3章　審議会(第9条)第4章　雑則"), _lines("雑則")
    (['第3章　審議会(第9条)', '第4章　雑則'], ['雑則'])
    """
    words = words.strip()
    starts = [0, *(match.start() for match in _HEAD.finditer(fold(words)) if match.start())]
    return [words[start:end].strip() for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]


def spans_entries(*quoted: str) -> bool:
    """Whether any of some quoted words are of more than one entry."""
    return any(len(_lines(words)) > 1 for words in quoted)


def entries_with(entries: list[str], old: str, new: str) -> tuple[int, int, list[str]] | None:
    """Which entries the old words stand in (the first and the last), and the entries that take their place; None where
    they do not stand there once.

    >>> entries_with(["第1章　総則", "第2章　雑則(第3条)"], "第2章　雑則", "第2章　委員(第3条)第3章　雑則")
    (1, 1, ['第2章　委員(第3条)', '第3章　雑則(第3条)'])
    """
    squeezed, places = "", []
    for number, entry in enumerate(entries):
        for at, c in enumerate(fold(entry)):
            if not c.isspace():
                squeezed += c
                places.append((number, at))
    wanted = _BLANK.sub("", fold(old))
    start = squeezed.find(wanted)
    if not wanted or start < 0 or squeezed.find(wanted, start + 1) >= 0:
        return None
    (first, begin), (last, end) = places[start], places[start + len(wanted) - 1]
    words = entries[first][:begin] + new.strip() + entries[last][end + 1 :]
    return first, last, [line for line in _lines(words) if line]


def same_rank(entry: str, other: str) -> bool:
    """Whether two entries are both of a 章, or both of a 節.

    >>> same_rank("第1章　総則", "第4章　雑則"), same_rank("第1章　総則", "第1節　通則")
    (True, False)
    """
    one, two = (_HEAD.match(fold(words).strip()) for words in (entry, other))
    return one is not None and two is not None and one["unit"] == two["unit"]
