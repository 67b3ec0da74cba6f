"""What stands between the lines of a text and is none of it: running heads, and the explanations of a commentary."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from jorei.structure.lines.rules import Typed

_SIGN: Final = re.compile(r"[【〔\[■◆](?:逐条)?(?:解説|説明|解釈(?:及び運用|・運用)?|運用|考え方)[】〕\]]?")
_LAW: Final = frozenset(("article", "division", "suppl", "suppl_number", "appdx"))
_LONGEST_HEAD: Final = 60
_TWICE: Final = 2


def mark_asides(typed: list[Typed], folded: str) -> None:
    """Marks both, where a text has the signs of either."""
    if any(one.kind == "page" for one in typed):
        _mark_running_heads(typed)
    if _SIGN.search(folded):
        _mark_explanations(typed)


def _mark_running_heads(typed: list[Typed]) -> None:
    """Lines that stand again and again beside the numbers of pages are furniture like them."""
    beside = [
        one
        for before, one, after in zip(typed[:1] + typed, typed, typed[1:] + typed[-1:], strict=False)
        if "page" in (before.kind, after.kind) and _can_run(one)
    ]
    counts = Counter(one.text for one in beside)
    for one in beside:
        if counts[one.text] >= _TWICE:
            one.kind = "page"


def _can_run(one: Typed) -> bool:
    return one.kind == "plain" and len(one.text) <= _LONGEST_HEAD and one.text[-1] not in "。、"


def _mark_explanations(typed: list[Typed]) -> None:
    """Behind 【解説】 the lines up to the next provision explain the one above: they are notes, not its 項."""
    inside = False
    for at, one in enumerate(typed):
        if one.kind in ("caption", "plain") and _SIGN.fullmatch(one.text):
            inside = True
        elif one.kind in _LAW and one.firm or (one.kind == "caption" and _next_kind(typed, at) in _LAW):
            inside = False
        if inside and one.kind not in ("page", "furniture"):
            one.kind = "note"


def _next_kind(typed: list[Typed], at: int) -> str:
    return typed[at + 1].kind if at + 1 < len(typed) else ""
