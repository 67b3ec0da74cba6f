"""Which provision of one document answers which of another: one to one, split, merged, or absent.

Articles first: the one-to-one pairs that are surest together; then what is left over, which may be a part of what
another article says (第14条 of one document is 第17条 and 第19条 of the other). Paragraphs and items follow inside of
what is aligned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import msgspec
import numpy as np

from jorei.comparison import score, weights
from jorei.comparison.provisions import LEVELS, Level, Outline, owners
from jorei.comparison.space import Space
from jorei.comparison.sparse import Floats, assign

Method = Literal["one_to_one", "part"]
Positions = dict[tuple[int, int], float]
SURE: Final = 0.55
"""From this probability on two provisions are held to answer one another."""
_INSIDE: Final = -0.5
_PART: Final = -1.0
_LEFT_OVER: Final = 0.0
"""Log-odds from which two paragraphs are paired: as partners in articles that are partners; in an article that is a
part of another; when one of them is left over."""
_SAME_RANK: Final = 0.5
_ITEM: Final = 0.2
"""The likeness from which two items are paired."""


class Alignment(msgspec.Struct, frozen=True, gc=False):
    """Two provisions that answer one another, as places in their outlines; None stands where nothing answers.

    ``score`` is the probability that a person would put them side by side; of items it is the likeness of their words.
    """

    level: Level
    left: int | None
    right: int | None
    score: float | None
    method: Method | None


def align(space: Space, left: int, right: int) -> list[Alignment]:
    """The alignments of two documents of a space, level by level, in the order of the left one; at the end of each
    level what only the right one has."""
    one, other = space.outlines[left], space.outlines[right]
    if not one.paragraphs or not other.paragraphs:  # a page about an ordinance has no provisions
        return [row for level in LEVELS for row in _rows(level, one, other, {}, {})]
    measured = score.pair(space, left, right)
    sure = score.probability(measured.paragraphs, weights.PARAGRAPH)
    partners, added = articles(measured, sure)
    paragraphs = _paragraphs(measured, score.logit(sure), partners, added)
    items = _items(space, left, right, paragraphs)
    return [
        *_rows("article", one, other, partners, added),
        *_rows("paragraph", one, other, *_by_method(paragraphs, sure)),
        *_rows("item", one, other, items, {}),
    ]


def articles(measured: score.ProvisionPair, sure: Floats) -> tuple[Positions, Positions]:
    """The partners, and what is added to them as parts; ``sure`` is of the paragraphs."""
    alone = score.probability(score.article_features(measured, sure), weights.ARTICLE)
    known = score.probability(score.context_features(alone), weights.CONTEXT)
    partners = {(i, j): float(known[i, j]) for i, j in assign(score.logit(known) - score.logit(np.array(SURE)))}
    return partners, parts(measured, known, sure, partners)


def parts(measured: score.ProvisionPair, known: Floats, sure: Floats, partners: Positions) -> Positions:
    """The articles without partner that are parts of what articles of the other document say."""
    near = _near(measured.articles, partners)
    found: Positions = {}
    for right, free in (
        (False, _free(partners, measured.articles[0], 0)),
        (True, _free(partners, measured.articles[1], 1)),
    ):
        features = score.part_features(measured, known, sure, near, right)
        chance = score.probability(features, weights.PART)
        chance = chance.T if right else chance
        for at in free:
            for to in np.argsort(-chance[at], kind="stable")[:2]:
                if chance[at, to] >= SURE:
                    found[(int(to), at) if right else (at, int(to))] = float(chance[at, to])
    return found


def _free(partners: Positions, count: int, side: int) -> list[int]:
    taken = {places[side] for places in partners}
    return [at for at in range(count) if at not in taken]


def _near(shape: tuple[int, int], partners: Positions) -> Floats:
    """How many articles lie between one and where the partner of the other stands."""
    far = float(max(shape, default=0) + 9)
    to_right, to_left = np.full(shape[0], np.nan), np.full(shape[1], np.nan)
    for i, j in partners:
        to_right[i], to_left[j] = j, i
    ahead = np.abs(np.arange(shape[1])[None, :] - to_right[:, None])
    back = np.abs(np.arange(shape[0])[:, None] - to_left[None, :])
    found: Floats = np.fmin(np.nan_to_num(ahead, nan=far), np.nan_to_num(back, nan=far))
    return found


def _paragraphs(
    measured: score.ProvisionPair, odds: Floats, partners: Positions, added: Positions
) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for i, j in partners:
        found.update(_inside(measured.left[i], measured.right[j], odds))
    for i, j in added:
        found.update(_of_part(measured.left[i], measured.right[j], odds, (i, j), partners))
    aligned = np.zeros(measured.articles, dtype=bool)
    for i, j in (*partners, *added):
        aligned[i, j] = True
    allowed = aligned[np.ix_(measured.rows, measured.columns)]
    found.update(_left_over(np.where(allowed, odds, -np.inf), found))
    return found


def _inside(left: list[int], right: list[int], odds: Floats) -> Iterator[tuple[int, int]]:
    """The paragraphs of two partners, one to one, those of one place in theirs before others."""
    if left and right:
        gain = odds[np.ix_(left, right)] - _INSIDE + _SAME_RANK * np.eye(len(left), len(right))
        yield from ((left[i], right[j]) for i, j in assign(gain))


def _of_part(
    left: list[int], right: list[int], odds: Floats, places: tuple[int, int], partners: Positions
) -> Iterator[tuple[int, int]]:
    """The paragraphs of an article that is a part of the other: to each the one that answers it best."""
    if not left or not right:
        return
    lonely_left = all(i != places[0] for i, _ in partners)
    for at in left if lonely_left else right:
        others = right if lonely_left else left
        row = odds[at, others] if lonely_left else odds[others, at]
        best = int(np.argmax(row))
        if row[best] > _PART or len(left if lonely_left else right) == 1:
            yield (at, others[best]) if lonely_left else (others[best], at)


def _left_over(odds: Floats, found: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs that found nothing, with the one that answers each best in an aligned article."""
    if not odds.size:
        return
    left, right = {i for i, _ in found}, {j for _, j in found}
    for i in (i for i in range(odds.shape[0]) if i not in left):
        j = int(np.argmax(odds[i]))
        if odds[i, j] > _LEFT_OVER:
            yield i, j
    for j in (j for j in range(odds.shape[1]) if j not in right):
        i = int(np.argmax(odds[:, j]))
        if odds[i, j] > _LEFT_OVER:
            yield i, j


def _by_method(paragraphs: set[tuple[int, int]], sure: Floats) -> tuple[Positions, Positions]:
    """Partners, the surest first, and what else answers one of them."""
    partners: Positions = {}
    added: Positions = {}
    lefts: set[int] = set()
    rights: set[int] = set()
    for i, j in sorted(paragraphs, key=lambda places: (-sure[places], places)):
        single = i not in lefts and j not in rights
        (partners if single else added)[i, j] = float(sure[i, j])
        lefts.add(i)
        rights.add(j)
    return partners, added


def _items(space: Space, left: int, right: int, paragraphs: set[tuple[int, int]]) -> Positions:
    """The items of aligned paragraphs, one to one by the likeness of their words."""
    one, other = space.outlines[left], space.outlines[right]
    if not one.items or not other.items:
        return {}
    views = [space.likeness("item", view, left, right) for view in ("words", "pairs", "grams")]
    alike = sum(views, np.zeros_like(views[0])) / len(views)
    lefts, rights = owners(one.items, len(one.paragraphs)), owners(other.items, len(other.paragraphs))
    found: Positions = {}
    for i, j in sorted(paragraphs):
        if lefts[i] and rights[j]:
            for a, b in assign(alike[np.ix_(lefts[i], rights[j])] - _ITEM):
                found[lefts[i][a], rights[j][b]] = float(alike[lefts[i][a], rights[j][b]])
    return found


def _rows(level: Level, one: Outline, other: Outline, partners: Positions, added: Positions) -> list[Alignment]:
    both = [
        *((places, p, "one_to_one") for places, p in partners.items()),
        *((places, p, "part") for places, p in added.items()),
    ]
    rows = [Alignment(level, i, j, min(1.0, p), method) for (i, j), p, method in both]  # type: ignore[arg-type]  # Method
    lefts, rights = {row.left for row in rows}, {row.right for row in rows}
    rows += [Alignment(level, i, None, None, None) for i in range(len(one.level(level))) if i not in lefts]
    rows += [Alignment(level, None, j, None, None) for j in range(len(other.level(level))) if j not in rights]
    return sorted(rows, key=lambda row: (row.left is None, row.left or 0, row.right or 0))
