"""The tree while it is being built: mutable drafts, frozen at the end into the arena of `model.Tree`."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import Final

import msgspec

from jorei.model import Node, Piece, Source, Tree
from jorei.model.kinds import ENUMERATED, Kind
from jorei.structure.naming import Namer

_OWN: Final = ("label", "title", "text")
_FEW: Final = 2
_START: Final = itemgetter(0)
DELETED: Final = re.compile(r"(?:削除|[(〔]?削除[)〕]?)。?$")  # of folded text
LONGEST_DELETED: Final = 5  # 〔削除〕。
_DELETABLE: Final = frozenset(("paragraph", *ENUMERATED))


class Draft(msgspec.Struct, gc=False):
    """A node to be. ``style`` is the enumerator style it was read by, ``indent`` the columns before its label."""

    kind: Kind
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    title: str | None = None
    pieces: list[Piece] = []
    children: list[Draft] = []
    label_inferred: bool = False
    confidence: float = 1.0
    caption_shared: bool = False
    law_number: str | None = None
    deleted: bool = False
    extract: bool = False
    style: str = ""
    ordinal: tuple[int, ...] = ()
    indent: int = 0
    words: str = ""

    def add(self, child: Draft) -> Draft:
        self.children.append(child)
        return child

    @property
    def has_text(self) -> bool:
        return any(piece.role == "text" for piece in self.pieces)

    def text(self, source: str) -> str:
        pieces = self.pieces
        if 0 < len(pieces) <= _FEW and pieces[-1].role == "text":  # as of nearly every node: a label and its words
            last = pieces[-1]
            if len(pieces) == 1 or pieces[0].role != "text":
                return source[last.start : last.end]
        return "".join([source[p.start : p.end] for p in pieces if p.role == "text"])


class _Arena:
    """The drafts in pre-order, and in step with them what their neighbours and descendants decide."""

    __slots__ = ("depths", "drafts", "ends", "parents", "sizes", "starts")

    def __init__(self, root: Draft) -> None:
        self.drafts: list[Draft] = []
        self.parents: list[int] = []
        self.depths: list[int] = []
        stack = [(root, -1, 0)]
        while stack:
            draft, parent, depth = stack.pop()
            at = len(self.drafts)
            self.drafts.append(draft)
            self.parents.append(parent)
            self.depths.append(depth)
            if draft.children:
                depth += 1
                stack.extend([(child, at, depth) for child in reversed(draft.children)])
        self.sizes = [1] * len(self.drafts)
        self.starts = [-1] * len(self.drafts)
        self.ends = [-1] * len(self.drafts)

    def measure(self) -> None:
        """Sizes and extents, children before parents: pre-order read backwards."""
        starts, ends, parents, sizes, drafts = self.starts, self.ends, self.parents, self.sizes, self.drafts
        firsts = self._own_extents()
        for at in range(len(parents) - 1, 0, -1):
            parent = parents[at]
            sizes[parent] += sizes[at]
            if ends[at] > ends[parent]:
                ends[parent] = ends[at]
            if not drafts[parent].pieces:
                # a container without a label starts at its first descendant's first character, captions included
                first = firsts[at]
                if starts[parent] < 0 or first < starts[parent]:
                    starts[parent] = firsts[parent] = first
        if starts[0] < 0:
            starts[0] = ends[0] = 0

    def _own_extents(self) -> list[int]:
        """Fills starts and ends from the nodes' own pieces; returns where each node's first piece begins."""
        starts, ends = self.starts, self.ends
        firsts = [-1] * len(self.drafts)
        reached = 0
        for at, draft in enumerate(self.drafts):
            pieces = draft.pieces
            if pieces:
                first = pieces[0]
                start = firsts[at] = first.start
                if first.role not in _OWN:  # a caption, or debris
                    start = next((p.start for p in pieces if p.role in _OWN), start)
                starts[at] = start
                end = ends[at] = pieces[-1].end
                if end > reached:
                    reached = end
            elif not draft.children:
                firsts[at] = starts[at] = ends[at] = reached  # nothing of its own: it stands where the text ends
        return firsts


def _keep_the_rest(drafts: list[Draft], folded: str) -> None:
    """Law 1, nothing is lost: what no reading claimed becomes trivia of the node before it."""
    at, owner = 0, drafts[0]
    gaps: list[tuple[Draft, int, int]] = []
    claims = [(piece.start, piece.end, draft) for draft in drafts for piece in draft.pieces]
    claims.sort(key=_START)  # nearly sorted already: only the pipes of a table row stand among its cells
    for start, end, draft in claims:
        if start > at and not folded[at:start].isspace():
            gaps.append((owner, at, start))
        if end > at:
            at, owner = end, draft
    if folded[at:].strip():
        gaps.append((owner, at, len(folded)))
    for owner, begin, end in gaps:
        _claim(owner, folded, begin, end)


def _claim(draft: Draft, folded: str, begin: int, end: int) -> None:
    stretch = folded[begin:end]
    start = begin + len(stretch) - len(stretch.lstrip())
    draft.pieces.append(Piece("trivia", start, start + len(stretch.strip())))
    draft.pieces.sort(key=lambda piece: piece.start)


def _lone(parent: Draft) -> bool:
    """Whether a parent has one paragraph only; decided by looking at two, so a long 附則 costs nothing."""
    found = 0
    for child in parent.children:
        found += child.kind == "paragraph"
        if found > 1:
            return False
    return True


def _mark_deleted(draft: Draft, folded: str) -> None:
    """第29条 above, or 二, and 削除 on a line of its own; a deleted article shares no caption with those before it."""
    if draft.kind == "article":
        first = next((child for child in draft.children if child.kind == "paragraph"), None)
        draft.deleted |= first is not None and not first.label and _is_deleted(first.text(folded))
    elif draft.kind in _DELETABLE and draft.label is not None:
        draft.deleted |= _is_deleted(draft.text(folded))
    if draft.deleted and draft.caption_shared:
        draft.caption, draft.caption_shared = None, False


def _is_deleted(words: str) -> bool:
    return len(words) <= LONGEST_DELETED and DELETED.match(words) is not None


def freeze(root: Draft, source: Source, folded: str) -> Tree:
    """The arena of a finished draft, with node ids and citations."""
    text = source.text
    arena = _Arena(root)
    _keep_the_rest(arena.drafts, folded)
    arena.measure()
    namer = Namer()
    page_starts = [page.start for page in source.pages]
    block_starts = [block.start for block in source.blocks]
    drafts = arena.drafts
    nodes: list[Node] = []
    for at, (draft, parent, start) in enumerate(zip(drafts, arena.parents, arena.starts, strict=True)):
        kind, num, label, words = draft.kind, draft.num, draft.label, draft.text(text)
        if len(words) <= LONGEST_DELETED:
            _mark_deleted(draft, folded)
        eid, citation = namer.name(
            kind, num, label, draft.style, draft.law_number, parent,
            single=kind == "paragraph" and _lone(drafts[parent]),
        )  # fmt: skip
        nodes.append(
            Node(
                at,
                parent,
                arena.sizes[at],
                arena.depths[at],
                kind,
                start,
                arena.ends[at],
                eid,
                words,
                num,
                label,
                draft.label_inferred,
                draft.confidence,
                draft.caption,
                draft.caption_shared,
                draft.title,
                citation,
                tuple(draft.pieces),
                draft.law_number,
                draft.deleted,
                source.pages[bisect_right(page_starts, start) - 1].number if page_starts else None,
                source.blocks[bisect_right(block_starts, start) - 1].xpath or None if block_starts else None,
            )
        )
    return Tree(tuple(nodes))
