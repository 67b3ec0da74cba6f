"""A minute of fuzzing: every reader, and the parser behind it, for some seconds each in a process of its own."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).parent / "harness.py"
SECONDS = 7


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has wheels for Python 3.11 on Linux only"
)
@pytest.mark.parametrize("target", ["plain", "html", "egov", "docx", "pdf", "zip", "text"])
def test_no_bytes_break_a_reader(target: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(HARNESS), target, str(SECONDS), str(tmp_path)],
        capture_output=True,
        timeout=300,
        check=False,
    )
    said = run.stderr.decode("utf-8", "replace")
    assert run.returncode == 0, said[-3_000:] + run.stdout.decode("utf-8", "replace")[-3_000:]
    done = re.search(r"number_of_executed_units: (\d+)", said)
    assert done, said[-1_000:]
    assert int(done[1]) > 0


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ("texts", 1500),
        ("builds", 400),
        ("files", 1000),
        ("forged", 8),
        ("desk", 300),
        ("sites", 40),
        ("kills", 6),
        ("limits", 6),
        ("readers", 5),
    ],
)
def test_some_of_each_shape(shape: str, count: int) -> None:
    """More by hand: see `rounds.py`."""
    command = [sys.executable, str(HARNESS.with_name("rounds.py")), shape, str(count)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout[-3_000:] + run.stderr[-3_000:]
