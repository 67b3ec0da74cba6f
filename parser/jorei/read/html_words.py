"""The words of a page as a browser shows them: white space, line breaks, images of characters."""

from __future__ import annotations

import re
from typing import Any, Final

from jorei.model.kinds import DIVISION_LETTERS
from jorei.text.label_styles import UNFOLDED_LABEL_HEAD

# breaks inside a block, while it is collected: of a br, and of preformatted text
BR: Final = "\x1c"
NEWLINE: Final = "\x1d"
BREAK: Final = re.compile(f"[{BR}{NEWLINE}]")
UNKNOWN_SIGN: Final = "〓"
"""The sign for an image of a character that nothing names."""

_FILE_BREAK: Final = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n][ \t\r\n\f]*(?=[^\x00-\x7f])")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_BRANCHES: Final = "(?:の[0-9０-９〇一二三四五六七八九十]{1,3})*"
_LABEL_ALONE: Final = re.compile(
    rf"\A[ \t\r\n]*(第[^\s。、]{{1,10}}[条{DIVISION_LETTERS}]{_BRANCHES})[ \t]*[\r\n]\s*(?=[^\s])"
)
_LABEL_HEAD: Final = re.compile(rf"[ \u3000\r\n\t]*(?:{UNFOLDED_LABEL_HEAD}|第[0-9０-９一二三四五六七八九十]|附|別表)")
_GOES_ON: Final = "、，をはがにのとへ"
_FULL_LINE: Final = 20
"""Characters before a ``br`` that may stand in the middle of a phrase. Chosen: shorter lines are entries of lists."""
_LONGEST_NAME: Final = 4
"""Characters of an image's alternative text that name a character. Chosen: 髙, （株）."""


def begins_with_label(words: str) -> bool:
    """Whether words begin with a label or the heading of a provision.

    >>> begins_with_label("（１）甲"), begins_with_label("第2条"), begins_with_label("甲")
    (True, True, False)
    """
    return _LABEL_HEAD.match(words) is not None


def collapse_blanks(text: str) -> str:
    """White space as a browser shows it; a line break of the file between Japanese characters is no blank.

    >>> collapse_blanks("市長は、\\n  次の 者"), collapse_blanks("第1条\\n市長は")
    ('市長は、次の 者', '第1条 市長は')
    """
    text = _LABEL_ALONE.sub(r"\1 ", text, count=1) if text.lstrip()[:1] == "第" else text
    return _BLANKS.sub(" ", _FILE_BREAK.sub("", text)).strip(" ")


def block_lines(text: str) -> str:
    """The lines of one block: a ``br`` in the middle of a phrase does not break it."""
    if BR not in text and NEWLINE not in text:
        return collapse_blanks(text)
    if BR not in text:
        return "\n".join(line.rstrip() for line in text.split(NEWLINE) if line.strip())
    lines = [line for line in map(collapse_blanks, BREAK.split(text)) if line]
    parts: list[str] = []
    length = 0
    for line in lines:
        goes_on = length > _FULL_LINE and parts[-1][-1] in _GOES_ON and not begins_with_label(line)
        if parts and not goes_on:
            parts.append("\n")
        parts.append(line)
        length = length + len(line) if goes_on else len(line)
    return "".join(parts)


def drawn_words(svg: Any) -> str:
    """The words that a drawing shows, a blank between them.

    >>> from xml.etree import ElementTree
    >>> drawn_words(ElementTree.fromstring("<svg><title>図</title><text>乙<tspan>丙</tspan></text><text>丁</text></svg>"))
    '乙丙 丁'
    """
    return " ".join(words for text in svg.iter("text") if (words := "".join("".join(text.itertext()).split())))


def image_words(element: Any) -> str:
    """The character that an image stands for, 〓 when nothing names it; empty for a picture."""
    alternative = (element.get("alt") or "").strip()
    source = f"{element.get('src') or ''} {element.get('class') or ''}".lower()
    if "gaiji" in source or "外字" in source:
        return alternative[:_LONGEST_NAME] or UNKNOWN_SIGN
    return alternative if len(alternative) == 1 else ""
