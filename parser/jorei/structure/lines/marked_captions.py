"""Captions without brackets that markup or a sign shows: `### 目的`, `**目的**` or ■目的 above 第1条."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from jorei.structure.lines.line import Line
from jorei.structure.lines.rules import skip_blanks
from jorei.structure.lines.typed import TypedLine

_LONGEST: Final = 40
"""Characters of a caption. Chosen."""
_MOST: Final = 0.5
"""Share of articles below such a line at least: a title or 総則 stands above one of them alone. Chosen: the majority."""
_BOLD: Final = "**"
_SIGNS: Final = "■◆◼▼●◎□◇"
"""Signs before a heading: ■目的."""


def mark_captions(lines: list[TypedLine], folded: str) -> None:
    """Makes captions of headings and bold lines right above articles, where most articles have one; changed in place."""
    if not any(sign in folded for sign in ("#", _BOLD, *_SIGNS)):
        return
    articles = found = 0
    captions: list[TypedLine] = []
    for above, typed in pairwise(lines):
        if typed.kind != "article" or not typed.certain:
            continue
        articles += 1
        found += above.kind == "caption"
        if above is not lines[0] and typed.caption is None and _is_marked(above, folded):
            captions.append(above)
    if not captions or len(captions) + found < _MOST * articles or len(captions) < min(2, articles):
        return
    for caption in captions:
        begin = skip_blanks(caption.text, 1) if caption.text[0] in _SIGNS else 0
        caption.kind, caption.caption = "caption", (begin, len(caption.text))


def _is_marked(typed: TypedLine, folded: str) -> bool:
    if typed.kind != "plain" or len(typed.text) > _LONGEST or "。" in typed.text:
        return False
    return typed.text[0] in _SIGNS or _is_heading(typed.line, folded) or _is_bold(typed.line, folded)


def _is_heading(line: Line, folded: str) -> bool:
    return bool(line.debris) and folded[line.debris[0][0]] == "#"


def _is_bold(line: Line, folded: str) -> bool:
    return folded.startswith(_BOLD, line.end) and folded.endswith(_BOLD, 0, line.start)
