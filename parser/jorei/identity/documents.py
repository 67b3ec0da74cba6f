"""The names of documents and works: doc_id, work_id, work_uri."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Final

from jorei.errors import Refused
from jorei.model import Metadata
from jorei.text.eras import ERA_BASE, ERA_LETTER, era_of
from jorei.text.fold import fold
from jorei.text.instruments import BY_NOUN
from jorei.text.lawnumbers import LawNumber, parse_law_number

_KIND_ROMAN: Final = {
    "ordinance": "jorei", "rule": "kisoku", "guideline": "yoko", "directive": "kitei", "notice": "kokuji",
    "act": "horitsu", "cabinet_order": "seirei", "ministerial_ordinance": "shorei",
}  # fmt: skip
_MARK_ROMAN: Final = {"": "", "甲": "ko", "乙": "otsu", "丙": "hei"}
_UNKNOWN: Final = "x"
_LONGEST: Final = 200
"""Characters of a doc_id: a file system allows 255 bytes to a name."""


_DOC_ID: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def file_name(doc_id: str) -> str:
    """A doc_id to name a file by; `Refused` when it is none: a build made by others may hold anything.

    >>> file_name("h15-jorei-1-3fa9c21b")
    'h15-jorei-1-3fa9c21b'
    """
    if not is_doc_id(doc_id):
        raise Refused(f"文書のIDではありません: {doc_id!r}", f"no id of a document: {doc_id!r}")
    return doc_id


def is_doc_id(text: str) -> bool:
    """
    >>> is_doc_id("x-x-x-00000000"), is_doc_id("../../etc/passwd"), is_doc_id("a.b")
    (True, False, False)
    """
    return _DOC_ID.fullmatch(text) is not None and len(text) <= _LONGEST


def text_digest(text: str) -> str:
    """SHA-256 of a text in hex: two documents are one when it is the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def law_number_of(metadata: Metadata) -> LawNumber | None:
    """The number of the instrument, taken apart; None when it has none or it cannot be read."""
    return parse_law_number(fold(metadata.law_number)) if metadata.law_number else None


def doc_id(metadata: Metadata, digest: str, digits: int = 8) -> str:
    """Era and year, type, number as far as the text says them, and the beginning of its hash.

    >>> doc_id(Metadata(law_number="平成15年条例第1号"), "3fa9c21bffff")
    'h15-jorei-1-3fa9c21b'
    >>> doc_id(Metadata(), "3fa9c21bffff"), doc_id(Metadata(kind="ordinance", promulgated_on=date(2003, 3, 26)), "00")
    ('x-x-x-3fa9c21b', 'h15-jorei-x-00')
    """
    number = law_number_of(metadata)
    if number:
        year = f"{ERA_LETTER[number.era]}{number.year}"
        kind, count = BY_NOUN[number.type].roman, f"{_MARK_ROMAN[number.mark]}{number.number}"
    else:
        year = _era_year(metadata.promulgated_on)
        kind, count = _KIND_ROMAN.get(metadata.kind, _UNKNOWN), _UNKNOWN
    return f"{year}-{kind}-{count}-{digest[:digits]}"


def _era_year(day: date | None) -> str:
    if day is None:
        return _UNKNOWN
    era, year = era_of(day) or ("明治", day.year - ERA_BASE["明治"])
    return f"{ERA_LETTER[era]}{year}"


def work_id(metadata: Metadata, document: str) -> str:
    """What the versions of one instrument have in common; the doc_id itself when too little is known.

    >>> work_id(Metadata(municipality="みどり野市", law_number="平成15年みどり野市条例第1号"), "x")
    'みどり野市/平成15年条例第1号'
    """
    number = law_number_of(metadata)
    name = number.local if number else metadata.title
    return f"{metadata.municipality}/{name}" if metadata.municipality and name else document


def work_uri(metadata: Metadata) -> str | None:
    """The Akoma Ntoso URI of the work; None unless municipality code, date and number are all known.

    >>> work_uri(Metadata(municipality_code="132284", law_number="平成15年条例第1号", promulgated_on=date(2003, 3, 26)))
    '/akn/jp-132284/act/jorei/2003-03-26/1'
    """
    number = law_number_of(metadata)
    if not (number and metadata.municipality_code and metadata.promulgated_on):
        return None
    count = f"{_MARK_ROMAN[number.mark]}{number.number}"
    return f"/akn/jp-{metadata.municipality_code}/act/{BY_NOUN[number.type].roman}/{metadata.promulgated_on}/{count}"
