"""A document as it was read: its text and where it came from."""

from __future__ import annotations

import msgspec


class PageStart(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The code point of ``Source.text`` at which page ``number`` (from 1) begins."""

    start: int
    number: int


class Block(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stretch of ``Source.text`` that was one block of a marked-up document, with the XPath of its element.

    ``furniture`` says that the block is no part of the document proper: menus, search fields, running heads.
    ``kind`` is what the markup itself says that plain text cannot: ``row`` (of a table, cells parted by tabs),
    ``list`` (列記 without labels) or ``quoted`` (provisions that an amending clause sets off).
    """

    start: int
    end: int
    xpath: str
    furniture: bool = False
    kind: str = ""


class Source(msgspec.Struct, frozen=True, gc=False):
    """Decoded text and its provenance.

    ``text`` has no BOM and only ``\\n`` as line end; all offsets of jorei count its code points.
    ``sha256`` is the hash of the bytes read (of the UTF-8 text when a ``str`` was given).
    """

    text: str
    path: str | None = None
    format: str = "text"
    encoding: str = "utf-8"
    sha256: str = ""
    pages: tuple[PageStart, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
