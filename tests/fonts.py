"""A font in which every letter is the same box, for documents that tests make.

A PDF that does not carry its fonts is drawn with those of the machine, and where none has the letter nothing is drawn:
pdfium then leaves out a word of one letter. A font of its own makes such a document the same everywhere.
"""

from __future__ import annotations

import struct

EM = 1000
ASCENT, DESCENT = 880, -120
_LEFT, _BOTTOM, _RIGHT, _TOP = 50, -70, 950, 830
"""The box of each letter, in units of the em."""


def box_font() -> bytes:
    """A TrueType font with two glyphs, a missing one and a box, without a table of characters."""
    box = struct.pack(">hhhhh", 1, _LEFT, _BOTTOM, _RIGHT, _TOP) + struct.pack(">HH", 3, 0) + b"\1" * 4
    # corners clockwise from the lower left one, each as a step from the one before
    box += struct.pack(">4h", _LEFT, 0, _RIGHT - _LEFT, 0) + struct.pack(
        ">4h", _BOTTOM, _TOP - _BOTTOM, 0, _BOTTOM - _TOP
    )
    box += bytes(-len(box) % 4)
    return _file({
        b"glyf": box * 2,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, _LEFT, _BOTTOM, _RIGHT, _TOP, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, EM, _LEFT, EM - _RIGHT, _RIGHT, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", EM, _LEFT, EM, _LEFT),
        b"loca": struct.pack(">3I", 0, len(box), 2 * len(box)),
        b"maxp": struct.pack(">IHHH11H", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
    })  # fmt: skip


def _file(tables: dict[bytes, bytes]) -> bytes:
    """An sfnt file; nobody checks its sums."""
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32), b""
    for tag, content in tables.items():
        directory += struct.pack(">4sIII", tag, 0, offset + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return directory + body
