"""Rows of the definitions table, with the uses of each term counted inside its scope."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from jorei.links.defined_phrases import Phrase, phrase_start, version_start
from jorei.links.definitions import Term, scope_range
from jorei.links.link_input import LinkInput
from jorei.links.phrase_borders import BORDERS
from jorei.links.said_words import item_wording, with_listed, words_before_said
from jorei.links.term_uses import find_uses
from jorei.model import Definition
from jorei.text.fold import compose_kana

_MOST_COUNTED: Final = 400_000_000
"""Terms times characters. Chosen: so that counting stays linear, it is left out in a text that defines what no text does."""
_LONGEST_MEANING: Final = 400
"""Characters of the stretch that the table holds beside its offsets."""
_LONGEST_DEFINITION: Final = 2_000
"""Characters of a definition that the table holds. Chosen: an item with a dozen of sub-items."""


def definition_rows(document: LinkInput, terms: Sequence[Term]) -> tuple[Definition, ...]:
    """A row for each term."""
    text, wording = document.text, document.wording
    words = {term.term: None for term in terms}  # however often one is defined, it is looked for once
    uses = find_uses(text, words) if len(words) * len(text) < _MOST_COUNTED else {}
    counts: dict[tuple[str, int, int], int] = {}  # a term may be defined in every chapter
    rows = []
    for term in terms:
        name, scope, law, begin = term.term, term.scope, term.law, term.start
        start, end = wording.source_span(begin, term.end)
        low, high = scope_range(wording, document.index, scope)
        offsets = uses.get(name, [])
        key = (name, low, high)
        if key not in counts:
            counts[key] = bisect_left(offsets, high) - bisect_left(offsets, low)
        i = bisect_left(offsets, begin)
        counts_itself = low <= begin < high and i < len(offsets) and offsets[i] == begin
        first, last = _without_blanks(text, *term.meaning)
        words_meant, confidence = _stands_for(document, term)
        stretch = wording.source_span(first, last) if first < last else (None, None)
        rows.append(
            Definition(  # in the order of its fields: keywords would be looked up one by one
                term.node,
                start,
                end,
                compose_kana(name),
                term.kind,
                compose_kana(words_meant[:_LONGEST_DEFINITION]),
                scope.name,
                scope.text,
                scope.nodes,
                law.number or law.title if law else None,
                term.narrowing,
                counts[key] - counts_itself,
                compose_kana(text[first : min(last, first + _LONGEST_MEANING)].strip()),
                stretch[0],
                stretch[1],
                confidence,
            )
        )
    return tuple(rows)


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _stands_for(document: LinkInput, term: Term) -> tuple[str, float]:
    """The words that a term stands for, and how sure their borders are."""
    text, (start, end) = document.text, term.meaning
    match term.kind:
        case "iu" | "law_alias":
            phrase = _phrase(document, term)
            words = text[phrase.start : term.phrase[1]].strip() or text[start:end].strip()
            return with_listed(words, document.wording, document.index, term.node), phrase.confidence
        case "item":
            return item_wording(document.wording, document.index, term.node, start, end), BORDERS["said"]
        case _ if term.narrowing:  # 公園(児童公園を除く。以下同じ。)
            return f"{term.term}({words_before_said(text[start:end])})", BORDERS["noun"]
        case _:
            words = words_before_said(text[start:end])
            return with_listed(words, document.wording, document.index, term.node), BORDERS["said"]


def _phrase(document: LinkInput, term: Term) -> Phrase:
    """Where the noun phrase begins that a term stands for; the name of the law, with its version, where it is one."""
    text, (name, last) = document.text, term.phrase
    floor, names = _floor(document, term), document.laws.cited
    if name is not None:
        names = {**names, last: name}
    if name is None or term.term.endswith("等"):  # 甲条例及び乙条例(以下「条例等」という。)
        return phrase_start(text, last, floor, term.term, names)
    return version_start(text, name, floor, names) or Phrase(name, BORDERS["name"])


def _floor(document: LinkInput, term: Term) -> int:
    """Where the wording begins that a phrase can stand in: behind the title of an item."""
    wording = document.wording
    title_end = wording.title_ends.get(term.node, -1)
    start = wording.starts[wording.stretch_at(term.start)]
    return max(start, title_end) if title_end < term.start else start
