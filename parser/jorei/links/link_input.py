"""What the link passes read of their document."""

from __future__ import annotations

import re
from typing import Final

from jorei.links.index import TreeIndex
from jorei.links.laws import KnownLaws
from jorei.links.relations import RelationWords, find_relation_words
from jorei.links.wording import FoldedWording, join_wording
from jorei.model import Metadata, Source, Tree
from jorei.model.record import Record
from jorei.text.known_titles import KnownTitles

_BRACKETS: Final = re.compile("[()]")


class LinkInput(Record):
    """A document as the link passes read it."""

    wording: FoldedWording
    text: str
    """The text of the wording; offsets without another word are offsets of it."""
    index: TreeIndex
    laws: KnownLaws
    """It alone changes: it learns the names of laws on the way."""
    source_text: str
    """The text of the source, for quoting mentions as written."""
    brackets: list[int]
    """The offsets of all round brackets."""
    relation_words: RelationWords

    @classmethod
    def of(
        cls, source: Source, tree: Tree, metadata: Metadata, folded: str, titles: KnownTitles | None = None
    ) -> LinkInput:
        """The input of a document, with what is found once for all mentions."""
        wording = join_wording(tree, folded)
        text = wording.text
        return cls(
            wording, text, TreeIndex(tree, folded), KnownLaws(metadata, titles), source.text,
            [match.start() for match in _BRACKETS.finditer(text)], find_relation_words(text),
        )  # fmt: skip
