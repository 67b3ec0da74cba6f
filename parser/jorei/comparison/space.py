"""The provisions of all documents compared, as vectors of words; likenesses of any two documents on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final, Literal

from jorei.comparison.provisions import Level, Outline, Provision
from jorei.comparison.sparse import Floats, cosines, tfidf
from jorei.comparison.vocabulary import grams

ProvisionView = Literal["words", "pairs", "grams", "own", "caption", "ending"]
_ENDING: Final = 14
_VIEWS: Final[dict[ProvisionView, Callable[[Provision], Iterable[str]]]] = {
    "words": lambda p: p.terms,
    "pairs": lambda p: (f"{one} {other}" for one, other in pairwise(p.terms)),
    "grams": lambda p: p.grams,
    "own": lambda p: grams(p.own),
    "caption": lambda p: grams(p.caption),
    "ending": lambda p: grams(p.own[-_ENDING:]),
}
"""What a provision is likened by: its words, pairs of them (which see the order), pairs of characters with and without
what is below it, its caption, and how it ends."""


class Space:
    """Vectors weighted by how rare a word is among all documents compared."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self.outlines = tuple(outlines)
        self._made: dict[tuple[Level, ProvisionView], list[Any]] = {}

    def likeness(self, level: Level, view: ProvisionView, left: int, right: int) -> Floats:
        """The likeness of the provisions of one level of two documents, 0 to 1."""
        if (level, view) not in self._made:
            lists = [outline.level(level) for outline in self.outlines]
            read = _VIEWS[view]
            matrix = tfidf([tuple(read(provision)) for provisions in lists for provision in provisions])
            starts = [0, *accumulate(map(len, lists))]
            self._made[level, view] = [matrix[start:end] for start, end in pairwise(starts)]
        made = self._made[level, view]
        return cosines(made[left], made[right])
