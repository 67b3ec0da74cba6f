"""The kind of an instrument: by its number, its title, or what it calls itself."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.vocabulary import InstrumentKind
from jorei.text.instruments import KIND_OF_NOUN, alternation

_KINDS: Final[dict[str, InstrumentKind]] = {**KIND_OF_NOUN, "細則": "rule"}
"""X法施行細則 is a rule of the municipality that carries the law out."""
_PUBLISHING: Final = ("告示", "訓令", "公告", "達", "通達")
"""What a 要綱 is published as: there its title says what it is."""
_SELF: Final = re.compile(rf"(?:この|本)(?P<noun>{alternation(*_KINDS)})(?=[はにのでを施])")
_LAST_NOUN: Final = re.compile(alternation(*_KINDS))


def kind_of(number_type: str, title: str, body: str) -> InstrumentKind:
    """The kind of the instrument with this noun in its number, this folded title and this folded text.

    >>> kind_of("", "甲法施行細則", ""), kind_of("", "甲委員会令", ""), kind_of("", "", "この規則は、")
    ('rule', 'other', 'rule')
    >>> kind_of("告示", "甲市補助金交付要綱", ""), kind_of("条例", "甲市公園条例の運用について", "")
    ('guideline', 'ordinance')
    """
    by_title = not number_type or number_type in _PUBLISHING
    for subject in (title, number_type) if by_title else (number_type, title):
        for noun, kind in _KINDS.items():
            if subject.endswith(noun):
                return kind
    if title.endswith(("法", "法律")):
        return "act"
    if title.endswith("令"):
        return "other" if title.endswith("委員会令") else "cabinet_order"
    own = _SELF.search(body)
    if own:
        return _KINDS[own["noun"]]
    nouns = _LAST_NOUN.findall(title)
    return _KINDS[nouns[-1]] if nouns else "other"
