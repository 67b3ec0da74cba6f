"""Passages as a page names them: where they start, and the beginning of their words."""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.errors import Refused
from jorei.model import Diagnostic, Reference

_QUOTED: Final = 60
"""Characters of a passage that a page gives back, to say which one it means."""


class OutOfDate(Refused):
    """A request of a page that shows another build than there is now, or other words."""


class ShownPassage(msgspec.Struct, frozen=True):
    """A passage as a page names it: where it starts, the beginning of its words, and the code of a finding."""

    start: int
    quote: str
    code: str = ""

    def check(self, found: ShownPassage) -> None:
        """`OutOfDate` when another passage is found there."""
        if self != found:
            raise out_of_date()


def place_of(text: str, passage: Diagnostic | Reference) -> ShownPassage:
    """The place of a finding or a reference in the text of its document.

    >>> from jorei import parse
    >>> document = parse("第1条 第9条による。")
    >>> place_of(document.text, document.references[0])
    ShownPassage(start=4, quote='第9条', code='')
    """
    quote = text[passage.start : min(passage.end, passage.start + _QUOTED)]
    return ShownPassage(passage.start, quote, passage.code if isinstance(passage, Diagnostic) else "")


def check_line(text: str, shown: str) -> None:
    """`OutOfDate` when a line is not the one that the page shows; signs that a browser shows in its own way do not count.

    >>> check_line("第1条\t甲", "第1条 甲")
    """
    if _words(text) != _words(shown):
        raise out_of_date()


def _words(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def out_of_date() -> OutOfDate:
    """The refusal of a request of such a page."""
    return OutOfDate(
        "このページは古くなっています（開いた後にビルドし直されました）。開き直してください",
        "the page is out of date (the build has been made anew since it was opened): open it again",
    )
