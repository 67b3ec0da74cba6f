"""The lines of an amending ordinance, divided: heads of acts, sentences, and what each sentence sets off.

What a sentence does is no matter of this module: `jorei.amending` reads that. Indices count the lines given.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.model.record import Record
from jorei.structure.instructions.clause_lines import HEAD, SUPPL, TABLE_HEAD, AmendingLine, begins_clause
from jorei.structure.instructions.quotes import depth_at_end
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER

_DEMANDS: Final = re.compile(
    rf"(?:次の(?:よう|とおり)に(?:改め|加え|付し|附し|置|改正)|次の(?:見出し及び|[{DIVISION_LETTERS}]名及び)?{NUMBER}(?:[{UNIT_LETTERS}表]|様式)(?:及び{NUMBER}[条項号表章])?を(?:加え|付し|附し|置)"
    rf"|次の(?:各号(?:及び[^を]{{0,40}})?|ただし書|後段|前段|目次|[{DIVISION_LETTERS}]名|別表[^を]{{0,40}}|見出し|前文|表|備考|附則|様式|制定文|図|号|項|条)を(?:加え|付し|附し|置|付す))"
)
ARTICLE_HEAD: Final = re.compile(rf"第({NUMBER})条((?:の{NUMBER})*)\s+")
_OF_HEAD: Final = re.compile(r"の(?:一部|全部)を(?:次の|改正する。|改正し)")
_NUMBERED: Final = re.compile(
    r"(?P<title>.{0,300}?)\((?P<number>[^()]{0,60}?第[^()]{0,30}?号)[^()]{0,300}(?:\([^()]{0,300}\)[^()]{0,300}){0,8}\)$"
)
_REPEAL_BARE: Final = re.compile(
    r"^(?P<title>[^。「」、]*?(?:条例|規則|要綱|規程))(?:\((?P<number>[^)]*?第[^)]*?号)[^)]*\))?は、(?:[^。]*?)?廃止する。$"
)
REPEAL_LIST: Final = re.compile(r"次(?:に掲げる|の)(?:条例|規則|規程|要綱|法律|告示)は、廃止する。$")
_NAMES: Final = ("条例", "規則", "規程", "訓令", "要綱", "要領", "告示", "法律", "政令", "省令", "府令", "規約", "号")
"""How a title or a number ends, and no sentence."""
_HEAD_LINES: Final = 8
"""Lines that the head of an act is wrapped over at most. Chosen."""

LineRange = tuple[int, int]
"""Lines from the first to before the second."""


class SentenceStretch(Record):
    """A sentence on the lines ``first`` to before ``last``, and what it sets off; ``words`` are its lines joined.

    ``demands`` says that something should be set off below it.
    """

    first: int
    last: int
    words: str
    demands: bool = False
    given: LineRange = (0, 0)


class ActStretch(Record):
    """What is done to one base: the head on ``first`` to before ``last``, then sentences, a table, or a new body.

    ``article`` is the number of the article as written (第1条 and its branches) in an ordinance that changes several.
    A ``repeals`` is followed by the list of what is repealed.
    """

    kind: Literal["partial", "whole", "repeal", "repeals"]
    first: int
    last: int
    title: str = ""
    number: str | None = None
    article: tuple[str, str] | None = None
    sentences: tuple[SentenceStretch, ...] = ()
    comparison: LineRange | None = None
    body: LineRange = (0, 0)


def read_acts(lines: list[AmendingLine]) -> tuple[list[ActStretch], int]:
    """The acts of the main part, and the line of its 附則; no acts when the text is no amending ordinance.

    >>> from jorei.structure.instructions.clause_lines import split_lines
    >>> acts, _ = read_acts(split_lines("甲市条例（平成元年甲市条例第1号）の一部を次のように改正する。\\n　第1条中「甲」を「乙」に改める。"))
    >>> acts[0].title, acts[0].number, [sentence.words for sentence in acts[0].sentences]
    ('甲市条例', '平成元年甲市条例第1号', ['第1条中「甲」を「乙」に改める。'])
    """
    return _ActReader(lines).read()


def first_head(lines: list[AmendingLine]) -> int | None:
    """The line on which the first act begins; None when none does before the 附則."""
    return _ActReader(lines).first_head()


def read_sentences(lines: list[AmendingLine]) -> list[SentenceStretch]:
    """The sentences of lines that hold nothing else: those below one head."""
    return _ActReader(lines).sentences()


class _ActReader:
    """Walks over the lines once; ``at`` is the line that comes next, ``indent`` where the sentences stand."""

    def __init__(self, lines: list[AmendingLine]) -> None:
        self.lines = lines
        self.at = 0
        self.acts: list[ActStretch] = []
        self.indent: int | None = None
        self._has_appendix: bool | None = None

    def read(self) -> tuple[list[ActStretch], int]:
        first = self.first_head()
        if first is None:
            return [], len(self.lines)
        self.at = first
        while self.at < len(self.lines):
            if SUPPL.match(self.lines[self.at].folded):
                return self.acts, self.at
            if not self._act():
                self.at += 1
        return self.acts, len(self.lines)

    def first_head(self) -> int | None:
        for at, line in enumerate(self.lines):
            if SUPPL.match(line.folded):
                return None
            joined = "".join([one.folded for one in self.lines[at : at + 4]])
            found = HEAD.search(joined) if "の一部を" in joined or "の全部を" in joined else None
            near = found and found.start() < len(line.folded) + 40
            if near and not line.folded.endswith(_NAMES) and self._heads(at):
                return at
            if "廃止する。" in line.folded and (_REPEAL_BARE.match(line.folded) or REPEAL_LIST.search(line.folded)):
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

    def _act(self) -> bool:
        """One act: its head, then its sentences; False when no head is here."""
        start = self.at
        words, count = self._joined(start)
        if words is None:
            return False
        article = None
        if match := ARTICLE_HEAD.match(words):
            article, words = (match[1], match[2]), words[match.end() :]
        if REPEAL_LIST.search(words):
            self._put(ActStretch("repeals", start, start + count, article=article))
            return True
        if match := _REPEAL_BARE.match(words):
            self._put(ActStretch("repeal", start, start + count, match["title"], match["number"], article))
            return True
        ends = [found.start() for found in _OF_HEAD.finditer(words)]
        if not HEAD.search(words) or not ends:
            return False
        law = _NUMBERED.match(words[: ends[-1]])
        title, number = (law["title"], law["number"]) if law else (words[: ends[-1]], None)
        self.at = start + count
        act = ActStretch("partial", start, self.at, title.strip(), number, article)
        if "の全部を" in words[ends[-1] :]:
            act = msgspec.structs.replace(act, kind="whole", body=(self.at, len(self.lines)))
            self._skip_to_suppl()
        elif self.at < len(self.lines) and (table := self._comparison()) is not None:
            act = msgspec.structs.replace(act, comparison=table)
        else:
            act = msgspec.structs.replace(act, sentences=tuple(self.sentences()))
        self.acts.append(act)
        return True

    def _put(self, act: ActStretch) -> None:
        self.acts.append(act)
        self.at = act.last

    def _joined(self, at: int) -> tuple[str | None, int]:
        """The sentence that begins at a line, up to its 。, wraps joined."""
        words = ""
        for count, line in enumerate(self.lines[at : at + _HEAD_LINES], 1):
            if count > 1 and (SUPPL.match(line.folded) or ARTICLE_HEAD.match(line.folded)):
                return None, 0
            words += line.folded
            if words.endswith("。"):
                return words, count
            if words.startswith("(") and words.endswith(")"):
                return None, 0
        return None, 0

    def _skip_to_suppl(self) -> None:
        while self.at < len(self.lines) and not SUPPL.match(self.lines[self.at].folded):
            self.at += 1

    def _comparison(self) -> LineRange | None:
        """The lines of a 新旧対照表 right below the head, its own head included."""
        at = self.at
        for extra in range(3):
            if at + extra < len(self.lines) and TABLE_HEAD.match(self.lines[at + extra].folded):
                at += extra
                break
        else:
            return None
        last = at + 1
        while last < len(self.lines) and not (
            SUPPL.match(self.lines[last].folded) and "\t" not in self.lines[last].text
        ):
            last += 1
        self.at = last
        return at, last

    def _next_act(self, at: int) -> bool:
        """Whether the next article of an omnibus begins here (its caption may stand above it)."""
        line = self.lines[at]
        if line.folded.startswith("(") and line.folded.endswith(")") and at + 1 < len(self.lines):
            return (
                bool(re.search("改正|廃止", line.folded))
                and bool(ARTICLE_HEAD.match(self.lines[at + 1].folded))
                and self._next_act(at + 1)
            )
        if not ARTICLE_HEAD.match(line.folded) and not re.search(r"\(.*第.*号", line.folded):
            return False
        words, _ = self._joined(at)
        return words is not None and bool(HEAD.search(words) or _REPEAL_BARE.match(ARTICLE_HEAD.sub("", words)))

    def sentences(self) -> list[SentenceStretch]:
        sentences: list[SentenceStretch] = []
        self.indent = self.lines[self.at].indent if self.at < len(self.lines) else None
        while self.at < len(self.lines):
            if SUPPL.match(self.lines[self.at].folded) or self._next_act(self.at):
                break
            sentences.append(self._sentence())
        return sentences

    def _sentence(self) -> SentenceStretch:
        first = self.at
        words = self._take_sentence()
        last = self.at
        demands = bool(_DEMANDS.search(fold(re.sub(r"\s", "", _without_quotes(words)))))
        given = self._set_off() if demands else (last, last)
        return SentenceStretch(first, last, words, demands, given)

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
            elif not block and body.endswith("「") and self._rows_follow():
                words, block = words + body + "\n", True
            elif block and body.startswith("」"):
                words, block = words.removesuffix("\n") + body, False
                if body.endswith("「"):
                    words, block = words + "\n", True
            elif block:
                words += line.text + "\n"
            elif "\t" in body and "\t" in words.rpartition("\n")[2] and depth_at_end(words) > 0:
                words += "\n" + body  # the next row of a table that is quoted
            else:
                words += body
            self.at += 1
            if not block and words.endswith("。") and self._is_whole(words):
                break
        return words

    def _rows_follow(self) -> bool:
        return self.at + 1 < len(self.lines) and "\t" in self.lines[self.at + 1].text

    def _is_whole(self, words: str) -> bool:
        if depth_at_end(words) <= 0:
            return True
        return self.at >= len(self.lines) or begins_clause(self.lines, self.at, self.indent) or bool(
            SUPPL.match(self.lines[self.at].folded)
        )  # fmt: skip

    def _set_off(self) -> LineRange:
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
        return first, self.at

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
        if self._has_appendix is None:  # the sentences stand before the 附則: the answer is one for all of them
            self._has_appendix = bool(behind_suppl(self.lines, first))
        return self._has_appendix


def behind_suppl(lines: list[AmendingLine], first: int) -> list[int]:
    """The lines behind the first 附則 at or below ``first`` on which an appendix begins."""
    suppl = next((i for i in range(first, len(lines)) if SUPPL.match(lines[i].folded)), len(lines))
    return [i for i in range(suppl + 1, len(lines)) if _APPENDIX.match(lines[i].folded)]


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
