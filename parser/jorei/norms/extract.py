"""The norms of a document: its sentences, what each does, who must do it, within what."""

from __future__ import annotations

from typing import Final

from jorei.model import Node, Norm, Tree
from jorei.model.tree import Seams
from jorei.model.vocabulary import SentencePart
from jorei.norms.modality import is_predicate, modality
from jorei.norms.predicate import predicate, subject
from jorei.norms.quantities import Quantity, quantities
from jorei.norms.sentences import Sentence, split, wording
from jorei.norms.values import Value, read_value

_FRAGMENTS: Final = frozenset(("item", "list", "guide_list_item", "remarks", "guide_text"))
_FEW: Final = 8


def norms(tree: Tree) -> tuple[Norm, ...]:
    """A norm for each sentence, one for each value in it; fragments without a predicate have one only for a value.

    >>> from jorei.structure import parse
    >>> from jorei.read import read_text
    >>> tree = parse(read_text("○甲市条例\\n\\n第1条 市長は、14日以内に決定しなければならない。ただし、甲は、この限りでない。")).tree
    >>> [(n.part, n.modality, n.subject, n.value, n.unit) for n in norms(tree)]
    [('本文', 'obligation', '市長', 14, '日'), ('ただし書', 'exemption', '甲', None, None)]
    """
    text, nodes = wording(tree)
    values = quantities(text)
    upcoming = next(values, None)
    found: list[Norm] = []
    base = 0
    for node, sentences in zip(nodes, split(text), strict=True):
        places = node if len(node.pieces) <= _FEW else Seams(node)
        for sentence in sentences:
            inside: list[Quantity] = []
            while upcoming is not None and upcoming.start < sentence.end:
                if not (sentence.holes and sentence.quoted(upcoming.start)):
                    inside.append(upcoming)
                upcoming = next(values, None)
            if (
                inside
                or text[sentence.end - 1] == "。"
                or node.kind == "paragraph"
                or is_predicate(text[base : sentence.end])
            ):
                found += _read(text, node, places, base, sentence, sentences, inside)
        base += len(node.text) + 1
    return tuple(found)


def _read(
    text: str, node: Node, places: Node | Seams, base: int, sentence: Sentence, sentences: list[Sentence],
    inside: list[Quantity],
) -> list[Norm]:  # fmt: skip
    words = text[sentence.start : sentence.end]
    outer, squeezed = (sentence.outer(text), sentence.squeezed(text)) if sentence.holes else (words, words)
    mode = modality(squeezed)
    bare = mode == "other"
    start, end = places.to_source(sentence.start - base), places.to_source_end(sentence.end - base)
    about = None if bare else subject(outer)
    said = None if bare else predicate(outer)
    place = part(text, sentence, sentences)
    values: list[Value] = [read_value(quantity, words, outer, sentence.start) for quantity in inside]
    if not values:
        return [Norm(node.id, start, end, sentence.number, place, mode, about, said)]
    return [
        Norm(
            node.id, start, end, sentence.number, place, mode, about, said, value.kind, value.value, value.unit,
            value.bound, value.counted_from, value.penalty_kind,
        )
        for value in values
    ]  # fmt: skip


def part(text: str, sentence: Sentence, sentences: list[Sentence]) -> SentencePart:
    """本文 and ただし書, 前段 and 後段; a provision of one sentence is 本文."""
    if len(sentences) == 1:
        return "本文"
    if text.startswith("ただし", sentence.start) or text.startswith("但し", sentence.start):
        return "ただし書"
    if sentence.number > 1:
        return "後段"
    following = sentences[1].start
    return "本文" if text.startswith(("ただし", "但し"), following) else "前段"
