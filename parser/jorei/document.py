"""`Document` and `NodeView`: a document, freshly parsed or of a build, and its provisions, as a Python user asks them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from jorei.identity.citations import WHOLE, citation_key
from jorei.model import Analysis, Node, Reference, Token

if TYPE_CHECKING:
    from jorei.model.kinds import Kind
    from jorei.model.vocabulary import InstrumentKind


class NodeView:
    """A provision of a document, with its surroundings."""

    __slots__ = ("document", "node")

    def __init__(self, document: Document, node: Node) -> None:
        self.document, self.node = document, node

    def __repr__(self) -> str:
        return f"<{self.node.kind} {self.citation or self.node.eid}: {self.text[:30]}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeView) and (other.document is self.document) and other.node.id == self.node.id

    def __hash__(self) -> int:
        return hash((id(self.document), self.node.id))

    @property
    def node_id(self) -> str:
        """Its id in the tables: law number, kinds and numbers from the top of the document to it."""
        return self.node.eid

    @property
    def kind(self) -> Kind:
        """article, paragraph, item …: the names of 法令標準XML in snake_case."""
        return self.node.kind

    @property
    def label(self) -> str | None:
        """第1条, 2, (1) …, as written."""
        return self.node.label

    @property
    def caption(self) -> str | None:
        """The caption (見出し) without its brackets."""
        return self.node.caption

    @property
    def title(self) -> str | None:
        """The title of a chapter, an appendix …"""
        return self.node.title

    @property
    def citation(self) -> str | None:
        """How it is cited: 第13条第3項第2号."""
        return self.node.citation

    @property
    def text(self) -> str:
        """The wording. An article's own wording is that of its first paragraph, unless it has several."""
        if self.node.kind in ("article", "suppl_provision") and not self.node.text:
            paragraphs = [child for child in self.children if child.kind == "paragraph"]
            return paragraphs[0].text if len(paragraphs) == 1 else ""
        return self.node.text

    @property
    def full_text(self) -> str:
        """Its wording with all that is below it, as it is quoted: captions, labels, 項 and 号 on lines of their own, no
        wraps and no notes.

        >>> import jorei
        >>> print(jorei.parse("○甲市条例\\n\\n（届出）\\n第1条 甲とする。\\n2 乙とする。").find("第1条").full_text)
        （届出）
        第1条　甲とする。
        2　乙とする。
        """
        from jorei.text.provision_text import full_text

        return full_text(self.document.tree, self.node)

    @property
    def source_text(self) -> str:
        """The source from its first to its last character, with wraps, blank lines and notes."""
        return self.document.source.text[self.node.start : self.node.end]

    def to_dict(self) -> dict[str, Any]:
        """It and all below it as plain dicts: kind, label, caption, title, citation, text, full_text, children.

        >>> import jorei
        >>> jorei.parse("○甲市条例\\n\\n第1条 甲とする。\\n2 乙とする。").find("第1条第2項").to_dict()["full_text"]
        '2　乙とする。'
        """
        names = ("node_id", "kind", "label", "caption", "title", "citation", "text")
        tree = self.document.tree
        views = [NodeView(self.document, node) for node in tree.subtree(self.node)]
        texts = [
            view.full_text if view.node.id == self.node.id or view.kind in ("article", "paragraph") else None
            for view in views
        ]
        dicts: list[dict[str, Any]] = [
            {name: getattr(view, name) for name in names} | {"full_text": text, "children": []}
            for view, text in zip(views, texts, strict=True)
        ]
        for view, made in zip(views[1:], dicts[1:], strict=True):
            dicts[view.node.parent - self.node.id]["children"].append(made)
        return dicts[0]

    @property
    def parent(self) -> NodeView | None:
        """The node that it stands in; None for the document as a whole."""
        return self.document.node(self.node.parent) if self.node.parent >= 0 else None

    @property
    def children(self) -> tuple[NodeView, ...]:
        """The nodes that stand in it, in order."""
        return tuple(NodeView(self.document, child) for child in self.document.tree.children(self.node))

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references in its words and in all that is below it."""
        last = self.node.id + self.node.size
        return tuple(reference for reference in self.document.references if self.node.id <= reference.node < last)

    @property
    def cited_by(self) -> tuple[Reference, ...]:
        """The references of the document that lead to it; those to a unit below or above it are theirs.

        >>> import jorei
        >>> doc = jorei.parse("○甲市条例\\n\\n第1条 甲とする。\\n第2条 前条の規定は、乙に準用する。")
        >>> [reference.text for reference in doc.find("第1条").cited_by]
        ['前条']
        """
        return self.document._citing.get(self.node.id, ())

    @property
    def applies(self) -> tuple[NodeView, ...]:
        """The provisions of the document that it applies mutatis mutandis (準用), exceptions taken out.

        >>> import jorei
        >>> doc = jorei.parse("○甲市条例\\n\\n第1条 甲\\n2 乙\\n第2条 丙\\n第3条 第1条(第2項を除く。)及び前条の規定は、丁に準用する。")
        >>> [provision.citation for provision in doc.find("第3条").applies]
        ['第1条第1項', '第2条']
        """
        from jorei.links.applied import applied_provisions

        document = self.document
        node_ids = applied_provisions(document.source, document.tree, document.references, self.node)
        return tuple(document.node(node_id) for node_id in node_ids)


class Document(Analysis, frozen=True, gc=True, dict=True):
    """Everything known about one text: an `Analysis` that can be asked.

    >>> import jorei
    >>> doc = jorei.parse("○甲市条例\\n\\n第1条 甲とする。\\n2 次に掲げる者\\n(1) 乙\\n(2) 丙")
    >>> doc.title, doc.find("第一条第2項第２号").text
    ('甲市条例', '丙')
    """

    def __repr__(self) -> str:
        articles = sum(node.kind == "article" for node in self.tree.own_nodes())
        name = " ".join(filter(None, (self.title, self.law_number))) or self.source.path or "?"
        return f"<jorei document {name}: {articles} articles, {len(self.references)} references>"

    @property
    def title(self) -> str | None:
        """Its title; None when it has none."""
        return self.metadata.title

    @property
    def kind(self) -> InstrumentKind:
        """ordinance, rule …: the kind of instrument."""
        return self.metadata.kind

    @property
    def law_number(self) -> str | None:
        """平成15年条例第1号, as written; None when it is not known."""
        return self.metadata.law_number

    @property
    def text(self) -> str:
        """The source text; all offsets count its code points."""
        return self.source.text

    def find(self, citation: str) -> NodeView | None:
        """The provision of a pin-cite, in any width and numerals; None when the document has none.

        第13条第3項第2号イ, 第十三条 第3項, 附則第2項, 別表第1, 全体. 第1項 may be left out and may be written.
        """
        index = self._by_citation.get(citation_key(citation))
        return None if index is None else self.node(index)

    @cached_property
    def _by_citation(self) -> dict[str, int]:
        """Arena ids by the key of the citation; of two nodes with one citation the first counts."""
        ids = {WHOLE: 0}
        for node in self.tree.nodes:
            if node.citation:
                ids.setdefault(citation_key(node.citation), node.id)
        return ids

    @cached_property
    def _citing(self) -> dict[int, tuple[Reference, ...]]:
        """The reverse index: arena id -> references that lead there."""
        citing: dict[int, dict[int, Reference]] = {}
        for reference in self.references:
            for target in reference.targets:
                if target.node is not None:
                    citing.setdefault(target.node, {})[id(reference)] = reference
        return {node: tuple(references.values()) for node, references in citing.items()}

    def node(self, index: int) -> NodeView:
        """The node with this arena id (``Reference.node`` and the like)."""
        return NodeView(self, self.tree.nodes[index])

    def tokens(self) -> tuple[Token, ...]:
        """The morphemes of every node, by Sudachi (mode C)."""
        from jorei.text.morphology import tokenize

        return tuple(tokenize(self.tree))

    def outline(self, width: int = 100, refs: bool = False) -> str:
        """The tree as an indented outline; ``refs`` shows where each reference leads."""
        from jorei.text.outline import outline

        return outline(self.tree, self.references if refs else (), width)


def document_of(analysis: Analysis) -> Document:
    """The same analysis as a `Document`."""
    return Document(*(getattr(analysis, name) for name in Analysis.__struct_fields__))
