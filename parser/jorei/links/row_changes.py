"""What passes over finished references have to say of them: changes by row, applied in the end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from jorei.links.link_input import LinkInput
from jorei.model import Reference
from jorei.model.vocabulary import Relation

WordingSpan = tuple[int, int]
"""Start and end of a mention in the wording."""

_BRACKET: Final = r"\((?:[^()]|\([^()]*\)){0,160}\)"
_LAW_NAME: Final = r"[^、。()「」]{0,60}[法律令例則程綱領](?:\([^()]{0,60}\))?"
_CONJUNCTION: Final = "及び|および|又は|または|若しくは|もしくは|並びに|ならびに|と"
_LINKED: Final = re.compile(
    rf"(?:{_BRACKET})?(?:の規定)?(?:(?:[、・,] ?(?:{_CONJUNCTION})?|(?:{_CONJUNCTION}))(?:{_LAW_NAME})?)? ?"
)
"""What stands between the members of an enumeration: a bracket, a conjunction, the name of the next law."""
_LONGEST_LINK: Final = 260
"""Characters between two members of an enumeration that are looked at. Chosen: a bracket and the name of a law."""
_MENTIONS_BETWEEN: Final = 5
"""Mentions before one among which its neighbour is looked for. Chosen: brackets between the two hold a few."""


class RowChanges:
    """References in the order of the text, where each stands in the wording, and what is to be changed of them."""

    def __init__(self, document: LinkInput, references: Sequence[Reference], spans: Sequence[WordingSpan]) -> None:
        self.document = document
        self.text = document.text
        self.references = references
        self.spans = spans
        self._changes: dict[int, dict[str, Any]] = {}

    def set(self, row: int, **fields: Any) -> None:
        """Change fields of a row."""
        self._changes.setdefault(row, {}).update(fields)

    def get(self, row: int, field: str) -> Any:
        """A field of a row, as changed so far."""
        changed = self._changes.get(row)
        return changed[field] if changed and field in changed else getattr(self.references[row], field)

    def relation(self, row: int) -> Relation:
        """The relation of a row, as changed so far."""
        changed = self._changes.get(row)
        relation: Relation | None = changed.get("relation") if changed else None
        return relation or self.references[row].relation

    def within(self, low: int, high: int) -> range:
        """The rows of the mentions between two offsets of the wording."""
        return range(bisect_left(self.spans, (low, 0)), bisect_left(self.spans, (high, 0)))

    def enumerated_before(self, row: int) -> int:
        """The row that an enumeration goes on from to this one, brackets left out; -1 when there is none."""
        start, node = self.spans[row][0], self.references[row].node
        for earlier in range(row - 1, max(-1, row - 1 - _MENTIONS_BETWEEN), -1):
            end = self.spans[earlier][1]
            if start - end > _LONGEST_LINK or self.references[earlier].node != node:
                return -1
            if start > end and _LINKED.fullmatch(self.text, end, start):
                return earlier
        return -1

    def applied(self) -> list[Reference]:
        """The references with their changes; only those that have any are made anew."""
        rows = list(self.references)
        for row, fields in self._changes.items():
            rows[row] = msgspec.structs.replace(rows[row], **fields)
        return rows
