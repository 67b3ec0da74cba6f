"""Titles of laws that a registry knows, found before anything is resolved: what the scan found inside them is no mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import merge
from typing import Final

from jorei.links.laws import NamedLaw
from jorei.links.scanning import Event
from jorei.links.state import ResolverState
from jorei.links.walk import name_law
from jorei.text.known_titles import KnownTitles

_ANYTHING: Final = re.compile("")
_AMENDED: Final = re.compile("等?(?:(?:及び|、)[^。、()「」]{1,60})?の(?:一部|全部)を改正する(?!。)")
"""What follows a title that is a part of another one, which no list need have."""


def with_known_titles(text: str, events: Sequence[Event], titles: KnownTitles | None) -> Sequence[Event]:
    """The events of a folded text with those of the titles that a registry knows, and without what stands inside."""
    spans = [span for span in titles.spans(text) if not _AMENDED.match(text, span[1])] if titles is not None else []
    if not spans:
        return events
    outside, i = [], 0
    for event in events:
        while i < len(spans) and spans[i][1] <= event.start:
            i += 1
        if i == len(spans) or not (spans[i][0] <= event.start and event.end <= spans[i][1]):
            outside.append(event)
    numbered = {event.start for event in events if event.kind == "numbered_law"}
    added = [
        Event("known_title", start, end, _ANYTHING.match(text, start))  # type: ignore[arg-type]  # it matches anywhere
        for start, end in spans
        if end not in numbered
    ]
    return list(merge(outside, added, key=lambda event: event.start))


def read_known_title(state: ResolverState, event: Event) -> None:
    """The handler of titles that a registry knows, when no number stands behind."""
    text, laws = state.document.text, state.document.laws
    known = laws.find(text, event.end, state.stretch.start, event.start)
    if known is not None and known[0] <= event.start and known[1].number:
        name_law(state, known[0], event.end, known[1], "")
        return
    law = NamedLaw(text[event.start : event.end])
    name_law(state, event.start, event.end, laws.with_version(text, event.start, law), "")
