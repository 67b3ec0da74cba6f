"""Named patterns of headings and notes, over folded and stripped lines."""

from __future__ import annotations

import re
from typing import Final

from jorei.text.lawnumbers import LAW_NUMBER, SHORT_NUMBER
from jorei.text.numerals import NUMBER

# 第1条の一部 is no branch number
BRANCHES: Final = rf"(?:[ ]?[のノ之][ ]?{NUMBER}(?![部時方般]))*"
ARTICLE: Final = rf"第[ ]?(?P<base>{NUMBER})[ ]?条(?P<branch>{BRANCHES})"
RANGE_JOINT: Final = r"[ ]?(?:から|乃至|ないし|及び|および|・|、|~|〜|～|―|—|－|─|-)[ ]?"
ARTICLE_RE: Final = re.compile(
    rf"{ARTICLE}(?P<range>{RANGE_JOINT}第?[ ]?(?P<last>{NUMBER})[ ]?条(?P<last_branch>{BRANCHES})(?:まで)?"
    rf"(?=[ ]*(?:削除|略|\(|〔|$)))?"
)
# what turns 第5条 at a line's head into a reference that happens to begin the line
REFERENCE_TAIL: Final = re.compile(
    r"(?:の(?!二|三|四|五)|に|を|は|が|へ|と|で|も|や|、|,|・|及び|および|又は|または|若しくは|並びに|から|まで|中|第|各|"
    r"ただし書|本文|前段|後段|関係|以下|以外|以降|等|。|」|\))"
)

DIVISION_NAMES: Final = {"編": "part", "章": "chapter", "節": "section", "款": "subsection", "目": "division"}
DIVISION_RE: Final = re.compile(
    rf"第[ ]?(?P<base>{NUMBER})[ ]?(?P<unit>[編章節款目])(?P<branch>{BRANCHES})(?P<sep>[ ]*)(?P<title>.*)$"
)

SUPPL_RE: Final = re.compile(
    r"[附付][ ]*則(?P<sep>[ ]*)(?P<bracket>[(〔][^()〔〕]*(?:\([^()]*\)[^()]*)*[)〕])?[ ]*(?P<extract>抄)?[ ]*(?P<rest>.*)$"
)
REVISION_TEXT_RE: Final = re.compile(r"改正文(?:[ ]*(?P<bracket>\([^()]*\)))?[ ]*(?P<extract>抄)?$")
SUPPL_NUMBER_RE: Final = re.compile(rf"\((?P<number>{LAW_NUMBER})[ ]*抄?\)[ ]*抄?$")

_APPDX_NUMBER = rf"(?:第?[ ]?{NUMBER}[ ]?号?(?:[のノ之]{NUMBER})*)"
APPDX_RE: Final = re.compile(
    rf"(?P<label>(?:附[ ]*則)?別[ ]?表{_APPDX_NUMBER}?|別[ ]?記(?:様[ ]?式)?{_APPDX_NUMBER}?(?:様[ ]?式)?|様[ ]?式{_APPDX_NUMBER}?"
    rf"|第[ ]?{NUMBER}[ ]?号(?:の{NUMBER})*(?:様[ ]?式|書[ ]?式)(?:の{NUMBER})*|(?:別|付|附)[ ]?図{_APPDX_NUMBER}?"
    rf"|別[ ]?紙(?:様[ ]?式)?{_APPDX_NUMBER}?|(?:付|附)[ ]?録{_APPDX_NUMBER}?|(?:付|附)[ ]?表{_APPDX_NUMBER}?|別[ ]?添{_APPDX_NUMBER}?"
    rf"|書[ ]?式{_APPDX_NUMBER}?)(?P<variant>(?:[ ]?[(]?その{NUMBER}[)]?)?)"
    r"(?P<bracket>[ ]*\([^()]*(?:\([^()]*\)[^()]*)*\))?(?P<rest>.*)$"
)
APPDX_KINDS: Final = (
    ("様式", "appdx_style"), ("書式", "appdx_style"), ("別表", "appdx_table"), ("付表", "appdx_table"),
    ("附表", "appdx_table"), ("図", "appdx_fig"), ("別記", "appdx_note"),
)  # fmt: skip

TOC_RE: Final = re.compile(r"目[ ]*次$")
REMARKS_RE: Final = re.compile(
    r"(?:備[ ]*考|注意?|(?:記載|記入)(?:上の)?(?:注意|要領|心得)|摘[ ]*要)(?:[ ]*[0-9])?(?:[ :]|$)"
)
OMISSION_RE: Final = re.compile(
    r"(?:〔次のよう〕[ ]*略|[(〔]?(?:以下|中|後|前|条文|本文|図|表|様式|別表|別記)?[ ]?(?:省)?略[)〕]?|〔[^〕]{0,30}〕[ ]*略)[ 。]*$"
)
PAGE_RE: Final = re.compile(
    r"(?:[-―—–─][ ]*[0-9]{1,4}[ ]*[-―—–─]|[0-9]{1,4}[ ]*/[ ]*[0-9]{1,4}|[0-9]{1,4}[ ]?(?:ページ|頁))$"
)
DEBRIS_RE: Final = re.compile(
    r"(?:(?:[-*+•●◦▪‣]|#{1,6})[ ]+|:[a-z-]{4,20}:)++"
)  # list marks of Markdown, marks of Lawtext

_ACTION = r"(?:一部改正|全部改正|全改|追加|削除|繰上|繰下|繰り上げ|繰り下げ|改称|改正|移動|旧[^、・()]{1,20}|章名|節名|見出し|本条)"
_AMEND_HEAD_RE = re.compile(rf"[(〔](?:{SHORT_NUMBER}|{LAW_NUMBER})")
_AMEND_ACTION_RE = re.compile(rf"・{_ACTION}")
_AMEND_FRAME_RE = re.compile(
    r"(?:本[条項章節款]|一部改正|全部改正|全改|追加|削除|改正|繰[上下]|旧[^〔]{1,12}){1,3}[〔(][^〕\])]*[〕\])]"
)


def is_amend_note(text: str) -> bool:
    """Whether a line only names amending instruments: (平17条例3・一部改正), 一部改正〔令和2年条例5号〕.

    >>> is_amend_note("(平17条例3・一部改正)"), is_amend_note("(目的)"), is_amend_note("一部改正〔令和2年条例5号〕")
    (True, False, True)
    """
    if text[0] in "(〔":
        frame = _AMEND_FRAME_RE.match(text, 1)  # (一部改正〔令和2年条例5号〕)
        return "。" not in text and bool(frame or _AMEND_HEAD_RE.match(text) or _AMEND_ACTION_RE.search(text))
    return text[-1] == "〕" and bool(_AMEND_FRAME_RE.match(text))


NOTE_RE: Final = re.compile(
    r"\([^()]{0,80}(?:により、?|から)[^()]{0,60}施行(?:する)?。?\)$|\((?:施行期日|施行)[ ]?[は=:].*\)$|注[ ]|※"
)

# 柱書: words that announce an enumeration below
ANNOUNCES: Final = re.compile(
    r"次(?:に|の)(?:掲げ|定め|よう|とおり|いずれ|各号|事項|[アイ(])|次のとおり|左に掲げ|左の|下記|各号|(?<![条項例則律令示程])第[0-9一二三四五六七八九十]+号"
)
