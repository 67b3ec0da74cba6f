"""Modality: what a sentence does, by its final predicate.

One visible ordered table of endings; the first that fits decides. Where the ending alone does not (定める, ものとする),
the words before it do, and only for what is left the part of speech of the last word (`is_predicate`). The classes are
those of 法制執務: しなければならない is a duty, ものとする a duty of a softer kind and counted with it, とする a
declaration.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from jorei.model.vocabulary import Modality
from jorei.text.instruments import MUNICIPAL, alternation
from jorei.text.morphology import tokens


class Ending(NamedTuple):
    """Endings of sentences and what they say."""

    modality: Modality
    suffixes: tuple[str, ...]
    words: re.Pattern[str] | None = None
    """What must stand in the sentence before the ending, when anything must."""


_PENAL: Final = re.compile("過料|罰金|懲役|拘禁刑|禁[錮固こ]|拘留|科料")
_THIS_INSTRUMENT: Final = re.compile(
    rf"(?:この|本)(?:{alternation(*MUNICIPAL, '基準', '細則')}|条|章|節)(?:の規定)?は、"
)
_MATTERS: Final = re.compile(
    "(?:事項|基準|手続き?|こと|必要な事項等|期間|範囲|取扱い|方法)を|に(?:関し|ついて|つき)て?、?(?:必要な事項を)?(?:規定し|定め)"
)
_WORDS_MEAN: Final = re.compile("用語|意義")
_BY_ANOTHER: Final = re.compile(
    "(?:規則|規程|要綱|要領|条例|細則|告示|政令|省令|管理者|委員会|委員長|教育長|会長|議長|理事長|部長|局長|本部長|[市区町村]長|知事|総長|学長"
    "|所長|館長|課長|院長|別|諮って|諮つて|諮り|協議して|協議のうえ|協議の上)"
    "(?:で|が|に|、|において|により)?[^をは。]{0,24}$"
)
_OBJECT: Final = re.compile("[を][^、]{0,16}$")
_FROM: Final = re.compile(
    "(?:から|日に|日より)(?:これを)?、?(?:遡及して|遡って|さかのぼって|さかのぼつて)?、?$|から、?[^、]{0,12}に?(?:施行|実施)$"
)
_LISTED: Final = re.compile("(?:掲げる|準ずる|次の各号の|示す|該当する|係る|関する|た|である)$")
"""What makes the もの of ものとする a thing: 次に掲げるものとする."""

ENDINGS: Final = (
    Ending("penalty", ("に処する", "に処す", "を科する", "を科す", "に処することができる", "を科することができる",
                       "を科すことができる", "に処すことができる", "罰する", "を科するものとする", "に処するものとする")),
    Ending("penalty", ("徴収する", "徴収することができる", "科する", "科すことができる"), _PENAL),
    Ending("purpose", ("を目的とする", "目的とするものである", "を目的とします", "を目的としています", "を趣旨とする", "を目的とするものとする")),
    Ending("definition", ("をいう", "という", "と総称する", "をいうものとする", "をいいます", "といいます", "という)", "と称する", "をさす",
                          "を指す", "用語の例による", "で使用する用語による")),
    Ending("mutatis_mutandis", ("とする", "とし", "とするものとする"), re.compile("とあるのは")),
    Ending("definition", ("による", "とおりとする", "とおりである", "ものとする", "とする", "定める"), _WORDS_MEAN),
    Ending("effort", ("努めなければならない", "努めねばならない", "努めるものとする", "努める", "努めることとする", "努めなければなりません",
                      "努めます", "努めるべきである", "努力しなければならない", "努力するものとする", "努力する", "務めなければならない",
                      "務めるものとする", "つとめなければならない", "つとめるものとする", "努めるものである", "努めることとします")),
    Ending("obligation", ("なければならない", "ねばならない", "なければならないものとする", "なければなりません", "なくてはならない", "べきである",
                          "義務を負う", "義務を有する", "責務を有する", "責任を有する", "責任を負う", "責めを負う", "責に任ずる", "責めに任ずる",
                          "責めに任じなければならない", "ことを要する", "を必要とする", "必要がある", "必要があります", "必要です", "を要する",
                          "なければならないこととする", "ねばなりません", "義務がある", "責務がある", "責任がある")),
    Ending("prohibition", ("てはならない", "ではならない", "てはならないものとする", "ことができない", "ことはできない", "ができない", "はできない",
                           "てはなりません", "ではなりません", "ことができません", "ことはできません", "できません", "できない", "認めない",
                           "てはいけない", "ことができないものとする", "禁止する", "禁ずる", "禁じる", "許さない", "できないものとする", "認められない",
                           "許されない")),
    Ending("no_obligation", ("を要しない", "に足りる", "で足りる", "足りるものとする", "足りる", "必要としない", "要しないものとする", "必要がない",
                             "必要はない", "に及ばない", "要しない", "要しません", "必要はありません", "しなくてもよい", "なくてもよい")),
    Ending("exemption", ("限りでない", "限りではない", "限りでないものとする", "限りではないものとする", "限りではありません", "適用しない",
                         "適用しないものとする", "準用しない", "適用されない", "適用がない", "適用はない", "除外する", "除外するものとする", "除く",
                         "除くものとする", "適用除外とする", "含まない", "含まないものとする", "準用しないものとする")),
    Ending("permission", ("ことができる", "ができる", "できる", "できるものとする", "を妨げない", "妨げない", "を妨げるものではない", "妨げるものでない",
                          "妨げるものと解してはならない", "権利を有する", "差し支えない", "差支えない", "さしつかえない", "てもよい", "もよいものとする",
                          "ができます", "できます", "ことができることとする", "ことを認める", "できるものである", "でもよい", "を妨げないものとする")),
    Ending("deeming", ("とみなす", "みなす", "みなされる", "みなすものとする", "みなします", "と推定する", "推定されるものとする", "推定する",
                       "みなして適用する", "推定するものとする", "みなすこととする")),
    Ending("mutatis_mutandis", ("準用する", "準用するものとする", "準用します", "準用される", "読み替えるものとする", "読み替える", "読替えるものとする",
                                "読替える", "読みかえるものとする", "読みかえる", "読み替えて適用する", "準用することとする")),
    Ending("mutatis_mutandis", ("例による", "例によるものとする", "例により行う", "例に準ずる", "に準ずる", "に準ずるものとする", "に準じるものとする",
                                "に準じて行う", "例に準じる"), re.compile(r"(?<!従前)(?<!従来)の[^の]{0,6}$")),
    Ending("other", ("改正する", "改める", "加える", "削る", "廃止する", "改正します", "従前の例による", "従来の例による", "ください",
                     "下さい", "削除する", "を加え", "繰り下げる", "繰り上げる", "繰下げる", "繰上げる")),
)  # fmt: skip
"""Endings that decide alone, in order; 定める, ものとする and 施行する are read by `_by_context` before the rest."""

_LAST: Final = 3
"""Letters at the end of a sentence that tell which rows it may fit."""
_SHORTEST: Final = 2
"""Letters of the shortest endings (とし, 除く)."""


def _rows_for(last: str) -> tuple[Ending, ...]:
    """The rows that a sentence with these last letters may fit, each with the endings for these alone."""
    rows = [
        row._replace(suffixes=tuple([s for s in row.suffixes if s.endswith(last) or last.endswith(s)]))
        for row in ENDINGS
    ]
    return tuple([row for row in rows if row.suffixes])


_ROWS: Final = {last: _rows_for(last) for last in {suffix[-_LAST:] for row in ENDINGS for suffix in row.suffixes}}

_EFFECTIVE: Final = (
    "施行する", "施行するものとする", "施行します", "適用する", "適用するものとする", "実施する", "実施するものとする", "適用します",
    "施行される",
)  # fmt: skip
_LAPSES: Final = ("効力を失う", "効力を失うものとする", "失効する", "失効するものとする")
_DETERMINED: Final = (
    "定める", "定めるものとする", "定めるところによる", "定めることとする", "定めるところによるものとする", "定めによる", "定めます",
    "定めるものによる",
)  # fmt: skip
_OUGHT: Final = ("ものとする", "こととする", "ものとします", "こととします", "ものである")
_NOT_OUGHT: Final = ("ないものとする", "ないこととする", "ないものとします", "ないこととします")
_CONTEXT_ENDS: Final = frozenset(
    [suffix[-_LAST:] for suffixes in (_LAPSES, _EFFECTIVE, _DETERMINED, _OUGHT, _NOT_OUGHT) for suffix in suffixes]
)
_SETTLING: Final = frozenset(("obligation", "declaration", "delegation"))
_POLITE: Final = re.compile("こと(?:に|と)(?:なってい(?:ます|る)|なりま(?:す|した)|されてい(?:ます|る))$")
"""How a page about a law ends what the law says: 収集することができないことになっています."""
_POLITE_ENDS: Final = ("ます", "ました", "いる")
_TAIL: Final = 64
"""Characters of a sentence's end that the table is asked for. Chosen: the longest ending with the words before it; the same
ends come back in text after text, so that a cache answers for most."""
_HEAD: Final = 160
"""Characters of a sentence's beginning that are searched for この条例は、 and 用語. Chosen: its topic stands there."""
_PREDICATE: Final = 12
"""Characters of a sentence's end in which its last word stands."""


def modality(sentence: str) -> Modality:
    """The modality of a sentence without its brackets (folded, 。 or not).

    >>> [modality(s) for s in ("市長は、規則で定める額を徴収してはならない。", "委員は、会長を補佐するものとする。",
    ...     "この条例の施行に関し必要な事項は、規則で定める。", "この条例は、必要な事項を定めるものとする。", "本人の同意があるとき。")]
    ['prohibition', 'obligation', 'delegation', 'purpose', 'other']
    """
    sentence = sentence.rstrip("。 ")
    if sentence.endswith(_POLITE_ENDS):
        sentence = _POLITE.sub("", sentence)
    by_tail = _by_tail(sentence[-_TAIL:])
    if by_tail not in _SETTLING:
        return by_tail
    if sentence.endswith(_DETERMINED):
        return "purpose" if _THIS_INSTRUMENT.search(sentence, 0, _HEAD) and _MATTERS.search(sentence) else by_tail
    if by_tail != "delegation" and (sentence.find("用語", 0, _HEAD) >= 0 or sentence.find("意義", 0, _HEAD) >= 0):
        return _by_tail("用語" + sentence[-_TAIL:])
    return by_tail


@lru_cache(maxsize=16384)
def _by_tail(tail: str) -> Modality:
    for kind, suffixes, words in _ROWS.get(tail[-_LAST:]) or _ROWS.get(tail[-_SHORTEST:]) or ():
        for suffix in suffixes:
            if tail.endswith(suffix):
                if words is None or words.search(tail, 0, len(tail) - len(suffix)):
                    return kind
                break
    return _by_context(tail)


def _by_context(tail: str) -> Modality:
    if tail[-_LAST:] not in _CONTEXT_ENDS:
        return "declaration" if is_predicate(tail) else "other"
    if tail.endswith(_LAPSES):
        return "effective_date"
    if tail.endswith(_EFFECTIVE):
        stem = tail[: -max(len(s) for s in _EFFECTIVE if tail.endswith(s))]
        if _FROM.search(stem):
            return "effective_date"
    if tail.endswith(_DETERMINED):
        return _determined(tail)
    if tail.endswith(_NOT_OUGHT):
        return "prohibition"
    if tail.endswith(_OUGHT):
        stem = tail[: -max(len(s) for s in _OUGHT if tail.endswith(s))]
        noun = stem.endswith("の") or _LISTED.search(stem)
        return "declaration" if noun else "obligation"
    return "declaration" if is_predicate(tail) else "other"


def _determined(tail: str) -> Modality:
    """定める: by whom, or as a duty to settle something."""
    suffix = max((s for s in _DETERMINED if tail.endswith(s)), key=len)
    stem = tail[: -len(suffix)]
    if _OBJECT.search(stem):
        return "obligation" if suffix.startswith("定めるもの") else "declaration"
    if suffix.startswith("定めるところによる") and stem.endswith(("次に", "号に", "項に", "条に", "法に", "別表に")):
        return "declaration"
    return (
        "delegation"
        if _BY_ANOTHER.search(stem) or stem.endswith(("規則の", "条例の", "法の", "法律の"))
        else "declaration"
    )


_VERB_END: Final = frozenset("うくぐすずつぬぶむる")
_DOUBTFUL: Final = frozenset("いただんしり")


def is_predicate(tail: str) -> bool:
    """Whether a sentence ends in a predicate (行う, ない, である) and not in a noun (とき, こと, 者).

    >>> [is_predicate(s) for s in ("会務を総理する", "支障がない", "受理した", "次に掲げる者", "支障がないとき", "認める場合")]
    [True, True, True, False, False, False]
    """
    last = tail[-1:]
    if last in _VERB_END:
        return True
    return last in _DOUBTFUL and _ends_in_predicate(tail[-_PREDICATE:])


@lru_cache(maxsize=4096)
def _ends_in_predicate(tail: str) -> bool:
    last = None
    for last in tokens(tail):  # noqa: B007  # the last token is what is wanted
        pass
    return (
        last is not None
        and last.word.pos[0] in ("動詞", "助動詞", "形容詞")
        and last.word.pos[5].startswith(("終止形", "連体形"))
    )
