"""The linear algebra of comparison; the one module that knows SciPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]


def tfidf(documents: Sequence[Iterable[str]], others: int = 0) -> Any:
    """A row of length 1 for each document, as a sparse matrix; a word counts for more the fewer have it.

    ``others`` is of how many documents besides, which have none of the words, these are taken to be a part: in a small
    corpus on one subject its words are no common words.

    >>> m = tfidf([("開示", "請求"), ("開示", "決定"), ("委員", "任期")])
    >>> cosines(m[:1], m[1:]).round(2).tolist()
    [[0.2, 0.0]]
    """
    from scipy.sparse import csr_matrix

    counts = [Counter(document) for document in documents]
    holders = Counter(word for count in counts for word in count)
    column = {word: at for at, word in enumerate(holders)}
    weight = {word: np.log((1 + others + len(counts)) / holding) for word, holding in holders.items()}
    rows, columns, values = [], [], []
    for at, count in enumerate(counts):
        for word, times in count.items():
            rows.append(at)
            columns.append(column[word])
            values.append((1 + np.log(times)) * weight[word])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(counts), max(1, len(column))), dtype=np.float64)
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1 if matrix.nnz else np.ones(len(counts))
    scale = csr_matrix((1 / np.where(lengths > 0, lengths, 1), (range(len(counts)), range(len(counts)))))
    return scale @ matrix


def cosines(left: Any, right: Any) -> Floats:
    """The likeness of every row of one matrix to every row of the other, 0 to 1."""
    found: Floats = np.asarray((left @ right.T).toarray(), dtype=np.float64)
    return found


_ROWS: Final = 512
"""Rows multiplied at a time: the product of a few thousand documents may be dense."""


def pairs(parts: Sequence[tuple[float, Any]], most: int, least: float) -> dict[tuple[int, int], float]:
    """The pairs of rows that are at least so alike: the weighted sum of the likeness in each matrix. A column in which
    more than ``most`` rows have something is left out.

    >>> m = tfidf([("開示", "請求"), ("開示", "決定"), ("委員", "任期")])
    >>> {pair: round(score, 2) for pair, score in pairs([(0.5, m), (0.5, m)], 2, 0.1).items()}
    {(0, 1): 0.2}
    """
    from scipy.sparse import triu

    held = [(weight, _without_common(matrix, most)) for weight, matrix in parts]
    found: dict[tuple[int, int], float] = {}
    for start in range(0, held[0][1].shape[0], _ROWS):
        block = sum(weight * (matrix[start : start + _ROWS] @ matrix[start:].T) for weight, matrix in held)
        alike = triu(block, 1).tocoo()
        kept = (alike.data >= least) & (alike.data > 0)
        places = zip(alike.row[kept].tolist(), alike.col[kept].tolist(), strict=True)
        found.update(
            {(start + i, start + j): score for (i, j), score in zip(places, alike.data[kept].tolist(), strict=True)}
        )
    return found


def _without_common(matrix: Any, most: int) -> Any:
    columns = matrix.tocsc()
    return columns[:, np.diff(columns.indptr) <= most].tocsr()


def assign(gain: Floats) -> list[tuple[int, int]]:
    """The one-to-one pairs of rows and columns with the greatest sum of gains; pairs without gain are left out.

    >>> import numpy as np
    >>> assign(np.array([[2.0, 1.9], [1.9, -1.0]]))
    [(0, 1), (1, 0)]
    """
    from scipy.optimize import linear_sum_assignment

    if not gain.size:
        return []
    rows, columns = linear_sum_assignment(-np.maximum(gain, 0))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0]
