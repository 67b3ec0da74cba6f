"""法令標準XML (e-Gov) -> `Source`: the law as it is printed, a line for each element that has words.

The labels are the XML's own (第一条, ２, 一, イ); a caption stands above its article, 附則 carry the number of the
instrument they came with, tables have a tab between cells. Every stretch keeps the XPath of its element, so that a
node of the tree leads back to the XML. What an element is that plain text cannot say (a row of one cell, the new
wording in an amending clause) goes along as `Block.kind`.

Entities, DTDs and the network are never used; a file that breaks off is read as far as it goes, and `Source.notes`
says so.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jorei.model import Source
from jorei.read.plain import decode
from jorei.read.shown import Cell, Shown, align, put_together, span
from jorei.read.unreadable import Unreadable

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ENCODING: Final = re.compile(rb"^[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.\-]{2,20})")
_DOCTYPE: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_MAX_DEPTH: Final = 100
_MANY_TAGS: Final = 10_000
_DENSE: Final = 8  # the names of its elements alone are longer
_SEPARATOR: Final = "\u3000"

_INLINE: Final = frozenset(
    ("Ruby", "Sup", "Sub", "Line", "QuoteStruct", "ArithFormula", "Sentence", "Column", "Rt", "Fig")
)
_DIVISIONS: Final = ("Part", "Chapter", "Section", "Subsection", "Division")
_PROVISIONS: Final = frozenset(("Paragraph", "Item", "Class", *(f"Subitem{level}" for level in range(1, 11))))
_APPENDICES: Final = frozenset(
    ("AppdxTable", "AppdxNote", "AppdxStyle", "AppdxFormat", "Appdx", "AppdxFig",
     "SupplProvisionAppdxTable", "SupplProvisionAppdxStyle", "SupplProvisionAppdx")
)  # fmt: skip
_SET_OFF: Final = {"NewProvision": "quoted", "List": "list", "ArithFormula": "list"}
_TOC_ENTRIES: Final = frozenset(("TOCSupplProvision", "TOCArticle", *(f"TOC{name}" for name in _DIVISIONS)))

Parts = tuple[tuple[str, str], ...]


def read_egov(data: bytes, path: str | None = None) -> Source:
    """A law in 法令標準XML as a `Source`; raises `Unreadable` when there is none in it, or a DTD.

    >>> xml = "<Law><LawNum>令和六年甲市条例第一号</LawNum><LawBody><LawTitle>甲市条例</LawTitle></LawBody></Law>"
    >>> read_egov(xml.encode()).text
    '○甲市条例\\n\\n（令和六年甲市条例第一号）\\n'
    """
    from lxml import etree  # loading costs time that text files need not pay

    text, encoding = _decoded(data)
    if _DOCTYPE.search(text, 0, max(0, text.find("<Law")) or len(text)):
        raise Unreadable("DTDのあるXMLは読みません", "XML with a DTD is not read")
    if text.count("<") > max(_MANY_TAGS, len(text) // _DENSE):
        raise Unreadable("法令標準XMLではありません（タグばかりです）", "not 法令標準XML: nothing but tags")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"XMLとして読めません: {error}", f"not XML that can be read: {error}") from None
    if root is not None:
        etree.strip_tags(root, etree.Entity)  # undeclared, so they stand for nothing; the words behind them stay
    law = None if root is None else (root if root.tag == "Law" else next(root.iter("Law"), None))
    if law is None:
        raise Unreadable("法令標準XMLではありません（Lawがありません）", "not 法令標準XML: no element Law")
    rendering = _Rendering()
    where = law.getroottree().getpath(law)
    rendered, blocks = put_together(rendering.law(law, where))
    if not rendered.strip():
        raise Unreadable("文字のないXMLです", "XML without text")
    notes = _notes(parser.error_log, rendering.figures)
    return Source(rendered, path, "egov_xml", encoding, hashlib.sha256(data).hexdigest(), notes=notes, blocks=blocks)


def validate_egov(data: bytes, schema: str | Path) -> tuple[str, ...]:
    """What the schema of 法令標準XML (``stdLaw.xsd``, a local file) finds wrong: ``line: message``; empty when valid."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    rules = etree.XMLSchema(etree.parse(str(schema), parser))
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return (f"{error.lineno}: {error.msg}",)
    rules.validate(root)
    log: Any = rules.error_log  # the stubs forget that it can be iterated
    return tuple(f"{entry.line}: {entry.message}" for entry in log)


def _decoded(data: bytes) -> tuple[str, str]:
    """By the declaration when it holds, else by the cascade for plain text."""
    match = _ENCODING.match(data)
    if match:
        name = match[1].decode("ascii").lower()
        name = "cp932" if name in ("shift_jis", "shift-jis", "x-sjis", "windows-31j") else name
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except (UnicodeDecodeError, LookupError):
            pass  # the declaration is wrong: the bytes decide
    text, encoding, _ = decode(data)
    return text, encoding


def _notes(errors: Any, figures: int) -> tuple[str, ...]:
    notes = []
    if len(errors):
        line = errors[0].line
        notes.append(
            f"XMLが{line}行目で壊れています: 読めた所だけです / damaged at line {line}: read as far as it goes"
        )
    if figures:
        notes.append(f"図{figures}点は文字にありません / {figures} figures are not in the text")
    return tuple(notes)


class _Rendering:
    """Walks one law and yields its lines. Nesting is bounded, so the walk may recurse."""

    def __init__(self) -> None:
        self.figures = 0
        self.number: Any = None
        self.number_at = ""

    def law(self, law: Any, where: str) -> Iterator[Shown]:
        """The lines of a law: its number, which the XML has in front, stands below its title in print."""
        self.number = law.find("LawNum")
        self.number_at = f"{where}/LawNum[1]"
        yield from self.inside(law, where, 1, "")
        yield from self.law_number()

    def law_number(self) -> Iterator[Shown]:
        number, self.number = self.number, None
        text = "" if number is None else self.words(number)
        if text:
            yield Shown(((f"（{text}）", self.number_at),))

    def element(self, element: Any, where: str, depth: int, kind: str = "") -> Iterator[Shown]:
        """The lines of one element, by what it is."""
        if depth > _MAX_DEPTH:
            raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")
        tag = element.tag
        if tag == "LawTitle":
            yield from _shown(((f"○{self.words(element)}", where),), kind)
            yield from self.law_number()
        elif element is self.number or tag == "Rt":
            return
        elif tag == "TOC" or tag in _TOC_ENTRIES:
            yield from self.toc(element, where, depth)
        elif tag in _DIVISIONS or tag in _APPENDICES or tag == "SupplProvision":
            yield from self.headed(element, where, depth, kind)
        elif tag == "Article":
            yield from self.article(element, where, depth, kind)
        elif tag in _PROVISIONS:
            yield from self.provision(element, where, depth, kind)
        elif tag == "Table":
            yield from self.table(element, where, depth)
        elif tag == "Remarks":
            yield from self.remarks(element, where, depth, kind)
        elif tag in _SET_OFF:
            yield from self.inside(element, where, depth, kind or _SET_OFF[tag])
        elif not _has_blocks(element):
            yield from _shown(((self.words(element), where),), kind)
        else:
            yield from self.inside(element, where, depth, kind)

    def inside(
        self, element: Any, where: str, depth: int, kind: str, done: frozenset[str] = frozenset()
    ) -> Iterator[Shown]:
        """The lines of what is inside an element; children named in ``done`` are shown already."""
        run: list[str] = [_bare(element.text)]
        for child, at in _children(element, where):
            if child.tag in done:
                pass
            elif child.tag in _INLINE and not _has_blocks(child):
                run.append(self.words(child))  # sentences of one provision are one line
            else:
                yield from _shown((("".join(run), where),), kind)
                run = []
                yield from self.element(child, at, depth + 1, kind)
            run.append(_bare(child.tail))
        yield from _shown((("".join(run), where),), kind)

    def headed(self, element: Any, where: str, depth: int, kind: str) -> Iterator[Shown]:
        """A heading, then what it heads: 章, 附則, 別表."""
        titles = [child for child in element if _is_title(child)]
        text = "".join([self.words(child) for child in titles])
        if element.tag == "SupplProvision":
            instrument = (element.get("AmendLawNum") or "").strip()
            text = text or "附　則"
            text += f"{_SEPARATOR}（{instrument}）" if instrument else ""
            text += f"{_SEPARATOR}抄" if element.get("Extract") == "true" else ""
        yield from _shown(((text, where),), kind)
        yield from self.inside(element, where, depth, kind, frozenset(child.tag for child in titles))

    def toc(self, element: Any, where: str, depth: int) -> Iterator[Shown]:
        entry: list[str] = []
        inner: list[tuple[Any, str]] = []
        for child, at in _children(element, where):
            if child.tag in ("TOCLabel", "TOCPreambleLabel", "TOCAppdxTableLabel"):
                yield from _shown(((self.words(child), at),))
            elif child.tag in _TOC_ENTRIES:
                inner.append((child, at))
            else:
                entry.append(self.words(child))
        yield from _shown((("".join(entry) + _stray(element), where),))
        for child, at in inner:
            yield from self.element(child, at, depth + 1)

    def article(self, element: Any, where: str, depth: int, kind: str) -> Iterator[Shown]:
        """The caption on its own line; the label and the first paragraph on one."""
        label, first = "", None
        for child, at in _children(element, where):
            if child.tag == "ArticleCaption":
                yield from _shown(((self.words(child), at),), kind)
            elif child.tag == "ArticleTitle" and first is None:
                label += self.words(child)
            elif child.tag == "Paragraph" and first is None and label:
                first = child
                yield from self.provision(child, at, depth + 1, kind, ((label + _SEPARATOR, where),))
            else:
                yield from self.element(child, at, depth + 1, kind)
        yield from _shown(((_stray(element) if first is not None else label + _stray(element), where),), kind)

    def provision(self, element: Any, where: str, depth: int, kind: str, before: Parts = ()) -> Iterator[Shown]:
        """項, 号 and below: label and words on one line, then what is below them. ``before`` goes in front."""
        tag = element.tag
        label = words = ""
        done = set()
        for child, at in _children(element, where):
            if child.tag == "ParagraphCaption":
                yield from _shown(((self.words(child), at),), kind)
            elif child.tag in (f"{tag}Title", f"{tag}Num"):
                label += self.words(child)
            elif child.tag == f"{tag}Sentence":
                words += self.sentences(child)
            else:
                continue
            done.add(child.tag)
        if label or before or tag != "Paragraph":
            text = f"{label}{_SEPARATOR}{words}" if label and words else label + words
        else:
            text = _unnumbered(element) + words
        yield from _shown((*before, (text, where)), kind)
        for child, at in _children(element, where):  # a table inside a sentence comes after its words
            if child.tag == f"{tag}Sentence":
                yield from self.blocks_of(child, at, depth + 1, kind)
        yield from self.inside(element, where, depth, kind, frozenset(done))

    def blocks_of(self, element: Any, where: str, depth: int, kind: str) -> Iterator[Shown]:
        """Only the tables and the like of a sentence, whose words are shown already."""
        if depth > _MAX_DEPTH:
            raise Unreadable("XMLの入れ子が深すぎます", "XML nested too deeply")
        for child, at in _children(element, where):
            if child.tag not in _INLINE:
                yield from self.element(child, at, depth + 1, kind)
            elif _has_blocks(child):
                yield from self.blocks_of(child, at, depth + 1, kind)

    def remarks(self, element: Any, where: str, depth: int, kind: str) -> Iterator[Shown]:
        text = "".join(self.words(child) for child in element if child.tag == "RemarksLabel")
        sentences = "".join(self.words(child) for child in element if child.tag == "Sentence")
        yield from _shown(
            ((f"{text}{_SEPARATOR}{sentences}" if text and sentences else text + sentences, where),), kind
        )
        yield from self.inside(element, where, depth, kind, frozenset(("RemarksLabel", "Sentence")))

    def table(self, table: Any, where: str, depth: int) -> Iterator[Shown]:
        rows = [(row, at) for row, at in _children(table, where) if row.tag in ("TableRow", "TableHeaderRow")]
        for child, at in _children(table, where):
            if child.tag not in ("TableRow", "TableHeaderRow"):
                yield from self.element(child, at, depth + 1)
        yield from _shown(((_stray(table), where),))
        cells = (self.cells(row, depth + 1) for row, _ in rows)
        for texts, (_, at) in zip(align(cells), rows, strict=True):
            if any(texts):
                yield Shown((("\t".join(texts), at),), kind="row")

    def cells(self, row: Any, depth: int) -> list[Cell]:
        found = [
            Cell(self.cell(cell, depth + 1), span(cell.get("colspan")), span(cell.get("rowspan")))
            for cell in row if isinstance(cell.tag, str)
        ]  # fmt: skip
        stray = _stray(row)
        return [*found, Cell(stray)] if stray else found

    def cell(self, element: Any, depth: int) -> str:
        """The words of a cell on one line, its blocks parted by a blank."""
        if not _has_blocks(element):
            return self.sentences(element).replace("\t", " ")
        lines = self.inside(element, "", depth, "")
        return " ".join("".join(text for text, _ in line.parts) for line in lines).replace("\t", " ")

    def sentences(self, element: Any) -> str:
        """Sentences run on; columns are parted by a blank, as term and explanation are in print."""
        columns = [child for child in element if child.tag == "Column"]
        if not columns or len(columns) < len(element) or _stray(element):
            return self.words(element, inline=True)
        return _SEPARATOR.join(self.words(column, inline=True) for column in columns)

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
            if one.tag == "Rt" or (inline and one is not element and one.tag not in _INLINE):
                continue
            parts.append(one.text or "")
            stack.extend((child, False) for child in reversed(one) if isinstance(child.tag, str))
        return _bare("".join(parts))


def _children(element: Any, where: str) -> Iterator[tuple[Any, str]]:
    """The child elements with their XPath."""
    counts: Counter[str] = Counter()
    for child in element:
        if isinstance(child.tag, str):
            counts[child.tag] += 1
            yield child, f"{where}/{child.tag}[{counts[child.tag]}]"


def _has_blocks(element: Any) -> bool:
    """Whether something inside is a line of its own."""
    return any(isinstance(one.tag, str) and one is not element and one.tag not in _INLINE for one in element.iter())


def _stray(element: Any) -> str:
    """Words that stand between the children of an element that should hold none."""
    return _bare(element.text) + "".join(_bare(child.tail) for child in element)


def _is_title(child: Any) -> bool:
    tag = child.tag
    return isinstance(tag, str) and (
        tag.endswith("Title") or tag in ("SupplProvisionLabel", "ArithFormulaNum", "RelatedArticleNum")
    )


def _unnumbered(paragraph: Any) -> str:
    """The blank that old laws leave where later ones number a 項."""
    above = paragraph.getparent()
    return _SEPARATOR if above is not None and above.tag == "Article" else ""


def _bare(text: str | None) -> str:
    """Words without the line ends and indentation of the file."""
    return "".join([line.strip(" \t\r") for line in text.split("\n")]) if text else ""


def _shown(parts: Parts, kind: str = "") -> Iterator[Shown]:
    if any(text.strip() for text, _ in parts):
        yield Shown(tuple(part for part in parts if part[0]), kind=kind)
