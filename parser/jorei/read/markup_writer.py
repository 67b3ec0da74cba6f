"""The page that a reader of structured markup writes: the text, and in step with it the tree that the markup states."""

from __future__ import annotations

from dataclasses import dataclass, field

from jorei.model import Block, Mark, Piece
from jorei.model.kinds import Kind
from jorei.model.vocabulary import Role


@dataclass(slots=True)
class Open:
    """A node that can still take words."""

    depth: int
    kind: Kind
    where: str
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    caption_shared: bool = False
    title: str | None = None
    deleted: bool = False
    inferred: float | None = None
    pieces: list[Piece] = field(default_factory=list)

    def mark(self) -> Mark:
        return Mark(
            self.depth, self.kind, tuple(self.pieces), self.num, self.label, self.caption, self.caption_shared, self.title,
            self.deleted, self.inferred is not None, 1.0 if self.inferred is None else self.inferred,
        )  # fmt: skip


class Pen:
    """Writes lines set off by blank lines, the rows of a table close together."""

    def __init__(self) -> None:
        self.opened: list[Open] = []
        self.blocks: list[Block] = []
        self._texts: list[str] = []
        self._at = 0
        self._row: bool | None = None  # what the line before this one was; None at the top of the page
        self._in_row = False
        self._started = False
        self._gap = ""

    def node(self, node: Open) -> Open:
        self.opened.append(node)
        return node

    def fresh(self, *, row: bool = False) -> None:
        """The next words begin a line."""
        if self._started:
            self._write("\n")
            self._row = self._in_row
            self._started = False
        self._in_row = row
        self._gap = ""

    def put(self, node: Open, role: Role, words: str) -> None:
        """Words of a node, at the end of the line."""
        if not words.strip():
            return
        self._begin()
        self._write(self._gap)
        self._gap = ""
        node.pieces.append(Piece(role, self._at, self._at + len(words)))
        self.blocks.append(Block(self._at, self._at + len(words), node.where))
        self._write(words)

    def gap(self, words: str) -> None:
        """Blanks before the next words of the line, if it has begun and there are any."""
        if self._started and words:
            self._gap = words

    def tab(self) -> None:
        """The end of a table's cell."""
        self._begin()
        self._write("\t")

    def empty(self, node: Open) -> None:
        """A cell without words has a place too: columns stay columns."""
        self._begin()
        node.pieces.append(Piece("text", self._at, self._at))

    def _begin(self) -> None:
        if not self._started:
            if self._row is not None and not (self._row and self._in_row):
                self._write("\n")
            self._started = True

    def _write(self, words: str) -> None:
        self._texts.append(words)
        self._at += len(words)

    def text(self) -> str:
        """The page."""
        return "".join(self._texts) + ("\n" if self._started else "")

    def marks(self) -> tuple[Mark, ...]:
        """The nodes in the order they were opened."""
        return tuple(node.mark() for node in self.opened)
