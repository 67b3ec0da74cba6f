"""The state of the stack machine: the open nodes, the captions that wait, the place the text has reached."""

from __future__ import annotations

from typing import Final

from jorei.model import Piece
from jorei.model.kinds import APPENDICES, Kind
from jorei.structure.body.ladder import RANK
from jorei.structure.body.outline import read_outline
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.structure.unlabelled.cited import cited_articles
from jorei.structure.unlabelled.features import Cited
from jorei.structure.unlabelled.lattice import LineReading
from jorei.structure.unlabelled.runs import read_run

_APPENDICES: Final = frozenset(APPENDICES)

# Bounds against texts that nobody wrote, chosen so that no text that was seen comes near them.
_LINES_READ: Final = 500
_CHARACTERS_A_LINE: Final = 60
"""Lines that are read in runs: so many, and one more for so many characters of the text."""
_READINGS_FOLLOWED: Final = 6000
_CHARACTERS_A_READING: Final = 25
"""Readings that are followed before it is as few as can be, likewise."""


def by_start(piece: Piece) -> int:
    """A sort key: pieces in the order of the text."""
    return piece.start


class BuilderState:
    """The state of the builder while the body of one document is built below ``root``.

    - ``lines``: all lines of the body; ``index``: the current one; ``upcoming``: what the one behind it looks like
    - ``stack``: the open nodes, the law first; ``last``: the node the text has reached; no other can grow
    - ``captions``: lines in brackets that wait for their provision
    - ``shared_caption``: the last caption, which may stand above several articles
    - ``is_orphaned``: a list began whose announcement was lost; until the next heading nothing tells where entries hang
    """

    def __init__(self, root: Draft, habits: Habits, source: str, lines: list[TypedLine]) -> None:
        self.root = root
        self.habits = habits
        self.lines = lines
        self.index = 0
        self.upcoming: LineKind | None = None
        self.source = source
        self.stack: list[Draft] = [root]
        self.last = root
        self.captions: list[TypedLine] = []
        self.shared_caption: str | None = None
        self.is_orphaned = False
        self.outline = read_outline(lines)
        self.inner: Draft | None = None
        self._readings: dict[int, LineReading] = {}
        self._lines_read = self._followed = 0
        self._most_followed = _READINGS_FOLLOWED + len(source) // _CHARACTERS_A_READING
        self._cited: dict[str, Cited] | None = None

    def reading(self) -> LineReading | None:
        """The reading of the current line, which has no label, in its run of lines; None beyond the bounds."""
        if self.index not in self._readings:
            if self._lines_read > _LINES_READ + len(self.source) // _CHARACTERS_A_LINE:
                return None
            article = next((node.num for node in self.stack if node.kind == "article"), None)
            in_main = self.container.kind == "main_provision"
            cited = self._cited_articles().get(article or "", Cited()) if in_main else None
            room = 1 - self._followed / self._most_followed
            self._readings, followed = read_run(self.lines, self.index, self.stack, self.habits, cited, room=room)
            self._lines_read += len(self._readings)
            self._followed += followed
        return self._readings.get(self.index)

    def _cited_articles(self) -> dict[str, Cited]:
        if self._cited is None:
            self._cited = cited_articles(self.lines)
        return self._cited

    @property
    def top(self) -> Draft:
        """The deepest open node."""
        return self.stack[-1]

    @property
    def container(self) -> Draft:
        """The main provision, 附則 or appendix that is open (the law before any); an appendix inside the body, too."""
        return self.inner or (self.stack[1] if len(self.stack) > 1 else self.root)

    @property
    def in_appendix(self) -> bool:
        """Whether an appendix is open."""
        return self.inner is not None or (len(self.stack) > 1 and self.stack[1].kind in _APPENDICES)

    def open_inside(self, draft: Draft) -> Draft:
        """Opens an appendix in the middle of the body, below the deepest division that is open."""
        self.resume()
        parent = next(node for node in reversed(self.stack) if RANK[node.kind] < RANK["article"])
        self.inner = self.open_below(parent, draft)
        return draft

    def resume(self) -> None:
        """Closes the appendix in the middle of the body: its articles go on."""
        while self.inner:
            if self.top is self.inner:
                self.inner = None
            self.close()

    def open(self, draft: Draft) -> Draft:
        """Closes what cannot hold ``draft`` and puts it on the stack."""
        rank = RANK[draft.kind]
        if rank < RANK["paragraph"]:
            self.is_orphaned = False
        if rank <= RANK["main_provision"]:
            self.inner = None
        self.close_to(rank)
        return self._put(draft)

    def open_below(self, parent: Draft, draft: Draft) -> Draft:
        """Closes what is open below ``parent`` and opens ``draft`` there."""
        while self.stack[-1] is not parent:
            self.close()
        return self._put(draft)

    def _put(self, draft: Draft) -> Draft:
        self.last = self.top.add(draft)
        self.stack.append(draft)
        return draft

    def close_to(self, rank: int) -> None:
        """Closes every open node of this rank or below."""
        stack = self.stack
        while RANK[stack[-1].kind] >= rank and len(stack) > 1:
            self.close()

    def close(self) -> None:
        """Closes the deepest open node; amendment notes at its end belong to its article."""
        node = self.stack.pop()
        if not node.children or node.children[-1].kind != "amend_note":
            return
        if node.kind == "article" or not any(above.kind == "article" for above in self.stack):
            return
        notes = len(node.children)
        while notes and node.children[notes - 1].kind == "amend_note":
            notes -= 1
        self.top.children += node.children[notes:]
        del node.children[notes:]

    def ensure_main(self) -> None:
        """Opens the main provision when nothing is open."""
        if len(self.stack) == 1:
            self.open(Draft("main_provision"))

    def take_caption(self, draft: Draft) -> None:
        """Gives the waiting caption to a provision (`settle_captions` has left one at most)."""
        if not self.captions:
            return
        caption = self.captions.pop()
        begin, end = caption.caption or (0, len(caption.text))
        draft.caption = self.raw(caption, begin, end)
        draft.pieces = caption.line.whole("caption") + draft.pieces

    def settle_captions(self) -> None:
        """Before a provision opens: of several captions the last is its own, the others are lines of what is open."""
        if len(self.captions) < 2:
            return
        last = self.captions[-1:]
        self.captions = self.captions[:-1]
        self.flush_captions()
        self.captions = last

    def flush_captions(self) -> None:
        """Captions that no provision took are lines of what is open."""
        captions, self.captions = self.captions, []
        for caption in captions:
            self.append("list", caption)

    def append(self, kind: Kind, typed: TypedLine) -> Draft:
        """A node of its own for a line, below the deepest that is open, behind captions that wait: so the tree keeps the
        order of the text."""
        if self.captions:
            self.flush_captions()
        draft = Draft(kind)
        self.add_text(draft, typed, 0)
        self.last = self.top.add(draft)
        return draft

    def append_aside(self, typed: TypedLine) -> None:
        """A line that is no part of the text: debris of a caption that still waits for its provision, else a node."""
        if self.captions:
            self.captions[-1].line.debris.append((typed.line.start, typed.line.end))
        else:
            self.append("navigation", typed)

    def raw(self, typed: TypedLine, begin: int, end: int) -> str:
        """A stretch of a line as the source has it."""
        return typed.line.raw(self.source, begin, end)

    def add_text(self, draft: Draft, typed: TypedLine, begin: int) -> None:
        """Adds a line from ``begin`` on, and its debris, to the words of a node."""
        line = typed.line
        pieces, above = draft.pieces, len(draft.pieces)
        line.give(pieces, "text", begin, len(line.text))
        if line.debris:
            first = min(line.start, line.debris[0][0])
            while above and pieces[above - 1].start > first:  # the label of this line stands there already
                above -= 1
            # the pieces of its line alone: the node may have thousands above it
            pieces[above:] = sorted([*pieces[above:], *line.debris_pieces()], key=by_start)
        draft.words += line.text[begin:]

    def set_label(self, draft: Draft, typed: TypedLine) -> None:
        """Gives a node the label that its line begins with."""
        line = typed.line
        draft.label = line.raw(self.source, 0, typed.label_end)
        line.give(draft.pieces, "label", 0, typed.label_end)
        draft.indent = line.indent
