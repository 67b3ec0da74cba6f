"""Values that repeat a text agree with it: labels, texts, designators, terms, line numbers; and no row is missing.

In columns, like `jorei.dataset.validate.spans`: the characters of all stretches of a bucket against those of all values,
blanks left out, since values have the wraps of the source joined.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jorei.dataset.arrow import Array, Column, compute, filled, joined, plain
from jorei.dataset.fault import Fault
from jorei.dataset.validate.spans import Ints, Texts, ints, written
from jorei.identity.documents import is_doc_id, text_digest
from jorei.text.fold import FOLD, ROUND

_BREAK: Final = ord("\n")
_ROLES: Final = ("label", "text")
"""Roles whose stretches a column of `nodes` repeats unchanged; captions lose brackets, a title may be of another node."""

_QUOTED: Final = {"references": "text", "definitions": "term", "tokens": "surface"}
"""Columns that repeat the text from ``start`` to ``end``."""

_JOINED: Final = ("definitions", "tokens")
"""Tables whose words are those of nodes, without what was taken out between them: signs without width, a page's number."""

_NUMBERED: Final = {
    "nodes": ("seq", 0), "references": ("ref_id", 1), "definitions": ("def_id", 1), "amendments": ("amend_id", 1),
    "norms": ("norm_id", 1), "diagnostics": ("diag_id", 1), "tokens": ("seq", 0),
}  # fmt: skip
"""The column that numbers the rows of a document without a gap, and its first number."""

_INSIDE: Final = ("references", "definitions", "norms", "tokens")
"""Tables whose rows lie in the stretches of their node."""


def check_words(bucket: str, tables: dict[str, pa.Table], texts: Texts) -> Iterator[Fault]:
    """All of it, for the tables of one bucket."""
    yield from _check_digests(f"documents/{bucket}", tables["documents"])
    if "nodes" in tables:
        yield from _check_nodes(f"nodes/{bucket}", tables["nodes"], texts)
        yield from _check_articles(f"documents/{bucket}", tables["documents"], tables["nodes"])
    said = _said(tables["nodes"], texts) if "nodes" in tables else None
    for name, rows in tables.items():
        path = f"{name}/{bucket}"
        if name in _NUMBERED:
            yield from _check_numbers(path, rows, *_NUMBERED[name])
        if name in _QUOTED:
            yield from _check_quotes(path, rows, _QUOTED[name], texts, said if name in _JOINED else None)
        if name == "tokens":
            yield from _check_order(path, rows)
        if name in _INSIDE and "nodes" in tables:
            yield from _check_inside(path, rows, tables["nodes"])
    if "diagnostics" in tables:
        yield from _check_lines(f"diagnostics/{bucket}", tables["diagnostics"], texts)


def _check_digests(path: str, documents: pa.Table) -> Iterator[Fault]:
    """doc_id ends in the beginning of its text's SHA-256; that of an unreadable document in one of its path."""
    for row in documents.select(["doc_id", "text", "source_path"]).to_pylist():
        ident = row["doc_id"]
        if not is_doc_id(ident):
            yield Fault(path, f"文書のIDではありません: {ident!r}", f"no id of a document: {ident!r}")
        text = f"\0{row['source_path']}" if row["text"] is None else row["text"]
        if not text_digest(text).startswith(ident.rpartition("-")[2]):
            yield Fault(path, f"{ident}: 本文が文書のIDと合いません", f"{ident}: not the text of this id")


def _check_articles(path: str, documents: pa.Table, nodes: pa.Table) -> Iterator[Fault]:
    ids = plain(documents.column("doc_id"))
    articles = nodes.filter(compute.equal(plain(nodes.column("kind")), "article"))
    articles = articles.filter(compute.is_valid(articles.column("citation")))  # others are of a text that is amended
    owners = np.asarray(filled(compute.index_in(plain(articles.column("doc_id")), value_set=ids), -1), np.int64)
    counts = np.bincount(owners[owners >= 0], minlength=len(ids))
    recorded = np.asarray(filled(documents.column("article_count"), 0), np.int64)
    for row in np.flatnonzero(recorded != counts)[:1]:
        yield Fault(path, f"{ids[row]}: article_count は{recorded[row]}、条は{counts[row]}",
                    f"{ids[row]}: article_count is {recorded[row]}, there are {counts[row]}")  # fmt: skip


def _check_numbers(path: str, rows: pa.Table, column: str, first: int) -> Iterator[Fault]:
    """The rows of a document are numbered without a gap."""
    documents = np.asarray(filled(compute.rank(plain(rows.column("doc_id")), tiebreaker="dense"), 0), np.int64)
    numbers = ints(rows, column)
    order = np.lexsort((numbers, documents))
    documents, numbers = documents[order], numbers[order]
    same = np.concatenate(([False], documents[1:] == documents[:-1])) if len(numbers) else np.zeros(0, bool)
    before = np.concatenate(([0], numbers[:-1])) if len(numbers) else numbers
    gap = np.where(same, numbers > before + 1, numbers != first)
    for first_gap in np.flatnonzero(gap)[:1]:
        ident, number = rows.column("doc_id")[int(order[first_gap])], numbers[first_gap]
        yield Fault(path, f"{ident}: {column} {number} の前が欠けています（全{int(gap.sum())}か所）",
                    f"{ident}: rows are missing before {column} {number} ({int(gap.sum())} such places)")  # fmt: skip


def _check_nodes(path: str, nodes: pa.Table, texts: Texts) -> Iterator[Fault]:
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    start, end = (np.asarray(filled(flat.field(name), -1), np.int64) for name in ("start", "end"))
    roles = plain(pa.chunked_array([flat.field("role")]))
    for role in _ROLES:
        chosen = np.asarray(filled(compute.equal(roles, role), False), bool)
        pieces = owners[chosen], start[chosen], end[chosen]
        yield from _check_agreement(path, role, nodes, pieces, texts)


def _said(nodes: pa.Table, texts: Texts) -> Any:
    """Which characters of all texts are words of nodes: not what was taken out between them."""
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    taken_out = np.asarray(filled(compute.equal(plain(pa.chunked_array([flat.field("role")])), "trivia"), False), bool)
    documents = texts.indices(nodes.column("doc_id"))[owners[taken_out]]
    edges = np.zeros(len(texts.codes) + 1, np.int64)
    for name, step in (("start", 1), ("end", -1)):
        offsets = np.asarray(filled(flat.field(name), 0), np.int64)[taken_out] + texts.starts[documents]
        np.add.at(edges, offsets[(documents >= 0) & (offsets >= 0) & (offsets < len(edges))], step)
    return np.cumsum(edges)[:-1] <= 0


def _check_quotes(path: str, rows: pa.Table, column: str, texts: Texts, said: Any) -> Iterator[Fault]:
    """The column repeats the text, or what is ``said`` of it; the blanks too, where nothing was taken out."""
    known = rows.filter(pa.array(texts.indices(rows.column("doc_id")) >= 0))
    pieces = np.arange(known.num_rows), ints(known, "start"), ints(known, "end")
    fault = next(_check_agreement(path, column, known, pieces, texts, said), None)
    if fault is None:
        lengths = np.asarray(filled(compute.utf8_length(plain(known.column(column))), -1), np.int64)
        known = known.filter(pa.array(lengths == pieces[2] - pieces[1]))
        pieces = np.arange(known.num_rows), ints(known, "start"), ints(known, "end")
        fault = next(_check_agreement(path, column, known, pieces, texts, blanks=True), None)
    if fault is not None:
        yield fault


def _check_agreement(
    path: str,
    column: str,
    rows: pa.Table,
    pieces: tuple[Ints, Ints, Ints],
    texts: Texts,
    said: Any = None,
    blanks: bool = False,
) -> Iterator[Fault]:
    """The characters of a column are those of the stretches (row, start, end) of the text, ``blanks`` or not."""
    owners, start, end = pieces
    documents = texts.indices(rows.column("doc_id"))[owners] if len(owners) else owners
    sound = (documents >= 0) & (start >= 0) & (end >= start)
    sound &= end <= (texts.lengths[documents] if len(documents) else 0)
    owners, start, end, documents = owners[sound], start[sound], end[sound], documents[sound]
    text_codes, text_rows = _stretches(owners, start + texts.starts[documents], end - start, texts, said, blanks)
    value_codes, value_rows = _values(rows.column(column), blanks)
    if "corrected" in rows.column_names:  # a person may have given words that the text does not have
        corrected = np.asarray(filled(rows.column("corrected"), False), bool)
        text_codes, text_rows = text_codes[~corrected[text_rows]], text_rows[~corrected[text_rows]]
        value_codes, value_rows = value_codes[~corrected[value_rows]], value_rows[~corrected[value_rows]]
    size = min(len(text_codes), len(value_codes))
    unequal = np.flatnonzero((text_codes[:size] != value_codes[:size]) | (text_rows[:size] != value_rows[:size]))
    if len(unequal) or len(text_codes) != len(value_codes):
        rest = [int(owner[size]) for owner in (text_rows, value_rows) if len(owner) > size]
        row = int(min(text_rows[unequal[0]], value_rows[unequal[0]])) if len(unequal) else min(rest)
        names = [str(rows.column(name)[row]) for name in rows.column_names[:2]]
        yield Fault(path, f"{' '.join(names)}: {column} が本文と違います", f"{' '.join(names)}: {column} is not what stands there")  # fmt: skip


def _stretches(owners: Ints, start: Ints, sizes: Ints, texts: Texts, said: Any, blanks: bool) -> tuple[Any, Ints]:
    """The characters of stretches of all texts, ``blanks`` or not, and the row that each belongs to."""
    before = np.cumsum(sizes) - sizes
    positions = np.repeat(start - before, sizes) + np.arange(int(sizes.sum()))
    codes = texts.codes[positions]
    keep = _compared(codes, blanks) if said is None else _compared(codes, blanks) & said[positions]
    return _folded(codes[keep]), np.repeat(owners, sizes)[keep]


def _one_form() -> Any:
    """Each character as it is compared: terms are words of the folded text, where brackets are round. Kana are compared
    without the marks that stand behind half-width ones."""
    table = np.arange(0x10000, dtype=np.int64)
    for code, folded in FOLD.items():
        table[code] = folded
    for bracket, round_one in ROUND.items():
        table[ord(bracket)] = ord(round_one)
    for code in range(0x30A1, 0x30FB):
        table[code] = ord(unicodedata.normalize("NFD", chr(code))[0])
    return table[table]  # a half-width kana becomes a wide one, and that its base


_FORMS: Final = _one_form()
_MARKS: Final = (0xFF9E, 0xFF9F, 0x3099, 0x309A)


def _folded(codes: Any) -> Any:
    """The characters as they are compared (`_one_form`)."""
    return np.where(codes < len(_FORMS), _FORMS[np.minimum(codes, len(_FORMS) - 1)], codes)


def _compared(codes: Any, blanks: bool) -> Any:
    """Which characters are compared: no marks of half-width kana, and no blanks unless ``blanks`` says so."""
    return ~np.isin(codes, _MARKS) & (blanks | written(codes))


def _values(column: Column, blanks: bool) -> tuple[Any, Ints]:
    """The characters of a column, ``blanks`` or not, and the row that each belongs to."""
    values: Array = compute.fill_null(plain(column), "")
    sizes = np.asarray(compute.utf8_length(values), np.int64)
    codes = np.frombuffer("".join(map(str, values.to_pylist())).encode("utf-32-le", "surrogatepass"), np.uint32)
    keep = _compared(codes, blanks)
    return _folded(codes[keep]), np.repeat(np.arange(len(sizes)), sizes)[keep]


def _check_inside(path: str, rows: pa.Table, nodes: pa.Table) -> Iterator[Fault]:
    """Rows lie between the first and the last character of their node's own stretches."""
    spans: Any = nodes.column("spans").combine_chunks()
    owners = np.asarray(compute.list_parent_indices(spans), np.int64)
    flat = spans.flatten()
    low, high = np.full(nodes.num_rows, np.iinfo(np.int64).max), np.full(nodes.num_rows, -1)
    np.minimum.at(low, owners, np.asarray(filled(flat.field("start"), 0), np.int64))
    np.maximum.at(high, owners, np.asarray(filled(flat.field("end"), 0), np.int64))
    keys, wanted = (joined(table, ("doc_id", "node_id")) for table in (nodes, rows))
    node_rows = np.asarray(filled(compute.index_in(wanted, value_set=keys, skip_nulls=True), -1), np.int64)
    known = np.flatnonzero(node_rows >= 0)
    start, end = ints(rows, "start")[known], ints(rows, "end")[known]
    outside = known[(start < low[node_rows[known]]) | (end > high[node_rows[known]])]
    if len(outside):
        first = int(outside[0])
        name = f"{rows.column('doc_id')[first]} {rows.column('node_id')[first]}"
        yield Fault(
            path, f"{len(outside)}行が条項の外です: {name}", f"{len(outside)} rows lie outside their node: {name}"
        )


def _check_order(path: str, rows: pa.Table) -> Iterator[Fault]:
    """The words of a node follow one another: none begins before the one before it has ended."""
    start, end = ints(rows, "start"), ints(rows, "end")
    keys = joined(rows, ("doc_id", "node_id"))
    same = np.asarray(filled(compute.equal(keys[1:], keys[:-1]), False), bool)
    for row in np.flatnonzero(same & (start[1:] < end[:-1]))[:1] + 1:
        name = f"{rows.column('doc_id')[int(row)]} {rows.column('node_id')[int(row)]}"
        yield Fault(path, f"{name}: 語が前の語と重なっています", f"{name}: a word overlaps the one before it")


def _check_lines(path: str, findings: pa.Table, texts: Texts) -> Iterator[Fault]:
    """line and column are those of start."""
    documents = texts.indices(findings.column("doc_id"))
    known = documents >= 0
    text_starts = texts.starts[documents[known]]
    positions = ints(findings, "start")[known] + text_starts
    breaks = np.flatnonzero(texts.codes == _BREAK)
    first, last = np.searchsorted(breaks, text_starts), np.searchsorted(breaks, positions)
    line_starts = np.where(last > first, (breaks[last - 1] if len(breaks) else last) + 1, text_starts)
    wrong = ints(findings, "line")[known] != last - first + 1
    wrong |= ints(findings, "column")[known] != positions - line_starts + 1
    if wrong.any():
        yield Fault(path, f"{int(wrong.sum())}行の line と column が start と合いません",
                    f"line and column of {int(wrong.sum())} rows are not those of start")  # fmt: skip
