"""Citations compared: 第十三条第三項第二号イ, 第13条 第3項第2号イ and １３条… are one pin-cite."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.text.fold import squeeze
from jorei.text.numerals import NUMBER, parse_number

WHOLE: Final = "全体"
"""What この条例 cites."""

_NUMERAL: Final = re.compile(rf"(?<=[第のノ条号])(?:{NUMBER}|元)|(?<=[治正和成])(?:{NUMBER}|元)(?=年)")
_PLAIN: Final = re.compile(r"第[1-9][0-9]*条(?:の[1-9][0-9]*)*(?:第[1-9][0-9]*項)?(?:第[1-9][0-9]*号)?")
_STYLE: Final = re.compile(r"第(\d+)((?:の\d+)*)号((?:の\d+)*)様式((?:の\d+)*)")
_BRANCH_OF_STYLE: Final = re.compile(r"(?<=様式)第(\d+)((?:の\d+)+)号")
"""様式第1の2号, which is 第1号の2様式."""
_FIRST_PARAGRAPH: Final = re.compile(r"(条(?:の\d+)*)第1項(?=第\d+(?:の\d+)*号)")
_FIRST_OF_SUPPL: Final = re.compile(r"(附則(?:\([^)]*\))?)第1項(?=第\d+(?:の\d+)*号)")
_REMARK: Final = re.compile(r"(?<=備考)の?第?(\d+)[項号]?")
"""備考1, 備考第1項: its entries are 号."""
_ABOVE_ARTICLE: Final = re.compile(rf"^(?:第\d+(?:の\d+)*[{DIVISION_LETTERS}])+(?=第\d+条)")
"""第2章第8条: articles are counted through the whole text."""
_ROW: Final = re.compile(
    r"((?:附則)?[別付附]表(?:第?\d+(?:の\d+(?=の\d|[^の\d]))*)?(?!の表)|第\d+条[^表]{0,40}?(?=の表)).{1,40}?の項"
)
"""別表第1の2の項, 第3条の表1の項: up to the table."""
_COLLECTIVE: Final = re.compile("(?:各[条項号]|の表)$")
_BARE: Final = re.compile(rf"(?<![第の0-9０-９〇零一二三四五六七八九十百千])(?={NUMBER}[{UNIT_LETTERS}])")


def _arabic(match: re.Match[str]) -> str:
    number = parse_number(match[0])
    return match[0] if number is None else str(number)


@lru_cache(maxsize=65_536)
def citation_key(citation: str) -> str:
    """One spelling for all spellings of a citation, for comparing and looking up (not for showing).

    An item of the first paragraph has the key of an item of the article: 第1項 is left out where an article has one
    paragraph, and a citation without it means that one.

    >>> citation_key("第十三条第三項 第二号イ") == citation_key("１３条3項2号イ")
    True
    >>> citation_key("第2条第1項第5号"), citation_key("第３号様式"), citation_key("附則（平成元年条例第三号）第2項")
    ('第2条第5号', '様式第3号', '附則(平成1年条例第3号)第2項')
    >>> citation_key("第1号の2様式") == citation_key("様式第1の2号") == citation_key("第1号様式の2"), citation_key("様式第1号の2")
    (True, '様式第1号の2')
    """
    if _PLAIN.fullmatch(citation):  # as most are; the other steps would change nothing
        return _FIRST_PARAGRAPH.sub(r"\1", citation)
    text = squeeze(citation).replace("付則", "附則").replace("ノ", "の")
    text = _NUMERAL.sub(_arabic, _BARE.sub("第", text))
    text = _ABOVE_ARTICLE.sub(
        "", _REMARK.sub(r"第\1号", _BRANCH_OF_STYLE.sub(r"第\1号\2", _STYLE.sub(r"様式第\1号\2\3\4", text)))
    )
    return _FIRST_OF_SUPPL.sub(r"\1", _FIRST_PARAGRAPH.sub(r"\1", text))


def holder_key(citation: str) -> str:
    """The key of the provision that a citation leads to: 第2条各号 and 第2条の表 have no node, 第2条 holds them.

    Nor is it known from outside which row of a table has a node: the 別表 holds it.

    >>> holder_key("第2条第2項各号") == citation_key("第2条第2項"), holder_key("第2条第1号")
    (True, '第2条第1号')
    >>> holder_key("別表第一の二の項"), holder_key("別表第2の2（り）の項第2号"), holder_key("第3条の表1の項"), holder_key("別表第2の2")
    ('別表第1', '別表第2の2', '第3条', '別表第2の2')
    """
    key = citation_key(_COLLECTIVE.sub("", citation) or citation)
    row = _ROW.match(key) if "の項" in key else None
    return row[1] if row is not None else key
