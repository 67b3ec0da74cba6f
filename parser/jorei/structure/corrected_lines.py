"""Corrections of lines: what a person said about them, put into the typed lines, and looked for in the tree.

`correct` runs between layout and builder: it parts and joins logical lines and says what kind they are. What the
builder has no handler for it gives the kind ``said`` (`structure.said`). `mark` looks into the finished tree whether
each correction came out as it was meant; what did not is a `Misfit`, never silence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from jorei.model import Node, Tree
from jorei.model.corrections import LineCorrection, Misfit
from jorei.structure.body.corrected_line import say
from jorei.structure.lines.line import Line
from jorei.structure.lines.rules import Typed, classify
from jorei.text.fold import fold
from jorei.text.quote import Quotable

_BY_PLACE: Final = ("row", "furniture", "quoted", "list")
"""Kinds that a line has by where it stands, not by how it looks."""


@dataclass(slots=True, frozen=True)
class PlacedCorrection:
    """A correction and the stretch of the source that its quotation has now; ``seams`` are where it is split."""

    correction: LineCorrection
    start: int
    end: int
    seams: tuple[int, ...] = ()


def place(
    source: str, folded: str, corrections: Iterable[LineCorrection]
) -> tuple[list[PlacedCorrection], list[Misfit]]:
    """Each correction at its place in the source, and those that have none."""
    here = Quotable(source, folded)
    placed: list[PlacedCorrection] = []
    misfits: list[Misfit] = []
    for one in corrections:
        span = here.locate(one.quote)
        if isinstance(span, str):
            misfits.append(Misfit(one.quote, _about(one), span))
            continue
        seams = _seams(folded, span.start, span.end, one.split)
        if seams is None:
            misfits.append(Misfit(one.quote, _about(one), "gone"))
        else:
            placed.append(PlacedCorrection(one, span.start, span.end, seams))
    return sorted(placed, key=lambda one: one.start), misfits


def _about(one: LineCorrection) -> str:
    said = [one.kind, f"label {one.label!r}" if one.label is not None else None]
    said += ["split" if one.split else None, {True: "join", False: "part", None: None}[one.join]]
    return " ".join(filter(None, said)) or "line"


def _seams(folded: str, start: int, end: int, words: Sequence[str]) -> tuple[int, ...] | None:
    """Where the lines inside a line begin; None when the words for one of them are not there."""
    offset, seams = start, []
    for word in words:
        offset = folded.find(fold(word).strip(), offset + 1, end)
        if offset < 0 or not word.strip():
            return None
        seams.append(offset)
    return tuple(seams)


def correct(typed: list[Typed], placed: Sequence[PlacedCorrection]) -> list[Typed]:
    """The typed lines as a person says they are: parted, joined, and each of the kind it was given."""
    cuts = {one.start for one in placed if _begins_line(one.correction)}
    cuts.update(seam for one in placed for seam in one.seams)
    joins = [(one.start, one.end) for one in placed if one.correction.join]
    lines = _join(_cut(typed, sorted(cuts)), joins)
    firsts = [_first(one.line) for one in lines]
    for one in placed:
        at = bisect_right(firsts, one.start) - 1
        if at >= 0 and (one.correction.kind is not None or one.correction.label is not None):
            lines[at] = say(lines[at], one.correction.kind, one.correction.label)
    return lines


def _begins_line(one: LineCorrection) -> bool:
    return not one.join and (one.kind is not None or one.label is not None or one.join is False)


def _first(line: Line) -> int:
    return min([line.start, *(start for start, _ in line.debris)])


def _cut(typed: list[Typed], cuts: list[int]) -> list[Typed]:
    """Logical lines parted at offsets of the source that fall inside them."""
    if not cuts:
        return list(typed)
    found: list[Typed] = []
    at = 0
    for one in typed:
        line = one.line
        while at < len(cuts) and cuts[at] <= _first(line):
            at += 1
        while at < len(cuts) and cuts[at] < line.end:
            head, rest = _part(line, cuts[at])
            at += 1
            if head is None or rest is None:
                continue
            found.append(Typed(one.kind, head) if one.kind in _BY_PLACE else classify(head))
            one = classify(rest)
            line = rest
        found.append(one)
    return found


def _part(line: Line, offset: int) -> tuple[Line | None, Line | None]:
    """A line in two at a place of the source, its debris on the side where it stands."""
    at = sum(min(end, offset) - start for start, end in line.stretches if start < offset)
    if not line.text[:at].strip() or not line.text[at:].strip():
        return None, None
    head, rest = line.part(0, at), line.part(at, len(line.text))
    head.gap = line.gap
    head.debris = [one for one in line.debris if one[0] < offset]
    rest.debris = [one for one in line.debris if one[0] >= offset]
    return head, rest


def _join(typed: list[Typed], joins: Sequence[tuple[int, int]]) -> list[Typed]:
    """Lines put back to the line before them; pages between the two become debris of the whole."""
    if not joins:
        return typed
    found: list[Typed] = []
    for one in typed:
        first = _first(one.line)
        head = next((at for at in range(len(found) - 1, -1, -1) if found[at].kind not in ("page", "furniture")), -1)
        if head < 0 or not any(start <= first < end for start, end in joins):
            found.append(one)
            continue
        whole, pages = found[head].line, found[head + 1 :]
        del found[head + 1 :]
        whole.debris += [(page.line.start, page.line.end) for page in pages] + one.line.debris
        whole.stretches += one.line.stretches
        whole.text += one.line.text
        if found[head].kind == "plain":
            found[head] = classify(whole)  # a caption or a heading, whole now
    return found


def mark(tree: Tree, placed: Sequence[PlacedCorrection]) -> tuple[Tree, list[Misfit]]:
    """The tree with the nodes that carry a correction marked so, and the corrections that did not come out."""
    owners = sorted((piece.start, node.id) for node in tree.nodes for piece in node.pieces)
    starts = [start for start, _ in owners]
    nodes = list(tree.nodes)
    misfits: list[Misfit] = []
    for one in placed:
        at = bisect_right(starts, one.end - 1) - 1
        first = max(0, bisect_right(starts, one.start) - 1)
        ids = sorted({node for _, node in owners[first : at + 1]})
        node = _answer(tree, ids, one)
        if node is None:
            misfits.append(Misfit(one.correction.quote, _about(one.correction), "overruled", one.start, one.end))
            continue
        for ident in {node.id} if one.correction.kind else ids:
            nodes[ident] = msgspec.structs.replace(nodes[ident], corrected=True, confidence=1.0)
    return Tree(tuple(nodes)), misfits


def _answer(tree: Tree, ids: list[int], one: PlacedCorrection) -> Node | None:
    """The node that a line became, when it became what was said."""
    kind = one.correction.kind
    found = [tree.nodes[ident] for ident in ids]
    if kind is None:
        return found[0] if found else None
    above = [node for child in found[:1] for node in tree.ancestors(child) if node.start == child.start]
    for node in (*found, *above):
        if node.kind == kind or (kind == "caption" and node.caption and _captions(node, one.start, one.end)):
            return node
    return None


def _captions(node: Node, start: int, end: int) -> bool:
    return any(piece.role == "caption" and piece.start < end and start < piece.end for piece in node.pieces)
