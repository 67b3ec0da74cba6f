"""Where a term begins that no quotation mark shows: X in X(…をいう。)."""

from __future__ import annotations

import re
from typing import Final

from jorei.text.morphology import left_noun, noun_start
from jorei.text.numerals import NUMBER, NUMERALS

_LONGEST_TERM: Final = 40
"""Characters before the bracket that are looked at. Chosen: no term without quotation marks is so long."""
_RUN: Final = re.compile(r"[^ぁ-ん、。()「」『』\[\]\n ]+$")
_LEADING_WORDS: Final = re.compile("^(?:当該|その他|各|同|本|前記|上記)")
_PUBLIC_BODY: Final = re.compile("(?:^|[、。(はがをにでびくとるたな ])([国県市町村区都道府])の$")
_NO_TERM: Final = re.compile(
    rf"(?<![０-９{NUMERALS}])(?:第?{NUMBER}[条項号])|(?:^|[^一-龠])(?:前|次|同)[条項号]$|^[0-9]+[^0-9]?$"
)


def is_term(words: str) -> bool:
    """Whether the words before a bracket can be a term; citations and bare numbers are none.

    >>> is_term("実施機関"), is_term("前条第2項"), is_term("")
    (True, False, False)
    """
    return bool(words) and _NO_TERM.search(words) is None


def term_start(text: str, end: int, floor: int) -> int:
    """Where the term that ends at ``end`` begins, not before ``floor``: the run of kanji and kana words before it.

    >>> text = "その他の団体は、国の行政機関"
    >>> text[term_start(text, len(text), 0):]
    '国の行政機関'
    """
    low = max(floor, end - _LONGEST_TERM)
    window = text[low:end]
    run = _RUN.search(window)
    if run is None or "ぁ" <= window[-1] <= "ん":  # 写し, 取組み: only morphology knows the word
        return noun_start(text, end, low)
    start = run.start()
    # 障がい者, 平たん性: hiragana before a single letter mostly belongs to it
    start = left_noun(window, 0, start) if len(run[0]) > 1 else min(start, noun_start(text, end, low) - low)
    leading = _LEADING_WORDS.match(run[0])
    if leading is not None and leading.end() < len(run[0]) and start == run.start():
        return low + start + leading.end()
    body = _PUBLIC_BODY.search(window[:start])  # 国の行政機関, 市の機関: a term may begin with the body it belongs to
    return low + (body.start(1) if body else start)
