"""Two sequences put side by side in order, so that what stands beside each other is worth most together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

One = TypeVar("One")
_EXACT: Final = 1e-9
"""Sums of scores that differ by less are the same."""


def best_pairs(
    old: Sequence[One], new: Sequence[One], scores: Sequence[Sequence[float]]
) -> list[tuple[One | None, One | None]]:
    """The pairs in order; None stands beside what has no partner. ``scores[i][k]`` says what a pair is worth, 0 that it is none.

    Time and memory are the product of the lengths.

    >>> best_pairs("ab", "bc", [[0.0, 0.0], [1.0, 0.0]])
    [('a', None), ('b', 'b'), (None, 'c')]
    """
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for k in range(len(new) - 1, -1, -1):
            together = scores[i][k] + best[i + 1][k + 1] if scores[i][k] else 0.0
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    pairs: list[tuple[One | None, One | None]] = []
    i = k = 0
    while i < len(old) and k < len(new):
        if scores[i][k] and abs(best[i][k] - scores[i][k] - best[i + 1][k + 1]) < _EXACT:
            pairs.append((old[i], new[k]))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[k]))
            k += 1
    return [*pairs, *((one, None) for one in old[i:]), *((None, one) for one in new[k:])]
