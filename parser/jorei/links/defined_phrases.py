"""What a term stands for: the noun phrase before 以下「X」という。, and how sure its border is.

The noun phrase is found from the bracket leftwards, by parts of speech. It is one noun, or a list of nouns, with what
modifies them; a verb before a noun opens a relative clause, and only there particles (を, に, が …) belong to it. A
topic (は), the end of a clause and an adverbial (…により、) end it. Brackets are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from jorei.links.phrase_borders import BORDERS
from jorei.links.phrase_text import squeeze
from jorei.links.phrase_walk import PhraseWalk
from jorei.text.morphology import MorphemeToken, tokens


class Phrase(NamedTuple):
    """Where a noun phrase begins and how sure that is."""

    start: int
    confidence: float


_NO_NAMES: Final[Mapping[int, int]] = {}


def phrase_start(text: str, end: int, floor: int, term: str = "", names: Mapping[int, int] = _NO_NAMES) -> Phrase:
    """Where the noun phrase begins that ends at ``end`` and that ``term`` stands for, not before ``floor``; ``names``
    says where the names of laws begin that end at an offset.

    >>> text = "市長は、設置許可又は変更許可を受けた事業者(以下「許可事業者」という。)に、前条の許可(以下「許可」という。)を与える。"
    >>> [text[phrase_start(text, at, 0).start:at] for at in (text.index("(以下「許可事"), text.index("(以下「許可」"))]
    ['設置許可又は変更許可を受けた事業者', '前条の許可']
    """
    squeezed = squeeze(text, end, floor, names)
    if not squeezed.text:
        return Phrase(end, BORDERS["unknown"])
    low = _behind_topic(squeezed.text)
    rest = squeezed.text[low:]
    plain = rest.rfind("、") + 1
    if (plain == 0 or rest.endswith(_BEFORE_PLAIN, 0, plain)) and _PLAIN.match(rest, plain):
        return Phrase(squeezed.offsets[low + plain], BORDERS["noun"])
    words = _words(rest)
    walk = PhraseWalk(rest, {at - low for at in squeezed.defined}, {at - low for at in squeezed.either}, words, term)
    first = walk.first()
    now = (
        "clause" not in walk.borders
    )  # 施行の際現に甲の許可: with a clause it belongs to its verb, 現に交付されている証票
    while first < len(words) - 1 and (_leads_nothing(words[first]) or now and words[first].surface == "現に"):
        first += 1
    at = low + words[first].start
    adverb = _ADVERBS.match(squeezed.text, at)
    if adverb is not None and adverb.end() < len(squeezed.offsets):
        walk.borders.add("adverb")
        at = adverb.end()
    return Phrase(squeezed.offsets[at], min(BORDERS[border] for border in walk.borders))


def version_start(text: str, name: int, floor: int, names: Mapping[int, int]) -> Phrase | None:
    """Where 附則第3項の規定による改正前の甲条例 begins, whose name begins at ``name``; None when no version is said.

    >>> text = "この規則の施行の際、この規則による改正前の青潮市税条例"
    >>> text[version_start(text, text.index("青潮"), 0, {}).start:]
    'この規則による改正前の青潮市税条例'
    """
    if not text.endswith(_VERSION_ENDS, floor, name):  # the cheap question
        return None
    version = _VERSION.search(text, max(floor, name - _LONGEST_VERSION), name)
    if version is None:
        return None
    if not version["by"]:
        return Phrase(version.start(), BORDERS["noun"])
    squeezed = squeeze(text, version.start(), floor, names)
    source = _SOURCE.search(squeezed.text)
    if source is None:
        return Phrase(version.start("as"), BORDERS["adverb"])
    if _AMENDS.match(source[1]) and squeezed.text.endswith("する", 0, source.start(1)):  # …の保全に関する条例の一部を…
        return phrase_start(text, version.start(), floor, names=names)
    return Phrase(squeezed.offsets[source.start(1)], BORDERS["citing"])


_VERSION: Final = re.compile(
    "(?P<by>(?:の規定)?(?:による|により|に基づく))?(?P<as>(?:改正|廃止|失効|一部改正)(?:前|後)の)(?:この)?$"
)
_VERSION_ENDS: Final = ("前の", "後の", "のこの")
_LONGEST_VERSION: Final = 16
"""Characters of の規定に基づく一部改正後のこの, the longest words that `_VERSION` knows."""
_SOURCE: Final = re.compile(
    "(?:^|際|[ぁ-ん、])((?:この|その)[^ぁ-ん、]+|(?:[^ぁ-ん、]+の(?:一部|全部)を改正する)?[^ぁ-ん、]+(?:及び[^ぁ-ん、]+)*"
    "(?:に(?:掲げる|規定する)[^ぁ-ん、]+)?(?:の規定)?)$"
)
"""What changed a law: この条例, 附則第3項, 甲第2条."""
_AMENDS: Final = re.compile("(?:条例|法律|規則|規程|要綱|政令|省令)の(?:一部|全部)を")
_RUN: Final = "[^ぁ-ん、]+(?:の[^ぁ-ん、]+)*"
_PLAIN: Final = re.compile(
    rf"(?:この|その)?{_RUN}(?:(?:に規定する|の規定による|に掲げる|に関する|に係る|に定める){_RUN})?"
    "(?:を(?:受けた|した|する|しようとする|受けようとする|行う|行おうとする|提出した)[^ぁ-ん、]+)?$"
)
"""Phrases that need no morphology, as most are: この条例の施行の日, 法第2条に規定する建築物, 前条の許可を受けた者."""
_BEFORE_PLAIN: Final = ("は、", "を、", "により、", "ため、", "として、", "において、", "に対し、", "に対して、")
"""What stands before one inside a sentence."""
_ADVERBS: Final = re.compile(
    "(?:速やかに|直ちに|遅滞なく|あらかじめ|それぞれ|かつ|現に(?=(?:この|[^ぁ-ん])[^ぁ-んを]*(?:の規定)?による)"
    "|に?(?:ついて|おいて|つき|より|よって|よつて|対して?|関して?|応じて?|基づき|基づいて|当たり|当たって|当たつて|際し"
    "|伴い|従い|従って|わたり|わたって))、?"
)
_TOPIC: Final = re.compile("は、")
_NO_TOPIC: Final = ("又", "若しく", "また", "もしく")


def _behind_topic(text: str) -> int:
    """Where the last topic ends: nothing before it is part of the phrase."""
    low = 0
    for match in _TOPIC.finditer(text):
        if not text.endswith(_NO_TOPIC, 0, match.start()):
            low = match.end()
    return low if low < len(text) else 0


@lru_cache(maxsize=4096)
def _words(text: str) -> list[MorphemeToken]:
    return list(tokens(text))


_LEADING: Final = frozenset(
    ("それぞれ", "あらかじめ", "直ちに", "遅滞なく", "速やかに", "、", "主として", "単に", "及び", "又は", "並びに", "若しくは", "-", "・")
)  # fmt: skip


def _leads_nothing(word: MorphemeToken) -> bool:
    """Whether a word belongs to the sentence when it stands first."""
    return word.surface in _LEADING or word.word.pos[0] in ("接続詞", "空白")
