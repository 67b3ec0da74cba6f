"""Readers while builds are exchanged under them: each sees one build, whole, or is told that it is gone."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from jorei.dataset import pinned
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import replacing
from jorei.dataset.parts import to_table, write_part
from jorei.dataset.pinned import is_replaced
from jorei.dataset.schema import TABLES
from jorei.dataset.seal import write_json, write_marker
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused

BUILDS = int(os.environ.get("JOREI_EXCHANGES", "25"))
PARTS = 2
NAMES = ("documents", "nodes", "references", "links", "definitions")


def put_build(target: Path, version: int) -> None:
    """A build in which every row of every table says which version it is of; later ones have more rows."""
    with replacing(target) as root:
        for name in NAMES:
            for part in range(PARTS):
                write_part(root, name, f"part-{part:05}.parquet", rows(name, version, 40 + version % 7))
        write_json(root / "datapackage.json", {})
        write_json(root / "croissant.json", {})
        write_marker(root, {"generator": "jorei", "version": version})


def rows(name: str, version: int, count: int) -> pa.Table:
    columns = [column for column in TABLES[name].columns if column.name != "doc_id"]
    some = {
        "string": "甲",
        "code": None,
        "int": 1,
        "float": 0.5,
        "bool": False,
        "strings": [],
        "pieces": [],
        "date": None,
    }
    values = {
        column.name: [column.values[0] if column.values else some.get(column.type, [])] * count for column in columns
    }
    table = to_table(name, values)
    return table.append_column("doc_id", pa.array([f"v{version}"] * count).dictionary_encode()).select(
        TABLES[name].names
    )


def versions_of(corpus: Corpus) -> set[tuple[str, int]]:
    """The version that each table says, and its rows."""
    version = corpus.info["version"]
    counts = {(f"v{version}", 40 + version % 7)}
    for name in NAMES:
        ids = corpus.table(name).to_arrow(["doc_id"]).column("doc_id").to_pylist()
        counts |= {(doc_id, number // PARTS) for doc_id, number in Counter(ids).items()}
    return counts


def read_while_building(target: Path, read: Callable[[Corpus], set[tuple[str, int]]]) -> None:
    """Let readers read while builds are exchanged: each reading is whole, or the build is said to be gone."""
    seen: Counter[str] = Counter()
    done = threading.Event()
    errors: list[BaseException] = []

    def reader() -> None:
        try:
            while not done.is_set():
                corpus = Corpus(target)
                for _ in range(3):  # a notebook that is kept over several builds
                    try:
                        seen["whole" if len(read(corpus)) == 1 else "mixed"] += 1
                    except Refused as refusal:
                        seen["gone" if "built anew" in refusal.en else "refused"] += 1
        except BaseException as error:  # noqa: BLE001  # asserted below, in the thread of the test
            errors.append(error)

    put_build(target, 0)
    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    for version in range(1, BUILDS):
        put_build(target, version)
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(seen) <= {"whole", "gone"}
    assert seen["whole"]
    print(seen)


def test_no_reader_sees_two_builds_at_once(tmp_path: Path) -> None:
    read_while_building(tmp_path / "build", versions_of)


def test_nor_without_handles_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "_HANDLES", tmp_path / "no-proc")
    read_while_building(tmp_path / "build", versions_of)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="folders are held open where Linux names them")
def test_a_query_sees_one_build(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    joined = """select distinct n.doc_id, r.doc_id from (select distinct doc_id from nodes) n,
                (select distinct doc_id from "references") r"""

    def query(corpus: Corpus) -> set[tuple[str, int]]:
        try:
            found = corpus.sql(joined).fetchall()
        except duckdb.Error as error:
            if "No such file" in str(error) or "No files found" in str(error):
                raise Refused("", "built anew") from error
            raise
        return {(doc_id, 0) for row in found for doc_id in row}

    read_while_building(tmp_path / "build", query)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="folders are held open where Linux names them")
def test_an_open_build_is_read_on_after_it_was_moved_away(tmp_path: Path) -> None:
    put_build(tmp_path / "build", 1)
    corpus = Corpus(tmp_path / "build")
    os.rename(tmp_path / "build", tmp_path / "elsewhere")
    put_build(tmp_path / "build", 2)
    assert corpus.info["version"] == 1
    assert versions_of(corpus) == {("v1", 41)}
    assert corpus.sql("select distinct doc_id from nodes").fetchall() == [("v1",)]
    assert versions_of(Corpus(tmp_path / "build")) == {("v2", 42)}


def test_few_folders_are_held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "_MOST_HANDLES", 3)
    for version in range(6):
        put_build(tmp_path / f"{version}", version)
        Corpus(tmp_path / f"{version}")
        Corpus(tmp_path / f"{version}")
    assert len(pinned._open) <= 3


def test_a_copy_with_the_number_and_the_time_of_a_deleted_build_is_read(tmp_path: Path) -> None:
    """File systems give the numbers of deleted files away again, and copies may keep their times."""
    build = tmp_path / "build"
    put_build(build, 1)
    assert versions_of(Corpus(build)) == {("v1", 41)}
    copy = shutil.copytree(build, tmp_path / "copy")
    os.link(build / "build.json", tmp_path / "kept")
    shutil.rmtree(build)
    os.replace(tmp_path / "kept", copy / "build.json")
    os.rename(copy, build)
    assert versions_of(Corpus(build)) == {("v1", 41)}


def test_a_build_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    put_build(tmp_path / "build", 1)
    corpus = Corpus(tmp_path / "build")
    put_build(tmp_path / "build", 2)
    with pytest.raises(Refused, match="built anew"):
        corpus.nodes.to_arrow()


def test_a_folder_that_goes_while_it_is_listed_is_a_build_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_build(tmp_path / "build", 0)
    corpus = Corpus(tmp_path / "build")
    nodes = corpus.nodes

    def gone(self: Path, pattern: str) -> list[Path]:
        shutil.rmtree(tmp_path / "build")
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "glob", gone)
    with pytest.raises(Refused, match="built anew"):
        _ = nodes.files


def test_a_build_that_is_replaced_while_it_is_validated_has_no_faults(tmp_path: Path) -> None:
    target = tmp_path / "out"
    put_build(target, 1)
    faults = validate(target)
    next(faults)  # it is none of ours in every respect
    put_build(target, 2)
    with pytest.raises(Refused, match="built anew"):
        list(faults)


def test_what_is_asked_of_a_build_that_is_gone_is_told(tmp_path: Path) -> None:
    target = tmp_path / "out"
    put_build(target, 1)
    corpus = Corpus(target)
    assert not is_replaced(target)
    put_build(target, 2)
    shutil.rmtree(corpus.root, ignore_errors=True)
    for ask in (lambda: corpus.stamp, corpus.connect, lambda: corpus.sql("select 1")):
        with pytest.raises(Refused, match="built anew"):
            ask()
    assert is_replaced(target) is (corpus.root != corpus.path)
