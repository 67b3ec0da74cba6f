"""The walk itself: stretches, brackets, laws waiting for a pin-cite, and what a mention stands next to."""

from __future__ import annotations

import re
from typing import Final

from jorei.links import targets
from jorei.links.context import Antecedent, Context, Frame
from jorei.links.emit import WHOLE, emit
from jorei.links.grammar import RANK, Designator
from jorei.links.laws import NamedLaw
from jorei.links.state import ResolverState
from jorei.model import Target
from jorei.model.vocabulary import Form, Status

_JOINT: Final = re.compile("[、・,]? ?(?:及び|および|又は|または|若しくは|もしくは|並びに|ならびに|と)? ?")
_TO_PIN: Final = frozenset(("", " ", "の", "中", "中の"))
_NUMBERED: Final = re.compile("[一-龠々](?<![若並又及項条号表下次各])第")
_ENUMERATION: Final = re.compile("[、・]|及び|および|又は|または|若しくは|もしくは|並びに|ならびに")
_SCOPE_CLAUSE: Final = re.compile("(?:において|で)(?:同じ|「|単に|これらを)")
_AMENDED: Final = re.compile("の(?:一部|全部)を(?:次のように)?改正する。")


def open_stretch(s: ResolverState, at: int) -> None:
    """Begin the stretch with that index: its node, its unit, the context it inherits."""
    s.floor, end = s.reading.stretch(at)
    s.limit = end + 1
    s.cursor = s.floor
    s.node = node = s.reading.nodes[at]
    s.unit = s.index.unit[node]
    unit = s.index.nodes[s.unit]
    s.amending = None
    if unit.kind == "suppl_provision" and (unit.law_number or s.index.suppls[0] != s.unit):
        s.amending = unit.law_number or "改正条例"
    s.context = inherited(s, node)
    holder = s.index.article[node] if s.index.article[node] >= 0 else s.unit
    if holder != s.holder:
        s.holder, s.earlier = holder, Context()
    s.frames.clear()
    s.tail = s.law = s.pending = s.tail_before = None
    s.tail_end = s.law_end = -1


def inherited(s: ResolverState, node: int) -> Context:
    """The context of the 柱書 above an item; other items and other paragraphs give none."""
    paragraph = s.index.paragraph[node]
    while node != paragraph:
        node = s.index.nodes[node].parent
        if node < 0:
            break
        if node in s.done:
            return s.done[node].copy()
    return Context()


def close_stretch(s: ResolverState) -> None:
    """Read on to the end of the stretch and keep its context for the items below."""
    if s.limit:
        advance(s, s.limit - 1)
        flush(s)
        while s.frames:  # a bracket that never closes
            pop(s, -1)
        flush(s)
        s.done[s.node] = s.context
        for law in s.context.laws[-4:]:
            s.earlier.name_law(law)


def advance(s: ResolverState, to: int) -> None:
    """Read the words up to ``to``: only brackets matter in them."""
    cursor = s.cursor
    if cursor < to:
        brackets, at = s.brackets, s.next_bracket
        while at < len(brackets) and brackets[at] < to:
            place = brackets[at]
            at += 1
            if place < cursor:
                continue  # inside a mention
            if s.text[place] == "(":
                push(s, place, None, None)
            else:
                pop(s, place)
        s.next_bracket = at
        s.cursor = to


def push(s: ResolverState, at: int, law: NamedLaw | None, pending: tuple[int, int, NamedLaw, str] | None) -> None:
    """An opening bracket at ``at``: put aside what it stands after."""
    if law is None:
        if s.law_end == at:
            law, pending = s.law, s.pending
        else:
            flush(s)
    tail = s.tail if s.tail_end == at else None
    s.frames.append(Frame(s.context, s.tail_end, tail, law, pending))
    s.context = s.context.copy()
    s.pending = s.law = s.tail = None
    s.law_end = s.tail_end = -1


def pop(s: ResolverState, at: int) -> None:
    """A closing bracket at ``at`` (-1: the stretch ends without it): go on where it opened."""
    if not s.frames:
        if s.law_end == at and s.pending is not None:  # the opening bracket was lost: …法律第67号)第2条
            s.law_end = at + 1
        else:
            flush(s)
        return
    if s.pending is not None:
        flush(s)
    frame = s.frames.pop()
    s.context = frame.context.filled_from(s.context)
    s.tail, s.tail_end = frame.tail, at + 1 if frame.tail is not None else -1
    s.law, s.law_end = frame.law, at + 1 if frame.law is not None else -1
    pending = frame.pending
    if pending is not None and pending[3] == "numbered":
        pending = (pending[0], at + 1 if at >= 0 else pending[1], pending[2], "")
    s.pending = pending


def flush(s: ResolverState) -> None:
    """A law that was named without a provision of it is a mention of its own."""
    pending, s.pending = s.pending, None
    if pending is None:
        return
    start, end, law, mark = pending
    emit_law(s, start, end, law, mark)


def emit_law(s: ResolverState, start: int, end: int, law: NamedLaw, mark: str) -> None:
    """The row of a law named alone; ``mark`` is self, numbered, lost (同法 of nothing) or empty."""
    if mark == "self":
        form: Form = "self"
        status: Status = "resolved"
    else:
        form, status = "external", "unresolved" if mark == "lost" else "resolved" if law.own else "external"
    inside = law.own and (law.as_of != "amending" or mark == "self")
    place = (Target(0, WHOLE),) if inside else ()
    if not law.own and _AMENDED.match(s.text, end):
        s.amended = (s.unit, law)
    emit(s, start, end, form, status, place, law if law.as_of == "amending" or not law.own or law.as_of else None)


def named(s: ResolverState, start: int, end: int, law: NamedLaw, mark: str) -> None:
    """A law has been named: a pin-cite may follow, else it is a mention."""
    flush(s)
    s.law, s.law_end = law, end
    s.pending = (start, end, law, mark)
    s.tail_before = (s.tail_end, s.tail) if s.tail is not None else None
    s.tail = None
    s.tail_end = -1
    if mark != "self":
        s.context.name_law(law)
    s.cursor = end


def adjacent_law(s: ResolverState, start: int) -> NamedLaw | None:
    """The law whose name ends where the designator begins (番号法第19条, この条例中第1条)."""
    if s.law is None:
        return None
    gap = s.text[s.law_end : start]
    if gap not in _TO_PIN:
        return None
    law = s.law
    if s.pending is not None and gap in ("", " ", "の"):
        s.pending = None
    return law


def left_neighbour(s: ResolverState, start: int, said: Designator) -> Antecedent | None:
    """What the left neighbour of an enumeration, or the provision before the bracket, lends."""
    if s.tail is not None:
        gap = s.text[s.tail_end : start]
        if len(gap) <= 6 and _JOINT.fullmatch(gap):
            return s.tail
        if gap == "中" and not said.head and RANK.get(said.steps[0].level, 0) > 6:
            return s.tail
        return None
    if s.frames and s.frames[-1].tail is not None:
        frame = s.frames[-1]
        place = frame.tail
        assert place is not None
        if not frame.fresh or is_scope_clause(s, start):
            return None
        if place.outside or not said.head and said.steps and RANK.get(said.steps[0].level, 0) > 6:
            return place
    return None


def repeats_law(s: ResolverState, start: int, law: NamedLaw) -> bool:
    """法第5条、法第6条: the enumeration names the law again."""
    tail = s.tail_before
    if tail is None or tail[1].law is None or tail[1].law.key != law.key:
        return False
    return len(s.text[tail[0] : start]) < 24 and _ENUMERATION.match(s.text, tail[0], start) is not None


def is_scope_clause(s: ResolverState, start: int) -> bool:
    """第25条の2において同じ。: the scope of a definition speaks of this document."""
    stop = s.text.find(")", start, start + 80)
    clause = s.text[start : stop if stop >= 0 else start + 80]
    before = s.text[max(s.floor, start - 30) : start]
    return bool(_SCOPE_CLAUSE.search(clause)) or "以下" in before[before.rfind("(") + 1 :]


def is_no_mention(s: ResolverState, said: Designator, start: int, end: int) -> bool:
    """A bare ア that is no sub-item here, 別表 of nothing: no mention."""
    if not said.head and said.steps and said.steps[0].level == "細":
        if s.text.startswith("号", start - 1):
            return True
        base = targets.sub_base(s.index, s.node, said.steps[0])
        return not s.index.step(base, said.steps[0]) or s.text[start - 1 : start] == "「"
    if not said.head and said.steps[0].level == "号":
        return _NUMBERED.match(s.text, start - 1) is not None  # 港建建発第42号 is the number of a letter
    return False
