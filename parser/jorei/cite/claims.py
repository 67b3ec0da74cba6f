"""The caption that a text says a provision has, right behind its citation: 第5条（届出）, 第5条の「届出」."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from jorei.text.fold import fold, squeeze
from jorei.text.morphology import normalized, tokens

_CLAIMED: Final = re.compile(
    r"[(（](?P<round>[^()（）、。「」『』\n]{1,24})[)）]|[ 　]?[【〔＜](?P<angular>[^【】〔〕＜＞、。\n]{1,24})[】〕＞]"
    r"|の?(?:「(?P<quoted>[^「」\n]{1,24})」|『(?P<double>[^『』\n]{1,24})』)"
)
_NOTE: Final = re.compile(
    r"以下|上記|下記|前記|という|除く|限る|含む|参照|において|場合|とき|から|まで|[0-9〇一二三四五六七八九十][年月日号条項円人]|[条項号]$|^第|年度"
    r"|^(?:新設|追加|改正|全部改正|一部改正|全改|削除|廃止|施行|未施行|現行|旧|新|抄|抜粋|抜萃|略|中略|後略|後述|前述|上述|既述|案|別紙|別添|別掲|同旨|同前"
    r"|準用|引用|関係|要約|概要|要旨|全文|原文|本文|条文|再掲|下線|強調|筆者|注|根拠|例|など|等)(?:[は部].*)?$|関係$|(?:改正|新設|追加|削除|施行|準用)(?:後|前|済み?)?$"
)
"""What brackets hold that are a note and no caption."""
_NOUNS: Final = frozenset(("名詞", "接尾辞", "代名詞"))


class Claim(NamedTuple):
    """A caption that is claimed; one in quotation marks may be words of the provision as well."""

    words: str
    quoted: bool = False


def claimed_caption(text: str, end: int) -> Claim | None:
    """The caption that is claimed where a citation ends.

    >>> [found and found.words for text in ("第5条（届出）", "第5条の『届出』", "第5条（新設）", "第5条（令和3年改正）") for found in [claimed_caption(text, 3)]]
    ['届出', '届出', None, None]
    """
    match = _CLAIMED.match(text, end)
    if match is None:
        return None
    caption = next(group for group in match.groups() if group)
    if _NOTE.search(fold(caption)):
        return None
    last = [token.word.pos[0] for token in tokens(caption)][-1:]
    return Claim(caption, bool(match["quoted"] or match["double"])) if last and last[0] in _NOUNS else None


def agrees(claimed: str, caption: str) -> bool:
    """Whether a claimed caption is the caption, in any spelling, or some of its words.

    >>> agrees("変更の届け出", "変更の届出"), agrees("許可", "表示の許可"), agrees("許可の取消し", "表示の許可")
    (True, True, False)
    """
    if squeeze(claimed) in squeeze(caption):
        return True
    claims, has = ({word.form for word in normalized(words)} for words in (claimed, caption))
    return bool(claims) and claims <= has
