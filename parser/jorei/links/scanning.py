"""The scan that finds whatever the resolver must read, in one pass over a folded text.

What begins with a sign of its own is found by `jorei.links.grammar.EVENT`; what goes on from the event before it with a
number alone (別表第1及び第2, 第5条及び6条, 地方自治法244条の2) is found behind that event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, get_args

from jorei.links.grammar import (
    ARTICLE_WITHOUT_SIGN,
    BARE_NUMBER,
    EVENT,
    FIRSTS,
    GOES_ON_WITH_APPENDIX,
    GOES_ON_WITH_NUMBER,
    GOES_ON_WITH_STYLE,
    KANA,
    PART,
    RANGE_DASHES,
    EventKind,
    N,
)
from jorei.model.record import INTERPRETED, as_struct
from jorei.text.numerals import NUMERALS


class Event:
    """What the scan found at ``start..end`` of a folded text; a range has its first end's match and ends with its last."""

    def __init__(
        self,
        kind: EventKind,
        start: int,
        end: int,
        match: re.Match[str],
        borrowed: str = "",
        unit: str = "",
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.match = match
        self.borrowed = borrowed
        """What its words lack and the one before it has: 別表 for 第2 in 別表第1及び第2."""
        self.unit = unit
        """The unit that stands behind the next number: 条 for 第4 in 第4、第5条."""


if INTERPRETED and not TYPE_CHECKING:
    Event = as_struct(Event)


_KINDS: Final[dict[str, EventKind]] = {kind: kind for kind in get_args(EventKind)}
_KATAKANA: Final = re.compile(f"[{KANA}]")

# 第1条から第3条まで: what stands between the ends of a range, and behind the last
_JOINT: Final = re.compile(f" ?(?:から|より|乃至|ないし|[{RANGE_DASHES}]) ?")
_JOINT_FIRSTS: Final = frozenset(f" かよ乃な{RANGE_DASHES}")
_RANGE_END: Final = re.compile(rf" ?まで(?:の各[項号]{PART})?")

_UNTIL_FIRSTS: Final = ("まで", " ま")
_LONGEST_BRACKET: Final = 200
"""Characters of a bracket between the ends of a range. Chosen: a longer one parts them."""

_ALWAYS_READ: Final = 12_000
"""Events that are read of any text. Chosen: no page of a document has so many."""
_CHARACTERS_PER_EVENT: Final = 10
"""Measured: a law has one event in thirty characters, the densest list (of a few pages) one in eight. 別表別表別表… without
end would take a hundred times its size in memory."""


def most_events(text: str) -> int:
    """How many events of a text are read."""
    return _ALWAYS_READ + len(text) // _CHARACTERS_PER_EVENT


def first_unread(text: str) -> int | None:
    """The offset of the first event of a folded text that `scan` does not read; None when it reads all.

    >>> first_unread("別表第1" * 1_000), first_unread("別表" * 30_000)
    (None, 36000)
    """
    most = most_events(text)
    # an event has two characters or more; few texts of that size have so many that one could begin with
    if len(text) < 2 * most or sum(map(text.count, FIRSTS)) + len(_KATAKANA.findall(text)) <= most:
        return None
    match = next(islice(EVENT.finditer(text), most, None), None)
    return match.start() if match else None


def scan(text: str) -> list[Event]:
    """The events of a folded text in order, at most `most_events`; 第1条から第3条まで is one.

    >>> [(event.kind, event.match.string[event.start : event.end]) for event in scan("第4条第1項から第3項までの規定による同法")]
    [('designator', '第4条第1項から第3項まで'), ('law_noun', '同法')]
    """
    events: list[Event] = []
    range_goes_on = -1  # where the other end of a range would have to begin
    read = 0  # up to where a designator that went on with a number was read
    behind: list[Event] = []  # what goes on behind a bracket
    for match in islice(EVENT.finditer(text), most_events(text)):
        kind = _KINDS[match.lastgroup or "designator"]
        start, end = match.span()
        if start < read:
            continue
        if kind == "designator":
            until = _RANGE_END.match(text, end) if text[end : end + 2] in _UNTIL_FIRSTS else None
            if start == range_goes_on and (until is not None or not text.startswith("より", events[-1].end)):
                range_goes_on = -1
                first = events[-1]
                end = read = until.end() if until else end
                events[-1] = Event(kind, first.start, end, first.match, first.borrowed)
            elif until is not None and (first_words := _range_over_bracket(text, events, start)):
                end = read = until.end()
                events.append(Event(kind, start, end, match, first_words))
            else:
                joint = _JOINT.match(text, end) if text[end : end + 1] in _JOINT_FIRSTS else None
                range_goes_on = joint.end() if joint else -1
                unit = (
                    _UNIT_BEHIND.match(text, end)
                    if text[end - 1] in _DIGITS and text[start] in _MAY_LACK_UNIT
                    else None
                )
                events.append(Event(kind, start, end, match, unit=unit[1] if unit else ""))
            if text[end : end + 1] == "(" and text[start] in _APPENDIX_FIRSTS:
                behind += _appendices_behind_bracket(text, events[-1])
            if text[end : end + 1] in _CONTINUES and (joined := _JOINED.match(text, end)) is not None:
                following = text[joined.end()]
                if following != "第" or events[-1].borrowed or text[events[-1].start] in _APPENDIX_FIRSTS:
                    read = _read_on(text, events)
            continue
        events.append(Event(kind, start, end, match))
        if kind == "law_noun" and text[end : end + 1] in _DIGITS and (article := _ARTICLE.match(text, end)):
            events.append(Event("designator", end, article.end(), article))
            read = _read_on(text, events)
    return _merged(events, behind) if behind else events


def _merged(events: list[Event], behind: list[Event]) -> list[Event]:
    """The events with what goes on behind brackets in its places: 第2号 in 様式第1号(第3条関係)又は第2号 is 様式第2号."""
    places = {event.start for event in behind}
    kept = [event for event in events if event.start not in places]
    return sorted([*kept, *behind], key=lambda event: event.start)


def _range_over_bracket(text: str, events: list[Event], start: int) -> str:
    """第4条から when a designator is the other end of a range whose first has a bracket: 第4条(第2項を除く。)から第6条まで."""
    if not text.startswith(")から", start - len(")から")):
        return ""
    opening, depth = start - len("から"), 0
    for at in range(opening - 1, max(0, opening - _LONGEST_BRACKET), -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            first = next((event for event in reversed(events) if event.end <= at), None)
            if first is None or first.end != at or first.kind != "designator" or first.unit:
                return ""
            return f"{first.borrowed}{text[first.start : at]}から"
    return ""


# -- what goes on with a number alone -------------------------------------------------------------------------------

_UNIT_BEHIND: Final = re.compile(rf"(?:(?:[、・]|及び|又は|若しくは)(?:第 ?)?{N} ?){{1,6}}([条項])")
_CONTINUES: Final = frozenset("及又、・か乃な若並おまも " + RANGE_DASHES)
_APPENDIX_FIRSTS: Final = frozenset("別様付附")
_MAY_LACK_UNIT: Final = frozenset("第前次同当")
_DIGITS: Final = frozenset("0123456789〇一二三四五六七八九十百千")
_ARTICLE: Final = re.compile(ARTICLE_WITHOUT_SIGN)
_AND: Final = "、|・|(?:、 ?)?(?:及び|及|および|又は|または|若しくは|もしくは|並びに|ならびに)"
_JOINED: Final = re.compile(rf" ?(?:{_AND}|から|乃至|ないし|[{RANGE_DASHES}]) ?(?=第|[{NUMERALS}])")
"""What goes on is a number, or 第 behind an appendix; nearly always it is neither."""
_NUMBER_FOLLOWS: Final = re.compile(
    rf" ?(?:{_AND}|(?P<range>から|乃至|ないし|[{RANGE_DASHES}])) ?(?P<words>{GOES_ON_WITH_NUMBER})(?P<until> ?まで)?"
)
_APPENDIX_FOLLOWS: Final = re.compile(
    rf" ?(?:{_AND}|(?P<range>から|乃至|ないし|[{RANGE_DASHES}])) ?(?P<words>{GOES_ON_WITH_APPENDIX})(?P<until> ?まで)?"
)
_STYLE_FOLLOWS: Final = re.compile(
    rf" ?(?:{_AND}|(?P<range>から|乃至|ないし|[{RANGE_DASHES}])) ?(?P<words>{GOES_ON_WITH_STYLE}|{BARE_NUMBER})(?P<until> ?まで)?"
)
_BRACKET: Final = re.compile(rf"\([^()]{{0,{_LONGEST_BRACKET}}}\)")
_APPENDIX_ALONE: Final = re.compile(rf"(別表|別紙|別図|付表|附表|附則別表) ?第? ?{N}(?:の{N})*")
_STYLE_ALONE: Final = re.compile(rf"((?:別記)?様式) ?第? ?{N} ?号?(?:の{N})*")


def _appendices_behind_bracket(text: str, event: Event) -> list[Event]:
    """第3 in 別表第1(乙に限る。)又は第3."""
    bracket = _BRACKET.match(text, event.end)
    if bracket is None or text[bracket.end() : bracket.end() + 1] not in _CONTINUES:
        return []
    moved = Event("designator", event.start, bracket.end(), event.match, event.borrowed)
    words = event.borrowed + text[event.start : event.end]
    return [found for found in _continued(text, moved, words) if found.start > event.start]


def _read_on(text: str, events: list[Event]) -> int:
    """Add what goes on from the last event with a number alone; up to where that was read."""
    end = events[-1].end
    for event in _continued(text, events[-1]):
        if event.start == events[-1].start:
            events[-1] = event
        else:
            events.append(event)
        end = event.end
    return end


def _continued(text: str, event: Event, words: str = "") -> Iterator[Event]:
    """The events that follow one of ``words``; an event that begins where the last one did is that one made a range."""
    words = words or event.borrowed + text[event.start : event.end]
    borrowed, pattern = "", _NUMBER_FOLLOWS
    if (appendix := _APPENDIX_ALONE.fullmatch(words)) is not None:
        borrowed, pattern = appendix[1], _APPENDIX_FOLLOWS
    elif (style := _STYLE_ALONE.fullmatch(words)) is not None:
        borrowed, pattern = style[1], _STYLE_FOLLOWS
    while (match := pattern.match(text, event.end)) is not None:
        if not borrowed and match["words"].lstrip("".join(_DIGITS) + " ")[:1] not in words:
            return  # 第2項、3号店: what goes on has a unit of the one before
        if match["range"]:
            event = Event("designator", event.start, match.end(), event.match, event.borrowed)
        else:
            event = Event("designator", *match.span("words"), match, borrowed)
        yield event
