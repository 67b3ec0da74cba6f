"""法令標準XML (e-Gov) -> `Source`: the law as it is printed, a line for each element that has words.

The labels are the XML's own (第一条, ２, 一, イ); a caption stands above its article, 附則 carry the number of the
instrument they came with, tables have a tab between cells. Every stretch keeps the XPath of its element, so that a
node of the tree leads back to the XML. What an element is that plain text cannot say (a row of one cell, the new
wording in an amending clause) goes along as `Block.kind`.

Entities, DTDs and the network are never used; a file that breaks off is read as far as it goes, and `Source.notes`
says so.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.egov_marks import LawWalk
from jorei.read.plain import decode

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ENCODING: Final = re.compile(rb"^[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.\-]{2,20})")
_DOCTYPE: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_MANY_TAGS: Final = 10_000
_DENSE: Final = 8  # the names of its elements alone are longer


def read_egov(data: bytes, path: str | None = None) -> Source:
    """A law in 法令標準XML as a `Source`; raises `Unreadable` when there is none in it, or a DTD.

    >>> xml = "<Law><LawNum>令和六年甲市条例第一号</LawNum><LawBody><LawTitle>甲市条例</LawTitle></LawBody></Law>"
    >>> read_egov(xml.encode()).text
    '○甲市条例\\n\\n（令和六年甲市条例第一号）\\n'
    """
    from lxml import etree  # loading costs time that text files need not pay

    text, encoding = _decoded(data)
    if _DOCTYPE.search(text, 0, max(0, text.find("<Law")) or len(text)):
        raise Unreadable("DTDのあるXMLは読みません", "XML with a DTD is not read")
    if text.count("<") > max(_MANY_TAGS, len(text) // _DENSE):
        raise Unreadable("法令標準XMLではありません（タグばかりです）", "not 法令標準XML: nothing but tags")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=False,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"XMLとして読めません: {error}", f"not XML that can be read: {error}") from None
    if root is not None:
        etree.strip_tags(root, etree.Entity)  # undeclared, so they stand for nothing; the words behind them stay
    law = None if root is None else (root if root.tag == "Law" else next(root.iter("Law"), None))
    if law is None:
        raise Unreadable("法令標準XMLではありません（Lawがありません）", "not 法令標準XML: no element Law")
    walk = LawWalk()
    walk.law(law, law.getroottree().getpath(law))
    printed = walk.writer.text()
    if not printed.strip():
        raise Unreadable("文字のないXMLです", "XML without text")
    figures = sum(1 for _ in law.iter("Fig"))
    return Source(
        printed, path, "egov_xml", encoding, hashlib.sha256(data).hexdigest(),
        notes=_notes(parser.error_log, figures), blocks=tuple(walk.writer.blocks), marks=walk.writer.marks(),
    )  # fmt: skip


def validate_egov(data: bytes, schema: str | Path) -> tuple[str, ...]:
    """The faults that the schema of 法令標準XML (``stdLaw.xsd``, a local file) finds: ``line: message``; empty when
    valid."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    rules = etree.XMLSchema(etree.parse(str(schema), parser))
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return (f"{error.lineno}: {error.msg}",)
    rules.validate(root)
    log: Any = rules.error_log  # the stubs forget that it can be iterated
    return tuple(f"{entry.line}: {entry.message}" for entry in log)


def _decoded(data: bytes) -> tuple[str, str]:
    """By the declaration when it holds, else by the cascade for plain text."""
    match = _ENCODING.match(data)
    if match:
        name = match[1].decode("ascii").lower()
        name = "cp932" if name in ("shift_jis", "shift-jis", "x-sjis", "windows-31j") else name
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except (UnicodeDecodeError, LookupError):
            pass  # the declaration is wrong: the bytes decide
    text, encoding, _ = decode(data)
    return text, encoding


def _notes(errors: Any, figures: int) -> tuple[str, ...]:
    notes = []
    if len(errors):
        line = errors[0].line
        notes.append(
            f"XMLが{line}行目で壊れています: 読めた所だけです / damaged at line {line}: read as far as it goes"
        )
    if figures:
        notes.append(f"図{figures}点は文字にありません / {figures} figures are not in the text")
    return tuple(notes)
