"""The JSON trees keep to their published schema, and the schema is that of the tables."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import jsonschema
import msgspec
import pandas as pd
import pytest

import jorei
from jorei.dataset.validate.validate import validate
from jorei.write.json_schema import json_schema, published
from jorei.write.json_tree import encode, to_json


def test_the_published_schema_is_that_of_the_tables() -> None:
    """After a change of the tables: ``python -m jorei.write.json_schema > parser/jorei/write/schema.json``."""
    assert published() == json_schema()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(published())


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "raw").glob("*.txt")), ids=lambda path: path.stem)
def test_every_document_of_raw_keeps_to_it(path: Path) -> None:
    tree = msgspec.json.decode(encode(to_json(jorei.parse_file(path))))
    jsonschema.Draft202012Validator(published()).validate(tree)


@pytest.fixture(scope="module")
def with_trees(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trees") / "build"
    jorei.build(root / "raw", folder, json=True)
    return folder


def test_the_index_names_every_tree(with_trees: Path) -> None:
    lines = [msgspec.json.decode(line) for line in (with_trees / "json" / "index.jsonl").read_bytes().splitlines()]
    corpus = jorei.Corpus(with_trees)
    assert [line["doc_id"] for line in lines] == list(corpus)
    for line in lines:
        tree = msgspec.json.decode((with_trees / line["path"]).read_bytes())
        assert {name: tree["document"][name] for name in line if name != "path"} == {
            name: value for name, value in line.items() if name != "path"
        }
    assert list(validate(with_trees)) == []


def test_an_index_that_was_changed_is_a_fault(with_trees: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(with_trees, tmp_path / "build")
    with (folder / "json" / "index.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert [fault.path for fault in validate(folder)] == ["json/index.jsonl"]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_jq_finds_every_article(with_trees: Path) -> None:
    files = [str(file) for file in sorted(with_trees.glob("json/*/*.json"))]
    command = ["jq", "-c", '.. | select(.kind? == "article") | .full_text', *files]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    nodes = jorei.Corpus(with_trees).nodes.to_pandas()
    articles = nodes[nodes["kind"] == "article"]["full_text"]
    assert sorted(map(msgspec.json.decode, said.splitlines()), key=str) == sorted(articles, key=str)


def test_pandas_normalises_the_rows_beside_the_tree(with_trees: Path) -> None:
    trees = [msgspec.json.decode(file.read_bytes()) for file in sorted(with_trees.glob("json/*/*.json"))]
    frame = pd.json_normalize(trees, "references", [["document", "doc_id"], ["document", "title"]])
    assert len(frame) == len(jorei.Corpus(with_trees).references)
    assert set(frame["document.doc_id"]) <= set(jorei.Corpus(with_trees))
    assert "full_text" in pd.json_normalize(trees[0]["root"]["children"])


def test_the_tree_holds_every_node_once() -> None:
    doc = jorei.parse("○甲市条例\n\n第1条 甲\n2 乙\n(1) 丙\nア 丁\n\n附 則\n\n公布の日から施行する。\n")
    node_ids, open_nodes = [], [to_json(doc)["root"]]
    while open_nodes:
        node = open_nodes.pop()
        node_ids.append(node["node_id"])
        open_nodes.extend(node["children"])
    assert sorted(node_ids) == sorted(node.eid for node in doc.tree.nodes)


def test_every_node_says_what_leads_to_it() -> None:
    doc = jorei.parse("○甲市条例\n\n第1条 甲\n2 乙\n第2条 前条及び前条第1項から第2項までによる。\n")
    tree = to_json(doc)
    article = tree["root"]["children"][1]["children"][0]
    cited = {node["node_id"]: node["cited_by"] for node in (article, *article["children"])}
    texts = {row["ref_id"]: row["text"] for row in tree["references"]}
    assert [[texts[ref_id] for ref_id in ids] for ids in cited.values()] == [
        ["前条"], ["前条第1項から第2項まで"], ["前条第1項から第2項まで"],
    ]  # fmt: skip
