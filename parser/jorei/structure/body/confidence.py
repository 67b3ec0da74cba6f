"""Confidences of recovered labels and headings, and what lowers them.

A confidence says how often a reading of its sort is right. What is called measured was counted on 120 national laws
printed without the numbers of 項 and the labels of subdivisions, and without any label (`tests/corpus/unlabelled`);
numbers are rounded, and kept where a few readings say nothing against them.
"""

from __future__ import annotations

from typing import Final

from jorei.structure.body.wording import announces
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits

LOST_SUPPL: Final = 0.9
"""A 附則 that a 施行期日 shows. Chosen."""
SUPPL_NUMBER_ALONE: Final = 0.95
"""A 附則 that the number of its instrument shows. Chosen."""
LOOK_ALIKE: Final = 0.9
"""A label in kanji that the labels around it show to be a katakana (二 between ハ and ホ). Chosen."""
BARE_TOC: Final = 0.95
"""A 目次 whose chapters come again. Chosen."""

FIRST_PARAGRAPH: Final = 0.9
"""The first 項 of a 附則 in a dump that lost its numbers. Measured: 575 of 575; the number itself was never written in
many of them."""
CAPTIONED_IN_SUPPL: Final = 0.95
"""A sentence below a caption in a 附則. Measured: 276 of 322, the others being words of the 項 above."""
CAPTIONED_SENTENCE: Final = 0.7
"""A sentence below a caption in a text without 条, where it may be a note. Chosen."""

PARAGRAPH_MARKED: Final = 0.97
"""A sentence behind the blank of a lost number, where no 項 is numbered. Measured: 4 of 4."""
PARAGRAPH_MARKED_AMONG_NUMBERED: Final = 0.85
"""The same where some 項 are numbered. Chosen."""
PARAGRAPH: Final = 0.75
"""A sentence where no 項 is numbered. Measured: 28 of 30."""
PARAGRAPH_OR_ITEM: Final = 0.7
"""A sentence that ends as 号 do (…こと。), and that no list claims. Chosen."""
ENTRY_MARKED: Final = 0.95
"""A phrase behind the blank of a lost label, below an announcement. Chosen."""
ENTRY: Final = 0.8
"""A phrase below an announcement. Measured: 60 of 72."""
ENTRY_UNANNOUNCED: Final = 0.8
"""A phrase behind the blank of a lost label, below a 号 that announces nothing. Chosen."""

_EXTRACT: Final = 0.7
"""Behind 抄 or 中略: the text does not say what number the next 項 has. Chosen."""
_AFTER_RECOVERED: Final = 0.85
"""Behind 号 that were recovered: a sentence may be one more of them. Chosen."""
_ALL_LOST: Final = 0.9
"""Of 号 where 項 lost their numbers too: a list and a list in a list look alike. Chosen."""
_NESTED: Final = 0.7
"""Behind a recovered 号 that announces a list of its own: the next line may be its entry. Chosen."""


def paragraph_confidence(confidence: float, holder: Draft, before: Draft | None) -> float:
    """The confidence of a recovered 項: no higher than that of the one before it."""
    if before is None:
        return confidence
    doubts = [confidence]
    if before.label_inferred:
        doubts.append(before.confidence)
    if any(child.label_inferred for child in before.children):
        doubts.append(_AFTER_RECOVERED)
    if holder.extract or any(child.kind == "omission" for child in (*holder.children[-3:], *before.children[-1:])):
        doubts.append(_EXTRACT)
    return min(doubts)


def entry_confidence(confidence: float, before: Draft | None, habits: Habits) -> float:
    """The confidence of a recovered 号 or subdivision."""
    doubts = [confidence]
    if habits.paragraphs_unlabelled:
        doubts.append(_ALL_LOST)
    if before is not None and before.label_inferred:
        doubts.append(before.confidence)
        if announces(before):
            doubts.append(_NESTED)
    return min(doubts)
