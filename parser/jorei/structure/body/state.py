"""The state of the stack machine: the open nodes, the captions that wait, the place the text has reached."""

from __future__ import annotations

from typing import Final

from jorei.model import Piece
from jorei.model.kinds import APPENDICES, Kind
from jorei.structure.body.ladder import RANK
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.rules import Typed
from jorei.structure.unlabelled.cited import cited_articles
from jorei.structure.unlabelled.features import Cited
from jorei.structure.unlabelled.lattice import LineReading
from jorei.structure.unlabelled.runs import read_run

_APPENDICES: Final = frozenset(APPENDICES)
_MOST: Final = 500
_CHARACTERS_A_LINE: Final = 60
"""How many lines are read in runs: more than any ordinance has, and in proportion to the text."""
_FOLLOWED: Final = 6000
_CHARACTERS_A_READING: Final = 25
"""How many of their readings are followed before it is as few as can be."""


def by_start(piece: Piece) -> int:
    return piece.start


class BuilderState:
    """What is open while the body of one document is built below ``root``."""

    def __init__(self, root: Draft, profile: Habits, source: str, typed: list[Typed]) -> None:
        self.root = root
        self.profile = profile
        self.typed = typed
        self.at = 0  # the place of the current line among them
        self.source = source
        self.stack: list[Draft] = [root]
        self.last = root  # the node the text has reached: only it can still grow
        self.captions: list[Typed] = []
        self.caption_run: str | None = None
        self.orphaned = False
        self.upcoming = ""
        self._readings: dict[int, LineReading] = {}
        self._read = self._followed = 0
        self._room = _FOLLOWED + len(source) // _CHARACTERS_A_READING
        self._cited: dict[str, Cited] | None = None

    def reading(self) -> LineReading | None:
        """What the current line, which has no label, is in the run of lines it stands in."""
        if self.at not in self._readings:
            if self._read > _MOST + len(self.source) // _CHARACTERS_A_LINE:
                return None
            article = next((node.num for node in self.stack if node.kind == "article"), None)
            cited = self._cited_articles().get(article or "", Cited()) if self._in_main else None
            room = 1 - self._followed / self._room
            self._readings, cost = read_run(self.typed, self.at, self.stack, self.profile, cited, room=room)
            self._read += len(self._readings)
            self._followed += cost
        return self._readings.get(self.at)

    @property
    def _in_main(self) -> bool:
        return self.container.kind == "main_provision"

    def _cited_articles(self) -> dict[str, Cited]:
        if self._cited is None:
            self._cited = cited_articles(self.typed)
        return self._cited

    @property
    def top(self) -> Draft:
        return self.stack[-1]

    @property
    def container(self) -> Draft:
        """The main provision, 附則 or appendix that is open (the law before any)."""
        return self.stack[1] if len(self.stack) > 1 else self.root

    def open(self, draft: Draft) -> Draft:
        """Closes what cannot hold ``draft`` and puts it on the stack."""
        rank = RANK[draft.kind]
        if rank < RANK["paragraph"]:
            self.orphaned = False
        self.close_to(rank)
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
        at = len(node.children)
        while at and node.children[at - 1].kind == "amend_note":
            at -= 1
        self.top.children += node.children[at:]
        del node.children[at:]

    def open_below(self, parent: Draft, draft: Draft) -> Draft:
        while self.stack[-1] is not parent:
            self.close()
        self.last = parent.add(draft)
        self.stack.append(draft)
        return draft

    def ensure_main(self) -> None:
        if len(self.stack) == 1:
            self.open(Draft("main_provision"))

    def take_caption(self, draft: Draft) -> None:
        """Gives the waiting caption to a provision (`settle_captions` has left one at most)."""
        if not self.captions:
            return
        caption = self.captions.pop()
        begin, end = caption.caption or (0, len(caption.text))
        draft.caption = self.raw(caption, begin, end)
        own = caption.line.debris_pieces() + caption.line.pieces("caption", 0, len(caption.text))
        draft.pieces = sorted(own, key=by_start) + draft.pieces

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
        for one in self.captions:
            self.aside("list", one)
        self.captions = []

    def raw(self, typed: Typed, begin: int, end: int) -> str:
        return typed.line.raw(self.source, begin, end)

    def add_text(self, draft: Draft, typed: Typed, begin: int) -> None:
        line = typed.line
        line.give(draft.pieces, "text", begin, len(line.text))
        if line.debris:
            draft.pieces += line.debris_pieces()
            draft.pieces.sort(key=by_start)
        draft.words += line.text[begin:]

    def set_label(self, draft: Draft, typed: Typed) -> None:
        line = typed.line
        draft.label = line.raw(self.source, 0, typed.label)
        line.give(draft.pieces, "label", 0, typed.label)
        draft.indent = line.indent

    def aside(self, kind: Kind, typed: Typed) -> Draft:
        """A node beside the provisions, under the deepest that is open: so the tree keeps the order of the text."""
        draft = Draft(kind)
        self.add_text(draft, typed, 0)
        self.last = self.top.add(draft)
        return draft

    @property
    def in_appendix(self) -> bool:
        return len(self.stack) > 1 and self.stack[1].kind in _APPENDICES
