"""How well real ordinances come out, measured against what people wrote down about them.

The documents and the gold are not part of the project. The scorers are programs of their own that read a build; their
figures are compared here with what has been reached, so that no change loses ground unseen.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import jorei


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the real documents."""
    folder = tmp_path_factory.mktemp("real") / "build"
    jorei.build(shared / "seeds", folder)
    return folder


def score(shared: Path, scorer: str, *arguments: str | Path) -> str:
    """What a scorer says, whether or not it is content."""
    command = [sys.executable, str(shared / "tools" / scorer), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_structure_is_exact(shared: Path, real: Path) -> None:
    lines = [line for line in score(shared, "score_structure.py", real).splitlines() if ": recall" in line]
    assert len(lines) == len(list((shared / "gold").glob("*.structure.tsv")))
    for line in lines:
        assert "recall 1.0000" in line and "precision 1.0000" in line, line
        assert all(got == of for got, of in re.findall(r"(\d+)/(\d+)", line)), line


def test_guide_pages_have_no_articles(shared: Path, real: Path) -> None:
    documents = jorei.Corpus(real).documents.to_pandas().set_index("source_path")
    golden = {path.name.split(".")[0] for path in (shared / "gold").glob("*.structure.tsv")}
    guides = [name for name in documents.index if Path(name).stem not in golden]
    assert guides
    assert set(documents.loc[guides, "kind"]) == {"guide"}
    assert set(documents.loc[guides, "article_count"]) == {0}
