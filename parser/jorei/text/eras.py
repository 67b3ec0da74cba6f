"""和暦: eras, years and dates as ordinances write them."""

from __future__ import annotations

from datetime import date
from typing import Final

from jorei.text.numerals import NUMBER, parse_number

ERA_BASE: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Year 1 of an era is base + 1."""
ERA_SHORT: Final = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}
ERA_LETTER: Final = {"明治": "m", "大正": "t", "昭和": "s", "平成": "h", "令和": "r"}

ERA: Final = "(?:明治|大正|昭和|平成|令和)"
YEAR: Final = rf"(?:元|{NUMBER})"
DATE: Final = rf"(?P<era>{ERA}) ?(?P<year>{YEAR}) ?年 ?(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?日"
"""昭和三七年六月二六日, 平成15年3月26日; the groups go to `to_date`."""


def to_date(era: str, year: str, month: str, day: str) -> date | None:
    """A date of the Gregorian calendar; None when it does not exist.

    >>> to_date("昭和", "三七", "六", "二六"), to_date("令和", "元", "5", "1"), to_date("平成", "1", "2", "31")
    (datetime.date(1962, 6, 26), datetime.date(2019, 5, 1), None)
    """
    numbers = [parse_number(part) for part in (year, month, day)]
    if era not in ERA_BASE or None in numbers:
        return None
    y, m, d = (n for n in numbers if n is not None)
    try:
        return date(ERA_BASE[era] + y, m, d)
    except ValueError:
        return None


_BEGINNINGS: Final = (
    (date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"), (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)  # fmt: skip


def era_of(day: date) -> tuple[str, int] | None:
    """The era and its year of a day; None before 明治.

    >>> era_of(date(2019, 4, 30)), era_of(date(2019, 5, 1)), era_of(date(1800, 1, 1))
    (('平成', 31), ('令和', 1), None)
    """
    era = next((name for first, name in _BEGINNINGS if day >= first), None)
    return (era, day.year - ERA_BASE[era]) if era else None
