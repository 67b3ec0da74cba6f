"""Terms after an amendment: replaced where they were given, or without their definition, and still used elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jorei.amending.consolidate import Consolidated
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.positions import Places
from jorei.amending.unit import cite
from jorei.model import Analysis
from jorei.text.fold import fold, squeeze

_OF: Final = re.compile(r"\s*の")
_COMPOUND: Final = re.compile("[一-鿿々ァ-ヶー]")
_MAX_USES: Final = 20
"""Provisions that are named for one term."""


def replaced_terms(result: Consolidated, amended: Analysis, places: Places) -> list[AmendingFinding]:
    """第3条の許可 became 承認: 前条の許可 elsewhere means a thing that has another name now."""
    replaced = _replaced(result)
    if not replaced:
        return []
    found: list[AmendingFinding] = []
    text = amended.source.text
    for reference in amended.references:
        where_unit = places.unit(reference.node)
        targets = [places.unit(target.node) for target in reference.targets if target.node is not None]
        terms = {term for target in targets if target is not None for term in replaced.get(id(target), ())}
        if where_unit is None or not terms or where_unit in targets:
            continue
        match = _OF.match(text, reference.end)
        if not match:
            continue
        behind = fold(text[match.end() : match.end() + 40])
        for term in terms:
            if behind.startswith(term) and len(term) > 1:
                where = cite(where_unit)
                found.append(finding(
                    "stale-term", where, f"{where}の「{reference.text}の{term}」: 「{term}」は改められています",
                    f"{reference.text}の{term} in {where}: {term} was replaced", words=f"{reference.text}の{term}",
                ))  # fmt: skip
    return found


def _replaced(result: Consolidated) -> dict[int, set[str]]:
    """The words that other words took the place of, by the units (and what holds them) where that happened."""
    replaced: dict[int, set[str]] = {}
    for applier in result.appliers.values():
        for unit, old, new in applier.replaced:
            if old not in new:
                for one in (unit, unit.parent) if unit.kind in ("paragraph", "item") and unit.parent else (unit,):
                    replaced.setdefault(id(one), set()).add(fold(old))
    return replaced


def lost_terms(result: Consolidated, amended: Analysis, places: Places) -> list[AmendingFinding]:
    """以下「公園」という。 is gone, and 公園 is still used."""
    if result.replaced:
        return []  # another text: it has terms of its own
    kept = {squeeze(definition.term) for definition in amended.definitions}
    found: list[AmendingFinding] = []
    for term in dict.fromkeys(definition.term for definition in result.base.definitions if definition.uses):
        if squeeze(term) in kept or len(term) < 2:
            continue
        found += [
            finding(
                "stale-term", where, f"{where}の「{term}」: 定義がなくなりました",
                f"{term} in {where}: its definition is gone", words=term,
            )
            for where in list(dict.fromkeys(_uses(term, amended, places)))[:_MAX_USES]
        ]  # fmt: skip
    return found


def _uses(term: str, amended: Analysis, places: Places) -> Iterator[str]:
    """The provisions that use a term: as a word of its own, not as the end of a longer one."""
    text, wanted = fold(amended.source.text), fold(term)
    at = text.find(wanted)
    while at >= 0:
        inside = at > 0 and _COMPOUND.match(wanted) and _COMPOUND.match(text[at - 1])
        unit = None if inside else places.holding(at)
        if unit is not None and unit.kind not in ("title", "toc", "toc_entry", "history", "amend_note"):
            yield cite(unit)
        at = text.find(wanted, at + len(wanted))
