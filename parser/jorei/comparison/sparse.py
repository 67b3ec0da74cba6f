"""The linear algebra of the comparison; the only module that imports SciPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Booleans: TypeAlias = npt.NDArray[np.bool_]
SparseMatrix: TypeAlias = Any
"""A matrix of scipy.sparse; SciPy has no type information."""


def tfidf(texts: Sequence[Iterable[str]], others: int = 0) -> SparseMatrix:
    """A row of length 1 for each text, a column for each word; a word weighs more the fewer texts have it.

    ``others`` counts texts that are assumed besides and have none of these words: in a small corpus on one topic, the
    words of that topic must not pass for common words.

    >>> m = tfidf([("開示", "請求"), ("開示", "決定"), ("委員", "任期")])
    >>> cosines(m[:1], m[1:]).round(2).tolist()
    [[0.2, 0.0]]
    """
    from scipy.sparse import csr_matrix

    counts = [Counter(text) for text in texts]
    frequency = Counter(word for count in counts for word in count)
    column = {word: index for index, word in enumerate(frequency)}
    rarity = {word: np.log((1 + others + len(counts)) / texts_with) for word, texts_with in frequency.items()}
    rows, columns, values = [], [], []
    for row, count in enumerate(counts):
        for word, times in count.items():
            rows.append(row)
            columns.append(column[word])
            values.append((1 + np.log(times)) * rarity[word])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(counts), max(1, len(column))), dtype=np.float64)
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1 if matrix.nnz else np.ones(len(counts))
    scale = csr_matrix((1 / np.where(lengths > 0, lengths, 1), (range(len(counts)), range(len(counts)))))
    return scale @ matrix


def cosines(left: SparseMatrix, right: SparseMatrix) -> Floats:
    """The similarity of every row of one matrix with every row of the other, 0 to 1."""
    similarity: Floats = np.asarray((left @ right.T).toarray(), dtype=np.float64)
    return similarity


_BLOCK_ROWS: Final = 512
"""Rows multiplied at a time: the product of a few thousand documents may be dense."""


def similar_pairs(
    weighted: Sequence[tuple[float, SparseMatrix]], max_rows: int, min_similarity: float
) -> dict[tuple[int, int], float]:
    """The pairs of rows whose similarity, the weighted sum of that in each matrix, is ``min_similarity`` or more.

    A column in which more than ``max_rows`` rows have a value is left out.

    >>> m = tfidf([("開示", "請求"), ("開示", "決定"), ("委員", "任期")])
    >>> {pair: round(score, 2) for pair, score in similar_pairs([(0.5, m), (0.5, m)], 2, 0.1).items()}
    {(0, 1): 0.2}
    """
    from scipy.sparse import triu

    matrices = [(weight, _without_common_columns(matrix, max_rows)) for weight, matrix in weighted]
    pairs: dict[tuple[int, int], float] = {}
    for start in range(0, matrices[0][1].shape[0], _BLOCK_ROWS):
        block = sum(weight * (matrix[start : start + _BLOCK_ROWS] @ matrix[start:].T) for weight, matrix in matrices)
        upper = triu(block, 1).tocoo()
        similar = (upper.data >= min_similarity) & (upper.data > 0)
        rows, columns, scores = (values[similar].tolist() for values in (upper.row, upper.col, upper.data))
        for row, column, score in zip(rows, columns, scores, strict=True):
            pairs[start + row, start + column] = score
    return pairs


def _without_common_columns(matrix: SparseMatrix, max_rows: int) -> SparseMatrix:
    columns = matrix.tocsc()
    return columns[:, np.diff(columns.indptr) <= max_rows].tocsr()


def best_assignment(gain: Floats) -> list[tuple[int, int]]:
    """The one-to-one pairs of rows and columns with the greatest sum of gains; pairs without gain are left out.

    >>> import numpy as np
    >>> best_assignment(np.array([[2.0, 1.9], [1.9, -1.0]]))
    [(0, 1), (1, 0)]
    """
    from scipy.optimize import linear_sum_assignment

    if not gain.size:
        return []
    rows, columns = linear_sum_assignment(-np.maximum(gain, 0))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
