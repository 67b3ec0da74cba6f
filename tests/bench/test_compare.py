"""Comparison of many documents: quick enough, small enough, and no worse than a little above linear."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import jorei
from bench.variants import variants
from jorei.comparison.comparison import Comparison
from jorei.comparison.documents import ComparedDocument, document_from_analysis


def seconds(documents: list[ComparedDocument]) -> float:
    start = time.process_time()
    Comparison(documents).groups("article")
    return time.process_time() - start


def test_time_grows_with_the_documents_not_with_their_pairs(root: Path) -> None:
    documents = [document_from_analysis(jorei.parse(text)) for text in variants(root / "raw", 64)]
    seconds(documents[:12])
    assert seconds(documents) < 8 * max(seconds(documents[:16]), 0.2)


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
    assert float(out[0]) < 60, "seconds"
    assert float(out[1]) < 1024, "MB"
    assert int(out[2]) > 200, "the provisions of most documents are in one group each"
