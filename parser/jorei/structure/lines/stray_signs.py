"""Signs in a line that are not its words: characters nobody sees, marks of Markdown, the blanks of letterspaced print.

They are left out of the line's text; its stretches say where the rest stands, so every offset stays what it was.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.lines.line import Line
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
_HIRAGANA: Final = re.compile(r"[ぁ-ん]")
_LETTERS_APART: Final = (" の ", " は ", " を ", " に ", " る ", " す ")
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


def leave_out_unseen(lines: list[Line], folded: str) -> list[Line]:
    """The lines without characters that nobody sees."""
    if not holds_unseen(folded):
        return lines
    kept = [leave_out(line, [match.span() for match in UNSEEN_RE.finditer(line.text)]) for line in lines]
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
                part.gap, part.debris = line.gap, line.debris
            parts.append(part)
        reached = match.end() if match else begin
    return parts


def _marks(text: str) -> list[_Span]:
    spans = [match.span() for match in _MARK.finditer(text)]
    if text.count(_BOLD) % 2 == 0:  # a single one is a mark of a note
        spans += [match.span() for match in re.finditer(re.escape(_BOLD), text)]
    return sorted(spans)


def leave_out_spacing(lines: list[Line], folded: str) -> list[Line]:
    """The lines of letterspaced print without the blanks between their letters; wider gaps stay.

    >>> [line.text for line in leave_out_spacing([Line("第 １ 条  町 は 、 手 話 を 広 め る 。", [(0, 31)])], " は ")]
    ['第１条  町は、手話を広める。']
    """
    if not any(letter in folded for letter in _LETTERS_APART):
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
