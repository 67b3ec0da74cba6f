"""Search over a build: words in any spelling, filters, and an index that follows the build."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jorei
from jorei.cli import main
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import sibling
from jorei.search import SearchIndex, open_index


@pytest.fixture(scope="module")
def copied(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of raw/ where an index may lie beside it."""
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("search") / "build"))


@pytest.fixture(scope="module")
def index(copied: Path) -> SearchIndex:
    return open_index(Corpus(copied))


def test_a_provision_is_found_in_another_spelling(index: SearchIndex) -> None:
    hits = index.search("許可 取消", kind="article")
    assert ("三ツ峰村村有林野の管理及び利用に関する条例", "第16条") in [(hit.document, hit.citation) for hit in hits]
    assert all("許可" in hit.snippet or hit.snippet.startswith("…") for hit in hits)


def test_every_word_has_to_be_there(index: SearchIndex) -> None:
    assert index.search("過料")
    assert {hit.relaxed for hit in index.search("過料 潜水艦")} == {"some"}
    assert index.search("潜水艦") == []
    assert index.search("") == []
    assert index.search("、。") == []


def test_kind_and_municipality_filter(index: SearchIndex) -> None:
    everywhere = index.search("市長", limit=200)
    kinds = {hit.kind for hit in everywhere}
    municipalities = {hit.municipality for hit in everywhere}
    assert len(kinds) > 1 < len(municipalities)
    assert {hit.kind for hit in index.search("市長", kind="item", limit=200)} == {"item"}
    first = min(filter(None, municipalities))
    assert {hit.municipality for hit in index.search("市長", municipality=first, limit=200)} == {first}


def test_a_word_of_several_morphemes_is_a_phrase(index: SearchIndex) -> None:
    assert index.search("許可を受けた")
    assert {hit.relaxed for hit in index.search("許可を受けた")} == {""}
    assert {hit.relaxed for hit in index.search("受けた許可を許可")} == {"parts"}


def test_an_answer_from_a_ready_index_does_without_arrow(copied: Path, index: SearchIndex) -> None:
    """Loading it would take longer than the answer."""
    script = "import sys; from jorei.cli import main; code = main(['search', *sys.argv[1:]]); sys.exit(code or 'pyarrow' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script, str(copied), "過料"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "過料" in run.stdout


def test_the_index_is_made_anew_for_another_build(tmp_path: Path) -> None:
    raw, target = tmp_path / "raw", tmp_path / "build"
    raw.mkdir()
    (raw / "a.txt").write_text("○甲市条例\n\n第1条 市長は、鯨を保護する。\n", encoding="utf-8")
    assert [hit.citation for hit in open_index(jorei.build(raw, target)).search("鯨", kind="article")] == ["第1条"]
    (raw / "a.txt").write_text("○甲市条例\n\n第1条 市長は、海豚を保護する。\n", encoding="utf-8")
    index = open_index(jorei.build(raw, target))
    assert (len(index.search("鯨")), len(index.search("海豚", kind="article"))) == (0, 1)
    assert [path.name for path in tmp_path.iterdir() if "search-" in path.name] == []
    assert sibling(target, "search").is_dir()


def test_the_command_prints_citation_snippet_and_link(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(copied), "自転車", "--kind", "article", "--limit", "2", "--format", "json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert len(hits) == 2
    assert all(hit["link"] == "tochidori_jitensha.txt" and hit["citation"].startswith("第") for hit in hits)
    assert main(["search", str(copied), "潜水艦"]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(tmp_path), "市長"]) == 2
    assert "no jorei build" in capsys.readouterr().err


TOWN = {
    "jorei.txt": "○甲市公園条例\n\n第1条 市長は、許可を取り消すことができる。\n2 手数料は、許可申請の際に納める。\n(1) 催し 百円\n(2) 鯨の展示 千円\n",
    "ryokin.txt": "○甲市料金条例\n\n第1条 この条例は、料金を定める。\n第2条 市長は、料金を告示する。\n2 告示は、施行の日の三十日前までにする。\n第3条 料金の支払は、現金による。\n\n附 則\n\n1 この条例は、公布の日から施行する。\n2 料金の支払は、当分の間、切手による。\n",
    "kisoku.txt": "○甲市公園条例施行規則\n\n第1条 許可の取消しは、通知書による。\n",
    "nameless.txt": "第1条 市長は、廃棄等に要する費用を積み立てる。\n第2条 乙は、丙とする。\n",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("town")
    (folder / "raw").mkdir()
    for name, text in TOWN.items():
        (folder / "raw" / name).write_text(text, "utf-8")
    return open_index(jorei.build(folder / "raw", folder / "build", jobs=1))


def test_a_verb_and_its_noun_are_one_word(town: SearchIndex) -> None:
    for words in ("取消し", "取り消す", "取消"):
        assert {hit.document for hit in town.search(words)} == {"甲市公園条例", "甲市公園条例施行規則"}, words


def test_an_ordinance_stands_before_its_rule(town: SearchIndex) -> None:
    assert [hit.document for hit in town.search("許可 取消し")] == ["甲市公園条例", "甲市公園条例施行規則"]


def test_an_article_is_one_hit_with_its_best_place(town: SearchIndex) -> None:
    [hit] = town.search("鯨")
    assert (hit.kind, hit.citation, hit.place) == ("article", "第1条", "第1条第2項第2号")
    assert [hit.kind for hit in town.search("鯨", kind="号")] == ["item"]


@pytest.mark.parametrize(
    ("words", "relaxed"),
    [
        ("許可申請 手数料", ""),
        ("廃棄費用", "parts"),
        ("丙とするとき", "parts"),
        ("お金を積み立てる", "synonyms"),
        ("費用 積立て 潜水艦", "some"),
    ],
)
def test_what_is_not_found_is_looked_for_more_widely(town: SearchIndex, words: str, relaxed: str) -> None:
    hits = town.search(words)
    assert hits
    assert hits[0].relaxed == relaxed


def test_what_was_asked_for_stands_before_what_was_not(town: SearchIndex) -> None:
    """Few hits are followed by less strict ones, up to five; each says which it is."""
    relaxed = [hit.relaxed for hit in town.search("手数料 許可")]
    assert relaxed[0] == ""
    assert set(relaxed[1:]) == {"some"}
    assert len(relaxed) <= 5


def test_numbers_are_one_however_they_are_written(town: SearchIndex) -> None:
    for words in ("30日前", "三十日前", "３０日前"):
        assert [hit.place for hit in town.search(words) if not hit.relaxed] == ["第2条第2項"], words


def test_a_sole_paragraph_is_no_place_in_its_article(town: SearchIndex) -> None:
    assert [(hit.citation, hit.place) for hit in town.search("通知書")] == [("第1条", None)]


def test_supplementary_provisions_stand_last(town: SearchIndex) -> None:
    hits = [hit for hit in town.search("料金 支払") if not hit.relaxed]
    assert [hit.citation for hit in hits] == ["第3条", "附則第2項"]


def test_a_snippet_shows_where_most_of_the_words_are(town: SearchIndex) -> None:
    [hit] = [hit for hit in town.search("鯨 展示") if not hit.relaxed]
    assert "鯨の展示" in hit.snippet


def test_a_document_without_a_title_shows_its_file(town: SearchIndex) -> None:
    assert [hit.document for hit in town.search("丙")] == ["nameless.txt"]


def test_an_unknown_kind_is_refused(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(copied), "過料", "--kind", "bogus"]) == 2
    assert "条" in capsys.readouterr().err
    assert main(["search", str(copied), "過料", "--kind", "条"]) == 0


def test_the_command_parts_what_was_asked_for_from_what_was_not(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", str(copied), "過料 潜水艦"]) == 0
    assert capsys.readouterr().out.startswith("〔一部の語だけのもの / with some of the words only〕")
