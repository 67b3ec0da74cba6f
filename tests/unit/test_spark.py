"""Spark builds what one machine builds, byte for byte; with two executors, and when one of them is killed.

One build of a folder, with an executor killed, runs always; those of other inputs with ``-m slow``.
"""

from __future__ import annotations

import csv
import os
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
from jorei.dataset.exchange import sibling
from jorei.dataset.seal import MARKER
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
    found = dict(document(number, mean_bytes=900) for number in range(DOCUMENTS))
    found["0000/again.txt"] = found[max(path for path in found if path.endswith(".txt"))]
    found["0000/empty.txt"] = ""
    found["0001/base.txt"] = "○青潮市広場条例\n\n第1条 広場の使用料は、500円とする。\n"
    found["0002/amending.txt"] = (
        "○青潮市広場条例の一部を改正する条例\n\n青潮市広場条例の一部を次のように改正する。\n\n第1条中「600円」を「700円」に改める。\n"
    )
    return found


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
    monkeypatch.setattr("jorei.run.job.choose_count", lambda total: 3)


def data_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def same(one: Path, other: Path) -> None:
    found, expected = data_files(one), data_files(other)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def codes(folder: Path) -> set[str]:
    return {
        code for part in (folder / "diagnostics").glob("*.parquet") for code in pq.read_table(part)["code"].to_pylist()
    }


def executors() -> list[int]:
    """The processes of the executors of this test."""
    found = []
    for process in _below(os.getpid()):
        try:
            if EXECUTOR in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
        except OSError:
            continue
    return found


def _below(process: int) -> list[int]:
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text(encoding="ascii").split())
            except OSError:
                continue
    return found


def kill_one_executor(work: Path, killed: list[int]) -> None:
    """Wait until something has been done, and kill."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if work.is_dir() and any(work.iterdir()):
            os.kill(executors()[0], signal.SIGKILL)
            killed.append(len(list(work.iterdir())))
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
    # a path from here, where the executors are not
    report = spark.build(Path(os.path.relpath(raw)), tmp_path / "spark", options=options)
    killer.join()
    assert killed
    assert [unread.path for unread in report.unreadable] == ["0000/empty.txt"]
    assert report.rows["links"] > 0
    expected = local.build(raw, tmp_path / "local", jobs=1, options=options)
    assert report.rows == expected.rows
    assert report.duplicates == expected.duplicates
    same(tmp_path / "spark", tmp_path / "local")
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
    same(tmp_path / "spark", tmp_path / "local")


def write_csv(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])


def test_batches_for_other_engines_hold_the_rows_of_a_build(texts: dict[str, str], raw: Path, tmp_path: Path) -> None:
    local.build(raw, tmp_path / "local", jobs=1)
    batch = pa.RecordBatch.from_pydict({"path": list(texts), "bytes": [text.encode() for text in texts.values()]})
    made = [analyse_batch(batch.slice(at, 7)) for at in range(0, len(batch), 7)]
    documents = pq.read_table(tmp_path / "local" / "documents").column("doc_id").to_pylist()
    for name in ("nodes", "references", "definitions", "norms"):
        found = pa.Table.from_batches([tables[name] for tables in made]).to_pylist()
        expected = pq.read_table(tmp_path / "local" / name).to_pylist()
        seen: dict[str, dict[str, None]] = {}  # a text that occurs twice counts once in a build, and twice here
        for which, rows in (("found", found), ("expected", expected)):
            seen[which] = dict.fromkeys(sorted(repr(row) for row in rows if row["doc_id"] in documents))
        assert expected
        assert seen["found"] == seen["expected"]


@needs_spark
def test_what_is_no_table_of_documents_is_refused(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("name,words\na,b\n", encoding="utf-8")
    with pytest.raises(Refused, match="needs the columns path"):
        spark.build(tmp_path / "raw.csv", tmp_path / "spark")


def test_without_pyspark_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第1条 甲", encoding="utf-8")
    (tmp_path / "site" / "pyspark").mkdir(parents=True)
    (tmp_path / "site" / "pyspark" / "__init__.py").write_text("raise ImportError('no')", encoding="utf-8")
    command = [sys.executable, "-m", "jorei", "build", "a.txt", "-o", "out", "--engine", "spark"]
    path = os.pathsep.join(filter(None, (str(tmp_path / "site"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'jorei[spark]'" in done.stderr
    assert not (tmp_path / "out").exists()
