"""What the numbers in the page mean: the data that the page's script reads."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from jorei.dataset.tables import positions
from jorei.review.panes import Panes, document_href

_MOST_RELATED: Final = 3
"""Other places of a finding that are named with it."""


def page_data(panes: Panes, verdicts: dict[int, tuple[str, str]] | None = None) -> dict[str, Any]:
    """References, definitions and findings of a document, by their places; ``verdicts`` are what was decided about
    findings, and why."""
    analysis, loaded = panes.analysis, panes.loaded
    verdicts = verdicts or {}
    places = {node.eid: node.id for node in panes.nodes}
    related = [list(one.related[:_MOST_RELATED]) for one in analysis.diagnostics]
    starts = [one.start for one in analysis.diagnostics] + [other.start for some in related for other in some]
    lines = iter([line for line, _ in positions(analysis.source.text, starts)])
    first = [next(lines) for _ in analysis.diagnostics]
    others = [[[other.message, next(lines)] for other in some] for some in related]
    return {
        "references": [
            {
                "node": one.node, "text": one.text, "status": one.status,
                "targets": [target.node for target in one.targets if target.node is not None],
                "cites": [target.citation for target in one.targets if target.citation],
                "law": one.target_law, "title": one.target_law_title, "part": one.target_part,
                "candidates": list(one.candidates), "confidence": one.confidence, "corrected": one.corrected,
                "other": {"title": link.title, "href": document_href(link)} if (link := loaded.out.get(at)) else None,
            }
            for at, one in enumerate(analysis.references)
        ],
        "definitions": [
            {"node": one.node, "term": one.term, "means": one.definition, "scope": one.scope_text or one.scope,
             "uses": one.uses}
            for one in analysis.definitions
        ],
        "findings": [
            {
                "code": one.code, "name": one.name, "severity": one.severity, "confidence": one.confidence,
                "ja": one.message, "en": one.message_en, "node": one.node or 0, "line": first[at],
                "suggestion": one.suggestion, "related": others[at],
                "verdict": verdicts.get(at, ("dismissed" if one.suppressed_by else "", ""))[0],
                "reason": verdicts.get(at, ("", one.suppressed_by or ""))[1],
            }
            for at, one in enumerate(analysis.diagnostics)
        ],
        "cited_by": {
            places.get(eid, 0): [{"title": link.title, "href": document_href(link)} for link in links]
            for eid, links in loaded.cited_by.items()
        },
    }  # fmt: skip


def as_script(data: dict[str, Any]) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or begins a comment.

    >>> as_script({"a": "</script><!--"})
    '{"a":"\\\\u003c/script>\\\\u003c!--"}'
    """
    return (
        msgspec.json.encode(data)
        .decode()
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
