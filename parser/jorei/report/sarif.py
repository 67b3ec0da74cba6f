"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.

Regions count lines and code points of the text as jorei read it; for a web page, a PDF or a Word file that is the
text as rendered. Dismissed findings are there with their reason, as suppressions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from jorei.check import RULES, Rule
from jorei.check.pages import page
from jorei.model import Diagnostic, Node
from jorei.model.vocabulary import Severity
from jorei.report.findings import LineOffsets

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_RULE_INDEX: Final = {rule.code: i for i, rule in enumerate(RULES)}


def to_sarif(results: list[dict[str, Any]], version: str, unreadable: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """A log of one run: its tool with every check as a rule, and the results. ``unreadable``: paths and reasons."""
    notices = [
        {"level": "error", "message": {"text": reason}, "locations": [{"physicalLocation": _artifact(path)}]}
        for path, reason in unreadable
    ]
    driver = {
        "name": "jorei", "version": version, "language": "ja", "rules": [_rule(rule) for rule in RULES],
    }  # fmt: skip
    invocation: dict[str, Any] = {"executionSuccessful": not notices}
    if notices:
        invocation["toolExecutionNotifications"] = notices
    run = {
        "tool": {"driver": driver}, "invocations": [invocation], "columnKind": "unicodeCodePoints", "results": results,
    }  # fmt: skip
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def to_result(finding: Diagnostic, path: str, offsets: LineOffsets, node: Node | None) -> dict[str, Any]:
    """One finding. Its fingerprint is made of the check, the path and the words, so that it survives new lines."""
    location: dict[str, Any] = {
        "physicalLocation": _artifact(path) | {"region": _region(finding.start, finding.end, offsets)}
    }
    if node is not None and node.citation:
        location["logicalLocations"] = [{"name": node.citation, "fullyQualifiedName": node.eid}]
    words = f"{finding.code}\n{path}\n{offsets.text[finding.start : finding.end]}\n{node.eid if node else ''}"
    result: dict[str, Any] = {
        "ruleId": finding.code, "ruleIndex": _RULE_INDEX[finding.code], "level": _LEVELS[finding.severity],
        "message": {"text": finding.message}, "locations": [location],
        "partialFingerprints": {"jorei/v1": hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]},
        "properties": {"messageEn": finding.message_en, "confidence": finding.confidence}
        | ({"suggestion": finding.suggestion} if finding.suggestion is not None else {}),
    }  # fmt: skip
    if finding.related:
        result["relatedLocations"] = [
            {"id": i, "message": {"text": other.message or finding.code},
             "physicalLocation": _artifact(path) | {"region": _region(other.start, other.end, offsets)}}
            for i, other in enumerate(finding.related)
        ]  # fmt: skip
    if finding.suppressed_by is not None:
        result["suppressions"] = [{"kind": "external", "justification": finding.suppressed_by}]
    return result


def _rule(rule: Rule) -> dict[str, Any]:
    text = page(rule)
    return {
        "id": rule.code, "name": rule.name, "shortDescription": {"text": text.partition("\n")[0]},
        "help": {"text": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.confidence != "L"},
        "properties": {"precision": {"H": "very-high", "M": "medium", "L": "low"}[rule.confidence]},
    }  # fmt: skip


def _artifact(path: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": quote(path.replace("\\", "/"), safe="/", errors="replace")}}


def _region(start: int, end: int, offsets: LineOffsets) -> dict[str, int]:
    (line, column), (end_line, end_column) = offsets.position(start), offsets.position(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            "charOffset": start, "charLength": max(0, end - start)}  # fmt: skip
