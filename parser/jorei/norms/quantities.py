"""Numbers with units: 14日以内, 2週間, 6月を超えない, 5人以上10人以内, 2万円, 百万円以下の罰金.

One pattern finds every quantity of a document in one scan; dates, ordinals (第3回), rates (1件につき) and fractions are
found by it too, so that they are not taken for something else, and passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from jorei.model.vocabulary import Bound
from jorei.text.numerals import parse_number

_KANJI: Final = "〇一二三四五六七八九十百千"
_NUMBER: Final = rf"(?:[0-9][0-9,]{{0,12}}|[{_KANJI}]{{1,9}})"
_MONTHS: Final = "(?:か|箇|カ|ヶ|ヵ|ケ|個)月"
BOUNDS: Final[dict[str, Bound]] = {
    "以内": "以内", "以上": "以上", "以下": "以下", "未満": "未満",
    "を超えない": "を超えない", "をこえない": "を超えない",
    "を超える": "を超える", "を超えて": "を超える", "を超え": "を超える",
    "をこえる": "を超える", "をこえて": "を超える", "をこえ": "を超える",
    "を限度": "を限度", "を限り": "を限り", "を下らない": "を下らない", "を下回らない": "を下回らない", "を下回": "を下回る",
    "前まで": "前まで", "前": "前", "を経過": "を経過", "の経過": "を経過", "ごと": "ごと", "毎": "ごと", "まで": "まで",
    "を標準": "を標準", "を上限": "を上限", "に満たない": "に満たない",
}  # fmt: skip
"""How a bound is written behind its quantity, a longer writing before those that begin it."""
_BOUND: Final = "|".join(BOUNDS)
_THOUSANDS: Final = "(?:、[0-9]{3}(?![0-9]))*+"  # ５０，０００円: folded, its comma is that of a sentence
_TIMES: Final = rf"週間?|日間?|年(?!度|生|齢|次|代|金)|{_MONTHS}|月|時間|分間?(?!の|[掛野類担団])"
_PERSONS: Final = "人(?!槽|ひとり|[暮親乗組格前々権])|名(?![称前義])|世帯|団体|組(?![織合])"
_THINGS: Final = (
    "回(?![線路復収答転])|件(?!名)|枚|通(?![知勤信学報例告常行過])|台(?![帳地風])|個(?![人別室々])|室(?!内)|区画"
    "|(?:か|箇|カ|ヶ)所|部(?![分長会門署品局隊])|羽|頭|匹|冊|株|戸|棟|校(?!長)"
)
"""Counters, each unless the next character makes it another word (名称, 回線, 通知)."""
_OF_LABEL: Final = rf"(?<!第.(?![0-9{_KANJI},.]{{0,15}}[万億、]))"
"""Behind the first letter of a number: the label of a provision (第3条) is left at once. No sign between sections of a number may
follow, or its next section would be read for a number of its own."""
QUANTITY: Final = re.compile(
    rf"(?P<number>[0-9{_KANJI}]{_OF_LABEL}[0-9{_KANJI},.万億]{{0,15}}+{_THOUSANDS})"
    rf"(?P<unit>円|倍(?=に相当|以[下内])|{_TIMES}|{_PERSONS}|{_THINGS})間?"
)
_ENOUGH: Final = re.compile(rf"十分(?!間|{_BOUND})")
_RATE: Final = re.compile(
    r"(?:\([^()]{0,20}\))?(?:につき|当たり|あたり|当り|あての|[1一](?:人|回|件|日)|(?<=[日人回件])[0-9]|ぶり|の割合)"
)
_MONTH_LENGTH: Final = re.compile(rf"{_BOUND}|とする|とし|の期間|の範囲|を超|後|分(?!の)")
_TAIL: Final = re.compile(rf"(?:の期間|の範囲)?内?(?P<bound>{_BOUND})?")
_BOUND_BEFORE: Final = re.compile("(?:少なくとも|最低|最大|最長)$")
_ERA: Final = ("明治", "大正", "昭和", "平成", "令和", "西暦")
_REST_OF_DATE: Final = re.compile(rf"(?P<months>{_NUMBER})(?P<name>{_MONTHS}|月)(?P<day>{_NUMBER}日)?")
_DAY: Final = re.compile(rf"{_NUMBER}日")
_BEFORE_DAY: Final = ("月", "月の", "月末")
_NEVER_AFTER: Final = frozenset(f"第何数幾.,0123456789{_KANJI}")
_ONE_WORD: Final = frozenset("同統唯均単専画万")
_DURATIONS: Final = {"週": "週", "日": "日", "年": "年", "月": "月", "時": "時間", "分": "分"}
_SECTIONS: Final = (("億", 100_000_000), ("万", 10_000))
_LONGEST_BEFORE: Final = 5
"""Characters of 少なくとも, the longest words before a quantity that are asked for."""
_DIGITS: Final = re.compile("[0-9,.、]+")


class Quantity:
    """A number with its unit at ``start..end`` of the wording; ``bound`` as written, behind or before it."""

    def __init__(
        self,
        start: int,
        end: int,
        value: int | float,  # both: a compiled float has no whole numbers
        unit: str,
        bound: Bound | None,
        kind: Literal["money", "time", "count"],
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.unit = unit
        self.bound = bound
        self.kind = kind


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of a text, in order.

    >>> text = "平成17年4月1日から2週間以内に、10万円以下を第3回の委員3人以上と、少なくとも1回、1件につき三百円"
    >>> [(q.value, q.unit, q.bound) for q in quantities(text)]
    [(2, '週', '以内'), (100000, '円', '以下'), (3, '人', '以上'), (1, '回', '少なくとも'), (300, '円', None)]
    """
    behind = 0  # the end of what has been read
    for match in QUANTITY.finditer(text):
        start = match.start()
        if start < behind or start and text[start - 1] in _NEVER_AFTER:
            continue
        head = text[max(0, start - _LONGEST_BEFORE) : start]
        in_word = match["number"] == "一" and (head[-1:] in _ONE_WORD or match["unit"] == "部")  # 同一人, 一部
        if in_word or _ENOUGH.match(text, start) or head.endswith(("分の", "当該")):
            continue
        date = _date_end(text, match, head)
        if date:
            behind = date
            continue
        quantity = _quantity(text, match, head)
        if quantity:
            behind = quantity.end
            yield quantity


def _date_end(text: str, match: re.Match[str], head: str) -> int:
    """Where a date ends that begins here; 0 when it is a length of time or no time at all."""
    end = match.end()
    match match["unit"]:
        case "年":
            rest = _REST_OF_DATE.match(text, end)
            if head.endswith(_ERA) or len(match["number"]) == 4 and match["number"].isdecimal():
                return rest.end() if rest else end
            return rest.end() if rest and rest["day"] else 0
        case "月":
            day = _DAY.match(text, end)
            return day.end() if day else 0
        case "日":
            return end if head.endswith(_BEFORE_DAY) else 0
        case "分":
            return end if head.endswith("時") else 0
    return 0


def _quantity(text: str, match: re.Match[str], head: str) -> Quantity | None:
    start, end = match.span()
    unit = match["unit"]
    value, name = number(match["number"]), unit
    if value is None or unit != "円" and (_RATE.match(text, end) or unit == "回" and text.startswith("目", end)):
        return None
    kind: Literal["money", "time", "count"] = "money" if unit == "円" else "count"
    if unit[0] in _DURATIONS or "月" in unit:
        if unit == "月" and not _MONTH_LENGTH.match(text, end) and not match[0].endswith("間"):
            return None
        rest = _REST_OF_DATE.match(text, end) if unit == "年" else None
        months = number(rest["months"]) if rest else None
        kind, name = "time", "月" if "月" in unit or months is not None else _DURATIONS[unit[0]]
        if rest and months is not None:  # 1年6月以内
            value, end = value * 12 + months, rest.end()
    tail = _TAIL.match(text, end)
    return Quantity(start, end, value, name, _bound(tail["bound"] if tail else None, head), kind)


def _bound(tail: str | None, head: str) -> Bound | None:
    if tail:
        return BOUNDS[tail]
    before = _BOUND_BEFORE.search(head)
    return _BOUNDS_BEFORE[before[0]] if before else None


_BOUNDS_BEFORE: Final[dict[str, Bound]] = {
    "少なくとも": "少なくとも",
    "最低": "少なくとも",
    "最大": "以内",
    "最長": "以内",
}


def number(text: str) -> int | float | None:
    """A number as written.

    >>> [number(text) for text in ("14", "十四", "1,500", "2.5", "2万", "1万5,000", "5千", "百万", "1億2,000万", "万", "十十")]
    [14, 14, 1500, 2.5, 20000, 15000, 5000, 1000000, 120000000, None, None]
    """
    total: int | float = 0
    for unit, size in _SECTIONS:
        before, separator, after = text.partition(unit)
        if separator:
            value, text = _section(before), after
            if value is None:
                return None
            total += value * size
    value = _section(text) if text else 0
    return None if value is None else total + value


def _section(text: str) -> int | float | None:
    digits = _DIGITS.match(text)
    if digits is None or digits.end() == len(text):
        return _plain(text)
    value, size = _plain(digits[0]), {"千": 1000, "百": 100}.get(text[digits.end()])  # 5千, 3百
    rest = _section(text[digits.end() + 1 :]) if len(text) > digits.end() + 1 else 0
    return None if value is None or size is None or rest is None else value * size + rest


def _plain(text: str) -> int | float | None:
    text = text.replace(",", "").replace("、", "")
    return _decimal(text) if "." in text else parse_number(text)


def _decimal(text: str) -> float | None:
    """2.5, 三.五, 十.五, 三.5: the places behind the point are digits of either kind.

    >>> [_decimal(text) for text in ("2.5", "三.五", "十.〇五", "三.5", "1.2.3", "三.", "三.十")]
    [2.5, 3.5, 10.05, 3.5, None, None, None]
    """
    whole, _, places = text.partition(".")
    if text.isascii():
        return float(text) if places.isdecimal() else None
    value, digits = parse_number(whole), [parse_number(sign) for sign in places]
    if value is None or not digits or any(digit is None or digit > 9 for digit in digits):
        return None
    return float(f"{value}.{''.join(map(str, digits))}")
