"""The text that a reader of structured markup writes, and in step with it the nodes that the markup states."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from jorei.model import Block, Mark, Piece
from jorei.model.vocabulary import Role


@dataclass(slots=True)
class OpenNode:
    """A node that can still take words: what the markup states of it, its XPath, and its pieces so far."""

    mark: Mark
    xpath: str
    pieces: list[Piece] = field(default_factory=list)

    def finished(self) -> Mark:
        """The mark with the pieces."""
        return msgspec.structs.replace(self.mark, pieces=tuple(self.pieces))


class MarkupWriter:
    """Writes lines set off by blank lines, the rows of a table close together."""

    def __init__(self) -> None:
        self.opened: list[OpenNode] = []
        self.blocks: list[Block] = []
        self._texts: list[str] = []
        self._length = 0
        self._after_row: bool | None = None  # whether the line before this one is a row; None for the first line
        self._in_row = False
        self._has_begun = False
        self._blank = ""

    def open(self, mark: Mark, xpath: str) -> OpenNode:
        """The next node, in the order of the tree."""
        node = OpenNode(mark, xpath)
        self.opened.append(node)
        return node

    def new_line(self, *, row: bool = False) -> None:
        """The next words begin a line."""
        if self._has_begun:
            self._write("\n")
            self._after_row = self._in_row
            self._has_begun = False
        self._in_row = row
        self._blank = ""

    def write(self, node: OpenNode, role: Role, words: str | None) -> None:
        """Words of a node, at the end of the line."""
        if not words or not words.strip():
            return
        self._begin()
        self._write(self._blank)
        self._blank = ""
        node.pieces.append(Piece(role, self._length, self._length + len(words)))
        self.blocks.append(Block(self._length, self._length + len(words), node.xpath))
        self._write(words)

    def blank(self, blank: str) -> None:
        """A blank before the next words of the line, if it has begun and there are any."""
        if self._has_begun and blank:
            self._blank = blank

    def end_cell(self) -> None:
        """The end of a table's cell."""
        self._begin()
        self._write("\t")

    def write_empty(self, node: OpenNode) -> None:
        """A cell without words has a place too: columns stay columns."""
        self._begin()
        node.pieces.append(Piece("text", self._length, self._length))

    def _begin(self) -> None:
        if not self._has_begun:
            if self._after_row is not None and not (self._after_row and self._in_row):
                self._write("\n")
            self._has_begun = True

    def _write(self, words: str) -> None:
        self._texts.append(words)
        self._length += len(words)

    def text(self) -> str:
        """All that was written."""
        return "".join(self._texts) + ("\n" if self._has_begun else "")

    def marks(self) -> tuple[Mark, ...]:
        """The nodes in the order they were opened."""
        return tuple(node.finished() for node in self.opened)
