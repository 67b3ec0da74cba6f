"""What a sentence does with the provision it cites, by the words after the mention."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.facts import Relation

_WORDS: Final = re.compile(
    "かかわらず|除く|除き|準用|読み替え|とある|改正規定|改正する|改正し|加える|改める|改め、|削る|違反|規則で定める|別に定める"
)
_RULES: Final[tuple[tuple[re.Pattern[str], Relation], ...]] = (
    (re.compile("(?:の規定|の定め|(?:に|で)[^。、()]{0,12})?にかかわらず"), "notwithstanding"),
    (re.compile("(?:の規定|に[^。、()]{0,14}|(?:及び|又は|、|並びに|若しくは)[^。()]{0,24})?を除[くき]"), "excludes"),
    (re.compile("(?:の規定)?(?:[^。、()「」]{0,12})(?:において|を|により)(?:読み替えて)?(?:準用|適用)する"), "applies_mutatis_mutandis"),
    (re.compile("[^。「」]{0,6}の規定は、[^。]{0,70}準用"), "applies_mutatis_mutandis"),
    (re.compile("(?:の規定)?中「[^」]{0,60}」とあるのは|[^。]{0,50}読み替え"), "reads_as"),
    (re.compile("[^。「」]{0,60}改正規定|の(?:次|前)に[^。]{0,40}加える|(?:中|を)「|の(?:一部|全部)を[^。]{0,12}改正|を削る|を次のように改め"), "amends"),
    (re.compile("(?:の規定|に[^。、]{0,14})?(?:又は[^。、]{0,24})?に違反"), "penalises"),
    (re.compile("(?:の規定|に)[^。、]{0,12}(?:規則で定める|別に定める)"), "delegates"),
)  # fmt: skip


def relation_at(text: str, end: int) -> Relation:
    """The relation of a mention that ends at ``end``.

    >>> relation_at("前項の規定にかかわらず、", 2), relation_at("(第3項を除く。)", 4), relation_at("前条の規定により", 2)
    ('notwithstanding', 'excludes', 'cites')
    """
    if _WORDS.search(text, end, end + 80) is None:
        return "cites"
    limit = end + 90
    for pattern, relation in _RULES:
        if pattern.match(text, end, limit):
            return relation
    return "cites"
