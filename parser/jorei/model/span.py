"""Spans: half-open stretches of `Source.text`, counted in code points."""

from __future__ import annotations

from jorei.model.record import ArrayRecord
from jorei.model.vocabulary import Role


class Span(ArrayRecord):
    """A half-open stretch ``start..end`` of ``Source.text`` in code points.

    >>> Span(3, 7).length
    4
    """

    start: int
    end: int

    @property
    def length(self) -> int:
        """Code points in it."""
        return self.end - self.start


class Piece(ArrayRecord):
    """A stretch of the source that belongs to one node, and the part it plays there.

    Every non-blank character of the source lies in exactly one piece of exactly one node.
    """

    role: Role
    start: int
    end: int
