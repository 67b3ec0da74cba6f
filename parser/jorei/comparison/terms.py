"""Which defined terms of two documents mean the same: 不開示情報 here, 非開示情報 there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from jorei.model import Definition

_ENOUGH: Final = 0.6
"""Of the characters of two terms so many are the same, or they are no pair."""


def paired_terms(
    left: Iterable[Definition], right: Iterable[Definition], aligned: Iterable[tuple[int, int]]
) -> dict[str, str]:
    """Terms of the left document and those of the right one that are defined in provisions which answer one another
    (``aligned``: nodes of both) and look alike; equal ones are left out.

    >>> from jorei.model import Definition
    >>> here = [Definition(3, 0, 5, "非開示情報", "iu", "…", "document")]
    >>> there = [Definition(7, 0, 5, "不開示情報", "iu", "…", "document"), Definition(7, 9, 12, "請求者", "iu", "…", "document")]
    >>> paired_terms(here, there, [(3, 7)])
    {'非開示情報': '不開示情報'}
    """
    lefts, rights = _by_node(left), _by_node(right)
    known = {term for terms in rights.values() for term in terms}
    found: dict[str, str] = {}
    for one, other in aligned:
        for term in lefts.get(one, ()):
            if term in known or term in found:
                continue
            best = max(rights.get(other, ()), key=lambda name: _likeness(term, name), default="")
            if best and _likeness(term, best) >= _ENOUGH:
                found[term] = best
    return found


def _by_node(definitions: Iterable[Definition]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for definition in definitions:
        found[definition.node].append(definition.term)
    return found


def _likeness(one: str, other: str) -> float:
    """The part of the characters of both that they share; none when they end differently: the last word says what it is."""
    one, other = one.removesuffix("等"), other.removesuffix("等")
    if one[-2:] != other[-2:]:
        return 0.0
    return 2 * len(set(one) & set(other)) / (len(set(one)) + len(set(other)))
