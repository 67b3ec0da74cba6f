"""Mentions in reading order, each resolved against the tree, the definitions and the laws named so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from jorei.links.designator_mentions import read_designator
from jorei.links.emit import in_order
from jorei.links.enrich import enriched
from jorei.links.grammar import EventKind
from jorei.links.known_titles import read_known_title
from jorei.links.label_mentions import read_label_mention
from jorei.links.law_mentions import (
    read_bare_number,
    read_law_noun,
    read_numbered_law,
    read_self_mention,
    skip_quotation,
)
from jorei.links.link_input import LinkInput
from jorei.links.scanning import Event
from jorei.links.state import ResolverState
from jorei.links.walk import advance, close_stretch, open_stretch
from jorei.model import Reference

EVENT_HANDLERS: Final[dict[EventKind, Callable[[ResolverState, Event], None]]] = {
    "quotation": skip_quotation,
    "numbered_law": read_numbered_law,
    "this_instrument": read_self_mention,
    "our_instrument": read_self_mention,
    "designator": read_designator,
    "law_noun": read_law_noun,
    "bare_law_number": read_bare_number,
    "label": read_label_mention,
    "known_title": read_known_title,
}
"""What is done with each kind of event. A handler moves the cursor behind its words unless they mean nothing."""


def resolve(document: LinkInput, events: Sequence[Event]) -> list[Reference]:
    """All references of a document, in the order of the text."""
    state = ResolverState.begin(document)
    for event in events:
        start = event.start
        if start > state.stretch.end:
            close_stretch(state)
            open_stretch(state, document.wording.stretch_at(start))
        if start >= state.cursor:
            advance(state, start)
            EVENT_HANDLERS[event.kind](state, event)
    close_stretch(state)
    spans = state.rows.spans
    return enriched(document, in_order(state.rows.references, spans), spans)
