"""Places kept by their words: quoting a stretch of a text, and finding it again in a text that has changed.

Texts are compared folded and without blanks, so another width, another indentation or other line ends change nothing.
A place is found when its words are there and enough of what stood around them; where two places serve equally well,
neither is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Final, Literal

from jorei.model import Span
from jorei.model.corrections import Quote
from jorei.text.fold import fold, squeeze

_WORD: Final = re.compile(r"\S+")
_AROUND: Final = (16, 48, 144, 432)
"""How much of the surroundings is quoted: as little as tells the place from all others."""

_ENOUGH: Final = 16
"""Characters, of words and surroundings together, that make a place itself: a lone 第8条 may be another one."""


class Quotable:
    """A text in which places can be quoted and found; who has its folded form hands it on."""

    def __init__(self, text: str, folded: str | None = None) -> None:
        self.text = text
        self._folded = folded

    @cached_property
    def _words(self) -> list[tuple[int, str]]:
        return [
            (match.start(), match.group())
            for match in _WORD.finditer(fold(self.text) if self._folded is None else self._folded)
        ]

    @cached_property
    def _squeezed(self) -> str:
        return "".join([word for _, word in self._words])

    @cached_property
    def _places(self) -> list[int]:
        """Where each word begins in the squeezed text."""
        return list(accumulate((len(word) for _, word in self._words), initial=0))

    def _to_source(self, at: int) -> int:
        word = bisect_right(self._places, at) - 1
        return self._words[word][0] + at - self._places[word]

    def _from_source(self, offset: int) -> int:
        """The place in the squeezed text of the first character at or behind ``offset``."""
        word = bisect_right(self._words, offset, key=lambda one: one[0]) - 1
        if word < 0:
            return 0
        start, letters = self._words[word]
        return self._places[word] + min(offset - start, len(letters))

    def quote(self, start: int, end: int) -> Quote | None:
        """The place ``start..end`` in words; None when nothing tells it from another one (or it is blank).

        >>> Quotable("第1条 甲\\n第2条 甲").quote(10, 11)
        Quote(text='甲', before='第1条甲第2条', after='')
        """
        first, last = self._from_source(start), self._from_source(end)
        words = self._squeezed[first:last]
        if not words:
            return None
        for around in _AROUND:
            found = Quote(
                self.text[start:end].strip(),
                self._squeezed[max(0, first - around) : first],
                self._squeezed[last : last + around],
            )
            if self._find(found) == first:
                return found
        return None

    def locate(self, quote: Quote) -> Span | Literal["gone", "ambiguous"]:
        """Where the words of a quotation stand now.

        >>> here = Quotable("第１条　甲\\n\\n第２条\\n　甲")
        >>> here.locate(Quote("甲", before="第2条")), here.locate(Quote("甲")), here.locate(Quote("乙", "第2条"))
        (Span(start=12, end=13), 'ambiguous', 'gone')
        """
        first = self._find(quote)
        if isinstance(first, str):
            return first
        last = first + len(squeeze(quote.text)) - 1
        return Span(self._to_source(first), self._to_source(last) + 1)

    def _find(self, quote: Quote) -> int | Literal["gone", "ambiguous"]:
        text, words = self._squeezed, squeeze(quote.text)
        before, after = squeeze(quote.before)[::-1], squeeze(quote.after)
        best, places = -1, [-1]
        at = text.find(words) if words else -1
        while at >= 0:
            behind = at + len(words)
            shared = _shared(before, text[max(0, at - len(before)) : at][::-1])
            shared += _shared(after, text[behind : behind + len(after)])
            if shared >= best:
                places = [at] if shared > best else [*places[-1:], at]
                best = shared
            at = text.find(words, at + 1)
        if best < 0 or len(words) + best < min(_ENOUGH, len(words) + len(before) + len(after)):
            return "gone"
        return places[0] if len(places) == 1 else "ambiguous"


def _shared(left: str, right: str) -> int:
    """How many characters two strings begin with in common; by halves, for a text may repeat itself for ever."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
