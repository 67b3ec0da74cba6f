"""The left border of a law's name in running text, told by the parts of speech of the words before its noun.

A title is one noun phrase: nouns, の, verbs that qualify a noun (…に関する, …を定める), lists joined by 及び or 、. It is read from
its end to the left (`jorei.links.title_words`); before the joint of a list it is asked whether the name goes on there.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.links.title_phrase import POINTING, QUALIFYING, TitlePhrase, is_order
from jorei.links.title_words import INSTRUMENT_BEFORE, LEADING_NOUNS, LEADING_VERBS, verdict_of
from jorei.text.instruments import COMMON
from jorei.text.morphology import words_backwards

GENERIC_TAILS: Final = frozenset((*COMMON, "法", "令", "細則", "基準", "命令", "府令", "省令"))
"""Nouns of regulation that alone are no name."""
_LETTERS: Final = re.compile("[一-龠々〆ヵヶァ-ヶーA-Za-z0-9]+$")
_CLAUSE_END: Final = re.compile("(?:[はがもでてしりば]、|[。「『(])$")
_NEVER_FIRST: Final = ("ん", "っ", "ー", "ゃ", "ゅ", "ょ")
_SHORT_KANA_WORD: Final = re.compile("(?:特別|(?<![ぁ-ん])|(?<=[はがをにでび]))[か-と]ん$")
"""A noun in kana that the dictionary takes for particles: とん税."""


def left_border(window: str, floor: int) -> int:
    """The offset in ``window`` where the name begins that ends with it, not before ``floor``.

    >>> def name(text):
    ...     return text[left_border(text, 0):]
    >>> name("市長は、墓地、埋葬等に関する法律"), name("届出及び森林法"), name("次に掲げる事項及び毒物及び劇物取締法")
    ('墓地、埋葬等に関する法律', '森林法', '毒物及び劇物取締法')
    >>> name("当該許可に係る建設工事に係る資材の再資源化等に関する法律"), name("届出が急傾斜地の崩壊による災害の防止に関する法律")
    ('建設工事に係る資材の再資源化等に関する法律', '急傾斜地の崩壊による災害の防止に関する法律')
    >>> name("条例又は架空保全法の規定に基づく立入検査の手続に関する省令"), name("市は、灯台守士及び灯台修繕士法")
    ('架空保全法の規定に基づく立入検査の手続に関する省令', '灯台守士及び灯台修繕士法')
    """
    floor, led = _behind_clause(window, floor)
    old_or_new = window.startswith(("旧", "新"), floor)
    run = None if old_or_new else _LETTERS.search(window, floor)
    if run is not None and (
        run.start() == floor or _CLAUSE_END.search(window, max(floor, run.start() - 2), run.start())
    ):
        return _behind_version(window, run.start())  # …は、森林法: nothing to ask
    start = floor + _Reading(window[floor:], led=led).border()
    start = _behind_version(window, start)
    while start > floor and window.startswith(_NEVER_FIRST, start):
        start -= 1  # ん登録: the dictionary cut がん登録 wrongly
    kana = _SHORT_KANA_WORD.search(window, floor, start)
    return kana.start() if kana is not None else start


# -- versions and clauses -------------------------------------------------------------------------------------------

_OF_TITLE: Final = re.compile(
    "[旧新](?:[^をにでとがへのや、・及又並]*(?:[をでとへ]|に(?!関する))|[ァ-ヶー]|用途|軍|令|[一-龠]{2,}法(?!施行)[一-龠]|[^、]*みなし)"
)
"""旧 or 新 of a title itself: 旧軍港市転換法, 旧漁業法に基づく省令, 新エネルギー."""
_CLAUSE: Final = re.compile(
    "改正[前後]の|(?:廃止|合併|編入)前の|この(?!他)|なお|(?<!実)現に|日(?:前|後|以前(?!に[^、を]{2,10}の生じた)|以後)に"
    "|(?<![度月])以[前後降]に?おける|のうち|その日が|受けるべき"
    r"|(?<=[条項号書段文)])の規定に(?:よる|より|基づく|基づき)|(?<=[条項号)])に(?:規定する|定める|より|よる|基づく|基づき)"
)
"""Words of the sentence around a title."""
_PROVISION_CLAUSE: Final = re.compile("の規定に|に[規定基よ]")
_QUOTED_PROVISION: Final = re.compile(r"(?:[一-龠々ァ-ヶー]法|る法律|[一-龠]令|規則)(?:附則|別表|第)[^条。()はが]*$")
_LONGEST_QUOTED: Final = 60
"""Characters of a provision, from the name of its law on, that are looked at."""
_TYPHOON: Final = re.compile("台風第[^、。]{1,4}号$")


def _behind_version(window: str, start: int) -> int:
    """Behind the 旧 or 新 of a version: 旧条例, not 新幹線鉄道."""
    if not window.startswith(("旧", "新"), start) or _OF_TITLE.match(window, start):
        return start
    return start + 1 if words_backwards(window[start:])[-1][1] == 1 else start


def _behind_clause(window: str, floor: int) -> tuple[int, bool]:
    """Where the last clause ends that no title holds: a version (改正後の), a provision (第5条の規定による); and whether it
    leads to another provision."""
    led = False
    for clause in _CLAUSE.finditer(window, floor):
        if clause.end() < len(window) and not _is_of_title(window, clause):
            floor, led = clause.end(), clause[0] != "受けるべき"
    return floor, led


def _is_of_title(window: str, clause: re.Match[str]) -> bool:
    """Whether a clause about a provision is a part of the title of an order: 〈law〉附則第五項の規定による…を定める省令."""
    begin = max(0, clause.start() - _LONGEST_QUOTED)
    if _TYPHOON.search(window, begin, clause.start()):
        return True
    quotes = _PROVISION_CLAUSE.match(clause[0]) is not None and is_order(window, clause.end())
    return quotes and _QUOTED_PROVISION.search(window, begin, clause.start()) is not None


# -- the reading ----------------------------------------------------------------------------------------------------

_BY_THE_STATE: Final = frozenset(("政令", "省令", "内閣府令", "総理府令", "命令"))
"""Nouns before which any verb may qualify: …を指定する省令."""
_FORMING: Final = re.compile(
    "(?:関する|定める|ための|改正する|廃止する|設ける|特例の|等の|伴う|を置く|を指定する|日とする)$"
)
"""What may stand right before the noun of a title that is a clause: …に関する条例, …を定める省令."""
_CONCERNED: Final = ("に係る", "に属する")
"""What joins the noun of a title to what it is about when that noun says what is done: …に係る手数料徴収規則."""
_ALIKE_LIST: Final = re.compile(r"[一-龠]*([一-龠]{2})及び[一-龠]+\1[一-龠]*法")
"""定時制教育及び通信教育振興法."""
_LEFT_LOOKED_AT: Final = 16
"""Words before a list joint that are looked at. Chosen: a clause that leads to another provision has ten."""


class _Reading(TitlePhrase):
    """The words of a window, the last one first, while the border is looked for."""

    def __init__(self, window: str, *, led: bool) -> None:
        super().__init__(window)
        self.led = led
        """Whether a clause about another provision stands right before the window: 第5条に規定する."""
        self.start = len(window)
        """Where the name begins as far as it is read."""
        self.breaks: list[int] = []
        """Where the parts begin that stand behind a qualifying verb or の, the last found last."""

    def border(self) -> int:
        """Read to the left until a word stops it."""
        for i, (_, end, _) in enumerate(self.words):
            verdict = verdict_of(self, i)
            if verdict == "stop":
                return self._stopped(i)
            if verdict == "joint":
                if self.surface(i) in ("その", "又"):  # その他, 又は
                    end = self.words[i - 1][1]
                if not self._extends(i, end):
                    return end + (self.window.startswith("の", end))
            elif not self._take(i):
                return self.start
        return self.start

    def _take(self, i: int) -> bool:
        """Take word ``i`` into the title; False when it does not join the noun of the title to what it is about."""
        begin, end, _ = self.words[i]
        if self.is_nominal(i) or self._begins_noun(i):
            self.start = begin if self.surface(i) != "並び" else self.start
            return True
        if self.surface(i) == "は":
            return True  # of 又は
        if not self.breaks and not self.is_kind(i, "補助記号") and not self._forms_title(end):
            return False
        if self.surface(i) == "の" or self.is_predicate(i):
            self.breaks.append(self.start)
        return True

    def _begins_noun(self, i: int) -> bool:
        """Whether a title may begin with word ``i`` that is no noun: 疑わしい取引, 美しく豊かな自然, みなし小売電気事業者."""
        if self.is_kind(i, "形容詞"):
            return True
        compound = self.is_joining_form(i) and self.is_nominal(i - 1)
        return compound and self.surface(i + 1) not in QUALIFYING and not self.is_nominal(i + 1)

    def _forms_title(self, end: int) -> bool:
        """Whether the words up to ``end`` join the noun of the title (条例, 基本条例) to what it is about."""
        tail = self.window[end:]
        if _FORMING.search(self.window, 0, end) or self._forms_by_act(end, tail):
            return True
        if tail in _BY_THE_STATE and self.window.startswith(("る", "た"), end - 1):
            return not self.window.endswith(("よる", "基づく"), 0, end)
        if not self.window.startswith("の", end - 1):
            return False
        return _ALIKE_LIST.match(tail) is not None or (not tail.endswith(("法", "令")) and tail not in GENERIC_TAILS)

    def _forms_by_act(self, end: int, tail: str) -> bool:
        """…に対する特別給付金支給法, …に係る手数料徴収規則."""
        if self.window.endswith("に資する", 0, end):
            return tail.endswith("基本法")
        if self.window.endswith("に対する", 0, end):
            return self.names_act(end) and (
                not tail.endswith(("施行規則", "施行細則", "施行規程")) or tail.startswith("特別")
            )
        concerned = self.window.endswith(_CONCERNED, 0, end) and tail.endswith(("規則", "規程")) and "施行" not in tail
        return concerned and self.names_act(end)

    def _stopped(self, i: int) -> int:
        """The border where word ``i`` is no part of the name: behind what a pointing word qualifies."""
        if self.breaks and (self.surface(i) in POINTING or self.is_kind(i, "連体詞")):
            return self.breaks[-1]
        return self.start

    def _extends(self, i: int, end: int) -> bool:
        """Whether the name goes on before the list joint ``i``: what stands before it is of the title, too."""
        begin, tail = self.words[i][0], self.window[end:]
        if _is_one_list(self, i, tail):
            return True
        if self.surface(i + 1) in GENERIC_TAILS and not self.is_qualified(i + 1):
            return False  # 条例又は〈title〉
        if INSTRUMENT_BEFORE.search(self.window, 0, begin):
            if _PROVISION_NEXT.match(tail) and is_order(tail, 0):
                return True
            if not (_AMENDING.search(tail) or _ABOUT_LAWS.search(tail)):
                return False
        if self._leads_elsewhere(i + 1):
            return False
        long = _LONG_TAIL.search(tail) is not None or "等" in tail
        return long or self.names_act(end) or _shares_first(self, i, tail) or _shares_last(self.window, begin, tail)

    def _leads_elsewhere(self, first: int) -> bool:
        """Whether the words before a joint belong to a clause about another provision: 次に掲げる事項及び."""
        qualified = False
        for i in range(first, min(first + _LEFT_LOOKED_AT, len(self.words))):
            surface = self.surface(i)
            if surface in LEADING_VERBS or (surface in LEADING_NOUNS and self.is_kind(i - 1, "動詞")):
                return not self.rests_on_law(i)
            if surface in POINTING or self.is_kind(i, "連体詞"):
                return surface != "その" and not qualified  # 当該許可に係る〈title〉
            if verdict_of(self, i) != "inside":
                return False
            qualified = qualified or self.is_predicate(i)
        return self.led


# -- the joints of lists --------------------------------------------------------------------------------------------

_LONG_TAIL: Final = re.compile("(?:に関する|に係る|ための|を定める|を改正する|日とする|の特例|等の|等に)[^、]*$")
"""The end of a title that is a clause itself."""
_AMENDING: Final = re.compile("の(?:一部|全部)を改正する|の施行に伴う")
_ABOUT_LAWS: Final = re.compile(
    "^[^、をにが]{1,40}(?:[法令則程]|法律)等?(?:の(?:適用|特例|臨時特例|特別|廃止|規定|一部|施行|改正)|による|に基づく)"
    "|^.{1,80}(?:[法令則程]|法律)等?の(?:適用|臨時特例|特別措置|廃止|各?規定|施行)[^、]{0,60}(?:関する|定める)[^、]{1,6}$"
    "|^[^、をが]{1,40}(?:法|法律)施行法(?:施行令|施行規則)?$|^これに基づく命令"
)
"""The end of a title that says what it does with several laws: 所得税法及び地方税法の特例等に関する法律."""
_PROVISION_NEXT: Final = re.compile("(?:[^、。]{2,12}附則)?第[^、。]{1,8}[項号](?:の規定|に規定)")
_BETWEEN: Final = re.compile("[^、。]{1,12}との間")
_LIST_IN_LIST: Final = re.compile("[一-龠]{1,6}並びに[一-龠]{1,8}法")
"""母子及び父子並びに寡婦福祉法."""
_ALIKE: Final = 3
"""Letters with which both sides of a joint must begin. Chosen: two are a common word (特別, 地方)."""
_ALIKE_AT_END: Final = 2
"""Letters with which both sides of a joint must end, but for words for persons."""
_OF_ACT: Final = ("法", "法施行令", "法施行規則")
_PERSONS: Final = "士官師婦"
_REGULATION: Final = re.compile("(?:法|法律|規則|規程|令|条例)?(?:施行(?:令|規則|細則))?$")


def _is_one_list(phrase: TitlePhrase, i: int, tail: str) -> bool:
    """Whether the joint ``i`` is one of a list in a list (母子及び父子並びに寡婦福祉法) or of A と B との間."""
    joint = phrase.surface(i)
    if joint == "と":
        return _BETWEEN.match(tail) is not None
    if joint == "及び":
        return _LIST_IN_LIST.match(tail) is not None and phrase.is_nominal(i + 1)
    if joint not in ("並び", "並びに"):
        return False
    j = i + 1
    while phrase.is_nominal(j):
        j += 1
    return j > i + 1 and phrase.surface(j) in ("及び", "及") and phrase.is_nominal(j + 1)


def _shares_first(phrase: TitlePhrase, i: int, tail: str) -> bool:
    """Whether both sides of a joint begin alike: 審査官及び審査会法."""
    first = i + 1
    while phrase.is_nominal(first + 1):
        first += 1
    words = phrase.window[phrase.words[first][0] : phrase.words[i][0]] if phrase.is_nominal(first) else ""
    return len(words) >= _ALIKE and tail.startswith(words[:_ALIKE])


def _shares_last(window: str, end: int, tail: str) -> bool:
    """Whether both sides of a joint, the first one's end at ``end``, are of one kind: 理学療法士及び作業療法士法, 船舶職員及び
    小型船舶操縦者法."""
    run = _LETTERS.search(window, 0, end)
    first = run[0] if run is not None and len(run[0]) > _ALIKE_AT_END else ""
    if first and tail.endswith(_OF_ACT) and tail.find(first[:_ALIKE_AT_END]) > 0:
        return True
    word = _REGULATION.sub("", tail)
    if not word or not window.endswith(word[-1], 0, end):
        return False
    return word[-1] in _PERSONS or window.endswith(word[-_ALIKE_AT_END:], 0, end)
