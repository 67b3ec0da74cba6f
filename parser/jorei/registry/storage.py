"""Where registries are kept: one file for each kind, named by its hash, and an index of them."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from jorei.errors import Refused

_INDEX: Final = "registries.json"


class RegistryEntry(msgspec.Struct, frozen=True):
    """One imported registry: ``sha256`` is of the file it came from, ``file`` what it is kept in."""

    kind: str
    file: str
    sha256: str
    imported_on: str
    count: int
    source: str


class LawTable(msgspec.Struct, frozen=True, array_like=True):
    """Laws as columns, and where each number and title leads: a row, or -1 for several."""

    ids: list[str]
    numbers: list[str]
    titles: list[str]
    abbreviations: dict[int, list[str]]
    by_number: dict[str, int]
    by_title: dict[str, int]


class MunicipalityTable(msgspec.Struct, frozen=True, array_like=True):
    """Codes by name, and the names of the prefectures by the first two digits of a code."""

    codes: dict[str, list[str]]
    prefectures: dict[str, str]


def folder() -> Path:
    """The folder of the registries; it need not be there."""
    named = os.environ.get("JOREI_DATA")
    if named:
        return Path(named)
    from platformdirs import user_data_path  # wanted only here

    return user_data_path("jorei", appauthor=False) / "registry"


def entries() -> tuple[RegistryEntry, ...]:
    """What is imported, by kind. `Refused` when the index is damaged: without it laws would go unknown in silence."""
    index = folder() / _INDEX
    try:
        decoded = msgspec.json.decode(index.read_bytes(), type=list[RegistryEntry])
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(index, error) from error
    return tuple(sorted(decoded, key=lambda entry: entry.kind))


def damaged(file: Path, error: Exception) -> Refused:
    """The reason for a file of the registries that cannot be read."""
    return Refused(
        f"{file} が壊れています（{error}）。jorei registry import をやり直してください",
        f"{file} is damaged ({error}): import the registries again",
    )


def keep(kind: str, table: LawTable | MunicipalityTable, count: int, source: Path, data: bytes) -> RegistryEntry:
    """Put a registry in place of the one of its kind; a reader sees the old one or the new one."""
    packed = msgspec.msgpack.encode(table)
    name = f"{kind}-{hashlib.sha256(packed).hexdigest()[:16]}.msgpack"
    today = datetime.now(UTC).date().isoformat()
    entry = RegistryEntry(kind, name, hashlib.sha256(data).hexdigest(), today, count, str(source.absolute()))
    try:
        before = entries()
    except Refused:  # it is made anew
        before = ()
    directory = folder()
    directory.mkdir(parents=True, exist_ok=True)
    _replace(directory / name, packed)
    others = [old for old in before if old.kind != kind]
    _replace(directory / _INDEX, msgspec.json.format(msgspec.json.encode([*others, entry]), indent=2))
    # the one before may be in use by a build under way; those before it are not
    in_use = {name, *(old.file for old in before)}
    for file in directory.glob(f"{kind}-*.msgpack"):
        if file.name not in in_use:
            file.unlink(missing_ok=True)
    return entry


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
