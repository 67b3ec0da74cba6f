"""Quotations of an amending sentence: cut by depth, and by what may stand behind a closing bracket."""

from __future__ import annotations

import re
from typing import Final

FIRST: Final = 0xE000
"""Quotation n stands in the skeleton of a sentence as the private character FIRST + n."""

Q: Final = "[\ue000-\uefff]"
_BEHIND: Final = re.compile(
    r"\s*(?:を(?!含|除)|に(?:、|改|それぞれ)|の次に|の下に|の前に|及び\s*「|並びに\s*「|又は\s*「|、\s*「|と(?:し|す)る?[、。]|と改)"
)
"""What stands behind a quotation of the sentence itself: anything else belongs to what is quoted."""


class Cut:
    """A sentence with its quotations taken out: ``skeleton``, the quoted words, and where each stands."""

    __slots__ = ("quotes", "skeleton", "starts")

    def __init__(self, skeleton: str, quotes: list[str], starts: list[int]) -> None:
        self.skeleton, self.quotes, self.starts = skeleton, quotes, starts

    def words(self, mark: str) -> str:
        """The words of a private character of the skeleton."""
        return self.quotes[ord(mark) - FIRST]


def cut(sentence: str, nested: bool = True) -> Cut:
    """Take the quotations out; ``nested`` counts brackets inside, else the first fitting bracket closes.

    >>> cut("第1条中「甲」を「「乙」等」に改める。").quotes
    ['甲', '「乙」等']
    >>> cut("「70」と」の次に「、「71」とあるのは「72」と」を加える。").quotes
    ['70」と', '、「71」とあるのは「72」と']
    """
    skeleton: list[str] = []
    starts: list[int] = []
    quotes: list[str] = []
    at = 0
    while at < len(sentence):
        if sentence[at] != "「":
            skeleton.append(sentence[at])
            starts.append(at)
            at += 1
            continue
        close = _closing(sentence, at, nested)
        if close < 0 or len(quotes) > 0xEFF:
            skeleton.append(sentence[at:])
            starts.extend(range(at, len(sentence)))
            break
        skeleton.append(chr(FIRST + len(quotes)))
        starts.append(at)
        quotes.append(sentence[at + 1 : close])
        at = close + 1
    return Cut("".join(skeleton), quotes, starts)


def _closing(text: str, at: int, nested: bool) -> int:
    depth, last = 0, -1
    for i in range(at, len(text)):
        if text[i] == "「":
            depth += 1
        elif text[i] == "」":
            depth -= 1
            if depth <= 0 or not nested:
                if _BEHIND.match(text, i + 1):
                    return i
                last = i if last < 0 else last
                depth = max(depth, 1)  # what follows is no clause: the bracket belongs to the words
    return last


def depth_at_end(text: str) -> int:
    """How many quotations are open at the end of a text."""
    return text.count("「") - text.count("」")
