"""Which words of a sentence are of the title that ends in it: one verdict for each word, by its part of speech.

Reading from its end to the left, the first word that a title cannot hold begins the sentence around it: a topic は, a clause
that ends in て or し, words that point (当該, 前条), a verb that leads to another provision (掲げる, 規定する).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

from jorei.links.title_phrase import QUALIFYING, TitlePhrase
from jorei.text.instruments import COMMON, alternation

Verdict = Literal["inside", "joint", "stop"]
"""Of the title; a joint of a list, before which it may go on; of the sentence around it."""

LISTS: Final = frozenset("及 及び および 並びに ならびに 又 若しくは もしくは または 又は と や 、 ・".split())
"""Words that join the members of a list."""
LEADING_VERBS: Final = frozenset("掲げる 掲げ 該当する 準ずる 基づき 準じ".split())
"""Verbs that lead to another provision."""
LEADING_NOUNS: Final = frozenset(("規定", "該当"))
"""Nouns before する that do likewise."""
INSTRUMENT_BEFORE: Final = re.compile(
    rf"(?:{alternation(*COMMON)}|(?<!方)法|[令綱]|(?<!原)則|(?<![日過])程"
    r"|[0-9一二三四五六七八九十前次同各][条項号章節款]|[別付附]表|曜日|号\))$"
)
"""What an instrument or a provision ends in: a list joint behind it joins names, not the words of one."""
_RELATING: Final = frozenset("つい 対し おい 関し より もっ とっ".split())
"""Stems before て that make a particle of it (について): what follows begins anew."""
_DEFINED_TWICE: Final = re.compile("定める[^、。]{1,24}を(?:定める|指定する)[^、。]{0,8}令$")
"""What follows 省令で in the title of the order that does so: …に規定する総務省令で定める金額等を定める省令."""
_DATES: Final = ("日", "月", "年", "度", "年度")
_SIDES_OF_DAY: Final = ("以前", "以後", "以降")
_FORMAL_NOUNS: Final = frozenset("もの 物 ため こと とき 時 場合 ところ ほか 者 日".split())
"""Nouns that end a clause when a 、 follows."""
_FAR: Final = 2
"""Words behind a 、 after which a joint is one of the member's own."""
_LONGEST_MEMBER: Final = 40
"""Words of the last member of a list that are read on to 等."""
_ACT_AND_MORE: Final = "、及びこれ"
"""犯罪を防止し、及びこれと戦う: one act takes up the other."""


def verdict_of(phrase: TitlePhrase, i: int) -> Verdict:
    """Whether word ``i`` is of the title when all behind it are."""
    surface = phrase.surface(i)
    if phrase.points(i) and phrase.ends_before(i, "場合における"):
        return "inside"  # …場合における当該都市施設
    if surface == "準ずる" and phrase.ends_before(i, "これらに"):
        return "inside"
    if surface in LEADING_VERBS:
        return _inside(surface == "基づき" and phrase.rests_on_law(i))
    if phrase.points(i) and not phrase.is_listed(i):
        return "stop"
    judge = _BY_KIND.get(phrase.words[i][2][0])
    return judge(phrase, i) if judge is not None else "stop"


def _inside(of_title: bool) -> Verdict:
    return "inside" if of_title else "stop"


def _of_noun(phrase: TitlePhrase, i: int) -> Verdict:
    if phrase.surface(i) not in LEADING_NOUNS or phrase.surface(i - 2) == "か":  # 該当するか否か
        return "inside"
    leads = phrase.is_kind(i - 1, "動詞") or phrase.surface(i - 1) == "に"
    return _inside(not leads or phrase.rests_on_law(i))


def _of_pronoun(phrase: TitlePhrase, i: int) -> Verdict:
    return _inside(phrase.is_listed(i))


def _of_conjunction(phrase: TitlePhrase, i: int) -> Verdict:
    surface = phrase.surface(i)
    return "inside" if surface == "かつ" else "joint" if surface in LISTS else "stop"


def _of_adnominal(phrase: TitlePhrase, i: int) -> Verdict:
    """その: of その他, or behind a joint (飛行場及びその施設)."""
    if phrase.surface(i) != "その":
        return "stop"
    if phrase.surface(i - 1) == "他":
        return "joint"
    return _inside(phrase.surface(i + 1) in LISTS or phrase.surface(i + 1) == "は")


def _of_adverb(phrase: TitlePhrase, i: int) -> Verdict:
    """Before a verb or what becomes one: 当面講ずべき, 特に必要と認める."""
    acts = phrase.is_predicate(i - 2) or phrase.surface(i - 2) == "と"
    return _inside(phrase.is_kind(i - 1, "動詞", "形状詞") or (phrase.is_nominal(i - 1) and acts))


def _of_predicate(phrase: TitlePhrase, i: int) -> Verdict:
    """A verb that qualifies (…に関する法律), or leads on to another (踏まえ…実施する), or is a noun by now (払戻し等)."""
    form, following = phrase.words[i][2][5], phrase.surface(i - 1)
    if phrase.surface(i) == "並び" or phrase.is_nominal(i - 1) or phrase.is_predicate(i - 1):
        return "inside"  # the dictionary parts 並びに
    if following in ("の", "まで") or phrase.window.startswith(_ACT_AND_MORE, phrase.words[i][1]):
        return "inside"
    if (following in LISTS or following in ("並び", "に", "を")) and phrase.is_deverbal(i):
        return "inside"
    if "終止形" in form or "意志推量形" in form:
        return _inside(following in ("と", "て", "か"))
    return _inside(following == "て" or phrase.is_kind(i - 1, "接続詞"))


# -- particles ------------------------------------------------------------------------------------------------------


def _of_particle(phrase: TitlePhrase, i: int) -> Verdict:
    judge = _BY_PARTICLE.get(phrase.surface(i))
    return judge(phrase, i) if judge is not None else "stop"


def _of_period(phrase: TitlePhrase, i: int) -> Verdict:
    of_case = phrase.surface(i) == "から" and phrase.surface(i - 1) == "の"
    return _inside(of_case or phrase.is_period(i))


def _of_topic(phrase: TitlePhrase, i: int) -> Verdict:
    """Only the は of 又は, which the dictionary may part as 長期借入金又|は."""
    before = phrase.surface(i + 1)
    return "inside" if before == "又" else "joint" if before.endswith("又") else "stop"


def _of_question(phrase: TitlePhrase, i: int) -> Verdict:
    return _inside(phrase.surface(i - 1) in ("否", "の"))


def _of_te(phrase: TitlePhrase, i: int) -> Verdict:
    if phrase.ends_before(i, "までの間におい") or phrase.surface(i - 1) == "の":
        return "inside"
    return _inside(phrase.is_argument(i, of_nouns=phrase.surface(i + 1) not in _RELATING))


def _of_subject(phrase: TitlePhrase, i: int) -> Verdict:
    return _inside(phrase.is_subject(i))


def _of_ni(phrase: TitlePhrase, i: int) -> Verdict:
    before = phrase.surface(i + 1)
    if before == "並び":
        return "joint"
    if before == "ため":
        return "inside"
    if before in _SIDES_OF_DAY:
        return _inside(phrase.surface(i + 2) in _DATES)
    return _inside(phrase.surface(i - 1) == "の" or phrase.is_argument(i) or phrase.is_place_of_act(i))


def _of_de(phrase: TitlePhrase, i: int) -> Verdict:
    if INSTRUMENT_BEFORE.search(phrase.window, 0, phrase.words[i][0]):  # 規則で定める
        return _inside(_DEFINED_TWICE.match(phrase.window, phrase.words[i][1]) is not None)
    return _of_case(phrase, i)


def _of_list_particle(phrase: TitlePhrase, i: int) -> Verdict:
    if phrase.is_nominal(i - 1) and not phrase.is_argument(i):
        return "joint"
    return _of_case(phrase, i) if phrase.surface(i) in QUALIFYING else "stop"


def _of_case(phrase: TitlePhrase, i: int) -> Verdict:
    of_nouns = phrase.surface(i) in ("を", "で")
    return _inside(phrase.surface(i - 1) == "の" or phrase.is_argument(i, of_nouns=of_nouns))


def _of_no(_phrase: TitlePhrase, _i: int) -> Verdict:
    return "inside"


_Judge = Callable[[TitlePhrase, int], Verdict]
_BY_PARTICLE: Final[dict[str, _Judge]] = {
    "の": _of_no, "は": _of_topic, "が": _of_subject, "か": _of_question, "て": _of_te, "まで": _of_period,
    "から": _of_period, "に": _of_ni, "で": _of_de, "と": _of_list_particle, "や": _of_list_particle, "を": _of_case,
    "へ": _of_case,
}  # fmt: skip
"""Particles that a title may hold; any other ends it."""


# -- lists with 、 --------------------------------------------------------------------------------------------------


def _of_sign(phrase: TitlePhrase, i: int) -> Verdict:
    surface = phrase.surface(i)
    if not surface.strip("・()") or phrase.window.startswith(_ACT_AND_MORE, phrase.words[i][0]):
        return "inside"
    listed = phrase.is_nominal(i + 1) or phrase.is_deverbal(i + 1)
    lists = surface == "、" and listed and phrase.surface(i + 1) not in _FORMAL_NOUNS
    return "joint" if lists and _closes_list(phrase, i) else "stop"


def _closes_list(phrase: TitlePhrase, i: int) -> bool:
    """Whether the words behind a 、 end a list (墓地、埋葬等, 予防、調整及び救済) and no sentence: 日曜日、国民の祝日."""
    while i > 0 and (phrase.is_nominal(i - 1) or phrase.surface(i - 1) == "・"):
        i -= 1
        if phrase.surface(i) in ("等", "など"):
            return True
    return phrase.surface(i - 1) in LISTS or phrase.surface(i - 1) == "その" or _ends_in_others(phrase, i)


def _ends_in_others(phrase: TitlePhrase, i: int) -> bool:
    """Whether the words from ``i`` on are one phrase up to 等: 高齢者の養護者に対する支援等."""
    for j in range(i - 1, max(-1, i - _LONGEST_MEMBER), -1):
        surface = phrase.surface(j)
        if surface == "等" and not phrase.is_nominal(j - 1):
            return True
        inner = surface in ("の", "に", "を", "、") or (j < i - _FAR and surface in LISTS)
        if not (inner or phrase.is_nominal(j) or phrase.is_predicate(j)):
            return False
    return False


_BY_KIND: Final[dict[str, _Judge]] = {
    "名詞": _of_noun, "接尾辞": _of_noun, "接頭辞": _of_noun, "形状詞": _of_noun, "代名詞": _of_pronoun,
    "接続詞": _of_conjunction, "助詞": _of_particle, "動詞": _of_predicate, "助動詞": _of_predicate,
    "形容詞": _of_predicate, "補助記号": _of_sign, "連体詞": _of_adnominal, "副詞": _of_adverb,
}  # fmt: skip
"""Parts of speech that a title may hold."""
