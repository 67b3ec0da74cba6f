"""A build as a whole: its contents, its report of what cannot be read, and that nothing destroys the previous one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import jorei
from builds import data_files
from jorei.cli import main
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import unfinished
from jorei.dataset.schema import SCHEMA_VERSION, TABLES, VERSION_KEY, arrow_schema
from jorei.dataset.validate.validate import validate
from jorei.errors import PoolError, Refused
from jorei.run import analysed_rows
from jorei.run.local import build
from jorei.run.task import Options

FIRST = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n(目的)\n第1条 この条例は、甲とする。\n2 前項の乙\n"
SECOND = """○甲市文書条例施行規則

平成15年4月1日
規則第2号

(趣旨)
第1条 この規則は、甲市文書条例(平成15年甲市条例第1号)第1条第2項の規定により定める。
"""
JOREI = [sys.executable, "-m", "jorei"]


def put(folder: Path, **texts: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def rows(folder: Path, table: str) -> list[dict]:
    return [row for part in sorted((folder / table).glob("*.parquet")) for row in pq.read_table(part).to_pylist()]


def test_every_dataset_has_its_schema(tmp_path: Path) -> None:
    build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out", options=Options(tokens=True))
    for name, table in TABLES.items():
        if table.optional and name != "tokens":
            continue
        (part,) = (tmp_path / "out" / name).glob("*.parquet")
        schema = pq.read_schema(part)
        assert schema.equals(arrow_schema(name)), name
        assert schema.metadata[VERSION_KEY.encode()] == SCHEMA_VERSION.encode()
    assert list(validate(tmp_path / "out")) == []


def test_nothing_never_replaces_a_build(tmp_path: Path) -> None:
    build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out")
    for empty in (put(tmp_path / "empty"), put(tmp_path / "strange", a_png=b"?")):
        with pytest.raises(Refused, match="no document"):
            build(empty, tmp_path / "out")
    assert len(Corpus(tmp_path / "out")) == 1


def test_the_options_of_the_last_build_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, out = str(put(tmp_path / "raw", a_txt=FIRST)), str(tmp_path / "out")
    assert main(["build", raw, "-o", out, "--json", "--tokens", "--quiet"]) == 0
    assert main(["build", raw, "-o", out, "--no-tokens", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    options = Corpus(out).info["options"]
    assert (options["json"], options["tokens"]) == (True, False)
    assert jorei.build(raw, out).info["options"]["json"] is True
    assert main(["build", raw, "-o", out, "--forget"]) == 0
    assert "deleted: json/" in capsys.readouterr().err
    assert Corpus(out).info["options"]["json"] is False


def test_many_skipped_files_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = put(tmp_path / "raw", a_txt=FIRST, **{f"{number}_png": b"?" for number in range(8)})
    assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 0
    err = capsys.readouterr().err
    assert err.count("skipped") == 1
    assert "8 件" in err
    assert main(["build", str(raw), "-o", str(tmp_path / "out"), "--verbose"]) == 0
    assert capsys.readouterr().err.count("skipped") == 8


def test_the_bytes_do_not_depend_on_the_number_of_workers(tmp_path: Path, root: Path) -> None:
    raw = tmp_path / "raw"
    for copy in range(40):  # enough for several groups: every text is made different
        for path in sorted((root / "raw").glob("*.txt"))[:4]:
            text = path.read_bytes() + f"\n{copy}\n".encode("ascii")
            put(raw / str(copy), **{path.name.replace(".", "_"): text})
    options = Options(tokens=False, json=True)
    build(raw, tmp_path / "one", jobs=1, options=options)
    build(raw, tmp_path / "three", jobs=3, options=options)
    by_one, by_three = data_files(tmp_path / "one"), data_files(tmp_path / "three")
    assert by_one.keys() == by_three.keys()
    assert [name for name in by_one if by_one[name] != by_three[name]] == []


def test_one_changed_input_changes_one_part_of_each_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 500)
    texts = {f"d{number}_txt": FIRST + f"3 {number}である。\n" for number in range(12)}
    raw = put(tmp_path / "raw", **texts)
    buckets = build(raw, tmp_path / "out").buckets
    assert 2 < buckets < 12
    before = data_files(tmp_path / "out")
    put(raw, d3_txt=FIRST + "3 変わった。\n")
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 1)
    report = build(raw, tmp_path / "out")
    assert report.buckets == buckets  # of the same size as in the first build
    after = data_files(tmp_path / "out")
    changed = {name.partition("/")[0] for name in after if before.get(name) != after[name]}
    parts = [name for name in after if name.endswith(".parquet") and before.get(name) != after[name]]
    assert changed >= {"documents", "nodes"}
    assert len(parts) == len({name.partition("/")[0] for name in parts})
    assert build(raw, tmp_path / "out", fresh=True).buckets == 12


def test_unreadable_files_are_listed_and_the_rest_is_built(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", a_txt=FIRST, b_txt=b"", c_pdf=b"%PDF-1.7", d_html="<html>", e_xlsx=b"PK")
    report = build(raw, tmp_path / "out")
    assert [unread.path for unread in report.unreadable] == ["b.txt", "c.pdf", "d.html"]
    assert [skipped.path for skipped in report.skipped] == ["e.xlsx"]
    status = {row["source_path"]: (row["status"], row["status_reason"]) for row in rows(tmp_path / "out", "documents")}
    assert status["a.txt"] == ("ok", None)
    assert status["c.pdf"][0] == "unreadable"
    assert status["c.pdf"][1]
    assert list(validate(tmp_path / "out")) == []


def test_the_manifest_fills_the_rows(tmp_path: Path) -> None:
    text = FIRST.replace("甲市", "").replace("条例第1号", "甲市条例第1号")
    manifest = "path,municipality,municipality_code,date,licence\na.txt,甲市,999999,2020-04-01,CC0\n"
    build(put(tmp_path / "raw", a_txt=text, manifest_csv=manifest), tmp_path / "out")
    (row,) = rows(tmp_path / "out", "documents")
    assert (row["municipality"], row["municipality_code"], row["licence"]) == ("甲市", "999999", "CC0")
    assert str(row["expression_date"]) == "2020-04-01"
    assert row["work_id"] == "甲市/平成15年条例第1号"
    assert row["work_uri"] == "/akn/jp-999999/act/jorei/2003-03-26/1"


def test_the_same_text_twice_is_one_document_with_a_finding(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", b_txt=FIRST, a_txt=FIRST.replace("\n", "\r\n"), c_txt=SECOND)
    report = build(raw, tmp_path / "out", options=Options(json=True))
    assert report.duplicates == {"a.txt": ("b.txt",)}
    documents = {row["source_path"]: row["doc_id"] for row in rows(tmp_path / "out", "documents")}
    assert set(documents) == {"a.txt", "c.txt"}
    (finding,) = [row for row in rows(tmp_path / "out", "diagnostics") if row["code"] == "S25"]
    assert finding["doc_id"] == documents["a.txt"]
    assert "b.txt" in finding["message"]
    trees = [json.loads(path.read_bytes()) for path in (tmp_path / "out" / "json").rglob("*.json")]
    assert {tree["document"]["doc_id"] for tree in trees} == set(documents.values())
    assert {f["code"] for tree in trees for f in tree["diagnostics"]} >= {"S25"}
    assert list(validate(tmp_path / "out")) == []


def test_two_texts_with_one_id_stay_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jorei.identity import documents as identity

    real = identity.doc_id
    monkeypatch.setattr(identity, "doc_id", lambda metadata, digest, digits=8: real(metadata, "0" * 64, digits))
    build(put(tmp_path / "raw", a_txt=FIRST, b_txt=FIRST + "3 丙\n"), tmp_path / "out", jobs=1)
    ids = sorted(row["doc_id"] for row in rows(tmp_path / "out", "documents"))
    assert len(ids) == len(set(ids)) == 2
    assert sorted(len(doc_id.rpartition("-")[2]) for doc_id in ids) == [8, 16]
    # the hash was made up here, and nothing else is wrong
    assert {fault.en.partition(": ")[2] for fault in validate(tmp_path / "out")} == {"not the text of this id"}


def test_references_lead_to_other_documents_of_the_build(tmp_path: Path) -> None:
    build(put(tmp_path / "raw", a_txt=FIRST, b_txt=SECOND), tmp_path / "out")
    documents = {row["source_path"]: row["doc_id"] for row in rows(tmp_path / "out", "documents")}
    links = rows(tmp_path / "out", "links")
    assert {(row["doc_id"], row["target_doc_id"]) for row in links} == {(documents["b.txt"], documents["a.txt"])}
    nodes = {(row["doc_id"], row["node_id"]): row["citation"] for row in rows(tmp_path / "out", "nodes")}
    assert "第1条第2項" in {nodes.get((row["target_doc_id"], row["target_node_id"])) for row in links}
    target = next((row["target_doc_id"], row["target_node_id"]) for row in links if row["target_node_id"])
    citing = jorei.Corpus(tmp_path / "out").cited_by(*target).to_pylist()
    assert documents["b.txt"] in {row["doc_id"] for row in citing}
    assert {row["status"] for row in citing} <= {"resolved", "external"}


def test_a_build_without_links_says_what_cites_a_provision(tmp_path: Path) -> None:
    build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out")
    assert rows(tmp_path / "out", "links") == []
    within = next(row for row in rows(tmp_path / "out", "references") if row["target_node_id"])
    citing = jorei.Corpus(tmp_path / "out").cited_by(within["doc_id"], within["target_node_id"]).to_pylist()
    assert within["ref_id"] in {row["ref_id"] for row in citing}


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", a_txt=FIRST)
    put(tmp_path / "out", mine_txt="precious")
    with pytest.raises(Refused):
        build(raw, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "precious"


def test_an_input_inside_the_output_is_refused(tmp_path: Path) -> None:
    raw = put(tmp_path / "out" / "raw", a_txt=FIRST)
    for target in (tmp_path / "out", raw):
        with pytest.raises(Refused):
            build(raw, target)
    assert (raw / "a.txt").exists()


def test_a_bug_in_one_document_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = analysed_rows.analyse_corrected

    def with_bug(source, *rest, **more):  # type: ignore[no-untyped-def]  # stands in for a pass with a bug
        if source.path == "b.txt":
            raise RecursionError("too deep")
        return real(source, *rest, **more)

    monkeypatch.setattr(analysed_rows, "analyse_corrected", with_bug)
    report = build(put(tmp_path / "raw", a_txt=FIRST, b_txt=SECOND), tmp_path / "out", jobs=1)
    assert [unread.path for unread in report.unreadable] == ["b.txt"]
    assert "RecursionError: too deep" in report.unreadable[0].reason
    assert "Traceback" in capsys.readouterr().err


KILLER = """
import os, signal
from jorei.run import analysed_rows
real = analysed_rows.analyse_corrected
def deadly(source, *rest, **more):
    if source.path == "b.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(source, *rest, **more)
analysed_rows.analyse_corrected = deadly
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_worker_costs_the_document_it_died_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # sitecustomize is read by every Python process that starts: here, by the workers
    put(tmp_path / "site", sitecustomize_py=KILLER)
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 2)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    texts = {f"{name}_txt": FIRST + f"3 {name}\n" for name in "abcdef"}
    report = build(put(tmp_path / "raw", **texts), tmp_path / "out", jobs=2)
    assert [unread.path for unread in report.unreadable] == ["b.txt"]
    assert "the worker died" in report.unreadable[0].reason
    assert report.rows["documents"] == 6
    assert list(validate(tmp_path / "out")) == []


def test_workers_that_cannot_start_stop_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "site", sitecustomize_py="import os; os._exit(7)")
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 1)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    raw = put(tmp_path / "raw", a_txt=FIRST, b_txt=SECOND)
    with pytest.raises(PoolError):
        build(raw, tmp_path / "out", jobs=2)
    assert not (tmp_path / "out").exists()
    assert unfinished(tmp_path / "out") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("delay", [0.4, 0.8, 1.2])
def test_kill_9_leaves_the_old_build_or_the_new_one(tmp_path: Path, delay: float) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    build(put(raw, a_txt=FIRST), out)
    old = data_files(out)
    put(raw, **{f"x{number}_txt": FIRST + f"3 {number}\n" * 200 for number in range(60)})
    process = subprocess.Popen([*JOREI, "build", str(raw), "-o", str(out), "--jobs", "2"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 600
    while not unfinished(out) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(validate(out)) == []
    survived = data_files(out)
    assert survived == old or len(rows(out, "documents")) == 61
    assert build(raw, out).rows["documents"] == 61  # and the next build is not hindered
    assert list(validate(out)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "raw"]


def test_a_corpus_opens_what_was_built(tmp_path: Path) -> None:
    corpus = jorei.build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out")
    assert len(corpus.documents) == 1
    frame = corpus.nodes.to_pandas()
    assert set(TABLES["nodes"].names) == set(frame.columns)
    document = corpus.documents.to_arrow().column("doc_id")[0].as_py()
    assert corpus.tree(document) == jorei.parse(FIRST).tree
    with pytest.raises(KeyError):
        corpus.tree("x")
    with pytest.raises(KeyError):
        _ = corpus.tokens


def test_a_corpus_answers_sql(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    corpus = jorei.build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out's")
    assert corpus.sql("select count(*) from nodes where kind = 'article'").fetchall() == [(1,)]
    assert corpus.sql('select count(*) from "references"').fetchall()[0][0] > 0


def test_a_corpus_goes_to_polars(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    corpus = jorei.build(put(tmp_path / "raw", a_txt=FIRST), tmp_path / "out")
    assert isinstance(corpus.nodes.to_polars(), polars.DataFrame)
