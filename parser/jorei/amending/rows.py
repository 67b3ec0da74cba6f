"""The operations of an amending ordinance as rows: ``--format operations``."""

from __future__ import annotations

from datetime import date
from typing import Any

from jorei.amending.operation import Amending
from jorei.amending.spelling import spell_place
from jorei.amending.stages import parts_of


def operation_rows(amending: Amending) -> list[dict[str, Any]]:
    """One row for each operation, in order, with its span in the amendment and the day it comes into force."""
    rows: list[dict[str, Any]] = []
    days: dict[tuple[int, int, int | None], date | None] = {}
    for part in parts_of(amending, 0):
        for chosen in part.only or (None,):
            days[part.act, part.sentence or 0, chosen] = part.on
    for a, act in enumerate(amending.acts):
        if act.kind == "repeal":
            rows.append(_row("repeal", act.title, "", "", act.start, act.end))
        for s, sentence in enumerate(act.sentences):
            for o, one in enumerate(sentence.operations):
                row = _row(one.kind, spell_place(one.place), one.old, one.new, one.start, one.end)
                on = days.get((a, s, o), days.get((a, s, None)))
                row |= {
                    "unit": one.unit or None, "count": one.count, "position": one.position or None,
                    "in_force_on": on.isoformat() if on and on.year > 1 else None,
                }  # fmt: skip
                rows.append(row)
    return rows


def _row(kind: str, target: str, old: str, new: str, start: int, end: int) -> dict[str, Any]:
    return {
        "kind": kind, "target": target, "old": old.strip("\n") or None, "new": new.strip("\n") or None, "unit": None,
        "count": None, "position": None, "start": start, "end": end, "in_force_on": None,
    }  # fmt: skip
