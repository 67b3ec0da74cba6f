"""Bytes, files and strings -> `Source`.

Each format has its reader in `READERS`; a format without one is named in the reason for `Unreadable`, so that a PDF
is never read as garbage. To add a format, write its reader and enter it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.plain import read_plain, read_text
from jorei.read.sniff import FORMATS, KNOWN, Format, sniff

__all__ = ["FORMATS", "KNOWN", "MAX_BYTES", "READERS", "Unreadable", "read_bytes", "read_file", "read_text", "sniff"]

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


def _recognise_pdf(data: bytes, path: str | None) -> Source:
    from jorei.read.pdf import read_pdf

    return read_pdf(data, path, ocr=True)


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


def read_bytes(data: bytes, path: str | None = None, *, ocr: bool = False) -> Source:
    """The source in ``data``, in whatever format it is; ``path`` gives its name and helps to tell the format.

    With ``ocr`` scanned pages of a PDF are recognised (extra ``ocr``), which takes seconds a page.

    Raises `Unreadable` with a reason in Japanese and English: unknown or unsupported format, empty, too large.

    >>> read_bytes("第1条　この条例は".encode("euc_jp")).encoding
    'euc-jp'
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    fmt = sniff(data, path)
    reader = READERS.get(fmt.name)
    if reader is None:
        raise _unsupported(fmt)
    source = _recognise_pdf(data, path) if ocr and fmt.name == "pdf" else reader(data, path)
    if fmt.name == "html" and path and path.lower().endswith(_NO_PAGES) and not _PROVISION.search(source.text):
        raise Unreadable(
            "Webページです（ファイルの代わりにエラーページが保存されたようです）",
            "a web page (what a site answers instead of the file, it seems)",
        )
    return source


def read_file(path: str | Path, *, ocr: bool = False) -> Source:
    """Like `read_bytes` for a file; raises `OSError` when it cannot be opened."""
    file = Path(path)
    size = file.stat().st_size
    if size > MAX_BYTES:
        raise too_large(size)
    return read_bytes(file.read_bytes(), file.as_posix(), ocr=ocr)


def too_large(size: int) -> Unreadable:
    return Unreadable(f"大きすぎます（{size:,}バイト、上限{MAX_BYTES:,}バイト）",
                      f"too large ({size:,} bytes, at most {MAX_BYTES:,})")  # fmt: skip


def _unsupported(fmt: Format) -> Unreadable:
    if fmt.name == "binary":
        return Unreadable("バイナリファイルです", "a binary file")
    if fmt.name == "mail":
        return Unreadable(
            "電子メール（.eml）・保存したWebページ（.mht）は読めません（添付ファイル又はHTMLとして保存してください）",
            "mail (.eml) and web archives (.mht) cannot be read (save the attachment, or the page as HTML)",
        )
    return Unreadable(f"{fmt.ja}形式はまだ読めません（テキストに変換してください）",
                      f"the format {fmt.name} cannot be read yet (convert it to text)")  # fmt: skip
