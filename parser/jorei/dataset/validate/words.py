"""What rows say of a text is what stands there: labels, texts, designators, terms, lines; and no row is missing.

In columns, like `jorei.dataset.validate.spans`: the characters of all stretches of a bucket against those of all values, blanks
left out, since values have the wraps of the source joined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.arrow import Array, Column, compute, filled, plain
from jorei.dataset.fault import Fault
from jorei.dataset.validate.spans import Ints, Texts, ints, written
from jorei.identity.documents import is_doc_id

_BREAK: Final = ord("\n")
_ROLES: Final = ("label", "text")
"""Roles that a column of `nodes` repeats as they stand; captions lose brackets, and a title may be of another node."""

_QUOTED: Final = {"references": "text", "definitions": "term", "tokens": "surface"}
"""Columns that repeat what stands from ``start`` to ``end``."""

_NUMBERED: Final = {
    "nodes": ("seq", 0), "references": ("ref_id", 1), "definitions": ("def_id", 1), "amendments": ("amend_id", 1),
    "norms": ("norm_id", 1), "diagnostics": ("diag_id", 1), "tokens": ("seq", 0),
}  # fmt: skip
"""What numbers the rows of a document without a gap, and from where."""

_INSIDE: Final = ("references", "definitions", "norms", "tokens")
"""Tables whose rows lie in the stretches of their node."""


def check_words(bucket: str, tables: dict[str, pa.Table], texts: Texts) -> Iterator[Fault]:
    """All of it, for the tables of one bucket."""
    yield from _check_digests(f"documents/{bucket}", tables["documents"])
    if "nodes" in tables:
        yield from _check_nodes(f"nodes/{bucket}", tables["nodes"], texts)
        yield from _check_articles(f"documents/{bucket}", tables["documents"], tables["nodes"])
    for name, rows in tables.items():
        where = f"{name}/{bucket}"
        if name in _NUMBERED:
            yield from _check_numbers(where, rows, *_NUMBERED[name])
        if name in _QUOTED:
            yield from _check_quotes(where, rows, _QUOTED[name], texts)
        if name in _INSIDE and "nodes" in tables:
            yield from _check_inside(where, rows, tables["nodes"])
    if "diagnostics" in tables:
        yield from _check_lines(f"diagnostics/{bucket}", tables["diagnostics"], texts)


def _check_digests(where: str, documents: pa.Table) -> Iterator[Fault]:
    """doc_id ends in the beginning of its text's SHA-256; that of an unreadable document in one of its path."""
    for row in documents.select(["doc_id", "text", "source_path"]).to_pylist():
        ident = row["doc_id"]
        if not is_doc_id(ident):
            yield Fault(where, f"文書のIDではありません: {ident!r}", f"no id of a document: {ident!r}")
        text = f"\0{row['source_path']}" if row["text"] is None else row["text"]
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if not digest.startswith(ident.rpartition("-")[2]):
            yield Fault(where, f"{ident}: 本文が文書のIDと合いません", f"{ident}: not the text of this id")


def _check_articles(where: str, documents: pa.Table, nodes: pa.Table) -> Iterator[Fault]:
    ids = plain(documents.column("doc_id"))
    articles = nodes.filter(compute.equal(plain(nodes.column("kind")), "article"))
    owners = np.asarray(filled(compute.index_in(plain(articles.column("doc_id")), value_set=ids), -1), np.int64)
    found = np.bincount(owners[owners >= 0], minlength=len(ids))
    told = np.asarray(filled(documents.column("article_count"), 0), np.int64)
    for at in np.flatnonzero(told != found)[:1]:
        yield Fault(where, f"{ids[at]}: article_count は{told[at]}、条は{found[at]}",
                    f"{ids[at]}: article_count is {told[at]}, there are {found[at]}")  # fmt: skip


def _check_numbers(where: str, rows: pa.Table, column: str, first: int) -> Iterator[Fault]:
    """The rows of a document are numbered without a gap."""
    documents = np.asarray(filled(compute.rank(plain(rows.column("doc_id")), tiebreaker="dense"), 0), np.int64)
    numbers = ints(rows, column)
    order = np.lexsort((numbers, documents))
    documents, numbers = documents[order], numbers[order]
    same = np.concatenate(([False], documents[1:] == documents[:-1])) if len(numbers) else np.zeros(0, bool)
    before = np.concatenate(([0], numbers[:-1])) if len(numbers) else numbers
    gap = np.where(same, numbers > before + 1, numbers != first)
    for at in np.flatnonzero(gap)[:1]:
        ident = rows.column("doc_id")[int(order[at])]
        yield Fault(where, f"{ident}: {column} {numbers[at]} の前が欠けています（全{int(gap.sum())}か所）",
                    f"{ident}: rows are missing before {column} {numbers[at]} ({int(gap.sum())} such places)")  # fmt: skip


def _check_nodes(where: str, nodes: pa.Table, texts: Texts) -> Iterator[Fault]:
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    start, end = (np.asarray(filled(flat.field(name), -1), np.int64) for name in ("start", "end"))
    roles = plain(pa.chunked_array([flat.field("role")]))
    for role in _ROLES:
        chosen = np.asarray(filled(compute.equal(roles, role), False), bool)
        pieces = owners[chosen], start[chosen], end[chosen]
        yield from _check_agree(where, role, nodes, pieces, texts)


def _check_quotes(where: str, rows: pa.Table, column: str, texts: Texts) -> Iterator[Fault]:
    """Of stretches within a line; a page number may stand where a line ends."""
    place = texts.places(rows.column("doc_id"))
    start, end = (ints(rows, name) + texts.starts[place] for name in ("start", "end"))
    breaks = np.flatnonzero(texts.codes == _BREAK)
    whole = rows.filter(pa.array((place >= 0) & (np.searchsorted(breaks, start) == np.searchsorted(breaks, end))))
    pieces = np.arange(whole.num_rows), ints(whole, "start"), ints(whole, "end")
    yield from _check_agree(where, column, whole, pieces, texts)


def _check_agree(
    where: str, column: str, rows: pa.Table, pieces: tuple[Ints, Ints, Ints], texts: Texts
) -> Iterator[Fault]:
    """The characters of a column are those of the stretches (row, start, end) of the text, blanks left out."""
    owners, start, end = pieces
    place = texts.places(rows.column("doc_id"))[owners] if len(owners) else owners
    sound = (place >= 0) & (start >= 0) & (end >= start) & (end <= (texts.lengths[place] if len(place) else 0))
    owners, start, end, place = owners[sound], start[sound], end[sound], place[sound]
    there, rows_there = _stretches(owners, start + texts.starts[place], end - start, texts)
    told, rows_told = _values(rows.column(column))
    if "corrected" in rows.column_names:  # a person may have said what stands nowhere
        said = np.asarray(filled(rows.column("corrected"), False), bool)
        there, rows_there = there[~said[rows_there]], rows_there[~said[rows_there]]
        told, rows_told = told[~said[rows_told]], rows_told[~said[rows_told]]
    size = min(len(there), len(told))
    unequal = np.flatnonzero((there[:size] != told[:size]) | (rows_there[:size] != rows_told[:size]))
    if len(unequal) or len(there) != len(told):
        rest = [int(found[size]) for found in (rows_there, rows_told) if len(found) > size]
        at = int(min(rows_there[unequal[0]], rows_told[unequal[0]])) if len(unequal) else min(rest)
        names = [str(rows.column(name)[at]) for name in rows.column_names[:2]]
        yield Fault(where, f"{' '.join(names)}: {column} が本文と違います", f"{' '.join(names)}: {column} is not what stands there")  # fmt: skip


def _stretches(owners: Ints, start: Ints, sizes: Ints, texts: Texts) -> tuple[Any, Ints]:
    """The written characters of stretches of all texts, and whose they are."""
    before = np.cumsum(sizes) - sizes
    places = np.repeat(start - before, sizes) + np.arange(int(sizes.sum()))
    codes = texts.codes[places]
    keep = written(codes)
    return _narrow(codes[keep]), np.repeat(owners, sizes)[keep]


def _narrow(codes: Any) -> Any:
    """Full-width letters and digits as narrow ones: terms are kept in one width."""
    return np.where((codes > 0xFF00) & (codes < 0xFF5F), codes - 0xFEE0, codes)


def _values(column: Column) -> tuple[Any, Ints]:
    values: Array = compute.fill_null(plain(column), "")
    sizes = np.asarray(compute.utf8_length(values), np.int64)
    codes = np.frombuffer("".join(map(str, values.to_pylist())).encode("utf-32-le", "surrogatepass"), np.uint32)
    keep = written(codes)
    return _narrow(codes[keep]), np.repeat(np.arange(len(sizes)), sizes)[keep]


def _check_inside(where: str, rows: pa.Table, nodes: pa.Table) -> Iterator[Fault]:
    """Rows lie between the first and the last character of their node's own stretches."""
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    low, high = np.full(nodes.num_rows, np.iinfo(np.int64).max), np.full(nodes.num_rows, -1)
    np.minimum.at(low, owners, np.asarray(filled(flat.field("start"), 0), np.int64))
    np.maximum.at(high, owners, np.asarray(filled(flat.field("end"), 0), np.int64))
    keys, wanted = (
        compute.binary_join_element_wise(plain(t.column("doc_id")), plain(t.column("node_id")), "\x1f")
        for t in (nodes, rows)
    )
    found = np.asarray(filled(compute.index_in(wanted, value_set=keys, skip_nulls=True), -1), np.int64)
    known = np.flatnonzero(found >= 0)
    start, end = ints(rows, "start")[known], ints(rows, "end")[known]
    outside = known[(start < low[found[known]]) | (end > high[found[known]])]
    if len(outside):
        at = int(outside[0])
        name = f"{rows.column('doc_id')[at]} {rows.column('node_id')[at]}"
        yield Fault(
            where, f"{len(outside)}行が条項の外です: {name}", f"{len(outside)} rows lie outside their node: {name}"
        )


def _check_lines(where: str, findings: pa.Table, texts: Texts) -> Iterator[Fault]:
    """line and column are those of start."""
    place = texts.places(findings.column("doc_id"))
    keep = place >= 0
    place, start = place[keep], ints(findings, "start")[keep]
    breaks = np.flatnonzero(texts.codes == _BREAK)
    at = start + texts.starts[place]
    first, last = np.searchsorted(breaks, texts.starts[place]), np.searchsorted(breaks, at)
    begins = np.where(last > first, (breaks[last - 1] if len(breaks) else last) + 1, texts.starts[place])
    wrong = (ints(findings, "line")[keep] != last - first + 1) | (ints(findings, "column")[keep] != at - begins + 1)
    if wrong.any():
        yield Fault(where, f"{int(wrong.sum())}行の line と column が start と合いません",
                    f"line and column of {int(wrong.sum())} rows are not those of start")  # fmt: skip
