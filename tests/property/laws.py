"""The laws of the house, as functions that look at one analysis and complain."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jorei.model import Analysis, Node


def nothing_is_lost(analysis: Analysis) -> None:
    """Every non-blank character of the source lies in exactly one piece of exactly one node."""
    text = analysis.source.text
    covered = bytearray(len(text))
    for node in analysis.tree.nodes:
        for piece in node.pieces:
            assert 0 <= piece.start <= piece.end <= len(text), (node, piece)
            assert not any(covered[piece.start : piece.end]), f"covered twice: {text[piece.start : piece.end]!r}"
            covered[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    lost = [at for at, char in enumerate(text) if not covered[at] and not char.isspace()]
    assert not lost, f"lost at {lost[0]}: {text[max(0, lost[0] - 20) : lost[0] + 20]!r}"


def the_arena_is_in_pre_order(analysis: Analysis) -> None:
    """Ids, parents, sizes and depths of the nodes agree with each other."""
    nodes = analysis.tree.nodes
    assert nodes[0].kind == "law"
    assert nodes[0].parent == -1
    assert nodes[0].size == len(nodes)
    sizes = [1] * len(nodes)
    for node in reversed(nodes[1:]):
        sizes[node.parent] += sizes[node.id]
    for at, node in enumerate(nodes):
        assert node.id == at
        assert node.size == sizes[at]
        if at:
            parent = nodes[node.parent]
            assert parent.id < at < parent.id + parent.size
            assert node.depth == parent.depth + 1


def spans_nest(analysis: Analysis) -> None:
    """Children lie inside their parent, in order, without overlap."""
    tree, length = analysis.tree, len(analysis.source.text)
    for node in tree.nodes:
        assert 0 <= node.start <= node.end <= length, node
        children = list(tree.children(node))
        for child in children:
            assert node.start <= child.start, (node, child)
            assert child.end <= node.end, (node, child)
        for left, right in pairwise(children):
            assert left.end <= right.start, (left, right)


def pieces_make_the_text(analysis: Analysis) -> None:
    """A node's text is its pieces of role text, in order; offsets in it lead back to the source."""
    source = analysis.source.text
    for node in analysis.tree.nodes:
        for left, right in pairwise(node.pieces):
            assert left.end <= right.start, node
        assert node.text == "".join(source[p.start : p.end] for p in node.pieces if p.role == "text"), node
        for at in {0, len(node.text) // 2, len(node.text) - 1} if node.text else ():
            assert source[node.to_source(at)] == node.text[at]
            assert source[node.to_source_end(at + 1) - 1] == node.text[at]


def names_are_unique(analysis: Analysis) -> None:
    """No two nodes share a node_id, and an article has at least one paragraph."""
    nodes = analysis.tree.nodes
    twice = [eid for eid, count in Counter(node.eid for node in nodes).items() if count > 1]
    assert not twice, twice
    for node in nodes:
        if node.kind == "article":
            assert any(child.kind == "paragraph" for child in analysis.tree.children(node)), node


def facts_stand_in_their_nodes(analysis: Analysis) -> None:
    """References, definitions and diagnostics lie inside the text, the first two inside their node's own pieces."""
    nodes, text = analysis.tree.nodes, analysis.source.text
    for reference in analysis.references:
        _stands_in(nodes[reference.node], reference.start, reference.end)
        assert _bare(reference.text) == _bare(text[reference.start : reference.end])
        for target in reference.targets:
            assert target.node is None or 0 <= target.node < len(nodes)
        assert not (reference.status == "ambiguous" and reference.targets)
        assert reference.status != "resolved" or any(t.node is not None for t in reference.targets), reference
    for definition in analysis.definitions:
        _stands_in(nodes[definition.node], definition.start, definition.end)
        assert definition.term
    for amendment in analysis.amendments:
        assert 0 <= amendment.start <= amendment.end <= len(text)
    for diagnostic in analysis.diagnostics:
        assert 0 <= diagnostic.start <= diagnostic.end <= len(text), diagnostic
        assert diagnostic.node is None or 0 <= diagnostic.node < len(nodes)


def _stands_in(node: Node, start: int, end: int) -> None:
    assert start < end
    for at in (start, end - 1):
        assert any(piece.start <= at < piece.end for piece in node.pieces), (node, start, end)


def _bare(text: str) -> str:
    return "".join(text.split())


LAWS = (
    nothing_is_lost,
    the_arena_is_in_pre_order,
    spans_nest,
    pieces_make_the_text,
    names_are_unique,
    facts_stand_in_their_nodes,
)
