"""Two rows of units aligned: which is which, in order; a provision that moves never jumps one that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from jorei.amending.pairing import best_pairs
from jorei.amending.unit import DIVISIONS, Unit, key_of
from jorei.text.fold import squeeze

Pair = tuple[Unit | None, Unit | None]
_ALIKE: Final = 0.35
_LIMIT: Final = 3000
_MANY: Final = 900
"""Pairs of units that are all weighed; where there are more, those that are sure part them first."""
_SURE: Final = 0.75
"""The likeness of units of one number that are surely one. Chosen."""


def words_of(unit: Unit) -> str:
    """What a unit says without its number: caption, words and all below it."""
    return squeeze("".join(f"{one.caption}{one.text if one is unit else one.label + one.text}" for one in unit.walk()))


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """The pairs in order: the same words first, between them the likest.

    >>> one = [Unit("item", (1,), text="甲の申請書"), Unit("item", (2,), text="乙の許可証")]
    >>> two = [Unit("item", (1,), text="乙の許可証の写し")]
    >>> [(a.num if a else None, b.num if b else None) for a, b in align(one, two)]
    [((1,), None), ((2,), (1,))]
    """
    a, b = [words_of(unit) for unit in old], [words_of(unit) for unit in new]
    kinds_a, kinds_b = [unit.kind for unit in old], [unit.kind for unit in new]
    matcher = SequenceMatcher(
        None, list(zip(kinds_a, a, strict=True)), list(zip(kinds_b, b, strict=True)), autojunk=False
    )  # fmt: skip
    pairs: list[Pair] = []
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old[i:j], new[k:n], strict=True)
        else:
            pairs += _same_place(_between(old[i:j], new[k:n], a[i:j], b[k:n]))
    return pairs


def _same_place(pairs: list[Pair]) -> list[Pair]:
    """Of what one side alone has between two pairs, units of one number are one: 第3号を次のように改める."""
    joined: list[Pair] = []
    gone: list[Unit] = []
    come: list[Unit] = []

    def close() -> None:
        waiting = {(one.kind, key_of(one)): one for one in come}
        at = 0
        for one in gone:
            other = waiting.get((one.kind, key_of(one)))
            if other is not None and key_of(one) and come.index(other) >= at:
                joined.extend((None, unit) for unit in come[at : come.index(other)])
                joined.append((one, other))
                at = come.index(other) + 1
            else:
                joined.append((one, None))
        joined.extend((None, unit) for unit in come[at:])
        gone.clear()
        come.clear()

    for one, other in pairs:
        if one is not None and other is not None:
            close()
            joined.append((one, other))
        elif one is not None:
            gone.append(one)
        elif other is not None:
            come.append(other)
    close()
    return joined


def _between(old: Sequence[Unit], new: Sequence[Unit], a: list[str], b: list[str]) -> list[Pair]:
    """The best order-keeping pairs of a stretch, by likeness."""
    if not old or not new:
        return [*((unit, None) for unit in old), *((None, unit) for unit in new)]
    if len(old) * len(new) > _MANY and (anchors := _anchors(old, new, a, b)):
        return _around(anchors, old, new, a, b)
    grams_a, grams_b = [_bigrams(words[:_LIMIT]) for words in a], [_bigrams(words[:_LIMIT]) for words in b]
    score = [[_score(x, y, a[i] == b[k], grams_a[i], grams_b[k]) for k, y in enumerate(new)] for i, x in enumerate(old)]
    return best_pairs(old, new, score)


def _anchors(old: Sequence[Unit], new: Sequence[Unit], a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Pairs that are sure, in order: the same number and nearly the same words. They part a long stretch into short ones."""
    places = {(unit.kind, key_of(unit)): k for k, unit in enumerate(new)}
    found: list[tuple[int, int]] = []
    for i, unit in enumerate(old):
        k = places.get((unit.kind, key_of(unit)), -1)
        if k > (found[-1][1] if found else -1) and likeness_of(a[i], b[k]) >= _SURE:
            found.append((i, k))
    return found


def _around(
    anchors: list[tuple[int, int]], old: Sequence[Unit], new: Sequence[Unit], a: list[str], b: list[str]
) -> list[Pair]:
    """The pairs before, at and behind the anchors."""
    pairs: list[Pair] = []
    i = k = 0
    for x, y in anchors:
        pairs += _between(old[i:x], new[k:y], a[i:x], b[k:y])
        pairs.append((old[x], new[y]))
        i, k = x + 1, y + 1
    return pairs + _between(old[i:], new[k:], a[i:], b[k:])


def _score(old: Unit, new: Unit, equal: bool, one: Counter[str], other: Counter[str]) -> float:
    """How much two units are one, by the letter pairs of their words; the same number counts, too. 0 when they cannot be."""
    if old.kind != new.kind:
        return 0.0
    same = key_of(old) == key_of(new)
    if old.kind in DIVISIONS and (equal or same):
        return 1.0 + (0.2 if same else 0.0)
    likeness = 1.0 if equal else _shared(one, other)
    if old.emptied != new.emptied:
        return 0.5 if same else 0.0
    threshold = 0.12 if same else _ALIKE
    if likeness < threshold:
        return 0.0
    return likeness + (0.15 if same else 0.0)


def likeness_of(a: str, b: str) -> float:
    """The share of letter pairs that two texts have in common."""
    if a == b:
        return 1.0
    return _shared(_bigrams(a[:_LIMIT]), _bigrams(b[:_LIMIT]))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text])
