"""A tree as 法令標準XML (schema version 3.0), valid for every tree; `jorei.read` makes the same tree of it again.

Ordinances are ``LawType="Misc"``: the schema's list has none for 条例. Amendment notes, recovered labels, and what surrounds
the law on a page have no element: they become processing instructions (`jorei.read.egov_vocabulary`). A node that the schema
does not allow where it is in the tree is put into its neighbour, with the levels it was moved (``lift``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from jorei.model import APPENDICES, Analysis, Metadata, Node, Tree
from jorei.model.kinds import DIVISIONS, ENUMERATED, SUBITEMS
from jorei.read.egov_vocabulary import APPENDIX_ELEMENTS, NODE_INSTRUCTION, ElementFacts, UnplacedNode
from jorei.write.egov_element import (
    add,
    add_facts,
    caption_of,
    clean,
    instruction,
    is_plain,
    number_attributes,
    positive,
    state_of,
    unless_plain,
    with_facts,
    write_sentences,
)
from jorei.write.egov_model import MODELS
from jorei.write.egov_toc import plan_toc, write_toc

_LAW_TYPES: Final = {"act": "Act", "cabinet_order": "CabinetOrder", "ministerial_ordinance": "MinisterialOrdinance"}
_TAGS: Final[dict[str, str]] = {
    "title": "LawTitle", "enact_statement": "EnactStatement", "toc": "TOC", "preamble": "Preamble",
    "main_provision": "MainProvision", "article": "Article", "paragraph": "Paragraph", "item": "Item",
    "suppl_provision": "SupplProvision", "table": "TableStruct", "quoted_provision": "AmendProvision",
    "remarks": "Remarks", "list": "List",
    **{kind: kind.capitalize() for kind in (*DIVISIONS, *SUBITEMS)}, **{str(kind): element for kind, element in APPENDIX_ELEMENTS.items()},
}  # fmt: skip
_LIST_TAGS: Final[dict[str, str]] = {
    "AppdxTable": "Item", "AppdxStyle": "StyleStruct", "SupplProvisionAppdxStyle": "StyleStruct", "AppdxNote": "NoteStruct",
    "Appdx": "ArithFormula", "SupplProvisionAppdx": "ArithFormula", "MainProvision": "Paragraph",
    "SupplProvision": "Paragraph", "Article": "Paragraph",
}  # fmt: skip
_STRUCTS: Final = {"AppdxStyle": ("StyleStruct", "Style"), "AppdxNote": ("NoteStruct", "Note"),
                   "SupplProvisionAppdxStyle": ("StyleStruct", "Style")}  # fmt: skip
_BLANK: Final = "\u3000"
_FILLED: Final = frozenset(("MainProvision", "SupplProvision", "Article", *(kind.capitalize() for kind in DIVISIONS)))


@dataclass(slots=True)
class _Element:
    """An element that takes children by its content model. ``inside`` is the depth that a reader gives to them."""

    xml: Any
    tag: str
    inside: int
    state: str = ""
    last: _Element | None = None  # the child written last
    sentences: Any = None  # where indented lines go while nothing stands behind the words

    def takes(self, tag: str) -> bool:
        """Whether the schema has a child of this name here."""
        return tag in MODELS.get(self.tag, {}).get(self.state, ())

    def take(self, tag: str, *, deeper: int = 1) -> _Element:
        """A new child; ``deeper`` is 0 for a mere wrapper and 1 less for each level that a node was lifted."""
        self.state = MODELS[self.tag][self.state][tag]
        self.sentences = None
        self.last = _Element(etree.SubElement(self.xml, tag), tag, self.inside + deeper)
        return self.last


def to_egov(analysis: Analysis) -> bytes:
    """The document as 法令標準XML, in UTF-8.

    >>> from jorei.model import Source
    >>> from jorei.structure import parse
    >>> parsed = parse(Source("○甲市条例\\n\\n第1条 甲とする。"))
    >>> print(to_egov(Analysis(Source(""), parsed.metadata, parsed.tree)).decode()[39:90])
    <Law Era="Reiwa" Year="1" Num="1" LawType="Misc" La
    """
    return etree.tostring(_EgovWriter(analysis.tree).law(analysis.metadata), xml_declaration=True, encoding="UTF-8")


class _EgovWriter:
    """Writes one tree. Kinds nest to a fixed depth but for guides, so the walk may recurse."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.printed: Node | None = None  # the promulgation node that LawNum alone brings back

    def law(self, metadata: Metadata) -> Any:
        """The root element; a number that the document does not state is 1 of 令和1, and LawNum empty."""
        law = etree.Element("Law")
        number = self._law_number(law, metadata)
        for name, value in number_attributes(metadata).items():
            law.set(name, value)
        law.set("LawType", _LAW_TYPES.get(metadata.kind, "Misc"))
        law.set("Lang", "ja")
        etree.SubElement(law, "LawNum").text = clean(number)
        body = _Element(etree.SubElement(law, "LawBody"), "LawBody", 1)
        self.children(body, self.tree.root)
        if body.state == "":
            self._untitled(body)
        if body.state != "main":
            main = body.take("MainProvision")
            add_facts(main.xml, ElementFacts(skip=True))
            _fill(main)
        return law

    def _law_number(self, law: Any, metadata: Metadata) -> str:
        """The number, which stands below the title by itself or is one of the document's own lines."""
        nodes = [node for node in self.tree.children(0) if node.kind in ("title", "promulgation")]
        named = next((node.title for node in nodes if node.kind == "title"), None)
        # the title may be less than its line (甲市条例（総務課）), or stand in no line of its own
        title = self.tree.root.title if self.tree.root.title != named else None
        if len(nodes) > 1 and [node.kind for node in nodes[:2]] == ["title", "promulgation"]:
            words = nodes[1].text
            if nodes[1].id == nodes[0].id + 1 and words[:1] == "（" and words[-1:] == "）" and is_plain(words[1:-1]):
                self.printed = nodes[1]
                add_facts(law, ElementFacts(title=title))
                return words[1:-1]
        add_facts(law, ElementFacts(printed=True, title=title))
        return metadata.law_number or ""

    def children(self, holder: _Element, node: Node) -> None:
        """Write the children of a node."""
        for child in self.tree.children(node):
            if child is not self.printed and not self.write_where_taken(holder, child):
                self.instruction(holder, child)

    def write_where_taken(self, holder: _Element, node: Node) -> bool:
        """Write a node where the schema takes it; False when neither the element nor the last one inside takes it."""
        if holder.tag == "LawBody" and holder.state == "" and node.kind in _TAGS and node.kind != "title":
            self._untitled(holder)
        tag = _tag(node, holder)
        if tag == "List" and self._line(holder, node):
            return True
        if tag is None or not self._fits(node):
            return False
        parent: _Element | None = holder
        while parent is not None and not parent.takes(tag):
            parent = parent.last
        if parent is None:
            return False
        self.write(parent, tag, node, parent.inside - node.depth)
        return True

    def _fits(self, node: Node) -> bool:
        """A table is one of rows of cells, a 前文 one of lines; a 目次 fits as a whole or not at all."""
        match node.kind:
            case "table":
                rows = list(self.tree.children(node))
                return bool(rows) and all(
                    row.kind == "table_row" and row.size > 1
                    and all(cell.kind == "table_cell" for cell in self.tree.children(row))
                    and any(cell.text for cell in self.tree.children(row)) for row in rows
                )  # fmt: skip
            case "preamble":
                lines = list(self.tree.children(node))
                return bool(lines) and not node.text and all(line.kind == "list" and line.size == 1 for line in lines)
            case "toc":
                entries = list(self.tree.children(node))
                fits = not node.text and all(entry.kind == "toc_entry" and entry.size == 1 for entry in entries)
                return fits and plan_toc([entry.text for entry in entries]) is not None
            case _:
                return True

    def write(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        """Write a node as a child of an element that takes it; ``lift``: it belongs that many levels higher."""
        inner = _INNER.get(node.kind)
        if inner is not None:
            inner(self, parent.take(tag, deeper=1 - lift), node, lift)
        else:
            _WHOLE[node.kind](self, parent, tag, node, lift)

    def _heading(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        """題名, 制定文: words alone."""
        field, words = ("title", node.title or "") if node.kind == "title" else ("text", node.text)
        facts = ElementFacts(lift=lift, **unless_plain(field, words))
        with_facts(parent.take(tag).xml, facts).text = clean(words)

    def _preamble(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        del lift  # a 前文 stands where the schema has it
        preamble = parent.take(tag)
        for number, line in enumerate(self.tree.children(node), 1):
            self._line_paragraph(preamble, line, number)

    def _quoted(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        provision = etree.SubElement(parent.take(tag).xml, "NewProvision")
        add_facts(provision, ElementFacts(lift=lift, **unless_plain("text", node.text)))
        etree.SubElement(provision, "Sentence").text = clean(node.text)

    def _main(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        del lift  # 本則 stands where the schema has it
        self._filled(parent.take(tag), node)

    def _filled(self, element: _Element, node: Node) -> None:
        self.children(element, node)
        _fill(element)

    def _untitled(self, body: _Element) -> None:
        add_facts(body.take("LawTitle").xml, ElementFacts(skip=True))

    def _division(self, element: _Element, node: Node, lift: int) -> None:
        words = _BLANK.join(filter(None, (node.label, node.title)))
        add_facts(
            element.xml, ElementFacts(lift=lift, label=node.label or "", title=node.title or "", **state_of(node))
        )
        element.xml.set("Num", node.num or "")
        if node.deleted:
            element.xml.set("Delete", "true")
        etree.SubElement(element.xml, f"{element.tag}Title").text = clean(words)
        self._filled(element, node)

    def _article(self, element: _Element, node: Node, lift: int) -> None:
        add_facts(
            element.xml,
            ElementFacts(lift=lift, **caption_of(node), **unless_plain("label", node.label or ""), **state_of(node)),
        )
        element.xml.set("Num", node.num or "")
        if node.deleted:
            element.xml.set("Delete", "true")
        if node.caption and not node.caption_shared:
            etree.SubElement(element.xml, "ArticleCaption").text = clean(f"（{node.caption}）")
        etree.SubElement(element.xml, "ArticleTitle").text = clean(node.label or "")
        self._filled(element, node)

    def _provision(self, element: _Element, node: Node, lift: int) -> None:
        """項, 号 and below; term and explanation of an item stand in columns."""
        tag, xml = element.tag, element.xml
        number = positive(node.num) if tag == "Paragraph" else node.num
        facts = state_of(node)
        if (number or None) != node.num:
            facts["num"] = node.num or ""
        add_facts(xml, ElementFacts(
            lift=lift, **caption_of(node), **facts, **unless_plain("label", node.label or ""),
            **unless_plain("title", node.title or ""), **unless_plain("text", node.text),
        ))  # fmt: skip
        xml.set("Num", number or ("1" if tag == "Paragraph" else ""))
        if tag == "Paragraph":
            if node.label is None and node.num not in (None, "1"):
                xml.set("OldNum", "true")
            if node.caption and not node.caption_shared:
                etree.SubElement(xml, "ParagraphCaption").text = clean(f"（{node.caption}）")
            etree.SubElement(xml, "ParagraphNum").text = clean(node.label or "")
        else:
            if node.deleted:
                xml.set("Delete", "true")
            if node.label:
                etree.SubElement(xml, f"{tag}Title").text = clean(node.label)
        sentences = etree.SubElement(xml, f"{tag}Sentence")
        if node.title and tag != "Paragraph":
            for column_number, words in enumerate((node.title, node.text), 1):
                column = etree.SubElement(sentences, "Column", Num=str(column_number))
                write_sentences(column, words)
        else:
            write_sentences(sentences, node.text)
            element.sentences = sentences
        self.children(element, node)

    def _suppl(self, element: _Element, node: Node, lift: int) -> None:
        caption = node.caption or ""
        facts = state_of(node) | unless_plain("label", node.label or "") | unless_plain("caption", caption)
        if node.label and re.search("[（(]", node.label):  # a reader would take what is in brackets for the caption
            facts |= {"label": node.label, "caption": caption}
        add_facts(element.xml, ElementFacts(lift=lift, **facts))
        if caption:
            element.xml.set("Type", "Amend")
            element.xml.set("AmendLawNum", clean(caption))
        etree.SubElement(element.xml, "SupplProvisionLabel").text = clean(node.label or "")
        self._filled(element, node)

    def _appendix(self, element: _Element, node: Node, lift: int) -> None:
        facts, number = state_of(node), positive(node.num)
        if node.num != number:
            facts["num"] = node.num or ""
        if node.title is not None:
            facts |= {"label": node.label or "", "title": node.title}
        add_facts(element.xml, ElementFacts(lift=lift, **facts))
        if number:
            element.xml.set("Num", number)
        heading = "ArithFormulaNum" if element.tag.endswith("Appdx") else f"{element.tag}Title"
        words = _BLANK.join(filter(None, (node.label, node.title)))
        etree.SubElement(element.xml, heading).text = clean(words)
        if node.caption:
            etree.SubElement(element.xml, "RelatedArticleNum").text = clean(f"（{node.caption}）")
        self.children(element, node)
        if element.tag == "AppdxFig" and element.last is None:
            etree.SubElement(element.take("FigStruct").xml, "Fig", src="")
        elif element.tag.endswith("Appdx") and element.last is None:
            element.take("ArithFormula")

    def _remarks(self, element: _Element, node: Node, lift: int) -> None:
        """備考: sentences or items; where it has both, the sentence stands with the label."""
        items = any(child.kind == "item" for child in self.tree.children(node))
        words = _BLANK.join(filter(None, (node.label, node.text))) if items else node.label or ""
        facts = {"label": node.label or "", "text": node.text} if items and node.text else {}
        add_facts(element.xml, ElementFacts(lift=lift, **facts or unless_plain("text", node.text)))
        etree.SubElement(element.xml, "RemarksLabel").text = clean(words)
        if not items:
            element.state = "sentences"
            write_sentences(element.xml, node.text)
            element.sentences = element.xml
        self.children(element, node)

    def _table(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        del tag  # of the outermost wrapper
        struct = parent if parent.tag == "TableStruct" else self._struct(parent, "TableStruct")
        table = struct.take("Table").xml
        add_facts(table, ElementFacts(lift=lift))
        for row in self.tree.children(node):
            columns = etree.SubElement(table, "TableRow")
            for cell in self.tree.children(row):
                column = etree.SubElement(columns, "TableColumn")
                add_facts(column, ElementFacts(**unless_plain("text", cell.text)))
                etree.SubElement(column, "Sentence").text = clean(cell.text)

    def _struct(self, parent: _Element, tag: str) -> _Element:
        """The wrapper of a table or a line; in 様式 and 別記 another one around it."""
        if tag not in MODELS[parent.tag][parent.state] and parent.tag in _STRUCTS:
            outer, inner = _STRUCTS[parent.tag]
            struct = parent.take(outer, deeper=0)
            struct.last = _Element(etree.SubElement(etree.SubElement(struct.xml, inner), tag), tag, struct.inside)
            return struct.last
        return parent.take(tag, deeper=0)

    def _list(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        """A line without a label where no indented sentence can be."""
        facts = unless_plain("text", node.text)
        match tag:
            case "Item" | "Paragraph":
                line = parent.take(tag).xml
                add_facts(line, ElementFacts(kind="list", lift=lift, **facts))
                line.set("Num", "1")
                if tag == "Paragraph":
                    etree.SubElement(line, "ParagraphNum")
                write_sentences(etree.SubElement(line, f"{tag}Sentence"), node.text)
            case "ArithFormula":
                with_facts(parent.take(tag).xml, ElementFacts(lift=lift, **facts)).text = clean(node.text)
            case _:
                sentence = etree.SubElement(self._struct(parent, "List").xml, "ListSentence")
                add_facts(sentence, ElementFacts(lift=lift, **facts))
                etree.SubElement(sentence, "Sentence").text = clean(node.text)

    def _line(self, holder: _Element, node: Node) -> bool:
        """A line without a label behind the words of a provision: an indented sentence."""
        if holder.sentences is None:
            return False
        indent = holder.tag if holder.tag in ("Paragraph", "Item") or holder.tag.startswith("Subitem") else "Item"
        sentence = etree.SubElement(holder.sentences, "Sentence", Indent=indent)
        with_facts(sentence, ElementFacts(**unless_plain("text", node.text))).text = clean(node.text)
        return True

    def _line_paragraph(self, preamble: _Element, line: Node, number: int) -> None:
        paragraph = etree.SubElement(preamble.xml, "Paragraph", Num=str(number))
        add_facts(paragraph, ElementFacts(**unless_plain("text", line.text)))
        etree.SubElement(paragraph, "ParagraphNum")
        write_sentences(etree.SubElement(paragraph, "ParagraphSentence"), line.text)

    def _toc(self, parent: _Element, tag: str, node: Node, lift: int) -> None:
        del lift  # a 目次 stands where the schema has it
        toc = parent.take(tag).xml
        if node.label:
            etree.SubElement(toc, "TOCLabel").text = clean(node.label)
        write_toc(toc, plan_toc([entry.text for entry in self.tree.children(node)]) or (), add)

    def instruction(self, holder: _Element, node: Node) -> None:
        """Write a node that the schema has no place for, as a processing instruction."""
        parent = holder.xml if holder.sentences is None else holder.sentences
        parent.append(instruction(NODE_INSTRUCTION, self._unplaced(node)))

    def _unplaced(self, node: Node) -> UnplacedNode:
        return UnplacedNode(
            node.kind, node.num, node.label, node.caption, node.title, node.text, node.caption_shared, node.deleted,
            node.confidence if node.label_inferred else None,
            tuple(self._unplaced(child) for child in self.tree.children(node)),
        )  # fmt: skip


def _tag(node: Node, holder: _Element) -> str | None:
    """The element that a node would be below this one; None when there is none."""
    match node.kind:
        case "list" if node.size > 1 or node.label or node.title:
            return None
        case "list":
            return _LIST_TAGS.get(holder.tag, "List")
        case "table":
            return _STRUCTS.get(holder.tag, ("TableStruct",))[0] if holder.tag != "AppdxNote" else "TableStruct"
        case kind if kind in APPENDICES and holder.tag == "SupplProvision":
            return {"appdx_table": "SupplProvisionAppdxTable", "appdx_style": "SupplProvisionAppdxStyle",
                    "appdx": "SupplProvisionAppdx"}.get(kind)  # fmt: skip
        case "toc_entry" | "table_row" | "table_cell":
            return None
        case kind:
            return _TAGS.get(kind)


def _fill(element: _Element) -> None:
    """Add the least that the schema demands, where the tree has nothing."""
    if element.tag not in _FILLED or element.state:
        return
    if element.last is not None:
        return
    if element.tag in ("MainProvision", "SupplProvision", "Article"):
        paragraph = etree.SubElement(element.xml, "Paragraph", Num="1")
        add_facts(paragraph, ElementFacts(skip=True))
        etree.SubElement(paragraph, "ParagraphNum")
        etree.SubElement(etree.SubElement(paragraph, "ParagraphSentence"), "Sentence")
        return
    article = _Element(etree.SubElement(element.xml, "Article", Num=""), "Article", element.inside)
    add_facts(article.xml, ElementFacts(skip=True))
    etree.SubElement(article.xml, "ArticleTitle")
    _fill(article)


_INNER: Final[dict[str, Callable[[_EgovWriter, _Element, Node, int], None]]] = {
    "article": _EgovWriter._article,
    "suppl_provision": _EgovWriter._suppl,
    "remarks": _EgovWriter._remarks,
    **dict.fromkeys(APPENDICES, _EgovWriter._appendix),
    **dict.fromkeys(DIVISIONS, _EgovWriter._division),
    **dict.fromkeys(("paragraph", *ENUMERATED), _EgovWriter._provision),
}
"""Writers of nodes that are one element: they fill it."""

_WHOLE: Final[dict[str, Callable[[_EgovWriter, _Element, str, Node, int], None]]] = {
    "title": _EgovWriter._heading,
    "enact_statement": _EgovWriter._heading,
    "toc": _EgovWriter._toc,
    "preamble": _EgovWriter._preamble,
    "main_provision": _EgovWriter._main,
    "table": _EgovWriter._table,
    "list": _EgovWriter._list,
    "quoted_provision": _EgovWriter._quoted,
}
"""Writers of all other nodes: of several elements, or without a depth of their own. The tables hold all kinds of `_TAGS`."""
