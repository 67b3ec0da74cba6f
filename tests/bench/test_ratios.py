"""What each stage costs, as a share of what bare Sudachi takes for the same text in the same run.

Machines differ and are noisy, shares much less. The bounds are far looser than the figures (structure and links take
0.8 of Sudachi's time): they catch a stage that has become several times as slow, not a slow morning.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sudachipy import Dictionary  # type: ignore[import-untyped]  # it ships no types

from bench import generate
from jorei.check import check
from jorei.links import link
from jorei.norms import norms
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from jorei.structure import parse

DOCUMENTS = 24
LIMITS = {"structure": 1.4, "links": 1.4, "checks": 0.8, "norms": 1.0}
"""As shares of Sudachi's time."""


def seconds(job: Callable[[], object]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    sources = [read_text(generate.document(number)[1]) for number in range(DOCUMENTS)]
    lines = [line for source in sources for line in source.text.split("\n") if line]
    tokenizer = Dictionary().tokenizer()
    parsed = [parse(source) for source in sources]
    analyses = [analyse(source) for source in sources]  # also fills the caches, as a build's second chunk finds them
    bare = seconds(lambda: [tokenizer.tokenize(line) for line in lines])
    jobs: dict[str, Callable[[], object]] = {
        "structure": lambda: [parse(source) for source in sources],
        "links": lambda: [
            link(one.source, two.tree, two.metadata, two.folded) for one, two in zip(analyses, parsed, strict=True)
        ],
        "checks": lambda: [check(analysis) for analysis in analyses],
        "norms": lambda: [norms(analysis.tree, analysis.folded) for analysis in analyses],
    }
    return {name: seconds(job) / bare for name, job in jobs.items()}


@pytest.mark.parametrize("stage", LIMITS)
def test_a_stage_takes_its_share(stage: str, shares: dict[str, float]) -> None:
    assert shares[stage] <= LIMITS[stage], shares
