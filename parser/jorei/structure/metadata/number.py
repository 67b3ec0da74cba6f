"""The document's own number and day of promulgation, apart from those of what amended it or is amended."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from jorei.text.eras import DATE, ERA, YEAR, to_date
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.lawnumbers import LawNumber
from jorei.text.numerals import NUMBER, parse_number

_TYPE = alternation(*NUMBERED)
_MONTH_DAY = rf"(?: ?{NUMBER} ?月(?: ?{NUMBER} ?日)?)?"
_OWN: Final = re.compile(
    rf"(?:(?P<era>{ERA}) ?(?P<year>{YEAR}) ?年?{_MONTH_DAY}[ )〕]*)?(?P<issuer>[^0-9()〔〕「」\[\]第。、:| \n]{{0,24}}?)(?P<type>{_TYPE})"
    rf"(?P<mark>[甲乙丙]?) ?第? ?(?P<number>{NUMBER}) ?号"
)
_DATE_RE: Final = re.compile(DATE)
_PROMULGATED: Final = re.compile(rf"ここに(?:これを)?公布する。?\s*{DATE}\s*(?P<rest>[^\n。]{{0,60}})")
_OF_ANOTHER: Final = re.compile(
    r"^[|・■※*-]{0,2} ?[\[〔(【《]?(?:最終|最近|直近|一部|全部)?(?:改正|改廃|廃止|沿革|施行|適用|更新|登録|作成|失効)"
)
"""How a line begins that tells a later change and not the making of the instrument."""
_MADE: Final = re.compile(r"^(?:制定|公布|発布|公表)[ :]*")
_NO_PROMULGATION: Final = re.compile(
    r"^[ ]*(?:提出|上程|議決|可決|施行|適用|改正|現在|一部改正|全部改正|廃止|から|まで)"
)
"""What stands behind a day that is not that of promulgation."""
_BILL: Final = re.compile(
    rf"^[(〔]?(?:議員提出|委員会提出|市長提出)?(?:議案|発議|議|議員提出議案)第? ?{NUMBER} ?号|^第? ?{NUMBER} ?号議案|(?:の制定|の一部改正)について$"
)
_BEFORE_YEAR: Final = re.compile(r"[明大昭平令]$")


class OwnNumber(NamedTuple):
    """The number of the instrument, and the words of its issuer as written.

    ``law`` is None for a number without a year; ``shown`` is how it is cited at home: 平成9年条例第17号, 条例第8号.
    """

    law: LawNumber | None
    type: str
    issuer: str
    shown: str


def own_number(lines: list[tuple[str, str]], body: str) -> OwnNumber | None:
    """The number in the front matter.

    ``lines`` are its lines of date and number, folded and as written; ``body`` is the folded beginning of the text.

    >>> own_number([("平成27年3月26日", "平成２７年３月２６日"), ("規程第53号", "規程第５３号")], "").shown
    '平成27年規程第53号'
    >>> own_number([("今市市条例第8号", "今市市条例第8号")], "").shown
    '条例第8号'
    """
    lines = [_without_making(line) for line in lines if not _OF_ANOTHER.match(line[0].strip())]
    promulgated = _PROMULGATED.search(body)
    if promulgated:
        # one stretch, so that the year of the day goes to the number
        words = body[promulgated.start("era") : promulgated.end()]
        lines = [(words, words), *lines]
    found: OwnNumber | None = None
    for folded, raw in lines:
        match = _OWN.search(folded)
        if match and match["era"]:
            return _taken(match, raw, match["era"], match["year"])
        if match and found is None:
            dated = next((m for m in (_DATE_RE.search(line) for line, _ in lines) if m), None)
            found = _taken(match, raw, *(dated.group("era", "year") if dated else ("", "")))
    return found


def _without_making(line: tuple[str, str]) -> tuple[str, str]:
    match = _MADE.match(line[0])
    return (line[0][match.end() :], line[1][match.end() :]) if match else line


def _taken(match: re.Match[str], raw: str, era: str, year: str) -> OwnNumber | None:
    count = parse_number(match["number"])
    if count is None:
        return None
    issuer = raw[match.start("issuer") : match.end("issuer")].strip()
    law = LawNumber.of_parts(era, year, issuer, match["type"], match["mark"], match["number"]) if era else None
    own = issuer.removeprefix(place_of_issuer(issuer))
    shown = law.local if law else f"{own}{match['type']}{match['mark']}第{count}号"
    return OwnNumber(law, match["type"], issuer, shown)


_BOARD: Final = (
    r"(?:教育委員会|教委|選挙管理委員会|選管|監査委員|監委|公平委員会|公平委|農業委員会|農委|固定資産評価審査委員会|議会|水道事業|水道局|水道部|上下水道"
    r"|下水道|公営企業|企業局|企業管理|企業|企管|水管|消防本部|消防局|消防|病院事業|病院局|病院|交通局|人事委員会|管理)?.{0,8}"
)
_PLACE_OF: Final = re.compile(
    rf"(?P<place>.{{1,24}}(?:[県市区町村]|(?<=東京)都|(?<=北海)道|(?<=京都|大阪)府|広域連合|企業団|組合|財産区))(?={_BOARD}$)"
)


def place_of_issuer(issuer: str) -> str:
    """The municipality in the issuer of a number, as written; empty when only a board or nothing is named.

    >>> place_of_issuer("今市市教育委員会"), place_of_issuer("八日市場市"), place_of_issuer("教育委員会")
    ('今市市', '八日市場市', '')
    """
    match = _PLACE_OF.match(issuer)
    return match["place"] if match else ""


def is_bill(lines: list[str], title: str) -> bool:
    """Whether the text is a bill (議案第5号, …の制定について): nothing in it is promulgated yet.

    >>> is_bill(["議案第18号"], "甲市公園条例"), is_bill(["条例第18号"], "甲市公園条例")
    (True, False)
    """
    for line in (*lines, title):
        words = line.strip().replace(" ", "")
        if ("議" in words or words.endswith("について")) and _BILL.search(words):
            return True
    return False


def day_of_promulgation(lines: list[str], body: str) -> date | None:
    """The day in the front matter that is not said to be another's: of 提出, 施行, 改正."""
    promulgated = _PROMULGATED.search(body)
    if promulgated:
        return to_date(*promulgated.group("era", "year", "month", "day"))
    for line in lines:
        if _OF_ANOTHER.match(line.strip()):
            continue
        match = _DATE_RE.search(line)
        if match and not _NO_PROMULGATION.match(line[match.end() :]):
            return to_date(*match.group("era", "year", "month", "day"))
    return None
