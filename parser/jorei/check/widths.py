"""V09: full width and half width in one document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import Related
from jorei.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_MOST_SHOWN: Final = 5
"""Spans that a finding shows of a mixture, its own first. Chosen."""


def mixture(view: View, offsets: list[int], message: str, message_en: str) -> Finding:
    """One finding for a mixture: the first of some offsets of `View.prose`, with a few of the others."""
    (node, start, end), *others = (view.locate(offset, 1) for offset in offsets[:_MOST_SHOWN])
    related = tuple(Related(low, high, view.text[low:high]) for _, low, high in others)
    return Finding(node, start, end, message, message_en, related=related)


def width_mixed(view: View) -> Iterator[Finding]:
    """全角と半角の混在 · Two widths in one document.

    何を見るか: 数字（１と1）、読点（、と，と,）、括弧（（）と()）が、条文の中で混ざっていないかを見ます。
    なぜ大切か: 検索や改正の引用で、同じ語が一致しません。
    例: 第１条 と 第2条
    確かさ: 高い。「１けただけ全角」（１０日でなく10日、5でなく５）は一つの書き方とみて、それに合わない所だけを示します。漢字に添えた読みと
    号の記号の括弧は見ません。少ないほうを、種類ごとに一つにまとめて情報として示します。

    What it does: looks for two widths of digits, commas or brackets in the provisions.
    Why it matters: searches and quotations do not match.
    Example: 第１条 and 第2条
    How sure: high; full width for single digits alone (５ and 10) is a way of writing of its own, of which the exceptions
    are shown; brackets of labels and readings are left out; one finding a kind, at the rarer form.
    """
    yield from _digits(view)
    for name, name_en, wanted, forms in (
        ("読点", "commas", _FORMS.get(view.style.comma), ("、", _COMMAS)),
        ("括弧", "brackets", _FORMS.get(view.style.brackets), ("()", "（）")),
    ):
        if not (view.has_any(forms[1 - wanted]) if wanted is not None else all(map(view.has_any, forms))):
            continue
        offsets = [_without_labels(view, _offsets(view, form)) for form in forms]
        few, many = sorted(offsets, key=len) if wanted is None else (offsets[1 - wanted], offsets[wanted])
        if few and (many or wanted is not None):
            yield mixture(view, few, f"{name}の字幅や字種が混ざっています（{len(few)}か所と{len(many)}か所）",
                          f"two forms of {name_en} are mixed ({len(few)} and {len(many)} places)")  # fmt: skip


_COMMAS: Final = "，,"
_FORMS: Final = {"half": 0, "、": 0, "full": 1, "，": 1}
"""Which of the two forms a style asks for; the other styles leave it to the majority."""
_HALF, _FULL = "0123456789", "０１２３４５６７８９"
_NUMBER: Final = re.compile("[0-9０-９]+(?:[,，.．・][0-9０-９]+)*")
_HABITS: Final = ("half", "full", "single_full")
"""Ways of writing numbers: half width, full width, full width where it is one digit. The first of equals is taken."""


def _digits(view: View) -> Iterator[Finding]:
    """The numbers that are not written as the others are, or as the profile wants them."""
    style = view.style.digits
    if not (view.has_any(_FULL) and view.has_any(_HALF)) and style == "majority":
        return
    exceptions: dict[str, list[int]] = {habit: [] for habit in _HABITS}
    count = 0
    prose = view.prose
    for match in _NUMBER.finditer(prose):
        start = match.start()
        if prose[start - 1 : start] == "(" and _LABEL.match(prose, start - 1, match.end() + 1):
            continue  # 表の(1)の項
        count += 1
        number = match.group()
        full = number[0] > "9"
        if full != (not number.isascii()) or (full and _ASCII.search(number)):
            for habit in _HABITS:  # two widths in one number
                exceptions[habit].append(match.start())
            continue
        exceptions["half" if full else "full"].append(match.start())
        if full != (len(number) == 1):
            exceptions["single_full"].append(match.start())
    habit = style if style != "majority" else min(_HABITS, key=lambda name: len(exceptions[name]))
    few = exceptions[habit]
    if few:
        yield mixture(view, few, f"数字の字幅や字種が混ざっています（{len(few)}か所と{count - len(few)}か所）",
                      f"two forms of digits are mixed ({len(few)} and {count - len(few)} places)")  # fmt: skip


_ASCII: Final = re.compile("[0-9,.]")


def _offsets(view: View, characters: str) -> list[int]:
    offsets = occurrences(view.prose, characters)
    if characters == _COMMAS:
        return [offset for offset in offsets if not _parts_thousands(view.prose, offset)]
    return offsets


_THOUSANDS: Final = re.compile("(?<=[0-9０-９]，)[0-9０-９]{3}(?![0-9０-９])")


def _parts_thousands(prose: str, offset: int) -> bool:
    """Whether a comma stands inside a figure or between Latin words: that of ５０，０００円 is no 読点."""
    if prose[offset] == ",":
        return prose[offset + 1 : offset + 2] <= "\u2fff"  # a figure, a blank, a letter, the end
    return _THOUSANDS.match(prose, offset + 1) is not None


_LABEL: Final = re.compile(r"\((?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ァ-ヶa-zA-Z]{1,2}|[ぁ-ん]{1,5})\)")
_LONGEST_LABEL: Final = 7
"""Code points of a label or a reading with its brackets."""


def _without_labels(view: View, offsets: list[int]) -> list[int]:
    """The offsets without brackets around a label (表の(21)の項) or a reading (橋梁(りょう)), which are half width by custom."""
    if not offsets or view.prose[offsets[0]] not in "()":
        return offsets
    left_out: set[int] = set()
    for offset in offsets:
        match = _LABEL.match(view.prose, offset, offset + _LONGEST_LABEL)
        if match:
            left_out |= {offset, match.end() - 1}
    return [offset for offset in offsets if offset not in left_out]
