"""The tree while it is being built: mutable drafts, frozen at the end into the arena of `model.Tree`."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import msgspec

from jorei.model import Node, Piece, Source, Tree
from jorei.model.kinds import Kind
from jorei.structure.naming import Namer

_OWN: Final = ("label", "title", "text")
_DELETED: Final = ("削除", "(削除)", "（削除）", "削除。")


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
        stretches = [source[p.start : p.end] for p in self.pieces if p.role == "text"]
        return stretches[0] if len(stretches) == 1 else "".join(stretches)


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
        starts, ends, parents = self.starts, self.ends, self.parents
        firsts = self._own_extents()
        for at in range(len(parents) - 1, 0, -1):
            parent = parents[at]
            self.sizes[parent] += self.sizes[at]
            if ends[at] > ends[parent]:
                ends[parent] = ends[at]
            if not self.drafts[parent].pieces:
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
                firsts[at] = pieces[0].start
                first = pieces[0]
                own = first.role in _OWN  # as it nearly always is: no caption, no debris before it
                starts[at] = first.start if own else next((p.start for p in pieces if p.role in _OWN), first.start)
                ends[at] = pieces[-1].end
                if ends[at] > reached:
                    reached = ends[at]
            elif not draft.children:
                firsts[at] = starts[at] = ends[at] = reached  # nothing of its own: it stands where the text ends
        return firsts


def _keep_the_rest(drafts: list[Draft], folded: str) -> None:
    """Law 1, nothing is lost: what no reading claimed becomes trivia of the node before it."""
    claims = [(piece.start, piece.end, draft) for draft in drafts for piece in draft.pieces]
    claims.sort(key=_claim_start)  # nearly sorted already: only the pipes of a table row stand among its cells
    at, owner = 0, drafts[0]
    for start, end, draft in claims:
        if start > at and folded[at:start].strip():
            _claim(owner, folded, at, start)
        if end > at:
            at, owner = end, draft
    if folded[at:].strip():
        _claim(owner, folded, at, len(folded))


def _claim_start(claim: tuple[int, int, Draft]) -> int:
    return claim[0]


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


def _deleted(article: Draft, text: str) -> bool:
    """第29条 above, 削除 on a line of its own."""
    first = next((child for child in article.children if child.kind == "paragraph"), None)
    return (
        first is not None and len(first.pieces) == 1 and text[first.pieces[0].start : first.pieces[0].end] in _DELETED
    )


def freeze(root: Draft, source: Source, folded: str) -> Tree:
    """The arena of a finished draft, with node ids and citations."""
    text = source.text
    arena = _Arena(root)
    _keep_the_rest(arena.drafts, folded)
    arena.measure()
    namer = Namer()
    page_starts = [page.start for page in source.pages]
    block_starts = [block.start for block in source.blocks]
    nodes: list[Node] = []
    for at, draft in enumerate(arena.drafts):
        parent, start = arena.parents[at], arena.starts[at]
        eid, citation = namer.name(
            draft.kind,
            draft.num,
            draft.label,
            draft.style,
            draft.law_number,
            parent,
            single=draft.kind == "paragraph" and _lone(arena.drafts[parent]),
        )
        nodes.append(
            Node(
                at,
                parent,
                arena.sizes[at],
                arena.depths[at],
                draft.kind,
                start,
                arena.ends[at],
                eid,
                draft.text(text),
                draft.num,
                draft.label,
                draft.label_inferred,
                draft.confidence,
                draft.caption,
                draft.caption_shared,
                draft.title,
                citation,
                tuple(draft.pieces),
                draft.law_number,
                draft.deleted or (draft.kind == "article" and _deleted(draft, text)),
                source.pages[bisect_right(page_starts, start) - 1].number if page_starts else None,
                source.blocks[bisect_right(block_starts, start) - 1].xpath or None if block_starts else None,
            )
        )
    return Tree(tuple(nodes))
