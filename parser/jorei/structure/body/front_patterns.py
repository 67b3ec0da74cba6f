"""Named patterns of front matter, over folded lines: titles, dates and numbers, promulgation, enactment, history."""

from __future__ import annotations

import re
from typing import Final

from jorei.text.eras import DATE, ERA, YEAR
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER

_TYPE = alternation(*NUMBERED)
_TITLED = (
    "条例|規則|規程|要綱|要領|訓令|内規|基準|細則|準則|規約|憲章|宣言|指針|方針|規定|法|法律|政令|省令|令"
    "|について|に関する件|の件"
)
TITLE_END: Final = re.compile(rf"(?:{_TITLED})(?:[(〔][^()〔〕]*[)〕])?(?:[ ]*抄)?$")
_NUMBER_TAIL = rf"[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$"
DATE_RE: Final = re.compile(rf"[(〔]?{DATE}[)〕]?[ ]*(?:$|[^。、]{{0,30}}{_TYPE}?{_NUMBER_TAIL}|[^。、]{{0,16}}$)")
"""平成15年3月26日, alone or before a number."""
YEAR_RE: Final = re.compile(rf"{ERA} ?{YEAR} ?年$")
NUMBER_RE: Final = re.compile(rf"[(〔]?(?:{ERA}[^。]{{0,24}})?(?:[^。、()0-9]{{0,24}}){_TYPE}{_NUMBER_TAIL}")
"""条例第3号, with or without the year before it."""
REVISED_RE: Final = re.compile(
    rf"(?:最終)?(?:沿革|改正|改廃|一部改正|全部改正|廃止)(?:[ :]|$)|{DATE}.*(?:改正|第[ ]?{NUMBER}[ ]?号)"
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
PROMULGATES: Final = re.compile(r"(?P<title>[^。]{4,120}?)をここに公布する。")
