"""The final predicate, who acts in it and what it is said of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.norms.actors import is_actor
from jorei.norms.endings import by_last
from jorei.norms.sentences import FILL

_ENDINGS: Final = re.compile(
    "(?:ことが?は?でき(?:る|ない|ます|ません)(?:ものとする)?|なければなら(?:ない)|なければなりません|てはなら(?:ない)|ではなら(?:ない)"
    "|てはなりません|ではなりません|ものと(?:する|します)|ことと(?:する|します)|限りでは?ない)$"
)
_LONGEST_ENDING: Final = 14
"""Characters of ことがはできませんものとする, the longest of them."""
_PARTICLES: Final = frozenset("、をにはがでとのもへ\0 ")
_LIGHT_VERBS: Final = frozenset(
    ("", "す", "し", "する", "せ", "行わ", "行う", "行い", "とる", "いう", "ある", "なる", "よる")
)
_REST_OF_PARTICLE: Final = ("より", "って", "つて", "して", "ついて", "ただちに", "直ちに")
_NUMBER: Final = re.compile("[0-9]")
_WINDOW: Final = 48
"""Characters of a sentence's end in which the predicate stands. Chosen: the same ends come back, so that a cache helps."""
_LONGEST_SUBJECT: Final = 240
"""Characters of a subject that the table holds. Chosen: who acts stands at the end of it."""
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
    ending = _ENDINGS.search(tail, max(0, len(tail) - _LONGEST_ENDING))
    end = ending.start() if ending else len(tail)
    start = _behind_particle(tail, end)
    light = end - start < _SHORT_VERB or tail[start:end] in _LIGHT_VERBS
    if light and tail[start - 1 : start] in ("を", "に", "と", "が"):
        noun = _behind_particle(tail, start - 1)
        start = noun if noun < start - 1 and not _NUMBER.search(tail, noun, start) else start
    return _mended(tail, start).strip(FILL + " 、") or None


def _mended(tail: str, start: int) -> str:
    """The words from ``start``, when the particle before it was none: 次のと|おりとする, 届出書によ|り行う."""
    if tail.startswith(("おり", "ころ", "き"), start) and tail[start - 1 : start] == "と":
        return tail[start - 1 :]
    if tail.startswith(_REST_OF_PARTICLE, start):
        behind = start + max([len(rest) for rest in _REST_OF_PARTICLE if tail.startswith(rest, start)])
        start = behind if behind < len(tail) else start
    words = tail[start:]
    return words.rpartition("から")[2] or words if "から" in words else words


def _behind_particle(tail: str, end: int) -> int:
    """The offset behind the last particle before ``end``."""
    while end > 0 and tail[end - 1] not in _PARTICLES:
        end -= 1
    return end


_ADVERBIAL: Final = by_last((
    "とき", "場合", "際", "後", "限り", "以外", "に", "で", "と", "て", "へ", "から", "より", "まで", "ため", "ほか", "おいて",
    "とおり", "ところ", "うえ", "の上", "の間", "期間中", "中に", "つき", "あって", "とともに", "つつ", "ながら", "ば", "ず", "たび", "都度",
    "及び", "又は", "並びに", "若しくは", "については", "し", "以内", "前", "その他", "者で", "により",
))  # fmt: skip
"""What ends a condition or an adverbial, never a subject."""
_LONGEST_ADVERBIAL_END: Final = 8
"""Characters in which each of `_ADVERBIAL` and `_NOUNS_IN_KANA` has room."""
_OPENING_LETTERS: Final = frozenset("たこそなまさ")
_SENTENCE_OPENINGS: Final = re.compile("(?:ただし|この場合において|この場合には|その場合において|なお|また|さらに)、?")
_BEFORE_NOUNS: Final = frozenset("をにはがでへとも、。から")
_LONGEST_NOUNS: Final = 40
_SUBORDINATE: Final = re.compile(
    "よう|とき|場合|なければ(?!な)|[は、が]|べき(?:[一-龠ァ-ヶ]|もの|こと)|[たるうくすつぬぶむい](?:[一-龠ァ-ヶ]|もの|こと)|^[あなでい]"
)
"""Behind が: what makes the words before it the subject of another verb than the last."""
_FINAL: Final = 40
"""Characters between an actor and the end of the sentence. Chosen."""
_NO_TOPIC: Final = ("又は", "しくは", "または", "あるいは")
"""Words that hold a は that marks no topic."""
_LONGEST_TOPIC: Final = 60
"""Characters of a topic that no comma sets off."""
_JOINS: Final = ("又は", "または", "若しくは", "もしくは", "及び", "および", "並びに", "ならびに", "かつ")
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


def parties(outer: str) -> tuple[str | None, str | None]:
    """The actor of the final predicate (が before it, or は), and what は marks; conditions (…ときは、) are neither.

    >>> [parties(s) for s in ("実施機関は、請求があったときは、開示しなければならない。", "委員がその職を退いたときは、市長は、補欠を委嘱する。",
    ...     "市長、教育委員会及び議会は、協力するものとする。", "正当な理由がない場合は、この限りでない。", "委員は、市長が委嘱する。")]
    [('実施機関', '実施機関'), ('市長', '市長'), ('市長、教育委員会及び議会', '市長、教育委員会及び議会'), (None, None), ('市長', '委員')]
    >>> [parties(s) for s in ("審議会は、委員の半数が出席しなければ会議を開けない。", "委員又は臨時委員は10人以内とする。", "家賃は、毎月徴収する。")]
    [('審議会', '審議会'), ('委員又は臨時委員', '委員又は臨時委員'), (None, '家賃')]
    >>> parties("地位を承継した者は、市長が行った助言を遵守するものとする。")[0], parties("細目については市長が定める。")[0]
    ('地位を承継した者', '市長')
    >>> parties("助成の対象となる者は、市内に住所を有する者とする。")[0], parties("前項の者は、届け出た者とみなす。")[0]
    (None, None)
    """
    topic = _topic(outer)
    agent = _agent(outer)
    if agent is None and topic is not None and is_actor(topic) and not _names_class(outer):
        agent = _without_circumstance(topic)
    return _shortened(agent), _shortened(topic)


_BEFORE_ACTOR: Final = re.compile(
    "第[0-9一二三四五六七八九十百]+条(?:の[0-9一二三四五六七八九十]+)? (?=.)|.*(?:において|により|について|に対し)(?=[^ぁ-ん、]+(?:(?:及び|又は|の)[^ぁ-ん、]+)*$)"
)
"""What stands before an actor and belongs to the sentence: 本会議において市長."""


@lru_cache(maxsize=8192)
def _without_circumstance(actor: str) -> str:
    before = _BEFORE_ACTOR.match(actor)
    return actor[before.end() :] if before else actor


def _shortened(words: str | None) -> str | None:
    return words[:_LONGEST_SUBJECT].strip(" 、") if words else None


_DEEMS: Final = ("とみなす", "とみなすことができる")
_CLASS: Final = ("者とする", "人とする", "員とする", "団体とする", "法人とする", "とおりとする")
_WHOSE: Final = ("ものは、", "者は、")
_NAMED: Final = re.compile("[^をに、\0]{1,40}とする$")
_SETTLED: Final = re.compile("定める[^、はを]{1,8}は、[^を]{2,101}とする$")
_LONGEST_SETTLED: Final = 117
"""Characters that `_SETTLED` can need."""


def _names_class(outer: str) -> bool:
    """Whether a sentence says who is meant, and not what they do: 対象者は、次に掲げる者とする, …された者とみなす."""
    words = outer.removesuffix("。")
    if not words.endswith("とする"):
        return words.endswith(_DEEMS)
    topic = words.rfind("、") + 1
    if words.endswith(_CLASS) or words.endswith(_WHOSE, 0, topic) and _NAMED.match(words, topic):
        return True
    noun = words.removesuffix("とする")[-1:]
    return not "ぁ" <= noun <= "ん" and _SETTLED.search(words, max(0, len(words) - _LONGEST_SETTLED)) is not None


_VERB_BEFORE: Final = re.compile(".*?[いきしちにびみりえけせてねべめれっつ]て(?=[一-龠々ァ-ヶ])")
"""A verb that stands before an actor: 事情を勘案して市長が."""


def _agent(outer: str) -> str | None:
    """Who が marks in the last clause, when it is the final predicate's: not 市長 in 市長が行った助言を遵守する."""
    found = outer.rfind("が")
    if found < 0 or len(outer) - found - 1 > _FINAL:
        return None
    last = max(outer.rfind("、") + 1, found - _LONGEST_NOUNS)
    start = found
    while start > last and outer[start - 1] not in _BEFORE_NOUNS:
        start -= 1
    if found - start < 2 or _SUBORDINATE.search(outer[found + 1 :]):
        return None
    verb = _VERB_BEFORE.match(outer, start, found) if outer.find("て", start, found) >= 0 else None
    name = _clean(outer[verb.end() if verb else start : found])
    return name if name and is_actor(name) else None


def _topic(outer: str) -> str | None:
    opening = _SENTENCE_OPENINGS.match(outer) if outer[:1] in _OPENING_LETTERS else None
    floor = opening.end() if opening else 0
    if outer.startswith("何人も", floor):
        return "何人"
    at = outer.find("は、", floor)
    while at > floor:
        if _is_noun(outer, at):
            return _clean(outer[_phrase_start(outer, floor, at) : at])
        at = outer.find("は、", at + 2)
    at = outer.find("は", floor)  # 委員の任期は2年とする
    while at >= 0 and outer.endswith(_NO_TOPIC, 0, at + 1):
        at = outer.find("は", at + 1)
    if at - floor < 2 or at - floor > _LONGEST_TOPIC or outer.startswith("、", at + 1):
        return None
    return _clean(outer[floor:at]) if outer.find("、", floor, at) < 0 and _is_noun(outer, at) else None


def _is_noun(outer: str, end: int) -> bool:
    """Whether what ends here can be a subject."""
    before = outer[max(0, end - _LONGEST_ADVERBIAL_END) : end].rstrip(FILL)
    if not before:
        return True
    last = before[-1]
    if before.endswith(_ADVERBIAL.get(last, ())):
        return False
    return not "ぁ" <= last <= "ん" or before.endswith(_NOUNS_IN_KANA)


def _phrase_start(outer: str, floor: int, end: int) -> int:
    """Back over 、 between nouns (市長、教育委員会及び議会), to the end of the condition before."""
    start = outer.rfind("、", floor, end) + 1
    while start - 1 > floor and _is_noun(outer, start - 1):
        start = outer.rfind("、", floor, start - 1) + 1
    while start - 1 > floor and outer.startswith(_JOINS, start):  # 所有し、又は管理する者
        start = outer.rfind("、", floor, start - 1) + 1
    return max(start, floor)


def _clean(text: str) -> str | None:
    return text.replace(FILL, "").strip(" 、") or None
