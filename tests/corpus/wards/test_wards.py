"""Labelled provisions of real ordinances against gold that was read off headings (README.md); skipped without them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from corpus.wards.score import score

RECALL: Final = 0.995
PRECISION: Final = 0.99
MOST_DOUBTED: Final = 5
"""Entries of the gold that contradict themselves."""
MOST_SILENT: Final = 0.2
"""The share of provisions that the gold says nothing about: it must not grow into a place to hide in."""


def test_provisions_with_a_label(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not any((shared / "data" / "wards").glob("*.gold.json")):
        pytest.skip("needs the documents of the wards and their gold")
    came = score(shared / "data" / "wards")
    silent = came.silent.total()
    with capsys.disabled():
        print(f"\nwards: recall {came.recall:.4f} precision {came.precision:.4f}, gold silent about {silent} {dict(came.silent)}")
    assert came.recall >= RECALL, came.lost
    assert came.precision >= PRECISION, came.extra
    assert len(came.doubted) <= MOST_DOUBTED, came.doubted
    assert silent <= MOST_SILENT * (came.found + silent)
