"""The instruments of a source with what manifest.csv says of each."""

from __future__ import annotations

import msgspec

from jorei.model import Metadata, Source
from jorei.structure.several import instruments


def given_parts(source: Source, given: Metadata | None) -> list[tuple[Source, Metadata | None]]:
    """Each instrument of a source as a source of its own, and what is given of it: one, but for 公報, 議案書 and 規程集."""
    parts = instruments(source)
    own = of_whole_source(given) if len(parts) > 1 else given
    return [(part, own) for part in parts]


def of_whole_source(given: Metadata | None) -> Metadata | None:
    """What is given of a source that holds several instruments, without what only one of them can have.

    >>> own = of_whole_source(Metadata(title="公報", municipality="甲市"))
    >>> own and (own.title, own.municipality)
    (None, '甲市')
    """
    if given is None:
        return None
    own: dict[str, object] = {"title": None, "kind": "other", "law_number": None}
    return msgspec.structs.replace(given, **own, issuer=None, in_force_on=None, in_force_stages=(), repealed=False)
