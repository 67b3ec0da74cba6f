"""Which documents of a build amend others, and which ones each of them amends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from jorei.amending.document import same_law
from jorei.amending.operation import Act, Amending
from jorei.text.fold import squeeze

Row = dict[str, Any]
_TITLE: Final = re.compile("の(?:一部|全部)を改正する|を廃止する|の(?:一部)?改正に関する|の整備に関する")


def amends_by_title(title: str | None) -> bool:
    """Whether a title is that of an amending ordinance: the list asks, which reads no text.

    >>> amends_by_title("甲市条例の一部を改正する条例"), amends_by_title("甲市条例")
    (True, False)
    """
    return bool(_TITLE.search(squeeze(title or "")))


def bases_of(amending: Amending, own: Row, documents: Iterable[Row]) -> list[tuple[Row, tuple[int, ...]]]:
    """The documents that an amending ordinance changes, each with the acts that do it, in the order of the acts.

    A document is known by title and number, else by its title, else by its number in the same municipality.
    """
    candidates = [row for row in documents if row["status"] == "ok" and row["doc_id"] != own["doc_id"]]
    found: dict[str, tuple[Row, list[int]]] = {}
    for at, act in enumerate(amending.acts):
        row = _base(act, own, candidates)
        if row is not None:
            found.setdefault(row["doc_id"], (row, []))[1].append(at)
    return [(row, tuple(acts)) for row, acts in found.values()]


def _base(act: Act, own: Row, candidates: list[Row]) -> Row | None:
    named = [row for row in candidates if squeeze(row["title"] or "") == squeeze(act.title)]
    numbered = [row for row in candidates if same_law(act.number, row["law_number"])]
    both = [row for row in named if row in numbered]
    near = [row for row in numbered if row["municipality"] == own["municipality"]]
    for chosen in (both, named, near):
        if chosen:
            return next((row for row in chosen if row["municipality"] == own["municipality"]), chosen[0])
    return None
