"""Whose instrument it is: the municipality and prefecture, by all that a document says of them.

In this order: the issuer of its number, its title, who signs it, what 第1条 says (青潮市における), and the ordinance that
a rule carries out. Names are stretches of the source, never its folded form.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from jorei.structure.metadata.number import OwnNumber, place_of_issuer
from jorei.structure.metadata.places import heads_of, is_name, named_place
from jorei.text.eras import ERA, YEAR
from jorei.text.fold import fold
from jorei.text.instruments import MUNICIPAL, alternation
from jorei.text.numerals import NUMBER

_MARKS: Final = "○◯●◎〇【[(（［「『〔 　"
_SIGNED: Final = re.compile(r"(?P<place>[^\s。、()「」0-9]{1,10}[市町村区])長 ?[^\s。、はがにのを][^。、]{0,14}$")
_CARRIED_OUT: Final = re.compile(
    rf"{ERA} ?{YEAR} ?年(?:[^()。、号]{{0,12}}?[月日])?(?P<issuer>[^0-9()「」第。、 \n]{{2,24}}?){alternation(*MUNICIPAL)}第? ?{NUMBER} ?号"
)
_SUBJECT: Final = re.compile(
    r"(?:^|[、。]|この条例は、?|この規則は、?|この要綱は、?|この規程は、?)(?P<words>[^\s。、()「」0-9]{1,14}?[市町村区])(?=における|の区域|が設置|が行う|が実施|が管理|が交付|が保有|\(以下「[市町村区]」)"
)
_NAMED_ORDINANCE: Final = re.compile(
    rf"(?:この|本){alternation(*MUNICIPAL)}は、?(?P<title>[^。、()「」]{{4,60}}?{alternation(*MUNICIPAL)})(?=\()"
)


_APPROVALS: Final = ("指令",)
"""Types of numbers that a prefecture gives what a union of municipalities has agreed upon."""


class Whose(NamedTuple):
    """The municipality and the prefecture that a document is of, as written; None for what it does not say."""

    municipality: str | None = None
    prefecture: str | None = None


def find_place(
    title: str | None, number: OwnNumber | None, front: list[tuple[str, str]], article: tuple[str, str], folded: str
) -> Whose:  # fmt: skip
    """The municipality of a document.

    ``front`` holds the lines around the title and ``article`` the words of 第1条, folded and as written each.
    """
    title = _without_blanks((title or "").lstrip(_MARKS))
    by_title = _of_words(title, frozenset())
    issuer = place_of_issuer(number.issuer) if number and number.type not in _APPROVALS else ""
    if issuer:
        by_number = _of_issuer(issuer)
        return by_number._replace(prefecture=by_number.prefecture or by_title.prefecture)
    heads = heads_of(folded)
    named = _of_words(title, heads)
    if named.municipality:
        return named
    return _signed(front) or _of_article(article, heads) or Whose()


def _without_blanks(words: str) -> str:
    return "".join(sign for sign in words if not sign.isspace())


def _of_words(words: str, heads: frozenset[str]) -> Whose:
    place = named_place(fold(words), heads, words) if words else None
    if place is None:
        return Whose()
    return Whose(words[place.start : place.end] or None, words[: place.prefecture_end] or None)


def _of_issuer(issuer: str) -> Whose:
    """An issuer is all name: 東京都青潮区, 岬郡浜根町."""
    found = _of_words(issuer, frozenset())
    if found.municipality and issuer.endswith(found.municipality):
        return found
    start = len(found.prefecture or "")
    if found.prefecture and len(issuer) > start:
        return Whose(issuer[start:], found.prefecture)
    return Whose(issuer, found.prefecture)


def _signed(front: list[tuple[str, str]]) -> Whose | None:
    """Who signs: 青潮市長 甲野乙郎."""
    for words, raw in front:
        match = _SIGNED.search(words)
        if match:
            found = _of_words(raw[match.start("place") : match.end("place")], frozenset())
            if found.municipality:
                return found
    return None


def _of_article(article: tuple[str, str], heads: frozenset[str]) -> Whose | None:
    """What 第1条 speaks of, or whose ordinance it carries out; None when it names several or another kind."""
    words, raw = article
    for match in _CARRIED_OUT.finditer(words):
        place = place_of_issuer(raw[match.start("issuer") : match.end("issuer")])
        if place and (not heads or place[-1] in heads or place[-1] not in "市町村区"):
            return _of_issuer(place)
    names = {raw[m.start("words") : m.end("words")] for m in _SUBJECT.finditer(words)}
    found = {_of_words(name, heads) for name in names if is_name(name)}
    titled = _NAMED_ORDINANCE.search(words)
    if not found and titled:
        found = {_of_words(raw[titled.start("title") : titled.end("title")], heads)}
    found.discard(Whose())
    return found.pop() if len(found) == 1 else None
