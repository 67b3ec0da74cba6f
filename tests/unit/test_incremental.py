"""Builds over a previous build: what they reuse, and that the result equals a fresh one, byte for byte."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench.generate import document
from builds import data_files
from jorei.dataset.exchange import sibling
from jorei.dataset.validate.validate import validate
from jorei.run import analysed_rows
from jorei.run.group_rows import _write_spill as write
from jorei.run.group_rows import read_spill
from jorei.run.job import BuildReport
from jorei.run.local import build
from jorei.run.task import Options

OPTIONS = Options(json=True)
DOCUMENTS = 18


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for number in range(DOCUMENTS):
        put(tmp_path / "raw", number, document(number, mean_bytes=900)[1])
    return tmp_path / "raw"


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 3)
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 6000)


def put(raw: Path, number: int, text: str) -> Path:
    raw.mkdir(exist_ok=True)
    file = raw / f"d{number:02}.txt"
    file.write_text(text, encoding="utf-8")
    return file


def rebuild(raw: Path, out: Path, options: Options = OPTIONS) -> BuildReport:
    """Build over ``out``, and compare the result with a fresh build."""
    report = build(raw, out, jobs=1, options=options)
    fresh = build(raw, out.parent / "fresh", jobs=1, options=options, fresh=True)
    assert fresh.reused == 0
    files, expected = data_files(out), data_files(out.parent / "fresh")
    assert [name for name in expected if files.get(name) != expected[name]] == []
    assert files.keys() == expected.keys()
    assert report.rows == fresh.rows
    assert report.duplicates == fresh.duplicates
    assert list(validate(out)) == []
    return report


def paths(folder: Path) -> set[str]:
    return {
        path
        for part in (folder / "documents").glob("*.parquet")
        for path in pq.read_table(part)["source_path"].to_pylist()
    }


def test_nothing_changed(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    before = {path: path.stat().st_ino for path in (tmp_path / "out").glob("nodes/*.parquet")}
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS
    assert {path: path.stat().st_ino for path in before} == before  # the same files, not written again


def test_a_changed_document(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    put(raw, 7, document(700, mean_bytes=900)[1])
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS - 1


@pytest.mark.parametrize("joined", [True, False])
def test_what_changed_in_a_bucket_is_analysed_together(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joined: bool
) -> None:
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 60_000)
    buckets = build(raw, tmp_path / "out", jobs=1, options=OPTIONS).buckets
    for number in range(0, DOCUMENTS, 2):
        put(raw, number, document(number + 50, mean_bytes=900)[1])
    spills: list[str] = []
    if not joined:
        monkeypatch.setattr("jorei.run.job.MAX_GROUP_DOCUMENTS", 0)
    with monkeypatch.context() as patched:
        patched.setattr("jorei.run.group_rows._write_spill", lambda *given: (spills.append(given[1]), write(*given)))
        assert build(raw, tmp_path / "out", jobs=1, options=OPTIONS).reused == DOCUMENTS // 2
    assert (len(spills) <= buckets) == joined
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS


def test_workers_reuse_unchanged_documents(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", jobs=1, options=OPTIONS)
    put(raw, 7, document(700, mean_bytes=900)[1])
    put(raw, 50, document(50, mean_bytes=900)[1])
    assert build(raw, tmp_path / "out", jobs=2, options=OPTIONS).reused == DOCUMENTS - 1
    rebuild(raw, tmp_path / "out")


PRINT_MODULES = (
    "import sys; from jorei.run.local import build, Path; build(*map(Path, sys.argv[1:])); print(*sys.modules)"
)


def test_the_parser_is_loaded_only_for_changes(raw: Path, tmp_path: Path) -> None:
    """Loading takes half a second: too long for a build in which nothing has changed, or documents are only gone."""

    def loaded_modules() -> set[str]:
        command = [sys.executable, "-c", PRINT_MODULES, str(raw), str(tmp_path / "out")]
        return set(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())

    parser = {"jorei.structure", "jorei.links.grammar", "jorei.check.table"}
    assert parser <= loaded_modules()
    assert not parser & loaded_modules()
    (raw / "d03.txt").unlink()
    assert not parser & loaded_modules()
    put(raw, 7, document(700, mean_bytes=900)[1])
    assert parser <= loaded_modules()


def test_a_new_document_and_one_that_is_gone(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    put(raw, 50, document(50, mean_bytes=900)[1])
    (raw / "d03.txt").unlink()
    (raw / "d11.txt").write_bytes(b"")  # unreadable now
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS - 2
    assert "d03.txt" not in paths(tmp_path / "out")


def test_a_text_that_becomes_a_copy_and_one_that_is_no_longer(raw: Path, tmp_path: Path) -> None:
    text = (raw / "d05.txt").read_text(encoding="utf-8")
    put(raw, 13, text)
    put(raw, 14, text)
    build(raw, tmp_path / "out", options=OPTIONS)
    put(raw, 16, (raw / "d01.txt").read_text(encoding="utf-8"))
    (raw / "d05.txt").unlink()  # d13 takes its place, of which the previous build has no rows
    report = rebuild(raw, tmp_path / "out")
    assert report.duplicates == {"d13.txt": ("d14.txt",), "d01.txt": ("d16.txt",)}
    put(raw, 13, document(800, mean_bytes=900)[1])
    assert rebuild(raw, tmp_path / "out").duplicates == {"d01.txt": ("d16.txt",)}


def test_a_changed_row_of_the_manifest(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    (raw / "manifest.csv").write_text("path,municipality\nd02.txt,霧鳴市\nd09.txt,霧鳴市\n", encoding="utf-8")
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS - 2


def test_corrections_of_a_document(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    part = pq.read_table(min((tmp_path / "out" / "documents").glob("*.parquet")))
    work = part["work_id"][0].as_py()
    corrections = f'[[work]]\nwork_id = "{work}"\nverified_by = "甲"\nverified_on = 2026-04-01\n'
    (raw / "corrections.toml").write_text(corrections, encoding="utf-8")
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS - 1
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS
    (raw / "corrections.toml").unlink()
    assert rebuild(raw, tmp_path / "out").reused == DOCUMENTS - 1


def test_other_options_reuse_nothing(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    assert rebuild(raw, tmp_path / "out", Options()).reused == 0


def test_a_damaged_part_is_not_reused(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out", options=OPTIONS)
    part = min((tmp_path / "out" / "nodes").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert 0 < rebuild(raw, tmp_path / "out").reused < DOCUMENTS


def test_fresh_reuses_nothing(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "out")
    assert build(raw, tmp_path / "out", fresh=True).reused == 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux lists them")
@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_is_resumed(
    tmp_path: Path, signal_sent: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the same groups and buckets as in the other process
    raw, out = tmp_path / "raw", tmp_path / "out"
    for number in range(160):
        put(raw, number, document(number, mean_bytes=9_000)[1])
    command = [sys.executable, "-m", "jorei", "build", str(raw), "-o", str(out), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    spills, deadline = sibling(out, "work"), time.monotonic() + 600
    while not (spills.is_dir() and any(spills.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = _children(process.pid)
    assert len(workers) == 2, [file.name for file in spills.iterdir()]
    process.send_signal(signal_sent)
    assert process.wait(timeout=600) == (130 if signal_sent == signal.SIGINT else -signal.SIGKILL)
    deadline = time.monotonic() + 600
    while any(map(_is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)  # the workers of a killed build finish their group
    assert not any(map(_is_running, workers))
    assert not out.exists()
    done = sum(len(read_spill(str(spills), file.name).documents) for file in spills.iterdir())
    assert done
    analysed: list[str] = []
    real = analysed_rows.analyse_corrected
    monkeypatch.setattr(
        analysed_rows,
        "analyse_corrected",
        lambda source, *rest, **more: (analysed.append(source.path), real(source, *rest, **more))[1],
    )
    build(raw, out, jobs=1)
    assert len(analysed) == 160 - done
    assert list(validate(out)) == []
    assert len(paths(out)) == 160
    assert not spills.exists()
    build(raw, tmp_path / "fresh", jobs=1, fresh=True)
    assert data_files(out) == data_files(tmp_path / "fresh")


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")  # each thread starts its worker
    return [int(child) for children in tasks for child in children.read_text(encoding="ascii").split()]


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
