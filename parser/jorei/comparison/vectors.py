"""The provisions of all compared documents as vectors, and the similarity of those of any two documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final, Literal

from jorei.comparison.provisions import Outline, Provision
from jorei.comparison.sparse import Floats, SparseMatrix, cosines, tfidf
from jorei.comparison.vocabulary import character_pairs
from jorei.model.vocabulary import AlignmentLevel

Representation = Literal["words", "word_pairs", "character_pairs", "own_character_pairs", "caption", "ending"]
_ENDING_LENGTH: Final = 14
"""Characters at the end of a provision that hold its predicate (…しなければならない。). Chosen."""
_REPRESENTATIONS: Final[dict[Representation, Callable[[Provision], Iterable[str]]]] = {
    "words": lambda provision: provision.words,
    "word_pairs": lambda provision: (f"{first} {second}" for first, second in pairwise(provision.words)),
    "character_pairs": lambda provision: provision.character_pairs,
    "own_character_pairs": lambda provision: character_pairs(provision.own_text),
    "caption": lambda provision: character_pairs(provision.caption),
    "ending": lambda provision: character_pairs(provision.own_text[-_ENDING_LENGTH:]),
}
"""What the vectors count: words, pairs of words (which see their order), pairs of characters with and without the
provisions below, those of the caption, and those of the last words."""


class VectorSpace:
    """The vectors of all provisions; a word weighs more the rarer it is in the compared documents."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self.outlines = tuple(outlines)
        self._matrices: dict[tuple[AlignmentLevel, Representation], list[SparseMatrix]] = {}

    def similarity(self, level: AlignmentLevel, representation: Representation, left: int, right: int) -> Floats:
        """The similarity, 0 to 1, of each provision of one document with each of another, of one level."""
        if (level, representation) not in self._matrices:
            self._matrices[level, representation] = self._matrices_of(level, representation)
        matrices = self._matrices[level, representation]
        return cosines(matrices[left], matrices[right])

    def _matrices_of(self, level: AlignmentLevel, representation: Representation) -> list[SparseMatrix]:
        """A matrix for each document, a row for each provision; the weights are those of all documents."""
        by_document = [outline.level(level) for outline in self.outlines]
        represent = _REPRESENTATIONS[representation]
        matrix = tfidf([tuple(represent(provision)) for provisions in by_document for provision in provisions])
        bounds = [0, *accumulate(map(len, by_document))]
        return [matrix[start:end] for start, end in pairwise(bounds)]
