"""The citations of any text checked against a build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jorei
from jorei.cite import CitationChecker, check_citations
from jorei.cli import main
from jorei.dataset.corpus import Corpus

PARK = """○甲市公園条例

平成20年3月1日条例第3号

（目的）
第1条　この条例は、公園に関し定める。
（許可）
第2条　次に掲げる者は、許可を受けなければならない。
(1)　催しを行う者
(2)　物を売る者
2　手数料を納める。
第3条　削除

附　則
1　この条例は、公布の日から施行する。

別表（第2条関係）
催し\t100円
"""
OTHER = "○乙町公園条例\n\n平成20年3月1日条例第3号\n\n（設置）\n第1条　公園を置く。\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("cite")
    (folder / "raw").mkdir()
    for name, text in {"park.txt": PARK, "other.txt": OTHER}.items():
        (folder / "raw" / name).write_text(text, "utf-8")
    return jorei.build(folder / "raw", folder / "build", jobs=1)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("甲市公園条例第2条によれば、", "exists"),
        ("甲市公園条例第二条第一項第２号の者は、", "exists"),
        ("甲市公園条例（平成20年甲市条例第3号）第2条第2項の手数料", "exists"),
        ("甲市公園条例第2条（許可）の手続", "exists"),
        ("甲市公園条例第2条の「許可」", "exists"),
        ("甲市公園条例別表の額", "exists"),
        ("甲市公園条例附則第1項により", "exists"),
        ("甲市公園条例（平成20年甲市条例第3号）は、", "exists"),
        ("甲市公園条例第2条（申請の手続）の手続", "other_caption"),
        ("甲市公園条例第2条（第2項を除く。）の手続", "exists"),
        ("甲市公園条例第2条第3項の規定", "part_missing"),
        ("甲市公園条例第2条第1項第3号の規定", "part_missing"),
        ("甲市公園条例第9条の規定", "missing"),
        ("甲市公園条例第3条の規定", "missing"),
        ("甲市公園条例（平成21年甲市条例第9号）第2条の規定", "missing"),
        ("丙村公園条例第2条の規定", "unchecked"),
        ("地方自治法第244条の2の規定", "unchecked"),
        ("公園条例第1条の規定", "unchecked"),
        ("第2条の規定", "unchecked"),
        ("前条の規定", "unchecked"),
    ],
)
def test_what_of_a_citation_is_true(text: str, status: str, corpus: Corpus) -> None:
    found = check_citations(f"まとめ\n{text}である。", corpus)
    statuses = [cited.status for cited in found if cited.citation or len(found) == 1]
    assert statuses[0] == status, found


def test_a_citation_that_is_not_true_says_why(corpus: Corpus) -> None:
    [cited] = check_citations("甲市公園条例第2条第3項による。", corpus)
    assert cited.reason == ("第2条に第3項はありません", "第2条 has no 第3項")
    assert (cited.title, cited.law, cited.citation) == ("甲市公園条例", "甲市公園条例", "第2条第3項")


def test_a_municipality_decides_between_namesakes(corpus: Corpus) -> None:
    [cited] = check_citations("公園条例第1条による。", corpus, municipality="乙町")
    assert (cited.status, cited.title, cited.caption) == ("exists", "乙町公園条例", "設置")


def test_several_provisions_are_checked_each(corpus: Corpus) -> None:
    found = check_citations("甲市公園条例第1条及び第2条並びに同条例第9条による。", corpus)
    assert [(cited.citation, cited.status) for cited in found] == [
        ("第1条", "exists"), ("第2条", "exists"), ("第9条", "missing"),
    ]  # fmt: skip


def test_the_command(corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "answer.txt"
    text.write_text("甲市公園条例第1条と\n甲市公園条例第9条\n", "utf-8")
    assert main(["cite", str(text), "--corpus", str(corpus.path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["1", "2"]
    assert "第9条はありません" in lines[1]
    assert main(["cite", str(text), "--corpus", str(corpus.path), "--format", "json"]) == 1
    assert [cited["status"] for cited in json.loads(capsys.readouterr().out)] == ["exists", "missing"]
    assert main(["cite", str(tmp_path / "none.txt"), "--corpus", str(corpus.path)]) == 2


def test_a_text_may_cite_more_documents_than_are_read_at_a_time(tmp_path: Path) -> None:
    """In the order of the text, whichever document was read first."""
    towns = [
        f"{one}{two}町" for one in "松竹梅桜藤萩菊桐楓柏楠椿柳" for two in "川山野原田島崎沢浜岡坂谷森里池波風雲霧"
    ] + ["甲市", "乙市"] * 8
    (tmp_path / "raw").mkdir()
    for number, town in enumerate(dict.fromkeys(towns)):
        text = f"○{town}公園条例\n\n第1条　{town}は、公園を置く。\n第2条　委任する。\n" + "第3条　罰する。\n" * (
            number % 2
        )
        (tmp_path / "raw" / f"{number}.txt").write_text(text, "utf-8")
    checker = CitationChecker(jorei.build(tmp_path / "raw", tmp_path / "build", jobs=1))
    places = list(dict.fromkeys(towns))
    found = checker.check("".join(f"{town}公園条例第3条による。\n" for town in towns))
    assert [cited.title for cited in found] == [f"{town}公園条例" for town in towns]
    assert [cited.status for cited in found] == [
        "exists" if places.index(town) % 2 else "missing" for town in towns
    ]  # fmt: skip
    assert checker.check(f"{towns[0]}公園条例第1条")[0].status == "exists"
