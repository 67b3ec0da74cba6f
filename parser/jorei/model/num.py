"""The number of a provision: ``10_2`` for 第10条の2, as 法令標準XML writes it in ``Num``.

Written, it is a string: ``10_2``, or ``149:151`` where one deletion covers several provisions. To compare it is a tuple
of its base and its branches: 第26条の2 sorts after 第26条 and before 第27条. `jorei.text.numerals.parse_ordinal` makes
the tuple from the words of a text (十, の二).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

Ordinal = tuple[int, ...]
"""Base number and branch numbers: (10, 2) for 第10条の2."""

_LONGEST_RANGE: Final = 500
"""Provisions in one range. Chosen: the longest range of 120 national laws has 53; a damaged number could have millions."""


@lru_cache(maxsize=4096)
def parse_num(num: str | None) -> Ordinal:
    """The number that a ``Num`` says, of a range the first; empty when there is none.

    >>> parse_num("10_2"), parse_num("149:151"), parse_num(None)
    ((10, 2), (149,), ())
    """
    return _ordinal(num.partition(":")[0]) if num else ()


@lru_cache(maxsize=4096)
def parse_last_num(num: str | None) -> Ordinal:
    """The last number of a range; the number itself when it is none.

    >>> parse_last_num("149:151"), parse_last_num("10_2"), parse_last_num(None)
    ((151,), (10, 2), ())
    """
    return _ordinal(num.rpartition(":")[2]) if num else ()


def _ordinal(num: str) -> Ordinal:
    return tuple(int(part) for part in num.split("_") if part.isdigit())


def is_range(num: str | None) -> bool:
    """Whether a ``Num`` stands for several provisions.

    >>> is_range("149:151"), is_range("10_2"), is_range(None)
    (True, False, False)
    """
    return num is not None and ":" in num


def format_num(first: Ordinal, last: Ordinal = ()) -> str:
    """The ``Num`` of a number, or of the range up to ``last``.

    >>> format_num((10, 2)), format_num((149,), (151,))
    ('10_2', '149:151')
    """
    num = str(first[0]) if len(first) == 1 else "_".join(map(str, first))
    return f"{num}:{format_num(last)}" if last else num


def base_numbers(num: str | None) -> tuple[int, int]:
    """The base numbers of the first and of the last provision that a ``Num`` stands for; zeros when there is none.

    >>> base_numbers("10_2"), base_numbers("6:7"), base_numbers(None)
    ((10, 10), (6, 7), (0, 0))
    """
    if num is not None and num.isdigit():  # as most are
        base = int(num)
        return base, base
    return (parse_num(num) or (0,))[0], (parse_last_num(num) or (0,))[0]


@lru_cache(maxsize=8192)
def numbers_in(num: str | None) -> tuple[Ordinal, ...]:
    """Every number that a ``Num`` stands for.

    >>> numbers_in("149:151"), numbers_in("10_2"), numbers_in(None)
    (((149,), (150,), (151,)), ((10, 2),), ())
    """
    first, last = parse_num(num), parse_last_num(num)
    if len(first) == len(last) == 1 and 0 < last[0] - first[0] < _LONGEST_RANGE:
        return tuple((number,) for number in range(first[0], last[0] + 1))
    return (first,) if first else ()


def is_next(before: Ordinal, number: Ordinal) -> bool:
    """Whether a number comes right after another; the first branch of 第2条 is 第2条の2, in a few texts 第2条の1.

    For what follows a range give its last number as ``before``.

    >>> [is_next(before, (3,)) for before in ((2,), (2, 5), (1,), ())]
    [True, True, False, False]
    >>> is_next((2,), (2, 2)), is_next((2, 2), (2, 3)), is_next((2,), (2, 3))
    (True, True, False)
    """
    if not before or not number:
        return False
    last = len(number) - 1
    if last < len(before):
        return number[last] == before[last] + 1 and number[:last] == before[:last]
    return number in ((*before, 2), (*before, 1))


def cite_ordinal(ordinal: Ordinal, unit: str) -> str:
    """The customary citation of a number.

    >>> cite_ordinal((10, 2), "条"), cite_ordinal((3,), "項")
    ('第10条の2', '第3項')
    """
    citation = f"第{ordinal[0]}{unit}"
    return citation if len(ordinal) == 1 else citation + "".join([f"の{branch}" for branch in ordinal[1:]])


@lru_cache(maxsize=4096)
def cite_num(num: str, unit: str) -> str:
    """The customary citation of a ``Num``; a range is cited by both ends.

    >>> cite_num("10_2", "条"), cite_num("6:7", "条")
    ('第10条の2', '第6条から第7条まで')
    """
    first, _, last = num.partition(":")
    if last:
        return f"{cite_num(first, unit)}から{cite_num(last, unit)}まで"
    base, *branches = first.split("_")
    return f"第{base}{unit}" + "".join([f"の{branch}" for branch in branches])
