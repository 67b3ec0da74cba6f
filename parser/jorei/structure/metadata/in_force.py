"""施行期日: from which day an instrument is in force, and its stages, as its 附則 says."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from jorei.model import Node, Tree
from jorei.text.eras import DATE, to_date
from jorei.text.numerals import NUMBER, parse_number

_AFTER: Final = re.compile(
    rf"公布の日から(?P<counted>起算して)?(?P<count>{NUMBER})(?P<unit>日|月|か月|箇月|年)を経過した日(?:\([^()]*\))?$"
)
_PROMULGATION: Final = re.compile(
    r"(?:公布|公表|公示|告示|令達|発令|発布|訓令|制定)(?:の日|日)(?P<next>の翌日)?(?:\([^()]*\))?$"
)
_FIXED: Final = re.compile(rf"{DATE}(?:\([^()]*\))?$")
_IN_FORCE: Final = re.compile(r"から(?:これを|、)?施行|より(?:これを|、)?施行|から、(?=[^。]*から(?:これを)?施行)")
_OWN: Final = re.compile(r"(?:この|本)[^、。()]{1,14}?は[、,]?")
_OF_OWN: Final = re.compile("の規定$|中")
_PROVISO: Final = re.compile("^[^ただ]{0,4}ただし[、,]?|^し、")
_PARTS: Final = re.compile(r"(?:規定|部分|改正規定|条|項|号|表|章|まで)(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?は[、,]?")
_INSIDE_OWN: Final = re.compile("^(?:この|本)[^、。()]{1,12}中")
_ITEM: Final = re.compile(
    rf"(?P<part>.{{2,}}?(?:規定|部分)(?:\([^()]*\))?)[ 　、]*(?P<when>(?:{DATE}|公布の日|[^ 。]{{0,40}}定める日|公布の日から[^ 。]{{2,30}}日))[。]?$"
)
_LISTED: Final = re.compile(r"次の各号|当該各号|次に掲げる規定")
_NOTE: Final = re.compile(
    rf"\((?P<proviso>ただし書[^、()]*は、)?(?P<by>[^()]*?)(?:により|で|をもって)、?(?P<when>同年[^()]*?日|{DATE})から施行\)"
)
_YEAR_IN: Final = re.compile(rf"(?P<era>明治|大正|昭和|平成|令和) ?(?P<year>元|{NUMBER}) ?年")
_MONTH_DAY: Final = re.compile(rf"同年 ?(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?日")
_LONGEST_PART: Final = 120
"""Characters of a stage's provision that are kept. Chosen."""


class ForceStage(NamedTuple):
    """One stage: its day, the words for it (規則で定める日), and the provision it concerns, empty for all the others."""

    day: date | None
    words: str
    part: str

    @property
    def shown(self) -> str:
        """As in `documents.in_force_stages`: the day, or the words for it, and the provision."""
        return f"{self.day.isoformat() if self.day else self.words} {self.part}".rstrip()


def days_in_force(tree: Tree, suppl: Node, folded: str, promulgated: date | None) -> tuple[ForceStage, ...]:
    """The stages in which an instrument comes into force, the main one first; empty when its 附則 says none.

    ``suppl`` is the 附則, ``promulgated`` the day of promulgation when known. A day that the text leaves to others or
    does not hold is None.
    """
    stages: list[ForceStage] = []
    listed = False
    for node in tree.subtree(suppl):
        text = node.text_in(folded)
        if not text:
            continue
        if node.kind == "note" and stages:
            stages = _by_note(text, stages)
        elif listed and node.kind in ("item", "list"):
            stages += _of_item(text.strip(), promulgated)
        elif "施行" in text:
            stages += _of_sentences(text, promulgated)
            listed = bool(_LISTED.search(text))
    return tuple(sorted(stages, key=lambda stage: bool(stage.part)))


def main_day(stages: tuple[ForceStage, ...]) -> date | None:
    """The day of the main stage: that of the instrument as a whole, else of the only one."""
    return stages[0].day if stages and not stages[0].part else None


def _of_sentences(text: str, promulgated: date | None) -> Iterator[ForceStage]:
    for sentence in _sentences(text):
        at = 0
        for found in _IN_FORCE.finditer(sentence):
            clause = sentence[at : found.start()]
            at = found.end()
            subject = _subject(clause)
            if subject is not None:
                part, words = subject
                if words and not _LISTED.search(words):
                    yield ForceStage(day_of(words, promulgated), words, part)


def _sentences(text: str) -> Iterator[str]:
    """The sentences that put something into force; what brackets hold is not split."""
    begin = opening = closing = 0
    stop = text.find("。")
    while stop >= 0:
        # the next brackets are looked for once, not behind each sentence
        if 0 <= opening <= stop:
            opening = text.find("(", stop)
        if 0 <= closing <= stop:
            closing = text.find(")", stop)
        if closing < 0 or 0 <= opening < closing:
            if text.find("施行", begin, stop) >= 0:
                yield text[begin : stop + 1].strip()
            begin = stop + 1
        stop = text.find("。", stop + 1)
    if text.find("施行", begin) >= 0:
        yield text[begin:].strip()


def _subject(clause: str) -> tuple[str, str] | None:
    """The provision a clause speaks of (empty for the instrument) and its words for the day; None when it is neither."""
    own = _OWN.search(clause)
    if own and not _OF_OWN.search(own[0].rstrip("は、,")):
        return "", clause[own.end() :].strip("、, ")
    clause = _PROVISO.sub("", clause.strip())
    parts = list(_PARTS.finditer(clause))
    if not parts:
        return None
    last = parts[-1]
    part = clause[: last.end()].rstrip("は、,").lstrip("、, ")[-_LONGEST_PART:]
    return _INSIDE_OWN.sub("", part), clause[last.end() :].strip("、, ")


def _of_item(text: str, promulgated: date | None) -> Iterator[ForceStage]:
    match = _ITEM.match(text)
    if match:
        words = match["when"]
        yield ForceStage(day_of(words, promulgated), words, match["part"].strip()[:_LONGEST_PART])


def day_of(words: str, promulgated: date | None) -> date | None:
    """The day that words name; None when they leave it open, or count from a promulgation that is not known.

    >>> day_of("令和7年4月1日", None), day_of("公布の日", date(2025, 3, 1)), day_of("規則で定める日", date(2025, 3, 1))
    (datetime.date(2025, 4, 1), datetime.date(2025, 3, 1), None)
    >>> day_of("公布の日から起算して10日を経過した日", date(2025, 3, 1))
    datetime.date(2025, 3, 11)
    """
    fixed = _FIXED.match(words)
    if fixed:
        return to_date(*fixed.group("era", "year", "month", "day"))
    if promulgated is None:
        return None
    at_once = _PROMULGATION.match(words)
    if at_once:
        return _days_on(promulgated, 1) if at_once["next"] else promulgated
    after = _AFTER.match(words)
    count = parse_number(after["count"]) if after else None
    if not after or count is None or count > 4000:
        return None
    # 起算して: the day itself is the first one counted (法の適用 民法第140条: else the next day is)
    first = promulgated if after["counted"] else _days_on(promulgated, 1)
    if first is None or after["unit"] == "日":
        return first and _days_on(first, count)
    return _months_on(first, count * (12 if after["unit"] == "年" else 1))


def _days_on(day: date, days: int) -> date | None:
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if ordinal <= date.max.toordinal() else None


def _months_on(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _by_note(text: str, stages: list[ForceStage]) -> list[ForceStage]:
    """Stages whose day a note gives: (平成11年規則第8号により、同年3月1日から施行)."""
    note = _NOTE.search(text)
    if not note:
        return stages
    day = _day_of_note(note)
    for at, stage in enumerate(stages):
        if stage.day is None and bool(stage.part) == bool(note["proviso"]):
            return [*stages[:at], stage._replace(day=day), *stages[at + 1 :]]
    return stages


def _day_of_note(note: re.Match[str]) -> date | None:
    if note["era"]:
        return to_date(*note.group("era", "year", "month", "day"))
    year, month_day = _YEAR_IN.search(note["by"]), _MONTH_DAY.match(note["when"])
    return to_date(*year.groups(), *month_day.groups()) if year and month_day else None
