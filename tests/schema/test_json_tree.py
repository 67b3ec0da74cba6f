"""The JSON trees keep to their published schema, and the schema is that of the tables."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import msgspec
import pytest

import jorei
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
