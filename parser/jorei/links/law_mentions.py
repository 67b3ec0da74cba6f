"""Laws in the running text: with a number, by name, as この条例, as 同法; which of them are mentions."""

from __future__ import annotations

import re
from typing import Final

from jorei.links.amended_text import base_at
from jorei.links.context import PendingLaw
from jorei.links.grammar import DOUBTFUL_SELF, N
from jorei.links.law_names import GENERIC_NAMES, KNOWN_BY_NAME, NO_LAW, referred_as
from jorei.links.laws import KnownLaws, NamedLaw
from jorei.links.scanning import Event
from jorei.links.state import ResolverState
from jorei.links.walk import flush_law, name_law, open_number_bracket
from jorei.text.fold import squeeze
from jorei.text.instruments import COMMON, IMPLEMENTING, SELF_BY_TITLE, alternation
from jorei.text.lawnumbers import LawNumber, parse_law_number
from jorei.text.numerals import parse_number

_SAME_LAW: Final = re.compile(rf"同({alternation(*COMMON, '令', '法')})(施行{alternation(*IMPLEMENTING)})?")
# a name without a number is one when its words go on as with a law
_LAW_GOES_ON: Final = re.compile(
    "(?:の規定|に規定|に基づ|に定め|の定め|の適用|の施行|の一部|を準用|の例に|の趣旨|を適用|の廃止|は、廃止|を廃止|による|により"
    "|の全部|の改正|及び同法|の目的|その他の?関係(?:法令|法規|規程|諸法令)"
    rf"|\(第 ?{N} ?[条章][^()。]{{0,40}}(?:を除|に限))"
)
_BY_THE_STATE: Final = "(?:政令|(?:総理|内閣)?府令|内閣官房令|[^。、はが()「」]{0,6}省令|命令|規則)"
_JOINS: Final = "及び|又は|若しくは|並びに"
_TITLE_GOES_ON: Final = re.compile(
    rf"等?(?:及び[^。、()「」]{{1,30}})?の(?:一部|全部)を改正する(?:等の)?{alternation(*COMMON)}"
    rf"|(?:の一部)?の施行等?に関する{_BY_THE_STATE}"
    r"|(?:(?:の一部)?の施行に(?:伴う|関する)|の?(?:規定)?に基づく)[^。、はが()「」]{0,60}(?:関する|定める|定める等の)"
    rf"(?:法律|{_BY_THE_STATE})"
    rf"|(?:の一部)?の(?:施行|廃止)に伴う[^。は()「」]{{0,60}}関する{_BY_THE_STATE}"
    rf"|(?:の(?:適用|廃止|規定の(?:整[備理]|読替え)|改正手続|一部改正|特例)|に係る|に?(?:よる|規定する))"
    rf"(?!{_JOINS})(?:(?!{_JOINS})[^。、はが()「」]){{0,60}}(?:関する|定める)(?:法律|特例法|{_BY_THE_STATE})"
    rf"|の(?:適用|規定の整[備理]|廃止等?に関する法律)及び[^。、は()「」]{{0,50}}関する(?:法律|{_BY_THE_STATE})"
    rf"|等?を廃止する(?:等の)?(?:法律|{_BY_THE_STATE})"
    r"|に基づく指定?[^。はが()「」]{1,60}に関する基準"
)
_PROVISION_FOLLOWS: Final = re.compile(
    rf" ?第(?!三者)|附則|付則|別表|[付附]表第|(?:別記)?様式 ?第|別記 ?第|別紙 ?第| ?{N} ?条(?![例件約文理])"
    rf"|(?:の|中の?|のうち、?|に規定する|に定める)(?:第 ?{N} ?[編章節条項]|附則第|付則第|別表第|様式第|別記様式第)"
)
_SERIES: Final = re.compile(rf"\(?({N})[―－‐ー─–—-]({N})\)?")
"""The number of a 人事院規則: 9―8."""
_IS_AMENDED: Final = re.compile(r"[^()]{0,80}\)の(?:一部|全部)を[^。]{0,12}改正")
_NO_SINGLE_LAW: Final = ("基準", "関係法", "関係条例", "関係規則", "各法")
_LONGEST_DOUBTFUL: Final = 4
"""Letters of a name that may be a common noun in 法 (`NO_LAW`)."""


def skip_quotation(state: ResolverState, event: Event) -> None:
    """The handler of quotations: quoted words are read or replaced, not cited."""
    flush_law(state)
    state.cursor = event.end


_OLD_LETTER: Final = "條"
"""A letter that folding takes for another (条) though names of places are written with it."""


def _learn_writing(state: ResolverState, match: re.Match[str], number: LawNumber | None) -> None:
    """五條市条例 is folded to 五条市条例: its number keeps the name as written."""
    document = state.document
    if number is None or not number.issuer or _OLD_LETTER not in document.source_text:
        return
    start, end = document.wording.source_span(*match.span("ln_issuer"))
    written = "".join(document.source_text[start:end].split())
    if written != number.issuer and squeeze(written) == number.issuer and len(written) == len(number.issuer):
        document.laws.learn_writing(number.full, number.full.replace(number.issuer, written, 1))


def read_numbered_law(state: ResolverState, event: Event) -> None:
    """The handler of X法(昭和…年法律第…号: the bracket stays open, the name stands before it."""
    text, laws = state.document.text, state.document.laws
    floor = max(state.stretch.start, state.last_mention_end if state.last_mention is not None else 0)
    number = LawNumber.of(event.match)
    _learn_writing(state, event.match, number)
    start, law = laws.read_citation(text, floor, event.start, number)
    if law.own and number is not None and laws.own_local is None and _IS_AMENDED.match(text, event.end):
        law = NamedLaw(law.title, number.full)  # no ordinance amends itself: one with the same title
    if state.pending_law is not None and state.pending_law.start >= start:
        state.pending_law = None
    flush_law(state)
    state.context.add_law(law)
    open_number_bracket(state, event.start, PendingLaw(start, event.end, law, "numbered"))
    more = _MORE_NUMBERS.match(text, event.end)
    state.cursor = more.end() if more is not None else event.end


_MORE_NUMBERS: Final = re.compile(f"(?:(?:、|及び|並びに|・)第? ?{N} ?号)+(?=[)、。])")
"""The other numbers of one title: (平成9年条例第4号、第5号及び第8号)."""


def read_bare_number(state: ResolverState, event: Event) -> None:
    """The handler of 昭和22年法律第67号 without a name before it or a bracket around it."""
    number = parse_law_number(event.match[0])
    if number is not None:
        laws = state.document.laws
        law = laws.own if laws.is_own_number(number) else NamedLaw(None, number.full)
        rest = None if state.frames else _REST_OF_BRACKET.match(state.document.text, event.end)
        name_law(state, event.start, rest.end() if rest is not None else event.end, law, "")


_REST_OF_BRACKET: Final = re.compile(r"。以下(?:単に)?「[^「」]{1,30}」という。\)")
"""What stands behind the number in a bracket whose opening sign was lost."""


def read_self_mention(state: ResolverState, event: Event) -> None:
    """The handler of この条例 and 本規則: this document, or the instrument that a 附則 amends it by."""
    laws = state.document.laws
    noun = event.match[event.kind].removeprefix("の")
    if noun in DOUBTFUL_SELF and noun not in laws.own_title or noun in SELF_BY_TITLE and not _calls_itself(laws, noun):
        flush_law(state)
        return None
    base = base_at(state)
    if base is not None:
        return name_law(state, event.start, event.end, base, "" if base.target_law else "lost")
    amending = state.stretch.amending
    law = NamedLaw(None, amending, "amending", own=True) if amending is not None else laws.own
    name_law(state, event.start, event.end, law, "self")
    return None


def _calls_itself(laws: KnownLaws, noun: str) -> bool:
    """Whether the title ends in the noun: この計画 speaks of the document when it is one."""
    return laws.own_title.split("(")[0].endswith(noun)


def read_law_noun(state: ResolverState, event: Event) -> None:
    """The handler of …法, …条例: a name known from the document, or one that reads as a law's."""
    text, start, end = state.document.text, event.start, event.end
    words = event.match[0]
    if text[start] == "同" and (same := _SAME_LAW.fullmatch(words)) is not None:
        _read_same_law(state, start, end, same)
        return
    if _TITLE_GOES_ON.match(text, end):
        return  # 建築基準法の一部を改正する法律 is one name, and it ends later
    floor = _name_floor(state)
    known = state.document.laws.find(text, end, floor, start)
    if words == "規則" and (series := _SERIES.match(text, end)) is not None:
        known = _law_of_series(state, series, floor)
        end = series.end()
    elif known is None:
        known = _unexplained_law(state, end, floor)
    elif words == "規則" and text.startswith("で定め", end):
        known = None
    if known is not None:
        name_law(state, known[0], end, known[1], "")
    state.cursor = end


def _law_of_series(state: ResolverState, series: re.Match[str], floor: int) -> tuple[int, NamedLaw]:
    """人事院規則9―8: the number is a part of the name."""
    start, law = state.document.laws.read_citation(state.document.text, floor, series.start(), None)
    return start, NamedLaw(f"{law.title}{parse_number(series[1])}―{parse_number(series[2])}")


def _name_floor(state: ResolverState) -> int:
    """Where a name may begin: not inside the mention before it, nor before the 中 of 第7条中甲法第2条."""
    floor = max(state.last_mention_end, state.last_law_end, state.stretch.start)
    return floor + 1 if floor == state.last_mention_end and state.document.text.startswith("中", floor) else floor


def _unexplained_law(state: ResolverState, end: int, floor: int) -> tuple[int, NamedLaw] | None:
    """A law by a name that the document has not explained, and where the name begins: only when its words go on as
    with a law."""
    text = state.document.text
    pinned = _PROVISION_FOLLOWS.match(text, end) is not None
    if not pinned and not text.startswith("(以下", end) and not _LAW_GOES_ON.match(text, end):
        return None
    start, law = state.document.laws.read_citation(text, floor, end, None)
    if law.own:
        return start, law
    name = text[start:end]
    if name in GENERIC_NAMES or len(name) < 2:
        generic = _generic_law(state, law, name, pinned=pinned)
        return (start, generic) if generic is not None else None
    return None if _names_no_law(name, pinned=pinned) else (start, law)


def _names_no_law(name: str, *, pinned: bool) -> bool:
    """Whether words that end like a name are none: 用法, 関係条例, 規則で定める基準."""
    if name in KNOWN_BY_NAME:
        return False
    if not pinned and len(name) < 3:
        return True
    if name.endswith(_NO_SINGLE_LAW) or "で定め" in name:
        return True
    return len(name) <= _LONGEST_DOUBTFUL and NO_LAW.search(name) is not None


def _generic_law(state: ResolverState, law: NamedLaw, name: str, *, pinned: bool) -> NamedLaw | None:
    """条例第5条 in …条例施行規則: the ordinance in the title; 新条例, 改正後の規則: this document."""
    laws = state.document.laws
    if law.as_of and laws.is_own_name(name):
        return laws.own_version(law.as_of)
    if not pinned:
        return None
    parent = laws.parent
    if parent is not None and parent.noun == name:
        return NamedLaw(parent.title, parent.number, law.as_of)
    return NamedLaw(name, None, law.as_of) if name[0] not in "市町村県都区" or len(name) > 3 else None


def _read_same_law(state: ResolverState, start: int, end: int, match: re.Match[str]) -> None:
    """同法, 同条例, 同法施行令."""
    noun, implementing = referred_as(match[1]), match[2]
    laws = state.document.laws
    law = state.context.last_law(noun) or state.laws_of_article.last_law(noun)
    if law is None and laws.own_noun == noun and state.stretch.amending is None:
        law = laws.own
    if law is not None and implementing:
        law = NamedLaw((law.title or law.number or "") + implementing)
    name_law(state, start, end, law or NamedLaw(match[0]), "" if law else "lost")
