"""`Corpus.consolidated`: the text of a day from the base and the amendments that a build holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import jorei
from jorei.api import amending_documents
from jorei.dataset.corpus import Corpus

BASE = """○甲市公園条例

平成20年3月1日
条例第3号

（目的）
第1条　この条例は、公園に関し定める。
（額）
第2条　使用料は、百円とする。

附　則
この条例は、公布の日から施行する。
"""
AMENDING = """○甲市公園条例の一部を改正する条例

{promulgated}
条例第{number}号

甲市公園条例（平成20年甲市条例第3号）の一部を次のように改正する。
第2条中「{old}」を「{new}」に改める。

附　則
この条例は、{in_force}から施行する。
"""
FIRST = AMENDING.format(promulgated="令和5年3月1日", number=4, old="百円", new="二百円", in_force="令和5年4月1日")
SECOND = AMENDING.format(promulgated="令和6年3月1日", number=9, old="二百円", new="三百円", in_force="令和6年4月1日")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("consolidated")
    (folder / "raw").mkdir()
    for name, text in {"base.txt": BASE, "first.txt": FIRST, "second.txt": SECOND}.items():
        (folder / "raw" / name).write_text(text, "utf-8")
    return jorei.build(folder / "raw", folder / "build", jobs=1)


def base_id(corpus: Corpus) -> str:
    return next(doc_id for doc_id in corpus if corpus[doc_id].title == "甲市公園条例")


@pytest.mark.parametrize(
    ("day", "fee"),
    [(None, "三百円"), (date(2024, 4, 1), "三百円"), (date(2024, 3, 31), "二百円"), (date(2023, 4, 1), "二百円"), (date(2023, 3, 31), "百円")],
)  # fmt: skip
def test_the_text_of_a_day(corpus: Corpus, day: date | None, fee: str) -> None:
    amended = corpus.consolidated(base_id(corpus), on=day)
    assert f"第2条　使用料は、{fee}とする。" in (amended.text or "")
    assert amended.diagnostics == ()


def test_the_amendments_are_found_by_their_links(corpus: Corpus) -> None:
    titles = [corpus[doc_id].law_number for doc_id in amending_documents(corpus, base_id(corpus))]
    assert titles == ["令和5年条例第4号", "令和6年条例第9号"]


def test_what_is_part_of_the_text_already_is_left_out(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    text = BASE.replace("百円とする。", "二百円とする。\n（令5条例4・一部改正）")
    (raw / "base.txt").write_text(text, "utf-8")
    (raw / "first.txt").write_text(FIRST, "utf-8")
    corpus = jorei.build(raw, tmp_path / "build", jobs=1)
    assert corpus.consolidated(base_id(corpus)).text == text


def test_no_such_document(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        corpus.consolidated("no-such-document")
