"""Laws and ordinances named in the text: numbers, names and their left border, abbreviations, 旧/新, this ordinance.

A name ends in a word of its kind (…法, …条例, …規則); where it begins is found from what the document itself says
(its own title, names it gives with a number, abbreviations it defines), then from the issuer in the number, then from
the run of letters that a name is made of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

import msgspec

from jorei.model import Metadata
from jorei.model.vocabulary import AsOf
from jorei.text.fold import fold
from jorei.text.instruments import BY_NOUN, COMMON, IMPLEMENTING, MUNICIPAL, alternation
from jorei.text.lawnumbers import LawNumber, parse_law_number
from jorei.text.morphology import left_noun


class NamedLaw(msgspec.Struct, frozen=True, gc=False):
    """A law as far as the document tells: its title, its number, the version meant; ``own`` is this document."""

    title: str | None = None
    number: str | None = None
    as_of: AsOf | None = None
    own: bool = False

    @property
    def key(self) -> str | None:
        """``target_law``: the number, else the name as written; None for this document."""
        return None if self.own else self.number or self.title

    @property
    def kind(self) -> str:
        """法, 令, 条例 …"""
        return kind_of(self.title, self.number)


_KINDS: Final = (*(noun for noun in COMMON if noun != "法律"), "規約", "細則")


def referred_as(noun: str) -> str:
    """The word with which 同… speaks of an instrument: 法 of a 法律, 令 of a 政令."""
    row = BY_NOUN.get(noun)
    return row.referred_as if row and row.referred_as else noun


@lru_cache(maxsize=4096)
def kind_of(title: str | None, number: str | None) -> str:
    """法, 令, 条例, 規則 …: the word with which 同… speaks of a law.

    >>> kind_of("地方自治法", None), kind_of("地方自治法施行令", "昭和22年政令第16号"), kind_of(None, "平成9年条例第17号")
    ('法', '令', '条例')
    """
    if title:
        for kind in _KINDS:
            if title.endswith(kind):
                return referred_as(kind)
        if title.endswith("令"):
            return "令"
        if title.endswith(("法", "法律")):
            return "法"
    parsed = parse_law_number(number) if number else None
    if parsed is None:
        return ""
    return referred_as(parsed.type)


SAME_LAW: Final = re.compile(rf"同({alternation(*COMMON, '令', '法')})(施行{alternation(*IMPLEMENTING)})?")
AS_OF_WORDS: Final = re.compile(r"(?:による|により|の規定による)?(改正前|改正後|廃止前)の(?:この)?$|(旧|新)$")
_SHORT_BRACKET = re.compile(r"\([^()。、0-9]{1,6}\)$")
_CLAUSE = re.compile(
    "に基づく|に基づき|に規定する|の規定による|による|により|に定める|又は|若しくは|または|もしくは|とは、?|並びに|ならびに|その他の|"
    "については|において|に関し|のうち|[はがもを]、|は(?=[^ぁ-ん])|(?<=[)法例則程綱令条項号])(?:及び|および|と)|当該|に係る|に対する|なお|日(?:前|後|以前|以後)に|改正[前後]の|廃止前の|この|現に"
)
_BREAK = re.compile("[はがでてし]、|これ")
_RUN = re.compile("[^ぁ-ん、。()「」 ・]+(?:・[^ぁ-ん、。()「」 ・]+)*$")
_LONG = re.compile(
    rf"(?:関する|ための|改正する|定める|の|等){alternation(*COMMON, '臨時措置法', '特別措置法', '臨時特例法', '命令', '基準')}"
    rf"(?:施行{alternation(*IMPLEMENTING)})?$"
)
_AMENDING = re.compile(rf"[^条項号](?:の一部|の全部)を改正する(?:等の)?{alternation(*COMMON)}$")
_AND: Final = frozenset(("及び", "および", "と"))
_JUNK = re.compile(
    "^(?:及び|および|並びに|ならびに|又は|または|若しくは|もしくは|その他|当該|同|各|は|が|を|に|で|と|の|も|て|旧|新|、)+"
)
GENERIC: Final = frozenset((
    "法", "令", "条例", "規則", "規程", "要綱", "要領", "法律", "細則", "訓令", "告示", "施行規則", "施行令", "施行細則", "憲法",
    "市条例", "町条例", "村条例", "県条例", "都条例", "区条例", "市規則", "町規則", "村規則", "県規則", "区規則", "都規則", "基準",
    "同法", "同令", "同条例", "同規則", "同規程", "同要綱", "同法律", "同政令", "同省令", "関係法", "関係条例", "関係規則", "関係規程", "他条例", "本条例", "本規則", "改正条例", "改正規則", "改正法", "当該条例", "当該規則",
))  # fmt: skip
"""Words that end like a name and name nothing unless the document has defined them."""
NO_LAW: Final = re.compile("[用合違適不公私文寸療工製技作論便]法$")
"""利用法 may be the end of a law's name; 用法, 違法 by themselves are none."""


def name_start(text: str, end: int, floor: int, issuers: tuple[str, ...]) -> int:
    """Where the name that ends at ``end`` begins, not before ``floor``.

    >>> def name(text, *issuers):
    ...     return text[name_start(text, len(text), 0, issuers):]
    >>> name("当該請求に係る行政不服審査法"), name("市長は、改正前の架空市情報公開条例", "架空市")
    ('行政不服審査法', '架空市情報公開条例')
    >>> name("市長は、個人情報の保護に関する法律"), name("実施機関は、いじめ防止対策推進法")
    ('個人情報の保護に関する法律', 'いじめ防止対策推進法')
    """
    low = max(floor, end - 120)
    window = text[low:end]
    cut = 0
    while True:  # a short bracket belongs to the name: 重度障害者(児)医療費…条例
        close = window.rfind(")", cut)
        if close < 0:
            break
        bracket = _SHORT_BRACKET.search(window[: close + 1])
        if bracket is None or close + 1 == len(window):
            cut = close + 1
            break
        window_left = window[: bracket.start()]
        if ")" not in window_left:
            break
        cut = window_left.rfind(")") + 1
        break
    for delimiter in "。「」『』|○ \n:;":
        cut = max(cut, window.rfind(delimiter) + 1)
    opened = window.rfind("(", cut)
    if opened >= 0 and window.find(")", opened) < 0:
        cut = opened + 1
    for issuer in issuers:
        at = window.rfind(issuer, cut) if issuer else -1
        if at >= 0 and at + len(issuer) < len(window) and _BREAK.search(window, at) is None:
            return low + at
    cut = max(cut, window.rfind("、") + 1)
    if _LONG.search(window, cut):
        whole = _AMENDING.search(window, cut) is not None  # 甲法及び乙法の一部を改正する法律 is one name
        for clause in _CLAUSE.finditer(window, cut):
            if clause.end() < len(window) and not (whole and clause[0] in _AND):
                cut = clause.end()
    else:
        run = _RUN.search(window, cut)
        if run is not None:
            cut = left_noun(window, cut, run.start())
    if window.startswith("他", cut) and window.endswith("その", 0, cut):
        cut += 1
    junk = _JUNK.match(window[cut:])
    if junk is not None and junk.end() < len(window) - cut:
        cut += junk.end()
    return low + cut


_NOUNS: Final = re.compile("[一-龠々ァ-ヶー]{2,}$")
_PAPERS: Final = ("協定", "協定書", "議定書", "約款", "定款", "憲章", "覚書", "契約書", "仕様書", "条約")


class Laws:
    """What a document says about laws: names with numbers, its own title, abbreviations with their scope."""

    def __init__(self, metadata: Metadata) -> None:
        self.own_title = fold(metadata.title or "").replace(" ", "")
        self.municipality = fold(metadata.municipality or "")
        self.own = NamedLaw(metadata.title, metadata.law_number, None, own=True)
        own = parse_law_number(fold(metadata.law_number)) if metadata.law_number else None
        self.own_local = own.local if own else None
        self.own_kind = kind_of(self.own_title, metadata.law_number)
        self.names: dict[str, NamedLaw] = {}
        self.aliases: dict[str, list[tuple[int, int, int, NamedLaw]]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._terms: set[str] = set()
        self._called: dict[int, str] = {}
        if len(self.own_title) > 3:
            self._remember(self.own_title, self.own)
        parent = re.fullmatch(
            rf"(.{{3,}}?{alternation(*MUNICIPAL)})施行(?:規則|細則|規程)|(.{{3,}}?条例)の?(?:施行)?に関する規則",
            self.own_title,
        )
        self.parent = NamedLaw(parent[1] or parent[2]) if parent else None

    def _remember(self, name: str, law: NamedLaw) -> None:
        if name not in self.names:
            self.names[name] = law
            self._learn_length(name)

    def _learn_length(self, name: str) -> None:
        lengths = self._lengths.setdefault(name[-1], [])
        if len(name) not in lengths:
            lengths.append(len(name))
            lengths.sort(reverse=True)

    def cited(self, text: str, floor: int, end: int, number: LawNumber | None) -> tuple[int, NamedLaw]:
        """The law whose name ends at ``end`` and that is given with this number; remembered by its name."""
        issuer = number.issuer if number and number.type not in ("法律", "政令", "勅令") else ""
        quoted = False
        while end > floor and text[end - 1] == " ":
            end -= 1
        if text.startswith("」", end - 1) and number is not None:  # 「…に関する法律」(平成3年法律第76号)
            end -= 1
            floor = max(floor, text.rfind("「", floor, end) + 1)
            quoted = True
        known = self.find_name(text, end, floor)
        if known is not None and known[1].number:
            start, law = known
        elif quoted:
            start, law = floor, known[1] if known is not None else NamedLaw()
        else:
            start = name_start(text, end, floor, (issuer, self.municipality) if issuer or self.municipality else ())
            law = known[1] if known is not None else NamedLaw()
        name = text[start:end]
        if known is not None and known[0] < start:
            start, name = known[0], text[known[0] : end]
        if number is None:
            return start, self.versioned(text, start, NamedLaw(name or None))
        # a name is another ordinance's when its number is: 合併前の…条例(平成15年…条例第1号)
        same = number.local == self.own_local and number.issuer in ("", self.municipality)
        law = self.own if same or law.own and self.own_local is None else NamedLaw(name or None, number.full)
        if len(name) > 2 and name not in GENERIC:
            self._remember_number(name, law)
        return start - quoted, self.versioned(text, start - quoted, law)

    def _remember_number(self, name: str, law: NamedLaw) -> None:
        if not law.own and (name not in self.names or self.names[name].number is None and not self.names[name].own):
            self.names[name] = law
            self._learn_length(name)

    def define(self, term: str, law: NamedLaw, at: int, scope: tuple[int, int]) -> None:
        """Remember an abbreviation, defined at ``at``, valid within ``scope`` (positions in the reading)."""
        self.aliases.setdefault(term, []).append((at, *scope, law))
        self._learn_length(term)

    def call(self, term: str, end: int) -> None:
        """Remember a term that names no law, and where the bracket that defines it ends (0: nowhere)."""
        self._terms.add(term)
        if end:
            self._called[end] = term

    def paper(self, text: str, start: int, floor: int) -> NamedLaw | None:
        """協定書第3条, and 第3条 of what the document calls 特別手続: an article of a paper that is no law, and not this
        document's."""
        if start in self._called:
            return NamedLaw(self._called[start])
        run = _NOUNS.search(text, max(floor, start - 40), start)
        if run is None:
            return None
        word = run[0]
        for at in range(len(word) - 1):
            if word[at:] in self._terms:
                return NamedLaw(word[at:])
        return NamedLaw(word) if word.endswith(_PAPERS) else None

    def find_name(self, text: str, end: int, floor: int) -> tuple[int, NamedLaw] | None:
        """The longest known full name that ends at ``end``."""
        for length in self._lengths.get(text[end - 1 : end], ()):
            start = end - length
            if start >= floor and (law := self.names.get(text[start:end])) is not None:
                return start, law
        return None

    def find(self, text: str, end: int, floor: int, here: int) -> tuple[int, NamedLaw] | None:
        """The longest known name or abbreviation that ends at ``end`` and is in scope at ``here``."""
        for length in self._lengths.get(text[end - 1 : end], ()):
            start = end - length
            if start < floor:
                continue
            word = text[start:end]
            if (uses := self.aliases.get(word)) is not None:
                law = _in_scope(uses, here)
                if law is not None and _border(text, start, word):
                    return start, law
            if (law := self.names.get(word)) is not None:
                return start, self.versioned(text, start, law)
        return None

    def versioned(self, text: str, start: int, law: NamedLaw) -> NamedLaw:
        """旧, 新, 改正前の, 改正後の before a name say which version is meant."""
        # every one of the words ends in one of these: most names are not worth a search
        words = AS_OF_WORDS.search(text, max(0, start - 12), start) if text[start - 1 : start] in "旧新の" else None
        if words is None:
            return law
        as_of: AsOf = "new" if (words[1] or words[2]) in ("改正後", "新") else "old"
        own = law.own or (law.number is None and law.title is not None and self.is_own_name(law.title))
        return (
            NamedLaw(self.own.title, self.own.number, as_of, own=True)
            if own
            else NamedLaw(law.title, law.number, as_of)
        )

    def is_own_name(self, name: str) -> bool:
        """Whether 改正後の<name> speaks of this document: its kind alone, or the end of its title."""
        return name == self.own_kind or len(name) > 2 and self.own_title.endswith(name)


def _in_scope(uses: list[tuple[int, int, int, NamedLaw]], here: int) -> NamedLaw | None:
    """The last definition before ``here`` whose scope holds it; else the first one of a scope that holds it."""
    place = bisect_right(uses, here, key=lambda use: use[0])
    for _, low, high, law in uses[max(0, place - 40) : place][::-1]:
        if low <= here < high:
            return law
    for _, low, high, law in uses[place : place + 40]:
        if low <= here < high:
            return law
    return None


_LETTER = re.compile("[一-龠々ァ-ヶー]")


_ENDS_A_WORD: Final = ("以後", "以前", "以降", "当該", "現在", "場合")  # 施行日以後法第18条: the word ends before 法


def _border(text: str, start: int, word: str) -> bool:
    """Whether an abbreviation begins a word at ``start``: 法 is not in 地方自治法."""
    if start == 0 or len(word) > 3:
        return True
    return not _LETTER.match(text[start - 1]) or text.endswith(_ENDS_A_WORD, 0, start)
