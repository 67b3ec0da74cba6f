"""Which words are read as which: 「甲」とあるのは「乙」と, 「甲」を「乙」に改める.

The words are found from the phrase that joins them, outward over their quotation marks; the provision whose words they
are stands before them (第3条中「甲」とあるのは), else it is the one of the pair before, else those that are applied
mutatis mutandis (この場合において、「甲」とあるのは…, これらの規定中「甲」とあるのは…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from jorei.model.vocabulary import Relation

_JOINS: Final = re.compile("とあるのは、?(?:それぞれ)?(?=「)|(?<=」)を(?=「)")
_CHANGES: Final = re.compile("(?:、|と)?(?:それぞれ)?(?:に読み替え|と読み替え|に改め)")
_BETWEEN: Final = (
    "とあり、及び",
    "とあり及び",
    "とあり、並びに",
    "とあり、",
    "とあり",
    "、",
    "及び",
    "又は",
    "並びに",
    "若しくは",
    "および",
    "または",
)
_INSIDE: Final = re.compile("[「」]")
_OWNED: Final = re.compile("(?:の規定|の表)?[^。、「」]{0,20}中$")
_MOST: Final = 16
"""As many quotations as one list has."""


class Substitution(msgspec.Struct, frozen=True, gc=False):
    """Words that are read as (or replaced by) others; ``start`` is where the first quotation mark stands."""

    start: int
    end: int
    read_from: tuple[str, ...]
    read_as: str
    relation: Relation


def pairs(text: str, low: int, high: int) -> Iterator[Substitution]:
    """The pairs between two positions, in order.

    >>> text = "第3条中「甲」とあり、及び「乙」とあるのは「丙「丁」」と、「戊」とあるのは「己」と読み替え、「庚」を「辛」に改める。"
    >>> [(pair.read_from, pair.read_as, pair.relation) for pair in pairs(text, 0, len(text))]
    [(('甲', '乙'), '丙「丁」', 'reads_as'), (('戊',), '己', 'reads_as'), (('庚',), '辛', 'amends')]
    """
    for match in _JOINS.finditer(text, low, high):
        close = match.start() - 1
        after = _closing(text, match.end(), high)
        if after < 0 or text[close : close + 1] != "」":
            continue
        relation: Relation = "reads_as"
        if match[0] == "を":
            change = _CHANGES.match(text, after + 1, high)
            if change is None:
                continue
            relation = "amends" if change[0].endswith("改め") else "reads_as"
        words, start = _quoted_before(text, close, low)
        if words:
            yield Substitution(start, after + 1, tuple(words), text[match.end() + 1 : after], relation)


def owns(text: str, end: int, start: int) -> bool:
    """Whether a mention that ends at ``end`` names the provision of the quotation at ``start`` (…中「)."""
    return start - end < 40 and _OWNED.match(text, end, start) is not None


def _quoted_before(text: str, close: int, low: int) -> tuple[list[str], int]:
    """The quotations of a list that ends with the mark at ``close``, and where the list begins."""
    words: list[str] = []
    start = close + 1
    while len(words) < _MOST:
        open_ = _opening(text, close, low)
        if open_ < 0:
            break
        words.insert(0, text[open_ + 1 : close])
        start = open_
        joint = next((joint for joint in _BETWEEN if text.endswith("」" + joint, low, open_)), None)
        if joint is None or joint == "、" and text.endswith("と、", low, open_):
            break
        close = open_ - len(joint) - 1
    return words, start


def _opening(text: str, close: int, low: int) -> int:
    depth, at = 0, close
    low = max(low, close - 600)
    for _ in range(64):
        left = max(text.rfind("「", low, at), text.rfind("」", low, at))
        if left < 0:
            return -1
        depth += 1 if text[left] == "」" else -1
        if depth < 0:
            return left
        at = left
    return -1


def _closing(text: str, open_: int, high: int) -> int:
    depth = 0
    for match in _INSIDE.finditer(text, open_, min(high, open_ + 2000)):
        depth += 1 if match[0] == "「" else -1
        if not depth:
            return match.start()
    return -1
