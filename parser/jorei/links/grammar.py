"""The grammar of designators: named patterns over folded text.

Nothing here looks at a tree or says what a designator means (`jorei.links.designators` does). `EVENT` finds, in one
scan (`jorei.links.scanning`), whatever the resolver must read: designators, nouns of laws, law numbers, quotations.

Patterns are composed of named pieces. Each row of a table is guarded by the first characters of its words, so that the
scan skips from anchor to anchor; the characters that an event can begin with are taken from the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.text.eras import ERA, ERA_SHORT
from jorei.text.instruments import BY_NOUN, COMMON, IMPLEMENTING, MUNICIPAL, NUMBERED, SELF_BY_TITLE, alternation
from jorei.text.lawnumbers import BRACKETED_NUMBER, ISSUER
from jorei.text.numerals import NUMERALS

N: Final = f"[{NUMERALS}]+"
"""A number in folded text."""
KANJI: Final = "一-龠々〆ヵヶ"
KANA: Final = "ア-ンヰヱ"
"""Letters that label sub-items."""

# -- the pieces of a provision, from the top down -------------------------------------------------------------------
# What is mostly absent is written (?:…|): sre sets up a repeat for each (?:…)?, and (?:…)?+ goes wrong before Python 3.11.5

_NO_MORE_DIGITS: Final = rf"(?![{NUMERALS}])"
# 第5条の2 is a branch, 第5条の2分の1 or 第5条の30日 is not
_NO_BRANCH: Final = (
    rf"(?![{NUMERALS}]|分の|[年月日人円回つ種件点倍箇個]|割(?!合)|か[月所年国]|以[上内]|の?[項部欄]|条|号)"
)
BRANCHES: Final = rf"(?:(?=[ のノ之])(?: ?[のノ之] ?{N}{_NO_BRANCH})*|)"
RANGE_DASHES: Final = "―－~〜～─-"
_ARTICLE: Final = "条(?![例件約文理項])"
"""条 as a unit: 条例, 条件, 条約, 条文, 条理 and 条項 are words."""
_PARAGRAPH: Final = "項(?!目)"
_EACH_ITEM: Final = "号(?!列記)"
_ALL_ITEMS: Final = "各号(?!列記|以外の部分)"
# 第1号被保険者, 第2号館 are no provisions: what follows 号 is a particle, a sub-label or one of a few words
_AFTER_ITEM: Final = (
    rf"(?![{KANJI}])|(?=[及又若並中本前後柱各該掲以関規第別次同])(?!本人|本市|同意|別表第?{N}?号|第三者)"
)
# a house number is none either: 第12号2番地
_ITEM: Final = rf"号(?![0-9]|{N}番|の[0-9]+番){BRANCHES}(?:{_AFTER_ITEM})"
ENCLOSED: Final = "①-⑳⑴-⒇ⅰ-ⅹ㋐-㋾"
"""Signs that are a whole label."""
_IN_BRACKETS: Final = rf"(?:[{KANA}]|[a-z]|[ivx]{{1,4}}|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})\)"
_SUB_ITEM_INSIDE: Final = rf"(?:\({_IN_BRACKETS}|[{ENCLOSED}]|[a-z](?![a-zA-Z]))"
_GOES_ON: Final = "及又若並中本前後柱但以各の"
_PARTICLE: Final = rf"[ノニハヲトモガ](?=[ァ-ヴ]|[{KANJI}](?<![{_GOES_ON}]))"
"""A particle of a text in katakana (前条第一号ノ規定), no label."""
_LABEL: Final = rf"(?!{_PARTICLE})[{KANA}](?![ァ-ヶー欄])"
_SUB_ITEMS: Final = rf"(?:の?{_LABEL}(?:{_SUB_ITEM_INSIDE})*|[{ENCLOSED}]|[a-z](?![a-zA-Z]))?"
PART: Final = "(?:ただし書き?|のただし書き?|但し?書き?|本文|前段|中段|後段|柱書き?|各号列記以外の部分|各号以外の部分|)"
_TABLE: Final = rf"(?:の表(?![示紙現記彰決])(?:の?備考(?!欄)(?:(?:第 ?)?{N}[号項]?(?![{NUMERALS}]))?)?|)"

_DIVISION_STEP: Final = rf"第 ?{N} ?[{DIVISION_LETTERS}]{BRANCHES}"
_ARTICLE_STEP: Final = rf"第 ?{N} ?{_ARTICLE}{BRANCHES}"
_AND_MORE: Final = rf"(?=[、・及又若])(?=(?:(?:[、・]|及び|又は|若しくは)(?:第 ?)?{N} ?){{1,6}}"
"""第7条第1、第2及び第3項: the unit of 第1 stands behind the last number."""
_ITEM_STEP: Final = rf"(?:第 ?|の第 ?|){N} ?{_ITEM}"
_LETTERED_ITEM: Final = rf"の?[{KANA}]号"
"""前項ア号, where items are labelled (ア)."""

_BELOW_ITEM: Final = rf"{_SUB_ITEMS}{PART}"
_BELOW_PARAGRAPH: Final = (
    rf"(?:(?=の?[第各{NUMERALS}{KANA}])(?:{_ITEM_STEP}{_SUB_ITEMS}|の?{_ALL_ITEMS}|{_LETTERED_ITEM})|){PART}{_TABLE}"
)
_BELOW_ARTICLE: Final = (
    rf"(?:第 ?{N}(?: ?{_PARAGRAPH}|{_AND_MORE}項))|の第 ?{N} ?{_PARAGRAPH}|[{NUMERALS}]+ ?{_PARAGRAPH}"
    rf"|各{_PARAGRAPH}|の各{_PARAGRAPH}|)"
)
_REMARKS: Final = rf"(?:の?備考(?!欄)(?:の?{N}(?![{NUMERALS}]|の?[項部欄号]))?)?"
"""備考, and its number: 別表備考, 同表備考第2項, この表の備考1."""
_BELOW_APPENDIX: Final = rf"{_REMARKS}(?:の?第 ?{N} ?{_PARAGRAPH})?(?:の?第 ?{N} ?{_ITEM}{_SUB_ITEMS}|の?{_ALL_ITEMS})?"

_LACKS_UNIT: Final = (
    rf"(?<=[法令例則程綱領、はびにのがをで。又()]第) ?{N} ?(?=第 ?{N} ?項){_BELOW_ARTICLE}{_BELOW_PARAGRAPH}"
)
"""第51第1項, from which 条 was lost; 告示第1第2項 and 別表第1第2項 are whole."""

# -- designators by their first characters --------------------------------------------------------------------------

_OWN: Final = rf"(?:(?<![{KANJI}]本)|(?<=下本))"
"""本 that begins a word (本条), also after 以下."""
_DIVISION_ENDS: Final = rf"(?=第|[^{KANJI}]|$|[及又若並中関以各])(?!ごと)"

_FROM_ARTICLE: Final = rf"(?:{_ARTICLE}{BRANCHES}{_BELOW_ARTICLE}|{_PARAGRAPH}){_BELOW_PARAGRAPH}"
_FROM_ITEM: Final = rf"{_ITEM}{_BELOW_ITEM}"
_FROM_DIVISION: Final = rf"[編章節款]{_DIVISION_ENDS}(?:{BRANCHES})(?:{_DIVISION_STEP})*"
_NUMBERED_STYLE: Final = rf"号(?:の ?{N})*(?:別記)?様式{BRANCHES}"

_RELATIVE_HEAD: Final = rf"(?:該(?<=当該)|の(?<=この)|(?<=[前次同本])(?:(?<=[前次同])(?:(?<!同){N} ?|)|(?<=本){_OWN}))"
_RELATIVE_FROM_ARTICLE: Final = rf"(?:{_ARTICLE}{_BELOW_ARTICLE}|{_PARAGRAPH}){_BELOW_PARAGRAPH}"
_RELATIVE_FROM_ITEM: Final = rf"号(?:{_AFTER_ITEM}){_BELOW_ITEM}"
_RELATIVE_FROM_DIVISION: Final = rf"[編章節款](?:{_DIVISION_STEP})*"

_TABLE_NUMBER: Final = rf"第 ?{N}(?![{NUMERALS}号条項])"
# 別表3 is 別表第3; 別表2の項 and 別表3年 are not
_BARE_TABLE_NUMBER: Final = rf" ?{N}(?![{NUMERALS}]|の?[項部欄号]|[年月日人円回件つ種点枚名次条級]|か(?!ら))"
# 別表第2の1及び3の項 is 別表第2
_NO_ROWS: Final = rf"(?! ?の ?{N}(?:(?:及び|又は|若しくは|、|・|から){N}(?:まで)?)+の項)"
_TABLE_NUMBERS: Final = rf"(?:(?:{_TABLE_NUMBER}|{_BARE_TABLE_NUMBER})(?:{_NO_ROWS}{BRANCHES})?)?"
BARE_NUMBER: Final = rf"{N}(?![{NUMERALS}]|の?[項部欄号]|[年月日人円回件つ種点枚名次条級部通者]|か(?!ら))"
_NOTE_NUMBER: Final = rf"第 ?{N} ?号(?:の ?{N})*(?:様式)?{BRANCHES}"


# what goes on from the designator before it with a number alone: 第5条及び6条, 別表第1及び第2, 様式第1号又は第2号
GOES_ON_WITH_NUMBER: Final = rf"{N} ?(?:{_ARTICLE}{BRANCHES}{_BELOW_ARTICLE}{_BELOW_PARAGRAPH}|{_PARAGRAPH}{_BELOW_PARAGRAPH}|{_ITEM}{_BELOW_ITEM})"
GOES_ON_WITH_APPENDIX: Final = rf"第 ?{N}{BRANCHES}(?![{NUMERALS}{UNIT_LETTERS}回種類期次]|の[項欄部表])|{BARE_NUMBER}"
GOES_ON_WITH_STYLE: Final = rf"(?:第 ?)?{N} ?号{BRANCHES}(?!様式|条|項|の)"
ARTICLE_WITHOUT_SIGN: Final = rf" ?{N} ?{_ARTICLE}{BRANCHES}{_BELOW_ARTICLE}{_BELOW_PARAGRAPH}"
"""地方自治法244条の2."""


class EventRow(NamedTuple):
    """Words that the scan looks for: their possible first characters, the second ones, and the pattern of what follows."""

    firsts: str
    seconds: str
    """Empty for any; else the row costs next to nothing where another character follows."""
    rest: str


# one row for each family of designators; order matters within a first character. The patterns are long, and compiling
# their copies is most of the time of a cold start: families that go on alike share a row
FREQUENT_DESIGNATORS: Final = (
    EventRow(
        "第", "",
        rf"(?<!風第)(?: ?{N} ?(?:(?:[{RANGE_DASHES}] ?{N} ?|)(?:{_FROM_ARTICLE}|{_NUMBERED_STYLE}|{_FROM_ITEM}|{_FROM_DIVISION})"
        rf"|{_AND_MORE}(?:条(?![例件約文理])|項(?!目))))|{_LACKS_UNIT})",
    ),
    EventRow(
        "前次同当こ本", "",
        rf"{_RELATIVE_HEAD}(?:{_RELATIVE_FROM_ARTICLE}|(?<!本)(?:{_RELATIVE_FROM_ITEM}|{_RELATIVE_FROM_DIVISION}))",
    ),
    EventRow("前", "各", rf"{_EACH_ITEM}|{_PARAGRAPH}|条(?![例件約])"),
    EventRow("次", "の", rf"各(?:{_EACH_ITEM}|{_PARAGRAPH})|表(?![示現])|{N} ?(?:{_EACH_ITEM}|{_PARAGRAPH})(?!を加)"),
    EventRow("次", "各", "号"),
    EventRow("前", "表", "(?![示現記])"),
    EventRow("次", "表", "(?![示現])"),
    EventRow("つ", "ぎ", rf"の(?:各(?:{_EACH_ITEM}|{_PARAGRAPH})|表(?![示現]))"),
    EventRow("同", "別表様", rf"(?:(?<=別)表|(?<=表))(?!示)(?:(?=の?備考){_BELOW_APPENDIX}|)|(?<=様)式"),
    EventRow("当", "該", rf"各(?:{_EACH_ITEM}|{_PARAGRAPH}|条)"),
    EventRow("こ", "の", rf"附則|表(?!示)(?:(?=の?備考){_BELOW_APPENDIX}|)|目(?=において|中|の)"),
    EventRow(
        "本", "",
        rf"{_OWN}(?:[章節](?![{KANJI}](?<![及又若並中以各]))|則(?:{_ARTICLE_STEP}|){_BELOW_ARTICLE}{_BELOW_PARAGRAPH}(?![{KANJI}](?<![及又若並中以各]))|附則)",
    ),
)  # fmt: skip
"""Families that most texts are full of: the first is tried before all else."""
RARE_DESIGNATORS: Final = (
    EventRow(
        "附付", "則",
        rf"別表(?:第 ?{N}{BRANCHES})?|(?=(?:の?第 ?)?{N} ?(?:{_ARTICLE}|{_PARAGRAPH}|号))"
        rf"(?:の?{_ARTICLE_STEP})?{_BELOW_ARTICLE}{_BELOW_PARAGRAPH}|(?=の規定)",
    ),
    EventRow("附付", "表", rf"(?<![{KANJI}]..)(?![示現記彰題情明]){_TABLE_NUMBERS}"),
    EventRow(
        "別", "表記紙図",
        rf"(?<![特個区差類種大選分]..)"
        rf"(?:(?<=表)(?![示現記彰題情明]){_TABLE_NUMBERS}{_BELOW_APPENDIX}|(?<=記){_NOTE_NUMBER}"
        rf"|(?:(?<=記)様式|(?<=紙)(?:様式)?|(?<=図)) ?(?:第 ?{N} ?号?{BRANCHES}|{BARE_NUMBER}{BRANCHES})|(?<=記)様式)",
    ),
    EventRow("様", "式", rf" ?(?:第 ?{N}(?: ?号)?{BRANCHES}(?!条|項|章|節)|{N} ?号|{BARE_NUMBER})"),
    EventRow("各", "", rf"(?:{_EACH_ITEM}|{_PARAGRAPH}|本条)"),
    EventRow(
        KANA, "",
        rf"(?<![ァ-ヶーa-zA-Z0-9][{KANA}])(?:(?<![ノニハヲトモガ])|(?![ァ-ヴ]|[{KANJI}](?<![{_GOES_ON}])))"
        rf"(?![ァ-ヶーA-Z欄項]|\)(?:の ?)?[項欄部表行])(?:号(?![{KANJI}])|(?:{_SUB_ITEM_INSIDE})*(?![a-zA-Z]){PART})",
    ),
    EventRow("(", "", rf"{_IN_BRACKETS}(?:{_SUB_ITEM_INSIDE})*(?!(?:の ?)?[項欄部表行])"),
    EventRow("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", "", ""),
    EventRow("abcdefghijklmnop", "", r"(?<![a-zA-Z0-9().,@/:_][a-z])(?![a-zA-Z0-9().,@/:_-])"),
)  # fmt: skip

# -- laws by the first characters of their nouns --------------------------------------------------------------------

# 方法, 法人, 法令, 政令, 命令 name no law
_LAW: Final = "法(?![人令定的律務制])"
_ORDER_ITSELF: Final = "令(?!和)"
_LAW_FOLLOWS: Final = "(?![人令定的律務制案科学廷規外事])"
_PIN_CITED: Final = "[附付]則|別表|別記|様式|の第|中第|に規定する第"
_ONLY_BEFORE: Final = {
    "規則": "(?![性的])", "規程": "(?![性的])", "告示": f"(?=[第(]|{_PIN_CITED})",
    "政令": f"(?:(?=第|{_PIN_CITED})|(?<=る政令))", "省令": f"(?:(?=第|{_PIN_CITED})|(?<=る省令))",
    "府令": f"(?:(?=第|{_PIN_CITED})|(?<=る..府令))",
    "基準": r"(?=[第(])", "規約": rf"(?= ?{N} ?条)",
}  # fmt: skip
"""Nouns that name an instrument only in front of some characters."""


def _implementing(nouns: Iterable[str]) -> str:
    return f"(?:施行{alternation(*nouns)})?"


def _noun_rows(nouns: Iterable[str]) -> tuple[EventRow, ...]:
    """A row for each two characters that nouns begin with."""
    rests: dict[str, list[str]] = {}
    for noun in nouns:
        row = BY_NOUN[noun]
        following = _implementing(row.implemented_by) if row.implemented_by else ""
        rests.setdefault(noun[:2], []).append(noun[2:] + following + _ONLY_BEFORE.get(noun, ""))
    return tuple(EventRow(two[0], two[1], "|".join(rest)) for two, rest in rests.items())


LAW_NOUNS: Final = (
    EventRow("同", "", alternation(*COMMON, _ORDER_ITSELF, _LAW) + _implementing(IMPLEMENTING)),
    EventRow(
        "法", "",
        rf"(?:(?<![方手司立]法)|(?<=保護司法)|(?<=埋立法)|(?<=小切手法))(?:律|{_LAW_FOLLOWS}){_implementing(BY_NOUN['法律'].implemented_by)}",
    ),
    *_noun_rows((*MUNICIPAL, "細則", "基準", "憲法", "規約")),
    EventRow("令", "", r"(?<![法命指号訓司政省府県発辞禁]令)(?![和達書状嬢])"),
    *_noun_rows(("政令", "省令", "府令")),
    EventRow("命", "令", r"(?<=る命令)(?=[第(の]|に基づ|(?<=関する命令)そ)"),
)  # fmt: skip

# -- the scan -------------------------------------------------------------------------------------------------------

DOUBTFUL_SELF: Final = ("規定", "協定", "決定", "基準", "指針")
"""この規定 speaks of the document only when its title says that it is a 規定."""
_SELF: Final = alternation(*COMMON, *DOUBTFUL_SELF, *SELF_BY_TITLE, "規約", "内規", "細則")
_QUOTATION: Final = r"[^「」\n]*(?:「[^「」\n]*」[^「」\n]*)*」"
_NUMBER_IN_BRACKETS: Final = rf"(?={ERA}){BRACKETED_NUMBER}"
_OUR_INSTRUMENT: Final = (
    rf"(?<![{KANJI}][本当]){alternation(*MUNICIPAL, '規約', '内規', '細則', '基準', '指針', *SELF_BY_TITLE)}"
)
_ERA_FIRSTS: Final = "".join(ERA_SHORT)
_ERA_RESTS: Final = alternation(*dict.fromkeys(era[1:] for era in ERA_SHORT.values()))
_BARE_LAW_NUMBER: Final = rf"{_ERA_RESTS} ?(?:元|{N}) ?年 ?{ISSUER}{alternation(*NUMBERED)}[甲乙丙]? ?第 ?{N} ?号"

EventKind = Literal[
    "quotation", "numbered_law", "this_instrument", "our_instrument", "designator", "law_noun", "bare_law_number",
    "label", "known_title",
]  # fmt: skip
"""「…」; (昭和22年法律第67号; この条例; 本条例; 第5条; …法; 昭和22年法律第67号 without a bracket. The groups of `EVENT`;
"label", what labels alone cite, is found by `jorei.links.label_mentions`."""


def _by_second(rows: Iterable[EventRow]) -> str:
    """The rows that a second character passes over."""
    return "|".join([f"[{row.seconds}](?<=[{row.firsts}].)(?:{row.rest})" for row in rows if row.seconds])


def _by_first(rows: Iterable[EventRow], firsts: str = "", alternatives: str = "") -> str:
    """The other rows, and ``alternatives`` before them, none of them tried where neither can begin."""
    others = [row for row in rows if not row.seconds]
    firsts += "".join([row.firsts for row in others])
    tried = [alternatives] * bool(alternatives) + [f"(?<=[{row.firsts}])(?:{row.rest})" for row in others]
    return f"(?<=[{firsts}])(?:{'|'.join(tried)})"


_ROWS: Final = (*FREQUENT_DESIGNATORS, *RARE_DESIGNATORS, *LAW_NOUNS)
FIRSTS: Final = "".join(
    dict.fromkeys("「(こ本" + "".join(row.firsts for row in _ROWS if row.firsts != KANA) + _ERA_FIRSTS)
)
"""The characters, `KANA` aside, that an event can begin with."""
_INSTRUMENT: Final = rf"(?<=[本当])(?P<our_instrument>{_OUR_INSTRUMENT})"
_QUOTED_OR_NUMBERED: Final = rf"(?<=「)(?P<quotation>{_QUOTATION})|(?<=\()(?P<numbered_law>{_NUMBER_IN_BRACKETS})"
EVENT: Final = re.compile(
    f"[{FIRSTS}{KANA}]"
    "(?:"
    rf"{_by_first(FREQUENT_DESIGNATORS[:1])}"
    rf"|の(?<=この)(?P<this_instrument>{_SELF}(?!案))"
    rf"|{_by_second((*FREQUENT_DESIGNATORS, *RARE_DESIGNATORS))}"
    rf"|{_by_first(FREQUENT_DESIGNATORS[1:], '当本', _INSTRUMENT)}"
    rf"|{_by_first(RARE_DESIGNATORS, '「(', _QUOTED_OR_NUMBERED)}"
    rf"|(?P<law_noun>{_by_second(LAW_NOUNS)}|{_by_first(LAW_NOUNS)})"
    rf"|(?<=[{_ERA_FIRSTS}])(?P<bare_law_number>{_BARE_LAW_NUMBER})"
    ")"
)
"""One scan for everything that matters; the group that matched says what it is, none that it is a designator."""
