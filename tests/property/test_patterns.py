"""No regular expression of the package backtracks super-linearly, whatever it is given.

Every compiled pattern of every module is tried on soups made of its own characters. The verdict is a ratio, so that it
is the same on fast and slow machines: how much longer a text four times as long takes, asked at a length where the time
can be measured (`is_linear`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # the only way to a pattern's own characters
from time import process_time
from typing import Any

import pytest

import jorei
from soups import HOSTILE
from timing import REPEATS, growth

FIRST, LAST = 6_000, 24_000
"""Lengths of texts, in characters: of the first look, and the longest that is tried."""
QUADRUPLED = 8
"""How much longer four times the text may take: 4 is linear, 16 quadratic."""
MEASURABLE = 0.010
"""CPU seconds that no clock and no cache blurs: a text that takes so long is compared with a shorter one."""
HARMLESS = 1 / 32
"""Share of the `yardstick` below which nothing is asked. Were all of that time quadratic, a text of 100,000 characters
without a line end would take a ninth of the time that the yardstick takes for 50,000: less than half a second here."""
SHARES = 4
"""The patterns are tried in so many tests, for as many processes."""
QUADRATIC = re.compile(r"[^。]+号$")
_OPTIONAL = ("jorei.cli.__main__",)
_AT_THE_BEGINNING = {"match", "fullmatch", "pattern"}
"""Methods that try a pattern at one place, or not at all."""
_MATCHED_IN_TABLES = {
    "jorei.amending.cells.PATTERNS",
    "jorei.amending.clauses._INSERT",
    "jorei.amending.clauses._REMOVE",
    "jorei.amending.clauses._REPLACE",
    "jorei.amending.clauses._WORDS",
    "jorei.amending.fragment.PATTERNS",
    "jorei.amending.places._LOOSE",
    "jorei.amending.places._RULES",
    "jorei.check.near_misses.NEAR_MISSES",
    "jorei.check.near_misses._PROVISION",
    "jorei.text.label_styles._LOOKS",
    "jorei.write.egov_toc._RANGE",
}
"""Patterns, and tables of patterns, that are matched under another name: each match begins where the last one ended."""
_OF_SHORT_TEXTS = {
    "jorei.check.dangling._RANGE": "the words of one reference, which the grammar bounds",
    "jorei.check.forms._ORIGIN": "the first 120 characters of a heading",
    "jorei.links.designators._STEP": "the words of one designator, each piece of which it reads",
    "jorei.links.name_borders._LETTERS": "the 200 characters before the noun of a law",
    "jorei.links.owners._WORD": "the longest word before a designator",
    "jorei.links.laws._KANJI_WORD": "forty characters before a designator",
    "jorei.check.laws._UNNUMBERED": "names of at most some 60 characters",
}
"""What is never asked of a text of any length, and why."""
_MOST_SIGNS = 24
_END = "\u0378"
"""No letter, no digit, no blank, no sign: what a pattern looks for behind the soup is not there."""


def anchored() -> set[str]:
    """Patterns of which only is asked what a text begins with: where they fail further on says nothing.

    A private pattern is used in its own module alone; what is done with a public one is looked for in all modules.
    """
    package = Path(jorei.__path__[0])
    own: dict[str, set[str]] = {}
    anywhere: dict[str, set[str]] = {}
    for file in package.rglob("*.py"):
        parts = file.relative_to(package).with_suffix("").parts
        module = ".".join(("jorei", *parts)).removesuffix(".__init__")
        for name, method in re.findall(r"(?<!\w)(_?[A-Z][A-Z_0-9]*)\.(\w+)\b", file.read_text("utf-8")):
            if name.startswith("_"):
                own.setdefault(f"{module}.{name}", set()).add(method)
            else:
                anywhere.setdefault(name, set()).add(method)
    places = {place_of(name) for name in patterns()}
    used = {place: own.get(place, set()) | anywhere.get(place.rpartition(".")[2], set()) for place in places}
    return {place for place, methods in used.items() if methods and methods <= _AT_THE_BEGINNING} | _MATCHED_IN_TABLES


def place_of(name: str) -> str:
    """Module and variable of a pattern."""
    return name.partition(" ")[0]


@cache
def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module of the package holds, in tables and tuples too, by its name."""
    found: dict[str, re.Pattern[Any]] = {}
    for info in pkgutil.walk_packages(jorei.__path__, "jorei."):
        if info.name in _OPTIONAL:
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            for pattern in _inside(value, 3):
                found.setdefault(f"{info.name}.{name} {pattern.pattern!r:.60}", pattern)
    return found


def _inside(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _inside(one, depth - 1)
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from _inside(one, depth - 1)


def signs(pattern: re.Pattern[Any]) -> list[str]:
    """Characters the pattern speaks of, in order."""
    found: dict[str, None] = {}

    def walk(item: Any) -> None:
        if isinstance(item, tuple) and len(item) == 2 and str(item[0]) in ("LITERAL", "NOT_LITERAL"):
            found[chr(item[1])] = None
        elif isinstance(item, tuple) and len(item) == 2 and str(item[0]) == "RANGE":
            found[chr(item[1][0])] = None
        elif isinstance(item, tuple | list | _parser.SubPattern):
            for one in item:
                walk(one)

    walk(_parser.parse(pattern.pattern, pattern.flags))
    return [*found, "甲", " ", "1"]


def soups(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Units to repeat: each character of the pattern, each two that follow each other, and the parser's own."""
    own = signs(pattern)[:_MOST_SIGNS]
    yield from own
    yield from (left + right for left, right in pairwise(own))
    yield "".join(own)
    yield from HOSTILE.values()


def seconds(pattern: re.Pattern[Any], unit: str, size: int, *, whole: bool = True) -> float:
    """CPU seconds of a match at the beginning and, where it is used so, of every match in a text of `size` characters."""
    text: Any = (unit * (size // len(unit) + 1))[:size] + _END
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    start = process_time()
    pattern.match(text)
    if whole:
        sum(1 for _ in islice(pattern.finditer(text), size))
    return process_time() - start


@cache
def yardstick() -> float:
    """What the cheapest quadratic pattern takes on this machine for the first look: it reads to the end, at each place."""
    return min(seconds(QUADRATIC, "甲", FIRST) for _ in range(REPEATS))


def is_linear(pattern: re.Pattern[Any], unit: str, *, whole: bool = True) -> bool:
    """Whether four times the text takes about four times as long, or so little that it does not matter."""

    def measure(size: int) -> float:
        return seconds(pattern, unit, size, whole=whole)

    if measure(FIRST) < HARMLESS * yardstick():
        return True
    return growth(measure, (FIRST, LAST), measurable=MEASURABLE, tolerated=QUADRUPLED) <= QUADRUPLED


def first_slow_unit(name: str, pattern: re.Pattern[Any], heads: set[str]) -> str | None:
    """The unit of a soup that takes a pattern more than linear time; None when no soup does."""
    whole = place_of(name) not in heads
    return next((unit for unit in soups(pattern) if not is_linear(pattern, unit, whole=whole)), None)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_pattern_takes_linear_time(share: int) -> None:
    heads = anchored()
    asked = [(name, pattern) for name, pattern in patterns().items() if place_of(name) not in _OF_SHORT_TEXTS]
    slow = {name: unit for name, pattern in asked[share::SHARES] if (unit := first_slow_unit(name, pattern, heads))}
    assert not slow, "\n".join(f"{name} on {unit!r}" for name, unit in slow.items())


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        (QUADRATIC, "甲"),
        (re.compile(r"甲[^。]*号"), "甲" + "乙" * 23),  # at one character in 24
        (re.compile(r"\s+$"), " "),
        (re.compile(rb"[^.]+x"), "a"),
    ],
)
def test_a_quadratic_pattern_is_found(pattern: re.Pattern[Any], unit: str) -> None:
    assert not is_linear(pattern, unit)


@pytest.mark.parametrize("pattern", [r"[^。]号$", r"[^。]{0,40}号", r"(?:(?<=[。])|^)[^。]*号", r"\w+"])
def test_a_linear_pattern_is_none(pattern: str) -> None:
    assert is_linear(re.compile(pattern), "甲")


def test_patterns_that_are_not_asked_of_long_texts_are_still_there() -> None:
    """A pattern that was renamed or moved would be excused for another one's sake, or no longer."""
    names = {place_of(name) for name in patterns()}
    assert len(patterns()) > 100
    assert set(_OF_SHORT_TEXTS) | _MATCHED_IN_TABLES <= names
