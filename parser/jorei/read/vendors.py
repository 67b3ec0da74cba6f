"""The publishing systems of the makers from whom most municipalities buy: addresses and markup. The only place.

A system is known by the shape of its addresses where pages are fetched (`jorei.collect.addresses`), and by its markup
where a page is read (`jorei.read.html`). Pages of other makers are read by what they show, their links by their words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Vendor(NamedTuple):
    """One publishing system.

    ``lists`` and ``documents`` match the path of an address. ``frame`` rewrites the path of a document that is only a
    frame around the page with the words. ``line_class`` is the ``class`` of the element that holds one line of a
    document: what stands in no such element is furniture.
    """

    name: str
    lists: re.Pattern[str]
    documents: re.Pattern[str]
    frame: tuple[re.Pattern[str], str] | None = None
    line_class: str | None = None


VENDORS: Final = (
    Vendor(
        "gyosei",  # ぎょうせい
        re.compile(r"/(?:reiki_menu|reiki)\.html?$|/reiki_(?:taikei|kana|bunya|mokuji)/[0-9A-Za-z_]{1,60}\.html?$"),
        re.compile(r"/reiki_honbun/[0-9A-Za-z_]{1,60}\.html?$"),
        line_class="eline",
    ),
    Vendor(
        "d1law",  # 第一法規
        re.compile(r"/d1w_reiki/(?:reiki|mokuji[0-9A-Za-z_]{0,60}|bunrui[0-9A-Za-z_]{0,60}|index)\.html?$"),
        re.compile(r"/d1w_reiki/[0-9A-Z]{6,30}/[0-9A-Z]{6,30}(?:_j)?\.html?$"),
        (re.compile(r"(/d1w_reiki/[0-9A-Z]{6,30}/[0-9A-Z]{6,30})\.html?$"), r"\1_j.html"),
    ),
    Vendor(
        "crestec",  # クレステック
        re.compile(r"/(?:index|mokuji)[0-9A-Za-z_]{0,60}\.html?$|/(?:taikei|kana|syllabary|classification)/[0-9A-Za-z_]{1,60}\.html?$"),
        re.compile(r"/act/(?:content|frame)/(?:content|frame)[0-9]{4,20}\.html?$"),
        (re.compile(r"/act/frame/frame([0-9]{4,20}\.html?)$"), r"/act/content/content\1"),
    ),
)  # fmt: skip
"""Ordered: the first that knows an address or a page decides."""

_MANY_LINES: Final = 3
"""A page with so many lines of a system's class comes from that system; chosen: a page of another may use the name
once."""


def line_class_of(page: str) -> str | None:
    """The class of the elements that hold the lines of a page, by its markup; None when no system is known to make it.

    >>> line_class_of('<div class="eline">甲</div>' * 3), line_class_of('<p>甲</p>')
    ('eline', None)
    """
    for vendor in VENDORS:
        if vendor.line_class is not None and page.count(f'class="{vendor.line_class}"') >= _MANY_LINES:
            return vendor.line_class
    return None
