"""A document as it was read: its text and where it came from."""

from __future__ import annotations

from typing import Literal

import msgspec

from jorei.model.kinds import Kind
from jorei.model.record import ArrayRecord, Record
from jorei.model.span import Piece
from jorei.model.vocabulary import SourceFormat

BlockKind = Literal["", "row", "list", "quoted", "note"]


class PageStart(ArrayRecord):
    """The code point of ``Source.text`` at which page ``number`` (from 1) begins."""

    start: int
    number: int


class Place(ArrayRecord):
    """Where the line that begins at ``start`` of ``Source.text`` is printed: its page (from 1), and its box there in
    points from the upper left corner of the page as it is read."""

    start: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


class Block(ArrayRecord):
    """A stretch of ``Source.text`` that was one block of a marked-up document, with the XPath of its element.

    ``furniture`` says that the block is no part of the document proper: menus, search fields, running heads.
    ``kind`` is what the markup itself says that plain text cannot: ``row`` (of a table, cells parted by tabs),
    ``list`` (列記 without labels), ``quoted`` (provisions that an amending clause sets off) or ``note`` (at the foot of a
    page). ``spans`` gives (place, rows, columns) of the cells of a row that cover more than one place, places from 0.
    """

    start: int
    end: int
    xpath: str
    furniture: bool = False
    kind: BlockKind = ""
    spans: tuple[tuple[int, int, int], ...] = ()


class Mark(Record):
    """A node that the markup itself states: what a reader knows, the structure need not infer.

    Marks stand in pre-order; ``depth`` is 1 for a child of the law. ``label``, ``caption`` (without its brackets)
    and ``title`` are as written, ``pieces`` says where they and the words lie in ``Source.text``.
    """

    depth: int
    kind: Kind
    pieces: tuple[Piece, ...] = ()
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    caption_shared: bool = False
    title: str | None = None
    deleted: bool = False
    label_inferred: bool = False
    confidence: float = 1.0


class Source(Record):
    """Decoded text and its provenance.

    ``text`` has no BOM and only ``\\n`` as line end; all offsets of jorei count its code points.
    ``sha256`` is the hash of the bytes read (of the UTF-8 text when a ``str`` was given). ``marks`` is the whole tree
    when the format states it. ``wrapped`` are the offsets at which lines end that print broke at its margin, where a
    reader sees margins; None where it does not, and the lengths of the lines must tell. ``places`` says of each printed
    line where it stands. ``confidence`` is how sure a reader is of the letters (OCR; else 1).
    Of a source that holds several instruments each is ``cut`` out: ``part`` counts from 1 (0 for a source that was not cut),
    ``parts`` is their number, and ``offset`` says where the text stands in the text read, below ``lines_before`` lines.
    """

    text: str
    path: str | None = None
    format: SourceFormat = "text"
    encoding: str = "utf-8"
    sha256: str = ""
    pages: tuple[PageStart, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    wrapped: tuple[int, ...] | None = None
    places: tuple[Place, ...] = ()
    confidence: float = 1.0
    part: int = 0
    parts: int = 1
    offset: int = 0
    lines_before: int = 0

    def cut(self, start: int, end: int, part: int, parts: int) -> Source:
        """The stretch of one instrument as a source of its own; all offsets count from its first letter.

        >>> one = Source("甲\\n乙丙", pages=(PageStart(0, 1), PageStart(2, 2)), wrapped=(1, 4)).cut(2, 4, 2, 2)
        >>> one.text, one.pages, one.wrapped, one.offset
        ('乙丙', (PageStart(start=0, number=2),), (2,), 2)
        """
        first = max((page for page in self.pages if page.start <= start), default=None, key=lambda page: page.start)
        pages = [PageStart(page.start - start, page.number) for page in self.pages if start < page.start < end]
        return msgspec.structs.replace(
            self,
            text=self.text[start:end],
            pages=((PageStart(0, first.number), *pages) if first else tuple(pages)),
            blocks=tuple(
                msgspec.structs.replace(block, start=max(block.start, start) - start, end=min(block.end, end) - start)
                for block in self.blocks
                if block.start < end and block.end > start
            ),
            wrapped=None if self.wrapped is None else tuple(at - start for at in self.wrapped if start < at <= end),
            places=tuple(
                msgspec.structs.replace(place, start=place.start - start)
                for place in self.places
                if start <= place.start < end
            ),
            part=part,
            parts=parts,
            offset=start,
            lines_before=self.text.count("\n", 0, start),
        )
