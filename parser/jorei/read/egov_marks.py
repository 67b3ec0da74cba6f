"""The elements of 法令標準XML -> the law as it is printed, and the tree that the XML states.

One walk writes both. Instructions of jorei (`jorei.read.egov_vocabulary`) are taken back in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from jorei.errors import Unreadable
from jorei.model.kinds import DIVISIONS, SUBITEMS, Kind
from jorei.read.egov_element import (
    DIVISION_HEADING,
    INLINE,
    LINES,
    NUM,
    SUPPL_LABEL,
    bare,
    children,
    facts_of,
    has_blocks,
    instruction_content,
    is_heading,
    stated,
    stray,
    unbracketed,
)
from jorei.read.egov_vocabulary import APPENDIX_KINDS, FACTS_INSTRUCTION, NODE_INSTRUCTION, ElementFacts, UnplacedNode
from jorei.read.markup_writer import Open, Pen
from jorei.read.rendered import RenderedCell, align, span

_MAX_DEPTH: Final = 100
_BLANK: Final = "\u3000"
_DIVISIONS: Final[dict[str, Kind]] = {kind.capitalize(): kind for kind in DIVISIONS}
_SUBITEMS: Final[dict[str, Kind]] = {kind.capitalize(): kind for kind in SUBITEMS}
_PROVISIONS: Final[dict[str, Kind]] = {"Paragraph": "paragraph", "Item": "item", "Class": "item", **_SUBITEMS}
_TOC_ENTRIES: Final = frozenset(("TOCSupplProvision", "TOCArticle", *(f"TOC{name}" for name in _DIVISIONS)))


class Walk:
    """One walk through a law. Nesting is bounded, so it may recurse."""

    def __init__(self) -> None:
        self.pen = Pen()
        self.figures = 0
        self.number = ""
        self.number_at = ""

    def law(self, law: Any, where: str) -> None:
        """The lines of a law: its number, which the XML has in front, stands below its title in print."""
        number, facts = law.find("LawNum"), facts_of(law)
        if facts.title:  # of a page about a law: it stands in no line of its own
            self.pen.node(Open(0, "law", where, title=facts.title))
        if number is not None and not facts.printed:
            self.number, self.number_at = self.words(number), f"{where}/LawNum[1]"
        self.inside(law, where, 1, frozenset(("LawNum",)))
        self.law_number()

    def law_number(self) -> None:
        self.line("promulgation", self.number and f"（{self.number}）", self.number_at, 1)
        self.number = ""

    def line(self, kind: Kind, words: str, where: str, depth: int) -> None:
        """A node that is one line."""
        if words.strip():
            self.pen.fresh()
            self.pen.put(self.pen.node(Open(depth, kind, where)), "text", words)

    def rest(self, words: str, where: str, depth: int) -> None:  # words where the schema has none
        self.line("list" if depth > 1 else "unparsed", words, where, depth)

    def element(self, element: Any, where: str, depth: int, owner: Open | None = None) -> None:
        """The lines of one element, by what it is; ``owner`` is the node around it."""
        if depth > _MAX_DEPTH:
            raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")
        tag, facts = element.tag, facts_of(element)
        depth = max(1, depth - facts.lift)
        if facts.skip or tag == "Rt":
            return
        if tag in _PROVISIONS:
            self.provision(element, where, depth, facts)
        elif tag in _DIVISIONS:
            self.division(element, where, depth, facts)
        elif tag in APPENDIX_KINDS:
            self.appendix(element, where, depth, facts)
        elif tag in _TOC_ENTRIES:
            self.toc_entry(element, where, depth, facts)
        elif tag in LINES and not has_blocks(element):
            self.line(facts.kind or LINES[tag], stated(facts.text, self.sentences(element)), where, depth)
        elif tag in _HANDLERS:
            _HANDLERS[tag](self, element, where, depth, facts)
        elif tag == "AmendProvisionSentence" and owner is not None:
            self.pen.fresh()
            self.pen.put(owner, "text", self.sentences(element))
        elif not has_blocks(element):
            self.rest(self.words(element), where, depth)
        else:
            self.inside(element, where, depth, owner=owner)

    def inside(
        self, element: Any, where: str, depth: int, done: frozenset[str] = frozenset(), owner: Open | None = None
    ) -> None:
        """What is inside an element; children named in ``done`` are written already."""
        run: list[str] = [bare(element.text)]
        for child, at in children(element, where):
            if child.tag in INLINE and child.tag != "ArithFormula" and not has_blocks(child):
                if child.tag not in done:
                    run.append(self.words(child))  # sentences of one provision are one line
            else:
                self.rest("".join(run), where, depth)
                run = []
                if not isinstance(child.tag, str):
                    self.instruction(child, at, depth)
                elif child.tag not in done:
                    self.element(child, at, depth, owner)
            run.append(bare(child.tail))
        self.rest("".join(run), where, depth)

    def instruction(self, instruction: Any, where: str, depth: int) -> None:
        """A node that the schema has no place for."""
        aside = instruction_content(instruction, NODE_INSTRUCTION, UnplacedNode)
        if aside is not None:
            self.aside(aside, where, depth)

    def aside(self, aside: UnplacedNode, where: str, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")
        node = self.pen.node(
            Open(depth, aside.kind, where, aside.num, aside.label, aside.caption, aside.shared, aside.title, aside.deleted,
                 aside.inferred)
        )  # fmt: skip
        if aside.kind != "table_cell":
            self.pen.fresh(row=aside.kind == "table_row")
        if aside.caption and not aside.shared:
            self.pen.put(node, "caption", f"（{aside.caption}）")
        self.pen.put(node, "label", aside.label or "")
        self.pen.gap(_BLANK if aside.label else "")
        self.pen.put(node, "title", aside.title or "")
        self.pen.gap(_BLANK if aside.title and aside.text else "")
        if aside.text or aside.kind != "table_cell":
            self.pen.put(node, "text", aside.text)
        else:
            self.pen.empty(node)
        for at, child in enumerate(aside.children):
            if at and child.kind == "table_cell":
                self.pen.tab()
            self.aside(child, where, depth + 1)

    def title(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        title = stated(facts.title, self.words(element))
        if title.strip():
            node = self.pen.node(Open(depth, "title", where, title=title))
            self.pen.fresh()
            self.pen.put(node, "trivia", "○")
            self.pen.put(node, "title", title)
        self.law_number()

    def container(self, element: Any, where: str, depth: int, _: ElementFacts) -> None:
        """本則: no words of its own."""
        self.inside(element, where, depth + 1, owner=self.pen.node(Open(depth, "main_provision", where)))

    def preamble(self, element: Any, where: str, depth: int, _: ElementFacts) -> None:
        """前文: its sentences are lines without labels."""
        self.pen.node(Open(depth, "preamble", where))
        for child, at in children(element, where):
            if child.tag != "Paragraph":
                self.inside_child(child, at, depth + 1)
                continue
            parts = [(part, place) for part, place in children(child, at) if part.tag == "ParagraphSentence"]
            number = "".join([self.words(part) for part in child if part.tag == "ParagraphNum"])
            words = number + "".join([self.sentences(part) for part, _ in parts])
            self.line("list", stated(facts_of(child).text, words), at, depth + 1)
            for part, place in parts:
                self.below_sentence(part, place, depth + 1)
            self.inside(child, at, depth + 1, frozenset(("ParagraphNum", "ParagraphSentence")))
        self.rest(stray(element), where, depth + 1)

    def inside_child(self, child: Any, at: str, depth: int, owner: Open | None = None) -> None:
        if isinstance(child.tag, str):
            self.element(child, at, depth, owner)
        else:
            self.instruction(child, at, depth)

    def toc(self, element: Any, where: str, depth: int, _: ElementFacts) -> None:
        node = self.pen.node(Open(depth, "toc", where))
        for child, at in children(element, where):
            if child.tag == "TOCLabel":
                node.label = self.words(child)
                self.pen.fresh()
                self.pen.put(node, "label", node.label)
            else:
                self.inside_child(child, at, depth + 1)
        self.rest(stray(element), where, depth + 1)

    def toc_entry(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        """An entry on one line; those below it follow, all at one depth."""
        own = [child for child in element if isinstance(child.tag, str) and child.tag not in _TOC_ENTRIES]
        words = "".join([self.words(child) for child in own]) + stray(element)
        self.line("toc_entry", stated(facts.text, words), where, depth)
        for child, at in children(element, where):
            if child.tag in _TOC_ENTRIES:
                self.element(child, at, depth)

    def division(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        """編 to 目: number and name on one line."""
        heading = f"{element.tag}Title"
        words = "".join([self.words(child) for child in element if child.tag == heading])
        match = DIVISION_HEADING.match(words)
        label, title = (match["label"], match["title"]) if match else ("", words)
        node = self.open(element, where, depth, _DIVISIONS[element.tag], facts)
        node.label = stated(facts.label, label) or None
        node.title = stated(facts.title, title) or None
        self.pen.fresh()
        self.pen.put(node, "label", node.label or "")
        self.pen.gap(_BLANK)
        self.pen.put(node, "title", node.title or "")
        self.inside(element, where, depth + 1, frozenset((heading,)), node)

    def open(self, element: Any, where: str, depth: int, kind: Kind, facts: ElementFacts) -> Open:
        """A node with the number that the element states."""
        number = (element.get("Num") or "").strip()
        return self.pen.node(
            Open(
                depth, kind, where, stated(facts.num, number if NUM.fullmatch(number) else "") or None,
                deleted=facts.deleted if facts.deleted is not None else element.get("Delete") == "true",
                caption_shared=bool(facts.shared), inferred=facts.inferred,
            )
        )  # fmt: skip

    def caption(self, node: Open, words: str, facts: ElementFacts) -> None:
        """(目的) above its provision; one that several provisions share stands only above the first."""
        node.caption = stated(facts.caption, unbracketed(words)) or None
        if node.caption and not node.caption_shared:
            self.pen.fresh()
            self.pen.put(node, "caption", words or f"（{node.caption}）")

    def article(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        """The caption on its own line; the label and the first paragraph on one."""
        node = self.open(element, where, depth, "article", facts)
        self.caption(node, "".join([self.words(c) for c in element if c.tag == "ArticleCaption"]), facts)
        node.label = stated(facts.label, "".join([self.words(c) for c in element if c.tag == "ArticleTitle"])) or None
        self.pen.fresh()
        self.pen.put(node, "label", node.label or "")
        beside_label = True
        for child, at in children(element, where):
            if child.tag == "Paragraph":
                self.provision(child, at, depth + 1, facts_of(child), same_line=beside_label)
                beside_label = False
            elif child.tag not in ("ArticleCaption", "ArticleTitle"):
                self.inside_child(child, at, depth + 1)
                beside_label &= not isinstance(child.tag, str) and child.target == FACTS_INSTRUCTION
        self.rest(stray(element), where, depth + 1)

    def provision(self, element: Any, where: str, depth: int, facts: ElementFacts, *, same_line: bool = False) -> None:
        """項, 号 and below: label and words on one line, then what is below them. ``same_line``: on the line begun."""
        tag = element.tag
        kind = facts.kind or _PROVISIONS[tag]
        node = self.open(element, where, depth, kind, facts)
        parts = {
            name: [c for c in element if c.tag == f"{tag}{name}"] for name in ("Caption", "Num", "Title", "Sentence")
        }
        self.caption(node, "".join([self.words(child) for child in parts["Caption"]]), facts)
        if same_line and not parts["Caption"]:
            self.pen.gap(_BLANK)
        else:
            self.pen.fresh()
        if kind == "list":
            node.num = None
        node.label = stated(facts.label, "".join([self.words(c) for c in (*parts["Num"], *parts["Title"])])) or None
        self.pen.put(node, "label", node.label or "")
        self.pen.gap(_BLANK if node.label else "")
        title, words = self.columns(parts["Sentence"], divided=tag != "Paragraph")
        node.title = stated(facts.title, title) or None
        self.pen.put(node, "title", node.title or "")
        self.pen.gap(_BLANK if node.title and words else "")
        self.pen.put(node, "text", stated(facts.text, words))
        for child, at in children(element, where):  # lists and tables of a sentence come after its words
            if child.tag == f"{tag}Sentence":
                self.below_sentence(child, at, depth + 1)
        self.inside(element, where, depth + 1, frozenset(f"{tag}{name}" for name in parts), node)

    def columns(self, sentences: list[Any], *, divided: bool) -> tuple[str, str]:
        """Term and explanation of an item stand in columns."""
        columns = [child for part in sentences for child in part if isinstance(child.tag, str)]
        only = all(child.tag == "Column" for child in columns) and not any(map(stray, sentences))
        if not divided or not only or len(columns) < 2:
            return "", "".join([self.sentences(part) for part in sentences])
        first, *others = (self.words(column, inline=True) for column in columns)
        return first, _BLANK.join(others)

    def below_sentence(self, element: Any, where: str, depth: int) -> None:
        """The indented lines, tables and the like of a sentence, whose own words are written already."""
        if depth > _MAX_DEPTH:
            raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")
        for child, at in children(element, where):
            if not isinstance(child.tag, str):
                self.instruction(child, at, depth)
            elif child.tag == "RemarksLabel":
                continue
            elif child.tag == "Sentence" and child.get("Indent"):
                self.line("list", stated(facts_of(child).text, self.words(child, inline=True)), at, depth)
            elif child.tag not in INLINE:
                self.element(child, at, depth)
            elif has_blocks(child):
                self.below_sentence(child, at, depth)

    def suppl(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        """附則 with the number of the instrument it came with."""
        node = self.open(element, where, depth, "suppl_provision", facts)
        node.num = None
        words = "".join([self.words(child) for child in element if child.tag == "SupplProvisionLabel"])
        match = SUPPL_LABEL.match(words)
        caption = (element.get("AmendLawNum") or "").strip()
        if match and not caption:
            words, caption = match["label"].rstrip(" \u3000"), match["caption"]
        node.label = None if facts.inferred is not None else stated(facts.label, words) or "附　則"
        node.caption = stated(facts.caption, caption) or None
        self.pen.fresh()
        self.pen.put(node, "label", node.label or "")
        self.pen.gap(_BLANK if node.label else "")
        self.pen.put(node, "caption", f"（{node.caption}）" if node.caption else "")
        if element.get("Extract") == "true":
            self.pen.gap(_BLANK)
            self.pen.put(node, "trivia", "抄")
        self.inside(element, where, depth + 1, frozenset(("SupplProvisionLabel",)), node)

    def appendix(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        node = self.open(element, where, depth, facts.kind or APPENDIX_KINDS[element.tag], facts)
        headings = [child for child in element if is_heading(child)]
        node.label = (
            stated(facts.label, "".join([self.words(c) for c in headings if c.tag != "RelatedArticleNum"])) or None
        )
        node.title = facts.title
        self.pen.fresh()
        self.pen.put(node, "label", node.label or "")
        words = "".join([self.words(c) for c in headings if c.tag == "RelatedArticleNum"])
        node.caption = stated(facts.caption, unbracketed(words)) or None
        self.pen.put(node, "caption", words)
        self.pen.gap(_BLANK if node.title else "")
        self.pen.put(node, "title", node.title or "")
        self.inside(element, where, depth + 1, frozenset(child.tag for child in headings), node)

    def remarks(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        node = self.pen.node(Open(depth, "remarks", where))
        node.label = stated(facts.label, "".join([self.words(c) for c in element if c.tag == "RemarksLabel"])) or None
        self.pen.fresh()
        self.pen.put(node, "label", node.label or "")
        words = stated(facts.text, self.sentences(element, "Sentence"))
        self.pen.gap(_BLANK if words else "")
        self.pen.put(node, "text", words)
        self.below_sentence(element, where, depth + 1)

    def quoted(self, element: Any, where: str, depth: int, facts: ElementFacts) -> None:
        """Provisions set off in an amending clause: their lines, and no structure."""
        node = self.pen.node(Open(depth, "quoted_provision", where))
        for line in [facts.text] if facts.text is not None else self.lines_of(element, depth):
            self.pen.fresh()
            self.pen.put(node, "text", line)

    def lines_of(self, element: Any, depth: int) -> list[str]:
        """The lines that an element would have."""
        inner = Walk()
        inner.inside(element, "", depth + 1)
        self.figures += inner.figures
        return [line for line in inner.pen.text().split("\n") if line.strip()]

    def table(self, table: Any, where: str, depth: int, _: ElementFacts) -> None:
        node = self.pen.node(Open(depth, "table", where))
        rows = []
        for child, at in children(table, where):
            if child.tag in ("TableRow", "TableHeaderRow"):
                rows.append((child, at))
            else:
                self.inside_child(child, at, depth + 1, node)
        self.rest(stray(table), where, depth + 1)
        cells = (self.cells(row, depth + 1) for row, _ in rows)
        for texts, (_, at) in zip(align(cells), rows, strict=True):
            if any(texts):
                self.row(texts, at, depth + 1)

    def row(self, texts: list[str], where: str, depth: int) -> None:
        self.pen.fresh(row=True)
        self.pen.node(Open(depth, "table_row", where))
        for column, text in enumerate(texts):
            if column:
                self.pen.tab()
            cell = self.pen.node(Open(depth + 1, "table_cell", where))
            if text.strip():
                self.pen.put(cell, "text", text.strip())
            else:
                self.pen.empty(cell)

    def cells(self, row: Any, depth: int) -> list[RenderedCell]:
        found = [
            RenderedCell(self.cell(cell, depth + 1), span(cell.get("colspan")), span(cell.get("rowspan")))
            for cell in row if isinstance(cell.tag, str)
        ]  # fmt: skip
        rest = stray(row)
        return [*found, RenderedCell(rest)] if rest else found

    def cell(self, element: Any, depth: int) -> str:
        """The words of a cell on one line, its blocks parted by a blank."""
        if not has_blocks(element):
            return stated(facts_of(element).text, self.sentences(element)).replace("\t", " ")
        return " ".join(self.lines_of(element, depth)).replace("\t", " ")

    def sentences(self, element: Any, only: str = "") -> str:
        """Sentences run on, indented ones aside; columns are parted by a blank, as term and explanation are in print."""
        columns = [child for child in element if child.tag == "Column"]
        if columns and len(columns) == len(element) and not stray(element):
            return _BLANK.join([self.words(column, inline=True) for column in columns])
        if only or any(child.tag == "Sentence" and child.get("Indent") for child in element):
            own = [child for child in element if child.tag in INLINE and not child.get("Indent")]
            return "".join([self.words(child, inline=True) for child in own]) + stray(element)
        return self.words(element, inline=True)

    def words(self, element: Any, *, inline: bool = False) -> str:
        """The words of an element without the readings of ruby; ``inline`` leaves out the tables and the like in it."""
        parts: list[str] = []
        stack: list[tuple[Any, bool]] = [(element, False)]
        while stack:
            one, leaving = stack.pop()
            if leaving:
                parts.append(one.tail or "")
                continue
            if one is not element:
                stack.append((one, True))
            self.figures += one.tag == "Fig"
            if not isinstance(one.tag, str) or one.tag == "Rt":
                continue
            if inline and one is not element and one.tag not in INLINE:
                continue
            parts.append(one.text or "")
            stack.extend((child, False) for child in reversed(one))
        return bare("".join(parts))


_HANDLERS: Final[dict[str, Callable[[Walk, Any, str, int, ElementFacts], None]]] = {
    "LawTitle": Walk.title,
    "TOC": Walk.toc,
    "Preamble": Walk.preamble,
    "MainProvision": Walk.container,
    "Article": Walk.article,
    "SupplProvision": Walk.suppl,
    "Table": Walk.table,
    "Remarks": Walk.remarks,
    "NewProvision": Walk.quoted,
}
