"""Names of laws and ordinances in running text: which noun they end in, where they begin, which words are no name.

A name ends in a noun of regulation (…法, …条例, …規則). Its left border is found from the issuer when its name is known,
else from the words that join a name to the clause before it, else from the run of letters that a name is made of.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.links.name_borders import left_border
from jorei.text.instruments import BY_NOUN, COMMON, MUNICIPAL, NATIONAL
from jorei.text.lawnumbers import parse_law_number

_TITLE_NOUNS: Final = (*(noun for noun in COMMON if noun != "法律"), "規約", "細則")


def referred_as(noun: str) -> str:
    """The word with which 同… speaks of an instrument: 法 of a 法律, 令 of a 政令."""
    row = BY_NOUN.get(noun)
    return row.referred_as if row and row.referred_as else noun


@lru_cache(maxsize=4096)
def noun_of(title: str | None, number: str | None) -> str:
    """法, 令, 条例, 規則 …: the word with which 同… speaks of a law; empty when neither title nor number tells.

    >>> noun_of("地方自治法", None), noun_of("地方自治法施行令", "昭和22年政令第16号"), noun_of(None, "平成9年条例第17号")
    ('法', '令', '条例')
    """
    if title:
        for noun in _TITLE_NOUNS:
            if title.endswith(noun):
                return referred_as(noun)
        if title.endswith("令"):
            return "令"
        if title.endswith(("法", "法律")):
            return "法"
    parsed = parse_law_number(number) if number else None
    return referred_as(parsed.type) if parsed else ""


_LONGEST_NAME: Final = 200
"""Characters that are searched for the left border. Measured: of 8,945 titles of national laws 4 are longer."""
_SHORT_BRACKET: Final = re.compile(r"\([^()。、0-9]{1,6}\)$")
_ENDS_NO_NAME: Final = "。「」『』|○ \n:;"
_CLAUSE_BREAK: Final = re.compile("[はがでてし]、|これ")
_LEADING_WORDS: Final = re.compile(
    "^(?:及び|および|並びに|ならびに|又は|または|若しくは|もしくは|その他|当該|同|各(?!種)|の|、)+"
)


def name_start(text: str, end: int, floor: int, issuers: tuple[str, ...]) -> int:
    """Where the name that ends at ``end`` begins, not before ``floor``; ``issuers`` are names it may begin with.

    >>> def name(text, *issuers):
    ...     return text[name_start(text, len(text), 0, issuers):]
    >>> name("当該請求に係る行政不服審査法"), name("市長は、改正前の架空市情報公開条例", "架空市")
    ('行政不服審査法', '架空市情報公開条例')
    >>> name("市長は、個人情報の保護に関する法律"), name("実施機関は、いじめ防止対策推進法")
    ('個人情報の保護に関する法律', 'いじめ防止対策推進法')
    """
    low = max(floor, end - _LONGEST_NAME)
    window = _EXCEPTION.sub(_filled, text[low:end])
    start = _behind_signs(window)
    issuer = _issuer_start(window, start, issuers)
    if issuer >= 0:
        return low + issuer
    start = left_border(window, start)
    if window.startswith("他", start) and window.endswith("その", 0, start):
        start += 1
    leading = _LEADING_WORDS.match(window[start:])
    if leading is not None and leading.end() < len(window) - start:
        start += leading.end()
    return low + start


_EXCEPTION: Final = re.compile(r"\([^()「」]{2,40}(?:を除く|に限る)。\)(?=の|に係る|を定める)")
"""A bracket inside a title: 原子炉(研究開発段階にあるものを除く。)の設置、運転等に関する規則."""


def _filled(bracket: re.Match[str]) -> str:
    """Signs in the place of a bracket's words, which no border is among."""
    return "・" * len(bracket[0])


def _behind_signs(window: str) -> int:
    """Where the last sign ends that no name holds: a 。, a quotation mark, a bracket but for a short one inside a name."""
    start = _behind_brackets(window)
    for sign in _ENDS_NO_NAME:
        start = max(start, window.rfind(sign) + 1)
    opening = window.rfind("(", start)
    return opening + 1 if opening >= 0 and window.find(")", opening) < 0 else start


def _behind_brackets(window: str) -> int:
    close = window.rfind(")")
    if close < 0:
        return 0
    short = _SHORT_BRACKET.search(window[: close + 1])
    if short is None or close + 1 == len(window):
        return close + 1
    return window.rfind(")", 0, short.start()) + 1  # 重度障害者(児)医療費…条例


def _issuer_start(window: str, start: int, issuers: tuple[str, ...]) -> int:
    """Where the name begins with one of its possible issuers; -1 when with none."""
    for issuer in issuers:
        offset = window.rfind(issuer, start) if issuer else -1
        if offset >= 0 and offset + len(issuer) < len(window) and _CLAUSE_BREAK.search(window, offset) is None:
            return offset
    return -1


_NOUNS: Final = (*MUNICIPAL, "細則", "法律", "法", "令")
GENERIC_NAMES: Final = frozenset((
    *_NOUNS, "憲法", "基準", "施行令", "施行規則", "施行細則",
    *(f"{body}{noun}" for body in "市町村県都区" for noun in ("条例", "規則")),
    *(f"同{noun}" for noun in (*_NOUNS, *NATIONAL)),
    *(f"関係{noun}" for noun in ("法", "条例", "規則", "規程")),
    *(f"改正{noun}" for noun in ("法", "条例", "規則")),
    *(f"{word}{noun}" for word in ("本", "当該") for noun in ("条例", "規則")),
    "他条例",
))  # fmt: skip
"""Words that end like a name and name nothing unless the document has defined them."""
KNOWN_BY_NAME: Final = frozenset(("民法", "商法", "刑法", "医療法", "獣医療法", "郵便法"))
"""Laws whose names end like a common noun, or are as short as one."""
NO_LAW: Final = re.compile("[用合違適不公私文寸療工製技作論便]法$")
"""利用法 may be the end of a law's name; 用法, 違法 by themselves are none."""
