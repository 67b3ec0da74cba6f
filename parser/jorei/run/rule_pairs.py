"""Rules and the ordinances that they carry out, of one build: which belong together, and the records of the latter."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from jorei.errors import Refused
from jorei.identity.base_ordinances import TitleIndex
from jorei.run.document import BuiltDocument
from jorei.run.fates import Fates, Inputs, Records
from jorei.run.group_rows import read_spill
from jorei.run.previous_build import open_previous_bucket
from jorei.run.task import PLAIN, DocumentLocation, DocumentRecord, RulePair, Workspace

Location = Callable[[int, int], DocumentLocation]
"""Where the record of a document is, by its bucket and its index there."""
_SPILLS: Final = 4
"""Records of spills held in memory: a rule and its ordinance are mostly neighbours. Chosen small."""


def pair_rules(records: Records, inputs: Inputs, fates: Fates, location: Location) -> dict[int, dict[int, RulePair]]:
    """The rules with their ordinances, by bucket and index; their ``fates`` get the versions of the ordinances.

    All documents with the title are taken: `jorei.identity.parent_ordinance.missing_in` leaves out those of another number.
    """
    pairs: dict[int, dict[int, RulePair]] = {bucket: {} for bucket in records}
    rules = [
        (bucket, record)
        for bucket, in_bucket in records.items()
        for record in in_bucket
        if record.parents and not fates[bucket].get(record.index, PLAIN).dropped
    ]
    titles = {title for _, record in rules for title in record.parents}
    index = _index_titles(titles, records, inputs, fates)
    for bucket, record in rules:
        candidates = [found for title in record.parents for found in index.find_all(title, record.municipality)]
        if candidates:
            versions = tuple(sorted({parent.version for _, parent in candidates}))
            fate = fates[bucket].get(record.index, PLAIN)
            fates[bucket][record.index] = msgspec.structs.replace(fate, parents=versions)
            places = tuple(location(of_parent, parent.index) for of_parent, parent in candidates)
            pairs[bucket][record.index] = RulePair(inputs[bucket][record.index], record.part, places)
    return pairs


def _index_titles(
    titles: set[int], records: Records, inputs: Inputs, fates: Fates
) -> TitleIndex[tuple[int, DocumentRecord]]:  # fmt: skip
    """The documents with one of some titles, copies left out, in the order of their paths."""
    with_title = [
        (inputs[bucket][record.index].path, bucket, record)
        for bucket, in_bucket in records.items()
        for record in in_bucket
        if record.title in titles and not fates[bucket].get(record.index, PLAIN).dropped
    ]
    index: TitleIndex[tuple[int, DocumentRecord]] = TitleIndex()
    for _, bucket, record in sorted(with_title, key=lambda found: (found[0], found[2].part)):
        index.add(record.title, record.municipality, (bucket, record))
    return index


def record_at(workspace: Workspace, location: DocumentLocation) -> BuiltDocument:
    """The record of a document."""
    if location.group.spill:
        return _spilled(workspace.spills, location.group.spill)[location.index]
    index = location.index
    for run in location.group.previous:
        if index < run.count:
            bucket = open_previous_bucket(workspace.previous, run.bucket, workspace.key)
            if bucket is None:
                break
            return bucket.bucket.documents[run.first + index]
        index -= run.count
    raise Refused(
        "ビルドしている間に前のビルドが変わりました。もう一度実行してください",
        "the previous build has changed while it was built upon; run it again",
    )


@lru_cache(_SPILLS)
def _spilled(folder: str, name: str) -> tuple[BuiltDocument, ...]:
    return read_spill(folder, name).documents
