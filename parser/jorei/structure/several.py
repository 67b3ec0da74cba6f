"""Where the instruments of one source begin: 公報, 議案書, 規程集 and two ordinances behind each other.

An instrument is over when provisions and its 附則 (or what shows its making) have been read. The next one begins where a line
reads like a 題名 and provisions begin anew below it: with 第1条, a 目次, 第1章, or with the words that begin an amendment. To it
belongs what stands above its 題名: 公布文, number, day and name, or the frame of a bill.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import islice, takewhile
from typing import Final

from jorei.model import Source
from jorei.model.kinds import UNIT_LETTERS
from jorei.model.record import Record
from jorei.structure.body.bill import BILL_NUMBER
from jorei.structure.body.front_patterns import ENACT_RE, HISTORY_HEADING, OPEN_END, is_titled
from jorei.structure.body.front_title import TITLE_MARKS, is_dated
from jorei.text.fold import fold
from jorei.text.instruments import NUMBERED, PAPERS, alternation
from jorei.text.unseen import UNSEEN

_ONE: Final = "第[1一]"
_TERM: Final = rf"(?=[ぁ-んァ-ヶ一-龠])(?![{UNIT_LETTERS}回期次種類級等位表のに一二三四五六七八九十])"
"""第1趣旨: what is counted without 条."""
_OPENING: Final = re.compile(
    rf"(?:[*#| ]*(?:\([^()]{{1,30}}\))?{_ONE}(?:条(?![のに0-9一二三四五六七八九十]|及び|から|第|、)|{_TERM})|[(〔]?目次[)〕]?$|{_ONE}[編章節](?![のに0-9一二三四五六七八九十])"
    r"|.{1,120}の?一部を(?:次のように|次の表のように|別紙のとおり)?改正する。)"
)
"""What the provisions of an instrument begin with, of a line without blanks."""
_ARTICLE: Final = re.compile(
    r"[*#| ]*(?:\([^()]{1,30}\))?第(?:[0-9一二三四五六七八九十百]{1,5}条|[0-9]{1,2}" + _TERM + ")"
)
_CHANGE: Final = re.compile(r".{1,120}の?一部を(?:次のように|次の表のように|別紙のとおり)?改正する。")
_SUPPL: Final = re.compile(r"[*#| ]*[附付]則")
_IN_FORCE: Final = re.compile(rf"[1１]?この{alternation(*NUMBERED)}は、.{{1,40}}から施行する。$")
"""The sentence of a 附則, whose heading may be lost."""
_APPENDIX: Final = re.compile(r"[*#| ]*(?:別表|別記|別紙|別添|様式|第[0-9一二三四五六七八九十]{1,3}号様式|付録|参考)")
_NAMED: Final = re.compile(
    r"[^。、「」]{1,14}(?:市|町|村|区|知事|委員会|管理者|議)長?[^。、「」]{0,16}$|庁中一般$|各[課部局][^。]{0,12}$"
)
"""Who promulgates, and whom a directive is sent to."""
_RULE: Final = re.compile(r"[-=*_―─━]{3,}$")
_PAPER: Final = re.compile(rf"(?:{'|'.join(PAPERS)})$")
_FIRST: Final = re.compile(rf"第[ \u3000]?[1１一⼀][ \u3000]?(?:[条條]|{_TERM})")
_FIRST_OF_LINE: Final = re.compile(rf"[ \u3000*#|{UNSEEN}]*(?:[(（][^()（）\n]{{1,30}}[)）])?[ \u3000]?")
_CHANGED: Final = re.compile(r"一部を[^。\n]{0,12}改正する。")
"""What a source holds twice at least that holds two instruments: the cheap question that comes first."""
_NOTHING: Final = re.compile(f"[ {UNSEEN}]+")
"""Blanks, and characters that nobody sees."""
_ABOVE: Final = 8
"""Lines above a 題名 that may tell its making. Chosen."""
_BELOW: Final = 30
"""Lines of front matter between a 題名 and its first provision at most. Chosen."""
_FRAME: Final = 40
"""Lines between the number of a bill and the 題名 that it proposes at most. Chosen."""
_BESIDE: Final = 4
"""Lines beside a 題名 among which its day or number stands. Chosen."""
_LONGEST_TITLE: Final = 100
_STOPS: Final = "。."
"""What a sentence ends with, in print that a scanner read, too."""
_LABELS: Final = "(0123456789①②③④⑤⑥⑦⑧⑨・-"
_ENDS: Final = "。.)）〕]】|略"
"""What the words above an instrument end with."""
_SECTION: Final = re.compile(rf"[◇◆○●■□]?(?:{alternation(*NUMBERED)})")
"""The heading of a part of a 公報: 告示."""
_WAYS: Final = re.compile("[方手用工寸文療作技論製]法$")
"""Nouns in 法 that name no law: 方法, 工法."""
_CLOSE: Final = 1
"""Lines below the heading of an appendix in which what looks like a 題名 is that of the appendix."""


class Beginning(Record):
    """The offset at which a further instrument begins, whether that is sure, and the offset of its 題名."""

    start: int
    sure: bool
    title: int


class _Line(Record):
    """A line that is not blank: its first letter, and its words without blanks."""

    start: int
    words: str


def instruments(source: Source) -> tuple[Source, ...]:
    """The instruments of a source, each with its own text; the source itself when it holds one, or when it is not sure.

    >>> text = "甲市港条例\\n第1条 港は、市が管理する。\\n附則\\nこの条例は、公布の日から施行する。\\n甲市港条例施行規則\\n第1条 申請は、書面による。"
    >>> [(part.part, part.text[:9]) for part in instruments(Source(text))]
    [(1, '甲市港条例\\n第1条'), (2, '甲市港条例施行規則')]
    """
    if source.marks or not may_be_several(source.text):
        return (source,)
    found = beginnings(fold(source.text))
    starts = [0, *(one.start for one in found if one.sure and not is_aside(source, one.title))]
    if len(starts) == 1:
        return (source,)
    ends = [*starts[1:], len(source.text)]
    return tuple(
        source.cut(start, end, part, len(starts))
        for part, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def is_aside(source: Source, start: int) -> bool:
    """Whether a line stands in a row of cells, or in what the markup of a page sets apart from the document.

    >>> [is_aside(Source(text), 0) for text in ("甲市港条例\\t第1条", "甲市港条例| 乙", "| 甲市港条例 |", "甲市港条例")]
    [True, True, False, False]
    """
    end = source.text.find("\n", start)
    line = source.text[start : end if end >= 0 else len(source.text)]
    if "\t" in line or "|" in line.strip("| \u3000"):
        return True
    return any(block.furniture and block.start <= start < block.end for block in source.blocks)


@lru_cache(maxsize=2)
def may_be_several(text: str) -> bool:
    """Whether a text holds twice what an instrument begins with."""
    seen = sum(1 for _ in islice(_CHANGED.finditer(text), 2)) if "改正する。" in text else 0
    for match in _FIRST.finditer(text):
        seen += (
            seen < 2
            and _FIRST_OF_LINE.fullmatch(text, text.rfind("\n", 0, match.start()) + 1, match.start()) is not None
        )
        if seen >= 2:
            return True
    return seen >= 2


@lru_cache(maxsize=1)  # asked when a source is divided and when its document is checked
def beginnings(folded: str) -> tuple[Beginning, ...]:
    """The offsets at which a second, third … instrument begins in a text, in their order; ``folded`` is its folded form.

    >>> text = "甲市港条例\\n第1条 港は、市が管理する。\\n附則\\nこの条例は、公布の日から施行する。\\n甲市港条例施行規則\\n第1条 申請は、書面による。"
    >>> [(text[one.start:one.start + 9], one.sure) for one in beginnings(text)]
    [('甲市港条例施行規則', True)]
    """
    if not may_be_several(folded):
        return ()
    found = ((m.start(), _NOTHING.sub("", m[0])) for m in re.finditer(r"[^\s][^\n]*", folded))
    lines = [_Line(start, words) for start, words in found if words]
    seeker = _InstrumentSeeker(lines)
    for index, line in enumerate(lines):
        seeker.read(index, line.words)
    ends = [*(one.start for one in seeker.found), len(folded)][1:]
    return tuple(one for one, end in zip(seeker.found, ends, strict=True) if _has_sentences(lines, one.start, end))


def _has_sentences(lines: list[_Line], start: int, end: int) -> bool:
    """Whether there are sentences in a stretch: a list of articles beside a page (条項目次) has none."""
    first = bisect_left(lines, start, key=_start_of)
    return any(
        line.words[-1] in _STOPS for line in takewhile(lambda line: line.start < end, islice(lines, first, None))
    )


def _start_of(line: _Line) -> int:
    return line.start


class _InstrumentSeeker:
    """The lines, read one by one: what of an instrument was seen since it began."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.found: list[Beginning] = []
        self._forget(0)

    def _forget(self, begin: int) -> None:
        self.begin = begin
        self.has_body = self.is_table = False
        self.suppl = self.appendix = self.sentence = -1

    def read(self, index: int, words: str) -> None:
        """Takes a line; notes where it begins an instrument."""
        is_title = self.has_body and words[-1] not in _STOPS and _looks_like_title(words)
        if is_title and self._is_over(index) and self._begins_anew(index):
            start = self._first_line(index)
            is_far = index - self.appendix > _CLOSE
            is_open = self.appendix < 0 and not self._is_ended(start)
            sure = not is_open and (self.appendix < 0 or self._is_made(index) or (self.is_table and is_far))
            if sure or is_far:
                self.found.append(Beginning(self.lines[start].start, sure, self.lines[index].start))
            if sure:
                self._forget(start)
                return
        if words[0] in "(第*#|(" and _ARTICLE.match(words):
            self.has_body = True
        elif _SUPPL.match(words):
            self.suppl, self.appendix = index, -1
        elif _APPENDIX.match(words) and "。" not in words:
            self.appendix = -1 if words.endswith(("略", "略)", "削除")) else index
            self.is_table = "別表" in words[:4]
        elif _CHANGE.match(words):
            self.has_body = True
        if words[-1] in _STOPS:
            self.sentence = index
            if self.suppl < 0 and words.endswith("施行する。") and _IN_FORCE.match(words):
                self.suppl = index

    def _is_over(self, index: int) -> bool:
        """Whether the instrument before can have ended: with its 附則, or when the next one tells its own making."""
        return self.has_body and self.sentence >= 0 and (self.suppl >= 0 or self._is_made(index))

    def _is_ended(self, start: int) -> bool:
        """Whether the line above an instrument ends what stands there: a sentence, a note in brackets, a rule, a table."""
        above = self.lines[start - 1].words
        return above[-1] in _ENDS or _RULE.match(above) is not None or _SECTION.fullmatch(above) is not None

    def _begins_anew(self, index: int) -> bool:
        """Whether provisions begin below a 題名 before anything else of an ordinance does."""
        for line in self.lines[index + 1 : index + 1 + _BELOW]:
            if _OPENING.match(line.words):
                return True
            if _ARTICLE.match(line.words) or _SUPPL.match(line.words) or _APPENDIX.match(line.words):
                return False
        return False

    def _is_made(self, index: int) -> bool:
        """Whether a line has the mark of a 題名, or day, number or 公布文 stand beside it."""
        if self.lines[index].words[0] in TITLE_MARKS:
            return True
        first = max(self.begin, self.sentence + 1, index - _BESIDE)
        beside = self.lines[first:index] + self.lines[index + 1 : index + 1 + _BESIDE]
        return any(is_dated(line.words) or _enacts(line.words) for line in beside)

    def _first_line(self, index: int) -> int:
        """The first line that belongs to the instrument whose 題名 stands on a line."""
        lines = self.lines
        for above in range(index - 1, max(self.begin, index - _FRAME) - 1, -1):
            words = lines[above].words
            if BILL_NUMBER.match(words):
                return above
            if _ARTICLE.match(words) or _SUPPL.match(words) or _APPENDIX.match(words):
                break
        first = index
        for above in range(index - 1, max(self.begin, index - _ABOVE) - 1, -1):
            words = lines[above].words
            goes_on = above == index - 1 and OPEN_END.search(words) is not None
            if not (is_dated(words) or _enacts(words) or _names(words) or goes_on) or _RULE.match(words):
                break
            first = above
        if first > self.begin and HISTORY_HEADING.match(lines[first - 1].words):
            return index  # these days are those of a history
        return first


def _names(words: str) -> bool:
    """Whether a line names who promulgates, and is neither a 題名 nor an entry of a list."""
    return words[0] not in _LABELS and not is_titled(words) and _NAMED.match(words) is not None


def _enacts(words: str) -> bool:
    return words[-1] in _STOPS and len(words) <= _LONGEST_TITLE and ENACT_RE.search(words) is not None


def _looks_like_title(words: str) -> bool:
    """Whether a line can be a 題名: it ends as one and is no sentence, caption or entry of a list."""
    return (
        3 < len(words) <= _LONGEST_TITLE
        and "。" not in words
        and words[0] not in "(「第123456789①②③④⑤⑥⑦⑧⑨-・"
        and "「" not in words
        and not words.startswith(("別表", "様式", "附則"))
        and (is_titled(words) or _PAPER.search(words) is not None)
        and not words.endswith(("について", "の件", "に関する件"))
        and _WAYS.search(words) is None
        and not is_dated(words)
    )
