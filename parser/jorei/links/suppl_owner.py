"""Whose article it is that a 附則 speaks of: the amending instrument's own, this document's, or the 附則's."""

from __future__ import annotations

import re
from typing import Final, Literal

from jorei.links.grammar import N
from jorei.text.instruments import MUNICIPAL, alternation

ArticleOwner = Literal["instrument", "document"]

_MUNICIPAL: Final = alternation(*MUNICIPAL)
_IN_INSTRUMENT_BEFORE: Final = re.compile(rf"(?:この{_MUNICIPAL}(?:中|の)?)$")
_LONGEST_BEFORE: Final = 8
"""Characters that `_IN_INSTRUMENT_BEFORE` may need."""
_VERSION_BEFORE: Final = re.compile(rf"改正(前|後)の(?:この{_MUNICIPAL}の?)?$")
_LONGEST_VERSION: Final = 14
"""Characters that `_VERSION_BEFORE` may need."""
# 第1条中第18条第2号の改正規定: what 中 stands after is the instrument's
_IN_INSTRUMENT_AFTER: Final = re.compile(
    "(?:の規定による|による)(?:改正|廃止)"
    rf"|(?:のうち|中)(?:目次|附則|別表|[^。、「第]{{0,40}}第 ?{N} ?条)[^。「]{{0,120}}?(?:改正規定|規定)"
)
_CHANGED_AFTER: Final = re.compile(
    r"[^。「()]{0,60}(?:改正規定|を加える|の規定の改正)|\([^()。]{0,40}\)[^。「()]{0,40}改正規定|中「"
)
# この条例中第1条及び第3条第2項の改正規定: what is changed is this document's
_LISTED_CHANGED: Final = re.compile(
    "(?:[0-9〇一二三四五六七八九十百千第条項号のア-ン、]|及び|並びに|から|まで|ただし書|本文|前段|後段|各号|別表|様式|附則"
    "|見出し|目次){0,60}"
    "(?:改正規定|(?:の次)?に[^。、]{0,12}を加える|を削る)"
)
_IN_FORCE: Final = re.compile("[^。]{0,200}(?:施行する|施行し、)")


def version_before(text: str, start: int) -> Literal["old", "new"] | None:
    """The version that the words before an article say: 改正前の第5条, 改正後の第5条."""
    words = _VERSION_BEFORE.search(text, max(0, start - _LONGEST_VERSION), start)
    return ("old" if words[1] == "前" else "new") if words else None


def owner_of_article(text: str, start: int, end: int) -> ArticleOwner | None:
    """Whose article a bare 第N条 is in a 附則 that amends; None when the words do not say.

    >>> text = "この条例は、公布の日から施行する。ただし、第1条中第18条第2号の改正規定は、"
    >>> owner_of_article(text, 21, 24), owner_of_article(text, 25, 32)
    ('instrument', 'document')
    """
    if _IN_INSTRUMENT_AFTER.match(text, end):
        return "instrument"
    if _IN_INSTRUMENT_BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start):
        return "document" if _LISTED_CHANGED.match(text, end) else "instrument"
    if _CHANGED_AFTER.match(text, end):
        return "document"
    if _IN_FORCE.match(text, end):
        return "instrument"
    return None
