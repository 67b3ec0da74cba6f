"""Named patterns of headings and notes, over folded and stripped lines."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import DIVISION_LETTERS
from jorei.text.eras import ERA_SHORT
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.lawnumbers import LAW_NUMBER, SHORT_NUMBER
from jorei.text.numerals import NUMBER

# 第1条の一部 is no branch number
BRANCHES: Final = rf"(?:[ ]?[のノ之][ ]?{NUMBER}(?![部時方般]))*"
ARTICLE: Final = rf"第[ ]?(?P<base>{NUMBER})[ ]?条(?P<branch>{BRANCHES})"
RANGE_JOINT: Final = r"[ ]?(?:から|乃至|ないし|及び|および|・|、|~|〜|～|―|—|－|─|-)[ ]?"
ARTICLE_RE: Final = re.compile(
    rf"{ARTICLE}(?P<range>{RANGE_JOINT}第?[ ]?(?P<last>{NUMBER})[ ]?条(?P<last_branch>{BRANCHES})(?:まで)?"
    rf"(?=[ ]*(?:削[ ]{{0,2}}除|略|\(|〔|【|$)))?"
)
# what turns 第5条 at a line's head into a reference that happens to begin the line
REFERENCE_TAIL: Final = re.compile(
    r"(?:の(?!二|三|四|五)|に|を|は|が|へ|と|で|も|や|、|,|・|及び|および|又は|または|若しくは|並びに|から|まで"
    r"|中|第|各|ただし書|本文|前段|後段|関係|以下|以外|以降|等|。|」|\))"
)
# the same behind a blank, where a sentence may begin with 第, 中 or 等 as well
REFERENCE_BEHIND_BLANK: Final = re.compile(
    r"[をはが、。)](?![ぁ-ん])|の(?:規定|[一二三四五0-9]|第)|に(?:規定|掲げ|定め|基づ|該当|よ[りる])|までの"
    r"|(?:及び|又は|から|若しくは|並びに|、)第"
)

NUMBER_ALONE_RE: Final = re.compile(rf"[(〔\[]{alternation(*NUMBERED)}[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号[)〕\]]$")
"""(条例第14号): the number of an instrument below its day, and no caption."""

DIVISION_RE: Final = re.compile(
    rf"第[ ]?(?P<base>{NUMBER})[ ]?(?P<unit>[{DIVISION_LETTERS}])(?P<branch>{BRANCHES})"
    rf"(?:{RANGE_JOINT}第?[ ]?(?P<last>{NUMBER})[ ]?(?P=unit)(?P<last_branch>{BRANCHES})(?:まで)?(?=[ ]*[(〔【]?(?:削[ ]?除|略)))?"
    rf"(?P<sep>[ ]*)(?P<title>.*)$"
)

_BRACKETED = r"[(〔][^()〔〕]*(?:\([^()]*\)[^()]*)*[)〕]"
SUPPL_RE: Final = re.compile(
    rf"(?:[■◆●◎□▼◇] ?)?(?:改正)?[附付][ ]*則(?P<sep>[ ]*)(?P<bracket>{_BRACKETED})?[ ]*(?P<extract>抄)?[ ]*(?P<rest>.*)$"
)
REVISION_TEXT_RE: Final = re.compile(r"改正文(?:[ ]*(?P<bracket>\([^()]*\)))?[ ]*(?P<extract>抄)?$")
SUPPL_NUMBER_RE: Final = re.compile(rf"\((?P<number>{LAW_NUMBER})[ ]*抄?\)[ ]*抄?$")

TOC_RE: Final = re.compile(r"[(〔【\[<]?[ ]?(?:目[ ]*次|もくじ)[ ]?[)〕】\]>]?$")
_REMARKS = r"(?:備[ ]*考|注意?(?:事項)?|(?:記載|記入)(?:上の)?(?:注意|要領|心得)|摘[ ]*要)"
REMARKS_RE: Final = re.compile(
    rf"(?P<head>{_REMARKS}|[(〔【\[<]{_REMARKS}[)〕】\]>]|注\))(?P<number>[ ]*[0-9]{{1,2}})?(?P<sep>[ :.)]|$|(?<=[)〕】\]>]))"
)
_OMITTED = "中|後|前|条文|本文|各?(?:改正)?附則|図|表|様式|別表|別記|別紙|別図|関係図面|図面"
OMISSION_RE: Final = re.compile(
    rf"(?:〔次のよう〕[ ]*略|[(〔【\[]?(?:以下)?[、 ]?(?:(?:{_OMITTED})(?:及び|・|、)?){{0,3}}(?:は、?)?[ ]?(?:省[ ]?)?略(?:する)?[)〕】\]]?"
    rf"|〔[^〕]{{0,30}}〕[ ]*略)[ 。]*$"
)
PAGE_RE: Final = re.compile(
    r"(?:[-―—–─][ ]*[0-9]{1,4}[ ]*[-―—–─]|[0-9]{1,4}[ ]*/[ ]*[0-9]{1,4}|[0-9]{1,4}[ ]?(?:ページ|頁))$"
)
# list marks of Markdown, marks of Lawtext
LIST_MARK_RE: Final = re.compile(
    r"(?:(?:[-*+•●◦▪‣]|#{1,6})[ ]+|#{1,6}(?=[^ #0-9])|-(?=[0-9]{1,2} [^ 0-9-])|:[a-z-]{4,20}:)++"
)
LIST_MARK_HEADS: Final = frozenset("-*+•●◦▪‣#:")

_ACTION = r"(?:一部改正|全部改正|全改|追加|削除|繰上|繰下|繰り上げ|繰り下げ|改称|改正|移動|旧[^、・()]{1,20}|章名|節名|見出し|本条)"
_AMEND_HEAD_RE: Final = re.compile(rf"[(〔](?:{SHORT_NUMBER}|{LAW_NUMBER})")
_AMEND_ACTION_RE: Final = re.compile(rf"・{_ACTION}")
_AMEND_FRAME_RE: Final = re.compile(
    r"(?:本[条項章節款]|一部改正|全部改正|全改|追加|削除|改正|繰[上下]|旧[^〔]{1,12}){1,3}[〔(][^〕\])]*[〕\])]"
)
_FRAME_FIRSTS: Final = frozenset("本一全追削改繰旧")
_ERA_FIRSTS: Final = frozenset(ERA_SHORT)
"""The letters that these begin with: the cheap question."""


def is_amend_note(text: str) -> bool:
    """Whether a line does nothing but name amending instruments: (平17条例3・一部改正), 一部改正〔令和2年条例5号〕.

    >>> is_amend_note("(平17条例3・一部改正)"), is_amend_note("(目的)"), is_amend_note("一部改正〔令和2年条例5号〕")
    (True, False, True)
    """
    if text[0] in "(〔":
        if "。" in text:
            return False
        first = text[1:2]
        return (
            (first in _ERA_FIRSTS and _AMEND_HEAD_RE.match(text) is not None)
            or (first in _FRAME_FIRSTS and _AMEND_FRAME_RE.match(text, 1) is not None)  # (一部改正〔令和2年条例5号〕)
            or ("・" in text and _AMEND_ACTION_RE.search(text) is not None)
        )
    return text[-1] == "〕" and bool(_AMEND_FRAME_RE.match(text))


NOTE_RE: Final = re.compile(
    r"\([^()]{0,80}(?:により、?|から)[^()]{0,60}施行(?:する)?。?\)$|\((?:施行期日|施行)[ ]?[は=:].*\)$|注[ ]|※"
)


def ends_sentence(text: str) -> bool:
    """Whether words end with a sentence, be it in a bracket or a quotation.

    >>> ends_sentence("乙とする。"), ends_sentence("(以下「法」という。)"), ends_sentence("次に掲げる者")
    (True, True, False)
    """
    return text.rstrip(")」』").endswith("。")


# 柱書: words that announce an enumeration below
_ANNOUNCED = "掲げ|定め|よう|とおり|いずれ|各号|事項|[アイ(]"
# each form begins with a letter of its own, so that only these letters are looked at
ANNOUNCES: Final = re.compile(
    rf"次[にの](?:{_ANNOUNCED})|つぎ[にの](?:{_ANNOUNCED})|左に掲げ|左の|下記|各号|第(?<![条項例則律令示程]第)[0-9一二三四五六七八九十]+号"
)
