"""Builds on Spark equal those on one machine, byte for byte: with two executors, and when one of them is killed.

A build of a folder, in which an executor is killed, always runs; those of other inputs with ``-m slow``.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.generate import document
from builds import data_files
from jorei.dataset.exchange import sibling
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused
from jorei.run import local, spark
from jorei.run.batches import analyse_batch
from jorei.run.task import Options

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="Spark and its Java are not installed"
)

DOCUMENTS = 30
EXECUTOR = b"CoarseGrainedExecutorBackend"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two executors with a core and a gigabyte each, in processes of their own."""
    with spark.session("local-cluster[2,1,1024]") as session:
        yield session


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    texts = dict(document(number, mean_bytes=900) for number in range(DOCUMENTS))
    texts["0000/again.txt"] = texts[max(path for path in texts if path.endswith(".txt"))]
    texts["0000/empty.txt"] = ""
    texts["0001/base.txt"] = "○青潮市広場条例\n\n第1条 広場の使用料は、500円とする。\n"
    texts["0002/amending.txt"] = (
        "○青潮市広場条例の一部を改正する条例\n\n青潮市広場条例の一部を次のように改正する。\n\n第1条中「600円」を「700円」に改める。\n"
    )
    return texts


@pytest.fixture(scope="module")
def raw(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark") / "raw"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _several_groups_and_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 4)
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 40000)


def assert_same_files(build: Path, other: Path) -> None:
    files, expected = data_files(build), data_files(other)
    assert files.keys() == expected.keys()
    assert [name for name in expected if files[name] != expected[name]] == []


def codes(folder: Path) -> set[str]:
    return {
        code for part in (folder / "diagnostics").glob("*.parquet") for code in pq.read_table(part)["code"].to_pylist()
    }


def executors() -> list[int]:
    """The processes of the executors of this test."""
    executors = []
    for process in _descendants(os.getpid()):
        try:
            if EXECUTOR in Path(f"/proc/{process}/cmdline").read_bytes():
                executors.append(process)
        except OSError:
            continue
    return executors


def _descendants(process: int) -> list[int]:
    """A process and all processes that it started, or that these did."""
    processes = [process]
    for parent in processes:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                processes += map(int, children.read_text(encoding="ascii").split())
            except OSError:
                continue
    return processes


def kill_one_executor(spills: Path, killed: list[int]) -> None:
    """Wait until the first spill is written, and kill."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if spills.is_dir() and any(spills.iterdir()):
            os.kill(executors()[0], signal.SIGKILL)
            killed.append(len(list(spills.iterdir())))
            return
        time.sleep(0.005)


@needs_spark
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux lists them")
def test_a_killed_executor_changes_nothing(cluster: Any, raw: Path, tmp_path: Path) -> None:
    options = Options(json=True)
    assert len(executors()) == 2
    killed: list[int] = []
    killer = threading.Thread(target=kill_one_executor, args=(sibling(tmp_path / "spark", "work"), killed))
    killer.start()
    # a relative path: executors run in other folders
    report = spark.build(Path(os.path.relpath(raw)), tmp_path / "spark", options=options)
    killer.join()
    assert killed
    assert [unread.path for unread in report.unreadable] == ["0000/empty.txt"]
    assert report.rows["links"] > 0
    expected = local.build(raw, tmp_path / "local", jobs=1, options=options)
    assert report.rows == expected.rows
    assert report.duplicates == expected.duplicates
    assert_same_files(tmp_path / "spark", tmp_path / "local")
    assert {"S25", "A01"} <= codes(tmp_path / "spark")
    assert list(validate(tmp_path / "spark")) == []


@needs_spark
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_documents_as_rows(cluster: Any, texts: dict[str, str], raw: Path, tmp_path: Path, kind: str) -> None:
    paths = sorted(set(texts) - {"0000/empty.txt"} if kind == "csv" else texts)  # an empty field of CSV is no text
    rows = tmp_path / "rows" if kind == "parquet" else tmp_path / "rows.csv"
    if kind == "parquet":
        contents = [texts[path].encode() for path in paths]
        table = pa.table({"path": paths, "bytes": contents, "licence": ["CC0"] * len(paths)})
        rows.mkdir()
        pq.write_table(table.slice(0, 20), rows / "a.parquet")
        pq.write_table(table.slice(20), rows / "b.parquet")
    else:
        write_csv(rows, ["path", "text", "licence"], [[path, texts[path], "CC0"] for path in paths])
    spark.build(rows, tmp_path / "spark")
    for path in paths:
        (tmp_path / "raw" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(raw / path, tmp_path / "raw" / path)
    write_csv(tmp_path / "raw" / "manifest.csv", ["path", "licence"], [[path, "CC0"] for path in paths])
    local.build(tmp_path / "raw", tmp_path / "local", jobs=1)
    assert_same_files(tmp_path / "spark", tmp_path / "local")


def write_csv(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])


def test_batches_for_other_engines_have_the_rows_of_a_build(texts: dict[str, str], raw: Path, tmp_path: Path) -> None:
    local.build(raw, tmp_path / "local", jobs=1)
    batch = pa.RecordBatch.from_pydict({"path": list(texts), "bytes": [text.encode() for text in texts.values()]})
    batches = [analyse_batch(batch.slice(start, 7)) for start in range(0, len(batch), 7)]
    documents = pq.read_table(tmp_path / "local" / "documents").column("doc_id").to_pylist()
    for name in ("nodes", "references", "definitions", "norms"):
        of_batches = pa.Table.from_batches([tables[name] for tables in batches]).to_pylist()
        of_build = pq.read_table(tmp_path / "local" / name).to_pylist()
        assert of_build
        # sets: a text that occurs twice has its rows once in a build, and twice here
        assert {repr(row) for row in of_batches if row["doc_id"] in documents} == set(map(repr, of_build))


@needs_spark
def test_a_table_without_documents_is_refused(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("name,words\na,b\n", encoding="utf-8")
    with pytest.raises(Refused, match="needs the columns path"):
        spark.build(tmp_path / "raw.csv", tmp_path / "spark")


def test_without_pyspark_the_command_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第1条 甲", encoding="utf-8")
    (tmp_path / "site" / "pyspark").mkdir(parents=True)
    (tmp_path / "site" / "pyspark" / "__init__.py").write_text("raise ImportError('no')", encoding="utf-8")
    command = [sys.executable, "-m", "jorei", "build", "a.txt", "-o", "out", "--engine", "spark"]
    path = os.pathsep.join(filter(None, (str(tmp_path / "site"), os.environ.get("PYTHONPATH"))))
    run = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert re.search(r"pip install '.*\[spark\]'", run.stderr)
    assert not (tmp_path / "out").exists()
