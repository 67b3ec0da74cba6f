"""What an amendment leaves behind: references that lead elsewhere, a 目次 that is no longer right, terms that stay."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import msgspec

from jorei.amending.citing import citing
from jorei.amending.consolidate import Consolidated
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.numbering import numbering, pairs
from jorei.amending.positions import Places
from jorei.amending.rewording import Reworder, Rewording, ends_of, reworded_ends
from jorei.amending.sheet import sheet_of
from jorei.amending.terms import lost_terms, replaced_terms
from jorei.amending.toc import stale_entries
from jorei.amending.unit import APPENDICES, Sheet, Unit, cite
from jorei.model import Analysis, Reference
from jorei.text.fold import squeeze

_COLLECTIVE: Final = re.compile("[各次]")


class Aftermath(msgspec.Struct, frozen=True):
    """What is to be said about the consolidated text and about documents that cite the base, and what would mend it.

    ``rewordings`` are other words in each of these documents, those of the consolidated text first.
    """

    findings: tuple[AmendingFinding, ...] = ()
    rewordings: tuple[tuple[Analysis, tuple[Rewording, ...]], ...] = ()


def after(result: Consolidated, amended: Analysis, others: tuple[Analysis, ...] = ()) -> Aftermath:
    """What the amendment of a base leaves behind; ``amended`` is the analysis of the consolidated text."""
    original = sheet_of(result.base.source, result.base.tree)
    base_pairs = pairs(original.root)
    changed: dict[int, Unit] = {}
    for applier in result.appliers.values():
        changed |= applier.structure.changed
    found = numbering(changed.values(), base_pairs)
    places = Places(result.sheet, amended.tree)
    said, rewordings = _references(result, amended, places)
    found += said
    for stale in stale_entries(result.sheet, original):
        found.append(stale.finding)
        if stale.entry is not None and stale.new:
            at = places.text_at[id(stale.entry)]
            rewordings.append(Rewording(at + stale.start, at + stale.end, stale.new))
    found += replaced_terms(result, amended, places)
    found += lost_terms(result, amended, places)
    reworded = [(amended, tuple(rewordings))]
    for other in others:
        said, rewordings = citing(result, other)
        found += said
        reworded.append((other, tuple(rewordings)))
    return Aftermath(tuple(found), tuple(reworded))


def _references(
    result: Consolidated, amended: Analysis, places: Places
) -> tuple[list[AmendingFinding], list[Rewording]]:
    """References whose words are those of the base and which no longer lead where they led."""
    before: dict[tuple[int, int], Reference] = {}
    for reference in result.base.references:
        unit = result.sheet.nodes.get(reference.node)
        if unit is not None and unit.at >= 0:
            before[id(unit), reference.start - unit.at] = reference
    found: list[AmendingFinding] = []
    rewordings: list[Rewording] = []
    reworder: Reworder | None = None
    for reference in amended.references:
        unit = places.unit(reference.node)
        if unit is None or unit.born or unit.rewritten:
            continue
        start = _origin(unit, reference.start - places.text_at[id(unit)], reference.end - reference.start)
        was = before.get((id(unit), start)) if start is not None else None
        if was is None or squeeze(was.text) != squeeze(reference.text) or was.target_law or was.status != "resolved":
            continue
        if (moved := _moved(result.sheet, was, reference, places, cite(unit) != unit.place)) is not None:
            found.append(_say_moved(unit, reference, moved))
            if moved:
                reworder = reworder or Reworder(amended)
                targets = [result.sheet.nodes.get(target.node or -1) for target in ends_of(was)]
                rewordings += reworded_ends(reworder, reference, targets, unit)
    return found, rewordings


def _origin(unit: Unit, at: int, length: int) -> int | None:
    """Where words of a unit stood in the base; None when a part of them is new."""
    if unit.origin is None:
        return at
    places = unit.origin[at : at + length]
    if not places or places[0] < 0 or any(b != a + 1 for a, b in pairwise(places)):
        return None
    before = unit.origin[at - 1] if at else -1
    behind = unit.origin[at + length] if at + length < len(unit.origin) else places[-1] + 1
    # words changed right beside it: whoever drafted the amendment had the reference before the eyes
    return places[0] if before == places[0] - 1 and behind == places[-1] + 1 else None


def _moved(sheet: Sheet, was: Reference, now: Reference, places: Places, itself: bool) -> str | None:
    """Where the reference should lead (blank: its target is gone); None when it leads where it led. ``itself`` says that the
    provision that it stands in has another number now."""
    if _COLLECTIVE.search(was.text):
        return None
    old = [
        sheet.nodes[target.node] for target in ends_of(was) if target.node is not None and target.node in sheet.nodes
    ]
    if not old or any(unit.kind in ("law", "main_provision") for unit in old):
        return None
    if was.ends and _same_members(sheet, was, now, places):
        return None
    if any(unit.gone or _emptied(unit) for unit in old):
        return ""
    new = [places.unit(target.node) for target in ends_of(now) if target.node is not None]
    if {id(unit) for unit in old} == {id(unit) for unit in new}:
        return None
    astray = itself and now.form == "relative" and now.status == "dangling"  # 前項 in what is an article of its own now
    if not new and not astray and all(cite(unit) == unit.place for unit in old):
        return None  # it cannot be followed in the new text, but nothing moved
    return "及び".join(dict.fromkeys(cite(unit) for unit in old))


def _same_members(sheet: Sheet, was: Reference, now: Reference, places: Places) -> bool:
    """Whether a range has the members that are left of it: 第7項から前項まで, of which one was deleted."""
    old = [sheet.nodes.get(target.node) for target in was.targets if target.node is not None]
    left = {id(unit) for unit in old if unit is not None and not unit.gone}
    new = {id(unit) for target in now.targets if target.node is not None and (unit := places.unit(target.node))}
    return bool(left) and left == new


def _emptied(unit: Unit) -> bool:
    return unit.emptied and unit.rewritten


def _say_moved(unit: Unit, reference: Reference, should: str) -> AmendingFinding:
    where = cite(unit)
    if should:
        ja = f"{where}の「{reference.text}」は{should}を指していましたが、改正後は別の規定を指します"
        en = f"{reference.text} in {where} meant {should} and now leads elsewhere"
    else:
        ja = f"{where}の「{reference.text}」の指す規定がなくなりました"
        en = f"what {reference.text} in {where} refers to is gone"
    # a 附則 often speaks of the provisions as they were when it was made; 別表(第4条関係) is no reference that binds
    # where the amendment changes other words of the provision, it may have left these on purpose
    doubtful = where.startswith("附則") or unit.kind in APPENDICES or unit.origin is not None
    severity = "warning" if doubtful else "error"
    return finding("reference-moved", where, ja, en, words=reference.text, suggestion=should or None, severity=severity)


def with_path(found: list[AmendingFinding], path: str) -> list[AmendingFinding]:
    """Findings about a text, with its path where they have none."""
    return [msgspec.structs.replace(one, source_path=path) if not one.source_path else one for one in found]
