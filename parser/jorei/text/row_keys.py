"""What a row of a table is called by: the label and the words of its first cell (3, (2), 甲, 灯台の使用).

別表第1の3の項, 別表第2甲の項 and 別表第3第2号 mean the row whose first cell says so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.record import Record
from jorei.text.fold import fold
from jorei.text.numerals import NUMERALS, SINGLE, parse_ordinal

_N: Final = f"[{NUMERALS}]+"
_LABEL: Final = re.compile(
    rf"(?:第 ?)?(?P<number>{_N}(?: ?の ?{_N})*)(?: ?[号項])?(?:[ .、]+|$)"
    rf"|\( ?(?P<inner>{_N}(?:の{_N})*|[ぁ-んァ-ン]) ?\) ?"
    rf"|(?P<sign>[ア-ン])(?:[ .、]+|$)|(?P<single>[{''.join(SINGLE)}]) ?"
)
_NOTE: Final = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)$")
LONGEST_KEY: Final = 40
"""Characters of a first cell that a row is called by. Chosen: a longer one is a sentence, which nobody repeats."""


class RowKey(Record):
    """The label of a row as labels are compared (3, (2), 1の2), and its words without blanks; each may be empty."""

    label: str
    name: str

    @property
    def short_name(self) -> str:
        """The words without a bracket at their end: 大集会室 of 大集会室(舞台を含む。)."""
        return _NOTE.sub("", self.name) if self.name.endswith(")") else self.name

    @property
    def cited(self) -> str:
        """How it is cited behind the table: の3の項, （2）の項, 甲の項; empty when it is too long or a sentence.

        >>> row_key("３　灯台").cited, row_key("（２）灯台").cited, row_key("甲").cited, row_key("1級").cited
        ('の3の項', '（2）の項', '甲の項', 'の1級の項')
        """
        if self.label:
            inner = self.label.strip("()")
            return f"の{inner}の項" if inner == self.label else f"（{inner}）の項"
        name = self.name if len(self.name) <= LONGEST_KEY and "。" not in self.name else self.short_name
        if not name or len(name) > LONGEST_KEY or "。" in name:
            return ""
        return ("の" if name[0].isascii() else "") + name + "の項"


@lru_cache(maxsize=4096)
def row_key(words: str) -> RowKey:
    """What a row with this first cell, or a citation with these words, is called by.

    >>> row_key("三の二　灯台"), row_key("(1)灯台 の使用"), row_key("一般会計")
    (RowKey(label='3の2', name='灯台'), RowKey(label='(1)', name='灯台の使用'), RowKey(label='', name='一般会計'))
    """
    folded = fold(words).strip(" \n")
    match = _LABEL.match(folded)
    label = _label(match) if match is not None else ""
    rest = folded[match.end() :] if match is not None and label else folded
    return RowKey(label, "".join(rest.split()))


def _label(match: re.Match[str]) -> str:
    if match["sign"]:
        return match["sign"]
    if match["single"]:
        return str(SINGLE[match["single"]])
    words = match["number"] or match["inner"]
    ordinal = parse_ordinal(words)
    number = "の".join(map(str, ordinal)) if ordinal else "" if match["number"] else words
    return f"({number})" if match["inner"] else number
