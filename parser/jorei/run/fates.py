"""What all documents of a build together decide about each: copies of one text, texts that share an id, and amending
ordinances with their bases.

In memory for each document: its index, id, 32 bytes of digest, and four numbers of 64 bits.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

import msgspec

from jorei.identity.base_ordinances import TitleIndex, same_municipality
from jorei.run.inputs import Input
from jorei.run.task import PLAIN, AmendingPair, DocumentRecord, Fate

_LONGER_ID_DIGITS: Final = 16
"""Hex digits of the digest in the id of a document that would share it with another; 8 otherwise."""

MOST_AMENDING: Final = 9
"""Amendments of one ordinance that are looked at together: each is read with the others. Chosen."""

Fates = dict[int, dict[int, Fate]]
"""The fates that are not plain, by bucket and index in it."""
Records = dict[int, list[DocumentRecord]]
Inputs = dict[int, list[Input]]


class _Located(NamedTuple):
    """Where a document is, and whose (`municipality_hash`)."""

    path: str
    bucket: int
    at: int
    municipality: int


_ByText = dict[tuple[str, str], list[_Located]]
"""Documents by id and digest of their text."""


def find_fates(records: Records, inputs: Inputs) -> Fates:
    """The fates of texts that occur twice or share an id; of the copies of a text the first by path stays.

    The same text of another municipality, as manifest.csv can say, is another document, with an id of its own.
    Two texts that share an id (8 hex digits of their hash, one chance in four thousand million for each pair of the
    same number) stay two documents: all but the one with the smallest digest get 16 digits.
    """
    fates: Fates = {bucket: {} for bucket in records}
    by_text = _documents_with_shared_ids(records, inputs)
    renamed = _longer_ids(by_text)
    for text, documents in by_text.items():
        for number, (first, *copies) in enumerate(_by_municipality(documents)):
            new_id = _id_beside(text, first.municipality) if number else renamed.get(text, "")
            fate = Fate(copies=tuple(copy.path for copy in copies), renamed=new_id)
            if fate != PLAIN:
                fates[first.bucket][first.at] = fate
            for copy in copies:
                fates[copy.bucket][copy.at] = Fate(dropped=True, renamed=fate.renamed)
    return fates


def _by_municipality(documents: list[_Located]) -> list[list[_Located]]:
    """Documents of one text, those apart that are known to be of different municipalities; in the order of the paths."""
    groups: list[list[_Located]] = []
    for document in sorted(documents):
        for group in groups:
            if not any(same_municipality(document.municipality, other.municipality) is False for other in group):
                group.append(document)
                break
        else:
            groups.append([document])
    return groups


def _id_beside(text: tuple[str, str], municipality: int) -> str:
    """The id of a text for another municipality than the first: it ends in the digest of its text, as all do.

    >>> _id_beside(("h15-jorei-1-3fa9c21b", "3fa9c21b000000000000ffff"), 1 << 40)
    'h15-jorei-1-00000100-3fa9c21b00000000'
    """
    doc_id, digest = text
    own = f"{(municipality >> 32 ^ municipality) & 0xFFFFFFFF:08x}"
    return f"{doc_id.rpartition('-')[0]}-{own}-{digest[:_LONGER_ID_DIGITS]}"


def _documents_with_shared_ids(records: Records, inputs: Inputs) -> _ByText:
    """The documents whose id occurs more than once."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for in_bucket in records.values():
        for record in in_bucket:
            (repeated if record.doc_id in seen else seen).add(record.doc_id)
    documents: _ByText = defaultdict(list)
    for bucket, in_bucket in records.items():
        for record in in_bucket:
            if record.doc_id in repeated:
                path = inputs[bucket][record.index].path
                documents[record.doc_id, record.digest].append(
                    _Located(path, bucket, record.index, record.municipality)
                )
    return documents


def _longer_ids(by_text: _ByText) -> dict[tuple[str, str], str]:
    """Ids with more digits for all texts of one id but that with the smallest digest."""
    digests: dict[str, list[str]] = defaultdict(list)
    for doc_id, digest in by_text:
        digests[doc_id].append(digest)
    return {
        (doc_id, digest): f"{doc_id.rpartition('-')[0]}-{digest[:_LONGER_ID_DIGITS]}"
        for doc_id, of_id in digests.items()
        for digest in sorted(of_id)[1:]
    }


def pair_amending(records: Records, inputs: Inputs, fates: Fates) -> dict[int, dict[int, AmendingPair]]:
    """The amending ordinances with their bases, by bucket and index; their ``fates`` get the version of the base."""
    pairs: dict[int, dict[int, AmendingPair]] = {bucket: {} for bucket in records}
    amending = [
        (bucket, record)
        for bucket, in_bucket in records.items()
        for record in in_bucket
        if record.amends and not fates[bucket].get(record.index, PLAIN).dropped
    ]
    title_index = _index_titles({record.amends for _, record in amending}, records, inputs)
    of_base: dict[tuple[str, int], list[tuple[int, DocumentRecord]]] = defaultdict(list)
    found: list[tuple[int, DocumentRecord, Input, DocumentRecord]] = []
    for bucket, record in amending:
        base = title_index.find(record.amends, record.municipality)
        if base is not None:
            found.append((bucket, record, *base))
            of_base[base[0].path, base[1].part].append((bucket, record))
    for bucket, record, base_input, base_record in found:
        all_of_it = of_base[base_input.path, base_record.part]
        others = [one for one in all_of_it if one[1] is not record] if len(all_of_it) <= MOST_AMENDING else []
        version = base_record.version
        for _, other in others:
            version ^= other.version
        fate = fates[bucket].get(record.index, PLAIN)
        fates[bucket][record.index] = msgspec.structs.replace(fate, base=version)
        pairs[bucket][record.index] = AmendingPair(
            inputs[bucket][record.index], base_input, record.part, base_record.part,
            tuple((inputs[where][other.index], other.part) for where, other in others),
        )  # fmt: skip
    return pairs


def _index_titles(titles: set[int], records: Records, inputs: Inputs) -> TitleIndex[tuple[Input, DocumentRecord]]:
    """The documents with one of some titles, in the order of their paths."""
    with_title = [
        (inputs[bucket][record.index], record)
        for bucket, in_bucket in records.items()
        for record in in_bucket
        if record.title in titles
    ]
    index: TitleIndex[tuple[Input, DocumentRecord]] = TitleIndex()
    for input_, record in sorted(with_title, key=lambda pair: pair[0].path):
        index.add(record.title, record.municipality, (input_, record))
    return index
