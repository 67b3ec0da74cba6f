"""Laws in the running text: with a number, by name, as この条例, as 同法; which of them are mentions."""

from __future__ import annotations

import re
from typing import Final

from jorei.links.grammar import Event
from jorei.links.laws import GENERIC, NO_LAW, SAME_LAW, NamedLaw, referred_as
from jorei.links.mentions import flush, named, push
from jorei.links.state import ResolverState
from jorei.text.instruments import COMMON, alternation
from jorei.text.lawnumbers import LawNumber, parse_law_number

# a name without a number is one when its words go on as with a law
_LAW_GOES_ON: Final = re.compile(
    r"(?:の規定|に規定|に基づ|に定め|の定め|の適用|の施行|の一部|を準用|の例に|の趣旨|を適用|の廃止|は、廃止|を廃止|による|により|の全部|の改正|及び同法|の目的)"
)
_TITLE_GOES_ON: Final = re.compile(
    rf"等?(?:及び[^。、()「」]{{1,30}})?の(?:一部|全部)を改正する(?:等の)?{alternation(*COMMON)}"
)


def quote(s: ResolverState, event: Event) -> None:
    """Quoted words are read or replaced, not cited."""
    flush(s)
    s.cursor = event[2]


def numbered(s: ResolverState, event: Event) -> None:
    """X法(昭和…年法律第…号: the bracket stays open, the name stands before it."""
    _, at, end, match = event
    start, law = s.laws.cited(s.text, max(s.floor, _last_end(s)), at, LawNumber.of(match))
    if s.pending is not None and s.pending[0] >= start:
        s.pending = None
    flush(s)
    s.context.name_law(law)
    push(s, at, law, (start, end, law, "numbered"))
    s.cursor = end


def _last_end(s: ResolverState) -> int:
    return s.tail_end if s.tail is not None else s.floor


def bare_number(s: ResolverState, event: Event) -> None:
    """昭和22年法律第67号 without a name before it or a bracket around it."""
    _, start, end, match = event
    number = parse_law_number(match[0])
    if number is not None:
        law = s.laws.own if number.local == s.laws.own_local else NamedLaw(None, number.full)
        named(s, start, end, law, "")


def self_mention(s: ResolverState, event: Event) -> None:
    """この条例, 本規則: this document, or the instrument that a 附則 amends it by."""
    mark, start, end, match = event
    kind = match[mark].removeprefix("の")
    if kind in ("規定", "決定", "基準", "協定", "指針") and kind not in (s.laws.own_title or ""):
        flush(s)
        return
    law = s.laws.own
    if s.amending:
        law = NamedLaw(None, s.amending, "amending", own=True)
    named(s, start, end, law, "self")


def law_word(s: ResolverState, event: Event) -> None:
    """…法, …条例: a name known from the document, or one that reads as a law's."""
    _, start, end, match = event
    text = s.text
    if text[start] == "同" and (same := SAME_LAW.fullmatch(match[0])) is not None:
        same_law(s, start, end, same)
        return
    if _TITLE_GOES_ON.match(text, end):
        return  # 建築基準法の一部を改正する法律 is one name, and it ends later
    floor = max(s.floor, after(s, start))
    found = s.laws.find(text, end, floor, start)
    if found is None:
        found = unknown(s, start, end, floor)
    elif match[0] == "規則" and text.startswith("で定め", end):
        found = None
    if found is not None:
        named(s, found[0], end, found[1], "")
    s.cursor = end


def after(s: ResolverState, start: int) -> int:
    """The end of the mention before ``start``: a name does not reach over it, nor over the 中 of 第7条中甲法第2条."""
    end = max(s.tail_end, s.law_end, s.floor)
    return end + 1 if end == s.tail_end and s.text.startswith("中", end) else end


def unknown(s: ResolverState, start: int, end: int, floor: int) -> tuple[int, NamedLaw] | None:
    """A law named by a name the document has not explained: only when its words go on as with a law."""
    text = s.text
    pinned = text.startswith(("第", "附則", "別表", " 第"), end) and not text.startswith("第三者", end)
    aliased = text.startswith("(以下", end)
    if not pinned and not aliased and not _LAW_GOES_ON.match(text, end):
        return None
    begin, law = s.laws.cited(text, floor, end, None)
    name = text[begin:end]
    if law.own:
        return begin, law
    if name in GENERIC or len(name) < 2:
        return generic(s, begin, end, law, name, pinned)
    if not pinned and len(name) < 3:
        return None
    if name.endswith("基準") or "で定め" in name:
        return None
    if name.endswith(("関係法", "関係条例", "関係規則", "各法")) or len(name) < 5 and NO_LAW.search(name):
        return None
    return begin, law


def generic(
    s: ResolverState, begin: int, end: int, law: NamedLaw, name: str, pinned: bool
) -> tuple[int, NamedLaw] | None:
    """条例第5条 in …条例施行規則: the ordinance in the title; 新条例, 改正後の規則: this document."""
    if law.as_of and s.laws.is_own_name(name):
        return begin, NamedLaw(s.laws.own.title, s.laws.own.number, law.as_of, own=True)
    if not pinned:
        return None
    parent = s.laws.parent
    if parent is not None and parent.kind == name:
        return begin, NamedLaw(parent.title, parent.number, law.as_of)
    return (begin, NamedLaw(name, None, law.as_of)) if name[0] not in "市町村県都区" or len(name) > 3 else None


def same_law(s: ResolverState, start: int, end: int, same: re.Match[str]) -> None:
    """同法, 同条例, 同法施行令."""
    kind = referred_as(same[1])
    law = s.context.same_law(kind) or s.earlier.same_law(kind)
    if law is None and s.laws.own_kind == kind and s.amending is None:
        law = s.laws.own
    if law is not None and same[2]:
        law = NamedLaw((law.title or law.number or "") + same[2], None)
    named(s, start, end, law or NamedLaw(same[0], None), "" if law else "lost")
