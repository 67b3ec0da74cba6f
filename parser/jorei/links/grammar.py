"""The grammar of designators: named patterns over folded text, and what a matched designator says.

Nothing here looks at a tree. `EVENT` finds, in one scan, every place where a designator, a law word, a law number or a
quotation stands; `designator` says what the words mean. Designators repeat a lot (前項, 第1項), so it is cached.

Patterns are composed of named pieces (章節款条項号), and every alternative is guarded by its first character, so that
the scan skips from anchor to anchor.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

import msgspec

from jorei.model.num import Ordinal, cite_ordinal
from jorei.model.vocabulary import TargetPart
from jorei.text.eras import ERA
from jorei.text.lawnumbers import LAW_NUMBER
from jorei.text.numerals import parse_number, parse_ordinal

N: Final = "[0-9〇零一二三四五六七八九十百千]+"
"""A number in folded text."""
KANJI: Final = "一-龠々〆ヵヶ"
KANA: Final = "ア-ンヰヱ"

# 第5条の2 is a branch, 第5条の2分の1 or 第5条の30日 is not
_BRANCH = rf"(?: ?[のノ之] ?{N}(?![0-9〇零一二三四五六七八九十百千]|分の|[年月日人円回つ種件点倍箇個]|割(?!合)|か[月所年国]|以[上内]|の?[項部欄]|条|号))*"
_DIVISION_STEP = rf"第 ?{N} ?[編章節款目]{_BRANCH}"
_ARTICLE_STEP = rf"第 ?{N} ?条(?![例件約文理]){_BRANCH}"
_PARAGRAPH_STEP = rf"第 ?{N} ?項(?!目)"
# 第1号被保険者, 第2号館 are no provisions: what follows 号 is a particle, a sub-label or one of a few words
_AFTER_ITEM = rf"(?![{KANJI}])|(?=[及又若並中本前後柱各該掲以関規第別次同])(?!本人|本市|同意|別表第?{N}?号|第三者)"
# a house number is none either: 第12号2番地
_ITEM_STEP = rf"第 ?{N} ?号(?![0-9]|{N}番|の[0-9]+番){_BRANCH}(?:{_AFTER_ITEM})"
_SUB_STEPS = rf"(?:の?[{KANA}](?![ァ-ヶー欄])(?:\((?:[{KANA}]|[a-z]|[ivx]{{1,4}}|[0-9]{{1,2}})\))*|[a-z](?![a-z]))?"
_PART = "(?:ただし書き?|但し?書き?|本文|前段|中段|後段|柱書き?|各号列記以外の部分|各号以外の部分)?"
_EACH_ITEM = "各号(?!列記|以外の部分)"

_BELOW_ITEM = rf"{_SUB_STEPS}{_PART}"
_TABLE = "(?:の表(?![示紙現記彰決]))?"
_BELOW_PARAGRAPH = rf"(?:{_ITEM_STEP}{_SUB_STEPS}|{_EACH_ITEM})?{_PART}{_TABLE}"
_PARAGRAPH = rf"(?:{_PARAGRAPH_STEP}|各項(?!目))?"
# 別表3 is 別表第3; 別表2の項 and 別表3年 are not
_BARE_NUMBER = rf" ?{N}(?![0-9〇零一二三四五六七八九十百千]|の?[項部欄号]|[年月日人円回件つ種点枚名次条級か])"
_BELOW_APPENDIX = rf"(?:{_PARAGRAPH_STEP})?(?:{_ITEM_STEP}{_SUB_STEPS}|{_EACH_ITEM})?"

_SELF = "条例|規則|規程|規定|訓令|告示|要綱|要領|規約|協定|決定|法律|政令|省令|府令|内規|細則|基準|指針"

# (first characters, what follows): one row for each family of designators; order matters within a first character.
# What follows is long, and its copies are what a cold start waits for: families that go on alike share a row
_DESIGNATORS: Final = (
    ("第", rf" ?{N} ?(?:(?:条(?![例件約文理]){_BRANCH}{_PARAGRAPH}|項(?!目)){_BELOW_PARAGRAPH}|号(?:の ?{N})*(?:別記)?様式{_BRANCH}"
           rf"|号(?![0-9]|{N}番|の[0-9]+番){_BRANCH}(?:{_AFTER_ITEM}){_BELOW_ITEM}|[編章節款](?=第|[^{KANJI}]|$|[及又若並中関以各])(?!ごと)(?:{_BRANCH})(?:{_DIVISION_STEP})*)"),
    ("前次同当こ本",
        rf"(?:(?<=[前次])(?:{N} ?)?|(?<=同)|(?<=当)該|(?<=こ)の|(?<=本)(?:(?<![{KANJI}]本)|(?<=下本)))"
        rf"(?:(?:条(?![例件約文理]){_PARAGRAPH}|項(?!目)){_BELOW_PARAGRAPH}|(?<!本)(?:号(?:{_AFTER_ITEM}){_BELOW_ITEM}|[編章節款](?:{_DIVISION_STEP})*))"),
    ("前", r"各(?:号(?!列記)|項(?!目)|条(?![件例約]))|表(?![示現記])"),
    ("次", r"(?:の(?:各(?:号(?!列記)|項(?!目))|表(?![示現]))|各号|表(?![示現]))"),
    ("つ", r"ぎの(?:各(?:号(?!列記)|項(?!目))|表(?![示現]))"),
    ("同", r"(?:(?:別表|表)(?!示)|様式)"),
    ("当", r"該各(?:号(?!列記)|項(?!目)|条)"),
    ("こ", r"の(?:附則|表(?!示)|目(?=において|中|の))"),
    ("本", rf"(?:(?<![{KANJI}]本)|(?<=下本))(?:[章節](?![{KANJI}])|則(?![{KANJI}])|附則)"),
    ("附付", rf"則(?:別表(?:第 ?{N}{_BRANCH})?|(?=第 ?{N} ?(?:条(?![例件約文理])|項(?!目)|号))"
             rf"(?:{_ARTICLE_STEP})?{_PARAGRAPH}{_BELOW_PARAGRAPH})"),
    ("別", rf"(?<![特個区差類種大選分]別)(?:表(?![示現記彰題情明])(?:(?:第 ?{N}(?![0-9〇零一二三四五六七八九十百千号条項])|{_BARE_NUMBER}){_BRANCH})?{_BELOW_APPENDIX}|記第 ?{N} ?号(?:の ?{N})*(?:様式)?{_BRANCH}"
           rf"|(?:記様式|紙(?:様式)?|図) ?第 ?{N} ?号?{_BRANCH}|記様式)"),
    ("様", rf"式 ?(?:第 ?{N}(?: ?号)?{_BRANCH}(?!条|項|章|節)|{N} ?号)"),
    ("各", r"(?:号(?!列記)|本条)"),
    (KANA, rf"(?<![ァ-ヶーa-zA-Z0-9][{KANA}])(?![ァ-ヶーa-zA-Z欄項])(?:\((?:[{KANA}]|[a-z])\))*{_PART}"),
    ("(", rf"[{KANA}]\)(?:\([a-z]\))*"),
)  # fmt: skip
_COMMON: Final = 9
"""The rows above that most places ask: 第 前 次 つ 同 当 こ 本."""

# 方法, 法人, 法令, 政令, 命令 name no law
_LAW_WORDS: Final = (
    ("同", r"(?:条例|規則|規程|要綱|要領|訓令|告示|法律|政令|省令|府令|令(?!和)|法(?![人令定的律務制]))"
           r"(?:施行(?:令|規則|細則|規程|条例))?"),
    ("法", r"(?<![方手司立]法)(?:律|(?![人令定的律務制案科学廷規外事]))(?:施行(?:令|規則|細則))?"),
    ("条", r"例(?:施行(?:規則|細則|規程))?"),
    ("規", r"(?:則|程)(?![性的])"),
    ("要", r"[綱領]"),
    ("細", r"則"),
    ("訓", r"令"),
    ("告", r"示(?=[第(])"),
    ("令", r"(?<![法命指号訓司政省府県発辞禁]令)(?![和達書状嬢])"),
    ("政省府", r"令(?=第)"),
    ("憲", r"法"),
    ("基", r"準(?=第|\()"),
)  # fmt: skip


def _guarded(rows: tuple[tuple[str, str], ...]) -> str:
    """The rows, each asked only behind its first characters, and none of them where one look says that none can be."""
    firsts = "".join(first for first, _ in rows)
    return f"(?<=[{firsts}])(?:" + "|".join(f"(?<=[{first}])(?:{rest})" for first, rest in rows) + ")"


_QUOTE = r"[^「」\n]*(?:「[^「」\n]*」[^「」\n]*)*」"
_THIS_LAW = rf"の(?:{_SELF})(?!案)"
_OUR_LAW = rf"(?<![{KANJI}]本)(?:条例|規則|規程|要綱|要領|訓令|規約)"
_FIRSTS: Final = "第前次つ同当こ本附付別様各法条規要細訓告政省府令憲基「(明大昭平"
EVENT: Final = re.compile(
    "[" + _FIRSTS + KANA + "]"
    "(?:"
    rf"(?<=[「(こ本])(?:(?<=「)(?P<quote>{_QUOTE})"
    rf"|(?<=\()(?P<numbered>(?={ERA}){LAW_NUMBER})"
    rf"|(?<=こ)(?P<this>{_THIS_LAW})|(?<=本)(?P<our>{_OUR_LAW}))"
    rf"|(?P<desig>{_guarded(_DESIGNATORS[:_COMMON])}|{_guarded(_DESIGNATORS[_COMMON:])})"
    rf"|(?P<law>{_guarded(_LAW_WORDS)})"
    r"|(?<=[明大昭平令])(?P<era>(?:治|正|和|成) ?(?:元|[0-9〇一二三四五六七八九十百]+) ?年 ?"
    r"[^0-9〇一二三四五六七八九十百千第。、,()「」\n]{0,24}?(?:条例|規則|規程|訓令|告示|要綱|法律|政令|勅令|省令|府令)[甲乙丙]? ?第 ?"
    rf"{N} ?号)"
    ")"
)
"""One scan for everything that matters; which group matched says what it is. Ranges are joined by `scan`."""

Event = tuple[str, int, int, re.Match[str]]
"""What was found: the group of `EVENT`, where it begins and ends (a range at its last end), and the match."""

_KATAKANA: Final = re.compile(f"[{KANA}]")

_JOINT: Final = re.compile(" ?(?:から|乃至|ないし|[―－~〜～─-]) ?")
_JOINT_HEADS: Final = frozenset(" か乃な―－~〜～─-")
_RANGE_END: Final = re.compile(rf" ?まで(?:の各[項号]{_PART})?")


_EVENTS: Final = 12_000
_CHARACTERS_AN_EVENT: Final = 10
"""A law has one event in thirty characters, the densest list (of a few pages) one in eight; 別表別表別表… without end would take a
hundred times its size."""


def most_events(text: str) -> int:
    """How many events of a text are read."""
    return _EVENTS + len(text) // _CHARACTERS_AN_EVENT


def unread(text: str) -> int | None:
    """Where the first event of a folded text stands that is one too many for `scan`; None when all are read.

    >>> unread("別表第1" * 1_000), unread("別表" * 30_000)
    (None, 36000)
    """
    most = most_events(text)
    # an event has two characters or more; few texts of that size have so many that one could begin with
    if len(text) < 2 * most or sum(map(text.count, _FIRSTS)) + len(_KATAKANA.findall(text)) <= most:
        return None
    match = next(islice(EVENT.finditer(text), most, None), None)
    return match.start() if match else None


def scan(text: str) -> list[Event]:
    """Every event of a folded text, in order (of a soup of designators that nobody wrote: the first of them, and
    `unread` says so); 第1条から第3条まで is one.

    >>> [(kind, match.string[start:end]) for kind, start, end, match in scan("第4条第1項から第3項までの規定による同法")]
    [('desig', '第4条第1項から第3項まで'), ('law', '同法')]
    """
    events: list[Event] = []
    goes_on = -1  # where the other end of a range would have to begin
    for match in islice(EVENT.finditer(text), most_events(text)):
        kind: str = match.lastgroup  # type: ignore[assignment]  # every alternative is a named group
        start, end = match.span()
        if kind == "desig":
            if start == goes_on:
                goes_on = -1
                close = _RANGE_END.match(text, end)
                events[-1] = ("desig", events[-1][1], close.end() if close else end, events[-1][3])
                continue
            goes_on = joint.end() if text[end : end + 1] in _JOINT_HEADS and (joint := _JOINT.match(text, end)) else -1
        events.append((kind, start, end, match))
    return events


class DesignatorStep(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One step down: ``level`` is 編 章 節 款 目 条 項 号, 細 for a sub-item, or 各条 各項 各号 for all of them."""

    level: str
    ordinal: Ordinal = ()
    label: str = ""

    @property
    def citation(self) -> str:
        """Canonical wording in Arabic digits: 第10条の2, 各号, イ.

        >>> DesignatorStep("条", (10, 2)).citation, DesignatorStep("各号").citation, DesignatorStep("細", (), "イ").citation
        ('第10条の2', '各号', 'イ')
        """
        if self.level == "細":
            return self.label
        if self.level == "表":
            return "の表"
        if not self.ordinal:
            return self.level
        if self.level in ("別表", "様式", "別記", "別紙", "別図"):
            number = "の".join(map(str, self.ordinal))
            return f"{self.level}第{number}" + ("号" if self.level == "様式" else "")
        return cite_ordinal(self.ordinal, self.level)


class Designator(msgspec.Struct, frozen=True, gc=False):
    """What the words of a designator say.

    ``head`` is the first word when it is not a plain 第N… : 前 次 同 この 当該 前各 次の各 当該各 各 各本 附則 別表 様式 …;
    ``unit`` the level that word speaks of, ``count`` its number (前2項), ``steps`` the way down from there, ``part``
    本文, ただし書 …; ``until`` the other end of a range.
    """

    text: str
    head: str = ""
    unit: str = ""
    count: int = 1
    steps: tuple[DesignatorStep, ...] = ()
    part: TargetPart | None = None
    until: Designator | None = None
    ends: tuple[tuple[int, int], ...] = ()
    """Where in ``text`` the words of the first and of the last provision of a range stand."""
    levels: frozenset[str] = frozenset()
    """Every level that the words speak of: 第5条第2項 of 条 and 項, 前項第1号 of 項 and 号."""


RANK: Final = {
    "編": 1,
    "章": 2,
    "節": 3,
    "款": 4,
    "目": 5,
    "条": 6,
    "各条": 6,
    "項": 7,
    "各項": 7,
    "号": 8,
    "各号": 8,
    "細": 9,
}
"""Depth of a level: a step can carry over everything that ranks above it."""

_HEAD = re.compile(
    rf"(?P<head>前各|(?:次|つぎ)の各|次各|当該各|各本|各(?=号|条)|(?:次|つぎ)の(?=表)|前|次|同|当該|この|本)(?P<count>{N})? ?(?P<unit>[条項号編章節款目表則]|附則|様式|別表)?"
)
_APPENDIX = re.compile(
    rf"(?:附則|付則)?(?:別表(?: ?第? ?(?P<table>{N}(?![0-9〇零一二三四五六七八九十百千号条項])(?:[のノ之]{N})*))?|(?:別記|別紙)?様式(?: ?第? ?(?P<style>{N}) ?号?(?P<style_branch>(?:[のノ之]{N})*))?"
    rf"|第 ?(?P<pre>{N}) ?号(?P<inner_branch>(?:の ?{N})*)(?:別記)?様式(?P<pre_branch>(?:[のノ之]{N})*)|別記(?P<note_style> ?第 ?(?P<note>{N}) ?号(?P<note_inner>(?:の ?{N})*)(?:様式)?(?P<note_branch>(?:[のノ之]{N})*))?"
    rf"|別紙(?: ?第 ?(?P<sheet>{N}(?:[のノ之]{N})*) ?号?)?|別図(?: ?第 ?(?P<fig>{N}(?:[のノ之]{N})*) ?号?)?)"
)
_STEP = re.compile(
    rf"(?P<each>各[条項号](?!列記|以外の部分))|第 ?(?P<base>{N}) ?(?P<level>[編章節款目条項号])(?P<branch>(?: ?[のノ之] ?{N})*)"
    rf"|(?P<part>ただし書き?|但し?書き?|本文|前段|中段|後段|柱書き?|各号列記以外の部分|各号以外の部分)|(?P<table>の表)|\((?P<inner>[^()]+)\)|(?P<sub>[{KANA}a-z])"
)
_RANGE_WORD = re.compile("から|乃至|ないし|[―－~〜～─-]")
_PARTS: Final[dict[str, TargetPart]] = {
    "本文": "本文",
    "ただし書": "ただし書",
    "前段": "前段",
    "中段": "中段",
    "後段": "後段",
    "柱書": "各号列記以外の部分",
    "各号列記以外の部分": "各号列記以外の部分",
    "各号以外の部分": "各号列記以外の部分",
    "但書": "ただし書",
    "但し書": "ただし書",
}


def _steps(text: str) -> tuple[tuple[DesignatorStep, ...], TargetPart | None]:
    steps: list[DesignatorStep] = []
    part: TargetPart | None = None
    for match in _STEP.finditer(text):
        if each := match["each"]:
            steps.append(DesignatorStep(each))
        elif level := match["level"]:
            steps.append(DesignatorStep(level, parse_ordinal(match["base"], match["branch"]) or ()))
        elif match["table"]:
            steps.append(DesignatorStep("表"))
        elif word := match["part"]:
            part = _PARTS[word.removesuffix("き")]
        else:
            inner = match["inner"]
            steps.append(DesignatorStep("細", (), f"({inner})" if inner else match["sub"]))
    return tuple(steps), part


def _appendix(text: str) -> Designator | None:
    match = _APPENDIX.match(text)
    if match is None:
        return None
    g = match.groupdict(default="")
    if "様式" in match[0] or g["note_style"]:
        head, number = (
            "様式",
            (g["style"] + g["style_branch"])
            or (g["pre"] + g["inner_branch"] + g["pre_branch"])
            or (g["note"] + g["note_inner"] + g["note_branch"]),
        )
    elif "別表" in match[0]:
        head, number = "別表", g["table"]
    else:
        head = match[0][:2]
        number = g["sheet"] or g["fig"]
    steps, part = _steps(text[match.end() :])
    own = (DesignatorStep(head, parse_ordinal(number) or ()),)
    return Designator(text, "附則別表" if text[0] in "附付" else head, head, steps=own + steps, part=part)


def _levels(said: Designator) -> frozenset[str]:
    levels = {step.level for step in said.steps}
    if said.head in ("前", "次", "同", "当該", "各本"):
        levels.add(said.unit)
    if said.until is not None:
        levels |= {step.level for step in said.until.steps}
    return frozenset(levels)


@lru_cache(maxsize=16384)
def designator(text: str) -> Designator:
    """What a designator matched by `EVENT` says.

    >>> d = designator("第10条の2第1項第3号イ")
    >>> [step.citation for step in d.steps]
    ['第10条の2', '第1項', '第3号', 'イ']
    >>> d = designator("前2項")
    >>> d.head, d.unit, d.count
    ('前', '項', 2)
    >>> designator("第4条第1項から第3項まで").until.steps
    (DesignatorStep(level='項', ordinal=(3,), label=''),)
    >>> designator("第4条第1項から第3項まで").ends
    ((0, 6), (8, 11))
    >>> designator("前項ただし書").part
    'ただし書'
    >>> designator("第3号様式").steps
    (DesignatorStep(level='様式', ordinal=(3,), label=''),)
    """
    said = _designator(text)
    return msgspec.structs.replace(said, levels=_levels(said))


def _designator(text: str) -> Designator:
    word = _RANGE_WORD.search(text)
    end, _, each = text[word.end() :].strip().partition("まで") if word else ("", "", "")
    if word and end and word.start():  # a name that a person gave may be anything, ― alone too
        first, last = designator(text[: word.start()].rstrip()), designator(end.rstrip())
        part = _steps(each)[1] if each else first.part  # 第1項から第3項までの各項ただし書
        at = text.index(last.text, word.end())
        ends = ((0, len(first.text)), (at, at + len(last.text)))
        return msgspec.structs.replace(first, text=text, until=last, part=part, ends=ends)
    appendix = _appendix(text)
    if appendix is not None:
        return appendix
    if text[:1] in ("附", "付"):
        steps, part = _steps(text[2:])
        return Designator(text, "附則", "附則", steps=steps, part=part)
    head = _HEAD.match(text)
    if head is None:
        steps, part = _steps(text)
        return Designator(text, steps=steps, part=part)
    count = parse_number(head["count"]) if head["count"] else 1
    steps, part = _steps(text[head.end() :])
    word_, unit = head["head"], head["unit"] or ""
    if word_ == "本":
        word_, unit = "この", {"則": "本則"}.get(unit, unit)
    word_ = {"次各": "次の各", "つぎの各": "次の各", "つぎの": "次の"}.get(word_, word_)
    return Designator(text, word_, unit, count or 1, steps, part)
