"""Two rows of units aligned: which is which, in order; a provision that moves never jumps one that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from jorei.amending.unit import DIVISIONS, Unit, key_of
from jorei.text.fold import squeeze

Pair = tuple[Unit | None, Unit | None]
_ALIKE: Final = 0.35
_LIMIT: Final = 3000


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
    score = [[_score(x, y, s, t) for y, t in zip(new, b, strict=True)] for x, s in zip(old, a, strict=True)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for k in range(len(new) - 1, -1, -1):
            best[i][k] = max(best[i + 1][k], best[i][k + 1], score[i][k] + best[i + 1][k + 1] if score[i][k] else 0.0)
    pairs: list[Pair] = []
    i = k = 0
    while i < len(old) and k < len(new):
        if score[i][k] and abs(best[i][k] - score[i][k] - best[i + 1][k + 1]) < 1e-9:
            pairs.append((old[i], new[k]))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[k]))
            k += 1
    return [*pairs, *((unit, None) for unit in old[i:]), *((None, unit) for unit in new[k:])]


def _score(old: Unit, new: Unit, a: str, b: str) -> float:
    """How much two units are one; the same number counts, too. 0 when they cannot be."""
    if old.kind != new.kind:
        return 0.0
    same = key_of(old) == key_of(new)
    if old.kind in DIVISIONS and (a == b or same):
        return 1.0 + (0.2 if same else 0.0)
    likeness = likeness_of(a, b)
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
    one, two = _bigrams(a[:_LIMIT]), _bigrams(b[:_LIMIT])
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text])
