"""The words before the noun of a title, the last one first, and what can be asked of them.

A title is one noun phrase; which word of a sentence belongs to it is said by `jorei.links.title_words`.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.text.morphology import words_backwards

QUALIFYING: Final = frozenset("に を と から へ で".split())
"""Case particles that a title holds before a verb (に関する, を定める) or before の (からの)."""
POINTING: Final = frozenset(
    "当該 前条 前項 前号 次条 次項 同条 同項 同号 同法 これ これら それ 次 各号 左 下記 上記 以下 以上".split()
)
"""Nouns that point to something said elsewhere: no title holds them."""
_NOMINAL: Final = frozenset(("名詞", "接尾辞", "接頭辞", "形状詞"))
_TAKING_UP: Final = frozenset(("これ", "これら", "それ", "当該", "同法"))
_RELATING_STEMS: Final = (
    "関する", "係る", "対する", "基づく", "伴う", "よる", "定める", "ため", "つい", "対し", "おい", "おけ", "関し", "際し",
    "よっ", "資する", "向け", "関わ", "応じ",
)  # fmt: skip
"""Beginnings of verbs that only relate one noun to another: they have no subject in a title."""
_ACTS: Final = ("取締", "取扱", "支給", "保安", "安全")
"""Nouns for what is done that the dictionary does not know as such."""
_EASE: Final = ("やすい", "にくい")
_ARGUMENTS: Final = 3
"""Arguments of one verb that are followed. Chosen: 人の生命に危険を生じさせる has two."""
_OFFICES: Final = ("政府", "官", "大臣", "会社")
"""Ends of nouns for those who act in titles."""
_LONG_SUBJECT: Final = 4
"""Letters of a noun that can be the subject inside a title. Chosen: an office or a company has as many."""
_IN_THE_CASE: Final = re.compile("が[^、。が]{1,30}場合における当該")
"""道路が…に定められる場合における当該都市施設."""
_INSTALLS: Final = re.compile("を置く(?:規則|[省政]令)$")
_UNTIL: Final = re.compile("[^、。をに]{1,24}までの")
_SINCE: Final = re.compile("[年月日度旬分]から[^、。をに]{1,24}[年月日度旬分]$")
_TABLES: Final = re.compile("別表第[^、。]{1,5}から別表第[^、。]{1,5}$")
_LONGEST_PERIOD: Final = 30
"""Characters before まで that are looked at."""
_RESTS_ON: Final = re.compile(
    r"(?:(?:[一-龠々ァ-ヶー][法令]|[るの]法律|規則|規程|条約)(?:等|施行令|施行規則)?"
    r"|(?:附則|法律|[法令])第[^条、。]{1,8}項(?:前段)?|章(?:の[一二三四五六七八九十])?|欄|[一二三四五六七八九十0-9の]号"
    r"|別表(?:第[^条、。]{1,8})?|の項)(?:の各?|に|各|の各?規定に)?$"
)
"""What stands before 規定による or に基づき in a title that names the law it rests on; 法の規定 is of one defined before."""
_ORDER: Final = re.compile(
    "(?:関する|定める|指定する|特例の?|改正する(?:等の)?)(?:[^、。]{0,8}[省府庁房]令|政令|命令|法律|規則|[^、。]{0,4}特例法)"
    "(?:施行(?:令|規則))?$"
)


def is_order(window: str, begin: int) -> bool:
    """Whether a window from ``begin`` on ends like the title of an order of the state: …を定める省令."""
    return _ORDER.search(window, begin) is not None


class TitlePhrase:
    """The words of ``window``, which ends with the noun of a title; word 0 is the last."""

    def __init__(self, window: str) -> None:
        self.window = window
        self.words = words_backwards(window)

    def surface(self, i: int) -> str:
        """A word as written; empty where there is none."""
        if not 0 <= i < len(self.words):
            return ""
        begin, end, _ = self.words[i]
        return self.window[begin:end]

    def ends_before(self, i: int, *endings: str) -> bool:
        """Whether the text before word ``i`` ends in one of these."""
        return self.window.endswith(endings, 0, self.words[i][0])

    def is_kind(self, i: int, *kinds: str) -> bool:
        """Whether a word is of one of these parts of speech."""
        return 0 <= i < len(self.words) and self.words[i][2][0] in kinds

    def is_nominal(self, i: int) -> bool:
        """Whether a word is a noun or a part of one."""
        return 0 <= i < len(self.words) and self.words[i][2][0] in _NOMINAL

    def is_predicate(self, i: int) -> bool:
        """Whether a word is a verb, an auxiliary or an adjective."""
        return self.is_kind(i, "動詞", "助動詞", "形容詞")

    def is_joining_form(self, i: int) -> bool:
        """Whether a word is a verb in 連用形."""
        return self.is_kind(i, "動詞") and "連用形" in self.words[i][2][5]

    def is_qualified(self, i: int) -> bool:
        """Whether a noun, の or a verb stands before word ``i``, which so is a part of a longer name."""
        return self.is_nominal(i + 1) or self.surface(i + 1) == "の" or self.is_predicate(i + 1)

    def is_deverbal(self, i: int) -> bool:
        """Whether a word is a verb that became a noun: 出資の受入れ, 事業の引継ぎ."""
        of_noun = self.surface(i + 1) == "の" or self.is_nominal(i + 1)
        return of_noun and self.is_joining_form(i) and self.words[i][2][1] == "一般"

    def points(self, i: int) -> bool:
        """Whether a word points elsewhere; 次 in 第一次製錬業 and 以上 in 二以上 do not."""
        if self.surface(i) not in POINTING or self.is_kind(i, "接尾辞"):
            return False
        return not (self.is_nominal(i + 1) and self.words[i + 1][2][1] == "数詞")

    def is_listed(self, i: int) -> bool:
        """Whether これ, その or 当該 takes up the word before a joint, inside the title: 災害及びこれに対し."""
        return self.surface(i) in _TAKING_UP and (self.is_kind(i + 1, "接続詞") or self.surface(i + 1) == "は")

    def rests_on_law(self, i: int) -> bool:
        """Whether 規定 or 基づき belongs to the title of an order of the state, which names the law it rests on."""
        begin, end, _ = self.words[i]
        return _RESTS_ON.search(self.window, 0, begin) is not None and is_order(self.window, end)

    def names_act(self, begin: int) -> bool:
        """Whether a short name, from ``begin`` of the window on, says what is done (…取締法, …規制法): such a name lists
        its objects, 森林法 does not."""
        return any(
            pos[2] == "サ変可能" or self.surface(i).startswith(_ACTS) or self.surface(i).endswith(_ACTS)
            for i, (start, _, pos) in enumerate(self.words[:3])
            if start >= begin
        )

    def is_period(self, i: int) -> bool:
        """Whether から or まで is of a period that a title is about: 平成12年から平成26年までの間の火山現象."""
        begin, end, _ = self.words[i]
        if self.surface(i) == "から":
            return _UNTIL.match(self.window, end) is not None or self.is_argument(i)
        since = _SINCE.search(self.window, max(0, begin - _LONGEST_PERIOD), begin)
        if since is not None or self.window.startswith("の間", end):
            return True
        return _TABLES.search(self.window, max(0, begin - _LONGEST_PERIOD), begin) is not None and is_order(
            self.window, end
        )

    def is_argument(self, i: int, *, of_nouns: bool = False) -> bool:
        """Whether the particle ``i`` belongs to a verb right behind it, its other arguments between them (生命に危険を生じ);
        ``of_nouns``: also when these are nouns with a の (人の生命に)."""
        for _ in range(_ARGUMENTS):
            i -= 1
            while self.is_nominal(i) or self.surface(i) == "かつ" or (of_nouns and self.surface(i) == "の"):
                i -= 1
            if self.is_predicate(i):
                return True
            if self.surface(i) not in QUALIFYING and self.surface(i) != "が":
                return False
        return False

    def is_place_of_act(self, i: int) -> bool:
        """Whether the に at ``i`` goes with what is done to something: 内閣官房に企画官を置く."""
        if _INSTALLS.search(self.window):
            return True
        i -= 1
        while self.is_nominal(i) or self.surface(i) == "の":
            i -= 1
        amends = self.window.startswith(("を改正", "を廃止"), self.words[i][0]) if i >= 0 else False
        return self.surface(i) == "を" and not amends and self._has_own_verb(i)

    def is_subject(self, i: int) -> bool:
        """Whether the が at ``i`` belongs to a verb of the title: 商工組合中央金庫が…となるための手続に関する省令.

        What else has a subject is the sentence around it (届出が〈title〉の規定に違反する): its subjects are short, or persons
        in general (申請者), or pointed at.
        """
        if _IN_THE_CASE.match(self.window, self.words[i][0]):
            return True
        first = i + 1
        while self.is_nominal(first):
            first += 1
        if first == i + 1 or self.surface(first) in POINTING or self.is_kind(first, "連体詞"):
            return False
        noun = self.window[self.words[first - 1][0] : self.words[i][0]].removesuffix("等")
        if noun == "こと":
            return True
        acts = noun.endswith(_OFFICES) or noun == "もの"
        short = len(noun) < _LONG_SUBJECT and self.surface(first) != "の"
        person = noun.endswith("者") and len(noun) < 2 * _LONG_SUBJECT
        return self._has_own_verb(i, near=not acts and (short or person))

    def _has_own_verb(self, i: int, *, near: bool = False) -> bool:
        """Whether the first verb behind ``i`` does more than relate one noun to another (に関する, に係る);
        ``near``: nothing stands between but how it is done (円滑に利用できる), nor 標準的な."""
        for j in range(i - 1, -1, -1):
            surface = self.surface(j)
            if self.is_kind(j, "動詞") and not (self.is_joining_form(j) and self.is_nominal(j - 1)):
                return not self.window.startswith(_RELATING_STEMS, self.words[j][0])
            if surface.endswith(_EASE):
                return True
            if near and self._ends_near(j):
                return False
            if self.is_kind(j, "助詞") and surface not in QUALIFYING and surface != "の":
                return False
        return False

    def _ends_near(self, j: int) -> bool:
        """Whether word ``j`` is no adverb of the verb behind it."""
        if self.is_kind(j, "助動詞"):
            return self.surface(j) in ("な", "で")
        return self.is_kind(j, "助詞") and not self.is_kind(j + 1, "形状詞")
