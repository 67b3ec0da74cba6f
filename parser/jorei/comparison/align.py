"""Alignment: which provisions of two documents correspond, one to one, split, merged, or without counterpart.

Articles come first: the one-to-one pairs that are most probable together; then the articles that are left over, each of
which may be a part of an article of the other document (第14条 of one document is 第17条 and 第19条 of the other).
Paragraphs and items are aligned within aligned articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from jorei.comparison import similarity, weights
from jorei.comparison.logistic import log_odds, probability
from jorei.comparison.provisions import LEVELS, Outline, children_of
from jorei.comparison.similarity import Similarities
from jorei.comparison.sparse import Booleans, Floats, best_assignment
from jorei.comparison.vectors import VectorSpace
from jorei.model.vocabulary import AlignmentLevel, AlignmentMethod

IndexPair = tuple[int, int]
"""The index of a provision of the left document, and of one of the right document."""
Scores = dict[IndexPair, float]

MIN_PROBABILITY: Final = 0.6
"""The least probability at which two articles are aligned. This threshold and the four below were chosen as those that
align best the provisions in tests/corpus/alignment; `fit.py` there prints how well they do."""
_MIN_ODDS_IN_PARTNERS: Final = 0.0
"""Log-odds from which two paragraphs are aligned whose articles are partners."""
_MIN_ODDS_IN_PART: Final = -1.0
"""Log-odds from which two paragraphs are aligned when the article of one is a part of that of the other."""
_MIN_ODDS_LEFT_OVER: Final = 0.0
"""Log-odds from which a paragraph that is left over is aligned."""
_SAME_INDEX_BONUS: Final = 0.5
"""Added to the log-odds of two paragraphs that have the same number in their articles."""
_SAME_ACT_BONUS: Final = 1.0
"""Added to the log-odds of the first paragraphs of two partners that end in one verb: they rule what the captions name,
however differently they word it."""
_MIN_ITEM_SIMILARITY: Final = 0.2
"""The similarity from which two items are aligned."""
_SAME_TERM: Final = 2.0
"""Added to the similarity of two items that define the same term: more than any similarity of words. Chosen."""
_PARTS_TRIED: Final = 2
"""An article that is left over may be a part of so many articles of the other document."""
_FAR: Final = 9
"""Added to the number of articles: the distance where there is no partner to measure it from."""


class Alignment(msgspec.Struct, frozen=True, gc=False):
    """Two corresponding provisions, as indexes in their outlines; None where a provision has no counterpart.

    ``score`` is the probability that a person would put them side by side; of items it is the similarity of their
    words, and 1 when both define the same term."""

    level: AlignmentLevel
    left: int | None
    right: int | None
    score: float | None
    method: AlignmentMethod | None


def align(space: VectorSpace, left: int, right: int) -> list[Alignment]:
    """The alignments of two documents of a space, level by level, in the order of the left document; at the end of each
    level the provisions that only the right document has."""
    outlines = space.outlines[left], space.outlines[right]
    if not all(outline.paragraphs for outline in outlines):  # a page about an ordinance has no provisions
        return [row for level in LEVELS for row in _rows(level, outlines, {}, {})]
    similarities = similarity.similarities(space, left, right)
    probabilities = probability(similarities.paragraphs, weights.PARAGRAPH)
    partners, parts = align_articles(similarities, probabilities)
    paragraphs = _align_paragraphs(similarities, log_odds(probabilities), partners, parts)
    items = _align_items(space, left, right, paragraphs)
    return [
        *_rows("article", outlines, partners, parts),
        *_rows("paragraph", outlines, *_by_method(paragraphs, probabilities)),
        *_rows("item", outlines, items, {}),
    ]


def align_articles(similarities: Similarities, paragraphs: Floats) -> tuple[Scores, Scores]:
    """The partners, and the pairs of which one article is a part; ``paragraphs`` are probabilities of paragraphs."""
    alone = probability(similarity.article_features(similarities, paragraphs), weights.ARTICLE)
    articles = probability(similarity.context_features(alone), weights.CONTEXT)
    gain = log_odds(articles) - log_odds(np.array(MIN_PROBABILITY))
    partners = {(i, j): float(articles[i, j]) for i, j in best_assignment(gain)}
    return partners, find_parts(similarities, articles, paragraphs, partners)


def find_parts(similarities: Similarities, articles: Floats, paragraphs: Floats, partners: Scores) -> Scores:
    """The articles without partner that are parts of articles of the other document, on both sides."""
    near = distance_to_partner(similarities.article_counts, partners)
    parts: Scores = {}
    for of_right in (False, True):
        features = similarity.part_features(similarities, articles, paragraphs, near, of_right)
        probabilities = probability(features, weights.PART)
        probabilities = probabilities.T if of_right else probabilities
        for part in without_partner(partners, similarities.article_counts, of_right):
            for whole in np.argsort(-probabilities[part], kind="stable")[:_PARTS_TRIED]:
                if probabilities[part, whole] >= MIN_PROBABILITY:
                    pair = (int(whole), part) if of_right else (part, int(whole))
                    parts[pair] = float(probabilities[part, whole])
    return parts


def without_partner(partners: Scores, counts: tuple[int, int], of_right: bool) -> list[int]:
    """The articles of the left document, or of the right one, that have no partner; ``counts`` are their numbers."""
    with_partner = {right if of_right else left for left, right in partners}
    return [article for article in range(counts[of_right]) if article not in with_partner]


def distance_to_partner(shape: tuple[int, int], partners: Scores) -> Floats:
    """For each two articles, how many articles lie between one and the partner of the other: the smaller of both."""
    far = float(max(shape, default=0) + _FAR)
    partner_of_left, partner_of_right = np.full(shape[0], np.nan), np.full(shape[1], np.nan)
    for i, j in partners:
        partner_of_left[i], partner_of_right[j] = j, i
    from_left = np.abs(np.arange(shape[1])[None, :] - partner_of_left[:, None])
    from_right = np.abs(np.arange(shape[0])[:, None] - partner_of_right[None, :])
    distance: Floats = np.fmin(np.nan_to_num(from_left, nan=far), np.nan_to_num(from_right, nan=far))
    return distance


def _align_paragraphs(similarities: Similarities, odds: Floats, partners: Scores, parts: Scores) -> set[IndexPair]:
    left_children, right_children = similarities.left_paragraphs, similarities.right_paragraphs
    pairs: set[IndexPair] = set()
    for i, j in partners:
        pairs.update(_of_partners(left_children[i], right_children[j], odds, similarities.same_act))
    left_partners = {i for i, _ in partners}
    for i, j in parts:
        if i not in left_partners:
            pairs.update(_of_part(left_children[i], right_children[j], odds))
        else:
            pairs.update((left, right) for right, left in _of_part(right_children[j], left_children[i], odds.T))
    aligned = np.zeros(similarities.article_counts, dtype=bool)
    for i, j in (*partners, *parts):
        aligned[i, j] = True
    in_aligned = aligned[np.ix_(similarities.left_articles, similarities.right_articles)]
    pairs.update(_left_over(np.where(in_aligned, odds, -np.inf), pairs))
    return pairs


def _of_partners(left: list[int], right: list[int], odds: Floats, same_act: Booleans) -> Iterator[IndexPair]:
    """The paragraphs of two partners, one to one; those with the same number are preferred, and the first ones of one act."""
    if left and right:
        gain = odds[np.ix_(left, right)] - _MIN_ODDS_IN_PARTNERS + _SAME_INDEX_BONUS * np.eye(len(left), len(right))
        gain[0, 0] += _SAME_ACT_BONUS * same_act[left[0], right[0]]
        yield from ((left[i], right[j]) for i, j in best_assignment(gain))


def _of_part(part: list[int], whole: list[int], odds: Floats) -> Iterator[IndexPair]:
    """The paragraphs of an article that is a part of another, each with the paragraph of that one that fits it best.

    ``odds`` has a row for each paragraph of the document of the part.
    """
    for paragraph in part if whole else ():
        row = odds[paragraph, whole]
        best = int(np.argmax(row))
        if row[best] > _MIN_ODDS_IN_PART or len(part) == 1:
            yield paragraph, whole[best]


def _left_over(odds: Floats, pairs: set[IndexPair]) -> Iterator[IndexPair]:
    """The paragraphs without counterpart so far, each with the one that fits it best in an aligned article."""
    if not odds.size:
        return
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    for i in (i for i in range(odds.shape[0]) if i not in left):
        j = int(np.argmax(odds[i]))
        if odds[i, j] > _MIN_ODDS_LEFT_OVER:
            yield i, j
    for j in (j for j in range(odds.shape[1]) if j not in right):
        i = int(np.argmax(odds[:, j]))
        if odds[i, j] > _MIN_ODDS_LEFT_OVER:
            yield i, j


def _by_method(paragraphs: set[IndexPair], probabilities: Floats) -> tuple[Scores, Scores]:
    """One-to-one pairs, the most probable first, and the further pairs of paragraphs that are in one of them."""
    partners: Scores = {}
    parts: Scores = {}
    left: set[int] = set()
    right: set[int] = set()
    for i, j in sorted(paragraphs, key=lambda pair: (-probabilities[pair], pair)):
        pairs = partners if i not in left and j not in right else parts
        pairs[i, j] = float(probabilities[i, j])
        left.add(i)
        right.add(j)
    return partners, parts


def _align_items(space: VectorSpace, left: int, right: int, paragraphs: set[IndexPair]) -> Scores:
    """The items of aligned paragraphs, one to one by the similarity of their words, and those that define one term.

    An item that defines a term which the other document defines as well is aligned with no other.
    """
    left_outline, right_outline = space.outlines[left], space.outlines[right]
    if not left_outline.items or not right_outline.items:
        return {}
    same, other = similarity.of_terms(left_outline.items, right_outline.items)
    similar = np.where(same, 1.0, similarity.mean_similarity(space, "item", left, right))
    gains = np.where(other, -1.0, similar - _MIN_ITEM_SIMILARITY + _SAME_TERM * same)
    left_items = children_of(left_outline.items, len(left_outline.paragraphs))
    right_items = children_of(right_outline.items, len(right_outline.paragraphs))
    scores: Scores = {}
    for i, j in sorted(paragraphs):
        if left_items[i] and right_items[j]:
            for row, column in best_assignment(gains[np.ix_(left_items[i], right_items[j])]):
                pair = left_items[i][row], right_items[j][column]
                scores[pair] = float(similar[pair])
    used_left, used_right = ({pair[side] for pair in scores} for side in (0, 1))
    for i, j in np.argwhere(same).tolist():  # in paragraphs that are not aligned
        if i not in used_left and j not in used_right:
            scores[i, j] = 1.0
            used_left.add(i)
            used_right.add(j)
    return scores


def _rows(level: AlignmentLevel, outlines: Sequence[Outline], partners: Scores, parts: Scores) -> list[Alignment]:
    """The alignments of one level, with a row for each provision that has none."""
    rows = [Alignment(level, i, j, min(1.0, score), "one_to_one") for (i, j), score in partners.items()]
    rows += [Alignment(level, i, j, min(1.0, score), "part") for (i, j), score in parts.items()]
    left_aligned, right_aligned = {row.left for row in rows}, {row.right for row in rows}
    left_count, right_count = (len(outline.level(level)) for outline in outlines)
    rows += [Alignment(level, i, None, None, None) for i in range(left_count) if i not in left_aligned]
    rows += [Alignment(level, None, j, None, None) for j in range(right_count) if j not in right_aligned]
    return sorted(rows, key=lambda row: (row.left is None, row.left or 0, row.right or 0))
