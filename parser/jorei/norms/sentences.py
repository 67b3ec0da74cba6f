"""Sentences of the wording: cut at 。, never inside a bracket or a quotation.

The wording of all provisions of a document is laid out as one folded string and scanned once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from jorei.model import ENUMERATED, Node, Tree
from jorei.model.record import INTERPRETED, as_struct

_READ: Final = frozenset(
    ("paragraph", *ENUMERATED, "preamble", "enact_statement", "list", "remarks", "guide_text", "guide_list_item")
)
"""Kinds whose own text is read. Cells of tables and provisions that are quoted say nothing by themselves."""

_SIGNS: Final = "。()〔〕「」『』"
_OPENING: Final = {")": "(", "〕": "〔", "」": "「", "』": "『"}
FILL: Final = "\0"
"""What stands for each character inside brackets and quotations in `Sentence.outer`."""


class Hole:
    """An outermost bracket or quotation, its signs included."""

    def __init__(self, start: int, end: int, quoted: bool) -> None:
        self.start = start
        self.end = end
        self.quoted = quoted


_START: Final = attrgetter("start")


class Sentence:
    """One sentence: ``start..end`` in the wording, 。 included; ``number`` counts from 1 inside its stretch."""

    def __init__(self, start: int, end: int, number: int, holes: tuple[Hole, ...]) -> None:
        self.start = start
        self.end = end
        self.number = number
        self.holes = holes

    def outer(self, text: str) -> str:
        """The sentence with brackets and quotations blanked out, so that offsets stay what they are."""
        if not self.holes:
            return text[self.start : self.end]
        return "".join(self._parts(text, fill=True))

    def without_brackets(self, text: str) -> str:
        """The sentence with brackets left out; quotations are words of the sentence and stay."""
        if not self.holes:
            return text[self.start : self.end]
        return "".join(self._parts(text, fill=False))

    def _parts(self, text: str, fill: bool) -> list[str]:
        parts: list[str] = []
        offset = self.start
        for hole in self.holes:
            parts.append(text[offset : hole.start])
            if fill:
                parts.append(FILL * (hole.end - hole.start))
            elif hole.quoted:
                parts.append(text[hole.start : hole.end])
            offset = hole.end
        parts.append(text[offset : self.end])
        return parts

    def is_quoted(self, offset: int) -> bool:
        """Whether an offset lies inside a quotation."""
        i = bisect_right(self.holes, offset, key=_START) - 1
        return i >= 0 and self.holes[i].quoted and offset < self.holes[i].end


if INTERPRETED and not TYPE_CHECKING:
    Hole, Sentence = as_struct(Hole), as_struct(Sentence)


def join_lines(tree: Tree, folded: str) -> tuple[str, list[Node]]:
    """The wording of all nodes that are read, a line each, and the nodes; ``folded`` is the folded text of the source."""
    nodes = [node for node in tree.own_nodes() if node.text and node.kind in _READ]
    lines = [node.text_in(folded).replace("\n", " ") for node in nodes]
    return "\n".join([*lines, ""]), nodes


def split_lines(text: str) -> Iterator[list[Sentence]]:
    r"""The sentences of each line of a text; a bracket or quotation that is never closed hides nothing.

    >>> text = "甲とする(乙。丙を除く。)。ただし、「丁。」は、この限りでない。\n(戊。己\n"
    >>> [[text[s.start : s.end] for s in line] for line in split_lines(text)]
    [['甲とする(乙。丙を除く。)。', 'ただし、「丁。」は、この限りでない。'], ['(戊。', '己']]
    """
    signs = _find_signs(text)
    start = first = 0
    end = text.find("\n")
    while end >= 0:
        last = first
        while last < len(signs) and signs[last] < end:
            last += 1
        yield _sentences(text, start, end, signs[first:last])
        start, first = end + 1, last
        end = text.find("\n", start)


def _find_signs(text: str) -> list[int]:
    """Where the signs of sentences and brackets stand, each looked for alone: a pattern of them all takes far longer."""
    signs: list[int] = []  # offsets alone: what is nothing but brackets has as many as characters
    for sign in _SIGNS:
        offset = text.find(sign)
        while offset >= 0:
            signs.append(offset)
            offset = text.find(sign, offset + 1)
    signs.sort()
    return signs


def _sentences(text: str, start: int, end: int, signs: list[int]) -> list[Sentence]:
    """The sentences of the line ``start..end``, whose signs stand at the offsets ``signs``."""
    if len(signs) == 1 and signs[0] == end - 1 and text[end - 1] == "。":  # as most are
        return [Sentence(start, end, 1, ())]
    sentences, unclosed = _read_line(text, start, end, signs, [])
    if unclosed:
        sentences, _ = _read_line(text, start, end, signs, unclosed[::-1])
    return sentences


def _read_line(
    text: str, start: int, end: int, signs: list[int], unclosed: list[int]
) -> tuple[list[Sentence], list[int]]:
    """The sentences of a line, and where brackets are opened that nothing closes. ``unclosed`` are those that are
    known, the last of them first: they are passed over."""
    sentences: list[Sentence] = []
    holes: list[Hole] = []
    opened: list[int] = []
    for offset in signs:
        sign = text[offset]
        if sign == "。":
            if not opened:
                if offset == start and sentences and text[sentences[-1].start] == "。":
                    start = sentences.pop().start  # full stops without words between them are one
                sentences.append(Sentence(start, offset + 1, len(sentences) + 1, tuple(holes)))
                start, holes = offset + 1, []
        elif sign not in _OPENING:
            if unclosed and unclosed[-1] == offset:
                unclosed.pop()
            else:
                opened.append(offset)
        else:
            opening = _close(text, opened, _OPENING[sign])
            if opening is not None and not opened:
                holes.append(Hole(opening, offset + 1, sign in "」』"))
    if start < end:
        sentences.append(Sentence(start, end, len(sentences) + 1, tuple(holes)))
    return sentences, opened


_DEEPEST: Final = 32
"""Brackets inside one another among which the opening one is looked for. Chosen: deeper is no writing, only an attack."""


def _close(text: str, opened: list[int], opening: str) -> int | None:
    """Close the nearest bracket of that kind, and with it those opened inside it; where it opened."""
    for depth in range(len(opened) - 1, max(-1, len(opened) - _DEEPEST), -1):
        offset = opened[depth]
        if text[offset] == opening:
            del opened[depth:]
            return offset
    return None
