"""Where the nodes of a printed document stand on its pages, and how many places of a table their cells cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

from jorei.model import Block, Node, Source
from jorei.model.source import Place

Box = tuple[float, float, float, float]


def add_places(nodes: Sequence[Node], source: Source) -> tuple[Node, ...]:
    """The nodes with the boxes of their lines, and with the spans of their cells, where a reader saw them."""
    spans = {(block.start, place): (rows, columns) for block in source.blocks for place, rows, columns in block.spans}
    if not source.places and not spans:
        return tuple(nodes)
    starts = [place.start for place in source.places]
    rows = _rows(source.blocks) if spans else []
    row_starts = [row.start for row in rows]
    placed: list[Node] = []
    row, number = -1, 0
    for node in nodes:
        row, number = (node.id, 0) if node.kind == "table_row" else (row, number)
        box = _box(node, source.places, starts) if starts else None
        span = None
        if node.kind == "table_cell" and node.parent == row:
            at = bisect_right(row_starts, node.start) - 1
            span = spans.get((row_starts[at], number)) if at >= 0 else None
            number += 1
        if box or span:
            down, across = span or (1, 1)
            node = msgspec.structs.replace(
                node, box=box, row_span=down if down > 1 else None, col_span=across if across > 1 else None
            )
        placed.append(node)
    return tuple(placed)


def _rows(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind == "row"]


def _box(node: Node, places: Sequence[Place], starts: Sequence[int]) -> Box | None:
    """The box around the lines of a node on the page on which it begins."""
    first = max(0, bisect_right(starts, node.start) - 1)
    lines = places[first : max(first + 1, bisect_left(starts, node.end))]
    same = [line for line in lines if line.page == lines[0].page]
    if not same:
        return None
    return (
        min([line.left for line in same]), min([line.top for line in same]),
        max([line.right for line in same]), max([line.bottom for line in same]),
    )  # fmt: skip
