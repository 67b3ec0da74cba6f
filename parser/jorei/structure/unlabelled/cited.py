"""What a document's own references say about its articles: how many 項 and 号 each has at least.

第5条第3項第2号 stands for an article 5 with three 項, the third with two 号. References into other laws say nothing
here, so whatever follows a law's name (法第5条, 同令第2項) is passed over; what is coordinated with such a reference
(法第5条及び第7条) is so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from jorei.structure.lines.rules import Typed
from jorei.structure.unlabelled.features import Cited
from jorei.text.numerals import AIUEO, NUMBER, parse_number

_REFERENCE: Final = re.compile(
    rf"(?:(?P<article>第{NUMBER}条(?:の{NUMBER})*)|(?P<near>前条|次条|同条|同項|同号|前項|次項|この条|本条))?"
    rf"(?P<rest>(?:第(?P<paragraph>{NUMBER})項)?(?:第(?P<item>{NUMBER})号|(?P<all>各号))?(?P<kana>[ァ-ヶ](?![ァ-ヶー]))?)"
)
_START: Final = re.compile(r"第|前[条項]|次[条項]|同[条項号]|この条|本条|各号")
_FOREIGN: Final = frozenset("法令則例程律領約)款憲章定綱準」")
_JOINT: Final = re.compile(r"(?:及び|又は|並びに|若しくは|から|、|まで|の規定|まで及び|まで又は|まで、|,|・)+$")
_MANY: Final = 100
"""No article has more 項 or 号; a larger number is no number of these."""


@dataclass(slots=True)
class _FoundCitation:
    """The references into one article so far."""

    paragraphs: int = 0
    items: dict[int, int] = field(default_factory=dict)
    subitems: dict[tuple[int, int], int] = field(default_factory=dict)
    sole: int = 0

    def note(self, paragraph: int, item: int, subitem: int) -> None:
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
        return Cited(self.paragraphs, self.items, self.subitems, self.sole)


def cited_in(lines: Iterable[str]) -> Cited:
    """What the lines of one article say about it.

    >>> cited_in(["前項の規定にかかわらず、第1項第3号に掲げる者は、", "法第9条第2項の規定"]).items
    {1: 3}
    """
    found: dict[str, _FoundCitation] = {}
    for text in lines:
        _scan(text, "", found)
    return found.get("", _FoundCitation()).freeze()


def cited_articles(typed: list[Typed]) -> dict[str, Cited]:
    """What the main provisions say about each article, by its number."""
    found: dict[str, _FoundCitation] = {}
    current = ""
    for one in typed:
        if one.kind == "article" and one.firm:
            current = one.num or ""
        elif one.kind == "suppl" and current:
            break  # 附則 cite the laws they amend as if they were this one
        if "項" in one.text or "号" in one.text:  # all that is counted
            _scan(one.text[one.label :] if one.kind == "article" else one.text, current, found)
    return {number: one.freeze() for number, one in found.items()}


def _scan(text: str, current: str, found: dict[str, _FoundCitation]) -> None:
    """Adds the references of one line that lead into the document itself."""
    last, paragraph, end, foreign = current, 0, 0, False
    for start in _START.finditer(text):
        at = start.start()
        if at < end:
            continue
        match = _REFERENCE.match(text, at)
        if not match or not match.group():
            continue
        coordinated = end > 0 and at - end < 12 and _JOINT.match(text, end, at) is not None
        if match["article"]:
            foreign = (coordinated and foreign) or (at > 0 and text[at - 1] in _FOREIGN and not coordinated)
            last, paragraph = _number_of(match["article"]), 0
        elif match["near"]:
            near = match["near"]
            foreign = foreign if near[0] == "同" else near[1] == "条" and near not in ("この条", "本条")
            if near in ("この条", "本条"):
                last, paragraph = current, 0
            elif near[0] != "同":
                paragraph = -1  # 前項: which it is, the reader of the run knows
            last = last if near[0] == "同" else current
        elif not coordinated:
            foreign = at > 0 and text[at - 1] in _FOREIGN
            last, paragraph = current, 0 if match["paragraph"] else -1
        end = match.end()
        if match["paragraph"]:
            paragraph = parse_number(match["paragraph"]) or 0
        item = parse_number(match["item"] or "") or (1 if match["all"] else 0)
        if not foreign and paragraph >= 0 and last:
            found.setdefault(last, _FoundCitation()).note(paragraph, item, AIUEO.find(match["kana"] or "?") + 1)
        elif not foreign and paragraph >= 0 and not current:
            found.setdefault("", _FoundCitation()).note(paragraph, item, 0)


def _number_of(article: str) -> str:
    base, *branches = article[1:].replace("条", "").split("の")
    return "_".join(str(parse_number(part) or 0) for part in (base, *branches))
