"""An amending ordinance as it is promulgated → acts, sentences, what they set off, and its 附則."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from jorei.amending.clauses import read_sentence
from jorei.amending.dates import read_stages
from jorei.amending.lines import HEAD, SUPPL, TABLE_HEAD, AmendingLine, begins_clause, split_lines
from jorei.amending.operation import Act, Amending, AmendingSentence, AmendmentTable, Number, SetOff, Stage
from jorei.amending.places import number
from jorei.amending.quotes import depth_at_end
from jorei.amending.table_rows import read_rows
from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.text.eras import DATE, to_date
from jorei.text.fold import fold
from jorei.text.lawnumbers import parse_law_number
from jorei.text.numerals import NUMBER

_DEMANDS: Final = re.compile(
    rf"(?:次の(?:よう|とおり)に(?:改め|加え|付し|附し|置|改正)|次の(?:見出し及び|[{DIVISION_LETTERS}]名及び)?{NUMBER}(?:[{UNIT_LETTERS}表]|様式)(?:及び{NUMBER}[条項号表章])?を(?:加え|付し|附し|置)"
    rf"|次の(?:各号(?:及び[^を]*)?|ただし書|後段|前段|目次|[{DIVISION_LETTERS}]名|別表[^を]*|見出し|前文|表|備考|附則|様式|制定文|図|号|項|条)を(?:加え|付し|附し|置|付す))"
)
_ENDS: Final = re.compile(r"。$")
_ARTICLE: Final = re.compile(rf"第({NUMBER})条((?:の{NUMBER})*)\s+")
_TITLE_END: Final = re.compile(r"(?:条例|規則|要綱|規程|訓令|法律|告示|法|令|要領|制定文)$")
_NUMBER_LINE: Final = re.compile(
    rf"(?:[^\s第]*?(?:条例|規則|告示|訓令|規程|法律|要綱|政令|省令|府令)(?:\([^)]*\))?)?(?:[甲乙])?第{NUMBER}号$"
)
_DATE: Final = re.compile(DATE)
_OF_HEAD: Final = re.compile(r"の(?:一部|全部)を(?:次の|改正する。|改正し)")
_NUMBERED: Final = re.compile(r"(?P<title>.*?)\((?P<number>[^()]*?第[^()]*?号)[^()]*(?:\([^()]*\)[^()]*)*\)$")
_REPEAL: Final = re.compile(
    r"^(?:\(\d+\)|\d+)?\s*(?P<title>[^。「」、]{0,200}?)\((?P<number>[^)]{0,60}?第[^)]{0,30}?号)[^)]*\)は、廃止する。$"
)
_REPEAL_BARE: Final = re.compile(
    r"^(?P<title>[^。「」、]*?(?:条例|規則|要綱|規程))(?:\((?P<number>[^)]*?第[^)]*?号)[^)]*\))?は、(?:[^。]*?)?廃止する。$"
)
_REPEAL_LIST: Final = re.compile(r"次(?:に掲げる|の)(?:条例|規則|規程|要綱|法律|告示)は、廃止する。$")
_LISTED: Final = re.compile(rf"(?:\(?{NUMBER}\)?)\s+(?P<title>[^()]*?)\((?P<number>[^)]*?第[^)]*?号)[^)]*\)$")
_LABEL: Final = re.compile(rf"({NUMBER})\s+")


def read_amending(text: str, path: str = "", promulgated: date | None = None) -> Amending:
    """Read an amending ordinance. Never raises: what is no amendment has no acts."""
    return _DocumentReader(text, path, promulgated).read()


class _DocumentReader:
    def __init__(self, text: str, path: str, promulgated: date | None) -> None:
        self.text, self.path, self.promulgated = text, path, promulgated
        self.lines = split_lines(text)
        self.at = 0
        self.acts: list[Act] = []
        self.indent: int | None = None

    def read(self) -> Amending:
        first = self._first_head()
        title, number_, printed = self._head(self.lines[: first if first is not None else len(self.lines)])
        suppl_at = len(self.lines)
        if first is not None:
            self.at = first
            while self.at < len(self.lines):
                line = self.lines[self.at]
                if SUPPL.match(line.folded):
                    suppl_at = self.at
                    break
                if not self._act():
                    self.at += 1
        suppl, stages = self._suppl(suppl_at)
        return Amending(
            self.path, self.text, title, number_, self.promulgated or printed, tuple(self.acts), stages, suppl
        )

    def _first_head(self) -> int | None:
        for at, line in enumerate(self.lines):
            if SUPPL.match(line.folded):
                return None
            joined = "".join(one.folded for one in self.lines[at : at + 4])
            found = HEAD.search(joined)
            near = found and found.start() < len(line.folded) + 40
            if near and not line.folded.endswith(("条例", "規則", "法律")) and self._heads(at):
                return at
            if _REPEAL_BARE.match(line.folded) or _REPEAL_LIST.search(line.folded):
                return at
        return None

    def _heads(self, at: int) -> bool:
        return bool(HEAD.search(self.lines[at].folded)) or self._wraps_into_head(at)

    def _wraps_into_head(self, at: int) -> bool:
        """A head that is broken over lines: its first line has the name and the number of the base, or ends inside."""
        words = self.lines[at].folded
        if not re.search(r"\(|の一部|の全部", words) or words.startswith("("):
            return False
        for line in self.lines[at + 1 : at + 4]:
            if SUPPL.match(line.folded) or words.endswith("。"):
                return False
            words += line.folded
            if HEAD.search(words):
                return True
        return False

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

    def _act(self) -> bool:
        """One act: its head, then its sentences; False when no head is here."""
        start = self.at
        words, count = self._joined(start)
        if words is None:
            return False
        article: Number = ()
        if match := _ARTICLE.match(words):
            article, words = number(match[1], match[2]), words[match.end() :]
        if _REPEAL_LIST.search(words):
            self.at = start + count
            self._listed(self.lines[self.at :], article)
            return True
        if match := _REPEAL_BARE.match(words):
            self._put(Act(match["title"], match["number"], kind="repeal", article=article), start, count)
            return True
        ends = [found.start() for found in _OF_HEAD.finditer(words)]
        if not HEAD.search(words) or not ends:
            return False
        law = _NUMBERED.match(words[: ends[-1]])
        title, law_number = (law["title"], law["number"]) if law else (words[: ends[-1]], None)
        whole = "の全部を" in words[ends[-1] :]
        self.at = start + count
        act = Act(title.strip(), law_number, kind="whole" if whole else "partial", article=article,
                  start=self.lines[start].start, end=self.lines[start + count - 1].end)  # fmt: skip
        if whole:
            act = msgspec.structs.replace(act, body=self._until_suppl(inclusive=True))
        elif self.at < len(self.lines) and (rest := self._comparison()) is not None:
            act = msgspec.structs.replace(act, comparison=rest)
        else:
            act = msgspec.structs.replace(act, sentences=tuple(self._sentences()))
        self.acts.append(act)
        return True

    def _put(self, act: Act, start: int, count: int) -> None:
        self.acts.append(
            msgspec.structs.replace(act, start=self.lines[start].start, end=self.lines[start + count - 1].end)
        )
        self.at = start + count

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

    def _joined(self, at: int) -> tuple[str | None, int]:
        """The sentence that begins at a line, up to its 。, wraps joined."""
        words = ""
        for count, line in enumerate(self.lines[at : at + 8], 1):
            if count > 1 and (SUPPL.match(line.folded) or _ARTICLE.match(line.folded)):
                return None, 0
            words += line.folded
            if words.endswith("。"):
                return words, count
            if words.startswith("(") and words.endswith(")"):
                return None, 0
        return None, 0

    def _until_suppl(self, inclusive: bool) -> SetOff:
        first = self.at
        while self.at < len(self.lines) and not SUPPL.match(self.lines[self.at].folded):
            self.at += 1
        last = len(self.lines) if inclusive else self.at
        return self._given(first, last)

    def _given(self, first: int, last: int) -> SetOff:
        lines = self.lines[first:last]
        if not lines:
            return SetOff()
        return SetOff(tuple(line.text for line in lines), lines[0].start, lines[-1].end)

    def _comparison(self) -> AmendmentTable | None:
        at = self.at
        for extra in range(3):
            if at + extra < len(self.lines) and TABLE_HEAD.match(self.lines[at + extra].folded):
                at += extra
                break
        else:
            return None
        first = at
        last = first + 1
        while last < len(self.lines) and not (
            SUPPL.match(self.lines[last].folded) and "\t" not in self.lines[last].text
        ):
            last += 1
        self.at = last
        rows = read_rows([self.text[line.start :].split("\n", 1)[0] for line in self.lines[first:last]])
        return AmendmentTable(rows, self.lines[first].start, self.lines[last - 1].end)

    def _next_act(self, at: int) -> bool:
        """Whether the next article of an omnibus begins here (its caption may stand above it)."""
        line = self.lines[at]
        if line.folded.startswith("(") and line.folded.endswith(")") and at + 1 < len(self.lines):
            return "改正" in line.folded and bool(_ARTICLE.match(self.lines[at + 1].folded)) and self._next_act(at + 1)
        if not _ARTICLE.match(line.folded) and not re.search(r"\(.*第.*号", line.folded):
            return False
        words, _ = self._joined(at)
        return words is not None and bool(HEAD.search(words) or _REPEAL_BARE.match(_ARTICLE.sub("", words)))

    def _sentences(self) -> list[AmendingSentence]:
        sentences: list[AmendingSentence] = []
        self.indent = self.lines[self.at].indent if self.at < len(self.lines) else None
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if SUPPL.match(line.folded) or self._next_act(self.at):
                break
            sentences.append(self._sentence())
        return sentences

    def _sentence(self) -> AmendingSentence:
        first = self.at
        words = self._take_sentence()
        end = self.lines[self.at - 1].end
        demands = bool(_DEMANDS.search(fold(re.sub(r"\s", "", _without_quotes(words)))))
        given = self._set_off() if demands else SetOff()
        operations, unread = read_sentence(words, self.lines[first].start, end)
        return AmendingSentence(words, self.lines[first].start, end, operations, given, unread, demands)

    def _take_sentence(self) -> str:
        """The lines of one sentence, joined; lines between 「 and 」 that stand alone keep their line ends."""
        words, block = "", False
        while self.at < len(self.lines):
            line = self.lines[self.at]
            body = line.text.strip() if "\t" not in line.text else line.text.strip("　 ")
            if (
                words
                and not block
                and depth_at_end(words) <= 0
                and (SUPPL.match(line.folded) or self._next_act(self.at))
            ):
                break
            if body == "「":
                words, block = words + "「\n", True
            elif block and body.startswith("」"):
                words, block = words.removesuffix("\n") + body, False
                if body.endswith("「"):
                    words, block = words + "\n", True
            elif block:
                words += line.text + "\n"
            else:
                words += body
            self.at += 1
            if not block and words.endswith("。") and self._is_whole(words):
                break
        return words

    def _is_whole(self, words: str) -> bool:
        if depth_at_end(words) <= 0:
            return True
        return self.at >= len(self.lines) or begins_clause(self.lines, self.at, self.indent) or bool(
            SUPPL.match(self.lines[self.at].folded)
        )  # fmt: skip

    def _set_off(self) -> SetOff:
        """What follows a sentence that promises something: at least one line, up to where the next sentence begins."""
        first = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if SUPPL.match(line.folded) and (self.at > first or not self._promises_suppl()) and not self._in_toc(first):
                break
            if self._next_act(self.at):
                break
            if begins_clause(self.lines, self.at, self.indent) and (self.at > first or self._is_sure(first)):
                break
            self.at += 1
        return self._given(first, self.at)

    def _in_toc(self, first: int) -> bool:
        """附則 is the last entry of a 目次 that is set off; the 附則 itself comes later."""
        if self.at == first or self.lines[first].folded.replace(" ", "") != "目次":
            return False
        entries = [line.folded for line in self.lines[first : self.at]]
        later = any(SUPPL.match(line.folded) for line in self.lines[self.at + 1 :])
        return later and not any(SUPPL.match(words) for words in entries)

    def _promises_suppl(self) -> bool:
        words = self.lines[self.at - 1].folded
        return "附則を次のように改め" in words or "次の附則を" in words

    def _is_sure(self, first: int) -> bool:
        """Right below the promise stands another sentence: only what was put behind the 附則 can be meant then."""
        behind = next((i for i in range(first, len(self.lines)) if SUPPL.match(self.lines[i].folded)), len(self.lines))
        return any(_APPENDIX.match(line.folded) for line in self.lines[behind + 1 :])

    def _suppl(self, at: int) -> tuple[SetOff, tuple[Stage, ...]]:
        """The 附則 with its dates and repeals; tables behind it belong to the sentences that promised them."""
        last = len(self.lines)
        waiting = [
            (a, s) for a, act in enumerate(self.acts) for s, one in enumerate(act.sentences)
            if one.demands and not one.given.lines
        ]  # fmt: skip
        behind = [i for i in range(at + 1, last) if _APPENDIX.match(self.lines[i].folded)]
        if waiting and behind:
            ends = [*behind[1:], last]
            groups = list(zip(behind, ends, strict=True))
            if len(waiting) < len(groups):
                groups = [*groups[: len(waiting) - 1], (groups[len(waiting) - 1][0], last)]
            for (a, s), (first, end) in zip(waiting, groups, strict=False):
                self._give(a, s, self._given(first, end))
            last = behind[0]
        suppl = self._given(at + 1, last)
        lines = self.lines[at + 1 : last]
        self._repeals(lines)
        return suppl, read_stages([line.folded for line in lines], self.promulgated)

    def _give(self, act: int, sentence: int, given: SetOff) -> None:
        sentences = list(self.acts[act].sentences)
        sentences[sentence] = msgspec.structs.replace(sentences[sentence], given=given)
        self.acts[act] = msgspec.structs.replace(self.acts[act], sentences=tuple(sentences))

    def _repeals(self, lines: list[AmendingLine]) -> None:
        """甲市条例（平成9年甲市条例第3号）は、廃止する。 in the 附則."""
        for at, line in enumerate(lines):
            label = _LABEL.match(line.folded)
            words = line.folded[label.end() :] if label else line.folded
            if _REPEAL_LIST.search(words):
                self._listed(lines[at + 1 :], (), number(label[1]) if label else ())
            match = _REPEAL.match(words)
            if match:
                self.acts.append(
                    Act(match["title"].strip(), match["number"], kind="repeal", start=line.start, end=line.end,
                        suppl_paragraph=number(label[1]) if label else ())
                )  # fmt: skip


_APPENDIX: Final = re.compile(
    rf"(?:別表|別記様式|別記|様式|別図)(?:第?{NUMBER}(?:号|の{NUMBER})*)?(?:\s*[(（].*)?$|第{NUMBER}号様式"
)


def _without_quotes(words: str) -> str:
    depth, kept = 0, []
    for c in words:
        if c == "「":
            depth += 1
        elif c == "」":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(c)
    return "".join(kept)


def same_law(number_: str | None, other: str | None) -> bool:
    """Whether two law numbers are one: the municipality may be left out in either."""
    one, two = (parse_law_number(fold(n)) if n else None for n in (number_, other))
    return bool(one and two and (one.era, one.year, one.type, one.number) == (two.era, two.year, two.type, two.number))
