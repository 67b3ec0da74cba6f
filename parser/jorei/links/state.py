"""The state of one walk over a reading: where it stands and what has just been said."""

from __future__ import annotations

import re
from typing import Final

from jorei.links.context import Antecedent, Context, Frame
from jorei.links.index import TreeIndex
from jorei.links.laws import Laws, NamedLaw
from jorei.links.reading import FoldedWording
from jorei.links.relations import relation_words
from jorei.model import Reference

_BRACKETS: Final = re.compile("[()]")


class ResolverState:
    """Mutable, and only here: the passes over it are functions. Positions are of the reading.

    ``tail`` is the mention that ended at ``tail_end`` (an enumeration may go on from it), ``law`` the name that ended
    at ``law_end`` (a pin-cite may follow), ``pending`` a law named that is a mention of its own unless one does.
    ``brackets`` are the places of all round ones, ``next_bracket`` is the first that may not have been read.
    ``budget`` is how many targets long ranges and collectives may still have: a hostile text could cite every
    article in every article.
    """

    __slots__ = (
        "amended", "amending", "brackets", "budget", "context", "cursor", "done", "earlier", "floor", "frames",
        "holder", "index", "law", "law_end", "laws", "limit", "next_bracket", "node", "out", "pending", "reading",
        "relation_words", "source_text", "spots", "tail", "tail_before", "tail_end", "text", "unit",
    )  # fmt: skip

    def __init__(self, reading: FoldedWording, index: TreeIndex, laws: Laws, source_text: str) -> None:
        self.reading, self.index, self.laws, self.source_text = reading, index, laws, source_text
        self.text = reading.text
        self.relation_words = relation_words(reading.text)
        self.brackets = [match.start() for match in _BRACKETS.finditer(reading.text)]
        self.next_bracket = 0
        self.budget = 100_000 + len(reading.text)
        self.out: list[Reference] = []
        self.spots: list[tuple[int, int]] = []
        self.done: dict[int, Context] = {}
        self.holder = -1
        self.amended: tuple[int, NamedLaw] | None = None
        self.earlier = Context()
        self.node = self.unit = 0
        self.amending: str | None = None
        self.floor = self.limit = self.cursor = 0
        self.context = Context()
        self.frames: list[Frame] = []
        self.tail: Antecedent | None = None
        self.tail_end = -1
        self.law: NamedLaw | None = None
        self.law_end = -1
        self.tail_before: tuple[int, Antecedent] | None = None
        self.pending: tuple[int, int, NamedLaw, str] | None = None
