"""The tree while it is being built: mutable drafts, frozen at the end into the arena of `model.Tree`."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from jorei.model import Node, Piece, Source, Tree
from jorei.model.kinds import ENUMERATED, Kind
from jorei.model.num import Ordinal
from jorei.model.record import INTERPRETED, as_struct
from jorei.structure.naming import Namer
from jorei.structure.printed import add_places
from jorei.structure.row_names import name_rows

_OWN: Final = ("label", "title", "text")
_USUAL_PIECES: Final = 2
"""A label and its words: the pieces of nearly every node."""
_START: Final = itemgetter(0)
_DELETED: Final = re.compile(r"[(〔【\[]?削 {0,2}除[)〕】\]]?。?$")  # of folded text
_LONGEST_DELETED: Final = 7  # 【削  除】。
_DELETABLE: Final = frozenset(("paragraph", *ENUMERATED))


def is_deleted(folded: str, begin: int = 0) -> bool:
    """Whether nothing stands behind ``begin`` but 削除.

    >>> is_deleted("第2条 削除", 4), is_deleted("削除する。")
    (True, False)
    """
    return len(folded) - begin <= _LONGEST_DELETED and _DELETED.match(folded, begin) is not None


CLAUSE: Final = "clause"
"""The style of a 項 that is a sentence of an amendment: it has no number, and is not cited by one."""


class Draft:
    """A node to be. ``style`` is the style its label was read in, ``indent`` the columns before it, ``words`` its
    folded text; ``extract`` says that a 附則 is one (抄)."""

    def __init__(  # noqa: PLR0913  # the fields of a struct
        self,
        kind: Kind,
        num: str | None = None,
        label: str | None = None,
        caption: str | None = None,
        title: str | None = None,
        pieces: list[Piece] | None = None,
        children: list[Draft] | None = None,
        label_inferred: bool = False,
        confidence: float = 1.0,
        caption_shared: bool = False,
        law_number: str | None = None,
        deleted: bool = False,
        extract: bool = False,
        style: str = "",
        ordinal: Ordinal = (),
        indent: int = 0,
        words: str = "",
    ) -> None:
        self.kind = kind
        self.num = num
        self.label = label
        self.caption = caption
        self.title = title
        self.pieces: list[Piece] = [] if pieces is None else pieces
        self.children: list[Draft] = [] if children is None else children
        self.label_inferred = label_inferred
        self.confidence = confidence
        self.caption_shared = caption_shared
        self.law_number = law_number
        self.deleted = deleted
        self.extract = extract
        self.style = style
        self.ordinal = ordinal
        self.indent = indent
        self.words = words

    def add(self, child: Draft) -> Draft:
        """Makes ``child`` the last child, and returns it."""
        self.children.append(child)
        return child

    @property
    def has_text(self) -> bool:
        """Whether it has words of its own."""
        return any(piece.role == "text" for piece in self.pieces)

    def text_in(self, text: str) -> str:
        """Its words in ``text``: the source, or its folded form."""
        pieces = self.pieces
        count = len(pieces)
        if 0 < count <= _USUAL_PIECES and pieces[-1].role == "text":
            last = pieces[-1]
            if count == 1 or pieces[0].role != "text":
                return text[last.start : last.end]
        return "".join([text[piece.start : piece.end] for piece in pieces if piece.role == "text"])

    def first_cell(self, text: str) -> str:
        """The words of the first cell of a row in ``text``."""
        return next((child for child in self.children if child.kind == "table_cell"), self).text_in(text)


if INTERPRETED and not TYPE_CHECKING:
    Draft = as_struct(Draft, pieces=list, children=list)


class _Arena:
    """The drafts in pre-order, and in step with them what their pieces, neighbours and descendants decide.

    ``starts`` and ``ends`` are extents, ``firsts`` where the first piece of each node begins (-1 without pieces), and
    ``words`` their words in the source.
    """

    def __init__(self, root: Draft, text: str) -> None:
        self.text = text
        self.drafts: list[Draft] = []
        self.parents: list[int] = []
        self.depths: list[int] = []
        waiting, above = [root], [-1]
        while waiting:
            draft, parent = waiting.pop(), above.pop()
            node_id = len(self.drafts)
            self.drafts.append(draft)
            self.parents.append(parent)
            self.depths.append(self.depths[parent] + 1 if parent >= 0 else 0)
            for child in reversed(draft.children):
                waiting.append(child)
                above.append(node_id)
        count = len(self.drafts)
        self.sizes = [1] * count
        self.starts = [-1] * count
        self.ends = [-1] * count
        self.firsts = [-1] * count
        self.words = [""] * count

    def first_cell(self, row: int) -> str:
        """The words of the first cell of a row."""
        return self.drafts[row].first_cell(self.text)

    def read_pieces(self, folded: str) -> None:
        """Fills starts, ends, firsts and words from the nodes' own pieces. Nothing is lost: what no reading claimed
        becomes trivia of the node before it."""
        claims: list[tuple[int, int, int]] = []
        for node_id in range(len(self.drafts)):
            self._read(node_id, claims)
        claims.sort(key=_START)  # nearly sorted already: only the pipes of a table row stand among its cells
        offset, owner = 0, 0
        gaps: list[tuple[int, int, int]] = []
        for start, end, node_id in claims:
            if start > offset and not folded[offset:start].isspace():
                gaps.append((owner, offset, start))
            if end >= offset:  # also behind an empty cell, which ends where the one before it does
                offset, owner = end, node_id
        if folded[offset:].strip():
            gaps.append((owner, offset, len(folded)))
        for owner, begin, end in gaps:
            _claim(self.drafts[owner], folded, begin, end)
            self._read(owner, claims)

    def _read(self, node_id: int, claims: list[tuple[int, int, int]]) -> None:
        """Reads each piece of a node once, for all that is asked of it."""
        draft = self.drafts[node_id]
        first = own = last = -1
        texts = 0
        for piece in draft.pieces:
            role, begin, last = piece.role, piece.start, piece.end
            claims.append((begin, last, node_id))
            if first < 0:
                first = begin
            if own < 0 and role in _OWN:  # before it may stand a caption, or debris
                own = begin
            if role == "text":
                texts += 1
                self.words[node_id] = self.text[begin:last]
        if texts > 1:
            self.words[node_id] = draft.text_in(self.text)
        self.firsts[node_id] = first
        self.starts[node_id] = own if own >= 0 else first
        self.ends[node_id] = last

    def measure(self) -> None:
        """Sizes and extents, children before parents: pre-order read backwards."""
        self._settle_firsts()
        starts, ends, firsts, parents, sizes = self.starts, self.ends, self.firsts, self.parents, self.sizes
        drafts = self.drafts
        for node_id in range(len(parents) - 1, 0, -1):
            parent = parents[node_id]
            sizes[parent] += sizes[node_id]
            if ends[node_id] > ends[parent]:
                ends[parent] = ends[node_id]
            if not drafts[parent].pieces:
                # a container without a label starts at its first descendant's first character, captions included
                first = firsts[node_id]
                if starts[parent] < 0 or first < starts[parent]:
                    starts[parent] = firsts[parent] = first
        if starts[0] < 0:
            starts[0] = ends[0] = 0

    def _settle_firsts(self) -> None:
        """What stands above the end of the text before it, and nodes without pieces and children."""
        starts, ends, firsts, drafts = self.starts, self.ends, self.firsts, self.drafts
        reached = 0
        for node_id in range(len(drafts)):
            first = firsts[node_id]
            if first >= 0:
                if first < reached:
                    firsts[node_id] = starts[node_id]  # a caption that stands above what comes before: day and number
                end = ends[node_id]
                if end > reached:
                    reached = end
            elif not drafts[node_id].children:
                firsts[node_id] = starts[node_id] = ends[node_id] = reached  # it stands where the text ends


def _claim(draft: Draft, folded: str, begin: int, end: int) -> None:
    stretch = folded[begin:end]
    start = begin + len(stretch) - len(stretch.lstrip())
    draft.pieces.append(Piece("trivia", start, start + len(stretch.strip())))
    draft.pieces.sort(key=lambda piece: piece.start)


def _has_one_paragraph(parent: Draft) -> bool:
    """Decided by looking at two paragraphs, so a long 附則 costs nothing."""
    count = 0
    for child in parent.children:
        count += child.kind == "paragraph"
        if count > 1:
            return False
    return True


def _mark_deleted(draft: Draft, folded: str) -> None:
    """第29条 above, or 二, and 削除 on a line of its own; a deleted article shares no caption with those before it."""
    if draft.kind == "article":
        first = next((child for child in draft.children if child.kind == "paragraph"), None)
        draft.deleted |= first is not None and not first.label and is_deleted(first.text_in(folded))
    elif draft.kind in _DELETABLE and draft.label is not None:
        draft.deleted |= is_deleted(draft.text_in(folded))
    if draft.deleted and draft.caption_shared:
        draft.caption, draft.caption_shared = None, False


def freeze(root: Draft, source: Source, folded: str) -> Tree:
    """The arena of a finished draft, with node ids and citations."""
    arena = _Arena(root, source.text)
    arena.read_pieces(folded)
    arena.measure()
    namer = Namer()
    page_starts = [page.start for page in source.pages]
    block_starts = [block.start for block in source.blocks]
    drafts, parents, starts = arena.drafts, arena.parents, arena.starts
    certainty = source.confidence
    row_names = name_rows([draft.kind for draft in drafts], parents, arena.first_cell)
    nodes: list[Node] = []
    for node_id in range(len(drafts)):
        draft, parent, start, words = drafts[node_id], parents[node_id], starts[node_id], arena.words[node_id]
        kind = draft.kind
        if kind == "article" or (len(words) <= _LONGEST_DELETED and "削" in words):
            _mark_deleted(draft, folded)
        is_only_paragraph = kind == "paragraph" and _has_one_paragraph(drafts[parent])
        eid, citation = namer.name(
            kind, draft.num, draft.label, draft.style, draft.law_number, parent, only_paragraph=is_only_paragraph
        )
        if kind == "table_row":
            citation = namer.cite_row(row_names.get(node_id))
        page = source.pages[bisect_right(page_starts, start) - 1].number if page_starts else None
        xpath = source.blocks[bisect_right(block_starts, start) - 1].xpath or None if block_starts else None
        nodes.append(
            Node(
                # in the order of its fields: keywords for all of them cost a fifteenth of the parser's time
                node_id, parent, arena.sizes[node_id], arena.depths[node_id], kind, start, arena.ends[node_id], eid,
                words,
                draft.num, draft.label, draft.label_inferred, draft.confidence * certainty, draft.caption,
                draft.caption_shared, draft.title, citation, tuple(draft.pieces), draft.law_number,
                deleted=draft.deleted,
                page=page,
                xpath=xpath,
            )
        )  # fmt: skip
    return Tree(add_places(nodes, source))
