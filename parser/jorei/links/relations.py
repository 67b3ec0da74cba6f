"""What a sentence does with the provision it cites, by the words after the mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from jorei.model.vocabulary import Relation
from jorei.text.occurrences import occurrences

_WORDS: Final = (
    "かかわらず", "除く", "除き", "準用", "読み替え", "とある", "改正規定", "改正する", "改正し", "加える", "改める", "改め、", "削る",
    "規則で定める", "別に定める", "適用しない",
)  # fmt: skip
"""None of them can overlap with another."""
_BY_SEARCH: Final = {
    letters: [(word, 1 << number) for number, word in enumerate(_WORDS) if word.startswith(letters)]
    for letters in ("除", "改", *(word for word in _WORDS if word[0] not in "除改"))
}
"""The words, each with its bit, by what is searched for them: many begin alike."""
_REACH: Final = 160
"""Characters behind a mention that are read for its relation. Chosen: a longer clause says something of another one."""
_TOPIC: Final = r"[^。「」]{0,6}の規定は、(?:[^。()]|\([^()]{0,120}\)){0,70}"
"""第5条の規定は、…: what is said of the provision follows in the sentence; a 。 in brackets ends none."""


RelationRule = tuple[Relation, int, re.Pattern[str]]
"""A pattern behind a mention and what it says; between them the words of `_WORDS` of which one must follow, a bit each."""


def _rule(relation: Relation, words: str, *patterns: str) -> RelationRule:
    """A rule; without words any of them will do."""
    bits = [1 << _WORDS.index(word) for word in words.split() or _WORDS]
    return relation, sum(bits), re.compile("|".join(patterns))


RELATION_RULES: Final[tuple[RelationRule, ...]] = (
    _rule("notwithstanding", "かかわらず", "(?:の規定|の定め|(?:に|で)[^。、()]{0,12})?にかかわらず"),
    _rule(
        "excludes", "除く 除き",
        "(?:の規定|に[^。、()]{0,14}|(?:及び|又は|、|並びに|若しくは)[^。()]{0,24})?を除[くき]",
    ),
    _rule(
        "applies_mutatis_mutandis", "準用 読み替え",
        "(?:の規定)?(?:[^。、()「」]{0,12})(?:において|を|により)(?:(?:読み替えて)?準用する|読み替えて適用する)",
    ),
    _rule("applies_mutatis_mutandis", "準用", _TOPIC + "準用"),
    _rule("excludes", "適用しない", _TOPIC + "適用しない"),
    _rule("reads_as", "とある 読み替え", "(?:の規定)?中「[^」]{0,60}」とあるのは", "[^。]{0,50}読み替え"),
    _rule("amends", "改正規定", "[^。「」]{0,60}改正規定"),
    _rule(
        "amends", "",
        "の(?:次|前)に[^。]{0,40}加える", "(?:中|を)「", "の(?:一部|全部)を[^。]{0,12}改正",
        "を削る", "を次のように改め",
    ),
    _rule("delegates", "規則で定める 別に定める", "(?:の規定|に)[^。、]{0,12}(?:規則で定める|別に定める)"),
)  # fmt: skip
"""In order: the first that fits decides."""

RelationWords = tuple[list[int], list[int], list[int]]
"""Where the words begin and end without which hardly a rule fits, and the bit of each."""


def find_relation_words(text: str) -> RelationWords:
    """The words of a text that `relation_at` asks for, found once for all mentions."""
    found: list[tuple[int, int, int]] = []
    for letters, words in _BY_SEARCH.items():
        for start in occurrences(text, (letters,)):
            found += [(start, start + len(word), bit) for word, bit in words if text.startswith(word, start)]
    found.sort()
    return [start for start, _, _ in found], [end for _, end, _ in found], [bit for _, _, bit in found]


def relation_at(text: str, end: int, words: RelationWords) -> Relation:
    """The relation of a mention that ends at ``end``; ``words`` are `find_relation_words` of the text.

    >>> def relation(text, end):
    ...     return relation_at(text, end, find_relation_words(text))
    >>> relation("前項の規定にかかわらず、", 2), relation("(第3項を除く。)", 4), relation("前条の規定により", 2)
    ('notwithstanding', 'excludes', 'cites')
    >>> relation("第5条(第3項を除く。)の規定は、補助について準用する。", 3)
    'applies_mutatis_mutandis'
    """
    if text[end : end + 1] in _MAY_STEP and (bracket := _bracket_behind(text, end)) is not None:
        opened, end = bracket
        if text[opened - 2 : opened] == "規定":
            rest = "の規定" + text[end : end + _REACH]
            return _relation(rest, 0, find_relation_words(rest))
    return _relation(text, end, words)


_MAY_STEP: Final = frozenset("(の")
_PROVISIONS_BRACKET: Final = "の規定("
_LONGEST_BRACKET: Final = 600
"""Characters of a bracket between a mention and what is said of it. Chosen: three times the longest of 500 ordinances."""


def _bracket_behind(text: str, end: int) -> tuple[int, int] | None:
    """Where the bracket behind a mention opens, and where the last one ends that stands there; None for none."""
    if text[end] == "(":
        opened = end
    elif text.startswith(_PROVISIONS_BRACKET, end):
        opened = end + len(_PROVISIONS_BRACKET) - 1
    else:
        return None
    close = opened
    while text[close : close + 1] == "(":
        behind = _behind_bracket(text, close)
        if behind < 0:
            return None
        close = behind
    return opened, close


def _behind_bracket(text: str, start: int) -> int:
    """Behind the bracket that opens at ``start``; -1 when it does not close."""
    depth = 0
    for sign in _BRACKET_SIGNS.finditer(text, start, start + _LONGEST_BRACKET):
        depth += 1 if sign[0] == "(" else -1
        if not depth:
            return sign.end()
    return -1


_BRACKET_SIGNS: Final = re.compile("[()]")


def _relation(text: str, end: int, words: RelationWords) -> Relation:
    """The relation by the words that stand at ``end``."""
    starts, ends, bits = words
    following = bisect_left(starts, end)
    limit = end + _REACH
    near = 0
    while following < len(ends) and ends[following] <= limit:
        near |= bits[following]
        following += 1
    if near:
        for relation, needed, pattern in RELATION_RULES:
            if needed & near and pattern.match(text, end, limit):
                return relation
    return "cites"
