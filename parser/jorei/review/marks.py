"""A text cut into the smallest stretches that carry the same marks: whose they are, what they cite, what is wrong.

Both panes of the page are made of these stretches, in one sweep over the text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import msgspec

from jorei.model import Analysis, Definition, Node
from jorei.model.vocabulary import Role

_MOST_TERMS: Final = 200
_MOST_OPEN: Final = 64
_NEVER: Final = sys.maxsize
_MOST_FINDINGS: Final = 6
"""Marks of one stretch that are shown; a text may be wrong in a thousand ways at one place."""


class MarkedStretch(msgspec.Struct, frozen=True, gc=False):
    """Part of one line of the source. ``node`` is an arena id, the others are places in the analysis; -1 is none."""

    start: int
    end: int
    node: int
    role: Role
    reference: int = -1
    definition: int = -1
    use: int = -1
    findings: tuple[int, ...] = ()


class _Layer:
    """Spans of one kind, asked in order: which of them cover a place; the one that begins last is the innermost."""

    def __init__(self, spans: Sequence[tuple[int, int, int]]) -> None:
        self.spans = sorted(spans, key=lambda one: (one[0], -one[1]))
        self.at = 0
        self.open: dict[int, int] = {}
        self.innermost = -1
        self.turns = self.spans[0][0] if self.spans else _NEVER

    def edges(self) -> Iterator[int]:
        for start, end, _ in self.spans:
            yield start
            yield end

    def move(self, offset: int) -> None:
        """Go on to a place; most moves change nothing."""
        if offset < self.turns:
            return
        spans = self.spans
        self.open = {name: end for name, end in self.open.items() if end > offset}
        while self.at < len(spans) and spans[self.at][0] <= offset:
            _, end, name = spans[self.at]
            if end > offset and len(self.open) < _MOST_OPEN:
                self.open[name] = end
            self.at += 1
        self.innermost = next(reversed(self.open), -1)
        self.turns = min([*self.open.values(), spans[self.at][0] if self.at < len(spans) else _NEVER])


def stretches(analysis: Analysis) -> list[MarkedStretch]:
    """The source text in order, without its line ends and the blanks that belong to nobody at a line's end."""
    text = analysis.source.text
    pieces = sorted(
        (p.start, p.end, node.id, p.role) for node in analysis.tree.nodes for p in node.pieces if p.end > p.start
    )
    starts = [one[0] for one in pieces]
    references = _Layer([(r.start, r.end, at) for at, r in enumerate(analysis.references)])
    defined = _Layer([(d.start, d.end, at) for at, d in enumerate(analysis.definitions)])
    used = _Layer(_uses(analysis))
    found = _Layer([(d.start, d.end, at) for at, d in enumerate(analysis.diagnostics) if d.end > d.start])
    layers = (references, defined, used, found)
    edges = {0, len(text)}
    edges.update(edge for start, end, _, _ in pieces for edge in (start, end))
    edges.update(edge for layer in layers for edge in layer.edges() if 0 <= edge <= len(text))
    edges.update(edge for match in re.finditer("\n", text) for edge in match.span())
    order = sorted(edges)
    cut: list[MarkedStretch] = []
    for start, end in pairwise(order):
        for layer in layers:
            layer.move(start)
        if text[start] == "\n":
            continue
        place = bisect_right(starts, start) - 1
        owned = place >= 0 and pieces[place][1] > start
        node, role = (pieces[place][2], pieces[place][3]) if owned else (-1, "trivia")
        cut.append(
            MarkedStretch(start, end, node, role, references.innermost, defined.innermost, used.innermost,
                    tuple(islice(reversed(found.open), _MOST_FINDINGS)))
        )  # fmt: skip
    return cut


def _uses(analysis: Analysis) -> list[tuple[int, int, int]]:
    """Where defined terms are used, each with the definition that holds there: the narrowest of its scopes."""
    terms: dict[str, list[int]] = {}
    for at, one in enumerate(analysis.definitions):
        if len(one.term) > 1 and (one.term in terms or len(terms) < _MOST_TERMS):
            terms.setdefault(one.term, []).append(at)
    if not terms:
        return []
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)))
    nodes = analysis.tree.nodes
    uses = []
    for node in nodes:
        for match in pattern.finditer(node.text) if node.text else ():
            start, end = node.to_source(match.start()), node.to_source_end(match.end())
            here = [
                (width, at) for at in terms[match[0]] if (width := _width(nodes, analysis.definitions[at], node, start))
            ]
            if here:
                uses.append((start, end, min(here)[1]))
    return uses


def _width(nodes: Sequence[Node], one: Definition, node: Node, start: int) -> int:
    """How many nodes the scope has in which a use lies; none when it lies in none, or is the definition itself."""
    if one.start == start:
        return 0
    scopes = [nodes[at] for at in one.scope_nodes] or ([nodes[0]] if one.scope == "document" else [])
    return min((scope.size for scope in scopes if scope.id <= node.id < scope.id + scope.size), default=0)
