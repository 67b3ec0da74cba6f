"""The article tree: an immutable arena of nodes in pre-order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from jorei.model.kinds import ANOTHERS_TEXT, Kind
from jorei.model.num import Ordinal, parse_num
from jorei.model.record import Record
from jorei.model.span import Piece


class Node(Record):
    """One unit of a document.

    ``id`` is its index in the arena (pre-order), ``size`` counts its subtree with itself. ``start`` is where its
    label begins (its text when it has none), ``end`` where its last descendant ends. ``pieces`` are the stretches
    of the source that are this node's own; ``text`` joins the pieces of role ``text`` without the line breaks of
    wraps. ``label`` is as written, ``num`` as in 法令標準XML (``10_2``). ``eid`` is the ``node_id`` of the tables.
    """

    id: int
    parent: int
    size: int
    depth: int
    kind: Kind
    start: int
    end: int
    eid: str
    text: str = ""
    num: str | None = None
    label: str | None = None
    label_inferred: bool = False
    confidence: float = 1.0
    caption: str | None = None
    caption_shared: bool = False
    title: str | None = None
    citation: str | None = None
    pieces: tuple[Piece, ...] = ()
    law_number: str | None = None
    deleted: bool = False
    page: int | None = None
    xpath: str | None = None
    corrected: bool = False
    box: tuple[float, float, float, float] | None = None
    row_span: int | None = None
    col_span: int | None = None

    @property
    def ordinal(self) -> Ordinal:
        """Its number as a tuple that sorts rightly, of a range the first; empty when it has none."""
        return parse_num(self.num)

    @property
    def is_ladder_unit(self) -> bool:
        """Whether it is an uppermost unit of an instrument that is not counted in 条: 第1, Ⅰ, 1 above 1.1."""
        if self.kind != "article":
            return False
        label = self.label
        return label is not None and "条" not in label and "條" not in label

    def text_in(self, text: str) -> str:
        """The node's words in another text with the offsets of the source, as its folded form has (`Analysis.folded`).

        >>> Node(0, -1, 1, 0, "item", 0, 5, "item_1", "２条", pieces=(Piece("label", 0, 1), Piece("text", 2, 4))).text_in("1 2条")
        '2条'
        """
        pieces = self.pieces
        if pieces and pieces[-1].role == "text":  # nearly every node is a label and its words
            last = pieces[-1]
            if len(pieces) == 1 or (len(pieces) == 2 and pieces[0].role != "text"):
                return text[last.start : last.end]
        return "".join([text[piece.start : piece.end] for piece in pieces if piece.role == "text"])

    def to_source(self, offset: int) -> int:
        """The source offset of code point ``offset`` of ``text`` (``len(text)`` gives the end of the text).

        Offsets at a seam of two pieces belong to the left one when they are an end, so that spans stay tight.
        """
        last = self.start
        for piece in self.pieces:
            if piece.role != "text":
                continue
            length = piece.end - piece.start
            if offset < length:
                return piece.start + offset
            offset -= length
            last = piece.end
        return last

    def to_source_end(self, offset: int) -> int:
        """Like `to_source` for the exclusive end of a span inside ``text``."""
        return self.to_source(offset - 1) + 1 if offset else self.to_source(0)


class Seams:
    """`Node.to_source` by bisection, for many offsets in a node of many pieces.

    >>> node = Node(0, -1, 1, 0, "paragraph", 0, 5, "para_1", "甲乙", pieces=(Piece("text", 0, 1), Piece("text", 4, 5)))
    >>> seams = Seams(node)
    >>> [seams.to_source(offset) for offset in range(3)], seams.to_source_end(1), seams.to_source_end(2)
    ([0, 4, 5], 1, 5)
    """

    __slots__ = ("_offsets", "_starts")

    def __init__(self, node: Node) -> None:
        self._offsets: list[int] = []
        self._starts: list[int] = []
        offset = 0
        for piece in node.pieces:
            if piece.role == "text":
                start = piece.start
                self._offsets.append(offset)
                self._starts.append(start)
                offset += piece.end - start
        if not self._starts:
            self._offsets.append(0)
            self._starts.append(node.start)

    def to_source(self, offset: int) -> int:
        """The source offset of code point ``offset`` of the text."""
        if len(self._starts) == 1:  # as most nodes have
            return self._starts[0] + offset
        piece = bisect_right(self._offsets, offset) - 1
        return self._starts[piece] + offset - self._offsets[piece]

    def to_source_end(self, offset: int) -> int:
        """Like `to_source` for the exclusive end of a span inside the text."""
        return self.to_source(offset - 1) + 1 if offset else self.to_source(0)


class Tree(Record):
    """Nodes in pre-order; ``nodes[0]`` is the law."""

    nodes: tuple[Node, ...]

    @property
    def root(self) -> Node:
        """The law itself."""
        return self.nodes[0]

    def children(self, node: Node | int) -> Iterator[Node]:
        """The children of a node, in order."""
        index = node if isinstance(node, int) else node.id
        end, child = index + self.nodes[index].size, index + 1
        while child < end:
            yield self.nodes[child]
            child += self.nodes[child].size

    def own_nodes(self) -> tuple[Node, ...]:
        """The nodes without those of another text: what amendments set off, and tables that compare two texts.

        >>> Tree((Node(0, -1, 2, 0, "law", 0, 9, "law"), Node(1, 0, 1, 1, "quoted_provision", 0, 9, "quote_1"))).own_nodes()[0].eid
        'law'
        """
        if ANOTHERS_TEXT.isdisjoint([node.kind for node in self.nodes]):
            return self.nodes
        own: list[Node] = []
        end = 0
        for node in self.nodes:
            if node.id >= end:
                if node.kind in ANOTHERS_TEXT:
                    end = node.id + node.size
                else:
                    own.append(node)
        return tuple(own)

    def subtree(self, node: Node | int) -> tuple[Node, ...]:
        """The node and all its descendants, in order."""
        index = node if isinstance(node, int) else node.id
        return self.nodes[index : index + self.nodes[index].size]

    def ancestors(self, node: Node | int) -> Iterator[Node]:
        """Parent, grandparent … up to the law."""
        index = self.nodes[node if isinstance(node, int) else node.id].parent
        while index >= 0:
            yield self.nodes[index]
            index = self.nodes[index].parent
