"""What the words right before and behind a designator say: whose provision it is, what it goes on from, whether it is a
mention at all."""

from __future__ import annotations

import re
from typing import Final

from jorei.links import targets
from jorei.links.context import Antecedent
from jorei.links.designators import DIVISION_LEVELS, Designator, ranks_below_article
from jorei.links.grammar import N
from jorei.links.laws import NamedLaw
from jorei.links.state import ResolverState
from jorei.model.kinds import DIVISIONS
from jorei.text.instruments import NUMBERED
from jorei.text.numerals import AIUEO, IROHA

_CONJUNCTION: Final = "及び|および|又は|または|若しくは|もしくは|並びに|ならびに"
_JOINT: Final = re.compile(f"[、・,]? ?(?:{_CONJUNCTION}|と)? ?")
"""What stands between the members of an enumeration."""
_JOINT_BEGINS: Final = re.compile(f"[、・]|{_CONJUNCTION}")
_TO_PIN_CITE: Final = frozenset(("", " ", "の", "中", "中の", "のうち", "のうち、", "に規定する", "に定める"))
"""What may stand between the name of a law and its provision: 法第5条, 同法の第5条, この条例中第5条."""
_TAKES_NAME_IN: Final = frozenset(("", " ", "の"))
"""Those behind which name and provision are one mention."""
_LONGEST_LAW_JOINT: Final = 24
"""Characters from 法第5条 to the end of the name in 法第6条. Chosen: 、 and the name of a law; a longer one begins anew."""
_SCOPE_CLAUSE: Final = re.compile("(?:において|で)(?:同じ|「|単に|これらを)")
_SCOPE_BEHIND: Final = 80
"""Characters of a bracket that are searched for 同じ。 Chosen: a scope is a short clause."""
_SCOPE_BEFORE: Final = 30
"""Characters that are searched for 以下 or the opening bracket. Chosen likewise."""
_LETTER_NUMBER: Final = re.compile("[一-龠々](?<![若並又及項条号表下次各])第")


_OF_BUDGET: Final = ("同目同節", "同項同目")
_AROUND: Final = 6
"""Characters around 同項 in 同款同項同目同節."""
_KANA_LABELS: Final = frozenset((*AIUEO, *IROHA, *(f"({kana})" for kana in AIUEO)))


def adjacent_law(state: ResolverState, start: int) -> NamedLaw | None:
    """The law whose name ends where the designator begins (番号法第19条, この条例中第1条)."""
    if state.last_law is None:
        return None
    between = state.document.text[state.last_law_end : start]
    if between not in _TO_PIN_CITE:
        return None
    if between in _TAKES_NAME_IN:
        state.pending_law = None
    return state.last_law


def left_neighbour(state: ResolverState, start: int, designator: Designator) -> Antecedent | None:
    """The left neighbour in an enumeration, or the provision before the bracket, that lends its upper steps."""
    text, mention = state.document.text, state.last_mention
    below_article = designator.first_level is not None and ranks_below_article(designator.first_level)
    if mention is not None:
        end = state.last_mention_end
        if _JOINT.fullmatch(text, end, start) or below_article and text[end:start] == "中":
            return mention
        if designator.until is not None and text[end:start] == "から":  # 第4条(第2項を除く。)から第6条まで
            return mention
        if below_article and text[end:start] == "の" and _is_row(state, mention):
            return mention  # 別表第1甲の項の第2号
        if below_article and _AMONG.fullmatch(text, end, start) and _has_below(state, mention, designator):
            return mention  # 第3条第1項第2号の事務のうちアに掲げる
        if mention.outside and goes_on_in_parallel(state, start) and _goes_on_outside(state, designator, start):
            return mention  # 甲法第5条第1項に規定する区域及び第2項に規定する区域
        return None
    return _before_bracket(state, start, designator, below_article=below_article)


def _is_row(state: ResolverState, mention: Antecedent) -> bool:
    return bool(mention.nodes) and state.document.index.nodes[mention.nodes[-1]].kind == "table_row"


_PARALLEL: Final = re.compile(f"(?:の規定による|に規定する)[^、。()「」第]{{1,24}}(?:{_CONJUNCTION})")
_PARALLEL_BEHIND: Final = re.compile("の規定による|に規定する")


def goes_on_in_parallel(state: ResolverState, start: int) -> bool:
    """Whether only a clause with its noun stands between the last mention and ``start``: …に規定する区域及び."""
    return _PARALLEL.fullmatch(state.document.text, state.last_mention_end, start) is not None


def _goes_on_outside(state: ResolverState, designator: Designator, start: int) -> bool:
    """Whether a provision goes on from that of another law in a parallel clause: when this document has none of its own of
    that number that is not deleted."""
    if not _PARALLEL_BEHIND.match(state.document.text, start + len(designator.text)):
        return False
    level = designator.first_level
    if level not in ("条", "項", "号"):
        return False
    index, node = state.document.index, state.stretch.node
    base = index.main if level == "条" else targets.start_of(index, node, level)
    nodes = targets.explicit(index, node, designator, base).nodes
    return all(index.nodes[node].deleted or index.nodes[index.article[node]].deleted for node in nodes)


_AMONG: Final = re.compile("(?:の[^、。()「」]{1,20})?(?:のうち、?|中)")
_NARROWING: Final = re.compile(r"[^。()]{0,60}(?:を除く|に限る|を含む|除き|限り|含み)")


def _before_bracket(
    state: ResolverState, start: int, designator: Designator, *, below_article: bool
) -> Antecedent | None:
    """The provision before the bracket that is open, when it lends its steps to what stands in the bracket."""
    frame = state.frames[-1] if state.frames else None
    lent = frame.lent if frame is not None else None
    if frame is None or lent is None or is_scope_clause(state, start):
        return None
    if not (lent.outside or below_article or _is_division_inside(state, lent, designator)):
        return None
    if frame.narrows and not (
        below_article
        and _NARROWING.match(state.document.text, start)
        and (lent.outside or _has_below(state, lent, designator))
    ):
        return None
    return lent


def _has_below(state: ResolverState, mention: Antecedent, designator: Designator) -> bool:
    """Whether a provision of this document has what a designator speaks of right below or beside it."""
    index, step = state.document.index, designator.steps[0]
    if not mention.nodes:
        return False
    if step.level == "細":
        return index.has_sub_item(targets.start_after_sub_item(index, mention.nodes[-1], step), step.label)
    return bool(index.step(targets.start_after(index, mention.nodes[-1], step.level), step))


def _is_division_inside(state: ResolverState, mention: Antecedent, designator: Designator) -> bool:
    """第2章(第3節を除く。): a division inside the one before the bracket."""
    kinds = [state.document.index.nodes[node].kind for node in mention.nodes[-1:]]
    return designator.first_level in DIVISION_LEVELS and bool(kinds) and kinds[0] in DIVISIONS


def is_no_sub_item(state: ResolverState, designator: Designator, neighbour: Antecedent) -> bool:
    """Whether (1), ① or a behind a provision of this document is none, since that has no such sub-item."""
    if designator.first_level == "号" and designator.steps[0].label and neighbour.nodes:
        index, step = state.document.index, designator.steps[0]
        return not index.step(targets.start_after(index, neighbour.nodes[-1], "号"), step)
    if designator.first_level != "細" or designator.steps[0].label in _KANA_LABELS:
        return False
    if neighbour.outside:
        return not any(step.level in ("号", "細") for step in neighbour.steps[-1:])
    if not neighbour.nodes:
        return True
    index, step = state.document.index, designator.steps[0]
    return not index.step(targets.start_after_sub_item(index, neighbour.nodes[-1], step), step)


def repeats_law(state: ResolverState, start: int, law: NamedLaw) -> bool:
    """Whether an enumeration names its law again: 法第5条、法第6条."""
    if state.mention_before_law is None:
        return False
    end, mention = state.mention_before_law
    if mention.law is None or mention.law.target_law != law.target_law:
        return False
    return start - end < _LONGEST_LAW_JOINT and _JOINT_BEGINS.match(state.document.text, end, start) is not None


def is_scope_clause(state: ResolverState, start: int) -> bool:
    """Whether the mention is the scope of a definition, which speaks of this document: 第25条の2において同じ。"""
    text = state.document.text
    stop = text.find(")", start, start + _SCOPE_BEHIND)
    clause = text[start : stop if stop >= 0 else start + _SCOPE_BEHIND]
    before = text[max(state.stretch.start, start - _SCOPE_BEFORE) : start]
    return bool(_SCOPE_CLAUSE.search(clause)) or "以下" in before[before.rfind("(") + 1 :]


_NUMBERS: Final = re.compile(
    rf"(?:{'|'.join(NUMBERED)})(?:第 ?{N} ?号 ?(?:、|及び|又は|並びに|若しくは|及|又) ?){{1,8}}$"
)
"""Numbers of instruments go on: 平成12年条例第4号、第5号及び第8号."""
_LONGEST_NUMBERS: Final = 80
"""Characters that `_NUMBERS` may need."""


def is_no_mention(state: ResolverState, designator: Designator, start: int) -> bool:
    """Whether a designator that stands alone is none: a bare ア that is no sub-item here, the number of a letter."""
    document = state.document
    if designator.head == "同" and designator.unit in ("節", "款", "項"):
        around = document.text[max(0, start - _AROUND) : start + _AROUND]
        if any(words in around for words in _OF_BUDGET):
            return True  # 同款同項同目同節 are headings of a budget
    if designator.first_level == "号" and designator.steps[0].label:  # イ号, where items are labelled (ア)
        return not document.index.step(targets.start_of(document.index, state.stretch.node, "号"), designator.steps[0])
    if designator.head == "各" and designator.unit == "項":
        return document.text.endswith(("欄の", "欄", "表の", "表"), 0, start)
    match designator.first_level:
        case "細":
            before = document.text[max(0, start - 1) : start]
            if before in ("号", "「"):
                return True
            step = designator.steps[0]
            base = targets.start_of_sub_item(document.index, state.stretch.node, step)
            return not (
                document.index.has_sub_item(base, step.label)
                or step.label in _KANA_LABELS
                and document.index.step(base, step)
            )
        case "号":
            if _LETTER_NUMBER.match(document.text, start - 1) is not None:  # 港建建発第42号
                return True
            return _NUMBERS.search(document.text, max(0, start - _LONGEST_NUMBERS), start) is not None
        case _:
            return False
