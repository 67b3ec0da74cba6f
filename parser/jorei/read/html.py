"""Web pages -> `Source`: the text as a browser shows it, blocks on lines of their own, tables with tabs.

Inline tags and links never break a sentence; ruby keeps its base; images of characters (外字) give their alternative
text or 〓. A cell that spans rows or columns stands once; the places it covers are empty cells. Nothing that is
shown is dropped: menus, search fields and what stands outside the column of the document are blocks marked
``furniture``. Every block keeps the XPath of its element (of an ancestor, where elements nest absurdly deep).

Two walks: `read.measure` weighs every element, `read.page` collects the lines by those weights. No name of a site
decides; of a maker, only the class of the elements in which its system puts the lines of a document (`read.vendors`).
"""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import Any, Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.measure import measure
from jorei.read.page import HtmlPage
from jorei.read.plain import decode
from jorei.read.rendered import Rendered, put_together
from jorei.read.vendors import line_class_of

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_CODECS: Final = dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms932"), "cp932")
_NO_CHARSETS: Final = frozenset(
    ("undefined", "punycode", "idna", "utf_7", "utf7", "unicode_escape", "raw_unicode_escape")
)
"""Codecs of Python that no page is written in."""
_JAPANESE: Final = re.compile("[ぁ-ヶ一-鿿]")
# characters that no page shows; two of them mark line breaks while lines are collected
_UNSHOWN: Final = re.compile("[\0\x1c\x1d]")
_MANY_TAGS: Final = 20_000
_DENSE: Final = 10
"""Pages with so many tags have at least this many characters for each, unless nobody wrote them: a tree of denser
ones would take a hundred times their size."""
_MOST_ATTRIBUTES: Final = 500
_WHOLE_TAG: Final = re.compile(r"""<[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
_TAG: Final = re.compile(r"<(?P<name>/?[a-zA-Z][a-zA-Z0-9]*)?[^<>]*>")
_FRAME: Final = re.compile(r"<i?frame\b[^<>]{0,500}?\bsrc\s*=\s*[\"']?([^\"'\s<>]{1,200})", re.IGNORECASE)
_MOST_FRAMES: Final = 5
_INLINE: Final = frozenset(("a", "b", "i", "u", "em", "span", "font", "strong", "sub", "sup", "ruby", "rb", "small"))


def read_html(data: bytes, path: str | None = None) -> Source:
    """A page as a `Source`; raises `Unreadable` when it shows no text.

    >>> read_html("<p>第1条　<a>前項</a>の<br>規定</p>".encode()).text
    '第1条\\u3000前項の\\n規定\\n'
    """
    from lxml import etree  # loading costs time that text files need not pay

    text, encoding, notes = _decoded(data)
    text = _UNSHOWN.sub("", text)
    tags = text.count("<")
    is_soup = tags > max(_MANY_TAGS, len(text) // _DENSE) or _has_many_attributes(text)
    page = None if is_soup else _page(etree, text)
    if page is None:
        lines = _without_tags(text)
        notes += (
            "入れ子又はタグが多すぎるため、構造は読んでいません / nested too deeply or too many tags: read without",
        )
    else:
        lines, noted = page
        notes += noted
    rendered, blocks = put_together(lines)
    if not rendered.strip():
        raise _without_text(text)
    return Source(rendered, path, "html", encoding, hashlib.sha256(data).hexdigest(), notes=notes, blocks=blocks)


def _has_many_attributes(text: str) -> bool:
    """Whether a tag has more attributes than anybody writes: the parser compares each with all before it."""
    spans = (match.span() for match in _WHOLE_TAG.finditer(text))
    long = (text[start:end] for start, end in spans if end - start > 2 * _MOST_ATTRIBUTES)
    return any(len(tag.split()) > _MOST_ATTRIBUTES or tag.count("=") > _MOST_ATTRIBUTES for tag in long)


def _page(etree: Any, text: str) -> tuple[list[Rendered], tuple[str, ...]] | None:
    """The lines of a page and notes on them; None when it nests deeper than the parser goes, which would drop the
    rest."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return None
    if root is None:
        return [], ()
    events = ("start", "end")
    weights = measure(etree.iterwalk(root, events=events))
    page = HtmlPage(weights, line_class_of(text))
    lines = page.collect(etree.iterwalk(root, events=events))
    counted = (
        (page.struck_stretches, "取消線{}か所は本文に入れていません / {} stretches struck out are kept apart"),
        (page.unknown_signs, "外字の画像{}字が分かりません（〓） / {} images of characters say nothing (〓)"),
    )
    return lines, tuple(note.format(count, count) for count, note in counted if count)


def _without_text(page: str) -> Unreadable:
    """A page that shows nothing: a frame says where its text is."""
    sources = [source.strip() for source in _FRAME.findall(page)][:_MOST_FRAMES]
    if sources:
        listed = ", ".join(sources)
        return Unreadable(
            f"フレームのページです（文字は {listed} にあります）", f"a page of frames (its text is in {listed})"
        )
    return Unreadable("文字のないページです", "a page without text")


def _decoded(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """By the page's own word when it holds, else by the cascade for plain text."""
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = match[1].decode("ascii").lower()
        name = _CODECS.get(name, name)
        # pages lie about their encoding: what is sound Japanese in UTF-8 is nothing else by chance
        utf8 = _utf8(data)
        if utf8 is not None:
            return utf8, "utf-8", ()
        if name.replace("-", "_") not in _NO_CHARSETS:
            try:
                text = data.decode(name)
            except (UnicodeError, LookupError):
                text = ""  # the bytes decide
            if text.isascii() or _JAPANESE.search(text):
                return (text, name, ()) if text else decode(data)
    return decode(data)


def _utf8(data: bytes) -> str | None:
    """The text of a page in UTF-8 that has Japanese letters; None when it is not that."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _JAPANESE.search(text) else None


def _without_tags(text: str) -> list[Rendered]:
    """The lines between the tags, for what is no page that anybody made."""
    bare = _TAG.sub(lambda tag: "" if (tag["name"] or "").lower().strip("/") in _INLINE else "\n", text)
    rendered = "\n".join(filter(None, map(str.strip, bare.split("\n"))))
    return [Rendered(((unescape(rendered), ""),))] if rendered else []


def links(data: bytes) -> list[tuple[str, str]]:
    """The links and frames of a page in its order: where each leads, as written, and the words it shows.

    >>> links('<frame src="menu.html"><a href="a.html">甲市<b>条例</b></a>'.encode())
    [('menu.html', ''), ('a.html', '甲市条例')]
    """
    from lxml import etree

    text, _, _ = _decoded(data)
    if _has_many_attributes(text):
        return []
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_UNSHOWN.sub("", text).encode("utf-8", "replace") or b"<p/>", parser)
    elements = [] if root is None else root.iter("a", "area", "frame", "iframe")
    pairs = (
        (str(element.get("href") or element.get("src") or ""), "".join(map(str, element.itertext())))
        for element in elements
    )
    return [(target.strip(), words.strip()) for target, words in pairs if target.strip()]
