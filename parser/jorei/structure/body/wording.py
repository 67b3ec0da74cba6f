"""Words that decide where a line hangs: a list follows, a sentence goes on, an instrument takes effect."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.draft import Draft
from jorei.structure.lines.patterns import ANNOUNCES
from jorei.text.instruments import COMMON, alternation

_CONTINUES: Final = re.compile(r"(?:ただし|但し|この場合において|この場合における|この場合は|なお)[、,]")
_EFFECTIVE: Final = re.compile(r"施行期日|施行の期日")
_ENACTS: Final = re.compile(rf"^この{alternation(*COMMON, '基準', '細則')}は、.{{0,80}}施行する")
_AMENDS: Final = re.compile(
    r"(?:次のように|次のとおり)(?:改正|改め|加え|読み替え)[^。]{0,12}。?$|(?:改める|加える|削る)。$"
)
_AMENDING: Final = re.compile(r"(?:改め|加え|削り|削る|読み替え|とし、|とする)[^。]{0,12}。?$|^「|」$")
# windows chosen: what is looked for stands at the end, or in the first sentence
_AMENDS_TAIL: Final = 60
_EFFECTIVE_HEAD: Final = 200


def announces(node: Draft) -> bool:
    """Whether a provision's words announce a list below it: 次に掲げる者は、."""
    return bool(ANNOUNCES.search(node.words))


def is_continuation(text: str) -> bool:
    """Whether a line is a ただし書 or a 後段 that a dump put on a line of its own."""
    return bool(_CONTINUES.match(text))


def announces_amendment(node: Draft) -> bool:
    """Whether a paragraph announces the wording of an amendment: …を次のように改正する。"""
    return bool(_AMENDS.search(node.words[-_AMENDS_TAIL:]))


def is_amendment(text: str) -> bool:
    """Whether a line is the wording of an amendment: 第28条中「…」を「…」に改める。"""
    return bool(_AMENDING.search(text))


def enacts(text: str) -> bool:
    """Whether a sentence puts its own instrument into force, as the first paragraph of a 附則 does.

    >>> enacts("この条例は、平成10年4月1日から施行する。")
    True
    """
    return bool(_ENACTS.match(text))


def begins_suppl(captions: list[str], text: str) -> bool:
    """Whether a line of the main provisions is the first of a 附則 whose heading was lost.

    ``captions`` are the captions that wait for a provision: (施行期日) says it alone, any other denies it.
    """
    effective = bool(captions) and bool(_EFFECTIVE.search(captions[-1]))
    if enacts(text):
        return effective or not captions
    return effective and "施行する" in text[:_EFFECTIVE_HEAD]
