"""The place of an enumerated line: 項, 号 or a subdivision, by the lists that are open.

The ladder is the document's own. A label continues the open list whose style it has and whose number it follows;
a first label opens a list below the deepest open provision; anything else is a gap, kept and never renumbered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, Kind
from jorei.model.num import Ordinal, is_next
from jorei.model.record import INTERPRETED, as_struct
from jorei.structure.body.wording import announces
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.labels import Label, Reading
from jorei.text.label_styles import ARABIC, CIRCLED, DOTTED, KANJI, PAREN_ARABIC, PAREN_KANJI

ANY_STYLE: Final = "*"
"""The style of an entry that stands in lists of any style."""
# 次の場合に, 次の基準に: enough where the label is there
_NEXT: Final = re.compile("次の(?!条|項|号|[章節款]|各条)|左の")
_LISTED: Final = frozenset(("paragraph", *ENUMERATED))
_NUMBERS: Final = frozenset((ARABIC, KANJI, PAREN_ARABIC, PAREN_KANJI))
"""Styles of one range: 二及び三 略 stands among (1) … (4) too."""
RANK: Final[dict[Kind, int]] = {
    kind: rank
    for rank, kinds in enumerate((
        ("law",), ("main_provision", "suppl_provision", *APPENDICES), *((kind,) for kind in DIVISIONS), ("article",),
        ("paragraph", "remarks"), *((kind,) for kind in ENUMERATED),
    ))
    for kind in kinds
}  # fmt: skip
"""The height of a kind, 0 the highest; an open node is closed by the next of its rank or higher."""


_DOTTED_KINDS: Final[tuple[Kind, ...]] = ("paragraph", "item", "subitem1")
"""The kinds of the units that 1.1, 1.1.1 and 1.1.1.1 name."""


_LATE: Final = 15
"""Entries of a list of アイウ that hardly any has. Chosen."""


class Rung:
    """A decision: the label goes below ``parent`` as ``kind``, read as ``style`` and ``ordinal``."""

    def __init__(self, parent: Draft, kind: Kind, style: str, ordinal: Ordinal) -> None:
        self.parent = parent
        self.kind = kind
        self.style = style
        self.ordinal = ordinal


if INTERPRETED and not TYPE_CHECKING:
    Rung = as_struct(Rung)


def below(parent: Draft) -> Kind:
    """The kind of an enumerated child: 号 below 項, its subdivisions below 号."""
    if parent.kind not in ENUMERATED:
        return "item" if parent.kind in ("paragraph", "remarks") else "paragraph"
    depth = ENUMERATED.index(parent.kind)
    return ENUMERATED[min(depth + 1, len(ENUMERATED) - 1)]


def rung_of(
    label: Label, indent: int, stack: list[Draft], habits: Habits, written: Callable[[], str] = str
) -> Rung | None:
    """The rung that a label belongs to; None when it cannot be a label here (a bare number that continues nothing).

    ``written`` gives the label as the source has it.
    """
    style, ordinal = label.readings[0]
    if style in DOTTED:
        return _named(style, ordinal, stack)
    return (
        _continuation(label, indent, stack, habits, written)
        or (_first(label, stack, habits) if label.certain else None)
        or (_gap(label, stack, habits) if label.certain else None)
    )


def _named(style: str, ordinal: Ordinal, stack: list[Draft]) -> Rung:
    """The rung of 1.1 or 1.1.1: as deep as its label has parts."""
    kind = _DOTTED_KINDS[DOTTED.index(style)]
    parent = next((node for node in reversed(stack) if RANK[node.kind] < RANK[kind]), stack[0])
    return Rung(parent, kind, style, ordinal)


def _continuation(
    label: Label, indent: int, stack: list[Draft], habits: Habits, written: Callable[[], str]
) -> Rung | None:
    rungs: list[tuple[Draft, Rung]] = []
    for depth in range(len(stack) - 1, 0, -1):
        node = stack[depth]
        if node.kind not in _LISTED:
            continue
        for style, ordinal in label.readings:
            same = _same_list(node, style, habits) or (
                bool(label.last) and style in _NUMBERS and node.style in _NUMBERS
            )
            if same and is_next(node.ordinal, ordinal):
                rungs.append((node, Rung(stack[depth - 1], node.kind, style, ordinal)))
                break
    if len(rungs) < 2:
        return rungs[0][1] if rungs else None
    if words := written():
        # (7) goes on with (6), not with (６): lists of one style may differ in their width
        rungs = [(node, rung) for node, rung in rungs if is_wide(node.label) == is_wide(words)] or rungs
    # 項 and 号 both numbered 1 2 3: the one that stands at the same margin, else the deeper
    at_margin = (rung for node, rung in rungs if node.indent == indent)
    return next(at_margin, rungs[0][1])


def is_wide(label: str | None) -> bool:
    """Whether a label as written has full-width digits.

    >>> is_wide("（７）"), is_wide("(7)"), is_wide("（7）")
    (True, False, False)
    """
    return label is not None and any("０" <= sign <= "９" for sign in label)


def _same_list(node: Draft, style: str, habits: Habits) -> bool:
    if node.kind == "paragraph":
        if node.style == style:
            # (2) below a chapter, where articles are missing, goes on with the list of one of them
            return style in (ARABIC, CIRCLED) or not habits.lacks_articles
        # the first 項 of an article carries no number, and the twenty-first of ② … ⑳ no circle
        return style in (ARABIC, CIRCLED) and node.style in ("", ARABIC, CIRCLED)
    return node.style in (style, ANY_STYLE)


def _first(label: Label, stack: list[Draft], habits: Habits) -> Rung | None:
    top = stack[-1]
    for style, ordinal in label.readings:
        if ordinal[0] != 1 or (len(ordinal) > 1 and ordinal[1] > 2) or _is_orphan(style, stack, habits):
            continue
        if top.kind == "article" or RANK[top.kind] < RANK["article"]:
            return Rung(top, "paragraph", style, ordinal)
        return Rung(top, below(top), style, ordinal)
    return None


def _is_orphan(style: str, stack: list[Draft], habits: Habits) -> bool:
    """Whether a list begins where no words announce one: what announced it was lost.

    A list below another of its own style is always announced; below a 項 it nearly always is (at least by 次の…), so in
    a document whose articles have gaps silence means that the article of this list is one of the missing.
    """
    top = stack[-1]
    if top.kind == ENUMERATED[-1]:
        return True  # the ladder has no lower rung
    if (top.kind not in ENUMERATED and top.kind != "paragraph") or announces(top):
        return False
    if any(node.style == style for node in stack):
        return _NEXT.search(top.words) is None
    return habits.lacks_articles and top.kind == "paragraph" and top.has_text and _NEXT.search(top.words) is None


def _gap(label: Label, stack: list[Draft], habits: Habits) -> Rung | None:
    for depth in range(len(stack) - 1, 0, -1):
        node = stack[depth]
        for style, ordinal in label.readings if node.kind in _LISTED else ():
            if _same_list(node, style, habits) and node.ordinal < ordinal:
                return Rung(stack[depth - 1], node.kind, style, ordinal)
    style, ordinal = _likeliest(label)
    top = stack[-1]
    if habits.lacks_articles and _is_orphan(style, stack, habits):
        return None
    if style == ARABIC or RANK[top.kind] < RANK["paragraph"]:
        holder = next((node for node in reversed(stack) if RANK[node.kind] < RANK["paragraph"]), top)
        return Rung(holder, "paragraph", style, ordinal)
    if top.kind == ENUMERATED[-1]:
        # the ladder has no lower rung; one below the other would be as deep as the text is long
        return Rung(stack[-2], top.kind, style, ordinal)
    return Rung(top, below(top), style, ordinal)


def _likeliest(label: Label) -> Reading:
    """The reading of a label that continues nothing: ロ is the second of イロハ rather than the 43rd of アイウ."""
    first, *others = label.readings
    return others[0] if others and first[1][0] > _LATE and others[0][1] < first[1] else first
