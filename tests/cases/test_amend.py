"""Amendments as documents: tests/cases/amend/*.md, as README.md beside this file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.test_cases import Case, load, update
from jorei.amending.amended import amend
from jorei.amending.document import read_amending
from jorei.amending.rows import operation_rows

HERE = Path(__file__).parent / "amend"
CASES = [case for path in sorted(HERE.glob("*.md")) for case in load(path)]


def _blocks(case: Case, name: str) -> list[tuple[str, str]]:
    return [(option, body) for block, option, body in case.expected if block == name]


def _found(case: Case, name: str, option: str) -> str:
    """What the block ``name`` should hold; ``option`` of ``expected`` is the day."""
    amending = [
        read_amending(body, f"amend{i}.txt", date.fromisoformat(day) if day else None)
        for i, (day, body) in enumerate(_blocks(case, "amend"), 1)
    ]  # fmt: skip
    if name == "operations":
        return "".join(_operation(row) for one in amending for row in operation_rows(one))
    on = date.fromisoformat(option) if option else None
    amended = amend(case.text, amending, on, [body for _, body in _blocks(case, "with")])
    if name == "repairs":
        return "".join(f"{line}\n" for one in amended.repairs() for line in (one.title, *one.clauses))
    if name == "expected":
        return amended.text or ""
    return "".join(
        f"{one.name} {one.severity} {one.citation}: {one.message}\n"
        for one in amended.diagnostics if one.name != "date-unknown"
    )  # fmt: skip


def _operation(row: dict[str, object]) -> str:
    words = [f"「{row[key]}」" for key in ("old", "new") if row[key]]
    more = [str(row[key]) for key in ("unit", "count", "position", "in_force_on") if row[key]]
    return " ".join([str(row["kind"]), str(row["target"]), *words, *more]) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.stem}: {case.heading}")
def test_amendment(case: Case, regenerate: bool) -> None:
    for name, option, expected in case.expected:
        if name in ("amend", "with"):
            continue
        found = _found(case, name, option)
        if found != expected and regenerate:
            update(case, (name, option), expected, found)
        else:
            assert found == expected
