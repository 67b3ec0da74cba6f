"""Files of a build: their digests, and one file under two names."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final

TREES: Final = "json"
"""The folder of the JSON trees of a build."""


def file_digest(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits, as datapackage.json gives it."""
    return file_digest(path).hex()


def odd_files(root: Path, *, trees: bool = True) -> Iterator[Path]:
    """What of a build is neither a file nor a folder: a pipe or a device in the place of one, which would be read for ever.
    Without ``trees`` the folder of the JSON trees, which may have a file for each document, is passed over."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=attrgetter("name"))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if trees or entry.name != TREES:
                    waiting.append(Path(entry.path))
            elif not entry.is_file():
                yield Path(entry.path)


def link_file(old: Path, new: Path) -> None:
    """Give a file a second name; a copy where the file system has no links. The folder of the new name is made."""
    new.parent.mkdir(exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
