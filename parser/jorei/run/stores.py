"""RAW and builds in an object store: fetched into a folder, and put back.

A place is an address that `pyarrow.fs.FileSystem.from_uri` knows: ``s3://bucket/folder?region=…``, ``gs://``, ``abfs://``,
``hdfs://`` or ``file:///``. Whoever may read and write there is settled by the environment, as that library has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.leftovers import temporary_folder

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # one letter is a drive of Windows

_WITH_FOLDERS: Final = ("local", "hdfs")
"""Kinds of stores in which a folder has to be there before a file is; in the others it would be one more object."""


class Store(NamedTuple):
    """A place in an object store: its address as it was given."""

    address: str

    def __str__(self) -> str:
        return self.address


Place = Path | Store


def place(text: str) -> Place:
    """A path, or the address of a store.

    >>> place("raw"), place("s3://bucket/raw")
    (PosixPath('raw'), Store(address='s3://bucket/raw'))
    """
    return Store(text) if _ADDRESS.match(text) else Path(text)


@contextmanager
def folders(raw: Place, target: Place) -> Iterator[tuple[Path, Path]]:
    """RAW and the folder of the build on this machine; what lies in a store is fetched before, and the build put there
    after, unless something was raised in between.

    `Refused` where the store cannot be reached or there is nothing at RAW.
    """
    with temporary_folder() as scratch:
        here = _fetched(raw, scratch / "raw", needed=True)
        built = _fetched(target, scratch / "build", needed=False)
        yield here, built
        if isinstance(target, Store):
            with _reaching(target):
                _put(built, target)


def _fetched(where: Place, folder: Path, *, needed: bool) -> Path:
    """The folder itself, or one with what lies in the store."""
    if isinstance(where, Path):
        return where
    with _reaching(where):
        store, path = _opened(where)
        files = _files(store, path)
    if needed and not files:
        raise Refused(f"{where} に文書がありません", f"there is no document in {where}")
    for file in files:
        own = folder / file.removeprefix(path).lstrip("/")
        if folder.resolve() not in own.resolve().parents:
            raise Refused(f"{where} の外を指す名前です: {file}", f"a name that leads out of {where}: {file}")
        own.parent.mkdir(parents=True, exist_ok=True)
        with _reaching(where), store.open_input_stream(file) as stream:
            own.write_bytes(stream.read())
    return folder


def _put(folder: Path, target: Store) -> None:
    """Put a build into the store: build.json goes first and comes last, so that what is between is no build to a reader."""
    store, path = _opened(target)
    before = set(_files(store, path))
    now = {f"{path}/{file.relative_to(folder).as_posix()}": file for file in folder.rglob("*") if file.is_file()}
    marker = f"{path}/{MARKER}"
    if marker in before:
        store.delete_file(marker)
    for name in before - now.keys() - {marker}:
        store.delete_file(name)
    for name in sorted(now, key=lambda name: name == marker):
        if store.type_name in _WITH_FOLDERS:
            store.create_dir(name.rpartition("/")[0], recursive=True)
        with store.open_output_stream(name) as stream:
            stream.write(now[name].read_bytes())


def _opened(where: Store) -> tuple[Any, str]:
    from pyarrow import fs

    store, path = fs.FileSystem.from_uri(where.address)
    return store, path.rstrip("/")


def _files(store: Any, path: str) -> list[str]:
    from pyarrow import fs

    selected = store.get_file_info(fs.FileSelector(path, allow_not_found=True, recursive=True))
    return [info.path for info in selected if info.is_file]


@contextmanager
def _reaching(where: Store) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, NotImplementedError) as error:  # Arrow's own errors are of these kinds
        raise Refused(f"{where} に届きません: {error}", f"cannot reach {where}: {error}") from error
