"""Compared documents: their provisions aligned and grouped, and the differences of any two provisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from jorei.comparison.align import Alignment, align
from jorei.comparison.closure import close
from jorei.comparison.diff import Change, diff
from jorei.comparison.documents import ComparedDocument
from jorei.comparison.groups import Position, ProvisionGroup, document_pairs, group_provisions
from jorei.comparison.matching_terms import matching_terms
from jorei.comparison.provisions import LEVELS, Provision
from jorei.comparison.vectors import VectorSpace
from jorei.model.vocabulary import AlignmentLevel


class AlignedDocuments:
    """The compared documents and the alignments of their provisions. A document is named by its index."""

    def __init__(self, documents: Sequence[ComparedDocument]) -> None:
        self.documents = tuple(documents)
        self.outlines = [document.outline for document in self.documents]
        self._matching_terms: dict[tuple[int, int], dict[str, str]] = {}

    @cached_property
    def alignments(self) -> dict[tuple[int, int], list[Alignment]]:
        """The alignments of each pair of documents that was compared (of many documents, only neighbours are).

        Of three documents and more they are closed: what answers one provision answers one another.
        """
        if len(self.documents) <= 2:
            return self._pairwise
        return close(self._pairwise, self._groups)

    @cached_property
    def _pairwise(self) -> dict[tuple[int, int], list[Alignment]]:
        """Each two documents aligned by themselves."""
        space = VectorSpace(self.outlines)
        return {(left, right): align(space, left, right) for left, right in document_pairs(self.outlines)}

    @property
    def conflicts(self) -> int:
        """How many pairs of provisions contradict the others: two documents alone would align them."""
        return sum(row.method == "conflict" for rows in self.alignments.values() for row in rows)

    def __len__(self) -> int:
        """The number of rows in the table of alignments."""
        return sum(map(len, self.alignments.values()))

    def groups(self, level: AlignmentLevel) -> list[ProvisionGroup]:
        """The groups of corresponding provisions, in the order of the documents."""
        return self._groups[level]

    @cached_property
    def _groups(self) -> dict[AlignmentLevel, list[ProvisionGroup]]:
        return {level: group_provisions(level, self.outlines, self._pairwise) for level in LEVELS}

    def provision(self, level: AlignmentLevel, position: Position) -> Provision:
        """The provision at a position: index of the document, index in its outline."""
        doc, index = position
        return self.outlines[doc].level(level)[index]

    def terms(self, left: int, right: int) -> Mapping[str, str]:
        """The defined terms of the left document, each with the term of the right one that means the same."""
        if (left, right) not in self._matching_terms:
            nodes = [
                (left_provision.node, right_provision.node)
                for level in LEVELS
                for left_provision, right_provision in self._corresponding(level, left, right)
            ]
            left_terms, right_terms = self.documents[left].definitions, self.documents[right].definitions
            self._matching_terms[left, right] = matching_terms(left_terms, right_terms, nodes)
        return self._matching_terms[left, right]

    def _corresponding(self, level: AlignmentLevel, left: int, right: int) -> list[tuple[Provision, Provision]]:
        """The pairs of corresponding provisions of two documents; those not compared directly, through their groups."""
        if (left, right) in self.alignments:
            rows = (row for row in self.alignments[left, right] if row.level == level and row.method != "conflict")
            pairs = [(row.left, row.right) for row in rows if row.left is not None and row.right is not None]
        else:
            indexes = [dict((*group.parts, *group.members)) for group in self.groups(level)]
            pairs = [(by_doc[left], by_doc[right]) for by_doc in indexes if left in by_doc and right in by_doc]
        left_provisions, right_provisions = self.outlines[left].level(level), self.outlines[right].level(level)
        return [(left_provisions[i], right_provisions[j]) for i, j in pairs]

    def diff(self, level: AlignmentLevel, left: Position, right: Position) -> tuple[Change, ...]:
        """The differences of the own words of two provisions; their items have alignments of their own."""
        left_text, right_text = (_own_words(self.provision(level, position)) for position in (left, right))
        return diff(left_text, right_text, self.terms(left[0], right[0]))


def _own_words(provision: Provision) -> str:
    """The words of an article stand in its paragraphs, which are compared as such: only its caption is its own."""
    return provision.caption if provision.level == "article" else provision.own_text
