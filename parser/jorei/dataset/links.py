"""References that lead to other documents of the same build, as a join into their own dataset.

Computed as a whole from the written parts, so a new document never rewrites another's rows. The join is on
(municipality, issuer, era, type, number), else on the title within the municipality. Columns all the way: what is
held is one row of keys for each document and one row for each link found.

A document that does not say its municipality is taken for one of that which nearly all others name, if there is one; a
number then counts only together with the title. Several documents with one key are versions of one instrument: the latest is
meant, and none when their dates do not tell.

Which document a law is, is asked anew at each build: a document that comes or goes may change it for any other. Where in
the document is known from the last build, if the rows of both documents are the same as then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from jorei.dataset.arrow import Array, Column, coded, compute, filled, plain
from jorei.dataset.rowgroups import read
from jorei.identity.citations import WHOLE, citation_key, holder_key
from jorei.identity.laws import KEY_SEPARATOR, number_key, title_key, title_spellings, titles_agree
from jorei.model.vocabulary import LinkMethod

_DOCUMENT_COLUMNS: Final = (
    "doc_id", "municipality", "law_number", "title", "in_force_on", "expression_date",
)  # fmt: skip
_REFERENCE_COLUMNS: Final = ("doc_id", "ref_id", "ordinal", "target_law", "target_law_title", "target_citation")
_LINK_SCHEMA: Final = pa.schema(
    [pa.field(name, pa.int32()) for name in ("document", "ref_id", "ordinal", "target")]
    + [pa.field(name, pa.string()) for name in ("citation", "method")]
)
"""A link while it is computed: ``document`` and ``target`` are row numbers of `_Documents`."""
_PREVAILING_PERCENT: Final = 90
"""The share of documents naming a municipality that must name one for the others to be taken for its own; chosen."""
MOST_SPELLINGS: Final = 3
"""Spellings that `jorei.identity.laws.title_spellings` gives at most."""

Int32s = np.ndarray[Any, np.dtype[np.int32]]
Int64s = np.ndarray[Any, np.dtype[np.int64]]


class PreviousLinks(NamedTuple):
    """The links of the last build, and the ids of the documents whose rows are the same as then."""

    links: pa.Table
    unchanged: Column


def link_parts(root: Path, previous: PreviousLinks | None = None) -> Iterator[tuple[str, pa.Table]]:
    """The rows of `links` for each part of `references`: (part file, table). The same, whatever was ``previous``."""
    documents = _Documents(root)
    parts = [(file.name, _links_of_part(file, documents)) for file in sorted((root / "references").glob("*.parquet"))]
    parts = [(name, links) for name, links in parts if links.num_rows]
    if not parts:
        return
    nodes = _target_nodes(root, documents, pa.concat_tables(links for _, links in parts), previous)
    first = 0
    for name, links in parts:
        yield name, _rows(links, documents, nodes.slice(first, links.num_rows))
        first += links.num_rows


class _Documents:
    """Keys of all documents, and which document each key means."""

    def __init__(self, root: Path) -> None:
        files = sorted((root / "documents").iterdir())  # raises when somebody has moved the folder away; glob does not
        parts = {file.name: read(file, _DOCUMENT_COLUMNS) for file in files if file.suffix == ".parquet"}
        table = pa.concat_tables(parts.values())
        ends = accumulate(part.num_rows for part in parts.values())
        self.rows_of_part = {
            name: slice(end - part.num_rows, end) for (name, part), end in zip(parts.items(), ends, strict=True)
        }
        self.ids: Array = plain(table.column("doc_id"))
        names = table.column("municipality").to_pylist()
        default = prevailing(Counter(name for name in names if name))
        self.known: list[bool] = [bool(name) for name in names]
        self.municipalities: list[str] = [name or default for name in names]
        keys = [f"{name}{KEY_SEPARATOR}{known}" for name, known in zip(self.municipalities, self.known, strict=True)]
        self.municipality_codes = np.asarray(pa.array(keys, pa.string()).dictionary_encode().indices, np.int32)
        self.titles: list[str] = [title or "" for title in table.column("title").to_pylist()]
        latest = _days(table)
        numbers = [
            number_key(number, municipality) if number else None
            for number, municipality in zip(table.column("law_number").to_pylist(), self.municipalities, strict=True)
        ]
        titles = [
            title_key(title, municipality) if title else None
            for title, municipality in zip(self.titles, self.municipalities, strict=True)
        ]
        self.by_number = _LatestByKey(numbers, latest)
        self.by_title = _LatestByKey(titles, latest)

    def rows(self, doc_ids: Column) -> Int32s:
        """The row number of each id, -1 where no document has it."""
        codes, ids = coded(doc_ids)
        rows = np.asarray(filled(compute.index_in(ids, value_set=self.ids), -1), np.int32)
        return rows[codes] if len(rows) else np.zeros(0, np.int32)


class _LatestByKey:
    """Keys -> the row number of the one document that each means, -1 when that is not known."""

    def __init__(self, keys: Sequence[str | None], dates: Int32s) -> None:
        encoded = pa.array(keys, pa.string()).dictionary_encode()
        codes = np.asarray(filled(encoded.indices, -1), np.int32)
        self._keys = encoded.dictionary
        self._rows = np.full(len(self._keys), -1, np.int32)
        order = np.lexsort((dates, codes))
        order = order[codes[order] >= 0]
        sorted_codes, sorted_dates = codes[order], dates[order]
        last = np.append(sorted_codes[1:] != sorted_codes[:-1], True) if len(order) else np.zeros(0, bool)
        # the last of each key is the latest; one before it with the same date leaves the key open
        tied = np.append(False, (sorted_codes[1:] == sorted_codes[:-1]) & (sorted_dates[1:] == sorted_dates[:-1]))
        sure = last & ~tied[: len(last)]
        self._rows[sorted_codes[sure]] = order[sure]

    def find(self, keys: Sequence[str | None]) -> Int32s:
        """The row number of the document that each key means, -1 where none or more than one is."""
        codes = np.asarray(filled(compute.index_in(pa.array(keys, pa.string()), value_set=self._keys), -1), np.int32)
        return np.where(codes >= 0, self._rows[codes] if len(self._rows) else -1, -1).astype(np.int32)


def prevailing(counts: Mapping[str, int]) -> str:
    """The municipality that nearly all documents name which name any; else none."""
    name = max(counts, key=lambda municipality: (counts[municipality], municipality), default="")
    return name if name and counts[name] * 100 >= sum(counts.values()) * _PREVAILING_PERCENT else ""


def _days(table: pa.Table) -> Int32s:
    """The day of each version as a number; 0 when it is not known. A promulgation date tells no versions apart."""
    days = [compute.cast(table.column(name), pa.int32()) for name in ("expression_date", "in_force_on")]
    return np.asarray(compute.fill_null(compute.coalesce(*days), 0), np.int32)


def _links_of_part(file: Path, documents: _Documents) -> pa.Table:
    """The references of one part that lead to another document, as rows of `_LINK_SCHEMA`."""
    table = read(file, _REFERENCE_COLUMNS)
    table = table.filter(compute.is_valid(table.column("target_law")))
    if not table.num_rows:
        return _LINK_SCHEMA.empty_table()
    citing = documents.rows(table.column("doc_id"))
    law_of_row, laws = _distinct_laws(table, citing, documents)
    targets, methods = _find_laws(laws, documents)
    target = targets[law_of_row]
    keep = (target >= 0) & (target != citing)
    columns = [
        pa.array(citing), *(table.column(name).combine_chunks() for name in ("ref_id", "ordinal")), pa.array(target),
        plain(table.column("target_citation")), pa.array(methods, pa.string()).take(pa.array(law_of_row, pa.int64())),
    ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=_LINK_SCHEMA).filter(pa.array(keep))


LawKey = tuple[str, bool, str, str]
"""Municipality of the citing document, whether the document says it, the law as cited, its title or ""."""


def _distinct_laws(table: pa.Table, citing: Int32s, documents: _Documents) -> tuple[Int64s, list[LawKey]]:
    """For each reference the number of the law it cites, and each law once: names are parsed once, not once a reference."""
    laws, law_names = coded(table.column("target_law"))
    titles, title_names = coded(table.column("target_law_title"))
    keys = (documents.municipality_codes[citing].astype(np.int64) * len(law_names) + laws) * (len(title_names) + 1)
    _, first, law_of_row = np.unique(keys + titles + 1, return_index=True, return_inverse=True)
    names, title_list = law_names.to_pylist(), [*title_names.to_pylist(), None]  # -1 is no title
    distinct = [
        (documents.municipalities[row], documents.known[row], str(names[law]), title_list[title] or "")
        for row, law, title in zip(citing[first].tolist(), laws[first].tolist(), titles[first].tolist(), strict=True)
    ]
    return law_of_row, distinct


def _find_laws(laws: list[LawKey], documents: _Documents) -> tuple[Int32s, list[LinkMethod | None]]:
    """The row number of the document that each law is, and how it was found; -1 and None where none is."""
    targets = np.full(len(laws), -1, np.int32)
    methods: list[LinkMethod | None] = [None] * len(laws)
    by_number = documents.by_number.find([number_key(law, municipality) for municipality, _, law, _ in laws])
    for index, ((_, known, _, title), row) in enumerate(zip(laws, by_number.tolist(), strict=True)):
        if row >= 0 and number_holds(known, documents.known[row], title, documents.titles[row]):
            targets[index], methods[index] = row, "number"
    remaining = [index for index in range(len(laws)) if methods[index] is None]
    for spelling in range(MOST_SPELLINGS):
        keys = [law_title_key(laws[index], spelling) for index in remaining]
        for index, row in zip(remaining, documents.by_title.find(keys).tolist(), strict=True):
            if row >= 0 and methods[index] is None:
                targets[index], methods[index] = row, "title"
    return targets, methods


def number_holds(known: bool, target_known: bool, title: str, target_title: str) -> bool:
    """A number is enough between documents that say their municipality; else the title must agree."""
    return (known and target_known) or (bool(title) and titles_agree(title, target_title))


def law_title_key(law: LawKey, spelling: int) -> str | None:
    """The key of a law by one of the spellings of its title; None when it has none that may be looked for."""
    municipality, _, cited, title = law
    if number_key(cited, municipality) and not title:
        return None
    name = title or cited
    spellings = title_spellings(name, municipality)
    return title_key(spellings[spelling], municipality) if spelling < len(spellings) else None


def _target_nodes(root: Path, documents: _Documents, links: pa.Table, previous: PreviousLinks | None) -> Array:
    """The node_id of each link's target, null when the citation is none or not there."""
    if previous is None:
        return _look_up(root, documents, links)
    rows = _previous_rows(links, documents, previous)
    new = np.flatnonzero(rows < 0)
    known = plain(previous.links.column("target_node_id"))
    rows[new] = len(known) + np.arange(len(new))
    nodes: Array = pa.concat_arrays([known, _look_up(root, documents, links.take(new))]).take(rows)
    return nodes


def _previous_rows(links: pa.Table, documents: _Documents, previous: PreviousLinks) -> Int64s:
    """For each link the row of the last build that has it, -1 where none does or one of its documents has changed."""
    unchanged = np.zeros(len(documents.ids) + 1, np.bool_)  # the last one stands for documents that are gone
    unchanged[documents.rows(previous.unchanged)] = True
    unchanged[-1] = False
    old = previous.links
    citing, targets = (documents.rows(old.column(name)) for name in ("doc_id", "target_doc_id"))
    rows = np.flatnonzero(unchanged[citing] & unchanged[targets])
    old_keys = _row_keys(old.take(rows), citing[rows], targets[rows])
    keys = _row_keys(links, *(np.asarray(links.column(name)) for name in ("document", "target")))
    indices = np.asarray(filled(compute.index_in(keys, value_set=old_keys), -1), np.int64)
    return np.where(indices >= 0, np.append(rows, -1)[indices], -1)


def _row_keys(table: pa.Table, citing: Int32s, targets: Int32s) -> Array:
    """Reference and target as sixteen bytes."""
    numbers = [citing, *(np.asarray(table.column(name), np.int32) for name in ("ref_id", "ordinal")), targets]
    data = np.stack(numbers, axis=1)
    return pa.Array.from_buffers(pa.binary(16), len(data), [None, pa.py_buffer(data.tobytes())])


def _look_up(root: Path, documents: _Documents, links: pa.Table) -> Array:
    """The node_id of each link's target by its citation, from the parts that hold a target."""
    codes, citations = coded(links.column("citation"))
    key_numbers: dict[str, int] = {}
    numbers = [
        key_numbers.setdefault(holder_key(str(citation)), len(key_numbers)) for citation in citations.to_pylist()
    ]
    targets = np.asarray(links.column("target"), np.int64)
    wanted = targets * len(key_numbers) + np.asarray([*numbers, 0], np.int64)[codes]
    keys = pa.array(wanted, mask=codes < 0)
    nodes = pa.nulls(len(keys), pa.string())
    is_target = np.zeros(len(documents.ids), np.bool_)
    is_target[targets] = True
    for file in sorted((root / "nodes").glob("*.parquet")):
        if not is_target[documents.rows_of_part.get(file.name, slice(0))].any():
            continue
        node_keys, node_ids = _node_keys(file, documents, is_target, key_numbers)
        if len(node_keys):
            nodes = compute.coalesce(nodes, node_ids.take(compute.index_in(keys, value_set=node_keys)))
    return nodes


def _node_keys(
    file: Path, documents: _Documents, is_target: np.ndarray[Any, np.dtype[np.bool_]], key_numbers: dict[str, int]
) -> tuple[Array, Array]:
    """Keys and ids of the nodes of one part that some link may lead to: row of the document, number of the citation."""
    table = read(file, ("doc_id", "node_id", "citation", "depth"))
    owners = documents.rows(table.column("doc_id"))
    of_targets = np.flatnonzero(is_target[owners])
    table, owners = table.take(of_targets), owners[of_targets]
    codes, citations = coded(table.column("citation"))
    numbers = [key_numbers.get(citation_key(citation), -1) for citation in citations.to_pylist()]
    number = np.asarray([*numbers, -1], np.int64)[codes]
    number[np.asarray(table.column("depth")) == 0] = key_numbers.get(WHOLE, -1)
    cited = np.flatnonzero(number >= 0)
    keys = pa.array(owners[cited].astype(np.int64) * len(key_numbers) + number[cited])
    return keys, plain(table.column("node_id").take(cited))


def _rows(links: pa.Table, documents: _Documents, nodes: Array) -> pa.Table:
    """The links with ids instead of row numbers: the columns of the dataset."""
    return pa.table(
        {
            "doc_id": documents.ids.take(links.column("document").combine_chunks()),
            "ref_id": links.column("ref_id").combine_chunks(),
            "ordinal": links.column("ordinal").combine_chunks(),
            "target_doc_id": documents.ids.take(links.column("target").combine_chunks()),
            "target_node_id": nodes,
            "method": links.column("method").combine_chunks(),
        }
    )
