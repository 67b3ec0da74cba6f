"""The walk over the wording: stretches, brackets, and laws that wait for a pin-cite.

`advance` reads the words between two events; the handlers of events are in `jorei.links.designator_mentions` and
`jorei.links.law_mentions`.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.links.context import Context, Frame, LawMark, PendingLaw
from jorei.links.emit import emit_law
from jorei.links.index import CLAUSE
from jorei.links.laws import NamedLaw
from jorei.links.state import ClosedBracket, ResolverState, WordingStretch

_AMENDS: Final = re.compile("の(?:一部|全部)を(?:次の(?:よう|とおり|表のよう)に)?(?:改正|改め)(?:する。|る。|し、)")
_LAWS_OF_STRETCH: Final = 4
"""Laws of a stretch that the next ones of its article remember. Chosen: more would only push out those of other lines."""
_UNKNOWN_INSTRUMENT: Final = "改正条例"
"""What the number of an amending instrument is given as when its 附則 does not say it."""


def open_stretch(state: ResolverState, stretch: int) -> None:
    """Begin a stretch: its node, its component, the context it inherits."""
    document = state.document
    index = document.index
    start, end = document.wording.bounds(stretch)
    node = document.wording.nodes[stretch]
    component = index.component[node]
    amending = None
    suppl = index.nodes[component]
    if suppl.kind == "suppl_provision" and (suppl.law_number or index.suppls[0] != component):
        amending = suppl.law_number or _UNKNOWN_INSTRUMENT
    state.stretch = WordingStretch(start, end, node, component, amending)
    state.cursor = start
    if index.of_amendment[node] == CLAUSE:
        state.place_in_base = ()
    state.context = _inherited(state, node)
    article = index.article[node] if index.article[node] >= 0 else component
    if article != state.article:
        state.article, state.laws_of_article = article, Context()
    state.frames.clear()
    state.bracket_closed = None
    state.last_mention = state.last_law = state.pending_law = state.mention_before_law = None
    state.last_mention_end = state.last_law_end = -1


def _inherited(state: ResolverState, node: int) -> Context:
    """The context of the 柱書 above an item; other items and other paragraphs give none."""
    index = state.document.index
    paragraph = index.paragraph[node]
    while node != paragraph:
        node = index.nodes[node].parent
        if node < 0:
            break
        if node in state.contexts:
            return state.contexts[node].copy()
    return Context()


def close_stretch(state: ResolverState) -> None:
    """Read on to the end of the stretch and keep its context for the items below."""
    if state.stretch.end < 0:
        return
    advance(state, state.stretch.end)
    flush_law(state)
    while state.frames:  # a bracket that never closes
        close_bracket(state, -1)
    flush_law(state)
    state.contexts[state.stretch.node] = state.context
    for law in state.context.laws[-_LAWS_OF_STRETCH:]:
        state.laws_of_article.add_law(law)


def advance(state: ResolverState, to: int) -> None:
    """Read the words up to an offset: only brackets matter in them."""
    cursor = state.cursor
    if cursor >= to:
        return
    document, i = state.document, state.next_bracket
    brackets = document.brackets
    while i < len(brackets) and brackets[i] < to:
        offset = brackets[i]
        i += 1
        if offset < cursor:
            continue  # inside a mention
        if document.text[offset] == "(":
            open_bracket(state, offset)
        else:
            close_bracket(state, offset)
    state.next_bracket = i
    state.cursor = to


def open_bracket(state: ResolverState, offset: int) -> None:
    """An opening bracket: put aside what it stands right behind."""
    if state.last_law_end == offset:
        _put_aside(state, offset, state.last_law, state.pending_law)
    else:
        lent = state.last_law if state.document.text[state.last_law_end : offset] in _PROVISIONS else None
        flush_law(state)
        _put_aside(state, offset, None, None, lent)


def open_number_bracket(state: ResolverState, offset: int, pending: PendingLaw) -> None:
    """The bracket that holds the number of a law: the law waits for its end."""
    _put_aside(state, offset, pending.law, pending)


_PROVISIONS: Final = frozenset(("の規定", "の各規定"))
_NARROWED: Final = re.compile("(?:に係る|に関する)?の?(?P<noun>[^、。()「」はがをにで]{1,20})")
_OF_BRACKET_AROUND: Final = ("部分", "規定", "もの")


def _put_aside(
    state: ResolverState,
    offset: int,
    law: NamedLaw | None,
    pending: PendingLaw | None,
    law_lent: NamedLaw | None = None,
) -> None:
    text = state.document.text
    mention = state.last_mention if state.last_mention_end == offset else None
    lent, narrows = mention, False
    if mention is None and state.last_mention is not None:
        noun = _NARROWED.fullmatch(text, state.last_mention_end, offset)
        if noun is not None:
            lent, narrows = state.last_mention, not text.endswith(_OF_BRACKET_AROUND, 0, offset)
    elif mention is None and state.frames and text.endswith(_OF_BRACKET_AROUND, 0, offset):
        lent = state.frames[-1].lent  # 第5条(…に係る部分(第3項を除く。)に限る。)
    state.frames.append(Frame(state.context, mention, lent, law, law or law_lent, pending, narrows))
    state.context = _context_inside(state, offset).copy()
    state.pending_law = state.last_law = state.last_mention = None
    state.last_law_end = state.last_mention_end = -1


def _context_inside(state: ResolverState, offset: int) -> Context:
    """What the words of the bracket that opens at ``offset`` go on from: those of the one before when nothing was cited
    since (車庫(法第3条イに規定する車庫をいう。)、倉庫(同条ロに規定する倉庫をいう。)), else the words around it."""
    closed = state.bracket_closed
    if closed is None or closed.rows != len(state.rows.references) or closed.depth != len(state.frames):
        return state.context
    return state.context if "。" in state.document.text[closed.end : offset] else closed.context


def close_bracket(state: ResolverState, offset: int) -> None:
    """A closing bracket (-1: the stretch ends without it): go on where it opened."""
    if not state.frames:
        if (
            state.last_law_end == offset and state.pending_law is not None
        ):  # the opening one was lost: …法律第67号)第2条
            state.last_law_end = offset + 1
        else:
            flush_law(state)
        return
    flush_law(state)
    frame = state.frames.pop()
    inside = state.context.copy()
    frame.context.fill_from(state.context)
    state.bracket_closed = ClosedBracket(inside, offset + 1, len(state.rows.references), len(state.frames) + 1)
    state.context = frame.context
    behind = offset + 1
    state.last_mention, state.last_mention_end = frame.mention, behind if frame.mention is not None else -1
    state.last_law, state.last_law_end = frame.law, behind if frame.law is not None else -1
    pending = frame.pending_law
    if pending is not None and pending.mark == "numbered":
        pending = PendingLaw(pending.start, behind if offset >= 0 else pending.end, pending.law, "")
    state.pending_law = pending


def flush_law(state: ResolverState) -> None:
    """A law that was named without a provision of it is a mention of its own."""
    pending, state.pending_law = state.pending_law, None
    if pending is None:
        return
    if not pending.law.own and _AMENDS.match(state.document.text, pending.end):
        stretch, index = state.stretch, state.document.index
        state.amended_law = (stretch.component, pending.law, index.paragraph[stretch.node])
        state.place_in_base = ()
        if stretch.component == index.main:
            state.bases[index.article[stretch.node]] = pending.law
    emit_law(state, pending)


def amends_pending(state: ResolverState) -> bool:
    """Whether the law that was named last is the base of what follows: 甲条例の一部を次のように改正する。"""
    pending = state.pending_law
    if pending is None or not state.document.text.startswith("の", pending.end):
        return False
    return _AMENDS.match(state.document.text, pending.end) is not None


def name_law(state: ResolverState, start: int, end: int, law: NamedLaw, mark: LawMark) -> None:
    """A law has been named at ``start..end``: a pin-cite may follow, else it is a mention."""
    flush_law(state)
    state.last_law, state.last_law_end = law, end
    state.pending_law = PendingLaw(start, end, law, mark)
    mention = state.last_mention
    state.mention_before_law = (state.last_mention_end, mention) if mention is not None else None
    state.last_mention = None
    state.last_mention_end = -1
    if mark != "self":
        state.context.add_law(law)
    state.cursor = end
