"""施行期日: which provisions of an amending ordinance come into force when."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

import msgspec

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
_THIS: Final = r"この(?:条例|規則|規程|訓令|告示|要綱|法律|政令|省令|要領)"
_BY_ARTICLES: Final = re.compile(rf"{_THIS}(?:中|のうち)(?=[^。]{{0,300}}施行)")
_RELATIVE: Final = re.compile(
    rf"(?P<year>同年|翌年)(?P<month>{NUMBER})月(?P<day>{NUMBER})日|同月(?P<later>{NUMBER})日|(?P<same>同日)"
)
_ITEM: Final = re.compile(rf"(?:\({NUMBER}\)|{NUMBER})\s+(?P<what>.+?)\s+(?P<when>\S.*)$")
_AFTER: Final = re.compile(rf"公布の日から(?:起算して)?({NUMBER})(日|月|箇月|か月|年)を経過した日")


def read_stages(lines: list[str], promulgated: date | None) -> tuple[Stage, ...]:
    """The stages of a 附則 (its folded lines); the first is the one of all that no other stage names.

    >>> read_stages(["この条例は、令和7年4月1日から施行する。ただし、第2条の規定は、公布の日から施行する。"], None)
    (Stage(on=datetime.date(2025, 4, 1), of='', at_promulgation=False), Stage(on=None, of='第2条の規定', at_promulgation=True))
    """
    for at, _ in enumerate(lines):
        words = "".join(line.strip() for line in lines[at : at + 6])
        if (match := _BY_ARTICLES.search(words)) and match.start() < 8:
            return _by_articles(words[match.end() :], promulgated)
        match = _MAIN.search(words)
        if match and match.start() < 8 + len(lines[at]):
            main = _stage("", match["when"], promulgated)
            return (main, *_exceptions(words[match.end() :], lines[at:], promulgated, main.on))
    return ()


def _by_articles(words: str, promulgated: date | None) -> tuple[Stage, ...]:
    """この条例中第1条の規定は…から、第2条の規定は…から施行する。 What is not named has no known day, but for その他の規定."""
    stages: list[Stage] = []
    main = Stage(None)
    match = _MORE.match(words)
    while match:
        one = _stage(match["what"], match["when"], promulgated, stages[-1].on if stages else None)
        if one.of.startswith("その他"):
            main = msgspec.structs.replace(one, of="")
        else:
            stages.append(one)
        match = _MORE.match(words, match.end()) if match[0].endswith("、") else None
    return (main, *stages)


def _exceptions(rest: str, lines: list[str], promulgated: date | None, before: date | None) -> list[Stage]:
    stages: list[Stage] = []
    sentence = rest.split("。ただし、", 1)
    if len(sentence) < 2:
        return stages
    words = "ただし、" + sentence[1]
    if _EACH.search(words.split("施行", 1)[0] + "施行"):
        items = [match for line in lines if (match := _ITEM.match(line.strip()))]
        for match in items:
            stages.append(_stage(match["what"], match["when"], promulgated, stages[-1].on if stages else before))
        return stages
    match = _BUT.match(words)
    while match:
        stages.append(_stage(match["what"], match["when"], promulgated, stages[-1].on if stages else before))
        if not match[0].endswith("、"):
            break
        match = _MORE.match(words, match.end())
    return stages


def _stage(what: str, when: str, promulgated: date | None, before: date | None = None) -> Stage:
    """``before`` is the day that was named last: 同年10月1日 is of its year."""
    if (found := _RELATIVE.search(when)) and before is not None:
        return Stage(_relative(found, before), what)
    if found := re.search(DATE, when):
        return Stage(to_date(*found.group("era", "year", "month", "day")), what)
    if found := _AFTER.search(when):
        return Stage(_later(promulgated, parse_number(found[1]) or 0, found[2]) if promulgated else None, what)
    if "公布の日の翌日" in when:
        return Stage(promulgated + timedelta(days=1) if promulgated else None, what)
    if "公布の日" in when and "範囲" not in when and "経過" not in when:
        return Stage(promulgated, what, at_promulgation=True)
    return Stage(None, what)


def _relative(found: re.Match[str], before: date) -> date | None:
    """同年10月1日, 翌年4月1日, 同月15日, 同日."""
    if found["same"]:
        return before
    year = before.year + (found["year"] == "翌年")
    month = parse_number(found["month"]) if found["month"] else before.month
    day = parse_number(found["day"] or found["later"])
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def _later(day: date, count: int, unit: str) -> date:
    """The day behind a period that began on ``day``: 起算して counts the day itself."""
    if unit == "日":
        return day + timedelta(days=count)
    months = day.month - 1 + count * (12 if unit == "年" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
