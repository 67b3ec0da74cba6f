"""Designators in the running text: whose provision each is, what it means, and what the next one may go on from."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.identity.citations import WHOLE
from jorei.links import targets
from jorei.links.amended_text import base_at, base_of_suppl, citation_in_base, is_added, is_relative, keep_place
from jorei.links.antecedents import antecedent_of, is_one_enumeration, remember
from jorei.links.certainty import Evidence
from jorei.links.context import Antecedent, Mention
from jorei.links.designators import (
    APPENDIX_LEVELS,
    LEVELS_BY_NAME,
    RANK,
    Designator,
    DesignatorStep,
    parse_designator,
)
from jorei.links.emit import emit_inside, emit_outside, range_ends
from jorei.links.grammar import KANA
from jorei.links.heads import HEADS
from jorei.links.index import LEVELS
from jorei.links.laws import NamedLaw
from jorei.links.lookup import find
from jorei.links.owners import owner_before
from jorei.links.row_mentions import read_rows
from jorei.links.scanning import Event
from jorei.links.state import ResolverState
from jorei.links.suppl_owner import owner_of_article, version_before
from jorei.links.surroundings import (
    adjacent_law,
    goes_on_in_parallel,
    is_no_mention,
    is_no_sub_item,
    left_neighbour,
    repeats_law,
)
from jorei.links.targets import TargetSearch
from jorei.links.walk import amends_pending, flush_law
from jorei.model import SUBITEMS, RangeEnd, Target
from jorei.text.label_styles import look_of
from jorei.text.numerals import NUMERALS

_LENDING: Final = frozenset(("article", "paragraph", "item", "suppl_provision", *SUBITEMS))
"""Kinds of nodes that lend their steps to the next mention though the provision cited below them is missing."""
_AMENDING_WORDS: Final = re.compile(
    "(?:中|を)「|中[^。「]{0,40}(?:を「|を削)|の(?:次|前)に[^。]{0,40}加える|を削る|を[^。「]{0,20}とし|を次のように改め"
)


def read_designator(state: ResolverState, event: Event) -> None:
    """The handler of designators."""
    start, end = event.start, event.end
    designator = _designator_of(state, event)
    law = adjacent_law(state, start)
    if law is not None and designator.first_level == "号" and designator.until is None:
        # 条例第51号: the number of an instrument
        state.pending_law, state.last_law_end, state.cursor = None, -1, end
        return
    named = _law_named(state, designator, law, start, end)
    evidence: Evidence | None = "law_before_bracket" if law is None and named is not None else None
    law = named
    base = _base(state, designator, start, end) if law is None else None
    if base is not None:
        if _read_in_base(state, designator, base, start, end):
            return
    elif law is None and not _goes_on(state, start):
        owner = owner_before(state, designator, start)
        law = owner.law if owner.law is None or not owner.law.own or owner.law.as_of else None
        evidence = "open_name" if law is not None else None if owner.understood else "not_understood"
    neighbour = left_neighbour(state, start, designator) if law is None else None
    if law is None and (
        is_no_mention(state, designator, start) if neighbour is None else is_no_sub_item(state, designator, neighbour)
    ):
        state.cursor = end
        return
    flush_law(state)
    law, neighbour, names_law_again = _law_shared(state, designator, start, law, neighbour)
    if law is None and state.document.index.nodes[state.stretch.component].kind == "suppl_provision":
        law = _law_in_suppl(state, designator, start, end)
    if designator.lacks_unit:
        evidence, designator = "damaged", _without_article(designator, law)
    evidence = evidence or _evidence(state, designator, law, neighbour, start)
    antecedent = _resolve(state, Mention(designator, start, end, law, neighbour, evidence))
    antecedent, end = read_rows(state, antecedent, end) if designator.names_table else (antecedent, end)
    state.cursor = state.last_mention_end = end
    state.last_mention = msgspec.structs.replace(antecedent, repeats_law=True) if names_law_again else antecedent
    state.last_law, state.last_law_end = None, -1


def _base(state: ResolverState, designator: Designator, start: int, end: int) -> NamedLaw | None:
    """The law that is amended here, whose provision a designator is that has none before it."""
    if amends_pending(state):
        flush_law(state)
    if state.amended_law is None and not state.document.index.amends:
        return None  # as nearly always
    return base_at(state) or base_of_suppl(state, designator, start, end)


def _read_in_base(state: ResolverState, designator: Designator, base: NamedLaw, start: int, end: int) -> bool:
    """A provision of the text that is amended; False when an enumeration gives it to another law."""
    neighbour = left_neighbour(state, start, designator)
    if neighbour is not None and neighbour.law is not base and neighbour.law is not None:
        return False
    if neighbour is None and designator.first_level == "細" or is_added(state, designator, end):
        state.cursor = end
        return True
    flush_law(state)
    if is_relative(designator) or designator.unit == "本則":
        citation = WHOLE if designator.unit == "本則" else designator.text
        row = emit_outside(state, Mention(designator, start, end, base), base, citation, ())
        antecedent = Antecedent(law=base, row=row)
    else:
        placed = designator if neighbour is not None else citation_in_base(state, designator)
        antecedent = _outside(state, Mention(placed, start, end, base, neighbour, "numbered"), base)
        keep_place(state, antecedent)
    state.cursor = state.last_mention_end = end
    state.last_mention, state.last_law, state.last_law_end = antecedent, None, -1
    return True


def _designator_of(state: ResolverState, event: Event) -> Designator:
    """What the words of an event say, with what they borrow from the event before or the unit behind them."""
    words = state.document.text[event.start : event.end]
    if not event.borrowed and not event.unit:
        return parse_designator(words)
    designator, shift = parse_designator(event.borrowed + words + event.unit), len(event.borrowed)
    ends = tuple((max(0, low - shift), high - shift) for low, high in designator.ends)
    ends = ends if all(low < high for low, high in ends) else ()  # the first end stands before a bracket
    return msgspec.structs.replace(designator, text=words, ends=ends)


# -- whose provision it is ------------------------------------------------------------------------------------------


def _law_named(
    state: ResolverState, designator: Designator, law: NamedLaw | None, start: int, end: int
) -> NamedLaw | None:
    """The law by its name right before the designator; ``law`` is what `adjacent_law` says."""
    text = state.document.text
    if law is not None and law.as_of == "amending" and not designator.head and text.startswith("中", start - 1):
        law = law if owner_of_article(text, start, end) != "document" else None
    if law is None and state.frames and state.last_mention is None and not designator.head:
        lent = state.frames[-1].law_lent  # 港湾法の規定(第3条を除く。)
        if lent is not None and _OF_LAW_BEFORE_BRACKET.match(text, start):
            return lent
    return law


_OF_LAW_BEFORE_BRACKET: Final = re.compile(
    f"(?:[0-9{NUMERALS[3:]}第条項号の、各{KANA}]|及び|又は|若しくは|並びに|から|まで|ただし書|本文|前段|後段|規定)+"
    "(?:を除[くき]|に限[るり]|を含[むみ]|に係る(?:部分|もの)|において準用)"
)


def _without_article(designator: Designator, law: NamedLaw | None) -> Designator:
    """告示第1第2項 as words alone: the provisions of a notice are no articles."""
    of_notice = law is not None and "告示" in (law.number or law.title or "")
    return Designator(designator.text) if of_notice else designator


def _goes_on(state: ResolverState, start: int) -> bool:
    """Whether the designator goes on from the mention before it."""
    return state.last_mention is not None and state.last_mention_end == start


def _law_shared(
    state: ResolverState, designator: Designator, start: int, law: NamedLaw | None, neighbour: Antecedent | None
) -> tuple[NamedLaw | None, Antecedent | None, bool]:
    """The law that an enumeration shares, the neighbour unless the enumeration has left it, and whether the
    enumeration names its law before each provision."""
    if law is not None:
        return law, neighbour, repeats_law(state, start, law)
    if neighbour is None or neighbour.law is None or not _shares_law(designator, neighbour):
        return None, neighbour, False
    if _returns_to_document(state, designator, neighbour):
        return None, None, False
    return neighbour.law, neighbour, neighbour.repeats_law


def _shares_law(designator: Designator, neighbour: Antecedent) -> bool:
    """A provision after one of another law; an appendix only after an appendix (規則第1号様式及び第2号様式)."""
    of_amending = neighbour.law is not None and neighbour.law.own
    if designator.head == "附則" or not designator.steps:
        return designator.head == "附則"
    level = designator.steps[0].level
    if designator.head in APPENDIX_LEVELS:
        return bool(neighbour.steps) and (not of_amending or neighbour.steps[0].level == level)
    return not designator.head and level in RANK


def _returns_to_document(state: ResolverState, designator: Designator, neighbour: Antecedent) -> bool:
    """Whether an article after an external one is this document's: the law is named before all others, or the
    numbers fall (法第445条若しくは第78条), which no enumeration of one law does."""
    if not neighbour.outside or not designator.steps or designator.steps[0].level != "条":
        return False
    index = state.document.index
    if not targets.explicit(index, state.stretch.node, designator, index.main).nodes:
        return False
    articles = [step.ordinal for step in neighbour.steps if step.level == "条"]
    return neighbour.repeats_law or bool(articles) and designator.steps[0].ordinal < articles[-1]


def _law_in_suppl(state: ResolverState, designator: Designator, start: int, end: int) -> NamedLaw | None:
    """In a 附則: the law that is being amended, a version of this one, or the amending instrument."""
    text, stretch, laws = state.document.text, state.stretch, state.document.laws
    if state.amended_law is not None:
        component, law, _ = state.amended_law
        if component == stretch.component and _AMENDING_WORDS.match(text, end):
            return law
    version = version_before(text, start)
    if version is not None:
        return laws.own_version(version)
    if stretch.amending is None or designator.first_level != "条":
        return None
    of_instrument = owner_of_article(text, start, end) == "instrument"
    return NamedLaw(None, stretch.amending, "amending", own=True) if of_instrument else None


def _falls(state: ResolverState, designator: Designator, neighbour: Antecedent, start: int) -> bool:
    """前条第2項又は第1項: no enumeration counts down; 第1項 may be of the provision that says so."""
    if designator.first_level not in ("項", "号") or start - state.last_mention_end < _SHORTEST_CONJUNCTION:
        return False
    if len(neighbour.nodes) > 1:
        return False
    step = designator.steps[0]
    if neighbour.nodes:
        node = state.document.index.nodes[neighbour.nodes[-1]]
        return LEVELS.get(node.kind) == step.level and () < step.ordinal < node.ordinal
    last = next((above.ordinal for above in reversed(neighbour.steps) if above.level == step.level), ())
    return () < step.ordinal < last


_SHORTEST_CONJUNCTION: Final = len("及び")
_WRONG_LETTER: Final = re.compile(f"第 ?[{NUMERALS}]+ ?[頃頂頗弓]")
"""第13条第3頃: more than 第13条 was meant."""


def _evidence(
    state: ResolverState, designator: Designator, law: NamedLaw | None, neighbour: Antecedent | None, start: int
) -> Evidence:
    """What a target rests on, by the law and the neighbour that were found."""
    last, text, end = state.last_mention, state.document.text, start + len(designator.text)
    if text.startswith("第", end) and _WRONG_LETTER.match(text, end):
        return "damaged"
    if last is not None and last.outside and neighbour in (last, None) and goes_on_in_parallel(state, start):
        return "parallel"
    if neighbour is not None and neighbour is last and _falls(state, designator, neighbour, start):
        return "falling"
    if law is not None and not law.own:
        if neighbour is not None and designator.head in APPENDIX_LEVELS and neighbour.steps[:1] != designator.steps[:1]:
            return "appendix_carried" if neighbour.steps[0].level not in APPENDIX_LEVELS else "carried"
        return "numbered" if law.number else "named"
    if designator.head in ("同", "当該", "当該各"):
        return "anaphoric"
    if neighbour is None:
        article = state.context.article
        return "after_law" if article is not None and article.outside and not designator.head else "direct"
    if state.last_mention is neighbour:
        return "narrowing" if text.startswith(("の", "中"), state.last_mention_end) else "carried"
    return "narrowing" if state.frames and state.frames[-1].narrows else "carried"


# -- what it means --------------------------------------------------------------------------------------------------


def _resolve(state: ResolverState, mention: Mention) -> Antecedent:
    """Find what a mention means, add its row and remember it; what the next mention may go on from."""
    law, head = mention.law, HEADS[mention.designator.head]
    if law is not None and head.other_law and (not law.own or law.as_of == "amending"):
        return _outside(state, mention, law)
    return _inside(state, mention)


def _outside(state: ResolverState, mention: Mention, law: NamedLaw) -> Antecedent:
    """A provision of another law: its citation, canonical, as far as the words and their neighbour give it."""
    designator = mention.designator
    steps = _outside_steps(state, designator, mention.neighbour)
    citation = targets.wording_of(steps)
    ends: tuple[RangeEnd, ...] = ()
    if designator.until is not None:
        ends = _outside_ends(state, mention, steps, designator.until)
        citation += "から" + targets.wording_of(designator.until.steps) + "まで"
    row = emit_outside(state, mention, law, citation, ends)
    antecedent = Antecedent(steps=steps, law=law, row=row)
    remember(state, designator, antecedent)
    return antecedent


def _outside_ends(
    state: ResolverState, mention: Mention, steps: tuple[DesignatorStep, ...], until: Designator
) -> tuple[RangeEnd, ...]:
    """The two ends of a range of another law; what the last lacks it takes from the first."""
    if until.head or not until.steps or not steps:
        return ()
    rank = RANK.get(until.steps[0].level, 0)
    last = (*(step for step in steps if RANK.get(step.level, 0) < rank), *until.steps)
    first_target, last_target = Target(None, targets.wording_of(steps)), Target(None, targets.wording_of(last))
    return range_ends(state, mention, "external", (first_target, last_target))


def _outside_steps(
    state: ResolverState, designator: Designator, neighbour: Antecedent | None
) -> tuple[DesignatorStep, ...]:
    """The steps of a provision of another law, those that it takes from its neighbour included."""
    steps, unit = designator.steps, designator.unit
    match designator.head:
        case "当該各" if neighbour is not None:
            return neighbour.steps
        case "附則":
            return (DesignatorStep("附則"), *steps)
        case "同" | "当該":
            antecedent = antecedent_of(state.context, unit)
            if antecedent is None or not antecedent.outside:
                return ()
            rank = RANK.get(unit, 0) if unit else 0
            return (*(step for step in antecedent.steps if RANK.get(step.level, 0) <= rank), *steps)
        case "各":
            steps = (DesignatorStep(LEVELS_BY_NAME[f"各{unit}"]), *steps)
        case _:
            pass
    if neighbour is not None and steps and steps[0].level == "細":
        return (*_steps_above_label(neighbour, steps[0].label), *steps)
    if neighbour is not None and steps and steps[0].level in RANK:
        return (*neighbour.steps_above(steps[0].level), *steps)
    return steps


def _steps_above_label(neighbour: Antecedent, label: str) -> tuple[DesignatorStep, ...]:
    """What a sub-item takes over: ロ for (2) in ロ(1)及び(2), nothing of them for ハ."""
    steps = neighbour.steps
    look = look_of(label)
    for i, step in enumerate(steps):
        if step.level == "細" and look_of(step.label) == look:
            return steps[:i]
    if label.startswith("("):
        return steps
    return neighbour.steps_above("細")


def _inside(state: ResolverState, mention: Mention) -> Antecedent:
    """A provision of this document, unless its antecedent lies in another law."""
    designator = mention.designator
    antecedent = antecedent_of(state.context, designator.unit) if designator.head in ("同", "当該") else None
    if antecedent is not None and antecedent.outside and antecedent.law is not None:
        return _outside(state, Mention(designator, mention.start, mention.end, evidence="anaphoric"), antecedent.law)
    items = state.context.items if designator.head == "当該各" and designator.unit == "号" else None
    if items is not None and items.outside and items.law is not None:
        return _outside(state, Mention(designator, mention.start, mention.end, None, items, "anaphoric"), items.law)
    result = find(state, mention, antecedent)
    if mention.evidence == "not_understood" and (result.nodes or result.claimed is not None):
        result = TargetSearch(candidates=result.nodes)
    law = mention.law if mention.law is not None or antecedent is None else antecedent.law
    row = emit_inside(state, mention, result, law, antecedent)
    new = _new_antecedent(state, mention, result, law, row)
    remember(state, designator, new, result)
    return new


def _new_antecedent(
    state: ResolverState, mention: Mention, result: TargetSearch, law: NamedLaw | None, row: int
) -> Antecedent:
    """What later mentions may go on from: the nodes, the deepest one on the way, or the steps that are claimed."""
    designator, neighbour, index = mention.designator, mention.neighbour, state.document.index
    lends = result.base >= 0 and index.nodes[result.base].kind in _LENDING
    nodes = result.nodes or ((result.base,) if lends else ())
    group = result.nodes
    enumerated = neighbour is not None and state.last_mention is neighbour and not designator.head
    if neighbour is not None and enumerated and is_one_enumeration(index, neighbour.group, group):
        group = neighbour.group + group
    steps: tuple[DesignatorStep, ...] = ()
    if not nodes and (result.claimed is not None if neighbour is None else bool(neighbour.steps)):
        steps = designator.steps
        if steps and neighbour is not None and steps[0].level in RANK:
            steps = (*neighbour.steps_above(steps[0].level), *steps)
    return Antecedent(nodes, steps, law, row, group)
