"""A tree as Akoma Ntoso 3.0 (OASIS): hierarchy with eIds, FRBR metadata, references and defined terms in place.

編 to 条 and 項 are the elements of that name, 号 is ``point``, its subdivisions ``level``; what the standard has no name for
is ``hcontainer`` with jorei's. Everything of the document is in it: lines around the law are ``hcontainer`` too, in the
order of the text, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from lxml import etree

from jorei.identity.documents import doc_id, text_digest, work_uri
from jorei.model import SUBITEMS, Analysis, Node, Reference
from jorei.text.eras import ERA_BASE
from jorei.text.fold import fold
from jorei.text.lawnumbers import parse_law_number
from jorei.write.egov_element import clean

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_A: Final = f"{{{NAMESPACE}}}"
_UNKNOWN_DATE: Final = "0001-01-01"
_NAMES: Final[dict[str, str]] = {
    "part": "part", "chapter": "chapter", "section": "section", "subsection": "subsection", "division": "division",
    "article": "article", "paragraph": "paragraph", "item": "point", **dict.fromkeys(SUBITEMS, "level"),
}  # fmt: skip
_PREFACE: Final = ("title", "promulgation")
_NOT_ID: Final = re.compile(r"[^0-9A-Za-z_.\-]")


def to_akn(analysis: Analysis) -> bytes:
    """The document as Akoma Ntoso, in UTF-8.

    >>> from jorei.model import Source
    >>> from jorei.structure import parse
    >>> parsed = parse(Source("○甲市条例\\n\\n第1条 甲とする。"))
    >>> 'eId="main__art_1"' in to_akn(Analysis(Source(""), parsed.metadata, parsed.tree)).decode()
    True
    """
    root = etree.Element(f"{_A}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs forget the default
    act = etree.SubElement(root, f"{_A}act", name=analysis.metadata.kind)
    _AknWriter(analysis).act(act)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


class _AknWriter:
    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tree = analysis.tree
        self.marked = _inline(analysis)

    def act(self, act: Any) -> None:
        """Write the whole document into its ``act`` element."""
        self.meta(_sub(act, "meta"))
        front = []
        for child in self.tree.children(0):
            if child.kind not in _PREFACE:
                break
            front.append(child)
        if front:
            preface = _sub(act, "preface")
            for node in front:
                paragraph = _sub(preface, "p", eId=node.eid)
                name = "docTitle" if node.kind == "title" else "docNumber"
                _sub(paragraph, name).text = clean(node.title or node.text)
        body = _sub(act, "body")
        rest = [child for child in self.tree.children(0) if child not in front]
        for child in rest:
            self.node(body, child)
        if not rest:  # the schema wants something
            _sub(_sub(body, "hcontainer", name="empty"), "content").append(etree.Element(f"{_A}p"))

    def meta(self, meta: Any) -> None:
        """Write the FRBR metadata: the work is the ordinance, the expression this text of it, the manifestation this file."""
        metadata = self.analysis.metadata
        name = doc_id(metadata, text_digest(self.analysis.source.text))
        work = work_uri(metadata) or f"/akn/jp/act/{name}"
        day = str(metadata.promulgated_on or _UNKNOWN_DATE)
        version = str(metadata.in_force_on or metadata.expression_date or metadata.promulgated_on or _UNKNOWN_DATE)
        expression = f"{work}/jpn@{version}" if version != _UNKNOWN_DATE else f"{work}/jpn"
        author = metadata.municipality or metadata.issuer
        identification = _sub(meta, "identification", source="#jorei")
        for level, uri, date in (
            ("FRBRWork", work, day), ("FRBRExpression", expression, version), ("FRBRManifestation", f"{expression}.akn", version),
        ):  # fmt: skip
            properties = _sub(identification, level)
            _sub(properties, "FRBRthis", value=f"{uri}/!main")
            _sub(properties, "FRBRuri", value=uri)
            _sub(properties, "FRBRdate", date=date, name="promulgation" if level == "FRBRWork" else "expression")
            _sub(properties, "FRBRauthor", href="#author" if author else "#jorei")
            if level == "FRBRWork":
                code = metadata.municipality_code
                _sub(properties, "FRBRcountry", value=f"jp-{code}" if code else "jp")
            elif level == "FRBRExpression":
                _sub(properties, "FRBRlanguage", language="jpn")
        references = _sub(meta, "references", source="#jorei")
        _sub(references, "TLCOrganization", eId="jorei", href="/akn/ontology/organization/jorei", showAs="jorei")
        if author:
            href = f"/akn/ontology/organization/{quote(clean(author))}"
            _sub(references, "TLCOrganization", eId="author", href=href, showAs=clean(author))
        for number, definition in enumerate(self.analysis.definitions, 1):
            href = f"/akn/ontology/term/{quote(clean(definition.term))}"
            _sub(references, "TLCTerm", eId=f"term_{number}", href=href, showAs=clean(definition.term) or "?")

    def node(self, parent: Any, node: Node) -> None:
        """Write a node and all below it. Kinds nest to a fixed depth but for guides, so the walk may recurse."""
        name = _NAMES.get(node.kind)
        element = _sub(parent, name or "hcontainer", eId=node.eid)
        if name is None:
            element.set("name", node.kind)
        elif node.kind in SUBITEMS:
            element.set("class", node.kind)
        if node.label:
            _sub(element, "num").text = clean(node.label)
        if node.title:
            _sub(element, "heading").text = clean(node.title)
        if node.caption:
            _sub(element, "subheading" if node.title else "heading").text = clean(f"（{node.caption}）")
        below = list(self.tree.children(node))
        if node.kind == "table" and below:
            self.table(_sub(element, "content"), node)
        elif below:
            if node.text:
                self.words(_sub(element, "intro"), node)
            for child in below:
                self.node(element, child)
        else:
            self.words(_sub(element, "content"), node)

    def table(self, parent: Any, node: Node) -> None:
        """Write a table with its rows and cells."""
        table = _sub(parent, "table")
        for row in self.tree.children(node):
            cells = list(self.tree.children(row)) or [row]
            tr = _sub(table, "tr", eId=row.eid)
            for cell in cells:
                td = _sub(tr, "td") if cell is row else _sub(tr, "td", eId=cell.eid)
                self.words(td, cell)

    def words(self, parent: Any, node: Node) -> None:
        """Write the words of a node with its references and the terms that it defines."""
        paragraph = _sub(parent, "p")
        last, written = None, 0
        for start, end, name, attributes in self.marked.get(node.id, ()):
            if start < written:
                continue  # inside another one
            _append(paragraph, last, node.text[written:start])
            last = _sub(paragraph, name, **attributes)
            last.text = clean(node.text[start:end])
            written = end
        _append(paragraph, last, node.text[written:])


def _append(parent: Any, last: Any, words: str) -> None:
    if last is None:
        parent.text = (parent.text or "") + clean(words)
    else:
        last.tail = (last.tail or "") + clean(words)


def _sub(parent: Any, tag: str, /, **attributes: str) -> Any:
    if "eId" in attributes:
        attributes["eId"] = _NOT_ID.sub("-", attributes["eId"])
    return etree.SubElement(parent, _A + tag, attributes)


Inline = tuple[int, int, str, dict[str, str]]


def _inline(analysis: Analysis) -> dict[int, list[Inline]]:
    """For each node the stretches of its text that are references or defined terms, in order."""
    inline: dict[int, list[Inline]] = {}
    nodes = analysis.tree.nodes
    for reference in analysis.references:
        link = _link(reference, nodes)
        stretch = text_stretch(nodes[reference.node], reference.start, reference.end)
        if link and stretch:
            inline.setdefault(reference.node, []).append((*stretch, *link))
    for number, definition in enumerate(analysis.definitions, 1):
        stretch = text_stretch(nodes[definition.node], definition.start, definition.end)
        if stretch:
            inline.setdefault(definition.node, []).append((*stretch, "def", {"refersTo": f"#term_{number}"}))
    for stretches in inline.values():
        stretches.sort(key=_outer_first)
    return inline


def _outer_first(stretch: Inline) -> tuple[int, int]:
    return stretch[0], -stretch[1]


def _link(reference: Reference, nodes: tuple[Node, ...]) -> tuple[str, dict[str, str]] | None:
    """``ref`` to one target, ``rref`` to a range of them; None when it is not known where it leads."""
    targets = [nodes[target.node].eid for target in reference.targets if target.node is not None]
    if reference.target_law:
        href = law_href(reference.target_law)
        return ("ref", {"href": href}) if href else None
    if not targets:
        return None
    if len(targets) == 1:
        return "ref", {"href": f"#{targets[0]}"}
    return "rref", {"from": f"#{targets[0]}", "upTo": f"#{targets[-1]}"}


def law_href(law: str) -> str | None:
    """The URI of another law by its number: country, year and number are all that a citation says.

    >>> law_href("平成25年法律第27号")
    '/akn/jp/act/2013/%E6%B3%95%E5%BE%8B27'
    >>> law_href("番号法") is None
    True
    """
    number = parse_law_number(fold(law))
    if number is None:
        return None
    return f"/akn/jp/act/{ERA_BASE[number.era] + number.year}/{quote(number.issuer + number.type)}{number.number}"


def text_stretch(node: Node, start: int, end: int) -> tuple[int, int] | None:
    """Source offsets as offsets into ``node.text``; None when they lie outside its words.

    >>> from jorei.model import Piece
    >>> node = Node(0, -1, 1, 0, "paragraph", 0, 9, "p", "甲乙丙丁", pieces=(Piece("text", 2, 4), Piece("text", 5, 7)))
    >>> text_stretch(node, 3, 6), text_stretch(node, 0, 1)
    ((1, 3), None)
    """
    offsets = list(_offsets(node, (start, end - 1)))
    return (offsets[0], offsets[1] + 1) if len(offsets) == 2 else None


def _offsets(node: Node, source_offsets: tuple[int, int]) -> Iterator[int]:
    """The offset in ``node.text`` of each source offset that lies in its words."""
    for offset in source_offsets:
        before = 0
        for piece in node.pieces:
            if piece.role != "text":
                continue
            if piece.start <= offset < piece.end:
                yield before + offset - piece.start
                break
            before += piece.end - piece.start
