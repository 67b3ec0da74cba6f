"""What is known of a mention once all of them are: relations along enumerations, penalties, the basis of the
instrument, where a cited part stands.

`ENRICHMENTS` are the passes in their order; the words that are read as others are found in
`jorei.links.substituted_words`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jorei.links.link_input import LinkInput
from jorei.links.parts import part_of
from jorei.links.row_changes import RowChanges, WordingSpan
from jorei.links.substituted_words import find_substituted_words, find_words_of_tables
from jorei.model import Reference
from jorei.model.vocabulary import Relation, TargetPart
from jorei.text.instruments import COMMON, alternation

# -- what is left to another instrument -----------------------------------------------------------------------------

_DELEGATED: Final = re.compile(
    "(?:に規定する|の規定による|の規定により|の規定に基づき|の規定に基づく|に基づき|に基づく|により|の)"
    rf"(?:[^。、()「」]{{0,6}}が)?(?:別に)?{alternation(*COMMON)}(?:で|に|において)定める"
    "(?P<subject>(?:(?!及び|又は|並びに|若しくは)[^。、()「」ぁ-ん]|の(?=[^ぁ-ん。、])){0,24})"
)
_DELEGATED_REACH: Final = 40
"""Characters behind a mention in which 定める of a delegation ends. Chosen: that `_DELEGATED` can need."""


def find_delegated(rows: RowChanges) -> None:
    """条例第5条の規則で定める額: the provision leaves something to another instrument, and what."""
    text = rows.text
    for row, (reference, (_, end)) in enumerate(zip(rows.references, rows.spans, strict=True)):
        if text.find("定める", end, end + _DELEGATED_REACH) < 0 or reference.relation not in ("cites", "delegates"):
            continue
        match = _DELEGATED.match(text, end)
        if match is not None:
            rows.set(row, relation="delegates", delegated=match["subject"] or None)


# -- relations along enumerations -----------------------------------------------------------------------------------

_SHARED: Final[frozenset[Relation]] = frozenset(
    ("notwithstanding", "excludes", "applies_mutatis_mutandis", "penalises", "delegates")
)


def share_relations(rows: RowChanges) -> None:
    """第3条第1項及び第4条の規定にかかわらず: what is said after the last is said of all."""
    for row in range(len(rows.references) - 1, -1, -1):
        relation = rows.relation(row)
        if relation not in _SHARED:
            continue
        earlier = rows.enumerated_before(row)
        if earlier >= 0 and rows.relation(earlier) == "cites":
            rows.set(earlier, relation=relation)
            if relation == "delegates":
                rows.set(earlier, delegated=rows.get(row, "delegated"))


# -- penalties ------------------------------------------------------------------------------------------------------

_PENALTIES: Final = ("罰金", "過料", "科料", "懲役", "禁錮", "禁固", "拘禁刑", "拘留")
_THREATENED: Final = re.compile("[^。]{0,30}(?:処する|処せ|科する|科す|徴収する)")
_OFFENDER: Final = re.compile("(?:者|とき|場合|もの)(?:は|には|に対し(?:て|ては)?|に)、")
_OFFENDER_REACH: Final = 1_000
"""Characters before a penalty that are searched for the offender. Chosen: longer than any sentence that threatens one."""
_SENTENCE_END: Final = re.compile(r"。(?![)」])")
_LIST_BELOW: Final = re.compile("次の各号|次に掲げる|次の(?:いずれ|者)|各号のいずれか")
_ACTS: Final = "の違反行為"
_ACTS_REACH: Final = 30
"""Characters behind a mention in which 前条の違反行為 speaks of an act that 前条 itself threatens. Chosen."""


def find_penalties(rows: RowChanges) -> None:
    """…に違反した者は、5万円以下の過料に処する: the provisions before the penalty, in the items below it too."""
    text, wording, index = rows.text, rows.document.wording, rows.document.index
    with_list: set[int] = set()
    for penalty in _find_threats(text):
        stretch = wording.stretch_at(penalty)
        low, high = wording.bounds(stretch)
        offenders = list(_OFFENDER.finditer(text, max(low, penalty - _OFFENDER_REACH), penalty))
        if not offenders:
            continue
        offender = offenders[-1]
        sentence = max((end.end() for end in _SENTENCE_END.finditer(text, low, offender.start())), default=low)
        before = [*rows.within(sentence, offender.start())]
        if stretch not in with_list and _LIST_BELOW.search(text, sentence, offender.end()):
            with_list.add(stretch)
            node = wording.nodes[stretch]
            before += rows.within(high, wording.start_of(node + index.nodes[node].size))
        for row in before:
            if _is_punished(rows, row) and not _in_bracket(text, sentence, rows.spans[row][0]):
                rows.set(row, relation="penalises")


def _find_threats(text: str) -> list[int]:
    """Where penalties stand that somebody is threatened with; of several before one verb the first."""
    places: list[tuple[int, int]] = []
    for penalty in _PENALTIES:
        at = text.find(penalty)
        while at >= 0:
            places.append((at, at + len(penalty)))
            at = text.find(penalty, at + 1)
    threats: list[int] = []
    behind = 0
    for start, end in sorted(places):
        threat = _THREATENED.match(text, end) if start >= behind else None
        if threat:
            threats.append(start)
            behind = threat.end()
    return threats


def _in_bracket(text: str, sentence: int, start: int) -> bool:
    """Whether a bracket of the sentence is open where a mention of it starts."""
    return text.count("(", sentence, start) > text.count(")", sentence, start)


def _is_punished(rows: RowChanges, row: int) -> bool:
    reference, end = rows.references[row], rows.spans[row][1]
    if reference.relation != "cites" or reference.form == "self" or "各号" in reference.text or not reference.targets:
        return False
    return _ACTS not in rows.text[end : end + _ACTS_REACH]


# -- the basis of the instrument ------------------------------------------------------------------------------------

_BASIS: Final = re.compile("(?:の規定)?(?:に基づき|に基づいて|に基づく|により、|の施行に(?:関し|つい|必要))")
_MADE: Final = re.compile("定める|制定する|設置する|設ける|規定する|置く|施行する")
_NODES_BEHIND_FIRST_ARTICLE: Final = 40
"""Nodes behind the first article among which its paragraphs stand. Chosen: no article of purpose has more."""
_ENUMERATED_BASIS: Final = 3
"""Mentions behind one that may continue its enumeration to the basis. Chosen: an instrument rests on a few provisions."""


def find_basis(rows: RowChanges) -> None:
    """この条例は、地方自治法第244条の2第1項の規定に基づき、…を定める, and 制定文: what the instrument rests on."""
    text, wording = rows.text, rows.document.wording
    for stretch in _purpose_stretches(rows.document):
        low, high = wording.bounds(stretch)
        if _MADE.search(text, low, high) is None:
            continue
        for row in reversed(rows.within(low, high)):
            reference, end = rows.references[row], rows.spans[row][1]
            if reference.form != "external" or reference.as_of:
                continue
            names_basis = _BASIS.match(text, end, high) and _MADE.search(text, end, high)
            if names_basis or _goes_on_to_basis(rows, row):
                rows.set(row, basis=True)


def _purpose_stretches(document: LinkInput) -> Iterator[int]:
    """The stretches of the 制定文, the 前文 and the paragraphs of the first article."""
    index = document.index
    articles: Sequence[int] = index.article_order.get(index.main, ())
    first = articles[0] if articles else -1
    for stretch, node in enumerate(document.wording.nodes):
        kind = index.nodes[node].kind
        if (
            kind in ("enact_statement", "preamble")
            or first >= 0
            and kind == "paragraph"
            and index.article[node] == first
        ):
            yield stretch
        elif first >= 0 and node > first + _NODES_BEHIND_FIRST_ARTICLE:
            return


def _goes_on_to_basis(rows: RowChanges, row: int) -> bool:
    """Whether the enumeration goes on to a mention that is the basis."""
    return any(
        rows.get(later, "basis") and rows.enumerated_before(later) == row
        for later in range(row + 1, min(len(rows.references), row + 1 + _ENUMERATED_BASIS))
    )


# -- parts and tables of the target ---------------------------------------------------------------------------------

_TABLE: Final = re.compile("(?:次の|つぎの|同|次|この|の)表$")
_OF_FIRST_TABLE: Final = ("次", "つ", "同")


def find_parts(rows: RowChanges) -> None:
    """Where the part that is cited stands in the source, and which table."""
    index = rows.document.index
    for row, reference in enumerate(rows.references):
        node = reference.targets[0].node if len(reference.targets) == 1 else None
        if node is None:
            continue
        if index.nodes[node].kind == "table_row":
            rows.set(row, table=index.nodes[node].parent)
            continue
        if reference.target_part is not None:
            span = _part_span(rows.document, node, reference.target_part)
            if span is not None:
                rows.set(row, part_span=span)
        elif reference.text.endswith("表") and _TABLE.search(reference.text):
            table = index.table_of(node, first=reference.text.startswith(_OF_FIRST_TABLE))
            if table is not None:
                rows.set(row, table=table)


def _part_span(document: LinkInput, node: int, part: TargetPart) -> tuple[int, int] | None:
    """The span in the source of a part of a provision, of an article in the first paragraph that has it."""
    wording, index = document.wording, document.index
    for holder in index.paragraphs(node) if index.nodes[node].kind == "article" else (node,):
        stretch = bisect_left(wording.nodes, holder)
        if stretch < len(wording.nodes) and wording.nodes[stretch] == holder:
            low, high = wording.bounds(stretch)
            span = part_of(document.text, wording.title_ends.get(holder, low), high, part)
            if span is not None and span[1] > span[0]:
                return wording.source_span(*span)
    return None


# -- all of them ----------------------------------------------------------------------------------------------------

ENRICHMENTS: Final[tuple[Callable[[RowChanges], None], ...]] = (
    find_delegated,
    share_relations,  # after delegations, which enumerations share
    find_penalties,
    find_basis,
    find_substituted_words,  # after relations are shared: words belong to what is applied mutatis mutandis
    find_words_of_tables,
    find_parts,
)


def enriched(document: LinkInput, references: Sequence[Reference], spans: Sequence[WordingSpan]) -> list[Reference]:
    """The references with all that these passes know; in the same order, which is that of the text."""
    rows = RowChanges(document, references, spans)
    for enrich in ENRICHMENTS:
        enrich(rows)
    return rows.applied()
