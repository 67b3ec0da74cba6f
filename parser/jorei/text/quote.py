"""Stretches of a text kept by their words: quoting one, and locating it again in a text that has changed.

Texts are compared folded and without blanks, so another width, another indentation or other line ends change nothing.
A quotation is located when its words are there and enough of what stood around them; where two stretches serve equally
well, neither is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from operator import itemgetter
from typing import Final, Literal

from jorei.model import Span
from jorei.model.corrections import Quote
from jorei.text.fold import fold, squeeze

_WORD: Final = re.compile(r"\S+")
_START: Final = itemgetter(0)
_SURROUNDINGS: Final = (16, 48, 144, 432)
"""Characters of the surroundings that are quoted on each side: as few as tell the stretch from all others. Chosen."""

_ENOUGH: Final = 16
"""Characters, of words and surroundings together, that identify a stretch: a lone 第8条 may be another one. Chosen."""


class Quotable:
    """A text whose stretches can be quoted and located; who has its folded form hands it on."""

    def __init__(self, text: str, folded: str | None = None) -> None:
        self.text = text
        self._words = [
            (match.start(), match.group()) for match in _WORD.finditer(fold(text) if folded is None else folded)
        ]
        """The words of the folded text, each with its offset in the source."""
        self._squeezed = "".join([word for _, word in self._words])
        self._starts = list(accumulate([len(word) for _, word in self._words], initial=0))
        """The offset of each word in the squeezed text."""

    def _to_source(self, offset: int) -> int:
        """The offset in the source of a character of the squeezed text."""
        word = bisect_right(self._starts, offset) - 1
        return self._words[word][0] + offset - self._starts[word]

    def _from_source(self, offset: int) -> int:
        """The offset in the squeezed text of the first character at or behind an offset of the source."""
        word = bisect_right(self._words, offset, key=_START) - 1
        if word < 0:
            return 0
        start, letters = self._words[word]
        return self._starts[word] + min(offset - start, len(letters))

    def quote(self, start: int, end: int) -> Quote | None:
        """The stretch ``start..end`` in words; None when nothing tells it from another one (or it is blank).

        >>> Quotable("第1条 甲\\n第2条 甲").quote(10, 11)
        Quote(text='甲', before='第1条甲第2条', after='')
        """
        first, last = self._from_source(start), self._from_source(end)
        if first == last:
            return None
        for length in _SURROUNDINGS:
            quote = Quote(
                self.text[start:end].strip(),
                self._squeezed[max(0, first - length) : first],
                self._squeezed[last : last + length],
            )
            if self._offset_of(quote) == first:
                return quote
        return None

    def locate(self, quote: Quote) -> Span | Literal["gone", "ambiguous"]:
        """The stretch where the words of a quotation stand now.

        >>> text = Quotable("第１条　甲\\n\\n第２条\\n　甲")
        >>> text.locate(Quote("甲", before="第2条")), text.locate(Quote("甲")), text.locate(Quote("乙", "第2条"))
        (Span(start=12, end=13), 'ambiguous', 'gone')
        """
        first = self._offset_of(quote)
        if isinstance(first, str):
            return first
        last = first + len(squeeze(quote.text)) - 1
        return Span(self._to_source(first), self._to_source(last) + 1)

    def _offset_of(self, quote: Quote) -> int | Literal["gone", "ambiguous"]:
        """The offset in the squeezed text of the one stretch that agrees best with a quotation."""
        text, words = self._squeezed, squeeze(quote.text)
        before, after = squeeze(quote.before)[::-1], squeeze(quote.after)
        best = -1
        offsets: list[int] = []  # those that agree best: two are enough to be ambiguous
        offset = text.find(words) if words else -1
        while offset >= 0:
            end = offset + len(words)
            agreement = _common_length(before, text[max(0, offset - len(before)) : offset][::-1])
            agreement += _common_length(after, text[end : end + len(after)])
            if agreement >= best:
                offsets = [offset] if agreement > best else [*offsets[-1:], offset]
                best = agreement
            offset = text.find(words, offset + 1)
        if best < 0 or len(words) + best < min(_ENOUGH, len(words) + len(before) + len(after)):
            return "gone"
        return offsets[0] if len(offsets) == 1 else "ambiguous"


def _common_length(left: str, right: str) -> int:
    """The number of characters that two strings begin with in common; by halves, for a text may repeat itself for
    ever."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
