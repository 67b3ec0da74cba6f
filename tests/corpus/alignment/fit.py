"""Fits the weights of `jorei.comparison.weights` to the alignments beside this file.

    python tests/corpus/alignment/fit.py FOLDER-OF-DOCUMENTS [--write]

Prints for each pair of documents how well weights do that were fitted to the other pairs alone, and how well all do.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import jorei
from jorei.comparison import align
from jorei.comparison import score
from jorei.comparison import weights
from jorei.comparison.provisions import outline
from jorei.comparison.space import Space

HERE = Path(__file__).parent
WEIGHTS = Path(weights.__file__)
_PENALTY = 2.0
NAMES = ("PARAGRAPH", "ARTICLE", "CONTEXT", "PART")


def gold(level: str) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The pairs of citations of each pair of documents (by the hash of their bytes)."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    with (HERE / f"{level}s.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["left_document"], row["right_document"]].add((row["left"], row["right"]))
    return found


def documents(folder: Path) -> dict[str, jorei.Document]:
    """The documents that the alignments speak of."""
    wanted = {name for pair in gold("article") for name in pair}
    names = {file: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in sorted(folder.rglob("*.txt"))}
    return {name: jorei.parse_file(file) for file, name in names.items() if name in wanted}


class Case:
    """A pair of documents and what is right of it."""

    def __init__(self, left: jorei.Document, right: jorei.Document, names: tuple[str, str]) -> None:
        self.space = Space([outline(d.tree, d.norms, d.references) for d in (left, right)])
        self.measured = score.pair(self.space, 0, 1)
        self.articles, self.paragraphs = (self._right(level, gold(level)[names]) for level in ("article", "paragraph"))

    def _right(self, level: str, pairs: set[tuple[str, str]]) -> np.ndarray:
        one, other = (outline.level(level) for outline in self.space.outlines)
        return np.array([[float((p.citation, q.citation) in pairs) for q in other] for p in one])

    def sure(self) -> np.ndarray:
        return score.probability(self.measured.paragraphs, weights.PARAGRAPH)

    def alone(self) -> np.ndarray:
        return score.probability(score.article_features(self.measured, self.sure()), weights.ARTICLE)

    def parts(self) -> list[tuple[np.ndarray, np.ndarray]]:
        known = score.probability(score.context_features(self.alone()), weights.CONTEXT)
        partners, _ = align.articles(self.measured, self.sure())
        near = align._near(self.measured.articles, partners)
        found = []
        for side in (0, 1):
            free = align._free(partners, self.measured.articles[side], side)
            features = score.part_features(self.measured, known, self.sure(), near, bool(side))
            found.append((features[:, free], self.articles[:, free]) if side else (features[free], self.articles[free]))
        return found


def fit(samples: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, ...]:
    """Logistic regression with a small penalty on large weights."""
    x = np.vstack([features.reshape(-1, features.shape[-1]) for features, _ in samples])
    x = np.c_[x, np.ones(len(x))]
    y = np.concatenate([right.ravel() for _, right in samples])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z, penalty = x @ w, _PENALTY * np.r_[w[:-1], 0]
        return float((np.logaddexp(0, z) - y * z).sum() + penalty @ w / 2), x.T @ (1 / (1 + np.exp(-z)) - y) + penalty

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return tuple(round(float(w), 4) for w in found)


def train(cases: list[Case]) -> None:
    """Sets the weights, model after model."""
    weights.PARAGRAPH = fit([(c.measured.paragraphs, c.paragraphs) for c in cases])  # type: ignore[misc]  # being fitted
    weights.ARTICLE = fit([(score.article_features(c.measured, c.sure()), c.articles) for c in cases])  # type: ignore[misc]  # being fitted
    weights.CONTEXT = fit([(score.context_features(c.alone()), c.articles) for c in cases])  # type: ignore[misc]  # being fitted
    weights.PART = (0.0,) * 13  # type: ignore[misc]  # being fitted
    weights.PART = fit([sample for c in cases for sample in c.parts()])  # type: ignore[misc]  # being fitted


def counts(case: Case) -> np.ndarray:
    """Found and right, found, right: of articles, and of paragraphs within articles that are rightly aligned."""
    rows = align.align(case.space, 0, 1)
    articles, paragraphs = np.zeros_like(case.articles), np.zeros_like(case.paragraphs)
    for row in rows:
        if row.left is not None and row.right is not None and row.level != "item":
            (articles if row.level == "article" else paragraphs)[row.left, row.right] = 1
    both = (articles * case.articles)[np.ix_(case.measured.rows, case.measured.columns)]
    within, right = paragraphs * both, case.paragraphs * both
    return np.array(
        [(articles * case.articles).sum(), articles.sum(), case.articles.sum(), (within * right).sum(), within.sum(), right.sum()]
    )


def f1(found: np.ndarray) -> str:
    return f"articles F1 {2 * found[0] / (found[1] + found[2]):.4f}, paragraphs {2 * found[3] / (found[4] + found[5]):.4f}"


def main(folder: Path, write: bool) -> None:
    held = documents(folder)
    cases = [Case(held[a], held[b], (a, b)) for a, b in gold("article")]
    total = np.zeros(6)
    for case in cases:
        train([other for other in cases if other is not case])
        total += counts(case)
        print("fitted to the others:", f1(counts(case)))
    print("fitted to the others, all:", f1(total))
    train(cases)
    for case in cases:
        print("fitted to all:", f1(counts(case)))
    print("fitted to all, all:", f1(sum((counts(case) for case in cases), np.zeros(6))))
    if write:
        head = WEIGHTS.read_text(encoding="utf-8").partition("\n\n")[0]
        body = "\n".join(f"{name}: Final = {getattr(weights, name)}" for name in NAMES)
        WEIGHTS.write_text(f"{head}\n\nfrom typing import Final\n\n{body}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--write" in sys.argv)
