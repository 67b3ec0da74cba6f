"""From the last word of a noun phrase to its first, by parts of speech."""

from __future__ import annotations

import re
from typing import Final

from jorei.links.coordination import JOINS, OF_LISTS, last_alone
from jorei.links.phrase_borders import Border
from jorei.model.record import Workpiece
from jorei.text.morphology import MorphemeToken

_NOUNS: Final = frozenset(
    ("名詞", "代名詞", "接頭辞", "接尾辞", "連体詞", "形状詞", "記号", "補助記号", "感動詞", "空白")
)
_VERBAL: Final = frozenset(("動詞", "助動詞", "形容詞"))
_CASES: Final = frozenset(("を", "が", "に", "で", "へ", "と", "から", "より", "まで"))
_ONCE: Final = frozenset(("を", "が"))
_LISTS: Final = frozenset(("等", "など", "他", "ほか", "その他"))
"""With a join, what ends a list: without one a 、 belongs to the sentence."""
_CITING: Final = frozenset(("よる", "係る", "関する", "基づく", "対する"))
_NEVER_CITING: Final = frozenset(("を", "が", "で", "と", "へ", "から"))
_NEVER_BEING: Final = frozenset(("を", "が", "に", "へ", "と", "から", "まで"))
"""What であって never takes."""
_NEVER_ADJECTIVE: Final = frozenset(("を", "で", "と", "へ"))
"""What stands before 前条の規定による and 必要な belongs to the sentence when one of these follows it."""
_TIMES: Final = frozenset(
    (
        "場合",
        "とき",
        "際",
        "時",
        "ため",
        "ところ",
        "ほか",
        "限り",
        "とおり",
        "以外",
        "結果",
        "上",
        "間",
        "年間",
        "毎年",
        "前",
        "後",
    )
)
"""Nouns that a 、 makes an adverbial."""
_MOMENTS: Final = frozenset(("際", "とき"))
"""Nouns that are adverbials without a 、 as well: 法律の施行の際同法による改正前の…."""
_OF_NOUNS: Final = frozenset(("の", "など", "のみ", "ごと", "等", "ずつ", "や", "とか", "か", "ヶ", "ケ", "ノ", "ガ"))
"""Particles between nouns."""
_BEING: Final = re.compile("(?:であって|であつて|もので|者で|であり|のうち|その他|において、?又は)$")
"""What goes on to the same noun over a 、: 法人であって、…もの."""


_WHEN: Final = re.compile("(?:前|後|とき|場合|際)であ[っつ]て$")
"""An adverbial that looks like 法人であって: 申請をする前であって."""


class _Clause(Workpiece):
    """A relative clause, from its verb leftwards."""

    never: frozenset[str] = frozenset()
    """Particles that the verb never takes."""
    once: frozenset[str] = _ONCE
    """Particles that it takes one of."""
    taken: set[str] = set()

    def takes(self, particle: str) -> bool:
        """Whether a particle belongs to the verb, which then has it."""
        if particle in self.never or particle in self.once and particle in self.taken:
            return False
        if particle in _CASES:
            self.taken.add(particle)
        return True


class PhraseWalk:
    """From the last word of a phrase to its first."""

    def __init__(self, text: str, defined: set[int], either: set[int], words: list[MorphemeToken], term: str) -> None:
        self.text = text
        self.defined = defined
        self.either = either
        self.words = words
        self.term = term
        self.clauses: list[_Clause] = []  # relative clauses, where particles are part of the phrase; the inmost last
        self.chosen: bool | None = None  # whether the list is one of 又は, when there is one
        self.listed = term.endswith(OF_LISTS)
        self.between = False  # との has been seen, so that と belongs to it: 甲と乙との差
        self.until = False  # まで has been seen, so that から belongs to it
        self.means = -1  # where the last により stands that was taken: of two, one belongs to the sentence
        self.borders: set[Border] = {"noun"}

    def first(self) -> int:
        """The index of the first word of the phrase."""
        index = len(self.words)
        if self.words[-1].word.pos[0] in ("助動詞", "助詞") and self.words[-1].surface != "か":
            self.borders.add("unknown")  # 検査させ
        while index > 0 and self._takes(index - 1):
            index -= 1
        return min(index, len(self.words) - 1)

    def _takes(self, index: int) -> bool:
        word = self.words[index]
        kind = word.word.pos[0]
        self.listed = self.listed or word.surface in _LISTS or word.surface in JOINS
        if word.surface == "、":
            return self._takes_comma(index)
        if word.surface == "で" and self.text.startswith(
            ("あって", "あつて"), word.end
        ):  # 方法であって規則で定めるもの
            self._begin_anew(_NEVER_BEING)
            return True
        if word.surface in JOINS:
            return self._takes_join(index)
        if kind in _VERBAL:
            return self._takes_verb(index)
        if kind == "助詞":
            return self._takes_particle(index)
        return (kind in _NOUNS or kind == "副詞") and not self._is_moment(index)

    def _is_moment(self, index: int) -> bool:
        """Whether a noun is an adverbial of the sentence: 施行の際同法による."""
        after = self._after(index)
        noun = self.words[index].surface
        return (
            (noun in _MOMENTS or noun == "ため" and not self.clauses)
            and after is not None
            and (after.word.pos[0] in _NOUNS or after.surface == "現に")
            and after.surface not in ("その", "他", "以外", "等", "だけ")
        )

    def _after(self, index: int) -> MorphemeToken | None:
        return self.words[index + 1] if index + 1 < len(self.words) else None

    def _takes_verb(self, index: int) -> bool:
        after = self._after(index)
        if after is None:
            return True  # 取組み read as a verb
        if after.surface == "、" or after.surface in JOINS:
            return bool(self.clauses)
        if after.word.pos[0] in _NOUNS or after.surface in ("の", "こと", "など"):
            return self._opens_clause(index)
        if self.text.startswith("ての", after.start):  # 運営についての重要事項
            return True
        return bool(self.clauses) or after.word.pos[0] in _VERBAL

    def _opens_clause(self, index: int) -> bool:
        """Whether the verb or adjective before a noun belongs to the phrase; its particles then do."""
        word = self.words[index]
        if not word.word.pos[5].startswith(("連体形", "終止形")):
            return bool(self.clauses) or index > 0 and self.words[index - 1].word.pos[0] != "助詞"
        adjective = word.word.pos[0] == "形容詞" or word.surface == "な"
        never = _NEVER_CITING if self._is_citing(index) else _NEVER_ADJECTIVE if adjective else frozenset()
        self.clauses.append(_Clause(never, _ONCE | {"に"} if never else _ONCE))
        self.borders.add("citing" if never else "clause")
        return True

    def _takes_particle(self, index: int) -> bool:
        particle, after = self.words[index].surface, self._after(index)
        following = after.surface if after else ""
        if particle == "は":
            return following in ("ない", "なく") and bool(self.clauses)
        if particle in _OF_NOUNS or self._is_adnominal(index):
            return True
        if particle == "と" and self.words[index].start in self.defined:
            return False
        if self._is_pair(particle, following):
            return True
        if not self.clauses:
            return particle == "から" and _MEASURE.match(self.text, self.words[index].end) is not None
        if particle == "て" and not following.startswith(("い", "お")):
            self.borders.add("chain")
        return not self._is_second_means(index) and self._takes_case(index)

    def _is_pair(self, particle: str, following: str) -> bool:
        """Whether a particle is in 甲と乙との or 甲から乙まで, or before の."""
        if particle == "と" and self.between:
            self.between = False
            return True
        self.between = self.between or particle == "と" and following == "の"
        if following == "の" or particle == "まで":
            self.until = self.until or particle == "まで"
            return True
        if particle == "から" and self.until:
            self.until = False
            return True
        return False

    def _takes_case(self, index: int) -> bool:
        """Whether a particle belongs to the inmost clause or to one around it: 甲から法の規定による額を引いた額."""
        particle = self.words[index].surface
        outward = particle != "に" or _OF_OUTER.match(self.text, self.words[index].start) is not None
        outward = outward or index > 0 and self.words[index - 1].surface in ("前", "後", "日")
        if "に" in self.clauses[-1].taken and self.text.startswith("に対し", self.words[index].start):
            return False  # 町に対して事業に充てる資金を払う
        while self.clauses:
            if self.clauses[-1].takes(particle):
                return True
            if len(self.clauses) == 1 or not outward:
                return False
            self.clauses.pop()
        return False

    def _is_adnominal(self, index: int) -> bool:
        """Whether に or て is in についての, に対しての before a noun."""
        text, at = self.text, self.words[index].start
        return _FOR_NOUN.match(text, at) is not None or text.startswith("ての", at)

    def _is_second_means(self, index: int) -> bool:
        """Whether に is in a により that another follows with only nouns between: 事情により法第2条の規定により."""
        if self.words[index].surface != "に" or not _MEANS.match(self.text, self.words[index].start):
            return False
        last, self.means = self.means, index
        return last > index and all(
            word.word.pos[0] in _NOUNS or word.surface in JOINS or word.surface == "の"
            for word in self.words[index + 2 : last]
        )

    def _takes_join(self, index: int) -> bool:
        if index == 0 or self._is_defined(index) or self._is_last_alone(index) or self._is_outer(index):
            return False
        if self.words[index - 1].word.pos[0] in _VERBAL or self.words[index - 1].surface == "、":
            self._begin_anew()
        self.borders.add("joined clause" if self.clauses else "list")
        return True

    def _is_outer(self, index: int) -> bool:
        """Whether a join is of the list around the one that the term stands for: 区域の保全並びに事故又は災害(以下「事故等」…)."""
        chosen = self.words[index].start in self.either
        if self.chosen is not None and self.chosen and not chosen and not self.clauses:
            return self.term.endswith(OF_LISTS)
        self.chosen = chosen
        return False

    def _is_of_other(self, index: int, left: str) -> bool:
        """Whether the words before a 、 speak of another thing than the phrase: 職員のうち、その者の号給."""
        text, end = self.text, self.words[index].end
        if left.endswith("のうち"):
            person = text.endswith(_PERSONS, 0, self.words[index].start - len("のうち"))
            return text.startswith("その者", end) or person and not text.endswith((*_PERSONS, "もの"))
        return text.startswith(("その", "当該"), end)

    def _has_no_case(self) -> bool:
        """Whether the verb of the only clause has no particle of its own: 保護し、育成すべき樹木."""
        return len(self.clauses) == 1 and not self.clauses[0].taken

    def _begin_anew(self, never: frozenset[str] = frozenset()) -> None:
        """Another verb of the same clause begins: 許可を受け、又は届出をした者."""
        if self.clauses:
            self.clauses = [_Clause(never)]

    def _is_citing(self, index: int) -> bool:
        """Whether a verb only cites: 前条の規定による, 法第2条に規定する."""
        word = self.words[index]
        before = self.words[index - 1].surface if index else ""
        return (
            word.word.dictionary_form in _CITING
            or before == "規定"
            or before == "に"
            and word.surface in ("定める", "掲げる")
        )

    def _is_last_alone(self, index: int) -> bool:
        """Whether the term is the last member of a list alone: 市長及び甲消防組合消防長(以下「消防長」という。)."""
        before = self.text[: self.words[index].start].removesuffix("、")
        alone = last_alone(before, self.text[self.words[index].end :], self.term, clause=bool(self.clauses))
        if alone:
            self.borders.add("last of list")
        return alone

    def _is_defined(self, index: int) -> bool:
        """Whether a term of its own is defined directly before a word, or before a number there: 低木(以下「甲」という。)2本、…"""
        start = self.words[index].start
        return start in self.defined or any(
            _COUNTED.fullmatch(self.text, at, start) for at in self.defined if at < start < at + _LONGEST_COUNT
        )

    def _takes_comma(self, index: int) -> bool:
        if index == 0 or self._is_defined(index) or self._is_last_alone(index):
            return False
        before, after = self.words[index - 1], self._after(index)
        left = "".join(word.surface for word in self.words[max(0, index - 4) : index])
        if _BEING.search(left):
            if _WHEN.search(left):
                return False
            self._begin_anew(_NEVER_BEING)
            if self._is_of_other(index, left):
                return False
            return bool(self.clauses) or left.endswith(("のうち", "その他"))
        if before.word.pos[0] in _VERBAL:
            joined = after is not None and after.surface in JOINS
            shared = self._has_no_case() and _SHARES.match(self.text, self.words[index].end) is not None
            self._begin_anew()
            return bool(self.clauses) and (joined or shared) and _ADVERBIAL.search(left) is None
        return self.listed and before.word.pos[0] in _NOUNS and before.surface not in _TIMES


_MEASURE: Final = re.compile("(?:おおむね|概ね|およそ|約|水平距離|直線距離|半径|で|の)*[0-9一二三四五六七八九十百千]")
"""What follows から before a noun without a verb: 境界から概ね100メートルの区域."""
_PERSONS: Final = ("者", "員", "人")
_SHARES: Final = re.compile("[^ぁ-ん、]+[しすさ]")
_COUNTED: Final = re.compile("[0-9一二三四五六七八九十]+[^ぁ-ん0-9]{1,3}")
_LONGEST_COUNT: Final = 8
_FOR_NOUN: Final = re.compile("(?:に(?:つい|対し|関し|とっ)|とし)ての")
_OF_OUTER: Final = re.compile("に(?:より|よって|よつて|おいて|ついて)")
"""Adverbials that belong to a verb even over a clause inside: 法第2条の規定により前条に規定する届出をした者."""
_MEANS: Final = re.compile("に(?:より|よって|よつて)")
_ADVERBIAL: Final = re.compile("に(?:より|よって|対し|関し|つき|当たり|あたり|基づき|応じ|係り|際し)$")
