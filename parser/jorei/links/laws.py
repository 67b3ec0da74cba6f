"""The laws and ordinances that a document names: titles with their numbers, its own title, abbreviations with their scope.

What is learnt here comes from the document alone. Where a name begins that it has not explained is said by
`jorei.links.law_names`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

import msgspec

from jorei.links.law_names import GENERIC_NAMES, name_start, noun_of
from jorei.model import Metadata
from jorei.model.record import Record
from jorei.model.vocabulary import AsOf
from jorei.text.fold import squeeze
from jorei.text.instruments import MUNICIPAL, alternation
from jorei.text.known_titles import KnownTitles
from jorei.text.lawnumbers import LawNumber, parse_law_number


class NamedLaw(Record):
    """A law as far as the document tells: its title, its number, the version meant."""

    title: str | None = None
    number: str | None = None
    as_of: AsOf | None = None
    own: bool = False
    """Whether it is this document."""

    @property
    def target_law(self) -> str | None:
        """The number, else the name as written; None for this document."""
        return None if self.own else self.number or self.title

    @property
    def noun(self) -> str:
        """法, 令, 条例 …: what 同… calls it."""
        return noun_of(self.title, self.number)


class Alias(Record):
    """An abbreviation of a law, defined at an offset of the wording and valid in ``start..end``."""

    defined_at: int
    start: int
    end: int
    law: NamedLaw


_QUALIFIES: Final = ("る", "の")
"""Ends of words that may belong to a title that goes on to the right: …による, …の."""
_ISSUERLESS: Final = ("法律", "政令", "勅令")
_VERSION: Final = re.compile(
    r"(?:による|により|の規定による)?(改正前|改正後|廃止前|合併前|編入前)の(?:この)?$|(旧|新)$"
)
_LONGEST_VERSION: Final = 12
"""Characters of の規定による改正前のこの, the longest words that `_VERSION` knows."""
_IMPLEMENTING_TITLE: Final = re.compile(
    rf"(.{{3,}}?{alternation(*MUNICIPAL)})施行(?:規則|細則|規程)|(.{{3,}}?条例)の?(?:施行)?に関する規則"
)
_KANJI_WORD: Final = re.compile("[一-龠々ァ-ヶー]{2,}$")


class KnownLaws:
    """What a document has said about laws so far. It learns while the document is read."""

    def __init__(self, metadata: Metadata, titles: KnownTitles | None = None) -> None:
        self._titles = titles
        self.own_title = squeeze(metadata.title or "")
        self.municipality = squeeze(metadata.municipality or "")
        self.own = NamedLaw(metadata.title, metadata.law_number, None, own=True)
        own_number = parse_law_number(squeeze(metadata.law_number)) if metadata.law_number else None
        self.own_local = own_number.local if own_number else None
        self._own_number = own_number
        self.own_noun = noun_of(self.own_title, metadata.law_number)
        self.parent = _parent(self.own_title)
        """The ordinance that this one implements, by its title (…条例施行規則)."""
        self.cited: dict[int, int] = {}
        """Where the names of laws end that their numbers follow, and where each begins."""
        self._names: dict[str, NamedLaw] = {}
        self._aliases: dict[str, list[Alias]] = {}
        self._lengths: dict[str, list[int]] = {}
        """The lengths of all names and aliases by their last letter, the longest first."""
        self._written: dict[str, str] = {}
        self._terms: dict[str, str] = {}
        self.terms_by_bracket: dict[int, str] = {}
        """Terms by where the bracket ends that defines them."""
        if len(self.own_title) > 3:
            self._names[self.own_title] = self.own
            self._learn_length(self.own_title)

    # -- what is learnt -----------------------------------------------------------------------------------------------

    def _learn_length(self, name: str) -> None:
        lengths = self._lengths.setdefault(name[-1], [])
        if len(name) not in lengths:
            lengths.append(len(name))
            lengths.sort(reverse=True)

    def _learn_name(self, name: str, law: NamedLaw) -> None:
        known = self._names.get(name)
        if not law.own and (known is None or known.number is None and not known.own):
            self._names[name] = law
            self._learn_length(name)

    def add_alias(self, term: str, law: NamedLaw, defined_at: int, scope: tuple[int, int]) -> None:
        """Learn an abbreviation, defined at an offset and valid in a scope of the wording."""
        self._aliases.setdefault(term, []).append(Alias(defined_at, *scope, law))
        self._learn_length(term)

    def add_term(self, term: str, bracket_end: int, title: str | None = None) -> None:
        """Learn a term that names no law, where the bracket ends that defines it (0: there is none), and the title of the
        paper that it stands for."""
        self._terms[term] = title or term
        if bracket_end:
            self.terms_by_bracket[bracket_end] = title or term

    def read_citation(self, text: str, floor: int, end: int, number: LawNumber | None) -> tuple[int, NamedLaw]:
        """The law whose name ends at ``end``, and where the name begins; with its number it is learnt by its name."""
        while end > floor and text[end - 1] == " ":
            end -= 1
        quoted = text.startswith("」", end - 1) and number is not None  # 「…に関する法律」(平成3年法律第76号)
        if quoted:
            end -= 1
            opening = text.rfind("「", floor, end)
            quoted = opening >= 0  # else it was opened on a line that is lost
            floor = max(floor, opening + 1)
        start, law = self._find_border(text, floor, end, number, quoted=quoted)
        name = text[start:end]
        if number is not None and not quoted:
            self.cited[end] = start
        if number is None:
            return start, self.with_version(text, start, NamedLaw(name or None))
        # a name is another ordinance's when its number is: 合併前の…条例(平成15年…条例第1号)
        law = (
            self.own
            if self.is_own_number(number) or law.own and self.own_local is None
            else NamedLaw(name or None, number.full)
        )
        if len(name) > 2 and name not in GENERIC_NAMES:
            self._learn_name(name, law)
        return start - quoted, self.with_version(text, start - quoted, law)

    def _find_border(
        self, text: str, floor: int, end: int, number: LawNumber | None, *, quoted: bool
    ) -> tuple[int, NamedLaw]:
        """Where the name that ends at ``end`` begins, and the law that is known by it."""
        known = self._find_name(text, end, floor)
        if known is not None and known[1].number:
            return known
        law = known[1] if known is not None else NamedLaw()
        listed = self._titles.start_of(text, end, floor) if self._titles is not None else -1
        if quoted:
            start = floor
        elif listed >= 0 and not text.endswith(_QUALIFIES, floor, listed):
            start = listed
        else:
            issuer = number.issuer if number and number.type not in _ISSUERLESS else ""
            start = name_start(text, end, floor, (issuer, self.municipality))
            # an old title may be longer than the one of today: 電気事業者による…
            start = listed if start > listed >= 0 else start
        return (known[0] if known is not None and known[0] < start else start), law

    # -- what is asked ------------------------------------------------------------------------------------------------

    def _find_name(self, text: str, end: int, floor: int) -> tuple[int, NamedLaw] | None:
        """The longest known full name that ends at ``end``."""
        for length in self._lengths.get(text[end - 1 : end], ()):
            start = end - length
            if start >= floor and (law := self._names.get(text[start:end])) is not None:
                return start, law
        return None

    def find(self, text: str, end: int, floor: int, offset: int) -> tuple[int, NamedLaw] | None:
        """The longest known name or abbreviation that ends at ``end`` and is in scope at ``offset``."""
        for length in self._lengths.get(text[end - 1 : end], ()):
            start = end - length
            if start < floor:
                continue
            word = text[start:end]
            if (aliases := self._aliases.get(word)) is not None:
                law = _in_scope(aliases, offset)
                if law is not None and _begins_word(text, start, word):
                    return start, law
            if (law := self._names.get(word)) is not None:
                return start, self.with_version(text, start, law)
        return None

    def term_before(self, text: str, end: int, floor: int) -> str | None:
        """What the longest term of the document that ends at ``end`` stands for: 第3条 of what it calls 特別手続."""
        run = _KANJI_WORD.search(text, floor, end)
        if run is None:
            return None
        word = run[0]
        return next((self._terms[word[i:]] for i in range(len(word) - 1) if word[i:] in self._terms), None)

    def learn_writing(self, folded: str, written: str) -> None:
        """Learn how a number is written whose issuer has a letter that folding takes for another (五條市)."""
        self._written[folded] = written

    def as_written(self, number: str | None) -> str | None:
        """A number with its issuer as written."""
        return self._written.get(number, number) if number is not None and self._written else number

    def with_version(self, text: str, start: int, law: NamedLaw) -> NamedLaw:
        """The version of a law that the words before its name say: 旧, 新, 改正前の, 改正後の."""
        # every one of the words ends in one of these: most names are not worth a search
        words = (
            _VERSION.search(text, max(0, start - _LONGEST_VERSION), start)
            if text[start - 1 : start] in "旧新の"
            else None
        )
        if words is None:
            return law
        as_of: AsOf = "new" if (words[1] or words[2]) in ("改正後", "新") else "old"
        own = law.own or (law.number is None and law.title is not None and self.is_own_name(law.title))
        if own:
            return self.own_version(as_of)
        return NamedLaw(law.title, law.number, as_of)

    def own_version(self, as_of: AsOf | None) -> NamedLaw:
        """This document in another version."""
        return NamedLaw(self.own.title, self.own.number, as_of, own=True)

    def is_own_number(self, number: LawNumber) -> bool:
        """Whether a number is this document's, with its issuer or without (a union's keeps it in its own number)."""
        own = self._own_number
        if own is None:
            return False
        unsaid = ("", self.municipality)
        if number.issuer != own.issuer and not (number.issuer in unsaid and own.issuer in unsaid):
            return False  # 公平委員会規則第2号 is not 規則第2号
        ours, theirs = msgspec.structs.replace(own, issuer=""), msgspec.structs.replace(number, issuer="")
        return msgspec.structs.astuple(ours) == msgspec.structs.astuple(theirs)  # compiled, == of structs is identity

    def is_own_name(self, name: str) -> bool:
        """Whether 改正後の〈name〉 speaks of this document: its noun alone, or the end of its title."""
        return name == self.own_noun or len(name) > 2 and self.own_title.endswith(name)


def _parent(title: str) -> NamedLaw | None:
    match = _IMPLEMENTING_TITLE.fullmatch(title)
    return NamedLaw(match[1] or match[2]) if match else None


_ALIASES_TRIED: Final = 40
"""Definitions of one abbreviation on either side of a place. Chosen: a document that defines one anew in each article has
a dozen; a hostile text could have any number."""


def _in_scope(aliases: list[Alias], offset: int) -> NamedLaw | None:
    """The last definition before ``offset`` whose scope holds it; else the first one behind it whose scope does."""
    following = bisect_right(aliases, offset, key=lambda alias: alias.defined_at)
    before = aliases[max(0, following - _ALIASES_TRIED) : following][::-1]
    for alias in (*before, *aliases[following : following + _ALIASES_TRIED]):
        if alias.start <= offset < alias.end:
            return alias.law
    return None


_LETTER: Final = re.compile("[一-龠々ァ-ヶー]")
_ENDS_A_WORD: Final = ("以後", "以前", "以降", "当該", "現在", "場合")  # 施行日以後法第18条: the word ends before 法
_LONGEST_DOUBTFUL_ALIAS: Final = 3
"""Letters of an abbreviation that may be the end of another word (法 in 地方自治法)."""


def _begins_word(text: str, start: int, word: str) -> bool:
    """Whether an abbreviation begins a word at ``start``: 法 is not in 地方自治法."""
    if start == 0 or len(word) > _LONGEST_DOUBTFUL_ALIAS:
        return True
    return not _LETTER.match(text[start - 1]) or text.endswith(_ENDS_A_WORD, 0, start)
