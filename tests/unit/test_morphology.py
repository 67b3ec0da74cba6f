"""Sudachi behind one door: its traps, and the questions the other stages ask."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from threading import Thread

import pytest

from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from jorei.text import morphology


def test_text_of_any_length() -> None:
    text = "市長は、職員に命ずる" * 6_000
    tokens = list(morphology.tokens(text))
    assert "".join(token.surface for token in tokens) == text
    assert all(left.end == right.start for left, right in pairwise(tokens))


def test_brackets_after_a_number_are_kept() -> None:
    assert "".join(token.surface for token in morphology.tokens("第2号(ア)、第3号（イ）")) == "第2号(ア)、第3号（イ）"


def test_no_token_is_empty() -> None:
    assert all(token.end > token.start for token in morphology.tokens("㈠ 甲 ㈡ 乙"))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("個人情報を知ら", "せ、又は", False),
        ("個人情", "報の保護", False),
        ("市長", "は、次の", False),
        ("市長は、", "次に掲げる", True),
        ("定める。", "市長は", True),
        ("", "市長は", True),
    ],
)
def test_seams(left: str, right: str, expected: bool) -> None:
    assert morphology.is_word_break(left, right) is expected


def test_rows_have_offsets_of_the_source() -> None:
    analysis = analyse(read_text("○青潮市灯台条例\n\n第1条 灯台は、市が\n置く。"))
    rows = list(morphology.tokenize(analysis.tree))
    assert rows
    for row in rows:
        assert analysis.source.text[row.start : row.end].replace("\n", "") == row.surface


def test_modes_cut_words_differently() -> None:
    long, short = (list(morphology.tokens("選挙管理委員会", mode)) for mode in ("C", "A"))
    assert len(long) < len(short)


def test_threads_have_their_own_tokenizer() -> None:
    results: list[int] = []

    def count() -> None:
        results.append(sum(1 for _ in morphology.tokens("市長は、職員に命ずる。" * 50)))

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1


def test_a_plain_document_does_not_load_the_dictionary() -> None:
    program = (
        "from jorei.read import read_text; from jorei.pipeline.pipeline import analyse; from jorei.text import morphology;"
        "analyse(read_text('○青潮市灯台条例\\n\\n第1条 灯台(以下「灯」という。)は、地方自治法第2条による。'));"
        "print(morphology.is_loaded())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
