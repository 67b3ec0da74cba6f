"""The text cut into segments: pieces of a line that belong to one node, one reference, one term and the same findings.

Both panes of the page are made of these segments, in one sweep over the text.
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

_MAX_TERMS: Final = 200
"""Defined terms whose uses are marked."""
_MAX_OPEN: Final = 64
"""Spans of one kind that may overlap at one offset; further ones are not marked."""
_MAX_FINDINGS: Final = 6
"""Findings of one segment that are marked. These bounds are chosen: a hostile text may have thousands at one offset."""
_NEVER: Final = sys.maxsize
Span = tuple[int, int, int]
"""Start, end, and the index of what spans it."""


class TextSegment(msgspec.Struct, frozen=True, gc=False):
    """Part of one line of the source. ``node`` is an arena id; the others are indexes in the analysis; -1 is none."""

    start: int
    end: int
    node: int
    role: Role
    reference: int = -1
    definition: int = -1
    use: int = -1
    findings: tuple[int, ...] = ()


class _SpanSweep:
    """Spans of one kind during the sweep: those that cover the offset, and the innermost, which began last."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = sorted(spans, key=lambda span: (span[0], -span[1]))
        self.open: dict[int, int] = {}
        self.innermost = -1
        self._next = 0
        self._next_change = self.spans[0][0] if self.spans else _NEVER

    def edges(self) -> Iterator[int]:
        """The offsets where spans begin and end."""
        for start, end, _ in self.spans:
            yield start
            yield end

    def move_to(self, offset: int) -> None:
        """Go on to an offset; most moves change nothing."""
        if offset < self._next_change:
            return
        spans = self.spans
        self.open = {index: end for index, end in self.open.items() if end > offset}
        while self._next < len(spans) and spans[self._next][0] <= offset:
            _, end, index = spans[self._next]
            if end > offset and len(self.open) < _MAX_OPEN:
                self.open[index] = end
            self._next += 1
        self.innermost = next(reversed(self.open), -1)
        next_start = spans[self._next][0] if self._next < len(spans) else _NEVER
        self._next_change = min([*self.open.values(), next_start])


def segments(analysis: Analysis) -> list[TextSegment]:
    """The segments in the order of the text; line ends are in none."""
    text = analysis.source.text
    pieces = sorted(
        (piece.start, piece.end, node.id, piece.role)
        for node in analysis.tree.nodes
        for piece in node.pieces
        if piece.end > piece.start
    )
    starts = [piece[0] for piece in pieces]
    references = _SpanSweep([(row.start, row.end, index) for index, row in enumerate(analysis.references)])
    definitions = _SpanSweep([(row.start, row.end, index) for index, row in enumerate(analysis.definitions)])
    uses = _SpanSweep(_term_uses(analysis))
    findings = _SpanSweep(
        [(row.start, row.end, index) for index, row in enumerate(analysis.diagnostics) if row.end > row.start]
    )
    sweeps = (references, definitions, uses, findings)
    edges = {0, len(text)}
    edges.update(edge for start, end, _, _ in pieces for edge in (start, end))
    edges.update(edge for sweep in sweeps for edge in sweep.edges() if 0 <= edge <= len(text))
    edges.update(edge for match in re.finditer("\n", text) for edge in match.span())
    result: list[TextSegment] = []
    for start, end in pairwise(sorted(edges)):
        for sweep in sweeps:
            sweep.move_to(start)
        if text[start] == "\n":
            continue
        index = bisect_right(starts, start) - 1
        in_piece = index >= 0 and pieces[index][1] > start
        node, role = (pieces[index][2], pieces[index][3]) if in_piece else (-1, "trivia")
        latest_findings = tuple(islice(reversed(findings.open), _MAX_FINDINGS))
        result.append(
            TextSegment(
                start, end, node, role, references.innermost, definitions.innermost, uses.innermost, latest_findings
            )
        )
    return result


def _term_uses(analysis: Analysis) -> list[Span]:
    """The uses of defined terms, each with the definition that applies there: the one with the narrowest scope."""
    definitions_of: dict[str, list[int]] = {}
    for index, definition in enumerate(analysis.definitions):
        term = definition.term
        if len(term) > 1 and (term in definitions_of or len(definitions_of) < _MAX_TERMS):
            definitions_of.setdefault(term, []).append(index)
    if not definitions_of:
        return []
    pattern = re.compile("|".join(re.escape(term) for term in sorted(definitions_of, key=len, reverse=True)))
    nodes = analysis.tree.nodes
    uses = []
    for node in nodes:
        for match in pattern.finditer(node.text) if node.text else ():
            start, end = node.to_source(match.start()), node.to_source_end(match.end())
            applicable = [
                (size, index)
                for index in definitions_of[match[0]]
                if (size := _scope_size(nodes, analysis.definitions[index], node, start))
            ]
            if applicable:
                uses.append((start, end, min(applicable)[1]))
    return uses


def _scope_size(nodes: Sequence[Node], definition: Definition, node: Node, start: int) -> int:
    """The number of nodes in the scope of a definition; 0 when a use lies outside it, or is the definition itself."""
    if definition.start == start:
        return 0
    scopes = [nodes[scope] for scope in definition.scope_nodes]
    scopes = scopes or ([nodes[0]] if definition.scope == "document" else [])
    return min((scope.size for scope in scopes if scope.id <= node.id < scope.id + scope.size), default=0)
