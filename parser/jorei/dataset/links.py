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
from jorei.identity.citations import WHOLE, citation_key
from jorei.identity.laws import number_key, title_key, title_spellings, titles_agree

_DOCUMENT_COLUMNS: Final = (
    "doc_id", "municipality", "law_number", "title", "in_force_on", "expression_date",
)  # fmt: skip
_REFERENCE_COLUMNS: Final = ("doc_id", "ref_id", "ordinal", "target_law", "target_law_title", "target_citation")
_SEPARATOR: Final = "\x1f"
_LINK_SCHEMA: Final = pa.schema(
    [pa.field(name, pa.int32()) for name in ("place", "ref_id", "ordinal", "target")]
    + [pa.field(name, pa.string()) for name in ("citation", "method")]
)


class Before(NamedTuple):
    """The links of the last build, and the ids of the documents whose rows are the same as then."""

    links: pa.Table
    kept: Column


def link_parts(root: Path, before: Before | None = None) -> Iterator[tuple[str, pa.Table]]:
    """The rows of `links` for each part of `references`: (part file, table). The same, whatever was ``before``."""
    documents = _Documents(root)
    found = [(file.name, _leads(file, documents)) for file in sorted((root / "references").glob("*.parquet"))]
    found = [(name, table) for name, table in found if table.num_rows]
    if not found:
        return
    nodes = _target_nodes(root, documents, pa.concat_tables(table for _, table in found), before)
    first = 0
    for name, table in found:
        yield name, _rows(table, documents, nodes.slice(first, table.num_rows))
        first += table.num_rows


class _Documents:
    """Keys of all documents, and which document each key means."""

    def __init__(self, root: Path) -> None:
        tables = {file.name: read(file, _DOCUMENT_COLUMNS) for file in sorted((root / "documents").glob("*.parquet"))}
        table = pa.concat_tables(tables.values())
        ends = accumulate(one.num_rows for one in tables.values())
        self.extents = {
            name: slice(end - one.num_rows, end) for (name, one), end in zip(tables.items(), ends, strict=True)
        }
        self.ids: Array = plain(table.column("doc_id"))
        names = table.column("municipality").to_pylist()
        default = prevailing(Counter(name for name in names if name))
        self.known: list[bool] = [bool(name) for name in names]
        self.municipalities: list[str] = [name or default for name in names]
        places = [f"{name}{_SEPARATOR}{known}" for name, known in zip(self.municipalities, self.known, strict=True)]
        self.municipality_codes = np.asarray(pa.array(places, pa.string()).dictionary_encode().indices, np.int32)
        self.titles: list[str] = [title or "" for title in table.column("title").to_pylist()]
        latest = _days(table)
        numbers = [
            number_key(number, place) if number else None
            for number, place in zip(table.column("law_number").to_pylist(), self.municipalities, strict=True)
        ]
        titles = [
            title_key(title, place) if title else None
            for title, place in zip(self.titles, self.municipalities, strict=True)
        ]
        self.numbers = _Index(numbers, latest)
        self.by_title = _Index(titles, latest)

    def places(self, doc_ids: Column) -> np.ndarray[Any, np.dtype[np.int32]]:
        codes, ids = coded(doc_ids)
        found = np.asarray(filled(compute.index_in(ids, value_set=self.ids), -1), np.int32)
        return found[codes] if len(found) else np.zeros(0, np.int32)


class _Index:
    """Keys -> the one document that each means, -1 when that is not known."""

    def __init__(self, keys: Sequence[str | None], dates: np.ndarray[Any, np.dtype[np.int32]]) -> None:
        encoded = pa.array(keys, pa.string()).dictionary_encode()
        codes = np.asarray(filled(encoded.indices, -1), np.int32)
        self._keys = encoded.dictionary
        self._places = np.full(len(self._keys), -1, np.int32)
        order = np.lexsort((dates, codes))
        order = order[codes[order] >= 0]
        sorted_codes, sorted_dates = codes[order], dates[order]
        last = np.append(sorted_codes[1:] != sorted_codes[:-1], True) if len(order) else np.zeros(0, bool)
        # the last of each key is the latest; one before it with the same date leaves the key open
        tied = np.append(False, (sorted_codes[1:] == sorted_codes[:-1]) & (sorted_dates[1:] == sorted_dates[:-1]))
        sure = last & ~tied[: len(last)]
        self._places[sorted_codes[sure]] = order[sure]

    def find(self, keys: Sequence[str | None]) -> np.ndarray[Any, np.dtype[np.int32]]:
        codes = compute.index_in(pa.array(keys, pa.string()), value_set=self._keys)
        at = np.asarray(filled(codes, -1), np.int32)
        return np.where(at >= 0, self._places[at] if len(self._places) else -1, -1).astype(np.int32)


def prevailing(counts: Mapping[str, int]) -> str:
    """The municipality that nine in ten of the documents name which name any; else none."""
    name = max(counts, key=lambda one: (counts[one], one), default="")
    return name if name and counts[name] * 10 >= sum(counts.values()) * 9 else ""


def _days(table: pa.Table) -> np.ndarray[Any, np.dtype[np.int32]]:
    """The day of each version as a number; 0 when it is not known. A promulgation date tells no versions apart."""
    days = [compute.cast(table.column(name), pa.int32()) for name in ("expression_date", "in_force_on")]
    return np.asarray(compute.fill_null(compute.coalesce(*days), 0), np.int32)


def _leads(file: Path, documents: _Documents) -> pa.Table:
    """The references of one part that lead to another document: citing and target places, citation, method."""
    table = read(file, _REFERENCE_COLUMNS)
    table = table.filter(compute.is_valid(table.column("target_law")))
    if not table.num_rows:
        return _LINK_SCHEMA.empty_table()
    places = documents.places(table.column("doc_id"))
    inverse, laws = _distinct(table, places, documents)
    targets, methods = _find_laws(laws, documents)
    target = targets[inverse]
    keep = (target >= 0) & (target != places)
    columns = [
        pa.array(places), *(table.column(name).combine_chunks() for name in ("ref_id", "ordinal")), pa.array(target),
        plain(table.column("target_citation")), pa.array(methods, pa.string()).take(pa.array(inverse)),
    ]  # fmt: skip
    return pa.Table.from_arrays(columns, schema=_LINK_SCHEMA).filter(pa.array(keep))


LawKey = tuple[str, bool, str, str]
"""Municipality of the citing document, whether the document says it, the law as cited, its title or ""."""


def _distinct(
    table: pa.Table, places: np.ndarray[Any, np.dtype[np.int32]], documents: _Documents
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[LawKey]]:
    """Each law once, and for each reference which one it cites: names are parsed once, not once a reference."""
    laws, law_names = coded(table.column("target_law"))
    titles, title_names = coded(table.column("target_law_title"))
    keys = (documents.municipality_codes[places].astype(np.int64) * len(law_names) + laws) * (len(title_names) + 1)
    _, first, inverse = np.unique(keys + titles + 1, return_index=True, return_inverse=True)
    names, title_list = law_names.to_pylist(), [*title_names.to_pylist(), None]  # -1 is no title
    found = [
        (documents.municipalities[place], documents.known[place], str(names[law]), title_list[title] or "")
        for place, law, title in zip(places[first].tolist(), laws[first].tolist(), titles[first].tolist(), strict=True)
    ]
    return inverse, found


def _find_laws(
    laws: list[LawKey], documents: _Documents
) -> tuple[np.ndarray[Any, np.dtype[np.int32]], list[str | None]]:
    by_number = documents.numbers.find([number_key(law, place) for place, _, law, _ in laws])
    targets = np.full(len(laws), -1, np.int32)
    methods: list[str | None] = [None] * len(laws)
    for at, (law, place) in enumerate(zip(laws, by_number, strict=True)):
        if place >= 0 and number_holds(law[1], documents.known[int(place)], law[3], documents.titles[int(place)]):
            targets[at], methods[at] = place, "number"
    open_ones = [at for at in range(len(laws)) if methods[at] is None]
    for spelling in range(3):
        keys = [law_title_key(laws[at], spelling) for at in open_ones]
        for at, place in zip(open_ones, documents.by_title.find(keys), strict=True):
            if place >= 0 and methods[at] is None:
                targets[at], methods[at] = place, "title"
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


_Numbers = np.ndarray[Any, np.dtype[np.int64]]


def _target_nodes(root: Path, documents: _Documents, links: pa.Table, before: Before | None) -> Array:
    """The node_id of each link's target, null when the citation is none or not there."""
    if before is None:
        return _look_up(root, documents, links)
    at = _as_before(links, documents, before)
    new = np.flatnonzero(at < 0)
    known = plain(before.links.column("target_node_id"))
    at[new] = len(known) + np.arange(len(new))
    found: Array = pa.concat_arrays([known, _look_up(root, documents, links.take(new))]).take(at)
    return found


def _as_before(links: pa.Table, documents: _Documents, before: Before) -> _Numbers:
    """For each link the row of the last build that has it, -1 where none does or one of its documents has changed."""
    kept = np.zeros(len(documents.ids) + 1, np.bool_)  # the last one stands for documents that are gone
    kept[documents.places(before.kept)] = True
    kept[-1] = False
    old = before.links
    places, targets = (documents.places(old.column(name)) for name in ("doc_id", "target_doc_id"))
    rows = np.flatnonzero(kept[places] & kept[targets])
    old_keys = _row_keys(old.take(rows), places[rows], targets[rows])
    keys = _row_keys(links, *(np.asarray(links.column(name)) for name in ("place", "target")))
    found = np.asarray(filled(compute.index_in(keys, value_set=old_keys), -1), np.int64)
    return np.where(found >= 0, np.append(rows, -1)[found], -1)


def _row_keys(
    table: pa.Table, places: np.ndarray[Any, np.dtype[np.int32]], targets: np.ndarray[Any, np.dtype[np.int32]]
) -> Array:
    """Reference and target as sixteen bytes."""
    numbers = [places, *(np.asarray(table.column(name), np.int32) for name in ("ref_id", "ordinal")), targets]
    data = np.stack(numbers, axis=1)
    return pa.Array.from_buffers(pa.binary(16), len(data), [None, pa.py_buffer(data.tobytes())])


def _look_up(root: Path, documents: _Documents, links: pa.Table) -> Array:
    codes, citations = coded(links.column("citation"))
    known: dict[str, int] = {}
    numbers = [known.setdefault(citation_key(citation), len(known)) for citation in citations.to_pylist()]
    targets = np.asarray(links.column("target"), np.int64)
    wanted = targets * len(known) + np.asarray([*numbers, 0], np.int64)[codes]
    keys = pa.array(wanted, mask=codes < 0)
    found = pa.nulls(len(keys), pa.string())
    is_target = np.zeros(len(documents.ids), np.bool_)
    is_target[targets] = True
    for file in sorted((root / "nodes").glob("*.parquet")):
        if not is_target[documents.extents.get(file.name, slice(0))].any():
            continue
        node_keys, node_ids = _node_keys(file, documents, is_target, known)
        if len(node_keys):
            found = compute.coalesce(found, node_ids.take(compute.index_in(keys, value_set=node_keys)))
    return found


def _node_keys(
    file: Path, documents: _Documents, is_target: np.ndarray[Any, np.dtype[np.bool_]], known: dict[str, int]
) -> tuple[Array, Array]:
    """The keys and ids of the nodes of one part that some link may lead to: place and number of the citation."""
    table = read(file, ("doc_id", "node_id", "citation", "depth"))
    places = documents.places(table.column("doc_id"))
    at = np.flatnonzero(is_target[places])
    table, places = table.take(at), places[at]
    codes, citations = coded(table.column("citation"))
    numbers = [known.get(citation_key(citation), -1) for citation in citations.to_pylist()]
    number = np.asarray([*numbers, -1], np.int64)[codes]
    number[np.asarray(table.column("depth")) == 0] = known.get(WHOLE, -1)
    there = np.flatnonzero(number >= 0)
    return pa.array(places[there].astype(np.int64) * len(known) + number[there]), plain(
        table.column("node_id").take(there)
    )


def _rows(links: pa.Table, documents: _Documents, nodes: Array) -> pa.Table:
    """Places as ids: the columns of the dataset."""
    return pa.table(
        {
            "doc_id": documents.ids.take(links.column("place").combine_chunks()),
            "ref_id": links.column("ref_id").combine_chunks(),
            "ordinal": links.column("ordinal").combine_chunks(),
            "target_doc_id": documents.ids.take(links.column("target").combine_chunks()),
            "target_node_id": nodes,
            "method": links.column("method").combine_chunks(),
        }
    )
