"""Linear time: twice the text takes twice the time, whatever the text.

CI goes up to some ten kilobytes; `pytest -m slow tests/bench` doubles up to 4 MB.
"""

from __future__ import annotations

import gc
import time

import pytest

from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from soups import FRAMES, HOSTILE, text_of

SMALL, LARGE = 12_000, 48_000
QUADRUPLED = 9.0
"""How much longer four times the text may take: 4 is linear, 16 quadratic; machines are noisy."""
DOUBLINGS = (500_000, 1_000_000, 2_000_000, 4_000_000)
DOUBLED = 3.0
"""The same for twice the text."""
NEGLIGIBLE = 0.2
"""Seconds below which a measurement says nothing."""


def seconds(text: str) -> float:
    source = read_text(text)
    gc.collect()
    start = time.perf_counter()
    analyse(source)
    return time.perf_counter() - start


def assert_linear(unit: str, frame: tuple[str, str], sizes: tuple[int, ...], tolerance: float) -> None:
    """Each step takes at most ``tolerance`` times as long; a slow moment of the machine is measured again."""
    times = [seconds(text_of(unit, size, frame)) for size in sizes]
    for at in range(1, len(sizes)):
        if times[at] <= max(NEGLIGIBLE, tolerance * times[at - 1]):
            continue
        best = [min(seconds(text_of(unit, size, frame)) for _ in range(2)) for size in sizes[at - 1 : at + 1]]
        assert best[1] <= max(NEGLIGIBLE, tolerance * best[0]), dict(zip(sizes, times, strict=True))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str, frame: str) -> None:
    assert_linear(HOSTILE[name], FRAMES[frame], (SMALL, LARGE), QUADRUPLED)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_four_megabytes_take_linear_time(name: str) -> None:
    assert_linear(HOSTILE[name], FRAMES["in an article"], DOUBLINGS, DOUBLED)
