"""Linear time: twice the text takes twice the time, whatever the text.

CI goes up to some ten kilobytes; `pytest -m slow tests/bench` doubles up to 4 MB.
"""

from __future__ import annotations

import gc
import time

import pytest

from jorei.read import read_text
from jorei.run.pipeline import analyse

HOSTILE = {
    "opening brackets": "(",
    "full-width opening brackets": "（",
    "closing brackets": "）",
    "quotation marks": "「",
    "pairs of quotation marks": "「」",
    "nested quotations": "「『（",
    "articles": "第1条",
    "articles on lines": "第1条\n",
    "branch numbers": "の2",
    "article with branches": "第1条の2の2の2の2の2",
    "chains": "第1条第1項第1号ア",
    "lost commas": "第1条第2条、",
    "ranges": "第1条から",
    "ranges that close": "第1条から第9条まで、",
    "前条": "前条",
    "前項 on lines": "2 前項の規定は、\n",
    "同条": "同条第2項及び",
    "各号": "次の各号",
    "spaces": " ",
    "ideographic spaces": "\u3000",
    "blank lines": "\n",
    "indented lines": " a\n",
    "commas": "、",
    "full stops": "。",
    "middle dots": "・",
    "digits": "1",
    "kanji digits": "一",
    "tens": "十",
    "numbers on lines": "12\n",
    "item labels": "(1)\n",
    "item labels with words": "(1) 甲\n",
    "subitem labels": "ア\n",
    "subitem labels in turn": "(1) 甲\nア 乙\n(ア) 丙\n",
    "paragraph labels": "2 \n",
    "unlabelled paragraphs": " 甲は、乙とする。\n",
    "captions": "(目的)\n",
    "eras": "昭和",
    "dates": "昭和3年3月3日",
    "law numbers": "昭和3年法律第3号",
    "law names": "地方自治法第",
    "municipal law numbers": "平成3年青潮市条例第3号第3条",
    "別表": "別表",
    "別表 on lines": "別表第1\n",
    "様式": "様式第1号(第1条関係)\n",
    "附則": "附則\n",
    "附則 with a number": "附則(平成3年条例第3号)\n",
    "numbers of 附則 alone": "(平成3年条例第3号)\n",
    "amendment notes": "(平3条例3・一部改正)\n",
    "目次": "目次\n",
    "目次 entries": "第1章 総則(第1条―第3条)\n",
    "chapters": "第1章\n",
    "omissions": "(略)\n",
    "deletions": "第1条 削除\n",
    "definitions": "甲(以下「乙」という。)",
    "definitions of the same": "甲(以下「甲」という。以下同じ。)、",
    "をいう": "甲をいう。",
    "hiragana": "あ",
    "kanji": "漢",
    "latin": "a",
    "list marks": "- ",
    "headings": "#",
    "pipes": "|",
    "tabs": "\t",
    "table rows": "甲\t乙\t丙\n",
    "page numbers": "- 3 -\n",
    "form feeds": "\f",
    "NUL": "\0",
    "wraps": "甲乙丙丁" * 8 + "\n",
    "replacements": "「甲」を「乙」に改める。",
    "readings": "「前項」とあるのは「第1項」と、",
    "provisos": "ただし、",
    "体系情報": "体系情報\n",
    "private use": "\ue000",
}
FRAMES = {
    "bare": ("", ""),
    "in an article": ("○青潮市条例\n\n第1条 ", "\n\n第2条 甲は、乙とする。\n"),
}
SMALL, LARGE = 12_000, 48_000
QUADRUPLED = 9.0
"""How much longer four times the text may take: 4 is linear, 16 quadratic; machines are noisy."""
DOUBLINGS = (500_000, 1_000_000, 2_000_000, 4_000_000)
DOUBLED = 3.0
"""The same for twice the text."""
NEGLIGIBLE = 0.2
"""Seconds below which a measurement says nothing."""


def text_of(unit: str, size: int, frame: tuple[str, str]) -> str:
    """About ``size`` bytes of UTF-8."""
    return frame[0] + unit * max(1, size // len(unit.encode())) + frame[1]


def seconds(text: str) -> float:
    source = read_text(text)
    gc.collect()
    start = time.perf_counter()
    analyse(source)
    return time.perf_counter() - start


def assert_linear(unit: str, frame: tuple[str, str], sizes: tuple[int, ...], tolerance: float) -> None:
    """Each step takes at most ``tolerance`` times as long; a slow moment of the machine is measured again."""
    times = [seconds(text_of(unit, size, frame)) for size in sizes]
    for at in range(1, len(sizes)):
        if times[at] <= max(NEGLIGIBLE, tolerance * times[at - 1]):
            continue
        best = [min(seconds(text_of(unit, size, frame)) for _ in range(2)) for size in sizes[at - 1 : at + 1]]
        assert best[1] <= max(NEGLIGIBLE, tolerance * best[0]), dict(zip(sizes, times, strict=True))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str, frame: str) -> None:
    assert_linear(HOSTILE[name], FRAMES[frame], (SMALL, LARGE), QUADRUPLED)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_four_megabytes_take_linear_time(name: str) -> None:
    assert_linear(HOSTILE[name], FRAMES["in an article"], DOUBLINGS, DOUBLED)
