"""Defined terms of two documents that mean the same: 不開示情報 in one, 非開示情報 in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from jorei.model import Definition

_MIN_OVERLAP: Final = 0.6
"""The least share of common characters of a pair of terms. Chosen: 非開示情報 and 不開示情報 share 0.8."""
_HEAD_LENGTH: Final = 2
"""Characters at the end of a term that must be equal: the last word of a Japanese compound says what the thing is."""


def matching_terms(
    left: Iterable[Definition], right: Iterable[Definition], aligned: Iterable[tuple[int, int]]
) -> dict[str, str]:
    """Terms of the left document, each with a term of the right one that is defined in a corresponding provision and
    resembles it; ``aligned`` are pairs of nodes. Terms that both documents define are left out.

    >>> from jorei.model import Definition
    >>> left = [Definition(3, 0, 5, "非開示情報", "iu", "…", "document")]
    >>> right = [
    ...     Definition(7, 0, 5, "不開示情報", "iu", "…", "document"),
    ...     Definition(7, 9, 12, "請求者", "iu", "…", "document"),
    ... ]
    >>> matching_terms(left, right, [(3, 7)])
    {'非開示情報': '不開示情報'}
    """
    left_terms, right_terms = _terms_by_node(left), _terms_by_node(right)
    known_right = {term for terms in right_terms.values() for term in terms}
    matches: dict[str, str] = {}
    for left_node, right_node in aligned:
        candidates = right_terms.get(right_node, ())
        for term in left_terms.get(left_node, ()):
            if term in known_right or term in matches:
                continue
            best = max(candidates, key=lambda candidate: _overlap(term, candidate), default="")
            if best and _overlap(term, best) >= _MIN_OVERLAP:
                matches[term] = best
    return matches


def _terms_by_node(definitions: Iterable[Definition]) -> dict[int, list[str]]:
    terms: dict[int, list[str]] = defaultdict(list)
    for definition in definitions:
        terms[definition.node].append(definition.term)
    return terms


def _overlap(first: str, second: str) -> float:
    """The share of the characters that two terms have in common, 0 to 1; 0 when they end differently."""
    first, second = first.removesuffix("等"), second.removesuffix("等")
    if first[-_HEAD_LENGTH:] != second[-_HEAD_LENGTH:]:
        return 0.0
    return 2 * len(set(first) & set(second)) / (len(set(first)) + len(set(second)))
