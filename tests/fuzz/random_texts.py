"""Random texts of ordinances and of what is none: fragments, oddities of Unicode, ladders, tables, damage.

A text is made from its number alone, so a failure is told by a number and found again by it.
"""

from __future__ import annotations

import random
from typing import Final

from documents import ORDINANCE
from property.texts import BLANKS, CONTROLS, SIGNS, WORDS

_ODD: Final = (
    "三．五年", "一．五か月", "十．五円", "ﾃﾞｰﾀ", "ﾊﾟｽﾜｰﾄﾞ", "｢ﾊﾞｽ｣という。", "\ufffe", "\uffff", "\ufdd0", "\u200d", "\u202e", "葛\U000e0100", "（　　）",
    "（「）", "」", "「", "』", "(", ")", "| a | b |", "a | b", "--- | ---", "---|---", "* - ", "- ", "※", "- 。", "\f- ", "\x0c", "二千號", "第1章28號○",
    "次の表1", "次項次の表2", "● 「第1条 削除", "十(1) 甲", "甲市文書規則」(平成3年甲市規則第1号)", "改正 平成15年条例第1号", "（施行期日）",
    "<b>", "&lt;", "?>", "]]>", "\\u0000", "=1+1", "第９９９９９９９９９９９条", "第〇条", "平成99年99月99日", "令和元年5月1日", "第1条から第9条まで、「甲」を「乙」に改める。",
    "第1条第2項中「甲」を「乙」に改め、同条に次の1項を加える。", "次のように改正する。", "廃止する。", "別表第1中「甲」を「乙」に改める。", "議案第18号", "提案理由",
    "お問合せ", "検索", "ページの先頭へ", "目次", "附　則", "附則第2項", "様式第1号(第3条関係)", "……", "━━━━", "| --- |", "\t\t", "　　　　",
)  # fmt: skip
_LADDER: Final = ("第{}条 ", "{} ", "({}) ", "{a} ", "({a}) ", "{x} ", "({x}) ", "{k}　", "第{k} ", "①", "ⅰ ")
_KANA: Final = "アイウエオカキクケコ"
_KANJI: Final = "一二三四五六七八九十"
_ENDS: Final = (
    "とする。",
    "に掲げるもの",
    "は、次のとおりとする。",
    "を定める",
    "、",
    "",
    "。",
    "すること。",
    "（次号に掲げるものを除く。）",
)


def text_of(number: int) -> str:
    """The random text of a number."""
    chance = random.Random(number)
    make = chance.choice((_fragments, _fragments, _ladder, _table, _damaged, _column, _mixed))
    return make(chance)


def _words(chance: random.Random, count: int) -> str:
    return "".join(
        chance.choice(chance.choice((WORDS, WORDS, SIGNS, BLANKS, _ODD, _ODD, CONTROLS))) for _ in range(count)
    )


def _fragments(chance: random.Random) -> str:
    """Lines of fragments, with the blanks and the ends of lines that files have."""
    lines = (
        chance.choice(("", "", "　", " ", "    ")) + _words(chance, chance.randint(0, 8))
        for _ in range(chance.randint(0, 40))
    )
    return chance.choice(("\n", "\n", "\n\n", "\r\n")).join(lines)


def _ladder(chance: random.Random) -> str:
    """Labels deeper and deeper, some of them lost."""
    lines = []
    for _ in range(chance.randint(1, 40)):
        level, at = chance.randrange(len(_LADDER)), chance.randrange(10)
        label = _LADDER[level].format(at + 1, a=_KANA[at], x="abcdefghij"[at], k=_KANJI[at])
        label = chance.choice(("", " ", label, label, label))
        lines.append(
            "　" * chance.choice((0, 0, level, level // 2)) + label + chance.choice(WORDS) + chance.choice(_ENDS)
        )
    return "○甲市文書条例\n\n" * chance.randint(0, 1) + "\n".join(lines)


def _table(chance: random.Random) -> str:
    """Rows between pipes, tabs or wide blanks, with and without rulers."""
    sign = chance.choice((" | ", "|", "\t", "　　　", "  "))
    rows = [
        sign.join(chance.choice(WORDS + _ODD) for _ in range(chance.randint(1, 4))) for _ in range(chance.randint(1, 8))
    ]
    if chance.random() < 0.5:
        rows.insert(
            chance.randint(0, len(rows)),
            chance.choice(("---|---", "--- | ---", "| --- | --- |", ":--|--:", "\t\t---|---")),
        )
    if chance.random() < 0.3:
        rows = [f"| {row} |" for row in rows]
    return _fragments(chance) + "\n" + "\n".join(rows) + "\n" + _words(chance, 5)


def _damaged(chance: random.Random) -> str:
    """An ordinance with characters lost, doubled, moved and put in."""
    text = list("\n".join(ORDINANCE))
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(text)) if text else 0
        text[at : at + chance.randint(0, 6)] = _words(chance, chance.randint(0, 2))
    return "".join(text)


def _column(chance: random.Random) -> str:
    """One character a line, or a few, as vertical print comes out of a PDF."""
    text = "".join(ORDINANCE) + _words(chance, 6)
    size = chance.randint(1, 4)
    start = chance.randrange(len(text))
    return "\n".join(text[at : at + size] for at in range(start, min(len(text), start + 200), size))


def _mixed(chance: random.Random) -> str:
    return (
        "\n".join(text_of(chance.randrange(1 << 30)) for _ in range(2)) if chance.random() < 0.5 else _words(chance, 60)
    )
