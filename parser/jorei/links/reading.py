"""The wording of a document as one folded string that the link passes scan once.

Nodes come in reading order, one stretch each, separated by line feeds (no pattern of the link passes crosses one). A
stretch is the title of an item, a blank and its text; wraps are already joined. Positions map back to the source by
bisection over the pieces.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import msgspec

from jorei.model import APPENDICES, ENUMERATED, OUTSIDE_PROVISIONS, Source, Tree
from jorei.text.fold import fold

_TITLED: Final = frozenset(ENUMERATED)
_CAPTIONED: Final = frozenset(APPENDICES)


class FoldedWording(msgspec.Struct, frozen=True, gc=False):
    """Folded wording with the way back to the source.

    ``starts[i]`` is where the stretch of node ``nodes[i]`` begins in ``text``; ``piece_starts`` and ``sources`` are
    the same for pieces and where they stand in the source.
    """

    text: str
    starts: list[int]
    nodes: list[int]
    piece_starts: list[int]
    sources: list[int]
    title_ends: dict[int, int]
    """For a node with a title: the position in ``text`` where the title ends."""

    def node_at(self, position: int) -> int:
        """The node whose stretch holds ``position``."""
        return self.nodes[bisect_right(self.starts, position) - 1]

    def stretch(self, index: int) -> tuple[int, int]:
        """Start and end of the stretch with that index, without its line feed."""
        following = index + 1
        end = self.starts[following] - 1 if following < len(self.starts) else len(self.text)
        return self.starts[index], end

    def to_source(self, position: int) -> int:
        """Where the character at ``position`` stands in the source."""
        at = bisect_right(self.piece_starts, position) - 1
        return self.sources[at] + position - self.piece_starts[at]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``start..end``; the end stays tight at a seam of two pieces."""
        return self.to_source(start), self.to_source(end - 1) + 1


def read(source: Source, tree: Tree) -> FoldedWording:
    """Lay the wording of all provisions of a tree out as one string.

    >>> from jorei.model import Node, Piece
    >>> root = Node(0, -1, 2, 0, "law", 0, 5, "law")
    >>> child = Node(1, 0, 1, 1, "paragraph", 0, 5, "para_1", "第１条の", pieces=(Piece("text", 0, 3), Piece("text", 4, 5)))
    >>> reading = read(Source("第１条\\nの"), Tree((root, child)))
    >>> reading.text, reading.node_at(0), reading.span(0, 4)
    ('第1条の\\n', 1, (0, 5))
    """
    text = source.text
    parts: list[str] = []
    starts: list[int] = []
    nodes: list[int] = []
    piece_starts: list[int] = []
    sources: list[int] = []
    title_ends: dict[int, int] = {}
    at = 0
    for node in tree.nodes:
        kind = node.kind
        pieces = node.pieces
        if not pieces or kind in OUTSIDE_PROVISIONS:
            continue
        if len(pieces) == 1 or len(pieces) == 2 and pieces[0].role == "label":  # as most are
            piece = pieces[-1]
            if piece.role == "text":
                starts.append(at)
                nodes.append(node.id)
                piece_starts.append(at)
                sources.append(piece.start)
                stretch = text[piece.start : piece.end]
                parts.append(stretch.replace("\n", " ") if "\n" in stretch else stretch)
                parts.append("\n")
                at += piece.end - piece.start + 1
                continue
        titled = kind in _TITLED
        before = at
        title_end = -1
        for piece in pieces:
            role = piece.role
            if role == "text":
                if title_end == at:  # a title and its text are two words
                    parts.append(" ")
                    piece_starts.append(at)
                    sources.append(piece.start - 1)
                    at += 1
            elif not (role == "title" and titled or role == "caption" and kind in _CAPTIONED):
                continue
            stretch = text[piece.start : piece.end]
            piece_starts.append(at)
            sources.append(piece.start)
            parts.append(stretch.replace("\n", " ") if "\n" in stretch else stretch)
            at += piece.end - piece.start
            if role == "title":
                title_end = at
        if at > before:
            starts.append(before)
            nodes.append(node.id)
            parts.append("\n")
            at += 1
            if title_end >= 0:
                title_ends[node.id] = title_end
    return FoldedWording(fold("".join(parts)), starts, nodes, piece_starts, sources, title_ends)
