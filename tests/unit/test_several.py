"""Several instruments in one source: where each begins, what it takes of the source, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jorei
from documents import make_pdf
from jorei.cli import main
from jorei.dataset.validate.validate import validate
from jorei.model import Metadata
from jorei.pipeline.pipeline import analyse_all
from jorei.read import read_bytes, read_text
from jorei.structure.several import instruments

PORT = "青潮市港条例\n第1条 港は、市長が管理する。\n附則\nこの条例は、公布の日から施行する。\n"
RULE = "青潮市港条例施行規則\n第1条 申請は、書面による。\n附則\nこの規則は、公布の日から施行する。\n"
AMENDING = "青潮市港条例の一部を改正する条例\n青潮市港条例（平成2年青潮市条例第3号）の一部を次のように改正する。\n第1条中「市長」を「町長」に改める。\n附則\nこの条例は、公布の日から施行する。\n"
GAZETTE = (
    "青潮市港条例をここに公布する。\n令和5年3月31日\n青潮市長　潮　路子\n青潮市条例第9号\n" + PORT,
    "青潮市港条例施行規則をここに公布する。\n令和5年3月31日\n青潮市長　潮　路子\n青潮市規則第4号\n" + RULE,
)
BILLS = (
    "議案第1号\n青潮市港条例の制定について\n上記の議案を提出する。\n" + PORT + "提案理由\n港を管理するため。\n",
    "議案第2号\n青潮市港条例の一部改正について\n上記の議案を提出する。\n" + AMENDING + "提案理由\n町となるため。\n",
)


@pytest.mark.parametrize(
    "parts",
    [(PORT, RULE), (PORT, RULE, AMENDING), (AMENDING, PORT), GAZETTE, BILLS, ("○" + PORT, "○" + RULE)],
    ids=["two", "three", "an amending one first", "gazette", "bills", "marked"],
)
@pytest.mark.parametrize("between", ["", "\n\n", "\f", "----------\n"], ids=["", "blank lines", "page", "rule"])
def test_each_begins_where_its_own_head_does(parts: tuple[str, ...], between: str) -> None:
    if between == "\f":
        between = "\n\f\n"
    found = [part.text.strip("\n\f-") for part in instruments(read_text(between.join(parts)))]
    assert found == [part.strip("\n") for part in parts]


@pytest.mark.parametrize(
    "text",
    [
        PORT,
        PORT + "附則（平成9年条例第2号）\nこの条例は、公布の日から施行する。\n",
        PORT + "様式第1号（第1条関係）\n港利用規約\n第1条 利用者は、この規約を守る。\n",
        PORT + "次に掲げる条例は、廃止する。\n青潮市渡船条例\n青潮市灯台条例\n",
        "青潮市港条例\n目次\n第1条 管理\n附則\n青潮市港条例\n第1条 港は、市長が管理する。\n",
        PORT.replace("附則\n", "附則\n第1条 施行期日は、規則で定める。\n"),
    ],
    ids=["one", "an amending 附則", "a form", "names of ordinances", "contents", "articles of a 附則"],
)
def test_one_instrument_stays_one(text: str) -> None:
    source = read_text(text)
    assert instruments(source) == (source,)


def test_the_first_is_parsed_and_all_are_asked_for() -> None:
    first = jorei.parse(PORT + RULE)
    assert first.title == "青潮市港条例"
    assert [finding.code for finding in first.diagnostics if finding.code in ("S27", "S28")] == ["S28"]
    every = jorei.parse_all(PORT + RULE)
    assert [document.title for document in every] == ["青潮市港条例", "青潮市港条例施行規則"]
    assert [(document.source.part, document.source.parts) for document in every] == [(1, 2), (2, 2)]
    assert all(not any(f.code == "S27" for f in document.diagnostics) for document in every)
    assert "".join(document.source.text for document in every) == PORT + RULE


def test_what_is_given_of_a_source_names_no_part_of_it() -> None:
    given = Metadata(title="公報第1号", municipality="青潮市")
    found = [analysis.metadata for analysis in analyse_all(read_text(PORT + RULE), given)]
    assert [metadata.title for metadata in found] == ["青潮市港条例", "青潮市港条例施行規則"]
    assert {metadata.municipality for metadata in found} == {"青潮市"}
    assert analyse_all(read_text(PORT), given)[0].metadata.title == "公報第1号"


def test_pages_and_places_go_with_their_instrument() -> None:
    pages = [part.strip("\n").split("\n") for part in (PORT, RULE)]
    parts = instruments(read_bytes(make_pdf(pages), "a.pdf"))
    assert [[page.number for page in part.pages] for part in parts] == [[1], [2]]
    assert [len(part.places) for part in parts] == [4, 4]
    assert all(0 <= place.start < len(part.text) for part in parts for place in part.places)


def test_blocks_go_with_their_instrument() -> None:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in (PORT + RULE).splitlines()) + "</body></html>"
    documents = jorei.parse_all(page.encode(), "a.html")
    assert [document.title for document in documents] == ["青潮市港条例", "青潮市港条例施行規則"]
    second = documents[1]
    assert second.find("第1条").node.xpath == "/html[1]/body[1]/p[6]"


def test_the_commands_read_all_instruments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "two.txt"
    first = (
        "○青潮市灯台条例\n平成9年3月20日\n条例第4号\n第1条　灯台を置く。\n附則\nこの条例は、公布の日から施行する。\n"
    )
    second = "○青潮市灯台規則\n平成9年3月25日\n規則第5号\n第1条　灯台は、白とする。\n第2条　第9条の灯台は、赤とする。\n"
    file.write_text(first + second, encoding="utf-8")
    assert main(["parse", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "青潮市灯台規則" in shown
    assert "灯台は、白とする" in shown
    assert main(["parse", "--format", "json", str(file)]) == 0
    assert [tree["document"]["title"] for tree in json.loads(capsys.readouterr().out)] == [
        "青潮市灯台条例",
        "青潮市灯台規則",
    ]
    assert main(["check", str(file)]) == 1
    assert "two.txt:11:" in capsys.readouterr().out  # a line of the file, not of the document


def test_a_build_holds_each_instrument(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    port = "○" + PORT.replace("青潮市港条例", "青潮市港条例\n平成2年3月20日\n条例第3号", 1)
    (raw / "gazette.txt").write_text(port + "○" + RULE, encoding="utf-8")
    (raw / "more.txt").write_text(AMENDING + "○" + RULE, encoding="utf-8")
    corpus = jorei.build(raw, out, json=True)
    columns = ["source_path", "source_part", "source_start", "source_end", "title", "text"]
    rows = corpus.documents.to_arrow(columns).to_pylist()
    # the rule of the second file is a copy of that in the first
    assert [(row["source_path"], row["source_part"]) for row in rows] == [
        ("gazette.txt", 1), ("gazette.txt", 2), ("more.txt", 1),
    ]  # fmt: skip
    for row in rows:
        whole = (raw / row["source_path"]).read_text(encoding="utf-8")
        assert whole[row["source_start"] : row["source_end"]] == row["text"]
    assert not list(validate(out))
    findings = corpus.diagnostics.to_arrow(["code", "doc_id"]).to_pylist()
    assert "S25" in {finding["code"] for finding in findings}
    before = {file: file.read_bytes() for file in out.rglob("*.parquet")}
    jorei.build(raw, out)
    assert {file: file.read_bytes() for file in out.rglob("*.parquet")} == before
    jorei.build(raw, tmp_path / "other", jobs=2, fresh=True)
    assert [file.read_bytes() for file in sorted((tmp_path / "other").rglob("*.parquet"))] == [
        before[file] for file in sorted(before)
    ]
    (raw / "gazette.txt").write_text(port, encoding="utf-8")
    rows = jorei.build(raw, out).documents.to_arrow(columns).to_pylist()
    assert [(row["source_path"], row["source_part"]) for row in rows] == [
        ("gazette.txt", None), ("more.txt", 1), ("more.txt", 2),
    ]  # fmt: skip
