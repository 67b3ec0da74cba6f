"""告示 and 通知: the date and the name of the office that stand between the text and 記."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import Kind
from jorei.structure.body.front_patterns import DATE_RE
from jorei.structure.body.state import BuilderState
from jorei.structure.lines.typed import TypedLine

_BELOW: Final = "記"
_NEAR: Final = 4
"""Lines above 記 in which they stand: a date, one or two offices, a number. Chosen."""
_LONGEST: Final = 40
"""Characters of such a line. Chosen."""
_SIGNED: Final = re.compile(
    r"[^。、]{0,20}(?:[市町村区都道府県]長|管理者|連合長|教育委員会|委員長|議長)(?:[ ][^。、]{2,16})?$"
)


def kind_above_list(state: BuilderState, typed: TypedLine) -> Kind | None:
    """The kind of a line between the text of a 告示 and its 記: promulgation of its date, note of its office."""
    if state.habits.articles or len(typed.text) > _LONGEST:
        return None
    following = state.lines[state.index + 1 : state.index + 1 + _NEAR]
    if not any(line.text == _BELOW for line in following):
        return None
    if DATE_RE.match(typed.text):
        return "promulgation"
    return "note" if _SIGNED.match(typed.text) else None
