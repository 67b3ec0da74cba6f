"""A document as it was read: its text and where it came from."""

from __future__ import annotations

from typing import Literal

import msgspec

from jorei.model.kinds import Kind
from jorei.model.span import Piece
from jorei.model.vocabulary import SourceFormat

BlockKind = Literal["", "row", "list", "quoted", "note"]


class PageStart(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The code point of ``Source.text`` at which page ``number`` (from 1) begins."""

    start: int
    number: int


class Place(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where the line that begins at ``start`` of ``Source.text`` is printed: its page (from 1), and its box there in
    points from the upper left corner of the page as it is read."""

    start: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


class Block(msgspec.Struct, frozen=True, gc=False, array_like=True):
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


class Mark(msgspec.Struct, frozen=True, gc=False):
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


class Source(msgspec.Struct, frozen=True, gc=False):
    """Decoded text and its provenance.

    ``text`` has no BOM and only ``\\n`` as line end; all offsets of jorei count its code points.
    ``sha256`` is the hash of the bytes read (of the UTF-8 text when a ``str`` was given). ``marks`` is the whole tree
    when the format states it. ``wrapped`` are the offsets at which lines end that print broke at its margin, where a
    reader sees margins; None where it does not, and the lengths of the lines must tell. ``places`` says of each printed
    line where it stands. ``confidence`` is how sure a reader is of the letters (OCR; else 1).
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
