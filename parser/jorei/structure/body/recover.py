"""What a dump lost, and what the rest of the text says it was.

Each repair is a value: the node is marked inferred and carries a confidence; a check reports it. When the text does
not hold the answer, the line stays what it is (列記).
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from jorei.model.kinds import ENUMERATED
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import SENTENCE_END, Habits, enacts
from jorei.structure.lines.patterns import ANNOUNCES
from jorei.structure.lines.rules import Typed

# 号 may end with 。 only after these (法制執務: とき and こと take the full stop)
_NOMINAL_END: Final = re.compile(r"(?:とき|こと|もの|場合|をいう|除く|限る|含む|同じ|。\))。?[)]?$")
_CONTINUES: Final = re.compile(r"(?:ただし|但し|この場合において|この場合における|この場合は|なお)[、,]")
_EFFECTIVE: Final = re.compile(r"施行期日|施行の期日")

# How often readings were right on texts whose labels are known: national laws printed without them. 0.9 and more
# means right in at least 98 of 100.
_EXTRACT: Final = 0.7  # 抄, 中略: what number the next 項 has, the text does not say
_AFTER_RECOVERED: Final = 0.85  # after 号 that were recovered a sentence may be one more of them
_ALL_LOST: Final = 0.9  # where 項 lost their numbers too, a list and a list in a list look alike
_NESTED: Final = 0.7  # a recovered 号 that announces a list of its own: whose entry is the next line?

ReadAs = Literal["text", "paragraph", "child", "list"]


class UnlabelledVerdict(msgspec.Struct, frozen=True, gc=False):
    """What an unlabelled line is read as, and how sure that is."""

    reading: ReadAs
    confidence: float = 1.0


def announces(node: Draft) -> bool:
    """Whether a provision's words announce a list below it."""
    return bool(ANNOUNCES.search(node.words))


def is_continuation(text: str) -> bool:
    """ただし書 and 後段 that a dump put on a line of their own."""
    return bool(_CONTINUES.match(text))


def read_unlabelled(typed: Typed, stack: list[Draft], profile: Habits) -> UnlabelledVerdict:
    """What a line without a label is, inside a provision.

    The 柱書 (次に掲げる…), the full stop, the blank a lost label leaves, and whether the document numbers its 項 at
    all decide; they are asked in that order.
    """
    top = stack[-1]
    text = typed.text
    if not top.has_text and not top.children and top.kind != "remarks":
        return UnlabelledVerdict("text")
    marked = profile.marks_loss(typed)
    if is_continuation(text) and not marked:
        return UnlabelledVerdict("text")
    sentence = bool(SENTENCE_END.search(text))
    holder = _announcer(stack, sentence=sentence and not _NOMINAL_END.search(text))
    if holder is not None and (marked or _labels_lost(holder, profile)):
        return UnlabelledVerdict("child", 0.95 if marked and not sentence else 0.8)
    if marked and not sentence and top.kind in ENUMERATED and profile.paragraphs_unlabelled and profile.articles:
        return UnlabelledVerdict(
            "child", 0.8
        )  # the dump lost its list marks everywhere; this 号 did not announce its list
    if sentence and _numbers_lost(stack, profile, marked=marked):
        if _NOMINAL_END.search(text):
            return UnlabelledVerdict("paragraph", 0.7)  # …こと。 ends 号 more often than 項
        if marked and profile.paragraphs_unlabelled:
            return UnlabelledVerdict("paragraph", 0.97)
        return UnlabelledVerdict("paragraph", 0.85 if marked else 0.75)
    return UnlabelledVerdict("list")


def _announcer(stack: list[Draft], *, sentence: bool) -> Draft | None:
    """The open provision whose list an unlabelled line continues; a full sentence ends the list."""
    if sentence:
        return None
    for node in reversed(stack):
        if node.kind in ENUMERATED and node.label_inferred:
            continue
        if node.kind in ENUMERATED or node.kind == "paragraph":
            return node if announces(node) else None
        break
    return None


def _labels_lost(holder: Draft, profile: Habits) -> bool:
    """Whether the document shows no label of the kind that should stand here, though it announces lists."""
    if holder.kind == "paragraph":
        return profile.items_unlabelled and profile.articles > 0
    return profile.kana_labels == 0 and profile.items_unlabelled and profile.articles > 0


def begins_suppl(captions: list[str], text: str) -> bool:
    """Whether a line of the main provisions is the first of a 附則 whose heading was lost."""
    return (
        enacts(text)
        and (not captions or bool(_EFFECTIVE.search(captions[-1])))
        or bool(captions and _EFFECTIVE.search(captions[-1]) and "施行する" in text[:200])
    )


def _numbers_lost(stack: list[Draft], profile: Habits, *, marked: bool) -> bool:
    """Whether sentences without a number are 項 here: marked as such, or in a text that numbers no 項."""
    if profile.articles:
        return marked or profile.paragraphs_unlabelled
    # without 条 a sentence on its own may be a note; where the first 項 lost its mark, the others did too
    first = next((node for node in stack if node.kind == "paragraph"), None)
    return marked and first is not None and first.indent > 0


def paragraph_confidence(confidence: float, holder: Draft, before: Draft | None) -> float:
    """How sure the number of a recovered 項 is: no surer than the one before it."""
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


def child_confidence(confidence: float, before: Draft | None, profile: Habits) -> float:
    """How sure the label of a recovered 号 or subdivision is."""
    doubts = [confidence]
    if profile.paragraphs_unlabelled:
        doubts.append(_ALL_LOST)
    if before is not None and before.label_inferred:
        doubts.append(before.confidence)
        if announces(before):
            doubts.append(_NESTED)
    return min(doubts)
