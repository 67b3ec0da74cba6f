"""The systems that municipalities publish their ordinances with, by the shapes of their addresses.

A system's list pages lead to more list pages and to documents; a document may be a frame around the page that has the
words. The first system of the table that knows an address decides; `GENERIC` knows a document by the name of its link.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

PageRole = Literal["list", "document"]


class System(NamedTuple):
    """``lists`` and ``documents`` match the path of an address; ``instead`` rewrites the path of a document that is only
    a frame around another one.
    """

    name: str
    lists: re.Pattern[str]
    documents: re.Pattern[str]
    instead: tuple[re.Pattern[str], str] | None = None


SYSTEMS: Final = (
    System(
        "gyosei",  # ぎょうせい
        re.compile(r"/(?:reiki_menu|reiki)\.html?$|/reiki_(?:taikei|kana|bunya|mokuji)/[0-9A-Za-z_]{1,60}\.html?$"),
        re.compile(r"/reiki_honbun/[0-9A-Za-z_]{1,60}\.html?$"),
    ),
    System(
        "d1law",  # 第一法規
        re.compile(r"/d1w_reiki/(?:reiki|mokuji[0-9A-Za-z_]{0,60}|bunrui[0-9A-Za-z_]{0,60}|index)\.html?$"),
        re.compile(r"/d1w_reiki/[0-9A-Z]{6,30}/[0-9A-Z]{6,30}(?:_j)?\.html?$"),
        (re.compile(r"(/d1w_reiki/[0-9A-Z]{6,30}/[0-9A-Z]{6,30})\.html?$"), r"\1_j.html"),
    ),
    System(
        "crestec",  # クレステック
        re.compile(r"/(?:index|mokuji)[0-9A-Za-z_]{0,60}\.html?$|/(?:taikei|kana|syllabary|classification)/[0-9A-Za-z_]{1,60}\.html?$"),
        re.compile(r"/act/(?:content|frame)/(?:content|frame)[0-9]{4,20}\.html?$"),
        (re.compile(r"/act/frame/frame([0-9]{4,20}\.html?)$"), r"/act/content/content\1"),
    ),
)  # fmt: skip
"""Ordered: the first that knows an address decides."""

_INSTRUMENT: Final = re.compile(
    r"(?:条例|規則|規程|要綱|要領|訓令|告示|基準|細則|規約|憲章|宣言)(?:[（(〔].{0,40}[）)〕])?(?:\.pdf)?$"
)
_LISTING: Final = re.compile(
    r"例規|条例|規則|要綱|体系|五十音|分野|目次|第[0-9０-９一二三四五六七八九十]{1,4}[編章節類]"
)
_FILE: Final = re.compile(r"\.(?:html?|pdf|txt|docx|xml)$|/$|/[^./]*$", re.IGNORECASE)


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
    for system in SYSTEMS:
        if system.documents.search(path):
            return "document"
        if system.lists.search(path):
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
    for system in SYSTEMS:
        if system.instead and system.instead[0].search(parts.path):
            return parts._replace(path=system.instead[0].sub(system.instead[1], parts.path)).geturl()
    return address
