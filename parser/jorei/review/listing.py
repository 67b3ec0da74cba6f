"""What stands on the list: the queue of findings, how far it is decided, the documents."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from jorei.check import BY_CODE
from jorei.model.vocabulary import Severity, values
from jorei.review.bases import amends_by_title
from jorei.review.filters import Filters, Row
from jorei.review.names import explanation

_PAGE_FINDINGS: Final = 200
"""Findings on one page of the list."""
_MAX_DOCUMENTS: Final = 500
"""Documents on the list; the filter finds the others."""
Json = dict[str, Any]


def listing(filters: Filters, documents: list[Row], findings: list[Row]) -> Json:
    """The list with these filters, and the filters: words that are a code are meant as one."""
    filters = _codes_as_codes(filters, documents, findings)
    shown = filters.of_documents(documents)
    ids = {row["doc_id"] for row in shown}
    findings = [row for row in findings if row["doc_id"] in ids]
    titles = {row["doc_id"]: row["title"] or row["source_path"] for row in documents}
    progress = [row for row in findings if filters.take(row, but="state")]
    queue = filters.sort([row for row in progress if filters.take(row)])
    first = (filters.page - 1) * _PAGE_FINDINGS
    decided = sum(bool(row["verdict"]) for row in progress)
    counts = _counts(findings)
    return {
        "filters": filters, "first": first, "more": len(queue) > first + _PAGE_FINDINGS,
        "queue": [row | {"title": titles[row["doc_id"]]} for row in queue[first : first + _PAGE_FINDINGS]],
        "total": {
            "documents": len(shown), "findings": len(progress), "decided": decided, "open": len(progress) - decided,
            "percent": 100 * decided // len(progress) if progress else 0,
        },
        "states": [("open", len(progress) - decided), ("decided", decided), ("all", len(progress))],
        "severities": _by_severity(row["severity"] for row in findings if filters.take(row, but="severity")),
        "codes": _codes(filters, findings), "doc_title": titles.get(filters.doc, filters.doc),
        "documents": [_document(row, counts.get(row["doc_id"], Counter())) for row in shown[:_MAX_DOCUMENTS]],
        "hidden": max(0, len(shown) - _MAX_DOCUMENTS),
    }  # fmt: skip


def _codes_as_codes(filters: Filters, documents: list[Row], findings: list[Row]) -> Filters:
    """Who types R01 into the field of words asks for that check, unless a document is called so."""
    code = filters.q.upper()
    known = code in BY_CODE or any(row["code"] == code for row in findings)
    if not known or filters.of_documents(documents):
        return filters
    return Filters("", filters.severity, code, filters.doc, filters.state, filters.order, filters.page)


def _codes(filters: Filters, findings: list[Row]) -> list[Json]:
    """The checks that have findings here, with how many; the one that is chosen also where it has none."""
    counts = Counter(row["code"] for row in findings if filters.take(row, but="code"))
    codes = sorted({*counts, *filter(None, [filters.code])})
    return [{"code": code, "count": counts[code], **_subject(code)} for code in codes]


def _subject(code: str) -> Json:
    """What a check is about, as its page begins."""
    ja, en = explanation(code) if code in BY_CODE else ([""], [""])
    return {"ja": ja[0], "en": en[0]}


def _counts(findings: list[Row]) -> dict[str, Counter[str]]:
    """The findings of each document: the open ones by severity, those that are decided, and all."""
    counts: dict[str, Counter[str]] = {}
    for row in findings:
        counts.setdefault(row["doc_id"], Counter()).update((row["verdict"] and "decided" or row["severity"], "all"))
    return counts


def _by_severity(severities: Any) -> dict[str, int]:
    counts = Counter(severities)
    return {severity: counts[severity] for severity in values(Severity)}


def _document(row: Row, counts: Counter[str]) -> Json:
    """A row of the list of documents."""
    return {
        "doc_id": row["doc_id"], "ok": row["status"] == "ok", "title": row["title"] or row["source_path"],
        "reason": row["status_reason"], "amends": amends_by_title(row["title"]), "verified": row["verified_by"],
        "articles": row["article_count"] or "", "decided": counts["decided"], "all": counts["all"],
        "details": " · ".join(filter(None, (row["municipality"], row["law_number"], row["source_path"]))),
        **{severity: counts[severity] for severity in values(Severity)},
    }  # fmt: skip
