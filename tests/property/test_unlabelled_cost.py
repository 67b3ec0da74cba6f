"""Lines without labels: however long a run, what is followed of it grows no faster than its lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jorei.structure.unlabelled.features import Cited, LatticeState, LineEntry
from jorei.structure.unlabelled.lattice import WIDE, Lattice
from jorei.structure.unlabelled.shape import shape_of

LINES = (
    "市長は、次に掲げる事項を定める。", "市長が認める者", "前項の規定により、次に掲げる者は、届け出なければならない。", "前号に掲げるもの",
    "次のアからウまでに掲げるもの", "その他規則で定めるとき。", "地域 市長が定める区域をいう。", "ただし、この限りでない。",
)  # fmt: skip
LONG_ENOUGH = 80


def followed(lines: list[str]) -> int:
    """How many readings were followed."""
    lattice = Lattice([LineEntry(shape_of(line)) for line in lines], LatticeState(()), 0, Cited(), trace="bare")
    readings = lattice.read()
    assert len(readings) == len(lines)
    assert all(0 < reading.confidence <= 1 for reading in readings)
    return lattice.followed


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4), st.integers(1, 60))
def test_few_readings_of_a_line_are_followed(unit: list[str], times: int) -> None:
    lines = unit * times
    assert followed(lines) <= WIDE * len(lines)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
def test_the_longer_a_run_the_fewer(unit: list[str]) -> None:
    short, long = (followed((unit * size)[:size]) for size in (LONG_ENOUGH, 4 * LONG_ENOUGH))
    assert long <= short + (WIDE // 2) * LONG_ENOUGH + (WIDE // 3) * LONG_ENOUGH + (WIDE // 4) * LONG_ENOUGH + WIDE
