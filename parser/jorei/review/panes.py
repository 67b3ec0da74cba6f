"""The two panes of a document as HTML: the source in lines, the provisions as a tree.

Everything that comes from a document goes through `_e`. No style and no script stands in an attribute: the page's
Content-Security-Policy would refuse it. Elements carry numbers only (``data-n`` a node, ``data-r`` a reference,
``data-d`` a definition, ``data-f`` findings); what these mean is in the page's data (`jorei.review.data`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape as _e
from typing import Final
from urllib.parse import quote

from jorei.model import Analysis, Node
from jorei.review.load import Link, LoadedDocument
from jorei.review.marks import MarkedStretch, stretches

_CHUNK: Final = 24
"""Lines of the source laid out at once; what is out of sight is not laid out at all (content-visibility)."""
_RANK: Final = {"error": 0, "warning": 1, "info": 2}
_DEEPEST: Final = 12
_E_GOV: Final = "https://laws.e-gov.go.jp/law/"


class Panes:
    """The marks of one document and the HTML made of them."""

    def __init__(self, loaded: LoadedDocument) -> None:
        self.loaded = loaded
        self.analysis: Analysis = loaded.analysis
        self.text = self.analysis.source.text
        self.nodes = self.analysis.tree.nodes
        self.stretches = stretches(self.analysis)
        self.places = {node.citation: node.id for node in reversed(self.nodes) if node.citation}
        self.citing = self._citing()

    def _citing(self) -> dict[int, set[int]]:
        """Which references lead to each node."""
        citing: dict[int, set[int]] = defaultdict(set)
        for at, reference in enumerate(self.analysis.references):
            for target in reference.targets:
                if target.node is not None:
                    citing[target.node].add(at)
        return citing

    # ---- the source

    def source(self) -> str:
        """The source text, line by line."""
        starts = [0, *(at + 1 for at, letter in enumerate(self.text) if letter == "\n")]
        by_line: list[list[MarkedStretch]] = [[] for _ in starts]
        for one in self.stretches:
            by_line[bisect_right(starts, one.start) - 1].append(one)
        wrapped = self._continuations()
        marked = self._marked_lines(starts)
        out: list[str] = []
        for number, (start, line) in enumerate(zip(starts, by_line, strict=True), 1):
            if number % _CHUNK == 1:
                out.append("</div>" * (number > 1) + '<div class="chunk">')
            first = next((one.start for one in line if self.text[one.start : one.end].strip()), start)
            joined = " joined" if first in wrapped else ""
            mark = (
                f' data-f="{marked[number - 1][1]}" class="no f-{marked[number - 1][0]}"'
                if number - 1 in marked
                else ' class="no"'
            )
            out.append(
                f'<div class="ln{joined}" id="L{number}"><a{mark} href="#L{number}" tabindex="-1">{number}</a>'
                f'<span class="tx">{"".join(map(self._stretch, line))}</span></div>'
            )
        return "".join(out) + "</div>"

    def _continuations(self) -> set[int]:
        """Where the words of a node go on that began on an earlier line."""
        found: set[int] = set()
        for node in self.nodes:
            words = [piece for piece in node.pieces if piece.role == "text"]
            found.update(piece.start for piece in words[1:])
        return found

    def _marked_lines(self, starts: list[int]) -> dict[int, tuple[str, str]]:
        """The gravest severity and the findings of each line that has any, by its place."""
        found: dict[int, list[int]] = defaultdict(list)
        for at, one in enumerate(self.analysis.diagnostics):
            found[bisect_right(starts, one.start) - 1].append(at)
        severities = {
            line: min((self.analysis.diagnostics[at].severity for at in some), key=_RANK.__getitem__)
            for line, some in found.items()
        }
        return {line: (severities[line], " ".join(map(str, some[:6]))) for line, some in found.items()}

    def _stretch(self, one: MarkedStretch) -> str:
        """One stretch: a reference is a link, a definition a `dfn`, all else a span of its node."""
        words = _e(self.text[one.start : one.end])
        classes: list[str] = [one.role] if one.role != "text" else []
        attributes = f' data-n="{one.node}"' if one.node >= 0 else ""
        if one.findings:
            severity = min((self.analysis.diagnostics[at].severity for at in one.findings), key=_RANK.__getitem__)
            classes += ["f", f"f-{severity}"]
            attributes += f' data-f="{" ".join(map(str, one.findings))}"'
        tag = "span"
        if one.reference >= 0:
            tag = "a"
            classes += ["r", self.analysis.references[one.reference].status]
            attributes += f' data-r="{one.reference}"{self._href(one.reference)}'
        elif one.definition >= 0:
            tag = "dfn"
            attributes += f' data-d="{one.definition}" tabindex="0"'
        elif one.use >= 0:
            classes.append("use")
            attributes += f' data-d="{one.use}"'
        named = f' class="{" ".join(classes)}"' if classes else ""
        return f"<{tag}{named}{attributes}>{words}</{tag}>"

    def _href(self, at: int) -> str:
        """Where a reference leads: in this page, to another document of the build, to e-Gov; else to what is nearest."""
        link = self.loaded.out.get(at)
        if link:
            return f' href="{document_href(link)}"'
        reference = self.analysis.references[at]
        node = next((target.node for target in reference.targets if target.node is not None), None)
        if node is None and reference.target_law is None and reference.targets:
            node = self._nearest(reference.targets[0].citation or "")
        if node is not None:
            return f' href="#{_e(self.nodes[node].eid)}"'
        if reference.target_law_id:
            return (
                f' href="{_E_GOV}{quote(reference.target_law_id, safe="")}" rel="noreferrer noopener" target="_blank"'
            )
        return ' tabindex="0" role="link"'

    def _nearest(self, citation: str) -> int | None:
        """The provision that is there and comes nearest to one that is not: 第26条 for 第26条第5項."""
        while citation and citation not in self.places:
            citation = citation.rpartition("第")[0]
        return self.places.get(citation)

    # ---- the tree

    def tree(self) -> str:
        """The provisions, nested, each with its findings."""
        own: dict[int, list[MarkedStretch]] = defaultdict(list)
        for one in self.stretches:
            own[one.node].append(one)
        findings: dict[int, list[int]] = defaultdict(list)
        for at, found in enumerate(self.analysis.diagnostics):
            findings[found.node or 0].append(at)
        out: list[str] = []
        open_until: list[int] = []
        for node in self.nodes:
            while open_until and node.id >= open_until[-1]:
                out.append("</div>")
                open_until.pop()
            out.append(self._open(node))
            out.append(self._own(node, own.get(node.id, ())))
            out.extend(self._finding(at) for at in findings.get(node.id, ()))
            open_until.append(node.id + node.size)
        return "".join(out) + "</div>" * len(open_until)

    def _open(self, node: Node) -> str:
        flags = [
            name
            for name, on in (
                ("inferred", node.label_inferred),
                ("corrected", node.corrected),
                ("deleted", node.deleted),
            )
            if on
        ]
        classes = " ".join(("node", f"k-{node.kind}", f"d{min(node.depth, _DEEPEST)}", *flags))
        cited = f' data-c="{_e(node.citation)}"' if node.citation else ""
        return f'<div class="{classes}" id="{_e(node.eid)}" data-n="{node.id}"{cited}>'

    def _own(self, node: Node, own: Iterable[MarkedStretch]) -> str:
        """Caption, label, title and words of a node, in the order in which a law shows them."""
        parts: dict[str, list[str]] = defaultdict(list)
        last = 0
        for one in own:
            if one.role == "trivia":
                continue
            if one.role == "text" and parts["text"] and "\n" in self.text[last : one.start]:
                parts["text"].append('<i class="seam"></i>')
            parts[one.role].append(self._stretch(one))
            last = one.end
        if node.kind == "law":
            return ""
        label = "".join(parts["label"])
        if not label and node.label_inferred:
            label = f'<span class="lost">{_e(self._lost_label(node))}</span>'
        shared = f'<span class="caption shared">（{_e(node.caption or "")}）</span>' if node.caption_shared else ""
        head = [
            f'<span class="cap">{"".join(parts["caption"])}{shared}</span>' if parts["caption"] or shared else "",
            f'<span class="lab">{label}</span>' if label else "",
        ]
        if node.kind not in ("article", "paragraph"):
            head.reverse()  # 附則（平成17年条例第3号）, 別表第1（第3条関係）: the brackets stand behind
        return (
            '<div class="own" tabindex="-1">'
            + "".join(head)
            + (f'<span class="ttl">{"".join(parts["title"])}</span>' if parts["title"] else "")
            + "".join(parts["text"])
            + "".join(self._badges(node))
            + "</div>"
        )

    def _lost_label(self, node: Node) -> str:
        """What a label that the source lost is called: the end of its citation for 号の細分, the number for others."""
        if node.kind == "suppl_provision":
            return "附則"
        above = self.nodes[node.parent].citation or ""
        if node.kind.startswith("subitem") and node.citation and node.citation.startswith(above):
            return node.citation.removeprefix(above)
        return node.num or ""

    def _badges(self, node: Node) -> Iterator[str]:
        if node.label_inferred:
            yield f'<span class="badge lost" data-b="inferred">{node.confidence:.2f}</span>'
        elif node.confidence < 1:
            yield f'<span class="badge" data-b="doubtful">{node.confidence:.2f}</span>'
        if node.corrected:
            yield '<span class="badge" data-b="corrected"></span>'
        count = len(self.citing.get(node.id, ())) + len(self.loaded.cited_by.get(node.eid, ()))
        if count:
            yield f'<button class="back" type="button" data-back="{node.id}">{count}</button>'

    def _finding(self, at: int) -> str:
        one = self.analysis.diagnostics[at]
        hint = f'<span class="sug">{_e(one.suggestion)}</span>' if one.suggestion else ""
        gone = " dismissed" if one.suppressed_by else ""
        return (
            f'<div class="find f-{one.severity}{gone}" id="f{at}" data-f="{at}" tabindex="-1"><b class="code">{_e(one.code)}</b>'
            f'<span class="sev" data-s="{one.severity}"></span><span class="ja">{_e(one.message)}</span>'
            f'<span class="en" lang="en">{_e(one.message_en)}</span>{hint}<span class="state">{_e(one.suppressed_by or "")}</span></div>'
        )


def document_href(link: Link) -> str:
    """The address of a document, or of a node in it.

    >>> document_href(Link("h15-jorei-1-3fa9c21b", "甲市条例", "main__art_1"))
    '/doc/h15-jorei-1-3fa9c21b#main__art_1'
    """
    return f"/doc/{quote(link.doc_id, safe='')}" + (f"#{quote(link.node_id)}" if link.node_id else "")
