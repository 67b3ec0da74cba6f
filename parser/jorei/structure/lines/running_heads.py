"""Lines that interrupt a text: running heads, and the explanations of a commentary."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from jorei.structure.lines.typed import TypedLine

_EXPLANATION_FIRSTS: Final = frozenset("【〔[■◆")
_EXPLANATION: Final = re.compile(
    r"[【〔\[■◆](?:逐条)?(?:解説|説明|(?:趣旨|解釈)(?:及び運用|・(?:運用|解釈))?|運用|考え方|補足|注釈)[】〕\]]?"
)
_PROVISIONS: Final = frozenset(("article", "division", "suppl", "suppl_number", "appdx"))
_LONGEST_HEAD: Final = 60
"""Characters of a running head. Chosen."""
_LEAST_REPEATS: Final = 2


def mark_running_heads(lines: list[TypedLine]) -> None:
    """Lines that stand again and again beside the numbers of pages are pages like them; changed in place."""
    if "page" not in {typed.kind for typed in lines}:
        return
    beside_pages = [
        typed
        for before, typed, after in zip(lines[:1] + lines, lines, lines[1:] + lines[-1:], strict=False)
        if "page" in (before.kind, after.kind) and _can_be_head(typed)
    ]
    counts = Counter(typed.text for typed in beside_pages)
    for typed in beside_pages:
        if counts[typed.text] >= _LEAST_REPEATS:
            typed.kind = "page"


def _can_be_head(typed: TypedLine) -> bool:
    return typed.kind == "plain" and len(typed.text) <= _LONGEST_HEAD and typed.text[-1] not in "。、"


def mark_explanations(lines: list[TypedLine], folded: str) -> None:
    """Behind 【解説】 the lines up to the next provision explain the one above: notes, not its 項; changed in place."""
    # the lines first: few of them begin so, and the text is long
    first = [typed.line.text[0] for typed in lines if typed.kind == "plain" or typed.kind == "caption"]
    if _EXPLANATION_FIRSTS.isdisjoint(first) or not _EXPLANATION.search(folded):
        return
    inside = False
    for index, typed in enumerate(lines):
        is_heading = typed.kind in ("caption", "plain") and _EXPLANATION.fullmatch(typed.text) is not None
        if is_heading and _next_kind(lines, index) not in _PROVISIONS:  # 〔趣旨〕 above 第1条 is its caption
            inside = True
        elif (typed.kind in _PROVISIONS and typed.certain) or (
            typed.kind == "caption" and _next_kind(lines, index) in _PROVISIONS
        ):
            inside = False
        if inside and typed.kind not in ("page", "furniture"):
            typed.kind = "note"


def _next_kind(lines: list[TypedLine], index: int) -> str:
    return lines[index + 1].kind if index + 1 < len(lines) else ""
