"""Whole documents on one line: cut where headings count on.

A line is cut only where a chain of numbers proves the seam: 第2条 after 第1条. What no chain proves stays one line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from jorei.model import Block
from jorei.model.kinds import DIVISION_LETTERS
from jorei.structure.lines.limits import joined_units
from jorei.structure.lines.line import Line, share_debris
from jorei.structure.lines.patterns import BRANCHES
from jorei.text.eras import DATE
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER, parse_number

_LONG_LINE: Final = 1200
"""Characters. Chosen: no paragraph is that long and holds several articles."""
_LEAST_SEAMS: Final = 4
"""Headings that such a line holds at least. Chosen."""
_FEW_LINES: Final = 3
"""Lines of a text that is run on as a whole; there shorter lines with fewer headings are cut. Chosen, as the next
two."""
_LONG_LINE_OF_FEW: Final = 80
_LEAST_SEAMS_OF_FEW: Final = 2

_DELETED_RANGE = rf"(?:(?:から|及び|・|、)第?(?P<until>{NUMBER})条(?:の{NUMBER})*(?:まで)?(?= 削除))?"
_ARTICLE = rf"(?P<article>第(?P<base>{NUMBER})条(?P<branch>{BRANCHES}){_DELETED_RANGE}(?=[ (]))"
_CAPTION_WORDS = r"\([^() 。][^()。]{0,50}(?:\([^()]{0,20}\)[^()]{0,20})?\)"
_AFTER_BLANK = (
    r"(?P<toc>目 ?次(?= ))",
    r"(?P<suppl>[附付] ?則(?=[ (抄]|この))",
    rf"(?P<division>第{NUMBER}[{DIVISION_LETTERS}]{BRANCHES}(?= ))",
    rf"(?P<caption>{_CAPTION_WORDS}(?= ?第{NUMBER}条| [0-9]{{1,2}} ))",
    rf"(?P<appdx>(?:別表|様式|別記)(?:第?{NUMBER}号?(?:の{NUMBER})?)?(?=[ (]))",
    rf"(?P<date>{DATE})",
    rf"(?P<number>{alternation(*NUMBERED)}第{NUMBER}号(?= ))",
    r"(?P<enacts>[^ 。]{1,80}の規定に基づ[きく])",
)
_PARAGRAPH = r"(?<=[ 。])(?P<paragraph>[0-9]{1,2})(?= [^ 0-9人名日月年円])"
# without 条 the first words follow those that enact them
_FIRST_WORDS = r"(?:(?<=のように定める。 )|(?<=を制定する。 )|(?<=に公布する。 ))(?P<first>(?=[^ ]))"
_ALONE = rf"(?P<alone>[附付]則(?=この(?:{alternation(*NUMBERED)})は))"
# behind the 題名, and behind a 号 that ends without 。
_CLOSE_ARTICLE = rf"(?<=[例則程綱領約者合所])(?P<close>第(?P<close_base>{NUMBER})条(?= ))"
_HEADING: Final = re.compile(
    rf"(?<=[ 。])(?:{'|'.join(_AFTER_BLANK)})|(?<=[ 。)]){_ARTICLE}|{_PARAGRAPH}|{_FIRST_WORDS}|{_ALONE}|{_CLOSE_ARTICLE}"
)
_CAPTIONED_INSIDE: Final = re.compile(rf"。 ?{_CAPTION_WORDS} ?第{NUMBER}条(?:の{NUMBER})* ")
_CLEAR_APPENDIX: Final = re.compile(r"\(第[^()]{1,24}関係\)")
_HEADING_OF_GROUP: Final = {
    "base": "article", "branch": "article", "until": "article", "close": "article", "close_base": "article", "alone": "suppl", "era": "date", "year": "date", "month": "date",
    "day": "date",
}  # fmt: skip
"""The heading that a match is when its last group is only a part of it."""
_FRONT_MATTER: Final = frozenset(("date", "number", "enacts", "first"))


def cut_documents(lines: list[Line], text: str, rows: Sequence[Block] = ()) -> list[Line]:
    """The lines with very long ones cut at the headings inside them; ``text`` is the source's.

    ``rows`` of tables that a reader saw are not cut: provisions in a cell are no lines of the document.
    """
    few = len(lines) <= _FEW_LINES
    longest, least = (_LONG_LINE_OF_FEW, _LEAST_SEAMS_OF_FEW) if few else (_LONG_LINE, _LEAST_SEAMS)
    long = [line for line in lines if len(line.text) > _LONG_LINE_OF_FEW]
    if not any(len(line.text) > longest or _holds_captioned(line) for line in long):
        return lines
    cut: list[Line] = []
    starts = [row.start for row in rows]
    for line in lines:
        row = bisect_right(starts, line.start) - 1
        is_row = row >= 0 and line.start < rows[row].end
        captioned = _holds_captioned(line)
        cuts = not is_row and (captioned or len(line.text) > longest)
        cut.extend(_cut(line, text, 1 if captioned else least) if cuts else (line,))
    return cut


def _holds_captioned(line: Line) -> bool:
    """Whether a sentence ends inside a line and an article with its caption begins behind it."""
    text = line.text
    if len(text) <= _LONG_LINE_OF_FEW or not ("。(" in text or "。 (" in text):
        return False
    return _CAPTIONED_INSIDE.search(text) is not None


def _cut(line: Line, text: str, least: int) -> list[Line]:
    seams = _seams(line.text)[: joined_units(len(line.text))]
    if len(seams) < least:
        return [line]
    if text.find("\t", line.start, line.end) >= 0:
        seams = _with_seams_before_tables(line, text, seams)
    ends = [*seams, len(line.text)]
    parts = [line.part(begin, end) for begin, end in zip([0, *seams], ends, strict=True)]
    parts = [part for part in parts if part.text]
    share_debris(line, parts)
    return parts


def _with_seams_before_tables(line: Line, text: str, seams: list[int]) -> list[int]:
    """The seams, and those between the words that announce a table and its first row."""
    more: list[int] = []
    for begin, end in zip([0, *seams], [*seams, len(line.text)], strict=True):
        more.append(begin)
        tab = text.find("\t", line.start + begin, line.start + end) - line.start
        if tab > begin:
            stop = line.text.rfind("。", begin, tab)
            if stop > begin and line.text[stop + 1] not in ")」" and "表" in line.text[begin:stop]:
                more.append(stop + 1)
    return more[1:]


def _is_clear(match: re.Match[str], heading: str, caption_end: int) -> bool:
    """Whether a heading without a blank before it is one: where the tags of a page were taken out nothing stands between
    a sentence and the next heading, but a sentence may begin with 第3条(第2項を除く。) or 別表, too."""
    text, begin = match.string, match.start()
    before = text[begin - 1]
    if heading == "article" and before in "。)":
        return begin == caption_end or (before == "。" and text.startswith(" ", match.end()))
    return heading != "appdx" or before != "。" or _CLEAR_APPENDIX.match(text, match.end()) is not None


def _seams(text: str) -> list[int]:
    """The offsets at which blocks begin; articles and paragraphs must count on, so references do not cut."""
    seams: list[int] = []
    article, paragraph, captioned, in_body = 0, 1, False, False
    caption_end = 0
    for match in _HEADING.finditer(text):
        group = match.lastgroup or "date"
        heading = _HEADING_OF_GROUP.get(group, group)
        if not _is_clear(match, heading, caption_end):
            continue
        if heading == "article":
            number = parse_number(match["base"] or match["close_base"]) or 0
            if not (number == article + 1 or (number == article and match["branch"]) or captioned):
                continue
            article, paragraph, in_body = parse_number(match["until"] or "") or number, 1, True
        elif heading == "paragraph":
            number = int(match["paragraph"])
            if not (number == paragraph + 1 or captioned or (number == 1 and not paragraph)):
                continue
            paragraph = number
        elif heading == "suppl":
            article, paragraph = 0, 0
        elif heading in _FRONT_MATTER and in_body:
            continue
        captioned = heading == "caption"
        caption_end = match.end() if captioned else 0
        seams.append(match.start())
        if heading == "suppl" and text.startswith("こ", match.end()):
            seams.append(match.end())  # 附則この条例は: the words are no heading
    return seams
