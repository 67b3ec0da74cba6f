"""Word documents -> `Source`, by python-docx (extra ``docx``): paragraphs and tables in the order of the document.

Insertions are text and deletions are not; ruby keeps its base; a tab inside a paragraph is a blank (a tab parts the
cells of a table here); running heads and feet are blocks marked ``furniture``. Numbers that Word counts by itself are
written out as they are shown; `Source.notes` says how many.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.numbering import Numbering
from jorei.read.rendered import Rendered, RenderedCell, align, put_together, span

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC, _VAL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}val"
# what is in the file but not shown: deletions, readings of ruby, field codes, and the second copy of a text box
_UNSEEN: Final = frozenset((_FALLBACK, *(f"{_W}{tag}" for tag in ("del", "moveFrom", "rt", "instrText", "pPr", "rPr"))))
_SIGNS: Final = {
    f"{_W}tab": "\u3000", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\u3000",
}  # fmt: skip
_MOST_BYTES: Final = 64 * 1024 * 1024
_HIGHEST_RATIO: Final = 200
_SMALL: Final = 4 * 1024 * 1024
_DEEPEST: Final = 200
_PARTS: Final = (".xml", ".rels")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError)


def read_docx(data: bytes, path: str | None = None) -> Source:
    """A Word document as a `Source`; raises `Unreadable` when it cannot be opened or holds no text."""
    try:
        import docx
    except ImportError:
        raise Unreadable(
            "Word文書を読むには pip install 'jorei[docx]' が要ります",
            "reading Word documents needs: pip install 'jorei[docx]'",
        ) from None
    unpacked = _unpacked(data)
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
    return Source(
        text, path, "docx", "utf-8", hashlib.sha256(data).hexdigest(), notes=_notes(walk.numbering), blocks=blocks
    )


def _unpacked(data: bytes) -> io.BytesIO:
    """The XML parts of a document in a ZIP that holds what it says; pictures and the like are left empty.

    `zipfile` reads no more than asked, but python-docx asks for whole parts, whatever size they claim to have.
    """
    file = io.BytesIO()
    left = min(_MOST_BYTES, max(_SMALL, _HIGHEST_RATIO * len(data)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(file, "w") as unpacked:
            for info in packed.infolist():
                part = b""
                if info.filename.endswith(_PARTS):
                    left -= info.file_size
                    if left < 0:
                        raise Unreadable("展開すると大きすぎます", "too large when unpacked")
                    with packed.open(info) as member:
                        part = member.read(info.file_size)
                unpacked.writestr(info.filename, part)
    except _BROKEN as error:
        raise Unreadable(f"Word文書として開けません（{error}）", f"not a Word document: {error}") from None
    return file


def _notes(numbering: Numbering) -> tuple[str, ...]:
    """How much of the numbering was Word's, and how much of it is missing."""
    notes = []
    if numbering.written:
        notes.append(
            f"Wordの自動番号{numbering.written}件を文字にしました / {numbering.written} numbers counted by Word are written out"
        )
    if numbering.unknown:
        notes.append(
            f"自動番号{numbering.unknown}件は文字にありません / {numbering.unknown} automatic labels are not in the text"
        )
    return tuple(notes)


class _Document:
    """Walks the body of one document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbering = Numbering(_part(document, "numbering"), _part(document, "styles"))

    def lines(self) -> Iterator[Rendered]:
        yield from self.running("header")
        yield from self.blocks(self.document.element.body, "/w:document/w:body", 0)
        yield from self.running("footer")

    def running(self, name: str) -> Iterator[Rendered]:
        """Running heads or feet, each text once."""
        seen: set[str] = set()
        for section in self.document.sections:
            part = getattr(section, name)
            for text in () if part.is_linked_to_previous else (_words(p) for p in part._element.iter(_P)):
                if text and text not in seen:
                    seen.add(text)
                    yield Rendered(((text, ""),), furniture=True)

    def blocks(self, element: Any, where: str, depth: int) -> Iterator[Rendered]:
        """Paragraphs and tables below an element, content controls and the like looked through."""
        if depth > _DEEPEST:
            raise Unreadable("Word文書の入れ子が深すぎます", "a Word document nested too deeply")
        counts: Counter[str] = Counter()
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _UNSEEN:
                continue
            name = f"w:{child.tag.rpartition('}')[2]}"
            counts[name] += 1
            at = f"{where}/{name}[{counts[name]}]"
            if child.tag == _P:
                text = self.paragraph(child)
                if text:
                    yield Rendered(((text, at),))
                yield from self.text_boxes(child, at, depth)
            elif child.tag == _TBL:
                yield from self.table(child, at, depth)
            else:
                yield from self.blocks(child, at, depth + 1)

    def paragraph(self, paragraph: Any) -> str:
        """The words of a paragraph behind the number that Word gives it."""
        label, words = self.numbering.label(paragraph), _words(paragraph)
        return label + words if words else ""

    def text_boxes(self, paragraph: Any, where: str, depth: int) -> Iterator[Rendered]:
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box, f"{where}//w:txbxContent", depth + 1)

    def table(self, table: Any, where: str, depth: int) -> Iterator[Rendered]:
        rows = [[cell for cell in row.iterchildren() if cell.tag == _TC] for row in table.iterchildren(_TR)]
        if max(map(len, rows), default=0) <= 1:  # a frame around text
            for number, row in enumerate(rows, 1):
                for cell in row:
                    yield from self.blocks(cell, f"{where}/w:tr[{number}]/w:tc[1]", depth + 1)
            return
        cells = ([RenderedCell(self.cell(cell), _columns(cell)) for cell in row] for row in rows)
        for number, texts in enumerate(align(cells), 1):
            if any(texts):
                yield Rendered((("\t".join(texts), f"{where}/w:tr[{number}]"),), kind="row")

    def cell(self, cell: Any) -> str:
        """The words of a cell on one line; a cell that goes on from the row above is empty."""
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(_VAL) != "restart":
            return ""
        lines = (self.paragraph(paragraph) for paragraph in cell.iter(_P))
        return " ".join(" ".join(line.split("\n")) for line in lines if line)


def _part(document: Any, name: str) -> Any:
    """The root element of a part of the document; None when it has none."""
    parts = (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith(f"/{name}"))
    return next((part.element for part in parts if hasattr(part, "element")), None)


def _columns(cell: Any) -> int:
    grid = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if grid is None else span(grid.get(_VAL))


def _words(paragraph: Any) -> str:
    """The words of a paragraph without those of the text boxes that hang on it."""
    parts: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag not in _UNSEEN and tag != f"{_W}txbxContent":
            stack.extend(reversed(element))
    return "".join(parts).replace("\t", "\u3000").strip(" \n")
