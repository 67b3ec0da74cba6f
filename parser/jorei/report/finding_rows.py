"""Findings as rows of a table that an office passes on: where, how grave, what, and what to write instead."""

from __future__ import annotations

from typing import Final, NamedTuple

from jorei.model import Analysis
from jorei.model.vocabulary import Severity
from jorei.report.findings import LineOffsets, other_lines, visible

HEADINGS: Final = ("文書", "行", "条項", "重大度", "符号", "指摘", "語句", "提案", "指摘（英語）")
SEVERITY_NAMES: Final[dict[Severity, str]] = {"error": "誤り", "warning": "警告", "info": "情報"}
_RANK: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "info": 2}
_LONGEST_QUOTE: Final = 60
"""Code points of the words that are shown. Chosen."""


class FindingRow(NamedTuple):
    """One finding; the fields stand in the order of `HEADINGS`."""

    path: str
    line: int
    citation: str
    severity: Severity
    code: str
    message: str
    words: str
    suggestion: str
    message_en: str


def finding_rows(path: str, analysis: Analysis) -> list[FindingRow]:
    """The open findings of a document, the gravest first, then in the order of the text."""
    offsets = LineOffsets(analysis.source.text, analysis.source.lines_before)
    rows = []
    for finding in analysis.diagnostics:
        if finding.suppressed_by is not None:
            continue
        node = None if finding.node is None else analysis.tree.nodes[finding.node]
        words = analysis.source.text[finding.start : finding.end].replace("\n", "")
        also = f" ほかの行: {other_lines(finding, offsets)}" if finding.places > 1 else ""
        rows.append(
            FindingRow(
                visible(path), offsets.position(finding.start)[0], (node.citation or "") if node else "", finding.severity, finding.code,
                visible(finding.message) + also, visible(words[:_LONGEST_QUOTE]), visible(finding.suggestion or ""),
                visible(finding.message_en),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: _RANK[row.severity])
