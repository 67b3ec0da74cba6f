"""A document's own references to its articles: they tell how many 項 and 号 each has at least.

第5条第3項第2号 stands for an article 5 with three 項, the third with two 号. References into other laws say nothing
here, so whatever follows a law's name (法第5条, 同令第2項) is passed over; what is coordinated with such a reference
(法第5条及び第7条) is so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from jorei.structure.lines.typed import TypedLine
from jorei.structure.unlabelled.features import Cited
from jorei.text.numerals import AIUEO, NUMBER, parse_number

_REFERENCE: Final = re.compile(
    rf"(?:(?P<article>第{NUMBER}条(?:の{NUMBER})*)|(?P<near>前条|次条|同条|同項|同号|前項|次項|この条|本条))?"
    rf"(?:第(?P<paragraph>{NUMBER})項)?(?:第(?P<item>{NUMBER})号|(?P<all>各号))?(?P<kana>[ァ-ヶ](?![ァ-ヶー]))?"
)
_START: Final = re.compile(r"第|前[条項]|次[条項]|同[条項号]|この条|本条|各号")
_FOREIGN: Final = frozenset("法令則例程律領約)款憲章定綱準」")
"""The last letters of names of laws, and of brackets and quotations that follow one."""
_JOINT: Final = re.compile(r"(?:及び|又は|並びに|若しくは|から|、|まで|の規定|まで及び|まで又は|まで、|,|・)+$")
_LONGEST_JOINT: Final = 12
_MANY: Final = 100
"""No article has more 項 or 号; a larger number is no number of these. Chosen."""
_RELATIVE: Final = -1
"""The paragraph of 前項: which it is, the reader of the run knows."""


class _FoundCitation:
    """The references into one article so far."""

    __slots__ = ("items", "paragraphs", "sole", "subitems")

    def __init__(self) -> None:
        self.paragraphs = self.sole = 0
        self.items: dict[int, int] = {}
        self.subitems: dict[tuple[int, int], int] = {}

    def note(self, paragraph: int, item: int, subitem: int) -> None:
        """Adds a reference; a number it does not have is 0."""
        if paragraph > _MANY or item > _MANY:
            return
        self.paragraphs = max(self.paragraphs, paragraph)
        if item and paragraph:
            self.items[paragraph] = max(self.items.get(paragraph, 0), item)
            if subitem:
                self.subitems[paragraph, item] = max(self.subitems.get((paragraph, item), 0), subitem)
        elif item:
            self.sole = max(self.sole, item)
            if subitem:
                self.subitems[0, item] = max(self.subitems.get((0, item), 0), subitem)

    def freeze(self) -> Cited:
        """All of them together."""
        return Cited(self.paragraphs, self.items, self.subitems, self.sole)


def cited_in(lines: Iterable[str]) -> Cited:
    """The references of the lines of one article to it.

    >>> cited_in(["前項の規定にかかわらず、第1項第3号に掲げる者は、", "法第9条第2項の規定"]).items
    {1: 3}
    """
    citations: dict[str, _FoundCitation] = {}
    for text in lines:
        _scan(text, "", citations)
    return citations.get("", _FoundCitation()).freeze()


def cited_articles(lines: list[TypedLine]) -> dict[str, Cited]:
    """The references of the main provisions to each article, by its number."""
    citations: dict[str, _FoundCitation] = {}
    article = ""
    for typed in lines:
        if typed.kind == "article" and typed.certain:
            article = typed.num or ""
        elif typed.kind == "suppl" and article:
            break  # 附則 cite the laws they amend as if they were this one
        if "項" in typed.text or "号" in typed.text:  # all that is counted
            _scan(typed.text[typed.label_end :] if typed.kind == "article" else typed.text, article, citations)
    return {article: citation.freeze() for article, citation in citations.items()}


def _scan(text: str, own: str, citations: dict[str, _FoundCitation]) -> None:
    """Adds the references of a line of the article ``own`` that lead into the document itself."""
    reader = _Reader(own)
    reached = 0
    for start in _START.finditer(text):
        begin = start.start()
        if begin < reached:
            continue
        match = _REFERENCE.match(text, begin)
        if not match or not match.group():
            continue
        coordinated = 0 < reached > begin - _LONGEST_JOINT and _JOINT.match(text, reached, begin) is not None
        reader.read(match, text[begin - 1] if begin else "", coordinated=coordinated)
        reached = match.end()
        reader.note(match, citations)


class _Reader:
    """The targets of the references of one line: a later one leaves out what the one before it said.

    ``article`` and ``paragraph`` are those of the last reference (0 when it named none), ``is_foreign`` whether it led
    into another law.
    """

    __slots__ = ("article", "is_foreign", "own", "paragraph")

    def __init__(self, own: str) -> None:
        self.own = self.article = own
        self.paragraph = 0
        self.is_foreign = False

    def read(self, match: re.Match[str], before: str, *, coordinated: bool) -> None:
        """Takes in one reference; ``before`` is the character before it, ``coordinated`` joins it to the last one."""
        near = match["near"]
        if match["article"]:
            self.is_foreign = self.is_foreign if coordinated else before in _FOREIGN
            self.article, self.paragraph = _num_of(match["article"]), 0
        elif near and near[0] == "同":
            pass  # what the last one said
        elif near:
            is_this = near in ("この条", "本条")
            self.is_foreign = near[1] == "条" and not is_this
            self.article, self.paragraph = self.own, 0 if is_this else _RELATIVE
        elif not coordinated:
            self.is_foreign = before in _FOREIGN
            self.article, self.paragraph = self.own, 0 if match["paragraph"] else _RELATIVE
        if match["paragraph"]:
            self.paragraph = parse_number(match["paragraph"]) or 0

    def note(self, match: re.Match[str], citations: dict[str, _FoundCitation]) -> None:
        """Adds the reference that was taken in."""
        if self.is_foreign or self.paragraph < 0 or (self.own and not self.article):
            return
        item = parse_number(match["item"] or "") or (1 if match["all"] else 0)
        subitem = AIUEO.find(match["kana"] or "?") + 1 if self.article else 0
        citations.setdefault(self.article, _FoundCitation()).note(self.paragraph, item, subitem)


def _num_of(article: str) -> str:
    """The ``Num`` of 第10条の2."""
    base, *branches = article[1:].replace("条", "").split("の")
    return "_".join(str(parse_number(part) or 0) for part in (base, *branches))
