"""How sure it is that two provisions answer one another: a probability, calibrated on alignments made by hand.

Four logistic models over features that know nothing of any subject, each used by `align` in its turn: paragraphs by
their wording; articles by their paragraphs, captions and wording; articles again, now that their neighbours are known;
and an article that found no partner of its own, as a part of what another one says. The weights stand in `weights`,
written by tests/corpus/alignment/fit.py, which also prints how well they do on documents they were not fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from jorei.comparison.provisions import Provision, owners
from jorei.comparison.space import Space
from jorei.comparison.sparse import Floats

_VIEWS: Final = ("words", "pairs", "grams", "own", "ending")


class ProvisionPair(msgspec.Struct, frozen=True):
    """Two documents of a space: which paragraphs are whose, and the likenesses that every model starts from."""

    rows: tuple[int, ...]
    """The article of each paragraph of the left document; ``columns`` the same of the right one."""
    columns: tuple[int, ...]
    articles: tuple[int, int]
    caption: Floats
    bare: Floats
    """1 where one of two articles has no caption."""
    wording: Floats
    """The likeness of two articles by their words."""
    actors: Floats
    paragraphs: Floats
    """The features of two paragraphs."""
    rough: Floats
    """The likeness of two paragraphs before any model, captions and articles counted in."""
    left: list[list[int]]
    """The paragraphs of each left article; ``right`` of each right one."""
    right: list[list[int]]


def pair(space: Space, left: int, right: int) -> ProvisionPair:
    """Everything that is measured of two documents."""
    one, other = space.outlines[left], space.outlines[right]
    views = [space.likeness("paragraph", view, left, right) for view in _VIEWS]
    caption = space.likeness("article", "caption", left, right)
    wording = sum((space.likeness("article", view, left, right) for view in _VIEWS[:3]), np.zeros_like(caption)) / 3
    bare = np.maximum.outer([not p.caption for p in one.articles], [not p.caption for p in other.articles]).astype(
        float
    )
    rows, columns = [p.parent for p in one.paragraphs], [p.parent for p in other.paragraphs]
    inside = np.ix_(rows, columns)
    rough = sum(views[:4], np.zeros_like(views[0])) / 4 + 0.3 * caption[inside] + 0.2 * wording[inside]
    a, b = one.paragraphs, other.paragraphs
    features = np.stack(
        [
            *views, caption[inside], bare[inside], wording[inside], subjects(a, b), *_same(a, b), distance(len(a), len(b)),
            beside(rough), *_relative(rough),
        ],
        axis=-1,
    )  # fmt: skip
    return ProvisionPair(
        tuple(rows), tuple(columns), (len(one.articles), len(other.articles)), caption, bare, wording,
        subjects(one.articles, other.articles), features, rough, owners(a, len(one.articles)), owners(b, len(other.articles)),
    )  # fmt: skip


def _same(one: Sequence[Provision], other: Sequence[Provision]) -> tuple[Floats, ...]:
    """Whether two provisions have the same modality, both a deadline, only one of them, the same place in theirs."""
    modality = np.equal.outer([p.modality for p in one], [q.modality for q in other]).astype(float)
    left, right = np.array([p.deadline for p in one], dtype=float), np.array([q.deadline for q in other], dtype=float)
    both, one_only = np.outer(left, right), np.abs(left[:, None] - right[None, :])
    rank = np.equal.outer([p.rank for p in one], [q.rank for q in other]).astype(float)
    return modality, both, one_only, rank


def probability(features: Floats, weights: Sequence[float]) -> Floats:
    """A probability for each pair; the last weight is the constant.

    >>> import numpy as np
    >>> probability(np.array([[0.0], [4.0]]), (1.0, -2.0)).round(2).tolist()
    [0.12, 0.88]
    """
    found: Floats = 1 / (1 + np.exp(-(features @ np.array(weights[:-1]) + weights[-1])))
    return found


def logit(probabilities: Floats) -> Floats:
    """The inverse of the logistic function, kept finite."""
    safe = np.clip(probabilities, 1e-4, 1 - 1e-4)
    found: Floats = np.log(safe / (1 - safe))
    return found


def article_features(measured: ProvisionPair, paragraphs: Floats) -> Floats:
    """The features of two articles, given how sure it is of their paragraphs."""
    best = best_inside(measured, paragraphs)
    left, right = covered(measured, paragraphs)
    caption, wording = measured.caption, measured.wording
    base = left + right + best + caption
    rows, columns, both = _relative(base)
    return np.stack(
        [
            logit(best), left, right, caption, measured.bare, wording, measured.actors, beside(base), rows, columns, both,
            distance(*measured.articles), _ramp(wording, 0.05, 0.25), _ramp(caption, 0.1, 0.5),
            columns * _ramp(wording, 0.05, 0.25),
        ],
        axis=-1,
    )  # fmt: skip


def context_features(sure: Floats) -> Floats:
    """How sure it is of two articles, and of those around them."""
    return np.stack([logit(sure), around(sure)], axis=-1)


def part_features(measured: ProvisionPair, sure: Floats, paragraphs: Floats, near: Floats, right: bool) -> Floats:
    """The features of an article that found no partner (of the left document, or of the ``right`` one) with every
    article of the other; ``near`` is how far each is from where the partner of the other stands."""
    rough = best_inside(measured, measured.rough)
    share = covered(measured, measured.rough)[right]
    relative = _relative(rough)[right]
    single = np.array([float(len(own) == 1) for own in (measured.right if right else measured.left)])
    features = (
        logit(sure), logit(best_inside(measured, paragraphs)), rough, share, measured.caption, measured.wording,
        (near <= 1) * 1.0, (near <= 2) * 1.0, (near <= 6) * 1.0, relative, measured.actors,
        np.broadcast_to(single[None, :] if right else single[:, None], sure.shape),
    )  # fmt: skip
    return np.stack(features, axis=-1)


def subjects(one: Sequence[Provision], other: Sequence[Provision]) -> Floats:
    """1 where both say the same actor, -1 where they say different ones, 0 where one says none."""
    left, right = [p.subject or "" for p in one], [q.subject or "" for q in other]
    known = np.outer([bool(s) for s in left], [bool(s) for s in right])
    same = np.equal.outer(np.array(left, dtype=object), np.array(right, dtype=object))
    found: Floats = np.where(known, np.where(same, 1.0, -1.0), 0.0)
    return found


def best_inside(measured: ProvisionPair, paragraphs: Floats) -> Floats:
    """For two articles the greatest of what is said of a paragraph of one and a paragraph of the other."""
    found = np.zeros(measured.articles)
    if paragraphs.size:
        rows, columns = np.array(measured.rows), np.array(measured.columns)
        np.maximum.at(found, (rows[:, None], columns[None, :]), paragraphs)
    return found


def covered(measured: ProvisionPair, paragraphs: Floats) -> tuple[Floats, Floats]:
    """How well the paragraphs of the left article are answered by those of the right one on the average, and back."""
    count, other = measured.articles
    rows, columns = np.array(measured.rows, dtype=int), np.array(measured.columns, dtype=int)
    best_left, best_right = np.zeros((len(rows), other)), np.zeros((count, len(columns)))
    left, right = np.zeros((count, other)), np.zeros((count, other))
    if paragraphs.size:
        np.maximum.at(best_left, (np.arange(len(rows))[:, None], columns[None, :]), paragraphs)
        np.maximum.at(best_right, (rows[:, None], np.arange(len(columns))[None, :]), paragraphs)
        np.add.at(left, rows, best_left)
        np.add.at(right.T, columns, best_right.T)
    left /= np.maximum(np.bincount(rows, minlength=count)[:, None], 1)
    right /= np.maximum(np.bincount(columns, minlength=other)[None, :], 1)
    return left, right


def distance(rows: int, columns: int) -> Floats:
    """How far apart the places of two provisions are, each as a part of its document."""
    one, other = np.arange(rows) / max(1, rows), np.arange(columns) / max(1, columns)
    found: Floats = np.abs(one[:, None] - other[None, :])
    return found


def _relative(likeness: Floats) -> tuple[Floats, Floats, Floats]:
    """The likeness as a part of the best of its row, of its column, and the product of both."""
    if not likeness.size:
        return likeness, likeness, likeness
    rows = likeness / np.maximum(likeness.max(axis=1, keepdims=True), 1e-6)
    columns = likeness / np.maximum(likeness.max(axis=0, keepdims=True), 1e-6)
    return rows, columns, rows * columns


def _ramp(values: Floats, low: float, high: float) -> Floats:
    """0 below ``low``, 1 above ``high``, straight between."""
    found: Floats = np.clip((values - low) / (high - low), 0, 1)
    return found


def beside(likeness: Floats) -> Floats:
    """The greater likeness of the two before a pair, or of the two behind it: provisions keep their order."""
    before, behind = np.zeros_like(likeness), np.zeros_like(likeness)
    before[1:, 1:], behind[:-1, :-1] = likeness[:-1, :-1], likeness[1:, 1:]
    found: Floats = np.maximum(before, behind)
    return found


_STEPS: Final = ((-1, ((-1, 1.0), (-2, 0.6), (0, 0.6))), (1, ((1, 1.0), (2, 0.6), (0, 0.6))))


def around(sure: Floats) -> Floats:
    """How sure it is of the articles before and behind, one more or fewer allowed on one side."""
    found = np.zeros_like(sure)
    for row, steps in _STEPS:
        best = np.zeros_like(sure)
        for column, weight in steps:
            best = np.maximum(best, weight * _moved(sure, row, column))
        found += best
    return found


def _moved(values: Floats, row: int, column: int) -> Floats:
    """The value ``row`` rows and ``column`` columns on; 0 outside."""
    height, width = values.shape
    found = np.zeros_like(values)
    to_rows, to_columns = slice(max(0, -row), height - max(0, row)), slice(max(0, -column), width - max(0, column))
    from_rows, from_columns = slice(max(0, row), height + min(0, row)), slice(max(0, column), width + min(0, column))
    if abs(row) < height and abs(column) < width:
        found[to_rows, to_columns] = values[from_rows, from_columns]
    return found
