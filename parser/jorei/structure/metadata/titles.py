"""What of a 題名's line is the title: without （案）, a caption, a number or an office behind it."""

from __future__ import annotations

import re
from typing import Final

from jorei.text.fold import fold
from jorei.text.instruments import COMMON, NUMBERED, alternation
from jorei.text.numerals import NUMBER

_TAIL: Final = re.compile(
    rf"(?<=[例則程綱領規準約針章])[ ]*(?P<tail>[(〔\[](?:仮称|素案|原案|改正案|修正案|骨子案|たたき台|(?:最終)?案|抄|趣旨|目的|定義|総則|設置|通則)[)〕\]]"
    rf"|(?P<number>[(〔\[][^()〔〕\[\]]{{0,30}}{alternation(*NUMBERED)}[甲乙丙]?第? ?{NUMBER} ?号[)〕\]])|[ ]案)$"
)
_LEAD: Final = re.compile(
    r"(?:title|TITLE|Title) ?: ?|[0-9]{1,3}[ .]+(?=[^0-9 .])|(?:[^<>›»]+[>›»])+ ?(?=[^ >])"
    rf"|[【\[〔(](?:{alternation(*COMMON)}|例規|現行|本文|全文|制定|新規|公布)[】\]〕)] ?(?=[^ ])"
)
"""A key of YAML, a number in a list, the crumbs of a path (ホーム > 例規集 > …) or a mark (【条例】) before a title; no markup: <b>."""
_SET_APART: Final = re.compile(r"(?:[^ ] {1,3}){3,}[^ ]")
"""Letters with a blank behind each."""
_BILLED: Final = re.compile(r"(?<=[例則程綱領])(?:の制定|を定めること)について$")
_LINK: Final = re.compile(r"^\[(?P<words>[^\[\]]+)\]\([^()\s]*\)$")


def bare_title(title: str | None) -> tuple[str | None, list[tuple[str, str]]]:
    """The title as written without what stands behind it, and a number from there, folded and as written.

    >>> bare_title("甲市公園条例（案）"), bare_title("甲市公園条例施行規則 (趣旨)")[0]
    (('甲市公園条例', []), '甲市公園条例施行規則')
    >>> bare_title("【条例】甲市公園条例"), bare_title("甲 市 公 園 条 例")[0]
    (('甲市公園条例', []), '甲市公園条例')
    >>> bare_title("甲市公園条例（令和７年甲市条例第１号）")
    ('甲市公園条例', [('令和7年甲市条例第1号', '令和７年甲市条例第１号')])
    """
    if not title:
        return title, []
    folded = fold(title)
    if _SET_APART.fullmatch(folded):
        return bare_title("".join(title.split()))
    lead = _LEAD.match(folded)
    if lead and lead.end() < len(title):
        return bare_title(title[lead.end() :].strip("\"' "))
    billed = _BILLED.search(folded)
    if billed:
        return bare_title(title[: billed.start()])
    link = _LINK.match(folded)
    if link:
        return bare_title(title[link.start("words") : link.end("words")])
    tail = _TAIL.search(folded)
    if not tail or not tail.start():
        return title, []
    numbers = []
    if tail["number"]:
        begin, end = tail.start("number") + 1, tail.end("number") - 1
        numbers.append((folded[begin:end], title[begin:end]))
    return title[: tail.start()].rstrip(), numbers
