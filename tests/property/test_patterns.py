"""No regular expression of the package backtracks super-linearly, whatever it is given.

Every compiled pattern of every module is tried on soups made of its own characters, four times as long each time.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # the only way to a pattern's own characters
from typing import Any

import jorei
from soups import HOSTILE

SMALL, LARGE = 1_500, 6_000
QUADRUPLED = 9
"""How much longer four times the text may take: 4 is linear, 16 quadratic."""
NEGLIGIBLE = 0.02
"""Seconds below which a measurement says nothing."""
_OPTIONAL = ("jorei.cli.__main__",)
_MATCHED_IN_TABLES = {"jorei.check.structure._STYLES", "jorei.write.egov_toc._RANGE"}
"""Tables of patterns whose members are matched, under another name."""
_OF_SHORT_TEXTS = {
    "jorei.check.dangling._RANGE": "the words of one reference, which the grammar bounds",
    "jorei.check.forms._FOR": "the first 120 characters of a heading",
    "jorei.links.term_uses._LEFT_RUN": "twelve characters before a term",
    "jorei.links.laws._NOUNS": "forty characters before a designator",
    "jorei.check.laws._UNNUMBERED": "names of at most some 60 characters",
}
"""What is never asked of a text of any length, and why."""
_MOST_SIGNS = 24


def anchored() -> set[str]:
    """Patterns of which a module only asks what a text begins with: where they fail further on says nothing."""
    found = set()
    for file in Path(jorei.__path__[0]).rglob("*.py"):
        module = ".".join(("jorei", *file.relative_to(jorei.__path__[0]).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        uses: dict[str, set[str]] = {}
        for name, method in re.findall(r"(?<![\w.])(_[A-Z][A-Z_]*)\.(\w+)\(", file.read_text("utf-8")):
            uses.setdefault(name, set()).add(method)
        found |= {f"{module}.{name}" for name, methods in uses.items() if methods <= {"match", "fullmatch"}}
    return found | _MATCHED_IN_TABLES


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
    text: Any = (unit * (size // len(unit) + 1))[:size] + "\x1d"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    start = time.process_time()
    pattern.match(text)
    if whole:
        sum(1 for _ in islice(pattern.finditer(text), size))
    return time.process_time() - start


def is_linear(pattern: re.Pattern[Any], unit: str, *, whole: bool = True) -> bool:
    small = seconds(pattern, unit, SMALL, whole=whole)
    if small < NEGLIGIBLE / QUADRUPLED / 4:
        return True  # even if quadratic, of no weight at the lengths that a line has
    small = min(small, seconds(pattern, unit, SMALL, whole=whole))
    large = seconds(pattern, unit, LARGE, whole=whole)
    return (
        large < max(NEGLIGIBLE, QUADRUPLED * small) or seconds(pattern, unit, LARGE, whole=whole) < QUADRUPLED * small
    )


def test_every_pattern_takes_linear_time() -> None:
    heads = anchored()
    slow = {
        name: unit
        for name, pattern in patterns().items()
        if name.partition(" ")[0] not in _OF_SHORT_TEXTS
        and (
            unit := next(
                (
                    unit
                    for unit in soups(pattern)
                    if not is_linear(pattern, unit, whole=name.partition(" ")[0] not in heads)
                ),
                None,
            )
        )
        is not None
    }
    assert not slow, "\n".join(f"{name} on {unit!r}" for name, unit in slow.items())


def test_a_quadratic_pattern_is_found() -> None:
    assert not is_linear(re.compile(r"[^。]+号$"), "甲")
    assert is_linear(re.compile(r"[^。]号$"), "甲")
    assert len(patterns()) > 100
