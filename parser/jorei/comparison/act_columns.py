"""Which column of the matrix a value belongs to: one for each act, however its documents word and place it, and for what
is no act that is told apart, the column of its group of provisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from jorei.comparison.acts import act_of
from jorei.comparison.documents import ComparedDocument
from jorei.comparison.groups import Position
from jorei.model import Norm

NormKey = tuple[int, int]
"""A norm: the index of its document, and its index among the norms of that document."""


class PlacedNorm(msgspec.Struct, frozen=True, gc=False):
    """A norm with a value, the paragraph that it stands in or below, and the number of that paragraph's group."""

    key: NormKey
    norm: Norm
    position: Position
    group: int


def acts_of(documents: Sequence[ComparedDocument], placed: Sequence[PlacedNorm]) -> Mapping[NormKey, str]:
    """The act of each time limit that is for one that several documents may share.

    届出 alone may be many things in one document: then it is that of the group where most of the documents have it.
    """
    by_act: dict[str, list[PlacedNorm]] = defaultdict(list)
    for value in placed:
        act = act_of(documents[value.key[0]], value.norm)
        if act is not None:
            by_act[act].append(value)
    return {value.key: act for act, values in by_act.items() for value in _one_of_each(documents, act, values)}


def _one_of_each(documents: Sequence[ComparedDocument], act: str, values: list[PlacedNorm]) -> list[PlacedNorm]:
    """The values, of each document those of one article alone when the act is named by its verb only."""
    if "の" in act:
        return values
    documents_with = Counter(group for _, group in {(value.key[0], value.group) for value in values})
    best: dict[int, tuple[int, int]] = {}
    for value in values:
        doc = value.key[0]
        rank = (documents_with[value.group], -_article(documents[doc], value))
        best[doc] = max(best.get(doc, rank), rank)
    return [value for value in values if best[value.key[0]][1] == -_article(documents[value.key[0]], value)]


def _article(document: ComparedDocument, value: PlacedNorm) -> int:
    return document.outline.paragraphs[value.position[1]].parent
