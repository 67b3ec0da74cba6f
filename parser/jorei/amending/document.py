"""An amending ordinance as it is promulgated → acts, sentences, what they set off, and its 附則."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from jorei.amending.clauses import read_sentence
from jorei.amending.dates import read_stages
from jorei.amending.operation import Act, Amending, AmendingSentence, AmendmentTable, Number, SetOff, Stage
from jorei.amending.places import number
from jorei.amending.suppl_acts import suppl_provisions
from jorei.amending.table_rows import PARTED, read_rows
from jorei.structure.instructions.clause_lines import SUPPL, TABLE_HEAD, AmendingLine, split_lines
from jorei.structure.instructions.stretches import (
    REPEAL_LIST,
    ActStretch,
    LineRange,
    SentenceStretch,
    behind_suppl,
    first_head,
    read_acts,
)
from jorei.text.eras import DATE, to_date
from jorei.text.fold import fold
from jorei.text.lawnumbers import parse_law_number
from jorei.text.numerals import NUMBER

_TITLE_END: Final = re.compile(r"(?:条例|規則|要綱|規程|訓令|法律|告示|法|令|要領|制定文)$")
_PARTED: Final = re.compile(f"\t|{PARTED}")
_TABLE_TITLE: Final = re.compile(
    r"^[○◯●「]?(?P<title>[^\t]{2,120}?(?:条例|規則|要綱|規程|訓令|法律|告示|法|令|要領))」?"
    r"(?:の一部(?:を改正する|改正)[^\t]{0,40})?\s*(?:(?:に係る)?新旧対照(?:条文)?表?)?$"
)
_NUMBER_LINE: Final = re.compile(
    rf"(?:[^\s第]*?(?:条例|規則|告示|訓令|規程|法律|要綱|政令|省令|府令)(?:\([^)]*\))?)?(?:[甲乙])?第{NUMBER}号$"
)
_DATE: Final = re.compile(DATE)
_REPEAL: Final = re.compile(
    r"^(?:\(\d+\)|\d+)?\s*(?P<title>[^。「」、]{0,200}?)\((?P<number>[^)]{0,60}?第[^)]{0,30}?号)[^)]*\)は、廃止する。$"
)
_LISTED: Final = re.compile(rf"(?:\(?{NUMBER}\)?)\s+(?P<title>[^()]*?)\((?P<number>[^)]*?第[^)]*?号)[^)]*\)$")
_LABEL: Final = re.compile(rf"({NUMBER})\s+")


def read_amending(text: str, path: str = "", promulgated: date | None = None) -> Amending:
    """Read an amending ordinance. Never raises: what is no amendment has no acts."""
    return _DocumentReader(text, path, promulgated).read()


class _DocumentReader:
    def __init__(self, text: str, path: str, promulgated: date | None) -> None:
        self.text, self.path, self.promulgated = text, path, promulgated
        self.lines = split_lines(text)
        self.acts: list[Act] = []

    def read(self) -> Amending:
        first = first_head(self.lines)
        if first is None and any(TABLE_HEAD.match(line.folded) for line in self.lines):
            return self._bare_tables()
        title, number_, printed = self._head(self.lines[: first if first is not None else len(self.lines)])
        stretches, suppl_at = read_acts(self.lines)
        if not stretches:  # a new ordinance: its 附則 may amend and repeal others
            suppl_at = next((at for at, line in enumerate(self.lines) if SUPPL.match(line.folded)), suppl_at)
        for stretch in stretches:
            self._add_act(stretch)
        suppl, stages = self._suppl(suppl_at)
        return Amending(
            self.path, self.text, title, number_, self.promulgated or printed, tuple(self.acts), stages, suppl
        )

    def _bare_tables(self) -> Amending:
        """新旧対照表 without an amending ordinance: each belongs to the document whose title stands above it."""
        title = ""
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if match := _TABLE_TITLE.search(line.folded):
                title = match["title"].strip()
            elif TABLE_HEAD.match(line.folded):
                last = at + 1
                while last < len(self.lines) and _PARTED.search(self._raw(self.lines[last])):
                    last += 1
                rows = read_rows([self._raw(one) for one in self.lines[at:last]])
                start, end = line.start, self.lines[last - 1].end
                self.acts.append(
                    Act(title, None, comparison=AmendmentTable(rows, start, end), start=start, end=line.end)
                )
                at, title = last, ""
                continue
            at += 1
        return Amending(self.path, self.text, None, None, self.promulgated, tuple(self.acts), ())

    def _raw(self, line: AmendingLine) -> str:
        """A line with the tabs at its end: a side of a table may be blank."""
        return self.text[line.start :].split("\n", 1)[0]

    def _head(self, lines: list[AmendingLine]) -> tuple[str | None, str | None, date | None]:
        """Title, number and date: the title is the last line above the body that can be one."""
        title = number_ = None
        printed: date | None = None
        pieces = [line.folded.lstrip("○◯●") for line in lines]
        for words in pieces:
            if _NUMBER_LINE.fullmatch(words.replace(" ", "")):
                number_ = words.replace(" ", "")
            if (match := _DATE.match(words)) and len(words) - match.end() <= 12 and "提出" not in words:
                printed = to_date(*match.group("era", "year", "month", "day"))
        for i, words in enumerate(pieces):
            if _TITLE_END.search(words) and not words.endswith("。") and not words.startswith("("):
                title = words
                if i and not _TITLE_END.search(pieces[i - 1]) and lines[i - 1].indent == lines[i].indent > 1:
                    title = pieces[i - 1] + words
        return title, number_, printed

    def _add_act(self, stretch: ActStretch) -> None:
        """The act of a stretch; of a list of what is repealed, one for each entry."""
        article: Number = number(*stretch.article) if stretch.article else ()
        if stretch.kind == "repeals":
            return self._listed(self.lines[stretch.last :], article)
        start, end = self.lines[stretch.first].start, self.lines[stretch.last - 1].end
        self.acts.append(
            Act(stretch.title, stretch.number, tuple(self._sentence(one) for one in stretch.sentences), stretch.kind,
                article, self._comparison(stretch.comparison), self._given(stretch.body), start, end)
        )  # fmt: skip
        return None

    def _listed(self, lines: list[AmendingLine], article: Number = (), paragraph: Number = ()) -> None:
        """(1)　甲市条例（平成9年甲市条例第3号） … below 次に掲げる条例は、廃止する。"""
        for line in lines:
            match = _LISTED.match(line.folded)
            if not match:
                break
            self.acts.append(
                Act(match["title"].strip(), match["number"], kind="repeal", article=article, start=line.start,
                    end=line.end, suppl_paragraph=paragraph)
            )  # fmt: skip

    def _given(self, stretch: LineRange) -> SetOff:
        lines = self.lines[stretch[0] : stretch[1]]
        if not lines:
            return SetOff()
        return SetOff(tuple(line.text for line in lines), lines[0].start, lines[-1].end)

    def _comparison(self, stretch: LineRange | None) -> AmendmentTable | None:
        if stretch is None:
            return None
        lines = self.lines[stretch[0] : stretch[1]]
        rows = read_rows([self._raw(line) for line in lines])
        return AmendmentTable(rows, lines[0].start, lines[-1].end)

    def _sentence(self, stretch: SentenceStretch) -> AmendingSentence:
        start, end = self.lines[stretch.first].start, self.lines[stretch.last - 1].end
        operations, unread = read_sentence(stretch.words, start, end)
        return AmendingSentence(
            stretch.words, start, end, operations, self._given(stretch.given), unread, stretch.demands
        )

    def _suppl(self, at: int) -> tuple[SetOff, tuple[Stage, ...]]:
        """The 附則 with its dates and repeals; tables behind it belong to the sentences that promised them."""
        last = len(self.lines)
        waiting = [
            (a, s) for a, act in enumerate(self.acts) for s, one in enumerate(act.sentences)
            if one.demands and not one.given.lines
        ]  # fmt: skip
        behind = behind_suppl(self.lines, at)
        if waiting and behind:
            ends = [*behind[1:], last]
            groups = list(zip(behind, ends, strict=True))
            if len(waiting) < len(groups):
                groups = [*groups[: len(waiting) - 1], (groups[len(waiting) - 1][0], last)]
            for (a, s), (first, end) in zip(waiting, groups, strict=False):
                self._give(a, s, self._given((first, end)))
            last = behind[0]
        suppl = self._given((at + 1, last))
        lines = self.lines[at + 1 : last]
        self._amends_in_suppl(lines)
        self._repeals(lines)
        return suppl, read_stages([line.folded for line in lines], self.promulgated)

    def _amends_in_suppl(self, lines: list[AmendingLine]) -> None:
        """2　甲市条例（平成9年甲市条例第3号）の一部を次のように改正する。 … in the 附則: an act for each."""
        whole = self.lines
        for label, stretch in suppl_provisions(lines):
            self.lines = stretch
            for act in read_acts(stretch)[0]:
                before = len(self.acts)
                self._add_act(msgspec.structs.replace(act, article=None))
                self.acts[before:] = [
                    msgspec.structs.replace(one, suppl_paragraph=label) for one in self.acts[before:] if one.sentences
                ]
        self.lines = whole

    def _give(self, act: int, sentence: int, given: SetOff) -> None:
        sentences = list(self.acts[act].sentences)
        sentences[sentence] = msgspec.structs.replace(sentences[sentence], given=given)
        self.acts[act] = msgspec.structs.replace(self.acts[act], sentences=tuple(sentences))

    def _repeals(self, lines: list[AmendingLine]) -> None:
        """甲市条例（平成9年甲市条例第3号）は、廃止する。 in the 附則."""
        for at, line in enumerate(lines):
            label = _LABEL.match(line.folded)
            words = line.folded[label.end() :] if label else line.folded
            if REPEAL_LIST.search(words):
                self._listed(lines[at + 1 :], (), number(label[1]) if label else ())
            match = _REPEAL.match(words)
            if match:
                self.acts.append(
                    Act(match["title"].strip(), match["number"], kind="repeal", start=line.start, end=line.end,
                        suppl_paragraph=number(label[1]) if label else ())
                )  # fmt: skip


def same_law(number_: str | None, other: str | None) -> bool:
    """Whether two law numbers are one: the municipality may be left out in either."""
    one, two = (parse_law_number(fold(n)) if n else None for n in (number_, other))
    return bool(one and two and (one.era, one.year, one.type, one.number) == (two.era, two.year, two.type, two.number))


_SHORT: Final = re.compile(rf"(?P<type>条例|規則|規程|訓令|告示|要綱|法律|政令)(?:第)?(?P<number>{NUMBER})号$")


def may_be_one(number_: str, other: str) -> bool:
    """Whether two numbers are one as far as they are known: an ordinance that is promulgated prints no year.

    >>> may_be_one("令和7年甲町条例第8号", "甲町条例第8号"), may_be_one("令和7年甲町条例第8号", "甲町条例第9号")
    (True, False)
    """
    if parse_law_number(fold(number_)) and parse_law_number(fold(other)):
        return same_law(number_, other)
    one, two = (_SHORT.search(fold(words)) for words in (number_, other))
    return (
        one is not None
        and two is not None
        and (one["type"], number(one["number"])) == (two["type"], number(two["number"]))
    )
