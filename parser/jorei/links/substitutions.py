"""Which words are read as which: 「甲」とあるのは「乙」と, 「甲」を「乙」に改める.

The words are found from the phrase that joins them, outward over their quotation marks. The provision whose words they
are stands before them (第3条中「甲」とあるのは), else it is the one of the pair before, else those that are applied
mutatis mutandis (この場合において、「甲」とあるのは…, これらの規定中「甲」とあるのは…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jorei.model.record import Record
from jorei.model.vocabulary import Relation

_JOINS: Final = re.compile("とあるのは、?(?:それぞれ)?(?=「)|(?<=」)を(?=「)")
_CHANGES: Final = re.compile("(?:、|と)?(?:それぞれ)?(?:に読み替え|と読み替え|に改め)")
_LIST_JOINTS: Final = (
    "とあり、及び", "とあり及び", "とあり、並びに", "とあり、", "とあり", "、", "及び", "又は", "並びに", "若しくは", "および",
    "または",
)  # fmt: skip
"""What stands between the quotations of one list, longer joints before those that they end in."""
_MARKS: Final = re.compile("[「」]")
_OWNED: Final = re.compile("(?:の規定|の表)?[^。、「」]{0,20}中$")
_LONGEST_OWNED: Final = 40
"""Characters between a provision and its words that are looked at."""
_MOST_QUOTATIONS: Final = 16
"""Quotations of one list. Chosen: a hostile text could have any number."""
_MOST_NESTED: Final = 64
_LONGEST_BEFORE: Final = 600
_LONGEST_BEHIND: Final = 2_000
"""Characters of a quotation that are searched for its other mark. Chosen: words read as others are shorter by far; a lost
mark must not make every quotation run to the end."""


class Substitution(Record):
    """Words that are read as (or replaced by) others at ``start..end``, their quotation marks included."""

    start: int
    end: int
    read_from: tuple[str, ...]
    read_as: str
    relation: Relation


def find_substitutions(text: str, low: int, high: int) -> Iterator[Substitution]:
    """The substitutions between two offsets, in order.

    >>> text = "第3条中「甲」とあり、及び「乙」とあるのは「丙「丁」」と、「戊」とあるのは「己」と読み替え、「庚」を「辛」に改める。"
    >>> [(pair.read_from, pair.read_as, pair.relation) for pair in find_substitutions(text, 0, len(text))]
    [(('甲', '乙'), '丙「丁」', 'reads_as'), (('戊',), '己', 'reads_as'), (('庚',), '辛', 'amends')]
    """
    for match in _JOINS.finditer(text, low, high):
        close = match.start() - 1
        last = _closing_mark(text, match.end(), high)
        if last < 0 or text[close : close + 1] != "」":
            continue
        relation: Relation = "reads_as"
        if match[0] == "を":
            change = _CHANGES.match(text, last + 1, high)
            if change is None:
                continue
            relation = "amends" if change[0].endswith("改め") else "reads_as"
        words, start = _quoted_before(text, close, low)
        if words:
            yield Substitution(start, last + 1, tuple(words), text[match.end() + 1 : last], relation)


def owns_words(text: str, end: int, start: int) -> bool:
    """Whether a mention that ends at ``end`` names the provision of the quotation at ``start`` (…中「)."""
    return start - end < _LONGEST_OWNED and _OWNED.match(text, end, start) is not None


def _quoted_before(text: str, close: int, low: int) -> tuple[list[str], int]:
    """The quotations of a list that ends with the mark at ``close``, and where the list begins."""
    words: list[str] = []
    start = close + 1
    while len(words) < _MOST_QUOTATIONS:
        first = _opening_mark(text, close, low)
        if first < 0:
            break
        words.insert(0, text[first + 1 : close])
        start = first
        joint = next((joint for joint in _LIST_JOINTS if text.endswith("」" + joint, low, first)), None)
        if joint is None or joint == "、" and text.endswith("と、", low, first):
            break
        close = first - len(joint) - 1
    return words, start


def _opening_mark(text: str, close: int, low: int) -> int:
    """Where the quotation begins that ends with the mark at ``close``; -1 when nowhere."""
    depth, offset = 0, close
    low = max(low, close - _LONGEST_BEFORE)
    for _ in range(_MOST_NESTED):
        left = max(text.rfind("「", low, offset), text.rfind("」", low, offset))
        if left < 0:
            return -1
        depth += 1 if text[left] == "」" else -1
        if depth < 0:
            return left
        offset = left
    return -1


def _closing_mark(text: str, first: int, high: int) -> int:
    """Where the quotation ends that begins with the mark at ``first``; -1 when nowhere."""
    depth = 0
    for match in _MARKS.finditer(text, first, min(high, first + _LONGEST_BEHIND)):
        depth += 1 if match[0] == "「" else -1
        if not depth:
            return match.start()
    return -1
