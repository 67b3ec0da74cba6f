"""What is known of a mention once all of them are: relations along enumerations, penalties, the basis of the
instrument, words read as others, where a cited part stands.

A pass over finished references: only those that gain something are made anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from jorei.links.index import TreeIndex
from jorei.links.parts import part_of
from jorei.links.reading import FoldedWording
from jorei.links.substitutions import Substitution, owns, pairs
from jorei.model import Reference
from jorei.text.instruments import COMMON, alternation

Spot = tuple[int, int]
"""Start and end of a mention in the reading."""

_LINKED: Final = re.compile(
    r"(?:\((?:[^()]|\([^()]*\)){0,160}\))?(?:の規定)?(?:、|・|,)? ?(?:及び|および|又は|または|若しくは|もしくは|並びに|ならびに|と)?"
    r"(?:[^、。()「」]{1,60}[法律令例則程綱領](?:\([^()]{0,60}\))?)?"
)
_MOST: Final = 64
"""As many pairs as one provision has, and as many provisions as one pair is of: a hostile text could have any number."""
_LOOKED_BACK: Final = 500
"""Mentions before a pair among which that of what is applied is looked for: no provision has so many."""
_SHARED: Final = frozenset(("notwithstanding", "excludes", "applies_mutatis_mutandis", "penalises", "delegates"))
_PENALTY: Final = re.compile(
    "(?:罰金|過料|科料|懲役|禁錮|禁固|拘禁刑|拘留)[^。]{0,30}(?:処する|処せ|科する|科す|徴収する)"
)
_OFFENDER: Final = re.compile("(?:者|とき|場合|もの)(?:は|には|に対し(?:て|ては)?|に)、")
_LIST_BELOW: Final = re.compile("次の各号|次に掲げる|次の(?:いずれ|者)|各号のいずれか")
_BASIS: Final = re.compile("(?:の規定)?(?:に基づき|に基づいて|に基づく|により、|の施行に(?:関し|つい|必要))")
_MADE: Final = re.compile("定める|制定する|設置する|設ける|規定する|置く|施行する")
_DELEGATED: Final = re.compile(
    "(?:に規定する|の規定による|の規定により|の規定に基づき|の規定に基づく|に基づき|に基づく|により|の)(?:[^。、()「」]{0,6}が)?(?:別に)?"
    rf"{alternation(*COMMON)}(?:で|に|において)定める(?P<what>(?:(?!及び|又は|並びに|若しくは)[^。、()「」ぁ-ん]|の(?=[^ぁ-ん。、])){{0,24}})"
)
_TABLE: Final = re.compile("(?:次の|つぎの|同|次|この|の)表$")


def enriched(
    reading: FoldedWording, index: TreeIndex, references: Sequence[Reference], spots: Sequence[Spot]
) -> list[Reference]:
    """The references with all that this module knows; in the same order, which is that of the text."""
    changes: dict[int, dict[str, Any]] = {}
    _find_delegated(reading.text, references, spots, changes)
    _share_relations(reading.text, references, spots, changes)
    _find_penalties(reading, index, references, spots, changes)
    _find_basis(reading, index, references, spots, changes)
    _find_operands(reading, references, spots, changes)
    _find_tabled(reading, index, references, changes)
    _find_places(reading, index, references, changes)
    rows = list(references)
    for at, change in changes.items():
        rows[at] = msgspec.structs.replace(rows[at], **change)
    return rows


_Changes = dict[int, dict[str, Any]]


def _relation(references: Sequence[Reference], changes: _Changes, at: int) -> str:
    return str(changes.get(at, {}).get("relation", references[at].relation))


def _before(text: str, spots: Sequence[Spot], at: int, references: Sequence[Reference]) -> int:
    """The mention that an enumeration goes on from to the one at ``at``, brackets left out; -1 when none."""
    for earlier in range(at - 1, max(-1, at - 6), -1):
        gap = spots[at][0] - spots[earlier][1]
        if gap > 260 or references[earlier].node != references[at].node:
            return -1
        if gap > 0 and _LINKED.fullmatch(text, spots[earlier][1], spots[at][0]):
            return earlier
    return -1


def _share_relations(text: str, references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes) -> None:
    """第3条第1項及び第4条の規定にかかわらず: what is said after the last is said of all."""
    for at in range(len(references) - 1, -1, -1):
        relation = _relation(references, changes, at)
        if relation in _SHARED:
            earlier = _before(text, spots, at, references)
            if earlier >= 0 and _relation(references, changes, earlier) == "cites":
                changes.setdefault(earlier, {})["relation"] = relation
                if relation == "delegates":
                    changes[earlier]["delegated"] = changes.get(at, {}).get("delegated")


def _within(spots: Sequence[Spot], low: int, high: int) -> range:
    """The mentions between two positions."""
    return range(bisect_left(spots, (low, 0)), bisect_left(spots, (high, 0)))


def _find_penalties(
    reading: FoldedWording, index: TreeIndex, references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes
) -> None:
    """…に違反した者は、5万円以下の過料に処する: the provisions before the penalty, in the items below it too."""
    text = reading.text
    listed: set[int] = set()
    for match in _PENALTY.finditer(text):
        stretch = bisect_right(reading.starts, match.start()) - 1
        low, high = reading.stretch(stretch)
        offenders = list(_OFFENDER.finditer(text, max(low, match.start() - 1000), match.start()))
        if not offenders:
            continue
        offender = offenders[-1]
        begin = max(low, text.rfind("。", low, offender.start()) + 1)
        places = [*_within(spots, begin, offender.start())]
        node = reading.nodes[stretch]
        if stretch not in listed and _LIST_BELOW.search(text, begin, offender.end()):
            listed.add(stretch)
            last = node + index.nodes[node].size
            until = bisect_left(reading.nodes, last)
            places += _within(spots, high, reading.starts[until] if until < len(reading.starts) else len(text))
        for at in places:
            one = references[at]
            acts = "の違反行為" in text[spots[at][1] : spots[at][1] + 30]  # 前条の違反行為 is one that 前条 punishes
            if one.relation == "cites" and one.form != "self" and "各号" not in one.text and one.targets and not acts:
                changes.setdefault(at, {})["relation"] = "penalises"


def _find_basis(
    reading: FoldedWording, index: TreeIndex, references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes
) -> None:
    """この条例は、地方自治法第244条の2第1項の規定に基づき、…を定める, and 制定文: what the instrument rests on."""
    text = reading.text
    first = index.article_order.get(index.main, [-1])[0]
    for stretch, node in enumerate(reading.nodes):
        kind = index.nodes[node].kind
        if (
            kind not in ("enact_statement", "preamble", "paragraph")
            or kind == "paragraph"
            and index.article[node] != first
        ):
            if first >= 0 and node > first + 40:
                break
            continue
        low, high = reading.stretch(stretch)
        if first < 0 and kind == "paragraph" or _MADE.search(text, low, high) is None:
            continue
        for at in reversed(_within(spots, low, high)):
            one = references[at]
            if one.form != "external" or one.as_of:
                continue
            follows = _before_basis(text, spots, references, at, changes)
            if follows or _BASIS.match(text, spots[at][1], high) and _MADE.search(text, spots[at][1], high):
                changes.setdefault(at, {})["basis"] = True


def _before_basis(
    text: str, spots: Sequence[Spot], references: Sequence[Reference], at: int, changes: _Changes
) -> bool:
    """Whether the enumeration goes on to a mention that is the basis."""
    return any(
        changes.get(later, {}).get("basis") and _before(text, spots, later, references) == at
        for later in range(at + 1, min(len(references), at + 4))
    )


def _find_delegated(text: str, references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes) -> None:
    """条例第5条の規則で定める額: the provision leaves something to another instrument, and what."""
    for at, one in enumerate(references):
        if "定める" not in text[spots[at][1] : spots[at][1] + 40] or one.relation not in ("cites", "delegates"):
            continue
        match = _DELEGATED.match(text, spots[at][1])
        if match is not None:
            changes.setdefault(at, {}).update(relation="delegates", delegated=match["what"] or None)


def _find_operands(
    reading: FoldedWording, references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes
) -> None:
    """「甲」とあるのは「乙」と: the pairs, at the mentions of the provisions whose words they are."""
    text = reading.text
    done = -1
    for word in ("とあるのは", "」を「"):
        at = text.find(word)
        while at >= 0:
            stretch = bisect_right(reading.starts, at) - 1
            low, high = reading.stretch(stretch)
            if low > done or word != "とあるのは":
                done = low
                _attach(text, references, spots, changes, low, list(pairs(text, low, high)))
            at = text.find(word, high)


def _attach(
    text: str,
    references: Sequence[Reference],
    spots: Sequence[Spot],
    changes: _Changes,
    low: int,
    found: list[Substitution],
) -> None:
    owners: list[int] = []
    previous_end = -1
    for pair in found:
        direct = _owners(text, references, spots, low, pair)
        if direct:
            owners = direct
        elif not (previous_end >= 0 and pair.start - previous_end <= 4 and owners):
            owners = _applied(references, spots, changes, low, pair.start)
        previous_end = pair.end
        for at in owners:
            change = changes.setdefault(at, {})
            if direct and _relation(references, changes, at) in ("cites", "amends"):
                change["relation"] = pair.relation
            reads = change.setdefault("reads", ())
            new = tuple((word, pair.read_as) for word in pair.read_from)
            if len(reads) < _MOST and not set(new) <= set(reads):
                change["reads"] = (*reads, *new)


def _owners(
    text: str, references: Sequence[Reference], spots: Sequence[Spot], low: int, pair: Substitution
) -> list[int]:
    """The mentions right before the words: 第3条第1項及び第4条中「."""
    at = bisect_left(spots, (pair.start, 0)) - 1
    if at < 0 or spots[at][0] < low or not owns(text, spots[at][1], pair.start):
        return []
    chain = [at]
    while (earlier := _before(text, spots, chain[-1], references)) >= 0 and len(chain) < _MOST:
        chain.append(earlier)
    return chain[::-1]


def _applied(
    references: Sequence[Reference], spots: Sequence[Spot], changes: _Changes, low: int, start: int
) -> list[int]:
    """What is applied mutatis mutandis in the stretch so far; else the last provision named in it."""
    places = _within(spots, low, start)[-_LOOKED_BACK:]
    applied = [at for at in places if _relation(references, changes, at) == "applies_mutatis_mutandis"]
    return applied[-_MOST:] or [at for at in places if references[at].targets and references[at].form != "self"][-1:]


_TABLED: Final = "字句に読み替え"


def _find_tabled(reading: FoldedWording, index: TreeIndex, references: Sequence[Reference], changes: _Changes) -> None:
    """次の表の左欄に掲げる規定中同表の中欄に掲げる字句は、同表の右欄に掲げる字句に読み替える: a row is a provision, words, words."""
    text = reading.text
    at = text.find(_TABLED)
    standing: dict[int, list[int]] = {}
    while at >= 0:
        if not standing:
            for number, one in enumerate(references):
                standing.setdefault(one.node, []).append(number)
        stretch = bisect_right(reading.starts, at) - 1
        for table in index.tables.get(reading.nodes[stretch], ()):
            _read_table(index, table, standing, references, changes)
        at = text.find(_TABLED, reading.stretch(stretch)[1])


def _read_table(
    index: TreeIndex, table: int, standing: dict[int, list[int]], references: Sequence[Reference], changes: _Changes
) -> None:
    owners: list[int] = []
    for row in index.tree.children(index.nodes[table]):
        cells = [cell for cell in index.tree.children(row) if cell.kind == "table_cell"]
        if len(cells) < 2:
            continue
        if len(cells) > 2:
            named = standing.get(cells[0].id, [])
            owners = named if named or cells[0].text else owners  # an empty cell: the provision above it
        words, others = cells[-2].text, cells[-1].text
        for owner in owners[-_MOST:] if words else ():
            change = changes.setdefault(owner, {})
            reads = change.setdefault("reads", references[owner].reads)
            if len(reads) < _MOST and (words, others) not in reads:
                change["reads"] = (*reads, (words, others))
                change["relation"] = "reads_as"


def _find_places(reading: FoldedWording, index: TreeIndex, references: Sequence[Reference], changes: _Changes) -> None:
    """Where the part that is cited stands in the source, and which table."""
    for at, one in enumerate(references):
        node = one.targets[0].node if len(one.targets) == 1 else None
        if node is None:
            continue
        if one.target_part is not None:
            place = _part_place(reading, index, node, one.target_part)
            if place is not None:
                changes.setdefault(at, {})["part_span"] = place
        elif one.text.endswith("表") and _TABLE.search(one.text):
            table = index.table_of(node, one.text.startswith(("次", "つ", "同")))
            if table is not None:
                changes.setdefault(at, {})["table"] = table


def _part_place(reading: FoldedWording, index: TreeIndex, node: int, part: str) -> Spot | None:
    for holder in _holders(index, node):
        stretch = bisect_left(reading.nodes, holder)
        if stretch < len(reading.nodes) and reading.nodes[stretch] == holder:
            low, high = reading.stretch(stretch)
            place = part_of(reading.text, reading.title_ends.get(holder, low), high, part)
            if place is not None and place[1] > place[0]:
                return reading.span(*place)
    return None


def _holders(index: TreeIndex, node: int) -> Iterator[int]:
    yield from index.paragraphs(node) if index.nodes[node].kind == "article" else (node,)
