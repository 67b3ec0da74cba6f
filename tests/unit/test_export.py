"""Documents of a build, restored and written out in other forms."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import jorei
from jorei.cli import main
from jorei.dataset.corpus import Corpus
from jorei.dataset.restore import restore, restore_all
from jorei.model import Reference
from jorei.run.inputs import list_inputs
from jorei.write.formats import FORMS


def outer_first(reference: Reference) -> tuple[int, int]:
    return reference.start, -reference.end


def test_a_restored_document_is_the_one_that_was_built(built: Path, root: Path) -> None:
    corpus = Corpus(built)
    for doc_id, analysis in restore_all(corpus):
        assert analysis == restore(corpus, doc_id)
        document = jorei.parse_file(root / "raw" / str(analysis.source.path))
        assert analysis.tree == document.tree
        assert [msgspec.structs.replace(reference, antecedent=None) for reference in analysis.references] == [
            msgspec.structs.replace(reference, antecedent=None)
            for reference in sorted(document.references, key=outer_first)
        ]
        assert analysis.definitions == document.definitions


@pytest.mark.parametrize("form", FORMS)
def test_every_document_is_written_in_every_form(built: Path, tmp_path: Path, form: str) -> None:
    assert main(["export", str(built), "--format", form, "-o", str(tmp_path / form)]) == 0
    files = {path.name: path for path in (tmp_path / form).glob("[!.]*")}
    restored = dict(restore_all(Corpus(built)))
    assert set(files) == {doc_id + FORMS[form].suffix for doc_id in restored}
    for doc_id, analysis in restored.items():
        if form == "egov":
            read = jorei.parse_file(files[f"{doc_id}.xml"])
            assert [node.text for node in read.tree.nodes] == [node.text for node in analysis.tree.nodes]


@pytest.mark.parametrize("name", ["nodes", "references"])
def test_a_build_whose_rows_are_out_of_order_is_refused(
    name: str, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is left out silently where a table does not follow the documents, as no build of ours does."""
    corpus = Path(shutil.copytree(built, tmp_path / "build"))
    for part in (corpus / name).glob("*.parquet"):
        table = pq.read_table(part)
        ids = table.column("doc_id").to_pylist()
        pq.write_table(table.take(sorted(range(len(ids)), key=ids.__getitem__, reverse=True)), part)
    assert main(["export", str(corpus), "--format", "text", "-o", str(tmp_path / "out")]) == 2
    assert f"the rows of {name} are not in the order" in capsys.readouterr().err


def test_a_build_is_not_written_into(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(built), "--format", "text", "-o", str(built)]) == 2
    assert "is a build" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["export", str(built), "--format", "text", "-o", str(tmp_path / "file" / "x")]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_an_id_of_somebody_elses_build_never_leads_outside(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build may come from anywhere, and say that a document is called ../outside."""
    corpus = tmp_path / "a" / "build"
    shutil.copytree(built, corpus)
    first = pq.read_table(corpus / "documents").column("doc_id")[0].as_py()
    for name in ("documents", "nodes", "references", "definitions"):
        for part in (corpus / name).glob("*.parquet"):
            table = pq.read_table(part)
            index = table.schema.get_field_index("doc_id")
            ids = ["../outside" if ident == first else ident for ident in table.column(index).to_pylist()]
            field = table.schema.field(index)
            pq.write_table(table.set_column(index, field, pa.array(ids, pa.string()).cast(field.type)), part)
    assert main(["export", str(corpus), "--format", "text", "-o", str(tmp_path / "a" / "out")]) == 2
    assert "no id of a document" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.rglob("*outside*")) == []


def test_articles_are_written_a_line_each(built: Path, tmp_path: Path) -> None:
    assert main(["export", str(built), "--format", "jsonl", "-o", str(tmp_path / "a" / "b.jsonl")]) == 0
    objects = [json.loads(line) for line in (tmp_path / "a" / "b.jsonl").read_text("utf-8").splitlines()]
    assert len(objects) == len(Corpus(built).articles)
    quoting = next(found for found in objects if any(r["status"] == "resolved" for r in found["references"]))
    assert quoting["text"].startswith(("（", "第"))
    assert quoting["path"][-1] == quoting["citation"]
    assert {"text", "target_citation", "target_node_id", "status"} <= set(quoting["references"][0])
    assert any(found["definitions"] for found in objects)
    assert main(["export", str(built), "--format", "csv", "-o", str(tmp_path)]) == 0
    with (tmp_path / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["node_id"] for row in rows] == [found["node_id"] for found in objects]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_folder_with_other_things_is_refused(built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    assert main(["export", str(built), "--format", "text", "-o", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    for _ in range(2):  # one's own earlier export may be written again
        assert main(["export", str(built), "--format", "text", "-o", str(tmp_path / "out")]) == 0
    assert not list_inputs(tmp_path).inputs[1:]  # and no build takes it in
