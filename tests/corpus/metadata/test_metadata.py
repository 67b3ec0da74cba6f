"""What a document says of itself, against what a person read in it."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import jorei

HERE = Path(__file__).parent
FOLDERS = ("seeds", "data/wards", "data/solar")
HASHED = ("title", "municipality")
FIELDS = (*HASHED, "law_number", "promulgated_on", "in_force_on", "kind")
NOT_JUDGED = "?"
RIGHT, INVENTED = 0.97, 0.005
"""The share of stated values that are right, and of unstated ones that are filled all the same."""


def digest(words: bytes) -> str:
    """How `metadata.tsv` names documents and words."""
    return hashlib.sha256(words).hexdigest()[:12]


def shown(field: str, value: object) -> str:
    """A value as it stands in the table."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return digest(str(value).encode()) if field in HASHED else str(value)


def verdict(wanted: str, found: str) -> str:
    if wanted == found:
        return "right" if wanted else "empty"
    if not wanted:
        return "invented"
    return "wrong" if found else "missed"


def score(shared: Path) -> dict[str, Counter[str]]:
    """The verdicts on each field."""
    with (HERE / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["document"]: row for row in csv.DictReader(file, delimiter="\t")}
    files = [file for folder in FOLDERS for file in sorted((shared / folder).glob("*.txt"))]
    held = {digest(file.read_bytes()): file for file in files}
    if not rows.keys() <= held.keys():
        pytest.skip("needs the documents that were read, and they are not there")
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for document, row in rows.items():
        metadata = jorei.parse_file(held[document]).metadata
        for field in FIELDS:
            if row[field] != NOT_JUDGED:
                found = verdict(row[field], shown(field, getattr(metadata, field)))
                counts[field][found] += 1
                if found not in ("right", "empty"):
                    print(f"{field:15} {found:9} {held[document].name} {getattr(metadata, field)}")
    return counts


def test_metadata_is_what_the_text_says(shared: Path) -> None:
    counts = score(shared)
    for field, found in counts.items():
        stated = found["right"] + found["wrong"] + found["missed"]
        print(f"{field:15} right {found['right'] / stated:.4f} of {stated} " + " ".join(f"{k} {v}" for k, v in found.items()))
        assert found["right"] >= RIGHT * stated, field
    unstated = sum(found["invented"] + found["empty"] for found in counts.values())
    assert sum(found["invented"] for found in counts.values()) <= INVENTED * unstated
