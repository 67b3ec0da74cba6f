"""corpus/CLUSTERS.md does what it says: on Dask, and with an object store on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jorei.dataset.corpus import Corpus
from recipes import check_or_rewrite


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a folder in a store that speaks S3."""
    server = pytest.importorskip("moto.server", reason="moto is not installed: pip install '.[dev]'")
    from pyarrow import fs

    running = server.ThreadedMotoServer(port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    place = (
        f"s3://ordinances/jorei?region=us-east-1&scheme=http&endpoint_override={host}:{port}&allow_bucket_creation=true"
    )
    filesystem, path = fs.FileSystem.from_uri(place)
    filesystem.create_dir(path)
    yield place
    running.stop()


@pytest.mark.filterwarnings("default")  # of both packages, about themselves
def test_the_page_of_clusters_and_stores(
    root: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regenerate: bool
) -> None:
    pytest.importorskip("dask.distributed", reason="dask is not installed: pip install '.[dev]'")
    from pyarrow import fs

    shutil.copytree(root / "raw", tmp_path / "raw")
    (tmp_path / "corpus").mkdir()
    filesystem, path = fs.FileSystem.from_uri(store)
    fs.copy_files(str(tmp_path / "raw"), f"{path}/raw", destination_filesystem=filesystem)
    monkeypatch.setenv("STORE", store)
    check_or_rewrite(root / "corpus" / "CLUSTERS.md", tmp_path, regenerate)

    built = Corpus(tmp_path / "corpus" / "fetched")
    import pyarrow.parquet as pq

    for name in ("nodes", "references", "definitions", "norms", "amendments"):
        on_dask = pq.read_table(tmp_path / "corpus" / "dask" / name).to_pylist()
        assert sorted(map(repr, on_dask)) == sorted(map(repr, built.table(name).to_arrow().to_pylist())), name
    kept = {file.path.removeprefix(f"{path}/build-1/") for file in
            filesystem.get_file_info(fs.FileSelector(f"{path}/build-1", recursive=True)) if file.is_file}  # fmt: skip
    assert {"build.json", "datapackage.json"} <= kept
