"""Sentences of the wording: cut at 。, never inside a bracket or a quotation.

The wording of all provisions of a document is laid out as one folded string and scanned once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

import msgspec

from jorei.model import ENUMERATED, Node, Tree
from jorei.text.fold import fold

_READ: Final = frozenset(
    ("paragraph", *ENUMERATED, "preamble", "enact_statement", "list", "remarks", "guide_text", "guide_list_item")
)
"""Kinds whose own text is read. Cells of tables and provisions that are quoted say nothing by themselves."""

_SIGN: Final = re.compile(r"[\n。()〔〕「」『』]")
_OPENING: Final = {")": "(", "〕": "〔", "」": "「", "』": "『"}
_QUOTES: Final = frozenset("「『")
FILL: Final = "\0"
"""What stands for each character inside brackets and quotations in `Sentence.outer`."""


class Hole(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An outermost bracket or quotation, its signs included."""

    start: int
    end: int
    quoted: bool


_START: Final = attrgetter("start")


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence: ``start..end`` in the wording, 。 included; ``number`` counts from 1 inside its stretch."""

    start: int
    end: int
    number: int
    holes: tuple[Hole, ...]

    def outer(self, text: str) -> str:
        """The sentence with brackets and quotations blanked out, so that places stay what they are."""
        if not self.holes:
            return text[self.start : self.end]
        return "".join(self._parts(text, fill=True))

    def squeezed(self, text: str) -> str:
        """The sentence with brackets left out; quotations are words of the sentence and stay."""
        if not self.holes:
            return text[self.start : self.end]
        return "".join(self._parts(text, fill=False))

    def _parts(self, text: str, fill: bool) -> Iterator[str]:
        at = self.start
        for hole in self.holes:
            yield text[at : hole.start]
            if fill:
                yield FILL * (hole.end - hole.start)
            elif hole.quoted:
                yield text[hole.start : hole.end]
            at = hole.end
        yield text[at : self.end]

    def quoted(self, position: int) -> bool:
        """Whether a place lies inside a quotation."""
        at = bisect_right(self.holes, position, key=_START) - 1
        return at >= 0 and self.holes[at].quoted and position < self.holes[at].end


def wording(tree: Tree) -> tuple[str, list[Node]]:
    """The folded wording of all nodes that are read, a line each, and the nodes."""
    nodes = [node for node in tree.nodes if node.text and node.kind in _READ]
    return fold("".join([node.text.replace("\n", " ") + "\n" for node in nodes])), nodes


def split(text: str) -> Iterator[list[Sentence]]:
    r"""The sentences of each line of a text; a bracket or quotation that is never closed hides nothing.

    >>> text = "甲とする(乙。丙を除く。)。ただし、「丁。」は、この限りでない。\n(戊。己\n"
    >>> [[text[s.start : s.end] for s in line] for line in split(text)]
    [['甲とする(乙。丙を除く。)。', 'ただし、「丁。」は、この限りでない。'], ['(戊。', '己']]
    """
    start = 0
    signs: list[int] = []  # places alone: what is nothing but brackets has as many as characters
    for sign in _SIGN.finditer(text):
        at = sign.start()
        if text[at] == "\n":
            yield _sentences(text, start, at, signs)
            start, signs = at + 1, []
        else:
            signs.append(at)


def _sentences(text: str, start: int, end: int, signs: list[int]) -> list[Sentence]:
    if len(signs) == 1 and signs[0] == end - 1 and text[end - 1] == "。":  # as most are
        return [Sentence(start, end, 1, ())]
    found, unclosed = _read(text, start, end, signs, [])
    if unclosed:
        found, _ = _read(text, start, end, signs, unclosed[::-1])
    return found


def _read(
    text: str, start: int, end: int, signs: list[int], unclosed: list[int]
) -> tuple[list[Sentence], list[int]]:  # fmt: skip
    """The sentences of a line, and where brackets are opened that nothing closes. ``unclosed`` are those that are
    known, the last of them first: they are passed over."""
    found: list[Sentence] = []
    holes: list[Hole] = []
    stack: list[int] = []
    for at in signs:
        sign = text[at]
        if sign == "。":
            if not stack:
                if at == start and found and text[found[-1].start] == "。":
                    start = found.pop().start  # full stops without words between them are one
                found.append(Sentence(start, at + 1, len(found) + 1, tuple(holes)))
                start, holes = at + 1, []
        elif sign not in _OPENING:
            if unclosed and unclosed[-1] == at:
                unclosed.pop()
            else:
                stack.append(at)
        else:
            opened = _pop(text, stack, _OPENING[sign])
            if opened is not None and not stack:
                holes.append(Hole(opened, at + 1, sign in "」』"))
    if start < end:
        found.append(Sentence(start, end, len(found) + 1, tuple(holes)))
    return found, stack


def _pop(text: str, stack: list[int], opening: str) -> int | None:
    """Close the nearest bracket of that kind, and with it those opened inside it."""
    for depth in range(len(stack) - 1, max(-1, len(stack) - 32), -1):  # deeper is no writing, only an attack
        at = stack[depth]
        if text[at] == opening:
            del stack[depth:]
            return at
    return None
