"""How well sentences of real ordinances are understood, against labels written by hand (README.md beside this file)."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from jorei.model import Norm
from jorei.norms import norms
from jorei.read import read_file
from jorei.structure import parse

HERE = Path(__file__).parent
Sentences = dict[tuple[str, str], list[Norm]]


class Read(NamedTuple):
    text: str
    sentences: Sentences

    def words(self, norm: Norm) -> str:
        return "".join(self.text[norm.start : norm.end].split())


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Read]:
    """The documents that the labels speak of, by the hash of their bytes."""
    wanted = {row["document"] for name in ("modality", "values") for row in rows(name)}
    found = {}
    for file in sorted(shared.rglob("*.txt")):
        name = digest(file.read_bytes())
        if name in wanted and name not in found:
            found[name] = read(file)
    if not found:
        pytest.skip("needs the documents that were labelled, and none of them is there")
    return found


def read(file: Path) -> Read:
    source = read_file(file)
    structured = parse(source)
    tree = structured.tree
    sentences = defaultdict(list)
    for norm in norms(tree, structured.folded):
        sentences[tree.nodes[norm.node].eid, str(norm.sentence)].append(norm)
    return Read(source.text, sentences)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def labelled(read: Read, row: dict[str, str]) -> list[Norm]:
    """The norms of a labelled sentence: by its words where the id of the node has changed, as it does when the reading of
    a tree is mended."""
    named = read.sentences.get((row["node_id"], row["sentence"]), [])
    same = (
        one for one in (named, *read.sentences.values()) if one and digest(read.words(one[0]).encode()) == row["sha256"]
    )
    return next(same, [])


@pytest.mark.parametrize("half", ["dev", "test"])
def test_modality(documents: dict[str, Read], half: str) -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row in rows("modality"):
        if row["half"] != half:
            continue
        found = labelled(documents[row["document"]], row)
        mode = found[0].modality if found else "missing"
        if mode == row["modality"]:
            right[mode] += 1
        else:
            wrong.update((mode, row["modality"]))
    f1 = [2 * right[name] / (2 * right[name] + wrong[name]) for name in right | wrong]
    assert len(f1) >= 15
    assert sum(f1) / len(f1) >= 0.95, (wrong, f1)


@pytest.mark.parametrize("half", ["dev", "test"])
def test_values(documents: dict[str, Read], half: str) -> None:
    gold: dict[tuple[str, str, str], Counter[tuple[object, ...]]] = defaultdict(Counter)
    places: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows("values"):
        if row["half"] == half:
            key = row["document"], row["node_id"], row["sentence"]
            values, places[key] = gold[key], row
            if row["value"]:
                values[row["value_kind"], float(row["value"]), row["unit"], row["bound"], row["penalty_kind"]] += 1
    both = found = wanted = 0
    for key, values in gold.items():
        have = Counter(
            (norm.value_kind, norm.value, norm.unit, norm.bound or "", norm.penalty_kind or "")
            for norm in labelled(documents[key[0]], places[key])
            if norm.value_kind not in (None, "count")
        )
        both += (have & values).total()
        found += have.total()
        wanted += values.total()
    assert both / wanted >= 0.97, "recall"
    assert both / found >= 0.97, "precision"
