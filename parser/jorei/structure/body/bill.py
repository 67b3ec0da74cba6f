"""A bill (議案) is the frame around the instrument that it proposes.

Above stand its number, what it is about, that it is laid before the council, when and by whom, often the reason; below the
provisions often the reason again. The instrument begins with its own 題名.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.body.front_title import ends_as_title
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.numerals import NUMBER

_PROPOSED = "(?:議員|委員会|市長|町長|村長|区長|知事)?(?:提出)?"
BILL_NUMBER: Final = re.compile(
    rf"^[(〔]?{_PROPOSED}(?:議案|発議案?|発案|意見書案|条例案|議)第?{NUMBER}号(?![^)〕]*(?:条例|規則))|^第?{NUMBER}号議案"
)
"""議案第18号, of words without blanks."""
REASON: Final = re.compile(r"^[(【〔《<]?(?:(?:提案|提出|制定|改正)の?)?理由[)】〕》>]?(?::.*)?$")
"""The heading of what a bill gives for its reason, of words without blanks."""
_ABOUT: Final = re.compile(r"(?:について|に関する件|の件|案)$")
_BODY: Final[frozenset[LineKind]] = frozenset(("article", "division", "toc", "suppl"))
_HEAD_LINES: Final = 8
"""Lines above the number of a bill at most: the day's business, the name of the council. Chosen."""
_LONGEST: Final = 40
"""Lines between the number of a bill and the 題名 at most. Chosen."""


def bare_words(text: str) -> str:
    """A line without blanks: 議 案 第 １ 号 is printed so."""
    return text.replace(" ", "")


def frame_end(lines: list[TypedLine]) -> int:
    """The index of the 題名 that a bill proposes, as far as it is known by its own line; 0 when the text is no bill."""
    head = next((n for n, typed in enumerate(lines[:_HEAD_LINES]) if _is_bill_number(typed.text)), None)
    if head is None:
        return 0
    title = 0
    for index in range(head + 1, min(len(lines), head + _LONGEST)):
        typed = lines[index]
        if typed.kind in _BODY and typed.certain:
            break
        if ends_as_title(typed) and not _ABOUT.search(typed.text) and "題名" not in typed.text:
            title = index
    return title


def _is_bill_number(text: str) -> bool:
    return ("議" in text or "案" in text) and BILL_NUMBER.match(bare_words(text)) is not None


def reason_start(lines: list[TypedLine], first: int) -> int:
    """The index of the line 提案理由 at or behind ``first``, behind which no provision comes; ``len(lines)`` if none."""
    bill = frame_end(lines[:first]) > 0
    for index in range(len(lines) - 1, first - 1, -1):
        typed = lines[index]
        if typed.kind in _BODY and typed.certain:
            break
        text = typed.text
        if (
            "由" in text
            and is_reason(text)
            and not typed.by_person
            and ("提" in text or (bill and _says(lines, index)))
        ):
            return index
    return len(lines)


def is_reason(text: str) -> bool:
    """Whether a line is the heading 提案理由, or begins with it.

    >>> [is_reason(text) for text in ("提 案 理 由", "(理由)", "提案理由: 必要があるため。", "理由を付して届け出る。")]
    [True, True, True, False]
    """
    return REASON.match(bare_words(text)) is not None


def _says(lines: list[TypedLine], index: int) -> bool:
    """Whether a sentence stands below a heading; 理由 alone is also a place to write in."""
    return index + 1 < len(lines) and ends_sentence(lines[index + 1].text)
