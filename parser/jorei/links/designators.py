"""What the words of a designator say: its head, the steps down from there, a part, the other end of a range.

The words are those that `jorei.links.grammar` found. Designators repeat a lot (前項, 第1項), so readings are cached.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, get_args

import msgspec

from jorei.links.grammar import ENCLOSED, KANA, RANGE_DASHES, N
from jorei.links.heads import HEAD_OF_SPELLING, HEAD_PATTERN, HEADS, HeadName
from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.model.num import Ordinal, cite_ordinal
from jorei.model.record import Record
from jorei.model.vocabulary import TargetPart
from jorei.text.numerals import AIUEO, NUMERALS, parse_number, parse_ordinal
from jorei.text.row_keys import row_key

Level = Literal[
    "編", "章", "節", "款", "目", "条", "項", "号", "細", "各条", "各項", "各号", "表", "附則", "本則",
    "別表", "様式", "別記", "別紙", "別図", "付表", "行", "備考",
]  # fmt: skip
"""The level of a step: a unit, 細 for a sub-item, 各号 for all items, 表 for the table of a provision, an appendix,
行 for a row of a table, 備考 for the remarks below one."""
LEVELS_BY_NAME: Final[dict[str, Level]] = {level: level for level in get_args(Level)}

RANK: Final[dict[Level, int]] = {
    "編": 1, "章": 2, "節": 3, "款": 4, "目": 5, "条": 6, "各条": 6, "項": 7, "各項": 7, "号": 8, "各号": 8, "細": 9, "行": 7, "備考": 6,
}  # fmt: skip
"""Depth of a level: a step takes over from its neighbour every step that ranks above it."""
ARTICLE_RANK: Final = RANK["条"]
DIVISION_LEVELS: Final[frozenset[str]] = frozenset(DIVISION_LETTERS)
APPENDIX_LEVELS: Final[frozenset[str]] = frozenset(("別表", "様式", "別記", "別紙", "別図", "付表"))


def ranks_below_article(level: Level) -> bool:
    """Whether a level is one of 項, 号 and 細, which are said of an article or paragraph named before.

    >>> ranks_below_article("項"), ranks_below_article("条"), ranks_below_article("別表")
    (True, False, False)
    """
    return RANK.get(level, 0) > ARTICLE_RANK


class DesignatorStep(Record):
    """One step down: 第3項 is (項, (3,)), イ is (細, (), イ), 各号 is (各号,)."""

    level: Level
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
        if self.level == "号" and self.label:
            return f"{self.label}号"
        if self.level == "表":
            return "の表"
        if self.level == "行":
            return row_key(self.label).cited
        if not self.ordinal:
            return self.level
        if self.level in APPENDIX_LEVELS:
            return self.level + cite_ordinal(self.ordinal, "") + ("号" if self.level == "様式" else "")
        return cite_ordinal(self.ordinal, self.level)


class Designator(Record):
    """What the words of a designator say."""

    text: str
    head: HeadName = ""
    unit: Level | Literal[""] = ""
    """What the head speaks of: 項 in 前項; the head itself of an appendix or 附則."""
    count: int = 1
    """How many its head speaks of: 2 in 前2項."""
    steps: tuple[DesignatorStep, ...] = ()
    """The way down, behind the head when there is one."""
    part: TargetPart | None = None
    until: Designator | None = None
    """The other end of a range."""
    ends: tuple[tuple[int, int], ...] = ()
    """Where in ``text`` the words of the first and of the last provision of a range stand."""
    levels: frozenset[Level] = frozenset()
    """Every level that the words speak of: 第5条第2項 of 条 and 項, 前項第1号 of 項 and 号."""

    first_level: Level | None = None
    """The level of its first step when it has no head (第5条第2項, ア)."""
    lacks_unit: bool = False
    """Whether its 条 was lost (第51第1項)."""
    names_table: bool = False
    """Whether a row may follow it: 別表第1, 同表, 第3条の表."""


# -- appendices -----------------------------------------------------------------------------------------------------

_BRANCHES: Final = rf"(?:[のノ之]{N})*"
_INNER_BRANCHES: Final = rf"(?:の ?{N})*"
_TABLE_NAME: Final = rf"別表(?: ?第? ?(?P<table>{N}(?![{NUMERALS}号条項]){_BRANCHES}))?"
_STYLE_NAME: Final = rf"(?:別記|別紙)?様式(?: ?第? ?(?P<style>{N}) ?号?(?P<style_branches>{_BRANCHES}))?"
_STYLE_BEHIND: Final = (
    rf"第 ?(?P<number>{N}) ?号(?P<inner_branches>{_INNER_BRANCHES})(?:別記)?様式(?P<number_branches>{_BRANCHES})"
)
_NOTE_NAME: Final = rf"別記(?P<note_style> ?第 ?(?P<note>{N}) ?号(?P<note_inner>{_INNER_BRANCHES})(?:様式)?(?P<note_branches>{_BRANCHES}))?"
_SHEET_NAME: Final = rf"別紙(?: ?第? ?(?P<sheet>{N}{_BRANCHES}) ?号?)?"
_FIGURE_NAME: Final = rf"別図(?: ?第? ?(?P<figure>{N}{_BRANCHES}) ?号?)?"
_SMALL_TABLE_NAME: Final = rf"[付附]表(?: ?第? ?(?P<small>{N}{_BRANCHES}))?"
_APPENDIX: Final = re.compile(
    rf"(?:附則|付則)?(?:{_TABLE_NAME}|{_STYLE_NAME}|{_STYLE_BEHIND}|{_NOTE_NAME}|{_SHEET_NAME}|{_FIGURE_NAME}"
    rf"|{_SMALL_TABLE_NAME})"
)
"""別表第1, 様式第2号, 第2号様式, 別記第3号様式, 別紙1, 別図第1."""
_HEAD_OF_APPENDIX: Final[dict[Level, HeadName]] = {
    "別表": "別表", "様式": "様式", "別記": "別記", "別紙": "別紙", "別図": "別図", "付表": "付表",
}  # fmt: skip


def _read_appendix(text: str) -> Designator | None:
    match = _APPENDIX.match(text)
    if match is None:
        return None
    groups = match.groupdict(default="")
    level: Level
    if "様式" in match[0] or groups["note_style"]:
        level = "様式"
        number = (
            groups["style"] + groups["style_branches"]
            or groups["number"] + groups["inner_branches"] + groups["number_branches"]
            or groups["note"] + groups["note_inner"] + groups["note_branches"]
        )
    elif "別表" in match[0]:
        level, number = "別表", groups["table"]
    elif match[0][:2] in ("付表", "附表"):
        level, number = "付表", groups["small"]
    else:
        level, number = LEVELS_BY_NAME[match[0][:2]], groups["sheet"] or groups["figure"]
    steps, part = _read_steps(text[match.end() :])
    head = "附則別表" if text[:2] in ("附則", "付則") else _HEAD_OF_APPENDIX[level]
    return Designator(text, head, level, steps=(DesignatorStep(level, parse_ordinal(number) or ()), *steps), part=part)


# -- steps and parts ------------------------------------------------------------------------------------------------

_PARTS: Final[dict[str, TargetPart]] = {
    "本文": "本文", "前段": "前段", "中段": "中段", "後段": "後段",
    "ただし書": "ただし書", "但書": "ただし書", "但し書": "ただし書",
    "各号列記以外の部分": "各号列記以外の部分", "各号以外の部分": "各号列記以外の部分", "柱書": "各号列記以外の部分",
}  # fmt: skip
"""Parts as written, without a closing き, and what they are called."""
_STEP: Final = re.compile(
    r"(?P<each>各[条項号](?!列記|以外の部分))"
    rf"|(?:第 ?)?(?P<base>{N}) ?(?P<level>[{UNIT_LETTERS}])(?P<branches>(?: ?[のノ之] ?{N})*)"
    rf"|(?P<letter>[{KANA}])号"
    rf"|(?P<part>{'|'.join(_PARTS)})き?"
    rf"|(?P<table>の表)|備考(?:(?:の?第 ?|の)?(?P<remark>{N}) ?(?:(?P<counted>項)|号)?)?(?P<remarks>)|\((?P<inner>[^()]+)\)|(?P<sub>[{KANA}a-z{ENCLOSED}])"
)


def _read_steps(text: str) -> tuple[tuple[DesignatorStep, ...], TargetPart | None]:
    steps: list[DesignatorStep] = []
    part: TargetPart | None = None
    for match in _STEP.finditer(text):
        if each := match["each"]:
            steps.append(DesignatorStep(LEVELS_BY_NAME[each]))
        elif level := match["level"]:
            ordinal = parse_ordinal(match["base"], match["branches"]) or ()
            steps.append(DesignatorStep(LEVELS_BY_NAME[level], ordinal))
        elif letter := match["letter"]:
            steps.append(DesignatorStep("号", ((AIUEO.find(letter) + 1),), letter))
        elif match["table"]:
            steps.append(DesignatorStep("表"))
        elif match["remarks"] is not None:
            steps.append(DesignatorStep("備考"))
            if match["remark"]:
                steps.append(DesignatorStep("項" if match["counted"] else "号", parse_ordinal(match["remark"]) or ()))
        elif words := match["part"]:
            part = _PARTS[words]
        else:
            inner = match["inner"]
            steps.append(DesignatorStep("細", (), f"({inner})" if inner else match["sub"]))
    return tuple(steps), part


# -- the whole ------------------------------------------------------------------------------------------------------

_HEAD: Final = re.compile(rf"(?P<head>{HEAD_PATTERN})(?P<count>{N})? ?(?P<unit>[{UNIT_LETTERS}表則]|附則|様式|別表)?")
_RANGE_WORD: Final = re.compile(f"から|より|乃至|ないし|[{RANGE_DASHES}]")


_LACKS_UNIT: Final = re.compile(f"第 ?({N}) ?(?=第 ?{N} ?項)")
"""第51第1項: 条 was lost."""
_NO_UNIT: Final = re.compile(f"第 ?{N}")
_UNIT: Final = re.compile("[条項号]")
_NUMBER_ALONE: Final = re.compile(f"(?:第 ?)?{N} ?号?(?:の ?{N})*")
_APPENDIX_NOUN: Final = re.compile("(?:附則|付則)?(?:別表|(?:別記|別紙)?様式|別紙|別図|[付附]表)")


@lru_cache(maxsize=16384)
def parse_designator(text: str) -> Designator:
    """What a designator says; ``text`` is what `jorei.links.grammar.scan` found.

    >>> [step.citation for step in parse_designator("第10条の2第1項第3号イ").steps]
    ['第10条の2', '第1項', '第3号', 'イ']
    >>> designator = parse_designator("前2項ただし書")
    >>> designator.head, designator.unit, designator.count, designator.part
    ('前', '項', 2, 'ただし書')
    >>> designator = parse_designator("第4条第1項から第3項まで")
    >>> designator.until.steps, designator.ends
    ((DesignatorStep(level='項', ordinal=(3,), label=''),), ((0, 6), (8, 11)))
    >>> parse_designator("第3号様式").steps
    (DesignatorStep(level='様式', ordinal=(3,), label=''),)
    """
    designator = _read_range(text) or _read_appendix(text) or _read_single(text)
    first = designator.steps[0].level if designator.steps and not designator.head else None
    return msgspec.structs.replace(
        designator, levels=_levels(designator), first_level=first, names_table=_names_table(designator)
    )


def _names_table(designator: Designator) -> bool:
    steps = designator.steps
    if designator.head in ("別表", "付表", "附則別表"):
        return len(steps) <= 1 and designator.until is None
    return designator.unit in ("表", "別表") and not steps or bool(steps) and steps[-1].level == "表"


def _levels(designator: Designator) -> frozenset[Level]:
    levels = {step.level for step in designator.steps}
    if designator.unit and HEADS[designator.head].speaks_of_unit:
        levels.add(designator.unit)
    if designator.until is not None:
        levels |= {step.level for step in designator.until.steps}
    return frozenset(levels)


def _read_range(text: str) -> Designator | None:
    word = _RANGE_WORD.search(text)
    if word is None or not word.start():  # a name that a person gave may be anything, ― alone too
        return None
    last_words, _, behind = text[word.end() :].strip().partition("まで")
    if not last_words:
        return None
    first_words, last_words = text[: word.start()].rstrip(), last_words.rstrip()
    unit = _UNIT.search(last_words) if _NO_UNIT.fullmatch(first_words) else None  # 第4～6条
    first = msgspec.structs.replace(parse_designator(first_words + (unit[0] if unit else "")), text=first_words)
    borrowed = _APPENDIX_NOUN.match(first_words) if _NUMBER_ALONE.fullmatch(last_words) else None  # 別表第1から第3まで
    last = parse_designator((borrowed[0] if borrowed else "") + last_words)
    last = msgspec.structs.replace(last, text=last_words)
    part = _read_steps(behind)[1] if behind else first.part  # 第1項から第3項までの各項ただし書
    last_start = text.index(last.text, word.end())
    ends = ((0, len(first.text)), (last_start, last_start + len(last.text)))
    return msgspec.structs.replace(first, text=text, until=last, part=part, ends=ends)


def _read_single(text: str) -> Designator:
    if text[:2] in ("附則", "付則"):
        steps, part = _read_steps(text[2:])
        return Designator(text, "附則", "附則", steps=steps, part=part)
    match = _HEAD.match(text)
    if match is None:
        steps, part = _read_steps(text)
        if (lost := _LACKS_UNIT.match(text)) is not None:
            steps = (DesignatorStep("条", parse_ordinal(lost[1]) or ()), *steps)
        return Designator(text, steps=steps, part=part, lacks_unit=lost is not None)
    count = (parse_number(match["count"]) if match["count"] else 1) or 1
    steps, part = _read_steps(text[match.end() :])
    unit = match["unit"] or ""
    if unit == "則":
        unit = "本則"
    return Designator(text, HEAD_OF_SPELLING[match["head"]], LEVELS_BY_NAME[unit] if unit else "", count, steps, part)
