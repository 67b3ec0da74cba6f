"""corpus/CLUSTERS.md does what it says: on Dask, and with an object store on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyarrow import fs

import jorei
from jorei.cli import main
from recipes import check_or_rewrite

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}


def files(address: str) -> dict[str, bytes]:
    """What lies at a place of a store, by the path below it."""
    store, path = fs.FileSystem.from_uri(address)
    found = store.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    return {
        info.path.removeprefix(f"{path}/"): store.open_input_stream(info.path).read() for info in found if info.is_file
    }


@pytest.fixture(params=["file", "s3"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], str]]:
    """Addresses by name: of folders here, and in a store that speaks S3."""
    if request.param == "file":
        yield lambda name: (tmp_path / "store" / name).as_uri()
        return
    server = pytest.importorskip("moto.server", reason="moto is not installed: pip install '.[dev]'")
    running = server.ThreadedMotoServer(port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    bucket = f"ordinances-{port}"  # moto's servers of one process share what they hold
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    options = f"region=us-east-1&scheme=http&endpoint_override={host}:{port}&allow_bucket_creation=true"
    store, _ = fs.FileSystem.from_uri(f"s3://{bucket}?{options}")
    store.create_dir(bucket)
    yield lambda name: f"s3://{bucket}/{name}?{options}"
    running.stop()


def put(folder: Path, address: str) -> None:
    store, path = fs.FileSystem.from_uri(address)
    for file in folder.iterdir():
        store.create_dir(path)
        with store.open_output_stream(f"{path}/{file.name}") as stream:
            stream.write(file.read_bytes())


@pytest.mark.filterwarnings("default")  # of moto, about itself
def test_a_build_from_a_store_into_a_store(
    place: Callable[[str], str], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in ("ashinari_akiya.txt", "kumoizawa_akiya.txt"):
        shutil.copy(root / "raw" / name, texts)
    jorei.build(texts, tmp_path / "here", json=True)
    here = files((tmp_path / "here").as_uri())
    put(texts, place("raw"))
    assert main(["build", place("raw"), "-o", place("build"), "--json"]) == 0
    assert f"→ {place('build')}" in capsys.readouterr().out
    there = files(place("build"))
    assert there.keys() == here.keys()
    assert [name for name in here if here[name] != there[name] and name != "build.json"] == []

    (texts / "kumoizawa_akiya.txt").unlink()
    store, path = fs.FileSystem.from_uri(place("raw"))
    store.delete_file(f"{path}/kumoizawa_akiya.txt")
    assert main(["build", place("raw"), "-o", place("build")]) == 0  # --json holds; what has gone is gone
    jorei.build(texts, tmp_path / "here")
    assert files(place("build")).keys() == files((tmp_path / "here").as_uri()).keys()


@pytest.mark.filterwarnings("default")
def test_a_store_without_documents_is_refused(place: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", place("nothing"), "-o", place("build")]) == 2
    assert "there is no document" in capsys.readouterr().err
    assert main(["build", "nosuch://place", "-o", place("build")]) == 2
    assert "cannot reach nosuch://place" in capsys.readouterr().err
    assert files(place("build")) == {}


@pytest.mark.filterwarnings("default")  # of both packages, about themselves
@pytest.mark.parametrize("place", ["s3"], indirect=True)
def test_the_page_of_clusters_and_stores(
    root: Path, place: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regenerate: bool
) -> None:
    pytest.importorskip("dask.distributed", reason="dask is not installed: pip install '.[dev]'")
    shutil.copytree(root / "raw", tmp_path / "raw")
    (tmp_path / "corpus").mkdir()
    put(tmp_path / "raw", place("raw"))
    monkeypatch.setenv("RAW", place("raw"))
    monkeypatch.setenv("BUILD", place("build"))
    check_or_rewrite(root / "corpus" / "CLUSTERS.md", tmp_path, regenerate)

    built = jorei.build(tmp_path / "raw", tmp_path / "build")
    for name in ("nodes", "references", "definitions", "norms", "amendments"):
        on_dask = pq.read_table(tmp_path / "corpus" / "dask" / name).to_pylist()
        assert sorted(map(repr, on_dask)) == sorted(map(repr, built.table(name).to_arrow().to_pylist())), name
