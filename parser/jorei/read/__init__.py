"""Bytes, files and strings -> `Source`.

Each format has its reader in `READERS`; a format without one is named in the reason for `Unreadable`, so that a PDF
is never read as garbage. To add a format, write its reader and enter it there.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.plain import read_plain, read_text
from jorei.read.sniff import FORMATS, KNOWN, Format, sniff

__all__ = [
    "FORMATS",
    "KNOWN",
    "MAX_BYTES",
    "READERS",
    "Unreadable",
    "file_bytes",
    "read_bytes",
    "read_file",
    "read_text",
    "sniff",
]

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest document that is read: a hundred times the longest ordinance known."""

_NO_PAGES: Final = (".pdf", ".docx", ".doc")
"""A web page under one of these names that holds no article is a site's message that there is no such file."""
_PROVISION: Final = re.compile(r"第[ \u3000]?[0-9０-９〇一二三四五六七八九十百]+[ \u3000]?条")


# a reader is loaded with the first document of its format: most of what is read is text, and a page's rules are many
def _read_docx(data: bytes, path: str | None) -> Source:
    from jorei.read.docx import read_docx

    return read_docx(data, path)


def _read_egov(data: bytes, path: str | None) -> Source:
    from jorei.read.egov import read_egov

    return read_egov(data, path)


def _read_html(data: bytes, path: str | None) -> Source:
    from jorei.read.html import read_html

    return read_html(data, path)


def _read_pdf(data: bytes, path: str | None) -> Source:
    from jorei.read.pdf import read_pdf

    return read_pdf(data, path)


def _read_odt(data: bytes, path: str | None) -> Source:
    from jorei.read.office import read_office

    return read_office(data, path, "odt")


def _read_rtf(data: bytes, path: str | None) -> Source:
    from jorei.read.office import read_office

    return read_office(data, path, "rtf")


def _read_ole(data: bytes, path: str | None) -> Source:
    """An old file of Word; raises `Unreadable` for what else has its container, each with its advice."""
    from jorei.read.office import read_office

    for stream, suffixes, ja, en in _OLE_REFUSED:
        if stream.encode("utf-16-le") in data or (path and path.lower().endswith(suffixes)):
            raise Unreadable(ja, en)
    if "WordDocument".encode("utf-16-le") not in data:
        raise Unreadable("Word文書ではない旧形式のOffice文書です", "an old Office document, and not one of Word")
    return read_office(data, path, "doc")


_OLE_REFUSED: Final[tuple[tuple[str, tuple[str, ...], str, str], ...]] = (
    ("EncryptedPackage", (), "パスワードのかかったOffice文書です", "the Office document is locked with a password"),
    ("JSRV_SegmentInformation", (".jtd", ".jtt"), "一太郎文書（.jtd）は読めません（一太郎でPDFとして保存してください）",
     "documents of Ichitaro (.jtd) cannot be read (save them as PDF in Ichitaro)"),
    ("Workbook", (".xls",), "表計算の文書（.xls）は読めません", "spreadsheets (.xls) cannot be read"),
)  # fmt: skip
"""What has the container of old Office files and is no text of Word: a stream in it, its extensions, and the reason."""


READERS: Final[dict[str, Callable[[bytes, str | None], Source]]] = {
    "docx": _read_docx,
    "egov_xml": _read_egov,
    "html": _read_html,
    "odt": _read_odt,
    "ole": _read_ole,
    "pdf": _read_pdf,
    "rtf": _read_rtf,
    "text": read_plain,
}


_ISOLATED: Final = frozenset(("docx", "pdf"))
"""Formats whose libraries a file can lead astray. What LibreOffice converts is a Word document then."""


def read_here(format_: str, data: bytes, path: str | None = None, *, ocr: bool = False) -> Source:
    """The source of a document in a format of `READERS`, read in this process."""
    if ocr and format_ == "pdf":
        from jorei.read.pdf import read_pdf

        return read_pdf(data, path, ocr=True)
    return READERS[format_](data, path)


def read_bytes(data: bytes, path: str | None = None, *, ocr: bool = False) -> Source:
    """The source in ``data``, in whatever format it is; ``path`` gives its name and helps to tell the format.

    With ``ocr`` scanned pages of a PDF are recognised (extra ``ocr``), which takes seconds a page. PDF and Word
    documents are read in a process of their own, within limits (`jorei.read.isolated`).

    Raises `Unreadable` with a reason in Japanese and English: unknown or unsupported format, empty, too large, or
    more memory or time than a document of its size may take.

    >>> read_bytes("第1条　この条例は".encode("euc_jp")).encoding
    'euc-jp'
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    fmt = sniff(data, path)
    if fmt.name not in READERS:
        raise _unsupported(fmt)
    source = read_format(fmt.name, data, path, ocr=ocr)
    if fmt.name == "html" and path and path.lower().endswith(_NO_PAGES) and not _PROVISION.search(source.text):
        raise Unreadable(
            "Webページです（ファイルの代わりにエラーページが保存されたようです）",
            "a web page (what a site answers instead of the file, it seems)",
        )
    return source


def read_format(format_: str, data: bytes, path: str | None, *, ocr: bool = False) -> Source:
    """The source of a document in a format of `READERS`, read where that is safe."""
    if format_ in _ISOLATED:
        from jorei.read.isolated import is_isolated, read_isolated

        if is_isolated():
            return read_isolated(format_, data, path, ocr=ocr)
    return read_here(format_, data, path, ocr=ocr)


def read_file(path: str | Path, *, ocr: bool = False) -> Source:
    """Like `read_bytes` for a file; raises `OSError` when it cannot be opened."""
    return read_bytes(file_bytes(path), Path(path).as_posix(), ocr=ocr)


def file_bytes(path: str | Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file; raises `Unreadable` for a pipe or a device, which may never end, and for more bytes
    than ``most``, and `OSError` when it cannot be opened."""
    # a pipe that nobody writes to would not even open
    with open(path, "rb", opener=_open_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("通常のファイルではありません", "not a regular file")
        data = b""
        if status.st_size <= most:
            data = file.read(status.st_size + 1)  # memory for no more than that is taken, and one byte tells whether it
            if len(data) > status.st_size:  # has grown, or has no size, as in /proc
                data += file.read(most + 1 - len(data))
    if max(status.st_size, len(data)) > most:
        raise too_large(max(status.st_size, len(data)), most)
    return data


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def too_large(size: int, most: int = MAX_BYTES) -> Unreadable:
    """The reason for a file of so many bytes."""
    return Unreadable(f"大きすぎます（{size:,}バイト、上限{most:,}バイト）",
                      f"too large ({size:,} bytes, at most {most:,})")  # fmt: skip


def _unsupported(fmt: Format) -> Unreadable:
    if fmt.name == "binary":
        return Unreadable("バイナリファイルです", "a binary file")
    if fmt.name == "mail":
        return Unreadable(
            "電子メール（.eml）・保存したWebページ（.mht）は読めません（添付ファイル又はHTMLとして保存してください）",
            "mail (.eml) and web archives (.mht) cannot be read (save the attachment, or the page as HTML)",
        )
    if fmt.name == "zip":
        return Unreadable(
            "ZIPです（中の文書は jorei build 又は jorei check で読みます）",
            "a ZIP (jorei build and jorei check read the documents in it)",
        )
    return Unreadable(f"{fmt.ja}形式はまだ読めません（テキストに変換してください）",
                      f"the format {fmt.name} cannot be read yet (convert it to text)")  # fmt: skip
