"""The ZIP of a Word document, unpacked within bounds and made what python-docx expects.

Files with macros (.docm) and those of the strict form of Office Open XML (ISO 29500) hold the same XML under other
names: content types and namespaces are put to those of a usual document. No macro is looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from jorei.errors import Unreadable

_MOST_BYTES: Final = 64 * 1024 * 1024
_HIGHEST_RATIO: Final = 200
_SMALL: Final = 4 * 1024 * 1024
_PARTS: Final = (".xml", ".rels")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError)
_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = re.compile(rb"application/vnd\.ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main\+xml")
_TEMPLATE: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_DOCUMENT: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_NAMESPACES: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


_WORD: Final = "Word文書", "a Word document"


def unpack(data: bytes, what: tuple[str, str] = _WORD) -> io.BytesIO:
    """The XML parts of a document in a ZIP that holds what it says; pictures and the like are left empty. ``what`` it
    should be, in Japanese and English, is for the reason when it is none.

    `zipfile` reads no more than asked, but python-docx asks for whole parts, whatever size they claim to have. Raises
    `Unreadable`.
    """
    file = io.BytesIO()
    left = min(_MOST_BYTES, max(_SMALL, _HIGHEST_RATIO * len(data)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(file, "w") as unpacked:
            for info in packed.infolist():
                if not info.filename:
                    continue
                part = b""
                if info.filename.endswith(_PARTS):
                    left -= info.file_size
                    if left < 0:
                        raise Unreadable("展開すると大きすぎます", "too large when unpacked")
                    with packed.open(info) as member:
                        part = _usual(info.filename, member.read(info.file_size))
                unpacked.writestr(info.filename, part)
    except _BROKEN as error:
        raise Unreadable(f"{what[0]}として開けません（{error}）", f"not {what[1]}: {error}") from None
    return file


def _usual(name: str, part: bytes) -> bytes:
    if name == _TYPES:
        return _MACROS.sub(_DOCUMENT, part).replace(_TEMPLATE, _DOCUMENT)
    if _STRICT in part:
        for strict, usual in _NAMESPACES:
            part = part.replace(strict, usual)
    return part
