"""The data that the script of a page reads: references, definitions and findings, by the numbers in the panes."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from jorei.dataset.tables import positions
from jorei.model import Diagnostic, Reference
from jorei.review.decision import Decision, dismissed_by
from jorei.review.loaded_document import DocumentLink
from jorei.review.names import relation_name, scope_name
from jorei.review.panes import Panes, document_href
from jorei.review.shown_passage import place_of

_MAX_RELATED: Final = 3
"""Other passages of a finding that are named with it."""
Json = dict[str, Any]


def page_data(panes: Panes, decisions: dict[int, Decision] | None = None) -> Json:
    """References, definitions and findings of a document, in their order in the analysis; ``decisions`` are all those on
    findings, by their index: None takes them as the analysis has them."""
    analysis, loaded = panes.analysis, panes.loaded
    node_numbers = {node.eid: node.id for node in panes.nodes}
    return {
        "references": [
            _reference(reference, analysis.source.text, loaded.targets.get(index))
            for index, reference in enumerate(analysis.references)
        ],
        "definitions": [
            {
                "node": definition.node, "term": definition.term, "means": definition.definition,
                "scope": scope_name(definition), "uses": definition.uses,
            }
            for definition in analysis.definitions
        ],
        "findings": _findings(analysis.diagnostics, analysis.source.text, decisions),
        "citing_documents": {
            node_numbers.get(eid, 0): [_link(link) for link in links] for eid, links in loaded.citing.items()
        },
    }  # fmt: skip


def _reference(reference: Reference, text: str, link: DocumentLink | None) -> Json:
    return {
        "node": reference.node, "text": reference.text, "status": reference.status,
        "targets": [target.node for target in reference.targets if target.node is not None],
        "citations": [target.citation for target in reference.targets if target.citation],
        "law": reference.target_law, "title": reference.target_law_title, "part": reference.target_part,
        "candidates": list(reference.candidates), "confidence": reference.confidence, "corrected": reference.corrected,
        "relation": relation_name(reference.relation), "document": _link(link) if link else None, "shown": msgspec.structs.asdict(place_of(text, reference)),
    }  # fmt: skip


def _link(link: DocumentLink) -> Json:
    return {"title": link.title, "href": document_href(link)}


def _findings(diagnostics: tuple[Diagnostic, ...], text: str, decisions: dict[int, Decision] | None) -> list[Json]:
    related = [diagnostic.related[:_MAX_RELATED] for diagnostic in diagnostics]
    starts = [diagnostic.start for diagnostic in diagnostics]
    starts += [passage.start for passages in related for passage in passages]
    lines = iter([line for line, _ in positions(text, starts)])
    own_lines = [next(lines) for _ in diagnostics]
    related_lines = [[[passage.message, next(lines)] for passage in passages] for passages in related]
    return [
        {
            "code": diagnostic.code, "name": diagnostic.name, "severity": diagnostic.severity,
            "confidence": diagnostic.confidence, "ja": diagnostic.message, "en": diagnostic.message_en,
            "node": diagnostic.node or 0, "line": own_lines[index], "suggestion": diagnostic.suggestion,
            "related": related_lines[index], **_decision(diagnostic, index, decisions),
            "shown": msgspec.structs.asdict(place_of(text, diagnostic)),
        }
        for index, diagnostic in enumerate(diagnostics)
    ]  # fmt: skip


def _decision(diagnostic: Diagnostic, index: int, decisions: dict[int, Decision] | None) -> Json:
    if decisions is not None:
        decision = decisions.get(index)
    else:
        decision = dismissed_by(diagnostic.suppressed_by) if diagnostic.suppressed_by else None
    return {"verdict": decision.verdict, "reason": decision.reason} if decision else {"verdict": "", "reason": ""}


def as_script(data: Json) -> str:
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
