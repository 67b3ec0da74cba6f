"""Whose provision a designator is, by what stands directly before it.

A bare 第3条 belongs to this document only when nothing before it says otherwise. A name, an alias, a quotation, a bracket,
の, 中 or に規定する before it may say: that instrument; or something that is not understood, and then nothing is claimed.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.links.designators import APPENDIX_LEVELS, Designator
from jorei.links.law_names import name_start
from jorei.links.laws import NamedLaw
from jorei.links.state import ResolverState
from jorei.model.kinds import UNIT_LETTERS
from jorei.model.record import Record
from jorei.text.instruments import IN_FRONT_OF_APPENDIX, REGULATION_ENDS, SELF_BY_TITLE
from jorei.text.lawnumbers import LAW_NUMBER_RE, LawNumber


class Owner(Record):
    """Whose provision it is: a law; else this document when ``understood``; else it cannot be said."""

    law: NamedLaw | None = None
    understood: bool = True


THIS_DOCUMENT: Final = Owner()
NOT_UNDERSTOOD: Final = Owner(understood=False)

_SAYS_NOTHING: Final = frozenset("。(・はがをにでもとびてりきくしけえいよれたっず")
"""What ends no name and no link: most designators stand behind one of them."""
_LEVELS: Final = frozenset(("編", "章", "節", "条", "項"))
_LINK: Final = re.compile("(?:の|中の?|のうち、?|に規定する|に定める)? ?$")
_LONGEST_LINK: Final = 8
"""Characters that `_LINK` may need."""
_QUOTATIONS: Final = {"」": "「", "』": "『", "〉": "〈", "》": "《", "”": "“", '"': '"', "〟": "〝", ">": "<"}
_LONGEST_QUOTED: Final = 120
_WORD: Final = re.compile("[一-龠々ァ-ヴー]{2,}$")
_LONGEST_WORD: Final = 24
"""Characters of a word before a designator that are read. Chosen: its end alone decides."""
_BOUNDARY: Final = re.compile("(?:^|[、。・()「」 ]|[ぁ-ん])$")
_NO_NAME: Final = re.compile(
    "(?:以下|以上|以内|以外|以前|以後|以降|当該|現在|場合|同様|前後|前記|後記|上記|下記|及|又|並|若|改正|附則|付則|別表|様式|備考|関係"
    rf"|[{UNIT_LETTERS}年月日時表欄段書]|例|次|前|同|新|旧)$"
)
"""Ends of words that part one mention from the next, or belong to the clause: they name nothing."""
_SELF_WORDS: Final = ("この", "当該")


def owner_before(state: ResolverState, designator: Designator, start: int) -> Owner:
    """Whose provision the designator at ``start`` is, by the words before it that no mention has read."""
    of_appendix = designator.head in APPENDIX_LEVELS or designator.head in ("附則", "附則別表")
    if not of_appendix and designator.first_level not in _LEVELS:
        return THIS_DOCUMENT
    text = state.document.text
    floor = max(state.stretch.start, state.last_mention_end, state.last_law_end)
    if floor >= start or text[start - 1] in _SAYS_NOTHING or text[start - 1] == "、" and text[start - 2] != "ち":
        return THIS_DOCUMENT
    link = _LINK.search(text, max(floor, start - _LONGEST_LINK), start)
    end = link.start() if link is not None else start
    if end <= floor:
        return THIS_DOCUMENT
    sign = text[end - 1]
    direct = end == start
    if end in state.document.laws.terms_by_bracket:  # …する条例(以下「旧条例」という。)第3条
        return Owner(NamedLaw(state.document.laws.terms_by_bracket[end]))
    if sign in _QUOTATIONS:
        return _of_quotation(state, text, end, doubtful=direct)
    if sign == ")":
        return _of_bracket(state, text, floor, end, doubtful=direct and designator.first_level in ("条", "章"))
    return _of_word(state, designator, text, floor, end, direct=direct)


def _of_quotation(state: ResolverState, text: str, end: int, *, doubtful: bool) -> Owner:
    """「港湾法」第1条, 『岬会会則』の第2条."""
    low = max(state.stretch.start, end - _LONGEST_QUOTED)
    opened = text.rfind(_QUOTATIONS[text[end - 1]], low, end - 1)
    law = _law_called(state, text, opened + 1, end - 1) if opened >= 0 else None
    if law is not None:
        return Owner(law)
    return NOT_UNDERSTOOD if doubtful else THIS_DOCUMENT


def _of_bracket(state: ResolverState, text: str, floor: int, end: int, *, doubtful: bool) -> Owner:
    """【港湾法】第1条 is of what the bracket holds, 岬会規約(…)第1条 of what stands before it."""
    opened = _opening(text, max(floor, end - 300), end - 1)
    if opened < 0:
        return NOT_UNDERSTOOD if doubtful else THIS_DOCUMENT  # …市条例第4号)第2条, cut off by a line
    if opened <= floor or _BOUNDARY.search(text, max(floor, opened - 1), opened):
        law = _law_called(state, text, opened + 1, end - 1)
        return Owner(law) if law is not None else THIS_DOCUMENT
    if text.endswith(REGULATION_ENDS, floor, opened):
        law = _law_called(state, text, name_start(text, opened, floor, (state.document.laws.municipality,)), opened)
        return Owner(law) if law is not None else NOT_UNDERSTOOD
    return NOT_UNDERSTOOD if doubtful and _names_something(text, floor, opened) else THIS_DOCUMENT


def _opening(text: str, low: int, close: int) -> int:
    """Where the bracket opens that closes at ``close``; -1 for nowhere."""
    depth = 0
    for offset in range(close, low - 1, -1):
        depth += (text[offset] == ")") - (text[offset] == "(")
        if not depth:
            return offset
    return -1


def _of_word(state: ResolverState, designator: Designator, text: str, floor: int, end: int, *, direct: bool) -> Owner:
    """岬会規約第1条, ガイドラインの第7条; a word that names no instrument is not understood."""
    laws = state.document.laws
    known = laws.find(text, end, floor, end)
    if known is not None:
        return Owner(known[1])
    term = laws.term_before(text, end, max(floor, end - _LONGEST_WORD))
    if term is not None and direct and designator.first_level in ("条", "章"):
        return Owner(NamedLaw(term))
    if not text.endswith(REGULATION_ENDS, floor, end):
        doubtful = direct and designator.first_level in ("条", "章") and _names_something(text, floor, end)
        return NOT_UNDERSTOOD if doubtful else THIS_DOCUMENT
    start = name_start(text, end, floor, (laws.municipality,))
    name = text[start:end]
    if text.endswith(_SELF_WORDS, floor, start) and laws.is_own_name(name):
        return THIS_DOCUMENT
    if text.endswith("同", floor, start):
        return _of_same(state, name)
    if designator.first_level is None and not name.endswith(IN_FRONT_OF_APPENDIX):
        return THIS_DOCUMENT if name.endswith("書") or not direct else NOT_UNDERSTOOD  # 報告書様式第1号 is a form
    own = laws.is_own_name(name) or name in SELF_BY_TITLE and laws.own_title.endswith(name)
    return Owner(laws.own if own else NamedLaw(name))


def _of_same(state: ResolverState, name: str) -> Owner:
    """同規約第6条, 同計画第2章: of the paper named last when it is one."""
    article = state.context.article
    law = article.law if article is not None else None
    return Owner(law) if law is not None and law.title and law.title.endswith(name) else NOT_UNDERSTOOD


def _names_something(text: str, floor: int, end: int) -> bool:
    word = _WORD.search(text, max(floor, end - _LONGEST_WORD), end)
    return word is not None and _NO_NAME.search(word[0]) is None


def _law_called(state: ResolverState, text: str, start: int, end: int) -> NamedLaw | None:
    """The instrument that the words ``start..end`` name, with its number when it stands in them; None for none."""
    laws = state.document.laws
    opened = text.find("(", start, end)
    number = LAW_NUMBER_RE.search(text, opened, end) if opened > start else None
    if number is not None:
        return laws.read_citation(text, start, opened, LawNumber.of(number))[1]
    known = laws.find(text, end, start, end)
    if known is not None and known[0] == start:
        return known[1]
    name = text[start:end]
    if laws.own_title and name == laws.own_title:
        return laws.own
    return NamedLaw(name) if len(name) > 1 and name.endswith(REGULATION_ENDS) else None
