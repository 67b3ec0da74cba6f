"""References and definitions: what a text cites, where that is, and what its words mean.

The way: `reading` lays the wording out, `grammar` finds designators in one scan, `definitions` and `laws` learn what
the document calls things, `resolve` walks the mentions in order and points each at its target.
"""

from __future__ import annotations

from jorei.links.definitions import as_definitions, find_terms
from jorei.links.grammar import scan, unread
from jorei.links.index import TreeIndex
from jorei.links.laws import Laws
from jorei.links.reading import read
from jorei.links.resolve import resolve
from jorei.model import Definition, Metadata, Reference, Source, Tree

__all__ = ["link", "unlinked"]

_NEVER_TOO_MANY = 24_000
"""Characters: a text that is shorter has no designator too many."""


def link(source: Source, tree: Tree, metadata: Metadata) -> tuple[tuple[Reference, ...], tuple[Definition, ...]]:
    """All references and definitions of a document, each in reading order. Pure, linear, raises on no text."""
    reading = read(source, tree)
    index = TreeIndex(tree)
    laws = Laws(metadata)
    events = scan(reading.text)
    terms = find_terms(reading, index, laws, events)
    references = resolve(reading, index, laws, source.text, events)
    return tuple(references), as_definitions(reading, index, terms)


def unlinked(source: Source, tree: Tree) -> tuple[int, int] | None:
    """The node and the source offset behind which no reference was read, for a text denser in designators than any
    that was ever written; None, as it nearly always is, when all were read."""
    if len(source.text) < _NEVER_TOO_MANY:
        return None
    reading = read(source, tree)
    at = unread(reading.text)
    return None if at is None else (reading.node_at(at), reading.to_source(at))
