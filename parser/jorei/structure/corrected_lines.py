"""Corrections of lines: what a person decided about them, put into the typed lines, and looked for in the tree.

`correct` runs between layout and builder: it parts and joins logical lines and says what kind they are. What the
builder has no handler for it types ``corrected`` (`structure.body.corrected_line`). `mark` looks into the finished tree
whether each correction came out as it was meant; what did not is a `Misfit`, never silence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from jorei.model import Node, Tree
from jorei.model.corrections import LineCorrection, Misfit
from jorei.model.record import Record
from jorei.structure.body.corrected_line import apply_kind
from jorei.structure.lines.line import Line
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import TypedLine
from jorei.text.fold import fold
from jorei.text.quote import Quotable

_BY_SURROUNDINGS: Final = ("row", "furniture", "quoted", "list")
"""Kinds that a line has by where it stands, not by how it looks."""


class LocatedCorrection(Record):
    """A correction and the stretch of the source that its quotation has now; ``seams`` are where it is split."""

    correction: LineCorrection
    start: int
    end: int
    seams: tuple[int, ...] = ()


def locate(
    source: str, folded: str, corrections: Iterable[LineCorrection]
) -> tuple[list[LocatedCorrection], list[Misfit]]:
    """Each correction with its stretch of the source, and those that have none."""
    quotable = Quotable(source, folded)
    located: list[LocatedCorrection] = []
    misfits: list[Misfit] = []
    for correction in corrections:
        span = quotable.locate(correction.quote)
        if isinstance(span, str):
            misfits.append(Misfit(correction.quote, _about(correction), span))
            continue
        seams = _seams(folded, span.start, span.end, correction.split)
        if seams is None:
            misfits.append(Misfit(correction.quote, _about(correction), "gone"))
        else:
            located.append(LocatedCorrection(correction, span.start, span.end, seams))
    return sorted(located, key=lambda each: each.start), misfits


def _about(correction: LineCorrection) -> str:
    """A correction in a few words, for messages."""
    words = [correction.kind, f"label {correction.label!r}" if correction.label is not None else None]
    words += ["split" if correction.split else None, {True: "join", False: "part", None: None}[correction.join]]
    return " ".join(filter(None, words)) or "line"


def _seams(folded: str, start: int, end: int, split: Sequence[str]) -> tuple[int, ...] | None:
    """The offsets at which lines inside a line begin; None when the words for one of them are not there."""
    offset, seams = start, []
    for words in split:
        offset = folded.find(fold(words).strip(), offset + 1, end)
        if offset < 0 or not words.strip():
            return None
        seams.append(offset)
    return tuple(seams)


def correct(lines: list[TypedLine], located: Sequence[LocatedCorrection]) -> list[TypedLine]:
    """The typed lines as a person says they are: parted, joined, and each of the kind it was given."""
    cuts = {each.start for each in located if _begins_line(each.correction)}
    cuts.update(seam for each in located for seam in each.seams)
    joins = [(each.start, each.end) for each in located if each.correction.join]
    corrected = _join(_cut(lines, sorted(cuts)), joins)
    firsts = [_first_offset(typed.line) for typed in corrected]
    for each in located:
        index = bisect_right(firsts, each.start) - 1
        correction = each.correction
        if index >= 0 and (correction.kind is not None or correction.label is not None):
            corrected[index] = apply_kind(corrected[index], correction.kind, correction.label)
    return corrected


def _begins_line(correction: LineCorrection) -> bool:
    return not correction.join and (
        correction.kind is not None or correction.label is not None or correction.join is False
    )


def _first_offset(line: Line) -> int:
    return min([line.start, *(start for start, _ in line.debris)])


def _cut(lines: list[TypedLine], cuts: list[int]) -> list[TypedLine]:
    """Logical lines parted at offsets of the source that fall inside them."""
    if not cuts:
        return list(lines)
    parted: list[TypedLine] = []
    next_cut = 0
    for typed in lines:
        rest = typed
        while next_cut < len(cuts) and cuts[next_cut] <= _first_offset(rest.line):
            next_cut += 1
        while next_cut < len(cuts) and cuts[next_cut] < rest.line.end:
            parts = _part(rest.line, cuts[next_cut])
            next_cut += 1
            if parts is None:
                continue
            head, tail = parts
            parted.append(TypedLine(rest.kind, head) if rest.kind in _BY_SURROUNDINGS else classify(head))
            rest = classify(tail)
        parted.append(rest)
    return parted


def _part(line: Line, offset: int) -> tuple[Line, Line] | None:
    """A line in two at an offset of the source, its debris on the side where it stands; None for a blank side."""
    length = sum(min(end, offset) - start for start, end in line.stretches if start < offset)
    if not line.text[:length].strip() or not line.text[length:].strip():
        return None
    head, rest = line.part(0, length), line.part(length, len(line.text))
    head.gap = line.gap
    head.debris = [stretch for stretch in line.debris if stretch[0] < offset]
    rest.debris = [stretch for stretch in line.debris if stretch[0] >= offset]
    return head, rest


def _join(lines: list[TypedLine], joins: Sequence[tuple[int, int]]) -> list[TypedLine]:
    """Lines put back to the line before them; pages between the two become debris of the whole."""
    if not joins:
        return lines
    joined: list[TypedLine] = []
    for typed in lines:
        first = _first_offset(typed.line)
        heads = (i for i in range(len(joined) - 1, -1, -1) if joined[i].kind not in ("page", "furniture"))
        head = next(heads, -1)
        if head < 0 or not any(start <= first < end for start, end in joins):
            joined.append(typed)
            continue
        whole, pages = joined[head].line, joined[head + 1 :]
        del joined[head + 1 :]
        whole.debris += [(page.line.start, page.line.end) for page in pages] + typed.line.debris
        whole.stretches += typed.line.stretches
        whole.text += typed.line.text
        if joined[head].kind == "plain":
            joined[head] = classify(whole)  # a caption or a heading, whole now
    return joined


def mark(tree: Tree, located: Sequence[LocatedCorrection]) -> tuple[Tree, list[Misfit]]:
    """The tree with the nodes that carry a correction marked so, and the corrections that did not come out."""
    owners = sorted((piece.start, node.id) for node in tree.nodes for piece in node.pieces)
    starts = [start for start, _ in owners]
    nodes = list(tree.nodes)
    misfits: list[Misfit] = []
    for each in located:
        first = max(0, bisect_right(starts, each.start) - 1)
        last = bisect_right(starts, each.end - 1) - 1
        node_ids = sorted({node_id for _, node_id in owners[first : last + 1]})
        node = _node_made(tree, node_ids, each)
        if node is None:
            misfits.append(Misfit(each.correction.quote, _about(each.correction), "overruled", each.start, each.end))
            continue
        for node_id in {node.id} if each.correction.kind else node_ids:
            nodes[node_id] = msgspec.structs.replace(nodes[node_id], corrected=True, confidence=1.0)
    return Tree(tuple(nodes)), misfits


def _node_made(tree: Tree, node_ids: list[int], located: LocatedCorrection) -> Node | None:
    """The node that a line became, when it became what the correction says."""
    kind = located.correction.kind
    nodes = [tree.nodes[node_id] for node_id in node_ids]
    if kind is None:
        return nodes[0] if nodes else None
    above = [node for child in nodes[:1] for node in tree.ancestors(child) if node.start == child.start]
    for node in (*nodes, *above):
        if node.kind == kind or (kind == "caption" and node.caption and _holds_caption(node, located)):
            return node
    return None


def _holds_caption(node: Node, located: LocatedCorrection) -> bool:
    return any(
        piece.role == "caption" and piece.start < located.end and located.start < piece.end for piece in node.pieces
    )
