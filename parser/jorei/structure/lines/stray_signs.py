"""Signs in a line that are not its words: characters nobody sees, marks of Markdown, the blanks of letterspaced print.

They are left out of the line's text; its stretches say where the rest stands, so every offset stays what it was.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.lines.line import Line, share_debris
from jorei.text.eras import ERA
from jorei.text.unseen import UNSEEN_RE, holds_unseen

_Span = tuple[int, int]

# ---- signs of markup

_MARK: Final = re.compile(
    r"\\(?=[][().*_#+!<>~`|{}-])"  # \(1\), 1\.
    r"|</?a\b[^<>]{0,120}>|[ ]?\{[:#][^{}]{1,60}\}$|\\$"
)
_BOLD: Final = "**"
_ATTRIBUTES: Final = re.compile(r"\{[:#][^{}]{1,60}\}$")
"""{: .article}: what a line is called by a converter, alone on a line of its own."""
_BREAK: Final = re.compile(r"<br ?/?>")
_SIGNS: Final = "<*\\{"
_EMPHASIS: Final = re.compile(r"([*_])[^*_]+\1")
"""A whole line in italics."""
_QUOTING: Final = ">"
_QUOTED: Final = re.compile(r"(?:> ?)+")
_LEAST_QUOTED: Final = 0.6
"""Share of lines that begin with > in a letter that quotes another. Chosen: a few words of its own stand above."""

# ---- letterspacing

_SPACED: Final = 0.7
"""Share of a line's letters with one blank before them above which it is letterspaced. Chosen: 0.9 and more in such
print, where only labels stand close; below 0.3 elsewhere."""
_SPACED_TOO: Final = 0.5
"""The same for any line of a text most of whose lines are letterspaced. Chosen."""
_MOST: Final = 0.5
"""Share of letterspaced lines above which the text is. Chosen: the majority."""
_SHORTEST: Final = 8
"""Letters of a line that says something about its text. Chosen: 附 則 and 別 表 are set so anywhere."""
_FEWEST: Final = 3
"""Hiragana in a line of prose. Chosen: cells of one letter each have none."""
_SPACED_DATE: Final = re.compile(rf"{ERA} ?[0-9] ?[0-9]? ?年(?: ?[0-9] ?[0-9]? ?月(?: ?[0-9] ?[0-9]? ?日)?)?")
"""昭和 5 1 年 4 月 1 日: what a scan makes of a day."""
_DIGITS_APART: Final = re.compile("[0-9] [0-9]")
_DATE_APART: Final = re.compile("年(?:(?<=[0-9] [0-9]年)|(?<=[0-9] [0-9] 年))")
_HIRAGANA: Final = re.compile(r"[ぁ-ん]")
_LETTERS_APART: Final = re.compile(" [のはをにるす] ")
"""The cheap question: a line of prose has one of these."""
_ONE_BLANK: Final = re.compile(r"(?<=[^ ]) (?=[^ ])")


def leave_out(line: Line, spans: list[_Span]) -> Line:
    """The line without these parts of its text, which are no words.

    >>> line = leave_out(Line("第 1 条", [(10, 15)]), [(1, 2), (3, 4)])
    >>> line.text, line.stretches
    ('第1条', [(10, 11), (12, 13), (14, 15)])
    """
    if not spans:
        return line
    text, stretches, reached = "", [], 0
    for begin, end in [*spans, (len(line.text), len(line.text))]:
        text += line.text[reached:begin]
        stretches += [(piece.start, piece.end) for piece in line.pieces("text", reached, begin)]
        reached = end
    kept = Line(text, stretches or line.stretches, line.indent, line.gap, line.columns, line.debris)
    kept.columns -= sum(end - begin for begin, end in spans)
    if text and text == text.strip():
        return kept
    bare = kept.part(0, len(text))
    bare.gap, bare.debris, bare.columns = line.gap, line.debris, kept.columns
    return bare


def leave_out_unseen(lines: list[Line], text: str) -> list[Line]:
    """The lines of a text without characters that nobody sees."""
    if not holds_unseen(text):
        return lines
    kept = [leave_out(line, [match.span() for match in UNSEEN_RE.finditer(line.text)]) for line in lines]
    return [line for line in kept if line.text]


def leave_out_quoting(lines: list[Line], folded: str) -> list[Line]:
    """The lines of a letter that quotes another one without the > before each of them.

    >>> [line.text for line in leave_out_quoting([Line("> 第1条 甲", [(0, 7)]), Line("> 2 乙", [(8, 13)])], ">")]
    ['第1条 甲', '2 乙']
    """
    if _QUOTING not in folded:
        return lines
    marks = [_QUOTED.match(line.text) for line in lines]
    if sum(map(bool, marks)) < _LEAST_QUOTED * len(lines):
        return lines
    kept = [leave_out(line, [mark.span()] if mark else []) for line, mark in zip(lines, marks, strict=True)]
    return [line for line in kept if line.text]


def leave_out_markup(lines: list[Line], folded: str) -> list[Line]:
    r"""The lines without the marks that Markdown puts into them, cut at its line breaks.

    >>> [line.text for line in leave_out_markup([Line("**第1条** 甲<br>\\(1\\) 乙", [(0, 21)])], "**")]
    ['第1条 甲', '(1) 乙']
    """
    if not any(sign in folded for sign in _SIGNS):
        return lines
    parts = [part for line in lines for part in _at_breaks(line) if not _ATTRIBUTES.match(part.text)]
    kept = [leave_out(line, _marks(line.text)) for line in parts]
    return [line for line in kept if line.text]


def _at_breaks(line: Line) -> list[Line]:
    """A line cut at its <br>, but for cells, where it parts lines of one."""
    if "<br" not in line.text or line.text[0] == "|":
        return [line]
    parts: list[Line] = []
    reached = 0
    for match in [*_BREAK.finditer(line.text), None]:
        begin = match.start() if match else len(line.text)
        if line.text[reached:begin].strip():
            part = line.part(reached, begin)
            if not parts:
                part.gap = line.gap
            parts.append(part)
        reached = match.end() if match else begin
    if parts:
        share_debris(line, parts)
    return parts


def _marks(text: str) -> list[_Span]:
    spans = [match.span() for match in _MARK.finditer(text)]
    if text.count(_BOLD) % 2 == 0:  # a single one is a mark of a note
        spans += [match.span() for match in re.finditer(re.escape(_BOLD), text)]
    if text[0] in "*_" and _EMPHASIS.fullmatch(text):
        spans += [(0, 1), (len(text) - 1, len(text))]
    return sorted(spans)


def leave_out_spacing(lines: list[Line], folded: str) -> list[Line]:
    """The lines of letterspaced print without the blanks between their letters; wider gaps stay.

    >>> [line.text for line in leave_out_spacing([Line("第 １ 条  町 は 、 手 話 を 広 め る 。", [(0, 31)])], " は ")]
    ['第１条  町は、手話を広める。']
    """
    if _DATE_APART.search(folded):
        lines = [_with_close_dates(line) for line in lines]
    if not _LETTERS_APART.search(folded):
        return lines
    long = spaced = 0
    for line in lines:
        text = line.text
        letters = len(text) - text.count(" ")
        if letters >= _SHORTEST:
            long += 1
            spaced += _is_spaced(text, letters, _SPACED)
    if not spaced:
        return lines
    throughout = spaced >= _MOST * long
    return [_without_spacing(line, throughout=throughout) for line in lines]


def _with_close_dates(line: Line) -> Line:
    """The line without the blanks inside the days that it names."""
    if " 年" not in line.text:
        return line
    blanks = (
        match.start() + at
        for match in _SPACED_DATE.finditer(line.text)
        if _DIGITS_APART.search(match[0])
        for at, letter in enumerate(match[0])
        if letter == " "
    )
    return leave_out(line, [(at, at + 1) for at in blanks])


def _is_spaced(text: str, letters: int, share: float) -> bool:
    """Whether so large a share of the letters of a line has one blank before it."""
    if 3 * (len(text) - letters) < len(text) - 2:  # the cheap question: blanks are nearly half of such a line
        return False
    return len(_ONE_BLANK.findall(text)) >= share * (letters - 1)


def _without_spacing(line: Line, *, throughout: bool) -> Line:
    text = line.text
    letters = len(text) - text.count(" ")
    if throughout:
        spaced = letters > 1 and _is_spaced(text, letters, _SPACED_TOO)
    else:
        prose = letters >= _SHORTEST and len(_HIRAGANA.findall(text)) >= _FEWEST
        spaced = prose and _is_spaced(text, letters, _SPACED)
    return leave_out(line, [match.span() for match in _ONE_BLANK.finditer(text)]) if spaced else line
