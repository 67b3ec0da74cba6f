"""What hostile texts cost: at most two CPU seconds a megabyte and fifty times their size, on top of a small base.

Each is analysed in a process of its own, so that what one has left behind does not hide what the next takes.
CI tries the dearest at a few hundred kilobytes; `pytest -m slow tests/property` tries them all at ten megabytes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from property.laws import LAWS
from soups import FRAMES, HOSTILE
from timing import slowness

SOUPS = Path(__file__).parent.parent / "soups.py"
SECONDS_A_MEGABYTE, TIMES_ITS_SIZE = 2.0, 50
SECONDS_BASE, BYTES_BASE = 1.5, 60_000_000
"""For what a text of any size may have: some ten thousand lines."""
_BUSY_MACHINE = 3
"""Others have the caches too; what is quadratic is slower than this all the same."""
_BEYOND = ("1\n", "甲\t\t\n", "|", "\u3000\na\n")
"""What ends lines or cells; a line of joined labels is cut less often, and blank lines are nothing."""
DEAREST = (
    "letters on lines", "articles on lines", "前項 on lines", "articles of 附則", "quotation marks on lines", "pipes", "table rows",
    "labels alone, joined", "captions on one line", "definitions", "columns", "full-width opening brackets",
    "lists without labels", "entries without labels",
)  # fmt: skip


MANY = (
    "readings of an article", "joined lists", "joined lists that nothing announces", "sentences of wrapped lines",
    "quantities among quotations",
)  # fmt: skip


def assert_cheap(name: str, size: int, frame: str) -> None:
    run = subprocess.run(
        [sys.executable, str(SOUPS), name, str(size), frame], capture_output=True, text=True, timeout=600, check=False
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    seconds, taken, nodes = run.stdout.split()
    limit = slowness() * _BUSY_MACHINE * (SECONDS_A_MEGABYTE * size / 1e6 + SECONDS_BASE)
    assert float(seconds) < limit, run.stdout
    assert int(taken) < TIMES_ITS_SIZE * size + BYTES_BASE, f"{int(taken) / size:.0f} times its size, {nodes} nodes"


@pytest.mark.parametrize("name", DEAREST)
def test_a_quarter_of_a_megabyte(name: str) -> None:
    assert_cheap(name, 250_000, "in an article")


@pytest.mark.parametrize("name", MANY)
def test_thousands_of_the_same_in_one_article(name: str) -> None:
    """What is looked for among all that stands before shows only here, where it is much."""
    assert_cheap(name, 600_000, "in an article")


@pytest.mark.slow
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte(name: str, frame: str) -> None:
    assert_cheap(name, 1_000_000, frame)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes(name: str) -> None:
    assert_cheap(name, 10_000_000, "in an article")


@pytest.mark.parametrize("unit", ["1\n", "甲\t\t\n", "|", "。(1)(2)", "\u3000\na\n", "\n"])
def test_what_lies_beyond_the_bounds_is_kept_and_reported(unit: str) -> None:
    analysis = analyse(read_text("第1条 甲は、乙とする。\n" + unit * 25_000 + "\n第2条 丙は、丁とする。\n"))
    for law in LAWS:
        law(analysis)
    unparsed = [node for node in analysis.tree.nodes if node.kind == "unparsed"]
    assert len(unparsed) == (unit in _BEYOND)
    assert [one.node for one in analysis.diagnostics if one.code == "S24"] == [node.id for node in unparsed]


def test_a_table_with_a_cell_a_line_is_read_to_its_end() -> None:
    """Some three hundred kilobytes of a list of fees, as a dump leaves it."""
    rows = "".join(f"第{number % 97}種の申請\n{number % 9 + 1}00円\n" for number in range(9_000))
    analysis = analyse(read_text("第1条 甲は、乙とする。\n\n別表(第1条関係)\n区分\n額\n" + rows))
    assert not any(node.kind == "unparsed" for node in analysis.tree.nodes)
    assert analysis.tree.nodes[-1].end == len(analysis.source.text) - 1


def test_repeated_findings_are_counted() -> None:
    analysis = analyse(read_text("第3条\n甲\n" * 3_000))
    found = [one for one in analysis.diagnostics if one.code == "S02"]
    assert len(found) == 1_001
    assert sum("ほかに1999件" in one.message for one in found) == 1


def test_references_that_are_not_read_are_reported() -> None:
    """More designators than any text has: the first of them are read, and a finding says where that ends."""
    analysis = analyse(read_text("第1条 甲は、乙とする。\n第2条 " + "別表" * 20_000))
    (found,) = [one for one in analysis.diagnostics if one.code == "S24"]
    last = max(one.end for one in analysis.references)
    assert analysis.source.text[found.start :].startswith("別表")
    assert last <= found.start < last + 10
    assert not [one for one in analyse(read_text("第1条 " + "別表第1、" * 9_000)).diagnostics if one.code == "S24"]
