"""V11, V12: characters that the text of an ordinance does not use."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.rare import COMPATIBILITY, PRIVATE, SYMBOLS, rare_letters
from jorei.model import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_SYMBOL: Final = re.compile(f"[{SYMBOLS}](?!//)")
_MOST_SHOWN: Final = 5
"""Spans that a finding shows, its own first. Chosen."""


def banned_symbol(view: View) -> Iterator[Finding]:
    """条文に使わない記号 · Symbols that provisions do not use.

    何を見るか: 条文の中の「～」「：」「→」を探します。
    なぜ大切か: 条文では「から…まで」「は、」などと言葉で書きます。記号は読み方と範囲の端が定まりません。
    例: 午前9時～午後5時
    確かさ: 高い。別表・様式は見ません。記号ごとに一つ、情報として示します。

    What it does: looks for ～, ： and → in provisions.
    Why it matters: provisions use words (から…まで); a symbol leaves open how it is read.
    Example: 午前9時～午後5時
    How sure: high; tables and forms are left out; one piece of information for each symbol.
    """
    yield from _each(view, _SYMBOL, "条文に使わない記号「{}」があります", "the symbol {} is not used in provisions")


_COMPATIBILITY: Final = re.compile(f"[{COMPATIBILITY}]")
_PRIVATE: Final = re.compile(f"[{PRIVATE}]")


def compatibility_character(view: View) -> Iterator[Finding]:
    """機種依存文字・外字 · Compatibility characters and private gaiji.

    何を見るか: 条文の中の㈱㈹№㍻などの互換文字、﨑などの互換漢字、外字（私用領域）を探します。
    なぜ大切か: 機械によって表示されず、検索で一致しません。外字はほかの機械では別の字か空白になります。
    例: ㈱ 﨑
    確かさ: 高い。単位の記号（㎡ ㎞ など）も示します。文字ごとに一つ、情報として示します。

    What it does: looks for compatibility characters such as ㈱, № and 﨑, and for private-use characters.
    Why it matters: other machines show or find them differently or not at all.
    Example: ㈱ 﨑
    How sure: high; unit signs such as ㎡ are shown too; one piece of information for each character.
    """
    yield from _each(
        view, _COMPATIBILITY, "機種依存文字「{}」があります", "{} is a compatibility or private-use character"
    )


def _each(view: View, pattern: re.Pattern[str], message: str, message_en: str) -> Iterator[Finding]:
    """One finding for each character that a pattern finds among the rare ones, with a few of its other spans."""
    if pattern.search(view.once(rare_letters)) is None:
        return
    offsets: dict[str, list[int]] = defaultdict(list)
    for match in pattern.finditer(view.prose):
        offsets[match.group()].append(match.start())
    for character, some in offsets.items():
        spans = [view.locate(offset, 1) for offset in some[:_MOST_SHOWN]]
        node, start, end = spans[0]
        name = f"U+{ord(character):04X}" if _PRIVATE.match(character) else character
        count, count_en = (f"（{len(some)}か所）", f" ({len(some)} places)") if len(some) > 1 else ("", "")
        yield Finding(
            node, start, end,
            message.format(name) + count,
            message_en.format(name) + count_en,
            related=tuple(Related(low, high, view.text[low:high]) for _, low, high in spans[1:]),
        )  # fmt: skip
