"""The norms of a document: its sentences, what each does, who must do it, within what."""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.model import Node, Norm, Tree
from jorei.model.tree import Seams
from jorei.model.vocabulary import SentencePart
from jorei.norms.modality import is_predicate, modality
from jorei.norms.predicate import parties, predicate
from jorei.norms.quantities import Quantity, quantities
from jorei.norms.sentences import Sentence, join_lines, split_lines
from jorei.norms.values import read_value
from jorei.text.fold import compose_kana


def norms(tree: Tree, folded: str) -> tuple[Norm, ...]:
    """A norm for each sentence, one for each value in it; fragments without a predicate have one only for a value.

    ``folded`` is the folded text of the source (`Structured.folded`).

    >>> from jorei.structure import parse
    >>> from jorei.read import read_text
    >>> document = parse(read_text("○甲市条例\\n\\n第1条 市長は、14日以内に決定しなければならない。ただし、甲は、この限りでない。"))
    >>> [(n.part, n.modality, n.subject, n.value, n.unit) for n in norms(document.tree, document.folded)]
    [('本文', 'obligation', '市長', 14, '日'), ('ただし書', 'exemption', '甲', None, None)]
    """
    text, nodes = join_lines(tree, folded)
    values = quantities(text)
    upcoming = next(values, None)
    rows: list[Norm] = []
    start = 0
    for node, sentences in zip(nodes, split_lines(text), strict=True):
        line: NodeLine | None = None
        for sentence in sentences:
            inside: list[Quantity] = []
            while upcoming is not None and upcoming.start < sentence.end:
                if not (sentence.holes and sentence.is_quoted(upcoming.start)):
                    inside.append(upcoming)
                upcoming = next(values, None)
            if inside or _is_sentence(text, node, start, sentence):
                if line is None:
                    line = NodeLine(node, start)
                rows += _rows(text, line, sentence, part_of_sentence(text, sentence, sentences), inside)
        start += len(node.text) + 1
    if "ﾞ" in text or "ﾟ" in text:
        rows = [_with_whole_kana(row) for row in rows]
    return tuple(rows)


def _with_whole_kana(norm: Norm) -> Norm:
    subject, topic, action = (words and compose_kana(words) for words in (norm.subject, norm.topic, norm.predicate))
    return msgspec.structs.replace(norm, subject=subject, topic=topic, predicate=action)


class NodeLine:
    """The line of a node, which begins at ``start`` of the text, and what leads back to the source."""

    def __init__(self, node: Node, start: int) -> None:
        self.node = node.id
        self.start = start
        self.seams = Seams(node)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the source of one in the text."""
        return self.seams.to_source(start - self.start), self.seams.to_source_end(end - self.start)


def _is_sentence(text: str, node: Node, start: int, sentence: Sentence) -> bool:
    """Whether a sentence of a node, whose line begins at ``start``, is more than a fragment (an item that is a noun)."""
    ends = text[sentence.end - 1] == "。" or node.kind == "paragraph"
    return ends or is_predicate(text[start : sentence.end])


def _rows(text: str, line: NodeLine, sentence: Sentence, part: SentencePart, inside: list[Quantity]) -> list[Norm]:
    """The rows of a sentence, one for each of the quantities ``inside`` it."""
    words = text[sentence.start : sentence.end]
    outer, without_brackets = words, words
    if sentence.holes:
        outer, without_brackets = sentence.outer(text), sentence.without_brackets(text)
    kind = modality(without_brackets)
    who = topic = action = None
    if kind != "other":
        who, topic = parties(outer)
        action = predicate(outer)
    node, number = line.node, sentence.number
    start, end = line.span(sentence.start, sentence.end)
    if not inside:
        return [Norm(node, start, end, number, part, kind, who, action, topic=topic)]
    values = [read_value(quantity, words, outer, sentence.start) for quantity in inside]
    return [
        Norm(node, start, end, number, part, kind, who, action,
             v.kind, v.value, v.unit, v.bound, v.counted_from, v.penalty_kind, topic)
        for v in values
    ]  # fmt: skip


_PROVISO: Final = ("ただし", "但し")


def part_of_sentence(text: str, sentence: Sentence, sentences: list[Sentence]) -> SentencePart:
    """本文 and ただし書, 前段 and 後段; a provision of one sentence is 本文. ``sentences`` are all of its line."""
    if len(sentences) == 1:
        return "本文"
    if text.startswith(_PROVISO, sentence.start):
        return "ただし書"
    if sentence.number > 1:
        return "後段"
    return "本文" if text.startswith(_PROVISO, sentences[1].start) else "前段"
