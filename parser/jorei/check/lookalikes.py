"""V13: characters that look like others, and characters that are not seen."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from jorei.check.finding import Finding
from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.text.fold import fold
from jorei.text.unseen import UNSEEN_RE, holds_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_MOST_SHOWN: Final = 20
"""Findings of a document, each at another place. Chosen: what is wrong throughout is seen by then."""


class LookAlike(NamedTuple):
    """Where a character stands for another: the group ``wrong`` of the pattern, what is right for each, and letters that
    stand on either side of it wherever the pattern fits, as a pattern from behind the character."""

    pattern: re.Pattern[str]
    right: dict[str, str]
    beside: str


_KANJI_NUMERALS: Final = "一二三四五六七八九十百千"
_UNITS: Final = f"{UNIT_LETTERS}{DIVISION_LETTERS}年月日"
_IN_NUMERALS: Final = {
    "ニ": "二", "ー": "一", "―": "一", "─": "一", "—": "一", "ハ": "八", "○": "〇", "◯": "〇", "O": "〇", "0": "〇", "〸": "十",
}  # fmt: skip
_IN_KATAKANA: Final = {
    "二": "ニ",
    "一": "ー",
    "八": "ハ",
    "力": "カ",
    "口": "ロ",
    "工": "エ",
    "夕": "タ",
    "卜": "ト",
    "千": "チ",
}
_IN_DIGITS: Final = {"l": "1", "I": "1", "O": "0", "o": "0", "○": "0", "〇": "0"}

LOOK_ALIKES: Final = (
    # 第ニ条, 第十ー項: inside a number in kanji
    LookAlike(
        re.compile(rf"第[{_KANJI_NUMERALS}〇ニー]*(?P<wrong>[ニー―─—ハ○◯])(?=[{_KANJI_NUMERALS}〇]*[{_UNITS}])"),
        _IN_NUMERALS,
        f"(?<=[第{_KANJI_NUMERALS}〇ニー][ニー―─—ハ○◯])(?=[{_KANJI_NUMERALS}〇{_UNITS}])",
    ),
    # 別表第ニ
    LookAlike(
        re.compile(rf"別表第[{_KANJI_NUMERALS}]*(?P<wrong>[ニー])(?![ァ-ヴー])"),
        _IN_NUMERALS,
        f"(?<=[第{_KANJI_NUMERALS}][ニー])(?![ァ-ヴー])",
    ),
    # 昭和ニ十年, ニ十日以内
    LookAlike(
        re.compile(rf"(?P<wrong>ニ)(?<=[^ァ-ヴー\n]ニ)(?=[十百千][{_KANJI_NUMERALS}]*[{_UNITS}人円名回])"),
        _IN_NUMERALS,
        "(?<=ニ)(?=[十百千])",
    ),
    # 二○年, 一○一号
    LookAlike(
        re.compile(rf"[○◯](?<=[{_KANJI_NUMERALS}〇].)(?=[{_KANJI_NUMERALS}〇{_UNITS}])"),
        _IN_NUMERALS,
        f"(?<=[○◯])(?=[{_KANJI_NUMERALS}〇{_UNITS}])",
    ),
    # 第l条, 第1O条: a letter inside a number in digits
    LookAlike(
        re.compile(rf"第[0-9]*(?P<wrong>[lIOo○])(?=[0-9]*[{_UNITS}])"),
        _IN_DIGITS,
        f"(?<=[第0-9][lIOo○])(?=[0-9{_UNITS}])",
    ),
    # 第1号口, 第1号二: kanji for the katakana of a subdivision
    LookAlike(re.compile("号(?P<wrong>[口二八])(?=[のにをはが、）)（(及又若並か])"), _IN_KATAKANA, "(?<=号[口二八])"),
    # エ事, 効カ, 窓ロ: katakana inside a word in kanji
    LookAlike(re.compile("エ(?<![ァ-ヴー]エ)(?=[事業場程作法])"), {"エ": "工"}, "(?<=エ)(?=[事業場程作法])"),
    LookAlike(re.compile("カ(?<=[効協能努権]カ)(?![ァ-ヴー])"), {"カ": "力"}, "(?<=[効協能努権]カ)"),
    LookAlike(re.compile("ロ(?<=[窓人]ロ)(?![ァ-ヴー])"), {"ロ": "口"}, "(?<=[窓人]ロ)"),
    # サ一ビス: kanji inside a word in katakana
    LookAlike(
        re.compile("[二一八力口工夕卜千](?<=[ァ-ヴ].)(?<!ノ.)(?<!トル.)(?<!ラム.)(?<!ット.)(?=[ァ-ヴー])"),
        _IN_KATAKANA,
        "(?<=[ァ-ヴ][二一八力口工夕卜千])(?=[ァ-ヴー])",
    ),
    # 工ネルギー, 卜ラック: at its beginning; 千キロ and 口コミ are right
    LookAlike(
        re.compile("[工力卜夕](?<![一-龠々ァ-ヴー].)(?=[ァ-ヴ][ァ-ヴー])(?!力ワザ)"),
        _IN_KATAKANA,
        "(?<=[工力卜夕])(?=[ァ-ヴ])",
    ),
)
"""In order, each beginning with a letter or few; each place is told once."""

_HIRAGANA: Final = re.compile("[ぁ-ん]")
_PARTICLE: Final = re.compile("[一-龠][ノハヲニガモ](?=[一-龠])")
_AROUND, _PARTICLES = 40, 2
"""Letters on either side of a place in its provision, and the katakana between kanji among them, that show what it is written in. Chosen."""
_RADICALS: Final = "\u2e80-\u2ef3\u2f00-\u2fd5"
_RADICAL: Final = re.compile(f"[{_RADICALS}]")
_SUSPECT: Final = re.compile(
    f"[ニー―─—ハ○◯lIOo口二八エカロ一力工夕卜千{_RADICALS}]"
    f"(?:{'|'.join(look.beside for look in LOOK_ALIKES)}|(?<=[{_RADICALS}]))"
)
"""One scan for all of them, since hardly any text has one."""


def lookalike_character(view: View) -> Iterator[Finding]:
    """見分けにくい文字・見えない文字 · A character that looks like another, or is not seen.

    何を見るか: 漢数字の中の片仮名や記号（第ニ条、第十ー条、二○年）、片仮名の語の中の漢字（サ一ビス）、漢字の語の中の片仮名（エ事）、号の細分の漢字（第1号口）、数字の中の英字、部首の文字（⼀）、幅のない文字（U+200B、U+FEFF）を探します。
    なぜ大切か: 見た目は同じでも別の文字です。検索や引用の解決で一致しません。
    例: 第ニ条（「ニ」は片仮名）
    確かさ: 高い。正しい文字を示します。

    What it does: looks for katakana and signs in kanji numerals (第ニ条, 二○年), kanji in katakana words (サ一ビス), katakana in
    kanji words (エ事), kanji for a subdivision (第1号口), letters in
    numbers, radicals (⼀) and characters without width (U+200B, U+FEFF).
    Why it matters: they look right and are others; searches and citations miss them.
    Example: 第ニ条, where ニ is katakana
    How sure: high; the right character is suggested.
    """
    yield from _unseen(view)
    told: set[int] = set()
    for start, end, right in _found(view.prose):
        if start in told:
            continue
        told.add(start)
        if len(told) > _MOST_SHOWN:
            return
        wrong = view.prose[start:end]
        name, name_en = _names(wrong)
        yield Finding(
            *view.locate(start, end - start),
            f"{name}は「{right}」の誤りではありませんか",
            f"{name_en} looks like {right}",
            suggestion=right,
        )  # fmt: skip


def _unseen(view: View) -> Iterator[Finding]:
    """Characters without width: the structure leaves them out of the wording, so they are looked for in the source."""
    if not holds_unseen(view.text):
        return
    for match in islice(UNSEEN_RE.finditer(view.text), _MOST_SHOWN):
        code = _code(match[0])
        yield Finding(
            view.node_at(match.start()), match.start(), match.end(),
            f"見えない文字（{code}）があります",
            f"there is a character that is not seen ({code})",
            suggestion="",
        )  # fmt: skip


def _found(prose: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and what is right."""
    if _SUSPECT.search(prose) is None:
        return
    for match in _RADICAL.finditer(prose):
        right = fold(match[0])
        if right != match[0]:
            yield match.start(), match.end(), right
    for look in LOOK_ALIKES:
        for match in look.pattern.finditer(prose):
            start, end = match.span("wrong" if "wrong" in look.pattern.groupindex else 0)
            if not _is_in_katakana(prose, start):
                yield start, end, look.right[prose[start:end]]


def _is_in_katakana(prose: str, offset: int) -> bool:
    """Whether the text around a place is written in kanji and katakana: 左ノ各号ハ一ニ該当スル者ニ十日ヲ限リ."""
    begin = max(prose.rfind("\n", 0, offset) + 1, offset - _AROUND)
    end = prose.find("\n", offset, offset + _AROUND)
    around = prose[begin : end if end >= 0 else offset + _AROUND]
    return _HIRAGANA.search(around) is None and len(_PARTICLE.findall(around)) >= _PARTICLES


def _names(wrong: str) -> tuple[str, str]:
    return f"「{wrong}」（{_code(wrong)}）", f"{wrong} ({_code(wrong)})"


def _code(wrong: str) -> str:
    return "U+" + format(ord(wrong[0]), "04X")
