"""How often the findings of the checks are right, against verdicts given by hand (README.md beside this file)."""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest


from jorei.check import BY_CODE
from jorei.model import Diagnostic
from jorei.pipeline.pipeline import analyse
from jorei.read import read_file
from jorei.text.fold import squeeze

HERE = Path(__file__).parent
AROUND = 20
"""Code points before and after the words of a finding that are hashed with them."""
LEAST_RIGHT = {"error": 0.95, "warning": 0.85}
MOST_USELESS = 0.05
LEAST_FOUND_AGAIN = 0.9
"""The share of the right findings that are still found."""
SEVERAL = 8
"""Findings of one check with a verdict from which its own share says something."""


class Judged(NamedTuple):
    code: str
    severity: str
    verdict: str


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def words_of(text: str, finding: Diagnostic) -> str:
    """What a finding is known by: its words and those around it."""
    start, end = finding.start, finding.end
    parts = (text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
    return digest("|".join(map(squeeze, parts)).encode())


def verdicts() -> dict[tuple[str, str, str], str]:
    """The verdicts by document, code and words."""
    with (HERE / "findings.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["document"], row["code"], row["words"]): row["verdict"] for row in rows}


def files(shared: Path) -> Iterator[Path]:
    yield from sorted(shared.rglob("*.txt"))
    yield from sorted(shared.rglob("*.pdf"))
    layouts = os.environ.get("JOREI_LAYOUTS")
    if layouts:
        yield from sorted(Path(layouts).rglob("*.txt"))


@pytest.fixture(scope="module")
def judged(shared: Path) -> tuple[list[Judged], Counter[str], float]:
    """The findings with a verdict, how many have none (by check), and the share of the right ones that are found again."""
    known = verdicts()
    wanted = {document for document, _, _ in known}
    found: dict[tuple[str, str, str], Judged] = {}
    unknown: Counter[str] = Counter()
    seen: set[str] = set()
    for file in files(shared):
        document = digest(file.read_bytes())
        if document not in wanted or document in seen:
            continue
        seen.add(document)
        analysis = analyse(read_file(file))
        for finding in analysis.diagnostics:
            key = (document, finding.code, words_of(analysis.source.text, finding))
            if key in known:
                found[key] = Judged(finding.code, finding.severity, known[key])
            else:
                unknown[finding.code] += 1
    if not seen:
        pytest.skip("needs the documents whose findings were judged, and none of them is there")
    right = [key for key, verdict in known.items() if verdict == "right" and key[0] in seen]
    return list(found.values()), unknown, sum(key in found for key in right) / len(right)


def test_severity_is_earned(judged: tuple[list[Judged], Counter[str], float]) -> None:
    findings, unknown, again = judged
    counts: dict[str, Counter[str]] = {}
    by_severity: dict[str, Counter[str]] = {severity: Counter() for severity in ("error", "warning", "info")}
    for finding in findings:
        counts.setdefault(finding.code, Counter())[finding.verdict] += 1
        by_severity[finding.severity][finding.verdict] += 1
    for code, count in sorted(counts.items()):
        print(f"{code} {BY_CODE[code].severity:8}{dict(count)}  without a verdict {unknown[code]}")
    for severity, count in by_severity.items():
        print(f"{severity:8} right {count['right'] / max(1, count.total()):.3f} of {count.total()}")
    print(f"found again {again:.3f}")
    for severity, least in LEAST_RIGHT.items():
        count = by_severity[severity]
        assert count["right"] >= least * count.total(), severity
        assert count["useless"] <= MOST_USELESS * count.total(), severity
    for code, count in counts.items():
        least = LEAST_RIGHT.get(BY_CODE[code].severity, 0)
        severe = [finding for finding in findings if finding.code == code and finding.severity == BY_CODE[code].severity]
        if len(severe) >= SEVERAL:
            assert sum(finding.verdict == "right" for finding in severe) >= least * len(severe), code
        assert count.total()
    assert again >= LEAST_FOUND_AGAIN


def test_the_labels_are_whole() -> None:
    known = verdicts()
    assert len(known) >= 400
    assert set(known.values()) <= {"right", "wrong", "useless"}
