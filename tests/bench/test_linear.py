"""Linear time: four times the text takes four times the time, whatever the text.

CI goes up to some ten kilobytes, and as far as the time can be measured; `pytest -m slow tests/bench` up to 4 MB.
"""

from __future__ import annotations

import pytest

from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from soups import FRAMES, HOSTILE, text_of
from timing import growth, seconds

SIZES = (48_000, 192_000)
LONG = (4_000_000,)
QUADRUPLED = 9.0
"""How much longer four times the text may take: 4 is linear, 16 quadratic; machines are noisy."""
MEASURABLE = 0.03
"""CPU seconds. A text of 192 kB that takes less takes less than a second for a megabyte, even if it were quadratic."""


def growth_of(name: str, frame: str, sizes: tuple[int, ...]) -> float:
    def cost(size: int) -> float:
        source = read_text(text_of(HOSTILE[name], size, FRAMES[frame]))
        return seconds(lambda: analyse(source))

    return growth(cost, sizes, measurable=MEASURABLE, tolerated=QUADRUPLED)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str, frame: str) -> None:
    assert growth_of(name, frame, SIZES) <= QUADRUPLED


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_four_megabytes_take_linear_time(name: str) -> None:
    assert growth_of(name, "in an article", LONG) <= QUADRUPLED
