"""References and definitions: what a text cites, where that is, and what its words mean.

What lives here reads the wording of one document and its tree, and nothing else: no other document and no table; of a
registry only the titles that it knows. Facts about the wording of a sentence (modality, deadlines) are `jorei.norms`.

A mention on its way from text to row:

1. `wording` joins the folded text of all provisions to one string; `index` makes a tree easy to look up.
2. `grammar` finds, in one scan, what must be read: designators, nouns of laws, law numbers, quotations.
   `quoting_titles` and `known_titles` leave out what is a word of a law's title.
3. `definitions` collects terms, and abbreviations of laws into `laws`, where names with their numbers are kept, too.
4. `resolve` walks the events in order and hands each to the handler of its kind: `designator_mentions` or
   `law_mentions`. `state` is what the walk knows, `walk` is how it passes brackets and stretches.
5. `surroundings` says whose provision a designator is and what it goes on from; `designators` what its words say, by
   its head (`heads`).
6. `lookup` finds the nodes: by steps, neighbours and ranges (`targets`), for 同条 and 当該各号 by what was mentioned before
   (`antecedents`, kept in a `context`).
7. `emit` makes the row; `relations` says what the sentence does with the provision.
   In instruments that are not counted in 条, `label_mentions` finds and reads what labels alone cite.
8. `enrich` adds what is known when all mentions are.
"""

from __future__ import annotations

from jorei.links.definition_rows import definition_rows
from jorei.links.definitions import find_terms
from jorei.links.known_titles import with_known_titles
from jorei.links.label_mentions import with_label_mentions
from jorei.links.link_input import LinkInput
from jorei.links.quoting_titles import without_quoted
from jorei.links.resolve import resolve
from jorei.links.scanning import first_unread, scan
from jorei.links.wording import join_wording
from jorei.model import Definition, Metadata, Reference, Source, Tree
from jorei.text.known_titles import KnownTitles

__all__ = ["find_unlinked", "link"]

_NEVER_TOO_MANY = 24_000
"""Characters: a text that is shorter has no designator too many (`jorei.links.grammar.most_events`)."""


def link(
    source: Source, tree: Tree, metadata: Metadata, folded: str, titles: KnownTitles | None = None
) -> tuple[tuple[Reference, ...], tuple[Definition, ...]]:
    """All references and definitions of a document, each in reading order. Pure, linear, raises on no text.

    ``folded`` is the folded text of the source (`Structured.folded`), ``titles`` are those of laws that a list knows.
    """
    document = LinkInput.of(source, tree, metadata, folded, titles)
    events = with_known_titles(document.text, without_quoted(document.text, scan(document.text)), titles)
    terms = find_terms(document, events)
    references = resolve(document, with_label_mentions(document, events))
    return tuple(references), definition_rows(document, terms)


def find_unlinked(tree: Tree, folded: str) -> tuple[int, int] | None:
    """The node and the source offset behind which no reference was read, for a text denser in designators than any
    that was ever written; None, as it nearly always is, when all were read."""
    if len(folded) < _NEVER_TOO_MANY:
        return None
    wording = join_wording(tree, folded)
    offset = first_unread(wording.text)
    return None if offset is None else (wording.node_at(offset), wording.to_source(offset))
