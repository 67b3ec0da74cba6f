"""Places as citations: 第10条の2第1項第3号ア, 附則第3項, 別表第1甲の項."""

from __future__ import annotations

from typing import Final

from jorei.amending.operation import AmendedPlace, Step
from jorei.model.kinds import UNITS

NAMES: Final[dict[str, str]] = dict(UNITS.items())
"""`UNITS` for the kinds of steps and units, of which some are no kinds of nodes."""
_FIXED: Final = {
    "title": "題名", "toc": "目次", "preamble": "前文", "enact_statement": "制定文", "main": "本則", "suppl": "附則",
    "items": "各号", "stem": "各号列記以外の部分", "intable": "の表", "remarks": "備考", "caption": "の見出し",
    "shared_caption": "の前の見出し",
}  # fmt: skip


def spell(steps: tuple[Step, ...]) -> str:
    """A place as a citation in Arabic numerals.

    >>> spell((Step("article", (10, 2)), Step("paragraph", (1,)), Step("item", (3,)), Step("subitem1", (), "ア")))
    '第10条の2第1項第3号ア'
    """
    words = ""
    for i, step in enumerate(steps):
        kind = step.kind
        if kind in NAMES:
            words += f"第{step.number[0]}{NAMES[kind]}" + "".join(f"の{n}" for n in step.number[1:])
        elif kind == "table":
            words += (step.word or "別表") + (f"第{step.number[0]}" + "".join(f"の{n}" for n in step.number[1:])
                                           if step.number else "")  # fmt: skip
        elif kind == "style":
            words += f"様式第{step.number[0]}号" + "".join(f"の{n}" for n in step.number[1:]) if step.number else "様式"
        elif kind == "row":
            words += f"{step.word}の項"
        elif kind in ("subitem2", "subitem4"):
            words += f"({step.word})"
        elif kind == "heading":
            words += f"の{NAMES.get(step.word or steps[i - 1].kind, '章')}名"
        elif kind == "amending":
            words += f"第{step.number[0]}条のうち{step.word}"
        else:
            words += _FIXED.get(kind, step.word)
    return words


def spell_place(place: AmendedPlace) -> str:
    """`spell` with what a range ends with (セからナまで, as far as it differs) and what it takes along.

    >>> spell_place(AmendedPlace((Step("article", (7,)),), (Step("article", (9,)),)))
    '第7条から第9条まで'
    """
    words = spell(place.steps)
    if place.last:
        same = 0
        while same < min(len(place.steps), len(place.last)) - 1 and place.steps[same] == place.last[same]:
            same += 1
        words += "から" + spell(place.last[same:]) + "まで"
    return words + ("(見出しを含む)" if place.with_caption else "")
