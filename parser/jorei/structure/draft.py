"""The tree while it is being built: mutable drafts, frozen at the end into the arena of `model.Tree`."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from jorei.model import Node, Piece, Source, Tree
from jorei.model.kinds import Kind
from jorei.structure.naming import Namer


@dataclass(slots=True)
class Draft:
    """A node to be. ``style`` is the enumerator style it was read by, ``indent`` the columns before its label."""

    kind: Kind
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    title: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    label_inferred: bool = False
    confidence: float = 1.0
    caption_shared: bool = False
    law_number: str | None = None
    deleted: bool = False
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
        return "".join([source[p.start : p.end] for p in self.pieces if p.role == "text"])


@dataclass(slots=True)
class _Row:
    """A draft in pre-order with what its neighbours and descendants decide."""

    draft: Draft
    parent: int
    depth: int
    size: int = 1
    start: int = -1
    end: int = -1
    first: int = -1


def _pre_order(root: Draft) -> list[_Row]:
    rows: list[_Row] = []
    stack = [(root, -1, 0)]
    while stack:
        draft, parent, depth = stack.pop()
        at = len(rows)
        rows.append(_Row(draft, parent, depth))
        stack.extend((child, at, depth + 1) for child in reversed(draft.children))
    return rows


def _measure(rows: list[_Row]) -> None:
    """Sizes and extents, children before parents: pre-order read backwards."""
    reached = 0
    for row in rows:
        own = [p for p in row.draft.pieces if p.role in ("label", "title", "text")]
        if own:
            row.start = own[0].start
        if row.draft.pieces:
            row.first, row.end = row.draft.pieces[0].start, row.draft.pieces[-1].end
            if row.start < 0:
                row.start = row.first
            reached = max(reached, row.end)
        elif not row.draft.children:
            row.start = row.end = reached  # nothing of its own: it stands where the text before it ends
    for row in reversed(rows):
        if row.start < 0:
            row.start = max(row.first, 0)
        row.end = max(row.end, row.start)
        if row.parent >= 0:
            parent = rows[row.parent]
            parent.size += row.size
            parent.end = max(parent.end, row.end)
            first = row.first if row.first >= 0 else row.start
            if not parent.draft.pieces:
                # a container without a label starts at its first descendant's first character, captions included
                parent.start = first if parent.start < 0 else min(parent.start, first)
                parent.first = parent.start


def _keep_the_rest(rows: list[_Row], folded: str) -> None:
    """Law 1, nothing is lost: what no reading claimed becomes trivia of the node before it."""
    claims = [(piece.start, piece.end, row.draft) for row in rows for piece in row.draft.pieces]
    claims.sort(key=_claim_start)  # nearly sorted already: only the pipes of a table row stand among its cells
    at, owner = 0, rows[0].draft
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


def freeze(root: Draft, source: Source, folded: str) -> Tree:
    """The arena of a finished draft, with node ids and citations."""
    text = source.text
    rows = _pre_order(root)
    _keep_the_rest(rows, folded)
    _measure(rows)
    namer = Namer()
    page_starts = [page.start for page in source.pages]
    block_starts = [block.start for block in source.blocks]
    nodes: list[Node] = []
    for at, row in enumerate(rows):
        draft = row.draft
        name = namer.name(
            draft.kind,
            draft.num,
            draft.label,
            draft.style,
            draft.law_number,
            row.parent,
            single=draft.kind == "paragraph" and _lone(rows[row.parent].draft),
        )
        nodes.append(
            Node(
                at,
                row.parent,
                row.size,
                row.depth,
                draft.kind,
                row.start,
                row.end,
                name.eid,
                draft.text(text),
                draft.num,
                draft.label,
                draft.label_inferred,
                draft.confidence,
                draft.caption,
                draft.caption_shared,
                draft.title,
                name.citation,
                tuple(draft.pieces),
                draft.law_number,
                draft.deleted,
                source.pages[bisect_right(page_starts, row.start) - 1].number if page_starts else None,
                source.blocks[bisect_right(block_starts, row.start) - 1].xpath or None if block_starts else None,
            )
        )
    return Tree(tuple(nodes))
