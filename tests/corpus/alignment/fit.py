"""Fits the models of `jorei.comparison.weights` to the alignments beside this file.

    python tests/corpus/alignment/fit.py FOLDER-OF-DOCUMENTS [--write]

Prints for each pair of documents how well models do that were fitted to the other pairs alone, and how well all do.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import jorei
from jorei.comparison import align
from jorei.comparison import similarity
from jorei.comparison import weights
from jorei.comparison.logistic import LogisticModel, probability
from jorei.comparison.provisions import outline
from jorei.comparison.similarity import Features
from jorei.comparison.vectors import VectorSpace

HERE = Path(__file__).parent
WEIGHTS = Path(weights.__file__)
_PENALTY = 2.0
"""Of the squares of the weights (ridge). Chosen: nine pairs of documents are few."""
MODELS = ("PARAGRAPH", "ARTICLE", "CONTEXT", "PART")
Sample = tuple[Features, np.ndarray]
"""The features of pairs of provisions, and 1 for each pair that a person aligned."""


def aligned_by_hand(level: str, degree: str = "must") -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The pairs of citations of each pair of documents (by the hash of their bytes)."""
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    with (HERE / f"{level}s.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["degree"] == degree:
                pairs[row["left_document"], row["right_document"]].add((row["left"], row["right"]))
    return pairs


def aligned_documents(folder: Path) -> dict[str, jorei.Document]:
    """The documents that were aligned, by the hash of their bytes."""
    names = {name for pair in aligned_by_hand("article") for name in pair}
    hashes = {file: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in sorted(folder.rglob("*.txt"))}
    return {name: jorei.parse_file(file) for file, name in hashes.items() if name in names}


class DocumentPair:
    """Two documents, and which of their provisions a person aligned: 1 in an array, 0 elsewhere; and where the person
    would have it either way."""

    def __init__(self, left: jorei.Document, right: jorei.Document, names: tuple[str, str]) -> None:
        self.space = VectorSpace([outline(d.tree, d.norms, d.references, d.definitions) for d in (left, right)])
        self.measured = similarity.similarities(self.space, 0, 1)
        self.articles, self.paragraphs = (
            self._aligned(level, aligned_by_hand(level)[names]) for level in ("article", "paragraph")
        )
        self.either_article, self.either_paragraph = (
            self._aligned(level, aligned_by_hand(level, "may")[names]) for level in ("article", "paragraph")
        )

    def _aligned(self, level: str, pairs: set[tuple[str, str]]) -> np.ndarray:
        left, right = (outline.level(level) for outline in self.space.outlines)
        return np.array([[float((p.citation, q.citation) in pairs) for q in right] for p in left]).reshape(
            len(left), len(right)
        )

    def paragraph_probability(self) -> np.ndarray:
        return probability(self.measured.paragraphs, weights.PARAGRAPH)

    def article_features(self) -> Features:
        return similarity.article_features(self.measured, self.paragraph_probability())

    def context_features(self) -> Features:
        return similarity.context_features(probability(self.article_features(), weights.ARTICLE))

    def part_samples(self) -> list[Sample]:
        """The articles without partner, of the left document and of the right one, with every article of the other."""
        articles = probability(self.context_features(), weights.CONTEXT)
        paragraphs = self.paragraph_probability()
        partners, _ = align.align_articles(self.measured, paragraphs)
        near = align.distance_to_partner(self.measured.article_counts, partners)
        samples = []
        for of_right in (False, True):
            single = align.without_partner(partners, self.measured.article_counts, of_right)
            chosen = (slice(None), single) if of_right else (single, slice(None))
            features = similarity.part_features(self.measured, articles, paragraphs, near, of_right)
            samples.append(({name: values[chosen] for name, values in features.items()}, self.articles[chosen]))
        return samples


def fit(samples: list[Sample]) -> LogisticModel:
    """Logistic regression with a small penalty on large weights."""
    names = list(samples[0][0])
    x = np.vstack([np.stack([features[name].ravel() for name in names], axis=-1) for features, _ in samples])
    x = np.c_[x, np.ones(len(x))]
    y = np.concatenate([aligned.ravel() for _, aligned in samples])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z, penalty = x @ w, _PENALTY * np.r_[w[:-1], 0]
        return float((np.logaddexp(0, z) - y * z).sum() + penalty @ w / 2), x.T @ (1 / (1 + np.exp(-z)) - y) + penalty

    fitted = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    *values, constant = (round(float(weight), 4) for weight in fitted)
    return LogisticModel(dict(zip(names, values, strict=True)), constant)


def train(pairs: list[DocumentPair]) -> None:
    """Sets the models, one after the other: each uses the one before."""
    weights.PARAGRAPH = fit([(p.measured.paragraphs, p.paragraphs) for p in pairs])  # type: ignore[misc]  # being fitted
    weights.ARTICLE = fit([(p.article_features(), p.articles) for p in pairs])  # type: ignore[misc]  # being fitted
    weights.CONTEXT = fit([(p.context_features(), p.articles) for p in pairs])  # type: ignore[misc]  # being fitted
    weights.PART = LogisticModel(dict.fromkeys(weights.PART.weights, 0.0), 0.0)  # type: ignore[misc]  # being fitted
    weights.PART = fit([sample for p in pairs for sample in p.part_samples()])  # type: ignore[misc]  # being fitted


def counts(pair: DocumentPair) -> np.ndarray:
    """Right, found and aligned by hand: of articles, of paragraphs within articles that are rightly aligned, and of all
    paragraphs."""
    articles, paragraphs = np.zeros_like(pair.articles), np.zeros_like(pair.paragraphs)
    for row in align.align(pair.space, 0, 1):
        if row.left is not None and row.right is not None and row.level != "item":
            (articles if row.level == "article" else paragraphs)[row.left, row.right] = 1
    articles, paragraphs = articles * (1 - pair.either_article), paragraphs * (1 - pair.either_paragraph)
    right_articles = articles * pair.articles
    within = right_articles[np.ix_(pair.measured.left_articles, pair.measured.right_articles)]
    found, by_hand = paragraphs * within, pair.paragraphs * within
    sums = [right_articles.sum(), articles.sum(), pair.articles.sum(), (found * by_hand).sum(), found.sum(), by_hand.sum()]
    return np.array([*sums, (paragraphs * pair.paragraphs).sum(), paragraphs.sum(), pair.paragraphs.sum()])


def f1(sums: np.ndarray) -> str:
    articles, paragraphs, all_paragraphs = (2 * sums[i] / (sums[i + 1] + sums[i + 2]) for i in (0, 3, 6))
    return f"articles F1 {articles:.4f}, paragraphs {paragraphs:.4f}, all paragraphs {all_paragraphs:.4f}"


def source() -> str:
    """The module of the weights as they are now."""
    head = WEIGHTS.read_text(encoding="utf-8").partition(f"{MODELS[0]}: Final")[0]
    models = []
    for name in MODELS:
        model: LogisticModel = getattr(weights, name)
        lines = "".join(f'        "{feature}": {weight},\n' for feature, weight in model.weights.items())
        models.append(f"{name}: Final = LogisticModel(\n    {{\n{lines}    }},\n    {model.constant},\n)\n")
    return head + "".join(models)


def main(folder: Path, write: bool) -> None:
    documents = aligned_documents(folder)
    pairs = [DocumentPair(documents[a], documents[b], (a, b)) for a, b in aligned_by_hand("article")]
    total = np.zeros(9)
    for pair in pairs:
        train([other for other in pairs if other is not pair])
        total += counts(pair)
        print("fitted to the others:", f1(counts(pair)))
    print("fitted to the others, all:", f1(total))
    train(pairs)
    for pair in pairs:
        print("fitted to all:", f1(counts(pair)))
    print("fitted to all, all:", f1(sum((counts(pair) for pair in pairs), np.zeros(9))))
    if write:
        WEIGHTS.write_text(source(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--write" in sys.argv)
