"""Comparison of many documents: quick enough, small enough, and no worse than a little above linear."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import jorei
from bench.variants import variants
from jorei.comparison.comparison import Comparison
from jorei.comparison.documents import document_from_analysis
from timing import growth, seconds, slowness

QUADRUPLED = 8
"""How much longer four times the documents may take: 4 is linear, 16 as their pairs grow."""


def test_time_grows_with_the_documents_not_with_their_pairs(root: Path) -> None:
    documents = [document_from_analysis(jorei.parse(text)) for text in variants(root / "raw", 64)]

    def cost(count: int) -> float:
        return seconds(lambda: Comparison(documents[:count]).groups("article"))

    cost(12)  # what is loaded and kept by the first
    assert growth(cost, (64,), measurable=0.1, tolerated=QUADRUPLED) <= QUADRUPLED


@pytest.mark.slow
def test_three_hundred_ordinances_on_one_subject(root: Path) -> None:
    script = (
        "import resource, sys, time\n"
        "from pathlib import Path\n"
        "import jorei\n"
        "from bench.variants import variants\n"
        "documents = [jorei.parse(text) for text in variants(Path(sys.argv[1]), 300)]\n"
        "start = time.process_time()\n"
        "groups = jorei.compare(documents).groups('article')\n"
        "print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
        "print(sorted((len(group.members) for group in groups), reverse=True)[20])\n"
    )
    run = [sys.executable, "-c", script, str(root / "raw")]
    environment = {"PYTHONPATH": f"{root / 'parser'}:{root / 'tests'}", "PATH": ""}
    out = subprocess.run(run, capture_output=True, text=True, check=True, env=environment).stdout.split()
    assert float(out[0]) < 60 * slowness(), "CPU seconds"
    assert float(out[1]) < 1024, "MB"
    assert int(out[2]) > 200, "the provisions of most documents are in one group each"
