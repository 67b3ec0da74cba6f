"""Names of municipalities: where the name ends that a title, a number or a sentence begins with.

No list of names: 市 町 村 区 end a name, and Sudachi's dictionary of places decides where several readings are left
(今市|市, 八日市場|市, 丸の内|町 against みどりの|町). It is only asked when the cheap reading is in doubt.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from jorei.text.fold import fold

_SUFFIXES: Final = "市町村区"
_LONGEST: Final = 11
"""Characters of a name, a ward behind its city included. Chosen."""
_NEAR: Final = 3
"""Two signs that may end a name are in doubt when they stand this near. Chosen: 八日市場市."""
_WARD_NEAR: Final = 5
"""The same for a ward behind its city. Chosen: a 区 of three or four characters."""
_NO_NAME: Final = re.compile(r"[\s○、。，．・()「」『』〔〕\[\]【】0-9第]")
_PARTICLE: Final = re.compile("[のをはがにへと]")
_KANA: Final = re.compile("[ぁ-ん]")
PREFECTURE: Final = r"(?:東京都|北海道|(?:京都|大阪)府|[^\s、。()「」のをはがに市町村区郡都道府県立第0-9]{2,3}県|[^\s、。()「」の市町村区郡都道府第0-9]県(?![市町村区]))"
"""The name of a prefecture; of one character only when it cannot be a city's  before 市."""
_PREFECTURE_RE: Final = re.compile(rf"{PREFECTURE}(?![内下](?:[のに全各一]|$))")
_COUNTY_RE: Final = re.compile(r"[^\s、。()「」0-9]{1,6}?郡(?!町)")
_WORDS: Final = re.compile(
    r"[市町村区]{2,4}|(?:[本当各全同両市町村区]|(?:大|小|中小)?都)市|[本当各全同両市町村区中下]町|[本当各全同両市町村区]区|(?:農|漁|山|農山|農山漁|大|中小|[本当各全同両市町村])村"
    r"|(?:特別|行政|学|校|地|通学|街|投票|選挙|財産|自治|地域自治|開発|改良|禁止|規制)区"
)
"""Words, not names: 都市公園, 本市, 町区域."""
# 雪ノ瀬町外2町衛生組合 counts its members
_OF_UNION: Final = r"(?:[^\s、。()「」第0-9]|(?<=[外か])[0-9]{1,2}(?=[ヶケヵカか箇市町村]))"
_UNION: Final = re.compile(
    rf"{_OF_UNION}{{1,24}}?(?:広域連合|一部事務組合|企業団|(?:事務|行政|広域|消防|衛生|清掃|環境|病院|医療|水道|用水|施設|処理|斎場|福祉"
    r"|圏|学校|給食|養護|介護|認定審査会?|葬[祭斎]|[斎墓]苑|霊園|塵芥|じん芥|し尿|下水道|電算|滞納整理|農業共済|伝染病|隔離病舎|林野|牧野|港湾|空港|教育|共同|退職手当|災害補償|市町村|交通|競馬|競艇|競輪|競走|ごみ|火葬|センター|保健|救急|消防本部)組合)"
    r"(?!に関|と|への|の?補助|が|は|の設[立置])"
)
_ESTATE: Final = re.compile(r"[^\s、。()「」第0-9]{1,16}?財産区(?!に|と|への|の?補助|等)")
_COMPOUND_TAIL: Final = frozenset("民長税場営立道有議史街内制勢章")
"""What makes a word of the sign before it, behind a name: 市民, 町立, 村営."""
_WARD_TAIL: Final = frozenset("民長役内域画間分割")


class PlaceEnd(NamedTuple):
    """The end of a name in the words it begins, and whether the dictionary knows it."""

    end: int
    known: bool


class NamedPlace(NamedTuple):
    """The stretch of a municipality's name (empty when there is none) and that of its prefecture."""

    start: int
    end: int
    prefecture_end: int


def named_place(words: str, heads: frozenset[str] = frozenset(), raw: str | None = None) -> NamedPlace | None:
    """The municipality and prefecture that folded ``words`` begin with; ``raw`` are the same words as written.

    ``heads`` are the signs of the municipality's kind that the text speaks of (市 for 市長); a name of another kind is
    none. A prefecture alone is its own municipality.

    >>> title = "東京都青潮区公園条例"
    >>> place = named_place(title)
    >>> title[place.start : place.end], title[: place.prefecture_end]
    ('青潮区', '東京都')
    >>> named_place("公園条例"), named_place("甲県立公園条例")
    (None, NamedPlace(start=0, end=2, prefecture_end=2))
    """
    raw = raw or words
    above = _PREFECTURE_RE.match(words)
    base = above.end() if above else 0
    end = _body_end(words, base)
    if end:
        # 甲県後期高齢者医療広域連合 is all name; 甲県乙町外二町衛生組合 begins with the town's
        inside = words[base:end]
        begins = bool(_COUNTY_RE.match(inside)) or read_place(inside, frozenset(), raw[base:end]) is not None
        return NamedPlace(base if begins else 0, end, base)
    county, start = _COUNTY_RE.match(words, base), base
    place = _in_county(words[county.end() :], raw[county.end() :]) if county else None
    if county and place:
        start = county.end()
    else:
        place = read_place(words[start:], heads, raw[start:])
    # behind a prefecture common words may follow: 甲県農村公園条例
    if place and (not above or place.known or not heads or words[start + place.end - 1] in heads):
        return NamedPlace(start, start + place.end, base)
    return NamedPlace(0, base, base) if above else None


def _in_county(words: str, raw: str) -> PlaceEnd | None:
    """The name behind 郡, which only a 町 or 村 has."""
    place = read_place(words, frozenset(), raw)
    if place and words[place.end - 1] in "町村" and (words[0] not in _SUFFIXES or _is_known(raw[: place.end])):
        return place
    return None


def _body_end(words: str, start: int) -> int:
    """Where the name of a union (一部事務組合, 広域連合, 企業団) or a 財産区 ends; 0 for none."""
    union = "組合" in words or "連合" in words or "企業団" in words
    match = _UNION.match(words, start) if union else None
    if match is None and "財産区" in words:
        match = _ESTATE.match(words, start)
    return match.end() if match else 0


def read_place(words: str, heads: frozenset[str] = frozenset(), raw: str | None = None) -> PlaceEnd | None:
    """Where the name of a municipality ends that ``words`` begin with.

    >>> [words[: read_place(words).end] for words in ("青潮市灯台条例", "今市市公園条例", "丸の内町の公園に関する条例")]
    ['青潮市', '今市市', '丸の内町']
    >>> read_place("住みよい町づくり条例"), read_place("都市公園条例"), read_place("本町住宅条例", frozenset("市"))
    (None, None, None)
    """
    ends = _candidates(words)
    if heads:
        ends = [end for end in ends if words[end - 1] in heads]
    if not ends:
        return None
    first = ends[0]
    if _is_alone(words, first) and not _KANA.search(words, 0, first):
        return PlaceEnd(first, False)
    known = [end for end in ends if _is_known((raw or words)[:end])]
    if known:
        return PlaceEnd(_whole_word(words, known), True)
    return _unknown(words, [end for end in ends if not _is_phrase((raw or words)[:end])])


def _candidates(words: str) -> list[int]:
    """Where a name may end: behind each sign, as far as words go that may be of a name."""
    stop = _NO_NAME.search(words)
    reach = min(stop.start() if stop else len(words), _LONGEST)
    return [
        at + 1 for at in range(1, reach)
        if words[at] in _SUFFIXES
        and not _WORDS.fullmatch(words, 0, at + 1)
        and not (words[at] == "区" and words[at + 1 : at + 2] in _WARD_TAIL)
    ]  # fmt: skip


def _is_alone(words: str, end: int) -> bool:
    if words[end - 1] == "市" and "区" in words[end : end + _WARD_NEAR]:
        return False
    return not any(sign in _SUFFIXES for sign in words[end : end + _NEAR])


def _whole_word(words: str, known: list[int]) -> int:
    """The longest of the names, unless its last sign is of the word behind it: 青潮市|市民, not 八日市場市|水道."""
    end = known[-1]
    doubled = words[end - 1] == words[end - 2] and end - 1 in known
    return end - 1 if doubled and words[end : end + 1] in _COMPOUND_TAIL - {"立"} else end


def _unknown(words: str, ends: list[int]) -> PlaceEnd | None:
    """A name that no dictionary has: up to the first sign, but 市市 belongs together unless 市民 follows."""
    ends = [end for end in ends if not _PARTICLE.search(words, 0, end)]
    if not ends:
        return None
    end = ends[0]
    if words[end : end + 1] == words[end - 1] and words[end + 1 : end + 2] not in _COMPOUND_TAIL:
        end += 1
    return PlaceEnd(end, False)


@lru_cache(maxsize=4096)
def _is_known(name: str) -> bool:
    """Whether Sudachi has the name as one word (今市市), or as a place and its sign (八日市場|市)."""
    words = _words(name)
    if len(words) > 2 or "固有名詞" not in words[0][1]:
        return False
    place = words[0][0]
    return len(words) == 1 or (words[1][0] in _SUFFIXES and (place[-1] not in _SUFFIXES or place[-1] == words[1][0]))


@lru_cache(maxsize=4096)
def _is_phrase(words: str) -> bool:
    """Whether there is a verb, an adjective or a particle in it, as in no name that the dictionary lacks: 住みよい町."""
    return bool(_KANA.search(words)) and any(pos[0] in _NOT_NOMINAL for _, pos in _words(words))


_NOT_NOMINAL: Final = frozenset(("動詞", "形容詞", "助詞", "助動詞", "形状詞", "副詞", "連体詞"))


def _words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The words of a text and their parts of speech."""
    from jorei.text.morphology import tokens  # the dictionary takes a tenth of a second to load

    return [(token.surface, token.word.pos) for token in tokens(text)]


def heads_of(folded: str) -> frozenset[str]:
    """The kinds of municipality whose head a text speaks of: 市 for 市長, but not 村 for 市町村長.

    >>> sorted(heads_of("市長は、市町村長及び行政区長に")), heads_of("知事は")
    (['市'], frozenset())
    """
    return frozenset([sign for sign, pattern in _HEADS if pattern.search(folded)])


_HEADS: Final = (
    ("市", re.compile("市長(?<![指都]市長)(?!村)")), ("町", re.compile("町長(?<![市区]町長)(?!村)")),
    ("村", re.compile("村長(?<!町村長)")), ("区", re.compile("区長(?<![市政治]区長)")),
)  # fmt: skip
"""Each looks back only behind its word: a pattern that begins with a word is found fast."""


def is_name(words: str) -> bool:
    """Whether all of ``words`` is the name of one municipality, union or prefecture."""
    place = named_place(fold(words), raw=words)
    return place is not None and place.end == len(words)
