"""What terms stand for in real ordinances, against definitions labelled by hand (README.md beside this file)."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

import jorei

HERE = Path(__file__).parent
FOLDERS = ("data/sabae/text", "data/sabae/html", "data/solar", "data/wards", "seeds")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def rows() -> list[dict[str, str]]:
    with (HERE / "definitions.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[tuple[str, str, str], tuple[str, float]]:
    """The hash of each definition and its confidence, by document, start and kind."""
    wanted = {row["document"] for row in rows()}
    definitions: dict[tuple[str, str, str], tuple[str, float]] = {}
    for folder in FOLDERS:
        for file in sorted((shared / folder).rglob("*.*")):
            name = digest(file.read_bytes())
            if name not in wanted:
                continue
            wanted.discard(name)
            for one in jorei.parse_file(file).definitions:
                words = "".join(one.definition.split())
                definitions[name, str(one.start), one.kind] = digest(words.encode()), one.confidence
    if not definitions:
        pytest.skip("needs the documents that were labelled, and none of them is there")
    return definitions


@pytest.mark.parametrize("half", ["dev", "test"])
def test_what_a_term_stands_for(found: dict[tuple[str, str, str], tuple[str, float]], half: str) -> None:
    judged = []
    for row in rows():
        if row["half"] == half:
            words, confidence = found.get((row["document"], row["start"], row["kind"]), ("", 0.0))
            judged.append((words == row["sha256"], confidence))
    right = sum(same for same, _ in judged)
    sure = [same for same, confidence in judged if confidence >= 0.9]
    print(f"{half}: {right} of {len(judged)} right, {sum(sure)} of {len(sure)} with a confidence of 0.9 and more")
    assert right / len(judged) >= 0.96
    assert sum(sure) / len(sure) >= 0.98
