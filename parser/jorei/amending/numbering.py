"""Numbers after an amendment: gaps and doubles that the base did not have."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.operation import Number
from jorei.amending.unit import Unit, cite, key_of
from jorei.text.numerals import AIUEO, IROHA

_COUNTED: Final = ("article", "paragraph", "item", "subitem1", "chapter", "appdx_table", "appdx_style")


def numbering(changed: Iterable[Unit], base_pairs: set[tuple[str, object, object]]) -> list[AmendingFinding]:
    """What is wrong with the numbers below the units whose children changed.

    ``base_pairs`` are the neighbours (kind, number, next number) of the base: its own gaps are not the amendment's.
    """
    found: list[AmendingFinding] = []
    for parent in changed:
        if parent.gone:
            continue
        for kind in _COUNTED:
            units = [one for one in parent.children if one.kind == kind]
            if len(units) > 1 or units and kind in ("item", "paragraph"):
                found += _of_kind(parent, kind, units, base_pairs)
    return found


def pairs(root: Unit) -> set[tuple[str, object, object]]:
    """The neighbours of a sheet, by kind and number."""
    found: set[tuple[str, object, object]] = set()
    for parent in root.walk():
        for kind in _COUNTED:
            keys = [key_of(one) for one in parent.children if one.kind == kind]
            found |= {(kind, one, other) for one, other in itertools.pairwise(keys)}
            if keys:
                found.add((kind, None, keys[0]))
    return found


def _of_kind(
    parent: Unit, kind: str, units: list[Unit], base_pairs: set[tuple[str, object, object]]
) -> list[AmendingFinding]:
    found: list[AmendingFinding] = []
    seen: dict[object, Unit] = {}
    for unit in units:
        key = key_of(unit)
        if key in seen and key and (unit.born or seen[key].born or key != unit.first or key != seen[key].first):
            where = cite(unit) if kind in ("article", "chapter", "appdx_table", "appdx_style") else cite(parent)
            found.append(finding(
                "numbering-double", where, f"{cite(unit)}が二つあります", f"there are two {cite(unit)}",
                words=cite(unit).removeprefix(cite(parent)),
            ))  # fmt: skip
        seen.setdefault(key, unit)
    if kind in ("appdx_table", "appdx_style", "chapter") and not units[0].num:
        return found
    before: Number | str | None = None
    for unit in units:
        key = key_of(unit)
        if key and not _follows(before, key) and (kind, before, key) not in base_pairs and key not in _doubles(units):
            where = cite(parent)
            found.append(finding(
                "numbering-gap", where, f"{_said(before, where)}の次が{cite(unit)}です",
                f"{cite(unit)} follows {_said(before, where)}", words=cite(unit),
            ))  # fmt: skip
            break
        if key:
            before = unit.until or key
    return found


def _doubles(units: list[Unit]) -> set[object]:
    keys = [key_of(unit) for unit in units]
    return {key for key in keys if keys.count(key) > 1}


def _said(before: Number | str | None, where: str) -> str:
    if before is None:
        return f"{where}の初め"
    return before if isinstance(before, str) else "の".join(str(n) for n in before)


def _follows(before: Number | str | None, key: Number | str) -> bool:
    if isinstance(key, str):
        if before is None:
            return key in "アイ" or len(key) > 1 or key not in AIUEO
        letters = next((one for one in (AIUEO, IROHA) if isinstance(before, str) and before in one and key in one
                        and one.index(key) == one.index(before) + 1), "")  # fmt: skip
        return bool(letters) or not (isinstance(before, str) and before in AIUEO and key in AIUEO)
    if before is None:
        return key[0] == 1
    if isinstance(before, str):
        return True
    if len(key) == 1:
        return key[0] == before[0] + 1
    if len(key) > len(before):
        return key[: len(before)] == before and key[-1] == 2
    return key[:-1] == before[: len(key) - 1] and key[-1] == before[len(key) - 1] + 1 or key == (before[0] + 1,)
