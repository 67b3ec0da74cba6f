"""Cases that read like documents: tests/cases/<stage>/*.md, as README.md beside this file says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from cases.render import RENDERERS, analyse
from cases.render_compare import COMPARED, compared

HERE = Path(__file__).parent
GIVEN = ("corrections", "against")
"""Blocks that belong to what is given, not to what is expected."""
BLOCK = re.compile(r"^```(?P<name>\w+)[ ]?(?P<option>.*)\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE)


class Case(NamedTuple):
    path: Path
    heading: str
    text: str
    option: str
    expected: tuple[tuple[str, str, str], ...]


def load(path: Path) -> list[Case]:
    """The cases of a file: each begins with a heading and shows a text and what is expected of it."""
    cases = []
    for part in re.split(r"^(?=# )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = [(m["name"], m["option"], m["body"]) for m in BLOCK.finditer(part)]
        (_, option, text), *expected = blocks
        cases.append(Case(path, part.partition("\n")[0].lstrip("# "), text, option, tuple(expected)))
    return cases


CASES = [
    case for path in sorted(HERE.glob("*/*.md")) if path.parent.name not in ("amend", "cite") for case in load(path)
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.parent.name}/{case.path.stem}: {case.heading}")
def test_case(case: Case, regenerate: bool) -> None:
    corrections, against = ("".join(body for name, _, body in case.expected if name == given) for given in GIVEN)
    analysis = analyse(case.text, case.option, corrections)
    for name, option, expected in case.expected:
        if name in GIVEN:
            continue
        found = compared(name, analysis, analyse(against)) if name in COMPARED else RENDERERS[name](analysis, option)
        if found != expected and regenerate:
            update(case, (name, option), expected, found)
        else:
            assert found == expected


def update(case: Case, block: tuple[str, str], expected: str, found: str) -> None:
    """Puts what was found in the place of what was expected, in the case of this heading alone."""
    text = case.path.read_text(encoding="utf-8")
    fence = "```" + " ".join(part for part in block if part) + "\n"
    at = text.index(fence + expected + "```", text.index(f"# {case.heading}\n"))
    case.path.write_text(text[:at] + fence + found + text[at + len(fence + expected) :], encoding="utf-8")
