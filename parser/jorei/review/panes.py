"""The two panes of a document as HTML: the source in lines, the provisions as a tree.

Everything that comes from a document is escaped. No style and no script stands in an attribute: the page's
Content-Security-Policy would refuse it. Elements carry numbers only (``data-node``, ``data-reference``,
``data-definition``, ``data-findings``), which index the page's data (`jorei.review.page_data`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final
from urllib.parse import quote

from jorei.model import Analysis, Node
from jorei.model.vocabulary import Severity, values
from jorei.review.loaded_document import DocumentLink, LoadedDocument
from jorei.review.segments import TextSegment, segments

_CHUNK_LINES: Final = 24
"""Lines of the source in one block; the browser lays out no block that is out of sight (content-visibility)."""
_MAX_LINE_FINDINGS: Final = 6
"""Findings that a line number leads to."""
_MAX_DEPTH: Final = 12
"""The deepest level that has a class of its own."""
_E_GOV: Final = "https://laws.e-gov.go.jp/law/"
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(values(Severity))}


class Panes:
    """The segments of one document and the HTML made of them."""

    def __init__(self, loaded: LoadedDocument) -> None:
        self.loaded = loaded
        self.analysis: Analysis = loaded.analysis
        self.text = self.analysis.source.text
        self.nodes = self.analysis.tree.nodes
        self.segments = segments(self.analysis)
        self.node_of_citation = {node.citation: node.id for node in reversed(self.nodes) if node.citation}
        self._citing = self._citing_references()

    def _citing_references(self) -> dict[int, set[int]]:
        """The references that lead to each node."""
        citing: dict[int, set[int]] = defaultdict(set)
        for index, reference in enumerate(self.analysis.references):
            for target in reference.targets:
                if target.node is not None:
                    citing[target.node].add(index)
        return citing

    # ---- the source

    def source_html(self) -> str:
        """The source text, line by line."""
        line_starts = [0, *(offset + 1 for offset, character in enumerate(self.text) if character == "\n")]
        by_line: list[list[TextSegment]] = [[] for _ in line_starts]
        for segment in self.segments:
            by_line[bisect_right(line_starts, segment.start) - 1].append(segment)
        continuations = self._continuations()
        findings = self._findings_by_line(line_starts)
        html: list[str] = []
        for index, (start, line) in enumerate(zip(line_starts, by_line, strict=True)):
            if index % _CHUNK_LINES == 0:
                html.append("</div>" * (index > 0) + '<div class="chunk">')
            text_start = next((part.start for part in line if self.text[part.start : part.end].strip()), start)
            joined = " joined" if text_start in continuations else ""
            number = index + 1
            html.append(
                f'<div class="line{joined}" id="L{number}">'
                f'<a{self._number_attributes(findings.get(index, ()))} href="#L{number}" tabindex="-1">{number}</a>'
                f'<span class="line-text">{"".join(map(self._segment, line))}</span></div>'
            )
        return "".join(html) + "</div>"

    def _continuations(self) -> set[int]:
        """The offsets where the words of a node go on that began on an earlier line."""
        offsets: set[int] = set()
        for node in self.nodes:
            text_pieces = [piece for piece in node.pieces if piece.role == "text"]
            offsets.update(piece.start for piece in text_pieces[1:])
        return offsets

    def _findings_by_line(self, line_starts: list[int]) -> dict[int, list[int]]:
        findings: dict[int, list[int]] = defaultdict(list)
        for index, finding in enumerate(self.analysis.diagnostics):
            findings[bisect_right(line_starts, finding.start) - 1].append(index)
        return findings

    def _number_attributes(self, findings: Iterable[int]) -> str:
        indexes = list(findings)
        if not indexes:
            return ' class="line-number"'
        named = " ".join(map(str, indexes[:_MAX_LINE_FINDINGS]))
        return f' data-findings="{named}" class="line-number severity-{self._gravest(indexes)}"'

    def _gravest(self, findings: Iterable[int]) -> Severity:
        return min((self.analysis.diagnostics[index].severity for index in findings), key=_GRAVITY.__getitem__)

    def _segment(self, segment: TextSegment) -> str:
        """One segment: a reference is a link, a definition a `dfn`, anything else a span of its node."""
        words = escape(self.text[segment.start : segment.end])
        classes: list[str] = [segment.role] if segment.role != "text" else []
        attributes = f' data-node="{segment.node}"' if segment.node >= 0 else ""
        if segment.findings:
            classes += ["with-findings", f"severity-{self._gravest(segment.findings)}"]
            attributes += f' data-findings="{" ".join(map(str, segment.findings))}"'
        tag = "span"
        if segment.reference >= 0:
            tag = "a"
            classes += ["reference", self.analysis.references[segment.reference].status]
            attributes += f' data-reference="{segment.reference}"{self._link_attributes(segment.reference)}'
        elif segment.definition >= 0:
            tag = "dfn"
            attributes += f' data-definition="{segment.definition}" tabindex="0"'
        elif segment.use >= 0:
            classes.append("term-use")
            attributes += f' data-definition="{segment.use}"'
        class_attribute = f' class="{" ".join(classes)}"' if classes else ""
        return f"<{tag}{class_attribute}{attributes}>{words}</{tag}>"

    def _link_attributes(self, index: int) -> str:
        """Where a reference leads: to another document, in this page, or to e-Gov; else to the nearest provision."""
        link = self.loaded.targets.get(index)
        if link:
            return f' href="{document_href(link)}"'
        reference = self.analysis.references[index]
        node = next((target.node for target in reference.targets if target.node is not None), None)
        if node is None and reference.target_law is None and reference.targets:
            node = self._nearest(reference.targets[0].citation or "")
        if node is not None:
            return f' href="#{escape(self.nodes[node].eid)}"'
        if reference.target_law_id:
            address = f"{_E_GOV}{quote(reference.target_law_id, safe='')}"
            return f' href="{address}" rel="noreferrer noopener" target="_blank"'
        return ' tabindex="0" role="link"'

    def _nearest(self, citation: str) -> int | None:
        """The existing provision that is nearest to one that does not exist: 第26条 for 第26条第5項."""
        while citation and citation not in self.node_of_citation:
            citation = citation.rpartition("第")[0]
        return self.node_of_citation.get(citation)

    # ---- the tree

    def tree_html(self) -> str:
        """The provisions, nested, each with its findings."""
        by_node: dict[int, list[TextSegment]] = defaultdict(list)
        for segment in self.segments:
            by_node[segment.node].append(segment)
        findings: dict[int, list[int]] = defaultdict(list)
        for index, finding in enumerate(self.analysis.diagnostics):
            findings[finding.node or 0].append(index)
        html: list[str] = []
        open_ends: list[int] = []
        for node in self.nodes:
            while open_ends and node.id >= open_ends[-1]:
                html.append("</div>")
                open_ends.pop()
            html.append(self._start_tag(node))
            html.append(self._own_html(node, by_node.get(node.id, ())))
            html.extend(self._finding(index) for index in findings.get(node.id, ()))
            open_ends.append(node.id + node.size)
        return "".join(html) + "</div>" * len(open_ends)

    def _start_tag(self, node: Node) -> str:
        properties = (
            ("inferred", node.label_inferred),
            ("corrected", node.corrected),
            ("deleted", node.deleted),
        )
        flags = [name for name, is_set in properties if is_set]
        classes = " ".join(("node", f"k-{node.kind}", f"d{min(node.depth, _MAX_DEPTH)}", *flags))
        citation = f' data-citation="{escape(node.citation)}"' if node.citation else ""
        return f'<div class="{classes}" id="{escape(node.eid)}" data-node="{node.id}"{citation}>'

    def _own_html(self, node: Node, own: Iterable[TextSegment]) -> str:
        """Caption, label, title and words of a node, in the order in which a law shows them."""
        if node.kind == "law":
            return ""
        by_role: dict[str, list[str]] = defaultdict(list)
        last_end = 0
        for segment in own:
            if segment.role == "trivia":
                continue
            if segment.role == "text" and by_role["text"] and "\n" in self.text[last_end : segment.start]:
                by_role["text"].append('<i class="line-break"></i>')
            by_role[segment.role].append(self._segment(segment))
            last_end = segment.end
        head = [self._caption_html(node, by_role["caption"]), self._label_html(node, by_role["label"])]
        if node.kind not in ("article", "paragraph"):
            head.reverse()  # 附則（平成17年条例第3号）, 別表第1（第3条関係）: the brackets follow
        title = f'<span class="own-title">{"".join(by_role["title"])}</span>' if by_role["title"] else ""
        own_html = "".join([*head, title, *by_role["text"], *self._badges(node)])
        return f'<div class="own" tabindex="-1">{own_html}</div>'

    def _caption_html(self, node: Node, segments: list[str]) -> str:
        shared = f'<span class="caption shared">（{escape(node.caption or "")}）</span>' if node.caption_shared else ""
        return f'<span class="own-caption">{"".join(segments)}{shared}</span>' if segments or shared else ""

    def _label_html(self, node: Node, segments: list[str]) -> str:
        label = "".join(segments)
        if not label and node.label_inferred:
            label = f'<span class="inferred-label">{escape(self._inferred_label(node))}</span>'
        return f'<span class="own-label">{label}</span>' if label else ""

    def _inferred_label(self, node: Node) -> str:
        """The label that the source lost: of 号の細分 the end of the citation, else the number."""
        if node.kind == "suppl_provision":
            return "附則"
        above = self.nodes[node.parent].citation or ""
        if node.kind.startswith("subitem") and node.citation and node.citation.startswith(above):
            return node.citation.removeprefix(above)
        return node.num or ""

    def _badges(self, node: Node) -> Iterator[str]:
        if node.label_inferred:
            yield f'<span class="badge" data-badge="inferred">{node.confidence:.2f}</span>'
        elif node.confidence < 1:
            yield f'<span class="badge" data-badge="doubtful">{node.confidence:.2f}</span>'
        if node.corrected:
            yield '<span class="badge" data-badge="corrected"></span>'
        count = len(self._citing.get(node.id, ())) + len(self.loaded.citing.get(node.eid, ()))
        if count:
            yield f'<button class="cited-by" type="button" data-cited-node="{node.id}">{count}</button>'

    def _finding(self, index: int) -> str:
        finding = self.analysis.diagnostics[index]
        suggestion = f'<span class="suggestion">{escape(finding.suggestion)}</span>' if finding.suggestion else ""
        dismissed = " dismissed" if finding.suppressed_by else ""
        return (
            f'<div class="finding severity-{finding.severity}{dismissed}" id="f{index}" data-findings="{index}" '
            f'tabindex="-1"><b class="code">{escape(finding.code)}</b>'
            f'<span class="severity" data-severity="{finding.severity}"></span>'
            f'<span class="ja">{escape(finding.message)}</span><span class="en" lang="en">{escape(finding.message_en)}'
            f'</span>{suggestion}<span class="decision">{escape(finding.suppressed_by or "")}</span></div>'
        )


def document_href(link: DocumentLink) -> str:
    """The address of a document, or of a node in it.

    >>> document_href(DocumentLink("h15-jorei-1-3fa9c21b", "甲市条例", "main__art_1"))
    '/doc/h15-jorei-1-3fa9c21b#main__art_1'
    """
    return f"/doc/{quote(link.doc_id, safe='')}" + (f"#{quote(link.node_id)}" if link.node_id else "")
