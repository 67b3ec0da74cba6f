"""Other words for references whose provisions have moved, and the amendment that puts them in."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.draft import make_draft
from jorei.amending.operation import Step
from jorei.amending.phrasing import Phrasing
from jorei.amending.sheet import sheet_of
from jorei.amending.style import Style
from jorei.amending.unit import APPENDICES, Unit, cite
from jorei.model import Analysis, Reference
from jorei.model.facts import Target
from jorei.model.kinds import UNITS
from jorei.text.fold import fold, squeeze

_TAIL: Final = re.compile("(?:各号列記以外の部分|各号|ただし書|本文|前段|後段|中段|の表)$")
_LETTERS: Final = {kind: UNITS[kind] for kind in ("article", "paragraph", "item")}


class Rewording(msgspec.Struct, frozen=True, gc=False):
    """Other words at a place of a text."""

    start: int
    end: int
    new: str


class Repair(msgspec.Struct, frozen=True):
    """What an amendment leaves to be done in one document, as an amending ordinance says it.

    ``clauses`` are its sentences; ``text`` is the whole of it.
    """

    title: str
    path: str
    clauses: tuple[str, ...]
    text: str


def ends_of(reference: Reference) -> list[Target]:
    """The targets that a reference names: both ends of a range."""
    return [end.target for end in reference.ends] if reference.ends else list(reference.targets)


def repair_of(document: Analysis, rewordings: tuple[Rewording, ...]) -> Repair | None:
    """The amendment that puts other words into a document; None where there are none or they cannot be put."""
    if not rewordings:
        return None
    text = document.source.text
    for one in sorted(set(rewordings), key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.new + text[one.end :]
    draft = make_draft(document, text)
    if draft.failures or not draft.clauses:
        return None
    return Repair(document.metadata.title or "", document.source.path or "", draft.clauses, draft.text)


class Reworder:
    """Says where provisions stand now, as one document says such things."""

    def __init__(self, document: Analysis) -> None:
        text = document.source.text
        self.phrasing = Phrasing(Style(sheet_of(document.source, document.tree), text))

    def words(self, said: str, target: Unit, owner: Unit | None = None) -> str | None:
        """The words for a provision instead of those that named it; None where no others are needed or known.

        ``owner`` is the unit that speaks, None in another document.
        """
        folded = squeeze(said)
        tail = _TAIL.search(folded)
        if target.kind in APPENDICES:
            words = self.phrasing.digits(cite(target)) if folded.startswith(("別表", "様式")) else ""
        else:
            words = self._provision(folded, target, owner)
        if not words:
            return None
        words += said[len(said) - len(tail[0]) :] if tail else ""
        return words if squeeze(words) != folded else None

    def _provision(self, said: str, target: Unit, owner: Unit | None) -> str:
        chain = _chain(target)
        named = [unit for unit in chain if _is_named(unit, said, chain)]
        if not named or any(unit.kind not in (*_LETTERS, "subitem1", "subitem2", "subitem3") for unit in named):
            return ""
        here = _chain(owner) if owner is not None else []
        if said.startswith("同条"):
            return "同条" + self._spell([unit for unit in named if unit.kind != "article"])
        if "条" not in said and named[0] in here:
            named = named[1:]
        if not named:
            return ""
        first = named[0]
        relative = _relative(first, here)
        if relative:
            return relative + self._spell(named[1:])
        outside = _in_suppl(target) and (owner is None or not _in_suppl(owner))
        return ("附則" if outside else "") + self._spell(named)

    def _spell(self, units: list[Unit]) -> str:
        return self.phrasing.spell(
            tuple(
                Step(
                    "subitem2" if "(" in fold(unit.label) and unit.letter else unit.kind, unit.num or (1,), unit.letter
                )
                for unit in units
            )
        )


def reworded_ends(
    reworder: Reworder, reference: Reference, targets: list[Unit | None], owner: Unit | None = None
) -> list[Rewording]:
    """Other words for a reference, or for each end of a range; ``targets`` are the provisions that are meant."""
    places = [(end.start, end.end, end.text) for end in reference.ends]
    places = places or [(reference.start, reference.end, reference.text)]
    if len(places) != len(targets):
        return []
    found: list[Rewording] = []
    for (start, end, said), target in zip(places, targets, strict=True):
        words = reworder.words(said, target, owner) if target is not None and not target.gone else None
        if words is not None:
            found.append(Rewording(start, end, words))
    return found


def _chain(unit: Unit) -> list[Unit]:
    """The provisions that a unit stands in, from the article down to itself."""
    chain: list[Unit] = []
    at: Unit | None = unit
    while at is not None and at.kind in (*_LETTERS, "subitem1", "subitem2", "subitem3", "subitem4"):
        chain.append(at)
        at = at.parent
    return chain[::-1]


def _is_named(unit: Unit, said: str, chain: list[Unit]) -> bool:
    """Whether a level has to be named: it was before, or it is one of several above what is named."""
    match unit.kind:
        case "article":
            return True
        case "paragraph":
            below = unit is not chain[-1] and "号" in said
            several = unit.parent is not None and len(unit.parent.of("paragraph")) > 1
            return "項" in said or below and several and "条" in said
        case "item":
            return "号" in said
        case _:
            return True


def _relative(unit: Unit, here: list[Unit]) -> str:
    """前条, 次項 and the like, seen from where the words stand; blank where the provision is not a neighbour."""
    own = next((one for one in here if one.kind == unit.kind and one.parent is unit.parent), None)
    if own is None or own is unit or unit.kind not in _LETTERS or unit.parent is None:
        return ""
    kin = unit.parent.of(unit.kind)
    step = kin.index(unit) - kin.index(own)
    return {-1: "前", 1: "次"}.get(step, "") + _LETTERS[unit.kind] if step in (-1, 1) else ""


def _in_suppl(unit: Unit) -> bool:
    at: Unit | None = unit
    while at is not None:
        if at.kind == "suppl_provision":
            return True
        at = at.parent
    return False
