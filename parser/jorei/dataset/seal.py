"""The seal of a build: build.json has the digests of the other files that describe it, and of itself.

datapackage.json has the SHA-256 of every part, build.json that of the other files that describe the build, and its own under
``sha256``, over its content without that entry (keys in order, without blanks, so that only a change of meaning breaks
it). It guards against accidents, not against somebody who writes a new seal.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.dataset.fault import Fault
from jorei.dataset.files import file_sha256
from jorei.dataset.json_trees import INDEX
from jorei.read import file_bytes

MARKER: Final = "build.json"
PACKAGE: Final = "datapackage.json"
GENERATOR: Final = "jorei"
CROISSANT: Final = "croissant.json"
CARD: Final = "README.md"
_DESCRIBED: Final = (PACKAGE, CROISSANT, CARD, INDEX)
_NOT_ALWAYS: Final = (CARD, INDEX)
"""What a build may lack: of an earlier version, or without JSON trees."""
_LARGEST_MARKER: Final = 1 << 28
"""Bytes. It names what could not be read, which may be many files; a pipe or a device would never end."""
_GENERATED: Final = re.compile(rb'"generator"\s{0,9}:\s{0,9}"jorei"')
_OWN: Final = "sha256"
_FILES: Final = "files"


def write_marker(root: Path, marker: dict[str, Any]) -> None:
    """Write build.json, sealed; to be called when the other files are there."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(marker))
    plain[_FILES] = {name: f"sha256:{file_sha256(root / name)}" for name in _DESCRIBED if (root / name).exists()}
    plain[_OWN] = _digest(plain)
    write_json(root / MARKER, plain)


def read_marker(folder: Path) -> dict[str, Any] | None:
    """What build.json of a folder says; None where there is none, or none that can be read."""
    try:
        marker = msgspec.json.decode(_marker_bytes(folder).removeprefix(codecs.BOM_UTF8))
    except (OSError, ValueError, RecursionError):
        return None
    return marker if isinstance(marker, dict) and marker.get("generator") == GENERATOR else None


def has_marker(folder: Path) -> bool:
    """Whether a folder carries the marker of a jorei build, be it damaged."""
    try:
        return _GENERATED.search(_marker_bytes(folder)) is not None
    except (OSError, ValueError):
        return False


def _marker_bytes(folder: Path) -> bytes:
    return file_bytes(folder / MARKER, _LARGEST_MARKER)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write JSON that people can read too."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def check_seal(root: Path, marker: dict[str, Any]) -> Iterator[Fault]:
    """The faults of the files that describe a build: whatever is not as it was written."""
    if marker.get(_OWN) != _digest(marker):
        yield Fault(MARKER, "内容が書き込み後に変わっています", "the content has changed since it was written")
    files = marker.get(_FILES)
    for name in _DESCRIBED:
        recorded = files.get(name) if isinstance(files, dict) else None
        if recorded is None and name in _NOT_ALWAYS:
            continue
        try:
            digest = f"sha256:{file_sha256(root / name)}"
        except OSError:
            yield Fault(name, "読めません", "cannot be read")
            continue
        if digest != recorded:
            yield Fault(name, f"内容が変わっています（{digest}、記録は{recorded}）",
                        f"the content has changed ({digest}, recorded {recorded})")  # fmt: skip


def _digest(marker: dict[str, Any]) -> str:
    """
    >>> _digest({"a": 1, "b": 2}) == _digest({"b": 2, "a": 1, "sha256": "?"}) != _digest({"a": 1})
    True
    """
    rest = {name: value for name, value in marker.items() if name != _OWN}
    return _sha256(msgspec.json.encode(rest, order="sorted"))


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
