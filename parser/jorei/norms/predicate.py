"""The final predicate and its subject: who must do what."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.norms.sentences import FILL

_ENDINGS: Final = re.compile(
    "(?:ことが?は?でき(?:る|ない|ます|ません)(?:ものとする)?|なければなら(?:ない)|なければなりません|[てで]はなら(?:ない)|[てで]はなりません"
    "|(?:もの|こと)と(?:する|します)|限りでは?ない)$"
)
_PARTICLES: Final = frozenset("、をにはがでとのもへ\0 ")
_LIGHT_VERBS: Final = frozenset(
    ("", "す", "し", "する", "せ", "行わ", "行う", "行い", "とる", "いう", "ある", "なる", "よる")
)
_REST_OF_PARTICLE: Final = re.compile("^(?:より|って|つて|して|ついて|ただちに|直ちに)(?=.)")
_NUMBER: Final = re.compile("[0-9]")
_WINDOW: Final = 48
"""Characters of a sentence's end in which the predicate stands. Chosen: the same ends come back, so that a cache helps."""
_LONGEST_SUBJECT: Final = 80
"""Characters of a subject that the table holds."""
_SHORT_VERB: Final = 3
"""Characters below which a verb says too little without its noun."""


def predicate(outer: str) -> str | None:
    """The final predicate of a sentence whose brackets are blanked out, with the noun that a light verb needs.

    >>> [predicate(s) for s in ("市長に届け出なければならない。", "開示請求をすることができる。", "審議会を置く。")]
    ['届け出なければならない', '開示請求をすることができる', '審議会を置く']
    """
    return _predicate(outer[-_WINDOW:].rstrip("。 \0"))


@lru_cache(maxsize=16384)
def _predicate(tail: str) -> str | None:
    ending = _ENDINGS.search(tail)
    end = ending.start() if ending else len(tail)
    start = _behind_particle(tail, end)
    light = tail[start:end] in _LIGHT_VERBS or end - start < _SHORT_VERB
    if light and tail[start - 1 : start] in ("を", "に", "と", "が"):
        noun = _behind_particle(tail, start - 1)
        start = noun if noun < start - 1 and not _NUMBER.search(tail, noun, start) else start
    return _mended(tail, start).strip(FILL + " 、") or None


def _mended(tail: str, start: int) -> str:
    """The words from ``start``, when the particle before it was none: 次のと|おりとする, 届出書によ|り行う."""
    if tail.startswith(("おり", "ころ", "き"), start) and tail[start - 1 : start] == "と":
        return tail[start - 1 :]
    words = _REST_OF_PARTICLE.sub("", tail[start:])
    return words.rpartition("から")[2] or words


def _behind_particle(tail: str, end: int) -> int:
    """The offset behind the last particle before ``end``."""
    while end > 0 and tail[end - 1] not in _PARTICLES:
        end -= 1
    return end


_ADVERBIAL: Final = (
    "とき", "場合", "際", "後", "限り", "以外", "に", "で", "と", "て", "へ", "から", "より", "まで", "ため", "ほか", "おいて",
    "とおり", "ところ", "うえ", "の上", "の間", "期間中", "中に", "つき", "あって", "とともに", "つつ", "ながら", "ば", "ず", "たび", "都度",
    "及び", "又は", "並びに", "若しくは", "については", "し", "以内", "前", "その他", "者で", "により",
)  # fmt: skip
"""What ends a condition or an adverbial, never a subject."""
_LONGEST_ADVERBIAL_END: Final = 8
"""Characters in which each of `_ADVERBIAL` and `_NOUNS_IN_KANA` has room."""
_SENTENCE_OPENINGS: Final = re.compile("(?:ただし|この場合において|この場合には|その場合において|なお|また|さらに)、?")
_AGENT: Final = re.compile(
    "(?:[^がをにはで、]{0,40}(?:から|より))?([^がをにはで、]{2,40})が(?![あなでい])(?!.*(?:よう|とき|場合|なければ(?!な))).{1,24}$"
)
# 又は, 若しくは and the like hold a は that marks no topic
_NO_TOPIC: Final = "(?<!又は)(?<!しくは)(?<!または)(?<!あるいは)"
_BARE_TOPIC: Final = re.compile(
    f"((?:[^、は]|(?<=又)は|(?<=しく)は|(?<=また)は|(?<=あるい)は){{2,60}})は{_NO_TOPIC}(?!、)"
)
_HIRAGANA: Final = re.compile("[ぁ-ん]")
_NOUNS_IN_KANA: Final = (
    "もの",
    "もと",
    "など",
    "ひと",
    "こと",
    "おそれ",
    "うち",
    "くらし",
    "まち",
    "こども",
    "がん",
    "いじめ",
    "みどり",
    "ごみ",
)


def subject(outer: str) -> str | None:
    """The は- or が-phrase that the final predicate is said of; conditions (…ときは、) are none.

    >>> [subject(s) for s in ("実施機関は、請求があったときは、開示しなければならない。", "委員がその職を退いたときは、市長は、補欠を委嘱する。",
    ...     "市長、教育委員会及び議会は、協力するものとする。", "正当な理由がない場合は、この限りでない。", "委員は、市長が委嘱する。")]
    ['実施機関', '市長', '市長、教育委員会及び議会', None, '市長']
    >>> [subject(s) for s in ("審議会は、委員の半数が出席しなければ会議を開けない。", "委員又は臨時委員は10人以内とする。", "全部又は一部を除く。")]
    ['審議会', '委員又は臨時委員', None]
    """
    agent = _AGENT.match(outer, outer.rfind("、") + 1)
    if agent and _is_noun(outer, agent.end(1)):
        return _clean(agent[1])
    opening = _SENTENCE_OPENINGS.match(outer)
    floor = opening.end() if opening else 0
    if outer.startswith("何人も", floor):
        return "何人"
    topic_end = outer.find("は、", floor)
    while topic_end > floor:
        if _is_noun(outer, topic_end):
            return _clean(outer[_phrase_start(outer, floor, topic_end) : topic_end])
        topic_end = outer.find("は、", topic_end + 2)
    bare = _BARE_TOPIC.match(outer, floor)  # 委員の任期は2年とする
    return _clean(bare[1]) if bare and _is_noun(outer, bare.end(1)) else None


def _is_noun(outer: str, end: int) -> bool:
    """Whether what ends here can be a subject."""
    before = outer[max(0, end - _LONGEST_ADVERBIAL_END) : end].rstrip(FILL)
    if before.endswith(_ADVERBIAL):
        return False
    return not _HIRAGANA.match(before, len(before) - 1) or before.endswith(_NOUNS_IN_KANA) if before else True


def _phrase_start(outer: str, floor: int, end: int) -> int:
    """Back over 、 between nouns (市長、教育委員会及び議会), to the end of the condition before."""
    start = outer.rfind("、", floor, end) + 1
    while start - 1 > floor and _is_noun(outer, start - 1):
        start = outer.rfind("、", floor, start - 1) + 1
    return max(start, floor)


def _clean(text: str) -> str | None:
    return text.replace(FILL, "").strip(" 、")[:_LONGEST_SUBJECT] or None
