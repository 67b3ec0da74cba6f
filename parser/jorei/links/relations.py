"""What a sentence does with the provision it cites, by the words after the mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from jorei.model.vocabulary import Relation

_WORDS: Final = re.compile(
    "かかわらず|除く|除き|準用|読み替え|とある|改正規定|改正する|改正し|加える|改める|改め、|削る|規則で定める|別に定める|適用しない"
)
_TOPIC: Final = r"[^。「」]{0,6}の規定は、(?:[^。()]|\([^()]{0,120}\)){0,70}"
"""第5条の規定は、…: what is said of the provision follows in the sentence; a 。 in brackets ends none."""
# (words of which it needs one, when it needs any; the pattern behind the mention; what it says)
_RULES: Final[tuple[tuple[frozenset[str], re.Pattern[str], Relation], ...]] = (
    (frozenset(("かかわらず",)), re.compile("(?:の規定|の定め|(?:に|で)[^。、()]{0,12})?にかかわらず"), "notwithstanding"),
    (frozenset(("除く", "除き")), re.compile("(?:の規定|に[^。、()]{0,14}|(?:及び|又は|、|並びに|若しくは)[^。()]{0,24})?を除[くき]"), "excludes"),
    (frozenset(("準用", "読み替え")), re.compile("(?:の規定)?(?:[^。、()「」]{0,12})(?:において|を|により)(?:(?:読み替えて)?準用する|読み替えて適用する)"), "applies_mutatis_mutandis"),
    (frozenset(("準用",)), re.compile(_TOPIC + "準用"), "applies_mutatis_mutandis"),
    (frozenset(("適用しない",)), re.compile(_TOPIC + "適用しない"), "excludes"),
    (frozenset(("とある", "読み替え")), re.compile("(?:の規定)?中「[^」]{0,60}」とあるのは|[^。]{0,50}読み替え"), "reads_as"),
    (frozenset(), re.compile("[^。「」]{0,60}改正規定|の(?:次|前)に[^。]{0,40}加える|(?:中|を)「|の(?:一部|全部)を[^。]{0,12}改正|を削る|を次のように改め"), "amends"),
    (frozenset(("規則で定める", "別に定める")), re.compile("(?:の規定|に)[^。、]{0,12}(?:規則で定める|別に定める)"), "delegates"),
)  # fmt: skip


def relation_words(text: str) -> tuple[list[int], list[int]]:
    """Where the words begin and end without which no rule matches: found once for all mentions of a text."""
    spans = [match.span() for match in _WORDS.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


def relation_at(text: str, end: int, words: tuple[Sequence[int], Sequence[int]]) -> Relation:
    """The relation of a mention that ends at ``end``; ``words`` are `relation_words` of the text.

    >>> def relation(text, end):
    ...     return relation_at(text, end, relation_words(text))
    >>> relation("前項の規定にかかわらず、", 2), relation("(第3項を除く。)", 4), relation("前条の規定により", 2)
    ('notwithstanding', 'excludes', 'cites')
    """
    starts, ends = words
    following = bisect_left(starts, end)
    if following == len(ends) or ends[following] > end + 160:
        return "cites"
    limit = end + 160
    said = set()
    while following < len(ends) and ends[following] <= limit:
        said.add(text[starts[following] : ends[following]])
        following += 1
    for needed, pattern, relation in _RULES:
        if needed and needed.isdisjoint(said):
            continue
        if pattern.match(text, end, limit):
            return relation
    return "cites"
