"""What stands behind the last provision of a published page: 体系, 沿革, the heading once more."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import Kind
from jorei.structure.draft import Draft
from jorei.structure.lines.rules import Typed
from jorei.text.eras import DATE

_HEADS: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = (
    (re.compile(r"体系情報$"), "taxonomy"),
    (re.compile(r"沿革情報$|改正履歴$|改正沿革$|制定改廃(?:経過|履歴)$"), "history"),
    (re.compile(r"未施行情報$"), "note"),
)
_DATE_NUMBER = re.compile(rf"{DATE}[ ]*\S{{0,20}}第[ ]?\S{{1,8}}[ ]?号$")
_IN_FORCE = re.compile(rf"\({DATE}[ ]*(?:施行|適用)\)$")
_REPEATED: Final = 4


def tail_start(typed: list[Typed], title: str | None) -> int:
    """The index of the first line of the tail; ``len(typed)`` when there is none."""
    for at, one in enumerate(typed):
        if (
            not one.said
            and one.text[-1] in "報歴革過"
            and len(one.text) < 12
            and any(head.match(one.text) for head, _ in _HEADS)
        ):
            return _with_repeated_heading(typed, at, title)
    return len(typed)


def _with_repeated_heading(typed: list[Typed], at: int, title: str | None) -> int:
    """Title, number and date of force often stand once more above 体系情報."""
    start = at
    for back in range(at - 1, max(-1, at - 1 - _REPEATED), -1):
        text = typed[back].text
        if not (_DATE_NUMBER.match(text) or _IN_FORCE.match(text) or (title and text.lstrip("○◯ ") == title)):
            break
        start = back
    return start


def build_tail(typed: list[Typed], start: int, root: Draft) -> None:
    """Adds the tail's blocks to the law."""
    kind: Kind = "navigation"
    block: Draft | None = None
    for one in typed[start:]:
        line = one.line
        head = next((k for pattern, k in _HEADS if pattern.match(one.text)), None)
        if head:
            kind = head
            block = root.add(Draft(head, label=one.text, pieces=line.whole("label")))
            continue
        pieces = line.whole("text")
        if block is None:
            root.add(Draft(_repeated_kind(one.text), pieces=pieces))
        elif kind == "note":
            root.add(Draft("note", pieces=pieces))
        else:
            block.add(Draft(kind, pieces=pieces))


def _repeated_kind(text: str) -> Kind:
    if _IN_FORCE.match(text):
        return "note"
    return "promulgation" if _DATE_NUMBER.match(text) else "navigation"


def keep_unparsed(root: Draft, text: str, begin: int) -> None:
    """What lies beyond the reach of a text, as one node at the end of the law."""
    stretch = text[begin:]
    start = begin + len(stretch) - len(stretch.lstrip())
    if start < len(text):
        root.add(Draft("unparsed", pieces=[Piece("text", start, begin + len(stretch.rstrip()))]))
