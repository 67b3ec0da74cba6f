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
_LISTS: Final = frozenset("及び および 並びに ならびに 又 若しくは もしくは または 又は と や 、 ・".split())
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
_LEADING_NOUNS: Final = frozenset(("規定", "該当"))
"""Nouns before する that do likewise."""
_INSTRUMENT_BEFORE: Final = re.compile(rf"(?:{alternation(*COMMON)}|[法令則程綱条項号章節款表]|曜日|\))$")
"""What an instrument or a provision ends in: a list joint behind it joins names, not the words of one."""
_LONG_TAIL: Final = re.compile("(?:に関する|に係る|ための|を定める|を改正する|の特例|等の|等に)[^、]*$")
"""The end of a title that is a clause itself."""
_AMENDING: Final = re.compile("の(?:一部|全部)を改正する|の施行に伴う")
_LEFT_LOOKED_AT: Final = 16
"""Words before a list joint that are looked at. Chosen: a clause that leads to another provision has ten."""
_ARGUMENTS: Final = 3
"""Arguments of one verb that are followed. Chosen: 人の生命に危険を生じさせる has two."""
_NEVER_FIRST: Final = ("ん", "っ", "ー", "ゃ", "ゅ", "ょ")
_ALIKE: Final = 3
"""Letters with which both sides of a joint must begin. Chosen: two are a common word (特別, 地方)."""
_CLAUSE: Final = re.compile(
    r"改正[前後]の|廃止前の|この(?!他)|なお|現に|日(?:前|後|以前|以後)に|以[前後降]に?おける|のうち|その日が"
    r"|(?<=[条項号書段文)])の規定に(?:よる|より|基づく|基づき)|(?<=[条項号)])に(?:規定する|定める|より|よる|基づく|基づき)"
)
"""Words of the sentence around a title."""
GENERIC_TAILS: Final = frozenset((*COMMON, "法", "令", "細則", "基準", "命令", "府令", "省令"))
"""Nouns of regulation that alone are no name."""
_BY_THE_STATE: Final = frozenset(("政令", "省令", "内閣府令", "総理府令", "命令"))
"""Nouns before which any verb may qualify: …を指定する省令."""
_FORMAL_NOUNS: Final = frozenset("もの 物 ため こと とき 時 場合 ところ ほか 者 日".split())
"""Nouns that end a clause when a 、 follows."""
_FORMING: Final = re.compile("(?:関する|定める|ための|改正する|廃止する|設ける|特例の|等の|伴う)$")
"""What may stand right before the noun of a title that is a clause: …に関する条例, …を定める省令."""
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
    begin, floor = floor, _behind_clause(window, floor)
    old_or_new = window.startswith(("旧", "新"), floor)
    run = None if old_or_new else _LETTERS.search(window, floor)
    if run is not None and (
        run.start() == floor or _CLAUSE_END.search(window, max(floor, run.start() - 2), run.start())
    ):
        return _behind_version(window, run.start())  # …は、森林法: nothing to ask
    start = floor + _Reading(window[floor:], led=floor > begin).border()
    start = _behind_version(window, start)
    while start > floor and window.startswith(_NEVER_FIRST, start):
        start -= 1  # ん登録: the dictionary cut がん登録 wrongly
    return start


def _behind_version(window: str, start: int) -> int:
    """Behind the 旧 or 新 of a version: 旧条例, not 新幹線鉄道."""
    versioned = window.startswith(("旧", "新"), start) and words_backwards(window[start:])[-1][1] == 1
    return start + 1 if versioned else start


def _behind_clause(window: str, floor: int) -> int:
    """Where the last clause ends that no title holds: a version (改正後の), a provision (第5条の規定による)."""
    for clause in _CLAUSE.finditer(window, floor):
        if clause.end() < len(window):
            floor = clause.end()
    return floor


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
            elif not self.breaks and pos[0] != "補助記号" and not self._forms_title(end):
                return self.start
            elif self._surface(i) == "の" or self._is_predicate(i):
                self.breaks.append(self.start)
        return self.start

    def _forms_title(self, end: int) -> bool:
        """Whether the words up to ``end`` join the noun of the title (条例, 基本条例) to what it is about."""
        tail = self.window[end:]
        if _FORMING.search(self.window, 0, end):
            return True
        if tail in _BY_THE_STATE and self.window.startswith(("る", "た"), end - 1):
            return not self.window.endswith(("よる", "基づく"), 0, end)
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
        if surface in _LEADING_VERBS or (surface in _POINTING and not self._is_listed(i)):
            return "stop"
        match self.words[i][2][0]:
            case "名詞" | "接尾辞" | "接頭辞" | "形状詞":
                leads = surface in _LEADING_NOUNS and (self._is(i - 1, "動詞") or self._surface(i - 1) == "に")
                return "stop" if leads else "inside"
            case "代名詞":
                return "inside" if self._is_listed(i) else "stop"
            case "接続詞":
                return "inside" if surface == "かつ" else "joint" if surface in _LISTS else "stop"
            case "助詞":
                return self._judge_particle(i, surface)
            case "動詞" | "助動詞" | "形容詞":
                return self._judge_predicate(i)
            case "補助記号":
                return self._judge_sign(i, surface)
            case "連体詞" if surface == "その":
                following_joint = self._surface(i + 1) in _LISTS or self._surface(i + 1) == "は"
                return "joint" if self._surface(i - 1) == "他" else "inside" if following_joint else "stop"
            case _:
                return "stop"

    def _is_listed(self, i: int) -> bool:
        """Whether これ, その or 当該 takes up the word before a joint, inside the title: 災害及びこれに対し."""
        return self._surface(i) in _TAKING_UP and (self._is(i + 1, "接続詞") or self._surface(i + 1) == "は")

    def _judge_predicate(self, i: int) -> _Verdict:
        """A verb that qualifies (…に関する法律), or leads on to another (踏まえ…実施する), or is a noun by now (払戻し等)."""
        form, following = self.words[i][2][5], self._surface(i - 1)
        if self._is_nominal(i - 1) or self._is_predicate(i - 1) or following == "の":
            return "inside"
        if "終止形" in form:
            return "inside" if following == "と" else "stop"
        return "inside" if following == "て" or self._is(i - 1, "接続詞") else "stop"

    def _judge_particle(self, i: int, surface: str) -> _Verdict:
        if surface == "の":
            return "inside"
        if surface == "に" and self._surface(i + 1) == "並び":
            return "joint"  # the dictionary parts 並びに
        if surface == "は":
            return "inside" if self._surface(i + 1) == "又" else "stop"
        if surface in ("と", "や") and self._is_nominal(i - 1) and not self._is_argument(i):
            return "joint"
        if surface == "で" and _INSTRUMENT_BEFORE.search(self.window[: self.words[i][0]]):
            return "stop"  # 規則で定める
        if surface == "て":
            linked = self._surface(i + 1) not in _RELATING
            return "inside" if self._surface(i - 1) == "の" or self._is_argument(i, of_nouns=linked) else "stop"
        if surface == "が":
            return "inside" if self._is_argument(i, of_act=True, most=1) else "stop"
        if surface in _QUALIFYING:
            argument = self._surface(i - 1) == "の" or self._is_argument(i, of_nouns=surface == "を")
            return "inside" if argument else "stop"
        return "stop"

    def _is_argument(self, i: int, *, of_nouns: bool = False, of_act: bool = False, most: int = _ARGUMENTS) -> bool:
        """Whether the particle ``i`` belongs to a verb right behind it, its other arguments between them (生命に危険を生じ);
        ``of_nouns``: also when these are nouns with a の (人の生命に); ``of_act``: not of a verb that only relates (に関する)."""
        for _ in range(most):
            i -= 1
            while self._is_nominal(i) or (of_nouns and self._surface(i) == "の"):
                i -= 1
            if self._is_predicate(i):
                return not (of_act and self._surface(i) in _RELATING_VERBS)
            if self._surface(i) not in _QUALIFYING and self._surface(i) != "が":
                return False
        return False

    def _judge_sign(self, i: int, surface: str) -> _Verdict:
        if surface in "・()":
            return "inside"
        listed = self._is_nominal(i + 1) and self._surface(i + 1) not in _FORMAL_NOUNS
        return "joint" if surface == "、" and listed and self._closes_list(i) else "stop"

    def _closes_list(self, i: int) -> bool:
        """Whether the words behind a 、 end a list (墓地、埋葬等, 予防、調整及び救済) and no sentence: 日曜日、国民の祝日."""
        while i > 0 and (self._is_nominal(i - 1) or self._surface(i - 1) == "・"):
            i -= 1
            if self._surface(i) in ("等", "など"):
                return True
        return self._surface(i - 1) in _LISTS or self._surface(i - 1) == "その"

    def _extends(self, i: int, end: int) -> bool:
        """Whether the name goes on before the list joint ``i``: what stands before it is of the title, too."""
        begin = self.words[i][0]
        tail = self.window[end:]
        if _INSTRUMENT_BEFORE.search(self.window[:begin]) and not _AMENDING.search(tail):
            return False
        if self._leads_elsewhere(i + 1):
            return False
        if self._shares_first(i, tail):
            return True
        return bool(_LONG_TAIL.search(tail)) or "等" in tail or self._ends_in_act()

    def _shares_first(self, i: int, tail: str) -> bool:
        """Whether both sides of a joint begin alike: 審査官及び審査会法."""
        first = i + 1
        while self._is_nominal(first + 1):
            first += 1
        words = self.window[self.words[first][0] : self.words[i][0]] if self._is_nominal(first) else ""
        return len(words) >= _ALIKE and tail.startswith(words[:_ALIKE])

    def _leads_elsewhere(self, first: int) -> bool:
        """Whether the words before a joint belong to a clause about another provision: 次に掲げる事項及び."""
        qualified = False
        for i in range(first, min(first + _LEFT_LOOKED_AT, len(self.words))):
            surface = self._surface(i)
            if surface in _LEADING_VERBS or (surface in _LEADING_NOUNS and self._is(i - 1, "動詞")):
                return True
            if surface in _POINTING or self._is(i, "連体詞"):
                return surface != "その" and not qualified  # 当該許可に係る〈title〉
            if self._judge(i) != "inside":
                return False
            qualified = qualified or self._is_predicate(i)
        return self.led

    def _ends_in_act(self) -> bool:
        """Whether a short name says what is done (…取締法, …規制法): such a name lists its objects, 森林法 does not."""
        return any(pos[2] == "サ変可能" or self._surface(i) == "取締" for i, (_, _, pos) in enumerate(self.words[:3]))
