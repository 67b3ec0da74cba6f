"""The elements of 法令標準XML -> the law as it is printed, and the tree that the XML states.

One walk writes both. Instructions of jorei (`jorei.read.egov_vocabulary`) are taken back in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jorei.errors import Unreadable
from jorei.model import Mark
from jorei.model.kinds import DIVISIONS, SUBITEMS, Kind
from jorei.read.egov_element import (
    BLANK,
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
    sentences,
    stated,
    stray,
    term_and_words,
    unbracketed,
    words,
    words_of,
)
from jorei.read.egov_vocabulary import APPENDIX_KINDS, FACTS_INSTRUCTION, NODE_INSTRUCTION, ElementFacts, UnplacedNode
from jorei.read.markup_writer import MarkupWriter, OpenNode
from jorei.read.rendered import RenderedCell, align, span

_MAX_DEPTH: Final = 100
"""Elements in one another. Chosen: laws have some twenty, and the walk recurses."""
_DIVISIONS: Final[dict[str, Kind]] = {kind.capitalize(): kind for kind in DIVISIONS}
_SUBITEMS: Final[dict[str, Kind]] = {kind.capitalize(): kind for kind in SUBITEMS}
_PROVISIONS: Final[dict[str, Kind]] = {"Paragraph": "paragraph", "Item": "item", "Class": "item", **_SUBITEMS}
_TOC_ENTRIES: Final = frozenset(("TOCSupplProvision", "TOCArticle", *(f"TOC{name}" for name in _DIVISIONS)))
_NONE: Final[frozenset[str]] = frozenset()


class LawWalk:
    """One walk through a law. Nesting is bounded, so it may recurse.

    A method writes one sort of element: ``xpath`` is the element's, ``depth`` that of its node, ``facts`` are what an
    instruction of jorei states about it.
    """

    def __init__(self) -> None:
        self.writer = MarkupWriter()
        self._number = ""
        self._number_xpath = ""

    def law(self, law: Any, xpath: str) -> None:
        """The lines of a law: its number, which the XML has in front, stands below its title in print."""
        number, facts = law.find("LawNum"), facts_of(law)
        if facts.title:  # of a page about a law: it stands in no line of its own
            self.writer.open(Mark(0, "law", title=facts.title), xpath)
        if number is not None and not facts.printed:
            self._number, self._number_xpath = words(number), f"{xpath}/LawNum[1]"
        self.inside(law, xpath, 1, frozenset(("LawNum",)))
        self._law_number()

    def _law_number(self) -> None:
        self.line("promulgation", self._number and f"（{self._number}）", self._number_xpath, 1)
        self._number = ""

    def line(self, kind: Kind, text: str, xpath: str, depth: int) -> None:
        """A node that is one line."""
        if text.strip():
            self.writer.new_line()
            self.writer.write(self.writer.open(Mark(depth, kind), xpath), "text", text)

    def stray_words(self, text: str, xpath: str, depth: int) -> None:
        """Words where the schema has none."""
        self.line("list" if depth > 1 else "unparsed", text, xpath, depth)

    # ---- dispatch

    def element(self, element: Any, xpath: str, depth: int, owner: OpenNode | None = None) -> None:
        """The lines of one element, by what it is; ``owner`` is the node around it."""
        _refuse_depth(depth)
        tag, facts = element.tag, facts_of(element)
        depth = max(1, depth - facts.lift)
        if facts.skip or tag == "Rt":
            return
        handler = _HANDLERS.get(tag)
        if handler is not None:
            handler(self, element, xpath, depth, facts)
        elif tag in LINES and not has_blocks(element):
            self.line(facts.kind or LINES[tag], stated(facts.text, sentences(element)), xpath, depth)
        elif tag == "AmendProvisionSentence" and owner is not None:
            self.writer.new_line()
            self.writer.write(owner, "text", sentences(element))
        elif not has_blocks(element):
            self.stray_words(words(element), xpath, depth)
        else:
            self.inside(element, xpath, depth, owner=owner)

    def inside(
        self, element: Any, xpath: str, depth: int, written: frozenset[str] = _NONE, owner: OpenNode | None = None
    ) -> None:
        """Writes what is inside an element; children whose tags are among ``written`` are written already."""
        run: list[str] = [bare(element.text)]
        for child, child_xpath in children(element, xpath):
            if child.tag in INLINE and child.tag != "ArithFormula" and not has_blocks(child):
                if child.tag not in written:
                    run.append(words(child))  # sentences of one provision are one line
            else:
                self.stray_words("".join(run), xpath, depth)
                run = []
                if child.tag not in written:
                    self.child(child, child_xpath, depth, owner)
            run.append(bare(child.tail))
        self.stray_words("".join(run), xpath, depth)

    def child(self, child: Any, xpath: str, depth: int, owner: OpenNode | None = None) -> None:
        """A child element, or an instruction that stands for a node."""
        if isinstance(child.tag, str):
            self.element(child, xpath, depth, owner)
        else:
            self.instruction(child, xpath, depth)

    def instruction(self, instruction: Any, xpath: str, depth: int) -> None:
        """A node that the schema has no place for."""
        unplaced = instruction_content(instruction, NODE_INSTRUCTION, UnplacedNode)
        if unplaced is not None:
            self.unplaced(unplaced, xpath, depth)

    def unplaced(self, unplaced: UnplacedNode, xpath: str, depth: int) -> None:
        """A node of an instruction, with all that is below it."""
        _refuse_depth(depth)
        writer, is_cell = self.writer, unplaced.kind == "table_cell"
        node = writer.open(
            Mark(
                depth, unplaced.kind, (), unplaced.num, unplaced.label, unplaced.caption, unplaced.shared, unplaced.title,
                unplaced.deleted, unplaced.inferred is not None, 1.0 if unplaced.inferred is None else unplaced.inferred,
            ),
            xpath,
        )  # fmt: skip
        if not is_cell:
            writer.new_line(row=unplaced.kind == "table_row")
        if unplaced.caption and not unplaced.shared:
            writer.write(node, "caption", f"（{unplaced.caption}）")
        self._label_title_words(node, unplaced.label, unplaced.title, unplaced.text)
        if is_cell and not unplaced.text:
            writer.write_empty(node)
        for index, child in enumerate(unplaced.children):
            if index and child.kind == "table_cell":
                writer.end_cell()
            self.unplaced(child, xpath, depth + 1)

    # ---- what stands before the provisions

    def title(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """題名, marked as in print; the number of the law follows it."""
        title = stated(facts.title, words(element))
        if title.strip():
            node = self.writer.open(Mark(depth, "title", title=title), xpath)
            self.writer.new_line()
            self.writer.write(node, "trivia", "○")
            self.writer.write(node, "title", title)
        self._law_number()

    def preamble(self, element: Any, xpath: str, depth: int, _: ElementFacts) -> None:
        """前文: its sentences are lines without labels."""
        self.writer.open(Mark(depth, "preamble"), xpath)
        for child, child_xpath in children(element, xpath):
            if child.tag == "Paragraph":
                self._preamble_paragraph(child, child_xpath, depth + 1)
            else:
                self.child(child, child_xpath, depth + 1)
        self.stray_words(stray(element), xpath, depth + 1)

    def _preamble_paragraph(self, paragraph: Any, xpath: str, depth: int) -> None:
        parts = [(part, place) for part, place in children(paragraph, xpath) if part.tag == "ParagraphSentence"]
        text = words_of(paragraph, "ParagraphNum") + "".join([sentences(part) for part, _ in parts])
        self.line("list", stated(facts_of(paragraph).text, text), xpath, depth)
        for part, part_xpath in parts:
            self.below_sentence(part, part_xpath, depth)
        self.inside(paragraph, xpath, depth, frozenset(("ParagraphNum", "ParagraphSentence")))

    def toc(self, element: Any, xpath: str, depth: int, _: ElementFacts) -> None:
        """目次: its heading, and an entry a line."""
        label = [words(child) for child in element if child.tag == "TOCLabel"]
        node = self.writer.open(Mark(depth, "toc", label=label[-1] if label else None), xpath)
        for child, child_xpath in children(element, xpath):
            if child.tag == "TOCLabel":
                self.writer.new_line()
                self.writer.write(node, "label", words(child))
            else:
                self.child(child, child_xpath, depth + 1)
        self.stray_words(stray(element), xpath, depth + 1)

    def toc_entry(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """An entry on one line; those below it follow, all at one depth."""
        own = [child for child in element if isinstance(child.tag, str) and child.tag not in _TOC_ENTRIES]
        text = "".join([words(child) for child in own]) + stray(element)
        self.line("toc_entry", stated(facts.text, text), xpath, depth)
        for child, child_xpath in children(element, xpath):
            if child.tag in _TOC_ENTRIES:
                self.element(child, child_xpath, depth)

    # ---- provisions

    def container(self, element: Any, xpath: str, depth: int, _: ElementFacts) -> None:
        """本則: no words of its own."""
        self.inside(element, xpath, depth + 1, owner=self.writer.open(Mark(depth, "main_provision"), xpath))

    def division(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """編 to 目: number and name on one line."""
        heading = f"{element.tag}Title"
        text = words_of(element, heading)
        match = DIVISION_HEADING.match(text)
        label, title = (match["label"], match["title"]) if match else ("", text)
        label, title = stated(facts.label, label), stated(facts.title, title)
        node = self.writer.open(
            _mark(element, depth, _DIVISIONS[element.tag], facts, label=label, title=title), xpath
        )  # fmt: skip
        self.writer.new_line()
        self.writer.write(node, "label", label)
        self.writer.blank(BLANK)
        self.writer.write(node, "title", title)
        self.inside(element, xpath, depth + 1, frozenset((heading,)), node)

    def article(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """The caption on its own line; the label and the first paragraph on one."""
        caption, label = words_of(element, "ArticleCaption"), stated(facts.label, words_of(element, "ArticleTitle"))
        node = self.writer.open(_mark(element, depth, "article", facts, label=label, caption=caption), xpath)
        self._caption_line(node, caption)
        self.writer.new_line()
        self.writer.write(node, "label", label)
        beside_label = True
        for child, child_xpath in children(element, xpath):
            if child.tag == "Paragraph":
                self.provision(child, child_xpath, depth + 1, facts_of(child), same_line=beside_label)
                beside_label = False
            elif child.tag not in ("ArticleCaption", "ArticleTitle"):
                self.child(child, child_xpath, depth + 1)
                beside_label &= not isinstance(child.tag, str) and child.target == FACTS_INSTRUCTION
        self.stray_words(stray(element), xpath, depth + 1)

    def _caption_line(self, node: OpenNode, text: str) -> None:
        """(目的) above its provision; one that several provisions share stands only above the first."""
        caption = node.mark.caption
        if caption and not node.mark.caption_shared:
            self.writer.new_line()
            self.writer.write(node, "caption", text or f"（{caption}）")

    def provision(self, element: Any, xpath: str, depth: int, facts: ElementFacts, *, same_line: bool = False) -> None:
        """項, 号 and below: label and words on one line, then what is below them. ``same_line``: on the line begun."""
        tag = element.tag
        parts = {
            name: [c for c in element if c.tag == f"{tag}{name}"] for name in ("Caption", "Num", "Title", "Sentence")
        }
        caption = "".join([words(child) for child in parts["Caption"]])
        label = stated(facts.label, "".join([words(child) for child in (*parts["Num"], *parts["Title"])]))
        term, text = term_and_words(parts["Sentence"], divided=tag != "Paragraph")
        title, kind = stated(facts.title, term), facts.kind or _PROVISIONS[tag]
        node = self.writer.open(
            _mark(element, depth, kind, facts, label=label, caption=caption, title=title, numbered=kind != "list"),
            xpath,
        )
        self._caption_line(node, caption)
        if same_line and not parts["Caption"]:
            self.writer.blank(BLANK)
        else:
            self.writer.new_line()
        self._label_title_words(node, label, title, stated(facts.text, text))
        for child, child_xpath in children(element, xpath):  # lists and tables of a sentence come after its words
            if child.tag == f"{tag}Sentence":
                self.below_sentence(child, child_xpath, depth + 1)
        self.inside(element, xpath, depth + 1, frozenset(f"{tag}{name}" for name in parts), node)

    def _label_title_words(self, node: OpenNode, label: str | None, title: str | None, text: str) -> None:
        """Label, title and words of a node on the line begun, with blanks between those there are."""
        self.writer.write(node, "label", label)
        self.writer.blank(BLANK if label else "")
        self.writer.write(node, "title", title)
        self.writer.blank(BLANK if title and text else "")
        self.writer.write(node, "text", text)

    def below_sentence(self, element: Any, xpath: str, depth: int) -> None:
        """The indented lines, tables and the like of a sentence, whose own words are written already."""
        _refuse_depth(depth)
        for child, child_xpath in children(element, xpath):
            if not isinstance(child.tag, str):
                self.instruction(child, child_xpath, depth)
            elif child.tag == "RemarksLabel":
                continue
            elif child.tag == "Sentence" and child.get("Indent"):
                self.line("list", stated(facts_of(child).text, words(child, inline=True)), child_xpath, depth)
            elif child.tag not in INLINE:
                self.element(child, child_xpath, depth)
            elif has_blocks(child):
                self.below_sentence(child, child_xpath, depth)

    # ---- 附則, appendices and tables

    def suppl(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """附則 with the number of the instrument it came with."""
        text = words_of(element, "SupplProvisionLabel")
        match = SUPPL_LABEL.match(text)
        caption = (element.get("AmendLawNum") or "").strip()
        if match and not caption:
            text, caption = match["label"].rstrip(" \u3000"), match["caption"]
        label = "" if facts.inferred is not None else stated(facts.label, text) or "附　則"
        caption = stated(facts.caption, caption)
        mark = _mark(element, depth, "suppl_provision", facts, label=label, numbered=False)
        node = self.writer.open(msgspec.structs.replace(mark, caption=caption or None), xpath)
        self.writer.new_line()
        self.writer.write(node, "label", label)
        self.writer.blank(BLANK if label else "")
        self.writer.write(node, "caption", f"（{caption}）" if caption else "")
        if element.get("Extract") == "true":
            self.writer.blank(BLANK)
            self.writer.write(node, "trivia", "抄")
        self.inside(element, xpath, depth + 1, frozenset(("SupplProvisionLabel",)), node)

    def appendix(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """別表, 様式 and the like: name, related articles and title on one line."""
        headings = [child for child in element if is_heading(child)]
        label = stated(facts.label, "".join([words(c) for c in headings if c.tag != "RelatedArticleNum"]))
        related = "".join([words(child) for child in headings if child.tag == "RelatedArticleNum"])
        kind = facts.kind or APPENDIX_KINDS[element.tag]
        node = self.writer.open(
            _mark(element, depth, kind, facts, label=label, caption=related, title=facts.title or ""), xpath
        )
        self.writer.new_line()
        self.writer.write(node, "label", label)
        self.writer.write(node, "caption", related)
        self.writer.blank(BLANK if facts.title else "")
        self.writer.write(node, "title", facts.title)
        self.inside(element, xpath, depth + 1, frozenset(child.tag for child in headings), node)

    def remarks(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """備考 with what it says."""
        label = stated(facts.label, words_of(element, "RemarksLabel"))
        node = self.writer.open(Mark(depth, "remarks", label=label or None), xpath)
        self.writer.new_line()
        self.writer.write(node, "label", label)
        text = stated(facts.text, sentences(element, only_sentences=True))
        self.writer.blank(BLANK if text else "")
        self.writer.write(node, "text", text)
        self.below_sentence(element, xpath, depth + 1)

    def quoted(self, element: Any, xpath: str, depth: int, facts: ElementFacts) -> None:
        """Provisions set off in an amending clause: their lines, and no structure."""
        node = self.writer.open(Mark(depth, "quoted_provision"), xpath)
        for line in [facts.text] if facts.text is not None else _lines_of(element, depth):
            self.writer.new_line()
            self.writer.write(node, "text", line)

    def table(self, table: Any, xpath: str, depth: int, _: ElementFacts) -> None:
        """A table, its cells aligned."""
        node = self.writer.open(Mark(depth, "table"), xpath)
        rows = []
        for child, child_xpath in children(table, xpath):
            if child.tag in ("TableRow", "TableHeaderRow"):
                rows.append((child, child_xpath))
            else:
                self.child(child, child_xpath, depth + 1, node)
        self.stray_words(stray(table), xpath, depth + 1)
        cells = (_cells(row, depth + 1) for row, _ in rows)
        for (texts, _spans), (_, row_xpath) in zip(align(cells), rows, strict=True):
            if any(texts):
                self.row(texts, row_xpath, depth + 1)

    def row(self, texts: list[str], xpath: str, depth: int) -> None:
        """A row of a table, one text a cell."""
        self.writer.new_line(row=True)
        self.writer.open(Mark(depth, "table_row"), xpath)
        for column, text in enumerate(texts):
            if column:
                self.writer.end_cell()
            cell = self.writer.open(Mark(depth + 1, "table_cell"), xpath)
            if text.strip():
                self.writer.write(cell, "text", text.strip())
            else:
                self.writer.write_empty(cell)


def _refuse_depth(depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")


def _mark(
    element: Any, depth: int, kind: Kind, facts: ElementFacts,
    *, label: str = "", caption: str = "", title: str = "", numbered: bool = True,
) -> Mark:  # fmt: skip
    """The mark of a node by its element and its facts; ``caption`` as the element has it, with its brackets."""
    number = (element.get("Num") or "").strip()
    num = stated(facts.num, number if NUM.fullmatch(number) else "") if numbered else ""
    return Mark(
        depth, kind, (), num or None, label or None, stated(facts.caption, unbracketed(caption)) or None,
        bool(facts.shared), title or None, facts.deleted if facts.deleted is not None else element.get("Delete") == "true",
        facts.inferred is not None, 1.0 if facts.inferred is None else facts.inferred,
    )  # fmt: skip


def _lines_of(element: Any, depth: int) -> list[str]:
    """The lines that an element would have."""
    inner = LawWalk()
    inner.inside(element, "", depth + 1)
    return [line for line in inner.writer.text().split("\n") if line.strip()]


def _cells(row: Any, depth: int) -> list[RenderedCell]:
    cells = [
        RenderedCell(_cell_words(cell, depth + 1), span(cell.get("colspan")), span(cell.get("rowspan")))
        for cell in row if isinstance(cell.tag, str)
    ]  # fmt: skip
    rest = stray(row)
    return [*cells, RenderedCell(rest)] if rest else cells


def _cell_words(cell: Any, depth: int) -> str:
    """The words of a cell on one line, its blocks parted by a blank."""
    if not has_blocks(cell):
        return stated(facts_of(cell).text, sentences(cell)).replace("\t", " ")
    return " ".join(_lines_of(cell, depth)).replace("\t", " ")


_Handler = Callable[[LawWalk, Any, str, int, ElementFacts], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    **dict.fromkeys(_PROVISIONS, LawWalk.provision),
    **dict.fromkeys(_DIVISIONS, LawWalk.division),
    **dict.fromkeys(APPENDIX_KINDS, LawWalk.appendix),
    **dict.fromkeys(_TOC_ENTRIES, LawWalk.toc_entry),
    "LawTitle": LawWalk.title,
    "TOC": LawWalk.toc,
    "Preamble": LawWalk.preamble,
    "MainProvision": LawWalk.container,
    "Article": LawWalk.article,
    "SupplProvision": LawWalk.suppl,
    "Table": LawWalk.table,
    "Remarks": LawWalk.remarks,
    "NewProvision": LawWalk.quoted,
}
