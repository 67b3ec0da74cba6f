"""How well real ordinances come out, measured against what people and publishers wrote down about them.

The documents and the gold are not part of the project. The scorers are programs of their own that read a build; their
figures are compared here with what must not be lost again.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jorei


@pytest.fixture(scope="session")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the few documents whose gold was written by hand."""
    return build(sorted((shared / "seeds").glob("*.txt")), tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A build of the documents whose publisher's own tree and links are at hand, and the folder of that gold."""
    for gold in sorted({path.parent for path in (shared / "data").rglob("*.gold.json")}):
        if "refs" in json.loads(next(gold.glob("*.gold.json")).read_text(encoding="utf-8")):
            return build(sorted(gold.glob("*.txt")), tmp_path_factory.mktemp("published")), gold
    pytest.skip("needs documents with a publisher's tree and links, and there are none")


def build(documents: list[Path], where: Path) -> Path:
    """A build of these files alone."""
    (where / "raw").mkdir()
    for document in documents:
        shutil.copy(document, where / "raw")
    jorei.build(where / "raw", where / "build")
    return where / "build"


def score(shared: Path, scorer: str, *arguments: str | Path) -> list[str]:
    """The lines that a scorer prints, whether or not it is content."""
    command = [sys.executable, str(shared / "tools" / scorer), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False).stdout.splitlines()


def figure(name: str, line: str) -> float:
    """The number after a name in a scorer's line.

    >>> figure("wrong", "links 10 right 0.9000 wrong 0.0100")
    0.01
    """
    found = re.search(rf"\b{name} ([\d.]+)", line)
    assert found, line
    return float(found[1])


def test_structure_is_exact(shared: Path, seeds: Path) -> None:
    lines = [line for line in score(shared, "score_structure.py", seeds) if ": recall" in line]
    assert len(lines) == len(list((shared / "gold").glob("*.structure.tsv")))
    for line in lines:
        assert (figure("recall", line), figure("precision", line)) == (1, 1), line
        assert all(got == of for got, of in re.findall(r"(\d+)/(\d+)", line)), line


def test_guide_pages_have_no_articles(shared: Path, seeds: Path) -> None:
    documents = jorei.Corpus(seeds).documents.to_pandas().set_index("source_path")
    golden = {path.name.split(".")[0] for path in (shared / "gold").glob("*.structure.tsv")}
    guides = [name for name in documents.index if Path(name).stem not in golden]
    assert guides
    assert set(documents.loc[guides, "kind"]) == {"guide"}
    assert set(documents.loc[guides, "article_count"]) == {0}


def test_references_are_found_and_rarely_wrong(shared: Path, seeds: Path) -> None:
    lines = [line for line in score(shared, "score_references.py", seeds) if ": detected" in line]
    assert lines
    for line in lines:
        assert detected(line) >= 0.97, line
        assert figure("right", line) >= 0.93, line
        assert figure("wrong", line) <= 3, line


def detected(line: str) -> float:
    """What part of the gold was detected: ``detected 159/160 (0.9938)``."""
    return float(line.split("(")[1].split(")")[0])


def test_publishers_trees_come_out_again(shared: Path, published: tuple[Path, Path]) -> None:
    last = score(shared, "score_trees.py", *published)[-1]
    assert figure("structure F1", last) >= 0.985, last


def test_publishers_links_lead_where_they_say(shared: Path, published: tuple[Path, Path]) -> None:
    last = score(shared, "score_links.py", *published)[-1]
    assert figure("right", last) >= 0.93, last
    assert figure("wrong", last) <= 0.015, last
