"""Named patterns of front matter, over folded lines: titles, dates and numbers, promulgation, enactment, history."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import Kind
from jorei.text.eras import DATE, ERA, YEAR
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER

_TYPE = alternation(*NUMBERED)
_TITLED = (
    "条例|規則|規程|要綱|要領|訓令|内規|基準|細則|準則|規約|会則|学則|定款|要項|憲章|宣言|指針|方針|規定|法|法律|政令|省令|令"
    "|について|に関する件|の件"
)
TITLE_END: Final = re.compile(rf"(?:{_TITLED})(?:[(〔][^()〔〕]*[)〕])?(?:[ ]*抄)?$")
_TITLE_LASTS: Final = frozenset([word[-1] for word in _TITLED.split("|")]) | frozenset(")〕抄")
_NUMBER_TAIL = rf"[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$"
_MADE = "(?:(?:制定|公布|発布)[ :]*)?"
DATE_RE: Final = re.compile(
    rf"{_MADE}[(〔]?{DATE}[)〕]?[ ]*(?:$|[^。、]{{0,30}}{_TYPE}?{_NUMBER_TAIL}|[^。、]{{0,16}}$)"
)
"""平成15年3月26日, alone or before a number."""
DAY_ALONE: Final = re.compile(rf"{DATE}$")
OF_YEAR: Final = re.compile(rf"[(〔]?{ERA}")
IN_FORCE: Final = re.compile(rf"\({DATE}[ ]*(?:施行|適用)\)$")
"""(令和6年4月1日施行): the day of the version that is shown."""
IN_YEAR: Final = re.compile(rf"[(〔]?{ERA} ?{YEAR} ?年")
YEAR_RE: Final = re.compile(rf"{ERA} ?{YEAR} ?年$")
NUMBER_RE: Final = re.compile(rf"{_MADE}[(〔]?(?:{ERA}[^。]{{0,24}})?(?:[^。、()0-9]{{0,24}}){_TYPE}{_NUMBER_TAIL}")
"""条例第3号, with or without the year before it."""
_NUMBER_LASTS: Final = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千 号)〕")
REVISED_RE: Final = re.compile(
    rf"[\[〔(【]?(?:最終)?(?:改正沿革|改正履歴|沿革情報|制定改廃履歴|制定改廃経過|沿革|改正|改廃|一部改正|全部改正|廃止)(?:[ :\])〕】]|$)|{DATE}.*(?:改正|第[ ]?{NUMBER}[ ]?号)"
)
_INSTRUMENT = r"(?:条例|規則|規程|要綱|要領|訓令|告示|内規|基準|細則|規約|命令|省令|政令|府令)」?[^。]{0,8}"
_AS_FOLLOWS = "(?:、|次のように|次のとおり|別紙のとおり|別記のとおり|ここに){1,3}"
ENACT_RE: Final = re.compile(
    rf"全部を(?:次のように)?改正する|ここに(?:これを)?公布する|{_INSTRUMENT}を(?:ここに)?(?:公布|制定|施行)する"
    rf"|{_INSTRUMENT}を?{_AS_FOLLOWS}(?:定める|定め|制定|改正)"
)
REVISES: Final = re.compile(r"全部を(?:次のように)?改正|公布する|廃止する")
OFFICE: Final = re.compile(r"[〔(][^〔〕()]{1,12}(?:[課室局]|(?<![一全])部|(?<!関)係)[〕)]$")
"""〔総務課〕 behind a title: the office in charge."""
DATED_TAIL: Final = re.compile(rf"(?<=[ 。)])(?<!^)(?={DATE}[ ]*(?:[^。、]{{0,40}}第[ ]?{NUMBER}[ ]?号)?)")
CAPTION_TAIL: Final = re.compile(
    r"(?<=[例則程綱領準約])[ ]*(?P<caption>[(〔\[【](?!案|抄|略|仮称|素案)[^()〔〕\[\]【】]{1,20}[)〕\]】])$"
)
"""(趣旨) behind a 題名: the caption of the first article."""
OF_HISTORY: Final = re.compile(r"[|・■※*-]{0,2} ?[\[〔(【《]?(?:最終|最近|直近|一部|全部)?改正")
"""How a line begins that tells a change and not the making."""
ENTRY_LABEL: Final = re.compile(r"^(?:[(]?[0-9]{1,3}[).]?|第[ ]?[0-9]{1,3}[ ]?(?:次|回)(?:改正)?|[①-⑳・■□○●])[ :]{1,2}")
"""The number of an entry of a history: 1 平成6年…, (2) 平成13年…, 第3次改正 …."""
PREAMBLE_HEADING: Final = re.compile(r"[(〔【\[]?前 ?文[)〕】\]]?$")
PATH_HEADING: Final = re.compile(r"[\[〔(【]?(?:体系情報|体系|分類|例規体系)[\])〕】]?$")
"""What stands above the path of the collection: 第3編 執行機関."""
HISTORY_HEADING: Final = re.compile(
    r"[\[〔(【<■●◆・]?[ ]?(?:改正(?:沿革|履歴|経過|経緯|一覧|等の経過)?|沿革(?:情報|一覧)?|制定改廃(?:履歴|経過|経緯|沿革)?|制定[・及びと、]{1,2}改(?:正|廃)(?:の?(?:履歴|経過|経緯|沿革))?"
    r"|制定(?:履歴|経過|経緯|沿革)|改廃(?:履歴|経過|経緯|沿革)|(?:例規)?(?:更新|公布)?履歴(?:情報)?)[ ]?[\])〕】>:]?$"
)
"""What stands above a list of amendments: each dated line below it is one."""
BREADCRUMB: Final = re.compile(r"[^ ] ?[>›»] ?[^ ]")
FRONT_MATTER: Final = re.compile(r"-{3,}$|\{:? ?[.#]|[A-Za-z_]+ ?:( |$)")
"""A line of YAML above a page in Markdown."""
_DAY_KEYS = (
    "公布|制定|発布|公表|告示|決定|策定|議決|施行|適用|(?:最終|最近|直近|一部|全部)?改正|(?:最終)?更新|作成|登録|廃止"
)
_WORD_KEYS = (
    "(?:例規|条例|規則|要綱|要領|法令|告示|訓令|公布|文書|整理)?番号|種別|分類|体系|効力|状態|沿革"
    "|(?:所管|担当|主管|所属|原)(?:部局課|部署|部課|課等|組織|課|部|局|室)?(?:名)?"
)
_PARTED = r"(?: ?[|:] ?| +)(?=[^ |:])"
_KEY_RE: Final = re.compile(rf"(?:\| ?)?(?:(?:{_DAY_KEYS})(?:年月日|日)?|{_WORD_KEYS}|[A-Za-z_]+ ?(?=:)){_PARTED}")
TITLE_KEY: Final = re.compile(
    rf"(?:\| ?)?(?:(?:title|TITLE|Title)(?= ?:)|題名|件名|タイトル|(?:例規|条例|規則|要綱)名(?:称)?){_PARTED}"
)
"""What stands before a 題名 in a table or in YAML: 例規名 …, title: …."""


def strip_key(text: str) -> str:
    """A line of a table or of YAML without the key before its value, and without the pipes around it.

    >>> [strip_key(text) for text in ("公布日 平成2年9月1日", "| 番号 | 条例第26号 |", "所管課: みどり課", "平成2年")]
    ['平成2年9月1日', '条例第26号', 'みどり課', '平成2年']
    """
    key = _KEY_RE.match(text)
    if key:
        return text[key.end() :].rstrip(" |")
    return text.strip("| ") if text[0] == "|" else text


def is_titled(text: str) -> bool:
    """Whether words end as titles end; their last letter is the cheap question.

    >>> is_titled("みどり野市灯台条例"), is_titled("灯台の管理")
    (True, False)
    """
    return text[-1:] in _TITLE_LASTS and TITLE_END.search(text) is not None


def is_number(text: str) -> bool:
    """Whether words are the number of an instrument; their last letter is the cheap question.

    >>> is_number("条例第3号"), is_number("条例第3号の施行")
    (True, False)
    """
    return text[-1:] in _NUMBER_LASTS and NUMBER_RE.match(text) is not None


OPEN_END: Final = re.compile(
    r"(?:[のとにをで、・]|関する|関し|係る|よる|及び|並びに|又は|若しくは|等|基づく|伴う|ための|おける|対する|係わる|する|した)$"
)
"""How the first of two lines of a 題名 ends."""
TITLE_REST: Final = re.compile(
    r"(?:施行)?(?:条例|規則|規程|要綱|要領|細則|施行令)|(?:の|に関する|に係る|を定める|による)[^、。() ]{0,30}(?:条例|規則|規程|要綱|要領|細則)"
)
"""What is no 題名 by itself: 条例, 施行規則, に関する条例."""
PROMULGATES: Final = re.compile(r"(?P<title>[^。]{4,120}?)をここに公布する。")


def heading_of(text: str) -> Kind | None:
    """What is listed below a heading: amendments, or the path of the collection."""
    if HISTORY_HEADING.match(text):
        return "history"
    return "taxonomy" if PATH_HEADING.match(text) else None
