"""How similar two provisions are: the features of the models that say whether they correspond.

`align` uses four logistic models over these features, one after the other: paragraphs by their wording; articles by
their paragraphs, captions and wording; articles again, now that their neighbours are known; and an article without
partner as a part of another. No feature knows any topic. The models stand in `weights`, fitted to alignments made by
hand by tests/corpus/alignment/fit.py, which also prints how well they do on documents they were not fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from jorei.comparison.logistic import log_odds
from jorei.comparison.provisions import Provision, children_of
from jorei.comparison.sparse import Booleans, Floats
from jorei.comparison.vectors import Representation, VectorSpace
from jorei.model.vocabulary import AlignmentLevel

Features = dict[str, Floats]
"""By the name of each feature its values: a row for each left provision, a column for each right one."""

_WORDING: Final[tuple[Representation, ...]] = ("words", "word_pairs", "character_pairs")
_OWN_WORDING: Final[tuple[Representation, ...]] = (*_WORDING, "own_character_pairs")
_CAPTION_SHARE: Final = 0.3
_ARTICLE_SHARE: Final = 0.2
"""What the captions and the wording of their articles add to the rough similarity of two paragraphs. Chosen."""
_WORDING_RAMP: Final = (0.05, 0.25)
_CAPTION_RAMP: Final = (0.1, 0.5)
"""Between these similarities an article passes from unlike to like. Chosen."""
_NEAR: Final = (1, 2, 6)
"""Distances, in articles, from the partner of an article within which a part of it is looked for. Chosen."""
_TINY: Final = 1e-6
"""Keeps a division from one by zero."""
_NEIGHBOURS: Final = ((-1, ((-1, 1.0), (-2, 0.6), (0, 0.6))), (1, ((1, 1.0), (2, 0.6), (0, 0.6))))
"""Steps to the neighbouring articles of the left document, and for each the steps in the right one with their weight: a
neighbour counts less when the other document has one article more or fewer in between. Chosen."""


class Similarities(msgspec.Struct, frozen=True):
    """What is measured of two documents before any model is asked.

    ``left_articles`` gives for each left paragraph the index of its article, ``left_paragraphs`` for each left article
    the indexes of its paragraphs; ``article_counts`` is the number of articles of both. The arrays have a row for each
    left provision and a column for each right one: of articles, but for ``paragraphs``, the features of two paragraphs,
    ``rough``, the similarity of two paragraphs with that of their captions and articles, and ``same_act``, whether two
    paragraphs end in one verb.
    """

    left_articles: tuple[int, ...]
    right_articles: tuple[int, ...]
    left_paragraphs: list[list[int]]
    right_paragraphs: list[list[int]]
    article_counts: tuple[int, int]
    caption: Floats
    no_caption: Floats
    wording: Floats
    same_actor: Floats
    paragraphs: Features
    rough: Floats
    same_act: Booleans


def similarities(space: VectorSpace, left: int, right: int) -> Similarities:
    """Measure two documents of a space."""
    left_outline, right_outline = space.outlines[left], space.outlines[right]
    articles, paragraphs = (
        (left_outline.articles, right_outline.articles),
        (left_outline.paragraphs, right_outline.paragraphs),
    )
    caption = space.similarity("article", "caption", left, right)
    wording = mean_similarity(space, "article", left, right)
    no_caption = np.maximum.outer(*([not article.caption for article in side] for side in articles)).astype(float)
    left_articles, right_articles = (tuple(paragraph.parent for paragraph in side) for side in paragraphs)
    of_articles = np.ix_(left_articles, right_articles)
    by_representation: Features = {
        name: space.similarity("paragraph", name, left, right) for name in (*_OWN_WORDING, "ending")
    }
    rough = (
        _mean([by_representation[name] for name in _OWN_WORDING])
        + _CAPTION_SHARE * caption[of_articles]
        + _ARTICLE_SHARE * wording[of_articles]
    )
    features: Features = {
        **by_representation, "caption": caption[of_articles], "no_caption": no_caption[of_articles],
        "article_wording": wording[of_articles], "same_actor": same_actor(*paragraphs), **_same_properties(*paragraphs),
        "distance": distance(len(paragraphs[0]), len(paragraphs[1])), "neighbours": neighbours(rough),
        **_relative(rough),
    }  # fmt: skip
    return Similarities(
        left_articles=left_articles, right_articles=right_articles,
        left_paragraphs=children_of(paragraphs[0], len(articles[0])),
        right_paragraphs=children_of(paragraphs[1], len(articles[1])),
        article_counts=(len(articles[0]), len(articles[1])), caption=caption, no_caption=no_caption, wording=wording,
        same_actor=same_actor(*articles), paragraphs=features, rough=rough, same_act=_same_act(*paragraphs),
    )  # fmt: skip


def mean_similarity(space: VectorSpace, level: AlignmentLevel, left: int, right: int) -> Floats:
    """The similarity of the wording of the provisions of one level, the mean of its representations."""
    return _mean([space.similarity(level, representation, left, right) for representation in _WORDING])


def _mean(arrays: Sequence[Floats]) -> Floats:
    return sum(arrays, np.zeros_like(arrays[0])) / len(arrays)


def _same_properties(left: Sequence[Provision], right: Sequence[Provision]) -> Features:
    """Whether two provisions have the same modality, both a deadline, only one a deadline, the same number."""
    left_deadline, right_deadline = (np.array([p.deadline for p in side], dtype=float) for side in (left, right))
    return {
        "same_modality": np.equal.outer([p.modality for p in left], [p.modality for p in right]).astype(float),
        "both_deadline": np.outer(left_deadline, right_deadline),
        "one_deadline": np.abs(left_deadline[:, None] - right_deadline[None, :]),
        "same_number": np.equal.outer([p.sibling_index for p in left], [p.sibling_index for p in right]).astype(float),
    }


def _same_act(left: Sequence[Provision], right: Sequence[Provision]) -> Booleans:
    acts = (np.array([paragraph.act for paragraph in side], dtype=object) for side in (left, right))
    same: Booleans = np.equal.outer(*acts).astype(bool)
    return same


def article_features(measured: Similarities, paragraphs: Floats) -> Features:
    """The features of two articles; ``paragraphs`` are the probabilities of their paragraphs."""
    best = best_of_paragraphs(measured, paragraphs)
    left_covered, right_covered = covered(measured, paragraphs)
    caption, wording = measured.caption, measured.wording
    base = left_covered + right_covered + best + caption
    relative = _relative(base)
    wording_ramp = _ramp(wording, *_WORDING_RAMP)
    return {
        "best_paragraph": log_odds(best), "left_covered": left_covered, "right_covered": right_covered,
        "caption": caption, "no_caption": measured.no_caption, "wording": wording, "same_actor": measured.same_actor,
        "neighbours": neighbours(base), **relative, "distance": distance(*measured.article_counts),
        "wording_ramp": wording_ramp, "caption_ramp": _ramp(caption, *_CAPTION_RAMP),
        "share_of_column_and_wording": relative["share_of_column"] * wording_ramp,
    }  # fmt: skip


def context_features(articles: Floats) -> Features:
    """The features of two articles whose probabilities, and those of the articles around them, are known."""
    return {"article": log_odds(articles), "surroundings": surroundings(articles)}


def part_features(
    measured: Similarities, articles: Floats, paragraphs: Floats, near: Floats, of_right: bool
) -> Features:
    """The features of an article without partner (of the left document, or of the right one) with every article of the
    other document; ``near`` is its distance from the partner of that article."""
    rough = best_of_paragraphs(measured, measured.rough)
    of_part = measured.right_paragraphs if of_right else measured.left_paragraphs
    single = np.array([float(len(children) == 1) for children in of_part])
    relative = _relative(rough)
    return {
        "article": log_odds(articles), "best_paragraph": log_odds(best_of_paragraphs(measured, paragraphs)),
        "best_rough": rough, "covered": covered(measured, measured.rough)[of_right], "caption": measured.caption,
        "wording": measured.wording, **{f"within_{most}": (near <= most) * 1.0 for most in _NEAR},
        "share_of_best": relative["share_of_column" if of_right else "share_of_row"], "same_actor": measured.same_actor,
        "single_paragraph": np.broadcast_to(single[None, :] if of_right else single[:, None], articles.shape),
    }  # fmt: skip


def same_actor(left: Sequence[Provision], right: Sequence[Provision]) -> Floats:
    """1 where both provisions name the same actor, -1 where they name different ones, 0 where one names none."""
    left_actors, right_actors = ([provision.subject or "" for provision in side] for side in (left, right))
    both_known = np.outer([bool(actor) for actor in left_actors], [bool(actor) for actor in right_actors])
    same = np.equal.outer(np.array(left_actors, dtype=object), np.array(right_actors, dtype=object))
    result: Floats = np.where(both_known, np.where(same, 1.0, -1.0), 0.0)
    return result


def of_terms(left: Sequence[Provision], right: Sequence[Provision]) -> tuple[Booleans, Booleans]:
    """Whether two items define the same term, and whether they define different ones of which both documents have one."""
    left_terms, right_terms = (np.array([item.term for item in side], dtype=object) for side in (left, right))
    both_define = {term for term in left_terms if term} & set(right_terms)
    left_shared, right_shared = ([term in both_define for term in terms] for terms in (left_terms, right_terms))
    equal = np.equal.outer(left_terms, right_terms).astype(bool)
    return equal & np.logical_and.outer(left_shared, right_shared), ~equal & np.logical_or.outer(
        left_shared, right_shared
    )


def best_of_paragraphs(measured: Similarities, paragraphs: Floats) -> Floats:
    """For each two articles the greatest value of a paragraph of one with a paragraph of the other."""
    best = np.zeros(measured.article_counts)
    if paragraphs.size:
        rows, columns = np.array(measured.left_articles), np.array(measured.right_articles)
        np.maximum.at(best, (rows[:, None], columns[None, :]), paragraphs)
    return best


def covered(measured: Similarities, paragraphs: Floats) -> tuple[Floats, Floats]:
    """The mean, over the paragraphs of the left article, of the best value with one of the right article; and back."""
    left_count, right_count = measured.article_counts
    rows, columns = np.array(measured.left_articles, dtype=int), np.array(measured.right_articles, dtype=int)
    best_left, best_right = np.zeros((len(rows), right_count)), np.zeros((left_count, len(columns)))
    left, right = np.zeros((left_count, right_count)), np.zeros((left_count, right_count))
    if paragraphs.size:
        np.maximum.at(best_left, (np.arange(len(rows))[:, None], columns[None, :]), paragraphs)
        np.maximum.at(best_right, (rows[:, None], np.arange(len(columns))[None, :]), paragraphs)
        np.add.at(left, rows, best_left)
        np.add.at(right.T, columns, best_right.T)
    left /= np.maximum(np.bincount(rows, minlength=left_count)[:, None], 1)
    right /= np.maximum(np.bincount(columns, minlength=right_count)[None, :], 1)
    return left, right


def distance(left_count: int, right_count: int) -> Floats:
    """How far apart two provisions are, 0 to 1: each is taken by its position as a share of its document."""
    left, right = np.arange(left_count) / max(1, left_count), np.arange(right_count) / max(1, right_count)
    result: Floats = np.abs(left[:, None] - right[None, :])
    return result


def _relative(values: Floats) -> Features:
    """Each value as a share of the greatest of its row and of its column, and the product of both."""
    if not values.size:
        return {"share_of_row": values, "share_of_column": values, "mutual_share": values}
    rows = values / np.maximum(values.max(axis=1, keepdims=True), _TINY)
    columns = values / np.maximum(values.max(axis=0, keepdims=True), _TINY)
    return {"share_of_row": rows, "share_of_column": columns, "mutual_share": rows * columns}


def _ramp(values: Floats, low: float, high: float) -> Floats:
    """0 below ``low``, 1 above ``high``, straight between."""
    result: Floats = np.clip((values - low) / (high - low), 0, 1)
    return result


def neighbours(values: Floats) -> Floats:
    """The greater of the values of the two preceding provisions and the two following: provisions keep their order."""
    preceding, following = np.zeros_like(values), np.zeros_like(values)
    preceding[1:, 1:], following[:-1, :-1] = values[:-1, :-1], values[1:, 1:]
    result: Floats = np.maximum(preceding, following)
    return result


def surroundings(articles: Floats) -> Floats:
    """The probabilities of the preceding and the following articles, one more or fewer allowed on the right side."""
    total = np.zeros_like(articles)
    for row_step, column_steps in _NEIGHBOURS:
        best = np.zeros_like(articles)
        for column_step, weight in column_steps:
            best = np.maximum(best, weight * _shifted(articles, row_step, column_step))
        total += best
    return total


def _shifted(values: Floats, row: int, column: int) -> Floats:
    """For each pair the value ``row`` rows and ``column`` columns further on; 0 outside the array."""
    height, width = values.shape
    result = np.zeros_like(values)
    to_rows, to_columns = slice(max(0, -row), height - max(0, row)), slice(max(0, -column), width - max(0, column))
    from_rows, from_columns = slice(max(0, row), height + min(0, row)), slice(max(0, column), width + min(0, column))
    if abs(row) < height and abs(column) < width:
        result[to_rows, to_columns] = values[from_rows, from_columns]
    return result
