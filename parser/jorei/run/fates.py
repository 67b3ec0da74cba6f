"""What all documents of a build together decide about each: copies of one text, texts that share an id, and amending
ordinances with their bases.

In memory for each document: its index, id, 32 bytes of digest, and four numbers of 64 bits.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import msgspec

from jorei.identity.base_ordinances import TitleIndex
from jorei.run.inputs import Input
from jorei.run.task import PLAIN, AmendingPair, DocumentRecord, Fate

_LONGER_ID_DIGITS: Final = 16
"""Hex digits of the digest in the id of a document that would share it with another; 8 otherwise."""

Fates = dict[int, dict[int, Fate]]
"""The fates that are not plain, by bucket and index in it."""
Records = dict[int, list[DocumentRecord]]
Inputs = dict[int, list[Input]]
_Located = tuple[str, int, int]
"""Path, bucket and index of a document."""
_ByText = dict[tuple[str, str], list[_Located]]
"""Documents by id and digest of their text."""


def find_fates(records: Records, inputs: Inputs) -> Fates:
    """The fates of texts that occur twice or share an id; of the copies of a text the first by path stays.

    Two texts that share an id (8 hex digits of their hash, one chance in four thousand million for each pair of the
    same number) stay two documents: all but the one with the smallest digest get 16 digits.
    """
    fates: Fates = {bucket: {} for bucket in records}
    by_text = _documents_with_shared_ids(records, inputs)
    renamed = _longer_ids(by_text)
    for text, documents in by_text.items():
        (_, bucket, index), *copies = sorted(documents)
        fate = Fate(copies=tuple(path for path, _, _ in copies), renamed=renamed.get(text, ""))
        if fate != PLAIN:
            fates[bucket][index] = fate
        for _, bucket, index in copies:
            fates[bucket][index] = Fate(dropped=True, renamed=fate.renamed)
    return fates


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
                documents[record.doc_id, record.digest].append((path, bucket, record.index))
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
    for bucket, record in amending:
        base = title_index.find(record.amends, record.municipality)
        if base is not None:
            base_input, version = base
            fate = fates[bucket].get(record.index, PLAIN)
            fates[bucket][record.index] = msgspec.structs.replace(fate, base=version)
            pairs[bucket][record.index] = AmendingPair(inputs[bucket][record.index], base_input)
    return pairs


def _index_titles(titles: set[int], records: Records, inputs: Inputs) -> TitleIndex[tuple[Input, int]]:
    """The documents with one of some titles, in the order of their paths."""
    with_title = [
        (inputs[bucket][record.index], record)
        for bucket, in_bucket in records.items()
        for record in in_bucket
        if record.title in titles
    ]
    index: TitleIndex[tuple[Input, int]] = TitleIndex()
    for input_, record in sorted(with_title, key=lambda pair: pair[0].path):
        index.add(record.title, record.municipality, (input_, record.version))
    return index
