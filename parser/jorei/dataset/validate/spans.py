"""Nothing of a text is lost, and trees nest: both checked on the columns of one bucket.

All texts of the bucket are laid end to end, so that a span of any document is two numbers, and counting non-blank
characters is a difference of two running sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.arrow import Array, Column, compute, filled, plain
from jorei.dataset.fault import Fault

Ints = np.ndarray[Any, np.dtype[np.int64]]
_SHOWN: Final = 20
"""Code points of a text that a message quotes."""
_BLANK: Final = np.array([chr(code).isspace() for code in range(0x3001)] + [False])


def written(codes: Any) -> Any:
    """Which code points are not blank."""
    return ~_BLANK[np.minimum(codes, len(_BLANK) - 1)]


class Texts:
    """The texts of a bucket laid end to end."""

    def __init__(self, documents: pa.Table) -> None:
        self.ids = [str(ident) for ident in documents.column("doc_id").to_pylist()]
        texts: list[str] = [text or "" for text in documents.column("text").to_pylist()]
        self.texts = texts
        self.lengths: Ints = np.array([len(text) for text in texts], np.int64)
        self.starts: Ints = np.concatenate(([0], np.cumsum(self.lengths))).astype(np.int64)
        self.codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.written: Ints = np.concatenate(([0], np.cumsum(written(self.codes)))).astype(np.int64)

    def indices(self, doc_ids: Column) -> Ints:
        """The index of the document of each row, -1 when the bucket has none of that id."""
        ids = pa.array(self.ids, pa.string())
        return np.asarray(filled(compute.index_in(plain(doc_ids), value_set=ids), -1), np.int64)

    def show(self, position: int) -> tuple[str, int, str]:
        """The document, the offset in its text and the words at a position of all texts laid end to end."""
        document = int(np.searchsorted(self.starts, position, "right")) - 1
        offset = position - int(self.starts[document])
        return self.ids[document], offset, self.texts[document][offset : offset + _SHOWN].replace("\n", "⏎")


def check_lengths(path: str, documents: pa.Table, texts: Texts) -> Iterator[Fault]:
    """char_count is the length of the text."""
    counts = np.asarray(filled(documents.column("char_count"), 0), np.int64)
    for row in np.flatnonzero(counts != texts.lengths)[:1]:
        yield Fault(path, f"{texts.ids[row]}: char_count は{counts[row]}、本文は{texts.lengths[row]}字",
                    f"{texts.ids[row]}: char_count is {counts[row]}, the text has {texts.lengths[row]}")  # fmt: skip


def check_offsets(path: str, rows: pa.Table, texts: Texts) -> Iterator[Fault]:
    """start and end of every row lie in the text of its document."""
    documents = texts.indices(rows.column("doc_id"))
    start, end = ints(rows, "start"), ints(rows, "end")
    limit = np.where(documents >= 0, texts.lengths[documents] if len(texts.lengths) else 0, 0)
    bad = (start < 0) | (end < start) | (end > limit)
    for row in np.flatnonzero(bad)[:1]:
        yield Fault(path, f"{int(bad.sum())}行の範囲が本文の外です（{start[row]}–{end[row]}、本文は{limit[row]}字）",
                    f"{int(bad.sum())} spans lie outside their text ({start[row]}–{end[row]} of {limit[row]})")  # fmt: skip


def check_coverage(path: str, nodes: pa.Table, texts: Texts) -> Iterator[Fault]:
    """Every non-blank character of every text lies in exactly one span of exactly one node."""
    start, end, document = _spans(nodes, texts)
    outside = (start < 0) | (end < start) | (end > texts.lengths[document]) if len(document) else np.zeros(0, bool)
    if outside.any():
        yield Fault(
            path, f"{int(outside.sum())}個の spans が本文の外です", f"{int(outside.sum())} spans outside the text"
        )
        return
    start, end = start + texts.starts[document], end + texts.starts[document]
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    overlap = np.flatnonzero(end[:-1] > start[1:])
    for span in overlap[:1]:
        ident, offset, text = texts.show(int(start[span + 1]))
        yield Fault(path, f"{ident}: {offset}字目が2つの spans にあります「{text}」（全{len(overlap)}か所）",
                    f"{ident}: character {offset} lies in two spans ({len(overlap)} such places)")  # fmt: skip
    yield from _check_gaps(path, start, end, texts)


def _check_gaps(path: str, start: Ints, end: Ints, texts: Texts) -> Iterator[Fault]:
    """Between one span and the next, and at both ends, all is blank."""
    after = np.concatenate(([0], np.maximum.accumulate(end) if len(end) else end)).astype(np.int64)
    before = np.concatenate((start, [texts.starts[-1]])).astype(np.int64)
    lost = np.maximum(texts.written[np.maximum(before, after)] - texts.written[after], 0)
    for gap in np.flatnonzero(lost)[:1]:
        # the first non-blank character after the span before
        first = int(np.searchsorted(texts.written, texts.written[after[gap]], "right")) - 1
        ident, offset, text = texts.show(first)
        yield Fault(path, f"{ident}: {offset}字目「{text}」がどの spans にもありません（全{int(lost.sum())}字）",
                    f"{ident}: character {offset} lies in no span ({int(lost.sum())} characters lost)")  # fmt: skip


def _spans(nodes: pa.Table, texts: Texts) -> tuple[Ints, Ints, Ints]:
    """Start, end and document of every span of every node."""
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    document = texts.indices(nodes.column("doc_id"))[owners] if len(owners) else owners
    known = document >= 0
    start, end = (np.asarray(flat.field(name), np.int64) for name in ("start", "end"))
    return start[known], end[known], document[known]


def check_nesting(path: str, nodes: pa.Table, parents: Array) -> Iterator[Fault]:
    """Children lie inside their parent, in order, without overlap. ``parents``: the row of each node's parent."""
    start, end, seq = ints(nodes, "start"), ints(nodes, "end"), ints(nodes, "seq")
    above = np.asarray(filled(parents, -1), np.int64)
    child = np.flatnonzero(above >= 0)
    inside = (start[child] >= start[above[child]]) & (end[child] <= end[above[child]])
    yield from _nesting_fault(path, nodes, child[~inside], "親の範囲の外です", "lies outside its parent")
    order = child[np.lexsort((seq[child], above[child]))]
    siblings = above[order[1:]] == above[order[:-1]]
    meets = siblings & (start[order[1:]] < end[order[:-1]])
    yield from _nesting_fault(path, nodes, order[1:][meets], "前の兄弟と重なります", "overlaps its elder sibling")
    depth = ints(nodes, "depth")
    yield from _nesting_fault(
        path,
        nodes,
        child[depth[child] != depth[above[child]] + 1],
        "深さが親と合いません",
        "is not one deeper than its parent",
    )
    late = child[seq[child] <= seq[above[child]]]
    yield from _nesting_fault(path, nodes, late, "親より前にあります", "comes before its parent")


def _nesting_fault(path: str, nodes: pa.Table, rows: Ints, ja: str, en: str) -> Iterator[Fault]:
    if len(rows):
        first = int(rows[0])
        name = f"{nodes.column('doc_id')[first]} {nodes.column('node_id')[first]}"
        yield Fault(path, f"{name} は{ja}（全{len(rows)}個）", f"{name} {en} ({len(rows)} nodes)")


def ints(rows: pa.Table, column: str) -> Ints:
    """A column of numbers for NumPy, -1 for null."""
    return np.asarray(filled(rows.column(column), -1), np.int64)
