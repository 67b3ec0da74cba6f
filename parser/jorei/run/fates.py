"""What all documents of a build decide about each, found when all of them have been seen: texts that occur twice, ids that
two texts share, and amending ordinances with their bases.

Held in memory for each document: its place, id, 32 bytes of digest, and four numbers of 64 bits.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import msgspec

from jorei.identity.base_ordinances import TitleIndex
from jorei.run.inputs import Input
from jorei.run.task import AmendingPair, Fate, InputRecord

_LONGER: Final = 16
"""Hex digits of the digest in the id of a document that would share it with another; 8 otherwise."""

Fates = dict[int, dict[int, Fate]]
"""The fates that are not plain, by bucket and place in it."""
Records = dict[int, list[InputRecord]]
Inputs = dict[int, list[Input]]
_SameId = dict[tuple[str, str], list[tuple[str, int, int]]]


def find_fates(records: Records, inputs: Inputs) -> Fates:
    """What becomes of the texts that occur twice; the first by path is the one that stays.

    Two texts that share an id (8 hex digits of their hash, one chance in four thousand million for each pair of the
    same number) stay two documents: all but the one with the smallest digest get 16 digits.
    """
    fates: Fates = {bucket: {} for bucket in records}
    same_id = _with_shared_ids(records, inputs)
    renamed = _longer_ids(same_id)
    for key, documents in same_id.items():
        (_, bucket, place), *copies = sorted(documents)
        fate = Fate(False, tuple(path for path, _, _ in copies), renamed.get(key, ""))
        if fate != Fate():
            fates[bucket][place] = fate
        for _, bucket, place in copies:
            fates[bucket][place] = Fate(dropped=True, renamed=fate.renamed)
    return fates


def _with_shared_ids(records: Records, inputs: Inputs) -> _SameId:
    """The texts whose id occurs more than once, by id and digest: (path, bucket, place)."""
    seen: set[str] = set()
    again: set[str] = set()
    for some in records.values():
        for record in some:
            (again if record.doc_id in seen else seen).add(record.doc_id)
    documents: _SameId = defaultdict(list)
    for bucket, some in records.items():
        for record in some:
            if record.doc_id in again:
                path = inputs[bucket][record.place].path
                documents[record.doc_id, record.digest].append((path, bucket, record.place))
    return documents


def _longer_ids(same_id: _SameId) -> dict[tuple[str, str], str]:
    digests: dict[str, list[str]] = defaultdict(list)
    for document, digest in same_id:
        digests[document].append(digest)
    return {
        (document, digest): f"{document.rpartition('-')[0]}-{digest[:_LONGER]}"
        for document, several in digests.items()
        for digest in sorted(several)[1:]
    }


def pair_amending(records: Records, inputs: Inputs, fates: Fates) -> dict[int, dict[int, AmendingPair]]:
    """The amending ordinances with their bases, by bucket and place; their ``fates`` get the version of the base."""
    pairs: dict[int, dict[int, AmendingPair]] = {bucket: {} for bucket in records}
    amending = [
        (bucket, record)
        for bucket, some in records.items()
        for record in some
        if record.amends and not fates[bucket].get(record.place, Fate()).dropped
    ]
    index = _bases({record.amends for _, record in amending}, records, inputs)
    for bucket, record in amending:
        base = index.find(record.amends, record.municipality)
        if base is not None:
            input_, version = base
            fate = fates[bucket].get(record.place, Fate())
            fates[bucket][record.place] = msgspec.structs.replace(fate, base=version)
            pairs[bucket][record.place] = AmendingPair(inputs[bucket][record.place], input_)
    return pairs


def _bases(titles: set[int], records: Records, inputs: Inputs) -> TitleIndex[tuple[Input, int]]:
    """The documents with one of some titles, in the order of their paths."""
    index: TitleIndex[tuple[Input, int]] = TitleIndex()
    named = [
        (inputs[bucket][record.place], record)
        for bucket, some in records.items()
        for record in some
        if record.title in titles
    ]
    for input_, record in sorted(named, key=lambda one: one[0].path):
        index.add(record.title, record.municipality, (input_, record.version))
    return index
