"""What a Python user sees."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jorei
from jorei import registry
from jorei.model import Analysis
from jorei.read import Unreadable

TEXT = """○甲市文書条例

平成15年3月26日
条例第1号

(目的)
第1条 この条例は、文書について定める。

(保存)
第2条 市長は、文書を保存する。
2 前項の文書は、次に掲げるものとする。
(1) 公文書
(2) 次に掲げる図書
ア 図面
イ 地図

附 則

1 この条例は、公布の日から施行する。
2 旧条例は、廃止する。
"""


@pytest.fixture(scope="module")
def doc() -> jorei.Document:
    return jorei.parse(TEXT)


def test_a_document_is_an_analysis(doc: jorei.Document) -> None:
    assert isinstance(doc, Analysis)
    assert (doc.title, doc.kind, doc.law_number) == ("甲市文書条例", "ordinance", "平成15年条例第1号")
    assert doc.text == TEXT


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        ("第2条第2項第1号", "公文書"),
        ("第二条第二項第一号", "公文書"),
        ("第２条 第２項 第１号", "公文書"),
        ("2条2項1号", "公文書"),
        ("第2条第2項第2号イ", "地図"),
        ("第1条", "この条例は、文書について定める。"),
        ("第1条第1項", "この条例は、文書について定める。"),
        ("附則第2項", "旧条例は、廃止する。"),
    ],
)
def test_a_pin_cite_finds_its_provision(doc: jorei.Document, citation: str, text: str) -> None:
    provision = doc.find(citation)
    assert provision is not None
    assert provision.text == text


@pytest.mark.parametrize("citation", ["第3条", "第2条第3項", "第2条第1項第1号", "別表第1", "", "条例"])
def test_what_is_not_there_is_none(doc: jorei.Document, citation: str) -> None:
    assert doc.find(citation) is None


def test_a_provision_knows_its_surroundings(doc: jorei.Document) -> None:
    article = doc.find("第2条")
    assert article is not None
    assert (article.label, article.caption, article.kind, article.citation) == ("第2条", "保存", "article", "第2条")
    assert [child.citation for child in article.children] == ["第2条第1項", "第2条第2項"]
    assert article.text == ""  # it has two paragraphs
    assert article.source_text.startswith("第2条 市長は")
    assert article.source_text.endswith("イ 地図")
    first, second = article.children
    assert first.parent == article
    assert first != second
    assert len({first, second, doc.find("第2条第1項")}) == 2
    whole = doc.find("全体")
    assert whole is not None
    assert whole.parent is None


def test_a_provision_knows_what_it_cites_and_who_cites_it() -> None:
    doc = jorei.parse(
        "○甲市条例\n\n第1条 甲は、次に掲げる者とする。\n(1) 乙\n(2) 丙\n第2条 前条第2号の者及び前条各号の者は、丁とする。\n"
    )
    second, item = doc.find("第2条"), doc.find("第1条第2号")
    assert second is not None
    assert item is not None
    assert [reference.text for reference in second.references] == ["前条第2号", "前条各号"]
    assert [reference.text for reference in item.cited_by] == ["前条第2号", "前条各号"]
    assert second.cited_by == ()


def test_a_document_is_shown_in_a_line_and_travels(doc: jorei.Document) -> None:
    assert repr(doc) == "<jorei document 甲市文書条例 平成15年条例第1号: 2 articles, 4 references>"
    doc.find("第1条")
    again = pickle.loads(pickle.dumps(doc))
    assert again == doc
    assert again.find("第1条").text == doc.find("第1条").text


def test_bytes_and_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp932"))
    doc = jorei.parse_file(tmp_path / "a.txt")
    assert doc.source.encoding == "cp932"
    assert doc.tree == jorei.parse(TEXT.encode("euc_jp")).tree
    with pytest.raises(Unreadable):
        jorei.parse(b"%PDF-1.7")


def test_outline(doc: jorei.Document) -> None:
    lines = doc.outline().splitlines()
    assert lines[0] == "甲市文書条例"
    assert "  第2条（保存） 市長は、文書を保存する。" in lines
    assert "    2 前項の文書は、次に掲げるものとする。" in lines
    assert "        ア 図面" in lines
    assert "└ 前項 → 第2条第1項" in doc.outline(refs=True)


def test_tokens_lie_where_they_say(doc: jorei.Document) -> None:
    tokens = doc.tokens()
    assert "文書" in {token.surface for token in tokens}
    assert all(TEXT[token.start : token.end] == token.surface for token in tokens)


def test_the_registry_is_a_parameter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOREI_DATA", str(tmp_path / "data"))
    (tmp_path / "laws.json").write_text(
        '{"laws": [{"id": "399AC0000000001", "lawNum": "平成九十九年法律第一号", "title": "甲乙法"}]}'
    )
    registry.import_registry("laws", tmp_path / "laws.json")
    text = "○甲市条例\n\n第1条 この条例は、甲乙法（平成99年法律第1号）第2条による。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")

    def ids(doc: jorei.Document) -> set[str]:
        return {reference.target_law_id for reference in doc.references if reference.target_law_id}

    installed = registry.current()
    assert ids(jorei.parse(text)) == ids(jorei.parse(text, registry=installed)) == {"399AC0000000001"}
    assert ids(jorei.parse(text, registry=None)) == ids(jorei.parse_file(tmp_path / "a.txt", registry=None)) == set()
    assert jorei.build(tmp_path / "a.txt", tmp_path / "with").info["registries"]
    assert not jorei.build(tmp_path / "a.txt", tmp_path / "without", registry=None).info["registries"]


@pytest.mark.parametrize("kind", [jorei.Refused, jorei.Unreadable, jorei.BadRegistry, jorei.PoolError])
def test_every_error_travels_and_has_one_base(kind: type[jorei.JoreiError]) -> None:
    error = pickle.loads(pickle.dumps(kind("甲", "A")))
    assert type(error) is kind
    assert isinstance(error, jorei.JoreiError)
    assert (error.ja, error.en, str(error)) == ("甲", "A", "甲 / A")


def test_every_public_name_is_there() -> None:
    for name in jorei.__all__:
        assert getattr(jorei, name)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = jorei.nonsense  # type: ignore[attr-defined]  # that is the point
    assert set(jorei.__all__) <= set(dir(jorei))
    assert jorei.__version__


def test_a_path_is_no_text() -> None:
    for wrong in (Path("raw/a.txt"), 3, None, ["第1条"]):
        with pytest.raises(TypeError, match="parse_file reads a file"):
            jorei.parse(wrong)  # type: ignore[arg-type]  # what is wrong is tried
    assert jorei.parse(bytearray("第1条 甲".encode())).text == "第1条 甲"  # type: ignore[arg-type]  # as before


@given(st.text(alphabet="第1２三条項号の附則別表「」()（）、。\n ア", max_size=200))
def test_any_text_parses_and_any_citation_can_be_asked_for(text: str) -> None:
    doc = jorei.parse(text)
    assert doc.text == text.replace("\r", "\n")
    doc.find(text)
    doc.outline(refs=True)
