"""The formats of files, recognised by content first, then by extension. One ordered table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final, NamedTuple

_HEAD: Final = 4_096
_HTML: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_EGOV_XML: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]{0,200}(?:\[[^\]]*\]\s*)?>\s*)*"
    rb"<(?:Law|DataRoot|law_data_response|Result)\b",
    re.DOTALL,
)
_BINARIES: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x7fELF",
    b"PAR1", b"SQLite format 3",
)  # fmt: skip
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_HEADERS: Final = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,40}:[ \t])")
_NUL_PAIRS: Final = re.compile(rb"^(?:\xff\xfe|\xfe\xff)?")


class Format(NamedTuple):
    """One row of the table: ``matches`` looks at the first bytes, ``extensions`` decide when no content does."""

    name: str
    ja: str
    matches: Callable[[bytes], bool]
    extensions: tuple[str, ...]


def _never(_: bytes) -> bool:
    return False


def _is_docx(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and (b"word/" in head or b"[Content_Types].xml" in head)


def _is_mail(head: bytes) -> bool:
    """Messages, and pages that a browser saved as one: a block of headers, one of which says so."""
    return bool(_HEADERS.match(head)) and b"\nmime-version:" in b"\n" + head.lower()


def _is_markup(pattern: re.Pattern[bytes]) -> Callable[[bytes], bool]:
    def matches(head: bytes) -> bool:
        # UTF-16 pages show the same letters with NUL bytes between them
        bare = head.removeprefix(b"\xef\xbb\xbf")
        return bool(pattern.match(bare)) or bool(pattern.match(_NUL_PAIRS.sub(b"", head).replace(b"\0", b"")))

    return matches


FORMATS: Final = (
    Format("pdf", "PDF", lambda head: b"%PDF-" in head[:1024], (".pdf",)),
    Format("docx", "Word文書", _is_docx, (".docx", ".docm")),
    Format(
        "odt",
        "OpenDocument文書",
        lambda head: head.startswith(b"PK\x03\x04") and _OPEN_DOCUMENT in head[:200],
        (".odt",),
    ),
    Format("zip", "ZIP", lambda head: head.startswith(b"PK\x03\x04"), (".zip",)),
    Format("ole", "旧形式のOffice文書", lambda head: head.startswith(b"\xd0\xcf\x11\xe0"), (".doc", ".xls", ".jtd")),
    Format("rtf", "リッチテキスト", lambda head: head.startswith(b"{\\rtf"), (".rtf",)),
    Format("mail", "電子メール（.eml、.mht）", _is_mail, (".eml", ".mht", ".mhtml")),
    Format("egov_xml", "法令標準XML", _is_markup(_EGOV_XML), ()),
    Format("html", "HTML", _is_markup(_HTML), (".html", ".htm", ".xhtml")),
    Format("xml", "XML", lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"), (".xml",)),
    Format("binary", "バイナリ", lambda head: head.startswith(_BINARIES), ()),
    Format("text", "テキスト", _never, (".txt", ".text", ".md", ".markdown")),
)
"""First match wins; markup before text, because a page saved as .txt is still a page."""

KNOWN: Final = frozenset(extension for fmt in FORMATS if fmt.name != "zip" for extension in fmt.extensions)
"""Extensions of documents; a file of any other type in a folder is listed as skipped."""


def sniff(data: bytes, path: str | None = None) -> Format:
    """The format of a file; text when nothing else fits.

    >>> sniff(b"%PDF-1.7").name, sniff(b"<!DOCTYPE html><html>").name, sniff("第1条".encode(), "a.txt").name
    ('pdf', 'html', 'text')
    """
    head = data[:_HEAD]
    for fmt in FORMATS:
        if fmt.matches(head):
            return fmt
    suffix = PurePosixPath(path).suffix.lower() if path else ""
    return next((fmt for fmt in FORMATS if suffix in fmt.extensions), FORMATS[-1])
