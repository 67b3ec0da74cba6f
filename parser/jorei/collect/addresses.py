"""What an address leads to: a list of documents, a document, or neither.

A system's list pages lead to more list pages and to documents; a document may be a frame around the page that has the
words. The first of `VENDORS` that knows an address decides; on other pages the words of a link do.
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from jorei.read.vendors import VENDORS

PageRole = Literal["list", "document"]

_INSTRUMENT: Final = re.compile(
    r"(?:条例|規則|規程|要綱|要領|訓令|告示|基準|細則|規約|憲章|宣言)(?:[（(〔].{0,40}[）)〕])?(?:\.pdf)?$"
)
_LISTING: Final = re.compile(
    r"例規|条例|規則|要綱|体系|五十音|分野|目次|第[0-9０-９一二三四五六七八九十]{1,4}[編章節類]"
)
_FILE: Final = re.compile(r"\.(?:html?|pdf|txt|docx|xml)$|/$|/[^./]*$", re.IGNORECASE)


def sound_address(reference: str, base: str = "") -> str | None:
    """The address that a reference on the page ``base`` leads to, without a fragment; None when it is no address.

    >>> sound_address("b.html#c", "https://example.jp/a/"), sound_address("http://[::1"), sound_address("http://a:b/")
    ('https://example.jp/a/b.html', None, None)
    """
    try:
        address = urldefrag(urljoin(base, reference.strip()))[0]
        _ = urlsplit(address).port
    except ValueError:
        return None
    return address


def role_of(address: str, words: str) -> PageRole | None:
    """What a link leads to, by its address and its words; None when it is neither a list nor a document.

    >>> role_of("https://example.jp/reiki_int/reiki_honbun/r000RG00000001.html", "甲市条例")
    'document'
    >>> role_of("https://example.jp/reiki_int/reiki_taikei/r_taikei_01.html", "第1編 総規")
    'list'
    >>> role_of("https://example.jp/soshiki/1.html", "甲市公園条例"), role_of("https://example.jp/kids/", "子ども")
    ('document', None)
    """
    path = urlsplit(address).path
    for vendor in VENDORS:
        if vendor.documents.search(path):
            return "document"
        if vendor.lists.search(path):
            return "list"
    if not _FILE.search(path):
        return None
    bare = "".join(words.split())[:200]
    if _INSTRUMENT.search(bare):
        return "document"
    return "list" if _LISTING.search(bare) else None


def content_address(address: str) -> str:
    """The address of the page that has the words, when this one is only a frame around it.

    >>> content_address("https://example.jp/reiki/act/frame/frame110000123.htm")
    'https://example.jp/reiki/act/content/content110000123.htm'
    """
    parts = urlsplit(address)
    for vendor in VENDORS:
        if vendor.frame is not None and vendor.frame[0].search(parts.path):
            return parts._replace(path=vendor.frame[0].sub(vendor.frame[1], parts.path)).geturl()
    return address
