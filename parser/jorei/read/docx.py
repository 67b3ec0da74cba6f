"""Word documents -> `Source`, by python-docx (extra ``docx``): paragraphs and tables in the order of the document.

Insertions are text; what is deleted, struck out or hidden is a block marked ``furniture`` behind its paragraph, as are
running heads and feet. Footnotes stand behind their paragraph as notes; ruby keeps its base; a tab inside a paragraph
is a blank (a tab parts the cells of a table here). Numbers that Word counts by itself are written out as they are
shown; `Source.notes` says how many.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from jorei.errors import Unreadable, install_command
from jorei.model import Source
from jorei.read.docx_package import unpack
from jorei.read.docx_table import WordRow, merged_cells
from jorei.read.docx_words import FALLBACK, W, Words, read_words, styles_not_in_force
from jorei.read.numbering import Numbering
from jorei.read.rendered import Rendered, RenderedCell, align, is_ladder, is_toc, is_toc_title, put_together

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_UNSEEN: Final = frozenset((FALLBACK, *(f"{W}{tag}" for tag in ("del", "moveFrom", "sectPr"))))
_SEEN_THROUGH: Final = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_DEEPEST: Final = 200


def read_docx(data: bytes, path: str | None = None) -> Source:
    """A Word document as a `Source`; raises `Unreadable` when it cannot be opened or holds no text."""
    try:
        import docx
    except ImportError:
        raise Unreadable(
            f"Word文書を読むには {install_command('docx')} が要ります",
            f"reading Word documents needs: {install_command('docx')}",
        ) from None
    unpacked = unpack(data)
    try:
        document = docx.Document(unpacked)
        walk = _Document(document)
        lines = list(walk.lines())
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001  # python-docx raises whatever a broken part makes it stumble on
        reason = f"{type(error).__name__}: {error}"[:200]
        raise Unreadable(
            f"Word文書として開けません（{reason}）", f"not a Word document that can be opened ({reason})"
        ) from None
    text, blocks = put_together(lines)
    if not text.strip():
        raise Unreadable("文字のないWord文書です", "a Word document without text")
    return Source(text, path, "docx", "utf-8", hashlib.sha256(data).hexdigest(), notes=_notes(walk), blocks=blocks)


def _notes(walk: _Document) -> tuple[str, ...]:
    """Notes on what was counted by Word, what of it is missing, and what is not in force."""
    numbering = walk.numbering
    counted = (
        (numbering.written, "Wordの自動番号{}件を文字にしました / {} numbers counted by Word are written out"),
        (numbering.unknown_forms, "自動番号{}件は文字にありません / {} automatic labels are not in the text"),
        (walk.kept_apart_count, "取消線・削除・隠し文字{}か所は本文に入れていません / {} stretches struck out, deleted or hidden are kept apart"),
        (walk.unknown_signs, "記号{}字が分かりません（〓） / {} signs are not known (〓)"),
    )  # fmt: skip
    return tuple(text.format(count, count) for count, text in counted if count)


class _Document:
    """Walks the body of one document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbering = Numbering(_part(document, "numbering"), _part(document, "styles"))
        self.off_styles = styles_not_in_force(_part(document, "styles"))
        self.footnotes = {kind: _part(document, f"{kind}s") for kind in ("footnote", "endnote")}
        self.kept_apart_count = self.unknown_signs = self.notes_written = 0
        self.unfinished: list[Words] = []
        """Paragraphs whose mark is deleted: the next goes on with them."""
        self.in_toc = False

    def lines(self) -> Iterator[Rendered]:
        """Running heads, the body and running feet, line by line."""
        yield from self.running("header")
        yield from self.blocks(self.document.element.body, "/w:document/w:body", 0)
        yield from self.running("footer")

    def running(self, name: str) -> Iterator[Rendered]:
        """Running heads or feet, each text once."""
        seen: set[str] = set()
        for section in self.document.sections:
            part = getattr(section, name)
            texts = () if part.is_linked_to_previous else (read_words(p).text for p in part._element.iter(_P))
            for text in texts:
                if text and text not in seen:
                    seen.add(text)
                    yield Rendered(((text, ""),), furniture=True)

    def blocks(self, element: Any, xpath: str, depth: int) -> Iterator[Rendered]:
        """Paragraphs and tables below an element, content controls and the like looked through."""
        if depth > _DEEPEST:
            raise Unreadable("Word文書の入れ子が深すぎます", "a Word document nested too deeply")
        counts: Counter[str] = Counter()
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _UNSEEN:
                continue
            name = f"w:{child.tag.rpartition('}')[2]}"
            counts[name] += 1
            child_xpath = f"{xpath}/{name}[{counts[name]}]"
            if child.tag == _P:
                yield from self.paragraphs(child, child_xpath, depth)
            elif child.tag == _TBL:
                yield from self.table(child, child_xpath, depth)
            else:
                yield from self.blocks(child, child_xpath, depth + 1)

    def paragraphs(self, paragraph: Any, xpath: str, depth: int) -> Iterator[Rendered]:
        """A paragraph, what it holds and does not say, its notes and its text boxes."""
        words = self.paragraph(paragraph)
        if words.text:
            self.in_toc = is_toc_title(words.text) or (self.in_toc and "\u3000" in words.text)
            yield Rendered(((words.text, xpath),))
        yield from self.kept_apart(words, xpath)
        yield from self.text_boxes(paragraph, xpath, depth)

    def kept_apart(self, words: Words, xpath: str) -> Iterator[Rendered]:
        """The words of a paragraph that are not in force, and the notes it refers to."""
        if words.not_in_force:
            self.kept_apart_count += 1
            yield Rendered(((words.not_in_force, xpath),), furniture=True)
        for kind, ident in words.notes:
            yield from self.note(kind, ident, xpath)

    def paragraph(self, paragraph: Any) -> Words:
        """The words of a paragraph behind the number that Word gives it; none where its mark is deleted."""
        words = read_words(paragraph, self.off_styles)
        self.unknown_signs += words.unknown_signs
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.unfinished.append(words)
            return Words()
        label = self.numbering.label(paragraph)
        if self.unfinished:
            words = _joined([*self.unfinished, words])
            self.unfinished = []
        words.text = label + words.text if words.text else ""
        return words

    def note(self, kind: str, ident: str, xpath: str) -> Iterator[Rendered]:
        """A footnote or endnote, as the foot of the page shows it."""
        part = self.footnotes[kind]
        notes = () if part is None else (note for note in part.findall(f"{W}{kind}") if note.get(f"{W}id") == ident)
        for note in notes:
            texts = [text for text in (read_words(p).text for p in note.iter(_P)) if text]
            if texts:
                self.notes_written += 1
                yield Rendered(((f"{self.notes_written}\u3000{' '.join(texts)}", xpath),), kind="note")

    def text_boxes(self, paragraph: Any, xpath: str, depth: int) -> Iterator[Rendered]:
        """The lines of the text boxes that hang on a paragraph."""
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(above.tag == FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box, f"{xpath}//w:txbxContent", depth + 1)

    def table(self, table: Any, xpath: str, depth: int) -> Iterator[Rendered]:
        """The rows of a table; one of a single column is a frame around text."""
        rows = [WordRow(row, list(_inside(row, _TC))) for row in _inside(table, _TR) if not _is_deleted(row)]
        if max((len(row.cells) for row in rows), default=0) <= 1:  # a frame around text
            for number, row in enumerate(rows, 1):
                for cell in row.cells:
                    yield from self.blocks(cell, f"{xpath}/w:tr[{number}]/w:tc[1]", depth + 1)
            return
        cell_words: list[Words] = []
        cells = (
            [RenderedCell(self.cell(cell.element, cell_words), cell.columns, cell.rows) for cell in row]
            for row in merged_cells(rows)
        )
        aligned = list(align(cells))
        plain = [row.texts for row in aligned]
        unrolled = is_ladder(plain) or is_toc(plain, named=self.in_toc)
        for number, (texts, spans) in enumerate(aligned, 1):
            if any(texts):
                text = "\u3000".join(filter(None, texts)) if unrolled else "\t".join(texts)
                yield Rendered(
                    ((text, f"{xpath}/w:tr[{number}]"),),
                    kind="" if unrolled else "row",
                    spans=() if unrolled else spans,
                )
        for words in cell_words:
            yield from self.kept_apart(words, xpath)

    def cell(self, cell: Any, cell_words: list[Words]) -> str:
        """The words of a cell on one line; of a place without a cell none."""
        lines = []
        if cell is None:
            return ""
        for paragraph in cell.iter(_P):
            if any(above.tag == FALLBACK for above in paragraph.iterancestors()):
                continue
            words = self.paragraph(paragraph)
            lines.append(words.text)
            cell_words.append(words)
        return " ".join(" ".join(line.split("\n")) for line in lines if line)


def _joined(paragraphs: list[Words]) -> Words:
    """Paragraphs whose marks are deleted as one with the last of them."""
    return Words(
        "".join(words.text for words in paragraphs),
        " ".join(words.not_in_force for words in paragraphs if words.not_in_force),
        [note for words in paragraphs for note in words.notes],
    )


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _SEEN_THROUGH:
            yield from _inside(child, tag)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _part(document: Any, name: str) -> Any:
    """The root element of a part of the document; None when it has none."""
    parts = (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith(f"/{name}"))
    part = next(parts, None)
    if part is None:
        return None
    if hasattr(part, "element"):
        return part.element
    from docx.oxml import parse_xml

    return parse_xml(part.blob)
