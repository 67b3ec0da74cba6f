"""What the link passes read of their document."""

from __future__ import annotations

from jorei.links.index import TreeIndex
from jorei.links.laws import KnownLaws
from jorei.links.relations import RelationWords, find_relation_words
from jorei.links.wording import FoldedWording, join_wording
from jorei.model import Metadata, Source, Tree
from jorei.text.known_titles import KnownTitles
from jorei.text.occurrences import occurrences


class LinkInput:
    """A document as the link passes read it."""

    def __init__(
        self,
        wording: FoldedWording,
        text: str,
        index: TreeIndex,
        laws: KnownLaws,
        source_text: str,
        brackets: list[int],
        relation_words: RelationWords,
    ) -> None:
        self.wording = wording
        self.text = text
        """The text of the wording; offsets without another word are offsets of it."""
        self.index = index
        self.laws = laws
        """It alone changes: it learns the names of laws on the way."""
        self.source_text = source_text
        """The text of the source, for quoting mentions as written."""
        self.brackets = brackets
        """The offsets of all round brackets."""
        self.relation_words = relation_words

    @classmethod
    def of(
        cls, source: Source, tree: Tree, metadata: Metadata, folded: str, titles: KnownTitles | None = None
    ) -> LinkInput:
        """The input of a document, with what is found once for all mentions."""
        wording = join_wording(tree, folded)
        text = wording.text
        return cls(
            wording, text, TreeIndex(tree, folded), KnownLaws(metadata, titles), source.text,
            occurrences(text, "()"), find_relation_words(text),
        )  # fmt: skip
