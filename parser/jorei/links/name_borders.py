"""The left border of a law's name in running text, told by the parts of speech of the words before its noun.

A title is one noun phrase: nouns, の, verbs that qualify a noun (…に関する, …を定める), lists joined by 及び or 、. Reading from
its end to the left, the first word that such a phrase cannot hold begins the sentence around it: a topic は, が, a clause
that ends in て or し, words that point (当該, 前条), a verb that leads to another provision (掲げる, 規定する).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from jorei.text.instruments import COMMON, alternation
from jorei.text.morphology import words_backwards

_Word = tuple[int, int, tuple[str, ...]]
"""Begin, end and part of speech."""
_Verdict = Literal["inside", "joint", "stop"]

_NOMINAL: Final = frozenset(("名詞", "接尾辞", "接頭辞", "形状詞"))
_QUALIFYING: Final = frozenset("に を と から へ で".split())
"""Case particles that a title holds before a verb (に関する, を定める) or before の (からの)."""
_LISTS: Final = frozenset("及 及び および 並びに ならびに 又 若しくは もしくは または 又は と や 、 ・".split())
_POINTING: Final = frozenset(
    "当該 前条 前項 前号 次条 次項 同条 同項 同号 同法 これ これら それ 次 各号 左 下記 上記 以下 以上".split()
)
"""Nouns that point to something said elsewhere: no title holds them."""
_TAKING_UP: Final = frozenset(("これ", "これら", "それ", "当該", "同法"))
_LEADING_VERBS: Final = frozenset("掲げる 掲げ 該当する 準ずる 基づき 準じ".split())
"""Verbs that lead to another provision."""
_RELATING: Final = frozenset("つい 対し おい 関し より もっ とっ".split())
"""Stems before て that make a particle of it (について): what follows begins anew."""
_RELATING_VERBS: Final = frozenset("関する 係る 対する 基づく 伴う よる 定める ため".split())
"""Verbs that have no subject in a title."""
_RELATING_STEMS: Final = (
    *_RELATING_VERBS, "つい", "対し", "おい", "おけ", "関し", "際し", "よっ", "資する", "向け", "関わ", "応じ",
)  # fmt: skip
_IN_THE_CASE: Final = re.compile("が[^、。が]{1,30}場合における当該")
"""道路が…に定められる場合における当該都市施設."""
_LONG_SUBJECT: Final = 4
"""Letters of a noun that can be the subject inside a title. Chosen: an office or a company has as many."""
_LEADING_NOUNS: Final = frozenset(("規定", "該当"))
"""Nouns before する that do likewise."""
_INSTRUMENT_BEFORE: Final = re.compile(
    rf"(?:{alternation(*COMMON)}|(?<!方)法|[令綱]|(?<!原)則|(?<![日過])程|[0-9一二三四五六七八九十前次同各][条項号章節款]|[別付附]表|曜日|号\))$"
)
"""What an instrument or a provision ends in: a list joint behind it joins names, not the words of one."""
_ABOUT_LAWS: Final = re.compile(
    r"^[^、をにが]{1,40}(?:[法令則程]|法律)等?(?:の(?:適用|特例|臨時特例|特別|廃止|規定|一部|施行|改正)|による|に基づく)"
    r"|^.{1,80}(?:[法令則程]|法律)等?の(?:適用|臨時特例|特別措置|廃止|各?規定|施行)[^、]{0,60}(?:関する|定める)[^、]{1,6}$"
    r"|^[^、をが]{1,40}(?:法|法律)施行法(?:施行令|施行規則)?$|政令を廃止する法律$|^これに基づく命令"
)
"""The end of a title that says what it does with several laws: 所得税法及び地方税法の特例等に関する法律."""
_RESTS_ON: Final = re.compile(
    r"(?:(?:[一-龠々ァ-ヶー][法令]|[るの]法律|規則|規程|条約)(?:等|施行令|施行規則)?"
    r"|(?:附則|法律|[法令])第[^条、。]{1,8}項(?:前段)?|章(?:の[一二三四五六七八九十])?|欄|[一二三四五六七八九十0-9の]号|別表(?:第[^条、。]{1,8})?|の項)(?:の各?|に|各|の各?規定に)?$"
)
"""What stands before 規定による or に基づき in a title that names the law it rests on; 法の規定 speaks of one defined before."""
_ORDER: Final = re.compile("(?:関する|定める|指定する|特例の?|改正する(?:等の)?)(?:[^、。]{0,8}[省府庁房]令|政令|命令|法律|規則|[^、。]{0,4}特例法)(?:施行(?:令|規則))?$")
_DEFINED_TWICE: Final = re.compile("定める[^、。]{1,24}を(?:定める|指定する)[^、。]{0,8}令$")
"""What follows 省令で in the title of the order that does so: …に規定する総務省令で定める金額等を定める省令."""
_RESTING_VERBS: Final = frozenset(("基づき",))
_LONG_TAIL: Final = re.compile("(?:に関する|に係る|ための|を定める|を改正する|日とする|の特例|等の|等に)[^、]*$")
"""The end of a title that is a clause itself."""
_AMENDING: Final = re.compile("の(?:一部|全部)を改正する|の施行に伴う")
_LEFT_LOOKED_AT: Final = 16
"""Words before a list joint that are looked at. Chosen: a clause that leads to another provision has ten."""
_FAR: Final = 2
"""Words behind a 、 after which a joint is one of the member's own."""
_LONGEST_MEMBER: Final = 40
"""Words of the last member of a list that are read on to 等."""
_ARGUMENTS: Final = 3
"""Arguments of one verb that are followed. Chosen: 人の生命に危険を生じさせる has two."""
_UNTIL: Final = re.compile("[^、。をに]{1,24}までの")
_SINCE: Final = re.compile("[年月日度旬分]から[^、。をに]{1,24}[年月日度旬分]$")
_LONGEST_PERIOD: Final = 30
"""Characters before まで that are looked at."""
_DATES: Final = ("日", "月", "年", "度", "年度")
_SIDES_OF_DAY: Final = ("以前", "以後", "以降")
_NEVER_FIRST: Final = ("ん", "っ", "ー", "ゃ", "ゅ", "ょ")
_TYPHOON: Final = re.compile("台風第[^、。]{1,4}号$")
_PROVISION_CLAUSE: Final = re.compile("の規定に|に[規定基よ]")
_QUOTED_PROVISION: Final = re.compile(r"(?:[一-龠々ァ-ヶー]法|る法律|[一-龠]令|規則)(?:附則|別表|第)[^条。()はが]*$")
_LONGEST_QUOTED: Final = 60
"""Characters of a provision, from the name of its law on, that are looked at."""
_PROVISION_NEXT: Final = re.compile("(?:[^、。]{2,12}附則)?第[^、。]{1,8}[項号](?:の規定|に規定)")
_EASE: Final = ("やすい", "にくい")
_ACT: Final = re.compile("[^、。はがに]{1,24}を(?:負担させる|原産地とする)|[^、。は]{1,60}を(?:置く|設ける)[^、。]{1,4}$")
_OFFICES: Final = ("政府", "官", "大臣", "会社")
"""Ends of nouns for those who act in titles."""
_BETWEEN: Final = re.compile("[^、。]{1,12}との間")
_ALIKE_LIST: Final = re.compile("[一-龠]*([一-龠]{2})及び[一-龠]+\\1[一-龠]*法")
"""定時制教育及び通信教育振興法."""
_LIST_IN_LIST: Final = re.compile("[一-龠]{1,6}並びに[一-龠]{1,8}法")
"""母子及び父子並びに寡婦福祉法."""
_SHORT_KANA_WORD: Final = re.compile("(?:特別|(?<![ぁ-ん])|(?<=[はがをにでび]))[か-と]ん$")
"""A noun in kana that the dictionary takes for particles: とん税."""
_ALIKE: Final = 3
"""Letters with which both sides of a joint must begin. Chosen: two are a common word (特別, 地方)."""
_ALIKE_AT_END: Final = 2
"""Letters with which both sides of a joint must end, but for words for persons."""
_PERSONS: Final = "士官師婦"
_REGULATION: Final = re.compile("(?:法|法律|規則|規程|令|条例)?(?:施行(?:令|規則|細則))?$")
_CLAUSE: Final = re.compile(
    r"改正[前後]の|廃止前の|この(?!他)|なお|(?<!実)現に|日(?:前|後|以前(?!に[^、を]{2,10}の生じた)|以後)に|(?<![度月])以[前後降]に?おける|のうち|その日が|受けるべき"
    r"|(?<=[条項号書段文)])の規定に(?:よる|より|基づく|基づき)|(?<=[条項号)])に(?:規定する|定める|より|よる|基づく|基づき)"
)
"""Words of the sentence around a title."""
GENERIC_TAILS: Final = frozenset((*COMMON, "法", "令", "細則", "基準", "命令", "府令", "省令"))
"""Nouns of regulation that alone are no name."""
_BY_THE_STATE: Final = frozenset(("政令", "省令", "内閣府令", "総理府令", "命令"))
"""Nouns before which any verb may qualify: …を指定する省令."""
_FORMAL_NOUNS: Final = frozenset("もの 物 ため こと とき 時 場合 ところ ほか 者 日".split())
"""Nouns that end a clause when a 、 follows."""
_FORMING: Final = re.compile("(?:関する|定める|ための|改正する|廃止する|設ける|特例の|等の|伴う|を置く|を指定する|日とする)$")
"""What may stand right before the noun of a title that is a clause: …に関する条例, …を定める省令."""
_GIVEN_TO: Final = ("に対する",)
_ACTS: Final = ("取締", "取扱", "支給", "保安", "安全")
"""Nouns for what is done that the dictionary does not know as such."""
_CONCERNED: Final = ("に係る", "に属する")
"""What joins the noun of a title to what it is about when that noun says what is done: …に対する特別給付金支給法."""
_LETTERS: Final = re.compile("[一-龠々〆ヵヶァ-ヶーA-Za-z0-9]+$")
_CLAUSE_END: Final = re.compile("(?:[はがもでてしりば]、|[。「『(])$")


def left_border(window: str, floor: int) -> int:
    """The offset in ``window`` where the name begins that ends with it, not before ``floor``.

    >>> def name(text):
    ...     return text[left_border(text, 0):]
    >>> name("市長は、墓地、埋葬等に関する法律"), name("届出及び森林法"), name("次に掲げる事項及び毒物及び劇物取締法")
    ('墓地、埋葬等に関する法律', '森林法', '毒物及び劇物取締法')
    >>> name("当該許可に係る建設工事に係る資材の再資源化等に関する法律"), name("届出が急傾斜地の崩壊による災害の防止に関する法律")
    ('建設工事に係る資材の再資源化等に関する法律', '急傾斜地の崩壊による災害の防止に関する法律')
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


_OF_TITLE: Final = re.compile(r"[旧新](?:[^をにでとがへのや、・及又並]*(?:[をでとへ]|に(?!関する))|[ァ-ヶー]|用途|軍|令|[一-龠]{2,}法(?!施行)[一-龠]|[^、]*みなし)")
"""旧 or 新 of a title itself: 旧軍港市転換法, 旧漁業法に基づく省令, 新エネルギー."""


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
    if _TYPHOON.search(window, max(0, clause.start() - _LONGEST_QUOTED), clause.start()):
        return True
    if not _PROVISION_CLAUSE.match(clause[0]) or not _ORDER.search(window, clause.end()):
        return False
    return _QUOTED_PROVISION.search(window, max(0, clause.start() - _LONGEST_QUOTED), clause.start()) is not None


class _Reading:
    """The words of a window, the last one first, while the border is looked for."""

    def __init__(self, window: str, *, led: bool) -> None:
        self.window = window
        self.led = led
        """Whether a clause about another provision stands right before the window: 第5条に規定する."""
        self.words = words_backwards(window)
        self.start = len(window)
        """Where the name begins as far as it is read."""
        self.breaks: list[int] = []
        """Where the parts begin that stand behind a qualifying verb or の, the last found last."""

    def border(self) -> int:
        """Read to the left until a word stops it."""
        for i, (begin, end, pos) in enumerate(self.words):
            verdict = self._judge(i)
            if verdict == "stop":
                return self._stopped(i)
            if verdict == "joint":
                if self._surface(i) in ("その", "又"):  # その他, 又は
                    end = self.words[i - 1][1]
                if not self._extends(i, end):
                    return end + (self.window.startswith("の", end))
            elif pos[0] in _NOMINAL:
                self.start = begin if self._surface(i) != "並び" else self.start
            elif self._begins_noun(i):
                self.start = begin
            elif self._surface(i) == "は":
                continue  # of 又は
            elif not self.breaks and pos[0] != "補助記号" and not self._forms_title(end):
                return self.start
            elif self._surface(i) == "の" or self._is_predicate(i):
                self.breaks.append(self.start)
        return self.start

    def _begins_noun(self, i: int) -> bool:
        """Whether a title may begin with word ``i`` that is no noun: 疑わしい取引, 美しく豊かな自然, みなし小売電気事業者."""
        if self._is(i, "形容詞"):
            return True
        compound = self._is(i, "動詞") and "連用形" in self.words[i][2][5] and self._is_nominal(i - 1)
        return compound and self._surface(i + 1) not in _QUALIFYING and not self._is(i + 1, *_NOMINAL)

    def _forms_title(self, end: int) -> bool:
        """Whether the words up to ``end`` join the noun of the title (条例, 基本条例) to what it is about."""
        tail = self.window[end:]
        if self.window.endswith(_GIVEN_TO, 0, end) and self._ends_in_act():
            return not tail.endswith(("施行規則", "施行細則", "施行規程")) or tail.startswith("特別")
        if self.window.endswith(_CONCERNED, 0, end) and tail.endswith(("規則", "規程")) and self._ends_in_act():
            return "施行" not in tail
        if _FORMING.search(self.window, 0, end):
            return True
        if tail in _BY_THE_STATE and self.window.startswith(("る", "た"), end - 1):
            return not self.window.endswith(("よる", "基づく"), 0, end)
        if self.window.startswith("の", end - 1) and _ALIKE_LIST.match(tail):
            return True
        return self.window.startswith("の", end - 1) and not tail.endswith(("法", "令")) and tail not in GENERIC_TAILS

    def _surface(self, i: int) -> str:
        if not 0 <= i < len(self.words):
            return ""
        begin, end, _ = self.words[i]
        return self.window[begin:end]

    def _is(self, i: int, *kinds: str) -> bool:
        return 0 <= i < len(self.words) and self.words[i][2][0] in kinds

    def _is_nominal(self, i: int) -> bool:
        return self._is(i, *_NOMINAL)

    def _is_predicate(self, i: int) -> bool:
        return self._is(i, "動詞", "助動詞", "形容詞")

    def _stopped(self, i: int) -> int:
        """The border where word ``i`` is no part of the name: behind what a pointing word qualifies."""
        if self.breaks and (self._surface(i) in _POINTING or self._is(i, "連体詞")):
            return self.breaks[-1]
        return self.start

    def _judge(self, i: int) -> _Verdict:
        surface = self._surface(i)
        counted = self._is(i, "接尾辞") or (self._is_nominal(i + 1) and self.words[i + 1][2][1] == "数詞")
        points = surface in _POINTING and not counted  # 第一次製錬業, 二以上
        if points and self.window.endswith("場合における", 0, self.words[i][0]):
            return "inside"  # …場合における当該都市施設
        if surface == "準ずる" and self.window.endswith("これらに", 0, self.words[i][0]):
            return "inside"
        if surface in _LEADING_VERBS or (points and not self._is_listed(i)):
            return "inside" if surface in _RESTING_VERBS and self._rests_on_law(i) else "stop"
        match self.words[i][2][0]:
            case "名詞" | "接尾辞" | "接頭辞" | "形状詞":
                if surface == "該当" and self._surface(i - 2) == "か":
                    return "inside"
                leads = surface in _LEADING_NOUNS and (self._is(i - 1, "動詞") or self._surface(i - 1) == "に")
                return "stop" if leads and not self._rests_on_law(i) else "inside"
            case "代名詞":
                return "inside" if self._is_listed(i) else "stop"
            case "接続詞":
                return "inside" if surface == "かつ" else "joint" if surface in _LISTS else "stop"
            case "助詞":
                return self._judge_particle(i, surface)
            case "動詞" if surface == "並び":
                return "inside"  # the dictionary parts 並びに
            case "動詞" | "助動詞" | "形容詞":
                return self._judge_predicate(i)
            case "補助記号":
                return self._judge_sign(i, surface)
            case "連体詞" if surface == "その":
                following_joint = self._surface(i + 1) in _LISTS or self._surface(i + 1) == "は"
                return "joint" if self._surface(i - 1) == "他" else "inside" if following_joint else "stop"
            case "副詞":
                acts = self._is_predicate(i - 2) or self._surface(i - 2) == "と"
                return "inside" if self._is(i - 1, "動詞", "形状詞") or (self._is_nominal(i - 1) and acts) else "stop"
            case _:
                return "stop"

    def _rests_on_law(self, i: int) -> bool:
        """Whether 規定 or 基づき belongs to the title of an order of the state, which names the law it rests on."""
        begin, end, _ = self.words[i]
        stem = self.window[:begin]
        return bool(_RESTS_ON.search(stem) and _ORDER.search(self.window, end))

    def _is_listed(self, i: int) -> bool:
        """Whether これ, その or 当該 takes up the word before a joint, inside the title: 災害及びこれに対し."""
        return self._surface(i) in _TAKING_UP and (self._is(i + 1, "接続詞") or self._surface(i + 1) == "は")

    def _judge_predicate(self, i: int) -> _Verdict:
        """A verb that qualifies (…に関する法律), or leads on to another (踏まえ…実施する), or is a noun by now (払戻し等)."""
        form, following = self.words[i][2][5], self._surface(i - 1)
        if self._is_nominal(i - 1) or self._is_predicate(i - 1) or following == "の" or self._precedes_joint(i):
            return "inside"
        surface_of_deverbal = following in (*_LISTS, "並び", "に", "を") and self._is_listable(i)
        if surface_of_deverbal or following == "まで":
            return "inside"
        if "終止形" in form or "意志推量形" in form:
            return "inside" if following in ("と", "て", "か") else "stop"
        return "inside" if following == "て" or self._is(i - 1, "接続詞") else "stop"

    def _precedes_joint(self, i: int) -> bool:
        """Whether a list of acts goes on behind word ``i``: 犯罪を防止し、及びこれと戦う."""
        return self.window.startswith("、及びこれ", self.words[i][1])

    def _judge_particle(self, i: int, surface: str) -> _Verdict:
        if surface == "の":
            return "inside"
        if surface == "に" and self._surface(i + 1) == "並び":
            return "joint"  # the dictionary parts 並びに
        if surface == "まで" or (surface == "から" and self._surface(i - 1) != "の"):
            return "inside" if self._is_period(i, surface) else "stop"
        if surface == "は":
            if self.words[i + 1 :] and self._surface(i + 1).endswith("又"):
                return "inside" if self._surface(i + 1) == "又" else "joint"  # 長期借入金又|は
            return "stop"
        if surface == "か":
            return "inside" if self._surface(i - 1) in ("否", "の") else "stop"
        if surface == "に" and self._surface(i + 1) == "ため":
            return "inside"
        if surface == "に" and self._surface(i + 1) in _SIDES_OF_DAY:
            return "inside" if self._surface(i + 2) in _DATES else "stop"
        if surface in ("と", "や") and self._is_nominal(i - 1) and not self._is_argument(i):
            return "joint"
        if surface == "で" and _INSTRUMENT_BEFORE.search(self.window[: self.words[i][0]]):
            return "inside" if _DEFINED_TWICE.match(self.window, self.words[i][1]) else "stop"  # 規則で定める
        if surface == "て" and self.window.endswith("までの間におい", 0, self.words[i][0]):
            return "inside"
        if surface == "て":
            linked = self._surface(i + 1) not in _RELATING
            return "inside" if self._surface(i - 1) == "の" or self._is_argument(i, of_nouns=linked) else "stop"
        if surface == "が":
            return "inside" if self._is_subject(i) else "stop"
        if surface in _QUALIFYING:
            argument = self._surface(i - 1) == "の" or self._is_argument(i, of_nouns=surface in ("を", "で"))
            argument = argument or (surface == "に" and self._is_place_of_act(i))
            return "inside" if argument else "stop"
        return "stop"

    def _is_period(self, i: int, surface: str) -> bool:
        """Whether から or まで is of a period that a title is about: 平成十二年から平成二十六年までの間の火山現象."""
        begin, end, _ = self.words[i]
        if surface == "まで" and self.window.startswith("の間", end):
            return True
        if surface == "から":
            return _UNTIL.match(self.window, end) is not None or self._is_argument(i)
        return _SINCE.search(self.window, max(0, begin - _LONGEST_PERIOD), begin) is not None

    def _is_argument(self, i: int, *, of_nouns: bool = False) -> bool:
        """Whether the particle ``i`` belongs to a verb right behind it, its other arguments between them (生命に危険を生じ);
        ``of_nouns``: also when these are nouns with a の (人の生命に)."""
        for _ in range(_ARGUMENTS):
            i -= 1
            while self._is_nominal(i) or self._surface(i) == "かつ" or (of_nouns and self._surface(i) == "の"):
                i -= 1
            if self._is_predicate(i):
                return True
            if self._surface(i) not in _QUALIFYING and self._surface(i) != "が":
                return False
        return False

    def _is_subject(self, i: int) -> bool:
        """Whether the が at ``i`` belongs to a verb of the title: 商工組合中央金庫が…となるための手続に関する省令.

        What else has a subject is the sentence around it (届出が〈title〉の規定に違反する): its subjects are short, or persons
        in general (申請者), or pointed at.
        """
        if _IN_THE_CASE.match(self.window, self.words[i][0]):
            return True
        first = i + 1
        while self._is_nominal(first):
            first += 1
        if first == i + 1 or self._surface(first) in _POINTING or self._is(first, "連体詞"):
            return False
        begin, end = self.words[first - 1][0], self.words[i][0]
        noun = self.window[begin:end].removesuffix("等")
        if noun.endswith(_OFFICES):
            return self._has_verb_of_its_own(i)
        short = len(noun) < _LONG_SUBJECT and self._surface(first) != "の" and noun != "もの"
        if short or (noun.endswith("者") and len(noun) < 2 * _LONG_SUBJECT):
            return noun == "こと" or self._has_verb_of_its_own(i, near=True)
        return self._has_verb_of_its_own(i)

    def _has_verb_of_its_own(self, i: int, *, near: bool = False) -> bool:
        """Whether the first verb behind ``i`` does more than relate one noun to another (に関する, に係る, 標準的な);
        ``near``: nothing stands between but how it is done (円滑に利用できる)."""
        for j in range(i - 1, -1, -1):
            surface = self._surface(j)
            if self._is(j, "動詞") and not ("連用形" in self.words[j][2][5] and self._is_nominal(j - 1)):
                return not self.window.startswith(_RELATING_STEMS, self.words[j][0])
            if near and surface in ("な", "で") and self._is(j, "助動詞"):
                return False
            if self.window.startswith(_EASE, self.words[j][0]) or surface.endswith(_EASE):
                return True
            if near and self._is(j, "助詞") and not self._is(j + 1, "形状詞"):
                return False
            if self._is(j, "助詞") and surface not in (*_QUALIFYING, "の"):
                return False
        return False

    def _is_place_of_act(self, i: int) -> bool:
        """Whether the に at ``i`` goes with what is done to something: 内閣官房に企画官を置く."""
        _, end, _ = self.words[i]
        act = _ACT.match(self.window, end)
        return act is not None and not act[0].endswith(_RELATING_STEMS)

    def _judge_sign(self, i: int, surface: str) -> _Verdict:
        if not surface.strip("・()"):
            return "inside"
        if surface == "、" and self.window.startswith("、及びこれ", self.words[i][0]):
            return "inside"
        listed = self._is_listable(i + 1) and self._surface(i + 1) not in _FORMAL_NOUNS
        return "joint" if surface == "、" and listed and self._closes_list(i) else "stop"

    def _closes_list(self, i: int) -> bool:
        """Whether the words behind a 、 end a list (墓地、埋葬等, 予防、調整及び救済) and no sentence: 日曜日、国民の祝日."""
        while i > 0 and (self._is_nominal(i - 1) or self._surface(i - 1) == "・"):
            i -= 1
            if self._surface(i) in ("等", "など"):
                return True
        if self._surface(i - 1) in _LISTS or self._surface(i - 1) == "その":
            return True
        return self._ends_in_others(i)

    def _ends_in_others(self, i: int) -> bool:
        """Whether the words from ``i`` on are one phrase up to 等: 高齢者の養護者に対する支援等."""
        for j in range(i - 1, max(-1, i - _LONGEST_MEMBER), -1):
            if self._surface(j) == "等" and not self._is_nominal(j - 1):
                return True
            inner = self._surface(j) in ("の", "に", "を", "、") or (j < i - _FAR and self._surface(j) in _LISTS)
            if not (self._is_nominal(j) or inner or self._is_predicate(j)):
                return False
        return False

    def _is_listable(self, i: int) -> bool:
        """Whether word ``i`` is a noun, or a verb that became one: 出資の受入れ, 事業の引継ぎ."""
        if self._is_nominal(i):
            return True
        of_noun = self._surface(i + 1) == "の" or self._is_nominal(i + 1)
        return self._is(i, "動詞") and self.words[i][2][1] == "一般" and "連用形" in self.words[i][2][5] and of_noun

    def _extends(self, i: int, end: int) -> bool:
        """Whether the name goes on before the list joint ``i``: what stands before it is of the title, too."""
        begin = self.words[i][0]
        tail = self.window[end:]
        if self._surface(i) in ("並び", "並びに") and self._closes_nested_list(i):
            return True
        if self._surface(i) == "及び" and _LIST_IN_LIST.match(tail) and self._is_nominal(i + 1):
            return True
        if self._surface(i) == "と" and _BETWEEN.match(tail):
            return True
        if self._surface(i + 1) in GENERIC_TAILS and not self._is_qualified(i + 1):
            return False  # 条例又は〈title〉
        names_before = _INSTRUMENT_BEFORE.search(self.window[:begin]) is not None
        if names_before and _PROVISION_NEXT.match(tail) and _ORDER.search(tail):
            return True
        if names_before and not (_AMENDING.search(tail) or _ABOUT_LAWS.search(tail)):
            return False
        if self._leads_elsewhere(i + 1):
            return False
        if self._shares_first(i, tail) or self._shares_last(begin, tail):
            return True
        return bool(_LONG_TAIL.search(tail)) or "等" in tail or self._ends_in_act()

    def _closes_nested_list(self, i: int) -> bool:
        """Whether the words before 並びに are a list of nouns themselves: 母子及び父子並びに寡婦福祉法."""
        j = i + 1
        while self._is_nominal(j):
            j += 1
        return j > i + 1 and self._surface(j) in ("及び", "及") and self._is_nominal(j + 1)

    def _shares_first(self, i: int, tail: str) -> bool:
        """Whether both sides of a joint begin alike: 審査官及び審査会法."""
        first = i + 1
        while self._is_nominal(first + 1):
            first += 1
        words = self.window[self.words[first][0] : self.words[i][0]] if self._is_nominal(first) else ""
        return len(words) >= _ALIKE and tail.startswith(words[:_ALIKE])

    def _shares_last(self, end: int, tail: str) -> bool:
        """Whether both sides of a joint are of one kind: 理学療法士及び作業療法士法, 専門官及び労働衛生専門官規程."""
        word = _REGULATION.sub("", tail)
        if tail.endswith(("法", "法施行令", "法施行規則")) and self._shares_word(end, tail):
            return True
        if not word or not self.window.endswith(word[-1], 0, end):
            return False
        return word[-1] in _PERSONS or self.window.endswith(word[-_ALIKE_AT_END:], 0, end)

    def _shares_word(self, end: int, tail: str) -> bool:
        """Whether the noun before a joint begins with a word of the noun behind it: 船舶職員及び小型船舶操縦者法."""
        run = _LETTERS.search(self.window, 0, end)
        return run is not None and len(run[0]) > _ALIKE_AT_END and tail.find(run[0][:_ALIKE_AT_END]) > 0

    def _is_qualified(self, i: int) -> bool:
        """Whether a noun or の stands before word ``i``, which so is a part of a longer name."""
        return self._is_nominal(i + 1) or self._surface(i + 1) == "の" or self._is_predicate(i + 1)

    def _leads_elsewhere(self, first: int) -> bool:
        """Whether the words before a joint belong to a clause about another provision: 次に掲げる事項及び."""
        qualified = False
        for i in range(first, min(first + _LEFT_LOOKED_AT, len(self.words))):
            surface = self._surface(i)
            if surface in _LEADING_VERBS or (surface in _LEADING_NOUNS and self._is(i - 1, "動詞")):
                return not self._rests_on_law(i)
            if surface in _POINTING or self._is(i, "連体詞"):
                return surface != "その" and not qualified  # 当該許可に係る〈title〉
            if self._judge(i) != "inside":
                return False
            qualified = qualified or self._is_predicate(i)
        return self.led

    def _ends_in_act(self) -> bool:
        """Whether a short name says what is done (…取締法, …規制法): such a name lists its objects, 森林法 does not."""
        return any(pos[2] == "サ変可能" or self._surface(i).endswith(_ACTS) for i, (_, _, pos) in enumerate(self.words[:3]))
