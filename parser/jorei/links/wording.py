"""The wording of a document as one folded string that the link passes scan once.

Nodes come in reading order, one stretch each, separated by line feeds (no pattern of the link passes crosses one). A
stretch is the title of an item, a blank and its text; wraps are already joined. Offsets of this string map back to the
source by bisection over the pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from jorei.model import APPENDICES, ENUMERATED, OUTSIDE_PROVISIONS, Node, Tree
from jorei.text.fold import ROUND

_TITLED: Final = frozenset(ENUMERATED)
_CAPTIONED: Final = frozenset(APPENDICES)


class FoldedWording:
    """Folded wording with the way back to the source. Offsets without another word are offsets of ``text``."""

    def __init__(
        self,
        text: str,
        starts: list[int],
        nodes: list[int],
        piece_starts: list[int],
        piece_sources: list[int],
        title_ends: dict[int, int],
    ) -> None:
        self.text = text
        self.starts = starts
        """Where each stretch begins."""
        self.nodes = nodes
        """The node of each stretch."""
        self.piece_starts = piece_starts
        """Where each piece begins."""
        self.piece_sources = piece_sources
        """Where each piece begins in the source."""
        self.title_ends = title_ends
        """For a node with a title: where the title ends."""
        self._stretch = self._piece = 0  # what was asked for last: questions come in the order of the text, mostly

    def stretch_at(self, offset: int) -> int:
        """The index of the stretch that holds an offset."""
        self._stretch = _index_at(self.starts, offset, self._stretch)
        return self._stretch

    def node_at(self, offset: int) -> int:
        """The node whose stretch holds an offset."""
        return self.nodes[bisect_right(self.starts, offset) - 1]

    def bounds(self, stretch: int) -> tuple[int, int]:
        """Start and end of a stretch, without its line feed."""
        following = stretch + 1
        end = self.starts[following] - 1 if following < len(self.starts) else len(self.text)
        return self.starts[stretch], end

    def start_of(self, node: int) -> int:
        """Where the first stretch begins whose node is ``node`` or stands behind it; the end of the text when none does."""
        stretch = bisect_left(self.nodes, node)
        return self.starts[stretch] if stretch < len(self.starts) else len(self.text)

    def to_source(self, offset: int) -> int:
        """Where the character at an offset stands in the source."""
        piece = bisect_right(self.piece_starts, offset) - 1
        return self.piece_sources[piece] + offset - self.piece_starts[piece]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``start..end``; the end stays tight at a seam of two pieces."""
        starts = self.piece_starts
        piece = self._piece = _index_at(starts, start, self._piece)
        moved = self.piece_sources[piece] - starts[piece]
        if piece + 1 == len(starts) or end <= starts[piece + 1]:  # nearly always: both ends in one piece
            return start + moved, end + moved
        return start + moved, self.to_source(end - 1) + 1


def _index_at(starts: list[int], offset: int, near: int) -> int:
    """``bisect_right(starts, offset) - 1``, found without bisection when it is ``near`` or the next one."""
    last = len(starts) - 1
    if 0 <= near <= last and starts[near] <= offset:
        if near == last or offset < starts[near + 1]:
            return near
        near += 1
        if near == last or offset < starts[near + 1]:
            return near
    return bisect_right(starts, offset) - 1


def join_wording(tree: Tree, folded: str) -> FoldedWording:
    """The wording of all provisions of a tree as one string; ``folded`` is the folded text of its source.

    >>> from jorei.model import Piece
    >>> root = Node(0, -1, 2, 0, "law", 0, 5, "law")
    >>> child = Node(1, 0, 1, 1, "paragraph", 0, 5, "para_1", "第１条の", pieces=(Piece("text", 0, 3), Piece("text", 4, 5)))
    >>> wording = join_wording(Tree((root, child)), "第1条\\nの")
    >>> wording.text, wording.node_at(0), wording.source_span(0, 4)
    ('第1条の\\n', 1, (0, 5))
    """
    wording = _Joined(folded)
    for node in tree.nodes:
        pieces = node.pieces
        if not pieces or node.kind in OUTSIDE_PROVISIONS:
            continue
        last = pieces[-1]
        if last.role == "text" and (len(pieces) == 1 or len(pieces) == 2 and pieces[0].role == "label"):  # as most are
            wording.add_plain(node.id, last.start, last.end)
        else:
            wording.add(node)
    return FoldedWording(
        _with_round_brackets("".join(wording.parts)), wording.starts, wording.nodes, wording.piece_starts, wording.piece_sources,
        wording.title_ends,
    )  # fmt: skip


def _with_round_brackets(text: str) -> str:
    """The text with brackets of every shape as round ones: 第4条〔第2項を除く。〕."""
    for written, bracket in ROUND.items():
        if written in text:
            text = text.replace(written, bracket)
    return text


class _Joined:
    """The columns of a `FoldedWording` while it is made."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.parts: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.nodes: list[int] = []
        self.piece_starts: list[int] = []
        self.piece_sources: list[int] = []
        self.title_ends: dict[int, int] = {}

    def add_plain(self, node: int, source: int, source_end: int) -> None:
        """Add the stretch of a node whose one piece of text stands at ``source..source_end``."""
        start = self.length
        self.starts.append(start)
        self.nodes.append(node)
        self.piece_starts.append(start)
        self.piece_sources.append(source)
        words = self.folded[source:source_end]
        self.parts.append(words.replace("\n", " ") if "\n" in words else words)
        self.parts.append("\n")
        self.length = start + len(words) + 1

    def add(self, node: Node) -> None:
        """Add the stretch of any node: title, caption and text as far as they are wording."""
        start = self.length
        title_end = -1
        for piece in node.pieces:
            role = piece.role
            if role == "label":
                continue
            if role == "text":
                if title_end == self.length:  # a title and its text are two words
                    self._add_words(" ", piece.start - 1)
            elif not (role == "title" and node.kind in _TITLED or role == "caption" and node.kind in _CAPTIONED):
                continue
            source = piece.start
            self._add_words(self.folded[source : piece.end].replace("\n", " "), source)
            if role == "title":
                title_end = self.length
        if self.length > start:
            self.starts.append(start)
            self.nodes.append(node.id)
            self.parts.append("\n")
            self.length += 1
            if title_end >= 0:
                self.title_ends[node.id] = title_end

    def _add_words(self, words: str, source: int) -> None:
        self.piece_starts.append(self.length)
        self.piece_sources.append(source)
        self.parts.append(words)
        self.length += len(words)
