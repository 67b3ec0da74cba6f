"""施行期日: which provisions of an amending ordinance come into force when."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from jorei.amending.operation import Stage
from jorei.text.eras import DATE, to_date
from jorei.text.numerals import NUMBER, parse_number

_WHEN: Final = r"(?P<when>[^、。]{0,100}?(?:日|時))"
_MAIN: Final = re.compile(
    rf"この(?:条例|規則|規程|訓令|告示|要綱|法律|政令|省令|要領|制度|[^、。]{{1,8}})は、{_WHEN}から(?:これを)?施行(?:する|し)"
)
_BUT: Final = re.compile(rf"ただし、(?P<what>.+?)は、?{_WHEN}から(?:施行(?:する|し)|、)")
_MORE: Final = re.compile(rf"(?P<what>[^。]+?)は、?{_WHEN}から(?:施行(?:する|し)|、)")
_EACH: Final = re.compile(r"次(?:の各号)?に掲げる規定は、(?:それぞれ)?当該各号に(?:定める|掲げる)日から施行")
_ITEM: Final = re.compile(rf"(?:\({NUMBER}\)|{NUMBER})\s+(?P<what>.+?)\s+(?P<when>\S.*)$")
_AFTER: Final = re.compile(rf"公布の日から(?:起算して)?({NUMBER})(日|月|箇月|か月|年)を経過した日")


def read_stages(lines: list[str], promulgated: date | None) -> tuple[Stage, ...]:
    """The stages of a 附則 (its folded lines); the first is the one of all that no other stage names.

    >>> read_stages(["この条例は、令和7年4月1日から施行する。ただし、第2条の規定は、公布の日から施行する。"], None)
    (Stage(on=datetime.date(2025, 4, 1), of='', at_promulgation=False), Stage(on=None, of='第2条の規定', at_promulgation=True))
    """
    for at, _ in enumerate(lines):
        words = "".join(line.strip() for line in lines[at : at + 6])
        match = _MAIN.search(words)
        if match and match.start() < 8 + len(lines[at]):
            return (_stage("", match["when"], promulgated), *_exceptions(words[match.end() :], lines[at:], promulgated))
    return ()


def _exceptions(rest: str, lines: list[str], promulgated: date | None) -> list[Stage]:
    stages: list[Stage] = []
    sentence = rest.split("。ただし、", 1)
    if len(sentence) < 2:
        return stages
    words = "ただし、" + sentence[1]
    if _EACH.search(words.split("施行", 1)[0] + "施行"):
        items = [match for line in lines if (match := _ITEM.match(line.strip()))]
        return [_stage(match["what"], match["when"], promulgated) for match in items]
    match = _BUT.match(words)
    while match:
        stages.append(_stage(match["what"], match["when"], promulgated))
        if not match[0].endswith("、"):
            break
        match = _MORE.match(words, match.end())
    return stages


def _stage(what: str, when: str, promulgated: date | None) -> Stage:
    if found := re.search(DATE, when):
        return Stage(to_date(*found.group("era", "year", "month", "day")), what)
    if found := _AFTER.search(when):
        return Stage(_later(promulgated, parse_number(found[1]) or 0, found[2]) if promulgated else None, what)
    if "公布の日" in when and "範囲" not in when and "経過" not in when:
        return Stage(promulgated, what, at_promulgation=True)
    return Stage(None, what)


def _later(day: date, count: int, unit: str) -> date:
    """The day behind a period that began on ``day``: 起算して counts the day itself."""
    if unit == "日":
        return day + timedelta(days=count)
    months = day.month - 1 + count * (12 if unit == "年" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
