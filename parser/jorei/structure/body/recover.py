"""Readings of a single line without a label: text of what is open, a 項 or an entry that lost its label, or 列記.

Each repair is a value: the node is marked inferred and carries a confidence; a check reports it. When the text does
not hold the answer, the line stays what it is (列記). Lines of documents that lost labels throughout are read in runs
first (`structure.unlabelled`).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from jorei.model.kinds import ENUMERATED
from jorei.model.record import Record
from jorei.structure.body import confidence
from jorei.structure.body.wording import announces, is_continuation
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import TypedLine

# 号 may end with 。 only after these (法制執務: とき and こと take the full stop)
_NOMINAL_END: Final = re.compile(r"(?:とき|こと|もの|場合|をいう|除く|限る|含む|同じ|。\))。?[)]?$")

_SUBJECT: Final = 40
"""Characters of a sentence in which it names what it speaks of. Chosen."""

ReadAs = Literal["text", "paragraph", "entry", "list"]


class UnlabelledVerdict(Record):
    """The reading of an unlabelled line, and how sure it is."""

    reading: ReadAs
    confidence: float = 1.0


def read_unlabelled(typed: TypedLine, stack: list[Draft], habits: Habits) -> UnlabelledVerdict:
    """The reading of a line without a label inside a provision.

    The 柱書 (次に掲げる…), the full stop, the blank a lost label leaves, and whether the document numbers its 項 at
    all decide; they are asked in that order.
    """
    top = stack[-1]
    text = typed.text
    if not top.has_text and not top.children and top.kind != "remarks":
        return UnlabelledVerdict("text")
    marked = habits.marks_loss(typed)
    if is_continuation(text):
        return UnlabelledVerdict("text")
    sentence = ends_sentence(text)
    nominal = sentence and bool(_NOMINAL_END.search(text))
    holder = None if sentence and not nominal else _announcer(stack)
    if holder is not None and (marked or _labels_lost(holder, habits)):
        return UnlabelledVerdict("entry", confidence.ENTRY_MARKED if marked and not sentence else confidence.ENTRY)
    all_lost = marked and habits.paragraphs_unlabelled
    if all_lost and not sentence and top.kind in ENUMERATED and habits.articles:
        return UnlabelledVerdict("entry", confidence.ENTRY_UNANNOUNCED)
    if sentence and (_numbers_lost(stack, habits, marked=marked) or _is_second(text, stack, habits)):
        return UnlabelledVerdict("paragraph", _paragraph(nominal=nominal, marked=marked, all_lost=all_lost))
    return UnlabelledVerdict("list")


def _paragraph(*, nominal: bool, marked: bool, all_lost: bool) -> float:
    if nominal:
        return confidence.PARAGRAPH_OR_ITEM
    if all_lost:
        return confidence.PARAGRAPH_MARKED
    return confidence.PARAGRAPH_MARKED_AMONG_NUMBERED if marked else confidence.PARAGRAPH


def _announcer(stack: list[Draft]) -> Draft | None:
    """The open provision whose list an unlabelled line continues."""
    for node in reversed(stack):
        if node.kind in ENUMERATED and node.label_inferred:
            continue
        if node.kind in ENUMERATED or node.kind == "paragraph":
            return node if announces(node) else None
        break
    return None


def _labels_lost(holder: Draft, habits: Habits) -> bool:
    """Whether the document shows no label of the kind that should stand here, though it announces lists."""
    if holder.kind == "paragraph":
        return habits.items_unlabelled and habits.articles > 0
    return habits.kana_labels == 0 and habits.items_unlabelled and habits.articles > 0


def _is_second(text: str, stack: list[Draft], habits: Habits) -> bool:
    """Whether a sentence below the words of a 項 is the next one: it speaks of 前項, or the main part numbers none."""
    top = stack[-1]
    if top.kind != "paragraph" or not ends_sentence(top.words) or top.children or not habits.articles:
        return False
    return text.find("前項", 0, _SUBJECT) >= 0 or (habits.main_unlabelled and stack[1].kind == "main_provision")


def _numbers_lost(stack: list[Draft], habits: Habits, *, marked: bool) -> bool:
    """Whether sentences without a number are 項 here: marked as such, or in a text that numbers no 項."""
    if habits.articles:
        return marked or habits.paragraphs_unlabelled
    # without 条 a sentence on its own may be a note; where the first 項 lost its mark, the others did too
    first = next((node for node in stack if node.kind == "paragraph"), None)
    return marked and first is not None and first.indent > 0
